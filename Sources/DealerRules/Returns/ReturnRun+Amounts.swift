// What is taken off a credit (RULES.md Z-036 … Z-050).
extension ReturnRun {
  /// What was paid for fallen prices already, and the lower current price; of a kit each part bears
  /// its share (RULES.md Z-036).
  mutating func addProtection() throws(NumericError) {
    for index in sale.items.indices where now[index] > 0 {
      let item = sale.items[index]
      let paid = share(index, item.paid)
      guard item.gift == nil, paid > 0 else { continue }
      var worth = paid
      if let protection = request.facts.protection[item.number] {
        let own = try part(of: protection, index) { left($0, sale.items[$0].paid) }
        worth = try Wide.subtract(
          worth,
          ReturnShare.upTo(now[index], of: item.quantity - before[index], own, step: step))
      }
      if policy.isLowerOf {
        if let price = request.facts.currentPrices[item.number] {
          worth = min(worth, try current(price, index))
        } else {
          reportMissing("currentPrices", line: item.number)
        }
      }
      worth = max(worth, 0)
      guard worth < paid else { continue }
      let lost = paid - worth
      statement.protection = try Wide.subtract(statement.protection, lost)
      guard !sale.includesTax else { continue }
      let tax = try ReturnShare.of(share(index, item.tax), lost, paid, step: step)
      statement.tax = try Wide.subtract(statement.tax, tax)
    }
  }

  /// What goods that were not back before this return have of an amount of their item.
  private func left(_ index: Int, _ amount: Int64) -> Int64 {
    amount - share(index, amount, upTo: before[index])
  }

  /// What an item has of an amount of its line: of a kit the part's share by `weight`.
  private func part(
    of amount: Int64, _ index: Int, by weight: (Int) -> Int64
  ) throws(NumericError) -> Int64 {
    guard sale.items[index].part != nil else { return amount }
    var whole: Int64 = 0
    var upTo: Int64 = 0
    for other in items(sale.items[index].number, nil) where sale.items[other].gift == nil {
      let own = max(0, weight(other))
      whole = try Wide.add(whole, own)
      if other <= index { upTo = try Wide.add(upTo, own) }
    }
    let before = upTo - max(0, weight(index))
    return ReturnShare.upTo(upTo, of: whole, amount, step: step)
      - ReturnShare.upTo(before, of: whole, amount, step: step)
  }

  /// What the goods of an item that come back cost at a price of one unit of its line.
  private func current(_ price: Int64, _ index: Int) throws(NumericError) -> Int64 {
    let item = sale.items[index]
    let ordered = sale.input.lines.first { $0.number == item.number }?.quantity.thousandths ?? 0
    let quantity = item.part == nil ? now[index] : ordered
    let steps = try RoundingMode.halfUp.divide(
      Int128(price) * Int128(quantity), by: Int128(Quantity.one.thousandths) * Int128(step))
    let amount = try Wide.narrow(steps, times: step)
    guard item.part != nil else { return amount }
    return share(index, try part(of: amount, index) { sale.items[$0].paid })
  }

  /// A refund is never below zero, and all refunds together are never above what was paid; what
  /// that keeps back now comes with a later return (RULES.md Z-037).
  mutating func clamp() throws(NumericError) {
    let parts = [
      statement.goods, statement.discount, statement.tax, statement.charges, statement.allowance,
      statement.clawBack, statement.gift, statement.protection,
    ]
    var wanted: Int64 = 0
    for part in parts { wanted = try Wide.add(wanted, part) }
    let refunded = try sum { $0.refund }
    let owed = try sum { $0.withheld }
    let due = try Wide.subtract(try Wide.add(refunded, wanted), owed)
    let target = max(refunded, min(due, max(paid, refunded)))
    statement.refund = target - refunded
    statement.withheld = try Wide.subtract(statement.refund, wanted)
    statement.credit = statement.refund
  }

  // MARK: Fees

  /// A fee of several items is taken on them together (RULES.md Z-040).
  mutating func addFee() throws(NumericError) {
    let fees = policy.fees.sorted { IdentifierOrder.precedes($0.id, $1.id) }
    var total: Int64 = 0
    let most = max(0, statement.refund - max(0, statement.tax) - max(0, statement.charges))
    for (place, fee) in fees.enumerated() {
      var base: Int64 = 0
      for portion in portions where matches(fee.scope, portion.index) {
        if fees[..<place].contains(where: { matches($0.scope, portion.index) }) { continue }
        let item = sale.items[portion.index]
        if portion.cause?.waivesFee == true {
          report(ReturnFinding(.feeWaived, line: item.number, rule: reason(portion.line)))
          continue
        }
        base = try Wide.add(base, share(portion, item.paid))
      }
      base = min(base, most)
      guard base > 0 else { continue }
      let rated = try Money(millionths: base, sale.currency).multiplied(by: fee.rate, Rounding())
      total = try Wide.add(total, max(rated.millionths, fee.minimum))
    }
    total = min(total, max(0, statement.refund))
    statement.fee = -total
    statement.credit -= total
  }

  // MARK: Points and rebates

  /// What the sale earned on goods that are back (RULES.md Z-045).
  mutating func addEarnings() throws(NumericError) {
    for earned in try earnedInAll() {
      guard let due = try dueBack(of: earned) else { continue }
      try take(
        max(0, try Wide.subtract(due, try taken(of: earned))),
        policy.byAgreement[earned.rule] ?? policy.earnings, of: earned,
        ReturnStatement.Earning(
          rule: earned.rule, account: earned.account, kind: earned.kind,
          isUnits: earned.amount == 0, taken: 0, short: 0, debt: 0, charged: 0,
          isOfVolume: earned.kind == "rebate" ? false : nil))
    }
    try addVolumes()
  }

  /// What of an earning is taken back with all goods that are back; `nil` where it is kept.
  mutating func dueBack(of earned: SaleEarning) throws(NumericError) -> Int64? {
    let terms = policy.byAgreement[earned.rule] ?? policy.earnings
    guard terms.method != .keep else { return nil }
    guard hasGoodsBack else { return 0 }
    let isUnits = earned.amount == 0
    let whole = isUnits ? earned.units : earned.amount
    if terms.method == .repriceRemainder, let alone = try alone() {
      let key = Remainder.account(earned.account, earned.kind)
      return max(0, whole - (alone.earned[key] ?? 0))
    }
    // What was whole is taken back in whole points and minor units of the book's currency.
    let unit = isUnits ? Quantity.one.thousandths : Rounding().step(in: desk.rules.book.currency)
    return try goodsBack(
      of: whole, step: whole % unit == 0 ? unit : 1, on: desk.lines(earning: earned, in: sale))
  }

  /// What earlier returns took back of an earning.
  func taken(of earned: SaleEarning) throws(NumericError) -> Int64 {
    var taken: Int64 = 0
    for statement in earlier {
      for other in statement.earnings
      where IdentifierOrder.areEqual(other.account, earned.account) && other.kind == earned.kind {
        taken = try Wide.add(taken, other.taken)
      }
    }
    return taken
  }

  /// What of an earning earlier returns found to have run out unused.
  private func lapsed(of earned: SaleEarning) throws(NumericError) -> Int64 {
    var lapsed: Int64 = 0
    for other in earlier.flatMap(\.earnings)
    where IdentifierOrder.areEqual(other.account, earned.account) && other.kind == earned.kind {
      lapsed = try Wide.add(lapsed, other.lapsed)
    }
    return lapsed
  }

  /// What the sale earned, each account once; a rebate of which the request states the volume is
  /// taken back by that (RULES.md Z-046).
  func earnedInAll() throws(NumericError) -> [SaleEarning] {
    var all: [SaleEarning] = []
    for earned in sale.earned
    where !SaleEarning.fundKinds.contains(earned.kind) && earned.kind != "allowance"
      && !(earned.kind == "rebate" && request.facts.volumes[earned.rule] != nil)
    {
      let place = all.firstIndex {
        IdentifierOrder.areEqual($0.account, earned.account) && $0.kind == earned.kind
      }
      guard let place else {
        all.append(earned)
        continue
      }
      all[place].amount = try Wide.add(all[place].amount, earned.amount)
      all[place].units = try Wide.add(all[place].units, earned.units)
      all[place].worth = try Wide.add(all[place].worth, earned.worth)
      all[place].countLines(of: earned)
    }
    return all
  }

  /// Whether anybody promises or earned something under a name.
  private func isAgreement(_ name: String) -> Bool {
    policy.byAgreement[name] != nil
      || desk.rules.book.agreements.contains { IdentifierOrder.areEqual($0.id, name) }
      || sale.earned.contains { IdentifierOrder.areEqual($0.rule, name) }
  }

  /// Rebates on a volume: what was paid out less what the volume without the goods gives
  /// (RULES.md Z-046).
  private mutating func addVolumes() throws(NumericError) {
    let back = max(0, try Wide.add(statement.goods, statement.discount))
    for (agreement, volume) in request.facts.volumes.sorted() {
      let terms = policy.byAgreement[agreement] ?? policy.earnings
      if !isAgreement(agreement) {
        report(ReturnFinding(.unknownAgreement, rule: agreement))
      }
      guard terms.method != .keep, back > 0 else { continue }
      // What comes back was bought.
      if volume.bought < back { reportMissing("volumes/\(agreement)/bought") }
      let left = max(0, try Wide.subtract(volume.bought, back))
      let taken: Int64
      if terms.method == .proportional {
        taken = try rebate(back, at: volume.bought, volume)
      } else {
        taken = max(0, try Wide.subtract(volume.paid, try rebate(left, at: left, volume)))
      }
      try take(
        taken, terms,
        ReturnStatement.Earning(
          rule: agreement, account: agreement + "/" + sale.customer, kind: "rebate",
          isUnits: false, taken: 0, short: 0, debt: 0, charged: 0, isOfVolume: true))
    }
  }

  private func rebate(
    _ amount: Int64, at volume: Int64, _ facts: ReturnFacts.Volume
  ) throws(NumericError) -> Int64 {
    let reached = facts.rungs.filter { $0.from <= volume }.max { $0.from < $1.from }
    guard let reached else { return 0 }
    return try Money(millionths: amount, sale.currency)
      .multiplied(by: reached.rate, Rounding()).millionths
  }

  /// Takes points or a rebate back, as far as the account has them; a rebate that the sale did not
  /// earn itself is one in the sale's currency.
  private mutating func take(
    _ amount: Int64, _ terms: EarningTerms, of earned: SaleEarning? = nil,
    _ plain: ReturnStatement.Earning
  ) throws(NumericError) {
    guard amount != 0 else { return }
    var earning = plain
    earning.taken = amount
    let scale = earning.isUnits ? Money.one / Quantity.one.thousandths : 1
    let balance = request.facts.balances[earning.account].map { $0 / scale }
    if let earned, amount > 0 {
      let expired = (request.facts.expired[earning.account] ?? 0) / scale
      earning.lapsed = max(0, min(amount, try Wide.subtract(expired, try lapsed(of: earned))))
    }
    let wanted = amount - earning.lapsed
    if balance == nil, terms.shortfall == .clampAndCharge {
      reportMissing("balances/\(earning.account)")
    }
    let short = balance.map { max(0, wanted - max(0, $0)) } ?? 0
    earning.short = earning.lapsed
    switch terms.shortfall {
    case _ where short == 0: break
    case .debt: (earning.short, earning.debt) = (earning.lapsed + short, short)
    case .ignore: earning.taken = amount - short
    case .clampAndCharge:
      earning.short += short
      let unit = earning.isUnits ? Quantity.one.thousandths : Money.one
      var worth = short
      if !earning.isUnits, let earned {
        worth = try ReturnShare.of(earned.worth, short, earned.amount, step: 1)
      }
      let charge = try ReturnShare.of(terms.charge, worth, unit, step: step)
      // A credit is not below zero; what it cannot bear is owed.
      earning.charged = min(charge, max(0, statement.credit))
      if earning.isUnits {
        statement.points -= earning.charged
      } else {
        statement.rebate -= earning.charged
      }
      statement.credit -= earning.charged
      if earning.charged < charge {
        earning.debt = try ReturnShare.of(short, charge - earning.charged, charge, step: 1)
      }
    }
    statement.earnings.append(earning)
  }

  // MARK: Quota

  /// What the quota counts, and whether it suffices (RULES.md Z-050).
  mutating func addQuota() throws(NumericError) {
    var counted: Int64 = 0
    for portion in portions {
      let item = sale.items[portion.index]
      if portion.cause?.isExempt == true {
        report(ReturnFinding(.exempt, line: item.number, rule: reason(portion.line)))
        continue
      }
      counted = try Wide.add(
        counted, try gross(share(portion, item.paid), share(portion, item.tax)))
    }
    statement.quota = max(0, counted)
    guard asksQuota, let quota = policy.quota, counted > 0 else { return }
    guard let facts = request.facts.quota else { return reportMissing("quota") }
    let cap = try Money(millionths: facts.purchases, sale.currency)
      .multiplied(by: quota.share, Rounding(.down)).millionths
    let used = try Wide.add(try Wide.add(facts.posted, facts.open), counted)
    if used > cap { report(ReturnFinding(.overQuota, amount: used - cap)) }
  }

  /// Who must approve the credit (RULES.md Z-015).
  mutating func checkAmounts() throws(NumericError) {
    guard let level = policy.levels.filter({ statement.credit > $0.above }).map(\.level).max()
    else { return }
    report(ReturnFinding(.needsApproval, rule: "\(level)", amount: statement.credit))
  }
}
