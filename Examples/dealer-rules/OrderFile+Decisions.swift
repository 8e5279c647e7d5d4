import DealerRules

extension OrderFile {
  /// Prices every order of the file, block by block; what they use of caps, limits and credit is
  /// carried on. Findings of orders that cannot be read go to standard error.
  mutating func decide(
    _ rules: CompiledRules, _ take: (Order, Result<Decision, OrderError>) -> Void
  ) async throws {
    let pricer = BlockPricer(rules, 2, nil)
    while let block = try block() {
      for problem in block.problems { Console.note(problem.text) }
      guard let priced = try await pricer.price(block) else { return }
      for (index, order) in block.orders.enumerated() {
        take(order, rules.decision(of: order, at: index, priced.batch, priced.result))
      }
    }
  }
}
