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
      let base = try base(Int(use.position), terms, units: isWhole ? nil : use.units)
      sum = try Wide.add(sum, max(base, 0))
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

  /// The cut on a sum of bases, in 10⁻¹² units; `nil`, with its reason traced, for nothing.
  private mutating func total(
    _ cut: CutTerms, _ times: Int64, _ sum: Int128, _ offer: Int32
  ) throws(NumericError) -> Int128? {
    if cut.kind == .percentOff {
      return try RoundingMode.halfUp.divide(
        try Wide.multiply(sum, Int128(cut.value)), by: 1_000_000)
    }
    guard let each = try converted(cut.value, offer, scratch.order) else { return nil }
    let amount = try exact(try each.multiplied(by: Ratio(Int128(times), 1)))
    guard cut.kind == .fixedPrice else { return amount }
    guard sum > amount else {
      position = -1
      trace(offer, .notLower)
      return nil
    }
    return sum - amount
  }

  private mutating func spread(
    _ settled: Int64, _ run: Int, _ cut: CutTerms, _ terms: OfferTerms, isWhole: Bool
  ) throws(NumericError) {
    let step = phaseSteps[scratch.phase]
    let start = Int(batch.lineStart[Int(scratch.order)])
    allocator.removeAll()
    var room: Int64 = 0
    var hasWeight = false
    for use in scratch.uses {
      let line = Int(use.position)
      let base = try base(line, terms, units: isWhole ? nil : use.units)
      let weight = max(try settledAmount(base), 0)
      let cap = try most(line, use, terms, isWhole: isWhole) / step * step
      if weight > 0 {
        room = try Wide.add(room, cap)
        hasWeight = true
      }
      try allocator.add(
        weight: weight, number: batch.number[start + line], cap: settled > 0 ? cap : nil)
    }
    guard hasWeight else { return }
    let given = min(settled, room)
    if given < settled {
      position = -1
      trace(scratch.runs[run].offer, .capped, a: given, b: settled)
    }
    guard given != 0 else { return }
    try allocator.spread(
      given, step: step, rule: rules.offers.phases[scratch.phase].remainder)
    for (index, use) in scratch.uses.enumerated() where allocator.shares[index] != 0 {
      let base = try base(Int(use.position), terms, units: isWhole ? nil : use.units)
      scratch.effects.append(
        RunEffect(
          run: Int32(run), position: use.position, kind: stepKind(cut.kind),
          base: try settledAmount(base), amount: allocator.shares[index],
          exact: Int128(allocator.shares[index]) * 1_000_000))
    }
  }

  /// What a line, or the units used of it, can give.
  private func most(
    _ line: Int, _ use: UnitUse, _ terms: OfferTerms, isWhole: Bool
  ) throws(NumericError) -> Int64 {
    let left = try RoundingMode.down.divide(scratch.exactLeft[line], by: 1_000_000)
    let whole = max(try Wide.narrow(left), 0)
    guard !isWhole else { return whole }
    let input = input(line, terms, units: use.units)
    return min(whole, max(try settledAmount(try part(input.exact, input)), 0))
  }

  func stepKind(_ kind: CutTerms.Kind) -> StepKind {
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
    if terms.capPerLine >= 0, let cap = try converted(terms.capPerLine, offer, scratch.order) {
      let most = try cap.settled(step: 1, mode: .halfUp)
      for index in scratch.runs[run].effects where scratch.effects[index].amount > most {
        position = scratch.effects[index].position
        trace(offer, .capped, a: most, b: scratch.effects[index].amount)
        scratch.effects[index].amount = most
        scratch.effects[index].exact = Int128(most) * 1_000_000
      }
    }
    if terms.cap >= 0, let cap = try converted(terms.cap, offer, scratch.order) {
      let most = try cap.settled(step: 1, mode: .halfUp)
      let given = try amount(of: run)
      if given > most { try shrink(run, to: most, .capped, given) }
    }
    try applyPhaseCap(run)
  }

  /// The sum of an offer's effects in millionths.
  func amount(of run: Int) throws(NumericError) -> Int64 {
    var sum: Int64 = 0
    for index in scratch.runs[run].effects {
      sum = try Wide.add(sum, scratch.effects[index].amount)
    }
    return sum
  }

  /// Lets an offer take less in all, spread with its effects as weights.
  mutating func shrink(
    _ run: Int, to total: Int64, _ code: ReasonCode, _ wanted: Int64
  ) throws(NumericError) {
    position = -1
    trace(scratch.runs[run].offer, code, a: total, b: wanted)
    let step = phaseSteps[scratch.phase]
    let start = Int(batch.lineStart[Int(scratch.order)])
    allocator.removeAll()
    for index in scratch.runs[run].effects {
      let effect = scratch.effects[index]
      try allocator.add(
        weight: max(effect.amount, 0), number: batch.number[start + Int(effect.position)],
        cap: max(effect.amount, 0))
    }
    // Effects finer than a step, and totals that are, are spread as finely as an amount goes.
    let isWhole = scratch.runs[run].effects.allSatisfy { scratch.effects[$0].amount % step == 0 }
    try allocator.spread(
      total, step: isWhole && total % step == 0 ? step : 1,
      rule: rules.offers.phases[scratch.phase].remainder)
    for (share, index) in scratch.runs[run].effects.enumerated() {
      scratch.effects[index].amount = allocator.shares[share]
      scratch.effects[index].exact = Int128(allocator.shares[share]) * 1_000_000
    }
  }

  /// Cuts effects at what the phase lets all offers take off a line.
  private mutating func applyPhaseCap(_ run: Int) throws(NumericError) {
    guard let rate = rules.offers.phases[scratch.phase].capRate else { return }
    for index in scratch.runs[run].effects {
      let line = Int(scratch.effects[index].position)
      let opening = Int128(scratch.opening[line]) * 1_000_000
      let exact = try RoundingMode.halfUp.divide(
        try Wide.multiply(opening, Int128(rate.millionths)), by: 1_000_000)
      let most = try settledTotal(exact, scratch.phase)
      let left = try Wide.subtract(
        most, try settledAmount(opening - scratch.exactLeft[line]))
      guard scratch.effects[index].amount > left else { continue }
      position = scratch.effects[index].position
      trace(
        scratch.runs[run].offer, .capped, a: max(left, 0), b: scratch.effects[index].amount)
      scratch.effects[index].amount = max(left, 0)
      scratch.effects[index].exact = Int128(max(left, 0)) * 1_000_000
    }
  }
}
