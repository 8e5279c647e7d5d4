// Offers that compete give way where a guard refuses what they leave together (RULES.md G-015).
extension Workspace {
  /// How often the promotion stage is worked out again for one order.
  private static let mostRounds: Int32 = 16

  /// Applies offers and tests guards; where these refuse what is left, again without what gives
  /// way.
  mutating func promote(
    _ order: Int32, _ result: inout PricedBatch
  ) throws(NumericError) {
    guards.giving.begin(asks: rules.guards.refusesLowNets && rules.offers.count > 0)
    guard guards.giving.isAsked else {
      try applyOffers(order, &result)
      try applyGuards(order, &result)
      return
    }
    let start = PromotionStart(
      steps: result.steps.count, reasons: result.reasons.count, uses: limitUses.count,
      traced: offerTrace?.count ?? 0, sets: setTrace?.count ?? 0)
    guards.giving.running.removeAll(keepingCapacity: true)
    guards.giving.running.append(contentsOf: running)
    var round: Int32 = 0
    while true {
      try promoteOnce(order, &result)
      if guards.giving.refusals.isEmpty {
        if round > 0 { try bringBack(order, start, &result) }
        return
      }
      if round == 0 { gatherContenders(order, start, result) }
      guard round < Workspace.mostRounds, try letGiveWay(order, start, round, &result)
      else { break }
      round += 1
      restart(start, &result)
    }
    // Nothing lets the order through: what stood at first stands.
    guards.giving.forgetGivenWay()
    guard round > 0 || guards.giving.hasRehearsed else { return }
    restart(start, &result)
    guards.giving.isAsked = false
    try promoteOnce(order, &result)
  }

  /// The promotion stage and guards without what gave way.
  mutating func promoteOnce(
    _ order: Int32, _ result: inout PricedBatch
  ) throws(NumericError) {
    guards.giving.forgetRefusals()
    try applyOffers(order, &result)
    traceGivenWay()
    try applyGuards(order, &result)
  }

  /// Takes the promotion stage of an order back.
  mutating func restart(_ start: PromotionStart, _ result: inout PricedBatch) {
    running.removeAll(keepingCapacity: true)
    running.append(contentsOf: guards.giving.running)
    result.steps.removeSubrange(start.steps...)
    result.reasons.removeSubrange(start.reasons...)
    limitUses.removeSubrange(start.uses...)
    offerTrace?.removeSubrange(start.traced...)
    setTrace?.removeSubrange(start.sets...)
    guard rules.offers.givesOwnGoods else { return }
    for line in running.indices { result.lineFree[lineIndex(line, result)] = 0 }
  }

  // MARK: What gives way

  /// Remembers that a guard refuses the lines at hand as too low.
  mutating func noteRefusal(
    _ terms: GuardTerms, _ finding: GuardFinding, _ bound: Int64, _ order: Int32
  ) throws(NumericError) {
    let first = guards.giving.refusedLines.count
    let firstGift = guards.giving.refusedGifts.count
    guards.giving.refusedLines.append(contentsOf: guards.lines)
    try noteDilutingGifts(terms, finding, order)
    guards.giving.refusals.append(
      GuardRefusal(
        lines: first..<guards.giving.refusedLines.count,
        gifts: firstGift..<guards.giving.refusedGifts.count, given: finding.given, bound: bound))
  }

  /// Lets one offer give way for every refusal; false where one has none.
  private mutating func letGiveWay(
    _ order: Int32, _ start: PromotionStart, _ round: Int32, _ result: inout PricedBatch
  ) throws(NumericError) -> Bool {
    chainSteps(start, result)
    guards.giving.beginRound(running.count)
    for index in guards.giving.refusals.indices {
      let refusal = guards.giving.refusals[index]
      countTaken(refusal, start, result)
      if hasGivenWay(refusal) { continue }
      guard let offer = try nextToGiveWay(refusal, order, &result) else { return false }
      var given = GivenWay(
        offer: offer, line: -1, round: round, given: refusal.given, bound: refusal.bound)
      guard standsByLine(offer) else {
        guards.giving.add(given)
        continue
      }
      for place in refusal.lines {
        given.line = guards.giving.refusedLines[place]
        guards.giving.add(given)
      }
    }
    guards.giving.endRound()
    return true
  }

  /// Chains the steps of offers by line, with what clips gave back of them, so that those of a
  /// refusal are found without a search.
  private mutating func chainSteps(
    _ start: PromotionStart, _ result: borrowing PricedBatch
  ) {
    guards.giving.stepHead.removeAll(keepingCapacity: true)
    guards.giving.stepBefore.removeAll(keepingCapacity: true)
    for _ in running.indices { guards.giving.stepHead.append(-1) }
    for index in start.steps..<result.steps.count {
      let line = Int(result.steps[index].line)
      guard result.steps[index].rule.kind == .offer, running.indices.contains(line) else {
        guards.giving.stepBefore.append(-1)
        continue
      }
      guards.giving.stepBefore.append(guards.giving.stepHead[line])
      guards.giving.stepHead[line] = Int32(index - start.steps)
    }
  }

  /// Counts what each offer took off the lines refused, and those whose gifts are part of it.
  private mutating func countTaken(
    _ refusal: GuardRefusal, _ start: PromotionStart, _ result: borrowing PricedBatch
  ) {
    guards.giving.clearTaken(rules.offers.count)
    for place in refusal.lines {
      var index = guards.giving.stepHead[Int(guards.giving.refusedLines[place])]
      while index >= 0 {
        let step = result.steps[start.steps + Int(index)]
        guards.giving.take(Int32(step.rule.index), -Int128(step.amount))
        index = guards.giving.stepBefore[Int(index)]
      }
    }
    var kept = 0
    for offer in guards.giving.takers {
      if guards.giving.taken[Int(offer)] > 0 {
        guards.giving.takers[kept] = offer
        kept += 1
      } else {
        guards.giving.taken[Int(offer)] = 0
        guards.giving.isTaker[Int(offer)] = false
      }
    }
    guards.giving.takers.removeSubrange(kept...)
    for place in refusal.gifts { guards.giving.take(guards.giving.refusedGifts[place], 0) }
  }

  /// Whether something that took part in a refusal gives way in the round at hand already.
  private func hasGivenWay(_ refusal: GuardRefusal) -> Bool {
    for offer in guards.giving.freshWhole where guards.giving.isTaker[Int(offer)] { return true }
    for place in refusal.lines {
      var index = guards.giving.freshHead[Int(guards.giving.refusedLines[place])]
      while index >= 0 {
        if guards.giving.isTaker[Int(guards.giving.fresh[Int(index)].offer)] { return true }
        index = guards.giving.freshBefore[Int(index)]
      }
    }
    return false
  }

  /// The last that took as much as is missing, else the last; offers stand by phase and O-007.
  private mutating func nextToGiveWay(
    _ refusal: GuardRefusal, _ order: Int32, _ result: inout PricedBatch
  ) throws(NumericError) -> Int32? {
    let missing = Int128(refusal.bound) - Int128(refusal.given)
    var last: Int32 = -1
    var enough: Int32 = -1
    for place in guards.giving.takers.indices {
      let offer = guards.giving.takers[place]
      let isEnough = guards.giving.taken[Int(offer)] >= missing
      guard offer > (isEnough ? enough : last), try competes(offer, order, &result) else {
        continue
      }
      if isEnough { enough = offer }
      last = max(last, offer)
    }
    let offer = enough >= 0 ? enough : last
    return offer >= 0 ? offer : nil
  }

  /// Whether an offer looks at every line by itself.
  private func standsByLine(_ offer: Int32) -> Bool {
    let terms = rules.offers.terms[Int(offer)]
    guard terms.per != .order, terms.units < 0, terms.thresholds.isEmpty,
      terms.anyThresholds.isEmpty
    else { return false }
    if terms.kind == .ladder {
      return rules.offers.ladders[Int(terms.detail)].measure.each == .line
    }
    return terms.kind == .cut
  }

  /// Takes what gave way out of the candidates of the line at hand, which ascend.
  mutating func dropGivenWay(from first: Int) {
    var kept = first
    var whole = 0
    var own = guards.giving.firstGivenWay(on: position)
    let wholeEnd = guards.giving.wholeCount
    let end = guards.giving.gaveWay.count
    for index in first..<candidates.count {
      let offer = candidates[index]
      while whole < wholeEnd, guards.giving.gaveWay[whole].offer < offer { whole += 1 }
      if whole < wholeEnd, guards.giving.gaveWay[whole].offer == offer { continue }
      while own < end, guards.giving.gaveWay[own].line == position,
        guards.giving.gaveWay[own].offer < offer
      {
        own += 1
      }
      if own < end, guards.giving.gaveWay[own].line == position,
        guards.giving.gaveWay[own].offer == offer
      {
        continue
      }
      candidates[kept] = offer
      kept += 1
    }
    candidates.removeSubrange(kept...)
  }

  private mutating func traceGivenWay() {
    guard offerTrace != nil else { return }
    for given in guards.giving.gaveWay {
      position = given.line
      trace(given.offer, .refusedByGuard, a: given.given, b: given.bound)
    }
    position = -1
  }
}
