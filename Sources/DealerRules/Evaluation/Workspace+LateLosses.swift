// What is decided after a search for units, and what could stand instead (RULES.md O-028).
extension Workspace {
  /// How often a phase, or a turn, chooses at most.
  static let mostChoices = 16

  /// Measures offers and decides every choice between them. Where offers of a search lose to what
  /// is decided after it, the choice is made again without them, and without what they lost to, and
  /// the one that gives most stands.
  mutating func choose(_ runs: Range<Int>) throws(NumericError) {
    scratch.earlierSearches.removeAll(keepingCapacity: true)
    guard runs.contains(where: { isAtWork($0) && sharesUnits($0) }) else {
      try chooseWhole(runs, without: [])
      return try noteSearches()
    }
    let before = choiceState()
    try chooseWhole(runs, without: [])
    let others = otherChoices()
    if !others.isEmpty {
      let wasTrial = scratch.isTrial
      scratch.isTrial = true
      let best = try bestChoice(runs, before, others)
      scratch.isTrial = wasTrial
      restore(before)
      try chooseWhole(runs, without: best)
    }
    try noteSearches()
  }

  /// What is left out in the choice that gives most, of equal ones in the first.
  private mutating func bestChoice(
    _ runs: Range<Int>, _ before: ChoiceState, _ others: [[LateLoss]]
  ) throws(NumericError) -> [LateLoss] {
    var best: [LateLoss] = []
    var most = try given(runs)
    var waiting = others
    var next = 0
    var steps = rules.limits.searchSteps - keepSearches()
    while next < waiting.count, next + 2 < Workspace.mostChoices, steps > 0 {
      let out = waiting[next]
      next += 1
      restore(before)
      try chooseWhole(runs, without: out)
      steps -= keepSearches()
      let given = try given(runs)
      if given > most { (most, best) = (given, out) }
      waiting += otherChoices().map { out + $0 }
    }
    return best
  }

  /// What stands takes off in all.
  private mutating func given(_ runs: Range<Int>) throws(NumericError) -> Int128 {
    var sum: Int128 = 0
    for run in runs where isAtWork(run) && !sharesUnits(run) {
      sum = try Wide.add(sum, try total(of: run))
    }
    for search in scratch.searches {
      for source in search.sources where isAtWork(source.run) {
        sum = try Wide.add(sum, try given(source, search.members[source.member]))
      }
    }
    return sum
  }

  /// Keeps what searches found no choice to exceed; returns the steps they took.
  private mutating func keepSearches() -> Int {
    scratch.earlierSearches += scratch.searches
    return scratch.searches.reduce(0) { $0 + $1.work }
  }

  // MARK: What could give way

  /// What may be left out instead: what lost and took part in a search, or what each lost to.
  private mutating func otherChoices() -> [[LateLoss]] {
    let losses = scratch.lateLosses
    guard !scratch.searches.isEmpty, !losses.isEmpty else { return [] }
    var found: [[LateLoss]] = []
    let searched = losses.filter { tookPart($0) }
    if !searched.isEmpty { found.append(searched) }
    for loss in losses where found.count < Workspace.mostChoices {
      let winners = winners(over: loss)
      guard !winners.isEmpty, tookPart(loss) || winners.contains(where: { tookPart($0) }) else {
        continue
      }
      found.append(winners)
    }
    return found
  }

  /// Whether an offer had sets, or a candidate on the line, in a search.
  private func tookPart(_ loss: LateLoss) -> Bool {
    if scratch.found.contains(where: { $0.run == loss.run && !$0.sets.isEmpty }) { return true }
    return scratch.searches.contains { search in
      search.effects.contains {
        let effect = scratch.effects[$0]
        return Int(effect.run) == loss.run
          && (loss.position < 0 || effect.position == loss.position)
      }
    }
  }

  /// What an offer lost to, as if it had won; nothing where it cannot win.
  private mutating func winners(over loss: LateLoss) -> [LateLoss] {
    // What a guard refuses by itself has lost to nobody (RULES.md G-012).
    if loss.code == .refusedByGuard { return [] }
    var winners: [Int] = []
    if loss.winner >= 0 {
      winners = scratch.runs.indices.filter {
        scratch.runs[$0].offer == loss.winner && isAtWork($0)
      }
    } else if loss.position >= 0 {
      winners = effects(on: Int(loss.position)).map { Int(scratch.effects[$0].run) }
    }
    let isExclusive = loss.code == .exclusiveWon || loss.code == .exclusiveLost
    if isExclusive, winners.contains(where: { isStrict($0) }) {
      // Strict ones win, whatever they give.
      return []
    }
    let offer = scratch.runs[loss.run].offer
    // What gives more on all its lines may give less on one.
    let better = millionths(scratch.runs[loss.run].total)
    return winners.map { run in
      var given = scratch.runs[run].total
      if loss.position >= 0, let index = effect(of: run, on: Int(loss.position)) {
        given = scratch.effects[index].exact
      }
      return LateLoss(
        run: run, position: loss.position, code: opposite(loss.code, run), winner: offer,
        better: better, given: millionths(given))
    }
  }

  private func isStrict(_ run: Int) -> Bool {
    rules.offers.terms[Int(scratch.runs[run].offer)].exclusive == .strict
  }

  /// What an offer says that loses where it had won.
  private func opposite(_ code: ReasonCode, _ run: Int) -> ReasonCode {
    switch code {
    case .fixedPriceWon: return .fixedPriceLost
    case .fixedPriceLost: return .fixedPriceWon
    case .exclusiveWon, .exclusiveLost:
      let offer = Int(scratch.runs[run].offer)
      return rules.offers.terms[offer].exclusive == .no ? .exclusiveWon : .exclusiveLost
    default: return code
    }
  }

  /// Leaves offers out of lines, or of the order, before a search.
  mutating func leaveOut(_ losses: [LateLoss]) {
    for loss in losses {
      position = loss.position
      trace(
        scratch.runs[loss.run].offer, loss.code, by: loss.winner, a: loss.better, b: loss.given,
        c: loss.code == .refusedByGuard ? 1 : 0)
      guard loss.position >= 0 else {
        scratch.runs[loss.run].isOut = true
        continue
      }
      for index in scratch.runs[loss.run].effects
      where scratch.effects[index].position == loss.position {
        scratch.effects[index].isOut = true
      }
      takeLine(loss.run, loss.position)
    }
  }

  /// Takes a line away from an offer.
  mutating func takeLine(_ run: Int, _ line: Int32) {
    scratch.lost.append(PhaseScratch.key(Int32(run), line))
    for index in scratch.runs[run].lines where scratch.lines[index].position == line {
      scratch.lines[index].isOut = true
    }
  }

  // MARK: Choosing again

  func choiceState() -> ChoiceState {
    ChoiceState(
      runs: scratch.runs, lines: scratch.lines, lost: scratch.lost.count,
      effects: scratch.effects.count, gifts: scratch.gifts.count, traced: offerTrace?.count ?? 0)
  }

  mutating func restore(_ state: ChoiceState) {
    scratch.runs = state.runs
    scratch.lines = state.lines
    scratch.lost.removeSubrange(state.lost...)
    scratch.effects.removeSubrange(state.effects...)
    scratch.gifts.removeSubrange(state.gifts...)
    offerTrace?.removeSubrange(state.traced...)
  }
}

/// What an offer lost to a choice that is made after a search for units.
struct LateLoss {
  var run: Int
  /// −1 for the whole order.
  var position: Int32
  var code: ReasonCode
  /// The offer that won, −1 where none is named.
  var winner: Int32
  /// What that one takes off, and what this one would have: millionths.
  var better: Int64
  var given: Int64
}

/// What choosing changes, to choose again.
struct ChoiceState {
  var runs: [OfferRun]
  var lines: [RunLine]
  var lost: Int
  var effects: Int
  var gifts: Int
  var traced: Int
}
