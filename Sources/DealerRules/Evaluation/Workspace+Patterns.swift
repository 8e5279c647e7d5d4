// Units that buy a cut on other units (RULES.md O-017).
extension Workspace {
  /// Forms as many sets of a pattern as can be filled.
  mutating func formPattern(
    _ run: Int, _ pattern: PatternTerms, _ terms: OfferTerms
  ) throws(NumericError) {
    if let found = scratch.found.first(where: { $0.run == run }) {
      try formFound(run, pattern, found, terms)
      return
    }
    try openUnits(run, pattern, terms)
    var got: [UnitUse] = []
    var bought: [UnitUse] = []
    let open = scratch.open
    // Of the same line sets, and totals too, are made line by line.
    let parts = pattern.isSameLine ? open.map({ [$0] }) : [open]
    let known = setsLookedAt(pattern, parts)
    for part in parts {
      let sets = try fill(run, pattern, part, lookingAt: known)
      let units = try sets.got()
      guard !units.isEmpty else { continue }
      setCount = sets.count
      try formSets(run, pattern, units, terms)
      got += units
      bought += try sets.bought()
    }
    guard !got.isEmpty else {
      try traceNoSet(run, pattern, open)
      return
    }
    scratch.uses = try PatternSets.merged(got)
    scratch.bought = try PatternSets.merged(bought)
  }

  /// A slot that asks for an amount, in the numbers of `noSet`.
  static let amountSlot: Int64 = 1 << 16

  /// Notes which slots found too few units, with `sameLine` on the line that has most for them;
  /// does nothing in batches (RULES.md E-002).
  private mutating func traceNoSet(
    _ run: Int, _ pattern: PatternTerms, _ open: [OpenUnits]
  ) throws(NumericError) {
    guard offerTrace != nil else { return }
    let offer = scratch.runs[run].offer
    let slots = searchSlots(offer, pattern)
    var best: (slots: Int, needed: Int64, has: Ratio)?
    for part in pattern.isSameLine && !open.isEmpty ? open.map({ [$0] }) : [open] {
      let sets = try PatternSets(
        slots: slots, gets: max(pattern.get.count, 1), open: part, select: pattern.select,
        selectBuy: pattern.selectBuy)
      guard let short = try sets.shortage() else {
        let amounts = try amountSlots(slots, offer) ?? []
        position = -1
        guard let missed = try sets.shortAmount(of: amounts) else {
          // The units are there: no set at this price takes anything off.
          trace(offer, pattern.cut.kind == .fixedPrice ? .notLower : .noSet)
          return
        }
        trace(
          offer, .noSet, a: try missed.has.settled(step: 1, mode: .halfUp),
          b: try missed.slot.amount.settled(step: 1, mode: .halfUp),
          c: Int64(1 << missed.slot.slot) | Workspace.amountSlot)
        return
      }
      if best.map({ $0.has })?.isLess(than: short.has) ?? true { best = short }
    }
    position = -1
    trace(
      offer, .noSet, by: unitUser(run), a: try best?.has.settled(step: 1, mode: .down) ?? 0,
      b: best?.needed ?? 0, c: Int64(best?.slots ?? 0))
  }

  /// The slots that ask for amounts, in the order's currency; `nil` without an exchange rate.
  private mutating func amountSlots(
    _ slots: [SlotTerms], _ offer: Int32
  ) throws(NumericError) -> [PatternSets.AmountSlot]? {
    var amounts: [PatternSets.AmountSlot] = []
    for slot in slots.indices where slots[slot].amount >= 0 {
      guard let wanted = try converted(slots[slot].amount, offer, scratch.order) else {
        return nil
      }
      amounts.append(PatternSets.AmountSlot(slot: slot, amount: wanted))
    }
    return amounts
  }

  /// Forms the sets that a search gave to an offer, as far as their units are still open to it.
  private mutating func formFound(
    _ run: Int, _ pattern: PatternTerms, _ found: FoundSets, _ terms: OfferTerms
  ) throws(NumericError) {
    var free: [Int32: Ratio] = [:]
    var got: [UnitUse] = []
    var bought: [UnitUse] = []
    // By line where sets are made line by line, else together.
    var savings: [Int32: Int128] = [:]
    for set in found.sets {
      let times = try open(set, run, terms, &free)
      guard times > 0, let first = set.got.first else { continue }
      got += try UnitUse.times(times, set.got)
      bought += try UnitUse.times(times, set.bought)
      let saving = try Wide.multiply(set.saving, Int128(times))
      let place = pattern.isSameLine ? first.position : -1
      savings[place] = try Wide.add(savings[place] ?? 0, saving)
    }
    guard !got.isEmpty else {
      // What a search gave nothing had no set, unless it left its units to others.
      if found.sets.isEmpty, !found.couldMake, offerTrace != nil {
        try openUnits(run, pattern, terms)
        try traceNoSet(run, pattern, scratch.open)
      }
      return
    }
    got = try PatternSets.merged(got)
    if pattern.isPerSet, pattern.cut.kind != .percentOff {
      for part in pattern.isSameLine ? got.map({ [$0] }) : [got] {
        let place = pattern.isSameLine ? part[0].position : -1
        scratch.uses = part
        let total = try settledTotal(
          Ratio(savings[place] ?? 0, 1), scratch.phase)
        if total != 0 { try spread(total, run, pattern.cut, terms, isWhole: false) }
      }
    } else {
      try formSets(run, pattern, got, terms)
    }
    scratch.uses = got
    scratch.bought = try PatternSets.merged(bought)
  }

  /// How many of equal sets find their units, which then are no longer free.
  private mutating func open(
    _ set: FoundSet, _ run: Int, _ terms: OfferTerms, _ free: inout [Int32: Ratio]
  ) throws(NumericError) -> Int64 {
    let uses = try PatternSets.merged(set.got + set.bought)
    var times = set.count
    for use in uses {
      guard isOpenTo(run, Int(use.position)) else { return 0 }
      let units: Ratio
      if let known = free[use.position] {
        units = known
      } else {
        units = try freeUnits(Int(use.position), terms)
      }
      free[use.position] = units
      let fit = try units.divided(by: use.units)
      times = min(times, Int64(clamping: fit.numerator / fit.denominator))
    }
    for use in try UnitUse.times(-max(times, 0), uses) {
      free[use.position] = try (free[use.position] ?? .zero).added(to: use.units)
    }
    return times
  }

  mutating func isOpenTo(_ run: Int, _ line: Int) -> Bool {
    !scratch.isStopped[line]
      && !scratch.lost.contains(PhaseScratch.key(Int32(run), Int32(line)))
  }

  /// The lines whose free units fit a slot.
  mutating func openUnits(
    _ run: Int, _ pattern: PatternTerms, _ terms: OfferTerms
  ) throws(NumericError) {
    scratch.open.removeAll(keepingCapacity: true)
    for line in running.indices where isPriced[line] && !scratch.isStopped[line] {
      let isProtected =
        isProtected[line]
        && !rules.offers.includesProtected[Int(scratch.runs[run].offer)]
      if isProtected || !terms.includesDiscounted && isDiscounted(line) { continue }
      if scratch.lost.contains(PhaseScratch.key(Int32(run), Int32(line))) { continue }
      let (slots, unit, size) = slots(run, pattern, terms, line)
      guard slots != 0 else { continue }
      let free = try freeUnits(line, terms)
      let units = unit < 0 ? free : try whole(free, size)
      guard units.numerator > 0 else { continue }
      let price = try openingPrice(line).multiplied(by: size)
      scratch.open.append(
        OpenUnits(
          use: UnitUse(position: Int32(line), units: units, price: price, size: size),
          free: free, slots: slots))
    }
  }

  /// The slots of a pattern that a line fits, as bits, and the unit that they count: that of the
  /// first one it fits, so that slots of other units are not open to it.
  private mutating func slots(
    _ run: Int, _ pattern: PatternTerms, _ terms: OfferTerms, _ line: Int
  ) -> (slots: UInt16, unit: Int32, size: Ratio) {
    var found: (slots: UInt16, unit: Int32, size: Ratio) = (0, -1, .one)
    var lacksUnit = false
    // A cut on units has one slot: the lines of its offer.
    if pattern.get.isEmpty {
      guard isOwnLine(run, line) else { return found }
      found.unit = terms.units < 0 ? -1 : rules.offers.unitLimits[Int(terms.units)].unit
      if let size = unitSize(found.unit, line) { (found.slots, found.size) = (1, size) }
      lacksUnit = found.slots == 0
    }
    for (bit, slot) in (pattern.get.lowerBound..<pattern.buy.upperBound).enumerated() {
      let slot = rules.offers.slots[Int(slot)]
      guard slot.hasOwnLines ? holds(slot.node, line) : isOwnLine(run, line) else { continue }
      guard let size = unitSize(slot.unit, line) else {
        lacksUnit = true
        continue
      }
      if found.slots == 0 { (found.unit, found.size) = (slot.unit, size) }
      if found.unit == slot.unit { found.slots |= 1 << UInt16(bit) }
    }
    if found.slots == 0, lacksUnit {
      position = Int32(line)
      trace(scratch.runs[run].offer, .unitUnknown)
    }
    return found
  }

  /// How many numbers of sets at a price are looked at one by one (RULES.md O-017): 1,000, or as
  /// many as the steps of a search suffice for.
  private mutating func setsLookedAt(_ pattern: PatternTerms, _ parts: [[OpenUnits]]) -> Int64 {
    let slots = Int(pattern.buy.upperBound - pattern.get.lowerBound)
    let steps = parts.reduce(0) { $0 + PatternSets.steps(lines: $1.count, slots: slots) }
    return min(1000, max(1, Int64(rules.limits.searchSteps / max(steps, 1))))
  }

  /// Fills sets from open units.
  private mutating func fill(
    _ run: Int, _ pattern: PatternTerms, _ open: [OpenUnits], lookingAt known: Int64
  ) throws(NumericError) -> PatternSets {
    let slots = (pattern.get.lowerBound..<pattern.buy.upperBound).map {
      rules.offers.slots[Int($0)]
    }
    var sets = try PatternSets(
      slots: slots, gets: pattern.get.count, open: open, select: pattern.select,
      selectBuy: pattern.selectBuy)
    // What counts by set cannot lack a part of one.
    let isPartial = pattern.isPartial && !pattern.isPerSet
    guard let amounts = try amountSlots(slots, scratch.runs[run].offer) else { return sets }
    if amounts.isEmpty {
      let none = sets
      try sets.fill(times: pattern.times, isPartial: isPartial)
      if pattern.isPerSet, pattern.cut.kind == .fixedPrice, pattern.select == .dearest {
        sets = try paying(run, pattern, sets, from: none, lookingAt: known)
      }
    } else {
      try sets.fill(times: pattern.times, reaching: amounts, isPartial: isPartial)
    }
    return sets
  }

  /// The most sets of which the last still takes something off (RULES.md O-017).
  private mutating func paying(
    _ run: Int, _ pattern: PatternTerms, _ full: PatternSets, from none: PatternSets,
    lookingAt known: Int64
  ) throws(NumericError) -> PatternSets {
    let offer = scratch.runs[run].offer
    guard full.count > 0, let stated = try converted(pattern.cut.value, offer, scratch.order)
    else { return full }
    let price = try stated.multiplied(by: Ratio(1_000_000, 1))
    let terms = rules.offers.terms[Int(offer)]
    var (low, high) = (Int64(0), full.count)
    // Where slots take from the same lines or from lines apart, each set has less to take off
    // than the one before, by openings; else a later one may have more, and only of many it is not
    // looked for.
    let most: Int64 = none.hasSlotsApart && terms.base != .running ? 0 : known
    while high - low > most {
      let middle = most == 0 ? high - (high - low) / 2 : (low + high) / 2
      let sets = try none.filled(sets: middle, isPartial: false) ?? none
      let fewer = try none.filled(sets: middle - 1, isPartial: false) ?? none
      let gain = try difference(taken(sets, terms), taken(fewer, terms))
      if price.isLess(than: gain) {
        low = middle
      } else {
        high = most == 0 ? middle - 1 : middle
      }
    }
    var sets = try none.filled(sets: high, isPartial: false) ?? none
    var whole = try taken(sets, terms)
    while low < high {
      let fewer = try none.filled(sets: high - 1, isPartial: false) ?? none
      let part = try taken(fewer, terms)
      if try price.isLess(than: difference(whole, part)) { break }
      (sets, whole, high) = (fewer, part, high - 1)
    }
    sets.count = high
    return sets
  }

  private func difference(_ a: Ratio, _ b: Ratio) throws(NumericError) -> Ratio {
    try a.added(to: Ratio(-b.numerator, b.denominator))
  }

  /// The amounts that a price of sets compares with, in 10⁻¹² units, exactly.
  private mutating func taken(
    _ sets: PatternSets, _ terms: OfferTerms
  ) throws(NumericError) -> Ratio {
    var sum = Ratio.zero
    for use in try sets.got() {
      let input = input(Int(use.position), terms, units: use.units)
      sum = try sum.added(to: try exactPart(input.exact, input))
    }
    return sum
  }

  /// The cut on the units got.
  private mutating func formSets(
    _ run: Int, _ pattern: PatternTerms, _ got: [UnitUse], _ terms: OfferTerms
  ) throws(NumericError) {
    scratch.uses = got
    if pattern.isPerSet, pattern.cut.kind != .percentOff {
      var cut = pattern.cut
      let (value, overflow) = cut.value.multipliedReportingOverflow(by: setCount)
      if overflow { throw .overflow }
      cut.value = value
      try formSpread(run, cut, 1, terms, isWhole: false)
      return
    }
    let per: CutScope = pattern.cut.kind == .percentOff ? .line : .unit
    for use in got { try formPartCut(run, pattern.cut, per, use, terms) }
  }
}
