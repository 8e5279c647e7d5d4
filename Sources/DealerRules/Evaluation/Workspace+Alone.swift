// Offers that combine with nothing in any phase (RULES.md O-029).
extension Workspace {
  /// Leaves the candidates of the alternative that wins, where some offers stand alone.
  mutating func chooseAlone(
    _ order: Int32, _ result: inout PricedBatch
  ) throws(NumericError) {
    let before = StageState(
      candidates: candidates, lineEnd: lineEnd, running: running, standing: standing())
    guard !before.standing.isEmpty else { return }
    scratch.isRehearsed = true
    defer { scratch.isRehearsed = false }
    let charges = try charges(withOffers: false, order, &result)
    var tried: [Alternative] = []
    for own in before.standing.prefix(Self.mostAlone) {
      tried.append(try rehearse(own.offer, before, charges, order, &result))
    }
    var found = tried.filter { $0.applies && !$0.isRefused }
    let strict = found.filter { alone($0.offer) == .strict }
    // Beside strict ones the others are tried only to tell what they would have given.
    if strict.isEmpty || offerTrace != nil {
      let others = try rehearse(-1, before, charges, order, &result)
      tried.append(others)
      if found.isEmpty || !others.isRefused { found.append(others) }
    }
    if !strict.isEmpty { found = strict }
    let told = try tell(
      tried.filter { $0.offer >= 0 && !$0.applies && !$0.isRefused }, before, order, &result)
    scratch.isRehearsed = false
    // The first of the largest, by O-007; the others together stand last.
    guard var best = found.first else { return }
    for other in found where other.total > best.total { best = other }
    keep(best.offer, before)
    explain(best, tried, told, before)
    if best.offer >= 0 { chargeCandidates.removeAll(keepingCapacity: true) }
  }

  /// Alternatives tried in an order beside the others together.
  private static let mostAlone = 1000

  /// The candidates that stand alone, by O-007, with their lines.
  private func standing() -> [StandingOffer] {
    var found: [StandingOffer] = []
    var place: [Int32: Int] = [:]
    var start = 0
    for (line, end) in lineEnd.enumerated() {
      for offer in candidates[start..<Int(end)] where alone(offer) != .no {
        if let known = place[offer] {
          found[known].lines.append(Int32(line))
        } else {
          place[offer] = found.count
          found.append(StandingOffer(offer: offer, lines: [Int32(line)]))
        }
      }
      start = Int(end)
    }
    return found.sorted { $0.offer < $1.offer }
  }

  private func alone(_ offer: Int32) -> Exclusive { rules.offers.terms[Int(offer)].alone }

  /// The promotion stage with one offer, or with those that do not stand alone, and back again.
  private mutating func rehearse(
    _ offer: Int32, _ before: StageState, _ full: Int128, _ order: Int32,
    _ result: inout PricedBatch
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
      if tried.tooLittle == nil { tried.tooLittle = tooLittle(line, taken, of: opening) }
      if rules.offers.givesOwnGoods { result.lineFree[lineIndex(line, result)] = 0 }
    }
    for gift in scratch.given where gift.quantity > 0 && !gift.isInclusive {
      tried.total += gift.weight
      tried.applies = true
    }
    tried.total += full - (try charges(withOffers: offer < 0, order, &result))
    running = before.running
    scratch.given.removeAll(keepingCapacity: true)
    result.steps.removeSubrange(steps...)
    result.reasons.removeSubrange(reasons...)
    limitUses.removeSubrange(uses...)
    return tried
  }

  /// What the declared charges come to on the amounts of the moment, in 10⁻¹² units; nothing of it
  /// is kept.
  private mutating func charges(
    withOffers: Bool, _ order: Int32, _ result: inout PricedBatch
  ) throws(NumericError) -> Int128 {
    let (reasons, uses) = (result.reasons.count, limitUses.count)
    let kept = chargeCandidates
    if !withOffers { chargeCandidates.removeAll() }
    let sum = try chargesNow(order, &result)
    chargeCandidates = kept
    result.reasons.removeSubrange(reasons...)
    limitUses.removeSubrange(uses...)
    position = -1
    return Int128(sum) * 1_000_000
  }

  /// The candidates of an offer, or below zero of all that do not stand alone.
  private mutating func keep(_ kept: Int32, _ before: StageState) {
    candidates.removeAll(keepingCapacity: true)
    var own = before.standing.first { $0.offer == kept }?.lines[...] ?? []
    var start = 0
    for line in before.lineEnd.indices {
      let end = Int(before.lineEnd[line])
      phaseFirst[line] = Int32(candidates.count)
      phaseEnd[line] = Int32(candidates.count)
      if kept < 0 {
        for offer in before.candidates[start..<end] where alone(offer) == .no {
          candidates.append(offer)
        }
      } else if own.first == Int32(line) {
        own.removeFirst()
        candidates.append(kept)
      }
      start = end
      lineEnd[line] = Int32(candidates.count)
    }
  }

  /// Notes why offers do not apply by themselves; returns those that said so.
  private mutating func tell(
    _ idle: [Alternative], _ before: StageState, _ order: Int32, _ result: inout PricedBatch
  ) throws(NumericError) -> Set<RuleRef> {
    guard offerTrace != nil else { return [] }
    var told: Set<RuleRef> = []
    for one in idle {
      let start = offerTrace?.count ?? 0
      scratch.tellsTrials = true
      _ = try rehearse(one.offer, before, 0, order, &result)
      scratch.tellsTrials = false
      told.formUnion(keepTraces(of: [RuleRef(.offer, Int(one.offer))], from: start))
    }
    return told
  }

  /// Says of every offer that is left out to what it lost.
  private mutating func explain(
    _ best: Alternative, _ found: [Alternative], _ told: Set<RuleRef>, _ before: StageState
  ) {
    guard offerTrace != nil else { return }
    position = -1
    if best.offer >= 0 {
      let charges = Set(chargeCandidates.map { Int32(truncatingIfNeeded: $0 >> 32) })
      for offer in charges.sorted() {
        trace(
          offer, .exclusiveWon, by: best.offer, a: Int64(clamping: best.total / 1_000_000),
          b: Int64(clamping: (found.first { $0.offer < 0 }?.total ?? 0) / 1_000_000))
      }
    }
    for offer in Set(before.candidates).sorted() {
      let isAlone = alone(offer) != .no
      guard best.offer < 0 ? isAlone : offer != best.offer else { continue }
      if told.contains(RuleRef(.offer, Int(offer))) { continue }
      if isAlone, !before.standing.prefix(Self.mostAlone).contains(where: { $0.offer == offer }) {
        trace(offer, .aloneNotTried, by: best.offer)
        continue
      }
      let own = found.first { $0.offer == (isAlone ? offer : -1) }
      if let found = own?.tooLittle {
        traceRefusal(offer, found)
        continue
      }
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
  var standing: [StandingOffer]
}

/// An offer that combines with nothing, and the lines it is a candidate for.
private struct StandingOffer {
  var offer: Int32
  var lines: [Int32]
}

/// What an offer by itself, or below zero the others together, would do.
private struct Alternative {
  var offer: Int32
  /// Taken off the order and its charges, gifts by what they weigh, in 10⁻¹² units.
  var total: Int128 = 0
  var applies = false
  /// What a guard finds too little of what it leaves (RULES.md G-012).
  var tooLittle: TooLittle?
  var isRefused: Bool { tooLittle != nil }
}
