import TestSupport
import Testing

@testable import DealerRules

@Suite("SHA-256 side by side") struct SHA256LanesTests {
  @Test func messagesHaveTheDigestsThatTheyHaveAlone() {
    var random = SplitMix64(seed: 9)
    var lanes = SHA256Lanes()
    #expect(lanes.finish().isEmpty)
    for count in 0..<14 {
      var expected: [String] = []
      for _ in 0..<count {
        let message = ContiguousArray(
          (0..<random.below(300)).map { _ in UInt8(truncatingIfNeeded: random.next()) })
        expected.append(SHA256.hex(SHA256.digest(of: message)))
        lanes.add(message.span)
      }
      #expect(lanes.finish().map(\.hex) == expected)
    }
  }

  /// Around the lengths at which a message needs another block.
  @Test func everyLengthIsFilledUp() {
    var lanes = SHA256Lanes()
    let messages = (0..<200).map { ContiguousArray<UInt8>(repeating: 0xA5, count: $0) }
    for message in messages { lanes.add(message.span) }
    let digests = lanes.finish().map(\.hex)
    #expect(digests == messages.map { SHA256.hex(SHA256.digest(of: $0)) })
  }
}
