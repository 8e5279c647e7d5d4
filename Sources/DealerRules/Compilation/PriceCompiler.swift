/// Turns price tables and rows into columns and reports what does not fit together.
struct PriceCompiler {
  var columns = PriceColumns()
  var access = AccessColumns()
  var sink: DiagnosticSink
  let limits: Limits
  let bookCurrency: Int32
  /// Decimals of the book's currency.
  private var bookExponent = 0
  /// Millionths that amounts of lines are settled to.
  private(set) var extensionStep: Int64 = 0
  var kindIndex: IdentifierMap<Int32> = [:]
  private var capIDs: IdentifierMap<SourceSpan?> = [:]
  /// Tables that were counted before, by their position; `nil` where none was looked at.
  private let counted: [CountedPrices?]?

  /// - Parameter counted: What ``counted(_:of:_:)`` made of the tables of the book to compile.
  init(limits: Limits, bookCurrency: Int32, counted: [CountedPrices?]? = nil) {
    self.limits = limits
    self.bookCurrency = bookCurrency
    self.counted = counted
    sink = DiagnosticSink(limit: limits.diagnostics)
  }

  /// Takes the tables over as another compile of the same rows left them, and compiles kinds.
  mutating func compile(
    _ book: RuleBook, sharing columns: PriceColumns, _ catalog: inout CatalogTable,
    _ conditions: inout ConditionCompiler
  ) {
    self.columns = columns
    bookExponent = book.currency.exponent
    let kinds = sortedKinds(book)
    for kind in kinds { addKind(kind, &catalog, &conditions) }
    finishKinds(book)
  }

  /// The kinds in id order, so that no answer shows the order of the documents.
  private mutating func sortedKinds(_ book: RuleBook) -> [PriceKind] {
    let kinds = book.priceKinds.sorted { IdentifierOrder.precedes($0.id, $1.id) }
    for (index, kind) in kinds.enumerated() {
      if kindIndex.updateValue(Int32(index), forKey: kind.id) != nil {
        let first = kinds.first { IdentifierOrder.areEqual($0.id, kind.id) }?.origin
        duplicate("price kind", kind.id, at: kind.origin, first: first)
      }
    }
    return kinds
  }

  /// Compiles tables, rows, kinds; conditions of accesses go through `conditions`.
  mutating func compile(
    _ book: RuleBook, _ catalog: inout CatalogTable, _ conditions: inout ConditionCompiler
  ) {
    checkSizes(book)
    bookExponent = book.currency.exponent
    extensionStep = book.rounding.lineExtension.step(in: book.currency)
    guard !sink.hasErrors else { return }
    for (index, table) in book.priceTables.enumerated() {
      if columns.tableIndex.updateValue(Int32(index), forKey: table.id) != nil {
        let first = book.priceTables.first { IdentifierOrder.areEqual($0.id, table.id) }?.origin
        duplicate("price table", table.id, at: table.origin, first: first)
      }
    }
    let kinds = sortedKinds(book)
    for (index, table) in book.priceTables.enumerated() {
      addTable(table, Int32(index), &catalog)
    }
    columns.number()
    for kind in kinds { addKind(kind, &catalog, &conditions) }
    finishKinds(book)
    DerivationCheck(columns: columns, access: access).run(book, &sink)
  }

  private mutating func checkSizes(_ book: RuleBook) {
    let rows = book.priceTables.reduce(0) { $0 + $1.rows.count }
    let sizes: [(Int, Int, String)] = [
      (book.priceTables.count, limits.priceTables, "price tables"),
      (rows, limits.priceRows, "price rows"),
      (book.priceKinds.count, limits.priceKinds, "price kinds"),
    ]
    for (given, limit, what) in sizes where given > limit {
      sink.report(
        .limitExceeded, "the book has \(given) \(what), more than the limit of \(limit)",
        help: "split the book or raise the limit of the compile", at: nil)
    }
    if limits.keyFields > PriceColumns.keyFields {
      sink.report(
        .limitExceeded,
        "the compile would allow \(limits.keyFields) fields of a price key, and there is room "
          + "for \(PriceColumns.keyFields)",
        help: "let `Limits.keyFields` be at most \(PriceColumns.keyFields)", at: nil)
    }
  }

  private mutating func duplicate(
    _ what: String, _ id: String, at origin: SourceSpan?, first: SourceSpan?
  ) {
    sink.report(
      .duplicateID, "\(what) \(Diagnostic.quote(id)) is stated twice",
      help: "keep one of the two", at: origin, about: Subject(fields: ["id"], other: first))
  }

  // MARK: Tables

  private mutating func addTable(
    _ table: PriceTable, _ index: Int32, _ catalog: inout CatalogTable
  ) {
    if table.keys.count > limits.keyFields {
      sink.report(
        .limitExceeded,
        "price table \(Diagnostic.quote(table.id)) has more than \(limits.keyFields) key fields",
        help: "leave some out", at: table.origin, about: Subject(fields: ["keys"]))
    }
    if Set(table.keys.map { IdentifierKey($0.column) }).count < table.keys.count {
      sink.report(
        .duplicateKeyField, "price table \(Diagnostic.quote(table.id)) names a key field twice",
        help: "leave one out", at: table.origin, about: Subject(fields: ["keys"]))
    }
    let codes = table.keys.map { code(of: $0, &catalog) }
    let fieldStart = columns.fields.count
    columns.fields += codes
    let multiplyStart = columns.multiply.count
    columns.multiply += table.multiply.map { catalog.lineAttributeNames.intern($0) }
    checkSchedule(table)
    let builder = GroupBuilder(
      table: table, index: index, codes: codes, bookCurrency: bookCurrency)
    let floor = add(table.floor, at: table.origin)
    let ceiling = add(table.ceiling, at: table.origin)
    var info = PriceTableInfo(
      fieldStart: Int32(fieldStart), fieldCount: Int32(codes.count),
      groups: columns.groupKeyStart.count..<columns.groupKeyStart.count, schedule: table.schedule,
      isProtected: table.isProtected, isSingleValued: !codes.contains(where: \.isMany),
      floor: floor, ceiling: ceiling, multiplyStart: Int32(multiplyStart),
      multiplyCount: Int32(table.multiply.count))
    if sink.hasErrors || !takeCounted(&info, builder, catalog) {
      builder.build(&info, &self, &catalog)
    }
    if info.counted < 0 {
      (info.slotStart, info.slotMask) = indexGroups(info.groups, keyCount: codes.count)
    }
    columns.tables.append(info)
  }

  /// Takes the table as one of plain rows alone; false where it is no such table.
  private mutating func takeCounted(
    _ info: inout PriceTableInfo, _ builder: GroupBuilder, _ catalog: CatalogTable
  ) -> Bool {
    guard
      var table = counted.map({ $0[Int(builder.index)] })
        ?? builder.countedPlain(catalog, step: extensionStep)
    else { return false }
    info.counted = Int32(columns.counted.count)
    table.prices.counted = info.counted
    columns.counted.append(table)
    return true
  }

  /// The tables of plain rows alone, counted; `nil` for each of the others. Nothing is reported.
  static func counted(
    _ tables: [PriceTable], of book: RuleBook, _ catalog: CatalogTable
  ) -> [CountedPrices?] {
    let step = book.rounding.lineExtension.step(in: book.currency)
    return tables.enumerated().map { index, table in
      // Keys of other fields are no plain ones.
      let codes = table.keys.compactMap { plainCode(of: $0) }
      guard codes.count == table.keys.count else { return nil }
      let builder = GroupBuilder(
        table: table, index: Int32(index), codes: codes, bookCurrency: 0)
      return builder.countedPlain(catalog, step: step)
    }
  }

  private static func plainCode(of field: KeyField) -> KeyCode? {
    switch field {
    case .customer: KeyCode(kind: .customer)
    case .parent: KeyCode(kind: .parent)
    case .tier: KeyCode(kind: .tier)
    case .channel: KeyCode(kind: .channel)
    case .product: KeyCode(kind: .product)
    default: nil
    }
  }

  private func code(of field: KeyField, _ catalog: inout CatalogTable) -> KeyCode {
    switch field {
    case .customer: KeyCode(kind: .customer)
    case .parent: KeyCode(kind: .parent)
    case .group: KeyCode(kind: .group)
    case .tier: KeyCode(kind: .tier)
    case .channel: KeyCode(kind: .channel)
    case .region: KeyCode(kind: .region)
    case .product: KeyCode(kind: .product)
    case .category: KeyCode(kind: .category)
    case .brand: KeyCode(kind: .brand)
    case .project: KeyCode(kind: .project)
    case .customerAttribute(let name):
      KeyCode(
        kind: .customerAttribute, attribute: catalog.customerAttributes.intern(name))
    case .productAttribute(let name):
      KeyCode(kind: .productAttribute, attribute: catalog.productAttributes.intern(name))
    }
  }

  private mutating func checkSchedule(_ table: PriceTable) {
    let schedule = table.schedule
    if schedule.basis == .amount, schedule.mode != .allUnits {
      sink.report(
        .scheduleMismatch,
        "price table \(Diagnostic.quote(table.id)) counts amounts "
          + "in \(schedule.mode.rawValue) bands",
        help: "use mode `allUnits`, or basis `quantity`", at: table.origin,
        about: Subject(fields: ["schedule"]))
    }
    guard schedule.mode == .block else { return }
    let hasBounds = table.floor != nil || table.ceiling != nil || !table.multiply.isEmpty
    let isUnfit = table.rows.extras.values.contains {
      $0.derivation != nil || $0.per != .one || $0.surcharge != 0
    }
    if hasBounds || isUnfit {
      sink.report(
        .scheduleMismatch,
        "price table \(Diagnostic.quote(table.id)) mixes block prices with unit prices",
        help: "state plain amounts, without `per`, surcharge, measures or bounds",
        at: table.origin, about: Subject(fields: ["schedule"]))
    }
  }

  /// Opens a hash index over the groups from `first` on; at most two thirds full.
  private mutating func indexGroups(
    _ groups: Range<Int>, keyCount: Int
  ) -> (start: Int, mask: Int) {
    var size = 4
    while size * 2 < groups.count * 3 { size *= 2 }
    let start = columns.slots.count
    columns.slots.append(contentsOf: repeatElement(-1, count: size))
    for group in groups {
      var hash = PriceColumns.seed
      let keyStart = Int(columns.groupKeyStart[group])
      for position in 0..<keyCount {
        hash = PriceColumns.mix(hash, columns.groupKeys[keyStart + position])
      }
      var slot = Int(truncatingIfNeeded: hash >> 20) & (size - 1)
      while columns.slots[start + slot] >= 0 { slot = (slot + 1) & (size - 1) }
      columns.slots[start + slot] = Int32(group)
    }
    return (start, size - 1)
  }

  // MARK: Derivations

  private func base(_ base: PriceBase) -> CompiledBase? {
    switch base {
    case .cost: .cost
    case .kind(let id): kindIndex[id].map { .kind($0) }
    case .table(let id): columns.tableIndex[id].map { .table($0) }
    }
  }

  mutating func resolve(_ base: PriceBase, at origin: SourceSpan?) -> CompiledBase {
    if let found = self.base(base) { return found }
    let (what, id, names) =
      switch base {
      case .kind(let id): ("price kind", id, kindIndex.ids)
      case .table(let id): ("price table", id, columns.tableIndex.ids)
      case .cost: ("price base", "cost", [String]())
      }
    sink.report(
      .unknownReference, "there is no \(what) \(Diagnostic.quote(id))",
      help: Suggestion.closest(to: id, among: names).map { "did you mean `\($0)`?" }
        ?? "state the \(what) first",
      at: origin, about: Subject(fields: [], text: id))
    return .cost
  }

  mutating func add(_ bound: PriceBound?, at origin: SourceSpan?) -> Int32 {
    guard let bound else { return -1 }
    columns.bounds.append(
      CompiledBound(
        base: bound.base.map { resolve($0, at: origin) }, factor: bound.factor.millionths,
        plus: bound.plus))
    return Int32(columns.bounds.count - 1)
  }

  mutating func add(_ derivation: Derivation, at origin: SourceSpan?) -> Int32 {
    if derivation.point.step < 1 {
      sink.report(
        .zeroNotAllowed, "the step of a derived price is not above zero",
        help: "write a step such as `0.05`, or leave it out", at: origin,
        about: Subject(fields: ["step"]))
    }
    let compiled = CompiledDerivation(
      base: resolve(derivation.base, at: origin), factor: derivation.factor.millionths,
      plus: derivation.plus, point: derivation.point, floor: add(derivation.floor, at: origin),
      ceiling: add(derivation.ceiling, at: origin))
    columns.derivations.append(compiled)
    return Int32(columns.derivations.count - 1)
  }

  mutating func add(
    _ cap: PriceCap, row: PriceRow, table: PriceTable
  ) -> Int32 {
    guard let id = row.id else {
      sink.report(
        .capWithoutID, "a row with a cap has no id", help: "give the row an `id`",
        at: row.origin, about: Subject(fields: ["capQuantity", "capAmount"]))
      return -1
    }
    if table.schedule.mode != .allUnits || table.schedule.scope != .line {
      sink.report(
        .capMismatch, "a capped row stands in a table that is not `allUnits` per `line`",
        help: "move it to a table of its own", at: row.origin,
        about: Subject(fields: ["capQuantity", "capAmount"]))
    }
    if capIDs[id] != nil {
      duplicate("capped price row", id, at: row.origin, first: capIDs[id].flatMap { $0 })
    } else {
      capIDs.updateValue(row.origin, forKey: id)
    }
    let exponent = row.currency?.exponent ?? bookExponent
    switch cap {
    case .quantity(let quantity):
      columns.caps.append(
        CompiledCap(
          id: id, isAmount: false, limit: quantity.thousandths, exponent: exponent))
    case .amount(let amount):
      columns.caps.append(
        CompiledCap(id: id, isAmount: true, limit: amount, exponent: exponent))
    }
    columns.capIndex[id] = Int32(columns.caps.count - 1)
    if let last = columns.caps.last, last.limit <= 0 {
      sink.report(
        .zeroNotAllowed, "the cap is not above zero",
        help: "write how much the row may price, or leave it empty", at: row.origin,
        about: Subject(fields: ["capQuantity", "capAmount"]))
    }
    return Int32(columns.caps.count - 1)
  }

  // MARK: Kinds

  private mutating func addKind(
    _ kind: PriceKind, _ catalog: inout CatalogTable, _ conditions: inout ConditionCompiler
  ) {
    if kind.accesses.count > limits.accesses {
      sink.report(
        .limitExceeded,
        "price kind \(Diagnostic.quote(kind.id)) has more than \(limits.accesses) accesses",
        help: "leave some out", at: kind.origin)
    }
    access.names.append(kind.id)
    access.kinds.append(
      CompiledKind(
        accessStart: Int32(access.accesses.count), accessCount: Int32(kind.accesses.count),
        date: kind.date, channel: kind.channel.map { catalog.texts.intern($0) } ?? -1,
        tier: kind.tier.map { catalog.texts.intern($0) } ?? -1))
    for step in kind.accesses {
      let start = access.tables.count
      for id in step.tables {
        if case .table(let index) = resolve(.table(id), at: kind.origin) {
          access.tables.append(index)
        }
      }
      if let field = ConditionCompiler.priceField(of: step.when) {
        sink.report(
          .conditionField, "a condition of an access cannot look at `\(field)`",
          help: "it is known only when the price is", at: kind.origin,
          about: Subject(fields: ["accesses"], text: field))
      }
      access.accesses.append(
        CompiledAccess(
          tableStart: Int32(start), tableCount: Int32(access.tables.count - start),
          pick: step.pick,
          condition: conditions.compile(step.when, &catalog, at: kind.origin)))
    }
  }

  private mutating func finishKinds(_ book: RuleBook) {
    guard let selling = kindIndex[book.sellingKind] else {
      sink.report(
        .noSellingKind, "there is no price kind \(Diagnostic.quote(book.sellingKind))",
        help: "declare it in `priceKinds`, or name another in `sellingKind`", at: nil)
      return
    }
    access.selling = selling
    let kind = access.kinds[Int(selling)]
    if kind.channel >= 0 || kind.tier >= 0 {
      sink.report(
        .sellingKindElsewhere, "the price kind that sells states a channel or tier of its own",
        help: "leave them out, and name the words in the keys of its rows",
        at: book.priceKinds.first { IdentifierOrder.areEqual($0.id, book.sellingKind) }?.origin,
        about: Subject(fields: [kind.channel >= 0 ? "channel" : "tier"]))
    }
  }
}
