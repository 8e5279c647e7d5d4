import DealerRules

extension CaseProfile {
  /// Surcharges one after another, then the best of competing discounts.
  static let dynamics = CaseProfile(
    order: .smaller("sequence"),
    steps: [
      ProfileStep(id: "margin", takes: .margins, base: .running),
      ProfileStep(id: "discount", takes: .rest, base: .running),
    ],
    repeatsSets: true)
}
