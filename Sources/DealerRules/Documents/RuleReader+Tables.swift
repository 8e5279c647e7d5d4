// Tables in CSV: their headers, and their rows one by one or in parts (RULES.md N-003).
extension RuleReader {
  /// A table whose header has been read.
  struct Table {
    var reader: CSVReader
    /// What reads a row that ``plain`` leaves.
    let row: @Sendable (inout RuleReader, inout FieldView) -> Void
    var plain: PlainPriceReader?
  }

  /// `nil` for a source that is no table, or one without rows that can be read, which is reported.
  mutating func openTable(_ source: Int) -> Table? {
    guard sources[source].name.hasSuffix(".csv") else { return nil }
    let name = RuleReader.tableName(sources[source].name)
    guard let row = RuleReader.rowReaders[name] else {
      if name.hasPrefix("orders") { return nil }
      report(
        .unknownTable, "no table is called \(Diagnostic.quote(name))",
        help: Suggestion.closest(to: name, among: RuleReader.rowReaders.keys.sorted()).map {
          "did you mean `\($0).csv`?"
        } ?? "the tables are \(RuleReader.rowReaders.keys.sorted().joined(separator: ", "))",
        at: SourceSpan(source: Int32(source), 0, 0))
      return nil
    }
    let reader = CSVReader(sources[source], index: Int32(source), sink: &sink)
    columns = [:]
    for (index, column) in reader.header.enumerated() { columns[column] = index }
    checkColumns(name, reader)
    let required = RuleReader.requiredColumns[name] ?? []
    let optional = RuleReader.knownColumns[name] ?? []
    guard reader.columns(required, optional: optional, sink: &sink) != nil else { return nil }
    let plain = name == "prices" ? PlainPriceReader(columns) : nil
    return Table(reader: reader, row: row, plain: plain)
  }

  mutating func readRows(of table: consuming Table) {
    while table.reader.next(&record, sink: &sink) {
      if record.isBlank { continue }
      if table.plain?.append(record, &book, tableIndex) == true { continue }
      var view = FieldView(row: record.span)
      table.row(&self, &view)
    }
  }

  /// Takes the rows of a large table of plain prices as several tasks read them; false where it is
  /// no such table.
  mutating func takeParts(of table: Table, _ workers: Int) async -> Bool {
    guard table.plain != nil,
      let parts = PlainPriceParts(table.reader, columns, book, tableIndex, workers: workers),
      let rows = await parts.rows()
    else { return false }
    for part in rows {
      for index in part.indices { book.priceTables[index].rows.append(contentsOf: part[index]) }
    }
    return true
  }

  private mutating func checkColumns(_ table: String, _ reader: CSVReader) {
    misspelt = []
    guard let known = RuleReader.knownColumns[table] else { return }
    let required = RuleReader.requiredColumns[table] ?? []
    for (name, span) in zip(reader.header, reader.headerSpans)
    where !name.isEmpty && !known.contains(name) {
      // A required column misspelt is reported as missing, with this one as help.
      let missing = required.filter { !reader.header.contains($0) }
      if missing.contains(where: { Suggestion.closest(to: $0, among: [name]) != nil }) { continue }
      if RuleReader.isOpenColumn(name, of: table) { continue }
      let meant = Suggestion.closest(to: name, among: known)
      if let meant { misspelt.insert(meant) }
      report(
        .unknownColumn, "unknown column \(Diagnostic.quote(name))",
        help: meant.map { "did you mean `\($0)`?" }
          ?? "the columns are \(known.joined(separator: ", "))",
        at: span)
    }
  }

  /// Whether a table may have a column beside those of its own: key columns of attributes are as
  /// many as there are attributes, and so are conditions.
  static func isOpenColumn(_ name: String, of table: String) -> Bool {
    switch table {
    case "prices": name.hasPrefix("customer.") || name.hasPrefix("product.")
    case "offers": isConditionColumn(name)
    default: false
    }
  }

  /// The columns of a table that are no attributes.
  static func columns(of table: String) -> [String] {
    switch table {
    case "products": productFields.sorted(by: IdentifierOrder.precedes)
    case "customers": customerFields.sorted(by: IdentifierOrder.precedes)
    default: knownColumns[table] ?? []
    }
  }

  /// `prices` of `tables/prices.csv`.
  private static func tableName(_ file: String) -> String {
    let last = file.split(separator: "/").last.map(String.init) ?? file
    return String(last.dropLast(4))
  }

  private static let rowReaders: [String: @Sendable (inout RuleReader, inout FieldView) -> Void] =
    [
      "categories": { $0.readCategory(&$1) }, "regions": { $0.readRegion(&$1) },
      "postalAreas": { $0.readPostalArea(&$1) }, "territories": { $0.readTerritory(&$1) },
      "products": { $0.readProduct(&$1) }, "customers": { $0.readCustomer(&$1) },
      "prices": { $0.readPrice(&$1) }, "rates": { $0.readExchangeRate(&$1) },
      "taxes": { $0.readTaxRate(&$1) }, "offers": { $0.readOfferRow(&$1) },
      "credit": { $0.readCreditNode(&$1) }, "receivables": { $0.readReceivable(&$1) },
    ]

  /// Columns of tables whose other columns are not attributes.
  private static let knownColumns: [String: [String]] = [
    "categories": ["id", "parent", "name"],
    "regions": ["id", "parent", "name", "aliases", "successors"] + validityColumns,
    "postalAreas": ["country", "form", "from", "below", "region"],
    "prices": priceColumns, "rates": ["from", "to", "factor"] + validityColumns + ["known"],
    "taxes": ["id", "class", "region", "rate", "status"] + validityColumns + ["known"],
    "offers": offerColumns, "territories": territoryColumns,
    "credit": creditColumns, "receivables": receivableColumns,
  ]

  /// Columns without which no row can be read.
  private static let requiredColumns: [String: [String]] = [
    "categories": ["id"], "regions": ["id"],
    "postalAreas": ["country", "form", "from", "below", "region"],
    "territories": ["id", "effect"], "products": ["id"],
    "customers": ["id"],
    "prices": ["table"], "rates": ["from", "to", "factor"], "taxes": ["id", "rate"],
    "offers": ["id", "shape"], "credit": ["id"], "receivables": ["id", "node", "amount"],
  ]

  static let validityColumns = ["validFrom", "validUntil", "validThrough"]
}
