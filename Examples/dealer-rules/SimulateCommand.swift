import DealerRules
import DealerRulesFoundation
import Foundation

/// `simulate`: orders under rules of which some values are changed without editing a file.
struct SimulateCommand {
  let arguments: Arguments
  private let project: RuleProject
  private let old: CompiledRules

  static func run(_ words: [String]) async throws -> ExitCode {
    guard !words.contains("--help") else {
      Console.print(Help.simulate.text)
      return .ok
    }
    let arguments = try Arguments(
      words, options: ["--orders", "--date", "--threads", "--at", "--top", "--fields"],
      lists: ["--set", "--stock", "--sweep"], switches: ["--json"],
      positions: ["the project folder"])
    let fields = arguments.value("--fields")
    let project = try Projects.load(arguments.positional[0])
    if let fields, !fields.contains(".") { return try listFields(fields, of: project) }
    let command = SimulateCommand(
      arguments: arguments, project: project, old: try CompiledRules(parsing: project.sources))
    if let fields { return try command.listValues(fields) }
    let sweeps = arguments.list("--sweep")
    if !sweeps.isEmpty { return try await command.sweep(sweeps) }
    guard
      !arguments.list("--set").isEmpty || arguments.value("--at") != nil
        || !arguments.list("--stock").isEmpty
    else { throw Arguments.UsageError(message: "state what changes: --set, --at or --stock") }
    var faults = OrderFaults()
    let (backtest, unreadable) = try await command.backtest(arguments.list("--set"), &faults)
    let text = BacktestText(backtest, unreadable: unreadable)
    if arguments.has("--json") {
      Console.print(text.json)
      Console.note(text.last)
    } else {
      for line in text.lines(top: try arguments.number("--top", 0...1_000_000, default: 5)) {
        Console.print(line)
      }
      Console.print(text.last)
    }
    return unreadable + backtest.failed > 0 ? .findings : .ok
  }

  /// What `--set` can change in the objects of a section.
  private static func listFields(
    _ section: String, of project: RuleProject
  ) throws -> ExitCode {
    do {
      try RuleOverride.check(section: section)
    } catch {
      throw Arguments.UsageError(message: "\(error)")
    }
    let fields = RuleOverride.fields(of: section, in: project.sources)
    for field in fields {
      Console.print("\(section).\(section == "prices" ? "ROW" : "ID").\(field)")
    }
    Console.print("section \(section) fields \(fields.count)")
    return .ok
  }

  /// The fields of one object with the values that they have now, as `--set` takes them.
  private func listValues(_ name: String) throws -> ExitCode {
    let fields: [(field: String, value: String?)]
    do {
      try RuleOverride.check(section: String(name.prefix { $0 != "." }))
      fields = try RuleOverride("\(name).id=", of: old).stated(in: project.sources)
    } catch {
      throw Arguments.UsageError(message: "\(error)")
    }
    let isJSON = arguments.has("--json")
    for (field, value) in fields {
      if isJSON {
        Console.print(
          BacktestText.object([
            ("field", Console.quoted(field)), ("value", value.map(Console.quoted) ?? "null"),
          ]))
      } else {
        Console.print("\(name).\(field)" + (value.map { "=\($0)" } ?? ""))
      }
    }
    let stated = fields.count { $0.value != nil }
    let last = "object \(name) fields \(fields.count) stated \(stated)"
    isJSON ? Console.note(last) : Console.print(last)
    return .ok
  }

  /// The rules with values changed.
  private func changed(_ texts: [String]) throws -> CompiledRules {
    let sources: [RuleSource]
    do {
      var changes: [RuleOverride] = []
      for text in texts {
        try RuleOverride.check(section: String(text.prefix { $0 != "." && $0 != "=" }))
        let change = try RuleOverride(text, of: old)
        try change.checkField(in: project.sources)
        changes.append(change)
      }
      sources = try RuleOverride.applied(changes, to: project.sources)
    } catch {
      throw Arguments.UsageError(message: "\(error)")
    }
    return try CompiledRules(parsing: sources)
  }

  /// The orders under the rules and under the changed ones; faults that are not told yet are told.
  func backtest(
    _ texts: [String], _ faults: inout OrderFaults
  ) async throws -> (Backtest, Int) {
    let new = try changed(texts)
    var backtest = try Backtest(old: old, new: new, movers: 3)
    let workers = try arguments.number("--threads", 1...64, default: 2)
    let date = try Projects.date(arguments.value("--date"))
    let moved = try Projects.date(arguments.value("--at"), of: "--at")
    let stock = try stock()
    var file = try OrderFile(arguments.value("--orders"), project, new, date)
    while let block = try file.block() {
      for problem in block.problems { faults.tell(problem.text) }
      var failures: [Backtest.Failure] = []
      try await backtest.add(
        block.orders, workers: workers,
        changing: { order in
          if let moved { order.moment = .date(moved) }
          for (product, quantity) in stock { order.facts.stock[product] = quantity }
        }, failed: { failures.append($0) })
      for failure in failures {
        faults.orders.insert(failure.position)
        faults.tell(ReportWords.asked.text(failure))
      }
    }
    return (backtest, file.unreadable)
  }

  /// Stock facts that every order under the changed rules is given.
  private func stock() throws -> [(String, Int64)] {
    try arguments.list("--stock").map { text in
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2, let quantity = Quantity(parts[1]), quantity >= .zero else {
        throw Arguments.UsageError(message: "--stock takes PRODUCT=QUANTITY, not `\(text)`")
      }
      guard old.book.products.contains(where: { IdentifierOrder.areEqual($0.id, parts[0]) }) else {
        throw Arguments.UsageError(message: "there is no product `\(parts[0])`")
      }
      return (parts[0], quantity.thousandths)
    }
  }
}
