// The tests of conditions (RULES.md C-002 … C-004).
extension ConditionTable {
  func test(
    _ node: Node, _ context: borrowing ConditionContext, _ catalog: borrowing CatalogTable,
    _ source: borrowing some AttributeSource
  ) -> Bool {
    switch node.field {
    case .customerAttribute:
      guard context.customer >= 0 else { return false }
      let found = catalog.customerAttributes.value(node.attribute, owner: context.customer)
      return attributeTest(node, found, context)
    case .productAttribute:
      guard context.product >= 0 else { return false }
      let found = catalog.productAttributes.value(node.attribute, owner: context.product)
      return attributeTest(node, found, context)
    case .orderAttribute:
      return attributeTest(node, source.orderAttribute(node.attribute, context.order), context)
    case .lineAttribute:
      return attributeTest(node, source.lineAttribute(node.attribute, context.line), context)
    case .lineQuantity, .lineAmount, .lineUnitPrice, .orderDate, .orderWeekday:
      return scalarTest(node, context)
    case .coupon, .orderTime, .orderNth, .lastOrder, .total, .productStock, .lineExpires:
      guard context.order >= 0 else { return false }
      return factTest(node, context, source)
    case .lineManual:
      return manualTest(node, context, source)
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
      guard customer >= 0 else { return false }
      let home = catalog.regionTree.position(
        of: catalog.customerRegion[customer], span: context.regionSpan)
      return path(node, home, catalog.regionTree)
    case .channel: return one(node, context.channel)
    case .region: return path(node, context.region, catalog.regionTree)
    case .currency: return one(node, context.currency)
    case .product: return one(node, context.product)
    case .productCategory:
      return product >= 0
        && path(node, catalog.productCategory[product], catalog.categoryTree)
    case .productBrand: return product >= 0 && one(node, catalog.productBrand[product])
    case .lineProject: return one(node, context.project)
    case .linePriceTable: return one(node, context.priceTable)
    case .lineUnit:
      guard context.unitRow >= 0 else { return false }
      return one(node, catalog.units.unit[Int(context.unitRow)])
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

  private func path(_ node: Node, _ value: Int32, _ tree: borrowing RegionTree) -> Bool {
    if node.kind == .exists { return value >= 0 }
    guard node.kind == .isIn else { return false }
    var current = value
    while current >= 0 {
      if contains(node, tree.symbol(current)) { return true }
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
      return within(
        node, thousandths: Ratio(context.quantityNumerator, context.quantityDenominator))
    case .lineAmount:
      guard context.hasAmount else { return false }
      if node.kind == .exists { return true }
      let amount = context.amount
      return node.kind == .number && within(node, amount)
    case .lineUnitPrice:
      guard let price = context.unitPrice else { return false }
      return node.kind == .exists || node.kind == .number && within(node, thousandths: price)
    case .orderDate:
      guard context.day != Int32.min else { return false }
      if node.kind == .exists { return true }
      return dateTest(node, Int64(context.day), context)
    case .orderWeekday:
      guard context.day != Int32.min else { return false }
      if node.kind == .exists { return true }
      let weekday = Int32(CivilDate(unchecked: context.day).weekday)
      return node.kind == .isIn && contains(node, weekday)
    default: return false
    }
  }

  // MARK: Facts

  private func factTest(
    _ node: Node, _ context: borrowing ConditionContext, _ source: borrowing some AttributeSource
  ) -> Bool {
    let order = context.order
    switch node.field {
    case .coupon: return source.bringsCoupon(order) { one(node, $0) }
    case .orderTime:
      let second = source.secondOfDay(order)
      guard second >= 0 else { return false }
      guard node.kind == .time else { return node.kind == .exists }
      return within(node, Int64(second))
    case .orderNth:
      guard let before = source.fact(.ordersBefore, order) else { return false }
      return numberTest(node, (Int128(before) + 1) * 1_000_000)
    case .lastOrder:
      guard let day = source.fact(.lastOrder, order) else { return false }
      if node.kind == .exists { return true }
      return dateTest(node, day, context)
    case .lineExpires:
      guard !context.isPart, let day = source.fact(.expires(context.line), order) else {
        return false
      }
      if node.kind == .exists { return true }
      return dateTest(node, day, context)
    case .total:
      guard let total = source.fact(.total(node.attribute), order) else { return false }
      return numberTest(node, Int128(total))
    case .productStock:
      guard let stock = source.fact(.stock(context.product), order) else { return false }
      return numberTest(node, Int128(stock) * 1000)
    default: return false
    }
  }

  /// Nothing is typed into a component of a kit, which has no line.
  private func manualTest(
    _ node: Node, _ context: borrowing ConditionContext, _ source: borrowing some AttributeSource
  ) -> Bool {
    guard context.unitRow >= 0 else { return false }
    let isManual = context.line < 0 ? false : source.isManual(context.line)
    return node.kind == .exists || node.kind == .flag && isManual == (node.low != 0)
  }

  // MARK: Values

  private func numberTest(_ node: Node, _ millionths: Int128) -> Bool {
    node.kind == .exists || node.kind == .number && within(node, millionths)
  }

  /// A date, or its distance from the order's.
  private func dateTest(
    _ node: Node, _ day: Int64, _ context: borrowing ConditionContext
  ) -> Bool {
    if node.kind == .date { return within(node, day) }
    guard context.day != Int32.min else { return false }
    let past = Int64(context.day) - day
    switch node.kind {
    case .daysAgo: return within(node, past)
    case .daysAhead: return within(node, -past)
    default: return false
    }
  }

  private func within(_ node: Node, _ value: Int64) -> Bool {
    (node.low == .min || value > node.low || value == node.low && !node.excludesLow)
      && (node.high == .max || value < node.high || value == node.high && node.includesHigh)
  }

  private func within(_ node: Node, _ value: Int128) -> Bool {
    let low = Int128(node.low)
    let high = Int128(node.high)
    return (node.low == .min || value > low || value == low && !node.excludesLow)
      && (node.high == .max || value < high || value == high && node.includesHigh)
  }

  /// Whether a number of thousandths lies within bounds in millionths, by cross-multiplication.
  private func within(_ node: Node, thousandths value: Ratio) -> Bool {
    if value.denominator == 1, let whole = Int64(exactly: value.numerator) {
      return within(node, Int128(whole) * 1000)
    }
    let millionths = WideProduct(value.numerator, 1000)
    let low = WideProduct(value.denominator, Int128(node.low))
    let high = WideProduct(value.denominator, Int128(node.high))
    return (node.low == .min || low < millionths || low == millionths && !node.excludesLow)
      && (node.high == .max || millionths < high || millionths == high && node.includesHigh)
  }

  private func attributeTest(
    _ node: Node, _ value: AttributeColumns.Value?, _ context: borrowing ConditionContext
  ) -> Bool {
    guard let value else { return false }
    switch (node.kind, value.kind) {
    case (.exists, _): return true
    case (.isIn, .text): return contains(node, Int32(truncatingIfNeeded: value.payload))
    case (.number, .number): return within(node, value.payload)
    case (_, .date): return dateTest(node, value.payload, context)
    case (.flag, .flag): return value.payload == node.low
    default: return false
    }
  }
}

/// A product of two 128-bit integers in full.
private struct WideProduct: Comparable {
  let high: Int128
  let low: UInt128

  init(_ a: Int128, _ b: Int128) { (high, low) = a.multipliedFullWidth(by: b) }

  static func < (a: WideProduct, b: WideProduct) -> Bool {
    a.high != b.high ? a.high < b.high : a.low < b.low
  }
}
