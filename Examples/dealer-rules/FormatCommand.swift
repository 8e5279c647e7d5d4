import DealerRules
import Foundation

/// `format`: documents of a project in one layout (RULES.md U-041).
enum FormatCommand {
  static func run(_ words: [String]) throws -> ExitCode {
    guard !words.contains("--help") else {
      Console.print(Help.format.text)
      return .ok
    }
    let arguments = try Arguments(
      words, options: [], switches: ["--check", "--json"], positions: ["the project folder"])
    let folder = URL(fileURLWithPath: arguments.positional[0])
    let isCheck = arguments.has("--check")
    let names = try documents(folder)
    var changed = 0
    var refused = 0
    for name in names {
      let url = folder.appendingPathComponent(name)
      guard let data = try? Data(contentsOf: url) else {
        throw FileError(message: "cannot read `\(url.path)`")
      }
      let source = RuleSource(name: name, bytes: [UInt8](data))
      do {
        let formatted = Data(try source.formatted())
        guard formatted != data else { continue }
        changed += 1
        if !arguments.has("--json") { Console.print(name) }
        guard !isCheck else { continue }
        do {
          try formatted.write(to: url, options: .atomic)
        } catch {
          throw FileError(message: "cannot write `\(url.path)`")
        }
      } catch let errors as RuleErrors {
        refused += 1
        Findings.write(
          errors.diagnostics, errors.sources, arguments.has("--json"), ReportWords.asked.language)
      }
    }
    Console.end(
      [("documents", names.count), ("changed", changed), ("refused", refused)],
      arguments.has("--json"))
    return refused > 0 || isCheck && changed > 0 ? .findings : .ok
  }

  /// JSON documents of the folder and of its tests, by name.
  private static func documents(_ folder: URL) throws -> [String] {
    func names(_ url: URL) -> [String]? {
      (try? FileManager.default.contentsOfDirectory(atPath: url.path))?
        .filter { $0.hasSuffix(".json") }
    }
    guard let own = names(folder) else {
      throw FileError(message: "cannot read `\(folder.path)`")
    }
    let tests = names(folder.appendingPathComponent("tests")) ?? []
    return (own + tests.map { "tests/" + $0 }).sorted()
  }
}
