/// One row of a table; it is filled again for every row, so reading allocates nothing per row.
struct CSVRecord: Sendable {
  /// One field: its bytes in the source, quotes excluded.
  struct Field: Hashable, Sendable {
    var start: UInt32
    var end: UInt32
    var isQuoted: Bool
    var hasDoubledQuotes: Bool  // its bytes are not yet its text
  }

  /// The fields in the order of the columns.
  var fields: [Field] = []
  /// The source's bytes.
  var bytes: [UInt8] = []
  /// Index of the source, for spans.
  var source: Int32 = 0
  /// Rows of data from 1, blank lines not counted; the header is no row.
  var row = 0
  /// Bytes of the whole row without its line end.
  var start: UInt32 = 0
  var end: UInt32 = 0

  init() {}

  /// How many fields the row has; every row a reader returns has one per column.
  var count: Int { fields.count }

  /// Whether no field has any text, as in the empty rows at the end of exported sheets.
  var isBlank: Bool { fields.allSatisfy { $0.start == $0.end } }

  /// Whether the line the record was read from has nothing but blanks on it.
  func isBlankLine(_ bytes: [UInt8]) -> Bool {
    guard fields.count <= 1 else { return false }
    return bytes[Int(start)..<Int(end)].allSatisfy { $0 == 32 || $0 == 9 }
  }

  /// The whole row.
  var span: SourceSpan { SourceSpan(source: source, start: start, end: end) }

  /// The bytes of a field, quotes included.
  func span(_ index: Int) -> SourceSpan {
    let field = fields[index]
    let quote: UInt32 = field.isQuoted ? 1 : 0
    return SourceSpan(source: source, start: field.start - quote, end: field.end + quote)
  }

  /// Whether a field has no text.
  func isEmpty(_ index: Int) -> Bool { fields[index].start == fields[index].end }

  /// The text of a field as UTF-8; no copy unless it has doubled quotes.
  func bytes(_ index: Int) -> ArraySlice<UInt8> {
    let field = fields[index]
    let raw = bytes[Int(field.start)..<Int(field.end)]
    return field.hasDoubledQuotes ? CSVRecord.undoubled(raw) : raw
  }

  /// Whether a field is written like this; one with doubled quotes is not.
  func holds(_ text: [UInt8], at index: Int) -> Bool {
    let field = fields[index]
    guard !field.hasDoubledQuotes, Int(field.end - field.start) == text.count else { return false }
    let written = bytes.span.extracting(Int(field.start)..<Int(field.end))
    let text = text.span
    for place in 0..<text.count where written[place] != text[place] { return false }
    return true
  }

  /// The text of a field.
  func text(_ index: Int) -> String { String(decoding: bytes(index), as: UTF8.self) }

  private static func undoubled(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var afterQuote = false
    for byte in text {
      if byte == 34, afterQuote {
        afterQuote = false
      } else {
        result.append(byte)
        afterQuote = byte == 34
      }
    }
    return result[...]
  }
}
