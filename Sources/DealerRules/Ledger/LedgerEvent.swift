/// An operation with what became of it.
public struct LedgerDecision: Hashable, Sendable {
  /// What was asked.
  public var operation: LedgerOperation
  /// What became of it.
  public var outcome: LedgerOutcome

  /// Creates a decision.
  public init(_ operation: LedgerOperation, _ outcome: LedgerOutcome) {
    self.operation = operation
    self.outcome = outcome
  }
}

/// What an event tells (RULES.md J-040).
public enum LedgerChange: Hashable, Sendable {
  /// Operations decided together; those of a group are linked.
  case decided([LedgerDecision])
  /// A reservation's time came; it let go of what was open.
  case expired(reservation: String)
  /// A lot's time to be used came.
  case vested(lot: String)
  /// A lot's time ended; what was unused is gone.
  case forfeited(lot: String)
  /// A temporary limit ended.
  case limitEnded(node: String)
}

/// One entry of a ledger's history, which is only ever added to (RULES.md J-040).
public struct LedgerEvent: Hashable, Sendable {
  /// Position in the history, from 1 without gaps.
  public var number: UInt64
  /// When it took effect; never before the event ahead of it.
  public var at: Instant
  /// What happened.
  public var change: LedgerChange
  /// The rules by which it was decided; never older than those of the event ahead of it.
  public var rules: LedgerRules

  /// Creates an event.
  public init(
    number: UInt64, at: Instant, change: LedgerChange, rules: LedgerRules = .newest
  ) {
    self.number = number
    self.at = at
    self.change = change
    self.rules = rules
  }
}

/// The answer to one operation or group.
public struct LedgerAnswer: Hashable, Sendable {
  /// What became of each operation, in their order.
  public var outcomes: [LedgerOutcome]
  /// What to store before the answer is given; empty for a repeated id.
  public var events: [LedgerEvent]

  /// Whether the answer was on record.
  public var isRepeated: Bool { events.isEmpty }

  /// Creates an answer.
  public init(outcomes: [LedgerOutcome], events: [LedgerEvent]) {
    self.outcomes = outcomes
    self.events = events
  }
}
