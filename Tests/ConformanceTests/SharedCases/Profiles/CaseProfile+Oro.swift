import DealerRules

extension CaseProfile {
  /// Price lists merged tier by tier; line discounts before order discounts.
  static let oro = CaseProfile(
    order: .declared,
    steps: [
      ProfileStep(id: "lines", takes: .items, base: .running),
      ProfileStep(id: "order", takes: .rest, base: .running),
    ],
    entries: .tiers, limitsUnitsPerLine: true)
}
