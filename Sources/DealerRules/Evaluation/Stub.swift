extension CompiledRules {
  /// Prices one order with every step recorded.
  public func price(_ order: Order) -> Result<Decision, OrderError> {
    .failure(OrderError(order: order.id, code: .unreadable))
  }
}
