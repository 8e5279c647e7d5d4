import DealerRules

extension CaseProfile {
  /// Catalog promotions on the price, then cart promotions; larger priority first.
  static let sylius = CaseProfile(
    order: .larger("priority"),
    steps: [
      ProfileStep(
        id: "catalog", takes: .prices, base: .running, rounding: .halfDown, mode: .sequential,
        keepsFloor: true),
      ProfileStep(
        id: "cart", takes: .rest, base: .running, remainder: .roundedFirstLines,
        mode: .sequential, keepsFloor: true),
    ],
    itemBase: .opening, obeysExclusive: true)
}

extension CaseProfile {
  /// Refunds of paid orders, unit by unit.
  static let syliusRefund: CaseProfile = {
    var profile = CaseProfile.sylius
    profile.refundsNeedPayment = true
    return profile
  }()
}
