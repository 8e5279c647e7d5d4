import DealerRules

/// Makes territory rules of which none blocks an order, so that all are priced (RULES.md R-010).
struct SnackTerritories {
  private(set) var rules: [TerritoryRule] = []
  private(set) var lists: [TerritoryRule] = []
  // Numbers of its own, so that the rest of the book stays the same.
  private var random = SplitMix64(seed: 4401)

  /// Grants to the large dealers by city, grants by tier and category, denials of products to
  /// groups in counties, and grants by channel and province, a quarter each.
  init(_ options: Options, categories: Int) {
    for index in 0..<options.territories {
      var rule = TerritoryRule(id: "T\(index)", effect: index % 4 == 2 ? .deny : .grant)
      let province = "R\(random.below(SnackBook.provinces))"
      switch index % 4 {
      case 0:
        rule.dealer = SnackBook.customer(random.below(min(20, options.customers)))
        rule.region = province + ".\(random.below(8))"
        rule.isExclusive = index % 8 == 0
        if rule.isExclusive { rule.outcome = .flag }
      case 1:
        rule.tier = SnackBook.tiers[random.below(SnackBook.tiers.count)]
        rule.region = province
        rule.category = "C\(random.below(categories))"
      case 2:
        flagGroup(&rule, options)
      default:
        rule.channel = SnackBook.channels[random.below(SnackBook.channels.count)]
        rule.region = province
      }
      rules.append(rule)
    }
    for index in 0..<options.lists { lists.append(list(index, options, categories)) }
  }

  /// Lists of the large dealers by product, of tiers by category and of everybody by product, and
  /// exclusions of products for groups in counties, a quarter each (RULES.md R-016).
  private mutating func list(
    _ index: Int, _ options: Options, _ categories: Int
  ) -> TerritoryRule {
    var rule = TerritoryRule(id: "L\(index)", effect: index % 4 == 2 ? .exclude : .list)
    switch index % 4 {
    case 0:
      rule.dealer = SnackBook.customer(random.below(min(20, options.customers)))
      rule.product = SnackBook.product(random.below(options.products))
    case 1:
      rule.tier = SnackBook.tiers[random.below(SnackBook.tiers.count)]
      rule.category = "C\(random.below(categories))"
    case 2:
      flagGroup(&rule, options)
    default: rule.product = SnackBook.product(random.below(options.products))
    }
    return rule
  }

  /// Flags a product for a group in a county.
  private mutating func flagGroup(_ rule: inout TerritoryRule, _ options: Options) {
    rule.outcome = .flag
    rule.group = SnackBook.groups[random.below(SnackBook.groups.count)]
    rule.region = SnackBook.county(random.below(SnackBook.counties))
    rule.product = SnackBook.product(random.below(options.products))
  }
}
