// Which exclusive offers stand in a phase (RULES.md O-022).
extension Workspace {
  /// What some offers of a phase would do by themselves.
  private struct TriedOffers {
    var runs: [Int]
    /// What they take off together, in 10⁻¹² units.
    var total: Int128
    var applies: Bool
    /// What a guard finds too little of what they leave (RULES.md G-012).
    var tooLittle: TooLittle?
    var isRefused: Bool { tooLittle != nil }
  }

  /// Masks the offers of every alternative but the best one.
  mutating func chooseAlternative(_ result: inout PricedBatch) throws(NumericError) {
    let exclusivity = rules.offers.phases[scratch.phase].exclusivity
    guard exclusivity.per == .order else { return }
    // One that nothing remains of is not in force, and none makes its group strict.
    let exclusive = scratch.runs.indices.filter { self.exclusivity(of: $0) != .no && hasUses($0) }
    guard !exclusive.isEmpty else { return }
    let before = phaseState()
    scratch.isTrial = true
    var best: [Int] = []
    var bestTotal: Int128 = 0
    var tried: [TriedOffers] = []
    var hasStrict = false
    for alternative in alternatives(exclusive) {
      let isStrict = alternative.contains { self.exclusivity(of: $0) == .strict }
      let isClosed = hasStrict && (!isStrict || exclusivity.strictFirst)
      // What cannot win is tried only to tell what it would have given.
      if isClosed, offerTrace == nil { continue }
      let one = try trial(of: alternative, before, &result)
      if offerTrace != nil { tried.append(one) }
      guard one.applies, !one.isRefused, !isClosed else { continue }
      let outranks = isStrict && !hasStrict
      if best.isEmpty || outranks || one.total > bestTotal {
        (best, bestTotal) = (alternative, one.total)
      }
      if isStrict { hasStrict = true }
    }
    if !best.isEmpty, !hasStrict || offerTrace != nil {
      let others = scratch.runs.indices.filter { self.exclusivity(of: $0) == .no }
      // Where the others do not apply, nothing is taken off, which may be better than to pay more.
      let one = try trial(of: others, before, &result)
      if offerTrace != nil { tried.append(one) }
      if !hasStrict, !one.isRefused, one.total > bestTotal { (best, bestTotal) = ([], one.total) }
    }
    let told = try tell(tried.filter { !$0.applies && !$0.isRefused }, before, &result)
    restore(before)
    scratch.isTrial = false
    mask(best, exclusive, bestTotal, tried, told)
  }

  /// Notes why exclusive offers do not apply by themselves; returns those that said so.
  private mutating func tell(
    _ idle: [TriedOffers], _ before: PhaseState, _ result: inout PricedBatch
  ) throws(NumericError) -> Set<RuleRef> {
    guard offerTrace != nil, !scratch.isRehearsed || scratch.tellsTrials else { return [] }
    var told: Set<RuleRef> = []
    for one in idle where one.runs.contains(where: { exclusivity(of: $0) != .no }) {
      let own = Set(one.runs.map { RuleRef(.offer, Int(scratch.runs[$0].offer)) })
      let outer = (isTelling: scratch.tellsTrials, traced: offerTrace?.count ?? 0)
      scratch.tellsTrials = true
      _ = try trial(of: one.runs, before, &result)
      scratch.tellsTrials = outer.isTelling
      told.formUnion(keepTraces(of: own, from: outer.traced))
    }
    return told
  }

  /// Keeps what certain offers said since a moment; returns those that said anything.
  mutating func keepTraces(of offers: Set<RuleRef>, from start: Int) -> Set<RuleRef> {
    let said = (offerTrace ?? [])[start...].filter { offers.contains($0.rule) }
    offerTrace?.removeSubrange(start...)
    offerTrace? += said
    return Set(said.map(\.rule))
  }

  /// Each exclusive offer alone, those of one group together, in the order of their first.
  private mutating func alternatives(_ exclusive: [Int]) -> [[Int]] {
    var found: [[Int]] = []
    for run in exclusive {
      let group = rules.offers.group[Int(scratch.runs[run].offer)]
      let place = found.firstIndex { others in
        group >= 0 && rules.offers.group[Int(scratch.runs[others[0]].offer)] == group
      }
      if let place { found[place].append(run) } else { found.append([run]) }
    }
    return found
  }

  private mutating func exclusivity(of run: Int) -> Exclusive {
    rules.offers.terms[Int(scratch.runs[run].offer)].exclusive
  }

  /// What some offers would take off together, whether any of them applies, and whether a guard
  /// refuses what they leave.
  private mutating func trial(
    of runs: [Int], _ before: PhaseState, _ result: inout PricedBatch
  ) throws(NumericError) -> TriedOffers {
    restore(before)
    for run in scratch.runs.indices { scratch.runs[run].isMasked = !runs.contains(run) }
    try execute(&result)
    var total: Int128 = 0
    for line in running.indices {
      total += Int128(scratch.opening[line]) * 1_000_000 - (try leftAtEnd(line))
    }
    for gift in scratch.given[before.given...] { total += gift.weight }
    let applies = !scratch.taken.isEmpty
    scratch.taken.removeAll(keepingCapacity: true)
    return TriedOffers(
      runs: runs, total: total, applies: applies, tooLittle: leavesTooLittle())
  }

  /// Of what the alternative being tried leaves the first line that is less than guards allow
  /// (RULES.md G-012).
  private mutating func leavesTooLittle() -> TooLittle? {
    guard !guards.leastNet.isEmpty else { return nil }
    for line in running.indices {
      let opening = Int128(scratch.opening[line]) * 1_000_000
      let found = tooLittle(line, opening - scratch.exactLeft[line], of: opening)
      if let found { return found }
    }
    return nil
  }

  /// What a line is when the phase has ended, in 10⁻¹² units.
  private mutating func leftAtEnd(_ line: Int) throws(NumericError) -> Int128 {
    guard rules.offers.phases[scratch.phase].point == .unit, scratch.isTouched[line] else {
      return scratch.exactLeft[line]
    }
    let index = batch.lineStart[Int(scratch.order)] + Int32(line)
    return Int128(try unitSettled(scratch.phase, scratch.exactLeft[line], index).net) * 1_000_000
  }

  /// Leaves one alternative at work; for none, all that are not exclusive.
  private mutating func mask(
    _ winner: [Int], _ exclusive: [Int], _ better: Int128, _ tried: [TriedOffers],
    _ told: Set<RuleRef>
  ) {
    for run in scratch.runs.indices {
      let isExclusive = exclusive.contains(run)
      let isOff = winner.isEmpty ? isExclusive : !winner.contains(run)
      scratch.runs[run].isMasked = isOff
      let offer = scratch.runs[run].offer
      guard isOff, !told.contains(RuleRef(.offer, Int(offer))) else { continue }
      position = -1
      let own = tried.first { $0.runs.contains(run) }
      if let found = own?.tooLittle {
        traceRefusal(offer, found)
        continue
      }
      trace(
        offer, isExclusive ? .exclusiveLost : .exclusiveWon,
        by: winner.first.map { scratch.runs[$0].offer } ?? -1, a: millionths(better),
        b: millionths(own?.total ?? 0))
    }
  }

  private mutating func phaseState() -> PhaseState {
    PhaseState(
      running: running, exactLeft: scratch.exactLeft, isTouched: scratch.isTouched,
      isStopped: scratch.isStopped, used: scratch.used, marks: scratch.marks, lines: scratch.lines,
      runs: scratch.runs, given: scratch.given.count, isOrderStopped: scratch.isOrderStopped)
  }

  private mutating func restore(_ state: PhaseState) {
    running = state.running
    scratch.exactLeft = state.exactLeft
    scratch.isTouched = state.isTouched
    scratch.isStopped = state.isStopped
    scratch.used = state.used
    scratch.marks = state.marks
    scratch.lines = state.lines
    scratch.runs = state.runs
    scratch.given.removeSubrange(state.given...)
    scratch.isOrderStopped = state.isOrderStopped
    scratch.lost.removeAll(keepingCapacity: true)
    scratch.touches.removeAll(keepingCapacity: true)
    scratch.unitUses.removeAll(keepingCapacity: true)
  }
}
