import DealerRules
import Foundation
import TestSupport
import Testing

@Suite("R-018, X-016 which orders may be placed") struct AuthorizeTests {
  static let members = [
    "products": #"[{"id":"A"},{"id":"B"}]"#,
    "regions": #"[{"id":"N"},{"id":"N1","parent":"N"},{"id":"S"}]"#,
    "customers": #"[{"id":"D"},{"id":"E"},{"id":"K","parent":"D"}]"#,
    "territories": """
    [{"id":"d","effect":"grant","dealer":"D","region":"N","exclusive":true},
     {"id":"e","effect":"grant","dealer":"E","region":"S"},
     {"id":"later","effect":"grant","dealer":"D","region":"S","validFrom":"2025-01-01"},
     {"id":"b","effect":"grant","dealer":"E","region":"N1","product":"B","exclusive":true},
     {"id":"no","effect":"deny","dealer":"E","product":"A","outcome":"hold"}]
    """,
  ]

  private func order(_ id: String, _ customer: String, _ place: String) throws -> Order {
    Order(
      id: id, customer: customer, moment: .date(try date("2025-03-01")), shipTo: place,
      lines: [Shop.line(2, "B", "1"), Shop.line(1, "A", "1")])
  }

  private func rules() throws -> CompiledRules {
    try CompiledRules(
      parsing: [RuleSource(name: "rules.json", text: TextProject.document(Self.members))])
  }

  @Test func linesCountForTheDealerWithTheNearestGrant() throws {
    let rules = try rules()
    func owners(_ customer: String, _ place: String) throws -> [String?] {
      try rules.authorize(order("1", customer, place)).get().lines.map(\.countsFor)
    }
    #expect(try owners("E", "N") == ["D", "D"])
    #expect(try owners("E", "N1") == ["D", "E"])
    // Both have a grant: the customer's own comes first, for others the one that began later.
    #expect(try owners("E", "S") == ["E", "E"])
    #expect(try owners("K", "S") == ["D", "D"])
    let dealer = try rules.authorize(order("1", "E", "N1"), for: .dealer).get()
    #expect(dealer.lines.map(\.countsFor) == [nil, "E"])
  }

  /// R-018: what a dealer orders into another's territory does not use up the other's quota; what
  /// those below it, or shops that are nobody's, order there does.
  @Test func anotherDealerDrawsOnItsOwnQuota() throws {
    var members = Self.members
    members["customers"] =
      #"[{"id":"D"},{"id":"E"},{"id":"K","parent":"D"},{"id":"F","parent":"E"},{"id":"shop"}]"#
    let rules = try CompiledRules(
      parsing: [RuleSource(name: "rules.json", text: TextProject.document(members))])
    func lines(_ customer: String, _ place: String, _ day: String) throws -> [[String?]] {
      var order = try order("1", customer, place)
      order.moment = .date(try date(day))
      return try rules.authorize(order).get().lines.map { [$0.countsFor, $0.drawsOn] }
    }
    #expect(try lines("E", "N", "2025-03-01") == [["D", "E"], ["D", "E"]])
    #expect(try lines("F", "N", "2025-03-01") == [["D", "E"], ["D", "E"]])
    #expect(try lines("K", "N", "2025-03-01") == [["D", "D"], ["D", "D"]])
    #expect(try lines("shop", "N", "2025-03-01") == [["D", "D"], ["D", "D"]])
    #expect(try lines("shop", "N1", "2025-03-01") == [["D", "D"], ["E", "E"]])
    // Into its own territory a dealer draws on its own quota, above and below it alike.
    #expect(try lines("F", "S", "2024-12-01") == [["E", "E"], ["E", "E"]])
    #expect(try lines("D", "S", "2024-12-01") == [["E", "D"], ["E", "D"]])
  }

  @Test func withoutGrantsOrdersCountForTheCustomer() throws {
    let rules = try CompiledRules(Shop(["A": "1"]).book)
    let answer = try rules.authorize(Shop.order([Shop.line(1, "A", "1"), Shop.line(2, "X", "1")]))
      .get()
    #expect(answer.lines.map(\.countsFor) == ["D", nil] && answer.outcome == .block)
    #expect(answer.lines.map(\.outcome) == [.allow, .block])
  }

  /// What is asked alone is what a decision says before prices.
  @Test func authorizingSaysWhatPricingSays() throws {
    var compared = 0
    for seed in 1...200 {
      let world = RandomTerritories(seed: UInt64(seed))
      let rules = try CompiledRules(world.book)
      for order in world.orders {
        let answer = try rules.authorize(order).get()
        let decision = try rules.price(order).get()
        #expect(answer.outcome == decision.outcome && answer.reasons == decision.reasons)
        compared += answer.reasons.count
      }
    }
    #expect(compared > 500)
  }

  @Test(.enabled(if: Program.url != nil, "needs the built program"))
  func theProgramTellsWhatHinders() throws {
    let lines = [#""product":"A","quantity":"3""#]
    let orders = [
      TextProject.order("1", lines), #"{"id":"2"}"#,
      TextProject.order("3", lines).replacingOccurrences(
        of: #""customer":"D""#, with: #""customer":"E","shipTo":"N""#),
    ]
    let project = CommandLineTests.project(Self.members, orders: orders)
    let text = try Program.run("authorize", project)
    #expect(
      text.output.last == "orders 3 errors 1 lines 2 allow 1 flag 0 hold 0 block 1")
    #expect(text.status == 1)
    #expect(text.output.first == "order 3: block")
    let reason = "  line 1 A: the dealer may not buy this here, d (rules.json:"
    #expect(text.output.dropFirst().first?.hasPrefix(reason) == true)
    let dealer = try Program.run("authorize", project, ["--audience", "dealer", "--lang", "zh"])
    #expect(dealer.output.dropFirst().first == "  第 1 行 A：该经销商无权在此购买")
    let json = try Program.run("authorize", project, ["--json"])
    let blocked =
      #"{"order":"3","outcome":"block","lines":[{"number":1,"product":"A","#
      + #""outcome":"block","countsFor":"D","drawsOn":"E","availability":null,"available":null}],"#
      + #""reasons":[{"code":"territoryBlocked","#
      + #""rule":"d","line":1,"numbers":{}}],"orderHash":""#
    let parts = json.output.last?.split(separator: blocked, omittingEmptySubsequences: false) ?? []
    #expect(parts.first == "" && parts.count == 2 && json.output.count == 2)
    // What approvals of the order name: 64 hexadecimal digits.
    #expect(parts.last?.count == 66 && parts.last?.hasSuffix(#""}"#) == true)
    #expect(json.errors.last == text.output.last)
  }
}
