/// Gathers the rows of one table into keys, schedules and bands (RULES.md P-002, P-006, P-015).
struct GroupBuilder {
  let table: PriceTable
  let index: Int32
  let codes: [KeyCode]
  let bookCurrency: Int32

  /// A row as sortable numbers.
  struct Entry {
    var row: Int32
    var currency: Int32
    var unit: Int32
    var window: Int32
    var from: Int64
  }

  init(table: PriceTable, index: Int32, codes: [KeyCode], bookCurrency: Int32) {
    self.table = table
    self.index = index
    self.codes = codes
    self.bookCurrency = bookCurrency
  }

  /// Adds the rows to the columns of the compiler, key by key or counted.
  func build(
    _ info: inout PriceTableInfo, _ compiler: inout PriceCompiler, _ catalog: inout CatalogTable
  ) {
    info.counted = Int32(compiler.columns.counted.count)
    let keys = resolvedKeys(&compiler, &catalog)
    let entries = self.entries(keys, &compiler, &catalog)
    let order = sortedRows(keys, entries, catalog)
    if !compiler.sink.hasErrors,
      let counted = counted(
        info, compiler.columns, keys, entries, order, products: catalog.products.count,
        step: compiler.extensionStep)
    {
      compiler.columns.counted.append(counted)
      return
    }
    info.counted = -1
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, sameKey(keys, order[start], order[end]) { end += 1 }
      addGroup(order[start..<end], keys, entries, &compiler, catalog)
      start = end
    }
    info.groups = info.groups.lowerBound..<compiler.columns.groupKeyStart.count
  }

  // MARK: Keys

  /// Dense ids of every row's key; names that are not known have some below zero, each its own.
  private func resolvedKeys(
    _ compiler: inout PriceCompiler, _ catalog: inout CatalogTable
  ) -> [Int32] {
    let rows = table.rows
    // One lookup per distinct name and field, not one per row.
    var ids = Array(repeating: [Int32](), count: codes.count)
    for position in codes.indices {
      ids[position] = Array(repeating: .min, count: rows.symbols.count)
    }
    var keys = [Int32](repeating: -1, count: rows.keys.count)
    for row in 0..<rows.count {
      for position in codes.indices {
        let cell = row * codes.count + position
        let symbol = Int(rows.keys[cell])
        if ids[position][symbol] == .min {
          let known = id(rows.symbols.names[symbol], position, row, &compiler, &catalog)
          ids[position][symbol] = known < 0 ? -1 - Int32(clamping: symbol) : known
        }
        keys[cell] = ids[position][symbol]
      }
    }
    return keys
  }

  private func id(
    _ name: String, _ position: Int, _ row: Int, _ compiler: inout PriceCompiler,
    _ catalog: inout CatalogTable
  ) -> Int32 {
    let origin = table.rows.origin(of: row)
    if name.isEmpty {
      compiler.sink.report(
        .emptyKey, "a row of price table \(Diagnostic.quote(table.id)) leaves a key field empty",
        help: "every row states every key field of its table", at: origin,
        about: Subject(fields: [table.keys[position].column]))
      return -1
    }
    let (symbols, what): (SymbolTable?, String) =
      switch codes[position].kind {
      case .customer, .parent: (catalog.customers, "customer")
      case .region: (catalog.regions, "region")
      case .product: (catalog.products, "product")
      case .category: (catalog.categories, "category")
      default: (nil, "")
      }
    guard let symbols else { return catalog.texts.intern(name) }
    let index = symbols.index(of: name)
    if index < 0 {
      compiler.sink.report(
        .unknownReference, "there is no \(what) \(Diagnostic.quote(name))",
        help: Suggestion.closest(to: name, among: symbols.names).map { "did you mean `\($0)`?" }
          ?? "state the \(what) first",
        at: origin, about: Subject(fields: [table.keys[position].column]))
    }
    return index
  }

  func sameKey(_ keys: [Int32], _ a: Int32, _ b: Int32) -> Bool {
    let n = codes.count
    for position in 0..<n where keys[Int(a) * n + position] != keys[Int(b) * n + position] {
      return false
    }
    return true
  }

  // MARK: Order

  private func entries(
    _ keys: [Int32], _ compiler: inout PriceCompiler, _ catalog: inout CatalogTable
  ) -> [Entry] {
    let rows = table.rows
    let productField = codes.firstIndex { $0.kind == .product }
    let currencies = rows.currencies.map { catalog.intern($0) }
    var units = [Int32](repeating: -1, count: rows.symbols.count)
    var result: [Entry] = []
    result.reserveCapacity(rows.count)
    for row in 0..<rows.count {
      let symbol = rows.units[row]
      if symbol >= 0, units[Int(symbol)] < 0 {
        units[Int(symbol)] = catalog.texts.intern(rows.symbols.name(symbol))
      }
      let currency = Int(rows.currency[row])
      let product = productField.map { keys[row * codes.count + $0] } ?? -1
      let unit = symbol < 0 ? -1 : units[Int(symbol)]
      result.append(
        Entry(
          row: Int32(row), currency: currency < 0 ? bookCurrency : currencies[currency],
          unit: self.unit(unit, of: product, row, &compiler, catalog), window: rows.window[row],
          from: rows.froms[row]))
    }
    return result
  }

  /// The unit of a row as it counts: none where its key names a product and it is the product's
  /// base unit (RULES.md P-002). A unit that nothing is counted in is reported.
  private func unit(
    _ unit: Int32, of product: Int32, _ row: Int, _ compiler: inout PriceCompiler,
    _ catalog: CatalogTable
  ) -> Int32 {
    guard unit >= 0 else { return -1 }
    if product >= 0 {
      let profile = catalog.productUnits[Int(product)]
      let found = catalog.units.row(of: unit, in: profile)
      if found == catalog.units.baseRow(of: profile) { return -1 }
      if found >= 0 { return unit }
    } else if catalog.units.isUsed(unit) {
      return unit
    }
    compiler.sink.report(
      .unitOutsideProduct,
      product < 0
        ? "no product is counted in \(Diagnostic.quote(catalog.texts.name(unit)))"
        : "product \(Diagnostic.quote(catalog.products.name(product))) is not counted in "
          + Diagnostic.quote(catalog.texts.name(unit)),
      help: catalog.unitHelp(unit, product), at: table.rows.origin(of: row),
      about: Subject(fields: ["unit"]))
    return unit
  }

  /// Rows by key, then currency, unit, latest start, earliest end, band, id: the order in which
  /// schedules are preferred once the line's own currency and unit are put first.
  private func sortedRows(
    _ keys: [Int32], _ entries: [Entry], _ catalog: CatalogTable
  ) -> [Int32] {
    let n = codes.count
    let windows = table.rows.windows
    let rows = table.rows
    var order = (0..<Int32(entries.count)).map { $0 }
    func precedes(_ a: Int32, _ b: Int32) -> Bool {
      for position in 0..<n {
        let left = keys[Int(a) * n + position]
        let right = keys[Int(b) * n + position]
        if left != right { return left < right }
      }
      let x = entries[Int(a)]
      let y = entries[Int(b)]
      if x.currency != y.currency {
        let codes = (
          catalog.currencies[Int(x.currency)].code, catalog.currencies[Int(y.currency)].code
        )
        return codes.0 < codes.1
      }
      if x.unit != y.unit {
        if x.unit < 0 || y.unit < 0 { return x.unit < 0 }
        return IdentifierOrder.precedes(catalog.texts.name(x.unit), catalog.texts.name(y.unit))
      }
      if x.window != y.window {
        let left = windows[Int(x.window)]
        let right = windows[Int(y.window)]
        if left.from != right.from { return left.from > right.from }
        return left.until < right.until
      }
      if x.from != y.from { return x.from < y.from }
      let ids = (rows.extras[a]?.id, rows.extras[b]?.id)
      if let left = ids.0, let right = ids.1 {
        return IdentifierOrder.precedes(left, right)
      }
      return false
    }
    if isAscending(order, precedes) { return order }
    // The first two key fields side by side decide most comparisons without a look elsewhere.
    var keyed = order.map { row in
      (key: GroupBuilder.packed(keys, at: Int(row) * n, of: n), row: row)
    }
    keyed.sort { $0.key != $1.key ? $0.key < $1.key : precedes($0.row, $1.row) }
    for position in order.indices { order[position] = keyed[position].row }
    return order
  }

  private static func packed(_ keys: [Int32], at start: Int, of count: Int) -> Int64 {
    guard count > 0 else { return 0 }
    let second = count > 1 ? UInt32(bitPattern: keys[start + 1]) ^ 0x8000_0000 : 0
    return Int64(keys[start]) << 32 | Int64(second)
  }

  private func isAscending(_ order: [Int32], _ precedes: (Int32, Int32) -> Bool) -> Bool {
    for position in 1..<max(order.count, 1)
    where precedes(order[position], order[position - 1]) {
      return false
    }
    return true
  }

  // MARK: Groups

  private func addGroup(
    _ rows: ArraySlice<Int32>, _ keys: [Int32], _ entries: [Entry],
    _ compiler: inout PriceCompiler, _ catalog: CatalogTable
  ) {
    guard let first = rows.first else { return }
    let n = codes.count
    compiler.columns.groupKeyStart.append(Int32(compiler.columns.groupKeys.count))
    compiler.columns.groupKeys += keys[Int(first) * n..<Int(first) * n + n]
    checkOverlaps(rows, entries, &compiler)
    var start = rows.startIndex
    while start < rows.endIndex {
      var end = start + 1
      let x = entries[Int(rows[start])]
      while end < rows.endIndex {
        let y = entries[Int(rows[end])]
        guard x.currency == y.currency, x.unit == y.unit, x.window == y.window else { break }
        end += 1
      }
      addSchedule(rows[start..<end], x, &compiler)
      start = end
    }
    compiler.columns.groupSchedules.append(Int32(compiler.columns.scheduleCurrency.count))
  }

  /// Schedules of one key, currency and unit may not be in force together (RULES.md P-006).
  private func checkOverlaps(
    _ rows: ArraySlice<Int32>, _ entries: [Entry], _ compiler: inout PriceCompiler
  ) {
    guard table.overlap == .refuse, rows.count > 1 else { return }
    let windows = table.rows.windows
    var previous = entries[Int(rows[rows.startIndex])]
    for row in rows.dropFirst() {
      let entry = entries[Int(row)]
      defer { previous = entry }
      // Windows come latest first, so an overlap always shows between neighbours.
      guard entry.currency == previous.currency, entry.unit == previous.unit,
        entry.window != previous.window,
        windows[Int(entry.window)].overlaps(windows[Int(previous.window)])
      else { continue }
      compiler.sink.report(
        .overlappingValidity,
        "this row is in force together with \(place(previous.row)) of the same key",
        help: "end one with `validUntil`, or declare `overlap: latestStart` for the table",
        at: table.rows.origin(of: Int(row)),
        about: Subject(
          fields: ["validFrom", "price"], other: table.rows.origin(of: Int(previous.row))))
    }
  }

  private func place(_ row: Int32) -> String {
    Diagnostic.quote(RowName.text(table, Int(row)))
  }

  private func addSchedule(
    _ rows: ArraySlice<Int32>, _ entry: Entry, _ compiler: inout PriceCompiler
  ) {
    let window = table.rows.windows[Int(entry.window)]
    if window.until <= window.from {
      for row in rows {
        compiler.sink.report(
          .emptyPeriod, "this row is never in force",
          help: "let it end after it begins",
          at: table.rows.origin(of: Int(row)),
          about: Subject(fields: ["validUntil", "validThrough"]))
      }
    }
    compiler.columns.scheduleCurrency.append(entry.currency)
    compiler.columns.scheduleUnit.append(entry.unit)
    compiler.columns.scheduleFrom.append(window.from.secondsSinceEpoch)
    compiler.columns.scheduleUntil.append(window.until.secondsSinceEpoch)
    compiler.columns.scheduleTable.append(index)
    for (position, row) in zip(rows.indices, rows) {
      let next = position + 1 < rows.endIndex ? Int(rows[position + 1]) : -1
      addBand(Int(row), next: next, &compiler)
    }
    compiler.columns.bandStart.append(Int32(compiler.columns.bandFrom.count))
  }

  private func addBand(_ row: Int, next: Int, _ compiler: inout PriceCompiler) {
    let rows = table.rows
    let origin = rows.origin(of: row)
    let extra = rows.extras[Int32(row)]
    let from = rows.froms[row]
    let nextFrom = next >= 0 ? rows.froms[next] : Int64.max
    let below = extra?.below ?? nextFrom
    checkBand(from, below, next, row, &compiler)
    let amount = rows.amounts[row]
    if extra?.derivation == nil, amount < 0 {
      compiler.sink.report(
        .negativeNotAllowed, "the price is negative", help: "state a discount as an offer",
        at: origin, about: Subject(fields: ["price"]))
    }
    let per = extra?.per ?? .one
    if per <= .zero {
      compiler.sink.report(
        .zeroNotAllowed, "`per` is not above zero",
        help: "write how many units the price is for", at: origin,
        about: Subject(fields: ["per"]))
    }
    compiler.columns.bandFrom.append(from)
    compiler.columns.bandBelow.append(below)
    compiler.columns.bandAmount.append(amount)
    compiler.columns.bandPer.append(max(per.thousandths, 1))
    compiler.columns.bandRow.append(Int32(row))
    compiler.columns.bandExtra.append(addExtra(row, extra, &compiler))
  }

  private func checkBand(
    _ from: Int64, _ below: Int64, _ next: Int, _ row: Int, _ compiler: inout PriceCompiler
  ) {
    let origin = table.rows.origin(of: row)
    let nextFrom = next >= 0 ? table.rows.froms[next] : nil
    let other = next >= 0 ? table.rows.origin(of: next) : nil
    if let nextFrom, nextFrom == from {
      compiler.sink.report(
        .duplicateBand, "two rows of one key begin their band at the same place",
        help: "keep one, or let it begin elsewhere", at: origin,
        about: Subject(fields: ["from", "price"], other: other))
    } else if below <= from {
      compiler.sink.report(
        .emptyBand, "the band ends before it begins", help: "let `below` exceed `from`",
        at: origin, about: Subject(fields: ["below"]))
    } else if let nextFrom, below < nextFrom {
      compiler.sink.report(
        .bandGap, "no band covers what lies between this row's `below` and the next row's `from`",
        help: "let the next band begin where this one ends", at: origin,
        about: Subject(fields: ["below"], other: other))
    } else if let nextFrom, below > nextFrom {
      compiler.sink.report(
        .bandOverlap, "the band reaches into the next one",
        help: "let `below` equal the next row's `from`", at: origin,
        about: Subject(fields: ["below"], other: other))
    }
    if from < 0 {
      compiler.sink.report(
        .negativeNotAllowed, "the band begins below zero", help: "let it begin at zero or above",
        at: origin, about: Subject(fields: ["from"]))
    }
  }

  private func addExtra(
    _ row: Int, _ extra: PriceRows.Extra?, _ compiler: inout PriceCompiler
  ) -> Int32 {
    guard let extra, extra.derivation != nil || extra.cap != nil || extra.surcharge != 0
    else { return -1 }
    let origin = table.rows.origin(of: row)
    var result = BandExtra(surcharge: extra.surcharge)
    if let derivation = extra.derivation {
      result.derivation = compiler.add(derivation, at: origin)
    }
    if let cap = extra.cap {
      result.cap = compiler.add(cap, row: table.rows[row], table: table)
    }
    compiler.columns.extras.append(result)
    return Int32(compiler.columns.extras.count - 1)
  }
}
