extension RuleBook {
  /// The codes that conditions name: a code that earns something by a condition alone is known as
  /// well (RULES.md O-002). Conditions deeper than a compile allows are an error of their own.
  func couponsInConditions(depth: Int) -> [String] {
    var codes: [String] = []
    for offer in offers {
      for condition in offer.conditions { condition.addCoupons(to: &codes, depth) }
    }
    for charge in charges { charge.when.addCoupons(to: &codes, depth) }
    for kind in priceKinds {
      for access in kind.accesses { access.when.addCoupons(to: &codes, depth) }
    }
    for agreement in agreements { agreement.when.addCoupons(to: &codes, depth) }
    for guardrail in guards { guardrail.when.addCoupons(to: &codes, depth) }
    for index in territories.indices { territories[index].when.addCoupons(to: &codes, depth) }
    for check in checks {
      for condition in check.conditions { condition.addCoupons(to: &codes, depth) }
    }
    for rule in approvalRules { rule.when.addCoupons(to: &codes, depth) }
    return codes
  }
}

extension Offer {
  /// Every condition that an offer states.
  fileprivate var conditions: [Condition] {
    var all = [when] + (requires + requiresAny).compactMap(\.measure.of)
    switch benefit {
    case .ladder(let ladder): all += [ladder.measure.of].compactMap { $0 }
    case .pattern(let pattern): all += (pattern.buy + pattern.get).compactMap { $0.of }
    case .gift(let gift): all += [gift.measure?.of].compactMap { $0 }
    case .cut, .charge, .mark: break
    }
    return all
  }
}

extension Condition {
  fileprivate func addCoupons(to codes: inout [String], _ depth: Int) {
    guard depth > 0 else { return }
    switch self {
    case .all(let parts), .any(let parts):
      for part in parts { part.addCoupons(to: &codes, depth - 1) }
    case .not(let part): part.addCoupons(to: &codes, depth - 1)
    case .test(.coupon, .isIn(let names)): codes += names
    case .test: break
    }
  }
}
