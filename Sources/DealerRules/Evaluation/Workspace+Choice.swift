// Which of the offers formed take effect (RULES.md O-006, O-012, O-022, O-023).
extension Workspace {
  /// Decides every choice of a phase that is measured at its start.
  mutating func choose(_ runs: Range<Int>) throws(NumericError) {
    for group in groups(of: runs) { chooseInGroups(runs, only: group) }
    if rules.offers.phases[scratch.phase].exclusivity.per == .line { try chooseExclusivePerLine() }
    try chooseCompatible(runs)
    try settleFixedPricesPerLine()
  }

  /// Groups of the phase that choose.
  private func groups(of runs: Range<Int>) -> [Int32] {
    var groups: [Int32] = []
    for run in runs {
      let group = rules.offers.group[Int(scratch.runs[run].offer)]
      let chooses =
        group >= 0 && rules.offers.groups[Int(group)].choice != .all
        && rules.offers.groups[Int(group)].per != .unit
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
    for line in running.indices { chooseForLine(line, members, settings.choice) }
  }

  private mutating func chooseForOrder(_ members: [Int], _ choice: GroupChoice) {
    var winner = -1
    for run in members where hasEffect(run) {
      if winner < 0
        || (choice == .best && scratch.runs[run].total > scratch.runs[winner].total)
      {
        winner = run
      }
    }
    for run in members where run != winner {
      scratch.runs[run].isOut = true
      guard winner >= 0, hasEffect(run) else { continue }
      position = -1
      trace(
        scratch.runs[run].offer, choice == .best ? .beatenInGroup : .lowerPriority,
        by: scratch.runs[winner].offer, a: millionths(scratch.runs[winner].total),
        b: millionths(scratch.runs[run].total))
    }
  }

  /// Whether an offer formed anything.
  func hasEffect(_ run: Int) -> Bool {
    let formed = scratch.runs[run]
    if rules.offers.terms[Int(formed.offer)].kind == .mark { return true }
    return !formed.gifts.isEmpty
      || formed.effects.contains {
        !scratch.effects[$0].isOut && scratch.effects[$0].exact != 0
      }
  }

  private mutating func chooseForLine(_ line: Int, _ members: [Int], _ choice: GroupChoice) {
    var winner = -1
    for run in members {
      guard let index = effect(of: run, on: line) else { continue }
      if winner < 0
        || (choice == .best && scratch.effects[index].exact > scratch.effects[winner].exact)
      {
        winner = index
      }
    }
    guard winner >= 0 else { return }
    for run in members where run != Int(scratch.effects[winner].run) {
      guard let index = effect(of: run, on: line) else {
        leave(run, Int32(line))
        continue
      }
      lose(
        index, choice == .best ? .beatenInGroup : .lowerPriority,
        by: Int(scratch.effects[winner].run), better: scratch.effects[winner].amount)
    }
  }

  /// The effect that an offer has on a line.
  private func effect(of run: Int, on line: Int) -> Int? {
    scratch.runs[run].effects.first {
      scratch.effects[$0].position == Int32(line) && !scratch.effects[$0].isOut
    }
  }

  /// Takes a line away from an offer.
  private mutating func lose(_ index: Int, _ code: ReasonCode, by winner: Int, better: Int64) {
    let effect = scratch.effects[index]
    let run = Int(effect.run)
    position = effect.position
    trace(
      scratch.runs[run].offer, code, by: winner < 0 ? -1 : scratch.runs[winner].offer, a: better,
      b: effect.amount)
    scratch.effects[index].isOut = true
    leave(run, effect.position)
  }

  /// Closes a line to an offer.
  private mutating func leave(_ run: Int, _ position: Int32) {
    scratch.lost.append(PhaseScratch.key(Int32(run), position))
    for line in scratch.runs[run].lines where scratch.lines[line].position == position {
      scratch.lines[line].isOut = true
    }
  }

  /// 10⁻¹² units as millionths, for messages.
  func millionths(_ exact: Int128) -> Int64 { Int64(clamping: exact / 1_000_000) }

  // MARK: Exclusive on a line

  private mutating func chooseExclusivePerLine() throws(NumericError) {
    let strictFirst = rules.offers.phases[scratch.phase].exclusivity.strictFirst
    for line in running.indices {
      let effects = effects(on: line)
      var best = -1
      var isStrict = false
      var others: Int128 = 0
      for index in effects {
        let run = Int(scratch.effects[index].run)
        let exclusive = rules.offers.terms[Int(scratch.runs[run].offer)].exclusive
        if exclusive == .no {
          others = try Wide.add(others, scratch.effects[index].exact)
          continue
        }
        let outranks = exclusive == .strict && !isStrict
        let isLarger = best < 0 || scratch.effects[index].exact > scratch.effects[best].exact
        if outranks
          || (isStrict == (exclusive == .strict) && isLarger && !(strictFirst && isStrict))
        {
          best = index
        }
        if exclusive == .strict { isStrict = true }
      }
      guard best >= 0 else { continue }
      let wins = isStrict || scratch.effects[best].exact >= others
      for index in effects {
        let run = Int(scratch.effects[index].run)
        let isExclusive = rules.offers.terms[Int(scratch.runs[run].offer)].exclusive != .no
        if wins ? index == best : !isExclusive { continue }
        lose(
          index, isExclusive ? .exclusiveLost : .exclusiveWon,
          by: wins ? Int(scratch.effects[best].run) : -1,
          better: wins ? scratch.effects[best].amount : millionths(others))
      }
    }
  }

  /// Effects that still stand on a line, in the order of O-007.
  private func effects(on line: Int) -> [Int] {
    var found: [Int] = []
    for run in scratch.runs.indices where isAtWork(run) {
      if let index = effect(of: run, on: line) { found.append(index) }
    }
    return found
  }

  // MARK: Fixed prices

  /// A fixed price and the sum of the other effects on a line exclude one another (O-012).
  private mutating func settleFixedPricesPerLine() throws(NumericError) {
    guard scratch.effects.contains(where: { $0.excludesOthers && !$0.isOut }) else { return }
    for line in running.indices {
      let effects = effects(on: line)
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

  // MARK: Tags

  /// Leaves the best set of offers that all combine with one another (RULES.md O-023).
  private mutating func chooseCompatible(_ runs: Range<Int>) throws(NumericError) {
    let tagged = runs.filter { isAtWork($0) && hasEffect($0) }
    guard tagged.contains(where: { rules.offers.terms[Int(scratch.runs[$0].offer)].tags >= 0 })
    else { return }
    if rules.offers.phases[scratch.phase].combinePer == .order {
      let kept = try CompatibleSet.best(
        tagged.map { scratch.runs[$0].total }, excludes: { self.excludes(tagged[$0], tagged[$1]) })
      for (index, run) in tagged.enumerated() where !kept.contains(index) {
        let winner = kept.first { excludes(run, tagged[$0]) }
        position = -1
        trace(
          scratch.runs[run].offer, .incompatible,
          by: winner.map { scratch.runs[tagged[$0]].offer } ?? -1)
        scratch.runs[run].isOut = true
      }
      return
    }
    for line in running.indices {
      let effects = effects(on: line)
      let owners = effects.map { Int(scratch.effects[$0].run) }
      let kept = try CompatibleSet.best(
        effects.map { scratch.effects[$0].exact },
        excludes: { self.excludes(owners[$0], owners[$1]) })
      for (index, effect) in effects.enumerated() where !kept.contains(index) {
        let winner = kept.first { excludes(owners[index], owners[$0]) }
        lose(effect, .incompatible, by: winner.map { owners[$0] } ?? -1, better: 0)
      }
    }
  }

  /// Whether two offers do not combine.
  func excludes(_ a: Int, _ b: Int) -> Bool {
    let left = compatibility(of: a)
    let right = compatibility(of: b)
    return !left.allows(right)
  }

  private func compatibility(of run: Int) -> CompatibilityTerms {
    let tags = rules.offers.terms[Int(scratch.runs[run].offer)].tags
    return tags < 0 ? CompatibilityTerms() : rules.offers.compatibility[Int(tags)]
  }

  /// Keeps an offer off lines where one of an earlier turn excludes it (RULES.md O-025).
  private mutating func dropMarkedLines(_ run: Int) {
    let offer = scratch.runs[run].offer
    let terms = rules.offers.terms[Int(offer)]
    let isFixed = fixesPrice(offer, terms)
    let isPerLine = rules.offers.phases[scratch.phase].exclusivity.per == .line
    for line in running.indices where !scratch.marks[line].isEmpty {
      let marks = scratch.marks[line]
      var code: ReasonCode?
      if isFixed, !marks.isDisjoint(with: [.cut, .fixedPrice]) { code = .fixedPriceLost }
      if !isFixed, terms.kind != .gift, marks.contains(.fixedPrice) { code = .fixedPriceWon }
      if isPerLine, terms.exclusive != .no { code = .exclusiveLost }
      if isPerLine, marks.contains(.exclusive) { code = .exclusiveWon }
      guard let code else { continue }
      position = Int32(line)
      scratch.lost.append(PhaseScratch.key(Int32(run), position))
      for index in scratch.runs[run].lines where scratch.lines[index].position == position {
        trace(offer, code)
        scratch.lines[index].isOut = true
      }
    }
  }

  /// Whether an offer fixes prices on lines by themselves, on a base that is not running.
  private func fixesPrice(_ offer: Int32, _ terms: OfferTerms) -> Bool {
    guard terms.base != .running, terms.per != .order, terms.units < 0 else { return false }
    switch terms.kind {
    case .cut: return rules.offers.cut[Int(offer)].kind == .fixedPrice
    case .ladder:
      let rung = rules.offers.ladders[Int(terms.detail)].rungs.lowerBound
      return rules.offers.rungs[Int(rung)].cut.kind == .fixedPrice
    default: return false
    }
  }

  /// In a sequential phase, drops an offer, or its lines, that one already taken excludes.
  mutating func dropIncompatible(_ run: Int) {
    dropMarkedLines(run)
    let perOrder = rules.offers.phases[scratch.phase].combinePer == .order
    for other in scratch.taken where excludes(run, other) {
      position = -1
      if perOrder {
        trace(scratch.runs[run].offer, .incompatible, by: scratch.runs[other].offer)
        scratch.runs[run].isOut = true
        return
      }
      for index in scratch.runs[run].lines {
        let touched = scratch.touches.contains(
          PhaseScratch.key(Int32(other), scratch.lines[index].position))
        guard touched else { continue }
        position = scratch.lines[index].position
        trace(scratch.runs[run].offer, .incompatible, by: scratch.runs[other].offer)
        scratch.lines[index].isOut = true
        scratch.lost.append(PhaseScratch.key(Int32(run), position))
      }
    }
  }
}

/// The set without an excluded pair that weighs most (RULES.md O-023).
enum CompatibleSet {
  /// Offers searched exactly; beyond, the first come.
  static let exactLimit = 20

  /// Positions of the best set, ascending. Ties go to the set that holds the first difference.
  static func best(
    _ weights: [Int128], excludes: (Int, Int) -> Bool
  ) throws(NumericError) -> [Int] {
    var conflicts: [[Int]] = weights.map { _ in [] }
    for a in weights.indices {
      for b in weights.indices where a < b && excludes(a, b) {
        conflicts[a].append(b)
        conflicts[b].append(a)
      }
    }
    let contested = weights.indices.filter { !conflicts[$0].isEmpty }
    let free = weights.indices.filter { conflicts[$0].isEmpty }
    guard !contested.isEmpty else { return free }
    let chosen =
      contested.count > exactLimit
      ? firstCome(contested, conflicts) : try exact(contested, conflicts, weights)
    return (free + chosen).sorted()
  }

  private static func firstCome(_ contested: [Int], _ conflicts: [[Int]]) -> [Int] {
    var chosen: [Int] = []
    for index in contested where !conflicts[index].contains(where: { chosen.contains($0) }) {
      chosen.append(index)
    }
    return chosen
  }

  /// Every set, those with earlier members first, so that ties keep the first found.
  private static func exact(
    _ contested: [Int], _ conflicts: [[Int]], _ weights: [Int128]
  ) throws(NumericError) -> [Int] {
    let masks = contested.map { index in
      contested.enumerated().reduce(into: UInt32(0)) { mask, other in
        if conflicts[index].contains(other.element) { mask |= 1 << UInt32(other.offset) }
      }
    }
    var best: UInt32 = 0
    var bestWeight: Int128?
    var stack: [(next: Int, chosen: UInt32, weight: Int128)] = [(0, 0, 0)]
    while let state = stack.popLast() {
      guard state.next < contested.count else {
        if bestWeight == nil || state.weight > bestWeight ?? 0 {
          (best, bestWeight) = (state.chosen, state.weight)
        }
        continue
      }
      // Leaving it out is tried after taking it, because the stack gives back the last first.
      stack.append((state.next + 1, state.chosen, state.weight))
      if masks[state.next] & state.chosen == 0 {
        stack.append(
          (
            state.next + 1, state.chosen | 1 << UInt32(state.next),
            try Wide.add(state.weight, weights[contested[state.next]])
          ))
      }
    }
    return contested.indices.filter { best & (1 << UInt32($0)) != 0 }.map { contested[$0] }
  }
}
