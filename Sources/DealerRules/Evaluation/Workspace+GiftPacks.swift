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

  /// Notes of what was earned whether it comes to anything, and what comes nearest to it; does
  /// nothing in batches.
  mutating func note(
    _ gift: GiftTerms, _ shares: [GiftShare], _ products: [Int32], _ gives: Bool, _ value: Ratio,
    _ short: inout ShortGift
  ) {
    guard offerTrace != nil else { return }
    guard gift.rule == .proportional else {
      if shares.contains(where: \.isAny) { short.isEnough = true }
      if short.value.isLess(than: value) { short.value = value }
      return
    }
    var size: Ratio?
    for product in products {
      guard let unit = unit(of: gift, product) else { continue }
      if let known = size, !known.isLess(than: unit) { continue }
      size = unit
    }
    // A product that lacks the unit says so itself.
    guard let size, !gives else {
      short.isEnough = true
      return
    }
    // What is only told need not fit.
    guard let earned = try? value.multiplied(by: size),
      short.size == nil || short.earned.isLess(than: earned)
    else { return }
    (short.value, short.size, short.earned) = (value, size, earned)
  }

  /// Says what a gift asks for and what there is of it.
  mutating func traceShort(
    _ run: Int, _ gift: GiftTerms, _ short: ShortGift
  ) throws(NumericError) {
    position = -1
    let offer = scratch.runs[run].offer
    let every =
      gift.measure.kind == .amount
      ? try converted(gift.forEvery, offer, scratch.order) ?? .zero
      : Ratio(Int128(gift.forEvery), 1)
    var needed = every
    if gift.rule == .wholeUnit, every.numerator > 0, !short.value.isLess(than: every) {
      // What is no whole multiple lacks what leads to the next.
      let count = try short.value.divided(by: every)
      needed = try every.multiplied(by: Ratio(count.numerator / count.denominator + 1, 1))
    }
    if gift.rule == .proportional, let size = short.size {
      // What is less than a base unit is rounded down to none.
      guard
        let unit = try? every.multiplied(by: Ratio(1000, Int128(gift.quantity))).divided(by: size)
      else { return }
      // Where `times` keeps it below one, no measure reaches it.
      if every.numerator > 0, !short.value.isLess(than: unit) { return }
      needed = unit
    }
    guard let shown = try? needed.settled(step: 1, mode: .halfUp) else { return }
    trace(
      offer, .belowRungs, a: try short.value.settled(step: 1, mode: .halfUp), b: shown)
  }
}

/// A gift that nothing was earned of, for explanations.
struct ShortGift {
  /// Whether something was earned, or something else says why nothing is given.
  var isEnough = false
  /// The largest measure, of a proportional gift that which earns most.
  var value = Ratio.zero
  /// Of a proportional gift what its unit holds in base units, and what its measure comes to.
  var size: Ratio?
  var earned = Ratio.zero
}
