import DealerRules
import DealerRulesFoundation
import Foundation

/// `compile`: the rules of a project as a file that other commands start from (RULES.md S-001).
enum CompileCommand {
  static func run(_ words: [String]) throws -> ExitCode {
    guard !words.contains("--help") else {
      Console.print(Help.compile.text)
      return .ok
    }
    let arguments = try Arguments(
      words, options: ["--out", "--known"], switches: ["--json"],
      positions: ["the project folder"])
    guard let out = arguments.value("--out") else {
      throw Arguments.UsageError(message: "--out names the file to write")
    }
    let project = try Projects.load(arguments.positional[0])
    let rules = try Projects.rules(project, known: arguments.value("--known"))
    let snapshot = rules.snapshot()
    do {
      try Data(snapshot).write(to: URL(fileURLWithPath: out), options: .atomic)
    } catch {
      throw FileError(message: "cannot write `\(out)`")
    }
    Console.end(
      [
        ("bytes", snapshot.count), ("version", Int(RuleSnapshot.version)),
        ("law", Int(RuleSnapshot.law)),
      ], arguments.has("--json"))
    return .ok
  }
}
