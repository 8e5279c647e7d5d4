// Totals settled once and spread over lines (RULES.md M-010, O-014).
extension Workspace {
  /// Forms a cut on all units in ``PhaseScratch/uses`` together, `times` times, and spreads it.
  ///
  /// - Parameter isWhole: Whether whole lines are meant, whatever units the uses state.
  mutating func formSpread(
    _ run: Int, _ cut: CutTerms, _ times: Int64, _ terms: OfferTerms, isWhole: Bool
  ) throws(NumericError) {
    let offer = scratch.runs[run].offer
    var sum: Int128 = 0
    for use in scratch.uses {
      sum = try Wide.add(sum, try taken(on: use, cut, terms, isWhole: isWhole))
    }
    guard let total = try total(cut, times, sum, offer) else { return }
    let settled = try settledTotal(total, scratch.phase)
    guard settled != 0 else {
      position = -1
      trace(offer, .nothingLeft)
      return
    }
    try spread(settled, run, cut, terms, isWhole: isWhole)
  }

  /// What a percentage is taken on, or a price compared with, in 10⁻¹² units (RULES.md O-012).
  mutating func taken(
    on use: UnitUse, _ cut: CutTerms, _ terms: OfferTerms, isWhole: Bool
  ) throws(NumericError) -> Int128 {
    let line = Int(use.position)
    let units = isWhole ? nil : use.units
    if cut.kind == .percentOff { return try base(line, terms, units: units) }
    let input = input(line, terms, units: units)
    return try part(input.exact, input)
  }

  /// The base that the step of a share shows, in millionths (RULES.md O-004).
  private mutating func shownBase(
    _ use: UnitUse, _ cut: CutTerms, _ terms: OfferTerms, isWhole: Bool
  ) throws(NumericError) -> Int64 {
    let line = Int(use.position)
    guard isWhole else {
      return try settledAmount(try taken(on: use, cut, terms, isWhole: false))
    }
    if cut.kind == .percentOff, terms.base == .list { return listAmount[line] }
    return input(line, terms).amount
  }

  /// The cut on a sum of bases, in 10⁻¹² units; `nil`, with its reason traced, for nothing.
  private mutating func total(
    _ cut: CutTerms, _ times: Int64, _ sum: Int128, _ offer: Int32
  ) throws(NumericError) -> Ratio? {
    if cut.kind == .percentOff {
      return try Ratio(sum, 1).multiplied(by: Ratio(Int128(cut.value), 1_000_000))
    }
    guard let each = try converted(cut.value, offer, scratch.order) else { return nil }
    let amount = try each.multiplied(by: Ratio(Int128(times) * 1_000_000, 1))
    guard cut.kind == .fixedPrice else { return amount }
    guard amount.isLess(than: Ratio(sum, 1)) else {
      position = -1
      trace(offer, .notLower)
      return nil
    }
    return try Ratio(sum, 1).added(to: Ratio(-amount.numerator, amount.denominator))
  }

  /// Spreads a settled total over the units in ``PhaseScratch/uses``.
  mutating func spread(
    _ settled: Int64, _ run: Int, _ cut: CutTerms, _ terms: OfferTerms, isWhole: Bool
  ) throws(NumericError) {
    let step = phaseSteps[scratch.phase]
    let start = Int(batch.lineStart[Int(scratch.order)])
    allocator.removeAll()
    var room: Int128 = 0
    var isFree = false
    var hasWeight = false
    for use in scratch.uses {
      let line = Int(use.position)
      let base = try base(line, terms, units: isWhole ? nil : use.units)
      let weight = max(try settledAmount(base), 0)
      // Only a line that is not below zero has an end (RULES.md O-009).
      let isBounded = settled > 0 && scratch.opening[line] >= 0
      // What a percentage is rounded to may exceed the base of its units (RULES.md O-015).
      let isOpen = isWhole || cut.kind == .percentOff
      let cap = try most(line, use, terms, isWhole: isOpen) / step * step
      if weight > 0 {
        room += Int128(cap)
        hasWeight = true
        isFree = isFree || !isBounded
      }
      try allocator.add(
        weight: weight, number: batch.number[start + line], cap: isBounded ? cap : nil)
    }
    guard hasWeight else { return }
    let given = isFree ? settled : Int64(truncatingIfNeeded: min(Int128(settled), room))
    if given < settled {
      scratch.runs[run].isCut = true
      position = -1
      trace(scratch.runs[run].offer, .capped, a: given, b: settled)
    }
    guard given != 0 else { return }
    try allocator.spread(
      given, step: step, rule: rules.offers.phases[scratch.phase].remainder)
    // A line whose opening is zero has no share, not even one of zero (RULES.md O-009).
    for (index, use) in scratch.uses.enumerated() where scratch.opening[Int(use.position)] != 0 {
      scratch.effects.append(
        RunEffect(
          run: Int32(run), position: use.position, kind: stepKind(cut.kind), isShare: true,
          base: try shownBase(use, cut, terms, isWhole: isWhole),
          amount: allocator.shares[index],
          exact: Int128(allocator.shares[index]) * 1_000_000))
    }
  }

  /// What a line, or the units used of it, can give.
  private mutating func most(
    _ line: Int, _ use: UnitUse, _ terms: OfferTerms, isWhole: Bool
  ) throws(NumericError) -> Int64 {
    let left = try RoundingMode.down.divide(try leftToTake(line), by: 1_000_000)
    let whole = try Wide.narrow(left)
    guard !isWhole else { return whole }
    let part = try base(line, terms, units: use.units)
    return min(whole, max(try Wide.narrow(try RoundingMode.down.divide(part, by: 1_000_000)), 0))
  }

  mutating func stepKind(_ kind: CutTerms.Kind) -> StepKind {
    switch kind {
    case .percentOff: .percentOff
    case .amountOff: .amountOff
    case .fixedPrice: .fixedPrice
    }
  }

  // MARK: Caps (RULES.md O-026)

  /// Cuts the effects of an offer at its own caps.
  mutating func applyCaps(_ run: Int, _ terms: OfferTerms) throws(NumericError) {
    let offer = scratch.runs[run].offer
    if terms.capPerLine >= 0 {
      let most = try cap(terms.capPerLine, offer, step: effectStep)
      for index in scratch.runs[run].effects where scratch.effects[index].exact > most {
        position = scratch.effects[index].position
        trace(offer, .capped, a: millionths(most), b: scratch.effects[index].amount)
        scratch.effects[index].amount = millionths(most)
        scratch.effects[index].exact = most
        scratch.runs[run].isCut = true
      }
    }
    if terms.cap >= 0 {
      let given = try gains(of: run)
      let most = try cap(terms.cap, offer, step: effectStep)
      if given > most { try shrink(run, to: most, .capped, given) }
    }
  }

  /// An amount of the book's currency in the order's, cut to whole steps, in 10⁻¹² units; nothing
  /// without an exchange rate.
  mutating func cap(
    _ amount: Int64, _ offer: Int32, step: Int64
  ) throws(NumericError) -> Int128 {
    guard let converted = try converted(amount, offer, scratch.order) else { return 0 }
    let exact = try exact(converted)
    return exact - exact % (Int128(step) * 1_000_000)
  }

  /// The sum of an offer's effects above zero, in 10⁻¹² units.
  mutating func gains(of run: Int) throws(NumericError) -> Int128 {
    var sum: Int128 = 0
    for index in scratch.runs[run].effects {
      sum = try Wide.add(sum, max(scratch.effects[index].exact, 0))
    }
    return sum
  }

  /// Lets an offer take less in all, spread with its effects above zero as weights and caps.
  ///
  /// - Parameter total: 10⁻¹² units, like what was wanted.
  mutating func shrink(
    _ run: Int, to total: Int128, _ code: ReasonCode, _ wanted: Int128
  ) throws(NumericError) {
    position = -1
    scratch.runs[run].isCut = true
    // What a budget granted is told by the decision.
    if code != .budgetCut {
      trace(scratch.runs[run].offer, code, a: millionths(total), b: millionths(wanted))
    }
    let step = effectStep
    let start = Int(batch.lineStart[Int(scratch.order)])
    allocator.removeAll()
    var room: Int64 = 0
    for index in scratch.runs[run].effects where scratch.effects[index].exact > 0 {
      let whole = try wholeSteps(scratch.effects[index].exact)
      room = try Wide.add(room, whole)
      try allocator.add(
        weight: whole, number: batch.number[start + Int(scratch.effects[index].position)],
        cap: whole)
    }
    try allocator.spread(
      min(millionths(total), room), step: step,
      rule: rules.offers.phases[scratch.phase].remainder)
    var share = 0
    for index in scratch.runs[run].effects where scratch.effects[index].exact > 0 {
      scratch.effects[index].amount = allocator.shares[share]
      scratch.effects[index].exact = Int128(allocator.shares[share]) * 1_000_000
      share += 1
    }
  }
}
