import DealerRules
import Foundation

/// `dealer-rules`: dry runs of a rule project.
@main
struct Main {
  static func main() async {
    exit(await run(Array(CommandLine.arguments.dropFirst())).rawValue)
  }

  private static func run(_ words: [String]) async -> ExitCode {
    guard let command = words.first, !["--help", "-h", "help"].contains(command) else {
      Console.print(Help.overview.text)
      return words.isEmpty ? .usage : .ok
    }
    let rest = Array(words.dropFirst())
    do {
      switch command {
      case "check": return try CheckCommand.run(rest)
      case "price": return try await PriceCommand.run(rest)
      case "authorize": return try await AuthorizeCommand.run(rest)
      case "explain": return try await ExplainCommand.run(rest)
      case "scans": return try ScansCommand.run(rest)
      case "sources": return try SourcesCommand.run(rest)
      case "credit": return try CreditCommand.run(rest)
      case "scorecards": return try ScorecardsCommand.run(rest)
      case "statement": return try StatementCommand.run(rest)
      case "return": return try ReturnCommand.run(rest)
      default:
        if let code = try await dryRun(command, rest) { return code }
        throw Arguments.UsageError(
          message: "unknown command `\(command)`; `dealer-rules --help` lists the commands")
      }
    } catch let error as Arguments.UsageError {
      note(error.message)
      Console.note(
        ReportWords.asked.text(
          "`dealer-rules --help` tells the usage", "用法见 `dealer-rules --help`"))
      return .usage
    } catch let error as RuleErrors {
      // Commands that write records to standard output leave it to them.
      let isRecords =
        rest.contains("--format") || zip(rest, rest.dropFirst()).contains { $0 == ("--out", "-") }
      Findings.end(
        error, rest.contains("--json"), ReportWords.asked.language, besideRecords: isRecords)
      return .findings
    } catch let error as FileError {
      note(error.message)
      return .inputOutput
    } catch {
      note("\(error)")
      return .inputOutput
    }
  }

  /// Says what is wrong with a command line or a file, in the language asked for.
  private static func note(_ message: String) {
    let words = ReportWords.asked
    Console.note("dealer-rules: \(words.text(message, UsageSentences.chinese(message)))")
  }

  /// Commands that try rules out before they are published; `nil` for any other.
  private static func dryRun(_ command: String, _ rest: [String]) async throws -> ExitCode? {
    switch command {
    case "test": try TestCommand.run(rest)
    case "diff": try await DiffCommand.run(rest)
    case "gate": try await GateCommand.run(rest)
    case "simulate": try await SimulateCommand.run(rest)
    case "compare": try CompareCommand.run(rest)
    case "pricelist": try PricelistCommand.run(rest)
    case "match": try MatchCommand.run(rest)
    case "rebates": try await RebatesCommand.run(rest)
    case "groupbuy": try await GroupBuyCommand.run(rest)
    case "replay": try await ReplayCommand.run(rest)
    case "report": try await ReportCommand.run(rest)
    case "new": try NewCommand.run(rest)
    case "schema": try SchemaCommand.run(rest)
    case "format": try FormatCommand.run(rest)
    case "compile": try CompileCommand.run(rest)
    case "describe": try DescribeCommand.run(rest)
    default: nil
    }
  }
}
