import DealerRules
import DealerRulesFoundation
import Foundation

/// `report`: a backtest as one page for a browser.
enum ReportCommand {
  static func run(_ words: [String]) async throws -> ExitCode {
    guard !words.contains("--help") else {
      Console.print(Help.report.text)
      return .ok
    }
    let arguments = try Arguments(
      words,
      options: BacktestRun.options.union([
        "--html", "--lang", "--title", "--control-dealers", "--control-regions",
      ]),
      switches: ["--json"], positions: ["the old project", "the new project"])
    guard let path = arguments.value("--html") else {
      throw Arguments.UsageError(message: "--html is missing")
    }
    let isChinese = try arguments.language() == .chinese
    let control = PilotGroup(
      dealers: try BacktestRun.list("--control-dealers", arguments),
      regions: try BacktestRun.list("--control-regions", arguments))
    var run = try BacktestRun(arguments, movers: 0, control: control)
    try await run.run()
    let title = isChinese ? "规则试算报告" : "Dry run of rules"
    let page = ReportPage(
      backtest: run.backtest, unreadable: run.unreadable,
      title: arguments.value("--title") ?? title, isChinese: isChinese)
    do {
      try Data(page.html.utf8).write(to: URL(fileURLWithPath: path))
    } catch {
      throw FileError(message: "cannot write `\(path)`")
    }
    let text = BacktestText(run.backtest, unreadable: run.unreadable)
    if arguments.has("--json") {
      Console.print(text.json)
      Console.note(text.last)
    } else {
      Console.print(text.last)
    }
    return run.unreadable + run.backtest.failed > 0 ? .findings : .ok
  }
}
