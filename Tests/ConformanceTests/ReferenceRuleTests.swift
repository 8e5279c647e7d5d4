import DealerRules
import TestSupport
import Testing

/// More numbers worked out by hand: derived prices, caps, kits, offers, charges and taxes.
@Suite("Hand-computed rules") struct ReferenceRuleTests {
  private func check(
    _ shop: Shop, _ order: Order, net: String, location: SourceLocation = #_sourceLocation
  ) throws -> ReferenceDecision {
    let decision = try shop.price(order)
    #expect(decision.net == Shop.millionths(net), sourceLocation: location)
    let rules = try CompiledRules(shop.book)
    let engine = EngineView.result(rules.price(order), rules)
    let found = Differential.difference(0, [.success(decision)], [engine])
    #expect(found == nil, "\(String(describing: found))", sourceLocation: location)
    return decision
  }

  private let one: Order = Shop.order([Shop.line(1, "A", "1")])

  private func derived(_ derivation: Derivation, cost: String = "10.30") -> Shop {
    var shop = Shop([:])
    shop.book.products[0].cost = Shop.millionths(cost)
    var table = PriceTable(id: "derived", keys: [.product])
    table.rows.append(PriceRow(key: ["A"], value: .derived(derivation)))
    shop.book.priceTables.append(table)
    shop.book.priceKinds[0].accesses = [Access(tables: ["derived", "list"])]
    return shop
  }

  @Test("P-022 10.30 × 1.2 = 12.36, up to 13, ending -0.01: 12.99") func ending() throws {
    let point = PricePoint(step: 1_000_000, ending: -10_000, mode: .up)
    _ = try check(
      derived(Derivation(base: .cost, factor: Shop.rate("1.2"), point: point)), one, net: "12.99")
  }

  @Test("P-023 the floor 11 raises 10.30") func floor() throws {
    let bound = PriceBound(plus: 11_000_000)
    let decision = try check(derived(Derivation(base: .cost, floor: bound)), one, net: "11")
    #expect(decision.findings.map(\.code) == ["floorApplied"])
  }

  @Test("P-005 lowest of 10 and 9 is 9, of equals the first table") func lowest() throws {
    var shop = Shop(["A": "10"])
    shop.addBands([("0", "9")], Schedule())
    shop.book.priceKinds[0].accesses = [Access(tables: ["list", "bands"], pick: .lowest)]
    #expect(try check(shop, one, net: "9").steps.map(\.rule) == ["bands/A"])
  }

  @Test("P-024 7.5 × 1.5 × 2 + 0.25 = 22.75") func measures() throws {
    var shop = Shop([:])
    var table = PriceTable(id: "cut", keys: [.product], multiply: ["len", "wid"])
    table.rows.append(PriceRow(key: ["A"], value: .amount(7_500_000), surcharge: 250_000))
    shop.book.priceTables.append(table)
    shop.book.priceKinds[0].accesses = [Access(tables: ["cut"])]
    var order = one
    order.lines[0].attributes = ["len": .number(1_500_000), "wid": .number(2_000_000)]
    _ = try check(shop, order, net: "22.75")
  }

  @Test("P-026 5 at 8 from the cap, 3 at 10: 70, and a second order gets nothing") func cap() throws
  {
    var shop = Shop(["A": "10"])
    var table = PriceTable(id: "deal", keys: [.product])
    table.rows.append(
      PriceRow(
        id: "deal1", key: ["A"], value: .amount(8_000_000), cap: .quantity(Shop.quantity("5"))))
    shop.book.priceTables.append(table)
    shop.book.priceKinds[0].accesses.insert(Access(tables: ["deal"]), at: 0)
    let order = Shop.order([Shop.line(1, "A", "8")])
    let decision = try check(shop, order, net: "70")
    #expect(decision.reservations.map(\.id) == ["deal1"])
    #expect(decision.reservations.map(\.units) == [5000])
    let batch = ReferenceEvaluator(shop.book).price(batch: [order, order])
    #expect(try batch.map { try $0.get().net } == [70_000_000, 80_000_000])
  }

  @Test("P-027 10 CNY at 0.14 USD: 3 × 1.40 = 4.20; the inverse works as well") func rates() throws
  {
    var shop = Shop(["A": "10"])
    let factor = try #require(Factor("0.14"))
    shop.book.exchangeRates = [ExchangeRate(from: .cny, to: .usd, factor: factor)]
    let order = Shop.order([Shop.line(1, "A", "3")], currency: .usd)
    _ = try check(shop, order, net: "4.20")
    let inverse = try #require(Factor(50, 7))
    shop.book.exchangeRates = [ExchangeRate(from: .usd, to: .cny, factor: inverse)]
    _ = try check(shop, order, net: "4.20")
  }

  @Test("P-028 bound 10 %: of a typed 8.00 for 10.00 the line falls to 9.00 only") func manual()
    throws
  {
    var shop = Shop(["A": "10"])
    shop.book.policies.manual = .bound(Shop.rate("10%"))
    var order = one
    order.lines[0].manual = ManualPrice(.unitPrice(8_000_000))
    let decision = try check(shop, order, net: "9")
    #expect(decision.outcome == .flag)
    #expect(decision.findings.map(\.code) == ["manualBounded"])
  }

  @Test("K-005 a kit of 10 over A 3 × 2 and B 1 × 3: 6.67 and 3.33") func kit() throws {
    var shop = Shop(["A": "2", "B": "3", "K": "10"])
    let parts = [
      Component(product: "A", quantity: Shop.quantity("3")),
      Component(product: "B", quantity: .one),
    ]
    shop.book.products.append(Product(id: "K", components: parts))
    let decision = try check(shop, Shop.order([Shop.line(1, "K", "1")]), net: "10")
    // Weights 6 and 3: 6.666… and 3.333…; the cent goes to the larger fraction.
    #expect(decision.lines[0].components.map(\.net) == [6_670_000, 3_330_000])
    shop.book.products[2].kitPricing = .components
    _ = try check(shop, Shop.order([Shop.line(1, "K", "2")]), net: "18")
  }

  @Test("O-004 running: 100 - 10 % - 5 % of 90 = 85.50") func running() throws {
    var shop = Shop(["A": "100"])
    let phase = Phase(id: "p", base: .running)
    shop.offer("b", .percentOff(Shop.rate("10%")), phase: phase, priority: 1)
    shop.offer("a", .percentOff(Shop.rate("5%")), phase: phase)
    #expect(try check(shop, one, net: "85.50").steps.map(\.amount) == [0, -10_000_000, -4_500_000])
  }

  @Test("O-005 unit: 3 × 9.99 less 10 %: 8.991 settles to 8.99, 26.97") func unitPoint() throws {
    var shop = Shop(["A": "9.99"])
    shop.offer("a", .percentOff(Shop.rate("10%")), phase: Phase(id: "p", point: .unit))
    let decision = try check(shop, Shop.order([Shop.line(1, "A", "3")]), net: "26.97")
    // 29.97 - 2.997 = 26.973; the rounding takes the 0.003.
    #expect(decision.steps.map(\.amount) == [0, -2_997_000, -3000])
  }

  @Test("O-006 best takes 1.20 off, not 10 % of 10") func best() throws {
    var shop = Shop(["A": "10"])
    let phase = Phase(id: "p", groups: [OfferGroup(id: "g", choice: .best)])
    shop.offer("a", .percentOff(Shop.rate("10%")), phase: phase, group: "g", priority: 9)
    shop.offer("b", .amountOffPerUnit(1_200_000, unit: nil), phase: phase, group: "g")
    #expect(try check(shop, one, net: "8.80").steps.map(\.rule) == ["list/A", "b"])
  }

  @Test("O-012 a fixed 8.50 gives 1.50, less than 1.00 + 0.60: it is dropped") func fixed() throws {
    var shop = Shop(["A": "10"])
    shop.offer("f", .fixedUnitPrice(8_500_000, unit: nil))
    shop.offer("a", .percentOff(Shop.rate("10%")))
    shop.offer("b", .percentOff(Shop.rate("6%")))
    #expect(try check(shop, one, net: "8.40").steps.map(\.rule) == ["list/A", "a", "b"])
    shop.book.offers.removeLast()
    #expect(try check(shop, one, net: "8.50").steps.map(\.rule) == ["list/A", "f"])
  }

  @Test("O-009 15 off 10 takes 10") func nothingLeft() throws {
    var shop = Shop(["A": "10"])
    shop.offer("a", .amountOffPerUnit(15_000_000, unit: nil))
    _ = try check(shop, one, net: "0")
  }

  @Test("T-001 8 % of 10 and 1 % of that charge plus 2: 0.80 + 2.01") func charges() throws {
    var shop = Shop(["A": "10"])
    shop.book.charges = [
      Charge(id: "a", rate: Shop.rate("8%")),
      Charge(id: "b", base: .charge("a"), rate: Shop.rate("1%"), amount: 2_000_000),
    ]
    #expect(try check(shop, one, net: "10").payable == 12_810_000)
  }

  @Test("T-005 13 % of 3 × 0.05 is 0.0195: by line 0.03, by document 0.02") func tax() throws {
    var shop = Shop(["A": "0.05"])
    shop.book.tax.rates = [TaxRate(id: "vat", rate: Shop.rate("13%"))]
    let order = Shop.order((1...3).map { Shop.line($0, "A", "1") })
    #expect(try check(shop, order, net: "0.15").tax == 30_000)
    shop.book.tax.point = .document
    let decision = try check(shop, order, net: "0.15")
    #expect(decision.lines.map(\.tax) == [10_000, 10_000, 0])
  }

  @Test("T-006 13 % inside 113 is 13, and nothing is added") func inclusive() throws {
    var shop = Shop(["A": "113"])
    shop.book.tax = TaxPolicy(
      pricesIncludeTax: true, rates: [TaxRate(id: "vat", rate: Shop.rate("13%"))])
    let decision = try check(shop, one, net: "113")
    #expect(decision.tax == 13_000_000 && decision.payable == 113_000_000)
  }

  @Test("X-003 the order of ids") func ids() {
    let sorted = ["b", "10", "9", "a", "010", "B"].sorted(by: ReferenceNames.isBefore)
    #expect(sorted == ["9", "010", "10", "B", "a", "b"])
  }
}
