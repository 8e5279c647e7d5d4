// Which offers combine by their tags (RULES.md O-023).
extension Workspace {
  /// Leaves the best set of offers that all combine with one another (RULES.md O-023).
  mutating func chooseCompatible(
    _ runs: Range<Int>
  ) throws(NumericError) {
    let isByGoods = rules.offers.phases[scratch.phase].combinePer == .goods
    let hasPrices = isByGoods && scratch.effects.contains { $0.excludesOthers && !$0.isOut }
    guard !rules.offers.compatibility.isEmpty || hasPrices else { return }
    let atWork = runs.filter { isAtWork($0) }
    // One whose only shares left are of zero stands on their lines all the same (O-006).
    let hasTags = (atWork + scratch.taken).contains {
      rules.offers.terms[Int(scratch.runs[$0].offer)].tags >= 0
    }
    guard hasTags || hasPrices || rules.offers.phases[scratch.phase].combineAcross else {
      return
    }
    let tagged = atWork.filter { hasEffect($0) }
    switch rules.offers.phases[scratch.phase].combinePer {
    case .order: try chooseCompatibleForOrder(tagged)
    case .line: for line in running.indices { try chooseCompatible(on: line) }
    case .goods: try chooseCompatibleForGoods(tagged)
    }
  }

  private mutating func chooseCompatibleForOrder(
    _ tagged: [Int]
  ) throws(NumericError) {
    var rest: [Int] = []
    var weights: [Int128] = []
    for run in tagged {
      if let other = scratch.taken.first(where: { excludes(run, $0) }) {
        drop(run, by: other)
        continue
      }
      if let earlier = earlierWinner(run, on: -1) {
        dropIncompatible(run, by: earlier, better: 0)
        continue
      }
      rest.append(run)
    }
    rest = withoutRefused(rest)
    // Without the lines that the choices before took away.
    for run in rest { weights.append(try total(of: run)) }
    let found = try CompatibleSet(
      weights, limit: rules.limits.searchSteps,
      excludes: { self.excludes(rest[$0], rest[$1]) })
    let kept = found.kept
    note(found, rest, weights, on: -1)
    for (index, run) in rest.enumerated() where !kept.contains(index) {
      let winners = kept.filter { excludes(run, rest[$0]) }
      var better: Int128 = 0
      for winner in winners { better = try Wide.add(better, weights[winner]) }
      dropIncompatible(
        run, by: winners.first.map { scratch.runs[rest[$0]].offer } ?? -1,
        better: millionths(better))
    }
  }

  /// What a guard lets stand by itself, of what others exclude (RULES.md G-012).
  private mutating func withoutRefused(_ runs: [Int]) -> [Int] {
    guard !guards.leastNet.isEmpty else { return runs }
    var kept: [Int] = []
    for run in runs {
      if isRefused(run), runs.contains(where: { $0 != run && excludes(run, $0) }) {
        dropToGuard(run)
      } else {
        kept.append(run)
      }
    }
    return kept
  }

  /// Drops an offer that does not combine with another.
  mutating func drop(_ run: Int, by winner: Int) {
    dropIncompatible(
      run, by: winner < 0 ? -1 : scratch.runs[winner].offer,
      better: winner < 0 ? 0 : millionths(scratch.runs[winner].total))
  }

  mutating func dropIncompatible(_ run: Int, by winner: Int32, better: Int64) {
    drop(run, .incompatible, by: winner, better: better)
  }

  /// Drops an offer that loses a choice between whole offers.
  mutating func drop(_ run: Int, _ code: ReasonCode, by winner: Int32, better: Int64) {
    let given = millionths(scratch.runs[run].total)
    position = -1
    trace(scratch.runs[run].offer, code, by: winner, a: better, b: given)
    drop(run, code, winner, better, given)
  }

  /// Drops an offer of which a guard would refuse what it leaves by itself (RULES.md G-012).
  mutating func dropToGuard(_ run: Int) {
    let found = tooLittle(run: run)
    position = -1
    traceRefusal(scratch.runs[run].offer, found)
    drop(run, .refusedByGuard, -1, found?.left ?? 0, found?.least ?? 0)
  }

  private mutating func drop(
    _ run: Int, _ code: ReasonCode, _ winner: Int32, _ better: Int64, _ given: Int64
  ) {
    scratch.runs[run].isOut = true
    scratch.lateLosses.append(
      LateLoss(
        run: run, position: -1, code: code, winner: winner, better: better, given: given))
  }

  private mutating func chooseCompatible(
    on line: Int
  ) throws(NumericError) {
    var rest: [Int] = []
    for effect in effects(on: line) {
      let run = Int(scratch.effects[effect].run)
      let other = scratch.taken.first {
        excludes(run, $0)
          && scratch.touches.contains(PhaseScratch.key(Int32($0), Int32(line)))
      }
      if let other {
        lose(effect, .incompatible, by: other, better: 0)
      } else if let earlier = earlierWinner(run, on: Int32(line)) {
        lose(effect, .incompatible, byOffer: earlier, better: 0)
      } else {
        rest.append(effect)
      }
    }
    let owners = rest.map { Int(scratch.effects[$0].run) }
    let weights = rest.map { scratch.effects[$0].exact }
    let found = try CompatibleSet(
      weights, most: mostToTake(line, of: scratch.exactLeft[line]),
      limit: rules.limits.searchSteps, excludes: { self.excludes(owners[$0], owners[$1]) })
    let kept = found.kept
    note(found, owners, weights, on: Int32(line))
    for (index, effect) in rest.enumerated() where !kept.contains(index) {
      let winners = kept.filter { excludes(owners[index], owners[$0]) }
      var better: Int128 = 0
      for winner in winners { better = try Wide.add(better, weights[winner]) }
      lose(
        effect, .incompatible, by: winners.first.map { owners[$0] } ?? -1,
        better: millionths(better))
    }
  }

  /// Notes what no set could exceed where the search did not come to its end.
  mutating func note(
    _ found: CompatibleSet, _ owners: [Int], _ weights: [Int128], on line: Int32
  ) {
    guard let bound = found.bound else { return }
    scratch.combined.append(
      CombinedOffers(
        line: line, found: found.kept.map { (owners[$0], weights[$0]) }, bound: bound,
        steps: found.steps))
  }

  /// Whether two offers do not combine.
  mutating func excludes(_ a: Int, _ b: Int) -> Bool {
    let left = compatibility(of: a)
    let right = compatibility(of: b)
    return !left.allows(right)
  }

  mutating func compatibility(of run: Int) -> CompatibilityTerms {
    rules.offers.compatibility(of: scratch.runs[run].offer)
  }
}

/// A search for offers that combine which did not come to its end (RULES.md O-023).
struct CombinedOffers {
  /// −1 for the order.
  var line: Int32
  /// What each of the offers found is to take off there, gifts by what they weigh, and what no set
  /// of them can: 10⁻¹² units.
  var found: [(run: Int, wanted: Int128)]
  var bound: Int128
  var steps: Int
}
