import DealerRules

extension ReferenceRun {
  /// G-015: what gave way in vain comes back, offer by offer.
  func bringBack(_ start: ReferenceStart) throws(ReferenceFault) {
    var standing = gaveWay
    var (net, blocks) = outcome
    var tries = 0
    var hasReturned = false
    /// The stage with some of it, and what is refused then.
    func workOut(_ given: Set<ReferenceGivenWay>) throws(ReferenceFault) -> [ReferenceRefusal] {
      tries += 1
      gaveWay = given
      restart(start)
      return try promoteOnce()
    }
    var isChanged = world.canary != .nothingComesBack
    while isChanged {
      isChanged = false
      for offer in offersByPhase where standing.contains(where: { $0.offer == offer.id }) {
        guard tries < 32 else { break }
        let own = standing.filter { $0.offer == offer.id }
        var left = standing.subtracting(own)
        var refused = try workOut(left)
        if !refused.isEmpty {
          let lines = Set(refused.flatMap(\.lines))
          let still = own.filter { $0.line.map(lines.contains) ?? false }
          guard !still.isEmpty, still != own, tries < 32 else { continue }
          left.formUnion(still)
          refused = try workOut(left)
        }
        guard refused.isEmpty, outcome.net <= net, outcome.blocks <= blocks else { continue }
        (net, blocks) = outcome
        standing = left
        isChanged = true
        hasReturned = true
      }
    }
    _ = try workOut(standing)
    tag("guard.gaveWay")
    if hasReturned { tag("guard.cameBack") }
  }

  /// What the order comes to, and how often guards block it.
  private var outcome: (net: Fraction, blocks: Int) {
    let net = states.values.reduce(Fraction.zero) { $0 + $1.running }
    let codes = [ReasonCode.guardRefused.name, ReasonCode.guardUnproven.name]
    return (net, output.findings.filter { codes.contains($0.code) }.count)
  }

  /// Offers by phase, in it by O-007.
  private var offersByPhase: [Offer] {
    world.book.phases.flatMap { phase in
      world.book.offers.filter { $0.phase == phase.id }.sorted { goesFirst($0, $1) }
    }
  }
}
