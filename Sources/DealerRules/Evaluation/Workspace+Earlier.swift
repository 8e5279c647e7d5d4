// What applied in earlier phases, for phases that look back (RULES.md O-023).
extension Workspace {
  /// Notes an offer that applied, with the position of each line on which it took an effect; −1
  /// for the order.
  mutating func noteApplied(_ offer: Int32, on line: Int32) {
    guard rules.offers.looksBack else { return }
    scratch.earlier.append(AppliedOffer(offer: offer, position: line, phase: scratch.phase))
  }

  /// The first offer of an earlier phase that keeps an offer off a line, −1 for the order; `nil`
  /// where none does.
  mutating func earlierWinner(_ run: Int, on line: Int32) -> Int32? {
    guard rules.offers.phases[scratch.phase].combineAcross else { return nil }
    let own = compatibility(of: run)
    for other in scratch.earlier where other.position == line && other.phase < scratch.phase {
      if !own.allows(rules.offers.compatibility(of: other.offer)) { return other.offer }
    }
    return nil
  }

  // MARK: Searches for units (RULES.md O-028)

  /// Drops an offer that what applied before keeps out of the order; true where it is out.
  mutating func isKeptOut(_ run: Int) throws(NumericError) -> Bool {
    guard !rules.offers.compatibility.isEmpty,
      rules.offers.phases[scratch.phase].combinePer == .order
    else { return false }
    let turn = scratch.taken.first { excludes(run, $0) }
    let earlier = turn == nil ? earlierWinner(run, on: -1) : nil
    guard turn != nil || earlier != nil else { return false }
    // What it would take off alone is only told.
    if offerTrace != nil { try weigh(run) }
    if let turn { drop(run, by: turn) }
    if let earlier { dropIncompatible(run, by: earlier, better: 0) }
    return true
  }

  /// Leaves out the sets that would take something off lines from which what applied before keeps
  /// their offers.
  mutating func dropKeptOut(_ sets: inout SetCandidates) throws(NumericError) {
    guard looksBackByLine else { return }
    var keepers: [[LineKeeper?]] = []
    for source in sets.sources {
      keepers.append(running.indices.map { keeper(of: source.run, off: $0) })
    }
    var kept: [Int] = []
    var dropped: [Int64: [Int]] = [:]
    for index in sets.deals.indices {
      let member = sets.deals[index].member
      let lines = running.indices.filter {
        sets.deals[index].units[$0] > 0 && keepers[member][$0] != nil
      }
      var isKept = true
      sets.couldMake.insert(member)
      for line in lines where try takesOff(sets, index, line) {
        isKept = false
        dropped[PhaseScratch.key(Int32(member), Int32(line)), default: []].append(index)
      }
      if isKept { kept.append(index) }
    }
    guard !dropped.isEmpty else { return }
    for (key, deals) in dropped.sorted(by: { $0.key < $1.key }) where offerTrace != nil {
      let (member, line) = (Int(key >> 32), Int(key & 0xFFFF_FFFF))
      guard let keeper = keepers[member][line] else { continue }
      let most = try mostOff(line, member, deals, sets)
      position = Int32(line)
      trace(
        scratch.runs[sets.sources[member].run].offer, keeper.code, by: keeper.offer,
        b: millionths(most))
    }
    sets.keep(kept)
  }

  /// Whether what applied before keeps offers off lines.
  var looksBackByLine: Bool {
    looksBackByTags || scratch.marks.contains { !$0.isEmpty }
  }

  private var looksBackByTags: Bool {
    let phase = rules.offers.phases[scratch.phase]
    return (!scratch.taken.isEmpty || phase.combineAcross) && phase.combinePer != .order
      && !rules.offers.compatibility.isEmpty
  }

  /// What keeps the effect of an offer off a line.
  mutating func keeper(ofEffect index: Int) -> LineKeeper? {
    let effect = scratch.effects[index]
    let line = Int(effect.position)
    if let found = choiceKeeper(of: Int(effect.run), off: line) { return found }
    guard effect.kind != .freeGoods else { return nil }
    if scratch.marks[line].contains(.fixedPrice) { return LineKeeper(code: .fixedPriceWon) }
    let isLate = effect.excludesOthers && scratch.marks[line].contains(.cut)
    return isLate ? LineKeeper(code: .fixedPriceLost) : nil
  }

  /// What keeps the sets of an offer from taking something off a line (RULES.md O-025).
  private mutating func keeper(of run: Int, off line: Int) -> LineKeeper? {
    if let found = choiceKeeper(of: run, off: line) { return found }
    return scratch.marks[line].contains(.fixedPrice) ? LineKeeper(code: .fixedPriceWon) : nil
  }

  /// What applied exclusively on a line, or does not combine by tags.
  private mutating func choiceKeeper(of run: Int, off line: Int) -> LineKeeper? {
    let marks = scratch.marks[line]
    if !marks.isEmpty, rules.offers.phases[scratch.phase].exclusivity.per == .line {
      if marks.contains(.exclusive) { return LineKeeper(code: .exclusiveWon) }
      let offer = Int(scratch.runs[run].offer)
      if rules.offers.terms[offer].exclusive != .no { return LineKeeper(code: .exclusiveLost) }
    }
    guard looksBackByTags else { return nil }
    let turn = scratch.taken.first {
      excludes(run, $0) && scratch.touches.contains(PhaseScratch.key(Int32($0), Int32(line)))
    }
    let winner = turn.map { scratch.runs[$0].offer } ?? earlierWinner(run, on: Int32(line))
    return winner.map { LineKeeper(code: .incompatible, offer: $0) }
  }
}

/// What applied in an earlier turn or phase and keeps an offer off a line.
struct LineKeeper {
  /// What the offer that is kept off says.
  var code: ReasonCode
  /// The offer that keeps it off, −1 where none is named.
  var offer: Int32 = -1
}

/// An offer that applied on a line, or, at −1, in the order.
struct AppliedOffer: Sendable {
  var offer: Int32
  var position: Int32
  var phase: Int
}
