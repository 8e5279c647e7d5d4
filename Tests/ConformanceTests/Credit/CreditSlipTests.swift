import DealerRules
import TestSupport
import Testing

/// What a policy states and nothing looks at, rates of later days, and accounts that stand
/// (RULES.md B-010 … B-014, B-019).
@Suite("Slips of credit") struct CreditSlipTests {
  private func codes(_ credit: String, _ more: [String: String] = [:]) -> [String] {
    let text = TextProject.document(["credit": credit].merging(more) { $1 })
    do {
      _ = try CompiledRules(parsing: [RuleSource(name: "rules.json", text: text)])
      return []
    } catch {
      return error.diagnostics.map(\.code.rawValue)
    }
  }

  @Test(arguments: [
    (#"{"nodes":[{"id":"A","heldBy":"ann"}]}"#, "E308"),
    (#"{"nodes":[{"id":"A","heldThrough":"2025-12-31"}]}"#, "E308"),
    (#"{"nodes":[{"id":"A","hold":"x","heldBy":"ann"}]}"#, ""),
    (
      #"{"nodes":[{"id":"A","funds":{"prepay":"1"}}],"funding":[{"id":"p","kind":"prepayment"}]}"#,
      "E501"
    ),
    (#"{"nodes":[{"id":"A"}],"rules":[{"id":"r","kind":"exclude","limit":true}]}"#, "E308"),
    (
      #"{"nodes":[{"id":"A"}],"rules":[{"id":"r","kind":"exclude","limit":true,"nodes":["A"]}]}"#,
      ""
    ),
    (#"{"nodes":[{"id":"A","componentLimits":{"orders":"1"}}]}"#, "E308"),
    (#"{"nodes":[{"id":"A"}],"reminders":[{"id":"p"}]}"#, "E308"),
    (#"{"nodes":[{"id":"A"}],"reminders":[{"id":"p","steps":[{"id":"s","days":1}]}]}"#, ""),
    (
      #"{"nodes":[{"id":"A"}],"tiers":[{"id":"t","tiers":[{"id":"g","from":"0"},"#
        + #"{"id":"g","from":"5"}]}]}"#, "E305"
    ),
    (
      #"{"nodes":[{"id":"A"}],"tiers":[{"id":"t","tiers":[{"id":"g","from":"0"},"#
        + #"{"id":"h","from":"5"}]}]}"#, ""
    ),
    (
      #"{"nodes":[{"id":"A"}],"terms":[{"id":"t","cutOff":{"day":25,"payOn":10,"months":0}}]}"#,
      "E308"
    ),
    (
      #"{"nodes":[{"id":"A"}],"terms":[{"id":"t","cutOff":{"day":25,"payOn":25,"months":0}}]}"#,
      ""
    ),
    (#"{"nodes":[{"id":"A"}],"terms":[{"id":"t","instalments":[]}]}"#, "E308"),
    (
      #"{"nodes":[{"id":"A"}],"terms":[{"id":"t","netDays":9,"discounts":["#
        + #"{"days":5,"rate":"2%"},{"days":5,"rate":"1%"}]}]}"#, "E305"
    ),
    (
      #"{"nodes":[{"id":"A"}],"reminders":[{"id":"p","steps":[{"id":"s","days":1},"#
        + #"{"id":"s","days":2}]}]}"#, "E305"
    ),
    (
      #"{"nodes":[{"id":"A"}],"reminders":[{"id":"p","steps":[{"id":"s","days":1},"#
        + #"{"id":"r","days":1}]}]}"#, "E305"
    ),
    (
      #"{"nodes":[{"id":"A"}],"scorecards":[{"id":"c","criteria":[{"id":"a","fact":"f","bands":["#
        + #"{"from":"5","points":1},{"from":"5.0","points":2}]}]}]}"#, "E305"
    ),
    (
      #"{"nodes":[{"id":"A"}],"scorecards":[{"id":"c","criteria":[{"id":"a","fact":"f"},"#
        + #"{"id":"a","fact":"g"}]}]}"#, "E305"
    ),
    (
      #"{"nodes":[{"id":"A"}],"scorecards":[{"id":"c","grades":[{"id":"a","from":1},"#
        + #"{"id":"b","from":1}]}]}"#, "E305"
    ),
    (
      #"{"nodes":[{"id":"A"}],"tiers":[{"id":"t","tiers":[{"id":"g","from":"5"},"#
        + #"{"id":"h","from":"5"}]}]}"#, "E305"
    ),
  ])
  func whatNothingLooksAtIsTold(_ credit: String, _ code: String) {
    #expect(codes(credit) == (code.isEmpty ? [] : [code]))
  }

  /// Amounts fit once they are exchanged, or the document is refused (RULES.md L-006).
  @Test func documentsFitAtTheRatesOfTheBook() {
    let credit = #"""
      {"nodes":[{"id":"A"}],
       "receivables":[{"id":"R","node":"A","amount":"AMOUNT","currency":"USD"}]}
      """#
    let rates = ["rates": #"[{"from":"USD","to":"CNY","factor":"7.2345"}]"#]
    #expect(codes(credit.replacing("AMOUNT", with: "500000000000"), rates).isEmpty)
    #expect(codes(credit.replacing("AMOUNT", with: "600000000000"), rates) == ["E402"])
  }

  /// An order is exchanged at the rate of its own instant, whichever order came first
  /// (RULES.md B-011, L-004).
  @Test(arguments: ["2025-01-31", "2025-02-01"])
  func ordersAreExchangedAtTheirOwnRates(_ first: String) throws {
    let text = TextProject.document([
      "credit": #"{"nodes":[{"id":"D","limit":"500"}]}"#,
      "rates": #"""
      [{"from":"USD","to":"CNY","factor":"7.2","validThrough":"2025-01-31"},
       {"from":"USD","to":"CNY","factor":"8","validFrom":"2025-02-01"}]
      """#,
    ])
    let rules = try CompiledRules(parsing: [RuleSource(name: "rules.json", text: text)])
    let line = TextProject.order("o", [#""product":"A","quantity":"52""#], #","currency":"USD""#)
      .replacing("2025-03-01", with: "2025-02-01")
    var reader = OrderReader(
      RuleSource(name: "orders.ndjson", text: line), format: .ndjson, rules: rules)
    guard case .order(let order)? = reader.next() else {
      Issue.record("the order is not read")
      return
    }
    let day = try #require(CivilDate(first))
    var book = try #require(try rules.book.creditBook(on: day))
    let decision = try rules.price(order, credit: &book).get()
    #expect(decision.payable == 65_000_000)
    #expect(decision.outcome == .hold)
    #expect(
      decision.reasons.first?.numbers.map { "\($0.name) \($0.text)" } == [
        "node D", "exposure 0.00", "amount 520.00", "limit 500.00", "shortfall 20.00",
      ])
  }

  /// Open documents are exchanged at the rates of the day of each order, whatever order came before
  /// (RULES.md B-011, L-004).
  @Test func earlierOrdersMoveNoRates() throws {
    let text = TextProject.document([
      "customers": #"[{"id":"D"},{"id":"E"}]"#,
      "credit": #"""
      {"nodes":[{"id":"D","limit":"500"},{"id":"E","limit":"500"}],
       "receivables":[{"id":"i","node":"D","amount":"60","currency":"USD"}]}
      """#,
      "rates": #"""
      [{"from":"USD","to":"CNY","factor":"7.2","validThrough":"2025-02-28"},
       {"from":"USD","to":"CNY","factor":"8","validFrom":"2025-03-01"}]
      """#,
    ])
    let rules = try CompiledRules(parsing: [RuleSource(name: "rules.json", text: text)])
    let six = [#""product":"A","quantity":"6""#]
    // Of another dealer and the day before; then the one that is looked at.
    let lines = [
      TextProject.order("e", six).replacing("2025-03-01", with: "2025-02-28")
        .replacing(#""D""#, with: #""E""#), TextProject.order("d", six),
    ]
    var reader = OrderReader(
      RuleSource(name: "orders.ndjson", text: lines.joined(separator: "\n")), format: .ndjson,
      rules: rules)
    var orders: [Order] = []
    while case .order(let order)? = reader.next() { orders.append(order) }
    try #require(orders.count == 2)
    for first in ["2025-02-28", "2025-03-01"] {
      for start in 0...1 {
        let day = try #require(CivilDate(first))
        var book = try #require(try rules.book.creditBook(on: day))
        var last: Decision?
        for order in orders[start...] { last = try rules.price(order, credit: &book).get() }
        #expect(last?.outcome == .hold)
        #expect(
          last?.reasons.first?.numbers.map { "\($0.name) \($0.text)" } == [
            "node D", "exposure 480.00", "amount 60.00", "limit 500.00", "shortfall 40.00",
          ])
      }
    }
  }

  /// A rule that releases small orders says nothing of the account (RULES.md B-019).
  @Test func smallOrdersDoNotMakeAnAccountFree() throws {
    let rules = try CreditBatchTests.rules(
      #"""
      {"nodes":[{"id":"A","limit":"100"}],"receivables":[{"id":"i","node":"A","amount":"150"}],
       "rules":[{"id":"limit","limit":true},{"id":"small","kind":"release","documentAmount":"5"}]}
      """#)
    let book = try CreditBatchTests.credit(rules)
    let day = try #require(CivilDate("2025-03-01"))
    let standing = try #require(try book.standing(of: "A", on: day))
    #expect(standing.smallest.effect == .hold)
    let one = try #require(Money("1", .cny))
    let small = CreditRequest(id: "n", node: "A", one, asOf: day)
    #expect(try book.evaluate(small).effect == .allow)
  }
}
