public import DealerRules
public import Foundation

extension CompiledRules {
  /// Reads compiled rules from a file that ``writeSnapshot(to:)`` wrote (RULES.md S-001).
  /// - Parameters:
  ///   - url: The file.
  ///   - limits: The bounds of the rules; a snapshot holds none (RULES.md S-006).
  /// - Throws: `SnapshotError` where the bytes are no such snapshot, or an error of Foundation
  ///   where the file cannot be read.
  /// - Complexity: O(bytes of the file), and that of compiling all but price rows that are plain.
  public init(snapshotAt url: URL, limits: Limits = Limits()) throws {
    try self.init(snapshot: [UInt8](contentsOf: url), limits: limits)
  }

  /// Reads compiled rules from a file like ``init(snapshotAt:limits:)``, price rows and the rest at
  /// the same time where there are two tasks; the rules are the same (RULES.md X-007).
  /// - Parameter workers: How many tasks work at once; below 1 is 1.
  public init(snapshotAt url: URL, limits: Limits = Limits(), workers: Int) async throws {
    try await self.init(
      snapshot: [UInt8](contentsOf: url), limits: limits, workers: workers)
  }

  /// Writes the rules into a file, in the place of another only when all of it is written.
  /// - Throws: An error of Foundation where the file cannot be written.
  /// - Complexity: O(bytes of the file).
  public func writeSnapshot(to url: URL) throws {
    try Data(snapshot()).write(to: url, options: .atomic)
  }
}
