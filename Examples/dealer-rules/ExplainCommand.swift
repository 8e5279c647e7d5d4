import DealerRules
import DealerRulesFoundation

/// `explain`: one order, step by step.
enum ExplainCommand {
  static func run(_ words: [String]) async throws -> ExitCode {
    guard !words.contains("--help") else {
      Console.print(Help.explain.text)
      return .ok
    }
    let arguments = try Arguments(
      words,
      options: ["--orders", "--audience", "--lang", "--date", "--known", "--near-misses"],
      switches: ["--json", "--picture"],
      positions: ["the project folder or a snapshot", "the order's id"])
    let audience = try arguments.choice(
      "--audience",
      ["dealer": Audience.dealer, "sales": .sales, "finance": .finance, "audit": .audit],
      default: .audit)
    let isChinese = try arguments.language() == .chinese
    let date = try Projects.date(arguments.value("--date"))
    let started = try await StartingRules(
      arguments.positional[0], known: arguments.value("--known"))
    let rules = started.rules
    var file = try OrderFile(
      arguments.value("--orders"), projectOrders: started.ordersURL, rules, date)
    let (order, carried) = try await find(arguments.positional[1], &file, rules)
    let isJSON = arguments.has("--json")
    let tries = try arguments.number("--near-misses", 0...10_000, default: 64)
    if isJSON {
      var writer = DecisionRecordWriter(rules, rulesHash: rules.rulesHash(), audience: audience)
      Console.print(
        String(decoding: writer.explained(order, nearMisses: tries, after: carried), as: UTF8.self))
    }
    let explained = rules.explain(
      order, for: audience, nearMisses: isJSON ? 0 : tries, after: carried)
    switch explained {
    case .failure(let error):
      Console.note(ReportWords.asked.text(error))
      let line = error.line.map { " line \($0)" } ?? ""
      end("order \(order.id) outcome error error \(error.code)\(line)", isJSON)
      return .findings
    case .success(let explanation):
      let text = ExplanationText(rules, explanation, audience, isChinese: isChinese)
      if !isJSON {
        for line in text.lines { Console.print(line) }
        if arguments.has("--picture") {
          Console.print("")
          let picture = WaterfallPicture(rules, explanation.decision, isChinese: isChinese)
          for line in picture.lines { Console.print(line) }
        }
        if [.flag, .hold].contains(explanation.decision.outcome) {
          let name = isChinese ? "审批用订单指纹" : "order hash for approvals"
          Console.print("\(name) \(order.approvalHash())")
        }
      }
      end(text.summary, isJSON)
      return .ok
    }
  }

  /// The last line: of what a person reads, or beside the JSON.
  private static func end(_ line: String, _ isJSON: Bool) {
    isJSON ? Console.note(line) : Console.print(line)
  }

  /// The order, and what those before it in the file used of caps and limits.
  private static func find(
    _ id: String, _ file: inout OrderFile, _ rules: CompiledRules
  ) async throws -> (Order, CarriedUse) {
    var earlier = EarlierOrders(rules)
    var nameless = NamelessFindings()
    while let block = try file.block() {
      for item in block.items {
        switch item {
        case .order(let order) where IdentifierOrder.areEqual(order.id, id):
          try earlier.open(order)
          return (order, await earlier.used())
        case .order(let order): try await earlier.add(order)
        case .problem(let problem) where IdentifierOrder.areEqual(problem.order ?? "", id):
          throw problem.findings
        case .problem(let problem): nameless.add(problem)
        }
      }
    }
    throw nameless.error(lacking: id, file)
  }
}

/// Prices the orders that come before the one to be explained, in pieces, for what they use up.
private struct EarlierOrders {
  private let rules: CompiledRules
  private var batch = OrderBatch()
  private var carried = CarriedUse()
  private var isOpen = false

  init(_ rules: CompiledRules) { self.rules = rules }

  /// Opens the credit of the dealers on the day of the first order.
  mutating func open(_ order: Order) throws {
    guard !isOpen else { return }
    isOpen = true
    carried.credit = try rules.book.creditBook(on: order.day(in: rules.book.zone))
  }

  mutating func add(_ order: Order) async throws {
    try open(order)
    guard rules.ordersShareLimits else { return }
    batch.append(order, rules)
    if batch.count == 4096 { await price() }
  }

  mutating func used() async -> CarriedUse {
    await price()
    return carried
  }

  private mutating func price() async {
    _ = await rules.price(batch, detail: .totals, workers: 1, after: &carried)
    batch.removeAll()
  }
}
