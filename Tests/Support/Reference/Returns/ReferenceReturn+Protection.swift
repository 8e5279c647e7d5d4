import DealerRules

extension ReferenceReturn {
  /// Z-036.
  mutating func protection() {
    for index in sale.items.indices where world.back[index] < counts[index] {
      let item = sale.items[index]
      let paid = now(index, item.paid)
      guard item.gift == nil, .zero < paid else { continue }
      var worth = paid
      if let fallen = request.facts.protection[item.number] {
        let back = world.back[index]
        let own = part(of: fallen, index) { paidBefore($0) }
        switch world.canary {
        case .protectionWhole: worth -= Fraction(fallen)
        case .protectionOfAll: worth -= now(index, own)
        default: worth -= world.share(own, counts[index] - back, item.quantity - back)
        }
      }
      if policy.isLowerOf {
        if let price = request.facts.currentPrices[item.number] {
          worth = min(worth, current(price, index))
        } else {
          statement.missing.insert("currentPrices")
        }
      }
      let off = paid - max(worth, .zero)
      guard .zero < off else { continue }
      add("protection", -off)
      guard !sale.includesTax, .zero < paid else { continue }
      add("tax", -world.rounded(now(index, item.tax) * off / paid))
    }
  }

  /// What was paid for goods of an item that were not back before.
  private func paidBefore(_ index: Int) -> Int64 {
    let item = sale.items[index]
    let back = world.share(item.paid, world.back[index], item.quantity)
    return ReferenceReturns.narrow(Fraction(item.paid) - back)
  }

  /// Z-036: what a part of a kit has of an amount, up to it less before it.
  private func part(of amount: Int64, _ index: Int, by weight: (Int) -> Int64) -> Int64 {
    guard sale.items[index].part != nil else { return amount }
    let own = sale.items.indices.filter {
      sale.items[$0].number == sale.items[index].number && sale.items[$0].gift == nil
    }
    func paid(_ indices: [Int]) -> Int64 { indices.reduce(0) { $0 + max(0, weight($1)) } }
    let whole = paid(own)
    let upTo = world.share(amount, paid(own.filter { $0 <= index }), whole)
    return ReferenceReturns.narrow(
      upTo - world.share(amount, paid(own.filter { $0 < index }), whole))
  }

  /// Z-036: what goods cost now.
  private func current(_ price: Int64, _ index: Int) -> Fraction {
    let item = sale.items[index]
    guard item.part != nil else {
      let quantity = Fraction(counts[index] - world.back[index], 1000)
      return world.rounded(Fraction(price) * quantity)
    }
    let kits = sale.input.lines.first { $0.number == item.number }?.quantity.thousandths ?? 0
    let all = world.rounded(Fraction(price) * Fraction(kits, 1000))
    return now(index, part(of: ReferenceReturns.narrow(all), index) { sale.items[$0].paid })
  }
}
