import DealerRules

extension ReferenceReturn {
  /// Z-014, Z-024, Z-032: whether nothing refuses the return.
  mutating func mayBe() -> Bool {
    if policy.needsPayment, sale.payable == 0 || request.facts.paid == 0 { return false }
    for line in request.lines where line.allowance > 0 && !mayAllow(line) { return false }
    let most =
      policy.needsPayment
      ? min(request.facts.paid ?? sale.payable, sale.payable) : sale.payable
    if Fraction(most) - so("refund") < Fraction(request.amount), request.amount > 0 { return false }
    for (offer, terms) in sale.terms.sorted() where terms == .mustReturnAll {
      let touched = goods(of: offer)
      let comes = touched.contains { world.back[$0] < counts[$0] }
      let stays = touched.contains { counts[$0] < sale.items[$0].quantity }
      if comes && stays { return false }
    }
    return true
  }

  /// Items on whose lines an offer acted, and its gifts.
  private func goods(of offer: String) -> [Int] {
    let lines = Set(sale.cuts.filter { $0.rule == offer }.map(\.line))
    return sale.items.indices.filter {
      lines.contains(sale.items[$0].number) || sale.items[$0].gift == offer
    }
  }

  /// What is left of the line, and of the unit.
  private mutating func mayAllow(_ line: ReturnRequest.Line) -> Bool {
    var left = Fraction.zero
    var unit = Fraction.zero
    for (item, back) in zip(sale.items, world.back) where item.number == line.number {
      let gross = item.paid + (sale.includesTax ? 0 : item.tax)
      left += Fraction(gross) - world.share(gross, back, item.quantity)
      let high = (line.unit ?? 1) * 1000
      if line.unit != nil, high > item.quantity { return false }
      unit += world.share(gross, high, item.quantity)
      unit -= world.share(gross, high - 1000, item.quantity)
    }
    let key = "\(line.number)"
    let own = "\(line.number) \(line.unit ?? 0)"
    left -= world.allowances[key] ?? .zero
    unit -= world.allowances[own] ?? .zero
    let asked = Fraction(line.allowance)
    if left < asked || line.unit != nil && unit < asked { return false }
    world.allowances[key] = (world.allowances[key] ?? .zero) + asked
    if line.unit != nil { world.allowances[own] = (world.allowances[own] ?? .zero) + asked }
    return true
  }

  /// Z-033: whether more of a gift stays than the goods that stay earn.
  mutating func lacksGift() -> Bool {
    for (index, item) in sale.items.enumerated() {
      guard let offer = item.gift, sale.terms[offer] == .requireGift else { continue }
      let stays = item.quantity - counts[index]
      guard stays > 0 else { continue }
      let alone = remainder()
      guard alone.hasPrice else { continue }
      if (alone.gifts[[offer, item.product]] ?? .zero) < Fraction(stays) { return true }
    }
    return false
  }
}
