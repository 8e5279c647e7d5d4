@testable import DealerRules

extension HashChanges {
  /// Lots and recent orders, changed in one place.
  static let supplies: [@Sendable (inout Order) -> Void] = [
    { $0.facts.lots = [lot] },
    { $0.facts.lots = [lot, lot] },
    { $0.facts.lots = [changed(lot) { $0.product = "x" }] },
    { $0.facts.lots = [changed(lot) { $0.lot = "x" }] },
    { $0.facts.lots = [changed(lot) { $0.made = CivilDate("2025-01-01") }] },
    { $0.facts.lots = [changed(lot) { $0.expires = CivilDate("2025-01-01") }] },
    { $0.facts.lots = [changed(lot) { $0.quantity = 2 }] },
    { $0.facts.recentOrders = [] },
    { $0.facts.recentOrders = [recent] },
    { $0.facts.recentOrders = [changed(recent) { $0.id = "x" }] },
    { $0.facts.recentOrders = [changed(recent) { $0.moment = .instant(.distantFuture) }] },
    { $0.facts.recentOrders = [changed(recent) { $0.channel = "x" }] },
    { $0.facts.recentOrders = [changed(recent) { $0.lines = [goods] }] },
    { $0.facts.recentOrders = [changed(recent) { $0.lines = [goods, goods] }] },
  ]
}

private let lot = StockLot(product: "p", lot: "l", quantity: 1)
private let recent = RecentOrder(id: "r", moment: .instant(.distantPast), lines: [])
private let goods = RecentOrder.Line(product: "p", quantity: 1)

private func changed<Value>(_ value: Value, _ change: (inout Value) -> Void) -> Value {
  var result = value
  change(&result)
  return result
}
