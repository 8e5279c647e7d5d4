import Testing

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

extension ExhaustiveSearch {
  /// How much of which products an order is for: the one that is looked at, then both others.
  typealias Goods = [(product: String, units: Int64)]

  /// Every quantity of one of three products with every quantity of both others.
  static func eachGoods(upTo most: Int64, _ body: (Goods) throws -> Void) rethrows {
    for products in [["A", "B", "C"], ["B", "A", "C"], ["C", "A", "B"]] {
      for first in 1...most {
        for second in 0...most {
          for third in 0...most {
            try body(zip(products, [first, second, third]).map { ($0, $1) })
          }
        }
      }
    }
  }

  /// What a dealer orders, each line under a number of its own or under its place.
  static func order(_ goods: Goods, _ numbers: [Int32]? = nil) throws -> Order {
    var lines: [OrderLine] = []
    for (place, (product, units)) in goods.enumerated() where units > 0 {
      lines.append(
        OrderLine(
          number: numbers?[place] ?? Int32(place) + 1, product: product,
          quantity: try #require(Quantity(thousandths: units * 1000))))
    }
    let day = try #require(CivilDate("2025-01-06"))
    return Order(id: "x", customer: "D", moment: .date(day), lines: lines)
  }
}
