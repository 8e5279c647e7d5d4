import DealerRules

extension CaseProfile {
  /// Exact amounts; the price whose rules say most; budgets refuse what does not fit whole.
  static let medusa = CaseProfile(
    order: .declared,
    steps: [ProfileStep(id: "promotions", takes: .rest, base: .running, isExact: true)],
    entries: .conditions, select: .dearest, lineAmountsPerUnit: true, cutsToBudget: false,
    total: nil, keepsDecimals: true)
}
