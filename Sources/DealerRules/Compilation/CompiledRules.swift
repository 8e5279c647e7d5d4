/// A compiled book: an immutable value that any number of tasks may price with at once.
public struct CompiledRules: Sendable {
  /// Compiles a book, or throws every finding at once.
  /// - Complexity: O(rows · log rows + offers × classes).
  public init(_ book: RuleBook, limits: Limits = Limits()) throws(RuleErrors) {
    fatalError("under construction")
  }

  /// Prices one order with every step recorded.
  public func price(_ order: Order) -> Result<Decision, OrderError> {
    fatalError("under construction")
  }

  /// Names a rule as its document does.
  public func name(of rule: RuleRef) -> String { "" }
}
