import DealerRules
import Foundation
import TestSupport
import Testing

@Suite("V-003 what was known then") struct KnowledgeTests {
  /// The list price and the offer of March were changed on 2025-03-10.
  static let document = """
    {"rules": 1, "currency": "CNY", "products": [{"id": "A"}], "customers": [{"id": "D"}],
     "priceTables": [{"id": "list", "keys": ["product"]}],
     "priceKinds": [{"id": "price", "accesses": [{"tables": ["list"]}]}],
     "prices": [{"table": "list", "product": "A", "price": "100"},
      {"table": "list", "product": "A", "price": "120", "known": "2025-03-10"}],
     "phases": [{"id": "p"}],
     "offers": [{"id": "o", "phase": "p", "percentOff": "10%", "known": "2025-03-01"},
      {"id": "o", "phase": "p", "percentOff": "20%", "known": "2025-03-10"},
      {"id": "o", "phase": "p", "percentOff": "20%", "status": "retired", "known": "2025-03-20"}],
     "charges": [{"id": "fee", "amount": "5"},
      {"id": "fee", "amount": "7", "known": "2025-03-15"}],
     "taxes": [{"id": "vat", "rate": "10%", "known": "2025-03-18"}],
     "guards": [{"id": "g", "floor": "95", "outcome": "clip", "known": "2025-03-05",
       "when": {"order.date": {"from": "2025-01-01"}}}]}
    """
  static let order = """
    {"id":"1","customer":"D","date":"2025-03-02","lines":[{"number":1,"product":"A","quantity":1}]}
    """

  private static func payable(knownAt day: String?) throws -> Int64 {
    let source = RuleSource(name: "rules.json", text: document)
    let known = try day.map { try #require(Instant("\($0)T00:00:00Z")) }
    let rules = try CompiledRules(parsing: [source], knownAt: known)
    var reader = OrderReader(
      RuleSource(name: "orders.ndjson", text: order), format: .ndjson, rules: rules)
    guard case .order(let order)? = reader.next() else { return 0 }
    return try rules.price(order).get().payable
  }

  @Test(
    arguments: [
      // Nothing is known of an offer, a guard or the tax.
      ("2025-02-28", "105"), ("2025-03-01", "95"),
      // 90 is raised to the floor of 95.
      ("2025-03-05", "100"),
      // 120 less 20 % is 96.
      ("2025-03-10", "101"), ("2025-03-15", "103"), ("2025-03-18", "112.60"),
      // The offer is retired: 120 + 12 + 7.
      ("2025-03-20", "139"), (nil, "139"),
    ] as [(String?, String)])
  func theOrderIsPricedByWhatWasKnown(_ day: String?, _ payable: String) throws {
    #expect(try Self.payable(knownAt: day) == Money(payable, .cny)?.millionths)
  }

  @Test func whatRemainsHashesLikeABookThatSaysOnlyThat() throws {
    let rows = #"{"table": "list", "product": "A", "price": "100"}"#
    func hash(_ prices: String, _ known: String?) throws -> String {
      let text = """
        {"rules": 1, "currency": "CNY", "products": [{"id": "A"}],
         "priceTables": [{"id": "list", "keys": ["product"]}],
         "priceKinds": [{"id": "price", "accesses": [{"tables": ["list"]}]}], "prices": [\(prices)]}
        """
      return try CompiledRules(
        parsing: [RuleSource(name: "rules.json", text: text)],
        knownAt: known.flatMap { Instant("\($0)T00:00:00Z") }
      ).rulesHash()
    }
    let later = rows + #", {"table": "list", "product": "A", "price": "9", "known": "2025-03-10"}"#
    #expect(try hash(later, "2025-03-09") == hash(rows, nil))
    #expect(try hash(later, nil) != hash(rows, nil))
  }

  @Test func oneKnowledgeTwiceIsADuplicate() {
    let text = Self.document.replacingOccurrences(of: "2025-03-20", with: "2025-03-10")
    #expect(throws: RuleErrors.self) {
      try CompiledRules(parsing: [RuleSource(name: "rules.json", text: text)])
    }
  }

  @Test(.enabled(if: Program.url != nil, "needs the built program"))
  func theProgramAsksForADay() throws {
    let files = ["rules.json": Self.document, "orders.ndjson": Self.order]
    for (day, payable) in [("2025-03-01", "95.00"), ("2025-03-15", "103.00")] {
      let priced = try Program.run("price", files, ["--known", day])
      #expect(try #require(priced.output.last).hasSuffix("payable \(payable)"))
      let told = try Program.run("explain", files, ["1", "--known", day])
      #expect(try #require(told.output.last).hasSuffix("payable \(payable)"))
    }
    let today = try Program.run("price", files)
    #expect(try #require(today.output.last).hasSuffix("payable 139.00"))
    #expect(try Program.run("price", files, ["--known", "March"]).status == 2)
  }

  @Test("V-002 of rules of approval with one id the one known last holds; others are known or not")
  func rulesOfApproval() throws {
    var book = Shop(["A": "10"]).book
    let may = try #require(Instant("2025-05-01T00:00:00Z"))
    func rule(_ role: String, _ id: String?, _ known: Instant) -> ApprovalRule {
      var rule = ApprovalRule(role: role, findings: ["guardApproval"])
      (rule.id, rule.known) = (id, known)
      return rule
    }
    book.approvalRules = [
      rule("old", "a", .distantPast), rule("new", "a", may), rule("plain", nil, .distantPast),
      rule("later", nil, may),
    ]
    let april = try #require(Instant("2025-04-01T00:00:00Z"))
    #expect(try CompiledRules(book).book.approvalRules.map(\.role) == ["new", "plain", "later"])
    let then = try CompiledRules(book, knownAt: april).book.approvalRules.map(\.role)
    #expect(then == ["old", "plain"])
  }
}
