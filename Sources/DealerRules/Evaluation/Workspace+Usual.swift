// Quantities that are unusual for the dealer (RULES.md R-024).
extension Workspace {
  mutating func checkUsual(
    _ check: Int, _ order: Int32, _ result: inout PricedBatch
  ) throws(NumericError) {
    let terms = rules.checks.terms[check]
    if terms.isOfOrder, !applies(check, order, &result) { return }
    let lines = lines(of: order)
    productSums.removeAll(keepingCapacity: true)
    for line in lines where isResolved(line) {
      guard holds(terms.when, line, order) else { continue }
      position = line - lines.lowerBound
      guard terms.scope == .product else {
        try compareUsual(
          check, base(line), number(terms.attribute, terms.productAttribute, line),
          number(terms.season, terms.productSeason, line), &result)
        continue
      }
      let product = batch.product[Int(line)]
      let before = productSums[product] ?? .zero
      productSums[product] = try before.added(to: base(line))
    }
    guard terms.scope == .product else { return }
    for line in lines where isResolved(line) {
      // Told with the product's first line.
      guard holds(terms.when, line, order),
        let sum = productSums.removeValue(forKey: batch.product[Int(line)])
      else { continue }
      position = line - lines.lowerBound
      try compareUsual(
        check, sum, first(terms.attribute, terms.productAttribute, line, order, terms.when),
        first(terms.season, terms.productSeason, line, order, terms.when), &result)
    }
  }

  /// Compares a quantity with the usual, in season; a number that is missing is unknown.
  private mutating func compareUsual(
    _ check: Int, _ quantity: Ratio, _ usual: Int64?, _ season: Int64?,
    _ result: inout PricedBatch
  ) throws(NumericError) {
    let terms = rules.checks.terms[check]
    guard let usual, let season = terms.season < 0 ? Money.one : season else {
      isUnknown(check, line: position, &result)
      return
    }
    // Thousandths of the usual, in season.
    let expected = try Ratio(Int128(usual), 1000).multiplied(by: Ratio(Int128(season), 1_000_000))
    if terms.above >= 0 {
      let bound = try expected.multiplied(by: Ratio(Int128(terms.above), 1_000_000))
      if bound.isLess(than: quantity) {
        fails(check, line: position, .atMost, shown(bound), shown(quantity), &result)
      }
    }
    if terms.below >= 0 {
      let bound = try expected.multiplied(by: Ratio(Int128(terms.below), 1_000_000))
      if quantity.isLess(than: bound) {
        fails(check, line: position, .needed, shown(bound), shown(quantity), &result)
      }
    }
  }

  /// A number of a line, else of its product; `nil` where it is missing or not above zero.
  private mutating func number(
    _ ofLine: Int32, _ ofProduct: Int32, _ line: Int32
  ) -> Int64? {
    guard ofLine >= 0 else { return nil }
    let product = batch.product[Int(line)]
    guard
      let value = batch.lineAttribute(ofLine, line)
        ?? rules.catalog.productAttributes.value(ofProduct, owner: product),
      value.kind == .number, value.payload > 0
    else { return nil }
    return value.payload
  }

  /// The number of the first line of a product that states one, else of the product.
  private mutating func first(
    _ ofLine: Int32, _ ofProduct: Int32, _ start: Int32, _ order: Int32, _ when: Int32
  ) -> Int64? {
    guard ofLine >= 0 else { return nil }
    let end = lines(of: order).upperBound
    for line in start..<end
    where isResolved(line) && batch.product[Int(line)] == batch.product[Int(start)]
      && batch.lineAttribute(ofLine, line) != nil && holds(when, line, order)
    {
      return number(ofLine, ofProduct, line)
    }
    return number(ofLine, ofProduct, start)
  }
}
