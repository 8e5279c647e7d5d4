import DealerRules

// Placed orders that are decided again against their sales (RULES.md Z-060, Z-061, Z-062).
extension Desk {
  /// Other quantities, and new lines, for what has not left of an order: the claim, the use of
  /// limits and what the order earns follow in one group.
  func change(_ request: Request) throws -> [LedgerOperation] {
    let place = try request.text("place")
    let (former, before) = try priced(place)
    guard let order = claimed(place),
      order.shipped == 0 || shippedLines[place] != nil,
      order.state == .reserved || order.state == .held
    else { throw RequestError(message: "`\(place)` cannot be amended any more") }
    let terms: AmendmentTerms? = try request.word("terms")
    let quantities = try request.quantities("lines")
    let isFault = try request.flag("supplierFault")
    let added = try request.addedLines(rules)
    try checkLeft(place, quantities)
    let own = ownUses(place, former, before)
    // Facts are what others use; the order's own use is in its sale.
    var sale = try sale(former, place)
    count(&sale.input, own)
    let base = before.base.isEmpty ? former : before.base
    let origin = try self.sale(base, place)
    let changed = try told(place) { () throws(SaleChangeFault) in
      try returns(of: sale, adding: added)
        .amend(
          sale, quantities: quantities, adding: added, terms: terms, isSupplierFault: isFault,
          pricedAs: origin)
    }
    try checkPays(changed.sale.payable, place)
    let claim = try exchanged(changed.sale.payable, changed.sale.currency, changed.sale.input)
    var note = PricedNote(changed.sale, claim: claim, after: before, rules)
    if !changed.isRepriced { note.base = base }
    var stated: StoredSale? = changed.sale
    payInCoins(&note, &stated, own)
    var came = try settlesAgain(request.id, place, changed.sale, note)
    let all = (settled[place] ?? []) + (came.statement.map { [$0] } ?? [])
    leaveBack(&note, changed.sale, all)
    // What is credited again is not theirs to pay.
    let most = note.payable - max(order.shipped, creditedInAll(all, of: note))
    carryPaid(&note, former, before, most: most)
    try judge(&note, changed.sale.input, place, own: own, at: request.at)
    bound(&note, to: most)
    for index in note.uses.indices where note.uses[index].pays && note.uses[index].claim.isEmpty {
      note.uses[index].since = order.shipped
    }
    states(&stated, note)
    statesFunds(&stated, note)
    var back: [LedgerOperation] = []
    if let sale = stated {
      var facts = ReturnFacts()
      knowPaid(&facts, note, place)
      let more = try settlesFunds(
        &came, settled[place] ?? [], sale, note, knowing: facts, asksAgain: false)
      back = gives(more, place, request.id)
    }
    return try becomes(request.id, order, former, before, note, stated, (came, back))
  }

  /// An order at another price: the claim, the use of limits and what it earns follow. One that
  /// was kept back and is clear now goes through; one that would be blocked, or would have to wait
  /// now, stays as it is, but for a stop that it was given.
  func becomes(
    _ id: String, _ order: LedgerReservation, _ former: String, _ before: PricedNote,
    _ note: PricedNote, _ sale: StoredSale?,
    _ came: (again: Again, back: [LedgerOperation])? = nil
  ) throws -> [LedgerOperation] {
    guard order.shipped == 0 else {
      return try continues(id, order, former, before, note, sale, came)
    }
    var note = note
    let isHeld = order.state == .held
    let priced = LedgerOperation(id + "/priced", .note(note.text))
    guard !note.isBlocked else { return [priced, LedgerOperation(id, .note(Desk.blocked))] }
    if note.waits, !isHeld {
      return [priced] + (note.stop.map { [notes(id, order.id, $0)] } ?? []) + waits(id)
    }
    let limits = usesNow(id, order.id, former, before, &note, isEnd: false)
    var operations =
      replaces(id, former, before, note, sale) + limits
      + givesBack(id, order.id, note.account, isEnd: false)
    // Goods that left without a bill may be back.
    if let came {
      operations += try keeps(id, order.id, came.again) + came.back
      operations += posts(id, order, note.account, came.again)
    }
    // What goes on waiting uses nothing up.
    let room = ledger.standing(of: note.account)?.room ?? .max
    let needed = note.payable - note.advance
    let isShort = note.payable > 0 && room < needed
    if isHeld, note.waits || isShort {
      let short = max(0, needed - room)
      return operations
        + [reclaims(id, order.id, note.payable), LedgerOperation(id + "/waits", .note("\(short)"))]
    }
    // The last of them tells the room that they leave.
    let claim =
      isHeld
      ? [
        reclaims(id + "/amend", order.id, note.payable),
        LedgerOperation(id, .release(reservation: order.id)),
      ] : [reclaims(id, order.id, note.payable)]
    return try operations + advances(id, order.id, note) + claim + tellsRoom(id, note)
      + uses(id, note, until: order.expires) + earnsNow(id, order.id, note)
  }

  /// What has left stays with the order.
  private func checkLeft(_ place: String, _ quantities: [Int32: Int64]) throws {
    for (number, quantity) in quantities.sorted(by: { $0.key < $1.key })
    where quantity < shippedLines[place]?[number] ?? 0 {
      throw RequestError(message: "more of line \(number) of `\(place)` has left already")
    }
  }

  /// The same for an order of which goods have left: what is open of it is its new price less what
  /// was billed, and what they used and earned belongs to the order as it is now.
  private func continues(
    _ id: String, _ order: LedgerReservation, _ former: String, _ before: PricedNote,
    _ note: PricedNote, _ sale: StoredSale?, _ came: (again: Again, back: [LedgerOperation])?
  ) throws -> [LedgerOperation] {
    let priced = LedgerOperation(id + "/priced", .note(note.text))
    guard !note.isBlocked else { return [priced, LedgerOperation(id, .note(Desk.blocked))] }
    guard !note.waits else {
      return [priced] + (note.stop.map { [notes(id, order.id, $0)] } ?? []) + waits(id)
    }
    let open = note.payable - order.shipped
    guard open > 0 else {
      throw RequestError(
        message: "nothing would be open of `\(order.id)`; `ship` with its `lines` ends it")
    }
    var note = note
    let limits = usesNow(id, order.id, former, before, &note, isEnd: false)
    var operations = replaces(id, former, before, note, sale) + limits
    operations += givesBack(id, order.id, note.account, isEnd: false)
    operations += try advances(id, order.id, note)
    operations += uses(id, note, until: order.expires) + earnsNow(id, order.id, note)
    if let came {
      operations += try keeps(id, order.id, came.again) + came.back
      operations += posts(id, order, note.account, came.again)
    }
    return operations + [LedgerOperation(id, .amend(reservation: order.id, amount: open))]
  }

  /// Notes of what an order is now, and an end of what pays for it; `isEnd` leaves that to who ends
  /// it.
  func replaces(
    _ id: String, _ former: String, _ before: PricedNote, _ note: PricedNote, _ sale: StoredSale?,
    isEnd: Bool = false
  ) -> [LedgerOperation] {
    let paying = isEnd ? [] : openUses(former, before) { $0.pays }
    let voids = paying.enumerated().map {
      LedgerOperation("\(id)/void\($0.offset)", .void(reservation: $0.element.id))
    }
    return [LedgerOperation(id + "/priced", .note(note.text))] + keeps(id, sale) + voids
  }

  func told<Value>(
    _ place: String, _ body: () throws(SaleChangeFault) -> Value
  ) throws -> Value {
    do {
      return try body()
    } catch {
      throw RequestError(message: text(error, place))
    }
  }

  private func text(_ fault: SaleChangeFault, _ place: String) -> String {
    switch fault {
    case .rulesDiffer: "the rules price otherwise than those that `\(place)` was priced by" + unread
    case .unknownLine(let line): "`\(place)` has no line \(line)"
    case .numberTaken(let line): "`\(place)` has a line \(line) already"
    case .badQuantity(let line): "the quantity of line \(line) does not fit `\(place)`"
    case .limitExceeded(let id): "`\(place)` would use more of `\(id)` than is left"
    case .order(let error): "the changed order cannot be priced: \(error)"
    case .overflow: "an amount of the changed order does not fit"
    }
  }
}
