import DealerRules

extension CaseProfile {
  /// Smaller sort order first; each line discount is rounded half up.
  static let magento = CaseProfile(
    order: .smaller("priority"),
    steps: [ProfileStep(id: "rules", takes: .rest, base: .running, remainder: .cumulative)],
    stopsLines: true, countsUnits: true)
}
