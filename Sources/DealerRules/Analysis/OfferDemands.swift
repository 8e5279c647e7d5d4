/// What offers ask of an order beside the lines that they are for (RULES.md U-025).
enum OfferDemands {
  /// Conditions by which an offer counts lines otherwise than by its own.
  static func counted(_ offer: Offer) -> [Condition] {
    var found = (offer.requires + offer.requiresAny).compactMap(\.measure.of)
    switch offer.benefit {
    case .ladder(let ladder): found += [ladder.measure.of].compactMap { $0 }
    case .gift(let gift): found += [gift.measure?.of].compactMap { $0 }
    case .pattern(let pattern): found += (pattern.buy + pattern.get).compactMap(\.of)
    case .cut, .charge, .mark: break
    }
    return found
  }

  /// The ways of a condition without what they ask of the product: other goods meet that.
  static func besideProducts(_ condition: Condition) -> [[OrderDemand]] {
    OrderDemand.ways(condition).map { way in
      way.filter { demand in
        switch demand.field {
        case .product, .productCategory, .productBrand, .productAttribute: false
        default: true
        }
      }
    }
  }
}

extension ConditionLogic {
  /// Whether a condition may hold for a product; what else it asks is taken to be met.
  func mayHold(_ condition: Condition, for product: Product) -> Bool {
    mayHold(OrderDemand.ways(condition), for: product)
  }

  /// The same of a condition's ways.
  func mayHold(_ ways: [[OrderDemand]], for product: Product) -> Bool {
    ways.contains { way in
      way.allSatisfy { demand in
        guard case .isIn(let names) = demand.test else { return true }
        let value: String? =
          switch demand.field {
          case .product: product.id
          case .productCategory: product.category
          case .productBrand: product.brand
          case .productAttribute(let name):
            if case .text(let text)? = product.attributes[name] { text } else { nil }
          default: nil
          }
        switch demand.field {
        case .product, .productCategory, .productBrand, .productAttribute: break
        default: return true
        }
        let isIn = value.map { text in
          names.contains { isAt(text, orBelow: $0, demand.field) }
        }
        return (isIn ?? false) == demand.holds
      }
    }
  }
}
