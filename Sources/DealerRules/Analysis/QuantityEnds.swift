/// Quantities of lines at which conditions begin or cease to hold (RULES.md U-025).
struct QuantityEnds {
  /// Bounds of each kind looked at most.
  private static let most = 16

  /// Thousandths of the line's unit.
  private var quantities: [Int64] = []
  /// List amounts of a line in millionths.
  private var amounts: [Int64] = []

  init() {}

  /// What offers, and the accesses of the selling price, ask of a line's quantity and amount.
  init(_ book: RuleBook, _ offers: [Offer]) {
    let selling = book.priceKinds.first { IdentifierOrder.areEqual($0.id, book.sellingKind) }
    for access in selling?.accesses ?? [] { collect(access.when) }
    for offer in offers {
      collect(offer.when)
      for lines in OfferDemands.counted(offer) { collect(lines) }
    }
  }

  private mutating func collect(_ condition: Condition) {
    switch condition {
    case .all(let parts), .any(let parts): for part in parts { collect(part) }
    case .not(let part): collect(part)
    case .test(.lineQuantity, .number(let bounds)):
      // Conditions count millionths.
      for end in QuantityEnds.ends(bounds) { QuantityEnds.add(end / 1000, to: &quantities) }
    case .test(.lineAmount, .number(let bounds)):
      for end in QuantityEnds.ends(bounds) { QuantityEnds.add(end, to: &amounts) }
    case .test: break
    }
  }

  private static func add(_ value: Int64, to values: inout [Int64]) {
    if value > 0, values.count < most, !values.contains(value) { values.append(value) }
  }

  /// The first values beyond which something else holds.
  private static func ends(_ bounds: MeasureBounds) -> [Int64] {
    var found: [Int64] = []
    if let lower = bounds.lower { found.append(lower.isOut ? lower.value &+ 1000 : lower.value) }
    if let upper = bounds.upper { found.append(upper.isOut ? upper.value : upper.value &+ 1000) }
    return found
  }

  /// The least quantities of an order's lines, as it states them, that reach the ends, rounded up
  /// to steps; its lines are numbered from 1 on.
  func quantities(
    _ order: Order, _ result: borrowing PricedBatch, _ steps: [Int64]
  ) -> [LineQuantity] {
    var found: [LineQuantity] = []
    for (position, line) in order.lines.enumerated() {
      func add(_ quantity: Int128) {
        let step = Int128(steps[position])
        guard let whole = Int64(exactly: (quantity + step - 1) / step * step) else { return }
        found.append(LineQuantity(position: position, quantity: whole))
      }
      for quantity in quantities { add(Int128(quantity)) }
      let place = Int(line.number) - 1
      guard result.lineList.indices.contains(place), result.lineList[place] > 0 else { continue }
      let list = Int128(result.lineList[place])
      for amount in amounts {
        let (target, overflow) = Int128(amount)
          .multipliedReportingOverflow(by: Int128(line.quantity.thousandths))
        if !overflow { add((target + list - 1) / list) }
      }
    }
    return found
  }
}
