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
    // In 10⁻¹² units, settled only once (RULES.md M-001).
    let off: Ratio
    switch cut.kind {
    case .percentOff:
      let isList = rules.offers.terms[Int(offer)].base == .list
      if isList { result.base = listAmount[Int(position)] }
      let whole = isList ? Int128(result.base) * 1_000_000 : input.exact
      let base = try exactPart(whole, input)
      if input.units != nil { result.base = try settledAmount(base) }
      off = try percentage(base, cut.value, per, phase, input)
    case .amountOff:
      result.kind = .amountOff
      guard let total = try cutAmount(cut, per, offer, input) else { return nil }
      if input.units != nil {
        result.base = try settledAmount(try exactPart(input.exact, input))
      }
      off = try total.multiplied(by: Ratio(1_000_000, 1))
    case .fixedPrice:
      result.kind = .fixedPrice
      guard let total = try cutAmount(cut, per, offer, input) else { return nil }
      let base = try exactPart(input.exact, input)
      if input.units != nil { result.base = try settledAmount(base) }
      let price = try total.multiplied(by: Ratio(1_000_000, 1))
      off = try base.added(to: Ratio(-price.numerator, price.denominator))
      if off.numerator <= 0 {
        trace(offer, .notLower)
        return nil
      }
    }
    (result.amount, result.exact) = try effect(off, phase)
    if result.exact == 0 {
      trace(offer, .nothingLeft)
      return nil
    }
    return result
  }

  /// The part of an amount that the units touched have.
  mutating func exactPart(_ whole: Int128, _ input: CutInput) throws(NumericError) -> Ratio {
    guard let units = input.units else { return Ratio(whole, 1) }
    return try Ratio(whole, 1).multiplied(by: units.divided(by: baseQuantity(input.line)))
  }

  /// The same for sums over lines, in whole 10⁻¹² units (RULES.md O-014).
  mutating func part(_ whole: Int128, _ input: CutInput) throws(NumericError) -> Int128 {
    guard input.units != nil else { return whole }
    return try rounded(try exactPart(whole, input))
  }

  /// What an effect takes off, given exactly in 10⁻¹² units: settled by the phase's point, and what
  /// is left to be added up (RULES.md O-005).
  mutating func effect(_ off: Ratio, _ phase: Int) throws(NumericError) -> (
    amount: Int64, exact: Int128
  ) {
    guard rules.offers.phases[phase].point == .unit else {
      let amount = try settled(off, phase)
      return (amount, Int128(amount) * 1_000_000)
    }
    // What is shown is settled from what counts.
    let exact = try rounded(off)
    return (try settledAmount(exact), exact)
  }

  private mutating func percentage(
    _ base: Ratio, _ rate: Int64, _ per: CutScope, _ phase: Int, _ input: CutInput
  ) throws(NumericError) -> Ratio {
    guard per == .unit else { return try base.multiplied(by: Ratio(Int128(rate), 1_000_000)) }
    // One unit of the line's own unit is settled, then multiplied (RULES.md O-014).
    let count = try lineUnits(input)
    let each = try base.divided(by: count)
      .multiplied(by: Ratio(Int128(rate), 1_000_000 * 1_000_000))
    let step = phaseSteps[phase]
    let unit = try each.settled(step: step, mode: rules.offers.phases[phase].rounding.mode)
    return try Ratio(Int128(unit) * 1_000_000, 1).multiplied(by: count)
  }

  /// How many of the line's own units are touched.
  private mutating func lineUnits(_ input: CutInput) throws(NumericError) -> Ratio {
    let own = rules.catalog.units.ratio(Int(batch.unitRow[Int(input.line)]))
    guard let units = input.units else {
      return Ratio(Int128(batch.quantity[Int(input.line)]), 1000)
    }
    return try units.multiplied(by: Ratio(own.denominator, own.numerator))
      .multiplied(by: Ratio(1, 1000))
  }

  /// The line's quantity in thousandths of base units.
  mutating func baseQuantity(_ line: Int32) -> Ratio {
    let own = rules.catalog.units.ratio(Int(batch.unitRow[Int(line)]))
    return Ratio(Int128(batch.quantity[Int(line)]) * own.numerator, own.denominator)
  }

  /// Millionths as 10⁻¹² units, half-up.
  mutating func exact(_ amount: Ratio) throws(NumericError) -> Int128 {
    let scaled = try amount.multiplied(by: Ratio(1_000_000, 1))
    return try RoundingMode.halfUp.divide(scaled.numerator, by: scaled.denominator)
  }

  /// Whole 10⁻¹² units, half-up.
  mutating func rounded(_ exact: Ratio) throws(NumericError) -> Int128 {
    guard exact.denominator != 1 else { return exact.numerator }
    return try RoundingMode.halfUp.divide(exact.numerator, by: exact.denominator)
  }

  /// 10⁻¹² units as millionths, half-up.
  mutating func settledAmount(_ exact: Int128) throws(NumericError) -> Int64 {
    try settle(Ratio(exact, 1), step: 1, .halfUp)
  }

  /// 10⁻¹² units as millionths, half-up.
  mutating func settledAmount(_ exact: Ratio) throws(NumericError) -> Int64 {
    try settle(exact, step: 1, .halfUp)
  }

  /// Settles an exact effect by the phase's point, or to the 6 decimals an amount carries.
  mutating func settled(_ exact: Ratio, _ phase: Int) throws(NumericError) -> Int64 {
    guard rules.offers.phases[phase].point == .line else { return try settledAmount(exact) }
    return try settledTotal(exact, phase)
  }

  /// Settles a total by the phase's rounding.
  mutating func settledTotal(_ exact: Ratio, _ phase: Int) throws(NumericError) -> Int64 {
    try settle(exact, step: phaseSteps[phase], rules.offers.phases[phase].rounding.mode)
  }

  /// 10⁻¹² units settled to steps of millionths.
  private mutating func settle(
    _ exact: Ratio, step: Int64, _ mode: RoundingMode
  ) throws(NumericError) -> Int64 {
    var value = exact
    var (divisor, overflow) = value.denominator
      .multipliedReportingOverflow(by: Int128(step) * 1_000_000)
    if overflow {
      value = value.reduced
      (divisor, overflow) = value.denominator
        .multipliedReportingOverflow(by: Int128(step) * 1_000_000)
      guard !overflow else { throw .overflow }
    }
    return try Wide.narrow(try mode.divide(value.numerator, by: divisor), times: step)
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
