import DealerRules

extension ReferenceReturn {
  /// Z-014, Z-024, Z-032: what refuses the return.
  mutating func judge() {
    if policy.needsPayment, sale.payable == 0 { statement.refusals.insert(.nothingPaid) }
    if policy.needsPayment, request.facts.paid == 0 { statement.refusals.insert(.notPaid) }
    if policy.needsPayment, request.facts.paid == nil, sale.payable != 0 {
      statement.missing.insert("paid")
    }
    for line in request.lines where line.allowance > 0 { allow(line) }
    let most =
      policy.needsPayment
      ? min(request.facts.paid ?? sale.payable, sale.payable) : sale.payable
    if request.amount > 0, Fraction(most) - so("refund") < Fraction(request.amount) {
      statement.refusals.insert(.aboveBalance)
    }
    for (offer, terms) in sale.terms.sorted() where terms == .mustReturnAll {
      let touched = goods(of: offer)
      let comes = touched.contains { world.back[$0] < counts[$0] }
      let stays = touched.contains { counts[$0] < sale.items[$0].quantity }
      if comes && stays { statement.refusals.insert(.mustReturnAll) }
    }
    if keepsGift(.mustReturnAll) { statement.refusals.insert(.mustReturnAll) }
  }

  /// Items on whose lines an offer acted, and its gifts.
  func goods(of offer: String) -> [Int] {
    let lines = Set(sale.cuts.filter { $0.rule == offer }.map(\.line))
    return sale.items.indices.filter {
      lines.contains(sale.items[$0].number) || sale.items[$0].gift == offer
    }
  }

  /// Z-024: no more than what is left of the line, and of the unit.
  private mutating func allow(_ line: ReturnRequest.Line) {
    var left = Fraction.zero
    var unit = Fraction.zero
    for (item, back) in zip(sale.items, world.back) where item.number == line.number {
      let gross = item.paid + (sale.includesTax ? 0 : item.tax)
      left += Fraction(gross) - world.share(gross, back, item.quantity)
      let high = (line.unit ?? 1) * 1000
      if line.unit != nil, high > item.quantity {
        statement.refusals.insert(.unknownItem)
        return
      }
      unit += world.share(gross, high, item.quantity)
      unit -= world.share(gross, high - 1000, item.quantity)
    }
    let whole = ReferenceReturns.AllowanceKey(number: line.number)
    let own = ReferenceReturns.AllowanceKey(number: line.number, unit: line.unit)
    left -= world.allowances[whole] ?? .zero
    unit -= world.allowances[own] ?? .zero
    let asked = Fraction(line.allowance)
    let isAboveUnit = line.unit != nil && unit < asked
    if left < asked { statement.refusals.insert(.aboveBalance) }
    if isAboveUnit { statement.refusals.insert(.aboveUnit) }
    guard asked <= left, !isAboveUnit else { return }
    world.allowances[whole] = (world.allowances[whole] ?? .zero) + asked
    if line.unit != nil { world.allowances[own] = (world.allowances[own] ?? .zero) + asked }
  }

  /// Z-033: whether more of a gift stays than the goods that stay earn.
  mutating func lacksGift() -> Bool { keepsGift(.requireGift) }

  /// Whether more of a gift of some terms stays than the goods that stay earn.
  private mutating func keepsGift(_ terms: RemainderTerms) -> Bool {
    for (index, item) in sale.items.enumerated() {
      guard let offer = item.gift, sale.terms[offer] == terms else { continue }
      let stays = item.quantity - counts[index]
      guard stays > 0 else { continue }
      let alone = remainder()
      guard alone.hasPrice else { continue }
      if (alone.gifts[[offer, item.product]] ?? .zero) < Fraction(stays) { return true }
    }
    return false
  }

  /// Z-050.
  mutating func quota() {
    var counted = Fraction.zero
    for part in parts where cause(part.reason)?.isExempt != true {
      let item = sale.items[part.item]
      let isNet = sale.includesTax || world.canary == .quotaNet
      for value in isNet ? [item.paid] : [item.paid, item.tax] {
        counted += worth(part.item, value, part.from, part.to)
      }
    }
    counted = max(.zero, counted)
    add("quota", counted)
    guard let quota = policy.quota, .zero < counted else { return }
    guard let facts = request.facts.quota else {
      statement.missing.insert("quota")
      return
    }
    let exact = Fraction(facts.purchases) * Fraction(quota.share)
    let cap = Fraction((exact / world.step).floor) * world.step
    let over = Fraction(facts.posted) + Fraction(facts.open) + counted - cap
    statement.overQuota = max(0, ReferenceReturns.narrow(over))
  }
}
