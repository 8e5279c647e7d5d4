import DealerRules
import TestSupport
import Testing

/// A return from the first word to the last, and what it does to the ledger (RULES.md Z-070, Z-071,
/// Z-072, Z-073).
@Suite("Z-070 the life of a return") struct ReturnLifeTests {
  static func desk(_ change: (inout ReturnPolicy) -> Void = { _ in }) throws -> ReturnDesk {
    var shop = Shop(["A": "89.99"])
    var policy = ReturnPolicy()
    policy.holdsFor = 30
    change(&policy)
    shop.book.returns = policy
    return ReturnDesk(try CompiledRules(shop.book))
  }

  static func sale(_ desk: ReturnDesk, _ quantity: String = "3") throws -> StoredSale {
    try desk.rules.sale(of: Shop.order([Shop.line(1, "A", quantity)])).get()
  }

  static func request(_ quantity: Int64, on day: String = "2025-03-10") throws -> ReturnRequest {
    let day = try #require(CivilDate(day))
    let line = ReturnRequest.Line(number: 1, quantity: quantity * 1000)
    return ReturnRequest(id: "r", sale: "1", on: day, lines: [line])
  }

  @Test func threeAnnouncedTwoReceived() throws {
    let desk = try Self.desk()
    let sale = try Self.sale(desk)
    var life = ReturnCase(id: "r")
    func happen(_ id: String, _ step: ReturnStep) throws -> [LedgerOperation] {
      try life.apply(ReturnEvent(id, step), sale, by: desk, ReturnAccounts(item: "invoice"))
    }
    #expect(try happen("1", .submit(try Self.request(3))).isEmpty)
    #expect(life.state == .authorised)
    #expect(life.preview?.credit == 269_970_000)
    #expect(try happen("2", .ship).isEmpty)
    _ = try happen("3", .receive([ReturnedGoods(number: 1, quantity: 2000)]))
    #expect(throws: ReturnCaseFault.moreThanThere(1)) {
      try happen("x", .receive([ReturnedGoods(number: 1, quantity: 2000)]))
    }
    _ = try happen("4", .inspect([InspectedGoods(number: 1, accepted: 2000)]))
    let posted = try happen("5", .settle)
    #expect(
      posted == [
        LedgerOperation("5/credit", .creditMemo(item: "invoice", amount: 179_980_000))
      ])
    #expect(life.state == .credited)
    // The same event again changes nothing and asks nothing.
    let before = life
    #expect(try happen("5", .settle).isEmpty)
    #expect(life == before)
    #expect(throws: ReturnCaseFault.otherEvent) { try happen("5", .close) }
    // The third unit still comes.
    _ = try happen("6", .receive([ReturnedGoods(number: 1, quantity: 1000)]))
    _ = try happen("7", .inspect([InspectedGoods(number: 1, accepted: 1000)]))
    _ = try happen("8", .settle)
    _ = try happen("9", .close)
    #expect(life.state == .closed)
    #expect(life.settled.map(\.credit) == [179_980_000, 89_990_000])
  }

  /// Three are announced and two come: both are looked at one after the other, and the third, which
  /// comes after the authorisation has ended, is too late.
  @Test func whatHasArrivedGoesItsWay() throws {
    let desk = try Self.desk()
    let sale = try Self.sale(desk)
    var life = ReturnCase(id: "r")
    var count = 0
    func happen(_ step: ReturnStep) throws {
      count += 1
      _ = try life.apply(ReturnEvent("\(count)", step), sale, by: desk)
    }
    try happen(.submit(try Self.request(3)))
    try happen(.receive([ReturnedGoods(number: 1, quantity: 2000)]))
    for _ in 0..<2 {
      try happen(.inspect([InspectedGoods(number: 1, accepted: 1000)]))
      try happen(.settle)
    }
    #expect(life.settled.count == 2)
    #expect(throws: ReturnCaseFault.notNow(.credited)) { try happen(.receive([])) }
    try happen(.day(try #require(CivilDate("2030-01-01"))))
    #expect(life.state == .credited)
    #expect(throws: ReturnCaseFault.over) {
      try happen(.receive([ReturnedGoods(number: 1, quantity: 1000)]))
    }
  }

  /// Every step in every state: those that the law does not name change nothing.
  @Test func noOtherTransitions() throws {
    let desk = try Self.desk()
    let sale = try Self.sale(desk)
    let goods = [ReturnedGoods(number: 1, quantity: 1000)]
    let seen = [InspectedGoods(number: 1, accepted: 1000)]
    let late = try #require(CivilDate("2030-01-01"))
    let steps: [(String, ReturnStep)] = [
      ("submit", .submit(try Self.request(2))), ("approve", .approve(who: "a", level: 100)),
      ("reject", .reject(who: "a", why: "b")), ("ship", .ship), ("cancel", .cancel),
      ("day", .day(late)), ("receive", .receive(goods)), ("inspect", .inspect(seen)),
      ("settle", .settle), ("close", .close), ("reverse", .reverse(who: "a", why: "b")),
    ]
    let allowed: [ReturnState: Set<String>] = [
      .draft: ["submit", "cancel"], .authorised: ["ship", "cancel", "day", "receive"],
      .inTransit: ["cancel", "day", "receive"],
      // One unit more than the one that came is announced.
      .received: ["receive", "inspect", "close", "day", "cancel", "approve"],
      .inspected: ["receive", "settle", "close", "day", "cancel", "approve"],
      .credited: ["receive", "close", "reverse", "day", "cancel", "approve"], .cancelled: [],
      .expired: [], .closed: [],
    ]
    let ways: [ReturnState: [String]] = [
      .draft: [], .authorised: ["submit"], .inTransit: ["submit", "ship"],
      .received: ["submit", "receive"], .inspected: ["submit", "receive", "inspect"],
      .credited: ["submit", "receive", "inspect", "settle"], .cancelled: ["cancel"],
      .expired: ["submit", "day"], .closed: ["submit", "receive", "close"],
    ]
    var tried = 0
    for (state, way) in ways {
      var life = ReturnCase(id: "r")
      for name in way {
        let step = try #require(steps.first { $0.0 == name })
        _ = try life.apply(ReturnEvent(name, step.1), sale, by: desk)
      }
      #expect(life.state == state)
      for (name, step) in steps {
        var copy = life
        let happened = (try? copy.apply(ReturnEvent("new \(name)", step), sale, by: desk)) != nil
        #expect(happened == allowed[state]?.contains(name), "\(state.rawValue) \(name)")
        if !happened { #expect(copy == life) }
        tried += 1
      }
    }
    #expect(tried == ways.count * steps.count)
  }

  /// An invoice of 10,000 with 6,000 paid: 4,000 are applied, 1,000 are credit; nothing before the
  /// settlement.
  @Test(arguments: [false, true])
  func creditLowersTheExposureAtSettlementOnly(_ netsCredit: Bool) throws {
    var shop = Shop(["A": "1000.00"])
    shop.book.returns = ReturnPolicy()
    let desk = ReturnDesk(try CompiledRules(shop.book))
    let sale = try Self.sale(desk, "10")
    let now = Instant(secondsSinceEpoch: 0)
    var ledger = Ledger()
    let node = LedgerNode(id: "D", limit: .unlimited, netsCredit: netsCredit, unit: "CNY")
    _ = try ledger.apply(
      group: [
        LedgerOperation("open", .open(node)),
        LedgerOperation("invoice", .post(node: "D", amount: 10_000_000_000, due: nil)),
        LedgerOperation("paid", .pay(node: "D", amount: 6_000_000_000, item: "invoice")),
      ], at: now)
    var life = ReturnCase(id: "r")
    let accounts = ReturnAccounts(item: "invoice", node: "D")
    let steps: [ReturnStep] = [
      .submit(try Self.request(5)), .receive([ReturnedGoods(number: 1, quantity: 5000)]),
      .inspect([InspectedGoods(number: 1, accepted: 5000)]),
    ]
    for (index, step) in steps.enumerated() {
      let asked = try life.apply(ReturnEvent("\(index)", step), sale, by: desk, accounts)
      #expect(asked.isEmpty)
    }
    #expect(ledger.standing(of: "D")?.billed == 4_000_000_000)
    let posted = try life.apply(ReturnEvent("settle", .settle), sale, by: desk, accounts)
    _ = try ledger.apply(group: posted, at: now)
    let standing = try #require(ledger.standing(of: "D"))
    #expect(standing.billed == 0)
    #expect(standing.unapplied == 1_000_000_000)
    #expect(standing.used == (netsCredit ? -1_000_000_000 : 0))
    let undone = try life.apply(
      ReturnEvent("undo", .reverse(who: "ann", why: "wrong dealer")), sale, by: desk, accounts)
    _ = try ledger.apply(group: undone, at: now)
    #expect(ledger.standing(of: "D")?.billed == 5_000_000_000)
    #expect(life.state == .inspected && life.settled.isEmpty)
  }

  /// 30,000 of quota, 21,500 posted: 6,000 are authorised, 4,200 come, 1,800 are free again.
  @Test func quotaIsReservedPostedAndLetGo() throws {
    let quota = LedgerNode(id: "quota", limit: .amount(8_500_000_000), unit: "CNY")
    var work = try ReturnAtWork(
      "60", ReturnAccounts(quota: "quota"), opening: [LedgerOperation("open", .open(quota))]
    ) { shop in
      var policy = ReturnPolicy()
      policy.holdsFor = 30
      shop.book.returns = policy
    }
    try work.happen(.submit(try Self.request(60)))
    #expect(work.ledger.standing(of: "quota")?.used == 6_000_000_000)
    try work.happen(.receive([ReturnedGoods(number: 1, quantity: 42_000)]))
    try work.happen(.inspect([InspectedGoods(number: 1, accepted: 42_000)]))
    try work.happen(.settle)
    #expect(work.ledger.standing(of: "quota")?.used == 6_000_000_000)
    try work.happen(.close)
    #expect(work.ledger.standing(of: "quota")?.used == 4_200_000_000)
  }

  /// 60 are authorised, 42 come, 2 of them are rejected and 10 go back to the dealer, then the rest
  /// is called off: the quota lets go of each at once, and entries bring the same return back.
  @Test func quotaLetsGoOfWhatWillNotCome() throws {
    let quota = LedgerNode(id: "quota", limit: .amount(8_500_000_000), unit: "CNY")
    var work = try ReturnAtWork(
      "60", ReturnAccounts(quota: "quota"), opening: [LedgerOperation("open", .open(quota))])
    func used() -> Int64? { work.ledger.standing(of: "quota")?.used }
    try work.happen(.submit(try Self.request(60)))
    try work.happen(.receive([ReturnedGoods(number: 1, quantity: 42_000)]))
    try work.happen(.inspect([InspectedGoods(number: 1, accepted: 10_000, rejected: 2000)]))
    #expect(used() == 5_800_000_000)
    try work.happen(.settle)
    try work.happen(
      .inspect([InspectedGoods(number: 1, accepted: 10_000, disposition: .backToDealer)]))
    #expect(used() == 4_800_000_000)
    try work.happen(.cancel)
    #expect(used() == 3_000_000_000)
    #expect(try ReturnCase(replaying: work.life.entries) == work.life)
    try work.happen(.inspect([InspectedGoods(number: 1, accepted: 0, rejected: 20_000)]))
    #expect(used() == 1_000_000_000)
    var bytes: [UInt8] = []
    for entry in work.life.entries { bytes += ReturnEntryRecord.bytes(of: entry) + [10] }
    let read = try ReturnEntryRecord.read(RuleSource(name: "entries", bytes: bytes))
    #expect(try ReturnCase(replaying: read) == work.life)
    try work.happen(.close)
    #expect(used() == 1_000_000_000)
  }

  /// What is approved above a quota goes through in somebody's name; a reversed settlement leaves
  /// the quota when the return ends.
  @Test func aboveTheQuotaInSomebodysName() throws {
    let quota = LedgerNode(id: "quota", limit: .amount(3_000_000_000), unit: "CNY")
    var work = try ReturnAtWork(
      "60", ReturnAccounts(quota: "quota"), opening: [LedgerOperation("open", .open(quota))]
    ) { shop in
      var policy = ReturnPolicy()
      policy.quota = ReturnQuota(share: Shop.rate("3%"))
      shop.book.returns = policy
    }
    var request = try Self.request(40)
    request.facts.quota = ReturnFacts.Quota(purchases: 100_000_000_000)
    try work.happen(.submit(request))
    #expect(work.life.state == .pendingApproval)
    try work.happen(.approve(who: "ann", level: 100))
    #expect(work.ledger.standing(of: "quota")?.used == 4_000_000_000)
    try work.happen(.receive([ReturnedGoods(number: 1, quantity: 40_000)]))
    try work.happen(.inspect([InspectedGoods(number: 1, accepted: 40_000)]))
    try work.happen(.settle)
    try work.happen(.reverse(who: "bo", why: "wrong dealer"))
    #expect(work.ledger.standing(of: "quota")?.used == 4_000_000_000)
    try work.happen(.close)
    #expect(work.ledger.standing(of: "quota")?.used == 0)
    #expect(work.life.settled.isEmpty)
  }
}
