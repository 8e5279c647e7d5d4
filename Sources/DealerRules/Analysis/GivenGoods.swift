/// What goods given on top of an order cost (RULES.md U-026).
struct GivenGoods {
  /// Millionths, less what is charged for them; zero where other lines may have earned them.
  private(set) var worth: Int128 = 0
  /// The offers that gave them.
  private(set) var rules: [RuleRef] = []

  init(_ order: Order, _ result: borrowing PricedBatch, _ compiled: CompiledRules) {
    guard order.lines.count == 1 else { return }
    for gift in result.gifts where !gift.isInclusive {
      guard let cost = compiled.catalog.goodsCost(of: Int(gift.product)) else { continue }
      let added = Int128(cost) * Int128(gift.quantity) / 1000 - Int128(gift.price)
      guard added > 0 else { continue }
      worth += added
      let rule = RuleRef(.offer, Int(gift.offer))
      if !rules.contains(rule) { rules.append(rule) }
    }
  }
}
