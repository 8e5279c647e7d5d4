import DealerRules
import Foundation

/// Judges scans again and again and prints how fast, and what the trace takes.
struct ScanRunner {
  private let options: ScanOptions
  private let clock = ContinuousClock()

  init(_ options: ScanOptions) { self.options = options }

  /// Runs and returns what to print.
  func run() throws -> String {
    var world = ScanWorld(options)
    let rules = try CompiledRules(world.book)
    let areas = TraceAreas(rules, world.areas)
    let empty = Memory.liveBytes
    let log = world.log()
    let told = Memory.liveBytes
    let before = clock.now
    let trace = log.trace()
    let folded = clock.now - before
    let live = Memory.liveBytes
    var times: [Duration] = []
    var tally: ScanTally?
    var growth = 0
    for _ in 0..<options.reps {
      var classifier = ScanClassifier(trace, areas)
      var copy = world
      let start = Memory.liveBytes
      times.append(judge(&copy, &classifier))
      growth = max(growth, Memory.liveBytes - start)
      tally = classifier.tally
    }
    let counted = empty > 0
    return text([
      ("scans", "\(options.scans)"), ("dealers", "\(options.dealers)"),
      ("units", "\(options.units)"), ("codes", "\(trace.codeCount)"),
      ("events", "\(trace.eventCount)"), ("reps", "\(options.reps)"),
      ("scans_per_second_median", perSecond(times)),
      ("fold_ms", decimals(folded.milliseconds, 1)),
      ("log_bytes_per_unit", counted ? perUnit(told - empty) : "null"),
      ("trace_bytes_per_unit", counted ? perUnit(live - told) : "null"),
      ("bytes_per_unit", counted ? perUnit(live - empty) : "null"),
      ("scan_bytes", counted ? "\(growth)" : "null"),
      ("out_of_region", "\(tally?.classes[.outOfRegion] ?? 0)"),
      ("digest", "\"\(digest(tally?.periods() ?? []))\""), ("peak_bytes", "\(Memory.peakBytes)"),
    ])
  }

  /// One pass over all scans, block by block; only judging is timed, not making scans.
  private func judge(_ world: inout ScanWorld, _ classifier: inout ScanClassifier) -> Duration {
    var scans: [Scan] = []
    var verdicts: [ScanVerdict] = []
    var time = Duration.zero
    var left = options.scans
    while left > 0 {
      world.fill(&scans, min(left, options.block))
      left -= scans.count
      let start = clock.now
      classifier.classify(scans, into: &verdicts)
      time += clock.now - start
    }
    return time
  }

  private func perSecond(_ times: [Duration]) -> String {
    let sorted = times.sorted()
    return decimals(Double(options.scans) * 1e9 / sorted[sorted.count / 2].nanoseconds, 0)
  }

  private func perUnit(_ bytes: Int) -> String {
    decimals(Double(bytes) / Double(options.units), 1)
  }

  private func decimals(_ value: Double, _ count: Int) -> String {
    String(format: "%.\(count)f", value)
  }

  private func text(_ fields: [(String, String)]) -> String {
    guard options.json else {
      return fields.map { name, value in
        name + String(repeating: " ", count: max(1, 28 - name.count)) + value
      }.joined(separator: "\n")
    }
    return "{" + fields.map { "\"\($0.0)\": \($0.1)" }.joined(separator: ", ") + "}"
  }

  /// FNV-1a over the counts of every dealer and period.
  private func digest(_ periods: [DealerPeriod]) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    func mix(_ value: Int64) {
      hash = (hash ^ UInt64(bitPattern: value)) &* 0x100_0000_01B3
    }
    for period in periods {
      [period.inRegion, period.explained, period.outOfRegion, period.unknown].forEach(mix)
      period.grades.forEach(mix)
    }
    let text = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - text.count) + text
  }
}
