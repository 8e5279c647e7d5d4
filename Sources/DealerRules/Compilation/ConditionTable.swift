/// Conditions as flat nodes (RULES.md C-001 … C-004).
struct ConditionTable: Sendable {
  /// What a node does.
  enum Kind: UInt8, Sendable {
    case all, any, not
    case isIn, number, date, flag, exists
  }

  /// A field in compiled form; attributes carry the symbol of their name.
  enum Field: UInt8, Sendable {
    case none, customer, customerParent, customerTier, customerGroup, customerRegion
    case customerAttribute, channel, region, currency, orderAttribute, orderDate, orderWeekday
    case product, productCategory, productBrand, productAttribute
    case lineQuantity, lineAmount, lineProject, lineAttribute
  }

  struct Node: Sendable {
    var kind: Kind
    var field: Field = .none
    var attribute: Int32 = -1
    /// Children, or sorted values of a set.
    var start: Int32 = 0
    var count: Int32 = 0
    var low: Int64 = Int64.min
    /// Not included.
    var high: Int64 = Int64.max
  }

  var nodes: [Node] = []
  var children: [Int32] = []
  var values: [Int32] = []

  /// Whether a set node holds a value. O(log values).
  func contains(_ node: Node, _ value: Int32) -> Bool {
    guard value >= 0 else { return false }
    var low = Int(node.start)
    var high = low + Int(node.count)
    while low < high {
      let middle = (low + high) / 2
      if values[middle] < value { low = middle + 1 } else { high = middle }
    }
    return low < Int(node.start + node.count) && values[low] == value
  }
}

/// Everything a condition can look at, by index; −1 is unknown.
struct ConditionContext: Sendable {
  var customer: Int32 = -1
  var channel: Int32 = -1
  var region: Int32 = -1
  var currency: Int32 = -1
  var order: Int32 = -1
  /// Civil date in the book's zone, as days; `Int32.min` unknown.
  var day: Int32 = Int32.min
  var product: Int32 = -1
  var line: Int32 = -1
  /// Thousandths of base units over ``quantityDenominator``; 0 unknown.
  var quantityNumerator: Int128 = 0
  var quantityDenominator: Int128 = 1
  var hasAmount: Bool = false
  var amount: Int64 = 0
  var project: Int32 = -1
}

/// Attributes of orders and lines that are being priced; a batch gives them by index.
protocol AttributeSource {
  func orderAttribute(_ name: Int32, _ order: Int32) -> AttributeColumns.Value?
  func lineAttribute(_ name: Int32, _ line: Int32) -> AttributeColumns.Value?
}

/// No order and no line: the source used while a book is compiled.
struct NoAttributes: AttributeSource {
  func orderAttribute(_ name: Int32, _ order: Int32) -> AttributeColumns.Value? { nil }
  func lineAttribute(_ name: Int32, _ line: Int32) -> AttributeColumns.Value? { nil }
}

extension ConditionTable {
  /// Whether a node holds; −1 always does. Recursion is bounded by the condition depth limit.
  func holds(
    _ index: Int32, _ context: borrowing ConditionContext, _ catalog: borrowing CatalogTable,
    _ source: borrowing some AttributeSource
  ) -> Bool {
    guard index >= 0 else { return true }
    let node = nodes[Int(index)]
    switch node.kind {
    case .all:
      for child in node.start..<(node.start + node.count)
      where !holds(children[Int(child)], context, catalog, source) {
        return false
      }
      return true
    case .any:
      for child in node.start..<(node.start + node.count)
      where holds(children[Int(child)], context, catalog, source) {
        return true
      }
      return false
    case .not:
      return !holds(children[Int(node.start)], context, catalog, source)
    default:
      return test(node, context, catalog, source)
    }
  }

  private func test(
    _ node: Node, _ context: borrowing ConditionContext, _ catalog: borrowing CatalogTable,
    _ source: borrowing some AttributeSource
  ) -> Bool {
    switch node.field {
    case .customerAttribute:
      guard context.customer >= 0 else { return false }
      let found = catalog.customerAttributes.value(node.attribute, owner: context.customer)
      return attributeTest(node, found)
    case .productAttribute:
      guard context.product >= 0 else { return false }
      let found = catalog.productAttributes.value(node.attribute, owner: context.product)
      return attributeTest(node, found)
    case .orderAttribute:
      return attributeTest(node, source.orderAttribute(node.attribute, context.order))
    case .lineAttribute:
      return attributeTest(node, source.lineAttribute(node.attribute, context.line))
    case .lineQuantity, .lineAmount, .orderDate, .orderWeekday:
      return scalarTest(node, context)
    default:
      return setTest(node, context, catalog)
    }
  }

  private func setTest(
    _ node: Node, _ context: borrowing ConditionContext, _ catalog: borrowing CatalogTable
  ) -> Bool {
    let customer = Int(context.customer)
    let product = Int(context.product)
    switch node.field {
    case .customer: return one(node, context.customer)
    case .customerParent: return path(node, context.customer, catalog.dealerTree)
    case .customerTier: return customer >= 0 && one(node, catalog.customerTier[customer])
    case .customerGroup:
      guard customer >= 0 else { return false }
      let start = Int(catalog.groupStart[customer])
      let end = Int(catalog.groupStart[customer + 1])
      for index in start..<end where one(node, catalog.groups[index]) { return true }
      return false
    case .customerRegion:
      return customer >= 0
        && path(node, catalog.customerRegion[customer], catalog.regionTree)
    case .channel: return one(node, context.channel)
    case .region: return path(node, context.region, catalog.regionTree)
    case .currency: return one(node, context.currency)
    case .product: return one(node, context.product)
    case .productCategory:
      return product >= 0
        && path(node, catalog.productCategory[product], catalog.categoryTree)
    case .productBrand: return product >= 0 && one(node, catalog.productBrand[product])
    case .lineProject: return one(node, context.project)
    default: return false
    }
  }

  private func one(_ node: Node, _ value: Int32) -> Bool {
    // −1 is an absent value, −2 one that is there but that no rule names.
    node.kind == .exists ? value != -1 : node.kind == .isIn && contains(node, value)
  }

  private func path(_ node: Node, _ value: Int32, _ tree: borrowing TreeTable) -> Bool {
    if node.kind == .exists { return value >= 0 }
    guard node.kind == .isIn else { return false }
    var current = value
    while current >= 0 {
      if contains(node, current) { return true }
      current = tree.parent(of: current)
    }
    return false
  }

  private func scalarTest(_ node: Node, _ context: borrowing ConditionContext) -> Bool {
    switch node.field {
    case .lineQuantity:
      guard context.quantityNumerator > 0 else { return false }
      if node.kind == .exists { return true }
      guard node.kind == .number else { return false }
      if node.low != .min, !ConditionTable.reaches(node.low, context) { return false }
      return node.high == .max ? true : !ConditionTable.reaches(node.high, context)
    case .lineAmount:
      guard context.hasAmount else { return false }
      if node.kind == .exists { return true }
      let amount = context.amount
      return node.kind == .number && within(node, amount)
    case .orderDate:
      guard context.day != Int32.min else { return false }
      if node.kind == .exists { return true }
      return node.kind == .date ? within(node, Int64(context.day)) : false
    case .orderWeekday:
      guard context.day != Int32.min else { return false }
      if node.kind == .exists { return true }
      let weekday = Int32(CivilDate(unchecked: context.day).weekday)
      return node.kind == .isIn && contains(node, weekday)
    default: return false
    }
  }

  /// Whether the quantity is at least `bound` millionths, exactly at every size.
  private static func reaches(_ bound: Int64, _ context: borrowing ConditionContext) -> Bool {
    // Thousandths against millionths, crosswise.
    let (value, first) = context.quantityNumerator.multipliedReportingOverflow(by: 1000)
    let (limit, second) = Int128(bound).multipliedReportingOverflow(
      by: context.quantityDenominator)
    if !first, !second { return value >= limit }
    let wideValue = context.quantityNumerator.multipliedFullWidth(by: 1000)
    let wideLimit = Int128(bound).multipliedFullWidth(by: context.quantityDenominator)
    return wideValue.high == wideLimit.high
      ? wideValue.low >= wideLimit.low : wideValue.high > wideLimit.high
  }

  private func within(_ node: Node, _ value: Int64) -> Bool {
    (node.low == .min || value >= node.low) && (node.high == .max || value < node.high)
  }

  private func attributeTest(_ node: Node, _ value: AttributeColumns.Value?) -> Bool {
    guard let value else { return false }
    switch (node.kind, value.kind) {
    case (.exists, _): return true
    case (.isIn, .text): return contains(node, Int32(truncatingIfNeeded: value.payload))
    case (.number, .number), (.date, .date): return within(node, value.payload)
    case (.flag, .flag): return value.payload == node.low
    default: return false
    }
  }
}
