/// The form of compiled rules as bytes (RULES.md S-001 … S-006).
public enum RuleSnapshot {
  /// The version of the format; other versions are refused.
  public static let version: UInt32 = 1

  /// The version of the law: one more with every change by which the same statements may mean
  /// something else, so that rules never change their meaning by being loaded (RULES.md S-003).
  public static let law: UInt32 = 1

  /// The first two words: `DLRRULES` in ASCII.
  static let magic: (UInt32, UInt32) = (0x5252_4C44, 0x5345_4C55)

  /// Words before the first section: magic, version, law, length and checksum.
  static let headerWords = 8

  /// A checksum of 64 bits over all words but those two that hold it: four lanes, each of which
  /// every word goes into in a way that can be undone, so that no change of one word is missed.
  /// - Complexity: O(words).
  static func checksum(_ words: borrowing Span<UInt32>) -> UInt64 {
    let prime: UInt64 = 0x9E37_79B9_7F4A_7C15
    func pair(_ index: Int) -> UInt64 { UInt64(words[index]) | UInt64(words[index &+ 1]) << 32 }
    func mixed(_ lane: UInt64, _ word: UInt64) -> UInt64 {
      let product = (lane ^ word) &* prime
      return product ^ (product >> 32)
    }
    var (a, b, c, d) = (prime, ~prime, prime << 1, ~(prime << 1))
    guard words.count >= headerWords else { return 0 }
    for index in stride(from: 0, to: 6, by: 2) { a = mixed(a, pair(index)) }
    var index = headerWords
    while index &+ 8 <= words.count {
      a = mixed(a, pair(index))
      b = mixed(b, pair(index &+ 2))
      c = mixed(c, pair(index &+ 4))
      d = mixed(d, pair(index &+ 6))
      index = index &+ 8
    }
    while index < words.count {
      a = mixed(a, UInt64(words[index]))
      index += 1
    }
    return mixed(mixed(mixed(mixed(prime, a), b), c), d)
  }
}
