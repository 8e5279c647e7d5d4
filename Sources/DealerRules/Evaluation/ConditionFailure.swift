// Which test of a condition failed, and by what (RULES.md E-002). Asked only by explanations.
extension ConditionTable {
  /// The first test that failed, in the order of the compiled condition; −1 where one that should
  /// not hold does.
  func failure(
    _ index: Int32, _ context: borrowing ConditionContext, _ catalog: borrowing CatalogTable,
    _ source: borrowing some AttributeSource
  ) -> Int32 {
    guard index >= 0 else { return -1 }
    let node = nodes[Int(index)]
    switch node.kind {
    case .all:
      for child in node.start..<(node.start + node.count) {
        let part = children[Int(child)]
        if !holds(part, context, catalog, source) {
          return failure(part, context, catalog, source)
        }
      }
      return -1
    case .any:
      guard node.count > 0 else { return -1 }
      return failure(children[Int(node.start)], context, catalog, source)
    case .not: return -1
    default: return index
    }
  }

  /// The number that a test looks at, in millionths or whole days; `nil` where it is unknown.
  func number(
    _ node: Node, _ context: borrowing ConditionContext, _ catalog: borrowing CatalogTable,
    _ source: borrowing some AttributeSource
  ) -> Int64? {
    var value: AttributeColumns.Value?
    switch node.field {
    case .lineQuantity:
      return ConditionTable.millionths(
        Ratio(context.quantityNumerator, context.quantityDenominator))
    case .lineUnitPrice: return context.unitPrice.flatMap { ConditionTable.millionths($0) }
    case .lineAmount: return context.hasAmount ? context.amount : nil
    case .orderNth:
      return source.fact(.ordersBefore, context.order).flatMap {
        Int64(exactly: (Int128($0) + 1) * 1_000_000)
      }
    case .total: return source.fact(.total(node.attribute), context.order)
    case .productStock:
      return source.fact(.stock(context.product), context.order).flatMap {
        Int64(exactly: Int128($0) * 1000)
      }
    case .orderDate where context.day != Int32.min:
      return node.kind == .date
        ? Int64(context.day) : ConditionTable.days(Int64(context.day), node, context.day)
    case .orderWeekday where context.day != Int32.min:
      return Int64(CivilDate(unchecked: context.day).weekday)
    case .orderTime:
      let second = source.secondOfDay(context.order)
      return second < 0 ? nil : Int64(second)
    case .lastOrder:
      guard let day = source.fact(.lastOrder, context.order) else { return nil }
      return ConditionTable.days(day, node, context.day)
    case .lineExpires:
      guard let day = source.fact(.expires(context.line), context.order) else { return nil }
      return ConditionTable.days(day, node, context.day)
    case .customerAttribute:
      value = catalog.customerAttributes.value(node.attribute, owner: context.customer)
    case .productAttribute:
      value = catalog.productAttributes.value(node.attribute, owner: context.product)
    case .orderAttribute: value = source.orderAttribute(node.attribute, context.order)
    case .lineAttribute: value = source.lineAttribute(node.attribute, context.line)
    default: return nil
    }
    guard let value else { return nil }
    switch (node.kind, value.kind) {
    case (.number, .number): return value.payload
    case (.daysAgo, .date), (.daysAhead, .date), (.date, .date):
      return ConditionTable.days(value.payload, node, context.day)
    default: return nil
    }
  }

  private static func millionths(_ thousandths: Ratio) -> Int64? {
    try? thousandths.multiplied(by: Ratio(1000, 1)).settled(step: 1, mode: .halfUp)
  }

  private static func days(_ day: Int64, _ node: Node, _ today: Int32) -> Int64 {
    guard node.kind != .date else { return day }
    let past = Int64(today) - day
    return node.kind == .daysAhead ? -past : past
  }
}

extension Workspace {
  /// Notes that a condition does not hold, with the test that failed; does nothing in batches.
  mutating func traceFailure(_ offer: Int32, _ context: borrowing ConditionContext) {
    guard offerTrace != nil else { return }
    let node = rules.conditions.failure(
      rules.offers.restNode[Int(offer)], context, rules.catalog, batch)
    let has =
      node < 0
      ? nil
      : rules.conditions.number(
        rules.conditions.nodes[Int(node)], context, rules.catalog, batch)
    trace(offer, .conditionFailed, a: has ?? .min, c: Int64(node) + 1)
  }
}

extension CompiledRules {
  /// The test that failed: its field, and of numbers the bound and the number.
  func failureNumbers(_ record: ReasonRecord) -> [Reason.Number] {
    let index = Int(record.c) - 1
    guard conditions.nodes.indices.contains(index) else { return [] }
    let node = conditions.nodes[index]
    var numbers = [Reason.Number(name: "field", text: fieldName(node))]
    let scale = node.kind == .number ? Money.scale : 0
    switch node.kind {
    case .number, .daysAgo, .daysAhead:
      let isLow = record.a == .min ? node.low != .min : node.high == .max || record.a < node.low
      let isBelow = isLow || node.low != .min && record.a == node.low && node.excludesLow
      numbers.append(
        Reason.Number(
          name: isBelow
            ? node.excludesLow ? "above" : "needed" : node.includesHigh ? "atMost" : "below",
          isBelow ? node.low : node.high, scale: scale))
      guard record.a != .min else { break }
      numbers.append(Reason.Number(name: "has", record.a, scale: scale))
    case .date: numbers += bounds(of: node, record.a) { CivilDate(unchecked: $0).description }
    case .time: numbers += bounds(of: node, record.a) { CompiledRules.clock($0) }
    case .isIn where node.field == .orderWeekday:
      let values = conditions.values[Int(node.start)..<Int(node.start + node.count)]
      numbers.append(
        Reason.Number(name: "needed", text: values.map { "\($0)" }.joined(separator: "|")))
      guard record.a != .min else { break }
      numbers.append(Reason.Number(name: "has", text: "\(record.a)"))
    case .isIn where namesTexts(node.field):
      let values = conditions.values[Int(node.start)..<Int(node.start + node.count)]
      let names = values.map { catalog.texts.name($0) }.sorted(by: IdentifierOrder.precedes)
      let needed = names.prefix(3).joined(separator: "|")
      numbers.append(Reason.Number(name: "needed", text: needed))
    default: break
    }
    return numbers
  }

  /// The ends of a date or a time of day that a test asks for, half-open, and what there is.
  private func bounds(
    of node: ConditionTable.Node, _ has: Int64, _ text: (Int32) -> String
  ) -> [Reason.Number] {
    var numbers: [Reason.Number] = []
    if node.low != .min {
      numbers.append(Reason.Number(name: "needed", text: text(Int32(clamping: node.low))))
    }
    if node.high != .max {
      numbers.append(Reason.Number(name: "below", text: text(Int32(clamping: node.high))))
    }
    if has != .min {
      numbers.append(Reason.Number(name: "has", text: text(Int32(clamping: has))))
    }
    return numbers
  }

  /// Seconds after midnight as `HH:MM`.
  private static func clock(_ seconds: Int32) -> String {
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let rest = seconds % 60
    return "\(two(seconds / 3600)):\(two(seconds / 60 % 60))" + (rest == 0 ? "" : ":\(two(rest))")
  }

  /// Whether the values of a field are plain texts, not ids.
  private func namesTexts(_ field: ConditionTable.Field) -> Bool {
    switch field {
    case .customer, .customerParent, .customerRegion, .region, .currency, .product,
      .productCategory, .orderWeekday, .linePriceTable:
      false
    default: true
    }
  }

  /// The field that a test looks at, as documents name it.
  func testName(_ node: Int32) -> String { fieldName(conditions.nodes[Int(node)]) }

  private func fieldName(_ node: ConditionTable.Node) -> String {
    switch node.field {
    case .customerAttribute: "customer." + catalog.customerAttributes.names.name(node.attribute)
    case .productAttribute: "product." + catalog.productAttributes.names.name(node.attribute)
    case .orderAttribute: "order." + catalog.orderAttributeNames.name(node.attribute)
    case .lineAttribute: "line." + catalog.lineAttributeNames.name(node.attribute)
    case .total: "total." + catalog.totalNames.name(node.attribute)
    default: ConditionTable.names[node.field] ?? ""
    }
  }
}

extension ConditionTable {
  /// Fields that are not attributes, as documents name them (RULES.md C-002).
  static let names: [Field: String] = [
    .customer: "customer", .customerParent: "customer.parent", .customerTier: "customer.tier",
    .customerGroup: "customer.group", .customerRegion: "customer.region", .channel: "channel",
    .region: "region", .currency: "currency", .coupon: "coupon", .orderDate: "order.date",
    .orderTime: "order.time", .orderWeekday: "order.weekday", .orderNth: "order.nth",
    .lastOrder: "lastOrder", .product: "product", .productCategory: "product.category",
    .productBrand: "product.brand", .productStock: "product.stock",
    .lineQuantity: "line.quantity", .lineUnit: "line.unit", .lineAmount: "line.amount",
    .lineUnitPrice: "line.unitPrice", .linePriceTable: "line.priceTable",
    .lineManual: "line.manual", .lineProject: "line.project", .lineExpires: "lot.expires",
  ]
}
