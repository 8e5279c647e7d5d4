import DealerRules

// What funds paid goes back to them (RULES.md Z-047).
extension ReferenceReturn {
  mutating func funds() {
    priceFunds()
    let payers = sale.earned.filter { ReferenceReturn.pays($0, sale) }
    if world.isForeign, let claim = request.facts.claim {
      return claimed(payers, Fraction(claim))
    }
    let worth = payers.reduce(Fraction.zero) { $0 + Fraction($1.worth) }
    var left = payers.map { Fraction($0.worth) - given($0) }
    let back = worth - left.reduce(Fraction.zero, +)
    if !world.isForeign { left = zip(payers, left).map { most($0, $1) } }
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
    let now = min(min(due - back, max(.zero, amount("credit"))), left.reduce(.zero, +))
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

  /// Whether a fund or a source paid instead of the dealer.
  static func pays(_ earned: SaleEarning, _ sale: StoredSale) -> Bool {
    earned.kind == "funding"
      || earned.kind == "rebateFund"
        && !sale.cuts.contains { $0.rule == earned.rule && $0.kind == "fund" }
  }

  /// What funds paid as a part of the price goes back with the goods that they lowered.
  mutating func priceFunds() {
    for earned in sale.earned
    where earned.kind == "rebateFund" && !ReferenceReturn.pays(earned, sale) {
      let due =
        world.canary == .priceFundByGoods
        ? world.goodsShare(earned.worth, counts, in: world.step)
        : Fraction(earned.worth) - drawnByRest(earned)
      free(due - given(earned), earned)
    }
  }

  /// What goods that stay have of what a fund took off their lines.
  func drawnByRest(_ earned: SaleEarning) -> Fraction {
    if world.isEverything(counts) { return .zero }
    var stays = Fraction(earned.worth)
    for line in Set(sale.cuts.map(\.line)) {
      var drawn = Fraction.zero
      for cut in sale.cuts where cut.line == line && cut.rule == earned.rule && cut.kind == "fund" {
        drawn -= Fraction(cut.amount)
      }
      stays -= drawn - kept(drawn, of: line)
    }
    return stays
  }

  /// Z-047: of what is claimed in the book's currency.
  private mutating func claimed(_ payers: [SaleEarning], _ claim: Fraction) {
    let coin = world.bookStep
    func share(_ amount: Fraction) -> Fraction {
      if Fraction(sale.payable) <= amount { return claim }
      let exact = claim * max(.zero, amount) / Fraction(sale.payable)
      return Fraction((exact / coin).truncated) * coin
    }
    func freed(_ earned: SaleEarning) -> Fraction {
      world.free[ReferenceReturns.Limit(earned.account, earned.kind)] ?? .zero
    }
    let paid = payers.reduce(Fraction.zero) { $0 + Fraction($1.amount) }
    let back = payers.reduce(Fraction.zero) { $0 + freed($1) }
    let refunded = share(so("refund") + amount("refund"))
    var due = paid
    if !world.isEverything(counts), refunded < claim {
      let isWhole = [paid, refunded, claim].allSatisfy { ($0 / coin).isWhole }
      let unit = isWhole ? coin : .one
      due = Fraction((paid * refunded / claim / unit).truncated) * unit
    }
    let before = so("credit") - so("fund")
    let most = share(before + max(.zero, amount("credit"))) - share(before)
    let left = payers.map { max(.zero, self.most($0, Fraction($0.amount) - freed($0))) }
    let now = min(min(due - back, most), left.reduce(.zero, +))
    guard .zero < now else { return }
    let unit = ([now] + left).allSatisfy { ($0 / coin).isWhole } ? coin : .one
    let shares = ReferenceSpread.share(now, left, caps: left, step: unit, .largestFraction)
    for (earned, share) in zip(payers, shares) where .zero < share {
      let key = ReferenceReturns.Limit(earned.account, earned.kind)
      let all = freed(earned) + share
      let worth = world.share(earned.worth, ReferenceReturns.narrow(all), earned.amount)
      let now = min(worth - given(earned), max(.zero, amount("credit")))
      statement.releases[key] = ReferenceReturns.Free(
        amount: ReferenceReturns.narrow(share), units: 0)
      (world.free[key], world.given[key]) = (all, given(earned) + now)
      add("fund", -now)
      add("credit", -now)
    }
  }

  /// No more than it has paid of goods that have left.
  private func most(_ earned: SaleEarning, _ amount: Fraction) -> Fraction {
    guard let funded = request.facts.funded[earned.account] else { return amount }
    return min(amount, Fraction(funded))
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
