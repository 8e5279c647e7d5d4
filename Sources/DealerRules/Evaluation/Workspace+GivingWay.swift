// Offers that compete give way where a guard refuses what they leave together (RULES.md G-015).
extension Workspace {
  /// How often the promotion stage is worked out again for one order.
  private static let mostRounds = 16

  /// Applies offers and tests guards; where these refuse what is left, again without what gives
  /// way.
  mutating func promote(
    _ order: Int32, _ result: inout PricedBatch
  ) throws(NumericError) {
    if !guards.gaveWay.isEmpty { guards.gaveWay.removeAll(keepingCapacity: true) }
    guards.asksOffers = rules.guards.refusesLowNets && rules.offers.count > 0
    guard guards.asksOffers else {
      try applyOffers(order, &result)
      try applyGuards(order, &result)
      return
    }
    let start = PromotionStart(
      running: running, steps: result.steps.count, reasons: result.reasons.count,
      uses: limitUses.count, traced: offerTrace?.count ?? 0, sets: setTrace?.count ?? 0)
    var contenders: [Int32: [Int32]] = [:]
    var round = 0
    while true {
      guards.refusals.removeAll(keepingCapacity: true)
      try applyOffers(order, &result)
      traceGivenWay()
      let end = result.steps.count
      try applyGuards(order, &result)
      if guards.refusals.isEmpty { return }
      if round == 0 { contenders = self.contenders(order) }
      guard round < Workspace.mostRounds,
        letGiveWay(result.steps[start.steps..<end], contenders)
      else { break }
      round += 1
      restart(start, &result)
    }
    // Nothing lets the order through: what stood at first stands.
    guards.gaveWay.removeAll(keepingCapacity: true)
    guard round > 0 else { return }
    restart(start, &result)
    guards.asksOffers = false
    try applyOffers(order, &result)
    try applyGuards(order, &result)
  }

  /// Takes the promotion stage of an order back.
  private mutating func restart(_ start: PromotionStart, _ result: inout PricedBatch) {
    running = start.running
    result.steps.removeSubrange(start.steps...)
    result.reasons.removeSubrange(start.reasons...)
    limitUses.removeSubrange(start.uses...)
    offerTrace?.removeSubrange(start.traced...)
    setTrace?.removeSubrange(start.sets...)
    guard rules.offers.givesOwnGoods else { return }
    for line in running.indices { result.lineFree[lineIndex(line, result)] = 0 }
  }

  // MARK: What gives way

  /// Lets one offer give way for every refusal; false where one has none.
  private mutating func letGiveWay(
    _ steps: ArraySlice<Step>, _ contenders: [Int32: [Int32]]
  ) -> Bool {
    let known = guards.gaveWay.count
    for refusal in guards.refusals {
      let taken = taken(steps, refusal)
      let hasGivenWay = guards.gaveWay[known...].contains { given in
        taken[given.offer] != nil && (given.line < 0 || refusal.lines.contains(given.line))
      }
      if hasGivenWay { continue }
      let able = taken.keys.filter { competes($0, contenders) }.sorted()
      let missing = Int128(refusal.bound) - Int128(refusal.given)
      guard let last = able.last else { return false }
      let offer = able.last { (taken[$0] ?? 0) >= missing } ?? last
      for line in standsByLine(offer) ? refusal.lines : [-1] {
        guards.gaveWay.append(
          GivenWay(offer: offer, line: line, given: refusal.given, bound: refusal.bound))
      }
    }
    return true
  }

  /// What each offer took off the lines refused, and those that gave goods on top.
  private mutating func taken(
    _ steps: ArraySlice<Step>, _ refusal: GuardRefusal
  ) -> [Int32: Int128] {
    var taken: [Int32: Int128] = [:]
    for step in steps where step.rule.kind == .offer && refusal.lines.contains(step.line) {
      taken[Int32(step.rule.index), default: 0] -= Int128(step.amount)
    }
    taken = taken.filter { $0.value > 0 }
    guard refusal.countsGifts else { return taken }
    for gift in scratch.given where !gift.isInclusive && gift.quantity > 0 {
      taken[gift.offer, default: 0] += 0
    }
    return taken
  }

  /// Whether an offer looks at every line by itself.
  private mutating func standsByLine(_ offer: Int32) -> Bool {
    let terms = rules.offers.terms[Int(offer)]
    guard terms.per != .order, terms.units < 0, terms.thresholds.isEmpty,
      terms.anyThresholds.isEmpty
    else { return false }
    if terms.kind == .ladder {
      return rules.offers.ladders[Int(terms.detail)].measure.each == .line
    }
    return terms.kind == .cut
  }

  /// Takes what gave way out of the candidates of the line at hand.
  mutating func dropGivenWay(from first: Int) {
    let kept = candidates[first...].filter { offer in
      !guards.gaveWay.contains { $0.offer == offer && ($0.line < 0 || $0.line == position) }
    }
    candidates.removeSubrange(first...)
    candidates += kept
  }

  private mutating func traceGivenWay() {
    for given in guards.gaveWay {
      position = given.line
      trace(given.offer, .refusedByGuard, a: given.given, b: given.bound)
    }
    position = -1
  }

  // MARK: What competes

  /// The candidates of an order in force, with their lines.
  private mutating func contenders(_ order: Int32) -> [Int32: [Int32]] {
    let charges = chargeCandidates
    let given = scratch.given
    let (kept, ends) = (candidates, lineEnd)
    let traced = offerTrace?.count ?? 0
    scratch.order = order
    gatherCandidates(order)
    var found: [Int32: [Int32]] = [:]
    var first = 0
    for (line, end) in lineEnd.enumerated() {
      for offer in candidates[first..<Int(end)] { found[offer, default: []].append(Int32(line)) }
      first = Int(end)
    }
    for offer in found.keys where rules.offers.terms[Int(offer)].limit >= 0 {
      if !hasUsesLeft(offer, rules.offers.terms[Int(offer)]) { found[offer] = nil }
    }
    (candidates, lineEnd) = (kept, ends)
    chargeCandidates = charges
    scratch.given = given
    offerTrace?.removeSubrange(traced...)
    return found
  }

  private mutating func competes(_ offer: Int32, _ contenders: [Int32: [Int32]]) -> Bool {
    let terms = rules.offers.terms[Int(offer)]
    if terms.exclusive != .no || terms.alone != .no { return true }
    let group = rules.offers.group[Int(offer)]
    if group >= 0, rules.offers.groups[Int(group)].choice != .all { return true }
    let lines = contenders[offer] ?? []
    return contenders.contains { $0.key != offer && excludes(offer, lines, $0.key, $0.value) }
  }

  /// Whether another candidate keeps an offer out where both have lines.
  private mutating func excludes(
    _ offer: Int32, _ lines: [Int32], _ other: Int32, _ others: [Int32]
  ) -> Bool {
    let terms = rules.offers.terms[Int(other)]
    if terms.alone != .no { return true }
    guard rules.offers.phase[Int(offer)] == rules.offers.phase[Int(other)] else { return false }
    let phase = rules.offers.phases[Int(rules.offers.phase[Int(offer)])]
    let meets = lines.contains { others.contains($0) }
    if terms.exclusive != .no, meets || phase.exclusivity.per == .order { return true }
    let left = rules.offers.compatibility(of: offer)
    if !left.allows(rules.offers.compatibility(of: other)), meets || phase.combinePer == .order {
      return true
    }
    return meets && (fixesPrice(offer) && takesOff(other) || fixesPrice(other) && takesOff(offer))
  }

  private mutating func takesOff(_ offer: Int32) -> Bool {
    switch rules.offers.terms[Int(offer)].kind {
    case .cut, .ladder, .pattern: true
    case .gift, .charge, .mark: false
    }
  }

  /// Whether an offer fixes the price of whole lines (RULES.md O-012).
  private mutating func fixesPrice(_ offer: Int32) -> Bool {
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

/// What the promotion stage of an order starts from.
private struct PromotionStart {
  var running: [Int64]
  var steps: Int
  var reasons: Int
  var uses: Int
  var traced: Int
  var sets: Int
}
