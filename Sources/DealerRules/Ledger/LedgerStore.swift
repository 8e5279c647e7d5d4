/// Where a host keeps the histories of its ledgers (RULES.md J-045).
///
/// A ledger is named by a node, by custom its root. Events go in at the end and never change.
/// `LedgerStoreConformance` tells whether a store does what is asked here.
public protocol LedgerStore: Sendable {
  /// The events of a ledger whose number is above a version, in order; none for a ledger that was
  /// never written.
  func load(_ node: String, after version: UInt64) async throws -> [LedgerEvent]

  /// Adds events, all or none, so that they are still there when the process ends at once.
  ///
  /// - Parameters:
  ///   - events: Numbered from `version + 1`.
  ///   - node: The ledger.
  ///   - version: The number of the last event that the caller knows, 0 for none.
  /// - Throws: ``LedgerStoreConflict`` where the ledger is at another version; then nothing was
  ///   added. Any other error leaves open whether something was.
  func append(_ events: [LedgerEvent], to node: String, expecting version: UInt64) async throws
}

extension LedgerStore {
  /// All events of a ledger.
  public func load(_ node: String) async throws -> [LedgerEvent] {
    try await load(node, after: 0)
  }
}

/// Somebody else appended first.
public struct LedgerStoreConflict: Error, Hashable, Sendable {
  /// The version the caller expected.
  public var expected: UInt64

  /// Creates a conflict.
  public init(expected: UInt64) { self.expected = expected }
}

/// A store in memory: for tests, for trials, and to read how a store behaves.
public actor MemoryLedgerStore: LedgerStore {
  private var histories = IdentifierMap<[LedgerEvent]>()

  /// Creates an empty store.
  public init() {}

  /// The events above a version.
  public func load(_ node: String, after version: UInt64) -> [LedgerEvent] {
    Array((histories[node] ?? []).dropFirst(Int(clamping: version)))
  }

  /// Adds events where the version is the one expected.
  public func append(
    _ events: [LedgerEvent], to node: String, expecting version: UInt64
  ) throws {
    var history = histories[node] ?? []
    guard UInt64(history.count) == version else { throw LedgerStoreConflict(expected: version) }
    // An array that two owners hold would be copied whole.
    histories[node] = nil
    history += events
    histories[node] = history
  }
}
