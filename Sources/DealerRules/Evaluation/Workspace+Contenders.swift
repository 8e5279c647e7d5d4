// Which candidates of an order compete, so that they give way to guards (RULES.md G-015).
extension Workspace {
  /// Gathers the candidates of an order in force, with their lines, and which of them applied.
  mutating func gatherContenders(
    _ order: Int32, _ start: PromotionStart, _ result: borrowing PricedBatch
  ) {
    guards.giving.clearContenders(rules.offers.count)
    noteApplying(start, result)
    swapCandidates()
    let traced = offerTrace?.count ?? 0
    scratch.order = order
    gatherCandidates(order)
    var first = 0
    for line in lineEnd.indices {
      for index in first..<Int(lineEnd[line]) {
        guards.giving.contenders.append(PhaseScratch.key(candidates[index], Int32(line)))
      }
      first = Int(lineEnd[line])
    }
    guards.giving.sortContenders()
    dropUsedUp()
    swapCandidates()
    offerTrace?.removeSubrange(traced...)
  }

  /// Notes which offers took something off a line, gave goods or were marks.
  private mutating func noteApplying(
    _ start: PromotionStart, _ result: borrowing PricedBatch
  ) {
    for index in start.steps..<result.steps.count {
      let step = result.steps[index]
      guard step.rule.kind == .offer, step.amount < 0 else { continue }
      guards.giving.applying[step.rule.index] = .yes
    }
    for index in start.reasons..<result.reasons.count
    where result.reasons[index].code == .marked {
      guards.giving.applying[result.reasons[index].rule.index] = .yes
    }
    for gift in scratch.given where gift.quantity > 0 {
      guards.giving.applying[Int(gift.offer)] = .yes
    }
  }

  /// Keeps what stands while candidates are gathered again, and brings it back.
  private mutating func swapCandidates() {
    swap(&candidates, &guards.giving.candidates)
    swap(&lineEnd, &guards.giving.lineEnd)
    swap(&chargeCandidates, &guards.giving.chargeCandidates)
    swap(&scratch.given, &guards.giving.given)
  }

  /// Leaves out offers whose limits are used up.
  private mutating func dropUsedUp() {
    var hasDropped = false
    for place in guards.giving.heads.indices {
      let offer = guards.giving.offer(place)
      let terms = rules.offers.terms[Int(offer)]
      guard terms.limit >= 0, !hasUsesLeft(offer, terms) else { continue }
      guards.giving.competing[Int(offer)] = .no
      hasDropped = true
    }
    guard hasDropped else { return }
    guards.giving.dropIdle()
  }

  /// Whether an offer competes with others of the order.
  mutating func competes(
    _ offer: Int32, _ order: Int32, _ result: inout PricedBatch
  ) throws(NumericError) -> Bool {
    if guards.giving.competing[Int(offer)] == .unasked {
      let isContested = try isContested(offer, order, &result)
      guards.giving.competing[Int(offer)] = isContested ? .yes : .no
    }
    return guards.giving.competing[Int(offer)] == .yes
  }

  private mutating func isContested(
    _ offer: Int32, _ order: Int32, _ result: inout PricedBatch
  ) throws(NumericError) -> Bool {
    let terms = rules.offers.terms[Int(offer)]
    if terms.exclusive != .no || terms.alone != .no { return true }
    let group = rules.offers.group[Int(offer)]
    if group >= 0, rules.offers.groups[Int(group)].choice != .all { return true }
    for place in guards.giving.heads.indices {
      let other = guards.giving.offer(place)
      guard other != offer, excludes(offer, other) else { continue }
      // What never applies keeps nothing out.
      if try applies(other, order, &result) { return true }
    }
    return false
  }

  /// Whether an offer applied at first or would by itself.
  private mutating func applies(
    _ offer: Int32, _ order: Int32, _ result: inout PricedBatch
  ) throws(NumericError) -> Bool {
    if guards.giving.applying[Int(offer)] == .unasked {
      let applies = try appliesByItself(offer, order, &result)
      guards.giving.applying[Int(offer)] = applies ? .yes : .no
    }
    return guards.giving.applying[Int(offer)] == .yes
  }

  /// Works the promotion stage out with one candidate, and takes it back; what lines cost is lost.
  private mutating func appliesByItself(
    _ offer: Int32, _ order: Int32, _ result: inout PricedBatch
  ) throws(NumericError) -> Bool {
    let (steps, reasons, uses) = (result.steps.count, result.reasons.count, limitUses.count)
    let (traced, sets) = (offerTrace?.count ?? 0, setTrace?.count ?? 0)
    guards.giving.hasRehearsed = true
    swapCandidates()
    standAlone(offer)
    scratch.isRehearsed = true
    defer {
      scratch.isRehearsed = false
      swapCandidates()
    }
    try runPhases(order, &result)
    var isTaken = false
    var isRefused = false
    var applies = false
    for line in running.indices {
      let opening = Int128(guards.giving.running[line]) * 1_000_000
      let taken = opening - Int128(running[line]) * 1_000_000
      guard taken > 0 else { continue }
      isTaken = true
      if self.isRefused(line, taken, of: opening) { isRefused = true } else { applies = true }
    }
    if rules.offers.terms[Int(offer)].alone != .no { applies = isTaken && !isRefused }
    if scratch.given.contains(where: { $0.quantity > 0 && !$0.isInclusive }) { applies = true }
    for index in reasons..<result.reasons.count where result.reasons[index].code == .marked {
      applies = true
    }
    result.steps.removeSubrange(steps...)
    result.reasons.removeSubrange(reasons...)
    limitUses.removeSubrange(uses...)
    offerTrace?.removeSubrange(traced...)
    setTrace?.removeSubrange(sets...)
    return applies
  }

  /// Leaves one offer as the only candidate, on its lines as they were before the stage.
  private mutating func standAlone(_ offer: Int32) {
    running.removeAll(keepingCapacity: true)
    running.append(contentsOf: guards.giving.running)
    candidates.removeAll(keepingCapacity: true)
    chargeCandidates.removeAll(keepingCapacity: true)
    scratch.given.removeAll(keepingCapacity: true)
    lineEnd.removeAll(keepingCapacity: true)
    let own = guards.giving.lines(of: offer)
    var next = own.startIndex
    for line in running.indices {
      phaseFirst[line] = Int32(candidates.count)
      phaseEnd[line] = Int32(candidates.count)
      if next < own.endIndex, Int32(truncatingIfNeeded: own[next]) == Int32(line) {
        candidates.append(offer)
        next += 1
      }
      lineEnd.append(Int32(candidates.count))
    }
  }

  /// Whether another candidate keeps an offer out where both have lines.
  private func excludes(_ offer: Int32, _ other: Int32) -> Bool {
    let terms = rules.offers.terms[Int(other)]
    if terms.alone != .no { return true }
    guard rules.offers.phase[Int(offer)] == rules.offers.phase[Int(other)] else { return false }
    let phase = rules.offers.phases[Int(rules.offers.phase[Int(offer)])]
    let isExclusive = terms.exclusive != .no
    if isExclusive, phase.exclusivity.per == .order { return true }
    let isKeptOff =
      !rules.offers.compatibility(of: offer).allows(rules.offers.compatibility(of: other))
    if isKeptOff, phase.combinePer == .order { return true }
    let isFixed =
      fixesPrice(offer) && takesOff(other) || fixesPrice(other) && takesOff(offer)
    return (isExclusive || isKeptOff || isFixed) && guards.giving.meet(offer, other)
  }

  private func takesOff(_ offer: Int32) -> Bool {
    switch rules.offers.terms[Int(offer)].kind {
    case .cut, .ladder, .pattern: true
    case .gift, .charge, .mark: false
    }
  }

  /// Whether an offer fixes the price of whole lines (RULES.md O-012).
  private func fixesPrice(_ offer: Int32) -> Bool {
    let terms = rules.offers.terms[Int(offer)]
    guard terms.base != .running, terms.per != .order, terms.units < 0 else { return false }
    switch terms.kind {
    case .cut: return rules.offers.cut[Int(offer)].kind == .fixedPrice
    case .ladder:
      let rungs = rules.offers.ladders[Int(terms.detail)].rungs
      return !rungs.isEmpty && rules.offers.rungs[Int(rungs.lowerBound)].cut.kind == .fixedPrice
    case .pattern, .gift, .charge, .mark: return false
    }
  }
}
