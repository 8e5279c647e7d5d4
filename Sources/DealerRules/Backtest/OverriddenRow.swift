/// The row of a table of which a change alters a value (RULES.md U-030).
struct OverriddenRow {
  private let source: RuleSource
  /// The columns of the table.
  let header: [String]
  private let record: CSVRecord

  /// Finds the row; `nil` where the table does not have it.
  init?(_ change: RuleOverride, in source: RuleSource) {
    var sink = DiagnosticSink()
    var reader = CSVReader(source, index: 0, sink: &sink)
    let key = reader.column("id")
    var record = CSVRecord()
    var position = 0
    while reader.next(&record, sink: &sink) {
      let isMeant =
        if let place = change.place {
          place.position == position
        } else {
          key.map { IdentifierOrder.areEqual(record.text($0), change.id) } ?? false
        }
      position += 1
      guard isMeant else { continue }
      (self.source, header, self.record) = (source, reader.header, record)
      return
    }
    return nil
  }

  /// The columns with what stands in them, `nil` where nothing does.
  var cells: [(field: String, value: String?)] {
    header.indices.map { (header[$0], record.isEmpty($0) ? nil : record.text($0)) }
  }

  /// The table with the value in its place; a column that it lacks is empty in all other rows.
  func bytes(with change: RuleOverride) -> [UInt8] {
    let name = change.column
    let value = OverriddenRow.quoted(change.value)
    guard let column = header.firstIndex(of: name) else {
      return withColumn(OverriddenRow.quoted(name), value)
    }
    let span = record.span(column)
    var bytes = source.bytes
    bytes.replaceSubrange(Int(span.start)..<Int(span.end), with: Array(value.utf8))
    return bytes
  }

  private func withColumn(_ name: String, _ value: String) -> [UInt8] {
    var sink = DiagnosticSink()
    var reader = CSVReader(source, index: 0, sink: &sink)
    var bytes: [UInt8] = []
    var copied = 0
    func add(_ text: String, at end: UInt32) {
      bytes += source.bytes[copied..<Int(end)]
      bytes += Array(("," + text).utf8)
      copied = Int(end)
    }
    add(name, at: reader.headerSpans.last?.end ?? 0)
    var row = CSVRecord()
    while reader.next(&row, sink: &sink) {
      add(row.start == record.start ? value : "", at: row.end)
    }
    return bytes + source.bytes[copied...]
  }

  private static func quoted(_ text: String) -> String {
    let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
    return "\"" + parts.joined(separator: "\"\"") + "\""
  }
}
