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
    let covering = covering(earlier)
    guard !covering.isEmpty else { return }
    let symbols = book.products.map { covering.symbol($0.id) }
    // What holds for a row holds for all of the same goods that ask for the same keys.
    struct Asked: Hashable {
      var goods: [Int32]
      var key: [Int32]
      var currency: Currency?
      var validity: Validity
    }
    var known: [Asked: Bool] = [:]
    for row in 0..<later.rows.count {
      let stated = later.rows[row]
      var key = places.map { $0.map { covering.symbol(stated.key[$0]) } ?? -1 }
      let asked = Asked(
        goods: goodsKey(row, later), key: key, currency: stated.currency,
        validity: stated.validity)
      let isCovered =
        known[asked]
        ?? isEvery(of: stated.key, later.keys) { goods in
          key[product] = symbols[goods]
          return symbols[goods] >= 0 && covering.row(of: key, for: stated) != nil
        }
      known[asked] = isCovered
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
    let covering = covering(table)
    guard !covering.isEmpty else { return }
    let width = table.rows.keyCount
    var nearer: [[Int32]: [[Int32]]] = [:]
    for row in 0..<table.rows.count {
      let named = goodsKey(row, table)
      let stated = table.rows[row]
      let ways = nearer[named] ?? self.nearer(stated.key, place, table)
      nearer[named] = ways
      guard !ways.isEmpty else { continue }
      var key = Array(table.rows.keys[row * width..<(row + 1) * width])
      let isCovered = ways.allSatisfy { categories in
        categories.contains { category in
          rowSteps -= 1
          guard rowSteps > 0 else { return false }
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

  /// The categories below a key's that rows name, from each on at which goods of the key stand;
  /// none where some stand below no such category.
  private mutating func nearer(_ key: [String], _ place: Int, _ table: PriceTable) -> [[Int32]] {
    var own: Set<IdentifierKey> = []
    for goods in goodsPlaces(key, table.keys) {
      rowSteps -= 1
      guard rowSteps > 0, let category = book.products[goods].category else { return [] }
      own.insert(IdentifierKey(category))
    }
    var ways: Set<[Int32]> = []
    for category in own {
      let way = logic.chain(from: category.text, .productCategory)
        .prefix { !IdentifierOrder.areEqual($0, key[place]) }
        .map { table.rows.symbols.index(of: $0) }.filter { $0 >= 0 }
      guard !way.isEmpty else { return [] }
      ways.insert(way)
    }
    return Array(ways)
  }

  /// Whether a row's key names goods that there are, and a test holds for all of them.
  private mutating func isEvery(
    of key: [String], _ keys: [KeyField], _ test: (Int) -> Bool
  ) -> Bool {
    let goods = goodsPlaces(key, keys)
    return !goods.isEmpty
      && goods.allSatisfy { place in
        rowSteps -= 1
        return rowSteps > 0 && test(place)
      }
  }

  /// What a row's key says of goods.
  private func goodsKey(_ row: Int, _ table: PriceTable) -> [Int32] {
    table.keys.indices.filter { StaticChecks.goodsField(table.keys[$0]) != nil }
      .map { table.rows.keys[row * table.rows.keyCount + $0] }
  }

  /// The products, by their places in the book, of the category, brand or id of a key that fewest
  /// have: the goods that it is for are among them.
  private func goodsPlaces(_ key: [String], _ keys: [KeyField]) -> [Int] {
    var fewest: [Int]?
    for (place, field) in keys.enumerated() {
      guard let field = StaticChecks.goodsField(field),
        let places = reach.products[field]?[IdentifierKey(key[place])]
      else { continue }
      fewest = fewest.map { $0.count <= places.count ? $0 : places } ?? places
    }
    return fewest ?? []
  }

  private static func goodsField(_ field: KeyField) -> ConditionField? {
    switch field {
    case .product: .product
    case .category: .productCategory
    case .brand: .productBrand
    default: nil
    }
  }
}
