import DealerRules

extension CaseProfile {
  /// Item promotions before order promotions; prices are rounded half up.
  static let vendure = CaseProfile(
    order: .smaller("priority"),
    steps: [
      ProfileStep(
        id: "items", takes: .items, base: .running, rounding: .halfDown, mode: .sequential),
      ProfileStep(
        id: "order", takes: .rest, base: .running, rounding: .halfDown, mode: .sequential),
    ],
    refundsNeedPayment: true)
}
