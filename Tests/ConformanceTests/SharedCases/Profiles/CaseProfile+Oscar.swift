import DealerRules

extension CaseProfile {
  /// Larger priority first; units that one offer used are gone; discounts are rounded down.
  static let oscar = CaseProfile(
    order: .larger("priority"),
    steps: [
      ProfileStep(
        id: "offers", takes: .rest, base: .running, rounding: .down, remainder: .lastLine)
    ],
    touchesUnitsOnce: true, usesUnits: true, countsUnits: true, foldsCodes: true)
}
