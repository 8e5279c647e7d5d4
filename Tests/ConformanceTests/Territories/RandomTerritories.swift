import DealerRules
import TestSupport

/// A small book with random territory rules and some orders for it (RULES.md R-010 … R-015).
struct RandomTerritories {
  /// Every region with the one above it; the tree has three levels and two roots.
  static let regions: [(id: String, above: String?)] = [
    ("N", nil), ("N1", "N"), ("N2", "N"), ("N11", "N1"), ("N12", "N1"), ("N21", "N2"),
    ("M", nil), ("M1", "M"),
  ]
  static let products: [(id: String, category: String?, brand: String?)] = [
    ("P1", "snack", "acme"), ("P2", "drink", "zeta"), ("P3", "food", nil), ("P4", nil, "acme"),
  ]
  /// Kits with their parts and how many base units of each (RULES.md R-031).
  static let kits: [(id: String, category: String?, parts: [(id: String, quantity: Int)])] = [
    ("K1", "food", [("P1", 2), ("P4", 1)]), ("K2", nil, [("P2", 3), ("P1", 1)]),
  ]
  static let categories: [(id: String, above: String?)] = [
    ("food", nil), ("snack", "food"), ("drink", "food"),
  ]
  /// A is above B and F, B above C, F above G.
  static let dealers: [(id: String, above: String?, tier: String?, groups: [String])] = [
    ("A", nil, "gold", []), ("B", "A", nil, ["vip"]), ("C", "B", "gold", ["vip", "new"]),
    ("D", nil, nil, ["new"]), ("E", nil, "gold", ["vip"]), ("F", "A", nil, []),
    ("G", "F", nil, []),
  ]
  /// Products and kits.
  static let goods = products.map(\.id) + kits.map(\.id)
  static let days = ["2025-01-01", "2025-03-01", "2025-06-01", "2025-09-01"]

  var book: RuleBook
  var orders: [Order] = []
  /// The least quantity that a rule's condition asks for, by rule.
  var least: [String: Int] = [:]
  private var random: SplitMix64

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
    var shop = Shop([:])
    shop.book.products = []
    for product in Self.products {
      shop.book.products.append(
        Product(id: product.id, category: product.category, brand: product.brand))
      shop.book.priceTables[0].rows.append(PriceRow(key: [product.id], value: .amount(1_000_000)))
    }
    for kit in Self.kits {
      var product = Product(id: kit.id, category: kit.category)
      product.components = kit.parts.map {
        Component(product: $0.id, quantity: Shop.quantity("\($0.quantity)"))
      }
      shop.book.products.append(product)
      shop.book.priceTables[0].rows.append(PriceRow(key: [kit.id], value: .amount(1_000_000)))
    }
    shop.book.categories = Self.categories.map { Category(id: $0.id, parent: $0.above) }
    shop.book.regions = Self.regions.map { Region(id: $0.id, parent: $0.above) }
    shop.book.customers = Self.dealers.map {
      Customer(id: $0.id, tier: $0.tier, groups: $0.groups, parent: $0.above)
    }
    book = shop.book
    book.territory = policy()
    let count = 1 + random.below(8)
    for index in 1...count { book.territories.append(rule("r\(index)")) }
    // Many holders of one exclusive territory, now and then more than the law protects.
    if chance(8) { crowd() }
    for index in 1...6 { orders.append(order("o\(index)")) }
  }

  mutating func pick<T>(_ elements: [T]) -> T { elements[random.below(elements.count)] }

  mutating func chance(_ percent: Int) -> Bool { random.below(100) < percent }

  mutating func shuffled<T>(_ elements: [T]) -> [T] {
    elements.map { ($0, random.next()) }.sorted { $0.1 < $1.1 }.map(\.0)
  }

  private mutating func policy() -> TerritoryPolicy {
    var policy = TerritoryPolicy()
    if chance(40) {
      policy.precedence = Array(shuffled(TerritoryField.allCases).prefix(1 + random.below(5)))
    }
    policy.whiteSpace = pick(TerritoryOutcome.allCases)
    policy.unlisted = pick(TerritoryOutcome.allCases)
    policy.subDealers = pick(SubDealerRule.allCases)
    policy.profile = chance(50) ? .none : pick(LegalProfile.allCases)
    return policy
  }

  mutating func rule(_ id: String) -> TerritoryRule {
    var rule = TerritoryRule(id: id, effect: chance(60) ? .grant : .deny)
    if chance(60) { rule.dealer = pick(Self.dealers.map(\.id)) }
    if chance(10) { rule.tier = "gold" }
    if chance(10) { rule.group = pick(["vip", "new"]) }
    if chance(75) { rule.region = pick(Self.regions.map(\.id)) }
    switch random.below(10) {
    case 0, 1: rule.product = pick(Self.goods)
    case 2, 3: rule.category = pick(Self.categories.map(\.id))
    case 4: rule.brand = pick(["acme", "zeta"])
    default: break
    }
    if chance(20) { rule.channel = pick(["web", "shop"]) }
    if chance(15) {
      least[id] = 1 + random.below(5)
      rule.when = .test(
        .lineQuantity, .number(MeasureBounds(from: Int64(least[id] ?? 0) * Money.one)))
    }
    rule.isExclusive = rule.effect == .grant && rule.dealer != nil && chance(35)
    if chance(25) { rule.restricts = .active }
    if chance(40) { rule.outcome = pick(TerritoryOutcome.allCases) }
    if chance(35) { rule.validity.from = start() }
    if chance(10) { rule.status = pick([.draft, .retired]) }
    // What hinders nobody says no outcome.
    if rule.effect == .grant, !rule.isExclusive { (rule.outcome, rule.restricts) = (.block, .all) }
    return rule
  }

  /// Licenses of any kind, many of which end or begin near the days of the orders, and what happens
  /// without one (RULES.md R-019).
  mutating func addLicenses() {
    let ends = ["2025-02-20", "2025-03-02", "2025-05-01", "2025-06-01", "2025-06-02", "2025-09-02"]
    for index in 1...(1 + random.below(6)) {
      var rule = rule("y\(index)")
      (rule.effect, rule.isExclusive, rule.outcome, rule.restricts) = (
        .license, false, .block, .all
      )
      if chance(25) { rule.kind = "store" }
      rule.warnDays = Int32(pick([0, 1, 30, 95, 200]))
      rule.graceDays = Int32(pick([0, 0, 1, 30, 95]))
      if chance(70), let day = CivilDate(pick(ends)) {
        rule.validity.until = ZoneOffsets.utc.start(of: day)
      }
      if rule.validity.until <= rule.validity.from { rule.validity.from = .distantPast }
      book.territories.append(rule)
    }
    book.territory.unlicensed = pick(TerritoryOutcome.allCases)
  }

  private mutating func start() -> Instant {
    CivilDate(pick(Self.days)).map { ZoneOffsets.utc.start(of: $0) } ?? .distantPast
  }

  private var end: Instant {
    CivilDate("2025-10-01").map { ZoneOffsets.utc.start(of: $0) } ?? .distantFuture
  }

  private mutating func crowd() {
    let place = pick(Self.regions.map(\.id))
    for dealer in Self.dealers.prefix(4 + random.below(4)) {
      var rule = TerritoryRule(id: "x" + dealer.id, effect: .grant)
      rule.dealer = dealer.id
      // Some around the territory, some at other times.
      rule.region = chance(70) ? place : Self.regions.first { $0.id == place }?.above
      if chance(20) { rule.validity.from = start() }
      if chance(20) { rule.validity.until = end }
      rule.isExclusive = true
      book.territories.append(rule)
    }
  }

  private mutating func order(_ id: String) -> Order {
    let day = CivilDate(pick(Self.days)).map { OrderMoment.date($0) }
    var order = Order(
      id: id, customer: pick(Self.dealers.map(\.id)), moment: day ?? .instant(.distantPast),
      lines: [])
    let places = Self.regions.map(\.id)
    if chance(90) { order.shipTo = pick(places) }
    if chance(20) { order.endRegion = pick(places) }
    if chance(70) { order.channel = pick(["web", "shop"]) }
    order.solicitation = pick(Solicitation.allCases)
    for number in 1...(1 + random.below(3)) {
      order.lines.append(
        OrderLine(
          number: Int32(number), product: pick(Self.goods),
          quantity: Shop.quantity("\(1 + random.below(5))")))
    }
    return order
  }
}
