import DealerRules

/// Makes agreements for a book, and what orders bring for them (A-001 … A-011).
struct AgreementMaker {
  private var conditions: CaseMaker
  private let book: RuleBook
  private var agreements: [Agreement] = []

  init(seed: UInt64, _ book: RuleBook) {
    conditions = CaseMaker(seed: seed &* 0x9E37_79B9 ^ 0xACC2_0A15)
    self.book = book
    conditions.book = book
    conditions.edges = CaseMaker.days.compactMap {
      CivilDate($0).map { book.zone.start(of: $0) }
    }
    conditions.currencies = [book.currency] + book.exchangeRates.map(\.from)
  }

  private static let millions: [Int64] = [0, 1, 10, 20, 50, 100, 500].map { $0 * 1_000_000 }

  /// Up to five agreements, in half of the cases none.
  mutating func make() -> [Agreement] {
    guard conditions.random.chance(50) else { return [] }
    for index in 1...conditions.random.int(1...5) {
      let id = index % 2 == 0 ? "a\(index)" : String(index * 7)
      var agreement = Agreement(id: id, promise: promise())
      agreement.validity = conditions.window(80)
      agreement.status = conditions.random.chance(95) ? .published : .draft
      agreement.when = conditions.condition(.offer, open: 60)
      if case .fund = agreement.promise {} else { agreement.receivers = receivers() }
      agreements.append(agreement)
    }
    return conditions.random.shuffled(agreements)
  }

  private mutating func promise() -> AgreementPromise {
    switch conditions.random.int(0...9) {
    case 0...4: return .rebate(rebate())
    case 5: return .allowance(allowance())
    case 6: return .points(reward())
    case 7: return .coupons("VIP", reward())
    default:
      var fund = RebateFund(balance: conditions.random.pick(["pool", "purse"]))
      fund.most = conditions.random.pick(
        ["20%", "50%", "100%", "33.3333%"].compactMap { Rate($0) })
      fund.effect = conditions.random.pick(FundEffect.allCases)
      fund.use = conditions.random.pick(FundUse.allCases)
      if conditions.random.chance(30) { fund.rounding.scale = conditions.random.pick([0, 1, 6]) }
      return .fund(fund)
    }
  }

  /// one receiver, or two or three with shares.
  private mutating func receivers() -> [AgreementShare] {
    let all: [AgreementReceiver] = [
      .buyer, .parent, .customerAttribute("segment"), .orderAttribute("agent"),
    ]
    let chosen = conditions.random.shuffled(all)
    switch conditions.random.int(0...5) {
    case 0...2: return [AgreementShare(.buyer)]
    case 3: return [AgreementShare(chosen[0])]
    case 4:
      let part = Rate("30%") ?? .zero
      let rest = Rate("70%") ?? .zero
      return [AgreementShare(chosen[0], share: part), AgreementShare(chosen[1], share: rest)]
    default:
      let third = Rate("33.3333%") ?? .zero
      let rest = Rate("33.3334%") ?? .zero
      return [
        AgreementShare(chosen[0], share: third), AgreementShare(chosen[1], share: third),
        AgreementShare(chosen[2], share: rest),
      ]
    }
  }

  private mutating func basis() -> AgreementBasis {
    switch conditions.random.int(0...8) {
    case 0...3: .net
    case 4: .list
    case 5: .quantity()
    case 6: .quantity(unit: conditions.random.pick(["case", "dozen", "piece"]))
    case 7: .attribute("weight")
    default: .kind(conditions.random.pick(book.priceKinds).id)
    }
  }

  private mutating func rebate() -> Rebate {
    var rebate = Rebate(basis: unitsExist(basis()), rungs: [])
    rebate.mode = conditions.random.pick(RebateMode.allCases)
    rebate.point = conditions.random.pick(RebatePoint.allCases)
    rebate.rounding = conditions.rounding(60)
    if conditions.random.chance(65) { rebate.total = "sales" }
    if conditions.random.chance(25) { rebate.against = conditions.random.pick(["last", "quota"]) }
    if conditions.random.chance(15) { rebate.evidence = "shown" }
    var isAmount = true
    switch rebate.basis {
    case .net, .list, .kind: break
    case .quantity, .attribute: isAmount = false
    }
    if isAmount, conditions.random.chance(45) {
      rebate.after = agreements.filter { isRebate($0) }.prefix(2).map(\.id)
    }
    let kind = conditions.random.int(isAmount ? 0...5 : 3...5)
    let starts =
      rebate.against == nil ? AgreementMaker.millions : [0, 800_000, 1_000_000, 1_100_000]
    let count = conditions.random.int(1...3)
    let froms = Set(conditions.random.shuffled(starts).prefix(count)).sorted()
    let rates = ["0.5%", "1%", "2%", "3.3333%", "5%"].compactMap { Rate($0) }
    let amounts: [Int64] = [5_000, 10_000, 333_333, 1_005_000, 20_000_000]
    var places = froms.map { _ in conditions.random.below(5) }
    if rebate.mode == .retroactive { places.sort() }
    for (from, place) in zip(froms, places) {
      switch kind {
      case 0...2: rebate.rungs.append(RebateRung(from: from, .rate(rates[place])))
      case 3, 4: rebate.rungs.append(RebateRung(from: from, .amount(amounts[place])))
      default: rebate.rungs.append(RebateRung(from: from, .lump(amounts[place])))
      }
    }
    return rebate
  }

  private func isRebate(_ agreement: Agreement) -> Bool {
    if case .rebate = agreement.promise { return true }
    return false
  }

  /// A unit that no product has is refused; base units stand in for it.
  private func unitsExist(_ basis: AgreementBasis) -> AgreementBasis {
    guard case .quantity(let unit?) = basis else { return basis }
    let isUsed = book.products.contains { product in
      product.baseUnit == unit || product.units.contains { $0.unit == unit }
    }
    return isUsed ? basis : .quantity()
  }

  private mutating func allowance() -> Allowance {
    var grant = AllowanceGrant.amount(conditions.random.pick([500_000_000, 33_330_000]))
    if conditions.random.chance(40) {
      grant = .goods(
        product: conditions.random.pick(book.products).id,
        quantity: Quantity(thousandths: conditions.random.pick([1000, 2500])) ?? .one)
    }
    return Allowance(
      evidence: "shown", paid: "paid", grant: grant,
      most: conditions.random.chance(40) ? 1 : nil)
  }

  private mutating func reward() -> CountedReward {
    var reward = CountedReward(
      basis: unitsExist(basis()),
      every: conditions.random.pick([1_000_000, 10_000_000, 3_330_000]),
      count: conditions.random.pick([1, 1, 3]))
    if conditions.random.chance(30) { reward.times = conditions.random.pick([1, 2, 50]) }
    reward.each = conditions.random.pick(ChoiceScope.allCases)
    for _ in 0..<conditions.random.pick([0, 0, 1, 2]) {
      reward.multipliers.append(
        RewardMultiplier(
          when: conditions.condition(.offer, open: 20, depth: 1),
          by: conditions.random.pick([0, 1_500_000, 2_000_000])))
    }
    if conditions.random.chance(40) { reward.validDays = conditions.random.pick([0, 30, 365]) }
    return reward
  }

  // MARK: Orders

  /// An order with facts and what it asks of funds.
  mutating func completed(_ order: Order) -> Order {
    guard !agreements.isEmpty else { return order }
    var order = order
    let pools: [(String, [Int64])] = [
      ("sales", AgreementMaker.millions + [19_990_000, -5_000_000]),
      ("last", [100_000_000, 50_000_000, 0, 1]), ("quota", [80_000_000, 20_000_000]),
      ("shown", [0, 1_000_000, 2_500_000, 999_999]), ("paid", [0, 1_000_000, 500_000_000]),
      ("pool", [0, 5_000_000, 33_333_333, 1_000_000_000]), ("purse", [10_000_000, -1]),
    ]
    for (name, values) in pools where conditions.random.chance(80) {
      order.facts.totals[name] = conditions.random.pick(values)
    }
    for agreement in agreements {
      guard case .fund = agreement.promise, conditions.random.chance(70) else { continue }
      order.funds[agreement.id] = conditions.random.pick([0, 1_000_000, 12_345_678, 99_000_000])
    }
    return order
  }
}
