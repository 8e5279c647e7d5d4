import Synchronization
import TestSupport
import Testing

@testable import DealerRules

/// A count that several tasks add to.
private final class Counter: Sendable {
  private let held = Mutex(0)
  var value: Int { held.withLock { $0 } }
  func add(_ count: Int) { held.withLock { $0 += count } }
}

/// Cancels a task from inside its own work.
private final class SwitchOff: Sendable {
  private let held = Mutex<Task<PricedBatch, Never>?>(nil)
  func arm(_ task: Task<PricedBatch, Never>) { held.withLock { $0 = task } }
  func cancel() { held.withLock { $0?.cancel() } }
  /// Waits until there is something to cancel.
  func isReady() async {
    while held.withLock({ $0 == nil }) { await Task.yield() }
  }
}

@Suite("Batches over several tasks (RULES.md X-007, X-008)") struct BatchWorkersTests {
  @Test func everyColumnIsCompared() {
    #expect(PricedBatch().columnCount == 31)
  }

  @Test(arguments: [Detail.totals, .lines, .steps], [1, 17, 64])
  func anyNumberOfWorkersGivesTheSameColumns(detail: Detail, size: Int) async throws {
    for seed in 0..<2 {
      let world = try BatchWorld(seed: UInt64(seed), orders: 250)
      let batch = world.batch
      var workspace = Workspace(world.rules)
      var expected = PricedBatch(detail: detail)
      workspace.price(batch, into: &expected)
      #expect(expected.count == 250)
      for workers in [1, 2, 3, 7] {
        let result = await world.rules.price(
          batch, detail, OrderBlocks(count: batch.count, size: size), workers: workers)
        #expect(result.firstDifference(from: expected) == nil, "\(workers) workers")
      }
    }
  }

  /// The caps must run out inside the batch, or the test above would show nothing.
  @Test func capsRunOutInTheMiddle() throws {
    let world = try BatchWorld(seed: 0, orders: 400)
    var workspace = Workspace(world.rules)
    var result = PricedBatch(detail: .lines)
    workspace.price(world.batch, into: &result)
    let drew = (0..<400).filter { result.reservationStart[$0] < result.reservationStart[$0 + 1] }
    let looked = (0..<400).filter { result.touchedCap[$0] }
    #expect(looked.count > 100)
    #expect((drew.last ?? 0) < (looked.last ?? 0))
    #expect(drew.count > 5)
    var used: [Int32: Int64] = [:]
    for use in result.reservations { used[use.index, default: 0] += use.amount }
    #expect(used[0] == 40_000)
    // 200.00 pays 60 whole units at 3.33; what is left, 0.20, pays none.
    #expect(used[1] == 199_800_000)
  }

  @Test func blocksOfTheStandardSizeReportProgress() async throws {
    let world = try BatchWorld(seed: 9, orders: 3000)
    let counter = Counter()
    let calls = Counter()
    let result = await world.rules.price(world.batch, detail: .totals, workers: 3) { count in
      counter.add(count)
      calls.add(1)
    }
    #expect(result.count == 3000)
    #expect(counter.value == 3000)
    #expect(calls.value == 3)
    var workspace = Workspace(world.rules)
    var expected = PricedBatch(detail: .totals)
    workspace.price(world.batch, into: &expected)
    #expect(result.firstDifference(from: expected) == nil)
  }

  @Test(arguments: [1, 3]) func cancellationReturnsTheFinishedPrefix(workers: Int) async throws {
    let world = try BatchWorld(seed: 3, orders: 300)
    let rules = world.rules
    let batch = world.batch
    var workspace = Workspace(rules)
    var expected = PricedBatch(detail: .steps)
    workspace.price(batch, into: &expected)
    for limit in [1, 5, 12] {
      let blocks = OrderBlocks(count: batch.count, size: 20)
      let calls = Counter()
      let switchOff = SwitchOff()
      let task = Task {
        await switchOff.isReady()
        return await rules.price(batch, .steps, blocks, workers: workers) { _ in
          calls.add(1)
          if calls.value >= limit { switchOff.cancel() }
        }
      }
      switchOff.arm(task)
      let result = await task.value
      if workers == 1 { #expect(result.count == limit * 20) }
      #expect(result.count <= 300)
      var prefix = PricedBatch(detail: .steps)
      prefix.append(0..<result.count, of: expected)
      #expect(result.firstDifference(from: prefix) == nil)
    }
  }

  @Test func aCancelledTaskPricesNothing() async throws {
    let world = try BatchWorld(seed: 3, orders: 100)
    let rules = world.rules
    let orders = world.orders
    let count = try await withThrowingTaskGroup(of: Int.self) { group in
      group.cancelAll()
      group.addTask { try await rules.price(batch: orders, workers: 2).count }
      return try await group.next()
    }
    #expect(count == 0)
  }

  @Test func decisionsAreTheSameAtAnyNumberOfWorkers() async throws {
    let world = try BatchWorld(seed: 5, orders: 2200, capUnits: 900)
    let expected = world.rules.price(batch: world.orders)
    for workers in [0, 4] {
      let given = try await world.rules.price(batch: world.orders, workers: workers)
      #expect(given == expected)
    }
    #expect(try world.rules.price(bounded: world.orders) == expected)
  }

  @Test func aBatchBeyondTheLimitIsRefused() async throws {
    let world = try BatchWorld(seed: 5, orders: 11)
    var limits = Limits()
    limits.ordersPerBatch = 10
    let rules = try CompiledRules(world.rules.book, limits: limits)
    let error = LimitExceeded(what: "orders per batch", limit: 10, given: 11)
    #expect(throws: error) { try rules.price(bounded: world.orders) }
    await #expect(throws: error) { try await rules.price(batch: world.orders, workers: 2) }
    #expect(try rules.price(bounded: Array(world.orders.prefix(10))).count == 10)
  }

  @Test func linesBeyondTheLimitAreRefused() async throws {
    let world = try BatchWorld(seed: 5, orders: 0)
    var limits = Limits()
    limits.linesPerBatch = 5
    let rules = try CompiledRules(world.rules.book, limits: limits)
    let orders = [3, 3, 2].map { count in
      Order(
        id: "\(count)", customer: "c0", moment: .instant(Instant(secondsSinceEpoch: 0)),
        lines: (1...count).map {
          OrderLine(number: Int32($0), product: "p2", quantity: .one)
        })
    }
    let error = LimitExceeded(what: "lines per batch", limit: 5, given: 8)
    #expect(throws: error) { try rules.price(bounded: orders) }
    await #expect(throws: error) { try await rules.price(batch: orders, workers: 2) }
    let given = rules.price(batch: orders)
    #expect(try given[0].get().lines.count == 3)
    #expect(given[1] == .failure(OrderError(order: "3", code: .batchTooLarge)))
    #expect(try given[2].get().lines.count == 2)
  }

  @Test func anOrderInErrorLeavesNothingInItsLines() throws {
    let world = try BatchWorld(seed: 5, orders: 0)
    var list = PriceTable(id: "huge", keys: [.product])
    list.rows.append(PriceRow(key: ["p1"], value: .amount(Int64.max)))
    var book = world.rules.book
    book.priceTables.append(list)
    book.priceKinds[0].accesses.insert(Access(tables: ["huge"]), at: 0)
    let rules = try CompiledRules(book)
    var batch = OrderBatch()
    let lines = ["p2", "p1"].enumerated().map {
      OrderLine(number: Int32($0 + 1), product: $1, quantity: BatchWorld.units(3))
    }
    batch.append(
      Order(
        id: "1", customer: "c0", moment: .instant(Instant(secondsSinceEpoch: 0)), lines: lines),
      rules)
    var workspace = Workspace(rules)
    var result = PricedBatch(detail: .steps)
    workspace.price(batch, into: &result)
    #expect(rules.orderError("1", 0, result)?.code == .overflow)
    #expect(result.lineBand == [-1, -1])
    #expect(result.lineList == [0, 0] && result.lineNet == [0, 0] && result.lineTax == [0, 0])
    #expect(result.kindPrices.allSatisfy { $0 == Int64.min })
    #expect(result.kindPrices.count == 4)
    #expect(result.steps.isEmpty && result.reasons.isEmpty && result.componentNet.isEmpty)
  }

  @Test func nothingToPrice() async throws {
    let world = try BatchWorld(seed: 5, orders: 0)
    #expect(await world.rules.price(world.batch, workers: 4).count == 0)
    #expect(try await world.rules.price(batch: [], workers: 4).isEmpty)
  }

  @Test(arguments: [Detail.totals, .lines, .steps])
  func resultsJoinWithTheirOffsets(detail: Detail) throws {
    let world = try BatchWorld(seed: 7, orders: 90, capUnits: 1_000_000)
    let batch = world.batch
    var workspace = Workspace(world.rules)
    var whole = PricedBatch(detail: detail)
    workspace.price(batch, into: &whole)
    var joined = PricedBatch(detail: detail)
    joined.append(0..<0, of: whole)
    joined.append(0..<31, of: whole)
    var part = PricedBatch(detail: detail)
    workspace.price(batch, 31..<70, into: &part)
    joined.append(contentsOf: part)
    for order in 70..<90 { joined.append(order..<order + 1, of: whole) }
    #expect(joined.firstDifference(from: whole) == nil)
  }
}
