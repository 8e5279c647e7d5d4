import DealerRules
import Testing

@Suite("J-045 stores and hosts of the ledger") struct LedgerStoreTests {
  @Test func theStoreInMemoryConforms() async throws {
    let store = MemoryLedgerStore()
    let count = try await LedgerStoreConformance { store }.run()
    #expect(count == LedgerStoreConformance.checks.count && count >= 10)
  }

  /// A store with one fault.
  actor FaultyStore: LedgerStore {
    enum Fault: String, CaseIterable, Sendable {
      case takesStale, takesAhead, keepsPart, oneLedger, loadsOneLess, loadsAll, foldsNames, forgets
      case slowCheck
    }

    let fault: Fault
    var histories: [[UInt8]: [LedgerEvent]] = [:]

    init(_ fault: Fault) { self.fault = fault }

    private func key(_ node: String) -> [UInt8] {
      switch fault {
      case .oneLedger: []
      // `String` takes both spellings of `é` for one.
      case .foldsNames:
        Array(
          node.unicodeScalars.map { $0 == "\u{E9}" ? "e\u{301}" : "\($0)" }
            .joined().utf8)
      default: Array(node.utf8)
      }
    }

    func load(_ node: String, after version: UInt64) -> [LedgerEvent] {
      let history = histories[key(node)] ?? []
      switch fault {
      case .loadsAll: return history
      case .loadsOneLess: return history.filter { $0.number > version + 1 }
      default: return history.filter { $0.number > version }
      }
    }

    func append(_ events: [LedgerEvent], to node: String, expecting version: UInt64) async throws {
      var history = histories[key(node)] ?? []
      if fault == .slowCheck { await Task.yield() }
      let actual = UInt64(history.count)
      let isTaken =
        actual == version || fault == .takesStale && version < actual
        || fault == .takesAhead && version > actual
      guard isTaken else {
        if fault == .keepsPart, let last = events.last { histories[key(node)] = history + [last] }
        throw LedgerStoreConflict(expected: version)
      }
      history += events
      histories[key(node)] = history
    }

    func forget() { if fault == .forgets { histories = [:] } }
  }

  @Test(arguments: FaultyStore.Fault.allCases)
  func faultyStoresAreFound(_ fault: FaultyStore.Fault) async throws {
    let store = FaultyStore(fault)
    let suite = LedgerStoreConformance {
      await store.forget()
      return store
    }
    await #expect(throws: LedgerStoreFailure.self) { try await suite.run() }
  }

  static let instant = Instant(secondsSinceEpoch: 0)

  static func open(_ limit: Int64) -> LedgerOperation {
    LedgerOperation("open", .open(LedgerNode(id: "d", limit: .amount(limit), unit: "u")))
  }

  /// Time that passes by itself is stored like anything else, once.
  @Test func timePassesWithoutOperations() async throws {
    let store = MemoryLedgerStore()
    let host = try await LedgerHost("d", store: store)
    let later = Instant(secondsSinceEpoch: Self.instant.secondsSinceEpoch + 60)
    _ = try await host.apply(Self.open(100), at: Self.instant)
    _ = try await host.apply(
      LedgerOperation("r", .reserve(node: "d", amount: 100, expires: later)), at: Self.instant)
    let other = try await LedgerHost("d", store: store)
    #expect(try await host.advance(to: later).map(\.change) == [.expired(reservation: "r")])
    #expect(try await host.advance(to: later).isEmpty)
    #expect(await host.current.standing(of: "d")?.room == 100)
    // Another host finds that somebody was first, and nothing left to do.
    #expect(try await other.advance(to: later).isEmpty)
    #expect(await other.current.snapshot() == host.current.snapshot())
    #expect(try await store.load("d").count == 3)
  }

  /// 2 … 64 tasks on one node admit exactly ⌊available ÷ amount⌋, and the order in which they were
  /// decided explains every answer.
  @Test(arguments: [2, 3, 7, 16, 33, 64]) func tasksAdmitWhatFits(_ tasks: Int) async throws {
    let (limit, amount): (Int64, Int64) = (10_000_00, 333_33)
    let store = MemoryLedgerStore()
    let host = try await LedgerHost("d", store: store)
    _ = try await host.apply(Self.open(limit), at: Self.instant)
    let answers = try await withThrowingTaskGroup(
      of: [(String, LedgerOutcome)].self
    ) { group in
      for task in 0..<tasks {
        group.addTask {
          var own: [(String, LedgerOutcome)] = []
          for round in 0..<(200 / tasks + 1) {
            let id = "t\(task)-\(round)"
            let answer = try await host.apply(
              LedgerOperation(id, .reserve(node: "d", amount: amount)), at: Self.instant)
            own.append((id, answer.outcomes[0]))
          }
          return own
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    let admitted = answers.filter { if case .accepted = $0.1 { true } else { false } }
    #expect(admitted.count == Int(limit / amount) && admitted.count == 30)
    #expect(await host.current.standing(of: "d")?.room == limit % amount)
    // Replaying the stored order gives every task the answer that it got.
    let replayed = try Ledger(replaying: await store.load("d"))
    for (id, outcome) in answers { #expect(replayed.outcome(of: id) == outcome) }
    #expect(await host.current.snapshot() == replayed.snapshot())
  }

  /// A store that takes its time and counts.
  actor SlowStore: LedgerStore {
    let inner = MemoryLedgerStore()
    var appends = 0
    /// Appends at one time, and the most of them.
    var (current, most) = (0, 0)

    func load(_ node: String, after version: UInt64) async throws -> [LedgerEvent] {
      await inner.load(node, after: version)
    }

    func append(_ events: [LedgerEvent], to node: String, expecting version: UInt64) async throws {
      current += 1
      most = max(most, current)
      for _ in 0..<100 { await Task.yield() }
      current -= 1
      try await inner.append(events, to: node, expecting: version)
      appends += 1
    }
  }

  /// Calls that come while the store is busy are stored together, each with its own answer; a fault
  /// of one is its own.
  @Test func waitingCallsAreStoredTogether() async throws {
    let store = SlowStore()
    let host = try await LedgerHost("d", store: store)
    _ = try await host.apply(Self.open(100), at: Self.instant)
    let results = await withTaskGroup(of: [(Int, LedgerOutcome?)].self) { group in
      for task in 0..<20 {
        group.addTask {
          var own: [(Int, LedgerOutcome?)] = []
          for call in (task * 10)..<(task * 10 + 10) {
            // The first of ten is malformed, the last asks for the id of the one before.
            let wish = LedgerOperation(
              "r\(call % 10 == 9 ? call - 1 : call)",
              .reserve(node: "d", amount: call % 10 == 0 ? 0 : 1))
            own.append((call, try? await host.apply(wish, at: Self.instant).outcomes[0]))
          }
          return own
        }
      }
      return await group.reduce(into: [Int: LedgerOutcome?]()) { all, own in
        for (call, outcome) in own { all[call] = .some(outcome) }
      }
    }
    let admitted = results.filter {
      if case .accepted? = $0.value { $0.key % 10 != 9 } else { false }
    }
    #expect(admitted.count == 100)
    #expect((0..<20).allSatisfy { results[$0 * 10] == .some(nil) })
    #expect((0..<20).allSatisfy { results[$0 * 10 + 9] == results[$0 * 10 + 8] })
    let appends = await store.appends
    #expect(appends > 1 && appends < 100)
    // One batch waits for the other.
    #expect(await store.most == 1)
    let history = try await store.load("d")
    #expect(history.count == 161)
    let state = await host.current.stateHash
    #expect(try Ledger(replaying: history).stateHash == state)
  }

  /// A store whose appends fail now and then, before or after they took effect.
  actor ShakyStore: LedgerStore {
    struct Failure: Error {}
    let inner = MemoryLedgerStore()
    var dice = LedgerDice(3)

    func load(_ node: String, after version: UInt64) async throws -> [LedgerEvent] {
      await inner.load(node, after: version)
    }

    func append(_ events: [LedgerEvent], to node: String, expecting version: UInt64) async throws {
      if dice.chance(20) { throw Failure() }
      try await inner.append(events, to: node, expecting: version)
      if dice.chance(20) { throw Failure() }
    }
  }

  /// Appends that fail, or seem to, never grant room twice; the same id is asked again.
  @Test func failedAppendsAreAskedAgain() async throws {
    let store = ShakyStore()
    let retry = LedgerRetry(attempts: 10_000)
    let hosts = [
      try await LedgerHost("d", store: store, retry: retry),
      try await LedgerHost("d", store: store, retry: retry),
    ]
    func insist(_ host: LedgerHost, _ operation: LedgerOperation) async throws -> LedgerOutcome {
      while true {
        do {
          return try await host.apply(operation, at: Self.instant).outcomes[0]
        } catch is ShakyStore.Failure { continue }
      }
    }
    _ = try await insist(hosts[0], Self.open(1000))
    let admitted = try await withThrowingTaskGroup(of: Bool.self) { group in
      for task in 0..<40 {
        group.addTask {
          let operation = LedgerOperation("r\(task)", .reserve(node: "d", amount: 30))
          if case .accepted = try await insist(hosts[task % 2], operation) { return true }
          return false
        }
      }
      return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(admitted == 33)
    for host in hosts { try await host.catchUp() }
    let (first, second) = (await hosts[0].current, await hosts[1].current)
    #expect(first.stateHash == second.stateHash)
    let history = try await store.load("d")
    #expect(try Ledger(replaying: history).stateHash == first.stateHash)
    let again = try await LedgerHost("d", store: store, from: first)
    #expect(await again.current.version == UInt64(history.count))
  }

  @Test func retriesEnd() async {
    var attempts = 0
    let retry = LedgerRetry(attempts: 5)
    await #expect(throws: LedgerStoreConflict.self) {
      try await retry.run { _ in
        attempts += 1
        throw LedgerStoreConflict(expected: 1)
      }
    }
    #expect(attempts == 5)
    await #expect(throws: LedgerFault.full) {
      try await retry.run { _ in
        attempts += 1
        throw LedgerFault.full
      }
    }
    #expect(attempts == 6)
  }
}
