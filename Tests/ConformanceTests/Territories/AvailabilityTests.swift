import DealerRules
import Foundation
import TestSupport
import Testing

@Suite("R-029 what of an order can be delivered") struct AvailabilityTests {
  private static let members = [
    "products": #"[{"id":"A","units":"case=24"},{"id":"B"}]"#,
    "checks": """
    [{"id":"keeps","when":{"product":"B"},"shelfLife":{"days":30},"outcome":"flag"}]
    """,
  ]

  private func states(_ facts: Facts, _ lines: [OrderLine]) throws -> [String] {
    let rules = try TextProject(Self.members).rules
    let order = Order(
      id: "1", customer: "D", moment: .date(try date("2025-03-01")), lines: lines, facts: facts)
    return try rules.authorize(order).get().lines.map { line in
      line.availability.map { "\($0.state) \($0.quantity) of \($0.ordered)" } ?? "unknown"
    }
  }

  @Test func stockGoesToLinesByNumber() throws {
    let lines = [
      Shop.line(3, "A", "5"), Shop.line(1, "A", "1", unit: "case"), Shop.line(2, "A", "3"),
    ]
    func stock(_ thousandths: Int64) -> Facts { Facts(stock: ["A": thousandths]) }
    #expect(
      try states(stock(32_000), lines)
        == ["canShip 24000 of 24000", "canShip 3000 of 3000", "canShip 5000 of 5000"])
    #expect(
      try states(stock(25_500), lines)
        == ["canShip 24000 of 24000", "partly 1500 of 3000", "outOfStock 0 of 5000"])
    #expect(
      try states(stock(-1), lines)
        == ["outOfStock 0 of 24000", "outOfStock 0 of 3000", "outOfStock 0 of 5000"])
    #expect(try states(Facts(), lines) == ["unknown", "unknown", "unknown"])
  }

  @Test func lotsThatKeepAreWhatThereIs() throws {
    let lots = [
      StockLot(product: "B", lot: "1", expires: try date("2025-03-30"), quantity: 9_000),
      StockLot(product: "B", lot: "2", expires: try date("2025-03-31"), quantity: 4_000),
    ]
    let lines = [Shop.line(1, "B", "3"), Shop.line(2, "B", "3"), Shop.line(3, "B", "3")]
    // The fact `stock` says nothing about which of it keeps.
    let facts = Facts(stock: ["B": 13_000], lots: lots)
    #expect(
      try states(facts, lines)
        == ["canShip 3000 of 3000", "partly 1000 of 3000", "outOfStock 0 of 3000"])
    #expect(try states(Facts(stock: ["B": 9000]), lines) == ["unknown", "unknown", "unknown"])
  }

  @Test(.enabled(if: Program.url != nil, "needs the built program"))
  func theProgramTellsWhatThereIs() throws {
    let facts =
      #","facts":{"stock":{"A":"25.5"},"lots":[{"product":"B","lot":"B \"7\"","#
      + #""expires":"2025-06-30","quantity":"2"}]}"#
    let orders = [
      TextProject.order(
        "1",
        [
          #""product":"A","quantity":"1","unit":"case""#, #""product":"A","quantity":"3""#,
          #""product":"B","quantity":"3""#,
        ], facts)
    ]
    let project = CommandLineTests.project(Self.members, orders: orders)
    let text = try Program.run("authorize", project)
    let told = text.output.filter { !$0.hasPrefix("  order hash for approvals ") }
    #expect(told.count == text.output.count - 1)
    #expect(
      told == [
        "order 1: flag",
        #"  line 3 B: this lot serves the line lot B "7" expires 2025-06-30 quantity 2, keeps "#
          + "(rules.json:1)",
        "  line 3 B: the order fails a check and is flagged needed 3 has 2, keeps "
          + "(rules.json:1)",
        "  line 2 A: partly in stock, 1.5 / 3",
        "  line 3 B: partly in stock, 2 / 3",
        "orders 1 errors 0 lines 3 allow 0 flag 1 hold 0 block 0",
      ])
    let table = try Program.run("authorize", project, ["--format", "csv"])
    #expect(
      table.output == [
        "order,outcome,line,product,lineOutcome,countsFor,drawsOn,availability,available,reasons",
        "1,flag,1,A,allow,D,D,canShip,24,", "1,flag,2,A,allow,D,D,partly,1.5,",
        #"1,flag,3,B,flag,D,D,partly,2,"lotServed keeps lot=B ""7"" expires=2025-06-30 "#
          + #"quantity=2; checkFlagged keeps needed=3 has=2""#,
      ])
    #expect(table.errors.last == text.output.last)
    #expect(try Program.run("authorize", project, ["--format", "csv", "--json"]).status == 2)
    let json = try Program.run("authorize", project, ["--json"])
    #expect(try Program.run("authorize", project, ["--format", "ndjson"]).output == json.output)
    let lines =
      #""lines":[{"number":1,"product":"A","outcome":"allow","countsFor":"D","drawsOn":"D","#
      + #""availability":"canShip","available":"24"},{"number":2,"product":"A","#
      + #""outcome":"allow","countsFor":"D","drawsOn":"D","availability":"partly","#
      + #""available":"1.5"},"#
    #expect(json.output.first?.contains(lines) == true)
    #expect(
      json.output.first?.contains(
        #""numbers":{"lot":"B \"7\"","expires":"2025-06-30","quantity":"2"}"#) == true)
  }
}
