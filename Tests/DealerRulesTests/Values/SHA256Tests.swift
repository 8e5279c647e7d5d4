import TestSupport
import Testing

@testable import DealerRules

@Suite("SHA-256") struct SHA256Tests {
  static let vectors: [(String, String)] = [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
        + "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
    ),
  ]
  @Test(arguments: vectors) func publishedVectors(message: String, digest: String) {
    #expect(SHA256.hex(SHA256.digest(of: message.utf8)) == digest)
  }

  @Test func aMillionTimesA() {
    var hasher = SHA256()
    let block = ContiguousArray<UInt8>(repeating: 97, count: 10_000)
    for _ in 0..<100 { hasher.update(block.span) }
    #expect(
      SHA256.hex(hasher.finalize())
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test func everyDivisionGivesTheSameDigest() {
    var random = SplitMix64(seed: 7)
    for length in 0..<200 {
      let bytes = (0..<length).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      var hasher = SHA256()
      var rest = bytes[...]
      while !rest.isEmpty {
        let count = min(rest.count, random.below(80) + 1)
        hasher.update(rest.prefix(count))
        rest = rest.dropFirst(count)
      }
      if hasher.finalize() != SHA256.digest(of: bytes) { Issue.record("length \(length)") }
    }
  }
}
