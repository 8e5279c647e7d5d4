// Uses and budgets of offers (RULES.md O-027).
extension Workspace {
  /// Whether another order may use an offer.
  mutating func hasUsesLeft(_ offer: Int32, _ terms: OfferTerms) -> Bool {
    let limits = rules.offers.limits[Int(terms.limit)]
    touchedCap = true
    let use = batch.promotion.use[OrderBatch.key(scratch.order, offer)] ?? OfferUse()
    if let most = limits.uses, used(.uses, offer, use.uses) >= most { return false }
    if let most = limits.usesPerCustomer,
      used(.usesPerCustomer, offer, use.usesByCustomer) >= most
    {
      return false
    }
    return limits.usesPerCode == nil || code(for: offer, terms, limits) >= 0
  }

  /// What is used of a limit: the fact, and what earlier orders of the batch used.
  private func used(_ kind: ReservationKind, _ index: Int32, _ fact: Int64) -> Int64 {
    let key = LimitKey(kind: kind, index: index, customer: customer(for: kind))
    let (sum, overflow) = fact.addingReportingOverflow(limitsUsedByBatch[key] ?? 0)
    return overflow ? .max : sum
  }

  private func customer(for kind: ReservationKind) -> Int32 {
    kind == .usesPerCustomer ? batch.customer[Int(scratch.order)] : -1
  }

  /// The first code of the order, by id, that an offer knows and that has uses left; −1 for none.
  private func code(for offer: Int32, _ terms: OfferTerms, _ limits: OfferLimits) -> Int32 {
    var best: Int32 = -1
    let use = batch.promotion.use[OrderBatch.key(scratch.order, offer)] ?? OfferUse()
    for index in terms.codes {
      let code = rules.offers.codeLists[Int(index)]
      guard batch.promotion.brings(code, scratch.order) else { continue }
      let name = rules.offers.codes.name(code)
      if let most = limits.usesPerCode,
        used(.usesPerCode, code, use.usesByCode[name] ?? 0) >= most
      {
        continue
      }
      if best < 0 || IdentifierOrder.precedes(name, rules.offers.codes.name(best)) {
        best = code
      }
    }
    return best
  }

  /// Cuts an offer at its budgets; false where they do not let it through.
  mutating func grant(_ run: Int, _ terms: OfferTerms) throws(NumericError) -> Bool {
    let offer = scratch.runs[run].offer
    let limits = rules.offers.limits[Int(terms.limit)]
    let use = batch.promotion.use[OrderBatch.key(scratch.order, offer)] ?? OfferUse()
    if let budget = limits.budget, let rate = try converted(1, offer, scratch.order) {
      let left = max(try Wide.subtract(budget, used(.budget, offer, use.amount)), 0)
      let most = try wholeSteps(
        try exact(try Ratio(Int128(left), 1).multiplied(by: rate)))
      let wanted = try amount(of: run)
      if wanted > most {
        guard limits.isPartial, most > 0 else { return refuse(run, most, wanted) }
        try shrink(run, to: most, .budgetCut, wanted)
      }
    }
    guard let budget = limits.budgetUnits else { return true }
    let left = max(try Wide.subtract(budget, used(.budgetUnits, offer, use.units)), 0)
    let wanted = try units(of: run)
    guard wanted > left else { return true }
    guard limits.isPartial, left > 0 else { return refuse(run, left, wanted) }
    if scratch.runs[run].gifts.isEmpty {
      let amount = try amount(of: run)
      let granted = try Ratio(Int128(amount) * Int128(left), Int128(wanted))
        .multiplied(by: Ratio(1_000_000, 1))
      let most = try wholeSteps(granted.numerator / granted.denominator)
      try shrink(run, to: most, .budgetCut, amount)
    } else {
      cutGifts(run, to: left)
    }
    return true
  }

  private mutating func refuse(_ run: Int, _ left: Int64, _ wanted: Int64) -> Bool {
    position = -1
    trace(scratch.runs[run].offer, .budgetShort, a: left, b: wanted)
    return false
  }

  /// Thousandths of base units that an offer touches or gives.
  private func units(of run: Int) throws(NumericError) -> Int64 {
    var sum: Int64 = 0
    for index in scratch.runs[run].gifts {
      sum = try Wide.add(sum, scratch.gifts[index].quantity)
    }
    guard scratch.runs[run].gifts.isEmpty else { return sum }
    let isPart = !scratch.uses.isEmpty
    for use in scratch.uses {
      sum = try Wide.add(sum, try use.units.settled(step: 1, mode: .up))
    }
    guard !isPart else { return sum }
    for index in scratch.runs[run].effects where scratch.effects[index].exact != 0 {
      let line = batch.lineStart[Int(scratch.order)] + scratch.effects[index].position
      sum = try Wide.add(sum, try baseQuantity(line).settled(step: 1, mode: .up))
    }
    return sum
  }

  private mutating func cutGifts(_ run: Int, to most: Int64) {
    var left = most
    position = -1
    for index in scratch.runs[run].gifts {
      let wanted = scratch.gifts[index].quantity
      scratch.gifts[index].quantity = min(wanted, left)
      left -= scratch.gifts[index].quantity
      if scratch.gifts[index].quantity < wanted {
        trace(
          scratch.runs[run].offer, .budgetCut, a: scratch.gifts[index].quantity, b: wanted)
      }
    }
  }

  /// Notes what an offer used, to be reserved if the order is accepted.
  mutating func noteUse(_ run: Int, _ terms: OfferTerms) throws(NumericError) {
    let offer = scratch.runs[run].offer
    let limits = rules.offers.limits[Int(terms.limit)]
    if limits.uses != nil { note(.uses, offer, 1) }
    if limits.usesPerCustomer != nil { note(.usesPerCustomer, offer, 1) }
    if limits.usesPerCode != nil {
      let code = code(for: offer, terms, limits)
      if code >= 0 { note(.usesPerCode, code, 1) }
    }
    if limits.budget != nil, let rate = try converted(1, offer, scratch.order) {
      let amount = try Ratio(Int128(try amount(of: run)), 1).divided(by: rate)
      note(.budget, offer, try amount.settled(step: 1, mode: .halfUp))
    }
    if limits.budgetUnits != nil { note(.budgetUnits, offer, try units(of: run)) }
  }

  private mutating func note(_ kind: ReservationKind, _ index: Int32, _ amount: Int64) {
    guard amount > 0 else { return }
    limitUses.append(ReservationRecord(kind: kind, index: index, amount: amount))
  }
}

/// What is used of a limit inside a batch.
struct LimitKey: Hashable, Sendable {
  var kind: ReservationKind
  /// The offer, the code, the allowance, or the fact that is a fund's balance.
  var index: Int32
  /// −1 where the limit does not count by customer.
  var customer: Int32
}
