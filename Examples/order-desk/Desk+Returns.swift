import DealerRules

// What the desk keeps of a sale, and how goods come back (RULES.md Z-001 …).
extension Desk {
  /// Bytes of a piece of a record; a note of the ledger holds 65,535.
  private static let piece = 60_000

  /// Who works returns and changes out.
  var returns: ReturnDesk { ReturnDesk(rules, hashes: hashes) }

  /// The same over the rules of then, where those of now price a sale, or goods that are added to
  /// it, otherwise.
  func returns(of sale: StoredSale, adding lines: [OrderLine] = []) -> ReturnDesk {
    let own = returns
    guard !archive.isEmpty, !own.prices(like: sale, adding: lines) else { return own }
    return archive.first { IdentifierOrder.areEqual($0.hashes.rules, sale.rulesHash) }
      ?? archive.first { $0.prices(like: sale, adding: lines) } ?? own
  }

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
    if let known = kept.sales[request] { return known }
    let sale = try read(request, place)
    kept.keep(sale, request)
    return sale
  }

  private func read(_ request: String, _ place: String) throws -> StoredSale {
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

  /// Goods that somebody wants to give back, with what the desk knows of their order.
  struct Asked {
    let place: String
    /// The request that the order's price stands at.
    let former: String
    let note: PricedNote
    let sale: StoredSale
    /// The shipment that they came with.
    let ship: String
    var request: ReturnRequest
  }

  /// What a request asks to give back (RULES.md Z-020).
  func asked(_ request: Request) throws -> Asked {
    let place = try request.text("place")
    let (former, note) = try priced(place)
    let sale = try sale(former, place)
    let ship = try request.text("ship")
    guard shipments[ship]?.place == place else {
      throw RequestError(message: "`\(ship)` is no shipment of `\(place)`")
    }
    var goods = try request.goods(of: sale, on: today(request))
    if goods.isWhole { askWhatLeft(&goods, of: sale, place) }
    var asked = Asked(
      place: place, former: former, note: note, sale: sale, ship: ship, request: goods)
    asked.request.facts = facts(goods.facts, of: asked, on: goods.day)
    return asked
  }

  /// Everything of an order that leaves in parts is what has left of it and is not back.
  private func askWhatLeft(_ goods: inout ReturnRequest, of sale: StoredSale, _ place: String) {
    guard let left = shippedLines[place],
      claimed(place)?.state == .reserved || isBilledAhead(place)
    else { return }
    let ordered = Dictionary(
      sale.input.lines.map { ($0.number, $0.quantity.thousandths) }, uniquingKeysWith: { a, _ in a }
    )
    let earlier = (settled[place] ?? []).filter { !$0.isExchange }.flatMap(\.lines)
    goods.isWhole = false
    goods.charges = sale.extras.map(\.rule)
    goods.lines += sale.items.compactMap { item in
      guard item.gift == nil, let whole = ordered[item.number], whole > 0 else { return nil }
      let gone = Int128(item.quantity) * Int128(left[item.number] ?? 0) / Int128(whole)
      let back = earlier.filter {
        $0.gift == nil && $0.number == item.number && $0.part == item.part
      }
      .reduce(Int64(0)) { $0 + $1.quantity }
      let quantity = Int64(clamping: gone) - back
      guard quantity > 0 else { return nil }
      var line = ReturnRequest.Line(number: item.number, part: item.part, quantity: quantity)
      line.reason = goods.reason
      return line
    }
  }

  /// The day of a request: time never runs back (RULES.md J-041).
  func today(_ request: Request) -> CivilDate {
    rules.book.zone.date(of: max(request.at, ledger.time))
  }

  /// Credits goods of an order by its sale and the policy of the project, at once.
  func takeBack(_ request: Request) throws -> [LedgerOperation] {
    let asked = try asked(request)
    let statement = try returns(of: asked.sale).settle(
      asked.request, of: asked.sale, after: earlier(asked.place))
    guard statement.outcome == .allowed else {
      throw RequestError(
        message: "the return is \(statement.outcome.name): " + reasons(statement.findings))
    }
    try checkOpen(asked)
    let ship = LedgerOperation(request.id + "/returnShip", .note(asked.ship))
    return try [ship] + settles(request, asked, statement)
  }

  /// What a return has come to, statement by statement, and would come to; nothing is recorded.
  func tell(_ request: Request) throws -> Reply {
    let id = try request.text("return")
    let life = lives[id]
    let own = life?.settled ?? settled.values.joined().filter { $0.id == id }
    guard life != nil || !own.isEmpty else {
      throw RequestError(message: "there is no return `\(id)`")
    }
    var reply = Reply(request.id, request.op, currency)
    reply.add("outcome", "told")
    if let life { reply.add("state", life.state.rawValue) }
    reply.add("statements", records: own.map { ReturnRecord.bytes(of: $0) })
    guard let life, let place = life.request?.sale else { return reply }
    // What was settled and taken back again.
    let reversed = life.entries.filter { $0.event.step == .settle }.compactMap(\.statement)
      .filter { one in !life.settled.contains { $0.id == one.id } }
    if !reversed.isEmpty {
      reply.add("reversed", records: reversed.map { ReturnRecord.bytes(of: $0) })
    }
    if let preview = try prospect(of: life, try sale(try priced(place).request, place)) {
      reply.add("preview", records: [ReturnRecord.bytes(of: preview)])
    }
    return reply
  }

  /// What holds or refuses, in words.
  func reasons(_ findings: [ReturnFinding]) -> String {
    findings.filter { $0.code.outcome > .allowed }.map { finding in
      switch finding.code {
      case .factMissing: finding.code.english + (finding.rule.map { " (\($0))" } ?? "")
      case .rulesDiffer: finding.code.english + unread
      default: finding.code.english
      }
    }.joined(separator: "; ")
  }

  /// What of the archive may hold the rules that are asked for and cannot be read.
  var unread: String {
    guard !unreadable.isEmpty else { return "" }
    let names = unreadable.map { "`\($0)`" }.joined(separator: ", ")
    return " (of the archive \(names) cannot be read)"
  }

  /// Settles a statement: the credit, what the goods earned and the limits that they leave free
  /// follow in one group, all or nothing.
  func settles(
    _ request: Request, _ asked: Asked, _ statement: ReturnStatement
  ) throws -> [LedgerOperation] {
    let (former, note, place) = (asked.former, asked.note, asked.place)
    let earlier = earlier(place)
    let before = earlier.reduce(Int64(0)) { $0 + $1.refund }
    try checkShipped(asked, statement)
    guard let order = claimed(place) else { return [] }
    let text = String(decoding: ReturnRecord.bytes(of: statement), as: UTF8.self)
    let isWhole = isAllBack(order, asked, earlier + [statement])
    let memo = max(0, creditable(earlier + [statement], of: note) - (credited[place] ?? 0))
    return [
      try keeps(request.id + "/returned", text),
      LedgerOperation(request.id + "/refund", .note(noted(statement.credit, of: note))),
      LedgerOperation(request.id + "/credited", .note("\(memo)")),
    ] + memos(request.id, asked, memo)
      + takesBack(request.id, statement, asked, before: before)
      + (isWhole
        ? restores(request.id, former, note)
          + frees(request.id, statement, asked, isPaid: true)
        : frees(request.id, statement, asked))
  }

  /// Whether goods worth all that was billed of an order are back that left by amounts and has
  /// ended; of others the sale says what is free (RULES.md Z-035).
  private func isAllBack(
    _ order: LedgerReservation, _ asked: Asked, _ statements: [ReturnStatement]
  ) -> Bool {
    guard order.state != .reserved, order.shipped < asked.note.payable,
      corrected[asked.place] == nil
    else { return false }
    let goods = statements.filter { !$0.isExchange }.flatMap(\.lines).filter { $0.quantity > 0 }
    let worth = goods.reduce(Int64(0)) {
      $0 + $1.goods + $1.discount + (asked.sale.includesTax ? 0 : $1.tax)
    }
    return owed(worth, of: asked.note) >= order.shipped
  }

  /// A note of a record, which holds 65,535 bytes.
  func keeps(_ id: String, _ text: String) throws -> LedgerOperation {
    guard text.utf8.count <= 65_535 else {
      throw RequestError(message: "the return has too many lines to be kept")
    }
    return LedgerOperation(id, .note(text))
  }

  /// Goods come back only once they have left.
  func checkShipped(_ asked: Asked, _ statement: ReturnStatement) throws {
    // What was given for exchanged goods stands in their place.
    let earlier = earlier(asked.place).filter { !$0.isExchange }
    let refunded = earlier.reduce(statement.refund) { $0 + $1.refund }
    guard let order = claimed(asked.place),
      owed(refunded, of: asked.note) <= order.shipped
    else {
      throw RequestError(message: "more than was shipped of `\(asked.place)` is returned")
    }
    guard let left = shippedLines[asked.place] else { return }
    let lines = (earlier + [statement]).flatMap(\.lines)
    let others = announced(asked)
    for item in asked.sale.items where item.gift == nil {
      let ordered = asked.sale.input.lines.first { $0.number == item.number }?.quantity
      let back =
        (lines.filter { $0.gift == nil }.map { ($0.number, $0.part, $0.quantity) }
        + others.filter { $0.gift == nil }.map { ($0.number, $0.part, $0.quantity) })
        .reduce(Int64(0)) { $1.0 == item.number && $1.1 == item.part ? $0 + $1.2 : $0 }
      let most = Int128(item.quantity) * Int128(left[item.number] ?? 0)
      guard Int128(back) * Int128(ordered?.thousandths ?? 0) <= most else {
        throw RequestError(
          message: "more than was shipped of line \(item.number) of `\(asked.place)` is returned")
      }
    }
  }

  /// Credits the invoices of a shipment, the last due first. What exceeds them is credit of the
  /// account; goods that nothing was paid for come back without a credit.
  private func memos(_ id: String, _ asked: Asked, _ credit: Int64) -> [LedgerOperation] {
    guard credit > 0 else { return [LedgerOperation(id, .note(Desk.nothingCredited))] }
    let items = billed(asked)
    var parts: [(item: String, amount: Int64)] = []
    var left = credit
    for item in items.reversed() where left > 0 {
      let part = min(left, ledger.item(item)?.open ?? 0)
      guard part > 0 else { continue }
      left -= part
      parts.append((item, part))
    }
    let lowered = LedgerOperation(id + "/lowered", .note("\(credit - left) \(asked.place)"))
    if left > 0 {
      if parts.isEmpty { parts.append((items[0], left)) } else { parts[0].amount += left }
    }
    return [lowered]
      + parts.enumerated().map { index, part in
        LedgerOperation(
          index + 1 == parts.count ? id : "\(id)/memo\(index)",
          .creditMemo(item: part.item, amount: part.amount))
      }
  }

  /// The invoices of a shipment; of one that billed nothing those of the last before it that did.
  private func billed(_ asked: Asked) -> [String] {
    let own = itemIDs(of: asked.ship)
    guard ledger.item(own[0]) == nil else { return own }
    let others = shipments.filter {
      $0.value.place == asked.place && ledger.item(itemIDs(of: $0.key)[0]) != nil
    }
    let last = others.max { ($0.value.at, $0.key) < ($1.value.at, $1.key) }
    return last.map { itemIDs(of: $0.key) } ?? own
  }

  /// What a return is noted as that credits nothing.
  static let nothingCredited = "nothing credited"

  /// Points and rebates of a statement, taken from the lots of the order first, then from others of
  /// the account (RULES.md Z-045); allowances in proportion to what comes back.
  private func takesBack(
    _ id: String, _ statement: ReturnStatement, _ asked: Asked, before: Int64
  ) -> [LedgerOperation] {
    var operations: [LedgerOperation] = []
    let own = Set(orderLots[asked.place] ?? [])
    for earning in statement.earnings {
      let node = "\(earning.kind)/\(earning.account)"
      let lots = lots(of: node, for: asked.place)
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
      + takesAllowances(
        id, asked, before: owed(before, of: asked.note),
        after: owed(before + statement.refund, of: asked.note))
  }

  /// Allowances of agreements, in proportion to what comes back; what a correction gave back is
  /// taken as well. What is taken is noted, so that a correction finds it.
  private func takesAllowances(
    _ id: String, _ asked: Asked, before: Int64, after: Int64
  ) -> [LedgerOperation] {
    var operations: [LedgerOperation] = []
    var rows: [String] = []
    for one in asked.sale.earned where one.kind == "allowance" {
      let node = "\(one.kind)/\(one.account)"
      let due =
        Desk.part(of: one.amount, after, asked.note)
        - Desk.part(of: one.amount, before, asked.note)
      let taken = takes(
        due, of: ownLots(asked.place, node), id + "/allowances", operations.count)
      operations += taken
      let sum = taken.reduce(Int64(0)) { sum, operation in
        guard case .takeBack(_, let amount) = operation.action else { return sum }
        return sum + amount
      }
      if sum > 0 { rows.append("\(sum) \(node)") }
    }
    guard !rows.isEmpty else { return [] }
    let note = LedgerOperation(id + "/allowances", .note(rows.joined(separator: "\n")))
    return operations + [note]
  }

  /// Limits that goods leave free: use of an order that is still open shrinks, other use is given
  /// back, and what goods that stay need more is used again (RULES.md Z-035). Funds and sources get
  /// back what they have paid, and go on holding what they are to pay of goods that have not left
  /// (Z-047); with `isPaid` they alone.
  private func frees(
    _ id: String, _ statement: ReturnStatement, _ asked: Asked, isPaid: Bool = false
  ) -> [LedgerOperation] {
    let (former, note) = (asked.former, asked.note)
    var operations = isPaid ? [] : usesAgain(id, statement, note, of: asked.sale.customer)
    for release in statement.releases where !isPaid || pays(release) {
      let own = note.uses.indices.filter {
        note.uses[$0].counts(release)
      }
      var left = release.amount != 0 ? release.amount : release.units
      var given: Set<String> = []
      // What corrections used again is given back first.
      for again in reversed(release, statement.sale) where left > 0 {
        let part = min(left, again.unbilled)
        left -= part
        given.insert(again.id)
        operations.append(
          LedgerOperation(
            "\(id)/free\(operations.count)", .restore(reservation: again.id, amount: part)))
      }
      for place in own where left > 0 {
        guard let use = ledger.reservation(claim(former, note, place)), !given.contains(use.id)
        else { continue }
        let part = min(left, use.unbilled)
        left -= part
        if part > 0 {
          operations.append(
            LedgerOperation(
              "\(id)/free\(operations.count)", .restore(reservation: use.id, amount: part)))
        }
        guard left > 0, use.state == .reserved, !note.uses[place].pays else { continue }
        let open = min(left, use.open)
        left -= open
        let action: LedgerAction =
          open < use.open
          ? .amend(reservation: use.id, amount: use.open - open) : .void(reservation: use.id)
        operations.append(LedgerOperation("\(id)/free\(operations.count)", action))
      }
    }
    return operations
  }
}
