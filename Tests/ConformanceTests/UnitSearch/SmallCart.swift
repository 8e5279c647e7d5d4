import DealerRules
import TestSupport

/// A few units and a few offers that compete for them, small enough to try every sharing.
struct SmallCart {
  /// A slot of an offer: which products fit, and how many units it asks for.
  struct Slot {
    var products: [Int]
    var quantity: Int
  }

  /// What an offer takes off one of its sets; amounts in cents.
  enum Saving {
    case percent(Int)
    case amountPerUnit(Int)
    case amountPerSet(Int)
    case pricePerUnit(Int)
    case pricePerSet(Int)
  }

  struct Deal {
    var get: [Slot]
    var buy: [Slot]
    var saving: Saving
    /// `nil` for no bound.
    var times: Int?
    var isSameLine = false
    var select = UnitSelection.cheapest
    var selectBuy = UnitSelection.dearest
    /// A cut on groups of units instead of a pattern.
    var isCut = false
    /// Slots and cuts count packs.
    var isPacked = false
    /// What all sets take off at most, in cents; `nil` for no bound.
    var most: Int?
    /// Beyond ``most`` the sets take off nothing: a budget without parts.
    var isWhole = false
    /// How many sets a budget of units lets through; `nil` for no bound.
    var unitSets: Int?
    /// What is taken off a line at most, in cents; `nil` for no bound.
    var mostPerLine: Int?

    /// Units that a set gets.
    var gets: Int { self.get.reduce(0) { $0 + $1.quantity } }
    /// Whether what each unit saves is known.
    var savesPerUnit: Bool {
      switch saving {
      case .percent, .amountPerUnit, .pricePerUnit: true
      case .amountPerSet, .pricePerSet: false
      }
    }

    var size: Int { (get + buy).reduce(0) { $0 + $1.quantity } }
  }

  struct Line {
    var product: Int
    var units: Int
  }

  static let productCount = 4
  /// Cents, whole, so that nothing is rounded.
  var prices: [Int] = []
  /// Units of each product in a pack.
  var packs: [Int] = []
  var lines: [Line] = []
  var deals: [Deal] = []
  private var random: SplitMix64

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
    prices = (0..<SmallCart.productCount).map { _ in pick([400, 600, 1000, 2000, 2000, 3000]) }
    packs = (0..<SmallCart.productCount).map { _ in pick([1, 2, 2, 3]) }
    var left = 1 + random.below(8)
    while left > 0, lines.count < 5 {
      let units = 1 + random.below(min(left, 4))
      lines.append(Line(product: random.below(SmallCart.productCount), units: units))
      left -= units
    }
    for _ in 0...random.below(5) { deals.append(random.below(4) == 0 ? cut() : pattern()) }
    for deal in deals.indices where random.below(3) == 0 {
      deals[deal].most = pick([100, 500, 900, 1500, 2500])
      deals[deal].isWhole = random.below(3) == 0
    }
    for deal in deals.indices {
      deals[deal].isPacked = random.below(4) == 0
      if random.below(5) == 0, !deals[deal].isPacked { deals[deal].unitSets = pick([1, 1, 2]) }
      if random.below(5) == 0, deals[deal].most == nil, deals[deal].savesPerUnit {
        deals[deal].mostPerLine = pick([300, 700, 1500])
      }
    }
  }

  private mutating func pick<T>(_ elements: [T]) -> T { elements[random.below(elements.count)] }

  private mutating func slot() -> Slot {
    let some = (0..<SmallCart.productCount).filter { _ in random.below(2) == 0 }
    return Slot(
      products: some.isEmpty ? Array(0..<SmallCart.productCount) : some,
      quantity: pick([1, 1, 1, 2]))
  }

  private mutating func pattern() -> Deal {
    var deal = Deal(
      get: (0..<pick([1, 1, 2])).map { _ in slot() },
      buy: (0..<pick([0, 1, 1, 2])).map { _ in slot() },
      saving: pick([
        .percent(50), .percent(100), .percent(10), .amountPerUnit(100), .amountPerUnit(700),
        .amountPerSet(200), .amountPerSet(800), .amountPerSet(1000), .pricePerUnit(500),
        .pricePerSet(500), .pricePerSet(1200), .pricePerSet(2500),
      ]), times: pick([1, 2, nil, nil]))
    deal.isSameLine = random.below(8) == 0
    deal.select = pick(UnitSelection.allCases)
    deal.selectBuy = pick(UnitSelection.allCases)
    return deal
  }

  private mutating func cut() -> Deal {
    let some = slot()
    var deal = Deal(
      get: [Slot(products: some.products, quantity: pick([1, 2, 3]))], buy: [],
      saving: pick([
        .percent(25), .percent(50), .amountPerUnit(300), .amountPerSet(900), .pricePerUnit(600),
      ]), times: pick([1, 2, nil]))
    deal.isCut = true
    deal.select = pick(UnitSelection.allCases)
    return deal
  }

  // MARK: - As a book

  /// The same as a book, its offers in one group that shares units.
  var book: RuleBook {
    var list: [String: String] = [:]
    for (product, cents) in prices.enumerated() { list["P\(product)"] = "\(cents / 100)" }
    var book = Shop(list).book
    book.products = prices.indices.map { index in
      var product = Product(id: "P\(index)")
      if packs[index] > 1 {
        product.units = [ProductUnit(unit: "pack", factor: Factor(Int64(packs[index]), 1) ?? .one)]
      }
      return product
    }
    // Some product is sold in packs, whatever the others are.
    let pack = ProductUnit(unit: "pack", factor: Factor(6, 1) ?? .one)
    book.products.append(Product(id: "Q", units: [pack]))
    let group = OfferGroup(id: "g", choice: .best, per: .unit)
    book.phases = [Phase(id: "phase", groups: [group])]
    for (number, deal) in deals.enumerated() { book.offers.append(offer(deal, number)) }
    return book
  }

  private func offer(_ deal: Deal, _ number: Int) -> Offer {
    var offer = Offer(id: "o\(number)", phase: "phase", group: "g", benefit: .mark)
    let most = deal.most.map { Int64($0) * 10_000 }
    if deal.isWhole {
      offer.limits = OfferLimits(budget: most, isPartial: false)
    } else if number % 2 == 0 {
      offer.limits.budget = most
    } else {
      offer.combination.cap = most
    }
    offer.limits.budgetUnits = deal.unitSets.map { Int64($0 * deal.gets) * 1000 }
    offer.combination.capPerLine = deal.mostPerLine.map { Int64($0) * 10_000 }
    let unit = deal.isPacked ? "pack" : nil
    let (cut, isPerSet) = stated(deal.saving, unit)
    guard deal.isCut else {
      offer.benefit = .pattern(
        OfferPattern(
          buy: deal.buy.map { stated($0, unit) }, get: deal.get.map { stated($0, unit) }, cut: cut,
          isPerSet: isPerSet,
          times: deal.times.map { Int64($0) }, isSameLine: deal.isSameLine, select: deal.select,
          selectBuy: deal.selectBuy))
      return offer
    }
    var scope = CutScope.unit
    if case .percentOff = cut { scope = .line }
    offer.benefit = .cut(cut, per: isPerSet ? .order : scope)
    let size = deal.get[0].quantity
    offer.when = condition(deal.get[0])
    offer.units = UnitLimit(
      most: deal.times.map { quantity($0 * size) }, groupsOf: quantity(size), select: deal.select,
      unit: unit)
    return offer
  }

  private func stated(_ saving: Saving, _ unit: String?) -> (Cut, isPerSet: Bool) {
    switch saving {
    case .percent(let rate): (.percentOff(Shop.rate("\(rate)%")), false)
    case .amountPerUnit(let cents): (.amountOff(Int64(cents) * 10_000, unit: unit), false)
    case .amountPerSet(let cents): (.amountOff(Int64(cents) * 10_000), true)
    case .pricePerUnit(let cents): (.fixedPrice(Int64(cents) * 10_000, unit: unit), false)
    case .pricePerSet(let cents): (.fixedPrice(Int64(cents) * 10_000), true)
    }
  }

  private func stated(_ slot: Slot, _ unit: String?) -> PatternSlot {
    PatternSlot(of: condition(slot), .quantity(quantity(slot.quantity)), unit: unit)
  }

  private func condition(_ slot: Slot) -> Condition {
    .test(.product, .isIn(slot.products.map { "P\($0)" }))
  }

  private func quantity(_ units: Int) -> Quantity {
    Quantity(thousandths: Int64(units) * 1000) ?? .one
  }

  /// The cart as an order.
  var order: Order {
    Shop.order(
      lines.enumerated().map {
        Shop.line(Int32($0.offset + 1), "P\($0.element.product)", "\($0.element.units)")
      })
  }
}
