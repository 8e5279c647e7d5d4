// Bounds of quantities and stock (RULES.md ).
extension Workspace {
  /// Quantities per line, product or order; stock is an upper bound per product.
  mutating func checkSums(
    _ check: Int, _ order: Int32, _ result: inout PricedBatch
  ) throws(NumericError) {
    let terms = rules.checks.terms[check]
    if terms.isOfOrder, !applies(check, order, &result) { return }
    switch terms.scope {
    case .line: try checkLineSums(check, order, &result)
    case .product: try checkProductSums(check, order, &result)
    case .order: try checkOrderSum(check, order, &result)
    }
  }

  private mutating func checkLineSums(
    _ check: Int, _ order: Int32, _ result: inout PricedBatch
  ) throws(NumericError) {
    let terms = rules.checks.terms[check]
    let lines = lines(of: order)
    for line in lines where isResolved(line) {
      position = line - lines.lowerBound
      var passes = true
      if holds(terms.when, line, order) {
        try testLeast(check, base(line), line: position, &result)
        passes = try testMost(check, base(line), line: position, order, &result)
      }
      for part in 0..<parts(of: line).count where passes {
        stand(part, on: line)
        defer { partOnLine = -1 }
        guard holds(terms.when, line, order) else { continue }
        passes = try testMost(check, base(line), line: position, order, &result)
      }
    }
  }

  /// A part that stands on a line is asked; −1 stands for the line's own goods.
  mutating func stand(_ part: Int, on line: Int32) {
    partOnLine = part < 0 ? -1 : Int32(parts(of: line).lowerBound + part)
  }

  /// Whether a check of sums is about what stands on a line.
  private mutating func counts(_ check: Int, _ line: Int32, _ order: Int32) -> Bool {
    let terms = rules.checks.terms[check]
    guard terms.kind == .stock else { return holds(terms.when, line, order) }
    let part = partOnLine
    partOnLine = -1
    defer { partOnLine = part }
    let isByParts = isServedByParts(line, order, byLots: false)
    guard part >= 0 else { return !isByParts && holds(terms.when, line, order) }
    guard isByParts else { return false }
    if holds(terms.when, line, order) { return true }
    partOnLine = part
    return holds(terms.when, line, order)
  }

  private mutating func checkProductSums(
    _ check: Int, _ order: Int32, _ result: inout PricedBatch
  ) throws(NumericError) {
    productSums.removeAll(keepingCapacity: true)
    sumsWithParts.removeAll(keepingCapacity: true)
    let lines = lines(of: order)
    for line in lines where isResolved(line) {
      for part in -1..<parts(of: line).count {
        stand(part, on: line)
        defer { partOnLine = -1 }
        guard counts(check, line, order) else { continue }
        let (product, own) = (goods(line), base(line))
        let all = sumsWithParts[product] ?? .zero
        sumsWithParts[product] = try all.added(to: own)
        guard part < 0 else { continue }
        let before = productSums[product] ?? .zero
        productSums[product] = try before.added(to: own)
      }
    }
    // Kits go before what they hold, which those that fail tell nothing of (RULES.md R-031).
    var failed: Set<Int32> = []
    for line in lines where isResolved(line) && !parts(of: line).isEmpty {
      position = line - lines.lowerBound
      if counts(check, line, order), try !testProduct(check, line, order, &result) {
        failed.insert(goods(line))
      }
    }
    for line in lines where isResolved(line) && !failed.contains(goods(line)) {
      position = line - lines.lowerBound
      for part in -1..<parts(of: line).count {
        stand(part, on: line)
        defer { partOnLine = -1 }
        if counts(check, line, order) { _ = try testProduct(check, line, order, &result) }
      }
    }
  }

  /// Tests the sums of what stands on a line, its first; false where there is too much of it, or
  /// that is not known.
  private mutating func testProduct(
    _ check: Int, _ line: Int32, _ order: Int32, _ result: inout PricedBatch
  ) throws(NumericError) -> Bool {
    let product = goods(line)
    if partOnLine < 0, let sum = productSums.removeValue(forKey: product) {
      try testLeast(check, sum, line: position, &result)
    }
    guard let sum = sumsWithParts.removeValue(forKey: product) else { return true }
    return try testMost(check, sum, line: position, order, &result)
  }

  private mutating func checkOrderSum(
    _ check: Int, _ order: Int32, _ result: inout PricedBatch
  ) throws(NumericError) {
    // Kits as themselves, and as their parts.
    var (whole, opened) = (Ratio.zero, Ratio.zero)
    var (isWhole, isOpened) = (false, false)
    for line in lines(of: order) where isResolved(line) {
      let parts = parts(of: line).count
      for part in -1..<parts {
        stand(part, on: line)
        defer { partOnLine = -1 }
        guard counts(check, line, order) else { continue }
        if part < 0 { (whole, isWhole) = (try whole.added(to: base(line)), true) }
        if part >= 0 || parts == 0 {
          (opened, isOpened) = (try opened.added(to: base(line)), true)
        }
      }
    }
    position = -1
    if isWhole { try testLeast(check, whole, line: -1, &result) }
    guard isWhole || isOpened else { return }
    let most = whole.isLess(than: opened) ? opened : whole
    if rules.checks.terms[check].total >= 0 { try notePurchases(check, most) }
    _ = try testMost(check, most, line: -1, order, &result)
  }

  // MARK: Purchase limits

  /// Notes what an order buys toward a total, to be reserved if the order is accepted.
  private mutating func notePurchases(_ check: Int, _ bought: Ratio) throws(NumericError) {
    touchedCap = true
    limitUses.append(
      ReservationRecord(
        kind: .purchases, index: Int32(truncatingIfNeeded: check),
        amount: try bought.settled(step: 1, mode: .up)))
  }

  /// Under which name purchases of an order count toward a check's total.
  func purchasesKey(_ check: Int32, _ order: Int) -> LimitKey {
    let period = rules.checks.terms[Int(check)].period
    let day = CivilDate(daysSinceEpoch: batch.day[order])
    return LimitKey(
      kind: .purchases, index: check, customer: batch.customer[order],
      period: day.map { period.number(of: $0) } ?? 0)
  }

  /// Thousandths of base units that earlier orders of the batch bought toward a check's total.
  private func bought(_ check: Int, _ order: Int32) -> Ratio {
    let key = purchasesKey(Int32(truncatingIfNeeded: check), Int(order))
    return Ratio(Int128(limitsUsedByBatch[key] ?? 0), 1)
  }

  /// What an order must have at least, or a multiple of.
  private mutating func testLeast(
    _ check: Int, _ sum: Ratio, line: Int32, _ result: inout PricedBatch
  ) throws(NumericError) {
    let terms = rules.checks.terms[check]
    guard terms.kind != .stock else { return }
    if terms.least >= 0, sum.isLess(than: Ratio(Int128(terms.least), 1)) {
      fails(check, line: line, .needed, terms.least, shown(sum), &result)
    }
    guard terms.multiple > 0 else { return }
    // Reduced, a multiple is whole; the product of multiple and denominator need not fit.
    let whole = sum.reduced
    if whole.denominator != 1 || whole.numerator % Int128(terms.multiple) != 0 {
      fails(check, line: line, .multiple, terms.multiple, shown(sum), &result)
    }
  }

  /// What an order may have at most; false where it has more, or that is not known.
  private mutating func testMost(
    _ check: Int, _ sum: Ratio, line: Int32, _ order: Int32, _ result: inout PricedBatch
  ) throws(NumericError) -> Bool {
    let terms = rules.checks.terms[check]
    var (most, all) = (terms.most, sum)
    if terms.kind == .stock {
      let product = goods(batch.lineStart[Int(order)] + line)
      guard let stock = batch.fact(.stock(product), order) else {
        isUnknown(check, line: line, &result)
        return false
      }
      // What is owed to others already is not there.
      most = max(stock, 0)
    } else if most >= 0, terms.total >= 0 {
      guard let before = batch.fact(.total(terms.total), order) else {
        isUnknown(check, line: line, &result)
        return false
      }
      all = try all.added(to: Ratio(Int128(before), 1000)).added(to: bought(check, order))
    }
    guard most >= 0, Ratio(Int128(most), 1).isLess(than: all) else { return true }
    fails(check, line: line, .atMost, most, shown(all), &result)
    return false
  }
}
