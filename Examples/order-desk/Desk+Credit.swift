import DealerRules

/// The credit of the project over what the ledger holds, at the exchange rates of a day.
struct DeskCredit {
  var book: CreditBook
  var day: CivilDate
}

extension Desk {
  /// Lets the credit book stand at a day; nothing where the project says nothing of credit.
  mutating func turnCredit(to instant: Instant) throws {
    guard let policy = rules.book.credit else { return }
    guard policy.funding.allSatisfy({ $0.kind == .ownCredit }) else {
      throw RequestError(
        message: "the desk keeps own credit alone: leave other funding sources out of its project")
    }
    let day = rules.book.zone.date(of: max(instant, ledger.time))
    guard credit?.day != day else { return }
    // The ledger says what is taken up; an order is only asked, so that the book is never copied.
    var asked = rules.book
    asked.credit?.inBatch = .snapshot
    let book = try asked.creditBook(on: day, ledger: ledger)
    credit = book.map { DeskCredit(book: $0, day: day) }
  }

  /// Takes up what events changed.
  mutating func followCredit(_ events: [LedgerEvent]) {
    guard var book = credit?.book, let day = credit?.day else { return }
    credit = nil
    // What does not fit is made anew, and told, by the next request.
    guard (try? book.follow(events, of: ledger, zone: rules.book.zone)) != nil else { return }
    credit = DeskCredit(book: book, day: day)
  }

  /// What credit says of an order that is priced under the id of its place.
  func askCredit(_ order: Order) throws -> (effect: Outcome, reasons: [String]) {
    guard var book = credit?.book else { return (.allow, []) }
    switch rules.price(order, credit: &book, on: credit?.day) {
    case .failure(let error): throw RequestError(message: "credit cannot be asked: \(error)")
    case .success(let decision):
      let told = decision.reasons.compactMap { CreditCode(rawValue: $0.code.name) }
        .filter { ![.creditLater, .creditApproved, .creditReleased, .creditExcluded].contains($0) }
      guard decision.outcome > .flag || !told.isEmpty else { return (.allow, []) }
      return (decision.outcome, told.map(\.rawValue))
    }
  }

  /// Why credit keeps goods back that are to leave; empty where they may (RULES.md B-006).
  func shipmentReasons(_ place: String, _ note: PricedNote, _ amount: Int64) throws -> [String] {
    guard let credit, let node = credit.book.payer(of: note.account) else { return [] }
    // Before goods leave, the order is asked in full (RULES.md B-006), not the part that leaves.
    let open = max(amount, ledger.reservation(place)?.open ?? 0)
    var request = CreditRequest(
      id: place, node: node, Money(millionths: open, currency), asOf: credit.day)
    request.checkpoint = .shipment
    request.component = .shipped
    request.ships = credit.day
    request.terms = note.terms.isEmpty ? nil : note.terms
    // Somebody's word for the order covers its shipments while it lasts.
    if let word = ledger.reservation(place)?.override, ledger.time < word.until {
      request.overrides = [CreditOverride(who: word.who, why: word.why)]
    }
    let decision = try credit.book.evaluate(request)
    guard decision.effect >= .hold else { return [] }
    return decision.reasons.filter { $0.effect >= .hold }.map(\.code.rawValue)
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
    if let short = try shortfall(place, note), short > word.most {
      throw RequestError(message: "the shortfall is larger than `most`")
    }
    let lift = LedgerOperation(request.id, .override(reservation: place, word))
    guard let order = ledger.reservation(place), order.state == .held else { return [lift] }
    return [lift] + uses(former, note, until: order.expires) + earns(former, note)
  }

  /// What the limits of the project lack for an order that waits; `nil` where nobody is asked.
  private func shortfall(_ place: String, _ note: PricedNote) throws -> Int64? {
    guard let credit, let node = credit.book.payer(of: note.account) else { return nil }
    let amount = ledger.reservation(place)?.open ?? note.payable
    return try credit.book.evaluate(
      CreditRequest(id: place, node: node, Money(millionths: amount, currency), asOf: credit.day)
    ).shortfall
  }

  /// What is recorded where an order or a shipment must wait, so that a repeated request is told
  /// the same.
  func waits(_ id: String, _ reasons: [String]) -> [LedgerOperation] {
    [
      LedgerOperation(id + "/reasons", .note(reasons.joined(separator: " "))),
      LedgerOperation(id, .note(Desk.held)),
    ]
  }
}
