import DealerRules

// Invoices of shipments, and what settles them.
extension Desk {
  /// Documents that one group settles, which holds 1,000 operations.
  static let most = 900

  /// The invoice of what leaves: due as the request says, else in the parts of the payment terms of
  /// the order or of who pays (RULES.md B-010), else never.
  func bills(
    _ request: Request, _ place: String, _ note: PricedNote, _ amount: Int64
  ) throws -> [LedgerOperation] {
    guard amount > 0 else { return [] }
    func invoice(_ index: Int, _ amount: Int64, _ due: Instant?) -> LedgerOperation {
      LedgerOperation(
        Desk.item(request.id, index), .invoice(reservation: place, amount: amount, due: due))
    }
    guard !request.has("due"), let terms = terms(of: note) else {
      return [invoice(0, amount, try request.instant("due"))]
    }
    let zone = rules.book.zone
    let day = zone.date(of: max(request.at, ledger.time))
    let parts = try terms.parts(of: Money(millionths: amount, currency), from: day)
      .filter { $0.amount.millionths > 0 }
    let invoices = parts.enumerated().map { index, part in
      invoice(index, part.amount.millionths, zone.start(of: part.due))
    }
    guard !terms.discounts.isEmpty else { return invoices }
    return invoices + [LedgerOperation(request.id + "/terms", .note("\(day) \(terms.id)"))]
  }

  /// What a cash discount takes off what is open of an invoice where the rest is paid at an instant
  /// (RULES.md B-010); zero where none does any more.
  func discount(on item: LedgerItem, at instant: Instant) throws -> Int64 {
    // The terms of a shipment stand in its note, as they were.
    let ship = String(item.id.prefix { $0 != "/" })
    guard let words = ledger.note(ship + "/terms")?.split(separator: " ", maxSplits: 1),
      words.count == 2, let from = CivilDate(String(words[0])),
      let terms = credit?.book.policy.terms.first(where: {
        IdentifierOrder.areEqual($0.id, String(words[1]))
      })
    else { return 0 }
    let day = rules.book.zone.date(of: max(instant, ledger.time))
    let open = Money(millionths: item.open, currency)
    let least = try terms.early(of: open, from: from).filter { day <= $0.through }
      .map(\.amount.millionths).min()
    return item.open - (least ?? item.open)
  }

  /// The terms that an order is on: its own, else those agreed with the node that pays.
  private func terms(of note: PricedNote) -> PaymentTerms? {
    guard let book = credit?.book else { return nil }
    let agreed = book.payer(of: note.account).flatMap { book.node($0)?.terms }
    for id in [note.terms, agreed ?? ""] where !id.isEmpty {
      let found = book.policy.terms.first { IdentifierOrder.areEqual($0.id, id) }
      if let found { return found }
    }
    return nil
  }

  private static func item(_ ship: String, _ index: Int) -> String {
    index == 0 ? ship + "/invoice" : "\(ship)/invoice\(index)"
  }

  /// The ids of a shipment's invoices, in the order in which they fall due; at least one.
  func itemIDs(of ship: String) -> [String] {
    var ids = [Desk.item(ship, 0)]
    while ledger.item(Desk.item(ship, ids.count)) != nil {
      ids.append(Desk.item(ship, ids.count))
    }
    return ids
  }

  /// Requests that may leave an account with too much.
  private static let settling: Set<String> = [
    "amend", "cancel", "pay", "return", "reverse", "settle", "ship",
  ]

  /// Settles open invoices with what the account of a payment, a return or a shipment has too much.
  /// The money itself is recorded before, so that an interruption leaves it as credit; the same
  /// request again goes on where it was.
  mutating func settleCredit(_ request: Request) throws {
    // What is paid for an order that has not left is kept for it.
    let isAhead = request.op == "pay" && request.has("place")
    guard Desk.settling.contains(request.op), !isAhead,
      case .accepted? = ledger.outcome(of: request.id),
      let account = try account(of: request)
    else { return }
    var count = 0
    while ledger.outcome(of: "\(request.id)/settle\(count + 1)") != nil { count += 1 }
    // What a shipment or an end lets go of after its claim counts too.
    let tellsAll = ["ship", "cancel"].contains(request.op)
    defer { if tellsAll || count > 0 { keepRoom(request, account) } }
    while let credit = freeCredit(of: account), credit > 0 {
      var left = credit
      var group: [LedgerOperation] = []
      for item in openItems(of: account).prefix(Desk.most / 2) where left > 0 {
        // Credit that reaches what a cash discount leaves settles the whole invoice.
        let off = try discount(on: item, at: request.at)
        let isEarly = off > 0 && item.open - off > 0 && left >= item.open - off
        let part = isEarly ? item.open - off : min(left, item.open)
        left -= part
        count += 1
        group.append(
          LedgerOperation(
            "\(request.id)/settle\(count)", .allocate(item: item.id, amount: part)))
        guard isEarly else { continue }
        count += 1
        group.append(
          LedgerOperation(
            "\(request.id)/settle\(count)", .creditMemo(item: item.id, amount: off)))
      }
      guard !group.isEmpty else { return }
      try apply(group, request.at)
      // Nothing is asked twice in vain.
      guard let after = freeCredit(of: account), after < credit else { return }
    }
  }

  /// What an account has too much, beside what is kept for orders that have not left.
  private func freeCredit(of account: String) -> Int64? {
    ledger.standing(of: account).map { $0.unapplied - kept(on: account) }
  }

  /// Keeps the room that settling left, which the answer tells instead of what it was before.
  private mutating func keepRoom(_ request: Request, _ account: String) {
    guard let room = ledger.standing(of: account)?.room,
      ledger.note(request.id + "/room") == nil,
      case .accepted(let told?)? = ledger.outcome(of: request.id), told != room
    else { return }
    // Without the note the answer tells the room before, as it would after an interruption.
    try? apply([LedgerOperation(request.id + "/room", .note("\(room)"))], request.at)
  }

  private func account(of request: Request) throws -> String? {
    if request.op == "pay" { return try request.text("account") }
    let place =
      request.has("return")
      ? lives[try request.text("return")]?.request?.sale : try request.text("place")
    return place.flatMap { claimed($0) }?.node
  }

  /// Ships the uses of an order with its goods: what is counted once with the first of them, an
  /// amount or units in proportion. What is left of an order that ends is let go of.
  func shipsUses(
    _ id: String, _ former: String, _ note: PricedNote, kept: Int64, isLast: Bool
  ) -> [LedgerOperation] {
    var operations: [LedgerOperation] = []
    for (index, use) in note.uses.enumerated() {
      let reserved = claim(former, note, index)
      guard let claim = ledger.reservation(reserved), claim.state == .reserved else { continue }
      let part = leavingPart(of: use, claim, note, kept: kept)
      let name = "\(id)/use\(index)"
      if part > 0 {
        operations.append(
          LedgerOperation(name, .ship(reservation: reserved, amount: part, close: isLast)))
      } else if isLast {
        operations.append(LedgerOperation(name, .void(reservation: reserved)))
      }
    }
    return operations
  }

  /// What goods worth `kept` in all use of a limit beside those that left before.
  func leavingPart(
    of use: PricedNote.Use, _ claim: LedgerReservation, _ note: PricedNote, kept: Int64
  ) -> Int64 {
    guard claim.state == .reserved else { return 0 }
    return max(0, min(claim.open, due(of: use, note, kept: kept) - claim.shipped))
  }

  /// What goods worth `kept` in all use of a limit: of one that counts orders all of it.
  /// What pays for goods does so in minor units where all of it is such.
  private func due(of use: PricedNote.Use, _ note: PricedNote, kept: Int64) -> Int64 {
    guard !use.kind.hasPrefix("uses"), note.payable > use.since else { return use.amount }
    let whole = Int128(note.payable - use.since)
    let product = Int128(use.amount) * Int128(max(0, min(kept, note.payable) - use.since))
    let unit = use.pays && use.amount % step == 0 && kept % step == 0 ? Int128(step) : 1
    return min(use.amount, Int64(clamping: (product + whole * unit - 1) / (whole * unit) * unit))
  }

  /// Gives back all that the goods of an order used of limits, once they are all back, or as the
  /// order is now (RULES.md Z-035). What funds and sources paid goes back by what is refunded of it
  /// (RULES.md Z-047).
  func restores(_ id: String, _ former: String, _ note: PricedNote) -> [LedgerOperation] {
    note.uses.indices.compactMap { index in
      guard !note.uses[index].pays else { return nil }
      let reserved = claim(former, note, index)
      guard let used = ledger.reservation(reserved)?.unbilled, used > 0 else { return nil }
      return LedgerOperation(
        "\(id)/restore\(index)", .restore(reservation: reserved, amount: used))
    }
  }
}
