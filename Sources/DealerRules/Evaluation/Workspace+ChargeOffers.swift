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
      let taken = try self.taken(
        offer, of: left, rules.charges.charges[charge].rounding, order, &result)
      guard taken != 0 else { continue }
      report(
        .chargeReduced, line: -1, rule: RuleRef(.offer, Int(offer)), a: left, b: taken, &result)
      left = try Wide.subtract(left, taken)
      let terms = rules.offers.terms[Int(offer)]
      guard terms.limit >= 0 else { continue }
      try noteUse(offer, terms, gains: max(Int128(taken), 0) * 1_000_000, units: .zero)
    }
    return left
  }

  /// What an offer takes off what is left of a charge, within its cap and budget.
  private mutating func taken(
    _ offer: Int32, of left: Int64, _ rounding: Rounding, _ order: Int32,
    _ result: inout PricedBatch
  ) throws(NumericError) -> Int64 {
    guard left > 0 else { return 0 }
    let terms = rules.offers.terms[Int(offer)]
    let step = rounding.step(in: batch.currencyValue[Int(order)])
    let off = try chargeCut(offer, left, order).settled(step: step, mode: rounding.mode)
    var taken = min(off, left)
    guard taken > 0 else { return taken }
    if terms.cap >= 0 {
      taken = min(taken, millionths(try cap(terms.cap, offer, step: step)))
    }
    guard terms.limit >= 0 else { return taken }
    let limits = rules.offers.limits[Int(terms.limit)]
    guard let budget = limits.budget else { return taken }
    let budgetLeft = try self.left(of: .budget, budget, offer)
    let most = millionths(try cap(budgetLeft, offer, step: step))
    if most >= taken { return taken }
    guard limits.isPartial else {
      position = -1
      trace(offer, .budgetShort, a: most, b: taken)
      return 0
    }
    if most > 0 {
      report(
        .budgetCut, line: -1, rule: RuleRef(.offer, Int(offer)), a: most, b: taken, &result)
    }
    return most
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

  private mutating func chargeCut(
    _ offer: Int32, _ left: Int64, _ order: Int32
  ) throws(NumericError) -> Ratio {
    let cut = rules.offers.cut[Int(offer)]
    switch cut.kind {
    case .percentOff: return Ratio(Int128(left) * Int128(cut.value), 1_000_000)
    case .amountOff: return try converted(cut.value, offer, order) ?? .zero
    case .fixedPrice:
      guard let price = try converted(cut.value, offer, order) else { return .zero }
      let off = try Ratio(Int128(left), 1).added(to: Ratio(-price.numerator, price.denominator))
      if off.numerator > 0 { return off }
      position = -1
      trace(offer, .notLower)
      return .zero
    }
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
