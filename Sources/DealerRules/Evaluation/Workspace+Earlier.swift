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
  mutating func isKeptOut(_ run: Int) -> Bool {
    guard !rules.offers.compatibility.isEmpty,
      rules.offers.phases[scratch.phase].combinePer == .order
    else { return false }
    if let other = scratch.taken.first(where: { excludes(run, $0) }) {
      drop(run, by: other)
    } else if let earlier = earlierWinner(run, on: -1) {
      dropIncompatible(run, by: earlier, better: 0)
    }
    return scratch.runs[run].isOut
  }

  /// Leaves out the sets that would take something off lines from which what applied before keeps
  /// their offers.
  mutating func dropKeptOut(_ sets: inout SetCandidates) throws(NumericError) {
    guard looksBackByLine else { return }
    var keepers: [[Int32?]] = []
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
      for line in lines where try takesOff(sets, index, line) {
        isKept = false
        dropped[PhaseScratch.key(Int32(member), Int32(line)), default: []].append(index)
      }
      if isKept { kept.append(index) }
    }
    guard !dropped.isEmpty else { return }
    for (key, deals) in dropped.sorted(by: { $0.key < $1.key }) where offerTrace != nil {
      let (member, line) = (Int(key >> 32), Int(key & 0xFFFF_FFFF))
      let most = try mostOff(line, member, deals, sets)
      position = Int32(line)
      trace(
        scratch.runs[sets.sources[member].run].offer, .incompatible,
        by: keepers[member][line] ?? -1, b: millionths(most))
    }
    sets.keep(kept)
  }

  /// Whether what applied before keeps offers off lines.
  var looksBackByLine: Bool {
    let phase = rules.offers.phases[scratch.phase]
    return (!scratch.taken.isEmpty || phase.combineAcross) && phase.combinePer == .line
      && !rules.offers.compatibility.isEmpty
  }

  /// The offer of an earlier turn or phase that keeps another off a line.
  mutating func keeper(of run: Int, off line: Int) -> Int32? {
    let turn = scratch.taken.first {
      excludes(run, $0) && scratch.touches.contains(PhaseScratch.key(Int32($0), Int32(line)))
    }
    return turn.map { scratch.runs[$0].offer } ?? earlierWinner(run, on: Int32(line))
  }
}

/// An offer that applied on a line, or, at −1, in the order.
struct AppliedOffer: Sendable {
  var offer: Int32
  var position: Int32
  var phase: Int
}
