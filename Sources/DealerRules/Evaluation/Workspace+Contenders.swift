// Which candidates of an order compete, so that they give way to guards (RULES.md G-015).
extension Workspace {
  /// Gathers the candidates of an order in force, with their lines.
  mutating func gatherContenders(_ order: Int32) {
    swapCandidates()
    let traced = offerTrace?.count ?? 0
    scratch.order = order
    gatherCandidates(order)
    guards.giving.clearContenders(rules.offers.count)
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
  mutating func competes(_ offer: Int32) -> Bool {
    if guards.giving.competing[Int(offer)] == .unasked {
      guards.giving.competing[Int(offer)] = isContested(offer) ? .yes : .no
    }
    return guards.giving.competing[Int(offer)] == .yes
  }

  private func isContested(_ offer: Int32) -> Bool {
    let terms = rules.offers.terms[Int(offer)]
    if terms.exclusive != .no || terms.alone != .no { return true }
    let group = rules.offers.group[Int(offer)]
    if group >= 0, rules.offers.groups[Int(group)].choice != .all { return true }
    for place in guards.giving.heads.indices {
      let other = guards.giving.offer(place)
      if other != offer, excludes(offer, other) { return true }
    }
    return false
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
