import DealerRules

extension CaseProfile {
  /// Conditions on the price; the best of an exclusion group.
  static let sap = CaseProfile(
    order: .declared,
    steps: [
      ProfileStep(id: "conditions", takes: .rest, base: .running, remainder: .roundedLargestLine)
    ])
}
