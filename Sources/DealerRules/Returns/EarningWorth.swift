/// What the accruals of an order, which are amounts of the book's currency, are worth in that of
/// the order (RULES.md Z-045).
struct EarningWorth {
  /// What each fund paid in the order's currency, by row.
  private var paid: [Int: Int64] = [:]
  /// The same in the book's.
  private var drawn: [Int: Int64] = [:]
  /// What of it earlier accruals of the fund had.
  private var before: [Int: Int64] = [:]
  /// What one of the order's currency is of the book's; `nil` without a rate.
  private let toBook: Ratio?

  init(
    _ decision: Decision, _ reasons: [ReasonRecord], toBook: Ratio?
  ) throws(NumericError) {
    self.toBook = toBook
    for reason in reasons where reason.code == .fundPaid {
      paid[reason.rule.index] = try Wide.add(paid[reason.rule.index] ?? 0, reason.a)
    }
    for line in decision.steps where line.kind == .fund {
      paid[line.rule.index] = try Wide.subtract(paid[line.rule.index] ?? 0, line.amount)
    }
    for accrual in decision.accruals where accrual.kind == "rebateFund" {
      drawn[accrual.rule.index] = try Wide.add(drawn[accrual.rule.index] ?? 0, accrual.amount)
    }
  }

  /// What an accrual is worth: of a fund its part of what the fund paid, of others their amount at
  /// the rate of the order's instant, to the millionth. To be asked for each in order.
  mutating func next(_ accrual: Accrual) throws(NumericError) -> Int64 {
    let row = accrual.rule.index
    guard accrual.kind == "rebateFund", let paid = paid[row], let drawn = drawn[row] else {
      guard let toBook, accrual.amount != 0 else { return accrual.amount }
      return try Ratio(Int128(accrual.amount), 1).divided(by: toBook)
        .settled(step: 1, mode: .halfUp)
    }
    let from = before[row] ?? 0
    let upTo = try Wide.add(from, accrual.amount)
    before[row] = upTo
    return ReturnShare.upTo(upTo, of: drawn, paid, step: 1)
      - ReturnShare.upTo(from, of: drawn, paid, step: 1)
  }
}
