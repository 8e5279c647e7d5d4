import Testing

@testable import DealerRules

@Suite("Collected findings") struct DiagnosticSinkTests {
  @Test func sortsByPlaceAndDropsRepeats() {
    var sink = DiagnosticSink()
    sink.report(.badDate, "second", at: SourceSpan(source: 1, 0, 1))
    sink.report(.badDate, "code", at: SourceSpan(source: 0, 5, 6))
    sink.report(.missingComma, "code", at: SourceSpan(source: 0, 5, 9))
    sink.report(.badDate, "first", at: SourceSpan(source: 0, 2, 3))
    sink.report(.badDate, "first", at: SourceSpan(source: 0, 2, 3))
    sink.report(.emptyList, "nowhere", at: nil)
    let sorted = sink.sorted()
    #expect(sorted.map(\.message) == ["nowhere", "first", "code", "code", "second"])
    #expect(sorted[2].code == .missingComma)
    #expect(sink.errorCount == 6 && sink.hasErrors)
  }

  @Test func keepsNoMoreThanItsLimit() {
    var sink = DiagnosticSink(limit: 3)
    var formed = 0
    for offset in 0..<10 {
      let message = { () -> String in
        formed += 1
        return "finding \(offset)"
      }
      sink.report(.badDate, message(), at: SourceSpan(source: 0, offset, offset))
    }
    let sorted = sink.sorted()
    #expect(formed == 3)
    #expect(sorted.count == 4)
    #expect(sorted[3].code == .tooManyFindings && sorted[3].severity == .error)
    #expect(sorted[3].message == "7 more findings were left out")
  }

  @Test func warningsForbidNothing() {
    var sink = DiagnosticSink()
    sink.report(.emptyPeriod, "never in force", severity: .warning, at: nil)
    #expect(!sink.hasErrors)
    #expect(sink.errors(in: []) == nil)
    sink.report(.emptyPeriod, "never in force", at: nil)
    #expect(sink.errors(in: [])?.diagnostics.count == 2)
    #expect(
      sink.errors(in: [])?.rendered == """
        error: never in force [E417]
        warning: never in force [E417]
        """)
  }
}
