import DealerRules

extension ReferencePhase {
  /// O-016: the cut of a ladder.
  func effect(_ ladder: Ladder, _ candidate: ReferenceCandidate) -> ReferenceEffect {
    let offer = candidate.offer
    var effect = ReferenceEffect(kind: ladder.rungs.first.map { ReferencePhase.kind($0.cut) } ?? "")
    if ladder.mode == .graduated {
      graduate(ladder, candidate, &effect)
      effect.tags = ["ladder.graduated.\(effect.kind)", "ladder.each.\(ladder.measure.each)"]
      return effect
    }
    let named = named(ladder.measure.of, own: candidate.own)
    // Each line by itself, or all of them as one.
    let parts =
      ladder.measure.each == .line
      ? candidate.lines.map { [$0] } : [candidate.lines.sorted()]
    for lines in parts {
      var measure = sum(ladder.measure, own: candidate.own)
      if ladder.measure.each == .line, let line = lines.first {
        measure = named.contains(line) ? self.measure(ladder.measure, on: line) : .zero
      }
      guard let (rung, from) = reached(ladder, measure) else {
        run.tag("lost.belowRungs")
        continue
      }
      if from == measure { effect.tags.insert("ladder.edge") }
      var times = Fraction.one
      if ladder.mode == .repeating, world.canary != .ladderOnce {
        times = Fraction((measure / from).floor)
        if let most = ladder.times { times = min(times, Fraction(most)) }
        if times != .one { effect.tags.insert("ladder.repeated") }
      }
      let all = lines.map { ReferenceUnits(line: $0, units: nil) }
      let cut = cut(rung.cut, ladder.per, offer, on: all, times: times)
      effect.parts.merge(cut.parts) { $1 }
    }
    effect.tags.insert("ladder.\(ladder.mode).\(effect.kind)")
    effect.tags.insert("ladder.each.\(ladder.measure.each)")
    effect.tags.insert("ladder.per.\(ladder.per)")
    return effect
  }

  /// O-016: the highest rung that a measure reaches.
  private func reached(_ ladder: Ladder, _ measure: Fraction) -> (rung: Rung, from: Fraction)? {
    for rung in world.canary == .lowestRung ? ladder.rungs : ladder.rungs.reversed() {
      guard let from = bound(rung.from, ladder.measure.kind) else { return nil }
      if from <= measure { return (rung, from) }
    }
    return nil
  }

  /// O-016 `graduated`: each unit has the rate or amount of the band it falls in.
  private func graduate(
    _ ladder: Ladder, _ candidate: ReferenceCandidate, _ effect: inout ReferenceEffect
  ) {
    var position = Fraction.zero
    for line in candidate.own.sorted() {
      let own = measure(ladder.measure, on: line)
      guard !own.isZero else { continue }
      if ladder.measure.each == .line { position = .zero }
      let end = position + own
      defer { position = end }
      let some = ReferenceUnits(line: line, units: nil)
      guard candidate.lines.contains(line), !touchable([some]).isEmpty,
        let last = ladder.rungs.last
      else { continue }
      var exact = Fraction.zero
      var isConverted = true
      for (index, rung) in ladder.rungs.enumerated() {
        let from = Fraction(rung.from, 1000)
        let below =
          index + 1 < ladder.rungs.count ? Fraction(ladder.rungs[index + 1].from, 1000) : end
        let units = min(end, max(below, from)) - max(position, from)
        guard Fraction.zero < units else { continue }
        switch rung.cut {
        case .percentOff(let rate):
          exact += base(of: candidate.offer, on: line) * Fraction(rate) * units / own
        case .amountOff(let value, _):
          // Per unit of what is measured, whatever the rung's own unit.
          let off = converted(value).map { $0 * units }
          if off == nil { run.tag("lost.noExchangeRate") }
          isConverted = isConverted && off != nil
          exact += off ?? .zero
        case .fixedPrice: isConverted = false
        }
      }
      guard isConverted else { continue }
      set(settle(exact), last.cut, candidate.offer, some, in: &effect)
    }
  }
}
