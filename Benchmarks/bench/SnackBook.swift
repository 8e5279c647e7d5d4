import DealerRules

/// Makes the rule book of a snack brand of any size, the same for the same sizes.
struct SnackBook {
  /// Dealer tiers from the largest.
  static let tiers = ["provincial", "city", "county", "outlet"]
  /// Sales channels.
  static let channels = ["traditional", "modern", "ecommerce", "catering"]
  /// Customer groups.
  static let groups = ["anchor", "launch", "cold-chain", "festival", "school"]
  /// The day of the orders.
  static let day = SnackBook.date(2025, 9, 15)
  /// Products per category.
  static let productsPerCategory = 25
  /// Brands of the house.
  static let brands = 12
  /// Provinces; each has cities, each city counties.
  static let provinces = 6

  private(set) var book = RuleBook(name: "Snack brand", currency: .cny)
  private var random = SplitMix64(seed: 20_250_915)
  private let options: Options
  /// List prices in millionths per piece.
  private(set) var listPrices: [Int64] = []

  /// Makes everything but the price rows.
  init(_ options: Options) {
    self.options = options
    book.policies = OrderPolicies(manual: .bound(SnackBook.rate(150_000)))
    addRegions()
    addCategories()
    addProducts()
    addCustomers()
    addTables()
    addKinds()
    addPhases()
    addOffers()
    addCharges()
    let territories = SnackTerritories(options, categories: categories)
    book.territories = territories.rules + territories.lists
    // What is on no list is flagged, so that every order is priced.
    if options.lists > 0 { book.territory.notListed = .flag }
  }

  // MARK: Names

  /// The id of a customer.
  static func customer(_ index: Int) -> String { "D\(100_000 + index)" }

  /// The id of a product.
  static func product(_ index: Int) -> String { "P\(10_000 + index)" }

  /// The id of a county.
  static func county(_ index: Int) -> String {
    "R\(index / 64 % provinces).\(index / 8 % 8).\(index % 8)"
  }

  /// Counties of the country.
  static let counties = provinces * 64

  /// A date that exists.
  static func date(_ year: Int, _ month: Int, _ day: Int) -> CivilDate {
    guard let date = CivilDate(year: year, month: month, day: day) else {
      preconditionFailure("no such date")
    }
    return date
  }

  /// A rate of millionths.
  static func rate(_ millionths: Int64) -> Rate {
    guard let rate = Rate(millionths: millionths) else { preconditionFailure("no such rate") }
    return rate
  }

  private func validity(_ from: CivilDate?, _ until: CivilDate?) -> Validity {
    Validity(
      from: from.map { book.zone.start(of: $0) } ?? .distantPast,
      until: until.map { book.zone.start(of: $0) } ?? .distantFuture)
  }

  // MARK: Catalog

  private mutating func addRegions() {
    for province in 0..<SnackBook.provinces {
      book.regions.append(Region(id: "R\(province)"))
      for city in 0..<8 {
        book.regions.append(Region(id: "R\(province).\(city)", parent: "R\(province)"))
      }
    }
    for county in 0..<SnackBook.counties {
      let id = SnackBook.county(county)
      book.regions.append(Region(id: id, parent: String(id.dropLast(2))))
    }
  }

  private var categories: Int {
    (options.products + SnackBook.productsPerCategory - 1) / SnackBook.productsPerCategory
  }

  private mutating func addCategories() {
    for top in 0..<max(1, (categories + 9) / 10) { book.categories.append(Category(id: "T\(top)")) }
    for category in 0..<categories {
      book.categories.append(Category(id: "C\(category)", parent: "T\(category / 10)"))
    }
  }

  private mutating func addProducts() {
    let cases: [Int64] = [12, 24, 48]
    for index in 0..<options.products {
      let price = Int64(random.within(15...399)) * 100_000
      listPrices.append(price)
      let size = cases[random.below(3)]
      var units: [ProductUnit] = []
      for (unit, pieces) in [("case", size), ("pallet", size * 40)] {
        if let factor = Factor(pieces) { units.append(ProductUnit(unit: unit, factor: factor)) }
      }
      book.products.append(
        Product(
          id: SnackBook.product(index), category: "C\(index / SnackBook.productsPerCategory)",
          brand: "B\(index % SnackBook.brands)", baseUnit: "bag", units: units,
          cost: price * 55 / 100, taxClass: index % 9 == 0 ? "reduced" : "standard"))
      // The last of each hundred is a kit of three others.
      if index % 100 == 99 { makeKit(index) }
    }
  }

  private mutating func makeKit(_ index: Int) {
    for offset in [3, 17, 42] {
      book.products[index].components.append(
        Component(product: SnackBook.product(index - offset), quantity: .one))
    }
    book.products[index].kitPricing = index % 200 == 99 ? .own : .components
  }

  private mutating func addCustomers() {
    for index in 0..<options.customers {
      let tier = index < 20 ? 0 : (index % 20 == 0 ? 1 : (index % 4 == 0 ? 2 : 3))
      let groups = SnackBook.groups.filter { _ in random.chance(12) }
      book.customers.append(
        Customer(
          id: SnackBook.customer(index), tier: SnackBook.tiers[tier], groups: groups,
          channel: SnackBook.channels[random.preferringSmall(4)],
          parent: index < 20 ? nil : SnackBook.customer(index % 20),
          region: SnackBook.county(random.below(SnackBook.counties)),
          attributes: random.chance(30) ? ["display": .flag(true)] : [:]))
    }
  }

  // MARK: Prices

  private mutating func addTables() {
    let breaks = Schedule(below: .nextAccess, beyond: .nearestBand)
    let mixed = Schedule(scope: .category, below: .nextAccess)
    let floor = PriceBound(base: .cost, factor: SnackBook.rate(1_050_000))
    book.priceTables = [
      PriceTable(id: "project", keys: [.project, .product], isProtected: true),
      PriceTable(id: "contract", keys: [.customer, .product], isProtected: true),
      PriceTable(id: "mixed", keys: [.group, .product], schedule: mixed),
      PriceTable(id: "tier", keys: [.tier, .product], schedule: breaks, floor: floor),
      PriceTable(id: "channel", keys: [.channel, .category, .product]),
      PriceTable(id: "list", keys: [.product]),
      PriceTable(id: "derived", keys: [.category]),
    ]
  }

  private mutating func addKinds() {
    let selling = ["project", "contract", "mixed", "tier", "channel", "list"]
    book.priceKinds = [
      PriceKind(id: "price", accesses: selling.map { Access(tables: [$0]) }),
      PriceKind(id: "retail", accesses: [Access(tables: ["derived"])]),
    ]
  }

  private mutating func append(
    _ table: Int, _ key: [String], _ amount: Int64, unit: String? = nil, from: Int64 = 0,
    _ validity: Validity = .always
  ) {
    book.priceTables[table].rows.append(
      PriceRow(key: key, value: .amount(amount), unit: unit, from: from, validity: validity))
  }

  /// Adds the price rows; contract rows by the option, the others by product.
  mutating func addPrices() {
    let change = SnackBook.date(2025, 7, 1)
    let before = validity(nil, change)
    let after = validity(change, nil)
    for index in 0..<options.products {
      let list = listPrices[index]
      let id = SnackBook.product(index)
      append(5, [id], list * 96 / 100, before)
      append(5, [id], list, after)
      addTierPrices(id, list)
      if index % 3 == 0 {
        append(4, [SnackBook.channels[index % 4], "T\(index / 250)", id], list * 94 / 100)
      }
      if index % 5 == 0 {
        append(2, [SnackBook.groups[index % 5], id], list * 23, unit: "case", from: 10_000)
        append(2, [SnackBook.groups[index % 5], id], list * 22, unit: "case", from: 40_000)
      }
    }
    addContractPrices(before, after)
    addCaps()
    addDerivedPrices()
  }

  private mutating func addTierPrices(_ product: String, _ list: Int64) {
    for (tier, percents) in zip(SnackBook.tiers, [[80, 78, 75], [85, 83, 80], [92, 90, 88]]) {
      for (percent, pieces) in zip(percents, [Int64(48), 480, 4800]) {
        append(3, [tier, product], list * Int64(percent) / 100, from: pieces * 1000)
      }
    }
  }

  /// The products that a customer has contract prices for: every `stride`-th from an own start.
  static func contractProduct(_ customer: Int, _ number: Int, _ products: Int) -> Int {
    (customer &* 31 &+ number &* 7) % products
  }

  /// Contracts of each customer.
  static func contractsPerCustomer(_ options: Options) -> Int {
    // One contract in eight has a second row, from before the price change.
    min(options.prices * 8 / (options.customers * 9), options.products / 7)
  }

  private mutating func addContractPrices(_ before: Validity, _ after: Validity) {
    let each = SnackBook.contractsPerCustomer(options)
    book.priceTables[1].rows.reserve(options.prices)
    for customer in 0..<options.customers {
      let id = SnackBook.customer(customer)
      for number in 0..<each {
        let product = SnackBook.contractProduct(customer, number, options.products)
        let amount = listPrices[product] * Int64(random.within(70...90)) / 100
        let changes = number % 8 == 0
        let key = [id, SnackBook.product(product)]
        append(1, key, amount, changes ? after : .always)
        if changes { append(1, key, amount * 97 / 100, before) }
      }
    }
  }

  private mutating func addCaps() {
    for index in 0..<options.caps {
      let product = index % options.products
      book.priceTables[0].rows.append(
        PriceRow(
          id: "cap-\(index)", key: ["J\(index / options.products)", SnackBook.product(product)],
          value: .amount(listPrices[product] * 60 / 100),
          cap: Quantity(5000).map { .quantity($0) }))
    }
  }

  private mutating func addDerivedPrices() {
    let point = PricePoint(step: 100_000, ending: -10_000, mode: .ceiling)
    let retail = Derivation(
      base: .table("list"), factor: SnackBook.rate(1_350_000), point: point)
    for top in book.categories where top.parent == nil {
      book.priceTables[6].rows.append(PriceRow(key: [top.id], value: .derived(retail)))
    }
  }

  // MARK: Offers, charges, tax

  private mutating func addPhases() {
    book.phases = [
      Phase(id: "trade", groups: [OfferGroup(id: "best", choice: .best)]),
      Phase(id: "season", groups: [OfferGroup(id: "best", choice: .best)]),
      Phase(id: "clearance"),
    ]
  }

  private mutating func addOffers() {
    let windows = [
      Validity.always,
      validity(SnackBook.date(2025, 9, 1), SnackBook.date(2025, 10, 8)),
      validity(SnackBook.date(2025, 1, 10), SnackBook.date(2025, 2, 20)),
    ]
    for index in 0..<options.offers {
      let category = "C\(random.below(categories))"
      let percent = Rate(millionths: Int64(random.within(5...60)) * 2500) ?? .zero
      var offer = Offer(
        id: "O\(index)", phase: "trade", group: "best", priority: Int32(random.below(10)),
        validity: windows[random.below(3)], benefit: .percentOff(percent))
      offer.when = .all([audience(index), .test(.productCategory, .isIn([category]))])
      if index % 10 >= 6 { offer.phase = "season" }
      if index % 10 == 9 {
        offer.phase = "clearance"
        offer.group = nil
        offer.benefit = .fixedUnitPrice(Int64(random.within(10...60)) * 100_000, unit: nil)
        offer.when = .test(.product, .isIn([SnackBook.product(random.below(options.products))]))
      } else if index % 10 == 5 {
        offer.benefit = .amountOffPerUnit(Int64(random.within(1...20)) * 100_000, unit: "case")
      }
      book.offers.append(offer)
    }
  }

  private mutating func audience(_ index: Int) -> Condition {
    switch index % 6 {
    case 0: return .test(.customerTier, .isIn([SnackBook.tiers[random.below(4)]]))
    case 1: return .test(.channel, .isIn([SnackBook.channels[random.below(4)]]))
    case 2: return .test(.customerGroup, .isIn([SnackBook.groups[random.below(5)]]))
    case 3: return .test(.region, .isIn(["R\(random.below(SnackBook.provinces))"]))
    case 4:
      let pieces = Int64(random.within(1...40)) * 12_000_000
      return .test(.lineQuantity, .number(from: pieces, below: nil))
    default: return .test(.orderAttribute("campaign"), .isIn(["mid-autumn"]))
    }
  }

  private mutating func addCharges() {
    book.charges = [
      Charge(
        id: "freight", rate: SnackBook.rate(15_000),
        when: .test(.region, .isIn(["R4", "R5"]))),
      Charge(
        id: "cold-chain", amount: 80_000_000,
        when: .test(.customerGroup, .isIn(["cold-chain"]))),
    ]
    book.tax.rates = [
      TaxRate(id: "vat-13", rate: SnackBook.rate(130_000)),
      TaxRate(id: "vat-9", taxClass: "reduced", rate: SnackBook.rate(90_000)),
    ]
  }

  /// The same book without its price rows, to tell what they cost.
  var withoutPrices: RuleBook {
    var plain = book
    for index in plain.priceTables.indices {
      plain.priceTables[index].rows = PriceRows(keyCount: plain.priceTables[index].keys.count)
    }
    return plain
  }
}
