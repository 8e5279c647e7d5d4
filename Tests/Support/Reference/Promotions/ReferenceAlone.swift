import DealerRules

/// What an offer by itself, or the others together, would do (O-029).
private struct ReferenceAlternative {
  /// `nil` for the others together.
  var offer: Offer?
  var gain: Fraction
  var applies: Bool
  var isRefused: Bool
}

extension ReferenceRun {
  /// O-029: the promotion stage with the alternative that wins.
  func promoteAll() throws(ReferenceFault) {
    let candidates = world.book.phases.flatMap { phase -> [Offer] in
      let start = ReferencePhase(self, phase)
      return world.book.offers.filter { offer in
        offer.combination.alone != .no && offer.phase == phase.id && admits(offer)
          && !start.candidateLines(offer).isEmpty
      }.sorted { goesFirst($0, $1) }
    }
    guard !candidates.isEmpty, world.canary != .aloneForgotten else {
      return try promoteEveryPhase()
    }
    let full = try chargesNow { _ in false }
    var found: [ReferenceAlternative] = []
    for offer in candidates.prefix(1000) {
      let tried = try tried(full) { $0.id == offer.id }
      if tried.applies, !tried.isRefused {
        found.append(
          ReferenceAlternative(offer: offer, gain: tried.gain, applies: true, isRefused: false))
      }
    }
    let strict = found.filter { $0.offer?.combination.alone == .strict }
    if !strict.isEmpty {
      found = strict
    } else {
      let others = try tried(full) { $0.combination.alone == .no }
      if found.isEmpty || !others.isRefused { found.append(others) }
    }
    var best = found[0]
    for other in found.dropFirst() where best.gain < other.gain { best = other }
    if let winner = best.offer {
      stands = { $0.id == winner.id }
      tag("alone.\(strict.isEmpty ? "best" : "strict").won")
    } else {
      stands = { $0.combination.alone == .no }
      tag("alone.lost")
    }
    try promoteEveryPhase()
  }

  /// O-029: what the declared charges come to on the amounts of the moment with some offers.
  private func chargesNow(_ offers: @escaping (Offer) -> Bool) throws(ReferenceFault) -> Fraction {
    let before = (output, uses)
    let kept = stands
    stands = offers
    var sums = (list: Fraction.zero, net: Fraction.zero)
    for state in states.values {
      sums.list += state.list
      sums.net += state.running
    }
    let net = world.settle(sums.net, world.book.rounding.document, currency)
    let sum = try declaredCharges(list: sums.list, net: net)
    (output, uses) = before
    stands = kept
    return sum
  }

  func promoteEveryPhase() throws(ReferenceFault) {
    for phase in world.book.phases { try promote(phase) }
  }

  /// The stage with some offers, and everything as it was before.
  private func tried(
    _ full: Fraction, _ offers: @escaping (Offer) -> Bool
  ) throws(ReferenceFault) -> ReferenceAlternative {
    let before = (states, output, gifts, givenStock, uses, earlier)
    stands = offers
    try promoteEveryPhase()
    var gain = Fraction.zero
    var applies = false
    var isRefused = false
    let guarding = world.book.phases.first.map { ReferencePhase(self, $0) }
    for (line, state) in before.0 where state.isPriced {
      let taken = state.running - (states[line]?.running ?? .zero)
      gain += taken
      if !taken.isZero { applies = true }
      if guarding?.isRefused(line, taken, of: state.running) == true { isRefused = true }
    }
    for gift in gifts where !gift.quantity.isZero {
      applies = true
      guard let offer = world.book.offers.first(where: { $0.id == gift.rule }),
        let phase = world.book.phases.first(where: { $0.id == offer.phase })
      else { continue }
      let weighing = ReferencePhase(self, phase)
      gain += weighing.value([gift], weighing.giftValue(of: offer))
    }
    gain += full - (try chargesNow(offers))
    (states, output, gifts, givenStock, uses, earlier) = before
    return ReferenceAlternative(
      offer: nil, gain: gain, applies: applies, isRefused: isRefused)
  }
}
