// The promotion stage: candidates of a line, then phase by phase (RULES.md O-001 … O-009).
extension Workspace {
  /// Applies every phase to every priced line of an order.
  mutating func applyOffers(
    _ order: Int32, _ result: inout PricedBatch
  ) throws(NumericError) {
    gatherCandidates(order)
    guard !candidates.isEmpty else { return }
    try findLeastNets(order)
    if rules.offers.hasAlone { try chooseAlone(order, &result) }
    try runPhases(order, &result)
  }

  /// The candidates of every line, without what gave way (RULES.md G-015).
  mutating func gatherCandidates(_ order: Int32) {
    candidates.removeAll(keepingCapacity: true)
    chargeCandidates.removeAll(keepingCapacity: true)
    scratch.given.removeAll(keepingCapacity: true)
    lineEnd.removeAll(keepingCapacity: true)
    guard rules.offers.count > 0 else { return }
    let start = batch.lineStart[Int(order)]
    phaseFirst.removeAll(keepingCapacity: true)
    phaseEnd.removeAll(keepingCapacity: true)
    for line in start..<batch.lineStart[Int(order) + 1] {
      position = line - start
      let first = Int32(candidates.count)
      if isPriced[Int(position)] { collectCandidates(line, order) }
      if !guards.giving.gaveWay.isEmpty { dropGivenWay(from: Int(first)) }
      phaseFirst.append(first)
      phaseEnd.append(first)
      lineEnd.append(Int32(candidates.count))
    }
    position = -1
  }

  /// Every phase with the candidates at hand.
  mutating func runPhases(
    _ order: Int32, _ result: inout PricedBatch
  ) throws(NumericError) {
    scratch.earlier.removeAll(keepingCapacity: true)
    for phase in 0..<rules.offers.phases.count {
      switch nextPhase(phase) {
      case .nothing: continue
      case .lines: try applyByLine(phase, order, &result)
      case .order: try runPhase(phase, order, &result)
      }
    }
    position = -1
  }

  private enum PhaseWork { case nothing, lines, order }

  /// Moves each line's window on to the candidates of a phase.
  private mutating func nextPhase(_ phase: Int) -> PhaseWork {
    var work = PhaseWork.nothing
    for line in phaseEnd.indices {
      let first = phaseEnd[line]
      var next = Int(first)
      while next < Int(lineEnd[line]),
        rules.offers.phase[Int(candidates[next])] == Int32(phase)
      {
        if !rules.offers.terms[Int(candidates[next])].isLineLocal {
          work = .order
        } else if work == .nothing {
          work = .lines
        }
        next += 1
      }
      phaseFirst[line] = first
      phaseEnd[line] = Int32(next)
    }
    return work
  }

  /// A phase in which no line depends on another.
  private mutating func applyByLine(
    _ phase: Int, _ order: Int32, _ result: inout PricedBatch
  ) throws(NumericError) {
    let start = batch.lineStart[Int(order)]
    scratch.phase = phase
    for line in phaseEnd.indices {
      position = Int32(line)
      let range = Int(phaseFirst[line])..<Int(phaseEnd[line])
      guard !range.isEmpty, running[line] != 0 else {
        traceNothingLeft(range)
        continue
      }
      try apply(phase, range, start + position, order, &result)
    }
  }

  private mutating func traceNothingLeft(_ range: Range<Int>) {
    guard offerTrace != nil else { return }
    for index in range { trace(candidates[index], .nothingLeft) }
  }

  /// Notes why an offer did not apply to the line at hand; does nothing in batches.
  mutating func trace(
    _ offer: Int32, _ code: ReasonCode, by winner: Int32 = -1, a: Int64 = 0, b: Int64 = 0,
    c: Int64 = 0
  ) {
    guard offerTrace != nil, scratch.tellsTrials || !scratch.isTrial && !scratch.isRehearsed
    else { return }
    offerTrace?.append(
      ReasonRecord(
        code: code, rule: RuleRef(.offer, Int(offer)),
        by: winner < 0 ? .none : RuleRef(.offer, Int(winner)), line: position, a: a, b: b, c: c))
  }

  /// The offers in force for a line whose conditions hold, in the order of O-007.
  private mutating func collectCandidates(_ line: Int32, _ order: Int32) {
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
        let instant = batch.instant[Int(order)]
        guard rules.offers.from[offer] <= instant, instant < rules.offers.until[offer] else {
          continue
        }
        guard bringsCode(offer, order) else {
          let codes = batch.promotion.codeStart
          trace(
            Int32(offer), .couponMissing, a: Int64(codes[Int(order) + 1] - codes[Int(order)]))
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
        counts.offers += 1
        if rules.offers.terms[offer].kind == .charge {
          chargeCandidates.append(PhaseScratch.key(Int32(offer), position))
        } else {
          candidates.append(Int32(offer))
        }
      }
    }
  }

  /// Whether the order brings one of the codes that an offer asks for (RULES.md O-002).
  private mutating func bringsCode(_ offer: Int, _ order: Int32) -> Bool {
    let codes = rules.offers.terms[offer].codes
    guard !codes.isEmpty else { return true }
    return codes.contains { batch.promotion.brings(rules.offers.codeLists[Int($0)], order) }
  }

  @inline(__always)
  private mutating func needsTest(_ offer: Int) -> Bool {
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
      traceFailure(Int32(offer), context)
      return false
    }
    return true
  }

  mutating func lineContext(_ line: Int32, _ order: Int32) -> ConditionContext {
    var context = unpricedContext(line, order)
    context.hasAmount = true
    context.amount = listAmount[Int(position)]
    context.unitPrice = unitPrice(context)
    context.priceTable = priceTables[Int(position)]
    return context
  }

  /// The list price of the line at hand; of parts or components their sum over the quantity.
  private mutating func unitPrice(_ context: borrowing ConditionContext) -> Ratio {
    let isKit = rules.catalog.pricedByComponents[Int(context.product)]
    guard isKit || isCapped[Int(position)] else { return unitPrices[Int(position)] }
    return Ratio(
      Int128(context.amount) * context.quantityDenominator, context.quantityNumerator)
  }
}
