// Where an order goes (RULES.md R-002 … R-004).
extension OrderBatch {
  /// Resolves the ship-to region, else the customer's, at the order's instant.
  mutating func appendPlace(_ order: Order, _ customer: Int32, _ rules: CompiledRules) {
    let tree = rules.catalog.regionTree
    let span = tree.span(at: instant.last ?? 0)
    regionSpan.append(span)
    let home = customer >= 0 ? rules.catalog.customerRegion[Int(customer)] : -1
    let stated = order.shipTo.map { rules.catalog.regions.index(of: $0) }
    var place = tree.position(of: stated ?? home, span: span)
    var finding: ReasonCode?
    if place < 0, stated != nil || home >= 0 { finding = .unknownRegion }
    if let code = order.postalCode, finding == nil {
      (place, finding) = located(code, place, span, rules)
    }
    if finding == nil, tree.isSplit.contains(place) { finding = .regionSplit }
    region.append(place)
    placeFinding.append(finding)
  }

  /// The place that a postal code within another place says.
  private func located(
    _ code: String, _ place: Int32, _ span: Int32, _ rules: CompiledRules
  ) -> (Int32, ReasonCode?) {
    let tree = rules.catalog.regionTree
    var current = place
    while current >= 0 {
      if let answer = rules.catalog.postal.answer(code, in: tree.symbol(current)) {
        switch answer {
        case .malformed: return (place, .malformedCode)
        case .beyond: return (place, nil)
        case .region(let region):
          let found = tree.position(of: region, span: span)
          if tree.isAtOrBelow(found, place) { return (found, nil) }
          return (place, tree.isAtOrBelow(place, found) ? nil : .postalMismatch)
        }
      }
      current = tree.parent(of: current)
    }
    return (place, nil)
  }
}
