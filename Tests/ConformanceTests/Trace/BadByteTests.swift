import DealerRules
import TestSupport
import Testing

@Suite("W-011 a byte that is not UTF-8 spoils its own row") struct BadByteTests {
  /// Wherever it stands and however the file comes, one scan is told as unread and all others are
  /// judged.
  @Test func oneRowOfScansIsLost() throws {
    var random: SplitMix64?
    let sound = try TracedSnacks().run(&random)
    let bytes = try TracedSnacks().scans
    let ends = bytes.indices.filter { bytes[$0] == 10 }
    try #require(ends.count > 20)
    for end in [ends[1], ends[10], ends[ends.count - 2], ends[ends.count - 1]] {
      var snacks = try TracedSnacks()
      snacks.scans.insert(0xFF, at: end)
      random = nil
      let whole = try snacks.run(&random)
      #expect(whole.verdicts.count == sound.verdicts.count - 1)
      #expect(whole.counts[2] == sound.counts[2] && whole.counts[3] == sound.counts[3] + 1)
      #expect(whole.findings.count == sound.findings.count + 1)
      for seed in 1...20 {
        random = SplitMix64(seed: UInt64(seed))
        #expect(try snacks.run(&random) == whole, "seed \(seed)")
      }
    }
  }
}
