/// An event of a return with what it was decided by: what a record keeps, so that the return can be
/// brought back without its sale and its rules (RULES.md Z-074).
public struct ReturnEntry: Hashable, Sendable {
  /// The id of the return.
  public var life: String
  /// Its place among the events of the return, from 1.
  public var number: Int
  /// What happened.
  public var event: ReturnEvent
  /// The statement that `submit`, `approve` and `settle` were decided by, and `know` where it
  /// decided a held return anew; of `inspect`, `cancel` and `day` what goods count that may still
  /// be credited, where the quota lets go of others.
  public var statement: ReturnStatement?
  /// The last day of the authorisation that stands after it, or `nil`.
  public var through: CivilDate?

  /// Creates an entry.
  public init(
    life: String, number: Int, _ event: ReturnEvent, statement: ReturnStatement? = nil,
    through: CivilDate? = nil
  ) {
    self.life = life
    self.number = number
    self.event = event
    self.statement = statement
    self.through = through
  }
}

/// What an event was decided by.
struct ReturnDecision: Hashable {
  var statement: ReturnStatement?
  var through: CivilDate?
}

extension ReturnCase {
  /// Every event so far, as it is to be kept.
  public var entries: [ReturnEntry] {
    zip(history, decisions).enumerated().map { index, kept in
      ReturnEntry(
        life: id, number: index + 1, kept.0, statement: kept.1.statement, through: kept.1.through)
    }
  }

  /// What the event that has just happened was decided by.
  func decision(on step: ReturnStep) -> ReturnDecision {
    switch step {
    case .submit, .approve: ReturnDecision(statement: preview, through: through)
    case .settle: ReturnDecision(statement: settled.last, through: through)
    case .know: ReturnDecision(statement: reconsidered, through: through)
    case .inspect, .cancel, .day: ReturnDecision(statement: recounted, through: through)
    default: ReturnDecision(statement: nil, through: through)
    }
  }

  /// Takes up an entry; one that is known changes nothing. What it moved in the ledger is not told
  /// again.
  /// - Throws: ``ReturnCaseFault`` where it is an entry of another return, does not follow on those
  ///   before it, differs from one under its id, or could not have happened; then nothing has
  ///   changed.
  public mutating func replay(_ entry: ReturnEntry) throws(ReturnCaseFault) {
    guard IdentifierOrder.areEqual(entry.life, id) else { throw .otherReturn }
    let decision = ReturnDecision(statement: entry.statement, through: entry.through)
    let known = history.firstIndex { IdentifierOrder.areEqual($0.id, entry.event.id) }
    if let known {
      guard history[known].step == entry.event.step, decisions[known] == decision,
        known + 1 == entry.number
      else { throw .otherEvent }
      return
    }
    guard entry.number == history.count + 1 else { throw .notRecorded }
    var next = self
    let context = ReturnContext(
      event: entry.event.id, accounts: ReturnAccounts(), judge: .entry(entry))
    _ = try next.perform(entry.event.step, context)
    guard next.decision(on: entry.event.step) == decision else { throw .notRecorded }
    next.history.append(entry.event)
    next.decisions.append(decision)
    self = next
  }

  /// The return that entries lead to.
  /// - Throws: ``ReturnCaseFault``, as ``replay(_:)``.
  public init(replaying entries: [ReturnEntry]) throws(ReturnCaseFault) {
    guard let first = entries.first else { throw .notRecorded }
    self.init(id: first.life)
    for entry in entries { try replay(entry) }
  }
}
