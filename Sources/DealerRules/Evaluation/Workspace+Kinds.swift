// Unit prices of every kind, for display (RULES.md M-006, X-011).
extension Workspace {
  /// Unit prices of every kind per line unit, for display (RULES.md M-006, X-011).
  mutating func nameKinds(_ order: Int32, _ result: inout PricedBatch) {
    let start = batch.lineStart[Int(order)]
    let kinds = rules.access.kinds.count
    for line in start..<batch.lineStart[Int(order) + 1]
    where batch.product[Int(line)] >= 0 && batch.unitRow[Int(line)] >= 0 {
      position = line - start
      let cell = lineIndex(Int(position), result) * kinds
      for kind in 0..<kinds {
        result.kindPrices[cell + kind] = shownPrice(Int32(kind), line, order) ?? Int64.min
      }
    }
    position = -1
  }

  /// What is only shown does not fail the order: a price that does not fit is none.
  private mutating func shownPrice(_ kind: Int32, _ line: Int32, _ order: Int32) -> Int64? {
    do throws(NumericError) {
      return try unitPrice(kind, line, order)
    } catch {
      return nil
    }
  }

  private mutating func unitPrice(
    _ kind: Int32, _ line: Int32, _ order: Int32
  ) throws(NumericError) -> Int64? {
    let instant = pricingInstant(kind, Int(order))
    var query = lineQuery(line, order: order, instant: instant, batch.currency[Int(order)])
    query.passesCaps = true
    let quantity = Int128(batch.quantity[Int(line)])
    var perBase = Ratio.zero
    if kind == rules.access.selling {
      guard isPriced[Int(position)] else { return nil }
      let isKit = rules.catalog.pricedByComponents[Int(query.product)]
      if isKit || isCapped[Int(position)] {
        return try average(listAmount[Int(position)], quantity)
      }
      perBase = unitPrices[Int(position)]
    } else if rules.catalog.pricedByComponents[Int(query.product)] {
      guard let sum = try sumOfComponents(kind, query) else { return nil }
      return try average(sum, quantity)
    } else {
      guard case .found(let hit) = try search(kind: kind, query) else { return nil }
      perBase = hit.unitPrice
    }
    let unit = rules.catalog.units.ratio(query.unitRow)
    return try perBase.multiplied(by: Ratio(unit.numerator * 1000, unit.denominator))
      .settled(step: 1, mode: .halfUp)
  }

  /// The unit price per line unit of an amount made of several parts.
  private mutating func average(_ amount: Int64, _ quantity: Int128) throws(NumericError) -> Int64 {
    try Ratio(Int128(amount) * 1000, quantity).settled(step: 1, mode: .halfUp)
  }
}
