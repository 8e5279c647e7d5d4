import TestSupport
import Testing

@testable import DealerRules

@Suite("Credit over a ledger (RULES.md B-023)") struct CreditLedgerTests {
  private static let start = Instant(secondsSinceEpoch: 1_740_787_200)

  private static func policy() -> CreditPolicy {
    var policy = CreditPolicy()
    var dealer = CreditNode(id: "A", currency: .cny, limit: .amount(300_000_000))
    dealer.parent = "G"
    dealer.customers = ["shop"]
    policy.nodes = [CreditNode(id: "G", currency: .cny, limit: .amount(500_000_000)), dealer]
    policy.counted = Set(CreditComponent.allCases)
    return policy
  }

  /// An order is reserved, shipped in part, invoiced and paid with more than is open.
  @Test func documentsFollowTheLedger() throws {
    var ledger = Ledger()
    var book = try CreditBook(Self.policy())
    let day = try #require(CivilDate("2025-03-01"))
    func step(_ id: String, _ action: LedgerAction) throws -> [Int64] {
      let answer = try ledger.apply(LedgerOperation(id, action), at: Self.start)
      try book.follow(answer.events, of: ledger, zone: .utc)
      return try #require(try book.standing(of: "A", on: day)).components
    }
    func million(_ values: Int64...) -> [Int64] { values.map { $0 * 1_000_000 } }
    _ = try step("a", .open(LedgerNode(id: "shop", limit: .unlimited, unit: "CNY")))
    #expect(
      try step("o", .reserve(node: "shop", amount: 100_000_000))
        == million(100, 0, 0, 0, 0, 0, 0))
    #expect(
      try step("s", .ship(reservation: "o", amount: 60_000_000, close: false))
        == million(40, 60, 0, 0, 0, 0, 0))
    #expect(
      try step(
        "i", .invoice(reservation: "o", amount: 50_000_000, due: Self.start))
        == million(40, 10, 0, 50, 0, 0, 0))
    #expect(
      try step("y", .pay(node: "shop", amount: 70_000_000, item: "i"))
        == million(40, 10, 0, 0, 0, 0, 20))
    #expect(try step("v", .void(reservation: "o")) == million(0, 10, 0, 0, 0, 0, 20))
    // The group has 500.00 and owes 10.00 less 20.00; the dealer has 300.00.
    var request = CreditRequest(
      id: "n", node: "A", Money(millionths: 310_000_000, .cny), asOf: day)
    #expect(try book.evaluate(request).effect == .allow)
    request.amount.millionths += 10_000
    #expect(try book.evaluate(request).binding == "A")
  }

  /// An order that is placed again does not stand in its own way.
  @Test func ordersTakeTheirOwnPlace() throws {
    var ledger = Ledger()
    for (id, action) in [
      ("a", LedgerAction.open(LedgerNode(id: "A", limit: .unlimited, unit: "CNY"))),
      ("o", .reserve(node: "A", amount: 290_000_000)),
    ] { _ = try ledger.apply(LedgerOperation(id, action), at: Self.start) }
    let book = try CreditBook(Self.policy(), ledger: ledger, zone: .utc) { entry in
      entry.ships = CivilDate("2025-04-01")
    }
    let day = try #require(CivilDate("2025-03-01"))
    let request = CreditRequest(
      id: "o", node: "A", Money(millionths: 300_000_000, .cny), asOf: day)
    #expect(try book.evaluate(request).effect == .allow)
    #expect(book.entries.map(\.entry.ships) == [CivilDate("2025-04-01")])
  }

  /// Following every event gives the book that the ledger as a whole gives.
  @Test func followingEqualsReadingAnew() throws {
    var random = SplitMix64(seed: 5)
    for _ in 0..<20 {
      var ledger = Ledger()
      for id in ["shop", "G", "stray"] {
        let node = LedgerNode(id: id, limit: .unlimited, unit: "CNY")
        _ = try ledger.apply(LedgerOperation("open \(id)", .open(node)), at: Self.start)
      }
      var book = try CreditBook(Self.policy(), ledger: ledger, zone: .utc)
      var (orders, items): ([String], [String]) = ([], [])
      for step in 0..<120 {
        let id = "x\(step)"
        let amount = Int64(1 + random.below(40)) * 1_000_000
        let node = ["shop", "G", "stray"][random.below(3)]
        let order = orders.randomElement(using: &random) ?? "none"
        let item = items.randomElement(using: &random) ?? "none"
        let now = Instant(secondsSinceEpoch: Self.start.secondsSinceEpoch + Int64(step))
        var group: [LedgerAction] = []
        switch random.below(10) {
        case 0...2:
          let later = Instant(secondsSinceEpoch: now.secondsSinceEpoch + 20)
          let expires = random.below(3) == 0 ? later : nil
          group = [.reserve(node: node, amount: amount, expires: expires)]
          orders.append(id)
        case 3: group = [.amend(reservation: order, amount: amount)]
        case 4, 5: group = [.ship(reservation: order, amount: amount, close: random.below(2) == 0)]
        case 6:
          group = [.invoice(reservation: order, amount: amount, due: now)]
          items.append(id)
        case 7: group = [.pay(node: node, amount: amount, item: random.below(2) == 0 ? item : nil)]
        case 8: group = [.creditMemo(item: item, amount: amount), .void(reservation: order)]
        default: group = [.post(node: node, amount: amount, due: now), .note("x")]
        }
        let operations = group.enumerated().map {
          LedgerOperation($0.offset == 0 ? id : "\(id) \($0.offset)", $0.element)
        }
        let answer = try ledger.apply(group: operations, at: now)
        try book.follow(answer.events, of: ledger, zone: .utc)
      }
      let anew = try CreditBook(Self.policy(), ledger: ledger, zone: .utc)
      #expect(book.sums == anew.sums)
      let entries = { (book: CreditBook) in Set(book.entries.map(\.entry)) }
      #expect(entries(book) == entries(anew))
      #expect(book.entries.count > 5)
    }
  }
}
