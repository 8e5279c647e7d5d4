import DealerRules
import Foundation
import TestSupport
import Testing

/// Worked examples that other systems publish, each as a rule document, orders and the figure.
@Suite("Golden fixtures") struct GoldenFixtureTests {
  /// Fixtures in the order of their ids. `F-009` (a limit on the sum of several discounts) is about
  /// guardrails and stands with them.
  static let ids = (1...12).map { "F-" + String("00\($0)".suffix(3)) }.filter { $0 != "F-009" }

  static func fixtures(_ name: String = "golden") throws -> [RuleCase] {
    let path = "Tests/ConformanceTests/Cases/Golden/\(name).json"
    let objects = try JSONSerialization.jsonObject(with: Data(try LawBook.text(path).utf8))
    return try (objects as? [[String: Any]] ?? []).map { object in
      let title = object["title"] as? String ?? ""
      return try RuleCase(title: title, place: "\(name).json, \(title)", object: object)
    }
  }

  private func passed(of fixtures: [RuleCase]) -> Int {
    var passed = 0
    for fixture in fixtures {
      var comparison = CaseComparison(fixture)
      comparison.run()
      for difference in comparison.differences { Issue.record("\(difference)") }
      passed += comparison.differences.isEmpty ? 1 : 0
    }
    return passed
  }

  @Test func everyFixtureComesOut() throws {
    let fixtures = try Self.fixtures()
    let passed = passed(of: fixtures)
    print("golden fixtures \(passed)/\(fixtures.count) of \(Set(fixtures.map(\.id)).count) ids")
    #expect(Set(fixtures.map(\.id)).sorted() == Self.ids)
  }

  /// Whom an offer is for, what it asks and how it is bounded, as dealers' promotions are written.
  @Test func everydayRulesComeOut() throws {
    let rules = try Self.fixtures("everyday")
    print("everyday rules \(passed(of: rules))/\(rules.count)")
    #expect(rules.count >= 23)
  }

  /// The evaluator written from the law book alone says the same. The search for units that several
  /// offers share (O-028) is no part of it.
  @Test func theReferenceAgrees() throws {
    let fixtures = try Self.fixtures() + Self.fixtures("everyday")
    for fixture in fixtures where !["F-007", "F-008"].contains(fixture.id) {
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
