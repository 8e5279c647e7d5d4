import DealerRules
import Foundation
import TestSupport
import Testing

/// Damaged traces never stop the readers, the fold or the judging of scans, and lose nothing
/// without a finding (RULES.md L-006, W-011).
///
/// `DEALER_RULES_FUZZ` sets how many projects are damaged in each way.
@Suite("Damaged traces") struct DamagedTraceTests {
  private static var count: Int {
    ProcessInfo.processInfo.environment["DEALER_RULES_FUZZ"].flatMap { Int($0) } ?? 60
  }

  @Test func damagedTracesAreJudgedOrRefused() throws {
    let good = try TracedSnacks()
    var random = SplitMix64(seed: 31)
    var (judged, refused, unreadable) = (0, 0, 0)
    for damage in Damage.allCases {
      for _ in 0..<DamagedTraceTests.count {
        var project = good
        switch random.below(4) {
        case 0: project.events = damage.applied(to: project.events, &random)
        case 1: project.scans = damage.applied(to: project.scans, &random)
        case 2: project.areas = damage.applied(to: project.areas, &random)
        default: project.policy = damage.applied(to: project.policy, &random)
        }
        do {
          var whole: SplitMix64?
          let outcome = try project.run(&whole)
          judged += 1
          unreadable += outcome.counts[1] + outcome.counts[3]
          check(outcome)
        } catch {
          refused += 1
          #expect(error.diagnostics.contains { $0.severity == .error })
        }
      }
    }
    print("damaged traces judged \(judged) refused \(refused) unreadable records \(unreadable)")
    #expect(judged > 0 && refused > 0 && unreadable > 0)
  }

  /// Every record is judged or reported, and every finding has a place.
  private func check(_ outcome: TracedSnacks.Outcome) {
    let (records, unreadable) = (outcome.counts[2], outcome.counts[3])
    #expect(records == unreadable + outcome.verdicts.count)
    #expect(outcome.verdicts.count == outcome.counts[4])
    let errors = outcome.findings.count { $0.severity == .error }
    #expect(outcome.counts[1] + unreadable <= errors)
    for finding in outcome.findings {
      #expect(finding.place.line > 0 && finding.place.column > 0, "\(finding)")
      #expect(!finding.message.isEmpty && finding.message.utf8.count < 2000)
      #expect(finding.code.entry != nil)
    }
    for period in outcome.periods { #expect(period.lowerBound <= .one) }
  }

  /// Where blocks end changes nothing.
  @Test func blocksOfAnySizeGiveTheSame() throws {
    let project = try TracedSnacks()
    var whole: SplitMix64?
    let expected = try project.run(&whole)
    #expect(expected.verdicts.count == 114)
    for seed in 0..<20 {
      var sizes: SplitMix64? = SplitMix64(seed: UInt64(seed))
      #expect(try project.run(&sizes) == expected, "seed \(seed)")
    }
  }

  /// Quotes, line ends inside them and damaged rows do not depend on where blocks end either.
  @Test func brokenRowsGiveTheSameInBlocks() throws {
    var project = try TracedSnacks()
    let rows = [
      "code,at,region,role,venue,fix,source", "U000001,2025-03-02,4401,,,,\"a \"\"b\"\"\nc\"",
      "U000002,2025-03-02,4401", "\"U000003\",2025-03-02,4401,,,,x\"y", "", "U000004,soon,,,,,",
      "U000005,2025-03-02,4401,,,,\"\"", "U000006,2025-03-02,4401,boss,,,",
    ]
    project.scans = Array((rows.joined(separator: "\r\n") + "\r\n").utf8)
    var whole: SplitMix64?
    let expected = try project.run(&whole)
    let places = expected.findings.filter { $0.place.file == 1 }.map {
      "\($0.place.line):\($0.place.column)"
    }
    #expect(places == ["4:1", "5:31", "7:9", "9:25"])
    for seed in 0..<20 {
      var sizes: SplitMix64? = SplitMix64(seed: UInt64(seed))
      #expect(try project.run(&sizes) == expected, "seed \(seed)")
    }
  }
}
