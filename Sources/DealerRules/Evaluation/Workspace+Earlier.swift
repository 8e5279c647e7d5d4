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
}

/// An offer that applied on a line, or, at −1, in the order.
struct AppliedOffer: Sendable {
  var offer: Int32
  var position: Int32
  var phase: Int
}
