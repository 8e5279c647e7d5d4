import DealerRules

extension Desk {
  /// Prices an order with the use that the ledger counts; `own` is use of the order itself, which
  /// must not stand in its way. Credit is asked for it under the id of its place.
  private func price(
    _ request: Request, as place: String, own: [PricedNote.Use] = []
  ) throws -> PricedNote {
    var order = try request.order(rules)
    if place == request.id {
      try checkDay(of: order, request)
    } else {
      try checkDay(of: order, replacing: place)
    }
    guard Request.isPlain(order.credit.terms ?? "") else {
      throw RequestError(message: "`terms` has control characters")
    }
    order.id = place
    // The ledger knows what was paid and what stands; the request says when and at which step.
    let credit = order.credit
    guard credit.prepaid == 0, credit.replaces == nil, credit.checkpoint == .order else {
      throw RequestError(
        message: "`prepaid`, `replaces` and `checkpoint` are kept here: `pay` with `place`, "
          + "`cancel`, `ship`")
    }
    count(&order, own)
    let decision = try judge(order)
    var note = PricedNote(
      order, decision, rules, account: order.billTo ?? order.customer,
      addsTax: !rules.book.tax.pricesIncludeTax)
    if decision.currency != currency {
      note.foreign = (decision.currency, decision.payable)
      note.payable = try exchanged(decision.payable, decision.currency, order)
    }
    note.ships = shipping(order)
    var sale = try? rules.sale(of: order, hashes: hashes).get()
    payInCoins(&note, &sale, own)
    if !note.isBlocked {
      let told = try askCredit(
        order, place, note, askedOfCredit(note), stop: nil, at: request.at)
      note.take(told)
      draw(told, &note)
    }
    if sale != nil { states(&sale, note) }
    note.sale = sale
    try note.checkSize()
    return note
  }

  /// Fills in the facts that the ledger knows, instead of those of an earlier day.
  func count(_ order: inout Order, _ own: [PricedNote.Use]) {
    countBalances(&order, own)
    for (node, unit) in counters {
      var used = ledger.standing(of: node)?.used ?? 0
      for use in own where use.node == node { used -= use.amount }
      used = max(0, used)
      let parts = node.split(separator: "/", maxSplits: 1).map(String.init)
      guard parts.count == 2 else { continue }
      if parts[0] == "priceCap" {
        let quantity = Quantity(thousandths: used).map { Balance.quantity($0) }
        order.facts.capUsed[parts[1]] = unit == Desk.units ? quantity : .amount(used)
      } else {
        count(parts[0], parts[1], used, &order)
      }
    }
  }

  private func count(_ kind: String, _ id: String, _ used: Int64, _ order: inout Order) {
    func add(_ offer: String, _ body: (inout OfferUse) -> Void) {
      var use = order.facts.offerUse[offer] ?? OfferUse()
      body(&use)
      order.facts.offerUse[offer] = use
    }
    switch kind {
    case "uses": add(id) { $0.uses = used / 1000 }
    case "budget": add(id) { $0.amount = used }
    case "budgetUnits": add(id) { $0.units = used }
    case "usesPerCustomer":
      guard id.hasSuffix("/" + order.customer) else { return }
      add(String(id.dropLast(order.customer.count + 1))) { $0.usesByCustomer = used / 1000 }
    case "usesPerCode":
      for offer in rules.book.offers where offer.codes.contains(id) {
        add(offer.id) { $0.usesByCode[id] = used / 1000 }
      }
    default: return
    }
  }

  static let units = "units"

  /// A price and whether credit would carry it; nothing is recorded.
  func quote(_ request: Request) throws -> Reply {
    let note = try price(request, as: request.id)
    var reply = Reply(request.id, request.op, currency)
    let account = ledger.standing(of: note.account)
    let room = account?.room
    let needed = note.payable - note.advance
    let isShort = note.payable > 0 && (room ?? .max) < needed
    let outcome = note.isBlocked ? "block" : note.waits ? "hold" : note.outcome
    // The account would not give so much, or is not there, whatever the rules say.
    let isUnknown = account == nil && outcome != "block"
    let isRefused = isUnknown || isShort && outcome != "block" && outcome != "hold"
    reply.add("outcome", isRefused ? "rejected" : outcome)
    if isUnknown { reply.add("code", "unknownNode") }
    reply.add("payable", note)
    if note.advance > 0 { reply.add("funded", amount: note.advance) }
    reply.add(note.reasons, note.findings, language)
    if let room {
      reply.add("room", amount: room)
      if isShort { reply.add("shortfall", amount: needed - room) }
    }
    return reply
  }

  /// Credit for the payable amount, and the use of everything limited.
  func place(_ request: Request) throws -> [LedgerOperation] {
    let note = try price(request, as: request.id)
    let priced = LedgerOperation(request.id + "/priced", .note(note.text))
    guard !note.isBlocked else {
      return [priced, LedgerOperation(request.id, .note(Desk.blocked))]
    }
    let hold: LedgerHold =
      note.waits ? .always : try request.flag("hold") ? .whenShort : .never
    let notes = [priced] + keeps(request.id, note.sale)
    let expires = try request.instant("expires")
    let claim = claims(request.id, note, until: expires, hold)
    // An order that waits uses nothing up, whether the project keeps it back or the account.
    let room = ledger.standing(of: note.account)?.room ?? .max
    let isShort =
      try request.flag("hold") && note.payable > 0 && room < note.payable - note.advance
    guard !note.waits, !isShort else { return notes + claim }
    return try notes + advances(request.id, request.id, note) + claim
      + uses(request.id, note, until: expires) + earns(request.id, note)
  }

  /// Reservations of use, each on a node of its own that is opened when it is first met. The price
  /// was decided with the ledger's own counts, so that the node needs no limit of its own.
  func uses(_ id: String, _ note: PricedNote, until: Instant? = nil) -> [LedgerOperation] {
    var operations: [LedgerOperation] = []
    for (index, use) in note.uses.enumerated()
    where use.claim.isEmpty && ledger.outcome(of: "\(id)/use\(index)") == nil {
      if counters[use.node] == nil {
        let unit = use.isAmount ? currency.code : Desk.units
        let node = LedgerNode(id: use.node, limit: .unlimited, unit: unit)
        operations.append(LedgerOperation("\(id)/open\(index)", .open(node)))
      }
      operations.append(
        LedgerOperation(
          "\(id)/use\(index)", .reserve(node: use.node, amount: use.amount, expires: until)))
    }
    return operations
  }

  /// The use that an order claims and that is still open.
  func openUses(
    _ request: String, _ note: PricedNote, where isAsked: (PricedNote.Use) -> Bool = { _ in true }
  ) -> [(id: String, amount: Int64)] {
    note.uses.indices.compactMap { index in
      guard isAsked(note.uses[index]) else { return nil }
      let id = claim(request, note, index)
      guard let use = ledger.reservation(id), use.state == .reserved else { return nil }
      return (id, use.open)
    }
  }

  /// The reservation of a use of an order that stands at a request.
  func claim(_ request: String, _ note: PricedNote, _ index: Int) -> String {
    let own = note.uses[index].claim
    return own.isEmpty ? "\(request)/use\(index)" : own
  }

  /// What an order holds of limits, and what pays for it or for what has left of it, which must not
  /// stand in its own way.
  func ownUses(
    _ place: String, _ request: String, _ note: PricedNote
  ) -> [PricedNote.Use] {
    let paying = note.uses.indices.filter { index in
      let use = note.uses[index]
      return use.pays
        && (!use.claim.isEmpty || ledger.reservation("\(request)/use\(index)")?.state == .reserved)
    }
    let held = limitClaims(place, request, note).map { claim in
      PricedNote.Use(
        kind: String(claim.node.prefix { $0 != "/" }),
        amount: claim.unbilled + (claim.state == .reserved ? claim.open : 0), isAmount: true,
        node: claim.node)
    }
    return paying.map { note.uses[$0] } + held
  }

  /// Another order in the place of one that is not shipped yet, at the prices of now.
  func amend(_ request: Request) throws -> [LedgerOperation] {
    let place = try request.text("place")
    let (former, before) = try priced(place)
    guard let order = claimed(place), order.shipped == 0,
      !isFree(place) || shippedLines[place]?.contains(where: { $0.value > 0 }) != true
    else {
      throw RequestError(message: "`\(place)` cannot be amended any more")
    }
    let note = try price(request, as: place, own: ownUses(place, former, before))
    guard note.account == before.account else {
      throw RequestError(message: "`\(place)` is an order of `\(before.account)`")
    }
    if !note.isBlocked { try checkPays(note.payable, place) }
    return try becomes(request.id, order, former, before, note, note.sale)
  }
}
