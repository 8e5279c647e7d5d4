// Where more of a line may change what it costs (RULES.md E-003, U-025).
extension Workspace {
  /// Prices one order in the place of what stood in a batch, with its traces on.
  mutating func trace(_ order: Order, _ batch: inout OrderBatch, _ result: inout PricedBatch) {
    batch.removeAll()
    batch.append(order, rules)
    result.removeAll()
    offerTrace = []
    breachTrace = []
    wishes = []
    price(batch, into: &result)
  }

  /// Quantities of lines at which the engine would look next, after it priced a batch of one order
  /// with its traces on: of the line that is looked at all, of others those that offers ask for.
  mutating func nextQuantities(_ batch: OrderBatch, at own: Int = 0) -> [LineQuantity] {
    var failed: [Int32: [Int32]] = [:]
    for note in offerTrace ?? [] where note.code == .conditionFailed && note.line >= 0 {
      failed[note.line, default: []].append(Int32(note.rule.index))
    }
    for (line, offers) in failed.sorted(by: { $0.key < $1.key }) where line != own {
      wishConditions(line, offers)
    }
    let asked = wishes?.count ?? 0
    wishForLine(batch, Int32(own), failed: failed[Int32(own)] ?? [])
    var next: [LineQuantity] = []
    for (index, wish) in (wishes ?? []).enumerated()
    where Int(wish.position) == own || index < asked {
      guard let quantity = orderable(wish, batch) else { continue }
      next.append(LineQuantity(position: Int(wish.position), quantity: quantity.thousandths))
    }
    return next
  }
}

/// A quantity of a line of an order, in thousandths of the line's unit.
struct LineQuantity: Hashable {
  var position: Int
  var quantity: Int64
}
