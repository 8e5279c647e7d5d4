import Testing

@testable import DealerRules

/// Bytes are looked at many at a time where they are ASCII; what is wrong is told where it stands.
@Suite("N-002 bytes of documents") struct SourceEncodingTests {
  @Test func theFirstByteThatIsNotUTF8() {
    for count in [1, 2, 63, 64, 65, 127, 128, 129, 200] {
      let text = [UInt8](repeating: 97, count: count)
      #expect(SourceEncoding.firstInvalid(text, 0..<count) == nil)
      for place in 0..<count {
        var wrong = text
        wrong[place] = 0xFF
        #expect(SourceEncoding.firstInvalid(wrong, 0..<count) == place)
        #expect(SourceEncoding.firstInvalid(wrong, 0..<place) == nil)
        let (before, after) = (text[..<place], text[place...])
        let right = before + Array("é食".utf8) + after
        #expect(SourceEncoding.firstInvalid(Array(right), 0..<right.count) == nil)
        let cut = before + Array("食".utf8.prefix(2)) + after
        #expect(SourceEncoding.firstInvalid(Array(cut), 0..<cut.count) == place)
      }
    }
  }
}
