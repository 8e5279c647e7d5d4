// What a ledger holds, as the documents that credit decisions read (RULES.md B-023).
extension CreditBook {
  /// Puts a policy together with facts and with what a ledger holds (RULES.md B-023).
  ///
  /// A document of the ledger takes the place of a fact with its id.
  /// - Parameters:
  ///   - policy: The policy.
  ///   - facts: What the ledger does not keep: documents of other systems, scores, funds, rates.
  ///   - ledger: The ledger, whose steps are millionths.
  ///   - zone: The zone in which due instants become days.
  ///   - day: As in ``init(_:_:on:)``.
  ///   - complete: Adds to a document what the ledger does not keep of it: when goods ship.
  /// - Throws: ``Fault``, the first by the order of ids.
  /// - Complexity: O(reservations + items + nodes of the ledger) beside ``init(_:_:on:)``.
  public init(
    _ policy: CreditPolicy, _ facts: CreditFacts = CreditFacts(), ledger: Ledger,
    zone: ZoneOffsets, on day: CivilDate? = nil,
    complete: (inout CreditEntry) -> Void = { _ in }
  ) throws(Fault) {
    try self.init(policy, facts, on: day)
    isLoading = true
    for reservation in ledger.allReservations {
      try take(reservation, ledger, complete)
    }
    for item in ledger.allItems { try take(item, ledger, zone, complete) }
    for node in ledger.nodeIDs { try takeCredit(of: node, ledger, complete) }
    endLoading()
  }

  /// Takes up what events changed in a ledger (RULES.md B-023).
  ///
  /// - Parameters:
  ///   - events: Events that the ledger decided or replayed since the book last looked at it.
  ///   - ledger: The ledger after them.
  ///   - zone: The zone in which due instants become days.
  ///   - complete: As in ``init(_:_:ledger:zone:on:complete:)``.
  /// - Throws: ``Fault/overflow(_:)``; then the book must be made anew.
  /// - Complexity: O(operations × (levels + documents of the node)).
  public mutating func follow(
    _ events: [LedgerEvent], of ledger: Ledger, zone: ZoneOffsets,
    complete: (inout CreditEntry) -> Void = { _ in }
  ) throws(Fault) {
    var touched = LedgerTouch()
    for event in events { touched.add(event) }
    for id in touched.reservations.ids {
      guard let reservation = ledger.reservation(id) else { continue }
      try take(reservation, ledger, complete)
    }
    for id in touched.items.ids {
      guard let item = ledger.item(id) else { continue }
      try take(item, ledger, zone, complete)
      touched.nodes[item.node] = true
    }
    for node in touched.nodes.ids { try takeCredit(of: node, ledger, complete) }
  }

  /// The account and currency of a ledger's node; `nil` where no account pays for it, or it counts
  /// no money.
  private func account(of node: String, _ ledger: Ledger) -> (id: String, currency: Currency)? {
    guard let standing = ledger.standing(of: node), standing.node.kind == .limit,
      let currency = Currency(standing.node.unit), let payer = payer(of: node)
    else { return nil }
    return (payer, currency)
  }

  private mutating func take(
    _ reservation: LedgerReservation, _ ledger: Ledger, _ complete: (inout CreditEntry) -> Void
  ) throws(Fault) {
    guard let account = account(of: reservation.node, ledger) else { return }
    let isClaimed = reservation.isCounted ? reservation.open : 0
    try put(reservation.id, .order, isClaimed, account, complete)
    try put(
      CreditBook.name(reservation.id, "shipped"), .shipped, reservation.unbilled, account, complete)
  }

  private mutating func take(
    _ item: LedgerItem, _ ledger: Ledger, _ zone: ZoneOffsets,
    _ complete: (inout CreditEntry) -> Void
  ) throws(Fault) {
    guard let account = account(of: item.node, ledger) else { return }
    try put(item.id, .invoice, item.open, account) { entry in
      entry.due = item.due.map { zone.date(of: $0) }
      entry.level = item.level
      entry.remindedOn = item.reminded.map { zone.date(of: $0) }
      entry.isDisputed = item.isDisputed
      complete(&entry)
    }
  }

  private mutating func takeCredit(
    of node: String, _ ledger: Ledger, _ complete: (inout CreditEntry) -> Void
  ) throws(Fault) {
    guard let account = account(of: node, ledger), let standing = ledger.standing(of: node) else {
      return
    }
    try put(CreditBook.name(node, "credit"), .credit, standing.unapplied, account, complete)
  }

  /// The name of a document that no operation has: ids of a ledger hold no control characters.
  private static func name(_ id: String, _ part: String) -> String { "\(id)\t\(part)" }

  /// Lets a document stand at an amount; at zero it goes away.
  private mutating func put(
    _ id: String, _ kind: CreditEntry.Kind, _ amount: Int64,
    _ account: (id: String, currency: Currency), _ complete: (inout CreditEntry) -> Void
  ) throws(Fault) {
    remove(id, kind)
    guard amount > 0 else { return }
    var entry = CreditEntry(
      id: id, node: account.id, kind, Money(millionths: amount, account.currency))
    complete(&entry)
    try post(entry)
  }
}

/// What events of a ledger touch.
private struct LedgerTouch {
  var reservations: IdentifierMap<Bool> = IdentifierMap()
  var items: IdentifierMap<Bool> = IdentifierMap()
  var nodes: IdentifierMap<Bool> = IdentifierMap()

  mutating func add(_ event: LedgerEvent) {
    switch event.change {
    case .expired(let id): reservations[id] = true
    case .vested, .forfeited, .limitEnded: return
    case .decided(let decisions):
      for decision in decisions {
        if case .rejected = decision.outcome { continue }
        add(decision.operation)
      }
    }
  }

  private mutating func add(_ operation: LedgerOperation) {
    switch operation.action {
    case .reserve: reservations[operation.id] = true
    case .amend(let id, _), .ship(let id, _, _), .void(let id), .release(let id),
      .override(let id, _), .restore(let id, _, _):
      reservations[id] = true
    case .invoice(let id, _, _):
      reservations[id] = true
      items[operation.id] = true
    case .post: items[operation.id] = true
    case .pay(let node, _, let item):
      nodes[node] = true
      if let item { items[item] = true }
    case .creditMemo(let id, _), .allocate(let id, _), .remind(let id, _), .dispute(let id, _):
      items[id] = true
    case .refund(let node, _): nodes[node] = true
    case .open, .limit, .earn, .vest, .takeBack, .note: return
    }
  }
}
