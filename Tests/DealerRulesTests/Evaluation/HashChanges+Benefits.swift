import DealerRules

extension HashChanges {
  /// Ladders, patterns and gifts, each changed in one place.
  static let benefits: [@Sendable (inout RuleBook) -> Void] =
    ladders.map { ladder in { @Sendable in $0.offers[0].benefit = .ladder(ladder) } }
    + patterns.map { pattern in { @Sendable in $0.offers[0].benefit = .pattern(pattern) } }
    + gifts.map { gift in { @Sendable in $0.offers[0].benefit = .gift(gift) } }

  private static let ladder = Ladder(
    measure: LineMeasure(.amount), rungs: [Rung(from: 1, cut: .amountOff(1))], per: .order)
  private static let pattern = OfferPattern(
    get: [PatternSlot(.quantity(.one))], cut: .percentOff(.one))
  private static let gift = Gift(products: ["a"], quantity: .one)

  private static let ladders: [Ladder] = [
    ladder,
    changed(ladder) { $0.measure.base = .list },
    changed(ladder) { $0.rungs[0].from = 2 },
    changed(ladder) { $0.rungs[0].cut = .amountOff(2) },
    changed(ladder) { $0.rungs[0].cut = .fixedPrice(1) },
    changed(ladder) { $0.mode = .repeating },
    changed(ladder) { $0.per = .line },
    changed(ladder) { $0.times = 1 },
  ]
  private static let patterns: [OfferPattern] = [
    pattern,
    changed(pattern) { $0.buy = $0.get },
    changed(pattern) { $0.get.append($0.get[0]) },
    changed(pattern) { $0.get[0].of = .always },
    changed(pattern) { $0.get[0].need = .amount(1000) },
    changed(pattern) { $0.get[0].unit = "case" },
    changed(pattern) { $0.cut = .amountOff(1) },
    changed(pattern) { $0.isPerSet = true },
    changed(pattern) { $0.times = nil },
    changed(pattern) { $0.isPartial = true },
    changed(pattern) { $0.isSameLine = true },
    changed(pattern) { $0.select = .dearest },
    changed(pattern) { $0.selectBuy = .cheapest },
  ]
  private static let gifts: [Gift] = [
    gift,
    changed(gift) { $0.products = ["b"] },
    changed(gift) { $0.products = ["a", "b"] },
    changed(gift) { $0.products = ["b", "a"] },
    changed(gift) { $0.quantity = .zero },
    changed(gift) { $0.unit = "case" },
    changed(gift) { $0.measure = LineMeasure(.amount) },
    changed(gift) { $0.forEvery = 1 },
    changed(gift) { $0.rule = .proportional },
    changed(gift) { $0.mode = .inclusive },
    changed(gift) { $0.times = 1 },
    changed(gift) { $0.price = 1 },
  ]
}
