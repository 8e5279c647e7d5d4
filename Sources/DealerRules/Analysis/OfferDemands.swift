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

/// Offers whose patterns make goods cheaper by slots of their own, whatever lines the offers are
/// for (RULES.md O-017, U-025).
struct SlotOffers {
  /// Pairs of a product and an offer looked at, at most.
  private static let most = 4_000_000

  /// Of each product of the catalog the place of its offers.
  private var places: [Int32] = []
  private var sets: [[Int]] = [[]]
  /// Whether every product was looked at.
  private(set) var isWhole = true

  /// - Parameter products: Where the book has the products of the catalog.
  init(_ rules: CompiledRules, _ logic: ConditionLogic, _ products: [Int]) {
    places = [Int32](repeating: 0, count: products.count)
    var slots: [(offer: Int, ways: [[[OrderDemand]]])] = []
    for index in rules.offers.bookIndex.indices {
      let offer = rules.book.offers[Int(rules.offers.bookIndex[index])]
      guard case .pattern(let pattern) = offer.benefit else { continue }
      let own = pattern.get.compactMap(\.of).map { OrderDemand.ways($0) }
      if !own.isEmpty { slots.append((index, own)) }
    }
    guard !slots.isEmpty else { return }
    let count = min(products.count, SlotOffers.most / slots.count)
    isWhole = count == products.count
    var known: [[Int]: Int32] = [[]: 0]
    for product in 0..<count {
      let goods = rules.book.products[products[product]]
      let offers = slots.filter { $0.ways.contains { logic.mayHold($0, for: goods) } }.map(\.offer)
      if known[offers] == nil {
        known[offers] = Int32(sets.count)
        sets.append(offers)
      }
      places[product] = known[offers] ?? 0
    }
  }

  /// A number that products of the same offers share.
  func place(_ product: Int) -> Int32 { places[product] }

  /// The offers of a product that their conditions leave open to a customer.
  func offers(_ product: Int, _ customer: Int, _ table: OfferTable) -> [Int] {
    let start = Int(table.customers.classes[customer]) * table.words
    return sets[Int(places[product])].filter { offer in
      table.customers.bits[start + offer >> 6] & 1 << UInt64(offer & 63) != 0
    }
  }
}
