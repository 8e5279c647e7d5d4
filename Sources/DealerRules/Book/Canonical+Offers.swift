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
    }
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
    switch offer.benefit {
    case .percentOff(let rate): integer(9, rate.millionths)
    case .amountOffPerUnit(let amount, let unit):
      integer(10, amount)
      text(11, unit)
    case .fixedUnitPrice(let amount, let unit):
      integer(12, amount)
      text(13, unit)
    }
    flag(14, offer.includesProtected)
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
