public import DealerRules

/// A random credit policy with documents and requests. Values come from small pools, so that limits
/// are reached exactly and days fall together.
public struct GeneratedCredit {
  /// The policy.
  public var policy = CreditPolicy()
  /// The documents and what is known beside them.
  public var facts = CreditFacts()
  /// What is asked.
  public var requests: [CreditRequest] = []

  /// Makes the case of a seed.
  public init(seed: UInt64) {
    var maker = CreditMaker(random: SplitMix64(seed: seed))
    maker.make()
    (policy, facts, requests) = (maker.policy, maker.facts, maker.requests)
  }
}

private struct CreditMaker {
  var random: SplitMix64
  var policy = CreditPolicy()
  var facts = CreditFacts()
  var requests: [CreditRequest] = []

  static let currencies = ["CNY", "CNY", "CNY", "USD", "JPY"].compactMap { Currency($0) }
  static let words = ["new", "closed"]
  static let shares = ["0%", "20%", "50%", "80%", "100%", "33.3333%"]

  /// Days around 2025-03-01.
  mutating func day(_ range: ClosedRange<Int>) -> CivilDate {
    ZoneOffsets.utc.date(
      of: Instant(secondsSinceEpoch: Int64(20_148 + random.int(range)) * 86_400))
  }

  mutating func share() -> Rate { Rate(random.pick(Self.shares)) ?? .one }

  /// Whole units or cents, often one of a few.
  mutating func amount() -> Int64 {
    if random.chance(40) { return Int64(random.pick([0, 10, 50, 100, 300])) * 1_000_000 }
    return Int64(random.below(30_000)) * 10_000
  }

  mutating func days() -> CreditDays {
    guard random.chance(30) else { return .always }
    return CreditDays(
      from: random.chance(60) ? day(-3...1) : nil, through: random.chance(60) ? day(-2...3) : nil)
  }

  mutating func make() {
    let rate = { (text: String) in Factor(text) ?? .one }
    let (cny, usd, jpy) = (Self.currencies[0], Self.currencies[3], Self.currencies[4])
    facts.rates = [
      CreditRate(usd, cny, rate("7.2345")), CreditRate(jpy, cny, rate("0.0483")),
      CreditRate(usd, jpy, rate("149.7")),
    ]
    if random.chance(50) {
      // Other rates before and from a day on.
      let last = day(-2...1)
      facts.rates.insert(
        contentsOf: [
          CreditRate(cny, usd, rate("0.1351"), days: CreditDays(through: last)),
          CreditRate(jpy, cny, rate("0.0511"), days: CreditDays(from: last)),
        ], at: 0)
    }
    if random.chance(15) {
      // Some currencies reach one another on some days alone, or never.
      for _ in 0..<random.int(1...4) where !facts.rates.isEmpty {
        facts.rates.remove(at: random.below(facts.rates.count))
      }
    }
    policy.mayReachLimit = random.chance(80)
    policy.countsDisputed = random.chance(20)
    policy.graceDays = random.pick([0, 0, 3])
    policy.keepsExpiredLimits = random.chance(30)
    policy.withoutNode = random.pick(CreditEffect.allCases)
    if random.chance(40) { policy.counted = components() }
    for index in 0..<random.int(1...5) { policy.nodes.append(node(index)) }
    makeTerms()
    for index in 0..<random.below(5) { policy.rules.append(rule("r\(index)")) }
    if random.chance(30) { makeFunding() }
    for index in 0..<random.below(9) { facts.entries.append(entry("e\(index)")) }
    for index in 0..<4 { requests.append(request(index)) }
  }

  mutating func components() -> Set<CreditComponent> {
    Set(CreditComponent.allCases.filter { _ in random.chance(60) })
  }

  mutating func limit() -> CreditLimit {
    let value = amount()
    return random.pick([.none, .unlimited, .amount(value), .amount(value), .amount(value)])
  }

  mutating func node(_ index: Int) -> CreditNode {
    var node = CreditNode(id: "N\(index)", currency: random.pick(Self.currencies))
    if index > 0, random.chance(75) { node.parent = "N\(random.below(index))" }
    node.mode = random.pick([.nested, .nested, .nested, .carveOut, .isolated])
    if node.parent == nil { node.mode = .nested }
    node.limit = limit()
    node.days = days()
    if node.mode == .carveOut { node.limit = .amount(amount()) }
    if node.mode != .carveOut, random.chance(20) {
      node.temporary = (0..<random.int(1...2)).map { _ in TemporaryLimit(limit(), days()) }
    }
    if random.chance(20) {
      node.guarantees = [
        CreditGuarantee(
          id: "g", value: amount(), rate: share(), days: days(), isInExposure: random.chance(50))
      ]
    }
    if random.chance(30) { node.componentLimits[random.pick(CreditComponent.allCases)] = amount() }
    if random.chance(20) { node.counted = components() }
    node.group = random.pick([nil, "A", "B"])
    node.status = random.pick([nil, nil] + Self.words)
    node.terms = random.pick([nil, "t1", "t2"])
    node.reviewOn = random.chance(30) ? day(-3...3) : nil
    var account = CreditAccount()
    account.score = random.pick([nil, 40, 60])
    for source in ["s0", "s1"] where random.chance(60) { account.funds[source] = amount() }
    if random.chance(8) {
      account.holds = [CreditHold(who: "a", why: "b", through: random.pick([nil, day(-1...1)]))]
    }
    facts.accounts[node.id] = account
    return node
  }

  mutating func makeTerms() {
    for index in 0..<3 {
      var terms = PaymentTerms(id: "t\(index)", rank: random.below(3), .netDays(30))
      terms.discountRank = random.below(3)
      policy.terms.append(terms)
    }
  }

  mutating func makeFunding() {
    var sources = [FundingSource(id: "s0", .prepayment), FundingSource(id: "s1", .thirdParty)]
    sources = sources.filter { _ in random.chance(70) }
    if random.chance(75) { sources.append(FundingSource(id: "own", .ownCredit)) }
    sources = random.shuffled(sources)
    for index in sources.indices where random.chance(50) { sources[index].most = share() }
    policy.funding = sources
  }

  mutating func rule(_ id: String) -> CreditRule {
    var rule = CreditRule(id: id, test(), effect: random.pick(CreditEffect.allCases))
    rule.kind = random.pick([.block, .block, .block, .exclude, .release])
    if rule.kind == .release, random.chance(70) { rule.kind = .block }
    rule.scope = random.pick([
      .all, .all, .groups(["A"]), .nodes([random.pick(policy.nodes).id]),
    ])
    if rule.kind == .exclude, random.chance(70), let wider = policy.rules.last {
      // Of one test, for fewer.
      rule.test = (0..<40).map { _ in test() }.first { $0.name == wider.test.name } ?? rule.test
      rule.scope = .nodes(policy.nodes.map(\.id))
    }
    if random.chance(20) { rule.checkpoints = [random.pick(CreditCheckpoint.allCases)] }
    return rule
  }

  mutating func test() -> CreditTest {
    let most = amount()
    let (part, days, grace) = (share(), random.pick([0, 1, 5]), random.below(3))
    return random.pick([
      .limit, .limit, .limit, .dynamicLimit(days: days), .components, .documentAmount(most),
      .usedShare(part), .overdueDays(days: days, grace: grace, materiality: most),
      .oldestItem(days: days), .overdueAmount(most), .overdueAmountAndUsed(most, part),
      .overdueShare(days: days, part), .reminderLevel(grace), .status(["closed"]),
      .limitExpired(grace: grace, openIsExpired: random.chance(50)), .reviewDue(grace: grace),
      .termsWider, .discountWider, .changed(["x", "y"]), .deviation(part, days: days),
      .scoreBelow(50), .prepaidShare(part), .always,
    ])
  }

  mutating func money() -> Money {
    let currency = random.pick(Self.currencies)
    let value = amount()
    // Whole yen.
    let settled = currency.exponent == 0 ? value / 1_000_000 * 1_000_000 : value
    return Money(millionths: settled, currency)
  }

  mutating func entry(_ id: String) -> CreditEntry {
    var entry = CreditEntry(
      id: id, node: random.pick(policy.nodes).id,
      random.pick(CreditEntry.Kind.allCases + [.invoice, .order]), money())
    if random.chance(15) { entry.rate = Factor("6.5") }
    if random.chance(60) { entry.ships = day(-1...7) }
    if random.chance(80) { entry.due = day(-9...3) }
    entry.level = random.below(4)
    entry.isDisputed = random.chance(20)
    return entry
  }

  mutating func request(_ index: Int) -> CreditRequest {
    let node = random.chance(95) ? random.pick(policy.nodes).id : "nobody"
    var request = CreditRequest(id: "n\(index)", node: node, money(), asOf: day(-2...2))
    if random.chance(10) { request.rate = Factor("6.9") }
    if random.chance(50) { request.ships = day(-1...7) }
    if random.chance(30) { request.checkpoint = random.pick(CreditCheckpoint.allCases) }
    if random.chance(30) { request.component = random.pick([.shipped, .notDue, .special]) }
    if random.chance(35), let entry = facts.entries.randomElement(using: &random) {
      request.replaces = entry.id
      if random.chance(70) {
        (request.node, request.amount, request.rate) = (entry.node, entry.amount, entry.rate)
        if random.chance(50) { request.amount.millionths += 1_000_000 }
      }
    }
    if random.chance(30) {
      request.approved = CreditApproval(amount(), on: day(-6...2))
      request.changed = random.pick([[], ["x"], ["z"]])
    }
    if random.chance(40) { request.terms = random.pick(["t0", "t1", "t2", "t9"]) }
    if random.chance(25) { request.prepaid = money().millionths }
    if random.chance(5) { request.holds = [CreditHold(who: "a", why: "b")] }
    if random.chance(20) {
      request.overrides = [
        CreditOverride(
          who: "a", why: "b", rules: random.pick([[], ["r0", "limit"]]),
          through: random.pick([nil, day(-1...1)]), most: random.pick([nil, amount()]))
      ]
    }
    return request
  }
}
