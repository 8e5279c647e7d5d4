import TestSupport
import Testing

@testable import DealerRules

/// How codes were counted, against a dictionary that keeps everything (RULES.md W-009, W-012).
@Suite("W-012 codes seen in periods") struct SeenCodesTests {
  private struct Key: Hashable {
    var code: Int32
    var dealer: Int32
    var period: Int32
  }

  @Test func isWhatADictionaryKeeps() {
    for seed in 1...40 {
      var random = SplitMix64(seed: UInt64(seed))
      let codes = 1 + random.below(400)
      var seen = SeenCodes(codes: codes)
      var plain: [Key: UInt8] = [:]
      for _ in 0..<2000 {
        let key = Key(
          code: Int32(random.below(codes)), dealer: Int32(random.below(4)),
          period: Int32(random.below(5)))
        let bit = UInt8(1 << random.below(6))
        var before: UInt8 = 0
        let hasRoom = seen.update(
          key.code, of: key.dealer, in: key.period, row: key.dealer * 10 + key.period
        ) {
          before = $0
          $0 |= bit
        }
        #expect(hasRoom && before == plain[key] ?? 0, "seed \(seed)")
        plain[key, default: 0] |= bit
      }
    }
  }

  /// Few codes of each period have room at ten bytes each.
  @Test func fewCodesOfManyPeriodsHaveRoom() {
    var seen = SeenCodes(codes: 1_000_000, least: 0)
    var counted = 0
    for period in 0..<Int32(200) {
      for code in 0..<Int32(400) {
        let hasRoom = seen.update(code * 2_477 % 1_000_000, of: 0, in: period, row: period) {
          $0 |= 1
        }
        if hasRoom { counted += 1 }
      }
    }
    #expect(counted == 80_000)
    var small = SparseBytes()
    for number in 0..<Int32(5_000) {
      small.update(number * 7) { $0 = UInt8(number & 63) }
      #expect(small.size <= Int(number + 1) * 10)
    }
    var found = 0
    small.forEach { number, value in
      found += 1
      #expect(value == UInt8(number / 7 & 63))
    }
    #expect(found == 5_000 && !small.contains(3))
  }

  /// What has no room is refused, what was counted before is still known, and an endless stream of
  /// scans of the same codes takes no more.
  @Test func roomIsBoundedByTheCodes() {
    var seen = SeenCodes(codes: 100, least: 0)
    var counted = 0
    for period in 0..<Int32(1000) {
      for code in 0..<Int32(100) {
        let hasRoom = seen.update(code, of: 0, in: period, row: period) { $0 |= 1 }
        if hasRoom { counted += 1 }
      }
    }
    // 64 bytes of each code: a byte in each of some 63 periods, the last ones kept by entries.
    #expect((6300...6500).contains(counted), "\(counted)")
    for _ in 0..<10_000 {
      var before: UInt8 = 0
      #expect(seen.update(7, of: 0, in: 3, row: 3) { before = $0 })
      #expect(before == 1)
    }
    #expect(!seen.update(7, of: 0, in: 999, row: 999) { _ in })
    #expect(!seen.update(7, of: 1, in: 3, row: 1000) { _ in })
  }
}
