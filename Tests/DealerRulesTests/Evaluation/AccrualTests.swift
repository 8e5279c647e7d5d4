import Testing

@testable import DealerRules

/// What cannot be said in a rule document: what guards ask, groups at close, batches, audiences.
@Suite struct AccrualTests {
  private func book(_ agreements: [Agreement]) -> RuleBook {
    var book = RuleBook(name: "accruals", currency: .cny)
    book.products = [
      Product(id: "A", units: [ProductUnit(unit: "case", factor: Factor(12) ?? .one)]),
      Product(id: "B"),
    ]
    book.customers = [Customer(id: "D"), Customer(id: "E")]
    var list = PriceTable(id: "list", keys: [.product])
    list.rows.append(PriceRow(key: ["A"], value: .amount(100_000_000)))
    list.rows.append(PriceRow(key: ["B"], value: .amount(50_000_000)))
    book.priceTables = [list]
    book.priceKinds = [PriceKind(id: "price", accesses: [Access(tables: ["list"])])]
    book.agreements = agreements
    return book
  }

  private func order(
    _ id: String, _ customer: String, _ lines: [(String, String)], _ totals: [String: Int64] = [:]
  ) throws -> Order {
    var order = Order(
      id: id, customer: customer, moment: .date(try #require(CivilDate("2025-03-01"))), lines: [])
    for (index, line) in lines.enumerated() {
      order.lines.append(
        OrderLine(
          number: Int32(index + 1), product: line.0, quantity: try #require(Quantity(line.1))))
    }
    for (name, value) in totals { order.facts.totals[name] = value * 1_000_000 }
    return order
  }

  private func percent(_ text: String) -> Rate { Rate(text) ?? .zero }

  // MARK: A-012

  @Test("A-012 what guards expect: line parts without the catch-up, unknown where a fact is")
  func expected() throws {
    let ladder = Rebate(
      rungs: [
        RebateRung(.rate(percent("1%"))), RebateRung(from: 1_000_000_000, .rate(percent("2%"))),
      ], total: "q1")
    let onlyB = Rebate(rungs: [RebateRung(.rate(percent("3%")))], total: "q2")
    let rules = try CompiledRules(
      book([
        Agreement(id: "ladder", promise: .rebate(ladder)),
        Agreement(
          id: "b", when: .test(.product, .isIn(["B"])), promise: .rebate(onlyB)),
        Agreement(id: "points", promise: .points(CountedReward(every: 1_000_000))),
      ]))
    var batch = OrderBatch()
    batch.append(try order("1", "D", [("A", "2"), ("B", "2")], ["q1": 900]), rules)
    var workspace = Workspace(rules)
    var result = PricedBatch(detail: .steps)
    workspace.batch = batch
    workspace.priceOrder(0, &result)
    try workspace.expectRebates(0)
    #expect(workspace.accruals.expected == [4_000_000, 2_000_000])
    #expect(workspace.accruals.isExpectedUnknown == [false, true])
  }

  // MARK: A-014

  @Test("A-014 a group of 24 pays 80 a piece and gets back what it paid beyond")
  func group() throws {
    let group = GroupBuy(
      product: "A", unit: "case",
      rungs: [
        GroupRung(from: 1000, price: 1_080_000_000), GroupRung(from: 2000, price: 960_000_000),
      ])
    let rules = try CompiledRules(book([Agreement(id: "group", promise: .groupBuy(group))]))
    let orders = [
      try order("2", "E", [("B", "1"), ("A", "10")]), try order("1", "D", [("A", "14")]),
    ]
    let decisions = try orders.map { try rules.price($0).get() }
    let settled = try rules.settle(groupBuy: "group", decisions)
    #expect(settled.price == 960_000_000)
    #expect(settled.shares.map(\.order) == ["1", "2"])
    #expect(settled.shares.map(\.due) == [1_120_000_000, 800_000_000])
    #expect(settled.shares.map(\.difference) == [280_000_000, 200_000_000])
    // Fewer than two cases stay at the first rung, fewer than one fail.
    let one = try rules.settle(groupBuy: "group", [decisions[1]])
    #expect(one.price == 1_080_000_000)
    #expect(one.shares.map(\.due) == [1_260_000_000])
    let failed = try rules.settle(groupBuy: "group", [decisions[0]])
    #expect(failed.price == nil)
    #expect(failed.shares.map(\.difference) == [1_000_000_000])
    #expect(try rules.settle(groupBuy: "group", decisions, total: 1999).price == 1_080_000_000)
    #expect(throws: GroupSettlementError.unknownGroup) {
      try rules.settle(groupBuy: "none", decisions)
    }
  }

  // MARK: Batches and audiences

  @Test("a batch over several tasks draws on a fund like one after the other")
  func batches() async throws {
    let fund = RebateFund(balance: "pool", most: percent("50%"), use: .always)
    let rules = try CompiledRules(book([Agreement(id: "fund", promise: .fund(fund))]))
    let orders = try (0..<3000).map { index in
      try order("\(index)", index % 2 == 0 ? "D" : "E", [("A", "1")], ["pool": 20_000])
    }
    let one = rules.price(batch: orders)
    let many = try await rules.price(batch: orders, workers: 4)
    #expect(one == many)
    let drawn = try one.reduce(Int64(0)) { $0 + (try $1.get().reservations.first?.amount ?? 0) }
    #expect(drawn == 40_000_000_000)
  }

  @Test("X-012 what others receive is not told to the buyer")
  func audiences() throws {
    let rebate = Rebate(rungs: [RebateRung(.rate(percent("1%")))])
    let rules = try CompiledRules(
      book([
        Agreement(
          id: "agent", promise: .rebate(rebate),
          receivers: [AgreementShare(.orderAttribute("agent"))]),
        Agreement(id: "own", promise: .rebate(rebate)),
      ]))
    var order = try order("1", "D", [("A", "1")])
    order.attributes["agent"] = .text("X")
    for audience in Audience.allCases {
      let decision = try rules.explain(order, for: audience).get().decision
      let names = decision.accruals.map { rules.name(of: $0.rule) }
      #expect(names == (audience >= .finance ? ["agent", "own"] : ["own"]))
      #expect(decision.accrualParts.count == names.count)
      var writer = DecisionRecordWriter(rules, audience: audience)
      let text = String(decoding: writer.explained(order), as: UTF8.self)
      #expect(text.contains("agent") == (audience >= .finance))
    }
  }

  @Test("X-009 agreements of a book have a limit")
  func limits() throws {
    let promise = AgreementPromise.points(CountedReward(every: 1_000_000))
    var limits = Limits()
    limits.agreements = 1
    let two = book([Agreement(id: "a", promise: promise), Agreement(id: "b", promise: promise)])
    #expect(throws: RuleErrors.self) { try CompiledRules(two, limits: limits) }
    limits.agreements = 2
    _ = try CompiledRules(two, limits: limits)
  }

  @Test("points say until when they are valid")
  func validity() throws {
    let reward = CountedReward(every: 10_000_000, validDays: 30)
    let rules = try CompiledRules(book([Agreement(id: "p", promise: .points(reward))]))
    let decision = try rules.price(try order("1", "D", [("A", "1")])).get()
    #expect(decision.accruals.map(\.through) == [CivilDate("2025-03-31")])
    #expect(decision.accruals.map(\.units) == [10_000])
    #expect(rules.agreement(decision.accruals[0].rule)?.id == "p")
  }
}
