// The promotion stage: candidates of a line, then phase by phase (RULES.md O-001 … O-009).
extension Workspace {
  /// Applies every phase to every priced line of an order.
  mutating func applyOffers(
    _ order: Int32, _ result: inout PricedBatch
  ) throws(NumericError) {
    guard rules.offers.count > 0 else { return }
    let start = batch.lineStart[Int(order)]
    for line in start..<batch.lineStart[Int(order) + 1] {
      position = line - start
      guard isPriced[Int(position)], running[Int(position)] != 0 else { continue }
      collectCandidates(line, order)
      guard !candidates.isEmpty else { continue }
      var next = 0
      for phase in 0..<rules.offers.phases.count {
        let first = next
        while next < candidates.count, rules.offers.phase[Int(candidates[next])] == Int32(phase) {
          next += 1
        }
        guard next > first, running[Int(position)] != 0 else {
          traceNothingLeft(first..<next)
          continue
        }
        try apply(phase, first..<next, line, order, &result)
      }
    }
    position = -1
  }

  private mutating func traceNothingLeft(_ range: Range<Int>) {
    guard offerTrace != nil else { return }
    for index in range { trace(candidates[index], .nothingLeft) }
  }

  /// Notes why an offer did not apply to the line at hand; does nothing in batches.
  mutating func trace(
    _ offer: Int32, _ code: ReasonCode, by winner: Int32 = -1, a: Int64 = 0, b: Int64 = 0
  ) {
    guard offerTrace != nil else { return }
    offerTrace?.append(
      ReasonRecord(
        code: code, rule: RuleRef(.offer, Int(offer)),
        by: winner < 0 ? .none : RuleRef(.offer, Int(winner)), line: position, a: a, b: b, c: 0))
  }

  /// The offers in force for a line whose conditions hold, in the order of O-007.
  private mutating func collectCandidates(_ line: Int32, _ order: Int32) {
    candidates.removeAll(keepingCapacity: true)
    let customer = Int(batch.customer[Int(order)])
    let product = Int(batch.product[Int(line)])
    let words = rules.offers.words
    let left = Int(rules.offers.customers.classes[customer]) * words
    let right = Int(rules.offers.products.classes[product]) * words
    var context = ConditionContext()
    var hasContext = false
    for word in 0..<words {
      var bits =
        rules.offers.customers.bits[left + word] & rules.offers.products.bits[right + word]
      while bits != 0 {
        let offer = word << 6 | bits.trailingZeroBitCount
        bits &= bits - 1
        counts.offers += 1
        let instant = batch.instant[Int(order)]
        guard rules.offers.from[offer] <= instant, instant < rules.offers.until[offer] else {
          continue
        }
        if needsTest(offer) {
          if !hasContext {
            context = lineContext(line, order)
            hasContext = true
          }
          guard test(offer, context) else { continue }
        }
        if isProtected[Int(position)], !rules.offers.includesProtected[offer] {
          trace(Int32(offer), .lineProtected)
          continue
        }
        candidates.append(Int32(offer))
      }
    }
  }

  @inline(__always)
  private func needsTest(_ offer: Int) -> Bool {
    rules.offers.restNode[offer] >= 0 || rules.offers.customers.testsPerLine
      || rules.offers.products.testsPerLine
  }

  private mutating func test(_ offer: Int, _ context: borrowing ConditionContext) -> Bool {
    if rules.offers.customers.testsPerLine,
      !rules.conditions.holds(
        rules.offers.customerNode[offer], context, rules.catalog, batch)
    {
      return false
    }
    if rules.offers.products.testsPerLine,
      !rules.conditions.holds(rules.offers.productNode[offer], context, rules.catalog, batch)
    {
      return false
    }
    guard rules.conditions.holds(rules.offers.restNode[offer], context, rules.catalog, batch)
    else {
      trace(Int32(offer), .conditionFailed)
      return false
    }
    return true
  }

  private func lineContext(_ line: Int32, _ order: Int32) -> ConditionContext {
    var context = orderContext(order)
    let unit = rules.catalog.units.ratio(Int(batch.unitRow[Int(line)]))
    context.product = batch.product[Int(line)]
    context.line = line
    context.project = batch.project[Int(line)]
    context.quantityNumerator = Int128(batch.quantity[Int(line)]) * unit.numerator
    context.quantityDenominator = unit.denominator
    context.hasAmount = true
    context.amount = listAmount[Int(position)]
    return context
  }
}
