@testable import DealerRules

/// Prices every order that there is, and keeps the deepest discount of each product and customer.
struct ExhaustiveSearch: ~Copyable {
  private(set) var worst: [String: WorstCase] = [:]
  private(set) var orders = 0
  private let rules: CompiledRules
  private var workspace: Workspace
  private var batch = OrderBatch()
  private var result = PricedBatch(detail: .steps)

  init(_ rules: CompiledRules) {
    self.rules = rules
    workspace = Workspace(rules)
  }

  /// Prices an order and looks at the line that it states first, whatever its number.
  mutating func price(_ order: Order) {
    orders += 1
    batch.removeAll()
    batch.append(order, rules)
    result.removeAll()
    workspace.price(batch, into: &result)
    guard result.outcome(of: 0) != nil, let line = order.lines.first else { return }
    let place = order.lines.count { $0.number < line.number }
    let found = WorstCase(
      product: line.product, customer: order.customer, customers: 1, order: order,
      list: result.list(ofLine: place), net: result.net(ofLine: place), rules: [])
    let key = "\(line.product) \(order.customer)"
    if worst[key].map({ found.isDeeper(than: $0) }) ?? true { worst[key] = found }
  }
}
