/// What goods given on top of an order cost (RULES.md U-026).
struct GivenGoods {
  /// Millionths, less what is charged for them; zero where other lines may have earned them.
  private(set) var worth: Int128 = 0
  /// The offers that gave them.
  private(set) var rules: [RuleRef] = []

  init(_ order: Order, _ result: borrowing PricedBatch, _ compiled: CompiledRules) {
    guard order.lines.count == 1 else { return }
    for gift in result.gifts where !gift.isInclusive {
      guard let cost = GivenGoods.cost(of: Int(gift.product), compiled.catalog) else { continue }
      let added = Int128(cost) * Int128(gift.quantity) / 1000 - Int128(gift.price)
      guard added > 0 else { continue }
      worth += added
      let rule = RuleRef(.offer, Int(gift.offer))
      if !rules.contains(rule) { rules.append(rule) }
    }
  }

  /// Millionths of the book's currency a base unit, of a kit without a cost that of its parts cut
  /// to millionths; `nil` where it is not known.
  static func cost(of product: Int, _ catalog: CatalogTable) -> Int64? {
    let own = catalog.productCost[product]
    if own >= 0 { return own }
    let parts = Int(catalog.componentStart[product])..<Int(catalog.componentStart[product + 1])
    guard !parts.isEmpty else { return nil }
    var sum: Int128 = 0
    for part in parts {
      let cost = catalog.productCost[Int(catalog.componentProduct[part])]
      guard cost >= 0 else { return nil }
      sum += Int128(cost) * Int128(catalog.componentQuantity[part]) / 1000
    }
    return Int64(exactly: sum)
  }
}
