// Checks of orders before they are priced (RULES.md R-020 … R-028).
extension Workspace {
  /// What the numbers of a failed check mean; packed beside its level.
  enum CheckBound: Int64 {
    case nothing = 0
    case needed = 1
    case atMost = 2
    case multiple = 3
    case transfers = 4
    case recent = 5
    case unknown = 6
  }

  /// Runs every check in force; false where one blocks the order.
  mutating func runChecks(
    _ order: Int32, _ result: inout PricedBatch
  ) throws(NumericError) -> Bool {
    guard !rules.checks.isEmpty else { return true }
    let before = result.reasons.count
    let instant = batch.instant[Int(order)]
    var hasSupplied = false
    for index in rules.checks.terms.indices {
      let terms = rules.checks.terms[index]
      guard terms.from <= instant, instant < terms.until else { continue }
      switch terms.kind {
      case .require: checkRequired(index, order, &result)
      case .quantity, .stock: try checkSums(index, order, &result)
      case .assortment: try checkAssortment(index, order, &result)
      case .unusual: try checkUsual(index, order, &result)
      case .transfers: checkTransfers(index, order, &result)
      case .duplicate: checkDuplicate(index, order, &result)
      case .shelfLife:
        // Those in force share the lots, so the first of them runs for all.
        if !hasSupplied { try checkShelfLives(order, &result) }
        hasSupplied = true
      }
    }
    position = -1
    for reason in result.reasons[before...] where severity(reason.code) == .block { return false }
    return true
  }

  mutating func tell(
    _ check: Int, _ outcome: TerritoryOutcome, line: Int32, _ bound: CheckBound, _ a: Int64,
    _ b: Int64, _ result: inout PricedBatch
  ) {
    let rule = RuleRef(.check, check)
    // Only what is held waits for a level of approval.
    let level = outcome == .hold ? Int64(rules.checks.terms[check].level) : 0
    let packed = level * 10 + bound.rawValue
    switch outcome {
    case .allow: break
    case .flag: report(.checkFlagged, line: line, rule: rule, a: a, b: b, c: packed, &result)
    case .hold: report(.checkHeld, line: line, rule: rule, a: a, b: b, c: packed, &result)
    case .block: report(.checkBlocked, line: line, rule: rule, a: a, b: b, c: packed, &result)
    }
  }

  mutating func fails(
    _ check: Int, line: Int32, _ bound: CheckBound, _ a: Int64, _ b: Int64,
    _ result: inout PricedBatch
  ) {
    tell(check, rules.checks.terms[check].outcome, line: line, bound, a, b, &result)
  }

  /// Tells that a check cannot be tested: what it asks is not stated, or with `fact` 1 what its
  /// `when` asks.
  mutating func isUnknown(
    _ check: Int, line: Int32, fact: Int64 = 0, _ result: inout PricedBatch
  ) {
    tell(check, rules.checks.terms[check].unknown, line: line, .unknown, fact, 0, &result)
  }

  /// Whether a line, or with −1 the order, is one that a check tests.
  mutating func holds(_ node: Int32, _ line: Int32, _ order: Int32) -> Bool {
    guard node >= 0 else { return true }
    let context = line < 0 ? orderContext(order) : unpricedContext(line, order)
    return rules.conditions.holds(node, context, rules.catalog, batch)
  }

  /// Whether a check that looks at no line tests an order. Where that turns on something that the
  /// order does not bring, it is told as unknown.
  mutating func applies(_ check: Int, _ order: Int32, _ result: inout PricedBatch) -> Bool {
    let terms = rules.checks.terms[check]
    if holds(terms.when, -1, order) { return true }
    guard terms.unknown != .allow else { return false }
    let truth = rules.conditions.truth(
      terms.when, without: .leftOut, orderContext(order), rules.catalog, batch)
    if truth == nil { isUnknown(check, line: -1, fact: 1, &result) }
    return false
  }

  mutating func lines(of order: Int32) -> Range<Int32> {
    batch.lineStart[Int(order)]..<batch.lineStart[Int(order) + 1]
  }

  /// Thousandths of base units of a line, exactly.
  mutating func base(_ line: Int32) -> Ratio {
    let unit = rules.catalog.units.ratio(Int(batch.unitRow[Int(line)]))
    return Ratio(Int128(batch.quantity[Int(line)]) * unit.numerator, unit.denominator)
  }

  /// A quantity as it is shown: cut to thousandths, the largest number where there is more.
  mutating func shown(_ quantity: Ratio) -> Int64 {
    Int64(clamping: quantity.numerator / quantity.denominator)
  }

  private mutating func checkRequired(
    _ check: Int, _ order: Int32, _ result: inout PricedBatch
  ) {
    let terms = rules.checks.terms[check]
    guard terms.isPerLine else {
      guard applies(check, order, &result) else { return }
      if !holds(terms.node, -1, order) {
        fails(check, line: -1, .nothing, 0, 0, &result)
      }
      return
    }
    let lines = lines(of: order)
    for line in lines where isResolved(line) {
      position = line - lines.lowerBound
      if holds(terms.when, line, order), !holds(terms.node, line, order) {
        fails(check, line: position, .nothing, 0, 0, &result)
      }
    }
  }

  // MARK: Quantities

  /// Quantities per line, product or order; stock is an upper bound per product.
  private mutating func checkSums(
    _ check: Int, _ order: Int32, _ result: inout PricedBatch
  ) throws(NumericError) {
    let terms = rules.checks.terms[check]
    if terms.isOfOrder, !applies(check, order, &result) { return }
    let lines = lines(of: order)
    productSums.removeAll(keepingCapacity: true)
    var sum = Ratio.zero
    var isTested = false
    for line in lines where isResolved(line) {
      position = line - lines.lowerBound
      guard holds(terms.when, line, order) else { continue }
      isTested = true
      switch terms.scope {
      case .line: try testSum(check, base(line), line: position, order, &result)
      case .order: sum = try sum.added(to: base(line))
      case .product:
        let product = batch.product[Int(line)]
        let before = productSums[product] ?? .zero
        productSums[product] = try before.added(to: base(line))
      }
    }
    guard isTested else { return }
    if terms.scope == .order { try testSum(check, sum, line: -1, order, &result) }
    guard terms.scope == .product else { return }
    for line in lines where isResolved(line) {
      // Told with the product's first line.
      guard holds(terms.when, line, order),
        let sum = productSums.removeValue(forKey: batch.product[Int(line)])
      else { continue }
      position = line - lines.lowerBound
      try testSum(check, sum, line: position, order, &result)
    }
  }

  private mutating func testSum(
    _ check: Int, _ sum: Ratio, line: Int32, _ order: Int32, _ result: inout PricedBatch
  ) throws(NumericError) {
    let terms = rules.checks.terms[check]
    if terms.kind == .stock {
      let product = batch.product[Int(batch.lineStart[Int(order)] + line)]
      guard let stock = batch.fact(.stock(product), order) else {
        isUnknown(check, line: line, &result)
        return
      }
      if try Ratio(Int128(stock), 1).isLess(than: sum) {
        fails(check, line: line, .atMost, stock, shown(sum), &result)
      }
      return
    }
    if terms.least >= 0, try sum.isLess(than: Ratio(Int128(terms.least), 1)) {
      fails(check, line: line, .needed, terms.least, shown(sum), &result)
    }
    if terms.multiple > 0, sum.numerator % (Int128(terms.multiple) * sum.denominator) != 0 {
      fails(check, line: line, .multiple, terms.multiple, shown(sum), &result)
    }
    guard terms.most >= 0 else { return }
    var all = sum
    if terms.total >= 0 {
      guard let before = batch.fact(.total(terms.total), order) else {
        isUnknown(check, line: line, &result)
        return
      }
      all = try all.added(to: Ratio(Int128(before), 1000))
    }
    if try Ratio(Int128(terms.most), 1).isLess(than: all) {
      fails(check, line: line, .atMost, terms.most, shown(all), &result)
    }
  }

  private mutating func checkAssortment(
    _ check: Int, _ order: Int32, _ result: inout PricedBatch
  ) throws(NumericError) {
    let terms = rules.checks.terms[check]
    guard applies(check, order, &result) else { return }
    for index in terms.first..<terms.end {
      let goods = rules.checks.goods[index]
      var sum = Ratio.zero
      for line in lines(of: order) where isResolved(line) {
        guard holds(goods.node, line, order) else { continue }
        sum = try sum.added(to: base(line))
      }
      if try sum.isLess(than: Ratio(Int128(goods.quantity), 1)) {
        fails(check, line: -1, .needed, goods.quantity, shown(sum), &result)
      }
    }
  }

  // MARK: Transfers

  /// Asks it of the order, or where `when` looks at lines of each that it holds for.
  private mutating func checkTransfers(_ check: Int, _ order: Int32, _ result: inout PricedBatch) {
    let terms = rules.checks.terms[check]
    guard !terms.isOfOrder else {
      if applies(check, order, &result) { testTransfers(check, line: -1, order, &result) }
      return
    }
    let lines = lines(of: order)
    for line in lines where isResolved(line) {
      position = line - lines.lowerBound
      guard holds(terms.when, line, order) else { continue }
      testTransfers(check, line: position, order, &result)
    }
  }

  private mutating func testTransfers(
    _ check: Int, line: Int32, _ order: Int32, _ result: inout PricedBatch
  ) {
    let terms = rules.checks.terms[check]
    guard let shares = batch.transfers[order] else {
      isUnknown(check, line: line, &result)
      return
    }
    var inner: Int64 = 0
    for share in shares where share > terms.control { inner += 1 }
    let counted = Int64(shares.count) - min(inner, terms.uncounted)
    if counted > terms.most {
      fails(check, line: line, .transfers, terms.most, counted, &result)
    }
  }
}
