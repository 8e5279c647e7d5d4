import DealerRules

extension CaseProfile {
  /// Programs in sequence, each on what is left; one of the exclusive ones, the best.
  static let odoo = CaseProfile(
    order: .smaller("sequence"),
    steps: [ProfileStep(id: "programs", takes: .rest, base: .running, mode: .sequential)],
    overLimit: .warn)
}
