// Plain rows that stand in the order of their keys are counted without being sorted (RULES.md
// P-002).
extension GroupBuilder {
  /// The rows as a counted table where all of them are plain and in order; `nil` otherwise, and
  /// where a key names something unknown. Nothing is reported.
  func inOrder(
    _ info: PriceTableInfo, _ columns: PriceColumns, _ catalog: CatalogTable, step: Int64
  ) -> CountedPrices? {
    let rows = table.rows
    guard let party = KernelPriceTable.party(of: info, columns), rows.count > 0,
      rows.keyCount == codes.count,
      saysNoMore(catalog), let breaks = firstBreaks, mayBreak(at: breaks),
      rows.count % breaks.count == 0, haveBreaks(breaks)
    else { return nil }
    let count = rows.count / breaks.count
    let pages = KernelPriceTable.pages(of: catalog.products.count)
    guard let keys = orderedKeys(rows.keys.span, count, breaks.count, catalog, pages: pages),
      keys.start.count - 1 <= count + 1024
    else { return nil }
    var prices = KernelPriceTable(party: party, isProtected: table.isProtected)
    prices.addBreaks(breaks)
    guard prices.addPrices(rows.amounts, step: step) else { return nil }
    prices.take(keys.start, keys.products, products: catalog.products.count)
    prices.counted = info.counted
    return CountedPrices(prices, table: index, keys: count, breaks: breaks, rows: [])
  }

  /// Whether all rows are always in force, in the book's currency and base units, and no row has
  /// more than an id beside its amount.
  private func saysNoMore(_ catalog: CatalogTable) -> Bool {
    let rows = table.rows
    guard rows.units.isEven, rows.units[0] < 0, rows.currency.isEven, rows.window.isEven else {
      return false
    }
    let validity = rows.windows[Int(rows.window[0])]
    guard validity.from == Validity.always.from, validity.until == Validity.always.until else {
      return false
    }
    if let currency = rows.currency(of: 0), catalog.currencies.first != currency { return false }
    return rows.extras.values.allSatisfy(\.isPlain)
  }

  /// Where the bands of the first key begin.
  private var firstBreaks: [Int64]? {
    let (rows, width) = (table.rows, codes.count)
    var breaks: [Int64] = []
    for row in 0..<rows.count {
      for field in 0..<width where rows.keys[row * width + field] != rows.keys[field] {
        return breaks
      }
      guard breaks.count < 256 else { return nil }
      breaks.append(rows.froms[row])
    }
    return breaks
  }

  /// Whether the bands of every so many rows begin where those of the first do.
  private func haveBreaks(_ breaks: [Int64]) -> Bool {
    let rows = table.rows
    guard !rows.froms.isEven else { return breaks.count == 1 }
    var next = 0
    for row in 0..<rows.count {
      guard rows.froms[row] == breaks[next] else { return false }
      next = next + 1 == breaks.count ? 0 : next + 1
    }
    return true
  }

  /// The dense id of a text of the rows in a field, −1 where it is none.
  private func id(of symbol: Int32, in code: KeyCode, _ catalog: CatalogTable) -> Int32 {
    let name = table.rows.symbols.name(symbol)
    return switch code.kind {
    case .customer, .parent: catalog.customers.index(of: name)
    case .product: catalog.products.index(of: name)
    default: catalog.texts.index(of: name)
    }
  }

  /// Where the keys of each party and page of products begin, and the products; `nil` where keys do
  /// not ascend or are not known, or rows of one key are not side by side.
  private func orderedKeys(
    _ symbols: borrowing Span<Int32>, _ count: Int, _ size: Int, _ catalog: CatalogTable, pages: Int
  ) -> (start: ContiguousArray<Int32>, products: ContiguousArray<UInt16>)? {
    let width = codes.count
    // Products as they are met; −2 stands for one that was not yet.
    var products = [Int32](repeating: -2, count: table.rows.symbols.count)
    var start: ContiguousArray<Int32> = [0]
    var result: ContiguousArray<UInt16> = []
    result.reserveCapacity(count + 1)
    var (lastParty, lastProduct, lastSymbol): (Int32, Int32, Int32) = (-1, -1, -1)
    for key in 0..<count {
      let cell = key &* size &* width
      var party = lastParty
      if width == 1 {
        party = 0
      } else if symbols[cell] != lastSymbol {
        lastSymbol = symbols[cell]
        party = id(of: lastSymbol, in: codes[0], catalog)
      }
      let symbol = symbols[cell &+ width &- 1]
      if products[Int(symbol)] == -2 {
        products[Int(symbol)] = id(of: symbol, in: codes[width - 1], catalog)
      }
      let product = products[Int(symbol)]
      guard party >= 0, product >= 0,
        party > lastParty || party == lastParty && product > lastProduct
      else {
        return nil
      }
      for row in 1..<max(size, 1) {
        for field in 0..<width
        where symbols[cell &+ row &* width &+ field] != symbols[cell &+ field] {
          return nil
        }
      }
      let row = Int(party) * pages + Int(product) >> 16
      while start.count <= row { start.append(Int32(truncatingIfNeeded: key)) }
      result.append(UInt16(truncatingIfNeeded: product))
      (lastParty, lastProduct) = (party, product)
    }
    repeat {
      start.append(Int32(truncatingIfNeeded: count))
    } while (start.count - 1) % pages != 0
    return (start, result)
  }
}

extension PriceRows.Extra {
  /// Whether it says nothing but the row's id.
  var isPlain: Bool {
    derivation == nil && per == .one && below == nil && cap == nil && surcharge == 0
  }
}
