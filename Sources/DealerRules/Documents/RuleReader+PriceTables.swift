// Declarations of price tables and kinds (RULES.md P-001 … P-003).
extension RuleReader {
  mutating func readPriceTable(_ view: inout FieldView) {
    guard let id = id(&view) else { return }
    var keys: [KeyField] = []
    if let node = member("keys", &view) {
      for element in list(node) {
        if let cell = scalar(element), let key = keyField(cell) { keys.append(key) }
      }
    } else {
      missing("keys", view)
    }
    var table = PriceTable(id: id, keys: keys, origin: headSpan(view))
    if let node = member("schedule", &view), var inner = object(node) {
      table.schedule = schedule(&inner)
    }
    table.isProtected = flag("protected", &view) ?? false
    if let rule: OverlapRule = choice("overlap", &view) { table.overlap = rule }
    table.multiply = texts("multiply", &view)
    table.floor = bound("floor", &view)
    table.ceiling = bound("ceiling", &view)
    if tableIndex[id] == nil { tableIndex[id] = book.priceTables.count }
    book.priceTables.append(table)
  }

  private mutating func schedule(_ view: inout FieldView) -> Schedule {
    var result = Schedule()
    if let mode: TierMode = choice("mode", &view) { result.mode = mode }
    if let basis: TierBasis = choice("basis", &view) { result.basis = basis }
    if let scope: AggregationScope = choice("scope", &view) { result.scope = scope }
    result.countsPeriod = flag("countsPeriod", &view) ?? false
    if let below: OutsideBands = choice("below", &view) { result.below = below }
    if let beyond: OutsideBands = choice("beyond", &view) { result.beyond = beyond }
    finish(view)
    return result
  }

  static let keyWords = [
    "customer", "parent", "group", "tier", "channel", "region", "product", "category", "brand",
    "project",
  ]

  private mutating func keyField(_ cell: Cell) -> KeyField? {
    switch cell.text {
    case "customer": return .customer
    case "parent": return .parent
    case "group": return .group
    case "tier": return .tier
    case "channel": return .channel
    case "region": return .region
    case "product": return .product
    case "category": return .category
    case "brand": return .brand
    case "project": return .project
    case let name where name.hasPrefix("customer.") && name.utf8.count > 9:
      return .customerAttribute(String(name.dropFirst(9)))
    case let name where name.hasPrefix("product.") && name.utf8.count > 8:
      return .productAttribute(String(name.dropFirst(8)))
    default:
      unknownChoice(cell, RuleReader.keyWords + ["customer.NAME", "product.NAME"])
      return nil
    }
  }

  // MARK: Bounds

  /// A bound: a plain amount, `{"amount": …}`, or `{"of": …, "factor": …, "plus": …}`.
  mutating func bound(_ name: String, _ view: inout FieldView) -> PriceBound? {
    if case .object = view.source, let node = member(name, &view),
      tree.kind(of: node) == .object
    {
      guard var inner = object(node) else { return nil }
      return bound(&inner)
    }
    return amount(name, &view).map { PriceBound(plus: $0) }
  }

  private mutating func bound(_ view: inout FieldView) -> PriceBound? {
    let plain = amount("amount", &view)
    let base = priceBase("of", &view)
    var result = PriceBound(base: base, plus: plain ?? 0)
    result.factor = rate("factor", &view) ?? .one
    if let plus = amount("plus", &view) { result.plus = plus }
    finish(view)
    if plain == nil, base == nil {
      missing("of", view)
      return nil
    }
    if plain != nil, base != nil {
      report(
        .conflictingFields, "a bound states both `amount` and `of`", help: "keep one of them",
        at: span(of: ["of"], view))
    }
    return result
  }

  /// `cost`, `kind:ID`, `table:ID`, or in JSON `{"kind": ID}` and `{"table": ID}`.
  mutating func priceBase(_ name: String, _ view: inout FieldView) -> PriceBase? {
    if case .object = view.source, let node = member(name, &view),
      tree.kind(of: node) == .object
    {
      guard var inner = object(node) else { return nil }
      let kind = text("kind", &inner)
      let table = text("table", &inner)
      finish(inner)
      if let kind { return .kind(kind) }
      if let table { return .table(table) }
      missing("table", inner)
      return nil
    }
    guard let cell = cell(name, &view) else { return nil }
    let text = cell.text
    if text == "cost" { return .cost }
    if text.hasPrefix("kind:") { return .kind(String(text.dropFirst(5))) }
    if text.hasPrefix("table:") { return .table(String(text.dropFirst(6))) }
    report(
      .unknownChoice, "\(Diagnostic.quote(text)) is not the base of a price",
      help: "write `cost`, `kind:ID` or `table:ID`", path: path(cell), at: cell.span)
    return nil
  }

  // MARK: Kinds

  mutating func readPriceKind(_ view: inout FieldView) {
    guard let id = id(&view) else { return }
    var kind = PriceKind(id: id, accesses: [], origin: headSpan(view))
    if let date: PricingDate = choice("date", &view) { kind.date = date }
    kind.channel = text("channel", &view)
    kind.tier = text("tier", &view)
    if let node = member("accesses", &view) {
      for element in list(node) {
        guard var inner = object(element) else { continue }
        kind.accesses.append(access(&inner))
      }
      if kind.accesses.isEmpty {
        report(
          .emptyList, "price kind \(Diagnostic.quote(id)) has no access",
          help: "name at least one table", path: tree.path(of: node), at: tree.span(of: node))
      }
    } else {
      missing("accesses", view)
    }
    book.priceKinds.append(kind)
  }

  private mutating func access(_ view: inout FieldView) -> Access {
    var result = Access(tables: texts("tables", &view))
    if let node = member("tables", &view), tree.kind(of: node) == .array, result.tables.isEmpty,
      tree.count(of: node) == 0
    {
      report(
        .emptyList, "the access names no table", help: "name at least one table",
        path: tree.path(of: node), at: tree.span(of: node))
    } else {
      missing("tables", view)
    }
    if let pick: AccessPick = choice("pick", &view) { result.pick = pick }
    result.when = condition("when", &view)
    finish(view)
    return result
  }
}
