import DealerRules

/// the parts of kits, asked as lines of their own.
extension ReferenceRun {
  /// The parts of a kit by X-003; none of anything else.
  func parts(of item: ReferenceItem) -> [ReferenceItem] {
    let components = item.product.components.sorted {
      ReferenceNames.isBefore($0.product, $1.product)
    }
    return components.compactMap { component in
      guard let product = world.products[component.product] else { return nil }
      var part = item
      part.product = product
      part.base = item.base * Fraction(component.quantity)
      part.quantity = part.base
      part.unit = product.baseUnit
      part.isComponent = true
      return part
    }
  }

  /// A line's goods, then the parts of a kit.
  func goods(of item: ReferenceItem) -> [ReferenceItem] { [item] + parts(of: item) }

  /// The name of a part that a reason is about.
  func part(_ item: ReferenceItem) -> String? { item.isComponent ? item.product.id : nil }

  /// what a setting says, which holds at most where the place of the order is not known.
  func atPlace(_ outcome: TerritoryOutcome) -> TerritoryOutcome {
    let codes: Set<ReasonCode> = [
      .unknownRegion, .regionSplit, .postalMismatch, .unknownParty,
    ]
    let isHeld = output.findings.contains { finding in
      codes.contains { $0.name == finding.code }
    }
    if isHeld, outcome == .block { tag("territory.placeUnknown") }
    return isHeld && outcome == .block ? .hold : outcome
  }
}
