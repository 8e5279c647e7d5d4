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
      facts.balances[String(account)] = earned.isAmount ? left : left * 1000
    }
    facts.quota = quota(of: note.account, on: day)
    return facts
  }

  /// What was paid of the invoices of an order; credit memos are no payments.
  private func paid(_ place: String) -> Int64 {
    var paid: Int64 = 0
    for (ship, shipment) in shipments where shipment.place == place {
      for id in itemIDs(of: ship) { paid += min(payments[id] ?? 0, ledger.item(id)?.amount ?? 0) }
    }
    return paid
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
    for life in lives.values where isOpen(life, on: day) {
      guard let sale = life.request?.sale, (try? priced(sale).note.account) == account else {
        continue
      }
      let settled = life.settled.reduce(Int64(0)) { $0 + $1.quota }
      facts.open += max(0, (life.preview?.quota ?? 0) - settled)
    }
    return facts
  }

  /// Whether goods of a return may still come.
  func isOpen(_ life: ReturnCase, on day: CivilDate) -> Bool {
    switch life.state {
    case .authorised, .inTransit: life.through.map { day <= $0 } ?? true
    case .received, .inspected, .credited: true
    default: false
    }
  }
}
