import DealerRules
import DealerRulesFoundation
import Foundation

/// Compiled rules and where their orders are: of a project folder, or of a snapshot, which has no
/// orders (RULES.md S-001).
struct StartingRules {
  let rules: CompiledRules
  /// The orders of the folder, or `nil`.
  let ordersURL: URL?

  /// As many tasks as there are processors.
  static var processors: Int { min(max(ProcessInfo.processInfo.activeProcessorCount, 1), 64) }

  /// Compiles the project of a folder, or loads the snapshot of a file.
  /// - Parameters:
  ///   - pricing: Whether orders are to be priced; else a folder needs no price kind.
  ///   - workers: How many tasks work at it.
  init(_ path: String, known: String?, pricing: Bool = true, workers: Int = processors) async throws
  {
    var isFolder: ObjCBool = false
    let isThere = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    guard isThere, !isFolder.boolValue else {
      let project = try Projects.load(path)
      rules = try await Projects.rules(
        project, known: known, pricing: pricing, workers: workers)
      ordersURL = project.ordersURL
      return
    }
    guard known == nil else {
      throw Arguments.UsageError(
        message: "--known is stated where the snapshot is written, by `compile`")
    }
    ordersURL = nil
    do {
      rules = try await CompiledRules(
        snapshotAt: URL(fileURLWithPath: path), workers: workers)
    } catch let error as SnapshotError {
      if case .refused(let findings) = error { throw findings }
      throw FileError(message: "cannot read `\(path)`: \(error)")
    } catch {
      throw FileError(message: "cannot read `\(path)`")
    }
  }
}
