// Funds that pay a part of an order (RULES.md A-011).
extension Workspace {
  /// Takes what price funds pay off the lines, before charges and tax.
  mutating func applyPriceFunds(
    _ order: Int32, _ result: inout PricedBatch
  ) throws(NumericError) {
    guard !rules.agreements.priceFunds.isEmpty else { return }
    scratch.order = order
    accruals.toBook = exchange(batch.currency[Int(order)], 0, batch.instant[Int(order)])
    for fund in rules.agreements.priceFunds {
      let row = Int(fund)
      guard try gather(row, order) else { continue }
      let step = rules.agreements.rows[row].rounding.step(in: batch.currencyValue[Int(order)])
      var room: Int64 = 0
      allocator.removeAll()
      for line in accruals.lines {
        let left = max(running[Int(line)], 0)
        try allocator.add(weight: left, number: line + 1, cap: left / step * step)
        room = try Wide.add(room, left / step * step)
      }
      let amount = try draw(row, order, most: room, &result)
      guard amount > 0 else { continue }
      try allocator.spread(amount, step: step, rule: .largestFraction)
      for (place, line) in accruals.lines.enumerated() where allocator.shares[place] != 0 {
        record(
          Step(
            rule: RuleRef(.agreement, row), kind: .fund, line: line, base: running[Int(line)],
            amount: -allocator.shares[place]), &result)
        running[Int(line)] -= allocator.shares[place]
      }
      try giveFund(row, amount, order, &result)
    }
  }

  /// Pays what is payable by funds, as far as they reach.
  mutating func payByFunds(
    _ order: Int32, _ result: inout PricedBatch
  ) throws(NumericError) {
    guard !rules.agreements.paymentFunds.isEmpty else { return }
    var left = max(result.payable[result.payable.count - 1], 0)
    for fund in rules.agreements.paymentFunds {
      let row = Int(fund)
      guard try gather(row, order) else { continue }
      let amount = try draw(row, order, most: left, &result)
      guard amount > 0 else { continue }
      left = try Wide.subtract(left, amount)
      report(.fundPaid, line: -1, rule: RuleRef(.agreement, row), a: amount, &result)
      try giveFund(row, amount, order, &result)
    }
  }

  /// What a fund gives for the lines gathered, in whole steps of the order's currency.
  private mutating func draw(
    _ row: Int, _ order: Int32, most room: Int64, _ result: inout PricedBatch
  ) throws(NumericError) -> Int64 {
    let terms = rules.agreements.rows[row]
    let asked = batch.promotion.funds[OrderBatch.key(order, Int32(row))]
    guard terms.use == .always || (asked ?? 0) > 0 else { return 0 }
    touchedCap = true
    var eligible: Int64 = 0
    for line in accruals.lines {
      eligible = try Wide.add(eligible, max(running[Int(line)], 0))
    }
    guard let balance = fact(terms.total, order), let rate = accruals.toBook else {
      report(
        (asked ?? 0) > 0 ? .fundUnknown : .accrualUnknown, line: -1,
        rule: RuleRef(.agreement, row), &result)
      return 0
    }
    let left = try Wide.narrow(
      max(Int128(balance) - drawnBefore(terms.total, order), 0))
    var most = Ratio(Int128(eligible) * Int128(terms.most), 1_000_000)
    let fits = try Ratio(Int128(left), 1).divided(by: rate)
    if fits.isLess(than: most) { most = fits }
    for bound in [asked, room] {
      guard let bound else { continue }
      let limit = Ratio(Int128(bound), 1)
      if limit.isLess(than: most) { most = limit }
    }
    let step = terms.rounding.step(in: batch.currencyValue[Int(order)])
    return max(try most.settled(step: step, mode: .down), 0)
  }

  /// What this order and earlier orders of the customer in the batch drew on a balance.
  private mutating func drawnBefore(_ balance: Int32, _ order: Int32) -> Int128 {
    let key = LimitKey(
      kind: .rebateFund, index: balance, customer: batch.customer[Int(order)])
    var sum = Int128(limitsUsedByBatch[key] ?? 0)
    for drawn in accruals.drawn where drawn.balance == balance { sum += Int128(drawn.amount) }
    return sum
  }

  private mutating func giveFund(
    _ row: Int, _ amount: Int64, _ order: Int32, _ result: inout PricedBatch
  ) throws(NumericError) {
    guard let rate = accruals.toBook else { return }
    let inBook = try Ratio(Int128(amount), 1).multiplied(by: rate)
      .settled(step: 1, mode: .up)
    accruals.drawn.append((rules.agreements.rows[row].total, inBook))
    try give(row, .rebateFund, inBook, isAmount: true, step: 1, order, &result)
  }
}
