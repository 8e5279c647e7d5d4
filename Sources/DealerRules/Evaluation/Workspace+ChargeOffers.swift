// Offers on order charges, and goods given at a price (RULES.md O-018, O-019, T-007).
extension Workspace {
  /// What is left of a charge after the offers on it, in the order of O-007.
  mutating func reduced(
    _ charge: Int, _ amount: Int64, _ order: Int32, _ currency: Currency,
    _ result: inout PricedBatch
  ) throws(NumericError) -> Int64 {
    guard !chargeCandidates.isEmpty else { return amount }
    var left = amount
    for offer in rules.offers.chargeOffers
    where rules.offers.terms[Int(offer)].detail == Int32(charge) {
      guard try qualifies(offer, order) else { continue }
      let rounding = rules.charges.charges[charge].rounding
      let step = rounding.step(in: currency)
      let off = try chargeCut(offer, left, order).settled(step: step, mode: rounding.mode)
      var taken = left > 0 ? min(off, left) : 0
      if let cap = try chargeCap(offer, step, order) { taken = min(taken, cap) }
      guard taken != 0 else { continue }
      report(
        .chargeReduced, line: -1, rule: RuleRef(.offer, Int(offer)), a: left, b: taken, &result)
      left = try Wide.subtract(left, taken)
    }
    return left
  }

  /// Whether an offer has a line and reaches its thresholds on the final amounts.
  private mutating func qualifies(
    _ offer: Int32, _ order: Int32
  ) throws(NumericError) -> Bool {
    beginPhase(Int(rules.offers.phase[Int(offer)]), order)
    let terms = rules.offers.terms[Int(offer)]
    for candidate in chargeCandidates where Int32(truncatingIfNeeded: candidate >> 32) == offer {
      let line = Int(truncatingIfNeeded: candidate & 0xFFFF_FFFF)
      if !terms.includesDiscounted, running[line] < listAmount[line] { continue }
      scratch.lines.append(RunLine(position: Int32(line)))
    }
    scratch.runs.append(OfferRun(offer: offer, lines: 0..<scratch.lines.count))
    try qualify(0)
    return scratch.runs[0].isQualified
  }

  /// The most that an offer takes off a charge, in whole steps.
  private mutating func chargeCap(
    _ offer: Int32, _ step: Int64, _ order: Int32
  ) throws(NumericError) -> Int64? {
    let cap = rules.offers.terms[Int(offer)].cap
    guard cap >= 0, let most = try converted(cap, offer, order) else { return nil }
    return try most.settled(step: step, mode: .down)
  }

  private mutating func chargeCut(
    _ offer: Int32, _ left: Int64, _ order: Int32
  ) throws(NumericError) -> Ratio {
    let cut = rules.offers.cut[Int(offer)]
    switch cut.kind {
    case .percentOff: return Ratio(Int128(left) * Int128(cut.value), 1_000_000)
    case .amountOff: return try converted(cut.value, offer, order) ?? .zero
    case .fixedPrice:
      guard let price = try converted(cut.value, offer, order) else { return .zero }
      return try Ratio(Int128(left), 1).added(to: Ratio(-price.numerator, price.denominator))
    }
  }

  /// Charges goods given at a price.
  mutating func chargeGifts(_ result: inout PricedBatch) throws(NumericError) -> Int64 {
    var total: Int64 = 0
    for gift in scratch.given where gift.price != 0 {
      total = try Wide.add(total, gift.price)
      report(
        .giftPrice, line: -1, rule: RuleRef(.offer, Int(gift.offer)), a: gift.price, &result)
    }
    return total
  }

  /// Reports codes that no offer knows (RULES.md O-002).
  mutating func reportUnknownCodes(_ order: Int32, _ result: inout PricedBatch) {
    let start = Int(batch.promotion.codeStart[Int(order)])
    for index in start..<Int(batch.promotion.codeStart[Int(order) + 1])
    where batch.promotion.codes[index] == -1 {
      report(.couponUnknown, line: -1, a: Int64(index - start), &result)
    }
  }
}
