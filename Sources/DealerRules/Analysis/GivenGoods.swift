/// What goods given on top of an order cost (RULES.md U-026).
struct GivenGoods {
  /// Millionths, less what is charged for them.
  private(set) var worth: Int128 = 0
  /// The offers that gave them.
  private(set) var rules: [RuleRef] = []

  init(_ result: borrowing PricedBatch, _ compiled: CompiledRules) {
    for gift in result.gifts {
      guard let added = compiled.costOnTop(of: gift), added > 0 else { continue }
      worth += added
      let rule = RuleRef(.offer, Int(gift.offer))
      if !rules.contains(rule) { rules.append(rule) }
    }
  }
}
