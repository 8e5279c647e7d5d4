/// One ledger for many tasks, kept in a store (RULES.md J-045).
///
/// Calls are decided one after another in the order in which they arrive. An answer is given only
/// once its events are stored; where another process appended first, the host reads what it missed
/// and decides again, so that two hosts on one store never grant the same room twice.
public actor LedgerHost {
  /// The name of the ledger in its store.
  public nonisolated let node: String

  private let store: any LedgerStore
  private let retry: LedgerRetry
  private var ledger: Ledger
  /// An append failed and may have been stored all the same.
  private var isInDoubt = false
  private var isBusy = false
  private var waiting: [CheckedContinuation<Void, Never>] = []
  /// The first of `waiting` that was not called yet.
  private var nextWaiting = 0

  /// Opens a ledger: reads its whole history, or what follows a snapshot.
  ///
  /// - Parameters:
  ///   - node: The name of the ledger in the store.
  ///   - store: Where its events are.
  ///   - ledger: A ledger from a snapshot; empty by default.
  ///   - retry: How often to decide again.
  /// - Throws: What the store throws, or ``LedgerFault`` where the history does not hold.
  public init(
    _ node: String, store: any LedgerStore, from ledger: Ledger = Ledger(),
    retry: LedgerRetry = LedgerRetry()
  ) async throws {
    self.node = node
    self.store = store
    self.retry = retry
    var ledger = ledger
    for event in try await store.load(node, after: ledger.version) { try ledger.replay(event) }
    self.ledger = ledger
  }

  /// The ledger as this host knows it.
  public var current: Ledger { ledger }

  /// Decides one operation and stores it.
  /// - Throws: ``LedgerFault``, or what the store throws; then the operation may be given again
  ///   under the same id.
  public func apply(
    _ operation: LedgerOperation, at instant: Instant, expecting version: UInt64? = nil
  ) async throws -> LedgerAnswer {
    try await apply(group: [operation], at: instant, expecting: version)
  }

  /// Decides linked operations and stores them.
  /// - Throws: ``LedgerFault``, or what the store throws; then the group may be given again under
  ///   the same ids.
  public func apply(
    group operations: [LedgerOperation], at instant: Instant, expecting version: UInt64? = nil
  ) async throws -> LedgerAnswer {
    await enter()
    defer { leave() }
    return try await retry.run { attempt in
      try await self.attempt(operations, instant, version, isAgain: attempt > 0)
    }
  }

  /// Lets everything happen that falls due until an instant, and stores it (RULES.md J-041): claims
  /// end and value vests although nobody asks for anything.
  /// - Returns: The events.
  /// - Throws: What the store throws, or ``LedgerFault`` where the history does not hold.
  public func advance(to instant: Instant) async throws -> [LedgerEvent] {
    await enter()
    defer { leave() }
    return try await retry.run { attempt in
      try await self.advance(to: instant, isAgain: attempt > 0)
    }
  }

  private func advance(to instant: Instant, isAgain: Bool) async throws -> [LedgerEvent] {
    if isAgain || isInDoubt { try await readMissed() }
    let expected = ledger.version
    let events = ledger.advance(to: instant)
    guard !events.isEmpty else { return [] }
    do {
      try await store.append(events, to: node, expecting: expected)
    } catch {
      ledger.withdraw()
      isInDoubt = true
      throw error
    }
    return events
  }

  /// Reads what others appended.
  /// - Throws: What the store throws, or ``LedgerFault`` where the history does not hold.
  public func catchUp() async throws {
    await enter()
    defer { leave() }
    try await readMissed()
  }

  private func attempt(
    _ operations: [LedgerOperation], _ instant: Instant, _ version: UInt64?, isAgain: Bool
  ) async throws -> LedgerAnswer {
    if isAgain || isInDoubt { try await readMissed() }
    let expected = ledger.version
    let answer = try ledger.apply(group: operations, at: instant, expecting: version)
    guard !answer.isRepeated else { return answer }
    do {
      try await store.append(answer.events, to: node, expecting: expected)
    } catch {
      ledger.withdraw()
      isInDoubt = true
      throw error
    }
    return answer
  }

  private func readMissed() async throws {
    for event in try await store.load(node, after: ledger.version) { try ledger.replay(event) }
    isInDoubt = false
  }

  // MARK: One call at a time

  /// Waits for the calls ahead; a store may suspend, and nobody else may decide meanwhile.
  private func enter() async {
    guard isBusy else {
      isBusy = true
      return
    }
    await withCheckedContinuation { waiting.append($0) }
  }

  private func leave() {
    guard nextWaiting < waiting.count else {
      isBusy = false
      return
    }
    let next = waiting[nextWaiting]
    nextWaiting += 1
    if nextWaiting == waiting.count {
      waiting.removeAll(keepingCapacity: true)
      nextWaiting = 0
    }
    next.resume()
  }
}
