import DealerRules
import DealerRulesFoundation
import Foundation

/// `price`: the orders of a project, read, priced and written block by block.
///
/// While a block is priced the next is read and the one before it written, so that the processors
/// are busy and memory holds three blocks whatever the size of the file.
struct PriceCommand {
  private let source: OrderSource
  private let pricer: BlockPricer
  private let output: DecisionOutput
  private let workers: Int
  /// Sales are kept of orders one by one, each after those before it.
  private let isSingle: Bool
  private var bar: ProgressBar

  static func run(_ words: [String]) async throws -> ExitCode {
    guard !words.contains("--help") else {
      Console.print(Help.price.text)
      return .ok
    }
    let arguments = try Arguments(
      words,
      options: [
        "--orders", "--out", "--detail", "--date", "--known", "--threads", "--sales", "--lang",
      ],
      switches: ["--json"], positions: ["the project folder or a snapshot"])
    let detail = try arguments.choice(
      "--detail", ["totals": Detail.totals, "lines": .lines, "steps": .steps], default: .steps)
    let workers = try arguments.number("--threads", 1...64, default: StartingRules.processors)
    let date = try Projects.date(arguments.value("--date"))
    let language = try arguments.language()
    let start = ContinuousClock.now
    let started = try await StartingRules(
      arguments.positional[0], known: arguments.value("--known"), workers: workers)
    let rules = started.rules
    let file = try OrderFile(
      arguments.value("--orders"), projectOrders: started.ordersURL, rules, date)
    let compiled = ContinuousClock.now
    let output = try DecisionOutput(arguments.value("--out"), rules, detail, workers)
    let sales = try arguments.value("--sales").map { try SalesOutput($0, rules) }
    var command = PriceCommand(
      source: OrderSource(file), pricer: BlockPricer(rules, workers, sales), output: output,
      workers: workers, isSingle: sales != nil, bar: ProgressBar(total: file.size))
    try await command.price()
    command.bar.finish()
    try sales?.close()
    let summary = try await output.close()
    let end = ContinuousClock.now
    Console.note("compiled in \(compiled - start), priced in \(end - compiled)")
    summary.tell(
      toStandardError: arguments.value("--out") == "-", isJSON: arguments.has("--json"), language)
    return summary.errors > 0 ? .findings : .ok
  }

  private mutating func price() async throws {
    guard workers > 1, !isSingle else { return try await priceInTurn() }
    var waiting = try await source.next()
    var finished: PricedBlock?
    while waiting != nil || finished != nil {
      let (block, result) = (waiting, finished)
      async let next = block == nil ? nil : source.next()
      async let priced = pricer.price(block)
      async let written: Void = output.write(result)
      waiting = try await next
      finished = try await priced
      try await written
      bar.update(block?.offset ?? 0)
    }
  }

  private mutating func priceInTurn() async throws {
    while let block = try await source.next() {
      for part in isSingle ? block.singles : [block] {
        try await output.write(try await pricer.price(part))
      }
      bar.update(block.offset)
    }
  }
}

/// Reads the orders.
actor OrderSource {
  private var file: OrderFile

  init(_ file: OrderFile) { self.file = file }

  func next() throws -> OrderBlock? { try file.block() }
}

/// A block of orders and what they come to.
struct PricedBlock: Sendable {
  let block: OrderBlock
  let batch: OrderBatch
  let result: PricedBatch
}

/// Prices blocks one after the other; what they use of caps, limits and credit is carried on.
actor BlockPricer {
  private let rules: CompiledRules
  private let workers: Int
  private let sales: SalesOutput?
  private var carried = CarriedUse()

  init(_ rules: CompiledRules, _ workers: Int, _ sales: SalesOutput?) {
    self.rules = rules
    self.workers = workers
    self.sales = sales
  }

  func price(_ block: OrderBlock?) async throws -> PricedBlock? {
    guard let block else { return nil }
    var batch = OrderBatch()
    // An order is large: it is looked at where it stands.
    for index in block.orders.indices { batch.append(block.orders[index], rules) }
    if carried.credit == nil, let first = block.orders.first {
      // Rates are those of the day of the first order; a later part goes on with what is taken up.
      carried.credit = try rules.book.creditBook(on: first.day(in: rules.book.zone))
    }
    let before = sales == nil ? CarriedUse() : carried
    var use = CarriedUse()
    swap(&use, &carried)
    let result = await rules.price(batch, detail: .steps, workers: workers, after: &use)
    swap(&use, &carried)
    if let sales, let order = block.orders.first, let outcome = result.outcome(of: 0),
      outcome < .block
    {
      try sales.write(order, after: before)
    }
    return PricedBlock(block: block, batch: batch, result: result)
  }
}
