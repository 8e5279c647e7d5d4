import TestSupport

@testable import DealerRules

/// A book of plain rules with some that are not, and orders of the same mixture, by seed. Values
/// come from small pools, so that ties and exact halves are frequent.
struct PlainWorld {
  private(set) var book = RuleBook(name: "plain", currency: .cny)
  private(set) var orders: [Order] = []
  private var random: SplitMix64
  private let hasUnusualOffers: Bool

  static let products = 24
  static let customers = 12
  static let start: Int32 = 20_089

  init(seed: UInt64, orders count: Int) {
    random = SplitMix64(seed: seed)
    hasUnusualOffers = random.chance(50)
    addCatalog()
    addTerritories()
    addPrices()
    addPhases()
    for number in 0..<count { orders.append(order(number)) }
  }

  func batch(_ rules: CompiledRules) -> OrderBatch {
    var batch = OrderBatch()
    for order in orders { batch.append(order, rules) }
    return batch
  }

  static func units(_ count: Int) -> Quantity { Quantity(count) ?? .one }

  static func day(_ day: Int) -> CivilDate {
    CivilDate(daysSinceEpoch: start + Int32(day)) ?? CivilDate(unchecked: start)
  }

  // MARK: Catalog

  private mutating func addCatalog() {
    for region in 0..<13 {
      let parent = region == 0 ? nil : region < 4 ? "r0" : "r\(1 + (region - 4) / 3)"
      book.regions.append(Region(id: "r\(region)", parent: parent))
    }
    for category in 0..<6 {
      book.categories.append(
        Category(id: "c\(category)", parent: category < 2 ? nil : "c\(category % 2)"))
    }
    let bounds = random.chance(30)
    for number in 0..<PlainWorld.products {
      var product = Product(
        id: "p\(number)", category: "c\(random.below(6))", brand: "b\(random.below(3))")
      if random.chance(30), let dozen = Factor(12, 1) {
        product.units = [ProductUnit(unit: "case", factor: dozen)]
      }
      if bounds, random.chance(20) { product.minimumQuantity = PlainWorld.units(3) }
      if bounds, random.chance(20) { product.orderMultiple = PlainWorld.units(2) }
      book.products.append(product)
    }
    let hasParents = random.chance(30)
    for number in 0..<PlainWorld.customers {
      book.customers.append(
        Customer(
          id: "d\(number)", tier: random.chance(90) ? "t\(random.below(3))" : nil,
          channel: random.chance(80) ? "h\(random.below(3))" : nil,
          parent: hasParents && number > 6 ? "d\(number - 6)" : nil,
          region: "r\(4 + random.below(9))"))
    }
  }

  private mutating func addTerritories() {
    book.policies.pricesBlockedOrders = random.chance(20)
    let outcomes: [TerritoryOutcome] = [.block, .block, .block, .hold, .flag, .allow]
    book.territory.whiteSpace = random.pick(outcomes)
    book.territory.unlisted = random.pick(outcomes)
    book.territory.unlicensed = random.pick(outcomes)
    guard random.chance(80) else { return }
    for number in 0..<16 {
      var grant = TerritoryRule(id: "g\(number)", effect: .grant)
      grant.dealer = "d\(number % 11)"
      if random.chance(95) { grant.region = "r\(random.below(13))" }
      book.territories.append(grant)
    }
    for number in 0..<random.below(10) {
      var license = TerritoryRule(id: "l\(number)", effect: .license)
      license.product = "p\(random.below(6))"
      if random.chance(95) { license.region = "r\(random.below(4))" }
      book.territories.append(license)
    }
  }

  // MARK: Prices

  private mutating func price() -> Int64 {
    let pool: [Int64] = [
      10_000, 50_000, 1_000_000, 2_500_000, 3_330_000, 9_990_000, 10_050_000, 0, 4_990_000,
    ]
    return random.chance(3) ? 1_234_567 : random.pick(pool)
  }

  private mutating func addPrices() {
    var contract = PriceTable(id: "contract", keys: [.customer, .product])
    contract.isProtected = random.chance(20)
    var tier = PriceTable(id: "tier", keys: [.tier, .product])
    var list = PriceTable(id: "list", keys: random.chance(50) ? [.product] : [.channel, .product])
    let hasOdd = random.chance(40)
    for product in 0..<PlainWorld.products {
      for customer in 0..<PlainWorld.customers where random.chance(30) {
        var row = PriceRow(key: ["d\(customer)", "p\(product)"], value: .amount(price()))
        if hasOdd, random.chance(5) { row.per = PlainWorld.units(10) }
        if hasOdd, random.chance(5) {
          row.validity = Validity(from: book.zone.start(of: PlainWorld.day(5)))
        }
        contract.rows.append(row)
      }
      for number in 0..<3 where random.chance(90) {
        for from in [1, 10, 100] where from == 1 || random.chance(80) {
          tier.rows.append(
            PriceRow(
              key: ["t\(number)", "p\(product)"], value: .amount(price()),
              from: Int64(from) * 1000))
        }
      }
      for channel in 0..<(list.keys.count == 1 ? 1 : 3) where random.chance(95) {
        let key = list.keys.count == 1 ? ["p\(product)"] : ["h\(channel)", "p\(product)"]
        list.rows.append(PriceRow(key: key, value: .amount(price())))
      }
    }
    book.priceTables = [contract, tier, list]
    book.priceKinds = [
      PriceKind(
        id: "price",
        accesses: [Access(tables: ["contract"]), Access(tables: ["tier", "list"])])
    ]
  }

  // MARK: Offers

  private mutating func addPhases() {
    let remainders = RemainderRule.allCases
    var number = 0
    func phase(_ id: String, _ scope: GroupScope) -> Phase {
      Phase(
        id: id, base: number % 3 == 1 ? .running : .opening,
        remainder: random.chance(50) ? .cumulative : random.pick(remainders),
        groups: [OfferGroup(id: "best", choice: .best, per: scope, giftValue: giftValue())])
    }
    func giftValue() -> GiftValue { random.chance(80) ? .quantity : .none }
    for slot in 0..<1 + random.below(3) {
      book.phases.append(phase("line-\(slot)", .line))
      for _ in 0..<random.below(14) {
        number += 1
        book.offers.append(cut(number, "line-\(slot)"))
      }
    }
    book.phases.append(phase("gift", .line))
    for _ in 0..<random.below(6) {
      number += 1
      book.offers.append(gift(number))
    }
    for slot in 0..<random.below(3) {
      book.phases.append(phase("order-\(slot)", .order))
      for _ in 0..<1 + random.below(6) {
        number += 1
        book.offers.append(orderCut(number, "order-\(slot)"))
      }
    }
    if random.chance(10) {
      book.phases.append(phase("late", .line))
      book.offers.append(cut(999, "late"))
    }
  }

  private mutating func cut(_ number: Int, _ phase: String) -> Offer {
    let rates = ["5%", "10%", "12.5%", "33.3333%", "50%", "100%", "0%"].compactMap { Rate($0) }
    let amounts: [Int64] = [10_000, 250_000, 500_000, 1_000_000, 20_000_000]
    var result = offer(
      number, phase,
      random.chance(60)
        ? .percentOff(random.pick(rates)) : .amountOffPerUnit(random.pick(amounts), unit: nil))
    if random.chance(30) { result.requires = [threshold(.list)] }
    guard hasUnusualOffers else { return result }
    if random.chance(5) { result.codes = ["SPRING"] }
    if random.chance(5) { result.benefit = .fixedUnitPrice(2_000_000, unit: nil) }
    if random.chance(5) { result.limits.uses = 3 }
    if random.chance(5) { result.group = nil }
    if random.chance(5) { result.requires = [threshold(.opening)] }
    return result
  }

  private mutating func gift(_ number: Int) -> Offer {
    var result = offer(
      number, "gift",
      .gift(
        Gift(
          products: [], quantity: PlainWorld.units(1 + random.below(2)),
          measure: LineMeasure(.quantity(), each: .line),
          forEvery: Int64(random.pick([2, 3, 5, 10])) * 1000)))
    if random.chance(30) { result.requires = [threshold(.list)] }
    return result
  }

  private mutating func orderCut(_ number: Int, _ phase: String) -> Offer {
    let isRate = random.chance(20)
    let rate = Rate("7.5%") ?? .zero
    let amount = random.pick([1_000_000, 5_000_000, 33_330_000, 500_000_000] as [Int64])
    var result = offer(
      number, phase, .cut(isRate ? .percentOff(rate) : .amountOff(amount), per: .order))
    let bases: [MeasureBase] = [.opening, .list, .running]
    if random.chance(80) { result.requires = [threshold(random.pick(bases))] }
    return result
  }

  private mutating func threshold(_ base: MeasureBase) -> Threshold {
    let least: [Int64] = [5_000_000, 20_000_000, 99_990_000, 100_000_000, 400_000_000]
    return Threshold(LineMeasure(.amount, base: base), MeasureBounds(from: random.pick(least)))
  }

  private mutating func offer(_ number: Int, _ phase: String, _ benefit: Benefit) -> Offer {
    var tests: [Condition] = []
    if random.chance(30) { tests.append(.test(.customerTier, .isIn(["t\(random.below(3))"]))) }
    if random.chance(30) { tests.append(.test(.channel, .isIn(["h\(random.below(3))", "h9"]))) }
    if random.chance(20) { tests.append(.test(.customerRegion, .isIn(["r\(random.below(13))"]))) }
    if random.chance(50) { tests.append(.test(.productCategory, .isIn(["c\(random.below(6))"]))) }
    if random.chance(20) { tests.append(.test(.productBrand, .isIn(["b\(random.below(3))"]))) }
    if random.chance(30) {
      let from = Int64(random.pick([2, 5, 10, 20])) * 1_000_000
      tests.append(.test(.lineQuantity, .number(from: from, below: nil)))
    }
    if random.chance(5) { tests.append(.not(.test(.channel, .isIn(["h1"])))) }
    if hasUnusualOffers, random.chance(5) {
      tests.append(.test(.region, .isIn(["r\(random.below(13))"])))
    }
    let first = random.below(20) - 10
    let zone = book.zone
    return Offer(
      id: "\(number * 7 % 101)-\(number)", phase: phase, group: "best",
      priority: random.chance(20) ? 1 : 0,
      validity: random.chance(30)
        ? .always
        : Validity(
          from: zone.start(of: PlainWorld.day(first)),
          until: zone.start(of: PlainWorld.day(first + 5 + random.below(20)))),
      when: tests.isEmpty ? .always : .all(tests), benefit: benefit,
      includesProtected: random.chance(30))
  }

  // MARK: Orders

  private mutating func order(_ number: Int) -> Order {
    var order = Order(
      id: "o\(number)", customer: "d\(random.below(PlainWorld.customers))",
      moment: .date(PlainWorld.day(random.below(14))), lines: [])
    if random.chance(60) { order.shipTo = "r\(random.below(13))" }
    if random.chance(20) { order.channel = "h\(random.below(4))" }
    let isLong = random.chance(3)
    for line in 0..<1 + random.below(isLong ? 150 : 7) {
      let units = random.pick([1, 2, 3, 4, 6, 9, 10, 12, 24, 99, 100, 120, 600])
      order.lines.append(
        OrderLine(
          number: Int32(line * 3 + 1), product: "p\(random.below(PlainWorld.products))",
          quantity: PlainWorld.units(units)))
    }
    order.lines = random.shuffled(order.lines)
    if random.chance(15) { makeOdd(&order) }
    return order
  }

  /// States something that only the general executor reads.
  private mutating func makeOdd(_ order: inout Order) {
    switch random.below(9) {
    case 0: order.lines[0].quantity = Quantity(thousandths: 1500) ?? .one
    case 1: order.lines[0].product = "nothing"
    case 2: order.coupons = ["SPRING"]
    case 3: order.lines[0].manual = ManualPrice(.amountOff(1_000_000))
    case 4: order.currency = .eur
    case 5: order.customer = "nobody"
    case 6: order.lines[0].unit = "case"
    case 7: order.solicitation = .active
    default: order.lines.append(order.lines[0])
    }
  }
}

extension SplitMix64 {
  /// True in so many of 100 cases.
  mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

  /// One of the elements, of which there is at least one.
  mutating func pick<T>(_ elements: [T]) -> T { elements[below(elements.count)] }

  /// The elements in another order.
  mutating func shuffled<T>(_ elements: [T]) -> [T] {
    var result = elements
    for index in result.indices.dropFirst() { result.swapAt(index, below(index + 1)) }
    return result
  }
}
