// Changes of price rows, which have names instead of ids (RULES.md U-030).
extension RuleOverride {
  /// Where a document states a row.
  struct Place: Hashable, Sendable {
    /// The document's name.
    var document: String
    /// Bytes before the row.
    var start: UInt32
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
        place = Place(
          document: rules.book.sources[Int(origin.source)].name, start: origin.start)
        return
      }
    }
    let named = body.lastIndex(of: ".").map { String(body[..<$0]) } ?? String(body)
    throw Fault(
      message: "there is no price row \(Diagnostic.quote(named)); `explain` tells the names of "
        + "rows, such as `list/A`")
  }

  /// The sources with every change made; those of price rows first, from the last on, because the
  /// others move them.
  /// - Complexity: O(changes × bytes).
  public static func applied(
    _ changes: [RuleOverride], to sources: [RuleSource]
  ) throws(Fault) -> [RuleSource] {
    let rows = changes.filter { $0.place != nil }
      .sorted { ($0.place?.start ?? 0) > ($1.place?.start ?? 0) }
    var result = sources
    for change in rows + changes.filter({ $0.place == nil }) {
      result = try change.applied(to: result)
    }
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
