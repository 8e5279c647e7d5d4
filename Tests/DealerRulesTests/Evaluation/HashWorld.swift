import TestSupport

@testable import DealerRules

/// A book in which every field states something; it need not compile.
enum HashWorld {
  static let span = Validity(
    from: Instant(secondsSinceEpoch: 10), until: Instant(secondsSinceEpoch: 20))
  static let tests: [Condition] = [
    .test(.customerTier, .isIn(["gold", "silver"])),
    .test(.productAttribute("colour"), .exists),
    .not(.test(.orderAttribute("rush"), .flag(true))),
    .any([.test(.lineQuantity, .number(from: 1, below: 2)), .test(.channel, .isIn(["web"]))]),
    .test(.orderDate, .date(from: CivilDate(daysSinceEpoch: 5), until: nil)),
  ]
  static let bound = PriceBound(base: .cost, factor: .one, plus: 3)

  static func rate(_ text: String) -> Rate { Rate(text) ?? .zero }
  static func factor(_ numerator: Int64) -> Factor { Factor(numerator) ?? .one }

  static func zone(_ start: Int64, _ offset: Int32) -> ZoneOffsets {
    let change = ZoneOffsets.Change(start: Instant(secondsSinceEpoch: start), offset: offset)
    return ZoneOffsets(0, [change]) ?? .utc
  }

  static let territory = TerritoryRule(id: "t", effect: .grant)

  /// A book with one territory rule, changed.
  static func rule(_ change: (inout TerritoryRule) -> Void) -> [TerritoryRule] {
    var rule = territory
    change(&rule)
    return [rule]
  }

  static let area = PostalArea(
    country: "de", form: "99999", from: "10000", below: "20000", region: "de")

  static func book() -> RuleBook {
    var book = RuleBook(name: "book", currency: .eur)
    book.zone = zone(7, 3600)
    book.units = [
      UnitOfMeasure(id: "dozen", factor: factor(12), of: "piece"),
      UnitOfMeasure(id: "gross", factor: factor(144), of: "piece"),
    ]
    book.categories = [
      Category(id: "all", name: "All"), Category(id: "tea", parent: "all", name: "Tea"),
    ]
    book.regions = [Region(id: "eu", name: "EU"), Region(id: "de", parent: "eu", name: "DE")]
    book.products = [product(), Product(id: "p2"), Product(id: "p3")]
    book.customers = [customer(), Customer(id: "c2")]
    book.priceTables = [table(), PriceTable(id: "list", keys: [.product])]
    book.priceKinds = [
      PriceKind(
        id: "price",
        accesses: [
          Access(tables: ["deal", "list"], pick: .lowest, when: .all(tests)),
          Access(tables: ["list"]),
        ], date: .requested),
      PriceKind(
        id: "retail", accesses: [Access(tables: ["list"])], channel: "shop", tier: "gold"),
    ]
    book.exchangeRates = [
      ExchangeRate(from: .eur, to: .usd, factor: factor(2), validity: span),
      ExchangeRate(from: .usd, to: .cny, factor: factor(7)),
    ]
    addOffers(&book)
    return book
  }

  private static func product() -> Product {
    Product(
      id: "p1", name: "One", category: "tea", brand: "b", baseUnit: "bag",
      units: [
        ProductUnit(unit: "case", factor: factor(24)), ProductUnit(unit: "box", factor: factor(6)),
      ], cost: 5, taxClass: "t", minimumQuantity: .one, orderMultiple: .one,
      components: [
        Component(product: "p2", quantity: .one), Component(product: "p3", quantity: .one),
      ], kitPricing: .components,
      attributes: [
        "colour": .text("red"), "size": .number(3), "new": .flag(true),
        "since": .date(CivilDate(unchecked: 9)),
      ])
  }

  private static func customer() -> Customer {
    Customer(
      id: "c1", name: "First", tier: "gold", groups: ["g1", "g2"], channel: "web", parent: "c2",
      region: "de", currency: .usd, attributes: ["vip": .flag(true), "since": .number(2)])
  }

  private static func table() -> PriceTable {
    var table = PriceTable(
      id: "deal", keys: [.customer, .productAttribute("colour")],
      schedule: Schedule(mode: .graduated, countsPeriod: true), isProtected: true,
      overlap: .latestStart, multiply: ["length", "width"], floor: bound,
      ceiling: PriceBound(plus: 9))
    for row in rows() { table.rows.append(row) }
    return table
  }

  static func rows() -> [PriceRow] {
    [
      PriceRow(
        id: "r1", key: ["c1", "red"],
        value: .derived(
          Derivation(
            base: .kind("retail"), factor: rate("90%"), plus: 1,
            point: PricePoint(step: 10, ending: -1, mode: .up), floor: bound, ceiling: bound)),
        currency: .usd, unit: "case", per: Quantity(2) ?? .one, from: 3, below: 30, validity: span,
        cap: .quantity(.one), surcharge: 4),
      PriceRow(key: ["c1", "blue"], value: .amount(10), cap: .amount(5)),
      PriceRow(key: ["c2", "red"], value: .amount(11)),
      PriceRow(key: ["c2", "red"], value: .amount(12), from: 5000),
    ]
  }

  private static func addOffers(_ book: inout RuleBook) {
    book.phases = [
      Phase(
        id: "a", base: .list, point: .unit, rounding: Rounding(.down, scale: 1),
        groups: [OfferGroup(id: "g", choice: .best), OfferGroup(id: "h", choice: .all)]),
      Phase(id: "b"),
    ]
    book.offers = [
      Offer(
        id: "o1", name: "Offer", phase: "a", group: "g", priority: 5, validity: span,
        when: .all(tests), benefit: .amountOffPerUnit(6, unit: "case"), includesProtected: true),
      Offer(id: "o2", phase: "b", benefit: .percentOff(rate("5%"))),
      Offer(id: "o3", phase: "b", benefit: .fixedUnitPrice(5, unit: nil)),
    ]
    book.charges = [
      Charge(id: "freight", amount: 8),
      Charge(
        id: "fee", name: "Fee", base: .charge("freight"), rate: rate("1%"), amount: 2,
        rounding: Rounding(scale: 0), validity: span, when: tests[0]),
    ]
    book.tax = TaxPolicy(
      pricesIncludeTax: true, point: .document, rounding: Rounding(.halfEven),
      rates: [
        TaxRate(id: "t1", taxClass: "t", region: "de", rate: rate("19%"), validity: span),
        TaxRate(id: "t2", rate: rate("7%")),
      ])
    book.rounding = RoundingPolicy(lineExtension: Rounding(scale: 4), document: Rounding(scale: 1))
    book.policies = OrderPolicies(manual: .bound(rate("10%")), missingPrice: .hold)
  }

  static func order() -> Order {
    Order(
      id: "o", customer: "c1", moment: .date(CivilDate(unchecked: 3)),
      requested: CivilDate(unchecked: 4), shipped: CivilDate(unchecked: 5), currency: .usd,
      channel: "web", shipTo: "de", attributes: ["rush": .flag(true), "po": .text("1")],
      lines: [
        OrderLine(
          number: 1, product: "p1", quantity: .one, unit: "case", project: "x",
          manual: ManualPrice(.unitPrice(7), who: "me", why: "because"),
          attributes: ["length": .number(2)]),
        OrderLine(number: 2, product: "p2", quantity: .one),
      ],
      facts: Facts(
        openingBalances: ["deal": .amount(3), "list": .amount(4)], capUsed: ["r1": .amount(5)]))
  }
}
