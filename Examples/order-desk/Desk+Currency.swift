import DealerRules

// Orders in another currency than that of their accounts (RULES.md B-011, Z-065).
extension Desk {
  /// What an amount of an order is on its account: exchanged at the rate stamped on the order, else
  /// at one in force at its instant, and rounded up to a minor unit.
  func exchanged(_ amount: Int64, _ from: Currency, _ order: Order) throws -> Int64 {
    guard from != currency else { return amount }
    guard let factor = order.credit.rate ?? rate(from, order) else {
      throw RequestError(message: "no exchange rate leads from \(from.code) to \(currency.code)")
    }
    return try Money(millionths: amount, currency).multiplied(by: factor, Rounding(.ceiling))
      .millionths
  }

  private func rate(_ from: Currency, _ order: Order) -> Factor? {
    let instant =
      switch order.moment {
      case .date(let day): rules.book.zone.start(of: day)
      case .instant(let instant): instant
      }
    let rates = rules.book.exchangeRates.filter { $0.validity.contains(instant) }
    return rates.first { $0.from == from && $0.to == currency }?.factor
      ?? rates.first { $0.from == currency && $0.to == from }?.factor.inverse
  }

  /// What a part of an order's price is of the claim on its account, cut to minor units; all of the
  /// price is the claim.
  func owed(_ amount: Int64, of note: PricedNote) -> Int64 {
    guard let foreign = note.foreign else { return amount }
    return Desk.cut(amount, note.payable, of: foreign.payable, currency)
  }

  /// What statements credit on the account: what funds and sources leave of what they credit before
  /// these (RULES.md Z-065).
  func creditable(_ statements: [ReturnStatement], of note: PricedNote) -> Int64 {
    guard note.foreign != nil else { return statements.reduce(Int64(0)) { $0 + $1.credit } }
    let back = statements.flatMap(\.releases).filter(pays).reduce(Int64(0)) { $0 + $1.amount }
    return creditedInAll(statements, of: note) - back
  }

  /// The claim's share of what statements credit before funds and sources have theirs of it.
  func creditedInAll(_ statements: [ReturnStatement], of note: PricedNote) -> Int64 {
    owed(statements.reduce(Int64(0)) { $0 + $1.credit - $1.fund }, of: note)
  }

  /// Whether what a return sets free was paid instead of the dealer.
  func pays(_ release: SaleUse) -> Bool {
    release.kind == Desk.sourceKind
      || release.kind == Desk.balanceKind
        && PricedNote.fund(of: release.id, rules)?.effect == .payment
  }

  /// What may come back of an order's price for a part of its claim that was paid: the most that
  /// takes no more of the claim.
  func pricedMost(_ amount: Int64, of note: PricedNote) -> Int64 {
    guard let foreign = note.foreign, amount > 0, note.payable > 0 else {
      return priced(amount, of: note)
    }
    let own = Desk.step(of: foreign.currency)
    // The first step that takes more than so many steps of the account's currency is one too many.
    let above = Int128(amount / step + 1) * Int128(step) * Int128(foreign.payable)
    let unit = Int128(note.payable) * Int128(own)
    return Int64(clamping: ((above + unit - 1) / unit - 1) * Int128(own))
  }

  /// A minor unit of the account's currency, in millionths.
  var step: Int64 { Desk.step(of: currency) }

  private static func step(of currency: Currency) -> Int64 {
    (currency.exponent..<Money.scale).reduce(Int64(1)) { product, _ in product * 10 }
  }

  /// What a part of the claim is of an order's price, in its own currency.
  func priced(_ amount: Int64, of note: PricedNote) -> Int64 {
    guard let foreign = note.foreign else { return amount }
    return Desk.cut(amount, foreign.payable, of: note.payable, foreign.currency)
  }

  private static func cut(
    _ amount: Int64, _ whole: Int64, of all: Int64, _ currency: Currency
  ) -> Int64 {
    guard all > 0, amount != all else { return whole }
    let step = Int128(Desk.step(of: currency))
    let steps = Int128(amount) * Int128(whole) / (Int128(all) * step)
    return Int64(clamping: steps * step)
  }

  /// Funds of agreements pay for orders in another currency in minor units of the account's: up, as
  /// the claim is, where they hold it, else cut, and no more than the claim.
  func payInCoins(
    _ note: inout PricedNote, _ sale: inout StoredSale?, _ own: [PricedNote.Use]
  ) {
    guard note.foreign != nil else { return }
    for index in note.uses.indices
    where note.uses[index].pays && note.uses[index].kind == Desk.balanceKind {
      let (use, over) = (note.uses[index], note.uses[index].amount % step)
      let most = max(0, note.payable - note.advance + use.amount)
      guard over != 0 || use.amount > most else { continue }
      let up = use.amount - over + (over == 0 ? 0 : step)
      let room = ledger.standing(of: use.node)?.room ?? 0
      let held = own.filter { $0.node == use.node }.reduce(room) { $0 + $1.amount }
      let paid = min(up <= held ? up : use.amount - over, most)
      note.uses[index].amount = paid
      let place = sale?.earned.firstIndex {
        $0.kind == Desk.balanceKind && $0.account == use.limit
      }
      if let place { sale?.earned[place].amount = paid }
    }
    note.uses.removeAll { $0.pays && $0.amount == 0 }
  }

  /// An amount of an order as it is noted, with its currency where the account has another.
  func noted(_ amount: Int64, of note: PricedNote) -> String {
    note.foreign.map { "\(amount) \($0.currency.code)" } ?? "\(amount)"
  }

  /// An amount as it was noted.
  func money(_ text: String) -> Money? {
    let words = text.split(separator: " ").map(String.init)
    guard let amount = words.first.flatMap({ Int64($0) }) else { return nil }
    return Money(millionths: amount, words.count > 1 ? Currency(words[1]) ?? currency : currency)
  }
}
