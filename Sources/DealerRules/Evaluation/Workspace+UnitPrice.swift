// The unit price of one band: stated or derived, measured, bounded (RULES.md P-020 … P-024).
extension Workspace {
  /// What pricing one band gave.
  enum BandPrice {
    /// Millionths of the row's currency per thousandth of a base unit.
    case price(Ratio, bounded: AppliedBounds)
    case missing(ReasonCode)
  }

  /// The unit price of a band for a line, in the row's currency.
  mutating func bandPrice(
    _ band: Int, _ schedule: Int, _ query: borrowing PriceQuery
  ) throws(NumericError) -> BandPrice {
    let table = Int(rules.prices.table(ofSchedule: schedule))
    let unit = rules.catalog.units.ratio(unitRow(ofSchedule: schedule, query.product))
    let per = Ratio(
      Int128(rules.prices.per(ofBand: band)) * unit.numerator, unit.denominator)
    let extra = rules.prices.extra(ofBand: band)
    let info = rules.prices.tables[table]
    var bounded: AppliedBounds = []
    guard var price = try statedPrice(band, schedule, query) else { return .missing(.baseMissing) }
    if extra >= 0 {
      let rare = rules.prices.extras[Int(extra)]
      if rare.derivation >= 0 {
        let derivation = rules.prices.derivations[Int(rare.derivation)]
        let currency = rules.prices.currency(ofSchedule: schedule)
        price = try bound(
          price, derivation.floor, derivation.ceiling, currency, query, &bounded)
      }
      if info.multiplyCount == 0, rare.surcharge != 0 {
        price = try price.added(
          to: Ratio(Int128(rare.surcharge) * per.denominator, per.numerator))
      }
    }
    if info.multiplyCount > 0 {
      let surcharge = extra < 0 ? 0 : rules.prices.extras[Int(extra)].surcharge
      guard let measured = try measuredPrice(price, per, surcharge, info, query) else {
        return .missing(.missingMeasure)
      }
      price = measured
    }
    if info.floor >= 0 || info.ceiling >= 0 {
      let currency = rules.prices.currency(ofSchedule: schedule)
      price = try bound(price, info.floor, info.ceiling, currency, query, &bounded)
    }
    return .price(price, bounded: bounded)
  }

  /// What a band states or derives per thousandth of a base unit, before surcharge, measures and
  /// bounds; `nil` without a base.
  mutating func statedPrice(
    _ band: Int, _ schedule: Int, _ query: borrowing PriceQuery
  ) throws(NumericError) -> Ratio? {
    let extra = rules.prices.extra(ofBand: band)
    let derivation = extra < 0 ? -1 : rules.prices.extras[Int(extra)].derivation
    guard derivation < 0 else {
      return try derivedPrice(
        rules.prices.derivations[Int(derivation)], rules.prices.currency(ofSchedule: schedule),
        query)
    }
    let unit = rules.catalog.units.ratio(unitRow(ofSchedule: schedule, query.product))
    return Ratio(
      Int128(rules.prices.amount(ofBand: band)) * unit.denominator,
      Int128(rules.prices.per(ofBand: band)) * unit.numerator)
  }

  /// `base × factor + plus`, settled to its step, with its ending; `nil` without a base.
  private mutating func derivedPrice(
    _ derivation: CompiledDerivation, _ currency: Int32, _ query: borrowing PriceQuery
  ) throws(NumericError) -> Ratio? {
    guard let base = try basePrice(derivation.base, currency, query) else { return nil }
    // Per base unit, before it is settled: base × 1000 × factor ÷ 10⁶ + plus.
    let exact = try base.multiplied(by: Ratio(Int128(derivation.factor), 1000))
      .added(to: Ratio(Int128(derivation.plus), 1))
    let settled = try exact.settled(
      step: max(derivation.point.step, 1), mode: derivation.point.mode)
    let (result, overflow) = settled.addingReportingOverflow(derivation.point.ending)
    guard !overflow else { throw .overflow }
    return Ratio(Int128(result), 1000)
  }

  /// The price a derivation or bound starts from, per thousandth of a base unit.
  mutating func basePrice(
    _ base: CompiledBase, _ currency: Int32, _ query: borrowing PriceQuery
  ) throws(NumericError) -> Ratio? {
    var inner = copy query
    inner.currency = currency
    // What a base lacks is not said of the line.
    let noted = missingMeasures.count
    defer { missingMeasures.removeSubrange(noted...) }
    switch base {
    case .cost:
      let cost = rules.catalog.productCost[Int(query.product)]
      guard cost >= 0, let rate = exchange(0, currency, query.instant) else { return nil }
      return try Ratio(Int128(cost), 1000).multiplied(by: rate)
    case .table, .kind:
      switch bases.price(of: base, inner) {
      case .missing: return nil
      case .price(let known): return known
      case .nothing:
        let price = try searchBase(base, inner)
        bases.remember(price, of: base, inner)
        return price
      }
    }
  }

  private mutating func searchBase(
    _ base: CompiledBase, _ query: borrowing PriceQuery
  ) throws(NumericError) -> Ratio? {
    let found: SearchResult
    switch base {
    case .cost: return nil
    case .table(let table): found = try search(table, query)
    case .kind(let kind): found = try search(kind: kind, query)
    }
    guard case .found(let hit) = found else { return nil }
    return hit.unitPrice
  }

  /// Raises a price to its floor and lowers it to its ceiling (RULES.md P-023).
  private mutating func bound(
    _ price: Ratio, _ floor: Int32, _ ceiling: Int32, _ currency: Int32,
    _ query: borrowing PriceQuery, _ bounded: inout AppliedBounds
  ) throws(NumericError) -> Ratio {
    var result = price
    if floor >= 0, let value = try boundValue(floor, currency, query),
      result.isLess(than: value)
    {
      result = value
      bounded.insert(.floor)
    }
    if ceiling >= 0, let value = try boundValue(ceiling, currency, query),
      value.isLess(than: result)
    {
      result = value
      bounded.insert(.ceiling)
    }
    return result
  }

  private mutating func boundValue(
    _ index: Int32, _ currency: Int32, _ query: borrowing PriceQuery
  ) throws(NumericError) -> Ratio? {
    let bound = rules.prices.bounds[Int(index)]
    guard let base = bound.base else { return Ratio(Int128(bound.plus), 1000) }
    guard let start = try basePrice(base, currency, query) else { return nil }
    let exact = try start.multiplied(by: Ratio(Int128(bound.factor), 1000))
      .added(to: Ratio(Int128(bound.plus), 1))
    return Ratio(Int128(try exact.settled(step: 1, mode: .halfUp)), 1000)
  }

  /// The price times the line's measures plus the surcharge, per `per` units (RULES.md P-024).
  private mutating func measuredPrice(
    _ price: Ratio, _ per: Ratio, _ surcharge: Int64, _ info: PriceTableInfo,
    _ query: borrowing PriceQuery
  ) throws(NumericError) -> Ratio? {
    guard query.line >= 0 else { return nil }
    var product = try price.multiplied(by: per)
    let start = Int(info.multiplyStart)
    for index in start..<(start + Int(info.multiplyCount)) {
      let name = rules.prices.multiply[index]
      guard let value = batch.lineAttribute(name, query.line), value.kind == .number,
        value.payload > 0
      else { return nil }
      product = try product.multiplied(by: Ratio(Int128(value.payload), 1_000_000))
    }
    let settled = try product.added(to: Ratio(Int128(surcharge), 1))
      .settled(step: 1, mode: .halfUp)
    return Ratio(Int128(settled) * per.denominator, per.numerator)
  }
}
