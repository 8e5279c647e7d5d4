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
    try findFloors()
    try chooseAlternative(&result)
    try execute(&result)
    try finishPhase(&result)
  }

  mutating func beginPhase(_ phase: Int, _ order: Int32) {
    scratch.phase = phase
    scratch.order = order
    scratch.isOrderStopped = false
    scratch.isTrial = false
    scratch.weighsGifts = scratch.isRehearsed
    scratch.runs.removeAll(keepingCapacity: true)
    scratch.lines.removeAll(keepingCapacity: true)
    scratch.lost.removeAll(keepingCapacity: true)
    scratch.taken.removeAll(keepingCapacity: true)
    scratch.touches.removeAll(keepingCapacity: true)
    scratch.unitUses.removeAll(keepingCapacity: true)
    scratch.opening.removeAll(keepingCapacity: true)
    scratch.now.removeAll(keepingCapacity: true)
    scratch.exactLeft.removeAll(keepingCapacity: true)
    scratch.isTouched.removeAll(keepingCapacity: true)
    scratch.isStopped.removeAll(keepingCapacity: true)
    scratch.used.removeAll(keepingCapacity: true)
    scratch.floor.removeAll(keepingCapacity: true)
    scratch.marks.removeAll(keepingCapacity: true)
    clearFormed()
    for line in running.indices {
      scratch.opening.append(running[line])
      scratch.now.append(Int128(running[line]) * 1_000_000)
      scratch.exactLeft.append(Int128(running[line]) * 1_000_000)
      scratch.isTouched.append(false)
      scratch.isStopped.append(false)
      scratch.used.append(.zero)
      scratch.floor.append(-1)
      scratch.marks.append([])
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
  mutating func execute(_ result: inout PricedBatch) throws(NumericError) {
    if rules.offers.phases[scratch.phase].mode == .sequential {
      try executeInTurn(&result)
    } else {
      try executeTogether(&result)
    }
  }

  private mutating func executeTogether(_ result: inout PricedBatch) throws(NumericError) {
    clearFormed()
    dropDiscountedLines(from: 0..<scratch.runs.count)
    for run in scratch.runs.indices where !scratch.runs[run].isMasked { try qualify(run) }
    try choose(0..<scratch.runs.count)
    for run in scratch.runs.indices where isAtWork(run) { try take(run, &result) }
    try tellSearches(&result)
  }

  private mutating func executeInTurn(_ result: inout PricedBatch) throws(NumericError) {
    for run in scratch.runs.indices
    where !scratch.runs[run].isMasked && !scratch.runs[run].isOut && hasUses(run) {
      let group = rules.offers.group[Int(scratch.runs[run].offer)]
      try runTurn(run..<(group >= 0 ? scratch.runs.count : run + 1), group, &result)
    }
  }

  /// An offer that nothing remains of is out: it has no turn, and its group no place by it
  /// (RULES.md O-025, O-027).
  mutating func hasUses(_ run: Int) -> Bool {
    let offer = scratch.runs[run].offer
    let terms = rules.offers.terms[Int(offer)]
    if terms.limit < 0 || hasUsesLeft(offer, terms) { return true }
    scratch.runs[run].isOut = true
    return false
  }

  /// One turn of a sequential phase: an offer, or a group at the place of its first offer.
  private mutating func runTurn(
    _ range: Range<Int>, _ group: Int32, _ result: inout PricedBatch
  ) throws(NumericError) {
    clearFormed()
    for line in running.indices { scratch.now[line] = scratch.exactLeft[line] }
    for run in range where isMember(run, of: group) && !scratch.runs[run].isMasked {
      dropDiscountedLines(from: run..<run + 1)
      if !hasLine(run) { dropStopped(run) }
      try qualify(run)
    }
    // Offers of other turns are not qualified or already out, so only members are chosen from.
    try choose(range)
    for run in range where isMember(run, of: group) {
      if isAtWork(run) { try take(run, &result) }
      scratch.runs[run].isOut = true
    }
    try tellSearches(&result)
  }

  private mutating func isMember(_ run: Int, of group: Int32) -> Bool {
    rules.offers.group[Int(scratch.runs[run].offer)] == group
  }

  /// Measures what an offer would take off alone (RULES.md O-006).
  mutating func weigh(_ run: Int) throws(NumericError) {
    scratch.isMeasuring = true
    defer { scratch.isMeasuring = false }
    try form(run)
    let terms = rules.offers.terms[Int(scratch.runs[run].offer)]
    if terms.limit >= 0 {
      if try !grant(run, terms) { scratch.runs[run].isOut = true }
      dropEmptyShares(run)
      scratch.runs[run].total = try total(of: run)
    }
    dropLinesWithoutEffect(run)
  }

  /// An offer of a group keeps only the lines on which it had a measured effect; one that limits
  /// its units only where lines choose, since its groups of units need the others too (O-006).
  private mutating func dropLinesWithoutEffect(_ run: Int) {
    let offer = Int(scratch.runs[run].offer)
    let (kind, group) = (rules.offers.terms[offer].kind, rules.offers.group[offer])
    guard group >= 0, kind == .cut || kind == .ladder else { return }
    let settings = rules.offers.groups[Int(group)]
    let choosesWhole = settings.per == .order || settings.per == .line && settings.choice == .all
    if choosesWhole, rules.offers.terms[offer].units >= 0 { return }
    for index in scratch.runs[run].lines
    where effect(of: run, on: Int(scratch.lines[index].position)) == nil {
      scratch.lines[index].isOut = true
    }
  }

  /// Whether an offer still takes part.
  mutating func isAtWork(_ run: Int) -> Bool {
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
        guard isDiscounted(Int(position)) else { continue }
        scratch.lines[index].isOut = true
        trace(offer, .lineDiscounted)
      }
    }
  }

  /// Whether a line was below its list amount when the phase, or the turn, began (O-003).
  mutating func isDiscounted(_ line: Int) -> Bool {
    scratch.now[line] < Int128(listAmount[line]) * 1_000_000
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

  /// What the phase's effects must leave of each line (RULES.md O-009).
  private mutating func findFloors() throws(NumericError) {
    let kind = rules.offers.floorKind[scratch.phase]
    guard kind >= 0 else { return }
    let start = batch.lineStart[Int(scratch.order)]
    let instant = pricingInstant(kind, Int(scratch.order))
    for line in running.indices where isPriced[line] {
      position = Int32(line)
      let query = lineQuery(
        start + position, order: scratch.order, instant: instant,
        batch.currency[Int(scratch.order)])
      if rules.catalog.pricedByComponents[Int(query.product)] {
        scratch.floor[line] = max(try sumOfComponents(kind, query) ?? -1, -1)
      } else if case .found(let hit) = try search(kind: kind, query) {
        scratch.floor[line] = max(try extended(hit.unitPrice, query.quantity), 0)
      }
    }
    position = -1
  }

  /// What may still be taken off a line whose opening is not below zero, in 10⁻¹² units.
  mutating func leftToTake(_ line: Int) throws(NumericError) -> Int128 {
    var left = scratch.exactLeft[line]
    guard !scratch.isMeasuring else { return max(left, 0) }
    if scratch.floor[line] >= 0 { left -= Int128(scratch.floor[line]) * 1_000_000 }
    if let rate = rules.offers.phases[scratch.phase].capRate, scratch.opening[line] > 0 {
      let opening = Int128(scratch.opening[line]) * 1_000_000
      let exact = try RoundingMode.down.divide(
        try Wide.multiply(opening, Int128(rate.millionths)), by: 1_000_000)
      let most = try wholeSteps(exact)
      left = min(left, Int128(most) * 1_000_000 - (opening - scratch.exactLeft[line]))
    }
    return max(left, 0)
  }

  /// Millionths of one step of the phase's effects (RULES.md O-026).
  var effectStep: Int64 {
    rules.offers.phases[scratch.phase].point == .line ? phaseSteps[scratch.phase] : 1
  }

  /// 10⁻¹² units cut toward zero to whole steps, in millionths.
  mutating func wholeSteps(_ exact: Int128) throws(NumericError) -> Int64 {
    let units = try RoundingMode.down.divide(exact, by: Int128(effectStep) * 1_000_000)
    return try Wide.narrow(units, times: effectStep)
  }
}
