// Changes of price rows, which have names instead of ids (RULES.md U-030).
extension RuleOverride {
  /// Where a document states a row.
  struct Place: Hashable, Sendable {
    /// The document's name.
    var document: String
    /// Rows before it in the table, or items before it in the list.
    var position: Int
  }

  /// Reads `SECTION.ID.FIELD=VALUE` over rules; price rows are `prices.NAME.FIELD`, by the names
  /// that ``CompiledRules/name(of:)`` gives them.
  /// - Complexity: O(rows) for price rows, else O(ids).
  public init(_ text: String, of rules: CompiledRules) throws(Fault) {
    guard text.hasPrefix("prices.") else {
      try self.init(text) { section in rules.ids(of: section) }
      return
    }
    guard let equals = text.firstIndex(of: "=") else {
      throw Fault(message: "write prices.ROW.FIELD=VALUE, not \(Diagnostic.quote(text))")
    }
    let body = text[..<equals].dropFirst("prices.".count)
    // Names may hold points.
    var fields: [String: String] = [:]
    for point in body.indices where body[point] == "." {
      fields[String(body[..<point])] = String(body[body.index(after: point)...])
    }
    for table in rules.book.priceTables {
      for row in 0..<table.rows.count {
        let name = RowName.text(table, row)
        guard let field = fields[name], let origin = table.rows.origin(of: row),
          rules.book.sources.indices.contains(Int(origin.source))
        else { continue }
        self.init(
          section: "prices", id: name, path: field.split(separator: ".").map(String.init),
          value: String(text[text.index(after: equals)...]))
        let source = rules.book.sources[Int(origin.source)]
        place = Place(
          document: source.name, position: RuleOverride.position(of: origin.start, in: source))
        return
      }
    }
    let named = body.lastIndex(of: ".").map { String(body[..<$0]) } ?? String(body)
    throw Fault(
      message: "there is no price row \(Diagnostic.quote(named)); `explain` tells the names of "
        + "rows, such as `list/A`")
  }

  /// Rows or items that stand before a byte.
  private static func position(of start: UInt32, in source: RuleSource) -> Int {
    var sink = DiagnosticSink()
    guard source.name.hasSuffix(".json") else {
      var reader = CSVReader(source, index: 0, sink: &sink)
      var record = CSVRecord()
      var position = 0
      while reader.next(&record, sink: &sink), record.start < start { position += 1 }
      return position
    }
    var tree = JSONTree()
    var reader = JSONReader()
    reader.read(source, index: 0, into: &tree, sink: &sink)
    guard let list = tree.member("prices", of: tree.root) else { return 0 }
    return tree.children(of: list).reduce(0) { $0 + (tree.span(of: $1).end <= start ? 1 : 0) }
  }

  /// The sources with every change made, one after the other.
  /// - Complexity: O(changes × bytes).
  public static func applied(
    _ changes: [RuleOverride], to sources: [RuleSource]
  ) throws(Fault) -> [RuleSource] {
    var result = sources
    for change in changes { result = try change.applied(to: result) }
    return result
  }
}

extension CompiledRules {
  /// The ids of a section of rule documents of which values can be changed (RULES.md U-030).
  public func ids(of section: String) -> [String] {
    switch section {
    case "offers": book.offers.map(\.id)
    case "guards": book.guards.map(\.id)
    case "charges": book.charges.map(\.id)
    case "agreements": book.agreements.map(\.id)
    case "phases": book.phases.map(\.id)
    case "products": book.products.map(\.id)
    case "customers": book.customers.map(\.id)
    case "checks": book.checks.map(\.id)
    case "priceTables": book.priceTables.map(\.id)
    case "taxes": book.tax.rates.map(\.id)
    case "territories": book.territories.map(\.id)
    default: []
    }
  }
}
