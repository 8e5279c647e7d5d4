import DealerRules
import Foundation

/// Documents beside the rules of a project folder, and everything that is wrong with them.
struct FolderDocuments {
  private let folder: URL
  private(set) var slips = RuleErrors(diagnostics: [], sources: [])

  init(_ folder: URL) { self.folder = folder }

  /// Reads those of some documents that are there; `nil` where they have errors, which join the
  /// others.
  mutating func read<Value>(
    _ names: [String], _ body: ([RuleSource]) throws -> Value
  ) throws -> Value? {
    let sources = try names.compactMap { name in
      try bytes(name).map { RuleSource(name: name, bytes: $0) }
    }
    do {
      return try body(sources)
    } catch let error as RuleErrors {
      let before = Int32(slips.sources.count)
      slips.sources += error.sources
      for var finding in error.diagnostics {
        finding.span = finding.span.map {
          SourceSpan(source: $0.source + before, start: $0.start, end: $0.end)
        }
        slips.diagnostics.append(finding)
      }
      return nil
    }
  }

  /// Reads everything beside the rules that is there: of traces and of sourcing (RULES.md W-012,
  /// Y-006).
  static func checked(_ folder: URL, _ rules: CompiledRules) throws -> RuleErrors {
    var documents = FolderDocuments(folder)
    _ = try documents.read(["trace.json"]) { try $0.first.map { try TracePolicy.read($0) } }
    _ = try documents.read(["totals.csv", "sellthrough.csv"]) { try TraceFigures.read($0) }
    _ = try documents.read(["areas.csv"]) { try $0.first.map { try TraceAreas.read($0, rules) } }
    _ = try documents.read(["sources.json", "stock.csv"]) { sources in
      guard let first = sources.first, first.name == "sources.json" else { return }
      _ = try SourcingDocument.read(first, stock: sources.dropFirst().first, rules)
    }
    return documents.slips
  }

  /// The bytes of a file of the folder; `nil` where it has none.
  private func bytes(_ name: String) throws -> [UInt8]? {
    let url = folder.appendingPathComponent(name)
    guard FileManager.default.fileExists(atPath: url.path) else { return nil }
    guard let data = try? Data(contentsOf: url) else {
      throw FileError(message: "cannot read `\(url.path)`")
    }
    return [UInt8](data)
  }
}
