import DealerRules
import DealerRulesFoundation
import Foundation

/// `price`: the orders of a project, priced in blocks.
struct PriceCommand {
  /// Orders read, priced and written at a time, so that memory does not grow with the file.
  static let block = 16_384

  private let rules: CompiledRules
  private let workers: Int
  private let detail: Detail
  private var output: DecisionOutput?
  /// Where sales are kept; then orders are priced one by one, each after those before it.
  private var sales: SalesOutput?
  private var summary: Summary
  private var batch = OrderBatch()
  private var pending: [Order] = []
  /// What the orders before the pending ones used of caps and limits.
  private var carried = CarriedUse()

  static func run(_ words: [String]) async throws -> ExitCode {
    guard !words.contains("--help") else {
      Console.print(Help.price)
      return .ok
    }
    let arguments = try Arguments(
      words,
      options: ["--orders", "--out", "--detail", "--date", "--known", "--threads", "--sales"],
      switches: ["--json"], positions: ["the project folder"])
    let detail = try arguments.choice(
      "--detail", ["totals": Detail.totals, "lines": .lines, "steps": .steps], default: .steps)
    let workers = try arguments.number("--threads", 1...64, default: 1)
    let date = try Projects.date(arguments.value("--date"))
    let start = ContinuousClock.now
    let project = try Projects.load(arguments.positional[0])
    let source = try Projects.orders(arguments.value("--orders"), project)
    let rules = try Projects.rules(project, known: arguments.value("--known"))
    let compiled = ContinuousClock.now
    let output = try arguments.value("--out").map { try DecisionOutput($0, rules) }
    var command = PriceCommand(rules: rules, workers: workers, detail: detail, output: output)
    command.sales = try arguments.value("--sales").map { try SalesOutput($0, rules) }
    try await command.price(source, date)
    try command.sales?.close()
    let end = ContinuousClock.now
    Console.note("compiled in \(compiled - start), priced in \(end - compiled)")
    command.end(
      toStandardError: arguments.value("--out") == "-", isJSON: arguments.has("--json"))
    return command.summary.errors > 0 ? .findings : .ok
  }

  /// Ends with the summary, whose last line is one of key and value pairs.
  private func end(toStandardError: Bool, isJSON: Bool) {
    let lines = isJSON ? [summary.json] : summary.lines + [summary.last]
    for line in lines { toStandardError ? Console.note(line) : Console.print(line) }
    if isJSON { Console.note(summary.last) }
  }

  init(rules: CompiledRules, workers: Int, detail: Detail, output: DecisionOutput?) {
    self.rules = rules
    self.workers = workers
    self.detail = detail
    self.output = output
    summary = Summary(rules)
  }

  private mutating func price(_ source: RuleSource, _ date: CivilDate?) async throws {
    var reader = OrderReader(
      source, format: source.name.hasSuffix(".csv") ? .csv : .ndjson, rules: rules,
      defaultDate: date)
    var bar = ProgressBar(total: source.bytes.count)
    while let item = reader.next() {
      switch item {
      case .order(let order):
        pending.append(order)
        if pending.count == PriceCommand.block || sales != nil { try await flush() }
      case .problem(let problem):
        // Orders keep their places in the output, errors among them.
        try await flush()
        summary.errors += 1
        summary.orders += 1
        Console.note(Diagnostic.rendered(problem.diagnostics, in: [source]))
        try output?.writeUnreadable(problem.order ?? "")
      }
      bar.update(Int(reader.offset))
    }
    try await flush()
    bar.finish()
    try output?.close()
  }

  private mutating func flush() async throws {
    guard !pending.isEmpty else { return }
    batch.removeAll()
    for order in pending { batch.append(order, rules) }
    if carried.credit == nil, let first = pending.first {
      // Rates are those of the day of the first order; a later part goes on with what is taken up.
      carried.credit = try rules.book.creditBook(on: first.day(in: rules.book.zone))
    }
    let before = carried
    let result = await rules.price(
      batch, detail: .steps, workers: workers, after: &carried)
    if let sales, let outcome = result.outcome(of: 0), outcome < .block {
      try sales.write(pending[0], after: before)
    }
    for index in pending.indices {
      summary.add(index, pending[index], batch, result)
      try output?.write(index, pending[index], batch, result, detail)
    }
    pending.removeAll(keepingCapacity: true)
  }
}
