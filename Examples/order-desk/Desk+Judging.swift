import DealerRules

// What the rules and the credit of the project make of an order, with what the ledger knows.
extension Desk {
  /// The decision over an order whose facts are filled in.
  func judge(_ order: Order) throws -> Decision {
    switch rules.price(order) {
    case .failure(let error): throw RequestError(message: "the order cannot be priced: \(error)")
    case .success(let decision): return decision
    }
  }

  /// A placed order that is decided again: its price is that of the change, whether it may stand is
  /// asked as for a place of the order as it is now.
  func judge(
    _ note: inout PricedNote, _ order: Order, _ place: String, own: [PricedNote.Use], at: Instant
  ) throws {
    var asked = order
    count(&asked, own)
    let decision = try judge(asked)
    note.take(decision, rules)
    note.ships = shipping(order)
    if !note.isBlocked {
      // What has left is billed already.
      let billed = claimed(place)?.shipped ?? 0
      let told = try askCredit(
        asked, place, note, max(0, askedOfCredit(note) - billed), stop: stops[place], at: at)
      note.take(told)
      draw(told, &note)
      try checkUses(of: note, place, own, decision, at: at)
    }
    try note.checkSize()
  }

  /// Refuses a change that would use a limit beyond what there is of it beside all other orders;
  /// what the account has no room for is for the ledger to refuse.
  func checkUses(
    of note: PricedNote, _ place: String, _ own: [PricedNote.Use], _ decision: Decision? = nil,
    at: Instant
  ) throws {
    if let order = claimed(place), order.state == .reserved,
      let room = ledger.standing(of: note.account)?.room,
      note.payable - order.shipped - note.ahead - order.open + (advances[place]?.funded ?? 0)
        > max(0, room),
      order.override.map({ $0.until <= max(at, ledger.time) }) ?? true
    {
      return
    }
    for use in note.uses where !fits(use, decision, own) {
      throw RequestError(message: "the change would use `\(use.node)` beyond its limit")
    }
  }

  /// The day on which an order ships.
  func shipping(_ order: Order) -> CivilDate {
    order.shipped ?? order.day(in: rules.book.zone)
  }

  /// Whether a use stays within its limit beside that of all other orders; one that no change made
  /// larger stands as it was granted.
  private func fits(
    _ use: PricedNote.Use, _ decision: Decision?, _ own: [PricedNote.Use]
  ) -> Bool {
    let before = own.filter { $0.node == use.node }.reduce(Int64(0)) { $0 + $1.amount }
    guard use.amount > before else { return true }
    let id = String(use.node.dropFirst(use.kind.count + 1))
    if use.kind == "priceCap" {
      // What a place of the changed order would still get at the capped price.
      guard let decision else { return true }
      let granted = decision.reservations.filter { $0.kind == use.kind && $0.id == id }
        .reduce(Int64(0)) { $0 + (use.isAmount ? $1.amount : $1.units) }
      return use.amount <= granted
    }
    guard let most = most(use.kind, id) else { return true }
    let others = (ledger.standing(of: use.node)?.used ?? 0) - before
    return others <= most - use.amount
  }

  /// What a limit of an offer is, in the steps of its node; `nil` where none is stated.
  private func most(_ kind: String, _ id: String) -> Int64? {
    func limits(_ isOwn: (Offer) -> Bool) -> OfferLimits? {
      rules.book.offers.first(where: isOwn)?.limits
    }
    let own = limits { IdentifierOrder.areEqual($0.id, id) }
    switch kind {
    case "uses": return own?.uses.map { $0 * 1000 }
    case "budget": return own?.budget
    case "budgetUnits": return own?.budgetUnits
    case "usesPerCode": return limits { $0.codes.contains(id) }?.usesPerCode.map { $0 * 1000 }
    case "usesPerCustomer":
      return limits { id.hasPrefix($0.id + "/") }?.usesPerCustomer.map { $0 * 1000 }
    default: return nil
    }
  }

  // MARK: Credit

  /// What credit says of an amount of an order (RULES.md B-013); `nil` where the project says
  /// nothing of it.
  ///
  /// - Parameters:
  ///   - order: The order as it was stated, with its stop, approvals and stamped rate.
  ///   - step: Placed or changed, or before its goods leave.
  ///   - stop: A stop that somebody put on it since.
  func askCredit(
    _ order: Order?, _ place: String, _ note: PricedNote, _ amount: Int64,
    _ step: CreditCheckpoint = .order, stop: CreditHold?, at: Instant
  ) throws -> CreditDecision? {
    guard let credit else { return nil }
    var request = CreditRequest(
      id: place, node: credit.book.payer(of: note.account) ?? note.account,
      Money(millionths: amount, currency), asOf: credit.day)
    request.checkpoint = step
    request.component = step == .shipment ? .shipped : .orders
    request.ships = step == .shipment ? credit.day : note.ships
    request.terms = note.terms.isEmpty ? nil : note.terms
    if let stated = order?.credit {
      // What is asked is in the currency of the account already.
      request.rate = note.foreign == nil ? stated.rate : nil
      request.approved = stated.approved
      (request.changed, request.holds) = (stated.changed, stated.hold.map { [$0] } ?? [])
    }
    if let stop { request.holds.append(stop) }
    let ahead = advances[place]
    request.prepaid = min(amount, (step == .shipment ? ahead?.sum : ahead?.paid) ?? 0)
    let book = fundedBook(credit.book, place, note.account, isLeaving: step == .shipment)
    let first = try book.evaluate(request)
    guard first.effect >= .hold else { return first }
    if let order { request.overrides += approvals(of: order, first) }
    // Somebody's word for the order covers its shipments while it lasts, and its changes as far as
    // it goes (RULES.md J-016).
    if let word = ledger.reservation(place)?.override, max(at, ledger.time) < word.until,
      step == .shipment || first.shortfall <= word.most
    {
      request.overrides.append(CreditOverride(who: word.who, why: word.why))
    }
    return request.overrides.isEmpty ? first : try book.evaluate(request)
  }

  /// Reasons that approvals of the order lift (RULES.md B-020), as words that lift their rules.
  private func approvals(of order: Order, _ told: CreditDecision) -> [CreditOverride] {
    guard !order.approvals.isEmpty, var book = credit?.book,
      case .success(let decision) = rules.price(order, credit: &book, on: credit?.day)
    else { return [] }
    // What is approved stands after the reason that it lifts.
    let lifted = zip(decision.reasons, decision.reasons.dropFirst())
      .filter { $0.1.code == .approved }.map(\.0.code.name)
    let rules = told.reasons.filter { lifted.contains($0.code.rawValue) && !$0.rule.isEmpty }
      .map(\.rule)
    return rules.isEmpty ? [] : [CreditOverride(who: "approval", why: "", rules: rules)]
  }
}
