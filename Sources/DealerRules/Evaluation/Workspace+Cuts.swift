// What a cut takes off a line, or off some of its units (RULES.md O-005, O-010 … O-014).
extension Workspace {
  /// What a cut is formed on.
  struct CutInput {
    /// Position in the batch.
    var line: Int32
    var order: Int32
    /// The amount at hand: the opening, or what is left where the base is running.
    var amount: Int64
    /// The same in 10⁻¹² units.
    var exact: Int128
    /// Thousandths of base units touched; `nil` for the whole line.
    var units: Ratio?
  }

  /// What a cut takes off a line by itself; `nil`, with its reason traced, for nothing.
  mutating func lineCut(
    _ cut: CutTerms, _ per: CutScope, _ offer: Int32, _ phase: Int, _ input: CutInput
  ) throws(NumericError) -> LineEffect? {
    var result = LineEffect(
      offer: offer, kind: .percentOff, base: input.amount, amount: 0, exact: 0,
      isChosen: false)
    switch cut.kind {
    case .percentOff:
      let isList = rules.offers.terms[Int(offer)].base == .list
      if isList { result.base = listAmount[Int(position)] }
      let whole = isList ? Int128(result.base) * 1_000_000 : input.exact
      let base = try part(whole, input)
      if input.units != nil { result.base = try settledAmount(base) }
      result.exact = try percentage(base, cut.value, per, phase, input)
    case .amountOff:
      result.kind = .amountOff
      guard let total = try cutAmount(cut, per, offer, input) else { return nil }
      if input.units != nil { result.base = try settledAmount(try part(input.exact, input)) }
      result.exact = try exact(total)
    case .fixedPrice:
      result.kind = .fixedPrice
      guard let total = try cutAmount(cut, per, offer, input) else { return nil }
      let base = try part(input.exact, input)
      if input.units != nil { result.base = try settledAmount(base) }
      let (off, overflow) = base.subtractingReportingOverflow(try exact(total))
      if overflow { throw .overflow }
      result.exact = off
      if off <= 0 {
        trace(offer, .notLower)
        return nil
      }
    }
    result.amount = try settled(result.exact, phase)
    if rules.offers.phases[phase].point != .unit {
      result.exact = Int128(result.amount) * 1_000_000
    }
    if result.exact == 0 {
      trace(offer, .nothingLeft)
      return nil
    }
    return result
  }

  /// The part of an amount that the units touched have.
  func part(_ whole: Int128, _ input: CutInput) throws(NumericError) -> Int128 {
    guard let units = input.units else { return whole }
    let share = try units.divided(by: baseQuantity(input.line))
    let exact = try Ratio(whole, 1).multiplied(by: share)
    return try RoundingMode.halfUp.divide(exact.numerator, by: exact.denominator)
  }

  private func percentage(
    _ base: Int128, _ rate: Int64, _ per: CutScope, _ phase: Int, _ input: CutInput
  ) throws(NumericError) -> Int128 {
    guard per == .unit else {
      return try RoundingMode.halfUp.divide(
        try Wide.multiply(base, Int128(rate)), by: 1_000_000)
    }
    // One unit of the line's own unit is settled, then multiplied (RULES.md O-014).
    let count = try lineUnits(input)
    let each = try Ratio(base, 1).divided(by: count)
      .multiplied(by: Ratio(Int128(rate), 1_000_000 * 1_000_000))
    let step = phaseSteps[phase]
    let unit = try each.settled(step: step, mode: rules.offers.phases[phase].rounding.mode)
    return try exact(try Ratio(Int128(unit), 1).multiplied(by: count))
  }

  /// How many of the line's own units are touched.
  private func lineUnits(_ input: CutInput) throws(NumericError) -> Ratio {
    let own = rules.catalog.units.ratio(Int(batch.unitRow[Int(input.line)]))
    guard let units = input.units else {
      return Ratio(Int128(batch.quantity[Int(input.line)]), 1000)
    }
    return try units.multiplied(by: Ratio(own.denominator, own.numerator))
      .multiplied(by: Ratio(1, 1000))
  }

  /// The line's quantity in thousandths of base units.
  func baseQuantity(_ line: Int32) -> Ratio {
    let own = rules.catalog.units.ratio(Int(batch.unitRow[Int(line)]))
    return Ratio(Int128(batch.quantity[Int(line)]) * own.numerator, own.denominator)
  }

  /// Millionths as 10⁻¹² units, half-up.
  func exact(_ amount: Ratio) throws(NumericError) -> Int128 {
    let scaled = try amount.multiplied(by: Ratio(1_000_000, 1))
    return try RoundingMode.halfUp.divide(scaled.numerator, by: scaled.denominator)
  }

  /// 10⁻¹² units as millionths, half-up.
  func settledAmount(_ exact: Int128) throws(NumericError) -> Int64 {
    try Wide.narrow(try RoundingMode.halfUp.divide(exact, by: 1_000_000))
  }

  /// Settles an exact effect by the phase's point, or to the 6 decimals an amount carries.
  func settled(_ exact: Int128, _ phase: Int) throws(NumericError) -> Int64 {
    guard rules.offers.phases[phase].point == .line else { return try settledAmount(exact) }
    return try settledTotal(exact, phase)
  }

  /// Settles a total by the phase's rounding.
  func settledTotal(_ exact: Int128, _ phase: Int) throws(NumericError) -> Int64 {
    let step = phaseSteps[phase]
    let mode = rules.offers.phases[phase].rounding.mode
    let units = try mode.divide(exact, by: Int128(step) * 1_000_000)
    return try Wide.narrow(units, times: step)
  }

  /// An amount or price of a cut for the units touched, in the order's currency (RULES.md O-011).
  mutating func cutAmount(
    _ cut: CutTerms, _ per: CutScope, _ offer: Int32, _ input: CutInput
  ) throws(NumericError) -> Ratio? {
    guard per == .unit else {
      return try converted(cut.value, offer, input.order)
    }
    let profile = rules.catalog.productUnits[Int(batch.product[Int(input.line)])]
    let row =
      cut.unit < 0
      ? rules.catalog.units.baseRow(of: profile)
      : rules.catalog.units.row(of: cut.unit, in: profile)
    guard row >= 0 else {
      trace(offer, .unitUnknown)
      return nil
    }
    guard let amount = try converted(cut.value, offer, input.order) else { return nil }
    let unit = rules.catalog.units.ratio(row)
    let quantity = input.units ?? baseQuantity(input.line)
    return try quantity.multiplied(by: Ratio(unit.denominator, unit.numerator * 1000))
      .multiplied(by: amount)
  }

  /// An amount of the book's currency in the order's, at the order's instant; `nil` without a rate.
  mutating func converted(
    _ amount: Int64, _ offer: Int32, _ order: Int32
  ) throws(NumericError) -> Ratio? {
    guard let rate = exchange(0, batch.currency[Int(order)], batch.instant[Int(order)]) else {
      trace(offer, .noExchangeRate)
      return nil
    }
    return try Ratio(Int128(amount), 1).multiplied(by: rate)
  }
}
