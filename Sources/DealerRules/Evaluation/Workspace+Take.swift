// An offer takes effect (RULES.md O-007, O-009, O-024 … O-027).
extension Workspace {
  /// Forms an offer on the amounts of the moment and applies it.
  mutating func take(_ run: Int, _ result: inout PricedBatch) throws(NumericError) {
    let offer = scratch.runs[run].offer
    let terms = rules.offers.terms[Int(offer)]
    guard !scratch.isOrderStopped else {
      position = -1
      trace(offer, .stopped, by: stopper(run, -1))
      return
    }
    let hasStopped = scratch.runs[run].lines.contains {
      scratch.isStopped[Int(scratch.lines[$0].position)] && !scratch.lines[$0].isOut
    }
    if hasStopped {
      let isBroken = standsWhole(run) && losesToStop(run)
      dropStopped(run)
      // It measured what it cannot get (RULES.md O-023).
      if isBroken { return }
    }
    guard hasLine(run) else { return }
    // What was cut when it was measured, on lines that it may have lost since, is not told.
    if !scratch.isTrial {
      offerTrace?.removeAll { $0.code == .capped && $0.rule == RuleRef(.offer, Int(offer)) }
    }
    try form(run)
    if scratch.runs[run].isOutOfStock, !scratch.isTrial {
      let isForbidden = scratch.runs[run].isForbidden
      report(
        isForbidden ? .giftNotAllowed : .giftOutOfStock, line: -1,
        rule: RuleRef(.offer, Int(offer)), &result)
    }
    guard hasEffect(run) else {
      traceUsedUnits(run)
      return
    }
    if terms.limit >= 0 {
      guard try grant(run, terms), hasEffect(run) else { return }
      try reportGranted(run, &result)
    }
    for index in scratch.runs[run].effects where scratch.effects[index].exact != 0 {
      try apply(scratch.effects[index], run, &result)
      if terms.stop == .line { scratch.isStopped[Int(scratch.effects[index].position)] = true }
    }
    try keepGifts(run, &result)
    if terms.kind == .gift, !scratch.isTrial { reportAltered(offer, &result) }
    if terms.units >= 0 || terms.kind == .pattern { try useUnits(run) }
    if setTrace != nil, terms.units >= 0 || terms.kind == .pattern { noteUnits(offer) }
    if terms.stop == .order { scratch.isOrderStopped = true }
    if terms.kind == .mark, !scratch.isTrial {
      report(.marked, line: -1, rule: RuleRef(.offer, Int(offer)), &result)
    }
    if terms.limit >= 0, !scratch.isTrial { try noteUse(run, terms) }
    scratch.taken.append(run)
    if !scratch.isTrial { noteApplied(offer, on: -1) }
  }

  /// Says that others have used the units that an offer counted on; does nothing in batches.
  private mutating func traceUsedUnits(_ run: Int) {
    guard offerTrace != nil else { return }
    let offer = scratch.runs[run].offer
    guard sharesUnits(run) || rules.offers.terms[Int(offer)].units >= 0 else { return }
    let user = unitUser(run)
    position = -1
    if user >= 0 { trace(offer, .noSet, by: user) }
  }

  /// Whether a line on which an offer has a measured effect is stopped.
  private func losesToStop(_ run: Int) -> Bool {
    scratch.runs[run].effects.contains { index in
      let effect = scratch.effects[index]
      return scratch.isStopped[Int(effect.position)] && !effect.isOut
        && (effect.exact != 0 || effect.isShare)
    }
  }

  /// Says of lines of an offer that others have stopped them; does nothing in batches.
  mutating func dropStopped(_ run: Int) {
    for index in scratch.runs[run].lines {
      let line = scratch.lines[index]
      guard scratch.isStopped[Int(line.position)], !line.isOut else { continue }
      position = line.position
      trace(scratch.runs[run].offer, .stopped, by: stopper(run, line.position))
    }
  }

  /// The offer that ended the phase on a line, or for −1 on every line.
  private mutating func stopper(_ run: Int, _ line: Int32) -> Int32 {
    guard offerTrace != nil else { return -1 }
    let ending = scratch.taken.last { other in
      let stop = rules.offers.terms[Int(scratch.runs[other].offer)].stop
      if line < 0 { return stop == .order }
      return stop == .line
        && scratch.touches.contains(PhaseScratch.key(Int32(other), line))
    }
    return ending.map { scratch.runs[$0].offer } ?? -1
  }

  private mutating func apply(
    _ effect: RunEffect, _ run: Int, _ result: inout PricedBatch
  ) throws(NumericError) {
    let line = Int(effect.position)
    running[line] = try Wide.subtract(running[line], effect.amount)
    let isExact = rules.offers.phases[scratch.phase].point == .unit
    scratch.exactLeft[line] =
      isExact
      ? try Wide.add(scratch.exactLeft[line], -effect.exact)
      : Int128(running[line]) * 1_000_000
    scratch.isTouched[line] = true
    scratch.touches.append(PhaseScratch.key(Int32(run), effect.position))
    if !scratch.isTrial { noteApplied(scratch.runs[run].offer, on: effect.position) }
    let terms = rules.offers.terms[Int(scratch.runs[run].offer)]
    if effect.kind != .freeGoods {
      scratch.marks[line].insert(effect.excludesOthers ? .fixedPrice : .cut)
    }
    scratch.marks[line].insert(terms.exclusive == .no ? .shared : .exclusive)
    guard effect.amount != 0, !scratch.isTrial else { return }
    record(
      Step(
        rule: RuleRef(.offer, Int(scratch.runs[run].offer)), kind: effect.kind,
        line: effect.position, base: effect.base, amount: -effect.amount), &result)
  }

  /// Marks the units that the offer formed last has touched.
  private mutating func useUnits(_ run: Int) throws(NumericError) {
    for use in scratch.uses { try markUsed(use, run) }
    for use in scratch.bought { try markUsed(use, run) }
  }

  /// Notes the units that the offer formed last has taken, for stored sales and explanations alone
  /// (RULES.md Z-004, E-004).
  private mutating func noteUnits(_ offer: Int32) {
    guard !scratch.isTrial, !scratch.isRehearsed else { return }
    setTrace? += scratch.uses.map { SetUnits(offer: offer, use: $0, isBought: false) }
    setTrace? += scratch.bought.map { SetUnits(offer: offer, use: $0, isBought: true) }
  }

  private mutating func markUsed(_ use: UnitUse, _ run: Int) throws(NumericError) {
    let line = Int(use.position)
    scratch.unitUses.append(PhaseScratch.key(Int32(run), use.position))
    scratch.used[line] = try scratch.used[line].added(to: use.units)
  }
}
