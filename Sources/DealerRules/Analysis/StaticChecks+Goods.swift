// Price rows for goods of which each has a row that is found before (RULES.md U-024).
extension StaticChecks {
  /// Rows for dealers that supply nobody.
  mutating func checkParents(_ table: PriceTable) {
    guard let position = table.keys.firstIndex(of: .parent), !book.customers.isEmpty else { return }
    let parents = Set(book.customers.compactMap { $0.parent.map { IdentifierKey($0) } })
    var told: Set<IdentifierKey> = []
    for row in 0..<table.rows.count {
      let text = table.rows[row].key[position]
      guard !parents.contains(IdentifierKey(text)), told.insert(IdentifierKey(text)).inserted else {
        continue
      }
      add(
        .unreachableRow,
        "rows of \(Diagnostic.quote(table.id)) are for the parent dealer "
          + "\(Diagnostic.quote(text)), which none has",
        help: Suggestion.closest(to: text, among: parents.sorted().map(\.text))
          .map { "did you mean `\($0)`?" } ?? "state it with a customer or product",
        at: table.rows.origin(of: row), text: text)
    }
  }

  /// Rows for a category or brand of which another table, searched before, has a row for each
  /// product.
  mutating func checkGoods(_ later: PriceTable, by earlier: PriceTable) {
    guard let product = earlier.keys.firstIndex(of: .product), earlier.multiply.isEmpty,
      !later.keys.contains(.product)
    else { return }
    let places = earlier.keys.map { later.keys.firstIndex(of: $0) }
    guard places.filter({ $0 == nil }).count == 1, places[product] == nil else { return }
    let covering = CoveringRows(earlier)
    guard !covering.isEmpty else { return }
    for row in 0..<later.rows.count {
      let stated = later.rows[row]
      let isCovered = isEvery(of: stated.key, later.keys) { goods in
        let key = places.map { $0.map { stated.key[$0] } ?? goods.id }
        return covering.row(of: key, for: stated) != nil
      }
      guard isCovered else { continue }
      add(
        .unreachableRow,
        "the price row \(Diagnostic.quote(RowName.text(later, row))) is never reached: "
          + "rows of \(Diagnostic.quote(earlier.id)) are found before it",
        help: "search \(Diagnostic.quote(later.id)) before \(Diagnostic.quote(earlier.id))",
        at: stated.origin)
    }
  }

  /// Rows for a category of which each product has a row of a nearer one.
  mutating func checkNearer(_ table: PriceTable) {
    guard let place = table.keys.firstIndex(of: .category), table.multiply.isEmpty else { return }
    let covering = CoveringRows(table)
    guard !covering.isEmpty else { return }
    for row in 0..<table.rows.count {
      let stated = table.rows[row]
      let isCovered = isEvery(of: stated.key, table.keys) { goods in
        let nearer = logic.chain(from: goods.category, .productCategory)
          .prefix { !IdentifierOrder.areEqual($0, stated.key[place]) }
        return nearer.contains { category in
          var key = stated.key
          key[place] = category
          return covering.row(of: key, for: stated) != nil
        }
      }
      guard isCovered else { continue }
      add(
        .unreachableRow,
        "the price row \(Diagnostic.quote(RowName.text(table, row))) is never reached: "
          + "rows of \(Diagnostic.quote(table.id)) are found before it",
        help: "take it out, or let one of its goods have no nearer row", at: stated.origin)
    }
  }

  /// Whether a row's key names a category or brand that some product has, and a test holds for all
  /// products that the key is for.
  private func isEvery(
    of key: [String], _ keys: [KeyField], _ test: (Product) -> Bool
  ) -> Bool {
    var fewest: [Int]?
    for (place, field) in keys.enumerated() {
      let places: [Int]? =
        switch field {
        case .product: reach.products[.product]?[IdentifierKey(key[place])]
        case .category: reach.products[.productCategory]?[IdentifierKey(key[place])]
        case .brand: reach.products[.productBrand]?[IdentifierKey(key[place])]
        default: nil
        }
      guard let places else { continue }
      fewest = fewest.map { $0.count <= places.count ? $0 : places } ?? places
    }
    guard let fewest, !fewest.isEmpty else { return false }
    return fewest.allSatisfy { test(book.products[$0]) }
  }
}

/// Rows of a table that price whatever quantity their key is found for, by key.
struct CoveringRows {
  private var rows: [[IdentifierKey]: [(validity: Validity, currency: Currency?, row: Int)]] = [:]

  var isEmpty: Bool { rows.isEmpty }

  init(_ table: PriceTable) {
    for row in 0..<table.rows.count {
      let stated = table.rows[row]
      guard stated.from == 0, stated.below == nil, stated.cap == nil, stated.unit == nil,
        case .amount = stated.value
      else { continue }
      rows[stated.key.map { IdentifierKey($0) }, default: []]
        .append((stated.validity, stated.currency, row))
    }
  }

  /// The row of a key that is in force, in the same currency, whenever another one is.
  func row(of key: [String], for other: PriceRow) -> Int? {
    rows[key.map { IdentifierKey($0) }]?.first { entry in
      entry.currency == other.currency && entry.validity.from <= other.validity.from
        && other.validity.until <= entry.validity.until
    }?.row
  }
}
