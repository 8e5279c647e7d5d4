// One row, offer or customer in place of another, at the cost of what changes (RULES.md X-019).
extension CompiledRules {
  /// The rules with a price row in place of the one of the same key, unit, currency, validity and
  /// `from`, or beside the others where there is none (RULES.md X-019).
  ///
  /// A plain amount in place of another shares everything but some pages of columns with these
  /// rules; any other change compiles the book. Either way the result prices and explains like
  /// compiling ``book`` with the row. Orders and results resolved against these rules are not those
  /// of the new ones.
  /// - Parameters:
  ///   - row: The row. One without an origin has none in the result.
  ///   - table: The id of its price table.
  /// - Throws: ``RuleErrors`` where the table is not known or the row does not compile.
  /// - Complexity: O(√rows) for a plain amount, else that of ``init(_:limits:knownAt:)``.
  public func replacing(_ row: PriceRow, in table: String) throws(RuleErrors) -> CompiledRules {
    guard let index = prices.tableIndex[table].map({ Int($0) }) else {
      let finding = Diagnostic(
        code: .unknownReference, message: "there is no price table \(Diagnostic.quote(table))",
        help: "state the price table first")
      throw RuleErrors(diagnostics: [finding], sources: book.sources)
    }
    let band = band(of: row, index)
    let position = band.map { prices.row(ofBand: $0) }
    if let band, let position, case .amount(let amount) = row.value, amount >= 0,
      isPlainChange(row, of: book.priceTables[index].rows[position])
    {
      var rules = self
      guard rules.prices.replaceAmount(ofBand: band, by: amount) else {
        return try compiling(row, at: position, of: index)
      }
      rules.identity = CompileIdentity()
      rules.book.priceTables[index].rows.setAmount(
        of: position, to: amount, keepsOrigin: row.origin != nil)
      rules.kernel = kernel?.replacing(band, by: amount, rules.prices)
      return rules
    }
    return try compiling(row, at: position, of: index)
  }

  /// Compiles the book with a row in place of another, or beside them.
  private func compiling(
    _ row: PriceRow, at position: Int?, of index: Int
  ) throws(RuleErrors) -> CompiledRules {
    var book = book
    book.priceTables[index].rows = book.priceTables[index].rows.replacing(position, by: row)
    return try CompiledRules(book, limits: limits)
  }

  /// Whether nothing but the amount differs; texts are compared by their bytes.
  private func isPlainChange(_ row: PriceRow, of old: PriceRow) -> Bool {
    guard case .amount = old.value, row.per == old.per, row.below == old.below,
      row.cap == old.cap, row.surcharge == old.surcharge,
      row.validity.known == old.validity.known,
      row.origin == nil || row.origin == old.origin,
      // A region may be named by another of its codes.
      zip(row.key, old.key).allSatisfy({ IdentifierOrder.areEqual($0, $1) })
    else { return false }
    return CompiledRules.areEqual(row.id, old.id) && CompiledRules.areEqual(row.unit, old.unit)
      && row.currency == old.currency
  }

  private static func areEqual(_ a: String?, _ b: String?) -> Bool {
    switch (a, b) {
    case (let a?, let b?): IdentifierOrder.areEqual(a, b)
    case (nil, nil): true
    default: false
    }
  }

  /// The band that a row with the same key, currency, unit, validity and start has; `nil` for none.
  private func band(of row: PriceRow, _ table: Int) -> Int? {
    let info = prices.tables[table]
    guard row.key.count == Int(info.fieldCount) else { return nil }
    var values = SIMD8<Int32>(repeating: -1)
    var product: Int32 = -1
    for (position, name) in row.key.enumerated() {
      let code = prices.fields[Int(info.fieldStart) + position]
      values[position] = symbol(name, code)
      guard values[position] >= 0 else { return nil }
      if code.kind == .product { product = values[position] }
    }
    let group = prices.group(info, values)
    guard group >= 0 else { return nil }
    let currency = row.currency.map { catalog.index(of: $0) } ?? 0
    guard let unit = unit(row.unit, of: product) else { return nil }
    for schedule in prices.schedules(ofGroup: group)
    where prices.currency(ofSchedule: schedule) == currency
      && prices.unit(ofSchedule: schedule) == unit
      && prices.from(ofSchedule: schedule) == row.validity.from.secondsSinceEpoch
      && prices.until(ofSchedule: schedule) == row.validity.until.secondsSinceEpoch
    {
      for band in prices.bands(ofSchedule: schedule)
      where prices.from(ofBand: band) == row.from { return band }
    }
    return nil
  }

  /// The dense id of a name in a key field, or −1.
  private func symbol(_ name: String, _ code: KeyCode) -> Int32 {
    switch code.kind {
    case .customer, .parent: catalog.customers.index(of: name)
    case .region: catalog.regions.index(of: name)
    case .product: catalog.products.index(of: name)
    case .category: catalog.categories.index(of: name)
    default: catalog.texts.index(of: name)
    }
  }

  /// A row's unit as schedules have it: −1 for the product's base unit; `nil` where it is none.
  private func unit(_ name: String?, of product: Int32) -> Int32? {
    guard let name else { return -1 }
    let unit = catalog.texts.index(of: name)
    guard unit >= 0, product >= 0 else { return unit >= 0 ? unit : nil }
    let profile = catalog.productUnits[Int(product)]
    let row = catalog.units.row(of: unit, in: profile)
    return row == catalog.units.baseRow(of: profile) ? -1 : unit
  }
}

extension CompiledRules {
  /// The rules with an offer in place of the one of its id, or beside the others (RULES.md X-019).
  ///
  /// Catalog and prices are shared; what stands on them is compiled again. The result prices like
  /// compiling ``book`` with the offer.
  /// - Throws: ``RuleErrors`` where the offer does not compile.
  /// - Complexity: O(offers + customers + products × distinct conditions), no matter how many rows.
  public func replacing(_ offer: Offer) throws(RuleErrors) -> CompiledRules {
    var book = book
    let position = book.offers.firstIndex { IdentifierOrder.areEqual($0.id, offer.id) }
    if let position { book.offers[position] = offer } else { book.offers.append(offer) }
    return try compiled(book, catalog)
  }

  /// The rules with a customer in place of the one of its id, or beside the others (RULES.md
  ///
  ///
  /// Prices are shared where parent and attributes stay, and everything else is compiled again; a
  /// new customer compiles the book. The result prices like compiling ``book`` with the customer.
  /// - Throws: ``RuleErrors`` where the customer does not compile.
  /// - Complexity: that of ``replacing(_:)-(Offer)``, or of ``init(_:limits:knownAt:)``.
  public func replacing(_ customer: Customer) throws(RuleErrors) -> CompiledRules {
    var book = book
    let index = Int(catalog.customers.index(of: customer.id))
    guard index >= 0 else {
      book.customers.append(customer)
      return try CompiledRules(book, limits: limits)
    }
    // Ids of a compiled book are its customers in their order, none stated twice.
    let old = book.customers[index]
    book.customers[index] = customer
    let region = customer.region.map { catalog.regions.index(of: $0) } ?? -1
    guard region >= 0 || customer.region == nil,
      CompiledRules.areEqual(customer.parent, old.parent),
      customer.attributes.isEmpty, old.attributes.isEmpty
    else { return try CompiledRules(book, limits: limits) }
    var changed = catalog
    changed.replace(index, by: customer, region: region)
    return try compiled(book, changed)
  }

  /// Compiles a book with a catalog and the same price rows.
  private func compiled(
    _ book: RuleBook, _ shared: CatalogTable
  ) throws(RuleErrors) -> CompiledRules {
    var beside = BesidePrices(book, shared, limits)
    var compiler = PriceCompiler(limits: limits, bookCurrency: 0)
    compiler.compile(book, sharing: prices, &beside.catalog, &beside.conditions)
    let findings = DiagnosticSink(limit: limits.diagnostics)
    return try CompiledRules(book, limits, findings, beside, compiler, sharing: kernel)
  }
}

extension CatalogTable {
  /// Puts a customer in place of another with the same parent, both without attributes.
  mutating func replace(_ index: Int, by customer: Customer, region: Int32) {
    customerTier[index] = customer.tier.map { texts.intern($0) } ?? -1
    customerChannel[index] = customer.channel.map { texts.intern($0) } ?? -1
    customerRegion[index] = region
    customerCurrency[index] = customer.currency.map { intern($0) } ?? -1
    let sorted = Set(customer.groups.map { IdentifierKey($0) }).sorted()
    let symbols = sorted.map { texts.intern($0.text) }
    let range = Int(groupStart[index])..<Int(groupStart[index + 1])
    groups.replaceSubrange(range, with: symbols)
    let shift = Int32(symbols.count - range.count)
    guard shift != 0 else { return }
    for next in (index + 1)..<groupStart.count { groupStart[next] += shift }
  }
}
