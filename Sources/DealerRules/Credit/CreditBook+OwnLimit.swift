// The limit of nodes whose limit no rule tests (RULES.md B-006).
extension CreditBook {
  /// A rule on limits that stands for itself.
  struct OwnLimit: Sendable {
    var rule: CreditRule
    /// For which nodes, by position.
    var isFor: [Bool]
  }

  /// The rule that stands for itself where none tests the limit of a node; `nil` where rules test
  /// the limits of all.
  static func ownLimit(_ policy: CreditPolicy) -> OwnLimit? {
    var nodes: IdentifierMap<Bool> = IdentifierMap()
    var groups: IdentifierMap<Bool> = IdentifierMap()
    for rule in policy.rules where rule.kind == .block && rule.test.looksAtLimits {
      switch rule.scope {
      case .all: return nil
      case .nodes(let ids): for id in ids { nodes[id] = true }
      case .groups(let ids): for id in ids { groups[id] = true }
      }
    }
    let isFor = policy.nodes.map { node in
      nodes[node.id] == nil && node.group.flatMap { groups[$0] } == nil
    }
    guard isFor.contains(true) else { return nil }
    var id = "limit"
    var count = 1
    while policy.rules.contains(where: { IdentifierOrder.areEqual($0.id, id) }) {
      count += 1
      id = "limit\(count)"
    }
    return OwnLimit(rule: CreditRule(id: id, .limit), isFor: isFor)
  }

  /// Whether a rule is for a node.
  func isFor(_ rule: CreditRule, _ node: Int) -> Bool {
    if let ownLimit, rule.id == ownLimit.rule.id { return ownLimit.isFor[node] }
    return rule.scope.covers(policy.nodes[node])
  }
}
