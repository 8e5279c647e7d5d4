@testable import DealerRules

// What conditions ask of orders and callers.
extension HashChanges {
  static let conditions: [Condition] = {
    let one = MeasureBounds(from: 1)
    let fields: [ConditionField] = [
      .coupon, .orderTime, .orderNth, .lastOrder, .total("coupon"), .total("x"), .productStock,
      .lineUnit, .lineUnitPrice, .linePriceTable, .lineManual,
    ]
    let tests: [ConditionTest] = [
      .number(MeasureBounds(above: 1)), .number(MeasureBounds(upTo: 1)), .daysAgo(one),
      .daysAhead(one), .daysAgo(MeasureBounds(below: 1)), .time(from: 1, below: nil),
      .time(from: nil, below: 1),
    ]
    return fields.map { .test($0, .exists) } + tests.map { .test(.orderDate, $0) }
  }()

  static let facts: [@Sendable (inout Order) -> Void] = [
    { $0.facts.lastOrder = CivilDate(unchecked: 1) },
    { $0.facts.ordersBefore = 0 },
    { $0.facts.ordersBefore = 1 },
    { $0.facts.totals = ["o": 1] },
  ]
}
