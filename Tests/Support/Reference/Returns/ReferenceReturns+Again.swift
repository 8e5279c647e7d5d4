public import DealerRules

// What came back of a sale before it changed (RULES.md Z-066).
extension ReferenceReturns {
  /// Sums that stand for returns.
  struct Sums {
    var total: [String: Fraction] = [:]
    var charges: [String: Fraction] = [:]
    var taken: [Account: Fraction] = [:]
    var own: [Account: Fraction] = [:]
    var free: [Limit: Fraction] = [:]
    var given: [Limit: Fraction] = [:]
  }

  /// Lets the sale be another from now on, and tells what returns before come to otherwise than
  /// they did; what was told so before is no more.
  ///
  /// - Parameter least: The least refund, zero or less; `nil` for none.
  public mutating func settleAgain(_ changed: StoredSale, least: Int64? = nil) -> Statement {
    let counts = counts(in: changed)
    takeOff(changes)
    let before = self
    (back, kits) = (counts.map(\.back), counts.map(\.kits))
    sale = changed
    // One return of all that is back, of which nobody knows more.
    var fresh = self
    (fresh.back, fresh.kits) = (back.map { _ in 0 }, back.map { _ in 0 })
    (fresh.total, fresh.charges, fresh.allowances) = ([:], [:], [:])
    (fresh.taken, fresh.free, fresh.given) = ([:], [:], [:])
    (fresh.own, fresh.ofVolume) = ([:], [:])
    let first = ReturnRequest(id: "all", sale: changed.order, on: changed.day)
    var all = ReferenceReturn(fresh, first)
    all.counts = back
    all.addGoods()
    all.lost()
    all.gifts()
    all.earnings()
    all.priceFunds()
    all.releases()

    var statement = Statement()
    var wanted = Fraction.zero
    func so(_ name: String) -> Fraction { before.total[name] ?? .zero }
    for name in ["goods", "discount", "clawBack", "gift"] {
      let now = (all.amounts[name] ?? .zero) - so(name)
      total[name] = so(name) + now
      wanted += now
      statement.amounts[name] = ReferenceReturns.narrow(now)
    }
    let ofGoods = (all.amounts["goodsTax"] ?? .zero) - so("goodsTax")
    let ofLoss = so("lostTax") - (all.world.total["lostTax"] ?? .zero)
    total["goodsTax"] = all.amounts["goodsTax"] ?? .zero
    total["lostTax"] = all.world.total["lostTax"] ?? .zero
    if changed.includesTax {
      statement.amounts["containedTax"] = ReferenceReturns.narrow(ofGoods)
    } else {
      total["tax"] = so("tax") + ofGoods + ofLoss
      wanted += ofGoods + ofLoss
      statement.amounts["tax"] = ReferenceReturns.narrow(ofGoods + ofLoss)
    }
    wanted += chargeAgain(&statement)
    refundAgain(wanted, least, &statement)
    earnAgain(all, &statement)
    freeAgain(all, &statement)
    changes = sums(since: before)
    return statement
  }

  private func sums(since before: ReferenceReturns) -> Sums {
    func change<Key>(_ now: [Key: Fraction], _ then: [Key: Fraction]) -> [Key: Fraction] {
      now.merging(then.mapValues { .zero - $0 }, uniquingKeysWith: +)
    }
    return Sums(
      total: change(total, before.total), charges: change(charges, before.charges),
      taken: change(taken, before.taken), own: change(own, before.own),
      free: change(free, before.free), given: change(given, before.given))
  }

  private mutating func takeOff(_ sums: Sums) {
    func less<Key>(_ all: [Key: Fraction], _ off: [Key: Fraction]) -> [Key: Fraction] {
      all.merging(off.mapValues { .zero - $0 }, uniquingKeysWith: +)
    }
    total = less(total, sums.total)
    charges = less(charges, sums.charges)
    taken = less(taken, sums.taken)
    own = less(own, sums.own)
    free = less(free, sums.free)
    given = less(given, sums.given)
  }

  /// What is back of each item of a changed sale: gifts of the number that they came back under,
  /// then others of their offer and product (Z-002).
  private func counts(in changed: StoredSale) -> [(back: Int64, kits: Int64)] {
    var gone = gifts
    var counts = changed.items.map { item in
      var sum: Int64 = 0
      var ofKits: Int64 = 0
      for (index, old) in sale.items.enumerated() where item.gift == nil && old.gift == nil {
        guard old.number == item.number && old.part == item.part else { continue }
        sum += back[index]
        ofKits += kits[index]
      }
      return (back: sum, kits: ofKits)
    }
    for isNumber in [true, false] {
      for (index, item) in changed.items.enumerated() {
        for place in gone.indices
        where gone[place].gift == item.gift && gone[place].product == item.product
          && (!isNumber || gone[place].number == item.number)
        {
          let part = min(gone[place].quantity, item.quantity - counts[index].back)
          gone[place].quantity -= part
          counts[index].back += part
        }
      }
    }
    return counts
  }

  /// Charges as one return of all says; what was asked for stays, as far as there is so much.
  private mutating func chargeAgain(_ statement: inout Statement) -> Fraction {
    var sum = Fraction.zero
    var due: [String: Fraction] = [:]
    for extra in sale.extras {
      switch policy.byCharge[extra.rule] ?? policy.charges {
      case .never, .onRequest:
        due[extra.rule] = min(charges[extra.rule] ?? .zero, Fraction(extra.amount))
      case .withLast: due[extra.rule] = isEverything(back) ? Fraction(extra.amount) : .zero
      case .proportional: due[extra.rule] = goodsShare(extra.amount, back, in: step)
      }
    }
    for rule in Set(charges.keys).union(due.keys) {
      let now = (due[rule] ?? .zero) - (charges[rule] ?? .zero)
      if !now.isZero { statement.extras[rule] = ReferenceReturns.narrow(now) }
      sum += now
    }
    charges = due
    statement.amounts["charges"] = ReferenceReturns.narrow(sum)
    return sum
  }

  /// No more than was paid, nothing below zero, and nothing below what may be asked for.
  private mutating func refundAgain(
    _ wanted: Fraction, _ least: Int64?, _ statement: inout Statement
  ) {
    let refunded = total["refund"] ?? .zero
    var target = refunded + wanted - (total["withheld"] ?? .zero)
    if let least { target = max(target, refunded + Fraction(least)) }
    target = max(.zero, min(target, Fraction(sale.payable)))
    let refund = target - refunded
    for (name, now) in [
      ("refund", refund), ("credit", refund), ("withheld", refund - wanted),
    ] {
      total[name] = (total[name] ?? .zero) + now
      statement.amounts[name] = ReferenceReturns.narrow(now)
    }
  }

  /// What is taken back is what one return of all takes; of accounts that earn nothing any more
  /// nothing. What volumes took stays.
  private mutating func earnAgain(_ all: ReferenceReturn, _ statement: inout Statement) {
    guard canary != .againEarned else { return }
    func isUnits(_ key: Account) -> Bool { key.kind == "points" || key.kind == "coupon" }
    var earning: [Account: EarningTerms] = [:]
    for earned in sale.earned where !["rebateFund", "funding", "allowance"].contains(earned.kind) {
      earning[Account(earned.account, earned.kind)] =
        policy.byAgreement[earned.rule] ?? policy.earnings
    }
    for (key, terms) in earning where terms.method != .keep && ofVolume[key] == nil {
      let due = all.world.taken[key] ?? .zero
      let now = due - (taken[key] ?? .zero)
      guard !now.isZero else { continue }
      (taken[key], own[key]) = (due, (own[key] ?? .zero) + now)
      statement.earnings[key] = Earning(
        isUnits: isUnits(key), taken: ReferenceReturns.narrow(now), short: 0, debt: 0, charged: 0)
    }
    for (key, sum) in own where earning[key] == nil && !sum.isZero {
      taken[key] = (taken[key] ?? .zero) - sum
      own[key] = nil
      statement.earnings[key] = Earning(
        isUnits: isUnits(key), taken: ReferenceReturns.narrow(-sum), short: 0, debt: 0, charged: 0)
    }
  }

  /// Limits are free as one return of all says, those that are not used any more not at all; what
  /// funds have back that pay instead of the dealer stays.
  private mutating func freeAgain(_ all: ReferenceReturn, _ statement: inout Statement) {
    let payers = Set(
      sale.earned.filter { ReferenceReturn.pays($0, sale) }.map { Limit($0.account, $0.kind) })
    let uses = Dictionary(
      sale.uses.map { (Limit($0.id, $0.kind), $0.amount != 0) }, uniquingKeysWith: { a, _ in a })
    for key in Set(free.keys).union(all.world.free.keys) where !payers.contains(key) {
      // A fund that pays nothing any more keeps what it has back.
      let isFund = key.kind == "rebateFund" || key.kind == "funding"
      let isPaying = sale.earned.contains {
        $0.amount > 0 && Limit($0.account, $0.kind) == key
      }
      if isFund, !isPaying { continue }
      let due = all.world.free[key] ?? .zero
      let now = due - (free[key] ?? .zero)
      free[key] = due
      if isFund { given[key] = all.world.given[key] }
      guard !now.isZero else { continue }
      let value = ReferenceReturns.narrow(now)
      let isAmount = isFund || uses[key] ?? isAmounts[key] ?? all.world.isAmounts[key] ?? true
      statement.releases[key] = Free(amount: isAmount ? value : 0, units: isAmount ? 0 : value)
    }
    for (key, isAmount) in uses { isAmounts[key] = isAmount }
    isAmounts.merge(all.world.isAmounts) { own, _ in own }
  }
}
