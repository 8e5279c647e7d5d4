import DealerRules

extension CaseProfile {
  /// Worked examples of vendors: catalog prices, then promotions in sequence.
  static let documents = CaseProfile(
    order: .smaller("sequence"),
    steps: [
      ProfileStep(id: "catalog", takes: .prices, base: .running, rounding: .halfDown),
      ProfileStep(id: "order", takes: .rest, base: .running),
    ])
}
