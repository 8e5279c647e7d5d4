// Offers that compete for units share them so that they take off most (RULES.md O-028).
extension Workspace {
  /// Searches the groups of some runs that choose per unit, together.
  mutating func searchUnits(_ runs: Range<Int>) throws(NumericError) {
    for (group, sharing) in searchedTogether(runs) {
      var members: [Int] = []
      for run in sharing where isAtWork(run) {
        if try !isKeptOut(run) { members.append(run) }
      }
      if !members.isEmpty { try searchUnits(members, of: group) }
    }
  }

  /// The offers of groups that choose per unit; those of a group of which one shares the units of
  /// offers before it stand apart, because its sets take none away from the others.
  private mutating func searchedTogether(
    _ runs: Range<Int>
  ) -> [(group: Int32, runs: [Int])] {
    let sharing = runs.filter { isAtWork($0) && sharesUnits($0) }
    var apart: Set<Int32> = []
    for run in sharing {
      let offer = Int(scratch.runs[run].offer)
      if rules.offers.terms[offer].sharesUnits { apart.insert(rules.offers.group[offer]) }
    }
    var found: [(group: Int32, runs: [Int])] = []
    for run in sharing {
      let own = rules.offers.group[Int(scratch.runs[run].offer)]
      let group = apart.contains(own) ? own : -1
      if let place = found.firstIndex(where: { $0.group == group }) {
        found[place].runs.append(run)
      } else {
        found.append((group, [run]))
      }
    }
    return found
  }

  private mutating func searchUnits(
    _ members: [Int], of group: Int32
  ) throws(NumericError) {
    var sets = SetCandidates(units: [Int32](repeating: -1, count: running.count))
    for run in members { try addSource(run, &sets) }
    try listSets(&sets)
    try dropKeptOut(&sets)
    let goods = sets.isComplete ? 0 : try everything(sets.units)
    for line in sets.units.indices { sets.units[line] = max(sets.units[line], 0) }
    try addClaims(&sets)
    let most = sets.isComplete ? 0 : min(goods, try mostByUnits(sets))
    let search = UnitSearch(
      deals: sets.deals, units: sets.units, members: sets.members,
      limit: rules.limits.searchSteps)
    for source in sets.sources { keep(search, sets, source) }
    let traced = offerTrace?.count ?? 0
    try settleClaims(sets, search)
    traceLeftOut(sets, search, from: traced)
    scratch.searches.append(
      FoundSearch(
        group: group, sources: sets.sources, members: sets.members,
        effects: sets.claims.map(\.effect),
        bound: max(search.bound, most), steps: search.steps, work: search.steps + sets.steps))
  }

  /// Says of offers whose sets were all left out what stands instead, and what they would give by
  /// themselves; those that a candidate keeps off a line have said so.
  private mutating func traceLeftOut(
    _ sets: SetCandidates, _ search: UnitSearch, from start: Int
  ) {
    guard let traced = offerTrace else { return }
    let said = Set(traced[start...].map(\.rule))
    for source in sets.sources {
      let offer = scratch.runs[source.run].offer
      let own = sets.deals.filter { $0.member == source.member }
      let isUsed = sets.deals.indices.contains {
        sets.deals[$0].member == source.member && search.counts[$0] > 0
      }
      if own.isEmpty || isUsed || said.contains(RuleRef(.offer, Int(offer))) { continue }
      if traceShort(source, sets.members[source.member], own) { continue }
      let alone = UnitSearch(
        deals: own, units: sets.units, members: sets.members, limit: rules.limits.searchSteps)
      position = -1
      trace(
        offer, .beatenInGroup, by: winner(over: own, sets, search),
        a: millionths(search.saving), b: millionths(alone.saving))
    }
  }

  /// Says of an offer of which no set fits a budget without parts what is left of it, and what its
  /// least set takes (RULES.md O-027).
  private mutating func traceShort(
    _ source: DealSource, _ member: UnitMember, _ own: [UnitDeal]
  ) -> Bool {
    let least = own.reduce(Int128.max) { min($0, $1.saving) }
    guard member.isWhole, let left = member.most, left < least else { return false }
    position = -1
    trace(
      scratch.runs[source.run].offer, .budgetShort, a: millionths(left), b: millionths(least))
    return true
  }

  /// The first offer of those chosen that uses units of the lines of some sets.
  private func winner(
    over own: [UnitDeal], _ sets: SetCandidates, _ search: UnitSearch
  ) -> Int32 {
    var offers: [Int32] = []
    for (index, deal) in sets.deals.enumerated() where search.counts[index] > 0 {
      let isShared = deal.units.indices.contains { line in
        deal.units[line] > 0 && own.contains { $0.units[line] > 0 }
      }
      guard isShared, deal.member < sets.sources.count else { continue }
      offers.append(scratch.runs[sets.sources[deal.member].run].offer)
    }
    return offers.min() ?? -1
  }

  /// Adds an offer and the units open to it.
  private mutating func addSource(_ run: Int, _ sets: inout SetCandidates) throws(NumericError) {
    let offer = scratch.runs[run].offer
    let pattern = searchPattern(offer, rules.offers.terms[Int(offer)])
    try openUnits(run, pattern, rules.offers.terms[Int(offer)])
    // Of a unit that is no whole number of base units no set can be made of these.
    let open = scratch.open.filter { $0.wholeSize != nil }
    for line in open {
      let whole = line.free.numerator / (line.free.denominator * 1000)
      let known = sets.units[Int(line.use.position)]
      let least = Int32(clamping: whole)
      sets.units[Int(line.use.position)] = known < 0 ? least : min(known, least)
    }
    let source = DealSource(member: sets.sources.count, run: run, pattern: pattern, open: open)
    sets.members.append(try unitMember(source))
    sets.sources.append(source)
  }

  /// An offer as a pattern: a cut on units is one that takes groups of them.
  mutating func searchPattern(_ offer: Int32, _ terms: OfferTerms) -> PatternTerms {
    if terms.kind == .pattern { return rules.offers.patterns[Int(terms.detail)] }
    var pattern = PatternTerms(cut: rules.offers.cut[Int(offer)])
    pattern.isPerSet = terms.per == .order
    pattern.times = .max
    if terms.units >= 0 {
      let limit = rules.offers.unitLimits[Int(terms.units)].limit
      pattern.select = limit.select
      let size = limit.groupsOf?.thousandths ?? 1000
      if let most = limit.most, size > 0 { pattern.times = most.thousandths / size }
    }
    return pattern
  }

  /// What a deal source needs of its slots.
  mutating func slots(_ source: DealSource) -> [SlotTerms] {
    searchSlots(scratch.runs[source.run].offer, source.pattern)
  }

  /// The slots of a pattern, or of an offer that takes groups of units.
  mutating func searchSlots(_ offer: Int32, _ pattern: PatternTerms) -> [SlotTerms] {
    if !pattern.get.isEmpty {
      return (pattern.get.lowerBound..<pattern.buy.upperBound).map { rules.offers.slots[Int($0)] }
    }
    let units = rules.offers.terms[Int(offer)].units
    guard units >= 0 else { return [SlotTerms(quantity: 1000)] }
    let counted = rules.offers.unitLimits[Int(units)]
    let size = counted.limit.groupsOf?.thousandths
    return [SlotTerms(quantity: size ?? 1000, unit: counted.unit)]
  }

  /// What one set takes off, before rounding.
  mutating func saving(
    _ source: DealSource, _ got: [UnitUse]
  ) throws(NumericError) -> Int128 {
    let offer = scratch.runs[source.run].offer
    let cut = source.pattern.cut
    var bases: Int128 = 0
    var saving: Int128 = 0
    for use in got {
      let base = try setBase(source, use)
      bases = try Wide.add(bases, base)
      guard !source.pattern.isPerSet || cut.kind == .percentOff else { continue }
      saving = try Wide.add(saving, try unitSaving(cut, offer, use, max(base, 0)))
    }
    guard source.pattern.isPerSet, cut.kind != .percentOff,
      let amount = try converted(cut.value, offer, scratch.order)
    else { return saving }
    let exact = try exact(amount)
    return cut.kind == .fixedPrice ? bases - exact : min(exact, bases)
  }

  mutating func unitSaving(
    _ cut: CutTerms, _ offer: Int32, _ use: UnitUse, _ base: Int128
  ) throws(NumericError) -> Int128 {
    if cut.kind == .percentOff {
      return try RoundingMode.halfUp.divide(
        try Wide.multiply(base, Int128(cut.value)), by: 1_000_000)
    }
    position = use.position
    let input = CutInput(
      line: batch.lineStart[Int(scratch.order)] + use.position, order: scratch.order, amount: 0,
      exact: 0, units: use.units)
    guard let amount = try cutAmount(cut, .unit, offer, input) else { return 0 }
    let exact = try exact(amount)
    return cut.kind == .fixedPrice ? max(base - exact, 0) : min(exact, base)
  }

  /// Keeps the sets that the search gave to an offer.
  private mutating func keep(
    _ search: UnitSearch, _ sets: SetCandidates, _ source: DealSource
  ) {
    var found = FoundSets(run: source.run)
    found.couldMake = sets.couldMake.contains(source.member)
    for index in sets.deals.indices where sets.deals[index].member == source.member {
      found.couldMake = true
      guard search.counts[index] > 0 else { continue }
      found.sets.append(
        FoundSet(
          got: sets.parts[index].got, bought: sets.parts[index].bought,
          count: Int64(search.counts[index]), saving: sets.deals[index].saving))
    }
    scratch.found.append(found)
  }

  /// Everything that the units cost: no search can take off more.
  private mutating func everything(_ units: [Int32]) throws(NumericError) -> Int128 {
    var sum: Int128 = 0
    for line in units.indices where units[line] > 0 {
      let most = max(scratch.opening[line], listAmount[line], 0)
      sum = try Wide.add(sum, Int128(most) * 1_000_000)
    }
    return sum
  }
}

extension OpenUnits {
  /// Base units in one of what is counted; `nil` where that is no whole number of them.
  var wholeSize: Int32? {
    let size = use.size.reduced
    return size.denominator == 1 ? Int32(exactly: size.numerator) : nil
  }
}

/// An offer of a search and the units open to it.
struct DealSource {
  /// Its place in the search.
  var member: Int
  var run: Int
  var pattern: PatternTerms
  var open: [OpenUnits]
}
