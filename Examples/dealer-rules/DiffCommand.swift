import DealerRules
import DealerRulesFoundation
import Foundation

/// `diff`: past orders under two rule sets, and who gains and loses.
enum DiffCommand {
  static func run(_ words: [String]) async throws -> ExitCode {
    guard !words.contains("--help") else {
      Console.print(Help.diff.text)
      return .ok
    }
    let arguments = try Arguments(
      words, options: BacktestRun.options.union(["--adjustments", "--movers", "--top"]),
      switches: ["--json", "--excel"], positions: ["the old project", "the new project"])
    guard !arguments.has("--excel") || arguments.isGiven("--adjustments") else {
      throw Arguments.UsageError(message: "--excel is of no use without --adjustments")
    }
    let movers = try arguments.number("--movers", 0...1000, default: 3)
    let top = try arguments.number("--top", 0...1_000_000, default: 5)
    var run = try BacktestRun(arguments, movers: movers)
    let notes = try arguments.value("--adjustments").map {
      try AdjustmentFile($0, isForSheets: arguments.has("--excel"))
    }
    let start = ContinuousClock.now
    try await run.run(adjust: notes.map { file in { file.write($0) } })
    try notes?.close()
    Console.note("compared in \(ContinuousClock.now - start)")
    let text = BacktestText(run.backtest, unreadable: run.unreadable)
    if arguments.has("--json") {
      Console.print(text.json)
      Console.note(text.last)
    } else {
      for line in text.lines(top: top) { Console.print(line) }
      Console.print(text.last)
    }
    return run.unreadable + run.backtest.failed > 0 ? .findings : .ok
  }
}

/// Where `--adjustments` writes what each line is to be credited or charged.
final class AdjustmentFile {
  private let table: TableFile

  init(_ path: String, isForSheets: Bool) throws {
    table = try TableFile(path, isForSheets: isForSheets)
    table.head(["order", "dealer", "line", "product", "currency", "old", "new", "adjustment"])
  }

  func write(_ note: Backtest.Adjustment) {
    let (change, overflow) = note.new.subtractingReportingOverflow(note.old)
    table.row([
      note.order, note.dealer, "\(note.line)", note.product, note.currency.code,
      Money(millionths: note.old, note.currency).decimalText,
      Money(millionths: note.new, note.currency).decimalText,
      overflow ? "" : Money(millionths: change, note.currency).decimalText,
    ])
  }

  func close() throws { try table.close() }
}
