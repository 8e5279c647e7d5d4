// What bands measure, and the band that holds it (RULES.md P-010 … P-015).
extension Workspace {
  /// Where a measure lies among the bands of a schedule.
  enum BandPlace {
    case inside(Int)
    case below
    case beyond
  }

  /// The line's quantity in the unit of a schedule, in thousandths.
  mutating func quantityInUnit(
    _ schedule: Int, _ query: borrowing PriceQuery
  ) throws(NumericError) -> Ratio {
    let unit = rules.catalog.units.ratio(unitRow(ofSchedule: schedule, query.product))
    if unit.numerator == 1, unit.denominator == 1 { return query.quantity }
    return try query.quantity.multiplied(by: Ratio(unit.denominator, unit.numerator))
  }

  /// The opening balance of a table for an order, in the unit of a schedule (or millionths).
  mutating func opening(
    _ table: Int32, _ schedule: Int, _ query: borrowing PriceQuery
  ) throws(NumericError) -> Ratio {
    let info = rules.prices.tables[Int(table)]
    guard info.schedule.countsPeriod,
      let balance = batch.openingBalances[OrderBatch.key(query.order, table)]
    else { return .zero }
    guard info.schedule.basis == .quantity else { return Ratio(Int128(balance), 1) }
    let unit = rules.catalog.units.ratio(unitRow(ofSchedule: schedule, query.product))
    return try Ratio(Int128(balance), 1)
      .multiplied(by: Ratio(unit.denominator, unit.numerator))
  }

  /// The sum that a schedule counts for a line, in its unit's thousandths (or millionths).
  mutating func aggregate(
    _ table: Int32, _ schedule: Int, _ query: borrowing PriceQuery
  ) throws(NumericError) -> Ratio {
    let info = rules.prices.tables[Int(table)]
    guard info.schedule.scope != .line, query.line >= 0 else {
      return try measure(table, schedule, query)
    }
    let scope = AggregateScope(
      table: table, currency: query.currency, instant: query.instant, channel: query.channel,
      tier: query.tier)
    if aggregated.insert(scope).inserted {
      do throws(NumericError) {
        try sumAggregates(scope, query)
      } catch {
        // A price that is only shown may fail and another be shown: it must not find half a sum.
        aggregated.remove(scope)
        for key in aggregates.keys where key.scope == scope { aggregates[key] = nil }
        throw error
      }
    }
    let key = aggregateKey(scope, info.schedule.scope, schedule, query.product)
    let own = try measure(table, schedule, query)
    guard let key, let sum = aggregates[key] else { return own }
    // The line counts by the schedule at hand, also where it would find another one first.
    // A kit that costs what its parts cost is not in the sum, but its guards may ask.
    let first = firstSchedule(table, query)
    guard first >= 0, !rules.catalog.pricedByComponents[Int(query.product)],
      aggregateKey(scope, info.schedule.scope, Int(first), query.product) == key
    else { return try sum.added(to: own) }
    if Int(first) == schedule { return sum }
    let counted = try measure(table, Int(first), query)
    return try sum.added(to: Ratio(-counted.numerator, counted.denominator)).added(to: own)
  }

  /// What one line adds to the measure of a schedule.
  private mutating func measure(
    _ table: Int32, _ schedule: Int, _ query: borrowing PriceQuery
  ) throws(NumericError) -> Ratio {
    let quantity = try quantityInUnit(schedule, query)
    guard rules.prices.tables[Int(table)].schedule.basis == .amount else { return quantity }
    let first = rules.prices.bands(ofSchedule: schedule).lowerBound
    guard let price = try statedPrice(first, schedule, query) else { return .zero }
    return try query.quantity.multiplied(by: price)
  }

  /// What the line at hand counts by itself.
  mutating func ownMeasure(
    _ table: Int32, _ schedule: Int, _ query: borrowing PriceQuery
  ) throws(NumericError) -> Ratio {
    try measure(table, schedule, query)
  }

  /// Sums the lines of the order for one table in one pass.
  private mutating func sumAggregates(
    _ scope: AggregateScope, _ query: borrowing PriceQuery
  ) throws(NumericError) {
    let info = rules.prices.tables[Int(scope.table)]
    let outer = bases.open()
    defer { bases.close(outer) }
    let lines = batch.lineStart[Int(query.order)]..<batch.lineStart[Int(query.order) + 1]
    for line in lines where isResolved(line) {
      // A kit that costs what its parts cost finds no rows of its own (RULES.md K-005).
      if rules.catalog.pricedByComponents[Int(batch.product[Int(line)])] { continue }
      var other = lineQuery(line, order: query.order, instant: query.instant, query.currency)
      other.channel = scope.channel
      other.tier = scope.tier
      let schedule = firstSchedule(scope.table, other)
      guard schedule >= 0,
        let key = aggregateKey(scope, info.schedule.scope, Int(schedule), other.product)
      else { continue }
      let added = try measure(scope.table, Int(schedule), other)
      aggregates[key] = try (aggregates[key] ?? .zero).added(to: added)
    }
  }

  /// The aggregate a line belongs to; `nil` where it stands alone.
  private mutating func aggregateKey(
    _ scope: AggregateScope, _ kind: AggregationScope, _ schedule: Int, _ product: Int32
  ) -> AggregateKey? {
    let member: Int32
    switch kind {
    case .line: return nil
    case .schedule: member = Int32(schedule)
    case .category:
      member = rules.catalog.productCategory[Int(product)]
      guard member >= 0 else { return nil }
    case .brand:
      member = rules.catalog.productBrand[Int(product)]
      guard member >= 0 else { return nil }
    case .order: member = -1
    }
    return AggregateKey(
      scope: scope, member: member, unit: rules.prices.unit(ofSchedule: schedule),
      scheduleCurrency: rules.prices.currency(ofSchedule: schedule))
  }

  /// The band that holds a measure; one below zero counts as zero.
  mutating func place(_ sum: Ratio, _ schedule: Int) throws(NumericError) -> BandPlace {
    let measure = sum.numerator < 0 ? .zero : sum
    let bands = rules.prices.bands(ofSchedule: schedule)
    // The last band that begins at or below the measure.
    var low = bands.lowerBound
    var high = bands.upperBound
    while low < high {
      let middle = (low + high) / 2
      let from = try Wide.multiply(Int128(rules.prices.from(ofBand: middle)), measure.denominator)
      if from <= measure.numerator { low = middle + 1 } else { high = middle }
    }
    guard low > bands.lowerBound else { return .below }
    let below = rules.prices.below(ofBand: low - 1)
    guard below != Int64.max else { return .inside(low - 1) }
    let limit = try Wide.multiply(Int128(below), measure.denominator)
    return measure.numerator < limit ? .inside(low - 1) : .beyond
  }
}
