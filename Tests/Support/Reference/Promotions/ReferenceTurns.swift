import DealerRules

extension ReferencePhase {
  /// O-022: the phase with the offers of the alternative that wins.
  func best() -> ReferencePhase {
    let all = world.book.offers.filter { offer in
      if case .charge = offer.benefit { return false }
      return offer.phase == phase.id && run.stands(offer) && run.admits(offer)
        && !candidateLines(offer).isEmpty
    }.sorted { run.goesFirst($0, $1) }
    let exclusive = together(all.filter { $0.combination.exclusive != .no })
    guard phase.exclusivity.per == .order, !exclusive.isEmpty else { return after(all) }
    let alone = exclusive.map { (offers: $0, phase: after($0)) }
      .filter { !$0.phase.applied.isEmpty && !$0.phase.leavesTooLittle }
    let strict = alone.filter { $0.offers.contains { $0.combination.exclusive == .strict } }
    let others = all.filter { $0.combination.exclusive == .no }
    if !alone.isEmpty { run.tag("exclusive.order.\(strict.isEmpty ? "best" : "strict")") }
    if phase.exclusivity.strictFirst, let first = strict.first {
      run.tag("exclusive.strictFirst")
      if strict.count > 1 { run.tag("exclusive.strictFirst.ofMany") }
      return first.phase
    }
    var alternatives = (strict.isEmpty ? alone : strict).map(\.phase)
    if strict.isEmpty, alone.isEmpty || world.canary != .exclusiveWins {
      alternatives.append(after(others))
    }
    // G-012: where no alternative is left, the others together stay.
    if alternatives.count > 1 { alternatives.removeAll(where: \.leavesTooLittle) }
    var best = alternatives[0]
    for other in alternatives.dropFirst() where best.gain < other.gain { best = other }
    if !alone.isEmpty {
      let isAlone = best.applied.contains { $0.offer.combination.exclusive != .no }
      run.tag("exclusive.order.\(isAlone ? "won" : "lost")")
    }
    return best
  }

  /// O-022: exclusive offers of one group stand together.
  func together(_ offers: [Offer]) -> [[Offer]] {
    var result: [[Offer]] = []
    for offer in offers {
      let same = result.firstIndex { $0[0].group != nil && $0[0].group == offer.group }
      if let same { result[same].append(offer) } else { result.append([offer]) }
    }
    return result
  }

  /// O-022: what a phase takes off the whole order, gifts by what they weigh.
  private var gain: Fraction {
    let amounts = lines.reduce(Fraction.zero) { sum, line in
      sum + (opening[line] ?? .zero) - settledLeft(line)
    }
    return gifts.reduce(amounts) { sum, gift in
      let offer = world.book.offers.first { $0.id == gift.rule }
      return sum + value([gift], offer.map { giftValue(of: $0) } ?? .price)
    }
  }

  /// What the line is when the phase has ended (O-005).
  private func settledLeft(_ line: Int32) -> Fraction {
    let left = left[line] ?? .zero
    guard phase.point == .unit, steps[line] != nil, let item = item(line) else { return left }
    let unitPrice = world.settle(left / item.quantity, phase.rounding, currency)
    return run.extend(unitPrice * item.quantity)
  }

  /// O-025: the phase after these offers, which stand by O-007.
  private func after(_ offers: [Offer]) -> ReferencePhase {
    var copy = self
    guard phase.mode == .sequential else {
      copy.turn(offers)
      return copy
    }
    var groups: Set<String> = []
    for offer in offers {
      guard let group = offer.group else {
        copy.turn([offer])
        continue
      }
      guard groups.insert(group).inserted else { continue }
      copy.turn(offers.filter { $0.group == group })
    }
    return copy
  }

  /// O-025: measures, chooses and applies offers.
  private mutating func turn(_ offers: [Offer]) {
    if phase.mode == .sequential, world.canary != .turnsMeasureOpening { now = left }
    var candidates: [ReferenceCandidate] = []
    for offer in offers where !isStopped {
      let own = ownLines(offer).subtracting(stoppedLines)
      guard !own.isEmpty, reaches(offer, own: own) else { continue }
      var candidate = ReferenceCandidate(
        offer: offer, own: own, lines: own, lost: stoppedLines, measured: ReferenceEffect())
      isMeasuring = true
      candidate.measured = effect(candidate)
      let isGranted = grant(&candidate.measured, offer)
      isMeasuring = false
      guard isGranted else { continue }
      candidate.giftValues = candidate.measured.gifts.map {
        value([$0], giftValue(of: offer))
      }
      candidates.append(candidate)
    }
    for candidate in chosen(candidates).sorted(by: { run.goesFirst($0.offer, $1.offer) }) {
      apply(candidate)
    }
  }

  /// What a candidate does now, within its own caps and what is left.
  private func effect(_ candidate: ReferenceCandidate) -> ReferenceEffect {
    let offer = candidate.offer
    var effect: ReferenceEffect
    switch offer.benefit {
    case .cut(let cut, let per):
      var some = candidate.lines.map { ReferenceUnits(line: $0, units: nil) }
      if let limit = offer.units { some = chosen(limit, offer, candidate.lines) }
      effect = self.cut(cut, per, offer, on: some)
      if let limit = offer.units {
        for one in some { effect.taken[one.line] = one.units }
        effect.tags.insert("units.\(limit.select)")
        if limit.most != nil { effect.tags.insert("units.most") }
        if limit.mostPerLine != nil { effect.tags.insert("units.mostPerLine") }
        if limit.groupsOf != nil { effect.tags.insert("units.groupsOf") }
        if offer.combination.sharesUnits { effect.tags.insert("units.shared") }
      }
    case .ladder(let ladder): effect = self.effect(ladder, candidate)
    case .pattern(let pattern): effect = self.effect(pattern, candidate)
    case .gift(let gift): effect = self.effect(gift, candidate)
    case .mark:
      effect = ReferenceEffect(kind: "mark")
      effect.isMark = true
    case .charge: effect = ReferenceEffect()
    }
    return bounded(effect, offer)
  }

  /// O-007, O-009, O-024: an offer takes its effect on what is left.
  private mutating func apply(_ candidate: ReferenceCandidate) {
    let offer = candidate.offer
    guard !isStopped else { return run.tag("lost.stopped") }
    var candidate = candidate
    if !candidate.lines.isDisjoint(with: stoppedLines) { run.tag("lost.stopped") }
    // O-023: what stands on all of its lines or on none.
    if phase.combinePer == .goods, looksAtLinesTogether(offer),
      stoppedLines.contains(where: { candidate.takesPart(on: $0) })
    {
      return
    }
    candidate.lose(stoppedLines)
    guard !candidate.lines.isEmpty else { return }
    var effect = effect(candidate)
    if effect.isOutOfStock {
      report(effect.isForbidden ? "giftNotAllowed" : "giftOutOfStock", offer)
    }
    guard effect.applies, grant(&effect, offer), effect.applies else { return }
    let touched = effect.parts.keys.filter { !effect[$0].isZero }.sorted()
    for line in touched {
      let amount = effect[line]
      left[line] = (left[line] ?? .zero) - amount
      steps[line, default: []].append(
        ReferenceEffectStep(
          rule: offer.id, kind: effect.kind, base: world.display(effect.parts[line]?.base ?? .zero),
          amount: -world.display(amount)))
    }
    for (line, units) in effect.taken { used[line, default: .zero] += units }
    for gift in effect.gifts { taken[gift.product.id, default: .zero] += gift.quantity }
    gifts += effect.gifts
    for line in effect.cutGifts { report("giftCut", offer, line) }
    for line in effect.replacedGifts { report("giftReplaced", offer, line) }
    if effect.isMark { report("marked", offer) }
    if effect.tags.contains("limit.budgetCut") { report("budgetCut", offer) }
    applied.append(
      ReferenceApplied(
        offer: offer, lines: Set(touched), isFixed: candidate.isFixed(base(of: offer)),
        isPriceEffect: candidate.isPriceEffect,
        use: ReferenceUse(
          offer: offer, amount: gains(effect), units: effect.units ?? units(effect))))
    note(effect, offer)
    switch world.canary == .stopForgotten ? .no : offer.combination.stop {
    case .no: break
    case .line: stoppedLines.formUnion(touched)
    case .order: isStopped = true
    }
  }

  private mutating func report(_ code: String, _ offer: Offer, _ line: Int32? = nil) {
    findings.append(ReferenceFinding(code: code, rule: offer.id, line: line))
    tags.insert("finding." + code)
  }

  /// Which parts of the law an applied offer shows, for ``Distribution``.
  private mutating func note(_ effect: ReferenceEffect, _ offer: Offer) {
    tags.formUnion(effect.tags)
    tags.insert("benefit.\(effect.kind)")
    if let own = offer.base, own != phase.base { tags.insert("base.own") }
    if !offer.codes.isEmpty { tags.insert("coupon") }
    if !offer.includesDiscounted { tags.insert("includesDiscounted.no") }
    if offer.when.asksForExpiry { tags.insert("expiry") }
    if offer.combination.stop != .no { tags.insert("stop.\(offer.combination.stop)") }
    if phase.mode == .sequential, applied.count > 1 { tags.insert("sequential.later") }
    if offer.limits != .none { tags.insert("limit") }
  }
}

extension Condition {
  /// Whether a part of it asks when goods expire (C-002).
  fileprivate var asksForExpiry: Bool {
    switch self {
    case .all(let parts), .any(let parts): parts.contains(where: \.asksForExpiry)
    case .not(let part): part.asksForExpiry
    case .test(let field, _): field == .lineExpires
    }
  }
}
