// What came back of a sale that changed since (RULES.md Z-066).
extension ReturnDesk {
  /// What returns that were settled before a sale changed come to by the sale as it now stands,
  /// less what they came to: a statement without goods that stands beside them (RULES.md Z-066).
  ///
  /// Fees, allowances that stand, what was paid for fallen prices and what funds paid instead
  /// of the dealer stay as they were.
  /// - Parameters:
  ///   - id: The id of the statement; no return of the sale has it.
  ///   - earlier: Every settled return of the sale, without such a statement.
  ///   - sale: The sale as it now stands.
  ///   - day: The day of the change.
  ///   - least: The least refund in millionths that it may come to, below which the rest is
  ///     withheld from later returns; `nil` where all of it may be asked for.
  /// - Throws: ``NumericError/overflow``.
  /// - Complexity: O(items + earlier lines), and one pricing of the goods that stay where a
  ///   promotion asks for it.
  public func settleAgain(
    _ id: String, _ earlier: [ReturnStatement], of sale: StoredSale, on day: CivilDate,
    least: Int64? = nil
  ) throws(NumericError) -> ReturnStatement {
    let request = ReturnRequest(id: id, sale: sale.order, on: day)
    var run = try ReturnRun(self, request, sale, earlier, asksQuota: false)
    try run.workAgain(least: least)
    return run.statement
  }
}

extension ReturnRun {
  /// Everything that is back, by the sale as it now stands.
  fileprivate mutating func workAgain(least: Int64?) throws(NumericError) {
    try addGoodsAgain()
    try addAllowancesAgain()
    try addExtras()
    try takeLostExtras()
    try addLostAgain()
    try clampAgain(least: least)
    for earned in try earnedInAll() where !isTakenByVolume(earned) {
      guard let due = try dueBack(of: earned) else { continue }
      let change = try Wide.subtract(due, try taken(of: earned))
      guard change != 0 else { continue }
      statement.earnings.append(
        ReturnStatement.Earning(
          rule: earned.rule, account: earned.account, kind: earned.kind,
          isUnits: earned.amount == 0, taken: change, short: 0, debt: 0, charged: 0,
          isOfVolume: earned.kind == "rebate" ? false : nil))
    }
    try addLostEarnings()
    try addPriceFundsAgain()
    try addReleasesAgain()
    // What cannot be priced again is no reason against a change that has been decided.
    statement.outcome = .allowed
  }

  /// What goods that stay have lost: nothing where none are back or they have no price alone; where
  /// the rules price otherwise it stays as it was.
  private mutating func addLostAgain() throws(NumericError) {
    let isPriced = !hasGoodsBack || hasRules || orderLeft() == nil
    try addClawBack(unpriced: isPriced ? Loss() : nil)
    let asksRules = sale.items.contains { item in
      item.gift.map { [.chargeGift, .repriceRemainder].contains(terms($0)) } ?? false
    }
    if isPriced || !asksRules { try addGifts() }
  }

  /// What goods that are back are worth by the sale, less what they were worth when they came.
  private mutating func addGoodsAgain() throws(NumericError) {
    var (goods, paid, tax): (Int64, Int64, Int64) = (0, 0, 0)
    for (index, item) in sale.items.enumerated() where before[index] > 0 {
      let worth = item.gift != nil ? item.paid : item.list
      goods = try Wide.add(goods, share(index, worth, upTo: before[index]))
      paid = try Wide.add(paid, share(index, item.paid, upTo: before[index]))
      tax = try Wide.add(tax, share(index, item.tax, upTo: before[index]))
    }
    for line in earlier.flatMap(\.lines) {
      goods = try Wide.subtract(goods, line.goods)
      paid = try Wide.subtract(paid, try Wide.add(line.goods, line.discount))
      tax = try Wide.subtract(tax, line.tax)
    }
    (statement.goods, statement.discount) = (goods, try Wide.subtract(paid, goods))
    if sale.includesTax { statement.containedTax = tax } else { statement.tax = tax }
  }

  /// What was taken off goods for an allowance that was taken back goes back (RULES.md Z-066).
  private mutating func addAllowancesAgain() throws(NumericError) {
    let left = try AllowancesLeft(earlier)
    for (number, amount) in left.over.sorted(by: { $0.key < $1.key }) {
      let product = sale.items.first { $0.number == number }?.product ?? ""
      statement.lines.append(
        ReturnStatement.Line(
          number: number, part: nil, product: product, quantity: 0, goods: 0, discount: 0, tax: 0,
          allowance: amount, unit: nil, kits: 0))
      statement.allowance = try Wide.add(statement.allowance, amount)
    }
    statement.allowance = try Wide.add(statement.allowance, left.overSale)
  }

  /// Whether a volume took back some of a rebate, which is taken back by that alone (RULES.md
  /// Z-046).
  private func isTakenByVolume(_ earned: SaleEarning) -> Bool {
    earlier.flatMap(\.earnings).contains {
      $0.isOfVolume == true && IdentifierOrder.areEqual($0.account, earned.account)
        && $0.kind == earned.kind
    }
  }

  /// What was taken back of accounts on which the sale earns nothing any more; what a volume took
  /// is no part of the sale (RULES.md Z-046).
  private mutating func addLostEarnings() throws(NumericError) {
    var lost: [ReturnStatement.Earning] = []
    for other in earlier.flatMap(\.earnings)
    where other.kind != "rebate" || other.isOfVolume == false {
      func isSame(_ account: String, _ kind: String) -> Bool {
        IdentifierOrder.areEqual(account, other.account) && kind == other.kind
      }
      guard !sale.earned.contains(where: { isSame($0.account, $0.kind) }) else { continue }
      let taken = try Wide.subtract(other.taken, other.short)
      if let place = lost.firstIndex(where: { isSame($0.account, $0.kind) }) {
        lost[place].taken = try Wide.subtract(lost[place].taken, taken)
      } else {
        var one = other
        (one.taken, one.short, one.debt, one.charged) = (-taken, 0, 0, 0)
        lost.append(one)
      }
    }
    statement.earnings += lost.filter { $0.taken != 0 }
  }

  /// Charges that were given back and that the sale has no more, or that go with goods of which
  /// some stay.
  private mutating func takeLostExtras() throws(NumericError) {
    var given: IdentifierMap<Int64> = [:]
    for extra in earlier.flatMap(\.extras) {
      given[extra.rule] = try Wide.add(given[extra.rule] ?? 0, extra.amount)
    }
    for (rule, amount) in given.sorted() {
      let isEarly = !isLast && (policy.byCharge[rule] ?? policy.charges) == .withLast
      let own = sale.extras.first { IdentifierOrder.areEqual($0.rule, rule) }
      let most = isEarly ? 0 : own?.amount ?? 0
      let now = statement.extras.first { IdentifierOrder.areEqual($0.rule, rule) }?.amount ?? 0
      let above = try Wide.subtract(try Wide.add(amount, now), most)
      guard above > 0 else { continue }
      statement.extras.append(SaleExtra(rule: rule, amount: -above))
      statement.charges = try Wide.subtract(statement.charges, above)
    }
  }

  /// As ``clamp()``, but that money may be asked for again, as far as `least` says.
  private mutating func clampAgain(least: Int64?) throws(NumericError) {
    var wanted: Int64 = 0
    for part in statement.refundParts { wanted = try Wide.add(wanted, part.amount) }
    let refunded = try sum { $0.refund }
    let due = try Wide.subtract(try Wide.add(refunded, wanted), try sum { $0.withheld })
    var target = due
    if let least { target = max(target, try Wide.add(refunded, least)) }
    // Nobody keeps more than was paid.
    target = max(0, min(target, sale.paid))
    statement.refund = try Wide.subtract(target, refunded)
    statement.withheld = try Wide.subtract(statement.refund, wanted)
    statement.credit = statement.refund
  }

  /// Funds that are a part of the price get back the share of the goods that are back.
  private mutating func addPriceFundsAgain() throws(NumericError) {
    for earned in sale.earned where sale.isPartOfPrice(earned) && earned.amount > 0 {
      let given = try given(to: earned)
      let due = try backToFund(earned)
      let amount = ReturnShare.upTo(due, of: earned.worth, earned.amount, step: 1)
      try release(
        SaleUse(id: earned.account, kind: earned.kind, amount: given.amount, units: 0),
        to: amount, worth: try Wide.subtract(due, given.worth))
    }
  }

  private mutating func release(
    _ given: SaleUse, to amount: Int64, worth: Int64
  ) throws(NumericError) {
    var change = given
    change.amount = try Wide.subtract(amount, given.amount)
    change.worth = worth
    if change.amount != 0 || worth != 0 { statement.releases.append(change) }
  }
}
