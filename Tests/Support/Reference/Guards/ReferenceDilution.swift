import DealerRules

/// What gifts add on a line (G-003).
struct ReferenceGiftShare {
  /// `nil` where the worth of some gift is not known.
  var worth: Fraction? = .zero
  var paid: Fraction = .zero
}

extension ReferenceRun {
  /// G-003: what the gifts of the order add to a guard's bound, by line.
  func dilution(
    _ rule: Guard, without left: String? = nil
  ) -> [Int32: ReferenceGiftShare]? {
    guard rule.countsGifts, rule.price == nil else { return [:] }
    var result: [Int32: ReferenceGiftShare] = [:]
    for (offer, gift) in world.book.offers.flatMap({ offer in gifts(of: offer).map { (offer, $0) } }
    ) where offer.id != left {
      let all = linesOfGift(offer)
      let own = all.filter { states[$0]?.item.product.id == gift.product.id }
      var isPlain = false
      if case .floor(let bound) = rule.test { isPlain = bound.base == nil }
      if isPlain, own.isEmpty { continue }
      let lines = own.isEmpty ? all : own
      let line = OrderLine(number: 0, product: gift.product.id, quantity: .one)
      let item = ReferenceItem(
        number: 0, product: gift.product, base: gift.quantity, quantity: gift.quantity,
        unit: gift.product.baseUnit, line: line, isComponent: true)
      let worth = worth(rule, item, list: standalone(gift.product, gift.quantity))
      guard let worth else {
        for line in lines { result[line, default: ReferenceGiftShare()].worth = nil }
        continue
      }
      tag("guard.gift")
      for (line, share) in zip(lines, shares(worth, lines)) {
        let before = result[line] ?? ReferenceGiftShare()
        result[line, default: ReferenceGiftShare()].worth = before.worth.map { $0 + share }
      }
      for (line, share) in zip(lines, shares(paid(gift, offer), lines)) {
        result[line, default: ReferenceGiftShare()].paid += share
      }
    }
    return result
  }

  /// G-003: the lines of a gift's offer, as its condition and O-008 leave them.
  private func linesOfGift(_ offer: Offer) -> [Int32] {
    states.keys.sorted().filter { number in
      guard let state = states[number], state.isPriced else { return false }
      return (offer.includesProtected || !state.isProtected) && holds(offer.when, state.item)
    }
  }

  /// T-007: what a gift is charged at.
  private func paid(_ given: ReferenceGiven, _ offer: Offer) -> Fraction {
    guard case .gift(let gift) = offer.benefit, gift.price != 0,
      let rate = world.exchange(world.book.currency, currency, at: instant),
      let unit = world.baseUnits(in: gift.unit, of: given.product)
    else { return .zero }
    return extend(Fraction(gift.price) * rate * given.quantity / unit)
  }

  /// G-003: by list amounts in millionths, evenly where all are zero.
  private func shares(_ total: Fraction, _ lines: [Int32]) -> [Fraction] {
    var weights = lines.map { max(states[$0]?.list ?? .zero, .zero) }
    if weights.allSatisfy(\.isZero) { weights = weights.map { _ in .one } }
    return ReferenceSpread.share(
      total, weights, caps: weights.map { _ in nil }, step: .one, .largestFraction)
  }
}
