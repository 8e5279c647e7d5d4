import DealerRules

extension CaseProfile {
  /// Smaller priority first; percentages keep their decimals, the total is rounded half even.
  static let prestashop = CaseProfile(
    order: .smaller("priority"),
    steps: [
      ProfileStep(id: "rules", takes: .rest, base: .running, isExact: true, mode: .sequential)
    ],
    total: .halfEven,
    refusals: [.unknownCode, .limit, .budget, .threshold, .repeatedCode])
}
