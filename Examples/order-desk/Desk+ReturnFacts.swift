import DealerRules

// What the ledger knows of an order beside its sale (RULES.md Z-021).
extension Desk {
  /// The facts of a return: what its request states, and what the ledger knows better.
  func facts(_ stated: ReturnFacts, of asked: Asked, on day: CivilDate) -> ReturnFacts {
    let (note, place) = (asked.note, asked.place)
    var facts = stated
    facts.shipped = leftOn(asked)
    facts.paid = paid(place)
    for earned in note.earned {
      guard let account = earned.node.split(separator: "/", maxSplits: 1).last else { continue }
      // Balances are millionths of one, points thousandths.
      func millionths(_ amount: Int64) -> Int64 {
        let (product, isOver) = amount.multipliedReportingOverflow(by: earned.isAmount ? 1 : 1000)
        return isOver ? .max : product
      }
      let left = lots(of: earned.node, for: place).reduce(Int64(0)) { $0 + $1.unused }
      facts.balances[String(account)] = millionths(left)
      let expired = ownLots(place, earned.node).reduce(Int64(0)) { $0 + ranOut($1) }
      facts.expired[String(account)] = expired > 0 ? millionths(expired) : nil
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

  /// The day on which goods left that come back: of each line first those of the shipment that is
  /// named and are not back, then of the latest others; the earliest of their days (RULES.md
  /// Z-011).
  private func leftOn(_ asked: Asked) -> CivilDate? {
    guard let named = shipments[asked.ship] else { return nil }
    var there: [String: [Int32: Int64]] = [:]
    for (ship, shipment) in shipments where shipment.place == asked.place {
      for line in asked.sale.input.lines {
        there[ship, default: [:]][line.number] = brought(ship, line.number, asked)
      }
    }
    for (ship, goods) in backBefore(asked) {
      for (number, quantity) in goods.sorted(by: { $0.key < $1.key }) {
        _ = takes(quantity, of: number, ship, from: &there)
      }
    }
    var first: Instant?
    for (number, quantity) in wanted(asked) {
      let at = takes(quantity, of: number, asked.ship, from: &there)
      if let at { first = min(first ?? at, at) }
    }
    return rules.book.zone.date(of: first ?? named.at)
  }

  /// Takes goods of a line from what is out with shipments: first with the one that is named.
  /// - Returns: When the first of them left.
  private func takes(
    _ quantity: Int64, of number: Int32, _ ship: String?, from there: inout [String: [Int32: Int64]]
  ) -> Instant? {
    var left = quantity
    var first: Instant?
    let ships = there.keys.sorted { a, b in
      if a == ship || b == ship { return a == ship && b != ship }
      guard let (one, other) = shipments[a].flatMap({ x in shipments[b].map { (x.at, $0.at) } })
      else { return a < b }
      return (other, b) < (one, a)
    }
    for own in ships where left > 0 {
      let part = min(left, there[own]?[number] ?? 0)
      guard part > 0, let at = shipments[own]?.at else { continue }
      left -= part
      there[own]?[number]? -= part
      first = min(first ?? at, at)
    }
    return first
  }

  /// What other returns have brought back of lines of an order, or may still bring, with the
  /// shipment that each named; of what earlier releases took back at once nobody knows that.
  private func backBefore(_ asked: Asked) -> [(ship: String?, goods: [Int32: Int64])] {
    let own = asked.request.id
    var all: [(ship: String?, goods: [Int32: Int64])] = []
    for statement in settled[asked.place] ?? [] where !statement.isExchange {
      let id = String(statement.id.prefix { $0 != "/" })
      guard id != own else { continue }
      let lines = statement.lines.filter { $0.gift == nil && $0.quantity > 0 }
        .map { (number: $0.number, part: $0.part, quantity: $0.quantity) }
      all.append((ledger.note(id + "/returnShip"), ofOrder(lines, asked)))
    }
    for life in lives.values.sorted(by: { $0.id < $1.id })
    where life.request?.sale == asked.place && life.id != own {
      let lines = life.outstanding(on: asked.request.day).filter { $0.gift == nil }
        .map { (number: $0.number, part: $0.part, quantity: $0.quantity) }
      all.append((ledger.note(life.id + "/returnShip"), ofOrder(lines, asked)))
    }
    return all
  }

  /// Goods by line of the order, in its unit: of a kit as many as hold its parts.
  private func ofOrder(
    _ lines: [(number: Int32, part: String?, quantity: Int64)], _ asked: Asked
  ) -> [Int32: Int64] {
    var sums: [Int32: [String: Int64]] = [:]
    for line in lines {
      sums[line.number, default: [:]][line.part ?? "", default: 0] += line.quantity
    }
    return sums.reduce(into: [:]) { result, own in
      guard
        let ordered = asked.sale.input.lines.first(where: { $0.number == own.key })?.quantity
          .thousandths
      else { return }
      result[own.key] = own.value.map { part, quantity in
        let item = asked.sale.items.first {
          $0.gift == nil && $0.number == own.key && ($0.part ?? "") == part
        }
        guard !part.isEmpty, let item, item.quantity > 0 else { return quantity }
        let kits = Int128(quantity) * Int128(ordered) + Int128(item.quantity) - 1
        return Int64(clamping: kits / Int128(item.quantity))
      }.max()
    }
  }

  /// What comes back of each line of the order, in its unit: of a kit as much as holds its parts.
  private func wanted(_ asked: Asked) -> [(number: Int32, quantity: Int64)] {
    let lines = asked.sale.input.lines
    if asked.request.isWhole {
      let back = (settled[asked.place] ?? []).filter { !$0.isExchange }.flatMap(\.lines)
      return lines.map { line in
        // Of kits their parts are told, of which as many kits hold no more.
        let own = back.filter { $0.gift == nil && $0.part == nil && $0.number == line.number }
        return (line.number, own.reduce(line.quantity.thousandths) { $0 - $1.quantity })
      }
    }
    return asked.request.lines.filter { $0.gift == nil && $0.quantity > 0 }.compactMap { line in
      guard let ordered = lines.first(where: { $0.number == line.number })?.quantity.thousandths,
        let item = asked.sale.items.first(where: {
          $0.gift == nil && $0.number == line.number && $0.part == line.part
        }) ?? asked.sale.items.first(where: { $0.number == line.number }), item.quantity > 0
      else { return nil }
      guard line.part != nil else { return (line.number, line.quantity) }
      let kits = (Int128(line.quantity) * Int128(ordered) + Int128(item.quantity) - 1)
      return (line.number, Int64(clamping: kits / Int128(item.quantity)))
    }
  }

  /// What left of a line with a shipment; one that names no lines brought all that others did not.
  private func brought(_ ship: String, _ number: Int32, _ asked: Asked) -> Int64 {
    if let own = leftWith[ship] { return own[number] ?? 0 }
    let ordered = asked.sale.input.lines.first { $0.number == number }?.quantity.thousandths ?? 0
    return max(0, ordered - (leftBefore(ship, asked.place)[number] ?? 0))
  }

  /// What left of each line with the other shipments of an order.
  func leftBefore(_ ship: String, _ place: String) -> [Int32: Int64] {
    var sums: [Int32: Int64] = [:]
    for (other, left) in leftWith where other != ship && shipments[other]?.place == place {
      sums.merge(left) { $0 + $1 }
    }
    return sums
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
    for one in returned[account] ?? [] where counts(one.day) { facts.posted += one.quota }
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
