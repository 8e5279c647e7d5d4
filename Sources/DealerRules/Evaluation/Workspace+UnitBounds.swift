// What bounds the sets that offers make of units (RULES.md O-026 … O-028, G-012).
extension Workspace {
  /// What bounds the sets of an offer: how many there may be, its caps, what its budgets leave.
  mutating func unitMember(_ source: DealSource) throws(NumericError) -> UnitMember {
    let offer = scratch.runs[source.run].offer
    let terms = rules.offers.terms[Int(offer)]
    var member = UnitMember(times: Int32(clamping: source.pattern.times))
    if terms.cap >= 0 { member.most = try cap(terms.cap, offer, step: effectStep) }
    if terms.capPerLine >= 0 {
      let each = try cap(terms.capPerLine, offer, step: effectStep)
      let all = try Wide.multiply(each, Int128(source.open.count))
      member.most = min(all, member.most ?? all)
    }
    guard terms.limit >= 0 else { return member }
    let limits = rules.offers.limits[Int(terms.limit)]
    if let units = limits.budgetUnits {
      let left = try left(of: .budgetUnits, units, offer)
      let (sets, rest) = left.quotientAndRemainder(dividingBy: max(touchedUnits(source), 1))
      let isMore = rest > 0 && limits.isPartial
      member.times = min(member.times, Int32(clamping: sets + (isMore ? 1 : 0)))
    }
    guard let budget = limits.budget else { return member }
    let left = try cap(try left(of: .budget, budget, offer), offer, step: effectStep)
    guard left < member.most ?? .max else { return member }
    member.most = left
    member.isWhole = !limits.isPartial
    return member
  }

  /// Thousandths of base units that a budget of units counts of one set at least: those that it
  /// gets, each slot in the smallest of the units that it counts.
  private mutating func touchedUnits(_ source: DealSource) -> Int64 {
    let slots = slots(source)
    let gets = source.pattern.get.isEmpty ? slots.count : source.pattern.get.count
    var sum: Int64 = 0
    for (bit, slot) in slots.prefix(gets).enumerated() {
      let sizes = source.open.filter { $0.slots & 1 << UInt16(bit) != 0 }.compactMap(\.wholeSize)
      sum = Int64(clamping: Int128(slot.quantity) * Int128(sizes.min() ?? 1) + Int128(sum))
    }
    return sum
  }

  /// What sets and candidates of lines take off at most, whatever sets are listed: each unit as if
  /// the offer got it that takes most off one.
  mutating func mostByUnits(_ sets: SetCandidates) throws(NumericError) -> Int128 {
    var each = sets.units.map { _ in Int128(0) }
    for source in sets.sources {
      for line in source.open {
        guard let size = line.wholeSize, size > 0 else { continue }
        let most = try mostOfOne(source, line)
        let place = Int(line.use.position)
        each[place] = max(each[place], most / Int128(size) + 1)
      }
    }
    var sum: Int128 = 0
    for line in running.indices where sets.units[line] > 0 {
      sum = try Wide.add(sum, try Wide.multiply(each[line], Int128(sets.units[line])))
    }
    for claim in sets.claims { sum = try Wide.add(sum, scratch.effects[claim.effect].exact) }
    return sum
  }

  /// What an offer takes off one unit that a set gets, as it counts units; amounts per set in equal
  /// parts for each.
  private mutating func mostOfOne(
    _ source: DealSource, _ line: OpenUnits
  ) throws(NumericError) -> Int128 {
    let offer = scratch.runs[source.run].offer
    let (cut, slots) = (source.pattern.cut, slots(source))
    let gets = source.pattern.get.isEmpty ? slots.count : source.pattern.get.count
    let bits = UInt16(clamping: (1 << gets) - 1)
    guard source.pattern.get.isEmpty || line.slots & bits != 0 else { return 0 }
    var use = line.use
    use.units = Ratio(1000, 1)
    use = try use.inBase()
    let base = max(try setBase(source, use), 0)
    guard source.pattern.isPerSet, cut.kind != .percentOff else {
      return max(try unitSaving(cut, offer, use, base), 0) + 1
    }
    guard let amount = try converted(cut.value, offer, scratch.order) else { return 0 }
    let count = slots.prefix(gets).reduce(Int128(0)) { $0 + Int128($1.quantity) } / 1000
    let part = try exact(amount) / max(count, 1)
    return cut.kind == .fixedPrice ? max(base - part, 0) + 1 : part + 1
  }

  /// Whether a guard refuses what one set takes off a line, whatever else is taken.
  mutating func isRefused(
    _ source: DealSource, _ got: [UnitUse], _ saving: Int128
  ) throws(NumericError) -> Bool {
    guard !guards.leastNet.isEmpty else { return false }
    let set = FoundSet(got: got, bought: [], count: 1, saving: saving)
    for (line, amount) in try takings(source, [set])
    where isRefused(line, amount, of: scratch.exactLeft[line]) { return true }
    return false
  }

  /// What the sets of an offer give of what the search counted, without those on lines that it
  /// lost, and without what is beyond a cap per line or a budget of units that parts of a set use
  /// up.
  mutating func given(_ source: DealSource, _ member: UnitMember) throws(NumericError) -> Int128 {
    let offer = scratch.runs[source.run].offer
    let terms = rules.offers.terms[Int(offer)]
    guard let found = scratch.found.first(where: { $0.run == source.run }) else { return 0 }
    let sets = found.sets.filter { set in
      (set.got + set.bought).allSatisfy { isOpenTo(source.run, Int($0.position)) }
    }
    var whole: Int128 = 0
    var touched = Ratio.zero
    for set in sets {
      for use in try UnitUse.times(set.count, set.got) {
        touched = try touched.added(to: use.units)
      }
      whole = try Wide.add(whole, try Wide.multiply(set.saving, Int128(set.count)))
    }
    var given = member.taken(whole)
    if terms.capPerLine >= 0 {
      let most = try cap(terms.capPerLine, offer, step: effectStep)
      let lines = try takings(source, sets)
      given = min(given, lines.values.reduce(0) { $0 + min($1, most) })
    }
    if terms.limit >= 0, let units = rules.offers.limits[Int(terms.limit)].budgetUnits {
      let left = try left(of: .budgetUnits, units, offer)
      let used = try touched.settledWide(step: 1, mode: .up)
      if used > Int128(left) {
        given = min(given, try Wide.multiply(whole, Int128(left)) / used)
      }
    }
    return given
  }

  /// What sets take off each line: amounts per set all together by the bases of the units got, as
  /// they are spread (RULES.md O-017).
  mutating func takings(
    _ source: DealSource, _ sets: [FoundSet]
  ) throws(NumericError) -> [Int: Int128] {
    let offer = scratch.runs[source.run].offer
    let isSpread = source.pattern.isPerSet && source.pattern.cut.kind != .percentOff
    var lines: [Int: Int128] = [:]
    var total: Int128 = 0
    var bases: Int128 = 0
    for set in sets {
      let count = Int128(set.count)
      total = try Wide.add(total, try Wide.multiply(set.saving, count))
      for use in set.got {
        let base = max(try setBase(source, use), 0)
        let part = isSpread ? base : try unitSaving(source.pattern.cut, offer, use, base)
        let own = try Wide.multiply(part, count)
        bases = try Wide.add(bases, own)
        lines[Int(use.position)] = try Wide.add(lines[Int(use.position)] ?? 0, own)
      }
    }
    guard isSpread, bases > 0 else { return lines }
    for (line, own) in lines {
      lines[line] = try Ratio(total, 1).multiplied(by: Ratio(own, bases))
        .settledWide(step: 1, mode: .halfUp)
    }
    return lines
  }

  /// What units of a set are reckoned on; prices compare with amounts, never with the list
  /// (RULES.md O-012).
  mutating func setBase(_ source: DealSource, _ use: UnitUse) throws(NumericError) -> Int128 {
    let terms = rules.offers.terms[Int(scratch.runs[source.run].offer)]
    guard source.pattern.cut.kind == .fixedPrice else {
      return try base(Int(use.position), terms, units: use.units)
    }
    let input = input(Int(use.position), terms, units: use.units)
    return try part(input.exact, input)
  }
}
