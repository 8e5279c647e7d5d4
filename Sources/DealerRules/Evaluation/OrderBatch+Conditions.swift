// What conditions ask of a batch.
extension OrderBatch: AttributeSource {
  func orderAttribute(_ name: Int32, _ order: Int32) -> AttributeColumns.Value? {
    orderAttributes.isEmpty ? nil : orderAttributes[OrderBatch.key(order, name)]
  }

  func lineAttribute(_ name: Int32, _ line: Int32) -> AttributeColumns.Value? {
    lineAttributes.isEmpty || line < 0 ? nil : lineAttributes[OrderBatch.key(line, name)]
  }

  func bringsCoupon(_ order: Int32, _ isMeant: (Int32) -> Bool) -> Bool {
    for index in couponStart[Int(order)]..<couponStart[Int(order) + 1]
    where isMeant(coupons[Int(index)]) {
      return true
    }
    return false
  }

  func secondOfDay(_ order: Int32) -> Int32 { secondOfDay[Int(order)] }

  func fact(_ fact: OrderFact, _ order: Int32) -> Int64? {
    switch fact {
    case .ordersBefore: ordersBefore[Int(order)] < 0 ? nil : ordersBefore[Int(order)]
    case .lastOrder: lastOrder[Int(order)] == Int32.min ? nil : Int64(lastOrder[Int(order)])
    case .total(let name): totals.isEmpty ? nil : totals[OrderBatch.key(order, name)]
    case .stock(let product): promotion.stock[OrderBatch.key(order, product)]
    case .expires(let line): supply.expires.isEmpty ? nil : supply.expires[line].map { Int64($0) }
    }
  }

  func isManual(_ line: Int32) -> Bool { manual[Int(line)] >= 0 }
}
