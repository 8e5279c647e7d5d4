import DealerRules
import Foundation
import TestSupport
import Testing

@Suite("U-001 … U-004 tests beside the rules") struct RuleTestTests {
  static let shop = [
    "phases": #"[{"id":"p"}]"#,
    "offers": """
    [{"id":"ten","phase":"p","percentOff":"10%"},
     {"id":"big","phase":"p","percentOff":"5%","when":{"line.quantity":{"from":"5"}}},
     {"id":"late","phase":"p","status":"draft","percentOff":"5%"},
     {"id":"spend","phase":"p","ladder":{"measure":"amount","per":"order",
      "rungs":[{"from":"100","amountOff":"1"},{"from":"300","amountOff":"5"}]}}]
    """,
  ]

  static let order = TextProject.order(
    "1", [#""product":"A","quantity":"1""#, #""product":"A","quantity":"2""#],
    #","coupons":["NO"]"#)

  static func file(_ tests: String, _ rules: CompiledRules) throws -> RuleTestFile {
    try RuleTestFile(RuleSource(name: "tests/t.json", text: "{\"tests\": [\(tests)]}"), rules)
  }

  /// U-002.
  @Test func expectationsAreComparedAsStated() throws {
    struct Case: Decodable {
      var name: String
      var misses: [String]
    }
    struct Cases: Decodable { var cases: [Case] }
    let text = try LawBook.text("Tests/ConformanceTests/Cases/DryRuns/expectations.json")
    let cases = try JSONDecoder().decode(Cases.self, from: Data(text.utf8)).cases
    #expect(cases.count >= 25)
    let rules = try TextProject(Self.shop).rules
    // The expectation is taken from the text, so that numbers stay as they are written.
    let rows = text.split(separator: "\n").filter { $0.contains("\"expect\": ") }
    #expect(rows.count == cases.count)
    for (row, stated) in zip(rows, cases) {
      let start = try #require(row.range(of: "\"expect\": "))
      let end = try #require(row.range(of: ", \"misses\""))
      let expect = row[start.upperBound..<end.lowerBound]
      let file = try Self.file(
        "{\"name\": \"t\", \"order\": \(Self.order), \"expect\": \(expect)}", rules)
      let result = try #require(try file.run(rules).first)
      #expect(result.mismatches.map(\.path) == stated.misses, "\(stated.name)")
      #expect(result.isPassed == stated.misses.isEmpty)
    }
  }

  /// U-003.
  @Test func recordingMakesTestsPassAndKeepsEverythingElse() throws {
    let rules = try TextProject(Self.shop).rules
    let file = try Self.file(
      """
      {"name": "a",   "order": \(Self.order),
        "expect": {"net":  "1", "lines": [ {"number": 1, "steps": []} ], "reasons": []}},
      {"name": "b", "order": \(Self.order)
      }
      """, rules)
    let results = try file.run(rules)
    #expect(results.map(\.isPassed) == [false, false])
    #expect(results.map(\.isRecordable) == [true, true])
    let bytes = file.recorded(results)
    let again = try RuleTestFile(RuleSource(name: "t", bytes: bytes), rules)
    #expect(try again.run(rules).map(\.isPassed) == [true, true])
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.contains(#"{"name": "a",   "order""#))
    #expect(text.contains(#""net":  "27.00", "lines": [ {"number": 1, "steps": [{"rule":"ten""#))
    #expect(again.recorded(try again.run(rules)) == bytes)
  }

  @Test func whatMustBeAbsentIsNotRecorded() throws {
    let rules = try TextProject(Self.shop).rules
    let file = try Self.file(
      "{\"name\": \"a\", \"order\": \(Self.order), \"expect\": {\"absent\": [\"ten\"]}}", rules)
    let results = try file.run(rules)
    #expect(!results[0].isPassed && !results[0].isRecordable)
    #expect(file.recorded(results) == file.source.bytes)
  }

  @Test func ordersBeforeUseUpLimits() throws {
    var members = Self.shop
    members["offers"] = """
      [{"id":"once","phase":"p","percentOff":"10%","limits":{"uses":1}}]
      """
    let rules = try TextProject(members).rules
    let line = [#""product":"A","quantity":"1""#]
    let (first, second) = (TextProject.order("1", line), TextProject.order("2", line))
    let file = try Self.file(
      """
      {"name": "alone", "order": \(second), "expect": {"net": "9"}},
      {"name": "second", "before": [\(first)], "order": \(second), "expect": {"net": "10"}}
      """, rules)
    #expect(try file.run(rules).map(\.isPassed) == [true, true])
  }

  @Test func slipsAreToldAllAtOnce() throws {
    let rules = try TextProject(Self.shop).rules
    #expect {
      try Self.file(
        """
        {"name": "a", "order": {"id": "1"}, "expect": {"nett": "1"}},
        {"name": "a", "expcet": {}}
        """, rules)
    } throws: { error in
      let codes = (error as? RuleErrors)?.diagnostics.map(\.code.rawValue) ?? []
      return codes.contains("E301") && codes.contains("E304") || codes.count >= 5
    }
  }

  @Test func coverageTellsWhatWasUsed() throws {
    let project = try TextProject(Self.shop)
    var coverage = Coverage(project.rules)
    #expect(coverage.offerShare == Coverage.Share(used: 0, of: 3))
    #expect(coverage.rungShare == Coverage.Share(used: 0, of: 2))
    var carried = CarriedUse()
    coverage.add(project.orders(Self.order), after: &carried)
    #expect(coverage.offerShare.used == 1)
    #expect(coverage.testShare == Coverage.Share(used: 0, of: 1))
    #expect(coverage.rowShare == Coverage.Share(used: 1, of: 1))
    let large = TextProject.order(
      "2", [#""product":"A","quantity":"40""#, #""product":"A","quantity":"1""#])
    coverage.add(project.orders(large), after: &carried)
    #expect(coverage.orders == 2)
    #expect(coverage.offerShare.used == 3)
    #expect(coverage.testShare.used == 1)
    #expect(coverage.rungShare.used == 1)
    let spend = try #require(coverage.offers.first { project.rules.name(of: $0.rule) == "spend" })
    #expect(spend.rungs.map(\.orders) == [0, 1])
    #expect(spend.reasons[.belowRungs] == 1)
    #expect(coverage.reasons[.couponUnknown] == 1)
  }
}
