import DealerRules
import Foundation

// Values that take several amounts, one run for each or for each pair (RULES.md U-030).
extension SimulateCommand {
  /// One value that takes several amounts.
  private struct Sweep {
    var path: String
    var values: [String]
  }

  /// Revenue of one currency in one run.
  private struct Row {
    var values: [String]
    var pair: BacktestPair
    var currency: Currency

    var amounts: [String] { [pair.new, pair.change].map { Summary.text($0, currency) } }
  }

  /// Runs at most.
  private static let most = 1000

  func sweep(_ texts: [String]) async throws -> ExitCode {
    guard arguments.value("--orders") != "-" else {
      // Each run reads them again.
      throw Arguments.UsageError(message: "--sweep and --orders - exclude each other")
    }
    guard texts.count <= 2 else {
      throw Arguments.UsageError(message: "--sweep is given more than twice")
    }
    let sweeps = try texts.map { try SimulateCommand.sweep(of: $0) }
    let paths = sweeps.map(\.path)
    guard Set(paths).count == paths.count else {
      throw Arguments.UsageError(message: "--sweep is given twice for `\(paths[0])`")
    }
    let count = sweeps.reduce(1) { $0 * $1.values.count }
    guard count <= SimulateCommand.most else {
      throw Arguments.UsageError(
        message: "--sweep takes at most \(SimulateCommand.most) runs, not \(count)")
    }
    let runs = sweeps.reduce([[]]) { known, sweep in
      known.flatMap { values in sweep.values.map { values + [$0] } }
    }
    var rows: [Row] = []
    var (unreadable, faults) = (0, OrderFaults())
    for values in runs {
      let (backtest, unread) = try await backtest(
        arguments.list("--set") + zip(paths, values).map { "\($0)=\($1)" }, &faults)
      unreadable = max(unreadable, unread)
      for (currency, sum) in backtest.sums.sorted(by: { $0.key.code < $1.key.code }) {
        rows.append(Row(values: values, pair: sum.revenue, currency: currency))
      }
    }
    let isJSON = arguments.has("--json")
    if isJSON {
      for row in rows { Console.print(SimulateCommand.json(row)) }
    } else {
      let lines =
        sweeps.count == 1
        ? SimulateCommand.curve(rows)
        : SimulateCommand.tables(rows, sweeps[0].values, sweeps[1].values)
      for line in lines { Console.print(line) }
    }
    let last =
      "sweep \(paths.joined(separator: " ")) runs \(runs.count) rows \(rows.count) "
      + "unreadable \(unreadable) errors \(faults.orders.count)"
    isJSON ? Console.note(last) : Console.print(last)
    return unreadable + faults.orders.count > 0 ? .findings : .ok
  }

  private static func json(_ row: Row) -> String {
    let names = row.values.count == 1 ? ["value"] : ["row", "column"]
    return BacktestText.object(
      zip(names, row.values.map(Console.quoted)).map { ($0, $1) } + [
        ("currency", "\"\(row.currency.code)\""), ("revenue", "\"\(row.amounts[0])\""),
        ("change", "\"\(row.amounts[1])\""),
      ])
  }

  /// A line for each value, with a bar of its change.
  private static func curve(_ rows: [Row]) -> [String] {
    let names = ["value", "currency", "revenue", "change", "rate"]
    let most = rows.map { $0.pair.change.magnitude }.max() ?? 0
    return [BacktestText.row(names.map { ReportWords.asked.heading($0) })]
      + rows.map { row in
        let length = most == 0 ? 0 : Int(clamping: row.pair.change.magnitude * 30 / most)
        let bar = String(repeating: row.pair.change < 0 ? "-" : "+", count: length)
        return BacktestText.row(
          row.values + [row.currency.code] + row.amounts + [BacktestText.saidRate(row.pair)])
          + "  " + bar
      }
  }

  /// A table of revenues for each currency, the values of the first sweep down, of the second
  /// across; a pair without an order of it is empty.
  private static func tables(
    _ rows: [Row], _ first: [String], _ columns: [String]
  ) -> [String] {
    var lines: [String] = []
    for currency in Set(rows.map(\.currency)).sorted(by: { $0.code < $1.code }) {
      let own = rows.filter { $0.currency == currency }
      let now = Summary.text(own[0].pair.old, currency)
      let title = ReportWords.asked.text("revenue, now \(now)", "收入，现为 \(now)")
      lines.append("\(currency.code) \(title)")
      lines.append(BacktestText.row([""] + columns))
      for value in first {
        let cells = columns.map { column in
          own.first { $0.values == [value, column] }?.amounts[0] ?? ""
        }
        lines.append(BacktestText.row([value] + cells))
      }
    }
    return lines
  }

  /// `PATH=FROM..TO/STEP`, exact decimals, at most 1,000 values.
  private static func sweep(of text: String) throws -> Sweep {
    let message = "--sweep takes PATH=FROM..TO/STEP, not `\(text)`"
    let parts = text.components(separatedBy: "=")
    guard parts.count == 2 else { throw Arguments.UsageError(message: message) }
    let range = parts[1].components(separatedBy: "/")
    let ends = range[0].components(separatedBy: "..")
    guard range.count == 2, ends.count == 2,
      let from = Money(ends[0], .usd), let to = Money(ends[1], .usd),
      let step = Money(range[1], .usd), step.millionths > 0, from.millionths <= to.millionths
    else { throw Arguments.UsageError(message: message) }
    let steps = (Int128(to.millionths) - Int128(from.millionths)) / Int128(step.millionths)
    guard steps < most else {
      throw Arguments.UsageError(message: "--sweep takes at most \(most) values, not `\(text)`")
    }
    let values = (0...steps).map { Int128(from.millionths) + $0 * Int128(step.millionths) }
    return Sweep(
      path: parts[0],
      values: values.map { value in
        var text = Summary.text(value, .usd)
        while text.contains("."), text.hasSuffix("0") || text.hasSuffix(".") { text.removeLast() }
        return text
      })
  }
}
