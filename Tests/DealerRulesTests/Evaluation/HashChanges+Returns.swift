import DealerRules

extension HashChanges {
  /// Return policies, each changed in one place.
  static let returns: [@Sendable (inout RuleBook) -> Void] = ([ReturnPolicy()] + returnPolicies)
    .map { policy in { @Sendable in $0.returns = policy } }

  private static let scope = ReturnScope(products: ["a"])
  private static let fee = RestockingFee(id: "a", rate: .one)

  private static func with(_ change: (inout ReturnPolicy) -> Void) -> ReturnPolicy {
    changed(ReturnPolicy(), change)
  }

  private static let returnPolicies: [ReturnPolicy] = settings + terms + lists

  private static let settings: [ReturnPolicy] = [
    with { $0.isStrictest = true }, with { $0.anchors = [.shipped] },
    with { $0.anchors = [.shipped, .delivered] }, with { $0.rollsToBusinessDay = true },
    with { $0.weekend = [5] }, with { $0.holidays = [CivilDate("2025-01-01")].compactMap { $0 } },
    with { $0.conditions = ["a"] }, with { $0.quota = ReturnQuota(share: .one) },
    with { $0.quota = ReturnQuota(share: .one, days: 3) }, with { $0.isLowerOf = true },
    with { $0.source = .oldest }, with { $0.needsPayment = true },
    with { $0.needsDelivery = true }, with { $0.holdsFor = 3 },
    with { $0.amendments = .repriceAll }, with { $0.shortShipments = .keep },
    with { $0.lostThreshold = .keep },
  ]

  private static let terms: [ReturnPolicy] = [
    with { $0.promotions = .chargeGift }, with { $0.byOffer = ["a": .chargeGift] },
    with { $0.byOffer = ["a": .requireGift] }, with { $0.prices = .repriceRemainder },
    with { $0.charges = .never }, with { $0.byCharge = ["a": .never] },
    with { $0.earnings.method = .keep }, with { $0.earnings.shortfall = .ignore },
    with { $0.earnings.charge = 1 },
    with { $0.byAgreement = ["a": EarningTerms(method: .keep)] },
  ]

  private static let lists: [ReturnPolicy] = [
    with { $0.windows = [ReturnWindow(id: "a", days: nil)] },
    with { $0.windows = [ReturnWindow(id: "a", days: 3)] },
    with { $0.windows = [ReturnWindow(id: "b", days: 3)] },
    with { $0.windows = [ReturnWindow(id: "a", days: 3, scope: scope)] },
    with { $0.windows = [ReturnWindow(id: "a", days: 3, isSoft: true)] },
    with { $0.shelfLives = [ReturnShelfLife(id: "a", before: 1, after: 1)] },
    with { $0.shelfLives = [ReturnShelfLife(id: "a", before: 2, after: 1)] },
    with { $0.shelfLives = [ReturnShelfLife(id: "a", before: 1, after: 2)] },
    with { $0.shelfLives = [ReturnShelfLife(id: "a", before: 1, after: 1, scope: scope)] },
    with { $0.nonReturnable = [scope] },
    with { $0.nonReturnable = [ReturnScope(categories: ["a"])] },
    with { $0.nonReturnable = [ReturnScope(tiers: ["a"])] },
    with { $0.nonReturnable = [ReturnScope(offers: ["a"])] },
    with { $0.reasons = [ReturnCause(id: "a")] },
    with { $0.reasons = [ReturnCause(id: "a", waivesFee: true)] },
    with { $0.reasons = [ReturnCause(id: "a", isExempt: true)] },
    with { $0.reasons = [ReturnCause(id: "a", ignoresWindow: true)] },
    with { $0.reasons = [ReturnCause(id: "a", isRefused: true)] },
    with { $0.reasons = [ReturnCause(id: "a", dispositions: [.scrap])] },
    with { $0.fees = [fee] }, with { $0.fees = [changed(fee) { $0.rate = .zero }] },
    with { $0.fees = [changed(fee) { $0.minimum = 1 }] },
    with { $0.fees = [changed(fee) { $0.scope = scope }] },
    with { $0.levels = [ReturnLevel(above: 1, level: 1)] },
    with { $0.levels = [ReturnLevel(above: 2, level: 1)] },
    with { $0.levels = [ReturnLevel(above: 1, level: 2)] },
  ]
}
