import DealerRules

extension ReferencePhase {
  /// O-017: the cut of a pattern.
  func effect(_ pattern: OfferPattern, _ candidate: ReferenceCandidate) -> ReferenceEffect {
    var effect = ReferenceEffect(kind: ReferencePhase.kind(pattern.cut))
    let places: [Set<Int32>?] = pattern.isSameLine ? lines.map { [$0] } : [nil]
    for place in places {
      let (fill, sets) = fill(pattern, candidate, place)
      guard !fill.get.isEmpty else { continue }
      let get = fill.inBase(fill.get)
      for taken in [get, fill.inBase(fill.buy)] { effect.taken.merge(taken) { $0 + $1 } }
      let some = get.map { ReferenceUnits(line: $0.key, units: $0.value) }
      effect.parts.merge(take(pattern, sets, candidate.offer, some).parts) { $1 }
      tag(pattern, fill, sets, &effect)
    }
    return effect
  }

  private func tag(
    _ pattern: OfferPattern, _ fill: ReferenceFill, _ sets: Fraction,
    _ effect: inout ReferenceEffect
  ) {
    effect.tags.insert("pattern.\(effect.kind).\(pattern.isPerSet ? "set" : "unit")")
    if Fraction.one < sets { effect.tags.insert("pattern.sets") }
    if fill.get.count > 1 { effect.tags.insert("pattern.getOnLines") }
    if fill.buy.count > 1 { effect.tags.insert("pattern.buyOnLines") }
    if pattern.isSameLine { effect.tags.insert("pattern.sameLine") }
    if fill.isPartial { effect.tags.insert("pattern.partial") }
    if pattern.get.count > 1 { effect.tags.insert("pattern.getSlots") }
    if Set((pattern.get + pattern.buy).map(\.unit)) != [nil] { effect.tags.insert("pattern.packs") }
    if pattern.buy.contains(where: { ReferencePhase.amount($0) != nil }) {
      effect.tags.insert("pattern.amount")
    }
  }

  /// O-017: the lines whose units fit a slot.
  private func lines(of slot: PatternSlot, _ candidate: ReferenceCandidate) -> Set<Int32> {
    guard slot.of != nil else { return candidate.lines }
    return undiscounted(
      named(slot.of, own: []).intersection(open(to: candidate.offer)), candidate.offer
    )
    .subtracting(candidate.lost)
  }

  /// O-017: what each line is counted in: the unit of the first slot that it fits, `get` first.
  private func units(
    _ pattern: OfferPattern, _ candidate: ReferenceCandidate
  ) -> [Int32: (unit: String?, size: Fraction)] {
    var result: [Int32: (unit: String?, size: Fraction)] = [:]
    for slot in pattern.get + pattern.buy {
      for line in lines(of: slot, candidate) where result[line] == nil {
        guard let size = size(of: slot.unit, on: line) else {
          run.tag("lost.unitUnknown")
          continue
        }
        result[line] = (slot.unit, size)
      }
    }
    return result
  }

  private static func amount(_ slot: PatternSlot) -> Int64? {
    if case .amount(let amount) = slot.need { return amount }
    return nil
  }

  /// O-017: the slots of one set that ask for a quantity, `get` first, inside a place.
  private func slots(
    _ pattern: OfferPattern, _ candidate: ReferenceCandidate, _ place: Set<Int32>?,
    _ units: [Int32: (unit: String?, size: Fraction)]
  ) -> [ReferenceSlot] {
    func slot(_ stated: PatternSlot, _ select: UnitSelection, isGet: Bool) -> ReferenceSlot? {
      guard case .quantity(let quantity) = stated.need else { return nil }
      let all = lines(of: stated, candidate).filter {
        units[$0].map { $0.unit == stated.unit } ?? false
      }
      let need = Fraction(quantity)
      return ReferenceSlot(
        lines: place.map { all.intersection($0) } ?? all, need: need, most: need, select: select,
        isGet: isGet)
    }
    return pattern.get.compactMap { slot($0, pattern.select, isGet: true) }
      + pattern.buy.compactMap { slot($0, pattern.selectBuy, isGet: false) }
  }

  /// O-017: the units of all sets, and how many full sets there are.
  private func fill(
    _ pattern: OfferPattern, _ candidate: ReferenceCandidate, _ place: Set<Int32>?
  ) -> (ReferenceFill, sets: Fraction) {
    let units = units(pattern, candidate)
    let slots = slots(pattern, candidate, place, units)
    let all = lines.map { line in
      let (unit, size) = units[line] ?? (nil, .one)
      return (line, counted(openUnits(line, candidate.offer), unit, size))
    }
    let start = ReferenceFill(
      open: Dictionary(uniqueKeysWithValues: all), sizes: units.mapValues(\.size))
    let times = world.canary == .onePatternSet ? 1 : pattern.times
    let most = times.map { Fraction($0) }
    let mayBePartial = pattern.isPartial && !pattern.isPerSet
    guard pattern.buy.contains(where: { ReferencePhase.amount($0) != nil }) else {
      let possible = start.sets(slots)
      var sets = most.map { min($0, possible) } ?? possible
      if pattern.isPerSet, case .fixedPrice(let value, _) = pattern.cut,
        pattern.select == .dearest, let price = converted(value)
      {
        func pays(_ sets: Fraction) -> Bool {
          price < gain(of: sets, start, slots, candidate)
            - gain(of: sets - .one, start, slots, candidate)
        }
        // Later sets have cheaper units: of millions the last that pays is found by halving.
        let known = setsLookedAt(slots, start, isSameLine: pattern.isSameLine)
        var low = Fraction.zero
        while Fraction(known) < sets - low {
          let middle = Fraction(((low + sets) / Fraction(2)).truncated)
          if pays(middle) { low = middle } else { sets = middle }
        }
        while low < sets, !pays(sets) { sets = sets - .one }
      }
      if mayBePartial, most.map({ sets < $0 }) ?? true,
        let partial = filled(start, slots, sets: sets, isPartial: true)
      {
        return (partial, sets)
      }
      return (filled(start, slots, sets: sets, isPartial: false) ?? start, sets)
    }
    return setBySet(pattern, candidate, place, start, slots, units)
  }

  /// O-017: how many numbers of sets at a price are looked at one by one.
  private func setsLookedAt(
    _ slots: [ReferenceSlot], _ start: ReferenceFill, isSameLine: Bool
  ) -> Int64 {
    let fitting = slots.reduce(into: Set<Int32>()) { $0.formUnion($1.lines) }
    let lines = fitting.filter { Fraction.zero < start.open[$0] ?? .zero }.count
    let choices = 1 << slots.count
    let steps = isSameLine ? lines * (1 + choices / 100) : 1 + lines * choices / 100
    return min(1000, max(1, Int64(20_000 / max(steps, 1))))
  }

  /// O-017: what the price of so many sets compares with.
  private func gain(
    of sets: Fraction, _ start: ReferenceFill, _ slots: [ReferenceSlot],
    _ candidate: ReferenceCandidate
  ) -> Fraction {
    let fill = filled(start, slots, sets: sets, isPartial: false) ?? start
    let some = fill.inBase(fill.get).map { ReferenceUnits(line: $0.key, units: $0.value) }
    return touchable(some).reduce(Fraction.zero) {
      $0 + part(amount(of: candidate.offer, on: $1.line), $1)
    }
  }

  /// O-017: fills so many sets, with `isPartial` one more that may lack `get` units; `nil` where
  /// that is impossible.
  private func filled(
    _ start: ReferenceFill, _ slots: [ReferenceSlot], sets: Fraction, isPartial: Bool
  ) -> ReferenceFill? {
    var fill = start
    let more = isPartial ? sets + .one : sets
    let wanted = slots.map { slot in
      var slot = slot
      slot.most = slot.need * more
      slot.need = slot.isGet ? slot.need * sets : slot.most
      return slot
    }
    guard fill.canFill(wanted) else { return nil }
    for (index, slot) in wanted.enumerated() {
      var slot = slot
      for line in ordered(slot.lines, slot.select, start.sizes) {
        fill.take(line, for: &slot, leaving: Array(wanted[(index + 1)...]))
      }
    }
    let needed = wanted.filter(\.isGet).reduce(Fraction.zero) { $0 + $1.need }
    fill.isPartial = isPartial
    return !isPartial || needed < fill.count(fill.get) - start.count(start.get) ? fill : nil
  }

  /// O-017: sets one after another, each reaching the amounts of its slots.
  private func setBySet(
    _ pattern: OfferPattern, _ candidate: ReferenceCandidate, _ place: Set<Int32>?,
    _ start: ReferenceFill, _ slots: [ReferenceSlot],
    _ units: [Int32: (unit: String?, size: Fraction)]
  ) -> (ReferenceFill, sets: Fraction) {
    var done = start
    var sets = Fraction.zero
    while pattern.times.map({ sets < Fraction($0) }) ?? true {
      let full = filled(done, slots, sets: .one, isPartial: false)
        .flatMap { reaching($0, since: done, pattern, candidate, place, units) }
      if let full, full.count(done.open) != full.count(full.open) {
        done = full
        sets += .one
        continue
      }
      if pattern.isPartial, !pattern.isPerSet,
        let last = filled(done, slots, sets: .zero, isPartial: true)
          .flatMap({ reaching($0, since: done, pattern, candidate, place, units) })
      {
        done = last
      }
      break
    }
    return (done, sets)
  }

  /// O-017: adds units to a set until its amount slots are content; `nil` where they run out.
  private func reaching(
    _ set: ReferenceFill, since before: ReferenceFill, _ pattern: OfferPattern,
    _ candidate: ReferenceCandidate, _ place: Set<Int32>?,
    _ counting: [Int32: (unit: String?, size: Fraction)]
  ) -> ReferenceFill? {
    var set = set
    for slot in pattern.buy {
      guard let stated = ReferencePhase.amount(slot) else { continue }
      guard let amount = converted(stated) else { return nil }
      var lines = lines(of: slot, candidate)
        .filter { counting[$0].map { $0.unit == slot.unit } ?? false }
      if let place { lines.formIntersection(place) }
      while value(set, since: before) < amount {
        let order = ordered(lines, pattern.selectBuy, set.sizes)
        guard let line = order.first(where: { Fraction.zero < set.open[$0] ?? .zero }) else {
          return nil
        }
        // One by one until the amount is there: as many at once as that takes.
        let open = set.open[line] ?? .zero
        let one = part(
          opening[line] ?? .zero, ReferenceUnits(line: line, units: set.sizes[line] ?? .one))
        let missing = amount - value(set, since: before)
        let wanted = Fraction.zero < one ? Fraction((missing / one).settledWhole(.ceiling)) : open
        let units = min(wanted, open)
        set.open[line] = open - units
        set.buy[line, default: .zero] += units
      }
    }
    return set
  }

  /// O-017: the openings of all units of a set.
  private func value(_ set: ReferenceFill, since before: ReferenceFill) -> Fraction {
    lines.reduce(.zero) { sum, line in
      guard let was = before.open[line], let units = set.open[line] else { return sum }
      let taken = (was - units) * (set.sizes[line] ?? .one)
      return sum + part(opening[line] ?? .zero, ReferenceUnits(line: line, units: taken))
    }
  }

  /// O-017: the cut on the `get` units.
  private func take(
    _ pattern: OfferPattern, _ sets: Fraction, _ offer: Offer, _ all: [ReferenceUnits]
  ) -> ReferenceEffect {
    if case .percentOff = pattern.cut { return cut(pattern.cut, .line, offer, on: all) }
    guard pattern.isPerSet else { return cut(pattern.cut, .unit, offer, on: all) }
    var effect = ReferenceEffect()
    let some = touchable(all)
    let exact: Fraction
    switch pattern.cut {
    case .percentOff: return effect
    case .amountOff(let value, _):
      guard let amount = converted(value) else { return effect }
      exact = amount * sets
    case .fixedPrice(let value, _):
      guard let price = converted(value) else { return effect }
      let sum = some.reduce(Fraction.zero) { $0 + summand(amount(of: offer, on: $1.line), $1) }
      exact = sum - price * sets
      guard Fraction.zero < exact else { return effect }
    }
    let bases = some.map { summand(base(of: offer, on: $0.line), $0) }
    for (one, share) in zip(some, shares(exact, bases, some, capsAtBase: true)) {
      set(share, pattern.cut, offer, one, isShare: true, in: &effect)
    }
    effect.markShares()
    return effect
  }
}
