import Synchronization

/// The compiled rules in force, replaced whole while requests go on.
///
/// A request takes ``current`` once and keeps it: whatever is replaced meanwhile, all of its orders
/// are priced by one book. Any task may read and replace at any time.
public final class RuleStore: Sendable {
  /// A compiled book together with the count of replacements that led to it.
  public struct Snapshot: Sendable {
    /// The rules.
    public let rules: CompiledRules
    /// How often the store had been replaced: 0 for the rules it began with.
    public let generation: Int
  }

  /// The rules behind one reference, so that nothing is copied while the lock is held.
  private final class Holder: Sendable {
    let snapshot: Snapshot

    init(_ snapshot: Snapshot) { self.snapshot = snapshot }
  }

  private let held: Mutex<Holder>

  /// Creates a store whose first rules are of generation 0.
  public init(_ rules: CompiledRules) {
    held = Mutex(Holder(Snapshot(rules: rules, generation: 0)))
  }

  /// The rules in force now; later replacements do not touch the value taken.
  /// - Complexity: O(1).
  public var current: CompiledRules { snapshot.rules }

  /// How often the rules were replaced. A cache that keeps prices of an earlier generation is
  /// stale.
  /// - Complexity: O(1).
  public var generation: Int { snapshot.generation }

  /// The rules in force now together with their generation, taken in one step.
  /// - Complexity: O(1).
  public var snapshot: Snapshot { held.withLock { $0 }.snapshot }

  /// Puts other rules in force.
  ///
  /// - Returns: The generation of the new rules.
  /// - Complexity: O(1); the old rules are freed when the last request that took them ends.
  @discardableResult
  public func replace(with rules: CompiledRules) -> Int {
    // The old holder leaves the lock with the result, so that freeing a large book blocks nobody.
    let (generation, old) = held.withLock { holder in
      let next = holder.snapshot.generation + 1
      let old = holder
      holder = Holder(Snapshot(rules: rules, generation: next))
      return (next, old)
    }
    _ = old
    return generation
  }

  /// Compiles a book and puts it in force; the old rules stay where it does not compile.
  ///
  /// Requests are served while it compiles. Of updates that overlap, the one that ends last stays.
  /// - Returns: The generation of the new rules.
  /// - Throws: Every finding about the book at once.
  /// - Complexity: that of ``CompiledRules/init(_:limits:)``.
  @discardableResult
  public func update(
    compiling book: RuleBook, limits: Limits = Limits()
  ) throws(RuleErrors) -> Int {
    replace(with: try CompiledRules(book, limits: limits))
  }
}
