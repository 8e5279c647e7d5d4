// Where more of a line may change what it costs (RULES.md E-003, U-025).
extension Workspace {
  /// Prices one order in the place of what stood in a batch, with its traces on.
  mutating func trace(_ order: Order, _ batch: inout OrderBatch, _ result: inout PricedBatch) {
    batch.removeAll()
    batch.append(order, rules)
    result.removeAll()
    offerTrace = []
    wishes = []
    price(batch, into: &result)
  }

  /// Quantities of the first line, in thousandths of its unit, at which the engine would look next,
  /// after it priced a batch of one order with its traces on.
  mutating func nextQuantities(_ batch: OrderBatch) -> [Int64] {
    var failed: [Int32] = []
    for note in offerTrace ?? [] where note.code == .conditionFailed && note.line == 0 {
      failed.append(Int32(note.rule.index))
    }
    wishForLine(batch, 0, failed: failed)
    var next: [Int64] = []
    for wish in wishes ?? [] where wish.position == 0 {
      if let quantity = orderable(wish, batch) { next.append(quantity.thousandths) }
    }
    return next
  }
}
