// Pricing the lines of an order: quantity checks, list amount, splits by cap (RULES.md K-007,
// P-017).
extension Workspace {
  /// What conditions see of an order.
  mutating func orderContext(_ order: Int32) -> ConditionContext {
    let index = Int(order)
    return ConditionContext(
      customer: batch.customer[index], channel: batch.channel[index],
      region: batch.region[index], regionSpan: batch.regionSpan[index],
      currency: batch.currency[index], order: order, day: batch.day[index])
  }

  /// The question a line asks of the price tables.
  mutating func lineQuery(
    _ line: Int32, order: Int32, instant: Int64, _ currency: Int32
  ) -> PriceQuery {
    let index = Int(order)
    let row = Int(batch.unitRow[Int(line)])
    let unit = rules.catalog.units.ratio(row)
    return PriceQuery(
      customer: batch.customer[index], product: batch.product[Int(line)],
      channel: batch.channel[index], region: batch.region[index],
      project: batch.project[Int(line)], currency: currency, instant: instant, unitRow: row,
      quantity: Ratio(
        Int128(batch.quantity[Int(line)]) * unit.numerator, unit.denominator),
      order: order, line: line)
  }

  /// The instant that selects price rows of a kind (RULES.md P-007).
  mutating func pricingInstant(_ kind: Int32, _ order: Int) -> Int64 {
    switch rules.access.kinds[Int(kind)].date {
    case .order: batch.instant[order]
    case .requested: batch.requested[order]
    case .shipped: batch.shipped[order]
    }
  }

  /// Prices every line of an order at list.
  mutating func priceLines(
    _ order: Int32, _ result: inout PricedBatch
  ) throws(NumericError) {
    let start = batch.lineStart[Int(order)]
    let instant = pricingInstant(rules.access.selling, Int(order))
    let currency = batch.currency[Int(order)]
    for line in start..<batch.lineStart[Int(order) + 1] where isResolved(line) {
      position = line - start
      counts.lines += 1
      try priceLine(lineQuery(line, order: order, instant: instant, currency), &result)
    }
    position = -1
  }

  /// Reports lines that cannot be ordered as they stand; false when one blocks the order.
  mutating func checkLines(_ order: Int32, _ result: inout PricedBatch) -> Bool {
    let before = result.reasons.count
    let start = batch.lineStart[Int(order)]
    for line in start..<batch.lineStart[Int(order) + 1] {
      position = line - start
      guard checkLine(line, &result) else { continue }
      checkQuantity(
        lineQuery(
          line, order: order, instant: batch.instant[Int(order)], batch.currency[Int(order)]),
        &result)
    }
    position = -1
    return result.reasons.count == before
  }

  /// Whether product and unit of a line are known.
  mutating func isResolved(_ line: Int32) -> Bool {
    batch.product[Int(line)] >= 0 && batch.unitRow[Int(line)] >= 0
  }

  /// Reports a line whose product or unit is unknown; such a line is not priced.
  private mutating func checkLine(_ line: Int32, _ result: inout PricedBatch) -> Bool {
    if batch.product[Int(line)] < 0 {
      report(.unknownProduct, line: position, &result)
      return false
    }
    if batch.unitRow[Int(line)] < 0 {
      report(.unknownUnit, line: position, &result)
      return false
    }
    return true
  }

  /// Minimum and multiple, in base units, exactly (RULES.md K-007).
  private mutating func checkQuantity(
    _ query: borrowing PriceQuery, _ result: inout PricedBatch
  ) {
    let minimum = rules.catalog.minimumQuantity[Int(query.product)]
    if minimum > 0, query.quantity.numerator < Int128(minimum) * query.quantity.denominator {
      report(.belowMinimum, line: position, a: minimum, &result)
    }
    let multiple = rules.catalog.orderMultiple[Int(query.product)]
    if multiple > 0,
      query.quantity.numerator % (Int128(multiple) * query.quantity.denominator) != 0
    {
      report(.notMultiple, line: position, a: multiple, &result)
    }
  }

  // MARK: List amount

  private mutating func priceLine(
    _ query: borrowing PriceQuery, _ result: inout PricedBatch
  ) throws(NumericError) {
    missingMeasures.removeAll(keepingCapacity: true)
    boundedBands.removeAll(keepingCapacity: true)
    defer { if !isPriced[Int(position)] { reportMissingMeasures(&result) } }
    if rules.catalog.pricedByComponents[Int(query.product)] {
      try priceComponents(query, &result)
      return
    }
    switch try search(kind: rules.access.selling, query) {
    case .found(let hit):
      if capIndex(Int(hit.band)) >= 0 {
        try priceParts(hit, query, &result)
      } else {
        try take(hit, query.quantity, &result)
      }
    case .refused(let code, let band):
      report(code, line: position, rule: RuleRef(.priceRow, Int(band)), &result)
    case .nothing:
      report(.noPrice, line: position, &result)
    }
  }

  private mutating func reportMissingMeasures(_ result: inout PricedBatch) {
    for band in missingMeasures {
      report(.missingMeasure, line: position, rule: RuleRef(.priceRow, Int(band)), &result)
    }
  }

  /// Adds the list amount of a part of the line, settled once (RULES.md P-017).
  private mutating func take(
    _ hit: borrowing PriceHit, _ quantity: Ratio, _ result: inout PricedBatch
  ) throws(NumericError) {
    let amount = try extended(hit.unitPrice, quantity)
    let index = Int(position)
    unitPrices[index] = hit.unitPrice
    if priceTables[index] < 0 { priceTables[index] = hit.table }
    if capIndex(Int(hit.band)) >= 0 { isCapped[index] = true }
    listAmount[index] = try Wide.add(listAmount[index], amount)
    isPriced[index] = true
    if rules.prices.tables[Int(hit.table)].isProtected { isProtected[index] = true }
    if lineBandOf(index, result) < 0 { setLineBand(index, hit.band, &result) }
    record(
      Step(
        rule: RuleRef(.priceRow, Int(hit.band)), kind: .price, line: position, base: amount,
        amount: 0), &result)
    reportBounds(hit, &result)
  }

  /// Reports the bounds that changed the price of a band that priced, once per line, row and code
  /// (RULES.md P-023).
  mutating func reportBounds(_ hit: borrowing PriceHit, _ result: inout PricedBatch) {
    report(hit.bounded, hit.band, &result)
    for bounded in boundedBands where bounded.schedule == hit.schedule {
      report(bounded.bounds, bounded.band, &result)
    }
  }

  private mutating func report(_ bounds: AppliedBounds, _ band: Int32, _ result: inout PricedBatch)
  {
    if bounds.contains(.floor) { reportOnce(.floorApplied, band, &result) }
    if bounds.contains(.ceiling) { reportOnce(.ceilingApplied, band, &result) }
  }

  private mutating func reportOnce(_ code: ReasonCode, _ band: Int32, _ result: inout PricedBatch) {
    let rule = RuleRef(.priceRow, Int(band))
    let start = result.reasonStart.last ?? 0
    var index = result.reasons.count - 1
    while index >= start, result.reasons[index].line == position {
      if result.reasons[index].code == code, result.reasons[index].rule == rule { return }
      index -= 1
    }
    report(code, line: position, rule: rule, &result)
  }

  /// Quantity × unit price, settled at the line extension.
  mutating func extended(_ unitPrice: Ratio, _ quantity: Ratio) throws(NumericError) -> Int64 {
    let exact = try unitPrice.multiplied(by: quantity)
    return try exact.settled(
      step: extensionStep, mode: rules.book.rounding.lineExtension.mode)
  }

  // MARK: Caps (RULES.md P-026)

  mutating func capIndex(_ band: Int) -> Int32 {
    let extra = rules.prices.extra(ofBand: band)
    return extra < 0 ? -1 : rules.prices.extras[Int(extra)].cap
  }

  mutating func capIsExhausted(_ band: Int, _ query: borrowing PriceQuery) -> Bool {
    let cap = capIndex(band)
    guard cap >= 0 else { return false }
    if query.passesCaps { return true }
    touchedCap = true
    return capRemaining(cap, query.order) <= 0 || exhaustedCaps.contains(cap)
  }

  private mutating func capRemaining(_ cap: Int32, _ order: Int32) -> Int64 {
    var remaining = rules.prices.caps[Int(cap)].limit
    let isEnough =
      Workspace.take(batch.capUsed[OrderBatch.key(order, cap)] ?? 0, from: &remaining)
      && Workspace.take(capUsedByBatch[cap] ?? 0, from: &remaining)
      && Workspace.take(capUsedByOrder[cap] ?? 0, from: &remaining)
    return isEnough ? remaining : 0
  }

  /// Subtracts a use; false where it does not fit into 64 bits.
  private static func take(_ used: Int64, from remaining: inout Int64) -> Bool {
    let (next, overflow) = remaining.subtractingReportingOverflow(used)
    remaining = next
    return !overflow
  }

  /// Prices a line by a capped row as far as its cap reaches, the rest by what comes after it.
  private mutating func priceParts(
    _ first: PriceHit, _ query: borrowing PriceQuery, _ result: inout PricedBatch
  ) throws(NumericError) {
    exhaustedCaps.removeAll(keepingCapacity: true)
    lineCapUses.removeAll(keepingCapacity: true)
    let firstReason = result.reasons.count
    defer { exhaustedCaps.removeAll(keepingCapacity: true) }
    var rest = query.quantity
    var hit = first
    while true {
      let cap = capIndex(Int(hit.band))
      let part = cap < 0 ? rest : try capped(rest, cap, hit, query)
      if part.numerator > 0 {
        try take(hit, part, &result)
        if cap >= 0 { try use(cap, part, hit, query) }
        rest = try rest.added(to: Ratio(-part.numerator, part.denominator))
      }
      guard rest.numerator > 0 else { return }
      if cap >= 0 { exhaustedCaps.append(cap) }
      switch try search(kind: rules.access.selling, query) {
      case .found(let next): hit = next
      case .refused(let code, let band):
        withdrawLine(firstReason, &result)
        report(code, line: position, rule: RuleRef(.priceRow, Int(band)), &result)
        return
      case .nothing:
        withdrawLine(firstReason, &result)
        report(.noPrice, line: position, &result)
        return
      }
    }
  }

  /// As much of a quantity as a cap still pays: all of it, or what remains in whole base units.
  private mutating func capped(
    _ quantity: Ratio, _ cap: Int32, _ hit: borrowing PriceHit, _ query: borrowing PriceQuery
  ) throws(NumericError) -> Ratio {
    let remaining = capRemaining(cap, query.order)
    guard rules.prices.caps[Int(cap)].isAmount else {
      let limit = Ratio(Int128(remaining), 1)
      return limit.isLess(than: quantity) ? limit : quantity
    }
    let amount = try amountUsed(quantity, hit, query)
    if amount <= remaining { return quantity }
    guard hit.unitPrice.numerator > 0 else { return quantity }
    let price = try rowPrice(hit, query)
    let thousandths = try Ratio(Int128(remaining), 1).divided(by: price)
    let whole = thousandths.numerator / thousandths.denominator / 1000 * 1000
    return Ratio(max(whole, 0), 1)
  }

  /// The unit price in the row's own currency, in which its cap is counted.
  private mutating func rowPrice(
    _ hit: borrowing PriceHit, _ query: borrowing PriceQuery
  ) throws(NumericError) -> Ratio {
    let currency = rules.prices.currency(ofSchedule: Int(hit.schedule))
    guard currency != query.currency,
      let rate = exchange(currency, query.currency, query.instant)
    else { return hit.unitPrice }
    return try hit.unitPrice.divided(by: rate)
  }

  private mutating func amountUsed(
    _ quantity: Ratio, _ hit: borrowing PriceHit, _ query: borrowing PriceQuery
  ) throws(NumericError) -> Int64 {
    try rowPrice(hit, query).multiplied(by: quantity).settled(step: 1, mode: .up)
  }

  private mutating func use(
    _ cap: Int32, _ quantity: Ratio, _ hit: borrowing PriceHit, _ query: borrowing PriceQuery
  ) throws(NumericError) {
    let used =
      rules.prices.caps[Int(cap)].isAmount
      ? max(try amountUsed(quantity, hit, query), 0) : try quantity.settled(step: 1, mode: .up)
    capUsedByOrder[cap] = try Wide.add(capUsedByOrder[cap] ?? 0, used)
    lineCapUses.append(ReservationRecord(kind: .priceCap, index: cap, amount: used))
  }

  /// Takes back what a line was given when a later part of it finds no price.
  private mutating func withdrawLine(_ firstReason: Int, _ result: inout PricedBatch) {
    result.reasons.removeSubrange(firstReason...)
    for use in lineCapUses { capUsedByOrder[use.index, default: 0] -= use.amount }
    lineCapUses.removeAll(keepingCapacity: true)
    let index = Int(position)
    listAmount[index] = 0
    isPriced[index] = false
    isProtected[index] = false
    isCapped[index] = false
    priceTables[index] = -1
    setLineBand(index, -1, &result)
    while let last = result.steps.last, last.line == position, !result.steps.isEmpty,
      result.steps.count > (result.stepStart.last ?? 0)
    {
      result.steps.removeLast()
    }
  }
}
