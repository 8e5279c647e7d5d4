// Canonical forms of phases, offers, charges, tax and policies; origins are no part of them.
extension CanonicalEncoder {
  mutating func content(of phase: Phase) {
    text(1, phase.id)
    text(2, phase.base.rawValue)
    text(3, phase.point.rawValue)
    rounding(4, phase.rounding)
    unordered(5, phase.groups) { group, encoder in
      encoder.text(1, group.id)
      encoder.text(2, group.choice.rawValue)
      encoder.text(3, group.per.rawValue)
      encoder.text(4, group.giftValue.rawValue)
    }
    text(6, phase.remainder.rawValue)
    text(7, phase.mode.rawValue)
    text(8, phase.exclusivity.per.rawValue)
    flag(9, phase.exclusivity.strictFirst)
    text(10, phase.combinePer.rawValue)
    integer(11, phase.capRate?.millionths)
    text(12, phase.floor)
    flag(13, phase.combineAcross)
  }

  mutating func content(of offer: Offer) {
    text(1, offer.id)
    text(2, offer.name)
    text(3, offer.phase)
    text(4, offer.group)
    integer(5, Int64(offer.priority))
    validity(6, offer.validity)
    text(7, offer.status.rawValue)
    condition(8, offer.when)
    unordered(9, offer.requires) { $1.threshold($0) }
    if !offer.requiresAny.isEmpty { unordered(18, offer.requiresAny) { $1.threshold($0) } }
    unordered(10, offer.codes) { $1.text(1, $0) }
    nested(11) { $0.content(of: offer.benefit) }
    if let units = offer.units {
      nested(12) {
        $0.integer(1, units.most?.thousandths)
        $0.integer(2, units.mostPerLine?.thousandths)
        $0.integer(3, units.groupsOf?.thousandths)
        $0.text(4, units.select.rawValue)
        $0.text(5, units.unit)
      }
    }
    text(13, offer.base?.rawValue)
    nested(14) { $0.content(of: offer.combination) }
    nested(15) { $0.content(of: offer.limits) }
    flag(16, offer.includesProtected)
    flag(17, offer.includesDiscounted)
  }

  private mutating func threshold(_ threshold: Threshold) {
    measure(1, threshold.measure)
    integer(2, threshold.bounds.from)
    integer(3, threshold.bounds.above)
    integer(4, threshold.bounds.below)
    integer(5, threshold.bounds.upTo)
  }

  private mutating func content(of combination: Combination) {
    text(1, combination.exclusive.rawValue)
    text(2, combination.stop.rawValue)
    unordered(3, combination.tags) { $1.text(1, $0) }
    if let others = combination.combinesWith {
      nested(4) { $0.unordered(1, others) { $1.text(1, $0) } }
    }
    integer(5, combination.cap)
    integer(6, combination.capPerLine)
    flag(7, combination.sharesUnits)
    if combination.alone != .no { text(8, combination.alone.rawValue) }
  }

  private mutating func content(of limits: OfferLimits) {
    integer(1, limits.uses)
    integer(2, limits.usesPerCustomer)
    integer(3, limits.usesPerCode)
    integer(4, limits.budget)
    integer(5, limits.budgetUnits)
    flag(6, limits.isPartial)
  }

  mutating func content(of charge: Charge) {
    text(1, charge.id)
    text(2, charge.name)
    switch charge.base {
    case .net: integer(3, 1)
    case .list: integer(3, 2)
    case .charge(let id):
      integer(3, 3)
      text(4, id)
    }
    integer(5, charge.rate.millionths)
    integer(6, charge.amount)
    rounding(7, charge.rounding)
    validity(8, charge.validity)
    condition(9, charge.when)
    if charge.status != .published { text(10, charge.status.rawValue) }
  }

  /// Everything of a tax policy but its rates.
  mutating func content(of tax: TaxPolicy) {
    flag(1, tax.pricesIncludeTax)
    text(2, tax.point.rawValue)
    rounding(3, tax.rounding)
  }

  mutating func content(of rate: TaxRate) {
    text(1, rate.id)
    text(2, rate.taxClass)
    text(3, rate.region)
    integer(4, rate.rate.millionths)
    validity(5, rate.validity)
    if rate.status != .published { text(6, rate.status.rawValue) }
  }

  mutating func content(of policies: OrderPolicies) {
    switch policies.manual {
    case .accept: integer(1, 1)
    case .bound(let rate):
      integer(1, 2)
      integer(2, rate.millionths)
    case .refuse: integer(1, 3)
    case .approval: integer(1, 4)
    }
    text(3, policies.missingPrice.rawValue)
    flag(4, policies.pricesBlockedOrders)
  }
}
