/// Keys of a table for which some schedule prices whatever quantity they are found for, with rows
/// that state amounts (RULES.md U-024).
struct CoveringRows {
  private struct Place: Hashable {
    var key: [Int32]
    var currency: Currency
  }

  /// The rows of a key and currency that state no unit, or their product's base unit, in force
  /// together: a schedule (RULES.md P-002).
  private struct Span {
    var validity: Validity
    var row: Int
    var holdsAll: Bool
  }

  private let symbols: SymbolTable
  private let bookCurrency: Currency
  private var spans: [Place: [Span]] = [:]

  var isEmpty: Bool { spans.isEmpty }

  init(_ table: PriceTable, _ rules: CompiledRules) {
    let rows = table.rows
    (symbols, bookCurrency) = (rows.symbols, rules.book.currency)
    let product = table.keys.firstIndex(of: .product)
    var members: [Place: [Int]] = [:]
    for row in 0..<rows.count {
      let key = Array(rows.keys[row * rows.keyCount..<(row + 1) * rows.keyCount])
      guard CoveringRows.isOfBaseUnits(row, rows, product.map { key[$0] }, rules) else { continue }
      let place = Place(key: key, currency: rows.currency(of: row) ?? bookCurrency)
      members[place, default: []].append(row)
    }
    for (place, rows) in members {
      // Where schedules may not overlap those that leave something open stand in nobody's way.
      let found = CoveringRows.spans(of: rows, table.rows)
        .filter { $0.holdsAll || table.overlap == .latestStart }
      if found.contains(where: \.holdsAll) { spans[place] = found }
    }
  }

  private static func isOfBaseUnits(
    _ row: Int, _ rows: PriceRows, _ product: Int32?, _ rules: CompiledRules
  ) -> Bool {
    guard rows.units[row] >= 0 else { return true }
    guard let product else { return false }
    let index = rules.catalog.products.index(of: rows.symbols.name(product))
    guard index >= 0 else { return false }
    return IdentifierOrder.areEqual(
      rows.symbols.name(rows.units[row]), rules.catalog.baseUnitName(of: index))
  }

  /// Rows of one key, currency and unit as schedules. Bands between which something lies are
  /// refused (RULES.md P-015), so that the ends alone say whether they hold all quantities.
  private static func spans(of members: [Int], _ rows: PriceRows) -> [Span] {
    Dictionary(grouping: members) { rows.window[$0] }.compactMap { window, bands in
      let sorted = bands.sorted { rows.froms[$0] < rows.froms[$1] }
      guard let first = sorted.first, let last = sorted.last else { return nil }
      let stated = sorted.compactMap { rows.extras[Int32(truncatingIfNeeded: $0)] }
      let holdsAll =
        rows.froms[first] == 0 && rows.extras[Int32(truncatingIfNeeded: last)]?.below == nil
        && stated.allSatisfy { $0.derivation == nil && $0.cap == nil }
      return Span(validity: rows.windows[Int(window)], row: first, holdsAll: holdsAll)
    }
  }

  /// How the table's keys name a text, −1 where none does.
  func symbol(_ text: String) -> Int32 { symbols.index(of: text) }

  /// The first row of a schedule of a key that is in force, in the same currency, whenever another
  /// row is, and behind no schedule that leaves something open: of schedules in force together the
  /// one that starts last stands alone (RULES.md P-006).
  func row(of key: [Int32], for other: PriceRow) -> Int? {
    let place = Place(key: key, currency: other.currency ?? bookCurrency)
    guard let spans = spans[place] else { return nil }
    return spans.first { span in
      span.holdsAll && span.validity.from <= other.validity.from
        && other.validity.until <= span.validity.until
        && !spans.contains {
          !$0.holdsAll && $0.validity.overlaps(other.validity)
            && !CoveringRows.comesFirst(span.validity, $0.validity)
        }
    }?.row
  }

  private static func comesFirst(_ a: Validity, _ b: Validity) -> Bool {
    a.from != b.from ? a.from > b.from : a.until < b.until
  }
}
