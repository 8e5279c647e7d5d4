import DealerRules
import Foundation
import Testing

@Suite("Cases of traces") struct TraceCaseTests {
  @Test func everyCaseComesOut() throws {
    let cases = try TraceCase.all()
    for trace in cases {
      for difference in try trace.differences() {
        Issue.record("\(trace.rule) \(trace.name): \(difference)")
      }
    }
    print("trace cases \(cases.count)")
    #expect(cases.count >= 30)
    #expect(Set(cases.map(\.name)).count == cases.count, "two cases have one name")
  }

  @Test func everyRuleHasACase() throws {
    let covered = Set(try TraceCase.all().map(\.rule))
    let law = (1...12).map { $0 < 10 ? "W-00\($0)" : "W-0\($0)" }
    #expect(law.filter { !covered.contains($0) } == [])
    #expect(covered.subtracting(law) == [])
  }

  /// A comparison that cannot fail would prove nothing.
  @Test func aWrongExpectationIsFound() throws {
    let wrong = TraceCase([
      "name": "wrong", "rule": "W-007",
      "scans": [["code": "U", "at": "2025-03-01T00:00:00Z"]],
      "expect": ["scans": ["inRegion granted X A"]],
    ])
    #expect(try wrong.differences().count == 1)
  }

  @Test func sharesOfTheLawComeOut() throws {
    let threshold = try #require(Rate("5%"))
    // The bounds in hundredths of a percent, half-up.
    let rows: [(hits: Int64, count: Int64, lower: Int64, isAbove: Bool)] = [
      (14, 200, 422, false), (140, 2000, 596, true), (3, 20, 524, true), (0, 10, 0, false),
      (10, 10, 7225, true),
    ]
    for row in rows {
      #expect(try WilsonBound.exceeds(threshold, hits: row.hits, of: row.count) == row.isAbove)
      let lower = try WilsonBound.lower(hits: row.hits, of: row.count).millionths
      #expect((lower + 50) / 100 == row.lower)
    }
    #expect(throws: NumericError.overflow) { try WilsonBound.lower(hits: 2, of: 1) }
    #expect(throws: NumericError.overflow) { try WilsonBound.lower(hits: 0, of: 1 << 36) }
  }
}
