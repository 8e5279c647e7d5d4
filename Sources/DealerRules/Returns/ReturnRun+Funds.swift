// What funds paid goes back to them (RULES.md Z-047).
extension ReturnRun {
  /// A fund that paid, and what it has back.
  private struct Payer {
    let earned: SaleEarning
    let given: SaleUse
    /// Whether what is looked at is what it paid of the claim, not what that is worth in the sale's
    /// currency.
    let isClaimed: Bool
    /// What it has paid of goods that have left and not got back; `nil` for all that it paid.
    let funded: Int64?

    var paid: Int64 { isClaimed ? earned.amount : earned.worth }
    var back: Int64 { isClaimed ? given.amount : given.worth }
    /// What may go back to it.
    var left: Int64 { max(0, min(paid - back, funded ?? .max)) }
  }

  /// What the sale is claimed with on an account in another currency, where that is known.
  private var claim: Int64? {
    sale.currency != desk.rules.book.currency ? request.facts.claim : nil
  }

  /// A minor unit of what is looked at.
  private var coin: Int64 { claim == nil ? step : bookStep }

  private var bookStep: Int64 { Rounding().step(in: desk.rules.book.currency) }

  /// Funds get back what they paid: a part of the price with the goods, a payment with what is
  /// refunded of it.
  mutating func addFunds() throws(NumericError) {
    for earned in sale.earned where sale.isPartOfPrice(earned) && earned.amount > 0 {
      let payer = Payer(
        earned: earned, given: try given(to: earned), isClaimed: false, funded: nil)
      let due = try backToFund(earned)
      let now = try Wide.subtract(due, payer.back)
      if now > 0 { statement.releases.append(try release(now, to: payer, step: 1)) }
    }
    let payers = try payers()
    guard !payers.isEmpty else { return }
    // The dealer has no less than before.
    let credited = try sum { $0.credit - $0.fund }
    let all = try Wide.add(credited, max(0, statement.credit))
    let most = try Wide.subtract(claimed(all), claimed(credited))
    let now = min(try dueBack(to: payers), most)
    if now > 0 { try give(now, to: payers, credit: max(0, statement.credit)) }
  }

  /// Brings what funds have back in line with what is refunded (RULES.md Z-066).
  ///
  /// - Parameter asksAgain: Whether they pay again what they have too much.
  mutating func settleFunds(asksAgain: Bool) throws(NumericError) {
    let payers = try payers()
    let credited = claimed(try sum { $0.credit - $0.fund })
    let given = try ReturnRun.sum(of: payers.map(\.back))
    let change = min(try dueBack(to: payers), try Wide.subtract(max(0, credited), given))
    if change > 0 || asksAgain && change < 0 { try give(change, to: payers) }
  }

  /// Funds that paid instead of the dealer.
  private func payers() throws(NumericError) -> [Payer] {
    var payers: [Payer] = []
    for earned in sale.earned
    where SaleEarning.fundKinds.contains(earned.kind) && earned.amount > 0
      && !sale.isPartOfPrice(earned)
    {
      // Of a sale in another currency amounts and what they are worth do not compare.
      let isKnown = claim != nil || sale.currency == desk.rules.book.currency
      payers.append(
        Payer(
          earned: earned, given: try given(to: earned), isClaimed: claim != nil,
          funded: isKnown ? request.facts.funded[earned.account] : nil))
    }
    return payers
  }

  /// What goes back to a fund that is a part of the price: of what it took off each line the share
  /// of its goods that are back.
  func backToFund(_ earned: SaleEarning) throws(NumericError) -> Int64 {
    if isLast { return earned.worth }
    var (whole, back): (Int64, Int64) = (0, 0)
    for (line, amount) in try sale.drawn(by: earned.rule) {
      whole = try Wide.add(whole, amount)
      back = try Wide.add(back, try goodsBack(of: amount, line: line))
    }
    // What a sale of an earlier release says that it paid may be another amount.
    guard whole != earned.worth else { return back }
    return ReturnShare.upTo(back, of: whole, earned.worth, step: step)
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

  /// What payers should have back of all that is refunded, beside what they have.
  private func dueBack(to payers: [Payer]) throws(NumericError) -> Int64 {
    let whole = try ReturnRun.sum(of: payers.map(\.paid))
    let refunded = claimed(try Wide.add(try sum { $0.refund }, statement.refund))
    let price = claim ?? sale.payable
    let unit = [whole, refunded, price].allSatisfy { $0 % coin == 0 } ? coin : 1
    let due = isLast ? whole : ReturnShare.upTo(refunded, of: price, whole, step: unit)
    return try Wide.subtract(due, try ReturnRun.sum(of: payers.map(\.back)))
  }

  private static func sum(of amounts: [Int64]) throws(NumericError) -> Int64 {
    var sum: Int64 = 0
    for amount in amounts { sum = try Wide.add(sum, amount) }
    return sum
  }

  /// What a part of the price is of the claim, where that is known (RULES.md Z-065).
  private func claimed(_ amount: Int64) -> Int64 {
    guard let claim else { return amount }
    return ReturnShare.upTo(amount, of: sale.payable, claim, step: coin)
  }

  /// Gives payers back so much, by what they have not got back; below zero they pay it again, by
  /// what they have. It is taken off the credit, as far as `credit` in the sale's currency says.
  private mutating func give(
    _ amount: Int64, to payers: [Payer], credit: Int64? = nil
  ) throws(NumericError) {
    let left = payers.map { amount > 0 ? $0.left : max(0, $0.back) }
    let isWhole = ([amount] + left).allSatisfy { $0 % coin == 0 }
    let currency = claim == nil ? sale.currency : desk.rules.book.currency
    let most = min(abs(amount), try ReturnRun.sum(of: left))
    guard most > 0 else { return }
    let shares = try Money(millionths: most, currency)
      .allocated(over: left, caps: left, scale: isWhole ? nil : Money.scale)
    for (payer, share) in zip(payers, shares) where share.millionths != 0 {
      let now = amount > 0 ? share.millionths : -share.millionths
      var use = try release(now, to: payer, step: inCoins(payer.earned) ? bookStep : 1)
      if let credit { use.worth = min(use.worth, try Wide.add(credit, statement.fund)) }
      statement.releases.append(use)
      statement.fund = try Wide.subtract(statement.fund, use.worth)
      statement.credit = try Wide.subtract(statement.credit, use.worth)
    }
  }

  /// Whether a payment goes back in minor units of its own currency, where the sale has another.
  private func inCoins(_ earned: SaleEarning) -> Bool {
    sale.currency != desk.rules.book.currency && earned.amount % bookStep == 0
  }

  /// What a payer has back more, in its own currency and in the sale's: what is free of either is
  /// the share of what was paid in the other that is back.
  private func release(
    _ now: Int64, to payer: Payer, step own: Int64
  ) throws(NumericError) -> SaleUse {
    let (earned, given) = (payer.earned, payer.given)
    let all = try Wide.add(payer.back, now)
    var use = SaleUse(id: earned.account, kind: earned.kind, amount: now, units: 0, worth: now)
    if payer.isClaimed {
      let worth = ReturnShare.upTo(all, of: earned.amount, earned.worth, step: step)
      use.worth = try Wide.subtract(worth, given.worth)
    } else {
      let amount = ReturnShare.upTo(all, of: earned.worth, earned.amount, step: own)
      use.amount = try Wide.subtract(amount, given.amount)
    }
    return use
  }
}
