import DealerRules

/// The credit of the project over what the ledger holds, at the exchange rates of a day.
struct DeskCredit {
  var book: CreditBook
  var day: CivilDate
}

extension Desk {
  /// Lets the credit book stand at a day; nothing where the project says nothing of credit.
  mutating func turnCredit(to instant: Instant) throws {
    guard rules.book.credit != nil else { return }
    let day = rules.book.zone.date(of: max(instant, ledger.time))
    guard credit?.day != day else { return }
    // The ledger says what is taken up; an order is only asked, so that the book is never copied.
    var asked = rules.book
    asked.credit?.inBatch = .snapshot
    let book = try asked.creditBook(on: day, ledger: ledger) { complete(&$0) }
    credit = book.map { DeskCredit(book: $0, day: day) }
  }

  /// Takes up what events changed.
  mutating func followCredit(_ events: [LedgerEvent]) {
    guard var book = credit?.book, let day = credit?.day else { return }
    credit = nil
    // What does not fit is made anew, and told, by the next request.
    let zone = rules.book.zone
    guard (try? book.follow(events, of: ledger, zone: zone) { complete(&$0) }) != nil else {
      return
    }
    credit = DeskCredit(book: book, day: day)
  }

  /// Adds what the ledger does not keep of an order: when it ships (RULES.md B-007). What was paid
  /// of it is neither owed nor credit of the account.
  private func complete(_ entry: inout CreditEntry) {
    if entry.kind == .credit, !advances.isEmpty {
      let account = String(entry.id.prefix { $0 != "\t" })
      entry.amount.millionths = max(0, entry.amount.millionths - kept(on: account))
    }
    guard entry.kind == .order else { return }
    entry.amount.millionths = max(0, entry.amount.millionths - (advances[entry.id]?.sum ?? 0))
    entry.ships = (try? priced(entry.id))?.note.ships
  }

  /// What is recorded where credit keeps goods back that are to leave; `nil` where they may
  /// (RULES.md B-006).
  func shipmentStop(
    _ request: Request, _ place: String, _ order: Order?, _ note: PricedNote, _ amount: Int64
  ) throws -> [LedgerOperation]? {
    // Before goods leave, the order is asked in full (RULES.md B-006), not the part that leaves.
    let open = max(amount, claimed(place)?.open ?? 0)
    let decision = try askCredit(
      order, place, note, open, .shipment, stop: stops[place], at: request.at)
    // Nobody is asked for goods that no node pays for, once their order was let through.
    guard let decision, decision.effect >= .hold,
      credit?.book.node(decision.node) != nil
    else { return nil }
    let told = decision.told.filter { $0.effect >= .hold }
    return waits(request.id, told)
  }

  /// A stop that somebody put on an order that was let through before; its goods ask for it.
  func notes(_ id: String, _ place: String, _ stop: CreditHold) -> LedgerOperation {
    let rows = [place, stop.through.map { "\($0)" } ?? "", stop.who, stop.why]
    return LedgerOperation(id + "/stop", .note(rows.joined(separator: "\n")))
  }

  /// A stop as it was noted.
  static func stop(_ text: String) -> (place: String, stop: CreditHold)? {
    let rows = text.split(separator: "\n", maxSplits: 3, omittingEmptySubsequences: false)
      .map(String.init)
    guard rows.count == 4 else { return nil }
    return (rows[0], CreditHold(who: rows[2], why: rows[3], through: CivilDate(rows[1])))
  }

  /// Somebody's word that lets a held order through.
  func override(_ request: Request) throws -> [LedgerOperation] {
    let place = try request.text("place")
    let (former, note) = try priced(place)
    guard let until = try request.instant("until") else {
      throw RequestError(message: "`until` is missing")
    }
    let word = LedgerOverride(
      most: try request.amount("most", currency), who: try request.text("who"),
      why: try request.text("why"), until: until)
    guard !note.reasons.contains(CreditCode.creditHeld.rawValue) else {
      throw RequestError(message: "a stop is lifted where it was put, not by an override")
    }
    let order = (try? sale(former, place))?.input
    if let short = try shortfall(request, place, order, note), short > word.most {
      throw RequestError(message: "the shortfall is larger than `most`")
    }
    let lift = LedgerOperation(request.id, .override(reservation: place, word))
    guard let order = claimed(place), order.state == .held else { return [lift] }
    let ahead = try advances(request.id, place, note)
    // Ids that an earlier word was refused with are used up: the order stands at this one then.
    guard isRefused(former, note) else {
      return ahead + [lift] + uses(former, note, until: order.expires) + earns(former, note)
    }
    let id = request.id
    let notes =
      [LedgerOperation(id + "/priced", .note(note.text))]
      + keeps(id, try? sale(former, place)) + [LedgerOperation(id + Desk.stands, .note(place))]
    return notes + ahead + [lift] + uses(id, note, until: order.expires) + earns(id, note)
  }

  /// Whether claims or earnings that are named after a request were refused.
  private func isRefused(_ request: String, _ note: PricedNote) -> Bool {
    let ids =
      note.uses.indices.map { "\(request)/use\($0)" }
      + note.earned.indices.map { "\(request)/earn\($0)" }
    return ids.contains { id in
      if case .rejected? = ledger.outcome(of: id) { return true }
      return false
    }
  }

  /// What the limits of the project lack for an order that waits; `nil` where nobody is asked.
  private func shortfall(
    _ request: Request, _ place: String, _ order: Order?, _ note: PricedNote
  ) throws -> Int64? {
    let open = claimed(place)?.open ?? note.payable
    let amount = max(0, open - (note.payable - askedOfCredit(note)))
    return try askCredit(order, place, note, amount, stop: stops[place], at: request.at)?
      .shortfall
  }

  /// What is recorded where an order or a shipment must wait, so that a repeated request is told
  /// the same.
  func waits(_ id: String, _ told: [CreditReason] = []) -> [LedgerOperation] {
    let held = LedgerOperation(id, .note(Desk.held))
    guard !told.isEmpty else { return [held] }
    let codes = told.map(\.code.rawValue).joined(separator: " ")
    let findings = told.prefix(Finding.most).map { Finding($0).text }
    return [
      LedgerOperation(id + "/reasons", .note(codes)),
      LedgerOperation(id + "/findings", .note(findings.joined(separator: "\n"))), held,
    ]
  }
}
