import DealerRules

extension HashChanges {
  /// Agreements, each changed in one place.
  static let agreements: [@Sendable (inout RuleBook) -> Void] = stated.map { agreement in
    { @Sendable in $0.agreements = [agreement] }
  }

  private static let stated: [Agreement] = wholes + promises.map { Agreement(id: "a", promise: $0) }

  private static let plain = Agreement(id: "a", promise: .rebate(rebate))
  private static let rebate = Rebate(rungs: [RebateRung(.rate(.one))])
  private static let reward = CountedReward(every: 1)
  private static let fund = RebateFund(balance: "x")
  private static let group = GroupBuy(product: "x", rungs: [GroupRung(from: 1, price: 1)])

  private static let wholes: [Agreement] = [
    plain,
    changed(plain) { $0.id = "b" },
    changed(plain) { $0.name = "x" },
    changed(plain) { $0.validity = Validity(from: Instant(secondsSinceEpoch: 1)) },
    changed(plain) { $0.status = .draft },
    changed(plain) { $0.when = .test(.customerTier, .exists) },
    changed(plain) { $0.receivers = [AgreementShare(.parent)] },
    changed(plain) { $0.receivers = [AgreementShare(.customerAttribute("x"))] },
    changed(plain) { $0.receivers = [AgreementShare(.orderAttribute("x"))] },
    changed(plain) { $0.receivers[0].share = .zero },
    changed(plain) { $0.receivers += [AgreementShare(.parent)] },
    changed(plain) { $0.receivers = [AgreementShare(.parent)] + $0.receivers },
  ]

  private static let promises: [AgreementPromise] = [
    .rebate(changed(rebate) { $0.basis = .list }),
    .rebate(changed(rebate) { $0.basis = .quantity() }),
    .rebate(changed(rebate) { $0.basis = .quantity(unit: "x") }),
    .rebate(changed(rebate) { $0.basis = .kind("x") }),
    .rebate(changed(rebate) { $0.basis = .attribute("x") }),
    .rebate(changed(rebate) { $0.rungs[0].from = 1 }),
    .rebate(changed(rebate) { $0.rungs[0].grant = .amount(1_000_000) }),
    .rebate(changed(rebate) { $0.rungs[0].grant = .lump(1_000_000) }),
    .rebate(changed(rebate) { $0.mode = .incremental }),
    .rebate(changed(rebate) { $0.total = "x" }),
    .rebate(changed(rebate) { $0.against = "x" }),
    .rebate(changed(rebate) { $0.after = ["x"] }),
    .rebate(changed(rebate) { $0.evidence = "x" }),
    .rebate(changed(rebate) { $0.point = .line }),
    .rebate(changed(rebate) { $0.rounding = Rounding(.down) }),
    .rebate(changed(rebate) { $0.pays = .goods }),
    .allowance(Allowance(evidence: "x", paid: "y", grant: .amount(1))),
    .allowance(Allowance(evidence: "y", paid: "x", grant: .amount(1))),
    .allowance(Allowance(evidence: "x", paid: "y", grant: .amount(1), most: 1)),
    .allowance(
      Allowance(evidence: "x", paid: "y", grant: .goods(product: "x", quantity: .one))),
    .points(reward), .coupons("x", reward), .coupons("y", reward),
    .points(changed(reward) { $0.every = 2 }),
    .points(changed(reward) { $0.count = 2 }),
    .points(changed(reward) { $0.times = 2 }),
    .points(changed(reward) { $0.each = .line }),
    .points(changed(reward) { $0.multipliers = [RewardMultiplier(when: .always, by: 1)] }),
    .points(changed(reward) { $0.validDays = 1 }),
    .fund(fund),
    .fund(changed(fund) { $0.balance = "y" }),
    .fund(changed(fund) { $0.most = .zero }),
    .fund(changed(fund) { $0.effect = .price }),
    .fund(changed(fund) { $0.use = .always }),
    .fund(changed(fund) { $0.rounding.scale = 0 }),
    .groupBuy(group),
    .groupBuy(changed(group) { $0.product = "y" }),
    .groupBuy(changed(group) { $0.unit = "x" }),
    .groupBuy(changed(group) { $0.rungs[0].from = 2 }),
    .groupBuy(changed(group) { $0.rungs[0].price = 2 }),
    .groupBuy(changed(group) { $0.rounding.scale = 0 }),
  ]
}
