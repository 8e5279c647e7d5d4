/// Reads events from NDJSON or CSV into a log, block by block (RULES.md W-012).
public struct TraceEventReader {
  private var records: RecordReader
  private var event = TraceEvent(id: "", .void, at: Instant(secondsSinceEpoch: 0))

  /// Creates a reader.
  /// - Parameters:
  ///   - name: The name that findings begin with.
  ///   - format: How the events are written.
  ///   - zone: The zone in which dates begin.
  ///   - log: The log that will take the events; it learns the name.
  public init(
    name: String, format: OrderReader.Format, zone: ZoneOffsets, log: inout TraceLog
  ) {
    let file = Int32(truncatingIfNeeded: log.files.count)
    log.files.append(name)
    records = RecordReader(
      name: name, format: format, file: file, zone: zone, required: ["id", "kind", "at"],
      optional: [
        "recorded", "sequence", "codes", "container", "level", "product", "from", "to",
        "approval", "target", "source",
      ])
  }

  /// Events so far, and how many of them could not be read.
  public var counts: (records: Int, unreadable: Int) { (records.records, records.unreadable) }

  /// What is wrong with the text; what is wrong with events that could be read, the trace tells.
  public var findings: [TraceFinding] { records.findings.kept }

  /// Errors so far, those left out of ``findings`` included.
  public var errors: Int { records.findings.errors }

  /// Warnings so far, those left out of ``findings`` included.
  public var warnings: Int { records.findings.warnings }

  /// Reads the events that end in a block; a part at its end waits for the next.
  public mutating func read(_ block: [UInt8], isLast: Bool, into log: inout TraceLog) {
    records.read(block, isLast: isLast) { reader, view, place in
      let read = reader.readTraceEvent(&view)
      reader.finish(view)
      guard var event = read, !reader.sink.hasErrors else { return }
      event.place = place
      log.add(event)
    }
  }
}

/// Reads scans from NDJSON or CSV, block by block (RULES.md W-012).
public struct ScanReader {
  private var records: RecordReader
  private let tolerance: Int64

  /// Creates a reader.
  /// - Parameters:
  ///   - name: The name that findings begin with.
  ///   - format: How the scans are written.
  ///   - zone: The zone in which dates begin.
  ///   - log: The log of the trace; it learns the name, and its policy is asked about clocks.
  public init(
    name: String, format: OrderReader.Format, zone: ZoneOffsets, log: inout TraceLog
  ) {
    let file = Int32(truncatingIfNeeded: log.files.count)
    log.files.append(name)
    tolerance = log.policy.clockTolerance
    records = RecordReader(
      name: name, format: format, file: file, zone: zone, required: ["code", "at"],
      optional: ["recorded", "region", "role", "venue", "fix", "source"])
  }

  /// Scans so far, and how many of them could not be read.
  public var counts: (records: Int, unreadable: Int) { (records.records, records.unreadable) }

  /// What is wrong with the scans.
  public var findings: [TraceFinding] { records.findings.kept }

  /// Errors so far, those left out of ``findings`` included.
  public var errors: Int { records.findings.errors }

  /// Warnings so far, those left out of ``findings`` included.
  public var warnings: Int { records.findings.warnings }

  /// Reads the scans that end in a block; they take the place of those of the block before.
  public mutating func read(_ block: [UInt8], isLast: Bool, into scans: inout [Scan]) {
    scans.removeAll(keepingCapacity: true)
    var jumps: [TracePlace] = []
    records.read(block, isLast: isLast) { reader, view, place in
      let read = reader.readScan(&view)
      reader.finish(view)
      guard var scan = read, !reader.sink.hasErrors else { return }
      scan.place = place
      if let recorded = scan.recorded {
        let (last, overflow) = recorded.secondsSinceEpoch.addingReportingOverflow(tolerance)
        if !overflow, scan.at.secondsSinceEpoch > last { jumps.append(place) }
      }
      scans.append(scan)
    }
    for place in jumps {
      records.report(
        TraceFinding(
          .clockJump, .warning, "the scan was told before it happened",
          help: "set the clock of the device; the scan counts when it says it happened", at: place))
    }
  }
}

extension RuleReader {
  /// One event; `nil` where its id, kind or time is missing.
  mutating func readTraceEvent(_ view: inout FieldView) -> TraceEvent? {
    let id = id(&view)
    if id == nil { return nil }
    let kind: TraceKind? = choice("kind", &view)
    if kind == nil { missing("kind", view) }
    let at = cell("at", &view).flatMap { moment($0) }
    if at == nil { missing("at", view) }
    var event = TraceEvent(
      id: id ?? "", kind ?? .void, at: at ?? Instant(secondsSinceEpoch: 0),
      codes: codes("codes", &view))
    event.recorded = cell("recorded", &view).flatMap { moment($0) }
    event.sequence = integer("sequence", Int64.min...Int64.max, &view) ?? 0
    event.container = code("container", &view)
    event.level = choice("level", &view)
    event.product = name("product", &view)
    event.from = name("from", &view)
    event.to = name("to", &view)
    event.approval = name("approval", &view)
    event.target = name("target", &view)
    event.source = name("source", &view)
    return kind == nil || at == nil ? nil : event
  }

  /// One scan; `nil` where its code or time is missing.
  mutating func readScan(_ view: inout FieldView) -> Scan? {
    let code = code("code", &view)
    if code == nil { missing("code", view) }
    let at = cell("at", &view).flatMap { moment($0) }
    if at == nil { missing("at", view) }
    var scan = Scan(
      code ?? "", at: at ?? Instant(secondsSinceEpoch: 0), region: text("region", &view) ?? "")
    scan.recorded = cell("recorded", &view).flatMap { moment($0) }
    scan.role = choice("role", &view) ?? .consumer
    scan.venue = choice("venue", &view) ?? .unknown
    scan.fix = choice("fix", &view) ?? .ip
    scan.source = text("source", &view)
    return code == nil || at == nil ? nil : scan
  }

  /// One code; in tables blanks around it are left out (RULES.md W-012).
  private mutating func code(_ name: String, _ view: inout FieldView) -> String? {
    guard let text = text(name, &view) else { return nil }
    let ends = [text.utf8.first, text.utf8.last]
    guard case .row = view.source, ends.contains(where: { $0 == 32 || $0 == 9 }) else {
      return text
    }
    return String(decoding: RuleReader.trimmed(Array(text.utf8)[...]), as: UTF8.self)
  }

  /// A text that must be an id where it is stated.
  private mutating func name(_ name: String, _ view: inout FieldView) -> String? {
    guard let cell = cell(name, &view), isIdentifier(cell, name) else { return nil }
    return cell.text
  }

  /// A list of codes; in tables, and in a single text, separated by `;`.
  private mutating func codes(_ name: String, _ view: inout FieldView) -> [String] {
    if case .object = view.source {
      guard let node = member(name, &view) else { return [] }
      if tree.kind(of: node) == .array {
        return Array(tree.children(of: node)).compactMap { scalar($0)?.text }
      }
    }
    guard let cell = cell(name, &view) else { return [] }
    return cell.bytes.split(separator: 59).compactMap { part in
      let code = part.drop { $0 == 32 || $0 == 9 }
      guard let last = code.lastIndex(where: { $0 != 32 && $0 != 9 }) else { return nil }
      return String(decoding: code[...last], as: UTF8.self)
    }
  }
}
