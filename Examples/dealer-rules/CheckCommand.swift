import DealerRules
import DealerRulesFoundation
import Foundation

/// `check`: every finding of a rule project.
enum CheckCommand {
  static func run(_ words: [String]) throws -> ExitCode {
    guard !words.contains("--help") else {
      Console.print(Help.check)
      return .ok
    }
    let arguments = try Arguments(
      words, options: [], switches: ["--json"], positions: ["the project folder"])
    let project = try Projects.load(arguments.positional[0])
    let isJSON = arguments.has("--json")
    do {
      let rules = try CompiledRules(parsing: project.sources)
      report(rules.warnings, project.sources, isJSON)
      Console.print(summary(rules, isJSON))
      return rules.warnings.isEmpty ? .ok : .findings
    } catch {
      report(error.diagnostics, error.sources, isJSON)
      let errors = error.diagnostics.count { $0.severity == .error }
      let warnings = error.diagnostics.count - errors
      Console.print(
        isJSON
          ? "{\"errors\":\(errors),\"warnings\":\(warnings)}"
          : "errors \(errors) warnings \(warnings)")
      return .findings
    }
  }

  private static func report(
    _ findings: [Diagnostic], _ sources: [RuleSource], _ isJSON: Bool
  ) {
    guard !findings.isEmpty else { return }
    guard isJSON else {
      Console.note(Diagnostic.rendered(findings, in: sources))
      return
    }
    for finding in findings { Console.print(json(finding, sources)) }
  }

  private static func json(_ finding: Diagnostic, _ sources: [RuleSource]) -> String {
    var fields: [(String, String)] = [
      ("code", quoted(finding.code.rawValue)), ("severity", quoted(finding.severity.rawValue)),
      ("message", quoted(finding.message)), ("help", finding.help.map { quoted($0) } ?? "null"),
    ]
    if let span = finding.span, let place = finding.lineAndColumn(in: sources) {
      fields += [
        ("file", quoted(sources[Int(span.source)].name)), ("line", "\(place.line)"),
        ("column", "\(place.column)"),
      ]
    } else {
      fields += [("file", "null"), ("line", "null"), ("column", "null")]
    }
    return "{" + fields.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}"
  }

  static func quoted(_ text: String) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    guard let data = try? encoder.encode(text) else { return "\"\"" }
    return String(decoding: data, as: UTF8.self)
  }

  private static func summary(_ rules: CompiledRules, _ isJSON: Bool) -> String {
    let book = rules.book
    let counts: [(String, Int)] = [
      ("products", book.products.count), ("customers", book.customers.count),
      ("regions", book.regions.count), ("tables", book.priceTables.count),
      ("rows", book.priceTables.reduce(0) { $0 + $1.rows.count }),
      ("kinds", book.priceKinds.count), ("offers", book.offers.count), ("errors", 0),
      ("warnings", rules.warnings.count),
    ]
    return isJSON
      ? "{" + counts.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}"
      : counts.map { "\($0.0) \($0.1)" }.joined(separator: " ")
  }
}

/// Loading a project for a command.
enum Projects {
  /// Reads the sources of a project folder.
  static func load(_ path: String) throws -> RuleProject {
    do {
      return try RuleProject.load(folder: URL(fileURLWithPath: path))
    } catch {
      throw FileError(message: "\(error)")
    }
  }

  /// The orders of a project: the named file, else orders.csv, else orders.ndjson.
  static func orders(_ option: String?, _ project: RuleProject) throws -> RuleSource {
    guard let url = option.map({ URL(fileURLWithPath: $0) }) ?? project.ordersURL else {
      throw FileError(message: "the project has neither orders.csv nor orders.ndjson")
    }
    guard let data = try? Data(contentsOf: url) else {
      throw FileError(message: "cannot read `\(url.path)`")
    }
    return RuleSource(name: url.lastPathComponent, bytes: [UInt8](data))
  }

  /// The date for orders without one.
  static func date(_ option: String?) throws(Arguments.UsageError) -> CivilDate? {
    guard let option else { return nil }
    guard let date = CivilDate(option) else {
      throw Arguments.UsageError(message: "--date takes YYYY-MM-DD, not `\(option)`")
    }
    return date
  }
}
