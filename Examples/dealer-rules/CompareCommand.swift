import DealerRules
import DealerRulesFoundation
import Foundation

/// `compare`: one order under several projects, side by side.
enum CompareCommand {
  private struct Side {
    var name: String
    var decision: Decision?
    /// What is wrong with the order, in the language asked for, and as objects have it.
    var problem = ""
    var stated = ""
  }

  static func run(_ words: [String]) throws -> ExitCode {
    guard !words.contains("--help") else {
      Console.print(Help.compare.text)
      return .ok
    }
    let arguments = try Arguments(
      words, options: ["--orders", "--date"], lists: ["--with"], switches: ["--json"],
      positions: ["the project folder", "the order's id"])
    guard !arguments.list("--with").isEmpty else {
      throw Arguments.UsageError(message: "name another project with --with")
    }
    let folders = [arguments.positional[0]] + arguments.list("--with")
    let date = try Projects.date(arguments.value("--date"))
    let first = try Projects.load(folders[0])
    guard arguments.value("--orders") != "-" else {
      // Each project reads them again.
      throw Arguments.UsageError(message: "--with and --orders - exclude each other")
    }
    let sides = try folders.map { folder in
      try side(
        folder, arguments.value("--orders"), first.ordersURL, arguments.positional[1], date)
    }
    for side in sides where side.decision == nil { Console.note("\(side.name): \(side.problem)") }
    // A blocked order is bought nowhere, and amounts of several currencies do not compare.
    let bought = sides.compactMap(\.decision).filter { $0.outcome != .block }
    let isComparable = Set(bought.map(\.currency)).count == 1
    let cheapest = isComparable ? bought.map(\.payable).min() : nil
    if arguments.has("--json") {
      for side in sides { Console.print(json(side)) }
    } else {
      for line in table(sides) { Console.print(line) }
    }
    let failed = sides.count { $0.decision == nil }
    let best = sides.first { side in
      guard let decision = side.decision, decision.outcome != .block else { return false }
      return decision.payable == cheapest
    }
    let last =
      "order \(arguments.positional[1]) compared \(sides.count) failed \(failed) cheapest "
      + (best?.name ?? "none")
    arguments.has("--json") ? Console.note(last) : Console.print(last)
    return failed > 0 ? .findings : .ok
  }

  private static func side(
    _ folder: String, _ option: String?, _ projectOrders: URL?, _ id: String, _ date: CivilDate?
  ) throws -> Side {
    let rules = try CompiledRules(parsing: try Projects.load(folder).sources)
    let name = URL(fileURLWithPath: folder).lastPathComponent
    var file = try OrderFile(option, projectOrders: projectOrders, rules, date)
    var nameless = NamelessFindings()
    while let block = try file.block() {
      for item in block.items {
        switch item {
        case .order(let order) where IdentifierOrder.areEqual(order.id, id):
          switch rules.price(order) {
          case .success(let decision): return Side(name: name, decision: decision)
          case .failure(let error):
            return Side(
              name: name, problem: ReportWords.asked.text(error), stated: "\(error)")
          }
        case .problem(let problem) where IdentifierOrder.areEqual(problem.order ?? "", id):
          let words = ReportWords.asked
          let finding = problem.findings.diagnostics.first
          return Side(
            name: name,
            problem: finding?.message(in: words.language) ?? words.text("cannot be read", "无法读取"),
            stated: finding?.message ?? "cannot be read")
        case .problem(let problem): nameless.add(problem)
        case .order: continue
        }
      }
    }
    throw nameless.error(lacking: id, file)
  }

  private static func text(_ value: Int64, _ currency: Currency) -> String {
    Money(millionths: value, currency).decimalText
  }

  private static func table(_ sides: [Side]) -> [String] {
    var lines = [BacktestText.row([""] + sides.map(\.name))]
    let numbers = sides.compactMap(\.decision).first?.lines.map { ($0.number, $0.product) } ?? []
    for (number, product) in numbers {
      lines.append(
        BacktestText.row(
          ["\(number) \(product)"]
            + sides.map { side in
              let line = side.decision?.lines.first { $0.number == number }
              return line.map { text($0.net, side.decision?.currency ?? .usd) } ?? "-"
            }))
    }
    let words = ReportWords.asked
    let totals: [(String, (Decision) -> Int64)] = [
      (words.text("list", "目录价合计"), { $0.list }), (words.text("net", "净额"), { $0.net }),
      (words.text("charges", "费用"), { $0.charges }),
      (words.text("payable", "应付"), { $0.payable }),
    ]
    for (name, amount) in totals {
      lines.append(
        BacktestText.row(
          [name] + sides.map { $0.decision.map { text(amount($0), $0.currency) } ?? "-" }))
    }
    lines.append(
      BacktestText.row(
        [words.text("currency", "币种")] + sides.map { $0.decision?.currency.code ?? "-" }))
    lines.append(
      BacktestText.row(
        [words.text("outcome", "结果")]
          + sides.map { $0.decision.map { words.name($0.outcome) } ?? words.text("error", "出错") }))
    return lines
  }

  private static func json(_ side: Side) -> String {
    guard let decision = side.decision else {
      return BacktestText.object([
        ("project", Console.quoted(side.name)), ("error", Console.quoted(side.stated)),
      ])
    }
    let lines = decision.lines.map { line in
      BacktestText.object([
        ("number", "\(line.number)"), ("product", Console.quoted(line.product)),
        ("list", "\"\(text(line.list, decision.currency))\""),
        ("net", "\"\(text(line.net, decision.currency))\""),
      ])
    }
    let amounts = [
      ("list", decision.list), ("net", decision.net), ("charges", decision.charges),
      ("payable", decision.payable),
    ].map { ($0.0, "\"\(text($0.1, decision.currency))\"") }
    return BacktestText.object(
      [
        ("project", Console.quoted(side.name)), ("outcome", "\"\(decision.outcome.name)\""),
        ("currency", "\"\(decision.currency.code)\""),
      ] + amounts + [("lines", BacktestText.list(lines))])
  }
}
