/// One ledger for many tasks, kept in a store (RULES.md J-045).
///
/// Calls are decided one after another in the order in which they arrive; those that came while the
/// store was busy are stored together. An answer is given only once its events are stored; where
/// another process appended first, the host reads what it missed and decides again, so that two
/// hosts on one store never grant the same room twice.
public actor LedgerHost {
  /// The name of the ledger in its store.
  public nonisolated let node: String

  /// Calls that are stored together at most.
  static let most = 256

  private let store: any LedgerStore
  private let retry: LedgerRetry
  private var ledger: Ledger
  /// An append failed and may have been stored all the same.
  private var isInDoubt = false
  private var isBusy = false
  private var waiting: [Call] = []

  /// What is asked of the host.
  private enum Wish: Sendable {
    case operations([LedgerOperation], expecting: UInt64?)
    /// Let time pass.
    case advance
    /// Read what others appended.
    case read
  }

  /// Somebody who waits for an answer.
  private struct Call: Sendable {
    let wish: Wish
    let instant: Instant
    let answer: CheckedContinuation<LedgerAnswer, any Error>
  }

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

  /// Decides linked operations and stores them. A call that was begun is brought to its end, also
  /// where its task is cancelled.
  /// - Throws: ``LedgerFault``, or what the store throws; then the group may be given again under
  ///   the same ids.
  public func apply(
    group operations: [LedgerOperation], at instant: Instant, expecting version: UInt64? = nil
  ) async throws -> LedgerAnswer {
    try await ask(.operations(operations, expecting: version), instant)
  }

  /// Lets everything happen that falls due until an instant, and stores it (RULES.md J-041): claims
  /// end and value vests although nobody asks for anything.
  /// - Returns: The events.
  /// - Throws: What the store throws, or ``LedgerFault`` where the history does not hold.
  public func advance(to instant: Instant) async throws -> [LedgerEvent] {
    try await ask(.advance, instant).events
  }

  /// Reads what others appended.
  /// - Throws: What the store throws, or ``LedgerFault`` where the history does not hold.
  public func catchUp() async throws {
    _ = try await ask(.read, .distantPast)
  }

  // MARK: One batch at a time

  private func ask(_ wish: Wish, _ instant: Instant) async throws -> LedgerAnswer {
    try await withCheckedThrowingContinuation { answer in
      waiting.append(Call(wish: wish, instant: instant, answer: answer))
      guard !isBusy else { return }
      isBusy = true
      Task { await serve() }
    }
  }

  /// Answers whoever waits; a store may suspend, and nobody else may decide meanwhile.
  private func serve() async {
    while !waiting.isEmpty {
      let calls = Array(waiting.prefix(LedgerHost.most))
      waiting.removeFirst(calls.count)
      do {
        let answers = try await retry.run { attempt in
          try await self.attempt(calls, isAgain: attempt > 0)
        }
        for (call, answer) in zip(calls, answers) { call.answer.resume(with: answer) }
      } catch {
        for call in calls { call.answer.resume(throwing: error) }
      }
    }
    isBusy = false
  }

  /// Decides calls in their order and stores what they decided, all or nothing.
  private func attempt(
    _ calls: [Call], isAgain: Bool
  ) async throws -> [Result<LedgerAnswer, any Error>] {
    let reads = calls.contains { if case .read = $0.wish { true } else { false } }
    if isAgain || isInDoubt || reads { try await readMissed() }
    let expected = ledger.version
    ledger.beginGathering()
    let answers = calls.map { call in Result { try decide(call) } }
    ledger.endGathering()
    let events = answers.flatMap { (try? $0.get().events) ?? [] }
    guard !events.isEmpty else { return answers }
    do {
      try await store.append(events, to: node, expecting: expected)
    } catch {
      ledger.withdraw()
      isInDoubt = true
      throw error
    }
    return answers
  }

  private func decide(_ call: Call) throws -> LedgerAnswer {
    switch call.wish {
    case .operations(let operations, let version):
      try ledger.apply(group: operations, at: call.instant, expecting: version)
    case .advance: LedgerAnswer(outcomes: [], events: ledger.advance(to: call.instant))
    case .read: LedgerAnswer(outcomes: [], events: [])
    }
  }

  private func readMissed() async throws {
    for event in try await store.load(node, after: ledger.version) { try ledger.replay(event) }
    isInDoubt = false
  }
}
