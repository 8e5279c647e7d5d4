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
    setCount = 0
    if pattern.isSameLine {
      let lines = scratch.open
      for line in lines {
        scratch.open.removeAll(keepingCapacity: true)
        scratch.open.append(line)
        try fill(run, pattern, &got, &bought)
      }
    } else {
      try fill(run, pattern, &got, &bought)
    }
    guard !got.isEmpty else {
      position = -1
      trace(scratch.runs[run].offer, .noSet)
      return
    }
    try formSets(run, pattern, try PatternSets.merged(got), terms)
    scratch.uses = try PatternSets.merged(got)
    scratch.bought = try PatternSets.merged(bought)
  }

  /// Forms the sets that a search gave to an offer, on the lines it still has.
  private mutating func formFound(
    _ run: Int, _ pattern: PatternTerms, _ found: FoundSets, _ terms: OfferTerms
  ) throws(NumericError) {
    let got = found.got.filter { isOpenTo(run, Int($0.position)) }
    setCount = found.count
    guard !got.isEmpty else { return }
    try formSets(run, pattern, got, terms)
    scratch.uses = got
    scratch.bought = found.bought
  }

  private func isOpenTo(_ run: Int, _ line: Int) -> Bool {
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
      if isProtected { continue }
      if scratch.lost.contains(PhaseScratch.key(Int32(run), Int32(line))) { continue }
      var slots: UInt16 = 0
      for (bit, slot) in (pattern.get.lowerBound..<pattern.buy.upperBound).enumerated() {
        let terms = rules.offers.slots[Int(slot)]
        let fits =
          terms.hasOwnLines
          ? holds(terms.node, line) : isOwnLine(run, line)
        if fits { slots |= 1 << UInt16(bit) }
      }
      // A cut on units has one slot: the lines of its offer.
      if pattern.get.isEmpty, isOwnLine(run, line) { slots = 1 }
      guard slots != 0 else { continue }
      let units = try freeUnits(line, terms)
      guard units.numerator > 0 else { continue }
      scratch.open.append(
        OpenUnits(
          use: UnitUse(
            position: Int32(line), units: units, price: try openingPrice(line)),
          slots: slots))
    }
  }

  func isOwnLine(_ run: Int, _ line: Int) -> Bool {
    scratch.runs[run].lines.contains {
      scratch.lines[$0].position == Int32(line) && isOpen(run, $0)
    }
  }

  /// Fills sets from the open units and adds what they take.
  private mutating func fill(
    _ run: Int, _ pattern: PatternTerms, _ got: inout [UnitUse], _ bought: inout [UnitUse]
  ) throws(NumericError) {
    let slots = (pattern.get.lowerBound..<pattern.buy.upperBound).map {
      rules.offers.slots[Int($0)]
    }
    var sets = PatternSets(
      slots: slots, gets: pattern.get.count, open: scratch.open, select: pattern.select,
      selectBuy: pattern.selectBuy)
    if let amountSlot = slots.firstIndex(where: { $0.amount >= 0 }) {
      let offer = scratch.runs[run].offer
      guard let wanted = try converted(slots[amountSlot].amount, offer, scratch.order) else {
        return
      }
      try sets.fillByAmount(times: pattern.times, slot: amountSlot, amount: wanted)
    } else {
      try sets.fill(times: pattern.times, isPartial: pattern.isPartial)
    }
    got += sets.got
    bought += sets.bought
    setCount += sets.count
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
