public import DealerRules
public import Foundation

/// The files of a rule project: documents, tables, and where its orders are (RULES.md N-003).
public struct RuleProject: Sendable {
  /// A file or folder that could not be read.
  public struct ReadError: Error, CustomStringConvertible {
    /// The path.
    public let path: String
    /// Why.
    public let reason: String

    /// `cannot read PATH: REASON`.
    public var description: String { "cannot read `\(path)`: \(reason)" }
  }

  /// Rule documents and tables, rule documents first, by name.
  public var sources: [RuleSource]
  /// `orders.csv`, else `orders.ndjson`, or `nil` when the folder has neither.
  public var ordersURL: URL?

  private static let tables: Set<String> = [
    "products.csv", "customers.csv", "regions.csv", "postalAreas.csv", "territories.csv",
    "categories.csv", "prices.csv", "rates.csv", "taxes.csv", "offers.csv",
    "credit.csv", "receivables.csv",
  ]

  /// Reads the files of a project folder.
  /// - Throws: ``ReadError`` when the folder or one of its files cannot be read, or holds no rules.
  public static func load(folder: URL) throws -> RuleProject {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    } catch {
      throw ReadError(path: folder.path, reason: "there is no such folder")
    }
    let documents = names.filter { $0 == "rules.json" || $0.hasSuffix(".rules.json") }
    guard !documents.isEmpty else {
      throw ReadError(path: folder.path, reason: "it holds no rules.json")
    }
    var project = RuleProject(sources: [], ordersURL: nil)
    for name in documents + names.filter({ tables.contains($0) }) {
      let url = folder.appendingPathComponent(name)
      guard let bytes = try? [UInt8](contentsOf: url) else {
        throw ReadError(path: url.path, reason: "the file cannot be opened")
      }
      project.sources.append(RuleSource(name: name, bytes: bytes))
    }
    let orders = ["orders.csv", "orders.ndjson"].first { names.contains($0) }
    project.ordersURL = orders.map { folder.appendingPathComponent($0) }
    return project
  }
}
