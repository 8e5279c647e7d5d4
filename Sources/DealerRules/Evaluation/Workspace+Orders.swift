// One order from resolution to answer (RULES.md X-001).
extension Workspace {
  /// Prices one order of the batch at hand and appends its results.
  mutating func priceOrder(_ order: Int, _ result: inout PricedBatch) {
    let lineCount = Int(batch.lineStart[order + 1] - batch.lineStart[order])
    begin(order, lineCount, &result)
    var fault = batch.fault[order]
    var faultLine = batch.faultLine[order]
    let mark = Mark(result)
    if fault == 0 {
      do throws(NumericError) {
        try stages(Int32(order), &result)
      } catch {
        mark.restore(&result)
        fault = OrderError.Code.overflow.rawValue + 1
        faultLine =
          position >= 0
          ? batch.number[Int(batch.lineStart[order] + position)] : OrderBatch.noLine
      }
    }
    if fault != 0 {
      for line in 0..<lineCount { clearLine(line, &result) }
      setTotals(list: 0, net: 0, charges: 0, tax: 0, payable: 0, &result)
      capUsedByOrder.removeAll(keepingCapacity: true)
      limitUses.removeAll(keepingCapacity: true)
      accruals.uses.removeAll(keepingCapacity: true)
      scratch.given.removeAll(keepingCapacity: true)
    }
    finish(order, fault, faultLine, &result)
  }

  /// Answers an order of a batch of other rules; nothing of it is looked at.
  mutating func refuse(_ order: Int, _ result: inout PricedBatch) {
    begin(order, 0, &result)
    finish(order, OrderError.Code.otherRules.rawValue + 1, OrderBatch.noLine, &result)
  }

  /// The lengths of the growing columns before an order, to take a failed one back.
  private struct Mark {
    let steps: Int
    let reasons: Int
    let components: Int
    let accruals: Int

    init(_ result: borrowing PricedBatch) {
      steps = result.steps.count
      reasons = result.reasons.count
      components = result.componentNet.count
      accruals = result.accruals.count
    }

    func restore(_ result: inout PricedBatch) {
      result.steps.removeSubrange(steps...)
      result.reasons.removeSubrange(reasons...)
      result.componentNet.removeSubrange(components...)
      result.accruals.removeSubrange(accruals...)
    }
  }

  private mutating func begin(_ order: Int, _ lines: Int, _ result: inout PricedBatch) {
    Workspace.refill(&listAmount, lines, 0)
    Workspace.refill(&running, lines, 0)
    Workspace.refill(&isPriced, lines, false)
    Workspace.refill(&isProtected, lines, false)
    Workspace.refill(&isCapped, lines, false)
    Workspace.refill(&unitPrices, lines, .zero)
    Workspace.refill(&priceTables, lines, -1)
    Workspace.refill(&taxRow, lines, -1)
    if !aggregates.isEmpty { aggregates.removeAll(keepingCapacity: true) }
    if !aggregated.isEmpty { aggregated.removeAll(keepingCapacity: true) }
    if !capUsedByOrder.isEmpty { capUsedByOrder.removeAll(keepingCapacity: true) }
    if !limitUses.isEmpty { limitUses.removeAll(keepingCapacity: true) }
    if !rules.agreements.isEmpty { accruals.begin() }
    if !scratch.given.isEmpty { scratch.given.removeAll(keepingCapacity: true) }
    scratch.ordered = nil
    if !scratch.giftRights.isEmpty { scratch.giftRights.removeAll(keepingCapacity: true) }
    if !guards.lifted.isEmpty { guards.lifted.removeAll(keepingCapacity: true) }
    bases.removeAll()
    touchedCap = false
    position = -1
    counts.orders += 1
    let currency = batch.currencyValue[order]
    extensionStep = rules.book.rounding.lineExtension.step(in: currency)
    phaseSteps.removeAll(keepingCapacity: true)
    for phase in rules.offers.phases.indices {
      phaseSteps.append(rules.offers.phases[phase].rounding.step(in: currency))
    }
    result.outcome.append(0)
    result.fault.append(0)
    result.faultLine.append(-1)
    result.list.append(0)
    result.net.append(0)
    result.charges.append(0)
    result.tax.append(0)
    result.payable.append(0)
    for _ in 0..<lines {
      result.lineList.append(0)
      result.lineNet.append(0)
      result.lineTax.append(0)
      result.lineBand.append(-1)
      if result.detail == .steps {
        for _ in rules.access.kinds.indices { result.kindPrices.append(Int64.min) }
      }
    }
    if rules.offers.givesOwnGoods { for _ in 0..<lines { result.lineFree.append(0) } }
    result.lineStart.append(result.lineList.count)
  }

  static func refill<Element>(
    _ column: inout [Element], _ count: Int, _ value: Element
  ) {
    column.removeAll(keepingCapacity: true)
    for _ in 0..<count { column.append(value) }
  }

  private mutating func stages(
    _ order: Int32, _ result: inout PricedBatch
  ) throws(NumericError) {
    if batch.isMisplaced[Int(order)], let findings = batch.placeFindings[order] {
      for (index, finding) in findings.enumerated() {
        report(finding.code, line: -1, a: Int64(index), &result)
      }
    }
    guard batch.customer[Int(order)] >= 0 else {
      report(.unknownCustomer, line: -1, &result)
      return
    }
    var isOrderable = checkLines(order, &result)
    if !authorize(order, &result) { isOrderable = false }
    if try !runChecks(order, &result) { isOrderable = false }
    if authorizesOnly { return }
    guard isOrderable || rules.book.policies.pricesBlockedOrders else { return }
    try priceLines(order, &result)
    for line in listAmount.indices { running[line] = listAmount[line] }
    try applyManual(order, &result)
    reportUnknownCodes(order, &result)
    try promote(order, &result)
    try applyPriceFunds(order, &result)
    try applyGuardsAfterFunds(order, &result)
    try settleOrder(order, &result)
    try accrue(order, &result)
    try applyApprovals(order, &result)
    if result.detail == .steps { nameKinds(order, &result) }
  }

  private mutating func finish(
    _ order: Int, _ fault: UInt8, _ faultLine: Int32, _ result: inout PricedBatch
  ) {
    let index = result.outcome.count - 1
    result.fault[index] = fault
    result.faultLine[index] = faultLine
    var worst = Outcome.allow
    let firstReason = result.reasonStart[index]
    for reason in result.reasons.indices[firstReason...] where !guards.lifted.contains(reason) {
      worst = max(worst, severity(result.reasons[reason].code))
    }
    result.outcome[index] = worst.rawValue
    result.touchedCap.append(touchedCap)
    if fault == 0, worst <= .flag || reservesAlways { reserve(&result) }
    for gift in scratch.given where gift.quantity > 0 {
      result.gifts.append(
        GiftRecord(
          offer: gift.offer, product: gift.product, quantity: gift.quantity, price: gift.price,
          isInclusive: gift.isInclusive))
    }
    if result.detail != .steps, rules.guards.readsSteps {
      result.steps.removeSubrange((result.stepStart.last ?? 0)...)
    }
    result.giftStart.append(result.gifts.count)
    result.accrualStart.append(result.accruals.count)
    result.stepStart.append(result.steps.count)
    result.reasonStart.append(result.reasons.count)
    result.reservationStart.append(result.reservations.count)
    result.componentStart.append(result.componentNet.count)
  }

  mutating func severity(_ code: ReasonCode) -> Outcome {
    code == .noPrice && rules.book.policies.missingPrice == .hold ? .hold : code.severity
  }

  /// Turns what an order used into reservations: caps by row id, then purchases by check, then
  /// limits in the order in which offers took effect, then accruals (RULES.md P-026, R-022, O-027,
  ///
  private mutating func reserve(_ result: inout PricedBatch) {
    orderCapUses.removeAll(keepingCapacity: true)
    if !capUsedByOrder.isEmpty {
      for (cap, used) in capUsedByOrder where used > 0 {
        orderCapUses.append(ReservationRecord(kind: .priceCap, index: cap, amount: used))
      }
      let caps = rules.prices.caps
      // Sorted here, because sorting a slice of the results would copy it.
      orderCapUses.sort {
        IdentifierOrder.precedes(caps[Int($0.index)].id, caps[Int($1.index)].id)
      }
    }
    for use in orderCapUses { result.reservations.append(use) }
    for use in limitUses { result.reservations.append(use) }
    for use in accruals.uses { result.reservations.append(use) }
  }

  // MARK: Recording

  /// Adds a reason about a line position, or −1 for the order.
  mutating func report(
    _ code: ReasonCode, line: Int32, rule: RuleRef = .none, a: Int64 = 0, b: Int64 = 0,
    c: Int64 = 0, part: Int32 = -1, _ result: inout PricedBatch
  ) {
    result.reasons.append(
      ReasonRecord(
        code: code, rule: rule, by: .none, line: line, a: a, b: b, c: c, part: part))
  }

  /// Adds a step where steps are recorded, or where guards look at them.
  @inline(__always)
  mutating func record(_ step: Step, _ result: inout PricedBatch) {
    guard result.detail == .steps || rules.guards.readsSteps else { return }
    result.steps.append(step)
  }

  /// Position of a line of the order at hand in the line columns.
  @inline(__always)
  mutating func lineIndex(_ position: Int, _ result: borrowing PricedBatch) -> Int {
    result.lineStart[result.lineStart.count - 2] + position
  }

  mutating func lineBandOf(_ position: Int, _ result: borrowing PricedBatch) -> Int32 {
    result.lineBand[lineIndex(position, result)]
  }

  mutating func setLineBand(_ position: Int, _ band: Int32, _ result: inout PricedBatch) {
    let index = lineIndex(position, result)
    result.lineBand[index] = band
  }

  mutating func setLine(
    _ position: Int, list: Int64, net: Int64, tax: Int64, _ result: inout PricedBatch
  ) {
    let index = lineIndex(position, result)
    result.lineList[index] = list
    result.lineNet[index] = net
    result.lineTax[index] = tax
  }

  /// Leaves nothing of a line whose order is in error.
  private mutating func clearLine(_ position: Int, _ result: inout PricedBatch) {
    setLine(position, list: 0, net: 0, tax: 0, &result)
    setLineBand(position, -1, &result)
    if rules.offers.givesOwnGoods { result.lineFree[lineIndex(position, result)] = 0 }
    guard result.detail == .steps else { return }
    let kinds = rules.access.kinds.count
    let cell = lineIndex(position, result) * kinds
    for kind in 0..<kinds { result.kindPrices[cell + kind] = Int64.min }
  }

  mutating func setTotals(
    list: Int64, net: Int64, charges: Int64, tax: Int64, payable: Int64,
    _ result: inout PricedBatch
  ) {
    let index = result.outcome.count - 1
    result.list[index] = list
    result.net[index] = net
    result.charges[index] = charges
    result.tax[index] = tax
    result.payable[index] = payable
  }
}
