extension CompiledRules {
  /// Temporary.
  public func rulesHash() -> String { "" }
  /// Temporary.
  public func inputsHash(of order: Order) -> String { "" }
}
