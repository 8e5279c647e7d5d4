/// Turns conditions into nodes, once per distinct condition, and reports unknown names.
struct ConditionCompiler {
  var table = ConditionTable()
  var sink: DiagnosticSink
  let limits: Limits
  private var known: [Condition: Int32] = [:]
  /// Price tables by their position in the book.
  private var tables = SymbolTable()
  /// Units that some product or the book counts in.
  private var units = SymbolTable()

  init(_ book: RuleBook, _ catalog: CatalogTable, limits: Limits) {
    self.limits = limits
    sink = DiagnosticSink(limit: limits.diagnostics)
    for table in book.priceTables { _ = tables.intern(table.id) }
    for unit in book.units { _ = units.intern(unit.id) }
    for unit in catalog.units.unit { _ = units.intern(catalog.texts.name(unit)) }
  }

  /// The node of a condition; −1 for one that always holds.
  mutating func compile(
    _ condition: Condition, _ catalog: inout CatalogTable, at origin: SourceSpan?
  ) -> Int32 {
    if condition == .always { return -1 }
    if let node = known[condition] { return node }
    guard checkSize(condition, at: origin) else { return -1 }
    let node = add(condition, &catalog, at: origin)
    known[condition] = node
    return node
  }

  /// Whether a condition is within the limits; reports one that is not (RULES.md X-009).
  mutating func checkSize(_ condition: Condition, at origin: SourceSpan?) -> Bool {
    var tests = 0
    let isShallow = fits(condition, depth: 1, &tests)
    if isShallow, tests <= limits.conditionTests { return true }
    sink.report(
      .conditionTooLarge,
      "a condition has more than \(limits.conditionDepth) levels "
        + "or \(limits.conditionTests) tests",
      help: "split the rule", at: origin, about: Subject(fields: ConditionCompiler.conditionFields))
    return false
  }

  private func fits(_ condition: Condition, depth: Int, _ tests: inout Int) -> Bool {
    guard depth <= limits.conditionDepth else { return false }
    switch condition {
    case .all(let parts), .any(let parts):
      for part in parts where !fits(part, depth: depth + 1, &tests) { return false }
      return true
    case .not(let part): return fits(part, depth: depth + 1, &tests)
    case .test:
      tests += 1
      return true
    }
  }

  private mutating func add(
    _ condition: Condition, _ catalog: inout CatalogTable, at origin: SourceSpan?
  ) -> Int32 {
    switch condition {
    case .all(let parts): return branch(.all, parts, &catalog, at: origin)
    case .any(let parts): return branch(.any, parts, &catalog, at: origin)
    case .not(let part): return branch(.not, [part], &catalog, at: origin)
    case .test(let field, let test):
      return append(leaf(field, test, &catalog, at: origin))
    }
  }

  private mutating func append(_ node: ConditionTable.Node) -> Int32 {
    table.nodes.append(node)
    return Int32(table.nodes.count - 1)
  }

  private mutating func branch(
    _ kind: ConditionTable.Kind, _ parts: [Condition], _ catalog: inout CatalogTable,
    at origin: SourceSpan?
  ) -> Int32 {
    let nodes = parts.map { add($0, &catalog, at: origin) }
    let start = Int32(table.children.count)
    table.children += nodes
    return append(.init(kind: kind, start: start, count: Int32(nodes.count)))
  }

  private mutating func leaf(
    _ field: ConditionField, _ test: ConditionTest, _ catalog: inout CatalogTable,
    at origin: SourceSpan?
  ) -> ConditionTable.Node {
    let (code, attribute) = self.code(of: field, &catalog)
    var node = ConditionTable.Node(kind: .exists, field: code, attribute: attribute)
    switch test {
    case .exists: break
    case .flag(let flag):
      node.kind = .flag
      node.low = flag ? 1 : 0
    case .number(let bounds):
      node.kind = .number
      node.bound(bounds)
    case .daysAgo(let bounds):
      node.kind = .daysAgo
      node.bound(bounds)
    case .daysAhead(let bounds):
      node.kind = .daysAhead
      node.bound(bounds)
    case .time(let from, let below):
      // Minutes as written, seconds as orders carry them.
      node.kind = .time
      node.low = from.map { Int64($0) * 60 } ?? .min
      node.high = below.map { Int64($0) * 60 } ?? .max
    case .date(let from, let until):
      node.kind = .date
      node.low = from.map { Int64($0.daysSinceEpoch) } ?? .min
      node.high = until.map { Int64($0.daysSinceEpoch) } ?? .max
    case .isIn(let names):
      node.kind = .isIn
      let ids = Set(names.map { id($0, field, &catalog, at: origin) }).filter { $0 >= 0 }
      node.start = Int32(table.values.count)
      node.count = Int32(ids.count)
      table.values += ids.sorted()
    }
    return node
  }

  private func code(
    of field: ConditionField, _ catalog: inout CatalogTable
  ) -> (ConditionTable.Field, Int32) {
    switch field {
    case .customer: (.customer, -1)
    case .customerParent: (.customerParent, -1)
    case .customerTier: (.customerTier, -1)
    case .customerGroup: (.customerGroup, -1)
    case .customerRegion: (.customerRegion, -1)
    case .customerAttribute(let name):
      (.customerAttribute, catalog.customerAttributes.intern(name))
    case .channel: (.channel, -1)
    case .region: (.region, -1)
    case .currency: (.currency, -1)
    case .orderAttribute(let name): (.orderAttribute, catalog.orderAttributeNames.intern(name))
    case .orderDate: (.orderDate, -1)
    case .orderWeekday: (.orderWeekday, -1)
    case .product: (.product, -1)
    case .productCategory: (.productCategory, -1)
    case .productBrand: (.productBrand, -1)
    case .productAttribute(let name):
      (.productAttribute, catalog.productAttributes.intern(name))
    case .lineQuantity: (.lineQuantity, -1)
    case .lineAmount: (.lineAmount, -1)
    case .lineProject: (.lineProject, -1)
    case .lineAttribute(let name): (.lineAttribute, catalog.lineAttributeNames.intern(name))
    case .coupon: (.coupon, -1)
    case .orderTime: (.orderTime, -1)
    case .orderNth: (.orderNth, -1)
    case .lastOrder: (.lastOrder, -1)
    case .total(let name): (.total, catalog.totalNames.intern(name))
    case .productStock: (.productStock, -1)
    case .lineUnit: (.lineUnit, -1)
    case .lineUnitPrice: (.lineUnitPrice, -1)
    case .linePriceTable: (.linePriceTable, -1)
    case .lineManual: (.lineManual, -1)
    case .lineExpires: (.lineExpires, -1)
    }
  }

  private mutating func id(
    _ name: String, _ field: ConditionField, _ catalog: inout CatalogTable,
    at origin: SourceSpan?
  ) -> Int32 {
    switch field {
    case .customer, .customerParent:
      return known(name, catalog.customers, what: "customer", at: origin)
    case .product: return known(name, catalog.products, what: "product", at: origin)
    case .productCategory: return known(name, catalog.categories, what: "category", at: origin)
    case .region, .customerRegion:
      return known(name, catalog.regions, what: "region", at: origin)
    case .currency:
      guard let currency = Currency(name) else {
        sink.report(
          .unknownCurrency, "there is no currency \(Diagnostic.quote(name))",
          help: Suggestion.currencyHelp(name), at: origin, about: ConditionCompiler.subject(name))
        return -1
      }
      return catalog.intern(currency)
    case .orderWeekday:
      guard let day = Int32(name), (1...7).contains(day) else {
        sink.report(
          .unknownChoice, "\(Diagnostic.quote(name)) is not a weekday",
          help: "write `1` for Monday to `7` for Sunday", at: origin,
          about: ConditionCompiler.subject(name))
        return -1
      }
      return day
    case .linePriceTable: return known(name, tables, what: "price table", at: origin)
    case .lineUnit:
      _ = known(name, units, what: "unit", at: origin)
      return catalog.texts.intern(name)
    default: return catalog.texts.intern(name)
    }
  }

  private mutating func known(
    _ name: String, _ symbols: SymbolTable, what: String, at origin: SourceSpan?
  ) -> Int32 {
    let index = symbols.index(of: name)
    if index < 0 {
      sink.report(
        .unknownReference, "there is no \(what) \(Diagnostic.quote(name))",
        help: Suggestion.closest(to: name, among: symbols.names).map { "did you mean `\($0)`?" }
          ?? "state the \(what) first",
        at: origin, about: ConditionCompiler.subject(name))
    }
    return index
  }

  /// Fields of offers, charges and kinds that hold conditions.
  private static let conditionFields = [
    "when", "accesses", "requires", "ladder", "pattern", "gift", "points", "coupons",
  ]

  /// A name inside a condition.
  private static func subject(_ name: String) -> Subject {
    Subject(fields: conditionFields, text: name)
  }
}
