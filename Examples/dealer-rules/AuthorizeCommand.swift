import DealerRules
import DealerRulesFoundation

/// `authorize`: which orders of a project may be placed, without their prices.
struct AuthorizeCommand {
  private let rules: CompiledRules
  private let audience: Audience
  /// Records instead of text; `nil` for a report.
  private let output: AuthorizeOutput?
  private let words: ReportWords
  private var counts: [Outcome: Int] = [:]
  private var orders = 0
  private var lines = 0
  private var errors = 0

  static func run(_ words: [String]) async throws -> ExitCode {
    guard !words.contains("--help") else {
      Console.print(Help.authorize.text)
      return .ok
    }
    let arguments = try Arguments(
      words, options: ["--orders", "--audience", "--lang", "--date", "--known", "--format"],
      switches: ["--json"], positions: ["the project folder or a snapshot"])
    let audience = try arguments.choice(
      "--audience",
      ["dealer": Audience.dealer, "sales": .sales, "finance": .finance, "audit": .audit],
      default: .audit)
    let format =
      arguments.value("--format") == nil
      ? nil
      : try arguments.choice(
        "--format", ["ndjson": ScansOutput.Format.ndjson, "csv": .csv], default: .ndjson)
    guard format == nil || !arguments.has("--json") else {
      throw Arguments.UsageError(message: "--format and --json exclude each other")
    }
    let language = try arguments.language()
    let date = try Projects.date(arguments.value("--date"))
    let started = try await StartingRules(
      arguments.positional[0], known: arguments.value("--known"), pricing: false)
    let rules = started.rules
    var file = try OrderFile(
      arguments.value("--orders"), projectOrders: started.ordersURL, rules, date,
      language: language)
    let records = arguments.has("--json") ? .ndjson : format
    var command = AuthorizeCommand(
      rules: rules, audience: audience,
      output: records.map { AuthorizeOutput(rules: rules, format: $0) },
      words: ReportWords(isChinese: language == .chinese))
    try command.authorize(&file)
    return command.errors > 0 ? .findings : .ok
  }

  private init(
    rules: CompiledRules, audience: Audience, output: AuthorizeOutput?, words: ReportWords
  ) {
    self.rules = rules
    self.audience = audience
    self.output = output
    self.words = words
  }

  private mutating func authorize(_ file: inout OrderFile) throws {
    if let header = output?.header { Console.print(header) }
    while let block = try file.block() {
      for item in block.items {
        switch item {
        case .order(let order): authorize(order)
        case .problem(let problem):
          if !problem.isOfTable { orders += 1 }
          errors += 1
          Console.note(problem.text)
        }
      }
    }
    let pairs = Outcome.allCases.map { "\($0.name) \(counts[$0] ?? 0)" }.joined(separator: " ")
    let last = "orders \(orders) errors \(errors) lines \(lines) \(pairs)"
    output == nil ? Console.print(last) : Console.note(last)
  }

  private mutating func authorize(_ order: Order) {
    orders += 1
    lines += order.lines.count
    switch rules.authorize(order, for: audience) {
    case .failure(let error):
      errors += 1
      Console.note(words.text(error))
    case .success(let answer):
      counts[answer.outcome, default: 0] += 1
      let hash = order.approvalHash()
      if let output { output.write(answer, orderHash: hash) } else { write(answer, hash) }
    }
  }

  // MARK: Text

  /// Only orders that something hinders are shown.
  private func write(_ answer: Authorization, _ orderHash: String) {
    let short = answer.lines.filter { $0.availability.map { $0.state != .canShip } ?? false }
    let isClear = answer.reasons.isEmpty && short.isEmpty && answer.outcome == .allow
    guard !isClear else { return }
    let order = words.text("order \(answer.order): ", "订单 \(answer.order)：")
    Console.print(order + words.name(answer.outcome))
    for reason in answer.reasons {
      let line = answer.lines.first { $0.number == reason.line }
      let about = line.map { head($0) } ?? ""
      let text = words.text(reason.code.english, reason.code.chinese)
      let numbers = reason.numbers.map { " \(words.number($0.name)) \($0.text)" }.joined()
      let place = audience.readsLosers ? rules.place(of: reason.rule).map { " (\($0))" } ?? "" : ""
      let name =
        rules.name(of: reason.rule) + place
        + rules.setting(of: reason, withPlace: audience.readsLosers)
      Console.print("  \(about)\(text)\(numbers)\(name.isEmpty ? "" : ", \(name)")")
    }
    if answer.outcome == .flag || answer.outcome == .hold {
      let name = words.text("order hash for approvals", "审批用订单指纹")
      Console.print("  \(name) \(orderHash)")
    }
    for line in short {
      Console.print("  \(head(line))\(text(line) ?? "")")
    }
  }

  /// What stands before what is said of a line.
  private func head(_ line: Authorization.Line) -> String {
    words.text("line \(line.number) \(line.product): ", "第 \(line.number) 行 \(line.product)：")
  }

  /// What of a line cannot be delivered; numbers are base units.
  private func text(_ line: Authorization.Line) -> String? {
    guard let supply = line.availability else { return nil }
    let state =
      switch supply.state {
      case .canShip: words.text("can ship", "可全部发货")
      case .partly: words.text("partly in stock", "部分有货")
      case .outOfStock: words.text("out of stock", "缺货")
      }
    return "\(state), \(AuthorizeOutput.quantity(supply.quantity)) / "
      + AuthorizeOutput.quantity(supply.ordered)
  }
}
