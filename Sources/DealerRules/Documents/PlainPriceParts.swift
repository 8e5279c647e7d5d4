/// Reads a large table of prices in parts, each by a task of its own.
///
/// The bytes are cut behind line ends, which are ends of rows but inside a text in quotes; that has
/// no end then in the part where it begins, which is a finding. Of a table with a finding, or with
/// a row that is not plain, nothing is taken: it is read from its start to its end, so that no
/// answer shows how many tasks there were (RULES.md X-007).
struct PlainPriceParts: Sendable {
  private let reader: CSVReader
  private let columns: IdentifierMap<Int>
  /// The price tables without rows, and how their fields are meant.
  private let book: RuleBook
  private let tables: IdentifierMap<Int>
  /// Where the parts begin, and the end.
  private let cuts: [Int]

  /// Bytes of a part at least; less is read faster than tasks begin.
  private static let least = 1 << 18

  /// `nil` where the table is too small for parts, or has no line ends to cut behind.
  /// - Parameter reader: A reader that has read the header.
  init?(
    _ reader: CSVReader, _ columns: IdentifierMap<Int>, _ book: RuleBook,
    _ tables: IdentifierMap<Int>, workers: Int
  ) {
    let (start, end) = (reader.position, reader.bytes.count)
    let parts = min(workers, (end - start) / PlainPriceParts.least)
    guard parts > 1 else { return nil }
    var cuts = [start]
    for part in 1..<parts {
      let even = start + (end - start) / parts * part
      guard let last = reader.bytes[even...].firstIndex(of: 10) else { break }
      if last + 1 > cuts[cuts.count - 1], last + 1 < end { cuts.append(last + 1) }
    }
    guard cuts.count > 1 else { return nil }
    self.cuts = cuts + [end]
    (self.reader, self.columns, self.tables) = (reader, columns, tables)
    var empty = book
    for index in empty.priceTables.indices {
      empty.priceTables[index].rows = PriceRows(keyCount: empty.priceTables[index].keys.count)
    }
    self.book = empty
  }

  /// The rows of every part by price table, in the order of the parts; `nil` where the table is to
  /// be read from its start to its end.
  func rows() async -> [[PriceRows]]? {
    await withTaskGroup(of: (Int, [PriceRows]?).self) { group in
      for part in cuts.indices.dropLast() { group.addTask { (part, rows(of: part)) } }
      var found = [[PriceRows]](repeating: [], count: cuts.count - 1)
      for await (part, rows) in group {
        guard let rows else { return nil }
        found[part] = rows
      }
      return found
    }
  }

  private func rows(of part: Int) -> [PriceRows]? {
    let start = cuts[part]
    guard var plain = PlainPriceReader(columns) else { return nil }
    var reader = CSVReader(reader, rows: start..<cuts[part + 1])
    var (book, record, sink) = (book, CSVRecord(), DiagnosticSink(limit: 1))
    while reader.next(&record, sink: &sink) {
      guard !sink.hasErrors else { return nil }
      if record.isBlank { continue }
      guard plain.append(record, &book, tables) else { return nil }
    }
    guard !sink.hasErrors else { return nil }
    for index in book.priceTables.indices {
      book.priceTables[index].rows.shiftOrigins(by: UInt32(truncatingIfNeeded: start))
    }
    return book.priceTables.map(\.rows)
  }
}
