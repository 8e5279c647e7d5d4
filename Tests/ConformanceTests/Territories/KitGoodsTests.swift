import DealerRules
import TestSupport
import Testing

@Suite("R-031, Y-006 what there is of the parts of kits") struct KitGoodsTests {
  private static let members = [
    "products": """
    [{"id":"A"},{"id":"B"},{"id":"K","components":{"A":"2","B":"1"}}]
    """,
    "checks": #"[{"id":"keeps","when":{"product":"B"},"shelfLife":{"days":30},"outcome":"flag"}]"#,
  ]

  private func states(_ facts: Facts, _ lines: [OrderLine], checks: Bool = false) throws -> [String]
  {
    var members = Self.members
    if !checks { members["checks"] = nil }
    let rules = try TextProject(members).rules
    let day = try #require(CivilDate("2025-03-01"))
    let order = Order(id: "1", customer: "D", moment: .date(day), lines: lines, facts: facts)
    return try rules.authorize(order).get().lines.map { line in
      line.availability.map { "\($0.state) \($0.quantity) of \($0.ordered)" } ?? "unknown"
    }
  }

  /// So many whole kits as the scarcest part makes, after the lines before.
  @Test func stockOfPartsMakesWholeKits() throws {
    let lines = [Shop.line(1, "K", "3"), Shop.line(2, "A", "1"), Shop.line(3, "B", "2")]
    #expect(
      try states(Facts(stock: ["A": 7_000, "B": 9_000]), lines)
        == ["canShip 3000 of 3000", "canShip 1000 of 1000", "canShip 2000 of 2000"])
    #expect(
      try states(Facts(stock: ["A": 5_999, "B": 3_000]), lines)
        == ["partly 2000 of 3000", "outOfStock 0 of 1000", "outOfStock 0 of 2000"])
    #expect(
      try states(Facts(stock: ["A": 99_000, "B": 500]), lines)
        == ["outOfStock 0 of 3000", "canShip 1000 of 1000", "outOfStock 0 of 2000"])
    // What is not known of one part is not known of the kit, and the other is counted.
    #expect(
      try states(Facts(stock: ["A": 6_500]), lines)
        == ["unknown", "partly 500 of 1000", "unknown"])
    // A kit with stock of its own takes nothing of its parts.
    #expect(
      try states(Facts(stock: ["K": 2_000, "A": 1_000, "B": 2_000]), lines)
        == ["partly 2000 of 3000", "canShip 1000 of 1000", "canShip 2000 of 2000"])
    #expect(
      try states(Facts(stock: ["A": 1_000, "B": 500]), [Shop.line(1, "K", "0.5")])
        == ["canShip 500 of 500"])
  }

  @Test func lotsOfPartsDecideWhereACheckAsksThem() throws {
    let day = try #require(CivilDate("2025-12-31"))
    let lots = [StockLot(product: "B", lot: "1", expires: day, quantity: 2_000)]
    let facts = Facts(stock: ["A": 99_000, "B": 99_000], lots: lots)
    // Of A, about which no check is, the stock counts.
    let kits = [Shop.line(1, "K", "3")]
    #expect(try states(facts, kits, checks: true) == ["partly 2000 of 3000"])
    let scarce = Facts(stock: ["A": 3_000, "B": 0], lots: lots)
    #expect(try states(scarce, kits, checks: true) == ["partly 1000 of 3000"])
    let unknown = Facts(stock: ["B": 9_000], lots: lots)
    #expect(try states(unknown, kits, checks: true) == ["unknown"])
    #expect(try states(Facts(stock: ["A": 9_000]), kits, checks: true) == ["unknown"])
    // A kit with stock of its own is asked for that, and its part for lots.
    let own = Facts(stock: ["K": 1_000, "A": 0], lots: lots)
    #expect(try states(own, kits, checks: true) == ["partly 1000 of 3000"])
  }

  @Test func sourcesThatHoldNoKitAreAskedForItsParts() throws {
    let rules = try TextProject([
      "products": #"[{"id":"A"},{"id":"B"},{"id":"K","components":{"B":"1.5","A":"2"}}]"#,
      "regions": #"[{"id":"N"}]"#, "customers": #"[{"id":"D","region":"N"}]"#,
    ]).rules
    func served(_ stock: String, _ quantity: String) throws -> [String] {
      let text = "{\"sourcing\":1,\"sources\":[{\"id\":\"s\",\"stock\":{\(stock)}}]}"
      let document = try SourcingDocument.read(
        RuleSource(name: "sources.json", text: text), rules)
      let day = try #require(CivilDate("2025-03-01"))
      let order = Order(
        id: "1", customer: "D", moment: .date(day),
        lines: [Shop.line(1, "K", quantity), Shop.line(2, "A", "1")])
      var workspace = Workspace(rules)
      let found = rules.sourcingDemands(of: order, document, using: &workspace)
      let planner = try SourcingPlanner(document.sources, policy: document.policy) { [$0] }
      return try planner.plan(found.demands).answers.map { answer in
        let given = answer.allotments.map { "\($0.quantity)" }.joined()
        return "\(answer.line) \(answer.product) \(given) missing \(answer.shortage)"
      } + found.others.map { "other \($0)" }
    }
    #expect(
      try served(#""A":"4","B":"9""#, "2")
        == ["1 A 3 missing 1", "1 B 3 missing 0", "2 A 1 missing 0"])
    #expect(
      try served(#""A":"4","B":"9","K":"0""#, "2")
        == ["1 K  missing 2", "2 A 1 missing 0"])
    // A part that is no whole number of thousandths.
    #expect(try served(#""A":"4""#, "0.001") == ["2 A 1 missing 0", "other 1"])
  }
}
