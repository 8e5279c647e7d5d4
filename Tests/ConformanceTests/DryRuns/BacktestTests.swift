import DealerRules
import Foundation
import TestSupport
import Testing

@Suite("U-010 … U-016 two rule sets over past orders") struct BacktestTests {
  /// A shop of two products and two dealers with an offer of a rate, and a blocked product.
  static func shop(_ rate: String, _ more: [String: String] = [:]) throws -> TextProject {
    let members = [
      "products": #"[{"id":"A","cost":"6"},{"id":"B"}]"#,
      "customers":
        #"[{"id":"D","tier":"gold"},{"id":"E","tier":"silver"},{"id":"F","parent":"E"}]"#,
      "prices": """
      [{"table":"list","product":"A","price":"10"},{"table":"list","product":"B","price":"20"}]
      """,
      "phases": #"[{"id":"p"}]"#,
      "offers": """
      [{"id":"spring","phase":"p","percentOff":"\(rate)","when":{"product":"A"},
        "limits":{"budget":"3"}}]
      """,
    ]
    return try TextProject(members.merging(more) { $1 })
  }

  static func order(_ id: String, _ dealer: String, _ product: String, day: Int = 1) -> String {
    """
    {"id":"\(id)","customer":"\(dealer)","date":"2025-03-0\(day)",\
    "lines":[{"number":1,"product":"\(product)","quantity":"1"}]}
    """
  }

  static let orders = [
    order("1", "D", "A"), order("2", "D", "B"), order("3", "E", "A", day: 2),
    order("4", "F", "A", day: 3), order("5", "X", "A"),
  ].joined(separator: "\n")

  static func run(
    _ old: TextProject, _ new: TextProject, _ text: String = orders, block: Int = 100,
    pilot: PilotGroup = PilotGroup(), adjust: ((Backtest.Adjustment) -> Void)? = nil
  ) async throws -> Backtest {
    var backtest = try Backtest(old: old.rules, new: new.rules, pilot: pilot)
    let orders = new.orders(text)
    for start in stride(from: 0, to: orders.count, by: block) {
      let end = min(start + block, orders.count)
      try await backtest.add(Array(orders[start..<end]), adjust: adjust)
    }
    return backtest
  }

  /// U-011, U-012, U-014, U-015.
  @Test func everyFigureIsAsWorkedByHand() async throws {
    // Old: 1 off each of 1, 3 and 4, 3 in all. New: 2 off order 1, 1 off order 3, then no budget.
    var notes: [String] = []
    let backtest = try await Self.run(try Self.shop("10%"), try Self.shop("20%")) { note in
      notes.append("\(note.order)/\(note.line) \(note.dealer) \(note.old) \(note.new)")
    }
    let sum = try #require(backtest.sums[.cny])
    #expect(backtest.orders == 5)
    #expect(sum.revenue == BacktestPair(old: 47_000_000, new: 47_000_000))
    #expect(sum.list == BacktestPair(old: 50_000_000, new: 50_000_000))
    #expect(sum.cost == sum.revenue && sum.net == sum.revenue)
    #expect(backtest.cheaper == 1 && backtest.dearer == 1)
    #expect(backtest.changedOutcomes == 0)
    #expect(backtest.outcomes[.init(old: .block, new: .block)] == 1)
    let dealers = backtest.entries(.dealer)
    #expect(dealers.map(\.name) == ["D", "F", "E", "X"])
    #expect(dealers.map { Int($0.revenue.change) } == [-1_000_000, 1_000_000, 0, 0])
    #expect(backtest.entries(.tier).first { $0.name == "gold" }?.revenue.change == -1_000_000)
    let offer = try #require(backtest.entries(.offer).first)
    #expect(offer.name == "spring")
    #expect(offer.revenue == BacktestPair(old: -3_000_000, new: -3_000_000))
    #expect(backtest.topMovers.map(\.order) == ["1", "4"])
    #expect(notes == ["1/1 D 9000000 8000000", "4/1 F 9000000 10000000"])
    #expect(backtest.distribution.counts[2] == 0)
    // 9 to 8 is −11.1 %, 9 to 10 is 11.1 %.
    #expect(backtest.distribution.counts == [0, 1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1, 0])
  }

  @Test func budgetsBurnDownDayByDay() async throws {
    let backtest = try await Self.run(try Self.shop("10%"), try Self.shop("20%"))
    let burns = backtest.burnDowns
    #expect(burns.map(\.key.isNew) == [false, true])
    #expect(burns.map { Int($0.used) } == [3_000_000, 3_000_000])
    #expect(burns.map { $0.exhausted.map { "\($0)" } ?? "" } == ["2025-03-03", "2025-03-02"])
    #expect(burns[1].days.map { Int($0.used) } == [2_000_000, 3_000_000])
  }

  /// U-014: limits that each customer or code has of its own.
  @Test func ownLimitsBurnDownByHolder() async throws {
    let offers = """
      [{"id":"spring","phase":"p","percentOff":"10%","codes":["K"],
        "limits":{"usesPerCustomer":2,"usesPerCode":3}}]
      """
    let shop = try Self.shop("10%", ["offers": offers])
    let orders = [("1", "D", 1), ("2", "E", 1), ("3", "D", 2), ("4", "D", 3), ("5", "F", 4)]
    let text = orders.map { id, dealer, day in
      Self.order(id, dealer, "A", day: day).replacing(
        "\"lines\"", with: "\"coupons\":[\"K\"],\"lines\"")
    }
    let backtest = try await Self.run(shop, shop, text.joined(separator: "\n"))
    let burns = backtest.ownBurnDowns
    #expect(
      burns.map(\.key.kind) == ["usesPerCode", "usesPerCode"]
        + Array(repeating: "usesPerCustomer", count: 2))
    #expect(burns.map(\.key.isNew) == [false, true, false, true])
    let code = try #require(burns.first)
    #expect(code.most == "K" && code.mostUsed == 3 && code.limit == 3 && code.holders == 1)
    #expect(code.days.map { "\($0.day) \($0.usedUp)" } == ["2025-03-02 1"])
    let customers = try #require(burns.last)
    // The code has nothing left for the fourth order and the fifth.
    #expect(customers.most == "D" && customers.mostUsed == 2 && customers.limit == 2)
    #expect(customers.holders == 2 && customers.usedUp == 1)
    #expect(customers.days.map { "\($0.day) \($0.usedUp)" } == ["2025-03-02 1"])
    #expect(backtest.burnDowns.isEmpty)
  }

  /// U-014: outside the pilot group nobody draws on limits of the new rules.
  @Test func limitsOfNewRulesAreThePilotGroups() async throws {
    let offers = """
      [{"id":"spring","phase":"p","percentOff":"10%","limits":{"uses":9,"usesPerCustomer":1}}]
      """
    let shop = try Self.shop("10%", ["offers": offers])
    let orders = [Self.order("1", "D", "A", day: 1), Self.order("2", "E", "A", day: 1)]
    let backtest = try await Self.run(
      shop, shop, orders.joined(separator: "\n"), pilot: PilotGroup(dealers: ["E"]))
    #expect(backtest.burnDowns.map { Int($0.used) } == [2, 1])
    #expect(backtest.ownBurnDowns.map(\.holders) == [2, 1])
    #expect(backtest.ownBurnDowns.map(\.most) == ["D", "E"])
  }

  /// U-012: what goods on top cost stands with the amounts of offers.
  @Test func giftsCostWhatTheirGoodsCost() async throws {
    let gift = """
      [{"id":"spring","phase":"p","when":{"product":"B"},
        "gift":{"products":["A"],"quantity":"2","price":"1"}}]
      """
    let backtest = try await Self.run(
      try Self.shop("10%", ["offers": "[]"]), try Self.shop("10%", ["offers": gift]))
    let offer = try #require(backtest.entries(.offer).first { $0.name == "spring" })
    // Two of A cost 12, and what is charged for them is taken off.
    #expect(offer.revenue.old == 0 && offer.cost == offer.revenue)
    #expect(offer.revenue.new == -10_000_000)
  }

  @Test func blocksChangeNothing() async throws {
    let (old, new) = (try Self.shop("10%"), try Self.shop("20%"))
    let whole = try await Self.run(old, new)
    for block in 1...4 {
      let parts = try await Self.run(old, new, block: block)
      #expect(parts.sums == whole.sums)
      #expect(parts.outcomes == whole.outcomes)
      #expect(parts.distribution == whole.distribution)
      #expect(parts.topMovers.map(\.order) == whole.topMovers.map(\.order))
      for dimension in BacktestDimension.allCases {
        #expect(parts.entries(dimension) == whole.entries(dimension))
      }
    }
  }

  @Test func blockedOrdersBringNoRevenue() async throws {
    let guarded = [
      "guards": #"[{"id":"floor","floor":{"of":"cost","factor":"1.4"},"outcome":"refuse"}]"#
    ]
    // The floor of 8.40 refuses 8.00, and what is blocked uses up no budget; B has no cost, which
    // flags.
    let backtest = try await Self.run(try Self.shop("10%"), try Self.shop("20%", guarded))
    #expect(backtest.outcomes[.init(old: .allow, new: .block)] == 3)
    #expect(backtest.newlyBlocked == 3)
    #expect(backtest.floorBreaches.old == 0 && backtest.floorBreaches.new == 3)
    let sum = try #require(backtest.sums[.cny])
    #expect(sum.net.new > sum.revenue.new)
    #expect(sum.revenue.old == 47_000_000)
    // What leads from list to revenue is that of B alone, and so is what offers cost.
    #expect(sum.open.list == BacktestPair(old: 50_000_000, new: 20_000_000))
    #expect(sum.open.payable == BacktestPair(old: 47_000_000, new: 20_000_000))
    let offer = try #require(backtest.entries(.offer).first { $0.name == "spring" })
    #expect(offer.revenue == BacktestPair(old: -3_000_000, new: 0))
    #expect(offer.cost == BacktestPair())
    let breaches = BacktestGate(refusesFloorBreaches: true, newlyBlocked: 1).breaches(of: backtest)
    #expect(breaches == [.floors(3), .blocked(3)])
    #expect(BacktestGate(newlyBlocked: 3).breaches(of: backtest).isEmpty)
  }

  @Test func aRateItselfIsNoBreach() async throws {
    let unlimited = [
      "offers": #"[{"id":"spring","phase":"p","percentOff":"9%","when":{"product":"A"}}]"#
    ]
    let text = Self.order("1", "D", "A") + "\n" + Self.order("2", "E", "B")
    // 9.10 becomes 9.00 and 20 stays: revenue moves by 0.10 of 29.10.
    let backtest = try await Self.run(try Self.shop("9%", unlimited), try Self.shop("10%"), text)
    let sum = try #require(backtest.sums[.cny])
    #expect(sum.revenue == BacktestPair(old: 29_100_000, new: 29_000_000))
    let exact = try #require(Rate(millionths: 3_437))
    let below = try #require(Rate(millionths: 3_436))
    #expect(BacktestGate(revenueChange: exact).breaches(of: backtest).isEmpty)
    #expect(BacktestGate(revenueChange: below).breaches(of: backtest).count == 1)
    #expect(BacktestGate(dealerLoss: .zero).breaches(of: backtest).isEmpty)
    let back = try await Self.run(try Self.shop("10%"), try Self.shop("5%"), text)
    // 9.00 becomes 9.50: 5.5556 % more.
    #expect(BacktestGate(dealerLoss: Rate("5.5555%")).breaches(of: back).count == 1)
    #expect(BacktestGate(dealerLoss: Rate("5.5556%")).breaches(of: back).isEmpty)
  }

  @Test func onlyThePilotGetsTheNewRules() async throws {
    let pilot = PilotGroup(dealers: ["E"])
    let backtest = try await Self.run(
      try Self.shop("10%"), try Self.shop("20%"), pilot: pilot)
    // E and F, which is below it.
    #expect(backtest.piloted == 2)
    let moved = backtest.entries(.dealer).filter { $0.revenue.change != 0 }
    #expect(moved.map(\.name) == ["E"])
    #expect(moved.first?.revenue.change == -1_000_000)
    #expect(backtest.sums[.cny]?.revenue.old == 47_000_000)
  }

  @Test func booksThatReadOrdersDifferentlyAreRefused() throws {
    let old = try Self.shop("10%")
    let other = try Self.shop("10%", ["currency": "\"USD\""])
    #expect(throws: Backtest.Fault.currencies) {
      try Backtest(old: old.rules, new: other.rules)
    }
    let zone = try Self.shop("10%", ["zone": "\"+08:00\""])
    #expect(throws: Backtest.Fault.zones) { try Backtest(old: old.rules, new: zone.rules) }
  }

  /// U-013.
  @Test(arguments: [
    (-30, 100, 0), (-20, 100, 0), (-19, 100, 1), (-10, 100, 1), (-9, 100, 2), (-5, 100, 2),
    (-2, 100, 3), (-1, 100, 4), (-1, 101, 5), (0, 100, 6), (0, 0, 6), (1, 100, 7), (1, 99, 8),
    (2, 100, 8), (5, 100, 9), (10, 100, 10), (20, 100, 11), (21, 100, 12), (1, 0, 12),
  ])
  func classesHaveTheirBounds(_ change: Int, _ old: Int, _ place: Int) async throws {
    // A price of `old` hundredths that becomes `old + change`.
    func book(_ price: Int) throws -> TextProject {
      try TextProject([
        "prices": #"[{"table":"list","product":"A","price":"\#(price)"}]"#
      ])
    }
    let order = TextProject.order("1", [#""product":"A","quantity":"1""#])
    let backtest = try await Self.run(try book(old), try book(old + change), order)
    #expect(backtest.distribution.counts.firstIndex(of: 1) == place)
  }

  /// The totals of both sides are those of pricing the orders twice.
  @Test func sumsAreThoseOfTwoRuns() async throws {
    let folder = LawBook.root.appendingPathComponent("Examples/Projects/offer-sheet")
    let names = ["rules.json", "products.csv", "customers.csv", "categories.csv", "prices.csv"]
    func rules(_ edit: (String) -> String) throws -> CompiledRules {
      let sources = try (names + ["offers.csv"]).map { name in
        let text = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
        return RuleSource(name: name, text: name == "offers.csv" ? edit(text) : text)
      }
      return try CompiledRules(parsing: sources)
    }
    let old = try rules { $0 }
    let new = try rules { $0.replacingOccurrences(of: "300=30;500=60", with: "300=40;500=90") }
    let text = try String(contentsOf: folder.appendingPathComponent("orders.csv"), encoding: .utf8)
    var reader = OrderReader(RuleSource(name: "o.csv", text: text), format: .csv, rules: new)
    var orders: [Order] = []
    while case .order(let order)? = reader.next() { orders.append(order) }
    #expect(orders.count == 19)
    var backtest = try Backtest(old: old, new: new)
    try await backtest.add(orders)
    let sum = try #require(backtest.sums[.cny])
    func total(_ rules: CompiledRules) throws -> (Int128, Int128) {
      try rules.price(batch: orders).map { try $0.get() }
        .reduce((0, 0)) { ($0.0 + Int128($1.net), $0.1 + Int128($1.payable)) }
    }
    let (before, after) = (try total(old), try total(new))
    #expect(before.0 != after.0)
    #expect(sum.net == BacktestPair(old: before.0, new: after.0))
    #expect(sum.payable == BacktestPair(old: before.1, new: after.1))
    let steps = backtest.entries(.offer).reduce(Int128(0)) { $0 + $1.revenue.change }
    #expect(steps == sum.revenue.change)
    let products = backtest.entries(.product).reduce(Int128(0)) { $0 + $1.revenue.new }
    #expect(products == sum.revenue.new)
  }
}
