import DealerRules

extension ReferenceRun {
  /// T-007: what gifts with a price cost.
  func giftCharges() throws(ReferenceFault) -> Fraction {
    var sum = Fraction.zero
    for offer in world.book.offers {
      guard case .gift(let gift) = offer.benefit, gift.price != 0 else { continue }
      for all in gifts(of: offer) {
        guard let amount = price(of: all, gift) else { continue }
        _ = try narrow(amount)
        sum += amount
        note("giftPrice", rule: offer.id)
        tag("charge.gift")
      }
    }
    return sum
  }

  /// O-018: of one product an offer gives one gift, whatever lines earned it; by product.
  func gifts(of offer: Offer) -> [ReferenceGiven] {
    var products: [String: ReferenceGiven] = [:]
    for one in gifts where one.rule == offer.id {
      var all = one
      all.quantity += products[one.product.id]?.quantity ?? .zero
      products[one.product.id] = all
    }
    return products.keys.sorted().compactMap { products[$0] }
  }

  /// T-007: what a gift costs; `nil` where its price does not convert.
  func price(of given: ReferenceGiven, _ gift: Gift) -> Fraction? {
    guard let rate = world.exchange(world.book.currency, currency, at: instant) else { return nil }
    let factor = world.baseUnits(in: gift.unit, of: given.product) ?? .one
    return extend(Fraction(gift.price) * rate * given.quantity / factor)
  }

  /// O-019: a charge after the offers that name it.
  func reduced(_ amount: Fraction, _ charge: Charge) -> Fraction {
    var left = amount
    if world.canary == .chargeStays { return left }
    let end = ReferencePhase(self, Phase(id: "", rounding: charge.rounding))
    let offers = world.book.offers.filter { offer in
      if case .charge(charge.id, _) = offer.benefit { return stands(offer) && admits(offer) }
      return false
    }
    for offer in offers.sorted(by: goesFirst) {
      let own = end.ownLines(offer)
      guard !own.isEmpty, end.reaches(offer, own: own) else { continue }
      guard Fraction.zero < left else { continue }
      let wanted = min(cut(left, offer, end), left)
      guard let taken = granted(wanted, offer, end), !taken.isZero else { continue }
      left -= taken
      uses.append(ReferenceUse(offer: offer, amount: max(taken, .zero), units: .zero))
      note("chargeReduced", rule: offer.id)
      if !offer.codes.isEmpty { tag("coupon") }
    }
    return left
  }

  /// O-019: what an offer takes off what is left of a charge, settled by the charge's rounding.
  private func cut(_ left: Fraction, _ offer: Offer, _ end: ReferencePhase) -> Fraction {
    guard case .charge(_, let cut) = offer.benefit else { return .zero }
    let exact: Fraction
    switch cut {
    case .percentOff(let rate): exact = left * Fraction(rate)
    case .amountOff(let value, _): exact = end.converted(value) ?? .zero
    case .fixedPrice(let value, _):
      exact =
        end.converted(value).map { max(left - $0, .zero) } ?? .zero
    }
    tag("charge.\(ReferencePhase.kind(cut))")
    return world.settle(exact, end.phase.rounding, currency)
  }

  /// O-019, O-026, O-027: what the offer's cap and budget let through; `nil` for nothing.
  private func granted(
    _ wanted: Fraction, _ offer: Offer, _ end: ReferencePhase
  ) -> Fraction? {
    var effect = ReferenceEffect(kind: "charge")
    // A charge is cut like a line of which everything is left.
    effect.parts[0] = ReferenceLineEffect(base: wanted, amount: wanted, units: .zero)
    if let stated = offer.combination.cap {
      _ = end.cut(&effect, to: end.converted(stated).map { end.whole($0, end.step) } ?? .zero)
    }
    guard end.grant(&effect, offer) else { return nil }
    if effect.tags.contains("limit.budgetCut"), !effect[0].isZero {
      note("budgetCut", rule: offer.id)
    }
    return effect[0]
  }

  /// O-018: the gifts of the answer, by rule and product.
  func listedGifts() throws(ReferenceFault) -> [ReferenceGift] {
    var sums: [[String]: Fraction] = [:]
    for gift in gifts { sums[[gift.rule, gift.product.id], default: .zero] += gift.quantity }
    var result: [ReferenceGift] = []
    for (key, quantity) in sums {
      result.append(
        ReferenceGift(
          product: key[1], quantity: try narrow(quantity * Fraction(1000)), rule: key[0]))
    }
    return ReferenceGift.sorted(result)
  }
}
