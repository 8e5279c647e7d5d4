import DealerRules

/// Measures a backtest of two rule sets over the same orders against pricing them once under each.
struct DiffRun {
  /// Sums of a pricing run, in millionths.
  private struct Sums: Equatable {
    var list: Int128 = 0
    var net: Int128 = 0
    var payable: Int128 = 0
  }

  private let options: Options
  private let clock = ContinuousClock()

  /// A run of the given options.
  init(_ options: Options) { self.options = options }

  /// Runs, and returns what to print.
  /// - Throws: ``Difference`` where the backtest's totals are not those of pricing each side alone.
  func run() async throws -> String {
    var snack = SnackBook(options)
    snack.addPrices()
    let old = try CompiledRules(snack.book)
    let new = try CompiledRules(DiffRun.raised(snack.book))
    var times: (old: [Duration], new: [Duration], diff: [Duration]) = ([], [], [])
    var moved = 0
    for _ in 0..<options.reps {
      // In turn, so that what else the machine does falls on all alike.
      let left = try await priced(old)
      let right = try await priced(new)
      let (both, changed, time) = try await compared(old, new)
      guard both == [left.sums, right.sums] else { throw Difference() }
      times.old.append(left.time)
      times.new.append(right.time)
      times.diff.append(time)
      moved = changed
    }
    let one = times.old.median
    let both = times.diff.median
    let perSecond = Double(options.orders) / (both.milliseconds / 1000)
    let fields: [(String, String)] = [
      ("orders", "\(options.orders)"), ("offers", "\(options.offers)"),
      ("prices", "\(snack.book.priceTables.reduce(0) { $0 + $1.rows.count })"),
      ("threads", "\(options.threads)"), ("reps", "\(options.reps)"),
      ("diff_orders_per_second_median", FigureText.decimals(perSecond, 0)),
      ("diff_ms_median", FigureText.decimals(both.milliseconds, 1)),
      ("price_old_ms_median", FigureText.decimals(one.milliseconds, 1)),
      ("price_new_ms_median", FigureText.decimals(times.new.median.milliseconds, 1)),
      ("diff_to_one_price_run", FigureText.decimals(both.milliseconds / one.milliseconds, 2)),
      ("orders_moved", "\(moved)"), ("peak_bytes", "\(Memory.peakBytes)"),
    ]
    return FigureText.render(fields, asJSON: options.json)
  }

  /// What makes the figures worthless.
  struct Difference: Error, CustomStringConvertible {
    var description: String { "the backtest's totals are not those of pricing each side alone" }
  }

  /// One in ten percentages a point higher.
  private static func raised(_ book: RuleBook) -> RuleBook {
    var book = book
    for index in book.offers.indices where index % 10 == 0 {
      guard case .cut(.percentOff(let rate), let scope) = book.offers[index].benefit,
        let higher = Rate(millionths: rate.millionths + 10_000)
      else { continue }
      book.offers[index].benefit = .cut(.percentOff(higher), per: scope)
    }
    return book
  }

  /// Hands the orders out in blocks; making them is not timed.
  private func eachBlock(_ body: ([Order]) async throws -> Void) async rethrows -> Duration {
    var made = SnackOrders(options)
    var time = Duration.zero
    var index = 0
    while index < options.orders {
      var block: [Order] = []
      while block.count < options.batch, index < options.orders {
        block.append(made.order(index))
        index += 1
      }
      let start = clock.now
      try await body(block)
      time += clock.now - start
    }
    return time
  }

  private func priced(_ rules: CompiledRules) async throws -> (sums: Sums, time: Duration) {
    var use = CarriedUse()
    var sums = Sums()
    let time = await eachBlock { block in
      var batch = OrderBatch()
      for order in block { batch.append(order, rules) }
      let result = await rules.price(
        batch, detail: .steps, workers: options.threads, after: &use)
      for order in 0..<result.count {
        sums.list += Int128(result.list(of: order))
        sums.net += Int128(result.net(of: order))
        sums.payable += Int128(result.payable(of: order))
      }
    }
    return (sums, time)
  }

  private func compared(
    _ old: CompiledRules, _ new: CompiledRules
  ) async throws -> (sums: [Sums], moved: Int, time: Duration) {
    var backtest = try Backtest(old: old, new: new)
    let time = try await eachBlock { block in
      try await backtest.add(block, workers: options.threads)
    }
    let all = backtest.sums.values
    func sum(_ path: KeyPath<BacktestSums, BacktestPair>, _ side: KeyPath<BacktestPair, Int128>)
      -> Int128
    { all.reduce(0) { $0 + $1[keyPath: path][keyPath: side] } }
    let sums = [\BacktestPair.old, \BacktestPair.new].map { side in
      Sums(list: sum(\.list, side), net: sum(\.net, side), payable: sum(\.payable, side))
    }
    return (sums, backtest.cheaper + backtest.dearer, time)
  }
}
