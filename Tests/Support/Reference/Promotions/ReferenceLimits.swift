import DealerRules

/// What an order uses of an offer's limits (O-027).
struct ReferenceUse {
  var offer: Offer
  /// Of the order's currency.
  var amount: Fraction
  /// Base units.
  var units: Fraction
}

/// One count of a limit, over a batch; uses of a code count whichever offer they are for.
struct ReferenceLimit: Hashable {
  enum Kind: String {
    case uses, usesPerCustomer, usesPerCode, budget, budgetUnits
    /// what allowances and balances gave.
    case allowance, rebateFund
    /// what was bought toward a check's total.
    case purchases
  }

  var offer: String
  var kind: Kind
  /// The customer, with the period where there is one, or the code.
  var who: String

  init(offer: String, kind: Kind, who: String) {
    self.offer = kind == .usesPerCode ? "" : offer
    self.kind = kind
    self.who = who
  }
}

extension ReferenceRun {
  /// O-027: what is left of a limit, counts as they are, amounts in millionths of the book's
  /// currency, units in thousandths; `nil` where the offer has no such limit.
  func left(of kind: ReferenceLimit.Kind, _ offer: Offer, who: String = "") -> Fraction? {
    let facts = order.facts.offerUse[offer.id] ?? OfferUse()
    let stated: Int64?
    let used: Int64
    switch kind {
    case .uses: (stated, used) = (offer.limits.uses, facts.uses)
    case .usesPerCustomer: (stated, used) = (offer.limits.usesPerCustomer, facts.usesByCustomer)
    case .usesPerCode: (stated, used) = (offer.limits.usesPerCode, facts.usesByCode[who] ?? 0)
    case .budget: (stated, used) = (offer.limits.budget, facts.amount)
    case .budgetUnits: (stated, used) = (offer.limits.budgetUnits, facts.units)
    case .allowance, .rebateFund, .purchases: return nil
    }
    guard let stated else { return nil }
    if world.canary == .limitForgets { return Fraction(stated) - Fraction(used) }
    let inBatch = limitsUsed[ReferenceLimit(offer: offer.id, kind: kind, who: who)] ?? .zero
    return Fraction(stated) - Fraction(used) - inBatch
  }

  /// O-027: whether every limit of an offer leaves something.
  func hasUses(_ offer: Offer) -> Bool {
    for kind in [ReferenceLimit.Kind.uses, .usesPerCustomer, .budget, .budgetUnits] {
      let who = kind == .usesPerCustomer ? order.customer : ""
      if let left = left(of: kind, offer, who: who), left <= .zero {
        tag("limit.\(kind)")
        return false
      }
    }
    guard offer.limits.usesPerCode != nil, !offer.codes.isEmpty else { return true }
    if codeToUse(offer) == nil { tag("limit.usesPerCode") }
    return codeToUse(offer) != nil
  }

  /// O-027: the first of the offer's codes that the order brings and that has uses left.
  private func codeToUse(_ offer: Offer) -> String? {
    Set(offer.codes).intersection(order.coupons).sorted(by: ReferenceNames.isBefore).first {
      Fraction.zero < left(of: .usesPerCode, offer, who: $0) ?? .one
    }
  }

  /// O-027: what the order draws from limits, in the form of the answer.
  func reservedLimits() throws(ReferenceFault) -> [(ReferenceLimit, ReferenceReservation)] {
    var result: [(ReferenceLimit, ReferenceReservation)] = []
    func add(
      _ kind: ReferenceLimit.Kind, _ use: ReferenceUse, who: String = "", amount: Fraction = .zero,
      units: Fraction = .zero
    ) throws(ReferenceFault) {
      let id = kind == .usesPerCode ? who : use.offer.id
      let limit = ReferenceLimit(offer: use.offer.id, kind: kind, who: who)
      // An order uses a code once, for however many offers.
      if kind == .usesPerCode, result.contains(where: { $0.0 == limit }) { return }
      result.append(
        (
          limit,
          ReferenceReservation(
            id: id, kind: kind.rawValue, amount: try narrow(amount), units: try narrow(units))
        ))
    }
    for (check, bought) in purchases {
      let units = (bought * Fraction(1000)).settledWhole(.up)
      result.append(
        (
          purchaseLimit(check),
          ReferenceReservation(
            id: check.id, kind: "purchases", amount: 0, units: try narrow(Fraction(units)))
        ))
    }
    for use in uses {
      let limits = use.offer.limits
      let one = Fraction(1000)
      if limits.uses != nil { try add(.uses, use, units: one) }
      if limits.usesPerCustomer != nil {
        try add(.usesPerCustomer, use, who: order.customer, units: one)
      }
      if limits.usesPerCode != nil, let code = codeToUse(use.offer) {
        try add(.usesPerCode, use, who: code, units: one)
      }
      if limits.budget != nil, Fraction.zero < use.amount {
        let rate = world.exchange(world.book.currency, currency, at: instant) ?? .one
        try add(.budget, use, amount: world.display(use.amount / rate))
      }
      if limits.budgetUnits != nil, Fraction.zero < use.units {
        try add(
          .budgetUnits, use, units: Fraction((use.units * Fraction(1000)).settledWhole(.up)))
      }
    }
    return result
  }
}
