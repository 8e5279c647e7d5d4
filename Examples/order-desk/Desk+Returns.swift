import DealerRules

// What the desk keeps of a sale, and how goods come back (RULES.md Z-001 …).
extension Desk {
  /// Bytes of a piece of a record; a note of the ledger holds 65,535.
  private static let piece = 60_000

  /// Who works returns and changes out.
  var returns: ReturnDesk { ReturnDesk(rules, hashes: hashes) }

  /// Notes that keep the sale of a request.
  func keeps(_ id: String, _ sale: StoredSale?) -> [LedgerOperation] {
    guard let sale else { return [] }
    let bytes = SaleRecord.bytes(of: sale)
    var operations: [LedgerOperation] = []
    var start = 0
    while start < bytes.count {
      var end = min(start + Desk.piece, bytes.count)
      // A letter of several bytes stays whole.
      while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end -= 1 }
      let text = String(decoding: bytes[start..<end], as: UTF8.self)
      operations.append(LedgerOperation("\(id)/sale\(operations.count)", .note(text)))
      start = end
    }
    return operations
  }

  /// The sale that a request kept.
  func sale(_ request: String, _ place: String) throws -> StoredSale {
    var bytes: [UInt8] = []
    var count = 0
    while let text = ledger.note("\(request)/sale\(count)") {
      bytes += Array(text.utf8)
      count += 1
    }
    switch SaleRecord.read(RuleSource(name: "sale", bytes: bytes)).first {
    case .success(let sale): return sale
    case .failure(let fault):
      throw RequestError(message: "the sale of `\(place)` cannot be used: \(fault.code)")
    case nil: throw RequestError(message: "there is no sale of `\(place)`")
    }
  }

  /// Credits goods of an order by its sale and the policy of the project: the credit, what the
  /// goods earned and the limits that they leave free follow in one group, all or nothing.
  func takeBack(_ request: Request) throws -> [LedgerOperation] {
    let place = try request.text("place")
    let (former, note) = try priced(place)
    let sale = try sale(former, place)
    let ship = try request.text("ship")
    guard let shipment = shipments[ship], shipment.place == place else {
      throw RequestError(message: "`\(ship)` is no shipment of `\(place)`")
    }
    // Time never runs back (RULES.md J-041), and the ledger knows when goods left.
    let zone = rules.book.zone
    var asked = try request.goods(of: sale, on: zone.date(of: max(request.at, ledger.time)))
    addFacts(&asked, note)
    asked.facts.shipped = zone.date(of: shipment.at)
    let earlier = settled[place] ?? []
    let statement = try returns.settle(asked, of: sale, after: earlier)
    guard statement.outcome == .allowed else {
      let codes = statement.findings.map(\.code).filter { $0.outcome > .allowed }
      throw RequestError(
        message: "the return is \(statement.outcome.name): "
          + codes.map(\.english).joined(separator: "; "))
    }
    let before = earlier.reduce(Int64(0)) { $0 + $1.refund }
    let back = before + statement.refund
    guard let order = ledger.reservation(place), back <= order.shipped else {
      throw RequestError(message: "more than was shipped of `\(place)` is returned")
    }
    let text = String(decoding: ReturnRecord.bytes(of: statement), as: UTF8.self)
    guard text.utf8.count <= 65_535 else {
      throw RequestError(message: "the return has too many lines to be kept")
    }
    // Everything that was shipped of an order that has ended is back.
    let isWhole = order.open == 0 && back == order.shipped
    return [
      LedgerOperation(request.id + "/returned", .note(text)),
      LedgerOperation(request.id + "/refund", .note("\(statement.credit)")),
    ] + memos(request.id, ship, statement.credit)
      + takesBack(request.id, statement, former, note, before: before)
      + (isWhole
        ? restores(request.id, former, note) : frees(request.id, statement, former, note))
  }

  /// Credits the invoices of a shipment, the last due first. What exceeds them is credit of the
  /// account; goods that nothing was paid for come back without a credit.
  private func memos(_ id: String, _ ship: String, _ credit: Int64) -> [LedgerOperation] {
    guard credit > 0 else { return [LedgerOperation(id, .note(Desk.nothingCredited))] }
    let items = itemIDs(of: ship)
    var parts: [(item: String, amount: Int64)] = []
    var left = credit
    for item in items.reversed() where left > 0 {
      let part = min(left, ledger.item(item)?.open ?? 0)
      guard part > 0 else { continue }
      left -= part
      parts.append((item, part))
    }
    if left > 0 {
      if parts.isEmpty { parts.append((items[0], left)) } else { parts[0].amount += left }
    }
    return parts.enumerated().map { index, part in
      LedgerOperation(
        index + 1 == parts.count ? id : "\(id)/memo\(index)",
        .creditMemo(item: part.item, amount: part.amount))
    }
  }

  /// What a return is noted as that credits nothing.
  static let nothingCredited = "nothing credited"

  /// What the ledger knows beside the sale (RULES.md Z-021).
  private func addFacts(_ asked: inout ReturnRequest, _ note: PricedNote) {
    for earned in note.earned {
      guard let account = earned.node.split(separator: "/", maxSplits: 1).last else { continue }
      let left = accountLots(earned.node).reduce(Int64(0)) { $0 + $1.unused }
      // Balances are millionths of one, points thousandths.
      asked.facts.balances[String(account)] = earned.isAmount ? left : left * 1000
    }
    guard let quota = returns.policy.quota else { return }
    var facts = ReturnFacts.Quota(purchases: 0)
    let since = asked.day.adding(days: -quota.days)
    func counts(_ day: CivilDate) -> Bool { day <= asked.day && since.map { day > $0 } ?? true }
    for invoice in invoices[note.account] ?? []
    where counts(rules.book.zone.date(of: invoice.at)) {
      facts.purchases += invoice.amount
    }
    for (day, quota) in returned[note.account] ?? [] where counts(day) { facts.posted += quota }
    asked.facts.quota = facts
  }

  /// Points and rebates of a statement, taken from the lots of the order first, then from others of
  /// the account (RULES.md Z-045); allowances in proportion to what comes back.
  private func takesBack(
    _ id: String, _ statement: ReturnStatement, _ former: String, _ note: PricedNote,
    before: Int64
  ) -> [LedgerOperation] {
    var operations: [LedgerOperation] = []
    let own = Set(note.earned.indices.map { "\(former)/earn\($0)" })
    for earning in statement.earnings {
      let node = "\(earning.kind)/\(earning.account)"
      let lots = accountLots(node)
      var left = earning.taken - earning.short
      for lot in lots.filter({ own.contains($0.id) }) + lots.filter({ !own.contains($0.id) })
      where left > 0 {
        let amount = min(left, lot.unused)
        guard amount > 0 else { continue }
        left -= amount
        operations.append(
          LedgerOperation(
            "\(id)/takeBack\(operations.count)", .takeBack(lot: lot.id, amount: amount)))
      }
    }
    return operations
      + takesBack(
        id + "/allowances", former, note, before: before, after: before + statement.refund,
        kinds: ["allowance"])
  }

  /// Limits that goods leave free: use of an order that is still open shrinks, other use is given
  /// back (RULES.md Z-035).
  private func frees(
    _ id: String, _ statement: ReturnStatement, _ former: String, _ note: PricedNote
  ) -> [LedgerOperation] {
    var operations: [LedgerOperation] = []
    for release in statement.releases {
      let own = note.uses.indices.filter { place in
        let use = note.uses[place]
        return use.kind == release.kind
          && (use.node == "\(use.kind)/\(release.id)"
            || use.node.hasPrefix("\(use.kind)/\(release.id)/"))
      }
      for place in own {
        guard let use = ledger.reservation("\(former)/use\(place)") else { continue }
        let amount = release.amount != 0 ? release.amount : release.units
        let action: LedgerAction
        if use.unbilled > 0 {
          action = .restore(reservation: use.id, amount: min(amount, use.unbilled))
        } else {
          guard use.state == .reserved else { continue }
          action =
            amount < use.open
            ? .amend(reservation: use.id, amount: use.open - amount) : .void(reservation: use.id)
        }
        operations.append(LedgerOperation("\(id)/free\(operations.count)", action))
      }
    }
    return operations
  }
}
