extension CompiledRules {
  /// Temporary.
  public func price(
    _ orders: OrderBatch, detail: Detail, workers: Int, progress: (@Sendable (Int) -> Void)? = nil
  ) async -> PricedBatch {
    var workspace = Workspace(self)
    var result = PricedBatch(detail: detail)
    workspace.price(orders, into: &result)
    return result
  }
  /// Temporary.
  public func rulesHash() -> String { "" }
  /// Temporary.
  public func inputsHash(of order: Order) -> String { "" }
}
