import DealerRules

/// lots that serve lines, and orders of the same goods.
extension ReferenceRun {
  private struct Bounds {
    var check: OrderCheck
    var life: ShelfLifeBounds
  }

  /// every line by number, from the lots that fit it.
  func serveFromLots() {
    let bounds = world.book.checks.compactMap { check -> Bounds? in
      guard case .shelfLife(let life) = check.test, check.status == .published,
        world.isInForce(check.validity, at: instant)
      else { return nil }
      return Bounds(check: check, life: life)
    }.sorted { a, b in
      a.life.priority == b.life.priority
        ? ReferenceNames.isBefore(a.check.id, b.check.id) : a.life.priority < b.life.priority
    }
    var lots = order.facts.lots.map { (lot: $0, left: Fraction($0.quantity, 1000)) }
    lots.sort { isFirst($0.lot, $1.lot) }
    for item in items.sorted(by: { $0.number < $1.number }) {
      let isOpened =
        !parts(of: item).isEmpty && !lots.contains { $0.lot.product == item.product.id }
      // a kit without lots is served by those of its parts.
      for goods in isOpened ? parts(of: item) : [item] {
        let about = bounds.filter { holds($0.check.when, goods) || holds($0.check.when, item) }
        let bound = about.first { daysNeeded($0.life) != nil } ?? about.first
        if let bound { serve(goods, bound, &lots) }
      }
    }
  }

  private func serve(
    _ item: ReferenceItem, _ bound: Bounds, _ lots: inout [(lot: StockLot, left: Fraction)]
  ) {
    let own = lots.indices.filter { lots[$0].lot.product == item.product.id }
    guard let days = daysNeeded(bound.life), !own.isEmpty else {
      return fail(bound.check, item, bound.check.unknown)
    }
    var missing = item.base
    for index in own
    where Fraction.zero < missing && Fraction.zero < lots[index].left
      && keeps(lots[index].lot, days, bound.life)
    {
      let taken = missing < lots[index].left ? missing : lots[index].left
      lots[index].left -= taken
      missing -= taken
      let lot = lots[index].lot
      let day = lot.expires.map { " \($0)" } ?? ""
      find(
        .lotServed, rule: "\(bound.check.id) \(lot.lot)\(day) \(shown(taken))",
        line: item.number, part: part(item))
    }
    if Fraction.zero < missing { fail(bound.check, item) }
  }

  private func shown(_ quantity: Fraction) -> String {
    let thousandths = (quantity * Fraction(1000)).truncated.int64
    return thousandths.flatMap { Quantity(thousandths: $0) }.map { "\($0)" } ?? ""
  }

  private func isFirst(_ a: StockLot, _ b: StockLot) -> Bool {
    let (one, other) = (a.expires?.daysSinceEpoch ?? .max, b.expires?.daysSinceEpoch ?? .max)
    if one != other { return one < other }
    if a.lot != b.lot { return ReferenceNames.isBefore(a.lot, b.lot) }
    let (first, second) = (a.made?.daysSinceEpoch ?? .min, b.made?.daysSinceEpoch ?? .min)
    return first == second ? a.quantity < b.quantity : first < second
  }

  /// The days asked; zero where only a share is.
  private func daysNeeded(_ life: ShelfLifeBounds) -> Fraction? {
    if let name = life.attribute, case .number(let own)? = customer?.attributes[name] {
      return Fraction(own, 1_000_000)
    }
    if life.attribute != nil, life.days == nil, life.share == nil { return nil }
    return Fraction(Int64(life.days ?? 0), 1)
  }

  private func keeps(_ lot: StockLot, _ days: Fraction, _ life: ShelfLifeBounds) -> Bool {
    guard let expires = lot.expires else { return true }
    let day =
      switch life.date {
      case .order: date
      case .requested: order.requested ?? date
      case .shipped: order.shipped ?? date
      }
    let left = Fraction(Int64(expires.daysSinceEpoch) - Int64(day.daysSinceEpoch), 1)
    if left < .zero || left < days { return false }
    if let made = lot.made, expires < made { return false }
    guard let share = life.share else { return true }
    guard let made = lot.made else { return false }
    let whole = Fraction(Int64(expires.daysSinceEpoch) - Int64(made.daysSinceEpoch), 1)
    return !(left < whole * Fraction(share))
  }

  /// whether another order near in time asks for the same.
  func findDuplicate(_ window: DuplicateWindow, _ check: OrderCheck) {
    guard applies(check) else { return }
    guard let recent = order.facts.recentOrders else {
      fail(check, nil, check.unknown)
      return
    }
    guard items.count == order.lines.count else { return }
    let own = Dictionary(grouping: items) { $0.product.id }.mapValues { sum($0) }
    let isSuspected = recent.contains { other in
      guard other.id != order.id else { return false }
      if window.channels == .other, let channel, channel == other.channel { return false }
      let start =
        switch other.moment {
        case .date(let date): world.book.zone.start(of: date)
        case .instant(let instant): instant
        }
      guard abs(start.secondsSinceEpoch - instant.secondsSinceEpoch) <= window.seconds else {
        return false
      }
      let sums = Dictionary(grouping: other.lines) { $0.product }
        .mapValues { lines in lines.reduce(Fraction.zero) { $0 + Fraction($1.quantity, 1000) } }
      return own == sums.filter { Fraction.zero < $0.value }
    }
    if isSuspected { fail(check, nil) }
  }
}
