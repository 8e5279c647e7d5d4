/// Conditions as flat nodes (RULES.md C-001 … C-004).
struct ConditionTable: Sendable {
  /// What a node does.
  enum Kind: UInt8, Sendable {
    case all, any, not
    case isIn, number, date, flag, exists, daysAgo, daysAhead, time
  }

  /// A field in compiled form; attributes carry the symbol of their name.
  enum Field: UInt8, Sendable {
    case none, customer, customerParent, customerTier, customerGroup, customerRegion
    case customerAttribute, channel, region, currency, orderAttribute, orderDate, orderWeekday
    case product, productCategory, productBrand, productAttribute
    case lineQuantity, lineAmount, lineProject, lineAttribute
    case coupon, orderTime, orderNth, lastOrder, total, productStock
    case lineUnit, lineUnitPrice, linePriceTable, lineManual, lineExpires
  }

  struct Node: Sendable {
    var kind: Kind
    var field: Field = .none
    var attribute: Int32 = -1
    /// Children, or sorted values of a set.
    var start: Int32 = 0
    var count: Int32 = 0
    /// Included, unless ``excludesLow``.
    var low: Int64 = Int64.min
    /// Not included, unless ``includesHigh``.
    var high: Int64 = Int64.max
    var excludesLow = false
    var includesHigh = false

    /// Takes the ends of some bounds.
    mutating func bound(_ bounds: MeasureBounds) {
      if let lower = bounds.lower { (low, excludesLow) = lower }
      guard let upper = bounds.upper else { return }
      (high, includesHigh) = (upper.value, !upper.isOut)
    }
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
  /// Position in ``RegionTree``.
  var region: Int32 = -1
  /// The span of ``RegionTree`` that holds the order's instant.
  var regionSpan: Int32 = 0
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
  /// The unit ordered in, as a row of ``UnitTable``.
  var unitRow: Int32 = -1
  /// List price per thousandth of a base unit; `nil` unknown.
  var unitPrice: Ratio?
  var priceTable: Int32 = -1
  /// A part of the line's kit, of which the line's lot says nothing (RULES.md R-031).
  var isPart = false
}

/// What orders and lines that are being priced say of themselves; a batch gives it by index.
protocol AttributeSource {
  func orderAttribute(_ name: Int32, _ order: Int32) -> AttributeColumns.Value?
  func lineAttribute(_ name: Int32, _ line: Int32) -> AttributeColumns.Value?
  /// Whether an order brings a coupon that something holds for.
  func bringsCoupon(_ order: Int32, _ isMeant: (Int32) -> Bool) -> Bool
  /// Seconds after midnight in the book's zone.
  func secondOfDay(_ order: Int32) -> Int32
  func fact(_ fact: OrderFact, _ order: Int32) -> Int64?
  func isManual(_ line: Int32) -> Bool
}

/// A number that the caller gives with an order (RULES.md X-006).
enum OrderFact {
  case ordersBefore
  /// Days since the epoch.
  case lastOrder
  /// Millionths.
  case total(Int32)
  /// Thousandths of base units, by product.
  case stock(Int32)
  /// Days since the epoch, by line.
  case expires(Int32)
}

/// No order and no line: the source used while a book is compiled.
struct NoAttributes: AttributeSource {
  func orderAttribute(_ name: Int32, _ order: Int32) -> AttributeColumns.Value? { nil }
  func lineAttribute(_ name: Int32, _ line: Int32) -> AttributeColumns.Value? { nil }
  func bringsCoupon(_ order: Int32, _ isMeant: (Int32) -> Bool) -> Bool { false }
  func secondOfDay(_ order: Int32) -> Int32 { 0 }
  func fact(_ fact: OrderFact, _ order: Int32) -> Int64? { nil }
  func isManual(_ line: Int32) -> Bool { false }
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

  /// What a condition is asked without.
  enum Unknown {
    /// What the order does not bring (RULES.md R-020).
    case leftOut
    /// Where goods go and where the customer is (RULES.md R-015).
    case places
  }

  /// The same, `nil` where that turns on something that is not known.
  func truth(
    _ index: Int32, without unknown: Unknown, _ context: borrowing ConditionContext,
    _ catalog: borrowing CatalogTable, _ source: borrowing some AttributeSource
  ) -> Bool? {
    guard index >= 0 else { return true }
    var node = nodes[Int(index)]
    switch node.kind {
    case .all, .any:
      // One part that fails decides `all`, one that holds `any`, whatever is not known.
      let deciding = node.kind == .any
      var isUnknown = false
      for child in node.start..<(node.start + node.count) {
        let part = truth(children[Int(child)], without: unknown, context, catalog, source)
        if part == deciding { return deciding }
        if part == nil { isUnknown = true }
      }
      return isUnknown ? nil : !deciding
    case .not:
      return truth(children[Int(node.start)], without: unknown, context, catalog, source)
        .map { !$0 }
    default:
      if unknown == .places {
        return node.field.isPlace ? nil : test(node, context, catalog, source)
      }
      if test(node, context, catalog, source) { return true }
      guard node.kind != .exists, node.field.isOfOrder else { return false }
      node.kind = .exists
      return test(node, context, catalog, source) ? false : nil
    }
  }
}

extension ConditionTable.Field {
  /// Whether it says where goods go or where the customer is.
  fileprivate var isPlace: Bool { self == .region || self == .customerRegion }

  /// Whether an order brings it, or leaves it out.
  fileprivate var isOfOrder: Bool {
    switch self {
    case .channel, .region, .orderAttribute, .orderTime, .orderNth, .lastOrder, .total: true
    default: false
    }
  }
}
