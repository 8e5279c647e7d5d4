// Uses and budgets of offers (RULES.md O-027).
extension Workspace {
  /// Whether another order may use an offer; says why not.
  mutating func hasUsesLeft(_ offer: Int32, _ terms: OfferTerms) -> Bool {
    let limits = rules.offers.limits[Int(terms.limit)]
    touchedCap = true
    let use = batch.promotion.use[OrderBatch.key(scratch.order, offer)] ?? OfferUse()
    guard hasLeft(.uses, limits.uses, use.uses, offer),
      hasLeft(.usesPerCustomer, limits.usesPerCustomer, use.usesByCustomer, offer),
      hasLeft(.budget, limits.budget, use.amount, offer),
      hasLeft(.budgetUnits, limits.budgetUnits, use.units, offer)
    else { return false }
    guard let most = limits.usesPerCode, code(for: offer, terms, limits) < 0 else { return true }
    position = -1
    trace(
      offer, .limitReached, a: most, b: most, c: Int64(ReservationKind.usesPerCode.rawValue) + 1)
    return false
  }

  /// Whether anything remains of a limit, where there is one.
  private mutating func hasLeft(
    _ kind: ReservationKind, _ most: Int64?, _ fact: Int64, _ offer: Int32
  ) -> Bool {
    guard let most else { return true }
    let used = used(kind, offer, fact)
    guard used >= most else { return true }
    position = -1
    trace(offer, .limitReached, a: used, b: most, c: Int64(kind.rawValue) + 1)
    return false
  }

  /// What is used of a limit: the fact, and what earlier orders of the batch used.
  private mutating func used(_ kind: ReservationKind, _ index: Int32, _ fact: Int64) -> Int64 {
    let key = LimitKey(kind: kind, index: index, customer: customer(for: kind))
    let (sum, overflow) = fact.addingReportingOverflow(limitsUsedByBatch[key] ?? 0)
    return overflow ? .max : sum
  }

  private mutating func customer(for kind: ReservationKind) -> Int32 {
    kind == .usesPerCustomer ? batch.customer[Int(scratch.order)] : -1
  }

  /// The first code of the order, by id, that an offer knows and that has uses left; −1 for none.
  private mutating func code(for offer: Int32, _ terms: OfferTerms, _ limits: OfferLimits) -> Int32
  {
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
    scratch.runs[run].granted = nil
    scratch.runs[run].desired = nil
    let wanted = try gains(of: run)
    var most = wanted
    if let budget = limits.budget {
      let left = try self.left(of: .budget, budget, offer)
      most = min(most, try cap(left, offer, step: effectStep))
    }
    let units = limits.budgetUnits == nil ? Ratio.zero : try units(of: run)
    var left = Ratio.zero
    if let budget = limits.budgetUnits {
      left = Ratio(Int128(try self.left(of: .budgetUnits, budget, offer)), 1)
    }
    let isCut = left.isLess(than: units)
    guard isCut || most < wanted else { return true }
    guard limits.isPartial else {
      position = -1
      if isCut {
        trace(
          offer, .budgetShort, a: try left.settled(step: 1, mode: .down),
          b: try units.settled(step: 1, mode: .up), c: 1)
      } else {
        trace(offer, .budgetShort, a: millionths(most), b: millionths(wanted))
      }
      return false
    }
    scratch.runs[run].desired = (wanted, giftUnits(of: run))
    if givesPacksIncluded(terms) {
      try cutInclusive(run, terms, to: most, limits.budgetUnits == nil ? nil : left)
      position = -1
      if try gains(of: run) == 0 {
        trace(offer, .budgetShort, a: millionths(most), b: millionths(wanted))
      }
      return true
    }
    if isCut {
      let share = try Ratio(wanted, 1).multiplied(by: left.divided(by: units))
      let granted = try wholeSteps(share.numerator / share.denominator)
      most = min(most, Int128(granted) * 1_000_000)
      scratch.runs[run].granted = try cutGifts(run, to: left)
    }
    if most < wanted { try shrink(run, to: most, .budgetCut, wanted) }
    if most == 0, wanted > 0 {
      position = -1
      trace(offer, .budgetShort, a: 0, b: millionths(wanted))
    }
    return true
  }

  /// Whether an offer gives inclusive free goods in a unit, which stay whole (RULES.md O-018).
  private func givesPacksIncluded(_ terms: OfferTerms) -> Bool {
    guard terms.kind == .gift else { return false }
    let gift = rules.offers.gifts[Int(terms.detail)]
    return gift.mode == .inclusive && gift.unit >= 0
  }

  /// What a budget has left before the order.
  mutating func left(
    of kind: ReservationKind, _ budget: Int64, _ offer: Int32
  ) throws(NumericError) -> Int64 {
    let use = batch.promotion.use[OrderBatch.key(scratch.order, offer)] ?? OfferUse()
    let fact = kind == .budget ? use.amount : use.units
    return max(try Wide.subtract(budget, used(kind, offer, fact)), 0)
  }

  /// Thousandths of base units that an offer touches or gives: on lines with an effect what it
  /// has taken of them, else all of them.
  mutating func units(of run: Int) throws(NumericError) -> Ratio {
    if let granted = scratch.runs[run].granted { return granted }
    var sum = Ratio.zero
    for index in scratch.runs[run].gifts where !scratch.gifts[index].isInclusive {
      sum = try sum.added(to: Ratio(Int128(scratch.gifts[index].quantity), 1))
    }
    let isPart = !scratch.uses.isEmpty
    for index in scratch.runs[run].effects where scratch.effects[index].exact != 0 {
      let position = scratch.effects[index].position
      if isPart {
        for use in scratch.uses where use.position == position {
          sum = try sum.added(to: use.units)
        }
      } else {
        sum = try sum.added(
          to: baseQuantity(batch.lineStart[Int(scratch.order)] + position))
      }
    }
    return sum
  }

  /// Cuts gifts to what is left, each in whole ones of the gift's unit; returns what is granted.
  private mutating func cutGifts(_ run: Int, to most: Ratio) throws(NumericError) -> Ratio {
    guard scratch.runs[run].gifts.contains(where: { !scratch.gifts[$0].isInclusive }) else {
      return most
    }
    let terms = rules.offers.terms[Int(scratch.runs[run].offer)]
    let gift = rules.offers.gifts[Int(terms.detail)]
    var left = Int64(clamping: most.numerator)
    var granted: Int64 = 0
    let desired = giftUnits(of: run)
    position = -1
    for index in scratch.runs[run].gifts where !scratch.gifts[index].isInclusive {
      let wanted = scratch.gifts[index].quantity
      var given = min(wanted, left)
      if given < wanted {
        let whole = try packs(Ratio(Int128(given), 1), gift, scratch.gifts[index].product)
        given = try whole.settled(step: 1, mode: .down)
        scratch.gifts[index].quantity = given
        scratch.gifts[index].weight = try weight(of: scratch.gifts[index])
      }
      left -= given
      granted += given
    }
    if granted == 0 {
      trace(scratch.runs[run].offer, .budgetShort, a: 0, b: desired, c: 1)
    }
    return Ratio(Int128(granted), 1)
  }

  /// Thousandths of base units that an offer gives on top.
  private func giftUnits(of run: Int) -> Int64 {
    // Quantities of an order's gifts are bounded, so that their sum fits.
    scratch.runs[run].gifts.reduce(0) {
      $0 &+ (scratch.gifts[$1].isInclusive ? 0 : scratch.gifts[$1].quantity)
    }
  }

  /// Says what a budget granted an offer of what it would have given, money before goods.
  mutating func reportGranted(_ run: Int, _ result: inout PricedBatch) throws(NumericError) {
    guard let desired = scratch.runs[run].desired, !scratch.isTrial else { return }
    let rule = RuleRef(.offer, Int(scratch.runs[run].offer))
    if desired.amount > 0 {
      report(
        .budgetCut, line: -1, rule: rule, a: millionths(try gains(of: run)),
        b: millionths(desired.amount), &result)
    } else {
      report(
        .budgetCut, line: -1, rule: rule, a: giftUnits(of: run), b: desired.units, c: 1, &result)
    }
  }

  /// Notes what an offer used, to be reserved if the order is accepted.
  mutating func noteUse(_ run: Int, _ terms: OfferTerms) throws(NumericError) {
    try noteUse(
      scratch.runs[run].offer, terms, gains: try gains(of: run), units: try units(of: run))
  }

  /// Notes a use that took so much off, in 10⁻¹² units, and touched so many units.
  mutating func noteUse(
    _ offer: Int32, _ terms: OfferTerms, gains: Int128, units: Ratio
  ) throws(NumericError) {
    let limits = rules.offers.limits[Int(terms.limit)]
    if limits.uses != nil { note(.uses, offer, 1) }
    if limits.usesPerCustomer != nil { note(.usesPerCustomer, offer, 1) }
    if limits.usesPerCode != nil {
      let code = self.code(for: offer, terms, limits)
      // An order uses a code once, for however many offers.
      let isNoted = limitUses.contains { $0.kind == .usesPerCode && $0.index == code }
      if code >= 0, !isNoted { note(.usesPerCode, code, 1) }
    }
    if limits.budget != nil, let rate = try converted(1_000_000, offer, scratch.order) {
      let amount = try Ratio(gains, 1).divided(by: rate)
      note(.budget, offer, try amount.settled(step: 1, mode: .halfUp))
    }
    if limits.budgetUnits != nil {
      note(.budgetUnits, offer, try units.settled(step: 1, mode: .up))
    }
  }

  private mutating func note(_ kind: ReservationKind, _ index: Int32, _ amount: Int64) {
    guard amount > 0 else { return }
    limitUses.append(ReservationRecord(kind: kind, index: index, amount: amount))
  }
}

/// What is used of a limit inside a batch.
struct LimitKey: Hashable, Sendable {
  var kind: ReservationKind
  /// The offer, the code, the allowance, the check, or the fact that is a fund's balance.
  var index: Int32
  /// −1 where the limit does not count by customer.
  var customer: Int32
  /// The number of the period, where a limit is of one.
  var period: Int32 = 0
}
