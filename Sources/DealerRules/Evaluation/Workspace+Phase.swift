// A phase over a whole order: the general executor (RULES.md O-003, O-022, O-025).
extension Workspace {
  /// Runs one phase whose offers look beyond single lines.
  mutating func runPhase(
    _ phase: Int, _ order: Int32, _ result: inout PricedBatch
  ) throws(NumericError) {
    beginPhase(phase, order)
    defer { position = -1 }
    gatherRuns()
    guard !scratch.runs.isEmpty else { return }
    try chooseAlternative(&result)
    try execute(&result)
    try finishPhase(&result)
  }

  mutating func beginPhase(_ phase: Int, _ order: Int32) {
    scratch.phase = phase
    scratch.order = order
    scratch.isOrderStopped = false
    scratch.isTrial = false
    scratch.weighsGifts = false
    scratch.runs.removeAll(keepingCapacity: true)
    scratch.lines.removeAll(keepingCapacity: true)
    scratch.lost.removeAll(keepingCapacity: true)
    scratch.taken.removeAll(keepingCapacity: true)
    scratch.touches.removeAll(keepingCapacity: true)
    scratch.opening.removeAll(keepingCapacity: true)
    scratch.exactLeft.removeAll(keepingCapacity: true)
    scratch.isTouched.removeAll(keepingCapacity: true)
    scratch.isStopped.removeAll(keepingCapacity: true)
    scratch.used.removeAll(keepingCapacity: true)
    clearFormed()
    for line in running.indices {
      scratch.opening.append(running[line])
      scratch.exactLeft.append(Int128(running[line]) * 1_000_000)
      scratch.isTouched.append(false)
      scratch.isStopped.append(false)
      scratch.used.append(.zero)
    }
  }

  private mutating func clearFormed() {
    scratch.effects.removeAll(keepingCapacity: true)
    scratch.gifts.removeAll(keepingCapacity: true)
  }

  /// The candidates of the phase by offer, in the order of O-007, each with its lines by number.
  private mutating func gatherRuns() {
    scratch.pairs.removeAll(keepingCapacity: true)
    for line in running.indices {
      for index in Int(phaseFirst[line])..<Int(phaseEnd[line]) {
        scratch.pairs.append(PhaseScratch.key(candidates[index], Int32(line)))
      }
    }
    scratch.pairs.sort()
    for pair in scratch.pairs {
      let offer = Int32(truncatingIfNeeded: pair >> 32)
      if scratch.runs.last?.offer != offer {
        let start = scratch.lines.count
        scratch.runs.append(OfferRun(offer: offer, lines: start..<start))
      }
      let terms = rules.offers.terms[Int(offer)]
      if terms.exclusive != .no || terms.tags >= 0 { scratch.weighsGifts = true }
      scratch.lines.append(RunLine(position: Int32(truncatingIfNeeded: pair & 0xFFFF_FFFF)))
      let last = scratch.runs.count - 1
      scratch.runs[last].lines = scratch.runs[last].lines.lowerBound..<scratch.lines.count
    }
  }

  /// Runs the offers that are not masked.
  private mutating func execute(_ result: inout PricedBatch) throws(NumericError) {
    if rules.offers.phases[scratch.phase].mode == .sequential {
      try executeInTurn(&result)
    } else {
      try executeTogether(&result)
    }
  }

  private mutating func executeTogether(_ result: inout PricedBatch) throws(NumericError) {
    clearFormed()
    dropDiscountedLines(from: 0..<scratch.runs.count)
    for run in scratch.runs.indices where !scratch.runs[run].isMasked {
      try qualify(run)
      if scratch.runs[run].isQualified { try form(run) }
    }
    try choose(0..<scratch.runs.count)
    for run in scratch.runs.indices where isAtWork(run) { try take(run, &result) }
  }

  private mutating func executeInTurn(_ result: inout PricedBatch) throws(NumericError) {
    for run in scratch.runs.indices where !scratch.runs[run].isMasked {
      guard !scratch.runs[run].isOut else { continue }
      let group = rules.offers.group[Int(scratch.runs[run].offer)]
      let choosesOne = group >= 0 && rules.offers.groups[Int(group)].choice != .all
      if choosesOne {
        try runGroup(group, from: run, &result)
      } else {
        try runAlone(run, &result)
      }
    }
  }

  private mutating func runAlone(
    _ run: Int, _ result: inout PricedBatch
  ) throws(NumericError) {
    dropDiscountedLines(from: run..<run + 1)
    dropIncompatible(run)
    try qualify(run)
    guard isAtWork(run) else { return }
    try take(run, &result)
    scratch.runs[run].isOut = true
  }

  /// A group of a sequential phase, at the place of its first offer.
  private mutating func runGroup(
    _ group: Int32, from first: Int, _ result: inout PricedBatch
  ) throws(NumericError) {
    clearFormed()
    let members = first..<scratch.runs.count
    for run in members
    where rules.offers.group[Int(scratch.runs[run].offer)] == group
      && !scratch.runs[run].isMasked
    {
      dropDiscountedLines(from: run..<run + 1)
      dropIncompatible(run)
      try qualify(run)
      if scratch.runs[run].isQualified { try form(run) }
    }
    chooseInGroups(members, only: group)
    for run in members where rules.offers.group[Int(scratch.runs[run].offer)] == group {
      if isAtWork(run) { try take(run, &result) }
      scratch.runs[run].isOut = true
    }
  }

  /// Whether an offer still takes part.
  func isAtWork(_ run: Int) -> Bool {
    let run = scratch.runs[run]
    return run.isQualified && !run.isOut && !run.isMasked
  }

  /// Lines that are cheaper than at list are none of an offer that leaves them alone (O-003).
  private mutating func dropDiscountedLines(from range: Range<Int>) {
    for run in range {
      let offer = scratch.runs[run].offer
      guard !rules.offers.terms[Int(offer)].includesDiscounted else { continue }
      for index in scratch.runs[run].lines {
        position = scratch.lines[index].position
        guard running[Int(position)] < listAmount[Int(position)] else { continue }
        scratch.lines[index].isOut = true
        trace(offer, .lineDiscounted)
      }
    }
  }

  /// Settles unit prices where the phase does, and keeps what was given.
  private mutating func finishPhase(_ result: inout PricedBatch) throws(NumericError) {
    let start = batch.lineStart[Int(scratch.order)]
    guard rules.offers.phases[scratch.phase].point == .unit else { return }
    for line in running.indices where scratch.isTouched[line] {
      position = Int32(line)
      running[line] = try settleUnit(
        scratch.phase, running[line], scratch.exactLeft[line], start + position, &result)
    }
  }

  // MARK: Alternatives (RULES.md O-022)

  /// Masks the offers of every alternative but the best one.
  private mutating func chooseAlternative(_ result: inout PricedBatch) throws(NumericError) {
    let phase = rules.offers.phases[scratch.phase]
    guard phase.exclusivity.per == .order else { return }
    let exclusive = scratch.runs.indices.filter { exclusivity(of: $0) != .no }
    guard !exclusive.isEmpty else { return }
    let before = phaseState()
    scratch.isTrial = true
    var best = -1
    var bestTotal: Int128 = -1
    var hasStrict = false
    for run in exclusive {
      let isStrict = exclusivity(of: run) == .strict
      if hasStrict, !isStrict { continue }
      let total = try trial(of: [run], before, &result)
      guard let total else { continue }
      if isStrict, !hasStrict {
        (hasStrict, best, bestTotal) = (true, run, total)
        if phase.exclusivity.strictFirst { break }
      } else if total > bestTotal {
        (best, bestTotal) = (run, total)
      }
    }
    if !hasStrict, best >= 0 {
      let others = scratch.runs.indices.filter { exclusivity(of: $0) == .no }
      if let total = try trial(of: others, before, &result), total > bestTotal { best = -1 }
    }
    restore(before)
    scratch.isTrial = false
    mask(best, exclusive)
  }

  private func exclusivity(of run: Int) -> Exclusive {
    rules.offers.terms[Int(scratch.runs[run].offer)].exclusive
  }

  /// What some offers would take off together; `nil` where they have no effect.
  private mutating func trial(
    of runs: [Int], _ before: PhaseState, _ result: inout PricedBatch
  ) throws(NumericError) -> Int128? {
    restore(before)
    for run in scratch.runs.indices { scratch.runs[run].isMasked = !runs.contains(run) }
    try execute(&result)
    var total: Int128 = 0
    for line in running.indices {
      total += Int128(scratch.opening[line]) * 1_000_000 - scratch.exactLeft[line]
    }
    for gift in scratch.given[before.given...] { total += gift.weight }
    let hasEffect = !scratch.taken.isEmpty
    scratch.taken.removeAll(keepingCapacity: true)
    return hasEffect ? total : nil
  }

  /// Leaves one exclusive offer at work, or, for −1, all that are not exclusive.
  private mutating func mask(_ winner: Int, _ exclusive: [Int]) {
    for run in scratch.runs.indices {
      let isExclusive = exclusive.contains(run)
      let isOff = winner >= 0 ? run != winner : isExclusive
      scratch.runs[run].isMasked = isOff
      guard isOff else { continue }
      position = -1
      trace(
        scratch.runs[run].offer, isExclusive ? .exclusiveLost : .exclusiveWon,
        by: winner >= 0 ? scratch.runs[winner].offer : -1)
    }
  }

  private func phaseState() -> PhaseState {
    PhaseState(
      running: running, exactLeft: scratch.exactLeft, isTouched: scratch.isTouched,
      isStopped: scratch.isStopped, used: scratch.used, lines: scratch.lines,
      runs: scratch.runs, given: scratch.given.count, isOrderStopped: scratch.isOrderStopped)
  }

  private mutating func restore(_ state: PhaseState) {
    running = state.running
    scratch.exactLeft = state.exactLeft
    scratch.isTouched = state.isTouched
    scratch.isStopped = state.isStopped
    scratch.used = state.used
    scratch.lines = state.lines
    scratch.runs = state.runs
    scratch.given.removeSubrange(state.given...)
    scratch.isOrderStopped = state.isOrderStopped
    scratch.lost.removeAll(keepingCapacity: true)
    scratch.touches.removeAll(keepingCapacity: true)
  }
}
