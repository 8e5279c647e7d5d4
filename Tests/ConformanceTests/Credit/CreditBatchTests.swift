import DealerRules
import TestSupport
import Testing

/// Orders of one dealer use up its credit in the order of the batch (RULES.md B-020).
@Suite("Credit in batches") struct CreditBatchTests {
  static func rules(_ credit: String) throws -> CompiledRules {
    let text = TextProject.document(["credit": credit])
    return try CompiledRules(parsing: [RuleSource(name: "rules.json", text: text)])
  }

  static func orders(_ count: Int, quantity: Int = 1) throws -> [Order] {
    let lines = (0..<count).map {
      TextProject.order("o\($0)", [#""product":"A","quantity":"\#(quantity)""#])
    }
    var reader = OrderReader(
      RuleSource(name: "orders.ndjson", text: lines.joined(separator: "\n")), format: .ndjson,
      zone: .utc, currency: .cny)
    var orders: [Order] = []
    while let item = reader.next() {
      guard case .order(let order) = item else { continue }
      orders.append(order)
    }
    return orders
  }

  static func customer(_ orders: [Order]) throws -> String { try #require(orders.first).customer }

  static func credit(_ rules: CompiledRules) throws -> CreditBook {
    let day = try #require(CivilDate("2025-03-01"))
    return try #require(try rules.book.creditBook(on: day))
  }

  @Test func ordersUseUpCreditInTheirOrder() throws {
    let orders = try Self.orders(10)
    let name = try Self.customer(orders)
    // An order is 10.00.
    let rules = try Self.rules(
      #"{"nodes": [{"id": "\#(name)", "limit": "35"}], "rules": [{"id": "l", "limit": true}]}"#)
    var book = try Self.credit(rules)
    var outcomes: [Outcome] = []
    for order in orders { outcomes.append(try rules.price(order, credit: &book).get().outcome) }
    #expect(outcomes == [.allow, .allow, .allow] + Array(repeating: .hold, count: 7))
    let held = try rules.price(orders[9], credit: &book).get()
    #expect(held.reasons.map(\.code) == [.creditLimit])
    #expect(held.reasons.map { rules.name(of: $0.rule) } == ["l"])
    #expect(
      held.reasons.first?.numbers.map { "\($0.name) \($0.text)" } == [
        "node \(name)", "exposure 30.00", "amount 10.00", "limit 35.00", "shortfall 5.00",
      ])
    // What was admitted before takes its own place.
    #expect(try rules.price(orders[0], credit: &book).get().outcome == .allow)
  }

  @Test func effectsBecomeOutcomes() throws {
    let orders = try Self.orders(1)
    let name = try Self.customer(orders)
    for (effect, outcome) in [("warn", Outcome.flag), ("hold", .hold), ("block", .block)] {
      let rules = try Self.rules(
        #"""
        {"nodes": [{"id": "g", "limit": "5", "customers": ["\#(name)"]}],
         "rules": [{"id": "l", "limit": true, "effect": "\#(effect)"}]}
        """#)
      var book = try Self.credit(rules)
      let decision = try rules.price(orders[0], credit: &book).get()
      #expect(decision.outcome == outcome)
      #expect(decision.reasons.map(\.code) == [.creditLimit])
    }
  }

  /// A batch gives the same bytes at every number of tasks, and as its orders one by one.
  @Test func everyNumberOfTasksGivesTheSame() async throws {
    let orders = try Self.orders(5000)
    let name = try Self.customer(orders)
    let rules = try Self.rules(#"{"nodes": [{"id": "\#(name)", "limit": "30004.99"}]}"#)
    let credit = try Self.credit(rules)
    var batch = OrderBatch()
    for order in orders { batch.append(order, rules) }
    var one = credit
    let plain = try orders.map { try rules.price($0, credit: &one).get() }
    #expect(plain.count { $0.outcome == .allow } == 3000)
    for workers in [1, 2, 3, 8] {
      var carried = CarriedUse(credit: credit)
      let result = await rules.price(batch, detail: .steps, workers: workers, after: &carried)
      let decisions = try orders.indices.map {
        try rules.decision(of: orders[$0], at: $0, batch, result).get()
      }
      #expect(decisions == plain)
      let day = try #require(CivilDate("2025-03-01"))
      let left = try #require(try carried.credit?.standing(of: name, on: day))
      #expect(left.available == 4_990_000)
    }
  }

  /// Every order of a snapshot batch is asked as if it were the first.
  @Test func aSnapshotTakesNothingUp() async throws {
    let orders = try Self.orders(50)
    let name = try Self.customer(orders)
    let rules = try Self.rules(
      #"{"nodes": [{"id": "\#(name)", "limit": "10"}], "inBatch": "snapshot"}"#)
    var batch = OrderBatch()
    for order in orders { batch.append(order, rules) }
    for workers in [1, 3] {
      var carried = CarriedUse(credit: try Self.credit(rules))
      let result = await rules.price(batch, detail: .lines, workers: workers, after: &carried)
      #expect((0..<50).allSatisfy { result.outcome(of: $0) == .allow })
      let day = try #require(CivilDate("2025-03-01"))
      #expect(try carried.credit?.standing(of: name, on: day)?.available == 10_000_000)
    }
  }

  @Test func booksWithoutCreditAskNothing() throws {
    let orders = try Self.orders(1)
    let rules = try CompiledRules(
      parsing: [RuleSource(name: "rules.json", text: TextProject.document([:]))])
    #expect(rules.book.credit == nil)
    let day = try #require(CivilDate("2025-03-01"))
    let credit = try rules.book.creditBook(on: day)
    #expect(credit?.policy == nil)
    #expect(try rules.price(orders[0]).get().outcome == .allow)
  }
}
