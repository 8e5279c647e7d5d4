// What funds paid goes back to them (RULES.md Z-047).
extension ReturnRun {
  /// A fund that paid instead of the dealer, and what it has back.
  private struct Payer {
    let earned: SaleEarning
    let given: SaleUse

    /// What it has not got back, in the sale's currency.
    var left: Int64 { max(0, earned.worth - given.worth) }
  }

  /// Funds get back what they paid: a part of the price with the goods, a payment with what is
  /// refunded of it.
  mutating func addFunds() throws(NumericError) {
    var payers: [Payer] = []
    for earned in sale.earned where SaleEarning.fundKinds.contains(earned.kind) && earned.amount > 0
    {
      let payer = Payer(earned: earned, given: try given(to: earned))
      guard isPartOfPrice(earned) else {
        payers.append(payer)
        continue
      }
      let due = try goodsBack(of: earned.worth, step: step)
      try release(try Wide.subtract(due, payer.given.worth), to: payer)
    }
    if !payers.isEmpty { try repay(payers) }
  }

  /// Whether a fund paid as a part of the price, not instead of the dealer.
  func isPartOfPrice(_ earned: SaleEarning) -> Bool {
    earned.kind == "rebateFund"
      && sale.cuts.contains { IdentifierOrder.areEqual($0.rule, earned.rule) }
  }

  /// What earlier returns gave back to a fund.
  func given(to earned: SaleEarning) throws(NumericError) -> SaleUse {
    var given = SaleUse(id: earned.account, kind: earned.kind, amount: 0, units: 0)
    for statement in earlier {
      for other in statement.releases
      where IdentifierOrder.areEqual(other.id, earned.account) && other.kind == earned.kind {
        given.amount = try Wide.add(given.amount, other.amount)
        given.worth = try Wide.add(given.worth, other.worth)
      }
    }
    return given
  }

  /// Takes off the credit what funds paid of the refunds so far, so that a dealer is never credited
  /// what a fund paid.
  private mutating func repay(_ payers: [Payer]) throws(NumericError) {
    var whole: Int64 = 0
    var given: Int64 = 0
    for payer in payers {
      whole = try Wide.add(whole, payer.earned.worth)
      given = try Wide.add(given, payer.given.worth)
    }
    let refunded = try Wide.add(try sum { $0.refund }, statement.refund)
    let unit = [whole, refunded, sale.payable].allSatisfy { $0 % step == 0 } ? step : 1
    let due =
      isLast
      ? whole : ReturnShare.upTo(refunded, of: sale.payable, whole, step: unit)
    let now = min(try Wide.subtract(due, given), max(0, statement.credit))
    guard now > 0 else { return }
    let left = payers.map(\.left)
    let isWhole = ([now] + left).allSatisfy { $0 % step == 0 }
    let shares = try Money(millionths: now, sale.currency)
      .allocated(over: left, caps: left, scale: isWhole ? nil : Money.scale)
    for (payer, share) in zip(payers, shares) {
      try release(share.millionths, to: payer, step: coin(of: payer.earned))
    }
    statement.fund = -now
    statement.credit -= now
  }

  /// What a payment in another currency goes back in: minor units where it was such.
  private func coin(of earned: SaleEarning) -> Int64 {
    let book = desk.rules.book.currency
    let unit = Rounding().step(in: book)
    return sale.currency != book && earned.amount % unit == 0 ? unit : 1
  }

  /// Sets free what a fund counts, in its own currency: as much of it as is back in the sale's.
  private mutating func release(
    _ now: Int64, to payer: Payer, step: Int64 = 1
  ) throws(NumericError) {
    guard now > 0 else { return }
    let (earned, given) = (payer.earned, payer.given)
    let back = ReturnShare.upTo(
      try Wide.add(given.worth, now), of: earned.worth, earned.amount, step: step)
    let amount = try Wide.subtract(back, given.amount)
    statement.releases.append(
      SaleUse(id: earned.account, kind: earned.kind, amount: amount, units: 0, worth: now))
  }
}
