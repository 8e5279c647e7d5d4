// Rows that say no more than a key, a start and an amount are counted without being compared one
// with another: each finds its place by the numbers of its party and product (RULES.md P-002).
extension GroupBuilder {
  /// The rows as a counted table where all of them are plain; `nil` otherwise, and where a key
  /// names something unknown. Nothing is reported.
  func countedPlain(_ catalog: CatalogTable, step: Int64) -> CountedPrices? {
    guard let party = KernelPriceTable.party(of: table, codes), table.rows.count > 0,
      table.rows.keyCount == codes.count, saysNoMore(catalog),
      let keys = plainKeys(catalog)
    else { return nil }
    let sorted = sorted(keys, products: catalog.products.count)
    var order = sorted.rows
    guard sortBands(&order, keys), let breaks = firstBreaks(keys, order), mayBreak(at: breaks),
      order.count % breaks.count == 0
    else { return nil }
    let count = order.count / breaks.count
    let pages = KernelPriceTable.pages(of: catalog.products.count)
    let parties = Int(keys.parties.max() ?? 0) + 1
    guard parties * pages <= count + 1024 else { return nil }
    let hasOne = !sorted.products.isEmpty && table.rows.froms.isEven
    guard
      let found = hasOne
        ? ascending(sorted, pages: pages)
        : ascending(keys, order, breaks, parties: parties, pages: pages)
    else { return nil }
    var prices = KernelPriceTable(party: party, isProtected: table.isProtected)
    prices.addBreaks(breaks)
    guard prices.addPrices(table.rows.amounts, order, step: step) else { return nil }
    prices.take(found.start, found.products, products: catalog.products.count)
    let isInOrder = order.indices.allSatisfy { Int(order[$0]) == $0 }
    return CountedPrices(
      prices, table: index, keys: count, breaks: breaks, rows: isInOrder ? [] : order)
  }

  /// The numbers of every row's party and product.
  private struct PlainKeys {
    var parties: ContiguousArray<Int32>
    var products: ContiguousArray<Int32>
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

  /// The numbers that the names of all rows stand for; `nil` where one stands for nothing.
  private func plainKeys(_ catalog: CatalogTable) -> PlainKeys? {
    let (rows, width) = (table.rows, codes.count)
    let none = [Int32](repeating: -2, count: rows.symbols.count)
    var (parties, products) = (width == 2 ? none : [], none)
    var keys = PlainKeys(
      parties: ContiguousArray(repeating: 0, count: width == 2 ? rows.count : 1),
      products: ContiguousArray(repeating: 0, count: rows.count))
    for row in 0..<rows.count {
      if width == 2 {
        let symbol = Int(rows.keys[row &* 2])
        if parties[symbol] == -2 { parties[symbol] = id(of: symbol, in: codes[0], catalog) }
        guard parties[symbol] >= 0 else { return nil }
        keys.parties[row] = parties[symbol]
      }
      let symbol = Int(rows.keys[row &* width &+ width &- 1])
      if products[symbol] == -2 {
        products[symbol] = id(of: symbol, in: codes[width - 1], catalog)
      }
      guard products[symbol] >= 0 else { return nil }
      keys.products[row] = products[symbol]
    }
    return keys
  }

  /// The dense id of a name of the rows, −1 where it is none.
  private func id(of symbol: Int, in code: KeyCode, _ catalog: CatalogTable) -> Int32 {
    let name = table.rows.symbols.names[symbol]
    return switch code.kind {
    case .customer, .parent: catalog.customers.index(of: name)
    case .product: catalog.products.index(of: name)
    default: catalog.texts.index(of: name)
    }
  }

  // MARK: Order

  /// Rows by party, then product; those of one key as they stand.
  private struct Sorted {
    var rows: ContiguousArray<Int32>
    /// Their products; none where the rows stood in order, or where there is no party.
    var products: ContiguousArray<Int32> = []
    /// Where those of each party begin.
    var starts: ContiguousArray<Int32> = []
  }

  private func sorted(_ keys: PlainKeys, products: Int) -> Sorted {
    let rows = table.rows
    var order = ContiguousArray<Int32>(repeating: 0, count: rows.count)
    for row in order.indices { order[row] = Int32(truncatingIfNeeded: row) }
    let hasParties = keys.parties.count == rows.count
    guard !isAscending(order, keys, hasParties) else { return Sorted(rows: order) }
    // First by product, with the party beside the row, so that the second time rows are met in
    // their order.
    var pairs = ContiguousArray<UInt64>(repeating: 0, count: rows.count)
    let byProduct = starts(keys.products, upTo: products)
    var next = byProduct
    for row in order {
      let product = Int(keys.products[Int(row)])
      let party = hasParties ? keys.parties[Int(row)] : 0
      pairs[Int(next[product])] = UInt64(UInt32(bitPattern: party)) << 32 | UInt64(UInt32(row))
      next[product] += 1
    }
    guard hasParties else {
      for place in pairs.indices { order[place] = Int32(truncatingIfNeeded: pairs[place]) }
      return Sorted(rows: order)
    }
    // Products go along, so that nobody looks for them row by row.
    let byParty = starts(keys.parties, upTo: Int(keys.parties.max() ?? 0) + 1)
    next = byParty
    var own = ContiguousArray<Int32>(repeating: 0, count: rows.count)
    for product in 0..<products {
      for place in Int(byProduct[product])..<Int(byProduct[product + 1]) {
        let party = Int(pairs[place] >> 32)
        let free = Int(next[party])
        order[free] = Int32(truncatingIfNeeded: pairs[place])
        own[free] = Int32(truncatingIfNeeded: product)
        next[party] += 1
      }
    }
    return Sorted(rows: order, products: own, starts: byParty)
  }

  /// Where the keys of each party and page of products begin, and the products, where every key
  /// has one band; `nil` where one is stated twice.
  private func ascending(
    _ sorted: Sorted, pages: Int
  ) -> (start: ContiguousArray<Int32>, products: ContiguousArray<UInt16>)? {
    var start: ContiguousArray<Int32> = [0]
    start.reserveCapacity(sorted.starts.count * pages)
    var products: ContiguousArray<UInt16> = []
    products.reserveCapacity(sorted.products.count + 1)
    for party in 0..<sorted.starts.count - 1 {
      var last: Int32 = -1
      for place in Int(sorted.starts[party])..<Int(sorted.starts[party + 1]) {
        let product = sorted.products[place]
        guard product > last else { return nil }
        let page = party * pages + Int(product) >> 16
        while start.count <= page { start.append(Int32(truncatingIfNeeded: place)) }
        products.append(UInt16(truncatingIfNeeded: product))
        last = product
      }
    }
    let end = Int32(truncatingIfNeeded: products.count)
    repeat { start.append(end) } while (start.count - 1) % pages != 0
    return (start, products)
  }

  /// Sorts the rows of each key by their starts; false where a key has very many.
  private func sortBands(_ order: inout ContiguousArray<Int32>, _ keys: PlainKeys) -> Bool {
    let froms = table.rows.froms
    guard !froms.isEven else { return true }
    let hasParties = keys.parties.count == order.count
    var first = 0
    for place in order.indices.dropFirst() {
      let (row, start) = (order[place], Int(order[first]))
      guard keys.products[Int(row)] == keys.products[start],
        !hasParties || keys.parties[Int(row)] == keys.parties[start]
      else {
        first = place
        continue
      }
      guard place - first < GroupBuilder.mostBands else { return false }
      var hole = place
      while hole > first, froms[Int(order[hole - 1])] > froms[Int(row)] {
        order[hole] = order[hole - 1]
        hole -= 1
      }
      order[hole] = row
    }
    return true
  }

  /// Bands of a key that are counted.
  private static var mostBands: Int { 256 }

  private func isAscending(
    _ order: ContiguousArray<Int32>, _ keys: PlainKeys, _ hasParties: Bool
  ) -> Bool {
    var last: (party: Int32, product: Int32) = (-1, -1)
    for row in order {
      let party = hasParties ? keys.parties[Int(row)] : 0
      let product = keys.products[Int(row)]
      guard party > last.party || party == last.party && product >= last.product else {
        return false
      }
      last = (party, product)
    }
    return true
  }

  /// Where those of each number begin.
  private func starts(_ numbers: ContiguousArray<Int32>, upTo count: Int) -> ContiguousArray<Int32>
  {
    var starts = ContiguousArray<Int32>(repeating: 0, count: count + 1)
    for number in numbers { starts[Int(number) + 1] += 1 }
    for place in starts.indices.dropFirst() { starts[place] += starts[place - 1] }
    return starts
  }

  // MARK: Keys and bands

  /// Where the bands of the first key begin.
  private func firstBreaks(
    _ keys: PlainKeys, _ order: ContiguousArray<Int32>
  ) -> [Int64]? {
    let hasParties = keys.parties.count == order.count
    let first = Int(order[0])
    var breaks: [Int64] = []
    for row in order {
      guard keys.products[Int(row)] == keys.products[first],
        !hasParties || keys.parties[Int(row)] == keys.parties[first]
      else { return breaks }
      guard breaks.count < GroupBuilder.mostBands else { return nil }
      breaks.append(table.rows.froms[Int(row)])
    }
    return breaks
  }

  /// Where the keys of each party and page of products begin, and the products; `nil` where a key
  /// has other bands than the first.
  private func ascending(
    _ keys: PlainKeys, _ order: ContiguousArray<Int32>, _ breaks: [Int64], parties: Int, pages: Int
  ) -> (start: ContiguousArray<Int32>, products: ContiguousArray<UInt16>)? {
    let hasParties = keys.parties.count == order.count
    let (size, froms) = (breaks.count, table.rows.froms)
    var start: ContiguousArray<Int32> = [0]
    start.reserveCapacity(parties * pages + 1)
    var products: ContiguousArray<UInt16> = []
    products.reserveCapacity(order.count / size + 1)
    var last: (party: Int32, product: Int32) = (-1, -1)
    for place in stride(from: 0, to: order.count, by: size) {
      let first = Int(order[place])
      let party = hasParties ? keys.parties[first] : 0
      let product = keys.products[first]
      guard party != last.party || product != last.product else { return nil }
      for band in 0..<size {
        let row = Int(order[place + band])
        guard keys.products[row] == product, !hasParties || keys.parties[row] == party,
          froms[row] == breaks[band]
        else { return nil }
      }
      let page = Int(party) * pages + Int(product) >> 16
      while start.count <= page { start.append(Int32(truncatingIfNeeded: products.count)) }
      products.append(UInt16(truncatingIfNeeded: product))
      last = (party, product)
    }
    repeat {
      start.append(Int32(truncatingIfNeeded: products.count))
    } while (start.count - 1) % pages != 0
    return (start, products)
  }
}

extension PriceRows.Extra {
  /// Whether it says nothing but the row's id.
  var isPlain: Bool {
    derivation == nil && per == .one && below == nil && cap == nil && surcharge == 0
  }
}
