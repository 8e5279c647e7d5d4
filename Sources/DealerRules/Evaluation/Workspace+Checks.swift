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
    orderChecks(from: before, &result)
    for reason in result.reasons[before...] where severity(reason.code) == .block { return false }
    return true
  }

  /// Reasons of checks stand by check, those of one by line; what one check says of one line stays
  /// as it was told (RULES.md R-020).
  private func orderChecks(from start: Int, _ result: inout PricedBatch) {
    func place(_ reason: ReasonRecord) -> (Int, Int32) { (reason.rule.index, reason.line) }
    // They nearly always stand so already: only kits are tested before lines.
    let isOrdered = result.reasons.indices.dropFirst(start + 1).allSatisfy {
      place(result.reasons[$0 - 1]) <= place(result.reasons[$0])
    }
    guard !isOrdered else { return }
    let told = result.reasons[start...].enumerated().sorted { a, b in
      place(a.element) == place(b.element)
        ? a.offset < b.offset : place(a.element) < place(b.element)
    }
    result.reasons.replaceSubrange(start..., with: told.map(\.element))
  }

  mutating func tell(
    _ check: Int, _ outcome: TerritoryOutcome, line: Int32, _ bound: CheckBound, _ a: Int64,
    _ b: Int64, _ result: inout PricedBatch
  ) {
    let rule = RuleRef(.check, check)
    // Only what is held waits for a level of approval.
    let level = outcome == .hold ? Int64(rules.checks.terms[check].level) : 0
    let packed = level * 10 + bound.rawValue
    let code: ReasonCode
    switch outcome {
    case .allow: return
    case .flag: code = .checkFlagged
    case .hold: code = .checkHeld
    case .block: code = .checkBlocked
    }
    report(
      code, line: line, rule: rule, a: a, b: b, c: packed, part: partAsked(), &result)
  }

  mutating func fails(
    _ check: Int, line: Int32, _ bound: CheckBound, _ a: Int64, _ b: Int64,
    _ result: inout PricedBatch
  ) {
    tell(check, rules.checks.terms[check].outcome, line: line, bound, a, b, &result)
  }

  /// Tells that a check cannot be tested: what it asks is not stated, or with `fact` 1 what its
  /// `when` asks, with 2 the attribute that it names.
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
      // Of a kit and its parts the first that fails is told (RULES.md R-031).
      var hasFailed = false
      for part in -1..<parts(of: line).count where !hasFailed {
        stand(part, on: line)
        hasFailed = holds(terms.when, line, order) && !holds(terms.node, line, order)
        if hasFailed { fails(check, line: position, .nothing, 0, 0, &result) }
        partOnLine = -1
      }
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
      if sum.isLess(than: Ratio(Int128(goods.quantity), 1)) {
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
      // A kit that the check is not about may hold parts that it is about (RULES.md R-031).
      for part in -1..<parts(of: line).count {
        stand(part, on: line)
        let isAbout = holds(terms.when, line, order)
        if isAbout { testTransfers(check, line: position, order, &result) }
        partOnLine = -1
        if isAbout { break }
      }
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
