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

  /// Cuts inclusive free goods in a unit to the first whole ones, in the order of line number, that
  /// budgets let through.
  mutating func cutInclusive(
    _ run: Int, _ terms: OfferTerms, to money: Int128, _ units: Ratio?
  ) throws(NumericError) {
    let traced = offerTrace?.count ?? 0
    let gift = rules.offers.gifts[Int(terms.detail)]
    let given = scratch.runs[run].gifts.map { scratch.gifts[$0] }
    var counts: [Int64] = []
    for one in given {
      let size = try (unit(of: gift, one.product) ?? .one).multiplied(by: Ratio(1000, 1))
      let count = try Ratio(Int128(one.quantity), 1).divided(by: size)
      counts.append(Int64(clamping: count.numerator / count.denominator))
    }
    var (low, high) = (Int64(0), counts.reduce(0) { Int64(clamping: Int128($0) + Int128($1)) })
    while low < high {
      let middle = high - (high - low) / 2
      try carvePacks(run, terms, given, counts, middle)
      var fits = try gains(of: run) <= money
      if let units, try units.isLess(than: self.units(of: run)) { fits = false }
      if fits { low = middle } else { high = middle - 1 }
    }
    try carvePacks(run, terms, given, counts, low)
    offerTrace?.removeSubrange(traced...)
  }

  /// Forms an offer anew with the first of the whole packs that it gave.
  private mutating func carvePacks(
    _ run: Int, _ terms: OfferTerms, _ given: [PendingGift], _ counts: [Int64], _ most: Int64
  ) throws(NumericError) {
    let gift = rules.offers.gifts[Int(terms.detail)]
    let first = scratch.runs[run].effects.lowerBound
    scratch.effects.removeSubrange(first...)
    scratch.uses.removeAll(keepingCapacity: true)
    var left = most
    for (place, index) in scratch.runs[run].gifts.enumerated() {
      let count = min(left, counts[place])
      left -= count
      let one = given[place]
      let size = unit(of: gift, one.product) ?? .one
      let units = try size.multiplied(by: Ratio(Int128(count) * 1000, 1))
      let whole = try units.settled(step: 1, mode: .down)
      scratch.gifts[index].quantity = whole
      try carve(run, one.product, Ratio(Int128(whole), 1), one.line)
    }
    scratch.runs[run].effects = first..<scratch.effects.count
    try applyCaps(run, terms)
  }

  /// Says what a gift asks for and what there is of it.
  mutating func traceShort(
    _ run: Int, _ gift: GiftTerms, _ most: Ratio
  ) throws(NumericError) {
    position = -1
    let offer = scratch.runs[run].offer
    let every =
      gift.measure.kind == .amount
      ? try converted(gift.forEvery, offer, scratch.order) ?? .zero
      : Ratio(Int128(gift.forEvery), 1)
    var needed = every
    if gift.rule == .wholeUnit, every.numerator > 0, !most.isLess(than: every) {
      // What is no whole multiple lacks what leads to the next.
      let count = try most.divided(by: every)
      needed = try every.multiplied(by: Ratio(count.numerator / count.denominator + 1, 1))
    }
    trace(
      offer, .belowRungs, a: try most.settled(step: 1, mode: .halfUp),
      b: try needed.settled(step: 1, mode: .halfUp))
  }
}
