import DealerRules

/// Lines that a guard refuses as too low (G-015).
struct ReferenceRefusal {
  var lines: [Int32]
  /// Offers without whose gifts less would be missing.
  var gifts: Set<String>
  var missing: Fraction
}

/// An offer that gave way on a line, or in the whole order.
struct ReferenceGivenWay: Hashable {
  var offer: String
  var line: Int32?
}

/// What the promotion stage starts from.
struct ReferenceStart {
  var states: [Int32: ReferenceState]
  var output: ReferenceDecision
  var gifts: [ReferenceGiven]
  var givenStock: [String: Fraction]
  var uses: [ReferenceUse]
  var earlier: [ReferenceApplied]
}

extension ReferenceRun {
  /// G-015: the promotion stage and guards, again without what gives way.
  func promoteUnderGuards() throws(ReferenceFault) {
    let before = promotionStart
    var competing: Set<String>?
    for round in 0...16 {
      let refused = try promoteOnce()
      if refused.isEmpty {
        if !gaveWay.isEmpty { try bringBack(before) }
        return
      }
      if competing == nil { competing = try competingOffers(before) }
      let more = givingWay(refused, before.states, competing ?? [])
      guard round < 16, let more, world.canary != .nothingGivesWay else { break }
      gaveWay.formUnion(more)
      restart(before)
      tag("guard.gaveWay")
    }
    guard !gaveWay.isEmpty else { return }
    gaveWay = []
    restart(before)
    _ = try promoteOnce()
    tag("guard.gaveWay.inVain")
  }

  /// What guards refuse of what the stage leaves.
  func promoteOnce() throws(ReferenceFault) -> [ReferenceRefusal] {
    stands = { _ in true }
    refusals = []
    try promoteAll()
    try guardPrices()
    return refusals
  }

  private var promotionStart: ReferenceStart {
    ReferenceStart(
      states: states, output: output, gifts: gifts, givenStock: givenStock, uses: uses,
      earlier: earlier)
  }

  func restart(_ start: ReferenceStart) {
    (states, output, gifts) = (start.states, start.output, start.gifts)
    (givenStock, uses, earlier) = (start.givenStock, start.uses, start.earlier)
  }

  func hasGivenWay(_ offer: Offer, on line: Int32) -> Bool {
    gaveWay.contains(ReferenceGivenWay(offer: offer.id, line: line))
      || gaveWay.contains(ReferenceGivenWay(offer: offer.id, line: nil))
  }

  /// G-015: what a guard that refuses low nets says.
  func noteRefusal(_ rule: Guard, _ lines: [Int32], _ measure: ReferenceMeasure) {
    guard rule.outcome == .refuse, rule.price == nil, !rule.withRebate, !rule.withFunds,
      measure.isBelow, let least = measure.least
    else { return }
    switch rule.test {
    case .floor, .margin, .maxDiscount: break
    case .ceiling, .drift, .movement: return
    }
    let bound = least.settled(.ceiling, step: .one)
    var diluting: Set<String> = []
    for offer in Set(gifts.map(\.rule)) {
      guard case .found(let without) = measured(rule, lines, without: offer),
        let other = without.least
      else { continue }
      if other - without.given < least - measure.given { diluting.insert(offer) }
    }
    refusals.append(
      ReferenceRefusal(lines: lines, gifts: diluting, missing: bound - measure.given))
  }

  /// G-015: what gives way in a round; `nil` where a refusal has nothing.
  private func givingWay(
    _ refused: [ReferenceRefusal], _ before: [Int32: ReferenceState], _ competing: Set<String>
  ) -> Set<ReferenceGivenWay>? {
    var result: Set<ReferenceGivenWay> = []
    for refusal in refused {
      var taken: [String: Fraction] = [:]
      for line in refusal.lines {
        let known = before[line]?.steps.count ?? 0
        // What a clip gave back was not taken; what guards changed themselves is no offer's.
        for step in (states[line]?.steps ?? []).dropFirst(known)
        where step.kind != "unitRounding" && step.kind != "clipped" {
          taken[step.rule, default: .zero] -= Fraction(step.amount)
        }
      }
      taken = taken.filter { Fraction.zero < $0.value }
      for gift in refusal.gifts { taken[gift, default: .zero] += .zero }
      let isDone = result.contains { given in
        taken[given.offer] != nil && given.line.map { refusal.lines.contains($0) } ?? true
      }
      if isDone { continue }
      // The last phase first, in it the last by O-007.
      let able = world.book.phases.reversed().flatMap { phase in
        world.book.offers.filter {
          $0.phase == phase.id && taken[$0.id] != nil && competing.contains($0.id)
        }.sorted { goesFirst($1, $0) }
      }
      let enough = able.first { !((taken[$0.id] ?? .zero) < refusal.missing) }
      guard let offer = enough ?? able.first else { return nil }
      if standsByLine(offer) {
        for line in refusal.lines {
          result.insert(ReferenceGivenWay(offer: offer.id, line: line))
        }
      } else {
        result.insert(ReferenceGivenWay(offer: offer.id, line: nil))
      }
    }
    return result
  }

  /// G-015: a cut or ladder per line or unit that looks at every line by itself.
  private func standsByLine(_ offer: Offer) -> Bool {
    guard offer.units == nil, offer.requires.isEmpty, offer.requiresAny.isEmpty else {
      return false
    }
    switch offer.benefit {
    case .cut(_, let per): return per != .order
    case .ladder(let ladder): return ladder.per != .order && ladder.measure.each == .line
    case .pattern, .gift, .charge, .mark: return false
    }
  }

  // MARK: - Competing

  /// G-015: the candidates of the order that compete.
  private func competingOffers(_ start: ReferenceStart) throws(ReferenceFault) -> Set<String> {
    var all: [(offer: Offer, phase: ReferencePhase, lines: Set<Int32>)] = []
    for phase in world.book.phases {
      let start = ReferencePhase(self, phase)
      for offer in world.book.offers where offer.phase == phase.id && admits(offer) {
        if case .charge = offer.benefit { continue }
        let lines = start.statedLines(offer)
        if !lines.isEmpty { all.append((offer, start, lines)) }
      }
    }
    var idle: Set<String> = []
    for one in all {
      let applies = try applies(one.offer, start)
      if !applies { idle.insert(one.offer.id) }
    }
    var result: Set<String> = []
    for one in all {
      let combination = one.offer.combination
      let group = one.phase.phase.groups.first { $0.id == one.offer.group }
      let isChosen = group.map { $0.choice != .all } ?? false
      let isExcluded = all.contains { other in
        if other.offer.id == one.offer.id || idle.contains(other.offer.id) { return false }
        if other.offer.combination.alone != .no { return true }
        guard other.offer.phase == one.offer.phase else { return false }
        return one.phase.keepsOut(
          one.offer, other.offer, meets: !one.lines.isDisjoint(with: other.lines))
      }
      if isChosen || isExcluded || combination.exclusive != .no || combination.alone != .no {
        result.insert(one.offer.id)
      }
    }
    return result
  }
}

extension ReferenceRun {
  /// G-015: whether an offer applied at first, or would by itself.
  private func applies(
    _ offer: Offer, _ start: ReferenceStart
  ) throws(ReferenceFault) -> Bool {
    if gifts.contains(where: { $0.rule == offer.id && !$0.quantity.isZero }) { return true }
    let isMarked = output.findings.contains { $0.code == "marked" && $0.rule == offer.id }
    let hasTaken = states.contains { number, state in
      state.steps.dropFirst(start.states[number]?.steps.count ?? 0).contains {
        $0.rule == offer.id && $0.amount < 0 && $0.kind != "unitRounding" && $0.kind != "clipped"
      }
    }
    if isMarked || hasTaken { return true }
    let now = promotionStart
    let kept = stands
    restart(start)
    stands = { $0.id == offer.id }
    try promoteEveryPhase()
    let guarding = world.book.phases.first.map { ReferencePhase(self, $0) }
    var refused: [Bool] = []
    for (line, state) in start.states where state.isPriced {
      let taken = state.running - (states[line]?.running ?? .zero)
      guard Fraction.zero < taken else { continue }
      refused.append(guarding?.isRefused(line, taken, of: state.running) == true)
    }
    var applies = refused.contains(false)
    if offer.combination.alone != .no, refused.contains(true) { applies = false }
    if gifts.contains(where: { !$0.quantity.isZero }) { applies = true }
    let known = start.output.findings.count
    if output.findings.dropFirst(known).contains(where: { $0.code == "marked" }) { applies = true }
    stands = kept
    restart(now)
    return applies
  }
}

extension ReferencePhase {
  /// G-015: whether another candidate of the phase keeps an offer out.
  fileprivate func keepsOut(_ offer: Offer, _ other: Offer, meets: Bool) -> Bool {
    if other.combination.exclusive != .no, meets || phase.exclusivity.per == .order {
      return true
    }
    if conflict(offer, other), meets || phase.combinePer == .order { return true }
    let both = [offer, other]
    return meets && both.allSatisfy { takesOff($0) } && both.contains { fixesPrice($0) }
  }

  private func takesOff(_ offer: Offer) -> Bool {
    switch offer.benefit {
    case .cut, .ladder, .pattern: true
    case .gift, .charge, .mark: false
    }
  }

  private func fixesPrice(_ offer: Offer) -> Bool {
    guard base(of: offer) != .running, offer.units == nil else { return false }
    switch offer.benefit {
    case .cut(.fixedPrice, let per): return per != .order
    case .ladder(let ladder):
      if ladder.per == .order { return false }
      if case .fixedPrice? = ladder.rungs.first?.cut { return true }
      return false
    case .cut, .pattern, .gift, .charge, .mark: return false
    }
  }
}
