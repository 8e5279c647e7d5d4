/// What a store did that it must not do.
public struct LedgerStoreFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// The check that failed, `"staleVersion"`.
  public var check: String
  /// What was seen.
  public var detail: String

  /// The check and what was seen.
  public var description: String { "\(check): \(detail)" }
}

/// Checks of a host's own ``LedgerStore``, to be called from its tests (RULES.md J-045).
public struct LedgerStoreConformance: Sendable {
  /// Opens the store, and opens it again as a process would that begins anew.
  public typealias Opening = @Sendable () async throws -> any LedgerStore

  /// The checks, in order.
  public static let checks: [String] = [
    "empty", "keepsEvents", "staleVersion", "versionAhead", "allOrNone", "separateLedgers",
    "loadsAfter", "ids", "reopens", "oneOfMany", "sharedHosts",
  ]

  private let open: Opening
  /// Names of ledgers that the checks write begin with this.
  private let prefix: String

  /// Creates the checks.
  ///
  /// - Parameters:
  ///   - prefix: Ledgers whose names begin with it are written; they must be empty.
  ///   - open: Opens the store; what was appended through one opening is seen by the next.
  public init(prefix: String = "conformance-", open: @escaping Opening) {
    self.prefix = prefix
    self.open = open
  }

  /// Runs every check.
  /// - Returns: The number of checks that held.
  /// - Throws: ``LedgerStoreFailure`` at the first that fails, or what the store throws.
  @discardableResult
  public func run() async throws -> Int {
    for check in LedgerStoreConformance.checks {
      do {
        try await run(check)
      } catch let conflict as LedgerStoreConflict {
        throw LedgerStoreFailure(
          check: check, detail: "an append to version \(conflict.expected), the last, was refused")
      }
    }
    return LedgerStoreConformance.checks.count
  }

  private func run(_ check: String) async throws {
    let store = try await open()
    let name = prefix + check
    switch check {
    case "empty": try await demand(store, name, [], check)
    case "keepsEvents": try await keepsEvents(store, name, check)
    case "staleVersion": try await refuses(store, name, check, expecting: 1)
    case "versionAhead": try await refuses(store, name, check, expecting: 9)
    case "allOrNone": try await allOrNone(store, name, check)
    case "separateLedgers": try await separateLedgers(store, name, check)
    case "loadsAfter": try await loadsAfter(store, name, check)
    case "ids": try await ids(store, name, check)
    case "reopens": try await reopens(store, name, check)
    case "oneOfMany": try await oneOfMany(store, name, check)
    default: try await sharedHosts(name, check)
    }
  }

  // MARK: Checks

  private func keepsEvents(_ store: any LedgerStore, _ name: String, _ check: String) async throws {
    let events = Self.history(9)
    for event in events {
      try await store.append([event], to: name, expecting: event.number - 1)
    }
    try await demand(store, name, events, check)
  }

  /// A store at version 3 refuses what expects another.
  private func refuses(
    _ store: any LedgerStore, _ name: String, _ check: String, expecting version: UInt64
  ) async throws {
    let events = Self.history(3)
    try await store.append(events, to: name, expecting: 0)
    guard try await isRefused(store, Self.history(4).suffix(1), name, version) else {
      throw LedgerStoreFailure(check: check, detail: "an append expecting \(version) went through")
    }
    try await demand(store, name, events, check)
  }

  private func allOrNone(_ store: any LedgerStore, _ name: String, _ check: String) async throws {
    let events = Self.history(6)
    try await store.append(Array(events[..<4]), to: name, expecting: 0)
    _ = try await isRefused(store, events[3...], name, 3)
    try await demand(store, name, Array(events[..<4]), check)
    try await store.append(Array(events[4...]), to: name, expecting: 4)
    try await demand(store, name, events, check)
  }

  private func separateLedgers(
    _ store: any LedgerStore, _ name: String, _ check: String
  ) async throws {
    // One character that can be written in two ways: two names (RULES.md X-003).
    let names = [name + "-\u{E9}", name + "-e\u{301}", name + "-E\u{301}"]
    for (index, name) in names.enumerated() {
      try await store.append(Self.history(index + 1), to: name, expecting: 0)
    }
    for (index, name) in names.enumerated() {
      try await demand(store, name, Self.history(index + 1), check)
    }
  }

  private func loadsAfter(_ store: any LedgerStore, _ name: String, _ check: String) async throws {
    let events = Self.history(12)
    try await store.append(events, to: name, expecting: 0)
    for version in [0, 1, 9, 10, 12, 13] {
      let found = try await store.load(name, after: UInt64(version))
      guard found == Array(events.dropFirst(version)) else {
        throw LedgerStoreFailure(
          check: check, detail: "after version \(version) \(found.count) events were loaded")
      }
    }
  }

  private func ids(_ store: any LedgerStore, _ name: String, _ check: String) async throws {
    let ids = ["'; --", "a\"b", "酒/一", "%00", "\\", "e\u{301}", "\u{E9}", "NULL"]
    var ledger = Ledger()
    var events: [LedgerEvent] = []
    for id in ids {
      let text = LedgerOperation(id, .note(id + "\n\u{0}" + id))
      events += try ledger.apply(text, at: Instant(secondsSinceEpoch: -1)).events
    }
    try await store.append(events, to: name, expecting: 0)
    try await demand(store, name, events, check)
  }

  private func reopens(_ store: any LedgerStore, _ name: String, _ check: String) async throws {
    let events = Self.history(5)
    try await store.append(events, to: name, expecting: 0)
    try await demand(try await open(), name, events, check)
  }

  /// Of many tasks that append to one version exactly one does.
  private func oneOfMany(_ store: any LedgerStore, _ name: String, _ check: String) async throws {
    let stores = [store, try await open()]
    for version in 0..<8 {
      let event = Self.history(version + 1).suffix(1)
      let added = try await withThrowingTaskGroup(of: Bool.self) { group in
        for task in 0..<16 {
          group.addTask {
            try await !isRefused(stores[task % 2], event, name, UInt64(version))
          }
        }
        return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      guard added == 1 else {
        throw LedgerStoreFailure(check: check, detail: "\(added) of 16 appends went through")
      }
    }
    try await demand(store, name, Self.history(8), check)
  }

  /// Hosts on one store admit exactly what the limit leaves.
  private func sharedHosts(_ name: String, _ check: String) async throws {
    let retry = LedgerRetry(attempts: 10_000)
    let hosts = [
      try await LedgerHost(name, store: try await open(), retry: retry),
      try await LedgerHost(name, store: try await open(), retry: retry),
    ]
    let instant = Instant(secondsSinceEpoch: 0)
    _ = try await hosts[0].apply(
      LedgerOperation("open", .open(LedgerNode(id: "n", limit: .amount(100), unit: "u"))),
      at: instant)
    let admitted = try await withThrowingTaskGroup(of: Bool.self) { group in
      for task in 0..<32 {
        group.addTask {
          let answer = try await hosts[task % 2].apply(
            LedgerOperation("r\(task)", .reserve(node: "n", amount: 7)), at: instant)
          if case .accepted = answer.outcomes[0] { return true }
          return false
        }
      }
      return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    guard admitted == 14 else {
      throw LedgerStoreFailure(check: check, detail: "\(admitted) of 14 were admitted")
    }
  }

  // MARK: Help

  private func demand(
    _ store: any LedgerStore, _ name: String, _ events: [LedgerEvent], _ check: String
  ) async throws {
    let found = try await store.load(name)
    guard found == events else {
      throw LedgerStoreFailure(
        check: check, detail: "\(events.count) events were expected and \(found.count) loaded")
    }
  }

  private func isRefused(
    _ store: any LedgerStore, _ events: ArraySlice<LedgerEvent>, _ name: String, _ version: UInt64
  ) async throws -> Bool {
    do {
      try await store.append(Array(events), to: name, expecting: version)
      return false
    } catch is LedgerStoreConflict {
      return true
    }
  }

  /// The first events of one history.
  private static func history(_ count: Int) -> [LedgerEvent] {
    (0..<count).map { index in
      LedgerEvent(
        number: UInt64(index + 1), at: Instant(secondsSinceEpoch: Int64(index / 2)),
        change: .decided([
          LedgerDecision(LedgerOperation("o\(index)", .note("\(index)")), .accepted(room: nil))
        ]))
    }
  }
}
