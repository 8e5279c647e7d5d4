// Which offers combine on their goods (RULES.md O-023).
extension Workspace {
  /// What stands or falls together of an offer: its effect on a line, or all of its effects.
  private struct Part {
    var run: Int
    var effects: [Int]
    var lines: Set<Int32>
    var isWhole: Bool
    /// It fixes the price of a line.
    var isFixed: Bool
    var weight: Int128
  }

  /// Leaves the best set of parts of which none excludes another on a line.
  mutating func chooseCompatibleForGoods(_ runs: [Int]) throws(NumericError) {
    for line in running.indices { loseToEarlierPrices(effects(on: line), on: line) }
    var parts: [Part] = []
    for run in runs {
      for part in try self.parts(of: run) {
        if let winner = earlierOffer(part) {
          drop(part, .incompatible, by: winner, better: 0)
        } else {
          parts.append(part)
        }
      }
    }
    // Of equal sets fixed prices give way.
    parts = withoutRefused(parts.filter { !$0.isFixed } + parts.filter(\.isFixed))
    let weights = parts.map(\.weight)
    let found = try CompatibleSet(
      weights, limit: rules.limits.searchSteps,
      excludes: { self.excludeOneAnother(parts[$0], parts[$1]) })
    note(found, parts.map(\.run), weights, on: -1)
    let kept = Set(found.kept)
    for (index, part) in parts.enumerated() where !kept.contains(index) {
      let winners = found.kept.map { parts[$0] }.filter { excludeOneAnother(part, $0) }
      try lose(part, to: winners)
    }
  }

  /// What a guard lets stand by itself, of what others exclude (RULES.md G-012).
  private mutating func withoutRefused(_ parts: [Part]) -> [Part] {
    guard !guards.leastNet.isEmpty else { return parts }
    var kept: [Part] = []
    for part in parts {
      let isRefused =
        part.effects.contains { self.isRefused(effect: $0) }
        && parts.contains { excludeOneAnother(part, $0) }
      if isRefused {
        dropToGuard(part)
      } else {
        kept.append(part)
      }
    }
    return kept
  }

  private mutating func parts(of run: Int) throws(NumericError) -> [Part] {
    let standing = scratch.runs[run].effects.filter {
      !scratch.effects[$0].isOut && (scratch.effects[$0].exact != 0 || scratch.effects[$0].isShare)
    }
    guard !standing.isEmpty else { return [] }
    if looksAtLinesTogether(run) {
      return [
        Part(
          run: run, effects: standing, lines: Set(standing.map { scratch.effects[$0].position }),
          isWhole: true, isFixed: standing.contains { scratch.effects[$0].excludesOthers },
          weight: try total(of: run))
      ]
    }
    return standing.map { index in
      Part(
        run: run, effects: [index], lines: [scratch.effects[index].position], isWhole: false,
        isFixed: scratch.effects[index].excludesOthers, weight: scratch.effects[index].exact)
    }
  }

  /// Whether an offer stands on all of its lines or on none: in a phase that combines by goods one
  /// that measures or cuts lines together.
  mutating func standsWhole(_ run: Int) -> Bool {
    rules.offers.phases[scratch.phase].combinePer == .goods && looksAtLinesTogether(run)
  }

  /// Whether an offer measures or cuts its lines together.
  private func looksAtLinesTogether(_ run: Int) -> Bool {
    let offer = Int(scratch.runs[run].offer)
    let terms = rules.offers.terms[offer]
    let cuts = terms.kind == .cut || terms.kind == .ladder
    if cuts, terms.per == .order { return true }
    if terms.kind == .ladder, rules.offers.ladders[Int(terms.detail)].measure.each == .order {
      return true
    }
    func isOfOrder(_ threshold: some BinaryInteger) -> Bool {
      rules.offers.thresholds[Int(threshold)].measure.each == .order
    }
    return terms.thresholds.contains { isOfOrder($0) }
      || terms.anyThresholds.contains { isOfOrder($0) }
  }

  /// What applied in an earlier turn or phase and excludes a part.
  private mutating func earlierOffer(_ part: Part) -> Int32? {
    for line in part.lines.sorted() {
      let turn = scratch.taken.first {
        excludes(part.run, $0) && scratch.touches.contains(PhaseScratch.key(Int32($0), line))
      }
      if let turn { return scratch.runs[turn].offer }
      if let earlier = earlierWinner(part.run, on: line) { return earlier }
    }
    return nil
  }

  private mutating func excludeOneAnother(_ a: Part, _ b: Part) -> Bool {
    guard a.run != b.run, !a.lines.isDisjoint(with: b.lines) else { return false }
    return excludes(a.run, b.run) || pricesExclude(a, b)
  }

  /// Whether one fixes the price of a line on which the other takes something off (O-012).
  private func pricesExclude(_ a: Part, _ b: Part) -> Bool {
    guard a.isFixed || b.isFixed else { return false }
    return a.effects.contains { first in
      let effect = scratch.effects[first]
      guard effect.kind != .freeGoods, effect.exact > 0 else { return false }
      return b.effects.contains { second in
        let other = scratch.effects[second]
        return other.position == effect.position && other.kind != .freeGoods && other.exact > 0
          && (effect.excludesOthers || other.excludesOthers)
      }
    }
  }

  private mutating func lose(_ part: Part, to winners: [Part]) throws(NumericError) {
    var better: Int128 = 0
    for winner in winners { better = try Wide.add(better, winner.weight) }
    var code = ReasonCode.incompatible
    if let first = winners.first, !excludes(part.run, first.run) {
      code = first.isFixed ? .fixedPriceWon : .fixedPriceLost
    }
    drop(
      part, code, by: winners.first.map { scratch.runs[$0.run].offer } ?? -1,
      better: millionths(better))
  }

  private mutating func dropToGuard(_ part: Part) {
    guard !part.isWhole else { return dropToGuard(part.run) }
    for index in part.effects { loseToGuard(index) }
  }

  private mutating func drop(
    _ part: Part, _ code: ReasonCode, by winner: Int32, better: Int64
  ) {
    if part.isWhole {
      drop(part.run, code, by: winner, better: better)
    } else {
      for index in part.effects { lose(index, code, byOffer: winner, better: better) }
    }
  }

  // MARK: On all lines or on none

  /// Decides every choice; where one takes a line from an offer that stands on all of its lines or
  /// on none, decides again without it.
  mutating func chooseWhole(
    _ runs: Range<Int>, without losses: [LateLoss]
  ) throws(NumericError) {
    let isBound = runs.contains { isAtWork($0) && standsWhole($0) }
    guard isBound else { return try chooseOnce(runs, without: losses) }
    let before = choiceState()
    var out: [LateLoss] = []
    try chooseOnce(runs, without: losses)
    while true {
      let broken = brokenOffers()
      if broken.isEmpty { return }
      out += broken
      restore(before)
      leaveOut(out)
      try chooseOnce(runs, without: losses)
    }
  }

  /// Offers that lost a line, with what took it first; also those that tags left out afterwards.
  private mutating func brokenOffers() -> [LateLoss] {
    var found: [LateLoss] = []
    for loss in scratch.lineLosses where standsWhole(loss.run) {
      if found.contains(where: { $0.run == loss.run }) { continue }
      var whole = loss
      whole.position = -1
      whole.given = millionths(scratch.runs[loss.run].total)
      if let winner = scratch.runs.first(where: { $0.offer == loss.winner }) {
        whole.better = millionths(winner.total)
      }
      found.append(whole)
    }
    return found
  }
}
