import DealerRules
import Foundation
import TestSupport

/// The files of the example project of traced goods, and what comes of them.
struct TracedSnacks {
  var events: [UInt8]
  var scans: [UInt8]
  var areas: [UInt8]
  var policy: [UInt8]
  private let rules: CompiledRules

  static var folder: URL {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("Examples/Projects/traced-snacks")
  }

  init() throws {
    func bytes(_ name: String) throws -> [UInt8] {
      [UInt8](try Data(contentsOf: TracedSnacks.folder.appendingPathComponent(name)))
    }
    events = try bytes("events.ndjson")
    scans = try bytes("scans.csv")
    areas = try bytes("areas.csv")
    policy = try bytes("trace.json")
    rules = try CompiledRules(
      parsing: try ["rules.json", "customers.csv", "products.csv", "regions.csv"].map {
        RuleSource(name: $0, bytes: try bytes($0))
      })
  }

  /// What was found out; `nil` where areas or policy are refused.
  struct Outcome: Equatable {
    var verdicts: [ScanVerdict] = []
    var findings: [TraceFinding] = []
    var periods: [DealerPeriod] = []
    var counts: [Int] = []
  }

  /// Reads the files in blocks of random sizes, or, without a generator, whole.
  func run(_ random: inout SplitMix64?) throws(RuleErrors) -> Outcome {
    let policy = try TracePolicy.read(RuleSource(name: "trace.json", bytes: policy))
    let areas = try TraceArea.read(
      RuleSource(name: "areas.csv", bytes: areas), zone: rules.book.zone)
    var log = TraceLog(policy)
    var reader = TraceEventReader(
      name: "events.ndjson", format: .ndjson, zone: rules.book.zone, log: &log)
    var outcome = Outcome()
    for (block, isLast) in TracedSnacks.blocks(events, &random) {
      reader.read(block, isLast: isLast, into: &log)
    }
    var scanReader = ScanReader(
      name: "scans.csv", format: .csv, zone: rules.book.zone, log: &log)
    let trace = log.trace()
    var classifier = ScanClassifier(trace, TraceAreas(rules, areas))
    var scans: [Scan] = []
    for (block, isLast) in TracedSnacks.blocks(self.scans, &random) {
      scanReader.read(block, isLast: isLast, into: &scans)
      outcome.verdicts += scans.map { classifier.classify($0) }
    }
    outcome.findings = reader.findings + trace.findings + scanReader.findings
    outcome.periods = classifier.tally.periods()
    outcome.counts = [
      reader.counts.records, reader.counts.unreadable, scanReader.counts.records,
      scanReader.counts.unreadable, Int(classifier.tally.classes.values.reduce(0, +)),
    ]
    return outcome
  }

  private static func blocks(
    _ bytes: [UInt8], _ random: inout SplitMix64?
  ) -> [(block: [UInt8], isLast: Bool)] {
    guard random != nil else { return [(bytes, true)] }
    var result: [(block: [UInt8], isLast: Bool)] = []
    var start = 0
    while start < bytes.count {
      let size = 1 + (random?.below(400) ?? 0)
      let end = min(bytes.count, start + size)
      result.append((Array(bytes[start..<end]), false))
      start = end
    }
    return result + [([], true)]
  }
}
