/// Offers that took part in no order that was tried (RULES.md U-025).
struct UntriedOffers {
  private var reached: Set<Int> = []

  /// Notes what an order that was priced with its traces on shows: an offer took part where it gave
  /// something, or where more than its conditions and thresholds kept it from it.
  mutating func note(_ result: borrowing PricedBatch, _ trace: [ReasonRecord]) {
    for step in result.steps where step.rule.kind == .offer { reached.insert(step.rule.index) }
    for gift in result.gifts { reached.insert(Int(gift.offer)) }
    // Marks and cuts of charges are no steps: they are said of the order (RULES.md O-019, O-020).
    for reason in result.reasons where reason.rule.kind == .offer {
      if reason.code == .marked || reason.code == .chargeReduced {
        reached.insert(reason.rule.index)
      }
    }
    for note in trace where note.rule.kind == .offer {
      switch note.code {
      case .conditionFailed, .couponMissing, .thresholdMissed, .belowRungs, .noSet, .unitUnknown:
        break
      default: reached.insert(note.rule.index)
      }
    }
  }

  /// Whether an offer took part in some order.
  func isReached(_ offer: Int) -> Bool { reached.contains(offer) }

  /// Their ids, in order.
  func ids(_ rules: CompiledRules) -> [String] {
    rules.offers.bookIndex.indices.filter { !reached.contains($0) }
      .map { rules.book.offers[Int(rules.offers.bookIndex[$0])].id }
      .sorted(by: IdentifierOrder.precedes)
  }
}
