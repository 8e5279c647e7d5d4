import DealerRules

/// Builds, prices and measures.
struct Runner {
  let options: Options
  let check: AllocationCheck
  private let clock = ContinuousClock()

  /// A run of the given options.
  init(_ options: Options, _ check: AllocationCheck) {
    self.options = options
    self.check = check
  }

  /// Everything that a report tells.
  func run() async throws -> Figures {
    var figures = Figures(options: options)
    let rules = try compile(&figures)
    var made = SnackOrders(options)
    let before = clock.now
    let orders = made.batch(rules)
    figures.resolve = clock.now - before
    figures.orders = orders.count
    figures.lines = orders.lineCount
    figures.firstOrder = clock.measure {
      var workspace = Workspace(rules)
      var result = PricedBatch(detail: options.detail)
      workspace.price(orders, 0..<1, into: &result)
    }
    let lanes = lanes(rules, orders)
    for _ in 0..<2 { await price(lanes) }
    if check.isGood {
      var allocations = 0
      for lane in lanes { allocations += await lane.countAllocations(trap: options.trap) }
      figures.allocations = allocations
    }
    for _ in 0..<options.reps {
      let start = clock.now
      await price(lanes)
      figures.times.append(clock.now - start)
    }
    figures.results = Results()
    for lane in lanes { figures.results.append(await lane.collect()) }
    figures.peakBytes = Memory.peakBytes
    return figures
  }

  /// Compiles the book twice, with and without price rows, so that their memory can be told.
  private func compile(_ figures: inout Figures) throws -> CompiledRules {
    var snack = SnackBook(options)
    let empty = Memory.liveBytes
    snack.addPrices()
    let filled = Memory.liveBytes
    figures.prices = snack.book.priceTables.reduce(0) { $0 + $1.rows.count }
    let plain = try live { try CompiledRules(snack.withoutPrices) }
    let before = clock.now
    let (rules, bytes) = try live { try CompiledRules(snack.book) }
    figures.compile = clock.now - before
    if filled > 0 {
      figures.bookBytes = filled - empty
      figures.compiledBytes = bytes - plain.bytes
    }
    return rules
  }

  /// A compiled book and the heap bytes that it added.
  private func live(
    _ make: () throws -> CompiledRules
  ) rethrows -> (rules: CompiledRules, bytes: Int) {
    let before = Memory.liveBytes
    let rules = try make()
    return (rules, Memory.liveBytes - before)
  }

  /// The orders in as many equal ranges as there are threads.
  private func lanes(_ rules: CompiledRules, _ orders: OrderBatch) -> [Lane] {
    let each = (orders.count + options.threads - 1) / options.threads
    return stride(from: 0, to: orders.count, by: each).map {
      Lane(rules, orders, $0..<min($0 + each, orders.count), options)
    }
  }

  private func price(_ lanes: [Lane]) async {
    await withTaskGroup(of: Void.self) { group in
      for lane in lanes { group.addTask { await lane.price() } }
    }
  }
}
