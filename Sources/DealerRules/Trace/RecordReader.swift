/// Reads records of NDJSON or CSV from a file that comes in blocks, so that no file is ever held
/// whole (RULES.md W-012).
struct RecordReader {
  /// Bytes of one record.
  static let recordBytes = 1 << 20

  let name: String
  let format: OrderReader.Format
  let file: Int32
  private let required: [String]
  private let known: [String]
  var reader: RuleReader
  /// Findings about records, by place.
  private(set) var findings = TraceFindings()
  /// Records so far, and those that could not be read.
  private(set) var records = 0
  private(set) var unreadable = 0

  private var cutter: RecordCutter
  /// The header of a table with its line end; it goes before every block.
  private var header: [UInt8] = []
  private var isOpen = true
  /// Where the lines of the bytes at hand begin, from the first finding in them on: it is made
  /// once, whatever the number of records that something is wrong with.
  private var lineIndex: LineIndex?
  /// Lines before the block at hand.
  private var lines: UInt32 = 0

  init(
    name: String, format: OrderReader.Format, file: Int32, zone: ZoneOffsets, required: [String],
    optional: [String]
  ) {
    self.name = name
    self.format = format
    self.file = file
    self.required = required
    known = required + optional
    reader = RuleReader([], limits: Limits())
    reader.book.zone = zone
    cutter = RecordCutter(isTable: format == .csv, recordBytes: RecordReader.recordBytes)
  }

  /// Reads the records that end in a block; `read` finishes the view that it is given, and takes
  /// what it read only where nothing is wrong with it.
  mutating func read(
    _ block: [UInt8], isLast: Bool,
    _ read: (inout RuleReader, inout FieldView, TracePlace) -> Void
  ) {
    for piece in cutter.cut(block, isLast: isLast) {
      if let gap = piece.gap { pass(gap) }
      guard !piece.bytes.isEmpty, isOpen else { continue }
      let before = lines
      if format == .csv { readRows(piece.bytes, read) } else { readLines(piece.bytes, read) }
      lines = before &+ LineEnds.of(piece.bytes[...])
    }
  }

  /// Passes over a record that is too long; a table is closed where that is its header.
  private mutating func pass(_ gap: Int) {
    if isOpen {
      findings.report(
        .documentTooLarge, .error, "a record has more than \(RecordReader.recordBytes) bytes",
        help: format == .csv ? "a closing quote may be missing" : "state one record on each line",
        at: TracePlace(file: file, line: lines &+ 1, column: 1))
      records += 1
      unreadable += 1
    }
    lines &+= UInt32(truncatingIfNeeded: gap)
    if format == .csv, header.isEmpty { isOpen = false }
  }

  private mutating func readLines(
    _ bytes: [UInt8], _ read: (inout RuleReader, inout FieldView, TracePlace) -> Void
  ) {
    let source = RuleSource(name: name, bytes: bytes)
    begin()
    var position = 0
    var line = lines
    while position < bytes.count {
      let end = bytes[position...].firstIndex(of: 10) ?? bytes.count
      let range = position..<end
      position = end + 1
      line &+= 1
      if range.allSatisfy({ bytes[$0] == 32 || bytes[$0] == 9 || bytes[$0] == 13 }) { continue }
      records += 1
      reader.sink.renew()
      let isGood = reader.json.read(
        source, range: range, index: 0, into: &reader.tree, sink: &reader.sink)
      let syntax = reader.sink
      if isGood, var view = reader.object(reader.tree.root) {
        let place = TracePlace(file: file, line: line, column: 1)
        read(&reader, &view, place)
      }
      if !isGood { reader.sink = syntax }
      take(bytes, lines, record: line)
    }
  }

  private mutating func readRows(
    _ bytes: [UInt8], _ read: (inout RuleReader, inout FieldView, TracePlace) -> Void
  ) {
    let isFirst = header.isEmpty
    let source = RuleSource(name: name, bytes: header + bytes)
    begin()
    var table = CSVReader(source, index: 0, checksRows: true, sink: &reader.sink)
    // Lines are told as if the header stood before every block.
    var line = isFirst ? 0 : lines &- LineEnds.of(header[...])
    let base = line
    if isFirst {
      open(table)
      take(source.bytes, base, record: 1)
      guard isOpen else { return }
      header = Array(source.bytes[..<table.position])
    }
    var counted = 0
    while true {
      reader.sink.renew()
      let step = table.step(&reader.record, sink: &reader.sink)
      guard step != .end else { return }
      let start = Int(reader.record.start)
      line &+= LineEnds.of(source.bytes[counted..<start])
      counted = start
      if step == .row, reader.record.isBlank { continue }
      records += 1
      if step == .row {
        var view = FieldView(row: reader.record.span)
        read(&reader, &view, TracePlace(file: file, line: line &+ 1, column: 1))
      }
      take(source.bytes, base, record: line &+ 1)
    }
  }

  /// Checks the columns; without those that every row needs no row is read.
  private mutating func open(_ table: CSVReader) {
    reader.columns = [:]
    for (index, column) in table.header.enumerated() { reader.columns[column] = index }
    // A needed column misspelt is told as missing, with this one as help.
    let missing = required.filter { !table.header.contains($0) }
    for (column, span) in zip(table.header, table.headerSpans)
    where !column.isEmpty && !known.contains(column)
      && !missing.contains(where: { Suggestion.closest(to: $0, among: [column]) != nil })
    {
      reader.report(
        .unknownColumn, "unknown column \(Diagnostic.quote(column))",
        help: Suggestion.help(for: column, among: known)
          ?? "the columns are \(known.joined(separator: ", "))", at: span)
    }
    isOpen = table.columns(required, optional: known, sink: &reader.sink) != nil
    if reader.sink.hasErrors { isOpen = false }
  }

  /// Forgets where the lines of the bytes before began.
  private mutating func begin() {
    reader.sink = DiagnosticSink(limit: 100)
    lineIndex = nil
  }

  /// Takes the findings of one record over, each with its line in the file.
  private mutating func take(_ bytes: [UInt8], _ base: UInt32, record line: UInt32) {
    guard !reader.sink.diagnostics.isEmpty else { return }
    if reader.sink.hasErrors, records > 0 { unreadable += 1 }
    let index = lineIndex ?? LineIndex(bytes)
    lineIndex = index
    for finding in reader.sink.sorted() {
      var place = TracePlace(file: file, line: line, column: 1)
      if let span = finding.span {
        let found = index.place(of: Int(span.start))
        place.line = base &+ UInt32(truncatingIfNeeded: found.line)
        place.column = UInt32(truncatingIfNeeded: found.column)
      }
      findings.report(
        finding.code, finding.severity, finding.message, help: finding.help, at: place)
    }
    // One finding tells that a record has more than are kept of it; it stands for one of them.
    let kept = reader.sink.diagnostics.count { $0.severity == .error }
    findings.leaveOut(errors: max(0, reader.sink.errorCount - kept - 1))
  }

  /// Adds a finding of the caller.
  mutating func report(_ finding: TraceFinding) {
    findings.report(
      finding.code, finding.severity, finding.message, help: finding.help, at: finding.place)
  }
}

extension LineEnds {
  /// Those of some bytes as lines of traces are counted.
  fileprivate static func of(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    UInt32(truncatingIfNeeded: count(bytes))
  }
}
