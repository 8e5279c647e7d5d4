// Kits: priced by their parts, or sharing their amount over them (RULES.md K-005).
extension Workspace {
  /// Positions of a product's components in the catalog.
  mutating func components(of product: Int32) -> Range<Int> {
    let start = Int(rules.catalog.componentStart[Int(product)])
    return start..<Int(rules.catalog.componentStart[Int(product) + 1])
  }

  /// The question a component asks, as if it were a line of its own.
  private mutating func componentQuery(
    _ component: Int, _ kit: borrowing PriceQuery
  ) throws(NumericError) -> PriceQuery {
    var query = copy kit
    let product = rules.catalog.componentProduct[component]
    query.product = product
    query.line = -1
    query.project = -1
    query.passesCaps = true
    query.unitRow = rules.catalog.units.baseRow(of: rules.catalog.productUnits[Int(product)])
    query.quantity = try kit.quantity.multiplied(
      by: Ratio(Int128(rules.catalog.componentQuantity[component]), 1000))
    return query
  }

  /// The settled list amount of a component; `nil` without a price.
  private mutating func componentAmount(
    _ component: Int, _ kit: borrowing PriceQuery, kind: Int32? = nil
  ) throws(NumericError) -> (hit: PriceHit, amount: Int64)? {
    let query = try componentQuery(component, kit)
    guard case .found(let hit) = try search(kind: kind ?? rules.access.selling, query) else {
      return nil
    }
    return (hit, try extended(hit.unitPrice, query.quantity))
  }

  /// What a component weighs when its kit's net is spread: nothing without a price, with one below
  /// zero, and with one that does not fit.
  private mutating func weight(of component: Int, _ kit: borrowing PriceQuery) -> Int64 {
    do throws(NumericError) {
      return max(try componentAmount(component, kit)?.amount ?? 0, 0)
    } catch {
      return 0
    }
  }

  /// What a kit costs in a kind when it costs what its parts cost; `nil` where a part has no price.
  mutating func sumOfComponents(
    _ kind: Int32, _ kit: borrowing PriceQuery
  ) throws(NumericError) -> Int64? {
    var total: Int64 = 0
    for component in components(of: kit.product) {
      guard let (_, amount) = try componentAmount(component, kit, kind: kind) else { return nil }
      total = try Wide.add(total, amount)
    }
    return total
  }

  /// As ``sumOfComponents(_:_:)``, where it is compared, never charged, and may be more than an
  /// amount holds.
  mutating func wideSumOfComponents(
    _ kind: Int32, _ kit: borrowing PriceQuery
  ) throws(NumericError) -> Int128? {
    var total: Int128 = 0
    for component in components(of: kit.product) {
      let query = try componentQuery(component, kit)
      guard case .found(let hit) = try search(kind: kind, query) else { return nil }
      total = try Wide.add(total, try wideExtended(hit.unitPrice, query.quantity))
    }
    return total
  }

  /// A line extension that may be more than an amount holds.
  func wideExtended(_ unitPrice: Ratio, _ quantity: Ratio) throws(NumericError) -> Int128 {
    try unitPrice.multiplied(by: quantity)
      .settledWide(step: extensionStep, mode: rules.book.rounding.lineExtension.mode)
  }

  /// Prices a kit that costs what its parts cost.
  mutating func priceComponents(
    _ kit: borrowing PriceQuery, _ result: inout PricedBatch
  ) throws(NumericError) {
    let range = components(of: kit.product)
    let index = Int(position)
    let firstStep = result.steps.count
    let firstReason = result.reasons.count
    for component in range {
      let query = try componentQuery(component, kit)
      boundedBands.removeAll(keepingCapacity: true)
      let found = try search(kind: rules.access.selling, query)
      guard case .found(let hit) = found else {
        listAmount[index] = 0
        isProtected[index] = false
        result.steps.removeSubrange(firstStep...)
        result.reasons.removeSubrange(firstReason...)
        if case .refused(let code, let band) = found {
          report(code, line: position, rule: RuleRef(.priceRow, Int(band)), &result)
        } else {
          report(.noPrice, line: position, &result)
        }
        return
      }
      let amount = try extended(hit.unitPrice, query.quantity)
      listAmount[index] = try Wide.add(listAmount[index], amount)
      if rules.prices.tables[Int(hit.table)].isProtected { isProtected[index] = true }
      record(
        Step(
          rule: RuleRef(.priceRow, Int(hit.band)), kind: .price, line: position, base: amount,
          amount: 0), &result)
      reportBounds(hit, &result)
    }
    isPriced[index] = true
  }

  /// Spreads a kit's net over its parts by their standalone list amounts (RULES.md M-010).
  mutating func spreadKit(
    _ line: Int32, _ order: Int32, _ net: Int64, _ result: inout PricedBatch
  ) throws(NumericError) {
    let product = batch.product[Int(line)]
    guard product >= 0, !components(of: product).isEmpty else { return }
    let range = components(of: product)
    guard batch.unitRow[Int(line)] >= 0, isPriced[Int(line - batch.lineStart[Int(order)])] else {
      result.componentNet.append(contentsOf: repeatElement(0, count: range.count))
      return
    }
    let instant = pricingInstant(rules.access.selling, Int(order))
    let kit = lineQuery(
      line, order: order, instant: instant, batch.currency[Int(order)])
    allocator.removeAll()
    var hasWeight = false
    for (offset, component) in range.enumerated() {
      let weight = weight(of: component, kit)
      if weight > 0 { hasWeight = true }
      try allocator.add(weight: weight, number: Int32(offset + 1))
    }
    if !hasWeight {
      allocator.removeAll()
      for (offset, component) in range.enumerated() {
        try allocator.add(
          weight: rules.catalog.componentQuantity[component], number: Int32(offset + 1))
      }
    }
    let step = net % extensionStep == 0 ? extensionStep : 1
    try allocator.spread(net, step: step)
    for share in allocator.shares { result.componentNet.append(share) }
  }
}
