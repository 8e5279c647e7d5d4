extension Ledger {
  /// A ledger with a history (RULES.md J-040).
  /// - Throws: ``LedgerFault`` at the first event that cannot follow.
  public init(replaying events: some Sequence<LedgerEvent>) throws(LedgerFault) {
    self.init()
    for event in events { try replay(event) }
  }

  /// Adds an event of the history. It is decided again, and refused where the ledger would have
  /// recorded something else, so that a history that was changed is never believed.
  /// - Throws: ``LedgerFault/gap(expected:found:)`` or ``LedgerFault/diverged(event:)``; the ledger
  ///   is as before.
  public mutating func replay(_ event: LedgerEvent) throws(LedgerFault) {
    guard event.number == version + 1 else {
      throw .gap(expected: version + 1, found: event.number)
    }
    guard event.at >= time, event.rules >= rules else {
      throw .diverged(event: event.number)
    }
    begin()
    if event.rules == .newest { adoptNewest() }
    switch event.change {
    case .decided(let decisions): try replay(decisions, event)
    default:
      // What falls due happens at its own instant.
      guard let next = nextDue(until: event.at), next.at == event.at,
        happen(next) == event.change
      else { return try refuse(event) }
    }
    version = event.number
    time = event.at
  }

  private mutating func replay(
    _ decisions: [LedgerDecision], _ event: LedgerEvent
  ) throws(LedgerFault) {
    guard nextDue(until: event.at) == nil,
      event.rules > .first || !decisions.contains(where: { $0.operation.action.isNew })
    else { return try refuse(event) }
    let operations = decisions.map(\.operation)
    let bodies: [Digest]
    do throws(LedgerFault) {
      bodies = try self.bodies(of: operations)
    } catch {
      return try refuse(event)
    }
    guard operations.allSatisfy({ decidedRows[$0.id] == nil }),
      decided.count + operations.count <= Ledger.capacity
    else { return try refuse(event) }
    guard decide(operations, bodies, event.at) == decisions.map(\.outcome) else {
      return try refuse(event)
    }
  }

  private mutating func refuse(_ event: LedgerEvent) throws(LedgerFault) {
    withdraw()
    throw .diverged(event: event.number)
  }
}
