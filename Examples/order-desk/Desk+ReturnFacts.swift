import DealerRules

// What the ledger knows of an order beside its sale (RULES.md Z-021).
extension Desk {
  /// The facts of a return: what its request states, and what the ledger knows better.
  func facts(
    _ stated: ReturnFacts, of note: PricedNote, _ place: String, _ ship: String,
    on day: CivilDate
  ) -> ReturnFacts {
    var facts = stated
    facts.shipped = shipments[ship].map { rules.book.zone.date(of: $0.at) }
    facts.paid = paid(place)
    for earned in note.earned {
      guard let account = earned.node.split(separator: "/", maxSplits: 1).last else { continue }
      let left = accountLots(earned.node).reduce(Int64(0)) { $0 + $1.unused }
      // Balances are millionths of one, points thousandths.
      facts.balances[String(account)] =
        earned.isAmount
        ? left : left.multipliedReportingOverflow(by: 1000).overflow ? .max : left * 1000
    }
    knowPaid(&facts, note, place)
    facts.quota = quota(of: note.account, on: day).map { quota in
      var own = quota
      own.purchases = pricedMost(quota.purchases, of: note)
      (own.posted, own.open) = (priced(quota.posted, of: note), priced(quota.open, of: note))
      return own
    }
    return facts
  }

  /// What an order is claimed with, and what funds and sources have paid of what has left of it.
  func knowPaid(_ facts: inout ReturnFacts, _ note: PricedNote, _ place: String) {
    if note.foreign != nil { facts.claim = note.payable }
    for use in note.uses where use.pays { facts.funded[use.payer] = 0 }
    for funder in funders(place) { facts.funded[funder.name] = funder.has }
  }

  /// What was paid of the invoices of an order, and of what corrections posted again. Once nothing
  /// of them is open what credit memos of returns took off them was no payment that went back, so
  /// that it does not count against what was paid; while something is, goods come back for no more
  /// than was paid.
  private func paid(_ place: String) -> Int64 {
    var paid: Int64 = 0
    var whole: Int64 = 0
    var open: Int64 = 0
    for (ship, shipment) in shipments where shipment.place == place {
      for id in itemIDs(of: ship) {
        let amount = ledger.item(id)?.amount ?? 0
        paid += min(payments[id] ?? 0, amount)
        whole += amount
        open += ledger.item(id)?.open ?? 0
      }
    }
    for item in posted[place] ?? [] {
      paid += min(payments[item] ?? 0, ledger.item(item)?.amount ?? 0)
    }
    paid = min(paid + (open > 0 ? 0 : lowered[place] ?? 0), whole)
    return (try? priced(place).note).map { pricedMost(paid, of: $0) } ?? paid
  }

  /// What an account bought and gave back over the period of the quota.
  private func quota(of account: String, on day: CivilDate) -> ReturnFacts.Quota? {
    guard let quota = returns.policy.quota else { return nil }
    var facts = ReturnFacts.Quota(purchases: 0)
    let since = day.adding(days: -quota.days)
    func counts(_ other: CivilDate) -> Bool { other <= day && since.map { other > $0 } ?? true }
    for invoice in invoices[account] ?? []
    where counts(rules.book.zone.date(of: invoice.at)) {
      facts.purchases += invoice.amount
    }
    for (day, quota) in returned[account] ?? [] where counts(day) { facts.posted += quota }
    for life in lives.values {
      guard let sale = life.request?.sale, (try? priced(sale).note.account) == account else {
        continue
      }
      let open = openQuota(of: life, on: day)
      facts.open += (try? priced(sale).note).map { owed(open, of: $0) } ?? open
    }
    return facts
  }

  /// What of the quota the goods take that a return may still bring.
  private func openQuota(of life: ReturnCase, on day: CivilDate) -> Int64 {
    let goods = life.outstanding(on: day)
    // Before anything has come it is what was authorised.
    if !goods.isEmpty, life.state == .authorised || life.state == .inTransit {
      return life.preview?.quota ?? 0
    }
    guard !goods.isEmpty, var request = life.request, let (former, _) = try? priced(request.sale),
      let sale = try? sale(former, request.sale)
    else { return 0 }
    request.id = life.id + "/open"
    request.lines = goods
    (request.isWhole, request.charges, request.amount) = (false, [], 0)
    let earlier = earlier(request.sale)
    return (try? returns(of: sale).settle(request, of: sale, after: earlier))?.quota ?? 0
  }
}
