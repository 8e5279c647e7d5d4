import DealerRules
import Foundation
import Testing

@Suite("Cases of the law book") struct RuleBookCasesTests {
  @Test func everyCaseComesOut() throws {
    let cases = try LawBook.cases()
    for rule in cases {
      var comparison = CaseComparison(rule)
      comparison.run()
      for difference in comparison.differences {
        Issue.record("\(difference)")
      }
    }
    print("rule cases \(cases.count)")
    #expect(cases.count >= 60)
  }

  /// The rules that amounts follow; the others are about execution, documents and values alone.
  /// What guards ask, groups at close, whom an order counts for and what of
  /// it can be delivered are no answers to an order and have tests of their own.
  static func isExecutable(_ id: String) -> Bool {
    if ["A-012", "A-014", "R-018", "R-029"].contains(id) { return false }
    return id == "M-006" || id == "M-010" || "KCPOGTQDRVA".contains(id.prefix(1))
  }

  @Test func everyRuleHasACase() throws {
    let covered = Set(try LawBook.cases().map(\.id))
    let defined = try LawBook.identifiers()
    #expect(defined.count > 80)
    let missing = defined.filter { Self.isExecutable($0) && !covered.contains($0) }
    #expect(missing.isEmpty)
    let strays = covered.subtracting(defined)
    #expect(strays.isEmpty)
  }

  @Test func everyRuleIsDefinedOnce() throws {
    let defined = try LawBook.identifiers()
    let twice = Dictionary(grouping: defined) { $0 }.filter { $0.value.count > 1 }.keys.sorted()
    #expect(twice.isEmpty)
  }

  /// Rules that no case of an order can show are named where they are tested.
  @Test func everyRuleIsNamedInTheTests() throws {
    let files =
      try LawBook.files("Tests", ".swift")
      + LawBook.files("Tests/ConformanceTests/Cases", ".json")
    let text = try files.map(LawBook.text).joined()
    let missing = try LawBook.identifiers().filter { !text.contains($0) }
    #expect(missing.isEmpty)
  }

  @Test func everyRuleHasAMarkInTheSources() throws {
    var comments = ""
    for file in try LawBook.files("Sources", ".swift") {
      for line in try LawBook.text(file).split(separator: "\n") {
        if let comment = line.range(of: "//") { comments += line[comment.lowerBound...] + "\n" }
      }
    }
    let missing = try LawBook.identifiers().filter {
      Self.isExecutable($0) && !comments.contains($0)
    }
    #expect(missing.isEmpty)
  }
}
