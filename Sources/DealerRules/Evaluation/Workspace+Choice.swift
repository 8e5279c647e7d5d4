// Which of the offers formed take effect (RULES.md O-006, O-012, O-022).
extension Workspace {
  /// Measures offers and decides every choice between them, those that share units after the
  /// others, so that what lines have otherwise is known (RULES.md O-028).
  mutating func chooseOnce(
    _ runs: Range<Int>, without losses: [LateLoss]
  ) throws(NumericError) {
    scratch.combined.removeAll(keepingCapacity: true)
    scratch.found.removeAll(keepingCapacity: true)
    scratch.searches.removeAll(keepingCapacity: true)
    scratch.lineLosses.removeAll(keepingCapacity: true)
    for run in runs where isAtWork(run) && !sharesUnits(run) { try weigh(run) }
    for group in groups(of: runs) { chooseInGroups(runs, only: group) }
    leaveOut(losses)
    try searchUnits(runs)
    for run in runs where isAtWork(run) && sharesUnits(run) { try weigh(run) }
    scratch.lateLosses.removeAll(keepingCapacity: true)
    if rules.offers.phases[scratch.phase].exclusivity.per == .line {
      for line in running.indices { try chooseExclusive(line) }
    }
    try chooseCompatible(runs)
    try settleFixedPricesPerLine()
  }

  /// Whether an offer shares units with the others of its group (RULES.md O-028).
  mutating func sharesUnits(_ run: Int) -> Bool {
    let group = rules.offers.group[Int(scratch.runs[run].offer)]
    return group >= 0 && rules.offers.groups[Int(group)].per == .unit
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
      if choice != .all, isRefused(run) { continue }
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
      if choice != .all, isRefused(run) {
        position = -1
        traceRefusal(scratch.runs[run].offer, tooLittle(run: run))
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
      if choice != .all, isRefused(effect: index) { continue }
      if winner < 0
        || (choice == .best && scratch.effects[index].exact > scratch.effects[winner].exact)
      {
        winner = index
      }
    }
    for run in members {
      guard let index = effect(of: run, on: line), index != winner else { continue }
      if choice != .all, isRefused(effect: index) {
        loseToGuard(index)
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
  mutating func lose(_ index: Int, _ code: ReasonCode, by winner: Int, better: Int64) {
    let offer = winner < 0 ? -1 : scratch.runs[winner].offer
    lose(index, code, byOffer: offer, better: better)
  }

  mutating func lose(
    _ index: Int, _ code: ReasonCode, byOffer winner: Int32, better: Int64
  ) {
    let effect = scratch.effects[index]
    position = effect.position
    trace(scratch.runs[Int(effect.run)].offer, code, by: winner, a: better, b: effect.amount)
    takeAway(index, code, winner, better, effect.amount)
  }

  /// Takes a line away from an offer of which a guard would refuse what is left, by itself or with
  /// what stands or falls with it (RULES.md G-012).
  mutating func loseToGuard(_ index: Int, taking amount: Int128? = nil) {
    let effect = scratch.effects[index]
    let found = tooLittle(effect: index, taking: amount)
    position = effect.position
    traceRefusal(scratch.runs[Int(effect.run)].offer, found)
    takeAway(index, .refusedByGuard, -1, found?.left ?? 0, found?.least ?? 0)
  }

  private mutating func takeAway(
    _ index: Int, _ code: ReasonCode, _ winner: Int32, _ better: Int64, _ given: Int64
  ) {
    let effect = scratch.effects[index]
    scratch.effects[index].isOut = true
    takeLine(Int(effect.run), effect.position)
    let loss = LateLoss(
      run: Int(effect.run), position: effect.position, code: code, winner: winner,
      better: better, given: given)
    scratch.lateLosses.append(loss)
    scratch.lineLosses.append(loss)
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
      for index in effects { lose(index, .exclusiveWon, by: turn(on: line), better: 0) }
      return
    }
    guard !alternatives.isEmpty else { return }
    guard marks.isEmpty else {
      for index in alternatives.flatMap(\.effects) {
        lose(index, .exclusiveLost, by: turn(on: line), better: 0)
      }
      return
    }
    let best = best(of: alternatives, others, line)
    for index in effects {
      let own = alternatives.first { $0.effects.contains(index) }
      if best.map({ $0.effects.contains(index) }) ?? (own == nil) { continue }
      // What a guard refuses has lost to nobody (RULES.md G-012).
      if isRefused(line, own?.sum ?? others, of: scratch.exactLeft[line]) {
        loseToGuard(index, taking: own?.sum ?? others)
        continue
      }
      lose(
        index, own != nil ? .exclusiveLost : .exclusiveWon,
        by: best.map { Int(scratch.effects[$0.effects[0]].run) } ?? -1,
        better: millionths(best?.sum ?? others))
    }
  }

  /// The alternative that wins on a line; `nil` for the others together.
  private mutating func best(
    of alternatives: [Alternative], _ others: Int128, _ line: Int
  ) -> Alternative? {
    let left = scratch.exactLeft[line]
    var able = alternatives.filter { !isRefused(line, $0.sum, of: left) }
    let hasStrict = able.contains(where: \.isStrict)
    able.removeAll { $0.isStrict != hasStrict }
    guard var best = able.first else { return nil }
    if hasStrict, rules.offers.phases[scratch.phase].exclusivity.strictFirst { return best }
    for other in able where other.sum > best.sum { best = other }
    return hasStrict || best.sum >= others || isRefused(line, others, of: left) ? best : nil
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
  mutating func effects(on line: Int) -> [Int] {
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
      if loseToEarlierPrices(effects, on: line) { continue }
      try settleFixedPrices(effects, line)
    }
  }

  /// - Parameter effects: Those on the line; free goods among them are no price effects.
  private mutating func settleFixedPrices(
    _ effects: [Int], _ line: Int
  ) throws(NumericError) {
    var (count, hasFixed) = (0, false)
    for index in effects where scratch.effects[index].kind != .freeGoods {
      count += 1
      if scratch.effects[index].excludesOthers { hasFixed = true }
    }
    guard hasFixed else { return }
    var others: Int128 = 0
    var fixed: Int?
    for index in effects where scratch.effects[index].kind != .freeGoods {
      let effect = scratch.effects[index]
      guard effect.excludesOthers else {
        others = try Wide.add(others, effect.exact)
        continue
      }
      // Beside others what a guard refuses is no candidate (RULES.md G-012).
      if count > 1, isRefused(effect: index) { continue }
      if fixed.map({ effect.exact > scratch.effects[$0].exact }) ?? true { fixed = index }
    }
    let isTooMuch = isRefused(line, others, of: scratch.exactLeft[line])
    let wins = fixed.map { scratch.effects[$0].exact > others || isTooMuch } ?? false
    for index in effects where scratch.effects[index].kind != .freeGoods {
      let isFixed = scratch.effects[index].excludesOthers
      if wins ? index == fixed : !isFixed { continue }
      if count > 1, isFixed ? isRefused(effect: index) : isTooMuch {
        loseToGuard(index, taking: isFixed ? nil : others)
        continue
      }
      let winner = wins ? fixed : nil
      lose(
        index, isFixed && !wins ? .fixedPriceLost : .fixedPriceWon,
        by: winner.map { Int(scratch.effects[$0].run) } ?? -1,
        better: winner.map { scratch.effects[$0].amount } ?? millionths(others))
    }
  }

  /// Drops what an earlier turn keeps off a line; true where nothing is left to decide (O-025).
  @discardableResult
  mutating func loseToEarlierPrices(_ effects: [Int], on line: Int) -> Bool {
    let marks = scratch.marks[line]
    guard !marks.isDisjoint(with: [.cut, .fixedPrice]) else { return false }
    for index in effects where scratch.effects[index].kind != .freeGoods {
      if marks.contains(.fixedPrice) {
        lose(index, .fixedPriceWon, by: turn(on: line), better: 0)
      } else if scratch.effects[index].excludesOthers {
        lose(index, .fixedPriceLost, by: turn(on: line), better: 0)
      }
    }
    return true
  }

  /// The first offer that applied on a line in an earlier turn, −1 for none.
  private mutating func turn(on line: Int) -> Int {
    scratch.taken.first { scratch.touches.contains(PhaseScratch.key(Int32($0), Int32(line))) } ?? -1
  }
}
