/// One pass over the bytes of one row.
struct CSVScan {
  private let bytes: [UInt8]
  private let source: Int32
  private let limits: DocumentLimits
  /// The next byte to read; after a row, the first byte of the next line.
  private(set) var position: Int
  /// Fields of the row, those that were not stored included.
  private(set) var fieldCount = 0
  /// Fields to store.
  var maximumFields = 0
  private var isGood = true

  init(_ bytes: [UInt8], _ position: Int, source: Int32, limits: DocumentLimits) {
    self.bytes = bytes
    self.position = position
    self.source = source
    self.limits = limits
  }

  /// Reads a row and its line end; returns whether its fields are well formed.
  mutating func readRow(_ record: inout CSVRecord, _ sink: inout DiagnosticSink) -> Bool {
    record.fields.removeAll(keepingCapacity: true)
    let start = position
    var atEnd = false
    while !atEnd {
      let field =
        position < bytes.count && bytes[position] == 34 ? quotedField(&sink) : plainField(&sink)
      if Int(field.end - field.start) > limits.fieldBytes { reportLong(field, &sink) }
      if fieldCount < maximumFields { record.fields.append(field) }
      fieldCount += 1
      atEnd = position >= bytes.count || bytes[position] != 44
      if !atEnd { position += 1 }
    }
    record.start = UInt32(truncatingIfNeeded: start)
    record.end = UInt32(truncatingIfNeeded: position)
    skipLineEnd()
    return isGood
  }

  private mutating func skipLineEnd() {
    guard position < bytes.count else { return }
    let isReturn = bytes[position] == 13
    position += 1
    if isReturn, position < bytes.count, bytes[position] == 10 { position += 1 }
  }

  private mutating func plainField(_ sink: inout DiagnosticSink) -> CSVRecord.Field {
    let start = position
    let (end, quote) = CSVScan.plainEnd(bytes, start)
    position = end
    if quote >= 0 { reportQuoteInside(start, quote, &sink) }
    return CSVRecord.Field(
      start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: end),
      isQuoted: false, hasDoubledQuotes: false)
  }

  /// Where a field without quotes ends, and where a quote stands in it, −1 for nowhere.
  private static func plainEnd(_ bytes: [UInt8], _ start: Int) -> (end: Int, quote: Int) {
    let bytes = bytes.span
    var index = start
    var quote = -1
    while index < bytes.count {
      let byte = bytes[index]
      // Everything that can end a field or be wrong in it is at or below the comma.
      if byte <= 44 {
        if byte == 44 || byte == 10 || byte == 13 { break }
        if byte == 34, quote < 0 { quote = index }
      }
      index += 1
    }
    return (index, quote)
  }

  /// A field in quotes. One that holds a line end and is not closed as it should be lacks its
  /// closing quote: it ends with its first line, so that no other row is lost (RULES.md N-002).
  /// ``RecordCutter`` ends records in the same way.
  private mutating func quotedField(_ sink: inout DiagnosticSink) -> CSVRecord.Field {
    let bytes = self.bytes
    let start = position + 1
    var index = start
    var isDoubled = false
    var isClosed = false
    var lineEnd: Int?
    while index < bytes.count, lineEnd == nil || index - start <= limits.fieldBytes {
      if bytes[index] != 34 {
        if lineEnd == nil, bytes[index] == 10 || bytes[index] == 13 { lineEnd = index }
        index += 1
      } else if index + 1 < bytes.count, bytes[index + 1] == 34 {
        isDoubled = true
        index += 2
      } else {
        isClosed = true
        break
      }
    }
    if let lineEnd, !isClosed || isText(index + 1) {
      (isClosed, index) = (false, lineEnd)
    }
    let field = CSVRecord.Field(
      start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: index),
      isQuoted: true, hasDoubledQuotes: isDoubled)
    position = isClosed ? index + 1 : index
    if isClosed {
      skipTextAfterQuote(&sink)
    } else {
      isGood = false
      sink.report(
        .unterminatedQuote, "quoted field has no closing quote",
        help: "close it with `\"`, and write `\"\"` for a quote inside it",
        at: SourceSpan(source: source, start - 1, index))
    }
    return field
  }

  /// Whether a byte is neither the end of a field nor that of the table.
  private func isText(_ index: Int) -> Bool {
    index < bytes.count && bytes[index] != 44 && bytes[index] != 10 && bytes[index] != 13
  }

  private mutating func skipTextAfterQuote(_ sink: inout DiagnosticSink) {
    let start = position
    while position < bytes.count {
      let byte = bytes[position]
      if byte == 44 || byte == 10 || byte == 13 { break }
      position += 1
    }
    guard position > start else { return }
    isGood = false
    guard !sink.isFull else { return sink.leaveOut() }
    let found = Diagnostic.quote(bytes[start..<position])
    sink.report(
      .textAfterQuote, "text \(found) follows a closing quote",
      help: "write `\"\"` for a quote inside a quoted field",
      at: SourceSpan(source: source, start, position))
  }

  private mutating func reportQuoteInside(
    _ start: Int, _ quote: Int, _ sink: inout DiagnosticSink
  ) {
    isGood = false
    guard !sink.isFull else { return sink.leaveOut() }
    let isSpaced = bytes[start..<quote].allSatisfy { $0 == 32 || $0 == 9 }
    sink.report(
      .quoteInField, "quote inside a field that does not begin with one",
      help: isSpaced
        ? "delete the space before the quote"
        : "put the field in double quotes and write `\"\"` for a quote inside it",
      at: SourceSpan(source: source, quote, quote + 1))
  }

  private mutating func reportLong(_ field: CSVRecord.Field, _ sink: inout DiagnosticSink) {
    isGood = false
    sink.report(
      .fieldTooLong,
      "field has \(field.end - field.start) bytes, the limit is \(limits.fieldBytes)",
      help: field.isQuoted ? "a closing quote may be missing" : nil,
      at: SourceSpan(source: source, start: field.start, end: field.end))
  }
}
