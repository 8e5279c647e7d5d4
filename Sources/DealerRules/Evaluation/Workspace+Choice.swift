// Which of the offers formed take effect (RULES.md O-006, O-012, O-022, O-023).
extension Workspace {
  /// Decides every choice of a phase that is measured at its start.
  mutating func choose(
    _ runs: Range<Int>, _ result: inout PricedBatch
  ) throws(NumericError) {
    for group in groups(of: runs) { chooseInGroups(runs, only: group) }
    if rules.offers.phases[scratch.phase].exclusivity.per == .line {
      for line in running.indices { try chooseExclusive(line) }
    }
    try chooseCompatible(runs, &result)
    try settleFixedPricesPerLine()
  }

  /// Groups of the phase that choose.
  private mutating func groups(of runs: Range<Int>) -> [Int32] {
    var groups: [Int32] = []
    for run in runs {
      let group = rules.offers.group[Int(scratch.runs[run].offer)]
      let chooses =
        group >= 0 && rules.offers.groups[Int(group)].per != .unit
        && (rules.offers.groups[Int(group)].choice != .all
          || rules.offers.groups[Int(group)].per == .order)
      if chooses, !groups.contains(group) {
        groups.append(group)
      }
    }
    return groups
  }

  // MARK: Groups

  /// Drops what loses in a group.
  mutating func chooseInGroups(_ runs: Range<Int>, only group: Int32) {
    let settings = rules.offers.groups[Int(group)]
    let members = runs.filter {
      rules.offers.group[Int(scratch.runs[$0].offer)] == group && isAtWork($0)
    }
    guard settings.per == .line else {
      chooseForOrder(members, settings.choice)
      return
    }
    let givesGoods =
      members.first.map { rules.offers.terms[Int(scratch.runs[$0].offer)].kind == .gift } ?? false
    for line in running.indices {
      if givesGoods {
        chooseGift(line, members, settings.choice)
      } else {
        chooseForLine(line, members, settings.choice)
      }
    }
  }

  private mutating func chooseForOrder(_ members: [Int], _ choice: GroupChoice) {
    var winner = -1
    for run in members where hasEffect(run) {
      if choice == .best, isRefused(run) { continue }
      if winner < 0
        || (choice == .best && scratch.runs[run].total > scratch.runs[winner].total)
      {
        winner = run
      }
    }
    for run in members where run != winner && (choice != .all || !hasEffect(run)) {
      if choice == .all, scratch.runs[run].isOutOfStock { continue }  // It is told (O-018).
      scratch.runs[run].isOut = true
      guard hasEffect(run) else { continue }
      if choice == .best, isRefused(run) {
        position = -1
        trace(scratch.runs[run].offer, .refusedByGuard)
        continue
      }
      guard winner >= 0 else { continue }
      position = -1
      trace(
        scratch.runs[run].offer, choice == .best ? .beatenInGroup : .lowerPriority,
        by: scratch.runs[winner].offer, a: millionths(scratch.runs[winner].total),
        b: millionths(scratch.runs[run].total))
    }
  }

  /// Whether an offer formed anything.
  mutating func hasEffect(_ run: Int) -> Bool {
    let formed = scratch.runs[run]
    if rules.offers.terms[Int(formed.offer)].kind == .mark { return true }
    let gives = formed.gifts.contains {
      !scratch.gifts[$0].isInclusive && scratch.gifts[$0].quantity > 0
    }
    return gives
      || formed.effects.contains {
        !scratch.effects[$0].isOut && scratch.effects[$0].exact != 0
      }
  }

  private mutating func chooseForLine(_ line: Int, _ members: [Int], _ choice: GroupChoice) {
    var winner = -1
    for run in members {
      guard let index = effect(of: run, on: line) else { continue }
      if choice == .best, isRefused(effect: index) { continue }
      if winner < 0
        || (choice == .best && scratch.effects[index].exact > scratch.effects[winner].exact)
      {
        winner = index
      }
    }
    for run in members {
      guard let index = effect(of: run, on: line), index != winner else { continue }
      if choice == .best, isRefused(effect: index) {
        lose(index, .refusedByGuard, by: -1, better: 0)
        continue
      }
      guard winner >= 0 else { continue }
      lose(
        index, choice == .best ? .beatenInGroup : .lowerPriority,
        by: Int(scratch.effects[winner].run), better: scratch.effects[winner].amount)
    }
  }

  /// The effect that an offer has on a line.
  mutating func effect(of run: Int, on line: Int) -> Int? {
    scratch.runs[run].effects.first {
      let effect = scratch.effects[$0]
      return effect.position == Int32(line) && !effect.isOut
        && (effect.exact != 0 || effect.isShare)
    }
  }

  /// Takes a line away from an offer.
  private mutating func lose(_ index: Int, _ code: ReasonCode, by winner: Int, better: Int64) {
    let offer = winner < 0 ? -1 : scratch.runs[winner].offer
    lose(index, code, byOffer: offer, better: better)
  }

  private mutating func lose(
    _ index: Int, _ code: ReasonCode, byOffer winner: Int32, better: Int64
  ) {
    let effect = scratch.effects[index]
    position = effect.position
    trace(scratch.runs[Int(effect.run)].offer, code, by: winner, a: better, b: effect.amount)
    scratch.effects[index].isOut = true
    scratch.lost.append(PhaseScratch.key(effect.run, effect.position))
    for line in scratch.runs[Int(effect.run)].lines
    where scratch.lines[line].position == effect.position {
      scratch.lines[line].isOut = true
    }
  }

  /// 10⁻¹² units as millionths, for messages.
  mutating func millionths(_ exact: Int128) -> Int64 { Int64(clamping: exact / 1_000_000) }

  // MARK: Exclusive on a line

  /// Exclusive offers that stand together on a line: one, or those of a group.
  private struct Alternative {
    var group: Int32
    var isStrict: Bool
    var sum: Int128
    var effects: [Int]
  }

  private mutating func chooseExclusive(_ line: Int) throws(NumericError) {
    let effects = effects(on: line)
    let marks = scratch.marks[line]
    let (alternatives, others) = try alternatives(effects)
    // What applied in an earlier turn stays (RULES.md O-025).
    if marks.contains(.exclusive) {
      for index in effects { lose(index, .exclusiveWon, by: -1, better: 0) }
      return
    }
    guard !alternatives.isEmpty else { return }
    guard marks.isEmpty else {
      for index in alternatives.flatMap(\.effects) {
        lose(index, .exclusiveLost, by: -1, better: 0)
      }
      return
    }
    let hasStrict = alternatives.contains(where: \.isStrict)
    let isFirst = hasStrict && rules.offers.phases[scratch.phase].exclusivity.strictFirst
    var best = alternatives.first { $0.isStrict == hasStrict } ?? alternatives[0]
    for other in alternatives where other.isStrict == hasStrict && !isFirst {
      if other.sum > best.sum { best = other }
    }
    let wins = hasStrict || best.sum >= others
    for index in effects {
      let isExclusive = alternatives.contains { $0.effects.contains(index) }
      if wins ? best.effects.contains(index) : !isExclusive { continue }
      lose(
        index, isExclusive ? .exclusiveLost : .exclusiveWon,
        by: wins ? Int(scratch.effects[best.effects[0]].run) : -1,
        better: millionths(wins ? best.sum : others))
    }
  }

  /// The alternatives on a line in the order of O-007, and what the other effects are together.
  private mutating func alternatives(
    _ effects: [Int]
  ) throws(NumericError) -> (found: [Alternative], others: Int128) {
    var found: [Alternative] = []
    var others: Int128 = 0
    for index in effects {
      let offer = Int(scratch.runs[Int(scratch.effects[index].run)].offer)
      let exclusive = rules.offers.terms[offer].exclusive
      let exact = scratch.effects[index].exact
      let group = rules.offers.group[offer]
      guard exclusive != .no else {
        others = try Wide.add(others, exact)
        continue
      }
      if group >= 0, let place = found.firstIndex(where: { $0.group == group }) {
        found[place].isStrict = found[place].isStrict || exclusive == .strict
        found[place].sum = try Wide.add(found[place].sum, exact)
        found[place].effects.append(index)
      } else {
        found.append(
          Alternative(
            group: group, isStrict: exclusive == .strict, sum: exact, effects: [index]))
      }
    }
    return (found, others)
  }

  /// Effects that still stand on a line, in the order of O-007.
  private mutating func effects(on line: Int) -> [Int] {
    var found: [Int] = []
    for run in scratch.runs.indices where isAtWork(run) {
      if let index = effect(of: run, on: line) { found.append(index) }
    }
    return found
  }

  // MARK: Fixed prices

  /// A fixed price and the sum of the other effects on a line exclude one another (O-012).
  private mutating func settleFixedPricesPerLine() throws(NumericError) {
    let isFormed = scratch.effects.contains { $0.excludesOthers && !$0.isOut }
    guard isFormed || scratch.marks.contains(where: { $0.contains(.fixedPrice) }) else { return }
    for line in running.indices {
      let effects = effects(on: line)
      if loseToEarlierPrices(effects, scratch.marks[line]) { continue }
      var fixed = -1
      var others: Int128 = 0
      for index in effects {
        if scratch.effects[index].kind == .freeGoods { continue }
        if scratch.effects[index].excludesOthers {
          if fixed < 0 || scratch.effects[index].exact > scratch.effects[fixed].exact {
            fixed = index
          }
        } else {
          others = try Wide.add(others, scratch.effects[index].exact)
        }
      }
      guard fixed >= 0 else { continue }
      let wins = scratch.effects[fixed].exact > others
      for index in effects {
        if scratch.effects[index].kind == .freeGoods { continue }
        let isFixed = scratch.effects[index].excludesOthers
        if wins ? index == fixed : !isFixed { continue }
        lose(
          index, isFixed && !wins ? .fixedPriceLost : .fixedPriceWon,
          by: wins ? Int(scratch.effects[fixed].run) : -1,
          better: wins ? scratch.effects[fixed].amount : millionths(others))
      }
    }
  }

  /// Drops what an earlier turn keeps off a line; true where nothing is left to decide (O-025).
  private mutating func loseToEarlierPrices(_ effects: [Int], _ marks: LineMarks) -> Bool {
    guard !marks.isDisjoint(with: [.cut, .fixedPrice]) else { return false }
    for index in effects where scratch.effects[index].kind != .freeGoods {
      if marks.contains(.fixedPrice) {
        lose(index, .fixedPriceWon, by: -1, better: 0)
      } else if scratch.effects[index].excludesOthers {
        lose(index, .fixedPriceLost, by: -1, better: 0)
      }
    }
    return true
  }

  // MARK: Tags

  /// Leaves the best set of offers that all combine with one another (RULES.md O-023).
  private mutating func chooseCompatible(
    _ runs: Range<Int>, _ result: inout PricedBatch
  ) throws(NumericError) {
    guard !rules.offers.compatibility.isEmpty else { return }
    let atWork = runs.filter { isAtWork($0) }
    // One whose only shares left are of zero stands on their lines all the same (O-006).
    let hasTags = (atWork + scratch.taken).contains {
      rules.offers.terms[Int(scratch.runs[$0].offer)].tags >= 0
    }
    guard hasTags || rules.offers.phases[scratch.phase].combineAcross else { return }
    let tagged = atWork.filter { hasEffect($0) }
    if rules.offers.phases[scratch.phase].combinePer == .order {
      try chooseCompatibleForOrder(tagged, &result)
    } else {
      for line in running.indices { try chooseCompatible(on: line, &result) }
    }
  }

  private mutating func chooseCompatibleForOrder(
    _ tagged: [Int], _ result: inout PricedBatch
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
      // Without the lines that the choices before took away.
      weights.append(try total(of: run))
    }
    let found = try CompatibleSet(
      weights, limit: rules.limits.searchSteps,
      excludes: { self.excludes(rest[$0], rest[$1]) })
    let kept = found.kept
    try tell(found, weights, on: -1, &result)
    for (index, run) in rest.enumerated() where !kept.contains(index) {
      drop(run, by: kept.first { excludes(run, rest[$0]) }.map { rest[$0] } ?? -1)
    }
  }

  /// Drops an offer that does not combine with another.
  private mutating func drop(_ run: Int, by winner: Int) {
    dropIncompatible(
      run, by: winner < 0 ? -1 : scratch.runs[winner].offer,
      better: winner < 0 ? 0 : millionths(scratch.runs[winner].total))
  }

  private mutating func dropIncompatible(_ run: Int, by winner: Int32, better: Int64) {
    position = -1
    trace(
      scratch.runs[run].offer, .incompatible, by: winner, a: better,
      b: millionths(scratch.runs[run].total))
    scratch.runs[run].isOut = true
  }

  private mutating func chooseCompatible(
    on line: Int, _ result: inout PricedBatch
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
    try tell(found, weights, on: Int32(line), &result)
    for (index, effect) in rest.enumerated() where !kept.contains(index) {
      let winner = kept.first { excludes(owners[index], owners[$0]) }
      lose(
        effect, .incompatible, by: winner.map { owners[$0] } ?? -1,
        better: winner.map { scratch.effects[rest[$0]].amount } ?? 0)
    }
  }

  /// Says what no set could exceed where the search did not come to its end.
  private mutating func tell(
    _ found: CompatibleSet, _ weights: [Int128], on line: Int32, _ result: inout PricedBatch
  ) throws(NumericError) {
    guard let bound = found.bound, !scratch.isTrial else { return }
    var given: Int128 = 0
    for index in found.kept { given = try Wide.add(given, weights[index]) }
    report(
      .combineSearch, line: line, rule: RuleRef(.phase, scratch.phase),
      a: try settledAmount(given), b: try settledAmount(bound), c: Int64(found.steps), &result)
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
