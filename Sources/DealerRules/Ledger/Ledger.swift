/// Limits and value under many hands: a state machine that claims, ships, invoices, pays and lets
/// go, whose history is only ever added to (RULES.md J-001 … J-043).
///
/// Time is an input. Every operation has an id; the same id gives the same answer for ever. An
/// answer carries the events that led to it: store them before the answer is given, or take the
/// call back with ``withdraw()``. Two ledgers that replayed the same events have the same
/// ``snapshot()``, byte for byte. A ledger is one value for one task; ``LedgerHost`` shares one.
public struct Ledger: Sendable {
  /// The largest amount or limit, 10¹⁸ smallest steps.
  public static let largestAmount: Int64 = 1_000_000_000_000_000_000
  /// No sum leaves ±2 × 10¹⁸.
  public static let largestSum: Int64 = 2_000_000_000_000_000_000
  /// Operations of one linked group.
  public static let largestGroup: Int = 1000
  /// Operations, and nodes, of one ledger.
  public static let capacity: Int = 100_000_000
  /// Nodes that may stand above one another.
  public static let deepest: Int = 16

  /// Events so far; what the next append must expect.
  public internal(set) var version: UInt64 = 0
  /// The time of the last event.
  public internal(set) var time: Instant = .distantPast

  /// The rules of the last event.
  var rules = LedgerRules.first
  var nodes: [NodeState] = []
  var nodeRows = IdentifierMap<Int32>()
  var reservations: [ReservationState] = []
  var items: [ItemState] = []
  var lots: [LotState] = []
  var notes: [String] = []
  var decided: [DecidedState] = []
  var decidedRows = IdentifierMap<Int32>()
  var due = DueQueue()
  var changes: [LedgerUndo] = []
  var last = LedgerMark()
  /// Whether calls are taken back together.
  private var isGathering = false
  var hasher = SHA256()
  var writer = LedgerWriter()

  /// Creates an empty ledger.
  public init() {}

  /// Decides one operation.
  ///
  /// - Parameters:
  ///   - operation: What is asked.
  ///   - instant: When; an earlier instant than ``time`` counts as ``time`` (J-041).
  ///   - version: The version that the caller decided on, or `nil`. It is not looked at for an id
  ///     that is on record.
  /// - Complexity: O(depth of the node + log of what falls due); value: O(lots passed).
  /// - Throws: ``LedgerFault``; then nothing was recorded.
  public mutating func apply(
    _ operation: LedgerOperation, at instant: Instant, expecting version: UInt64? = nil
  ) throws(LedgerFault) -> LedgerAnswer {
    try apply(group: [operation], at: instant, expecting: version)
  }

  /// Decides linked operations: all take effect or none (RULES.md J-009).
  ///
  /// - Throws: ``LedgerFault``; then nothing was recorded.
  public mutating func apply(
    group operations: [LedgerOperation], at instant: Instant, expecting version: UInt64? = nil
  ) throws(LedgerFault) -> LedgerAnswer {
    let bodies = try bodies(of: operations)
    if let outcomes = try recorded(operations, bodies) {
      return LedgerAnswer(outcomes: outcomes, events: [])
    }
    if let version, version != self.version {
      throw .versionMismatch(expected: version, actual: self.version)
    }
    guard decided.count + operations.count <= Ledger.capacity else { throw .full }
    begin()
    adoptNewest()
    let now = max(instant, time)
    var events = sweep(to: now)
    time = now
    let outcomes = decide(operations, bodies, now)
    self.version += 1
    events.append(
      LedgerEvent(
        number: self.version, at: now,
        change: .decided(zip(operations, outcomes).map { LedgerDecision($0, $1) }),
        rules: rules))
    return LedgerAnswer(outcomes: outcomes, events: events)
  }

  /// Lets everything happen that falls due until an instant, without an operation.
  /// - Returns: The events to store.
  public mutating func advance(to instant: Instant) -> [LedgerEvent] {
    begin()
    let events = sweep(to: max(instant, time))
    if let event = events.last { time = event.at }
    return events
  }

  /// Takes the last ``apply(_:at:expecting:)`` or ``advance(to:)`` back, because its events could
  /// not be stored; a second call changes nothing.
  /// - Complexity: O(changes of that call).
  public mutating func withdraw() {
    rollBack(to: last)
    forgetDecided(from: last.decided)
    rules = last.rules
    version = last.version
    time = last.time
  }

  /// From here on ``withdraw()`` takes every call back, until ``endGathering()``.
  mutating func beginGathering() {
    begin()
    isGathering = true
  }

  mutating func endGathering() { isGathering = false }

  /// The point to which ``withdraw()`` goes back.
  mutating func begin() {
    guard !isGathering else { return }
    changes.removeAll(keepingCapacity: true)
    last = mark()
  }

  // MARK: Ids

  /// The outcomes of operations that are all on record; `nil` where none is.
  private func recorded(
    _ operations: [LedgerOperation], _ bodies: [Digest]
  ) throws(LedgerFault) -> [LedgerOutcome]? {
    var outcomes: [LedgerOutcome] = []
    var missing: String?
    for (index, operation) in operations.enumerated() {
      guard let row = decidedRows[operation.id] else {
        missing = operation.id
        continue
      }
      guard decided[Int(row)].body == bodies[index] else { throw .conflict(id: operation.id) }
      outcomes.append(decided[Int(row)].outcome)
    }
    guard let missing else { return outcomes }
    guard outcomes.isEmpty else { throw .groupDiffers(id: missing) }
    return nil
  }

  /// Decides operations that are not on record; one that is refused undoes all (RULES.md J-009).
  mutating func decide(
    _ operations: [LedgerOperation], _ bodies: [Digest], _ now: Instant
  ) -> [LedgerOutcome] {
    let start = mark()
    var outcomes: [LedgerOutcome] = []
    for (index, operation) in operations.enumerated() {
      let before = mark()
      var made = LedgerMade()
      do throws(LedgerRefusal) {
        outcomes.append(try perform(operation, now, &made))
        record(operation.id, bodies[index], outcomes[index], made)
      } catch {
        rollBack(to: before)
        return refuse(operations, bodies, index, error, start)
      }
    }
    return outcomes
  }

  private mutating func refuse(
    _ operations: [LedgerOperation], _ bodies: [Digest], _ failed: Int, _ refusal: LedgerRefusal,
    _ start: LedgerMark
  ) -> [LedgerOutcome] {
    rollBack(to: start)
    forgetDecided(from: start.decided)
    return operations.indices.map { index in
      let outcome = LedgerOutcome.rejected(index == failed ? refusal : LedgerRefusal(.linked))
      record(operations[index].id, bodies[index], outcome, LedgerMade())
      return outcome
    }
  }

  private mutating func record(
    _ id: String, _ body: Digest, _ outcome: LedgerOutcome, _ made: LedgerMade
  ) {
    decidedRows[id] = Int32(truncatingIfNeeded: decided.count)
    decided.append(
      DecidedState(id: id, body: body, outcome: outcome, entity: made.entity, row: made.row))
  }
}

/// What an operation made.
struct LedgerMade {
  var entity = LedgerEntity.none
  var row: Int32 = -1
}
