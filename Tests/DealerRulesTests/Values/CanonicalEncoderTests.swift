import TestSupport
import Testing

@testable import DealerRules

@Suite("Canonical bytes") struct CanonicalEncoderTests {
  /// Each element by itself, sorted by its bytes, with tag and length before it.
  static func sorted(_ tag: UInt8, _ parts: [[UInt8]]) -> [UInt8] {
    parts.sorted { $0.lexicographicallyPrecedes($1) }.flatMap { part in
      [tag] + (0..<4).map { UInt8(truncatingIfNeeded: part.count >> ($0 * 8)) } + part
    }
  }

  @Test func elementsWithoutAnOrderAreSortedByTheirBytes() {
    var random = SplitMix64(seed: 3)
    for _ in 0..<300 {
      let texts = (0..<random.below(6)).map { _ in
        String(repeating: ["a", "b", "c"][random.below(3)], count: random.below(4))
      }
      var encoder = CanonicalEncoder()
      encoder.integer(1, 5)
      let before = Array(encoder.bytes)
      encoder.unordered(9, texts) { $1.text(1, $0) }
      let parts = texts.map { text in
        var part = CanonicalEncoder()
        part.text(1, text)
        return Array(part.bytes)
      }
      #expect(Array(encoder.bytes) == before + Self.sorted(9, parts))
    }
  }
}
