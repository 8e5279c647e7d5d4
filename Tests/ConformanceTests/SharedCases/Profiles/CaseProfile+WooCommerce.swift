import DealerRules

extension CaseProfile {
  /// Coupons in the order entered, the dearest units first, every line discount rounded down.
  static let woocommerce = CaseProfile(
    order: .coupons,
    steps: [
      ProfileStep(
        id: "coupons", takes: .rest, base: .running, rounding: .down, mode: .sequential)
    ],
    itemBase: .opening, touchesUnitsOnce: true, select: .dearest, orderCouponsNeedFullPrices: true)
}
