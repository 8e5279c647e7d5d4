import DealerRules

// What funds paid goes back to them (RULES.md Z-047).
extension ReferenceReturn {
  mutating func funds() {
    let all = sale.earned.filter { ["rebateFund", "funding"].contains($0.kind) }
    func isPrice(_ earned: SaleEarning) -> Bool {
      earned.kind != "funding" && sale.cuts.contains { $0.rule == earned.rule }
    }
    for earned in all where isPrice(earned) {
      let due = world.goodsShare(earned.worth, counts, in: world.step)
      free(due - given(earned), earned)
    }
    let payers = all.filter { !isPrice($0) }
    let worth = payers.reduce(Fraction.zero) { $0 + Fraction($1.worth) }
    let left = payers.map { Fraction($0.worth) - given($0) }
    let back = worth - left.reduce(Fraction.zero, +)
    let refunded = so("refund") + amount("refund")
    let isWhole = [worth, refunded, Fraction(sale.payable)].allSatisfy { ($0 / world.step).isWhole }
    var due = worth
    if !world.isEverything(counts), refunded < Fraction(sale.payable) {
      let unit = isWhole ? world.step : .one
      let exact = worth * refunded / Fraction(sale.payable)
      due = Fraction((exact / unit).truncated) * unit
    }
    if world.canary == .fundsByGoods {
      due = world.goodsShare(ReferenceReturns.narrow(worth), counts, in: world.step)
    }
    let now = min(due - back, max(.zero, amount("credit")))
    guard .zero < now else { return }
    let unit = ([now] + left).allSatisfy { ($0 / world.step).isWhole } ? world.step : .one
    let shares = ReferenceSpread.share(now, left, caps: left, step: unit, .largestFraction)
    for (earned, share) in zip(payers, shares) {
      let coin = world.bookStep
      let isCoin = world.isForeign && (Fraction(earned.amount) / coin).isWhole
      free(share, earned, in: isCoin ? coin : .one)
    }
    add("fund", -now)
    add("credit", -now)
  }

  private func given(_ earned: SaleEarning) -> Fraction {
    world.given[ReferenceReturns.Limit(earned.account, earned.kind)] ?? .zero
  }

  /// As much of what the fund counts, in its own currency.
  private mutating func free(
    _ now: Fraction, _ earned: SaleEarning, in unit: Fraction = .one
  ) {
    guard .zero < now else { return }
    let key = ReferenceReturns.Limit(earned.account, earned.kind)
    let all = given(earned) + now
    let exact = world.share(
      earned.amount, ReferenceReturns.narrow(all), earned.worth, exactly: true)
    let free =
      all < Fraction(earned.worth) ? Fraction((exact / unit).truncated) * unit : exact
    statement.releases[key] = ReferenceReturns.Free(
      amount: ReferenceReturns.narrow(free - (world.free[key] ?? .zero)), units: 0)
    world.given[key] = all
    world.free[key] = free
  }
}
