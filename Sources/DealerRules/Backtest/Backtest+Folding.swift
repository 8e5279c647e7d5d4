// What one order adds to a backtest (RULES.md U-011 … U-015).
extension Backtest {
  /// One order as both sides see it.
  struct Sight {
    let order: Order
    let left: BacktestSide
    let right: BacktestSide
    /// Positions of the order in the two batches; the sides are the same outside the pilot group.
    let (a, b): (Int, Int)
    let outcomes: Outcomes

    /// Whether the old side lets the order's net count, and the new one.
    var counts: (old: Bool, new: Bool) {
      (
        outcomes.old.map { $0 != .block } ?? false, outcomes.new.map { $0 != .block } ?? false
      )
    }
    var net: (old: Int64, new: Int64) { (left.result.net(of: a), right.result.net(of: b)) }
    var currency: Currency { left.batch.currency(of: a) }
  }

  mutating func fold(
    _ order: Order, _ index: Int, _ left: BacktestSide, _ other: BacktestSide,
    _ adjust: ((Adjustment) -> Void)?, _ failed: ((Failure) -> Void)?
  ) {
    let isPiloted = other.positions[index] >= 0
    let right = isPiloted ? other : left
    let a = left.positions[index]
    let b = right.positions[index]
    let outcomes = Outcomes(old: left.result.outcome(of: a), new: right.result.outcome(of: b))
    let sight = Sight(order: order, left: left, right: right, a: a, b: b, outcomes: outcomes)
    if isPiloted { piloted += 1 }
    self.outcomes[outcomes, default: 0] += 1
    defer { orders += 1 }
    if let failed, outcomes.old == nil || outcomes.new == nil {
      failed(
        Failure(
          position: orders, old: left.rules.orderError(order.id, a, left.result),
          new: right.rules.orderError(order.id, b, right.result)))
    }
    guard outcomes.old != nil || outcomes.new != nil else { return }
    addSums(sight)
    noteMover(sight)
    noteBreaches(sight)
    noteBurns(sight, isPiloted)
    tables.add(sight)
    reach?.add(sight)
    guard sight.counts.old, sight.counts.new else { return }
    let net = sight.net
    distribution.add(net.old, net.new)
    if net.new < net.old { cheaper += 1 }
    if net.new > net.old { dearer += 1 }
    if let adjust { tell(sight, adjust) }
  }

  private mutating func addSums(_ sight: Sight) {
    var sum = sums.removeValue(forKey: sight.currency) ?? BacktestSums()
    let (left, right) = (sight.left.result, sight.right.result)
    let old = sight.outcomes.old == nil ? nil : sight.a
    let new = sight.outcomes.new == nil ? nil : sight.b
    sum.orders += 1
    sum.list.add(old.map { left.list(of: $0) }, new.map { right.list(of: $0) })
    sum.net.add(old.map { left.net(of: $0) }, new.map { right.net(of: $0) })
    sum.charges.add(old.map { left.charges(of: $0) }, new.map { right.charges(of: $0) })
    sum.payable.add(old.map { left.payable(of: $0) }, new.map { right.payable(of: $0) })
    let counts = sight.counts
    let (first, second) = (counts.old ? sight.a : nil, counts.new ? sight.b : nil)
    sum.revenue.add(first.map { left.net(of: $0) }, second.map { right.net(of: $0) })
    sum.open.list.add(first.map { left.list(of: $0) }, second.map { right.list(of: $0) })
    sum.open.charges.add(first.map { left.charges(of: $0) }, second.map { right.charges(of: $0) })
    sum.open.payable.add(first.map { left.payable(of: $0) }, second.map { right.payable(of: $0) })
    if counts.old, counts.new { sum.cost.add(left.net(of: sight.a), right.net(of: sight.b)) }
    sums[sight.currency] = sum
  }

  /// Keeps the orders that moved furthest; of equal ones those that came first.
  private mutating func noteMover(_ sight: Sight) {
    let counts = sight.counts
    let old = counts.old ? sight.net.old : 0
    let new = counts.new ? sight.net.new : 0
    let (change, overflow) = new.subtractingReportingOverflow(old)
    guard !overflow, change != 0, moverCount > 0 else { return }
    var list = movers.removeValue(forKey: sight.currency) ?? []
    defer { movers[sight.currency] = list }
    if list.count == moverCount, let last = list.last,
      last.change.magnitude >= change.magnitude
    {
      return
    }
    let mover = Mover(
      position: orders, order: sight.order.id, change: change,
      old: sight.left.decision(sight.order, at: sight.a),
      new: sight.right.decision(sight.order, at: sight.b))
    let place =
      list.firstIndex { $0.change.magnitude < change.magnitude } ?? list.count
    list.insert(mover, at: place)
    if list.count > moverCount { list.removeLast() }
  }

  private mutating func noteBreaches(_ sight: Sight) {
    if Backtest.breaches(sight.left, sight.a) { floorBreaches.old += 1 }
    if Backtest.breaches(sight.right, sight.b) { floorBreaches.new += 1 }
  }

  /// Whether a floor, a margin or a bound of discounts failed for an order and was not made good.
  private static func breaches(_ side: BacktestSide, _ order: Int) -> Bool {
    guard !side.rules.guards.isEmpty else { return false }
    let result = side.result
    for index in result.reasonStart[order]..<result.reasonStart[order + 1] {
      let reason = result.reasons[index]
      switch reason.code {
      case .guardRefused, .guardWarned, .guardApproval: break
      default: continue
      }
      guard side.rules.guards.guards.indices.contains(reason.rule.index) else { continue }
      let row = Int(side.rules.guards.guards[reason.rule.index].bookIndex)
      switch side.rules.book.guards[row].test {
      case .floor, .margin, .maxDiscount: return true
      case .ceiling, .drift, .movement: continue
      }
    }
    return false
  }

  private func tell(_ sight: Sight, _ adjust: (Adjustment) -> Void) {
    let (left, right) = (sight.left, sight.right)
    let pairs = zip(left.result.lines(of: sight.a), right.result.lines(of: sight.b))
    let sorted = sight.order.lines.sorted { $0.number < $1.number }
    for (line, pair) in zip(sorted, pairs) {
      let amounts = (left.result.net(ofLine: pair.0), right.result.net(ofLine: pair.1))
      guard amounts.0 != amounts.1 else { continue }
      adjust(
        Adjustment(
          order: sight.order.id, dealer: sight.order.customer, line: line.number,
          product: line.product, currency: sight.currency, old: amounts.0, new: amounts.1))
    }
  }
}
