public import DealerRules

/// A random valid book with orders for it.
public struct GeneratedCase: Sendable {
  /// The number that makes the same case again.
  public var seed: UInt64
  /// The book.
  public var book: RuleBook
  /// The orders, one batch.
  public var orders: [Order]

  /// Makes the case of a seed, with promotions of some families.
  public init(seed: UInt64, families: Set<OfferFamily> = OfferFamily.current) {
    var maker = CaseMaker(seed: seed)
    maker.families = families
    maker.makeBook()
    maker.makeGuards(seed: seed)
    maker.lookBack(seed: seed)
    maker.combineByGoods(seed: seed)
    maker.guardFunds(seed: seed)
    maker.crowd(seed: seed)
    // A stream of its own: a seed makes the same case but for its agreements.
    var agreements = AgreementMaker(seed: seed, maker.book)
    maker.book.agreements = agreements.make()
    self.seed = seed
    orders = maker.makeOrders().map { agreements.completed($0) }
    maker.bringGuarded(&orders, seed: seed)
    maker.age(&orders, seed: seed)
    maker.retireTerritories(seed: seed)
    maker.placeKinds(seed: seed)
    book = maker.book
  }
}

/// The work of making one case. Values come from small pools, so that ties, exact halves and
/// boundaries are frequent.
struct CaseMaker {
  var random: SplitMix64
  /// Numbers for what was added to the cases later.
  var other: SplitMix64
  var book: RuleBook
  /// A table of capped rows.
  var hasCaps = false
  var hasKits = false
  /// Promotions of these families beside cuts on lines.
  var families: Set<OfferFamily> = []
  /// Whether this case has any of them.
  var hasPromotions = false
  var hasGuards = false
  /// Starts of days at which windows begin and end.
  var edges: [Instant] = []
  var currencies: [Currency] = []
  /// Tables that derived prices and bounds may start from.
  var baseTables: [String] = []
  var cappedTables: [String] = []
  /// Units that some product or the book has.
  var rowUnits: [String] = []

  static let days = ["2025-01-01", "2025-02-28", "2025-03-01", "2025-03-02", "2025-07-01"]
  static let places = ["R1", "R2", "R3", "R4", "R5"]
  static let classes = ["C1", "C2", "C3", "C4"]
  static let brands = ["acme", "zeta"]
  static let tiers = ["gold", "silver"]
  static let groups = ["2", "10", "vip"]
  static let channels = ["web", "shop"]
  static let projects = ["J1", "J2"]
  static let coupons = ["SPRING", "VIP"]
  static let unitPrices: [Int64] = [333_333, 1_000_000, 2_500_000, 9_990_000, 10_000_000]

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
    other = SplitMix64(seed: ~seed)
    book = RuleBook(name: "case \(seed)", currency: .cny)
  }

  /// Of 100 cases, how many have promotions of the families that are switched on.
  static let promotionChance = 75

  func has(_ family: OfferFamily) -> Bool { families.contains(family) }

  mutating func makeBook() {
    let home: [Currency] = ["CNY", "JPY", "KWD", "EUR"].compactMap { Currency($0) }
    book.currency = random.chance(50) ? .cny : random.pick(home)
    let zones: [Int32] = [0, 0, 28_800, -19_800]
    book.zone = ZoneOffsets(fixed: random.pick(zones)) ?? .utc
    edges = CaseMaker.days.compactMap { CivilDate($0).map { book.zone.start(of: $0) } }
    hasCaps = random.chance(20)
    hasKits = random.chance(30)
    makeCatalog()
    makeRates()
    makeTables()
    makeKinds()
    makeCharges()
    hasPromotions = random.chance(families.isEmpty ? 0 : CaseMaker.promotionChance)
    makePhases()
    makeOffers()
    makeTax()
    makePolicies()
    shuffleAll()
    changeRegions()
    makeTerritories()
    makeChecks()
  }

  /// The position of these elements has no meaning (L-003).
  private mutating func shuffleAll() {
    book.products = random.shuffled(book.products)
    book.customers = random.shuffled(book.customers)
    book.categories = random.shuffled(book.categories)
    book.regions = random.shuffled(book.regions)
    book.units = random.shuffled(book.units)
    book.offers = random.shuffled(book.offers)
    book.tax.rates = random.shuffled(book.tax.rates)
    book.exchangeRates = random.shuffled(book.exchangeRates)
  }

  private mutating func makePolicies() {
    book.rounding = RoundingPolicy(lineExtension: rounding(60), document: rounding(60))
    let bounds = ["10%", "5%", "0%", "33.3333%"].compactMap { Rate($0) }
    let policies: [ManualPolicy] = [
      .accept, .refuse, .approval, .bound(random.pick(bounds)), .bound(random.pick(bounds)),
    ]
    book.policies = OrderPolicies(
      manual: random.pick(policies), missingPrice: random.chance(50) ? .hold : .block,
      pricesBlockedOrders: !random.chance(10))
  }

  // MARK: - Values

  /// A rounding; `plain` of 100 are the default.
  mutating func rounding(_ plain: Int) -> Rounding {
    if random.chance(plain) { return Rounding() }
    let scales: [Int?] = [nil, nil, 0, 1, 2, 2, 3, 4, 6]
    return Rounding(random.pick(RoundingMode.allCases), scale: random.pick(scales))
  }

  /// A price in millionths; halves at two and three decimals are frequent.
  mutating func amount() -> Int64 {
    let pool: [Int64] = [
      1_000_000, 2_000_000, 2_500_000, 3_330_000, 9_990_000, 10_000_000, 10_050_000, 12_345_000,
      125_000, 100_000_000, 7_000_000, 333_333, 4_995_000, 1_005_000,
    ]
    return random.chance(15) ? Int64(random.int(1...40)) * 250_000 : random.pick(pool)
  }

  /// A rate, small steps included.
  mutating func rate() -> Rate {
    let pool = ["5%", "10%", "12.5%", "33.3333%", "50%", "0.01%", "2.5%", "7%"]
    return Rate(random.pick(pool)) ?? .zero
  }

  /// A window over the edges; `always` of 100 are open on both sides.
  mutating func window(_ always: Int) -> Validity {
    if random.chance(always) { return .always }
    let first = random.int(0...edges.count - 2)
    let last = random.int(first + 1...edges.count - 1)
    return Validity(
      from: random.chance(30) ? .distantPast : edges[first],
      until: random.chance(30) ? .distantFuture : edges[last])
  }

  /// Windows that do not overlap: the whole time, or pieces of it between edges.
  mutating func apartWindows() -> [Validity] {
    if random.chance(55) { return [.always] }
    let cut = random.pick(edges)
    let parts = [Validity(from: .distantPast, until: cut), Validity(from: cut)]
    return random.chance(70) ? parts : [random.pick(parts)]
  }

  mutating func quantity() -> Quantity {
    let pool: [Int64] = [
      1000, 2000, 2500, 3000, 5000, 7000, 10_000, 12_000, 24_000, 100_000, 500, 333, 4999, 30_000,
    ]
    let value = random.chance(25) ? Int64(random.int(1...30)) * 1000 : random.pick(pool)
    return Quantity(thousandths: value) ?? .one
  }
}
