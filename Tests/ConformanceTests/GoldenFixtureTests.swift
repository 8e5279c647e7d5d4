import DealerRules
import Foundation
import TestSupport
import Testing

/// Worked examples that other systems publish, each as a rule document, orders and the figure.
@Suite("Golden fixtures") struct GoldenFixtureTests {
  /// Fixtures in the order of their ids. `F-009` (a limit on the sum of several discounts) is about
  /// guardrails and stands with them.
  static let ids = (1...12).map { "F-" + String("00\($0)".suffix(3)) }.filter { $0 != "F-009" }

  static func fixtures() throws -> [RuleCase] {
    let path = "Tests/ConformanceTests/Cases/Golden/golden.json"
    let objects = try JSONSerialization.jsonObject(with: Data(try LawBook.text(path).utf8))
    return try (objects as? [[String: Any]] ?? []).map { object in
      let title = object["title"] as? String ?? ""
      return try RuleCase(title: title, place: "golden.json, \(title)", object: object)
    }
  }

  @Test func everyFixtureComesOut() throws {
    let fixtures = try Self.fixtures()
    var passed = 0
    for fixture in fixtures {
      var comparison = CaseComparison(fixture)
      comparison.run()
      for difference in comparison.differences { Issue.record("\(difference)") }
      passed += comparison.differences.isEmpty ? 1 : 0
    }
    print("golden fixtures \(passed)/\(fixtures.count) of \(Set(fixtures.map(\.id)).count) ids")
    #expect(Set(fixtures.map(\.id)).sorted() == Self.ids)
  }

  /// The evaluator written from the law book alone says the same. The search for units that several
  /// offers share (O-028) is no part of it.
  @Test func theReferenceAgrees() throws {
    for fixture in try Self.fixtures() where !["F-007", "F-008"].contains(fixture.id) {
      let rules = try CompiledRules(parsing: [fixture.rules])
      var orders: [Order] = []
      var reader = OrderReader(fixture.orders, format: .ndjson, rules: rules)
      while let item = reader.next() {
        if case .order(let order) = item { orders.append(order) }
      }
      let book = try RuleBook.read([fixture.rules])
      let difference = Differential.difference(
        0, ReferenceEvaluator(book).price(batch: orders),
        rules.price(batch: orders).map { EngineView.result($0, rules) })
      #expect(difference == nil, "\(fixture.title): \(String(describing: difference))")
    }
  }
}
