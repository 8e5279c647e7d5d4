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
    return FigureText.render(
      [
        ("scans", "\(options.scans)"), ("dealers", "\(options.dealers)"),
        ("units", "\(options.units)"), ("codes", "\(trace.codeCount)"),
        ("events", "\(trace.eventCount)"), ("reps", "\(options.reps)"),
        ("scans_per_second_median", perSecond(times)),
        ("fold_ms", FigureText.decimals(folded.milliseconds, 1)),
        ("log_bytes_per_unit", counted ? perUnit(told - empty) : "null"),
        ("trace_bytes_per_unit", counted ? perUnit(live - told) : "null"),
        ("bytes_per_unit", counted ? perUnit(live - empty) : "null"),
        ("scan_bytes", counted ? "\(growth)" : "null"),
        ("out_of_region", "\(tally?.classes[.outOfRegion] ?? 0)"),
        ("digest", "\"\(digest(tally?.periods() ?? []))\""), ("peak_bytes", "\(Memory.peakBytes)"),
      ], asJSON: options.json)
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
    FigureText.decimals(Double(options.scans) * 1e9 / times.median.nanoseconds, 0)
  }

  private func perUnit(_ bytes: Int) -> String {
    FigureText.decimals(Double(bytes) / Double(options.units), 1)
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
