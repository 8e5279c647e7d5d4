/// Figures beside a trace: totals and what dealers sold through (RULES.md W-017).
public struct TraceFigures: Hashable, Sendable {
  /// A dealer's figures of W-016.
  public struct Dealer: Hashable, Sendable {
    /// The dealer.
    public var dealer: String
    /// Its figures, in any unit.
    public var figures: SellThrough
    /// Where they are stated.
    public var origin: DocumentPlace?
  }

  /// The totals of `totals.csv`.
  public var totals: [DatedTotal] = []
  /// The figures of `sellthrough.csv`, as they are given.
  public var dealers: [Dealer] = []

  /// Creates no figures.
  public init() {}

  /// Reads `totals.csv` and `sellthrough.csv`, told apart by their names, or throws every finding
  /// at once.
  /// - Complexity: O(bytes).
  public static func read(_ sources: [RuleSource]) throws(RuleErrors) -> TraceFigures {
    var reader = RuleReader(sources, limits: Limits())
    var result = TraceFigures()
    for index in sources.indices {
      if sources[index].name.hasSuffix("totals.csv") {
        reader.eachTableRow(index, RuleReader.totalColumns, optional: ["measure"]) { reader, view in
          reader.readTotal(&view).map { result.totals.append($0) }
        }
      } else {
        let lines = DocumentLines(sources[index])
        reader.eachTableRow(index, RuleReader.sellThroughColumns, optional: []) { reader, view in
          guard var dealer = reader.readSellThrough(&view) else { return }
          dealer.origin = lines.place(of: view.span)
          result.dealers.append(dealer)
        }
      }
    }
    if let errors = reader.sink.errors(in: sources) { throw errors }
    return result
  }
}

extension RuleReader {
  fileprivate static let totalColumns = ["key", "date", "total"]
  fileprivate static let sellThroughColumns = [
    "dealer", "opening", "bought", "scanned", "coverage", "reported",
  ]

  /// Reads every row of a table of known columns.
  fileprivate mutating func eachTableRow(
    _ source: Int, _ required: [String], optional: [String],
    _ read: (inout RuleReader, inout FieldView) -> Void
  ) {
    var table = CSVReader(
      sources[source], index: Int32(source), checksRows: true, sink: &sink)
    columns = [:]
    for (index, column) in table.header.enumerated() { columns[column] = index }
    let known = required + optional
    for (name, span) in zip(table.header, table.headerSpans)
    where !name.isEmpty && !known.contains(name) {
      report(
        .unknownColumn, "unknown column \(Diagnostic.quote(name))",
        help: Suggestion.help(for: name, among: known)
          ?? "the columns are \(known.joined(separator: ", "))", at: span)
    }
    guard table.columns(required, optional: known, sink: &sink) != nil else { return }
    while table.next(&record, sink: &sink) {
      if record.isBlank { continue }
      var view = FieldView(row: record.span)
      read(&self, &view)
    }
  }

  private mutating func stated(_ name: String, _ view: inout FieldView) -> Cell? {
    let cell = cell(name, &view)
    if cell == nil { missing(name, view) }
    return cell
  }

  fileprivate mutating func readTotal(_ view: inout FieldView) -> DatedTotal? {
    let key = stated("key", &view)
    let date = stated("date", &view).flatMap { self.date($0) }
    let total = stated("total", &view).flatMap { decimal($0, scale: Quantity.scale) }
    let measure = cell("measure", &view)?.text ?? ""
    guard let key, let date, let total else { return nil }
    return DatedTotal(measure: measure, key: key.text, date: date, total: total)
  }

  fileprivate mutating func readSellThrough(_ view: inout FieldView) -> TraceFigures.Dealer? {
    let dealer = stated("dealer", &view)
    var figures: [Int64] = []
    for name in ["opening", "bought", "scanned", "reported"] {
      guard let quantity = stated(name, &view).flatMap({ quantity($0) }) else { continue }
      if quantity < .zero { reportBelowZero([name], view) }
      figures.append(quantity.thousandths)
    }
    guard let cell = stated("coverage", &view), let coverage = rate(cell) else { return nil }
    if coverage <= .zero || coverage > .one {
      report(
        .numberOutOfRange, "the rate \(Diagnostic.quote(cell.text)) is out of range",
        help: "write a rate above 0 %, at most 100 %", at: cell.span)
      return nil
    }
    guard let dealer, figures.count == 4 else { return nil }
    return TraceFigures.Dealer(
      dealer: dealer.text,
      figures: SellThrough(
        opening: figures[0], bought: figures[1], scanned: figures[2], coverage: coverage,
        reported: figures[3]))
  }
}
