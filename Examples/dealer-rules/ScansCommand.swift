import DealerRules
import DealerRulesFoundation
import Foundation

/// `scans`: where goods were seen, and whether their dealers may sell there.
struct ScansCommand {
  /// Bytes of a file read at a time, so that memory does not grow with it.
  static let block = 1 << 20

  private let folder: URL
  private let rules: CompiledRules
  private let policy: TracePolicy
  private let figures: TraceFigures
  private let areas: TraceAreas
  private var log: TraceLog
  private let words: ReportWords
  /// Findings of documents and files, and how many of them are errors.
  private var errors = 0
  private var warnings = 0

  static func run(_ words: [String]) throws -> ExitCode {
    guard !words.contains("--help") else {
      Console.print(Help.scans.text)
      return .ok
    }
    let arguments = try Arguments(
      words, options: ["--events", "--scans", "--known", "--format", "--lang"],
      switches: ["--json"],
      positions: ["the project folder"])
    let format =
      arguments.value("--format") == nil
      ? nil
      : try arguments.choice(
        "--format", ["ndjson": ScansOutput.Format.ndjson, "csv": .csv], default: .ndjson)
    let isJSON = arguments.has("--json")
    guard format == nil || !isJSON else {
      throw Arguments.UsageError(message: "--format and --json exclude each other")
    }
    let known = try arguments.value("--known").map { text throws(Arguments.UsageError) in
      guard let day = CivilDate(text) else {
        throw Arguments.UsageError(message: "--known takes YYYY-MM-DD, not `\(text)`")
      }
      return day
    }
    let words = ReportWords(isChinese: try arguments.language() == .chinese)
    var command = try ScansCommand(arguments.positional[0], words)
    let signals = try command.signals()
    try command.readEvents(arguments.value("--events"))
    let report = try command.classify(arguments.value("--scans"), known, format)
    let isRecords = format != nil
    let text = isJSON ? [report.json(signals)] : report.lines + signals.lines(words)
    for line in text where !isRecords { Console.print(line) }
    // Beside records they stand with the findings.
    for line in signals.lines(words) where isRecords { Console.note(line) }
    isJSON || isRecords ? Console.note(report.last) : Console.print(report.last)
    return report.errors > 0 ? .findings : .ok
  }

  private init(_ path: String, _ words: ReportWords) throws {
    self.words = words
    folder = URL(fileURLWithPath: path)
    let rules = try CompiledRules(parsing: try Projects.load(path).sources, pricing: false)
    // What is wrong with the documents beside the rules is told at once.
    var documents = FolderDocuments(folder)
    let policy = try documents.read(["trace.json"]) { sources in
      try sources.isEmpty ? TracePolicy() : TracePolicy.read(sources[0])
    }
    let figures = try documents.read(["totals.csv", "sellthrough.csv"]) {
      try TraceFigures.read($0)
    }
    let areas = try documents.read(["areas.csv"]) { sources in
      guard let source = sources.first else {
        throw FileError(message: "the project has no areas.csv")
      }
      return try TraceAreas.read(source, rules)
    }
    guard let policy, let figures, let areas else { throw documents.slips }
    self.rules = rules
    self.policy = policy
    self.figures = figures
    self.areas = areas
    log = TraceLog(policy)
  }

  /// What the figures beside the trace say (RULES.md W-017).
  private mutating func signals() throws -> SignalReport {
    do {
      let found = figures.findings(policy, rules)
      note(found.kept, errors: 0, warnings: found.warnings)
      return try SignalReport(policy, figures, zone: rules.book.zone)
    } catch {
      throw FileError(message: "totals.csv, sellthrough.csv: \(error)")
    }
  }

  // MARK: Files

  private mutating func readEvents(_ option: String?) throws {
    let (url, format) = try file(option, "events")
    var reader = TraceEventReader(
      name: url.lastPathComponent, format: format, zone: rules.book.zone, log: &log)
    try ScansCommand.blocks(url) { block, isLast in
      reader.read(block, isLast: isLast, into: &log)
    }
    note(reader.findings, errors: reader.errors, warnings: reader.warnings)
  }

  private mutating func classify(
    _ option: String?, _ known: CivilDate?, _ format: ScansOutput.Format?
  ) throws -> ScansReport {
    let (url, fileFormat) = try file(option, "scans")
    var reader = ScanReader(
      name: url.lastPathComponent, format: fileFormat, zone: rules.book.zone, log: &log)
    let trace = log.trace()
    note(trace.findings, errors: trace.errors, warnings: trace.warnings)
    let earlier = known.map { log.trace(knownAt: rules.book.zone.start(of: $0)) }
    var classifier = ScanClassifier(trace, areas, comparedWith: earlier)
    note(classifier.findings, errors: 0, warnings: classifier.warnings)
    var output = format.map { ScansOutput($0) }
    var scans: [Scan] = []
    try ScansCommand.blocks(url) { block, isLast in
      reader.read(block, isLast: isLast, into: &scans)
      for scan in scans {
        let verdict = classifier.classify(scan)
        output?.add(scan, verdict, classifier)
      }
      try output?.flush()
    }
    note(reader.findings, errors: reader.errors, warnings: reader.warnings)
    if let finding = classifier.tally.finding { note([finding], errors: 1, warnings: 0) }
    return ScansReport(
      trace, classifier.tally, scans: reader.counts.records, repeats: log.repeats,
      errors: errors, warnings: warnings, words)
  }

  /// Tells the findings that were kept, and counts all of them.
  private mutating func note(_ findings: [TraceFinding], errors: Int, warnings: Int) {
    for finding in findings {
      Console.note(finding.rendered(files: log.files, language: words.language))
    }
    let missing = errors + warnings - findings.count
    if missing > 0 {
      Console.note(words.text("\(missing) more findings were left out", "另有 \(missing) 条未列出"))
    }
    self.errors += errors
    self.warnings += warnings
  }

  /// A file that is named, or that of the folder.
  private func file(
    _ option: String?, _ name: String
  ) throws -> (url: URL, format: OrderReader.Format) {
    let named = option.map { URL(fileURLWithPath: $0) }
    let found = ["\(name).ndjson", "\(name).csv"].map { folder.appendingPathComponent($0) }
      .first { FileManager.default.fileExists(atPath: $0.path) }
    guard let url = named ?? found else {
      throw FileError(message: "the project has neither \(name).ndjson nor \(name).csv")
    }
    return (url, url.pathExtension == "csv" ? .csv : .ndjson)
  }

  private static func blocks(_ url: URL, _ body: ([UInt8], Bool) throws -> Void) throws {
    guard let handle = try? FileHandle(forReadingFrom: url) else {
      throw FileError(message: "cannot read `\(url.path)`")
    }
    defer { try? handle.close() }
    while true {
      guard let data = try? handle.read(upToCount: block) ?? Data() else {
        throw FileError(message: "cannot read `\(url.path)`")
      }
      // What Foundation reads is freed only where a pool ends; a block is small enough to wait.
      try body([UInt8](data), data.isEmpty)
      if data.isEmpty { return }
    }
  }
}
