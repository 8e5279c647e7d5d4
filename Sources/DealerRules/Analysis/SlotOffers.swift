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
