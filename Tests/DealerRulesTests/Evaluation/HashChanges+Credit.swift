@testable import DealerRules

extension HashChanges {
  /// Credit policies, each changed in one place.
  static let credit: [@Sendable (inout RuleBook) -> Void] = policies.map { policy in
    { @Sendable in $0.credit = policy }
  }

  private static let policies: [CreditPolicy] =
    [CreditPolicy()] + settings + nodes.map { with($0) } + rules.map { with($0) }
    + terms.map { with($0) } + lists

  private static func with(_ node: CreditNode) -> CreditPolicy {
    changed(CreditPolicy()) { $0.nodes = [node] }
  }

  private static func with(_ rule: CreditRule) -> CreditPolicy {
    changed(CreditPolicy()) { $0.rules = [rule] }
  }

  private static func with(_ terms: PaymentTerms) -> CreditPolicy {
    changed(CreditPolicy()) { $0.terms = [terms] }
  }

  private static let settings: [CreditPolicy] = [
    changed(CreditPolicy()) { $0.counted = [.orders] },
    changed(CreditPolicy()) { $0.mayReachLimit = false },
    changed(CreditPolicy()) { $0.countsDisputed = true },
    changed(CreditPolicy()) { $0.graceDays = 1 },
    changed(CreditPolicy()) { $0.keepsExpiredLimits = true },
    changed(CreditPolicy()) { $0.withoutNode = .hold },
    changed(CreditPolicy()) { $0.reservesWhileHeld = true },
    changed(CreditPolicy()) { $0.inBatch = .snapshot },
  ]

  private static let day = CivilDate("2025-03-01")
  private static let node = CreditNode(id: "a", currency: .cny)
  private static let guarantee = CreditGuarantee(id: "g", value: 1)

  private static let nodes: [CreditNode] = [
    node, CreditNode(id: "b", currency: .cny), CreditNode(id: "a", currency: .usd),
    changed(node) { $0.parent = "b" }, changed(node) { $0.mode = .isolated },
    changed(node) { $0.limit = .unlimited }, changed(node) { $0.limit = .amount(0) },
    changed(node) { $0.days.from = day }, changed(node) { $0.days.through = day },
    changed(node) { $0.temporary = [TemporaryLimit(.none, .always)] },
    changed(node) { $0.temporary = [TemporaryLimit(.unlimited, .always)] },
    changed(node) { $0.guarantees = [guarantee] },
    changed(node) { $0.guarantees = [changed(guarantee) { $0.rate = .zero }] },
    changed(node) { $0.guarantees = [changed(guarantee) { $0.value = 2 }] },
    changed(node) { $0.guarantees = [changed(guarantee) { $0.days.from = day }] },
    changed(node) { $0.guarantees = [changed(guarantee) { $0.isInExposure = true }] },
    changed(node) { $0.componentLimits = [.orders: 1] },
    changed(node) { $0.componentLimits = [.shipped: 1] },
    changed(node) { $0.counted = [] }, changed(node) { $0.counted = [.orders] },
    changed(node) { $0.group = "x" }, changed(node) { $0.status = "x" },
    changed(node) { $0.terms = "x" }, changed(node) { $0.reviewOn = day },
    changed(node) { $0.customers = ["x"] },
  ]

  private static let rule = CreditRule(id: "a", .limit)

  private static let rules: [CreditRule] =
    [
      CreditRule(id: "b", .limit), changed(rule) { $0.effect = .warn },
      changed(rule) { $0.kind = .release }, changed(rule) { $0.scope = .nodes(["x"]) },
      changed(rule) { $0.scope = .groups(["x"]) }, changed(rule) { $0.checkpoints = [.order] },
    ] + tests.map { CreditRule(id: "a", $0) }

  private static let tests: [CreditTest] = [
    .always, .limit, .dynamicLimit(days: 1), .dynamicLimit(days: 2), .components,
    .documentAmount(1), .usedShare(.one), .usedShare(.zero),
    .overdueDays(days: 1, grace: 0, materiality: 0),
    .overdueDays(days: 0, grace: 1, materiality: 0),
    .overdueDays(days: 0, grace: 0, materiality: 1), .oldestItem(days: 1),
    .overdueAmount(1), .overdueAmountAndUsed(1, .one), .overdueAmountAndUsed(1, .zero),
    .overdueShare(days: 1, .one), .overdueShare(days: 2, .one), .overdueShare(days: 1, .zero),
    .reminderLevel(1), .status(["x"]), .status(["y"]),
    .limitExpired(grace: 1, openIsExpired: false), .limitExpired(grace: 1, openIsExpired: true),
    .reviewDue(grace: 1), .termsWider, .discountWider, .changed(["x"]), .changed(["x", "y"]),
    .deviation(.one, days: 1), .deviation(.zero, days: 1), .deviation(.one, days: 2),
    .scoreBelow(1), .prepaidShare(.one),
  ]

  private static let plainTerms = PaymentTerms(id: "a", .netDays(1))

  private static let terms: [PaymentTerms] = [
    plainTerms, PaymentTerms(id: "b", .netDays(1)), PaymentTerms(id: "a", .netDays(2)),
    PaymentTerms(id: "a", .endOfMonth(plusDays: 1, months: 0)),
    PaymentTerms(id: "a", .endOfMonth(plusDays: 0, months: 1)),
    PaymentTerms(id: "a", .cutOff(day: 1, payOn: 2, months: 3)),
    PaymentTerms(id: "a", .cutOff(day: 2, payOn: 1, months: 3)),
    PaymentTerms(id: "a", .cutOff(day: 1, payOn: 2, months: 4)),
    changed(plainTerms) { $0.rank = 1 }, changed(plainTerms) { $0.discountRank = 1 },
    changed(plainTerms) { $0.instalments[0].weight = 2 },
    changed(plainTerms) { $0.discounts = [CashDiscount(.one, days: 1)] },
    changed(plainTerms) { $0.discounts = [CashDiscount(.one, days: 2)] },
  ]

  private static let plan = ReminderPlan(id: "a", steps: [ReminderStep(id: "x", days: 1)])
  private static let band = ScoreBand(from: 1, points: 2)
  private static let criterion = ScoreCriterion(id: "x", .fact("y"), bands: [band])
  private static let card = Scorecard(id: "a", criteria: [criterion])
  private static let scheme = TierScheme(id: "a", tiers: [DealerTier(id: "x", from: 1)])

  private static let plans: [ReminderPlan] = [
    plan, changed(plan) { $0.materiality = 1 },
    changed(plan) { $0.steps = [ReminderStep(id: "x", days: 2)] },
    changed(plan) { $0.steps = [ReminderStep(id: "x", days: 1, level: 1)] },
  ]

  private static let fundings: [[FundingSource]] = [
    [FundingSource(id: "a", .ownCredit)], [FundingSource(id: "a", .thirdParty)],
    [FundingSource(id: "a", .ownCredit, most: .zero)],
    [FundingSource(id: "a", .ownCredit), FundingSource(id: "b", .thirdParty)],
    [FundingSource(id: "b", .thirdParty), FundingSource(id: "a", .ownCredit)],
  ]

  private static let cards: [Scorecard] = [
    card, changed(card) { $0.isAverage = true }, changed(card) { $0.criteria[0].weight = 2 },
    changed(card) { $0.criteria[0].below = 1 }, changed(card) { $0.criteria[0].missing = 1 },
    changed(card) { $0.criteria[0].measure = .payments },
    changed(card) { $0.criteria[0].bands[0].from = 2 },
    changed(card) { $0.grades = [ScoreGrade(id: "x", from: 1)] },
    changed(card) { $0.grades = [ScoreGrade(id: "x", from: 1, limit: .amount(1))] },
    changed(card) { $0.grades = [ScoreGrade(id: "x", from: 1, limit: .sales(.one))] },
  ]

  private static let schemes: [TierScheme] = [
    scheme, changed(scheme) { $0.months = 3 }, changed(scheme) { $0.delay = 1 },
    changed(scheme) { $0.grace = 1 }, changed(scheme) { $0.tiers[0].rights = ["y"] },
  ]

  private static let lists: [CreditPolicy] = {
    var all: [CreditPolicy] = []
    for plan in plans { all.append(changed(CreditPolicy()) { $0.reminderPlans = [plan] }) }
    for sources in fundings { all.append(changed(CreditPolicy()) { $0.funding = sources }) }
    for card in cards { all.append(changed(CreditPolicy()) { $0.scorecards = [card] }) }
    for scheme in schemes { all.append(changed(CreditPolicy()) { $0.tierSchemes = [scheme] }) }
    return all
  }()
}

extension HashChanges {
  /// What an order states for credit.
  static let orderCredit: [@Sendable (inout Order) -> Void] = [
    { $0.credit.terms = "a" },
    { $0.credit.prepaid = 1 },
    { $0.credit.checkpoint = .shipment },
    { $0.credit.replaces = "a" },
    { $0.credit.rate = .one },
    { $0.credit.approved = CreditApproval(1, on: CivilDate(unchecked: 4)) },
    { $0.credit.approved = CreditApproval(1, on: CivilDate(unchecked: 5)) },
    { $0.credit.changed = ["a"] },
    { $0.credit.hold = CreditHold(who: "a", why: "b") },
    { $0.credit.hold = CreditHold(who: "a", why: "c") },
    { $0.credit.hold = CreditHold(who: "a", why: "b", through: CivilDate(unchecked: 4)) },
    { $0.credit.hold = CreditHold(who: "a", why: "b", effect: .block) },
  ]
}
