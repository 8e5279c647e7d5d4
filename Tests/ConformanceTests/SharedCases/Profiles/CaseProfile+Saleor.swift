import DealerRules

extension CaseProfile {
  /// The best catalog promotion of a line, then one voucher on what is left.
  static let saleor = CaseProfile(
    order: .declared,
    steps: [
      ProfileStep(id: "catalog", takes: .prices, base: .opening, choice: .bestPerLine),
      ProfileStep(id: "vouchers", takes: .rest, base: .running),
    ],
    typedReplaces: true, refundsNeedPayment: true)
}
