/// Tries again where somebody else was first (RULES.md J-045).
public struct LedgerRetry: Hashable, Sendable {
  /// How often at most, 1 or more.
  public var attempts: Int

  /// Creates a helper.
  public init(attempts: Int = 100) { self.attempts = max(attempts, 1) }

  /// Runs a body until it does not throw ``LedgerStoreConflict``; the error of the last attempt
  /// goes to the caller, any other at once. Between attempts other tasks have their turn.
  ///
  /// - Parameters:
  ///   - isolation: Where the body runs; by default where the caller does.
  ///   - body: What to do; it is given the number of the attempt, from 0, and must read what others
  ///     appended before it decides again.
  public func run<Value: Sendable>(
    isolation: isolated (any Actor)? = #isolation,
    _ body: (_ attempt: Int) async throws -> Value
  ) async throws -> Value {
    var attempt = 0
    while true {
      do {
        return try await body(attempt)
      } catch let conflict as LedgerStoreConflict {
        attempt += 1
        guard attempt < attempts else { throw conflict }
        try Task.checkCancellation()
        await Task.yield()
      }
    }
  }
}
