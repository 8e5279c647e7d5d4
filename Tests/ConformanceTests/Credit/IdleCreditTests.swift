import DealerRules
import TestSupport
import Testing

/// What orders state for credit and nothing comes of (RULES.md B-025).
@Suite("B-025 what says nothing") struct IdleCreditTests {
  private static let credit = #"""
    {"nodes":[{"id":"D","limit":"1000"},{"id":"E","limit":"1000"}],
     "terms":[{"id":"net30","netDays":30}],
     "rules":[{"id":"limit","limit":true},{"id":"same","changed":["shipTo"],"nodes":["D"]}],
     "receivables":[{"id":"o1","node":"D","kind":"order","amount":"10"},
                    {"id":"o2","node":"E","kind":"order","amount":"10"},
                    {"id":"o3","node":"D","kind":"shipped","amount":"10"}]}
    """#

  private static func rules(_ credit: String? = Self.credit) throws -> CompiledRules {
    let text = TextProject.document(
      ["customers": #"[{"id":"D"},{"id":"E"}]"#].merging(credit.map { ["credit": $0] } ?? [:]) {
        $1
      })
    return try CompiledRules(parsing: [RuleSource(name: "rules.json", text: text)])
  }

  /// The findings of an order that states something, as `CODE COLUMN-TEXT HELP`.
  private static func findings(_ more: String, _ credit: String? = Self.credit) throws -> [String] {
    let line = TextProject.order("o", [#""product":"A","quantity":"4""#], "," + more)
    var reader = OrderReader(
      RuleSource(name: "orders.ndjson", text: line), format: .ndjson, rules: try rules(credit))
    guard case .problem(let problem)? = reader.next() else { return [] }
    let bytes = Array(line.utf8)
    return problem.diagnostics.map { found in
      let place =
        found.span.map { String(decoding: bytes[Int($0.start)..<Int($0.end)], as: UTF8.self) }
        ?? "?"
      return "\(found.code.rawValue) \(place) \(found.help ?? "")"
    }
  }

  /// The reader refuses what the policy alone shows, at its place.
  @Test(arguments: [
    (#""terms":"net30""#, []), (#""terms":"net3O""#, [#"E501 "net3O" did you mean `net30`?"#]),
    (#""replaces":"o""#, [#"E762 "o" leave `replaces` out"#]), (#""replaces":"x""#, []),
    (#""creditApproved":{"amount":"40","on":"2025-03-01","changed":["shipTo"]}"#, []),
    (
      #""creditApproved":{"amount":"40","on":"2025-03-01","changed":["shipTO"]}"#,
      [
        #"E501 {"amount":"40","on":"2025-03-01","changed":["shipTO"]} did you mean `shipTo`?"#
      ]
    ),
  ])
  func slipsHavePlaces(_ more: String, _ wanted: [String]) throws {
    #expect(try Self.findings(more) == wanted)
  }

  @Test func withoutCreditAStopIsTold() throws {
    #expect(try Self.findings(#""hold":"x""#, nil) == [#"E762 "x" leave `hold` out"#])
    #expect(try Self.findings(#""terms":"x""#, nil).isEmpty)
    #expect(try Self.findings(#""hold":"x""#).isEmpty)
    let plain = #"{"nodes":[{"id":"D"}]}"#
    let approved = #""creditApproved":{"amount":"40","on":"2025-03-01"}"#
    #expect(try Self.findings(approved, plain).map { String($0.prefix(4)) } == ["E762"])
  }

  /// What depends on what is open is told and flags the order.
  @Test func whatComesOfNothingWarns() throws {
    let rules = try Self.rules()
    let day = try #require(CivilDate("2025-03-01"))
    let four = try #require(Quantity("4"))
    func told(_ change: (inout Order) -> Void) throws -> [String] {
      var order = Order(
        id: "n", customer: "D", moment: .date(day),
        lines: [OrderLine(number: 1, product: "A", quantity: four)])
      change(&order)
      var book = try #require(try rules.book.creditBook(on: day))
      let decision = try rules.price(order, credit: &book).get()
      #expect(decision.outcome == (decision.reasons.isEmpty ? .allow : .flag))
      return decision.reasons.map(\.code.name)
    }
    #expect(try told { _ in } == [])
    #expect(try told { $0.credit.terms = "net9" } == ["creditTermsUnknown"])
    #expect(try told { $0.credit.terms = "net30" } == [])
    #expect(try told { $0.credit.replaces = "o1" } == [])
    for other in ["o2", "o3", "x"] {
      #expect(try told { $0.credit.replaces = other } == ["creditNotReplaced"], "\(other)")
    }
    #expect(try told { $0.credit.prepaid = 40_000_000 } == [])
    #expect(try told { $0.credit.prepaid = 40_000_001 } == ["creditOverpaid"])
    #expect(try told { $0.credit.rate = .one } == [])
    #expect(try told { $0.credit.rate = Factor("7") } == ["creditRateIdle"])
    let approval = CreditApproval(40_000_000, on: day)
    #expect(try told { $0.credit.changed = ["x"] } == ["creditChangedUnknown"])
    #expect(
      try told {
        $0.customer = "E"
        $0.credit.approved = approval
      } == ["creditApprovalIdle"])
  }
}
