@testable import DealerRules

extension HashWorld {
  static let guardrail = Guard(id: "g", test: .floor(GuardBound()), outcome: .warn)
  static let approvalRule = ApprovalRule(role: "head", findings: ["guardApproval"])
  static let approval = Approval(findings: ["guardApproval"], role: "head", orderHash: "1")
}

extension HashChanges {
  /// A guard and a rule of approval, each changed in one place.
  static let guards: [@Sendable (inout RuleBook) -> Void] =
    rules.map { rule in { @Sendable in $0.guards = [rule] } }
    + approvalRules.map { rule in { @Sendable in $0.approvalRules = [rule] } } + [
      { $0.charges[0].status = .draft }, { $0.charges[0].status = .retired },
      { $0.tax.rates[1].status = .draft }, { $0.offers[1].validity.known = HashWorld.span.from },
    ]

  private static let rules: [Guard] =
    tests.map { test in changed(HashWorld.guardrail) { $0.test = test } }
    + outcomes.map { outcome in changed(HashWorld.guardrail) { $0.outcome = outcome } } + [
      HashWorld.guardrail,
      changed(HashWorld.guardrail) { $0.id = "h" },
      changed(HashWorld.guardrail) { $0.name = "h" },
      changed(HashWorld.guardrail) { $0.scope = .group },
      changed(HashWorld.guardrail) { $0.by = .brand },
      changed(HashWorld.guardrail) { $0.by = .category },
      changed(HashWorld.guardrail) { $0.priority = 1 },
      changed(HashWorld.guardrail) { $0.validity = HashWorld.span },
      changed(HashWorld.guardrail) { $0.status = .draft },
      changed(HashWorld.guardrail) { $0.when = .test(.customerTier, .isIn(["x"])) },
      changed(HashWorld.guardrail) { $0.unknown = .pass },
      changed(HashWorld.guardrail) { $0.price = "kind" },
      changed(HashWorld.guardrail) { $0.countsGifts = false },
      changed(HashWorld.guardrail) { $0.withRebate = true },
      changed(HashWorld.guardrail) { $0.withFunds = true },
    ]

  private static let tests: [GuardTest] = [
    .floor(GuardBound(base: .list)), .floor(GuardBound(base: .price(.cost))),
    .floor(GuardBound(base: .price(.kind("k")))), .floor(GuardBound(factor: .zero)),
    .floor(GuardBound(plus: 1)), .floor(GuardBound(unit: "case")), .ceiling(GuardBound()),
    .margin(GuardLimit()), .margin(GuardLimit(rate: .one)), .margin(GuardLimit(amount: 1)),
    .maxDiscount(GuardLimit(amount: 1)), .drift(rise: GuardLimit(amount: 1), fall: nil),
    .drift(rise: nil, fall: GuardLimit(amount: 1)), .drift(rise: nil, fall: nil),
    .movement(rise: .one, fall: nil, days: 1), .movement(rise: nil, fall: .one, days: 1),
    .movement(rise: nil, fall: .one, days: 2),
  ]

  private static let outcomes: [GuardOutcome] = [
    .refuse, .approval(level: 1), .approval(level: 2), .clip(.lastFirst), .clip(.lowestPriority),
    .clip(.offers(["a", "b"])), .clip(.offers(["b", "a"])),
  ]

  private static let approvalRules: [ApprovalRule] = [
    HashWorld.approvalRule,
    changed(HashWorld.approvalRule) { $0.role = "x" },
    changed(HashWorld.approvalRule) { $0.id = "x" },
    changed(HashWorld.approvalRule) { $0.findings = ["guardWarned"] },
    changed(HashWorld.approvalRule) { $0.level = 1 },
    changed(HashWorld.approvalRule) { $0.upTo = 1 },
    changed(HashWorld.approvalRule) { $0.when = .test(.customerTier, .isIn(["x"])) },
  ]

  /// What guards read of an order.
  static let guarding: [@Sendable (inout Order) -> Void] =
    approvals.map { approval in { @Sendable in $0.approvals = [approval] } } + [
      { $0.lines[0].quoted = 0 },
      { $0.lines[0].quoted = 1 },
      { $0.facts.lastPrices = ["p": [LastPrice(price: 1, date: CivilDate(unchecked: 3))]] },
      { $0.facts.lastPrices = ["q": [LastPrice(price: 1, date: CivilDate(unchecked: 3))]] },
      { $0.facts.lastPrices = ["p": [LastPrice(price: 2, date: CivilDate(unchecked: 3))]] },
      { $0.facts.lastPrices = ["p": [LastPrice(price: 1, date: CivilDate(unchecked: 4))]] },
    ]

  private static let approvals: [Approval] = [
    HashWorld.approval,
    changed(HashWorld.approval) { $0.findings = ["guardWarned"] },
    changed(HashWorld.approval) { $0.role = "x" },
    changed(HashWorld.approval) { $0.by = "x" },
    changed(HashWorld.approval) { $0.until = Instant(secondsSinceEpoch: 1) },
    changed(HashWorld.approval) { $0.maxAmount = 1 },
    changed(HashWorld.approval) { $0.orderHash = "2" },
  ]
}
