import DealerRules
import DealerRulesFoundation
import Foundation

/// `rebates`: what agreements give for the orders of a period, receiver by receiver.
struct RebatesCommand {
  private struct Row {
    var orders = 0
    var base: Int128 = 0
    var amount: Int128 = 0
    var units: Int128 = 0
  }

  private struct Key: Hashable {
    var rule: String
    var kind: String
    var receiver: String
  }

  static func run(_ words: [String]) async throws -> ExitCode {
    guard !words.contains("--help") else {
      Console.print(Help.rebates.text)
      return .ok
    }
    let arguments = try Arguments(
      words, options: ["--period", "--orders", "--date", "--out"], switches: ["--json", "--excel"],
      positions: ["the project folder"])
    guard let text = arguments.value("--period"), let period = period(text) else {
      throw Arguments.UsageError(
        message: "--period takes YYYY, YYYY-Q1, YYYY-MM or YYYY-MM-DD..YYYY-MM-DD")
    }
    try arguments.exclude("--excel", "--json")
    let project = try Projects.load(arguments.positional[0])
    let rules = try CompiledRules(parsing: project.sources)
    var file = try OrderFile(
      arguments.value("--orders"), project, rules, try Projects.date(arguments.value("--date")))
    var rows: [Key: Row] = [:]
    var counts = (orders: 0, errors: 0)
    try await file.decide(rules) { order, decision in
      guard period.contains(order.day(in: rules.book.zone)) else { return }
      switch decision {
      case .failure(let error):
        counts.errors += 1
        Console.note(ReportWords.asked.text(error))
      case .success(let decision) where decision.outcome < .hold:
        counts.orders += 1
        add(decision, rules, &rows)
      case .success: break
      }
    }
    try tell(rows, rules, arguments)
    let sum = rows.reduce(Int128(0)) { $0 + ($1.key.kind == "rebate" ? $1.value.amount : 0) }
    let last =
      "orders \(counts.orders) errors \(counts.errors + file.unreadable) rows \(rows.count) "
      + "currency \(rules.book.currency.code) rebate \(Summary.text(sum, rules.book.currency))"
    arguments.has("--json") || TableFile.isOutput(arguments)
      ? Console.note(last) : Console.print(last)
    return counts.errors + file.unreadable > 0 ? .findings : .ok
  }

  /// A quarter, or what `statement` takes.
  static func period(_ text: String) -> ClosedRange<CivilDate>? {
    let parts = text.components(separatedBy: "-Q")
    if parts.count == 2, let quarter = Int(parts[1]), (1...4).contains(quarter),
      let from = CivilDate(parts[0] + "-" + (quarter == 4 ? "10" : "0\(quarter * 3 - 2)") + "-01")
    {
      let (year, month, _) = from.components
      let next =
        quarter == 4
        ? CivilDate(year: year + 1, month: 1, day: 1)
        : CivilDate(year: year, month: month + 3, day: 1)
      return next?.adding(days: -1).map { from...$0 }
    }
    guard let days = StatementCommand.period(text), let from = days.from,
      let through = days.through
    else { return nil }
    return from...through
  }

  private static func add(
    _ decision: Decision, _ rules: CompiledRules, _ rows: inout [Key: Row]
  ) {
    var bases: [RuleRef: Int128] = [:]
    // A catch-up is of orders before, which count in their own.
    for part in decision.accrualParts where part.line != nil {
      bases[part.rule, default: 0] += Int128(part.base)
    }
    for accrual in decision.accruals {
      let key = Key(
        rule: rules.name(of: accrual.rule), kind: accrual.kind,
        receiver: accrual.beneficiary ?? "")
      rows[key, default: Row()].orders += 1
      rows[key, default: Row()].base += bases[accrual.rule] ?? 0
      rows[key, default: Row()].amount += Int128(accrual.amount)
      rows[key, default: Row()].units += Int128(accrual.units)
    }
  }

  private static func tell(
    _ rows: [Key: Row], _ rules: CompiledRules, _ arguments: Arguments
  ) throws {
    let currency = rules.book.currency
    let sorted = rows.sorted { a, b in
      if a.key.rule != b.key.rule { return IdentifierOrder.precedes(a.key.rule, b.key.rule) }
      if a.key.receiver != b.key.receiver {
        return IdentifierOrder.precedes(a.key.receiver, b.key.receiver)
      }
      return a.key.kind < b.key.kind
    }
    let header = ["agreement", "kind", "receiver", "orders", "base", "amount", "units"]
    let table = try TableFile(arguments)
    table?.head(header)
    let words = ReportWords.asked
    if table == nil, !arguments.has("--json"), !sorted.isEmpty {
      let names = header.map { words.heading($0) }
      Console.print(BacktestText.row([names[0], names[2]] + names[3...]) + "  \(names[1])")
    }
    for (key, row) in sorted {
      let cells = [
        key.rule, key.kind, key.receiver, "\(row.orders)", Summary.text(row.base, currency),
        Summary.text(row.amount, currency),
        Quantity(thousandths: Int64(clamping: row.units)).map { "\($0)" } ?? "\(row.units / 1000)",
      ]
      if let table {
        table.row(cells)
      } else if arguments.has("--json") {
        Console.print(
          BacktestText.object(
            zip(header, cells).map { ($0, $0 == "orders" ? $1 : Console.quoted($1)) }))
      } else {
        Console.print(
          BacktestText.row([cells[0], cells[2]] + cells[3...]) + "  \(words.accrual(cells[1]))")
      }
    }
    try table?.close()
  }
}
