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
      Findings.write(rules.warnings, project.sources, isJSON)
      Console.end(counts(rules), isJSON)
      return rules.warnings.isEmpty ? .ok : .findings
    } catch {
      Findings.end(error, isJSON)
      return .findings
    }
  }

  private static func counts(_ rules: CompiledRules) -> [(String, Int)] {
    let book = rules.book
    return [
      ("products", book.products.count), ("customers", book.customers.count),
      ("regions", book.regions.count), ("tables", book.priceTables.count),
      ("rows", book.priceTables.reduce(0) { $0 + $1.rows.count }),
      ("kinds", book.priceKinds.count), ("offers", book.offers.count), ("errors", 0),
      ("warnings", rules.warnings.count),
    ]
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

  /// The rules of a project as they were known at the start of a day, or all of them.
  static func rules(_ project: RuleProject, known option: String?) throws -> CompiledRules {
    guard let option else { return try CompiledRules(parsing: project.sources) }
    guard let day = CivilDate(option) else {
      throw Arguments.UsageError(message: "--known takes YYYY-MM-DD, not `\(option)`")
    }
    let zone = try RuleBook.read(project.sources).zone
    return try CompiledRules(parsing: project.sources, knownAt: zone.start(of: day))
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
