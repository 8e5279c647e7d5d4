// What gave way to guards in vain comes back (RULES.md G-015).
extension Workspace {
  /// How often the return of an offer is tried for one order.
  private static let mostReturns = 32

  /// Tries what gave way again, one offer after another, once nothing is refused.
  mutating func bringBack(
    _ order: Int32, _ start: PromotionStart, _ result: inout PricedBatch
  ) throws(NumericError) {
    var trial = ReturnTrial(stands: outcome(start, result))
    guards.giving.keep()
    var isChanged = false
    repeat {
      isChanged = false
      guards.giving.listReturning()
      for index in guards.giving.returning.indices {
        let offer = guards.giving.returning[index]
        guard trial.count < Workspace.mostReturns else { break }
        if !trial.hasReturned, guards.giving.wasRefused(without: offer) {
          trial.count += 1
          continue
        }
        guard try comesBack(offer, order, start, &trial, &result) else { continue }
        isChanged = true
        trial.hasReturned = true
        guards.giving.keep()
      }
    } while isChanged && trial.count < Workspace.mostReturns
    guard !trial.isAtHand else { return }
    guards.giving.giveWay(but: -1)
    try workOut(order, start, &trial, &result)
  }

  /// Tries an offer everywhere, then where it is not refused.
  private mutating func comesBack(
    _ offer: Int32, _ order: Int32, _ start: PromotionStart, _ trial: inout ReturnTrial,
    _ result: inout PricedBatch
  ) throws(NumericError) -> Bool {
    guards.giving.giveWay(but: offer)
    try workOut(order, start, &trial, &result)
    if !guards.giving.refusals.isEmpty {
      guards.giving.markRefused(running.count)
      guard guards.giving.isRefusedInPart(offer), trial.count < Workspace.mostReturns else {
        return false
      }
      guards.giving.giveWay(but: offer, onRefused: true)
      try workOut(order, start, &trial, &result)
      guard guards.giving.refusals.isEmpty else { return false }
    }
    let now = outcome(start, result)
    guard now.net <= trial.stands.net, now.blocks <= trial.stands.blocks else { return false }
    trial.stands = now
    trial.isAtHand = true
    return true
  }

  /// The promotion stage and guards from the start, without what gives way now.
  private mutating func workOut(
    _ order: Int32, _ start: PromotionStart, _ trial: inout ReturnTrial,
    _ result: inout PricedBatch
  ) throws(NumericError) {
    trial.count += 1
    trial.isAtHand = false
    restart(start, &result)
    try promoteOnce(order, &result)
  }

  /// What the order comes to, and how often guards block it.
  private func outcome(
    _ start: PromotionStart, _ result: borrowing PricedBatch
  ) -> PromotionOutcome {
    var net: Int128 = 0
    for amount in running { net += Int128(amount) }
    var blocks = 0
    for index in start.reasons..<result.reasons.count {
      let code = result.reasons[index].code
      if code == .guardRefused || code == .guardUnproven { blocks += 1 }
    }
    return PromotionOutcome(net: net, blocks: blocks)
  }
}

/// What an order comes to after its promotions and guards.
private struct PromotionOutcome {
  var net: Int128
  var blocks: Int
}

/// Offers that are tried to come back.
private struct ReturnTrial {
  var stands: PromotionOutcome
  var count = 0
  /// Whether what stands is what was worked out last.
  var isAtHand = true
  var hasReturned = false
}
