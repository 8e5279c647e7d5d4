import DealerRules

extension CaseProfile {
  /// The first price list line that matches; promotions are formulas on the unit price.
  static let tryton = CaseProfile(
    order: .larger("priority"),
    steps: [ProfileStep(id: "promotions", takes: .rest, base: .running)],
    entries: .declared, groupChoice: .first, zeroUsesIsUnlimited: true,
    pricesPerStockUnit: true)
}
