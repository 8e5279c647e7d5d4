import TestSupport
import Testing

@testable import DealerRules

/// Long lists are asked by hashes whether an id may stand twice (RULES.md X-003).
@Suite("X-003 ids that stand twice") struct IdentifierHashesTests {
  @Test func anIdThatStandsTwiceIsNeverMissed() {
    var random = SplitMix64(seed: 41)
    var alarms = 0
    for count in [0, 1, 2, 7, 8, 9, 100, 5_000] {
      let ids = (0..<count).map { "id \($0)" }
      // Two ids with one hash are looked at by themselves, and that there are any is hardly likely.
      if IdentifierHashes.mayRepeat(count, { ids[$0] }) { alarms += 1 }
      guard count > 1 else { continue }
      for _ in 0..<20 {
        var twice = ids
        let place = random.below(count)
        twice[(place + 1 + random.below(count - 1)) % count] = ids[place]
        #expect(IdentifierHashes.mayRepeat(count) { twice[$0] })
      }
    }
    #expect(alarms == 0)
  }

  /// Spellings that are one text and not one id.
  @Test func spellings() {
    let ids = ["é", "e\u{301}"]
    #expect(!IdentifierHashes.mayRepeat(2) { ids[$0] })
  }
}
