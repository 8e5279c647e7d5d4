import DealerRules
import Foundation

/// The dealer batch, compiled and resolved: what every run over it shares.
struct DealerBatch {
  let data: DealerData
  private(set) var rules: CompiledRules
  let orders: OrderBatch
  /// What each order's dealer may still owe, in millionths.
  let available: [Int64]
  /// Lines of each order.
  let lineCounts: [Int]
  /// What does not depend on how it is run.
  private(set) var figures = DealerFigures()

  /// Reads or makes the batch, compiles its book and resolves its orders.
  init(_ options: DealerOptions) async throws {
    let clock = ContinuousClock()
    var settings = DealerBook.Settings()
    if options.spreadsByFraction { settings.remainder = .largestFraction }
    let start = clock.now
    data = try DealerBatch.data(options)
    let empty = Memory.liveBytes
    let book = try DealerBook(data, settings).book
    let filled = Memory.liveBytes
    let tasks = options.threads.max() ?? 1
    rules = try await CompiledRules(book, workers: tasks)
    let full = Memory.liveBytes
    figures.load = clock.now - start
    settings.leavesOutPrices = true
    let plainBook = try DealerBook(data, settings).book
    let plainFilled = Memory.liveBytes
    let plain = try CompiledRules(plainBook)
    let plainFull = Memory.liveBytes
    if empty > 0, !data.customerPrices.isEmpty, plain.book.customers.count > 0 {
      let count = Double(data.customerPrices.count / 3)
      let compiled = Double((full - filled) - (plainFull - plainFilled))
      figures.compiledBytesPerPrice = compiled / count
      figures.bytesPerPrice = (compiled + Double((filled - empty) - (plainFilled - full))) / count
    }
    let snapshot = try await DealerSnapshot(
      rules, DealerOrders(data), loads: options.loads, tasks: tasks)
    if options.startsFromSnapshot { rules = snapshot.rules }
    figures.snapshot = snapshot
    let resolving = clock.now
    orders = try DealerOrders(data).batch(rules)
    figures.resolve = clock.now - resolving
    lineCounts = stride(from: 3, to: data.orders.count, by: 4).map { [data] in
      Int(data.orders[$0])
    }
    available = try DealerBatch.available(data, book)
    figures.updates = try DealerUpdates(rules)
    figures.promotions = options.promotions
    figures.prices = data.customerPrices.count / 3
    figures.orders = orders.count
    figures.lines = orders.lineCount
  }

  private static func data(_ options: DealerOptions) throws -> DealerData {
    guard let files = options.files else { return DealerMaker(options.sizes).made() }
    return try DealerData(
      URL(fileURLWithPath: files), promotions: options.promotions, prices: options.prices)
  }

  /// What credit leaves each order's dealer before the batch: the files count no order of the batch
  /// against another.
  private static func available(_ data: DealerData, _ book: RuleBook) throws -> [Int64] {
    guard let policy = book.credit else { return [] }
    let credit = try CreditBook(policy, book.creditFacts)
    var byCustomer: [String: Int64] = [:]
    let day = try DealerBook.date(0)
    for node in policy.nodes {
      let request = CreditRequest(
        id: "before", node: node.id, Money(millionths: 0, book.currency), asOf: day)
      byCustomer[node.id] = try credit.evaluate(request).available ?? .max
    }
    return stride(from: 0, to: data.orders.count, by: 4).map {
      byCustomer[DealerBook.customer(Int(data.orders[$0]))] ?? .max
    }
  }
}

/// Prices the dealer batch and measures.
struct DealerRunner {
  private let options: DealerOptions
  private let check: AllocationCheck
  private let shared: DealerBatch
  private let clock = ContinuousClock()

  /// A runner over a batch.
  init(_ options: DealerOptions, _ check: AllocationCheck, _ shared: DealerBatch) {
    self.options = options
    self.check = check
    self.shared = shared
  }

  /// Prices the batch again and again over so many tasks.
  func run(threads: Int) async -> DealerFigures {
    var figures = shared.figures
    figures.threads = threads
    figures.batch = options.batch
    figures.explains = options.explains
    figures.firstOrder = clock.measure {
      var workspace = Workspace(shared.rules)
      var result = PricedBatch(detail: options.detail)
      workspace.price(shared.orders, 0..<min(1, shared.orders.count), into: &result)
    }
    let lanes = lanes(threads)
    for _ in 0..<2 { await price(lanes) }
    if check.isGood {
      var allocations = 0
      for lane in lanes { allocations += await lane.countAllocations() }
      figures.allocationsPerOrder = Double(allocations) / Double(max(shared.orders.count, 1))
    }
    for _ in 0..<options.reps {
      let start = clock.now
      await price(lanes)
      figures.times.append((clock.now - start).nanoseconds)
    }
    var output = DealerOutput()
    for lane in lanes { output.append(await lane.written()) }
    tell(output, &figures)
    if options.latency {
      figures.latencies = [false, true].map { latency(explains: $0) }
    }
    return figures
  }

  private func tell(_ output: DealerOutput, _ figures: inout DealerFigures) {
    let digits = String(output.digest(shared.lineCounts), radix: 16)
    figures.digest = String(repeating: "0", count: 16 - digits.count) + digits
    for status in output.status where figures.statuses.indices.contains(Int(status)) {
      figures.statuses[Int(status)] += 1
    }
    figures.total = output.total.reduce(0, +)
    figures.gifts = output.gifts
  }

  /// The orders in as many ranges of about as many lines as there are tasks.
  private func lanes(_ threads: Int) -> [DealerLane] {
    let each = (shared.orders.count + threads - 1) / threads
    return stride(from: 0, to: shared.orders.count, by: max(each, 1)).map { start in
      let end = min(start + each, shared.orders.count)
      var options = options
      options.threads = [threads]
      return DealerLane(
        shared.rules, shared.orders, start..<end, available: shared.available,
        lines: shared.lineCounts[start..<end].reduce(0, +), options)
    }
  }

  private func price(_ lanes: [DealerLane]) async {
    await withTaskGroup(of: Void.self) { group in
      for lane in lanes { group.addTask { await lane.price() } }
    }
  }

  /// How long single orders take, one call each.
  private func latency(explains: Bool) -> DealerFigures.Latency {
    var workspace = Workspace(shared.rules)
    var result = PricedBatch(detail: explains ? .steps : .lines)
    var times: [Double] = []
    let count = min(shared.orders.count, 50_000)
    for pass in 0..<2 {
      for order in 0..<count {
        let start = clock.now
        result.removeAll()
        workspace.price(shared.orders, order..<order + 1, into: &result)
        if pass == 1 { times.append((clock.now - start).nanoseconds) }
      }
    }
    return DealerFigures.Latency(explains: explains, times)
  }
}
