import TestSupport
import Testing

@testable import DealerRules

/// Whatever the bytes are, they are read or refused, in no more room than they have (RULES.md S-003
/// … S-006, S-005).
@Suite("S-004 damaged snapshots") struct SnapshotDamageTests {
  /// A snapshot with its checksum made anew.
  private static func sealed(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    let words = SnapshotReader.words(of: bytes)
    let checksum = RuleSnapshot.checksum(words.span)
    for part in 0..<8 {
      bytes[24 + part] = UInt8(truncatingIfNeeded: checksum >> UInt64(part * 8))
    }
    return bytes
  }

  private static func code(_ bytes: [UInt8]) -> String {
    do throws(SnapshotError) {
      _ = try CompiledRules(snapshot: bytes)
      return "read"
    } catch {
      #expect(!error.description.isEmpty)
      switch error {
      case .notSnapshot: return "notSnapshot"
      case .version: return "version"
      case .law: return "law"
      case .length: return "length"
      case .checksum: return "checksum"
      case .malformed(let offset):
        #expect(offset >= 0 && offset <= bytes.count)
        return "malformed"
      case .refused: return "refused"
      }
    }
  }

  private static func small() throws -> (CompiledRules, [Order]) {
    let generated = GeneratedCase(seed: 5, families: Set(OfferFamily.allCases))
    return (try CompiledRules(generated.book), generated.orders)
  }

  @Test func headers() throws {
    let bytes = try Self.small().0.snapshot()
    #expect(Self.code(bytes) == "read")
    let changes: [(Int, UInt8, String)] = [
      (0, 0, "notSnapshot"), (7, 0, "notSnapshot"), (8, 2, "version"), (11, 1, "version"),
      (12, 9, "law"), (16, bytes[16] ^ 1, "length"), (23, 1, "length"),
      (24, bytes[24] ^ 1, "checksum"), (31, bytes[31] ^ 128, "checksum"),
    ]
    for (place, value, code) in changes {
      var changed = bytes
      changed[place] = value
      #expect(Self.code(changed) == code, "byte \(place)")
      // No checksum lets another version or law in.
      #expect(Self.code(Self.sealed(changed)) == (code == "checksum" ? "read" : code))
    }
    #expect(Self.code(bytes + [0]) == "length")
    #expect(Self.code(bytes + [0, 0, 0, 0]) == "length")
    #expect(Self.code([]) == "notSnapshot")
  }

  @Test func everyCut() throws {
    let bytes = try Self.small().0.snapshot()
    var codes: [String: Int] = [:]
    for length in 0..<bytes.count {
      var cut = Array(bytes[..<length])
      codes[Self.code(cut), default: 0] += 1
      guard length >= 32, length % 4 == 0 else { continue }
      // The same as if it had been written so: the length and the checksum made anew.
      for part in 0..<8 { cut[16 + part] = UInt8(truncatingIfNeeded: length >> (part * 8)) }
      #expect(Self.code(Self.sealed(cut)) == "malformed")
    }
    print("snapshot of \(bytes.count) bytes cut everywhere: \(codes.sorted { $0.key < $1.key })")
    #expect(codes["read"] == nil)
  }

  @Test func everyFlippedBit() throws {
    let bytes = try Self.small().0.snapshot()
    for place in 32..<bytes.count {
      var changed = bytes
      changed[place] ^= 1 << UInt8(place % 8)
      #expect(Self.code(changed) == "checksum")
    }
  }

  /// What is read in spite of damage is a book like any other: it is written again as it was read,
  /// and prices as when it is compiled.
  @Test func damageUnderAGoodChecksum() throws {
    var codes: [String: Int] = [:]
    var random = SplitMix64(seed: 11)
    for seed in 1...UInt64(6) {
      let generated = GeneratedCase(seed: seed * 7, families: Set(OfferFamily.allCases))
      let bytes = try CompiledRules(generated.book).snapshot()
      for place in stride(from: 32 + Int(seed), to: bytes.count, by: 5) {
        var changed = bytes
        let values: [UInt8] = [0, 1, 255, changed[place] &+ 1, UInt8(random.below(256))]
        changed[place] = values[random.below(values.count)]
        changed = Self.sealed(changed)
        let code = Self.code(changed)
        codes[code, default: 0] += 1
        guard code == "read", random.below(8) == 0 else { continue }
        let rules = try CompiledRules(snapshot: changed)
        let plain = try CompiledRules(rules.book)
        #expect(rules.snapshot() == plain.snapshot())
        let orders = generated.orders
        #expect(
          rules.price(batch: orders).map { "\($0.map(\.net))" }
            == plain.price(batch: orders).map { "\($0.map(\.net))" })
      }
    }
    print("flipped under a good checksum: \(codes.sorted { $0.key < $1.key })")
    #expect(codes["malformed", default: 0] > 100 && codes["read", default: 0] > 100)
    #expect(Set(codes.keys).isSubset(of: ["malformed", "read", "refused"]))
  }

  @Test func limitsAreThoseOfTheReader() throws {
    let (rules, _) = try Self.small()
    var limits = Limits()
    limits.products = 1
    #expect(throws: SnapshotError.self) {
      try CompiledRules(snapshot: rules.snapshot(), limits: limits)
    }
  }

  /// A count for which there are no bytes makes no room (S-005).
  @Test func countsBeyondTheBytes() throws {
    let bytes = try Self.small().0.snapshot()
    var refused = 0
    for place in stride(from: 32, to: bytes.count, by: 4) {
      var changed = bytes
      for (part, byte) in ([0xF0, 0xFF, 0xFF, 0x7F] as [UInt8]).enumerated() {
        changed[place + part] = byte
      }
      if Self.code(Self.sealed(changed)) == "malformed" { refused += 1 }
    }
    print("words made huge \(bytes.count / 4), malformed \(refused)")
    #expect(refused > bytes.count / 16)
  }

  @Test func conditionsThatHoldThemselvesTooOften() throws {
    var condition = Condition.test(.coupon, .exists)
    for _ in 0..<600 { condition = .not(condition) }
    var book = HashWorld.book()
    book.offers[0].when = condition
    var writer = SnapshotWriter()
    book.pass(through: &writer)
    var reader = try SnapshotReader(writer.finished())
    #expect(throws: SnapshotError.self) { try book.pass(through: &reader) }
  }
}
