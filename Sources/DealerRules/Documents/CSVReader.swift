/// Reads a table in CSV (RFC 4180) row by row, with a header on its first line.
///
/// Lines end at LF, CRLF or CR. A row that is wrong is reported and skipped; a blank line is
/// skipped. Reading allocates nothing per row and takes time linear in the bytes.
struct CSVReader: Sendable {
  /// The column names without blanks around them, in the order of the table.
  private(set) var header: [String] = []
  /// Where the column names stand.
  private(set) var headerSpans: [SourceSpan] = []

  let source: Int32
  let limits: DocumentLimits
  private(set) var bytes: [UInt8]
  /// The next byte to read; the end of the bytes when the table cannot be read on.
  private(set) var position: Int
  private var row = 0
  /// A byte that is not UTF-8 damages its row and not the table.
  private let checksRows: Bool

  /// Checks the bytes and reads the header; a table without a usable header has no rows.
  init(
    _ source: RuleSource, index: Int32, limits: DocumentLimits = DocumentLimits(),
    checksRows: Bool = false, sink: inout DiagnosticSink
  ) {
    self.source = index
    self.limits = limits
    self.bytes = source.bytes
    self.checksRows = checksRows
    let all = 0..<source.bytes.count
    let start =
      checksRows
      ? SourceEncoding.start(source.bytes, all, source: index, limits: limits, sink: &sink)
      : SourceEncoding.check(source.bytes, all, source: index, limits: limits, sink: &sink)
    position = start ?? source.bytes.count
    if let start { readHeader(&sink, from: start) }
  }

  /// A reader of some rows of a table that another one has opened. Nothing that a row is read with
  /// is shared with the other, so that tasks do not wait for each other's counts of references;
  /// places are told from the start of the rows on.
  init(_ other: CSVReader, rows: Range<Int>) {
    self = other
    header = other.header.map { $0 }
    bytes = Array(other.bytes[rows])
    position = 0
  }

  /// Fills the record with the next good row; `false` at the end of the table.
  ///
  /// Every record has as many fields as the header.
  mutating func next(_ record: inout CSVRecord, sink: inout DiagnosticSink) -> Bool {
    while true {
      switch step(&record, sink: &sink) {
      case .row: return true
      case .damaged: continue
      case .end: return false
      }
    }
  }

  /// What one step of reading came upon.
  enum Step: Hashable, Sendable {
    /// A good row, with as many fields as the header.
    case row
    /// A row with a finding; the record holds the fields that could be told apart.
    case damaged
    /// The end of the table.
    case end
  }

  /// Reads the next row that is not blank, good or not.
  mutating func step(_ record: inout CSVRecord, sink: inout DiagnosticSink) -> Step {
    record.bytes = bytes
    record.source = source
    while position < bytes.count {
      var scan = CSVScan(bytes, position, source: source, limits: limits)
      // One more than fit, to tell a number that a thousands separator split.
      scan.maximumFields = header.count + 1
      let isGood = scan.readRow(&record, &sink)
      position = scan.position
      if record.isBlankLine(bytes) { continue }
      row += 1
      record.row = row
      guard isGood, isUTF8(Int(record.start)..<Int(record.end), &sink) else { return .damaged }
      guard scan.fieldCount == header.count else {
        reportCount(record, scan, &sink)
        return .damaged
      }
      return .row
    }
    return .end
  }

  /// Leaves out what stands before a byte.
  mutating func pass(to position: Int) { self.position = max(self.position, position) }

  /// Whether rows are not checked one by one, or this one is good.
  private func isUTF8(_ range: Range<Int>, _ sink: inout DiagnosticSink) -> Bool {
    !checksRows || SourceEncoding.isUTF8(bytes, range, source: source, sink: &sink)
  }

  /// The index of a column; `nil` when the table has none of that name.
  func column(_ name: String) -> Int? { header.firstIndex(of: name) }

  /// The indices of columns that the table must have; `nil` after reporting those that miss.
  ///
  /// `optional` names the columns that the table may have, for the suggestions.
  func columns(
    _ required: [String], optional: [String] = [], sink: inout DiagnosticSink
  ) -> [Int]? {
    // Without a header there is a finding already.
    guard !header.isEmpty else { return nil }
    let unknown = header.filter { !required.contains($0) && !optional.contains($0) }
    var found: [Int] = []
    for name in required {
      if let index = column(name) {
        found.append(index)
        continue
      }
      let close = Suggestion.closest(to: name, among: unknown)
      sink.report(
        .missingHeader, "table has no column \(Diagnostic.quote(name))",
        help: close.map { "rename the column \(Diagnostic.quote($0))" }
          ?? "add the column \(Diagnostic.quote(name))",
        at: close.flatMap { column($0) }.map { headerSpans[$0] } ?? headerLine)
    }
    return found.count == required.count ? found : nil
  }

  private var headerLine: SourceSpan {
    let start = headerSpans.first?.start ?? 0
    return SourceSpan(source: source, start: start, end: headerSpans.last?.end ?? start)
  }
}

// MARK: - Header

extension CSVReader {
  private mutating func readHeader(_ sink: inout DiagnosticSink, from start: Int) {
    var record = CSVRecord()
    record.bytes = bytes
    record.source = source
    var isGood = false
    repeat {
      guard position < bytes.count else {
        sink.report(
          .emptyFile, "table has no header", help: "name the columns on the first line",
          at: SourceSpan(source: source, position, position))
        return
      }
      var scan = CSVScan(bytes, position, source: source, limits: limits)
      scan.maximumFields = limits.columns
      isGood = scan.readRow(&record, &sink)
      position = scan.position
      if scan.fieldCount > limits.columns {
        sink.report(
          .tooManyColumns,
          "table has \(scan.fieldCount) columns, the limit is \(limits.columns)", at: record.span)
        isGood = false
      }
    } while record.isBlankLine(bytes)
    guard isUTF8(start..<position, &sink), isGood, separatorIsComma(record, &sink) else {
      position = bytes.count
      return
    }
    takeHeader(record, &sink)
  }

  private mutating func takeHeader(_ record: CSVRecord, _ sink: inout DiagnosticSink) {
    var first: IdentifierMap<Int> = [:]
    for index in 0..<record.count {
      let name = CSVReader.trimmed(record.bytes(index))
      header.append(name)
      headerSpans.append(record.span(index))
      if name.isEmpty {
        sink.report(
          .emptyHeader, "column \(index + 1) has no name",
          help: "name it, or delete the column and its comma", at: record.span(index))
      } else if let earlier = first[name] {
        sink.report(
          .duplicateHeader, "column name \(Diagnostic.quote(name)) is used twice",
          help: "columns \(earlier + 1) and \(index + 1) need different names",
          at: record.span(index))
      } else {
        first[name] = index
      }
    }
  }

  /// A single column whose name contains another separator is a table that was saved otherwise.
  private func separatorIsComma(_ record: CSVRecord, _ sink: inout DiagnosticSink) -> Bool {
    guard record.count == 1, !record.fields[0].isQuoted else { return true }
    let text = record.text(0)
    let others: [(Unicode.Scalar, String)] = [
      (";", "semicolons"), ("\t", "tabs"), ("|", "bars"), ("，", "full-width commas"),
    ]
    for (separator, name) in others where text.unicodeScalars.contains(separator) {
      sink.report(
        .wrongSeparator, "columns are separated by \(name)",
        help: "save the table with `,` between columns", at: record.span)
      return false
    }
    return true
  }

  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> String {
    let isBlank = { (byte: UInt8) in byte == 32 || byte == 9 || byte == 10 || byte == 13 }
    var text = bytes.drop(while: isBlank)
    while let last = text.last, isBlank(last) { text.removeLast() }
    return String(decoding: text, as: UTF8.self)
  }
}

// MARK: - Field counts

extension CSVReader {
  private func reportCount(
    _ record: CSVRecord, _ scan: CSVScan, _ sink: inout DiagnosticSink
  ) {
    guard !sink.isFull else { return sink.leaveOut() }
    let count = scan.fieldCount
    let message = "row has \(count) \(count == 1 ? "field" : "fields"), the header has "
    guard count > header.count else {
      sink.report(
        .tooFewFields, message + "\(header.count)",
        help: "nothing is given for \(names(header.dropFirst(count)))",
        at: record.span)
      return
    }
    var help = "put a text that contains commas in double quotes"
    if let number = splitNumber(record) {
      help = "write \(Diagnostic.quote(number)) without a thousands separator"
    }
    sink.report(
      .tooManyFields, message + "\(header.count)", help: help,
      at: SourceSpan(
        source: source, start: record.span(header.count).start, end: record.end))
  }

  private func names(_ columns: ArraySlice<String>) -> String {
    let shown = columns.prefix(3).map { Diagnostic.quote($0) }.joined(separator: ", ")
    return columns.count > 3 ? shown + " and \(columns.count - 3) more columns" : shown
  }

  /// The number that a thousands separator split into two fields, without its separator.
  private func splitNumber(_ record: CSVRecord) -> String? {
    for index in record.fields.indices.dropLast() {
      let (left, right) = (record.fields[index], record.fields[index + 1])
      guard !left.isQuoted, !right.isQuoted else { continue }
      let head = record.bytes(index)
      let tail = record.bytes(index + 1)
      let whole = tail.prefix { JSONScan.isDigit($0) }
      let rest = tail.dropFirst(whole.count)
      guard (1...3).contains(head.count), head.allSatisfy({ JSONScan.isDigit($0) }),
        head.first != 48, whole.count == 3, rest.isEmpty || rest.first == 46
      else { continue }
      return String(decoding: head + tail, as: UTF8.self)
    }
    return nil
  }
}
