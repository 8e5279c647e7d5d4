// Checks that contradict themselves or one another, and rules that say nothing (RULES.md U-028).
extension StaticChecks {
  mutating func checkChecks() {
    let published = book.checks.filter { $0.status == .published }
      .sorted { IdentifierOrder.precedes($0.id, $1.id) }
    for check in published { checkAlone(check) }
    let bounded = published.compactMap { check -> Bounded? in
      guard case .quantity(let bounds) = check.test, check.outcome > .flag else { return nil }
      return Bounded(check: check, bounds: bounds)
    }
    for (index, later) in bounded.enumerated() {
      for earlier in bounded[..<index] where areContrary(earlier, later) {
        add(
          .deadCondition,
          "checks \(Diagnostic.quote(earlier.check.id)) and \(Diagnostic.quote(later.check.id)) "
            + "together let no quantity pass",
          help: "let their bounds meet, or their conditions exclude one another",
          at: later.check.origin, fields: ["quantity"], other: earlier.check.origin)
      }
    }
    for rule in book.territories where rule.status == .published { checkIdle(rule) }
  }

  private mutating func checkAlone(_ check: OrderCheck) {
    let name = "check \(Diagnostic.quote(check.id))"
    if check.outcome == .allow, check.unknown == .allow {
      add(
        .idleStatement, "\(name) says nothing, whatever it finds",
        help: "state an `outcome`, or take the check out", at: check.origin, fields: ["outcome"])
    }
    guard case .require(let condition) = check.test, condition != .always else { return }
    // So orders of a kind wait for somebody's approval, or are told (RULES.md R-021).
    if check.outcome == .block, logic.canHold(check.when), logic.canHold(condition),
      logic.areDisjoint(check.when, condition)
    {
      add(
        .deadCondition, "\(name) requires what its `when` excludes",
        help: "no order that it tests passes; take one of the two parts out", at: check.origin,
        fields: ["require"])
    } else if check.when != .always, logic.implies(check.when, condition) {
      add(
        .idleStatement, "\(name) requires what its `when` says already",
        help: "every order that it tests passes; require something else", at: check.origin,
        fields: ["require"])
    }
  }

  /// A quantity check that holds or blocks.
  private struct Bounded {
    var check: OrderCheck
    var bounds: QuantityBounds
  }

  /// Whether every line that both test fails one of the two.
  private func areContrary(_ a: Bounded, _ b: Bounded) -> Bool {
    guard a.check.validity.from < b.check.validity.until,
      b.check.validity.from < a.check.validity.until
    else { return false }
    return exceeds(a, b) || exceeds(b, a)
  }

  /// Whether what one check asks for at least is more than the other lets pass of the same goods.
  private func exceeds(_ asking: Bounded, _ bounding: Bounded) -> Bool {
    // What was bought before may be below zero.
    guard let most = bounding.bounds.most, bounding.bounds.total == nil else { return false }
    let least = [asking.bounds.least, asking.bounds.multiple].compactMap { $0 }.max()
    guard let least, most < least else { return false }
    // A bound on more than the line, product or order that is asked counts that as well.
    let scopes: [QuantityScope] = [.line, .product, .order]
    let (own, other) = (
      scopes.firstIndex(of: asking.bounds.per) ?? 0,
      scopes.firstIndex(of: bounding.bounds.per) ?? 0
    )
    if own <= other, logic.implies(asking.check.when, bounding.check.when) { return true }
    return own == 0 && other == 0 && logic.implies(bounding.check.when, asking.check.when)
  }

  /// A denial or exclusion that allows: it neither hinders nor opens (RULES.md R-011).
  private mutating func checkIdle(_ rule: TerritoryRule) {
    guard rule.effect == .deny || rule.effect == .exclude, rule.outcome == .allow else { return }
    add(
      .idleStatement,
      "territory rule \(Diagnostic.quote(rule.id)) denies nothing",
      help: "what allows is a grant or a list; take the rule out", at: rule.origin,
      fields: ["outcome"])
  }
}
