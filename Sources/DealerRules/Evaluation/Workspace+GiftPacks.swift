// What stock and budgets let through of gifts: whole packs (RULES.md O-018, O-027).
extension Workspace {
  /// As many whole ones of a gift's unit as some base units hold; of base units all of them.
  mutating func packs(
    _ units: Ratio, _ gift: GiftTerms, _ product: Int32
  ) throws(NumericError) -> Ratio {
    guard gift.unit >= 0, let size = unit(of: gift, product) else { return units }
    let count = try units.divided(by: size.multiplied(by: Ratio(1000, 1)))
    let whole = Ratio(count.numerator / count.denominator * 1000, 1)
    // A gift is cut down to thousandths of base units.
    return Ratio(Int128(try size.multiplied(by: whole).settled(step: 1, mode: .down)), 1)
  }

  /// What a budget of units lets through of a gift in part, in thousandths of base units; what is
  /// no budget, or gives nothing in part, bounds nothing.
  mutating func budgetUnits(
    _ run: Int, _ gift: GiftTerms, _ product: Int32
  ) throws(NumericError) -> Ratio {
    let offer = scratch.runs[run].offer
    let limit = rules.offers.terms[Int(offer)].limit
    guard limit >= 0, rules.offers.limits[Int(limit)].isPartial,
      let budget = rules.offers.limits[Int(limit)].budgetUnits
    else { return Ratio(Int128(Int64.max), 1) }
    return try packs(
      Ratio(Int128(try left(of: .budgetUnits, budget, offer)), 1), gift, product)
  }
}
