// Offers that combine with nothing in any phase (RULES.md O-029).
extension Workspace {
  /// Leaves the candidates of the alternative that wins, where some offers stand alone.
  mutating func chooseAlone(
    _ order: Int32, _ result: inout PricedBatch
  ) throws(NumericError) {
    let standing = Set(candidates.filter { alone($0) != .no }).sorted().prefix(Self.mostAlone)
    guard !standing.isEmpty else { return }
    let before = StageState(candidates: candidates, lineEnd: lineEnd, running: running)
    scratch.isRehearsed = true
    defer { scratch.isRehearsed = false }
    var found: [Alternative] = []
    for offer in standing {
      let tried = try rehearse(offer, before, order, &result)
      if tried.applies, !tried.isRefused { found.append(tried) }
    }
    let strict = found.filter { alone($0.offer) == .strict }
    if strict.isEmpty {
      let others = try rehearse(-1, before, order, &result)
      if found.isEmpty || !others.isRefused { found.append(others) }
    } else {
      found = strict
    }
    scratch.isRehearsed = false
    // The first of the largest, by O-007; the others together stand last.
    guard var best = found.first else { return }
    for other in found where other.total > best.total { best = other }
    keep(best.offer, before)
    if best.offer >= 0 { chargeCandidates.removeAll(keepingCapacity: true) }
    explain(best, found, before)
  }

  /// Alternatives tried in an order beside the others together.
  private static let mostAlone = 100

  private mutating func alone(_ offer: Int32) -> Exclusive { rules.offers.terms[Int(offer)].alone }

  /// The promotion stage with one offer, or with those that do not stand alone, and back again.
  private mutating func rehearse(
    _ offer: Int32, _ before: StageState, _ order: Int32, _ result: inout PricedBatch
  ) throws(NumericError) -> Alternative {
    let (steps, reasons, uses) = (result.steps.count, result.reasons.count, limitUses.count)
    keep(offer, before)
    try runPhases(order, &result)
    var tried = Alternative(offer: offer)
    for line in running.indices {
      let opening = Int128(before.running[line]) * 1_000_000
      let taken = opening - Int128(running[line]) * 1_000_000
      tried.total += taken
      if taken != 0 { tried.applies = true }
      if isRefused(line, taken, of: opening) { tried.isRefused = true }
      if rules.offers.givesOwnGoods { result.lineFree[lineIndex(line, result)] = 0 }
    }
    for gift in scratch.given where gift.quantity > 0 && !gift.isInclusive {
      tried.total += gift.weight
      tried.applies = true
    }
    running = before.running
    scratch.given.removeAll(keepingCapacity: true)
    result.steps.removeSubrange(steps...)
    result.reasons.removeSubrange(reasons...)
    limitUses.removeSubrange(uses...)
    return tried
  }

  /// The candidates of an offer, or below zero of all that do not stand alone.
  private mutating func keep(_ kept: Int32, _ before: StageState) {
    candidates.removeAll(keepingCapacity: true)
    var start = 0
    for line in before.lineEnd.indices {
      let end = Int(before.lineEnd[line])
      let first = Int32(candidates.count)
      for offer in before.candidates[start..<end]
      where kept < 0 ? alone(offer) == .no : offer == kept {
        candidates.append(offer)
      }
      start = end
      phaseFirst[line] = first
      phaseEnd[line] = first
      lineEnd[line] = Int32(candidates.count)
    }
  }

  /// Says of every offer that is left out to what it lost.
  private mutating func explain(
    _ best: Alternative, _ found: [Alternative], _ before: StageState
  ) {
    guard offerTrace != nil else { return }
    position = -1
    for offer in Set(before.candidates).sorted() {
      let isAlone = alone(offer) != .no
      guard best.offer < 0 ? isAlone : offer != best.offer else { continue }
      let own = found.first { $0.offer == (isAlone ? offer : -1) }
      trace(
        offer, isAlone ? .exclusiveLost : .exclusiveWon, by: best.offer,
        a: Int64(clamping: best.total / 1_000_000),
        b: Int64(clamping: (own?.total ?? 0) / 1_000_000))
    }
  }
}

/// What the promotion stage starts from.
private struct StageState {
  var candidates: [Int32]
  var lineEnd: [Int32]
  var running: [Int64]
}

/// What an offer by itself, or below zero the others together, would do.
private struct Alternative {
  var offer: Int32
  /// Taken off the order, gifts by what they weigh, in 10⁻¹² units.
  var total: Int128 = 0
  var applies = false
  /// A guard refuses what it leaves (RULES.md G-012).
  var isRefused = false
}
