import Testing

@testable import DealerRules

@Suite("X-003 order of ids") struct IdentifierOrderTests {
  /// In order; every pair is compared both ways.
  static let sorted = [
    "0", "1", "007", "07", "7", "9", "10", "0100", "100", "99999999999999999999999999",
    "100000000000000000000000000", "", "-1", "1.5", "10a", "A", "a", "aa", "b", "é", "中", "１",
    "e\u{301}",
  ]

  @Test func isTheListedOrder() {
    let expected = Self.sorted.filter { $0 != "e\u{301}" }
    for (i, a) in expected.enumerated() {
      for (j, b) in expected.enumerated() where IdentifierOrder.precedes(a, b) != (i < j) {
        Issue.record("\(a) and \(b)")
      }
    }
  }

  @Test func looksAtBytesNotAtCanonicalEquivalence() {
    #expect("é" == "e\u{301}")
    #expect(IdentifierOrder.precedes("e\u{301}", "é"))
    #expect(!IdentifierOrder.precedes("é", "e\u{301}"))
  }

  @Test func isTotal() {
    for a in Self.sorted {
      #expect(!IdentifierOrder.precedes(a, a))
      for b in Self.sorted where !a.utf8.elementsEqual(b.utf8) {
        #expect(IdentifierOrder.precedes(a, b) != IdentifierOrder.precedes(b, a))
      }
    }
  }
}

@Suite("X-002 line numbers") struct LineNumberTests {
  @Test func bounds() throws {
    #expect(LineNumber(0) == nil)
    #expect(LineNumber(1_000_001) == nil)
    #expect(LineNumber(Int64.max) == nil)
    #expect(LineNumber(-1) == nil)
    let last = try #require(LineNumber(1_000_000))
    #expect(last.rawValue == 1_000_000 && last.description == "1000000")
    #expect(try #require(LineNumber(9)) < last)
  }
}
