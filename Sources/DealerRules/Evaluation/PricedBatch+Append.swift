// Joining results that were priced apart; every start column moves by what stands before it.
extension PricedBatch {
  /// Makes room for so many orders and lines in all, so that columns are not moved as they grow.
  mutating func reserve(orders: Int, lines: Int) {
    outcome.reserveCapacity(orders)
    fault.reserveCapacity(orders)
    faultLine.reserveCapacity(orders)
    list.reserveCapacity(orders)
    net.reserveCapacity(orders)
    charges.reserveCapacity(orders)
    tax.reserveCapacity(orders)
    payable.reserveCapacity(orders)
    touchedCap.reserveCapacity(orders)
    lineStart.reserveCapacity(orders + 1)
    stepStart.reserveCapacity(orders + 1)
    reasonStart.reserveCapacity(orders + 1)
    reservationStart.reserveCapacity(orders + 1)
    componentStart.reserveCapacity(orders + 1)
    giftStart.reserveCapacity(orders + 1)
    accrualStart.reserveCapacity(orders + 1)
    lineList.reserveCapacity(lines)
    lineNet.reserveCapacity(lines)
    lineTax.reserveCapacity(lines)
    lineBand.reserveCapacity(lines)
  }

  /// Appends the results of all orders of another batch of the same detail.
  mutating func append(contentsOf other: PricedBatch) {
    append(0..<other.count, of: other)
  }

  /// Appends the results of some orders of another batch of the same detail, in their order.
  /// - Complexity: O(orders + lines + steps), by whole columns.
  mutating func append(_ orders: Range<Int>, of other: PricedBatch) {
    guard !orders.isEmpty, adopt(other.identity) else { return }
    let lines = PricedBatch.items(orders, other.lineStart)
    // Kind prices are a matrix of lines × kinds, empty unless steps are recorded.
    let width = other.lineCount == 0 ? 0 : other.kindPrices.count / other.lineCount
    if !other.credit.isEmpty {
      let offset = outcome.count - orders.lowerBound
      for order in orders { credit[order + offset] = other.credit[order] }
    }
    outcome += other.outcome[orders]
    fault += other.fault[orders]
    faultLine += other.faultLine[orders]
    list += other.list[orders]
    net += other.net[orders]
    charges += other.charges[orders]
    tax += other.tax[orders]
    payable += other.payable[orders]
    touchedCap += other.touchedCap[orders]
    PricedBatch.append(orders, of: other.lineStart, to: &lineStart)
    PricedBatch.append(orders, of: other.stepStart, to: &stepStart)
    PricedBatch.append(orders, of: other.reasonStart, to: &reasonStart)
    PricedBatch.append(orders, of: other.reservationStart, to: &reservationStart)
    PricedBatch.append(orders, of: other.componentStart, to: &componentStart)
    PricedBatch.append(orders, of: other.giftStart, to: &giftStart)
    PricedBatch.append(orders, of: other.accrualStart, to: &accrualStart)
    accruals += other.accruals[PricedBatch.items(orders, other.accrualStart)]
    gifts += other.gifts[PricedBatch.items(orders, other.giftStart)]
    lineList += other.lineList[lines]
    lineNet += other.lineNet[lines]
    lineTax += other.lineTax[lines]
    lineBand += other.lineBand[lines]
    if !other.lineFree.isEmpty { lineFree += other.lineFree[lines] }
    kindPrices += other.kindPrices[lines.lowerBound * width..<lines.upperBound * width]
    componentNet += other.componentNet[PricedBatch.items(orders, other.componentStart)]
    steps += other.steps[PricedBatch.items(orders, other.stepStart)]
    reasons += other.reasons[PricedBatch.items(orders, other.reasonStart)]
    reservations += other.reservations[PricedBatch.items(orders, other.reservationStart)]
  }

  /// What a start column says belongs to some orders.
  private static func items(_ orders: Range<Int>, _ starts: [Int]) -> Range<Int> {
    starts[orders.lowerBound]..<starts[orders.upperBound]
  }

  private static func append(_ orders: Range<Int>, of starts: [Int], to column: inout [Int]) {
    let offset = (column.last ?? 0) - starts[orders.lowerBound]
    for order in orders { column.append(starts[order + 1] + offset) }
  }
}
