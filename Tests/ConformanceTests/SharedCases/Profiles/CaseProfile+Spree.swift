import DealerRules

extension CaseProfile {
  /// The best promotion of each line; the first price list that has a price.
  static let spree = CaseProfile(
    order: .declared,
    steps: [
      ProfileStep(id: "promotions", takes: .rest, base: .running, choice: .bestPerLine)
    ])
}
