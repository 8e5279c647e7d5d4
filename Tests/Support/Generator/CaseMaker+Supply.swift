import DealerRules

/// shelf lives, lots in stock and recent orders.
extension CaseMaker {
  mutating func shelfLife() -> ShelfLifeBounds {
    var bounds = ShelfLifeBounds(
      days: Int32(other.pick([0, 1, 30, 60])), date: other.pick(PricingDate.allCases),
      priority: Int32(other.int(0...2)))
    if other.chance(30) { bounds.attribute = other.pick(["score", "none"]) }
    if other.chance(40) { bounds.share = Rate(other.pick(["0%", "33.3333%", "50%", "100%"])) }
    if bounds.share != nil || bounds.attribute != nil, other.chance(40) { bounds.days = nil }
    return bounds
  }

  /// What is in stock and what was ordered before, now and then this very order.
  mutating func supply(_ order: inout Order) {
    stock(&order)
    recall(&order)
  }

  mutating func stock(_ order: inout Order) {
    let day: CivilDate =
      switch order.moment {
      case .date(let date): date
      case .instant(let instant): book.zone.date(of: instant)
      }
    for product in book.products where other.chance(60) {
      for index in 1...other.int(1...4) {
        let left = other.pick([-1, 0, 1, 29, 30, 31, 60, 200])
        order.facts.lots.append(
          StockLot(
            product: product.id, lot: "L\(other.int(1...3))",
            made: other.chance(70) ? date(day, plus: left - life()) : nil,
            expires: index > 1 || other.chance(90) ? date(day, plus: left) : nil,
            quantity: Int64(other.int(0...10)) * 1250))
      }
    }
  }

  private mutating func recall(_ order: inout Order) {
    guard other.chance(70) else { return }
    order.facts.recentOrders = (0..<other.int(0...3)).map { index in
      let seconds = other.pick([0, 1, 3600, 3601, 86_400, 86_401, 40 * 86_400])
      let start =
        switch order.moment {
        case .date(let date): book.zone.start(of: date)
        case .instant(let instant): instant
        }
      let moment = Instant(
        secondsSinceEpoch: start.secondsSinceEpoch + Int64(other.chance(50) ? seconds : -seconds))
      return RecentOrder(
        id: other.chance(90) ? "before\(index)" : order.id, moment: .instant(moment),
        channel: other.chance(70) ? other.pick(CaseMaker.channels) : nil, lines: copied(order))
    }
  }

  /// Days from made to expiry; now and then a slip that lies below zero.
  private mutating func life() -> Int {
    let days = other.int(0...300)
    return days > 290 ? 290 - days : days
  }

  private func date(_ day: CivilDate, plus days: Int) -> CivilDate? {
    CivilDate(daysSinceEpoch: day.daysSinceEpoch + Int32(days))
  }

  /// The lines of an order in base units as far as they are whole, one of them changed at times.
  private mutating func copied(_ order: Order) -> [RecentOrder.Line] {
    var lines: [RecentOrder.Line] = []
    for line in order.lines {
      guard let product = book.products.first(where: { $0.id == line.product }) else { continue }
      let unit = line.unit ?? product.baseUnit
      var factor: Int64 = 1
      if unit != product.baseUnit, let own = product.units.first(where: { $0.unit == unit }) {
        factor = own.factor.numerator / max(own.factor.denominator, 1)
      }
      lines.append(
        RecentOrder.Line(product: line.product, quantity: line.quantity.thousandths * factor))
    }
    if other.chance(30), !lines.isEmpty { lines[0].quantity += 1 }
    if other.chance(20) { lines.append(RecentOrder.Line(product: "X", quantity: 0)) }
    return other.shuffled(lines)
  }
}
