// Units in which an offer counts, gives or prices and none of its goods is (RULES.md U-021).
extension StaticChecks {
  /// A unit that an offer states: where, and for goods of which condition; `nil` for the goods that
  /// it gives.
  private typealias Stated = (
    unit: String, of: Condition?, place: (fields: [String], path: [String])
  )

  mutating func checkUnits(of offer: Offer) {
    // For no product at all, and of no lines, is told by itself.
    for stated in units(of: offer) {
      guard !isCounted(stated, by: offer) else { continue }
      add(
        .deadCondition,
        "offer \(Diagnostic.quote(offer.id)) asks for a unit that none of its products has",
        help: "name a unit of one of its products", at: offer.origin, fields: stated.place.fields,
        path: stated.place.path, text: stated.unit)
    }
  }

  private mutating func isCounted(_ stated: Stated, by offer: Offer) -> Bool {
    guard let condition = stated.of else {
      let given = givenGoods(offer)
      return given.isEmpty || given.contains { reach.has($0, stated.unit) }
    }
    let counted = places(of: stated.unit)
    if reach.isMet(condition, in: stated.unit, of: counted, &unitSteps) { return true }
    // Where no more may be asked it is not known that nothing else fulfils it.
    return !reach.isMet(condition, &unitSteps) || unitSteps <= 0
  }

  /// Where the products that are counted in a unit stand in the book.
  private mutating func places(of unit: String) -> [Int] {
    let key = IdentifierKey(unit)
    if let known = unitPlaces { return known[key] ?? [] }
    var found: [IdentifierKey: [Int]] = [:]
    for (place, product) in book.products.enumerated() {
      for unit in reach.units(of: product) ?? [] {
        found[IdentifierKey(unit), default: []].append(place)
      }
    }
    unitPlaces = found
    return found[key] ?? []
  }

  /// The products that a gift names.
  private func givenGoods(_ offer: Offer) -> [Product] {
    guard case .gift(let gift) = offer.benefit else { return [] }
    return gift.products.flatMap { id in
      (reach.products[.product]?[IdentifierKey(id)] ?? []).map { book.products[$0] }
    }
  }

  // MARK: Where units stand

  private func units(of offer: Offer) -> [Stated] {
    var found: [Stated] = []
    for (field, thresholds) in [("requires", offer.requires), ("requiresAny", offer.requiresAny)] {
      for (index, threshold) in thresholds.enumerated() {
        // What counts nothing may be asked for.
        guard case .quantity(let unit?) = threshold.measure.kind, !threshold.bounds.contains(0)
        else { continue }
        found.append((unit, threshold.measure.of ?? offer.when, ([field], ["\(index)", "unit"])))
      }
    }
    if let unit = offer.units?.unit {
      found.append((unit, offer.when, (["units"], ["unit"])))
    }
    return found + units(of: offer.benefit, offer)
  }

  private func units(of benefit: Benefit, _ offer: Offer) -> [Stated] {
    switch benefit {
    case .cut(let cut, _):
      guard let unit = cut.unit else { return [] }
      return [(unit, offer.when, (["unit"], []))]
    case .ladder(let ladder):
      if case .quantity(let unit?) = ladder.measure.kind, ladder.rungs.allSatisfy({ $0.from > 0 }) {
        return [(unit, ladder.measure.of ?? offer.when, (["ladder", "unit"], ["unit"]))]
      }
      return []
    case .pattern(let pattern):
      return [("buy", pattern.buy), ("get", pattern.get)].flatMap { field, slots in
        slots.enumerated().compactMap { index, slot -> Stated? in
          guard let unit = slot.unit else { return nil }
          let stated: Stated = (
            unit, slot.of ?? offer.when, (["pattern", field], [field, "\(index)", "unit"])
          )
          return stated
        }
      }
    case .gift(let gift):
      var found: [Stated] = []
      if case .quantity(let unit?)? = gift.measure?.kind {
        found.append((unit, gift.measure?.of ?? offer.when, (["gift"], ["for", "unit"])))
      }
      // Each line's own product is one of the offer's.
      if let unit = gift.unit {
        found.append((unit, gift.products.isEmpty ? offer.when : nil, (["gift"], ["unit"])))
      }
      return found
    case .charge, .mark: return []
    }
  }
}
