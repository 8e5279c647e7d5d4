import TestSupport
import Testing

@testable import DealerRules

@Suite("Quotes for product pages") struct QuoteTests {
  static let now = OrderMoment.instant(Instant(secondsSinceEpoch: 1000))

  /// `a` has quantity breaks in pieces, `b` by the case, `c` from 12 on, `d` by amount, `e` by
  /// graduated bands, `f` counts with others; `kit` is priced by its parts; `z` has no price.
  static func book() -> RuleBook {
    var book = RuleBook(currency: .eur)
    let cases = [ProductUnit(unit: "case", factor: HashWorld.factor(24))]
    book.products = ["a", "b", "c", "d", "e", "f", "g", "z"].map { Product(id: $0, units: cases) }
    book.products.append(
      Product(
        id: "kit", components: [Component(product: "a", quantity: Quantity(2) ?? .one)],
        kitPricing: .components))
    book.customers = [Customer(id: "c1", tier: "gold"), Customer(id: "c2", currency: .usd)]
    var tables: [PriceTable] = [
      PriceTable(id: "list", keys: [.product]),
      PriceTable(id: "amounts", keys: [.product], schedule: Schedule(basis: .amount)),
      PriceTable(id: "graded", keys: [.product], schedule: Schedule(mode: .graduated)),
      PriceTable(
        id: "shared", keys: [.product], schedule: Schedule(scope: .order, countsPeriod: true)),
    ]
    func add(
      _ table: Int, _ product: String, _ amount: Int64, from: Int64 = 0, unit: String? = nil,
      cap: PriceCap? = nil, id: String? = nil
    ) {
      tables[table].rows.append(
        PriceRow(
          id: id, key: [product], value: .amount(amount * 10_000), unit: unit, from: from, cap: cap)
      )
    }
    add(0, "a", 10_00)
    add(0, "a", 9_00, from: 10_000)
    add(0, "a", 8_00, from: 100_000)
    add(0, "b", 240_00, unit: "case")
    add(0, "b", 216_00, from: 5_000, unit: "case")
    add(0, "c", 7_00, from: 12_000)
    add(1, "d", 3_00)
    add(1, "d", 2_00, from: 100_000_000)
    add(2, "e", 10_00)
    add(2, "e", 4_00, from: 10_000)
    for product in ["f", "g"] {
      add(3, product, 5_00)
      add(3, product, 4_00, from: 10_000)
    }
    book.priceTables = tables
    book.priceKinds = [
      PriceKind(
        id: "price", accesses: [Access(tables: ["list", "amounts", "graded", "shared"])]),
      PriceKind(id: "retail", accesses: [Access(tables: ["amounts"])]),
    ]
    book.phases = [Phase(id: "p")]
    book.offers = [
      Offer(
        id: "gold", phase: "p", when: .test(.customerTier, .isIn(["gold"])),
        benefit: .percentOff(HashWorld.rate("10%"))),
      Offer(
        id: "later", phase: "p",
        validity: Validity(from: Instant(secondsSinceEpoch: 2000)), benefit: .percentOff(.one)),
    ]
    book.charges = [Charge(id: "freight", rate: HashWorld.rate("2%"))]
    return book
  }

  static func quotes(_ products: [String], facts: Facts = Facts()) throws -> [ProductQuote] {
    try CompiledRules(book()).quote(
      customer: "c1", products: products, at: now, facts: facts)
  }

  @Test func pricesRowOffersAndBreak() throws {
    let rules = try CompiledRules(QuoteTests.book())
    let quote = try #require(
      rules.quote(customer: "c1", products: ["a"], at: QuoteTests.now).first)
    #expect(quote.product == "a")
    #expect(quote.unit == "piece")
    #expect(quote.currency == .eur)
    #expect(quote.prices.map(\.kind) == ["price", "retail"])
    #expect(quote.prices.map(\.amount) == [10_000_000, nil])
    #expect(quote.list == 10_000_000)
    #expect(quote.net == 9_000_000)
    #expect(quote.row.map { rules.name(of: $0) } == "list/a")
    #expect(quote.offers.map { rules.name(of: $0.rule) } == ["gold"])
    #expect(quote.offers.map(\.amount) == [-1_000_000])
    #expect(quote.findings.isEmpty)
    #expect(
      quote.nextBreak
        == ProductQuote.QuantityBreak(
          quantity: Quantity(10) ?? .one, unit: "piece", unitPrice: 9_000_000,
          baseUnitPrice: 9_000_000))
  }

  @Test func breaksOfEveryKind() throws {
    let quotes = try QuoteTests.quotes(["b", "c", "d", "e", "f", "z", "kit"])
    let breaks = quotes.map(\.nextBreak)
    func expect(
      _ index: Int, _ quantity: String, _ unit: String, _ price: Int64, _ base: Int64
    ) {
      let expected = ProductQuote.QuantityBreak(
        quantity: Quantity(quantity) ?? .zero, unit: unit, unitPrice: price, baseUnitPrice: base)
      #expect(breaks[index] == expected, "\(quotes[index].product)")
    }
    #expect(quotes[0].list == 10_000_000)
    expect(0, "5", "case", 216_000_000, 9_000_000)
    // One unit of c has no price; it is sold from twelve on.
    #expect(quotes[1].list == nil)
    #expect(quotes[1].findings.map(\.code) == [.noPrice])
    expect(1, "12", "piece", 7_000_000, 7_000_000)
    // 100.00 at 3.00 each is reached with 33.334.
    expect(2, "33.334", "piece", 2_000_000, 2_000_000)
    // Graduated: ten units at 10.00 are still all in the first band.
    expect(3, "10", "piece", 10_000_000, 10_000_000)
    expect(4, "10", "piece", 4_000_000, 4_000_000)
    #expect(breaks[5] == nil)
    #expect(breaks[6] == nil)
    #expect(quotes[6].list == 20_000_000)
    #expect(quotes[6].net == 18_000_000)
    #expect(quotes[6].row == nil)
  }

  @Test func theLastBandHasNoNextBreak() throws {
    var book = QuoteTests.book()
    book.priceTables[0].rows = PriceRows(keyCount: 1)
    book.priceTables[0].rows.append(PriceRow(key: ["a"], value: .amount(1_000_000)))
    let rules = try CompiledRules(book)
    let quote = rules.quote(customer: "c1", products: ["a"], at: QuoteTests.now)[0]
    #expect(quote.list == 1_000_000)
    #expect(quote.nextBreak == nil)
  }

  @Test func whatThePeriodCountedBringsTheBreakNearer() throws {
    let facts = Facts(openingBalances: ["shared": .quantity(Quantity(4) ?? .one)])
    #expect(try QuoteTests.quotes(["f"], facts: facts)[0].nextBreak?.quantity == Quantity(6))
  }

  @Test func quotesDoNotInfluenceOneAnother() throws {
    let products = ["f", "g", "f", "a", "kit", "z", "none", "e", "b", "a"]
    let together = try QuoteTests.quotes(products)
    for (index, product) in products.enumerated() {
      #expect(try QuoteTests.quotes([product])[0] == together[index])
    }
    #expect(together[0].list == 5_000_000)
  }

  @Test func cappedRowsAreQuotedWhileTheyLast() throws {
    var book = QuoteTests.book()
    var deal = PriceTable(id: "deal", keys: [.product])
    deal.rows.append(
      PriceRow(id: "cap", key: ["a"], value: .amount(1_000_000), cap: .quantity(.one)))
    book.priceTables.append(deal)
    book.priceKinds[0].accesses.insert(Access(tables: ["deal"]), at: 0)
    let rules = try CompiledRules(book)
    let open = rules.quote(customer: "c1", products: ["a", "a"], at: QuoteTests.now)
    #expect(open.map(\.list) == [1_000_000, 1_000_000])
    let used = rules.quote(
      customer: "c1", products: ["a"], at: QuoteTests.now,
      facts: Facts(capUsed: ["cap": .quantity(.one)]))
    #expect(used.map(\.list) == [10_000_000])
    let wrong = rules.quote(
      customer: "c1", products: ["a"], at: QuoteTests.now,
      facts: Facts(capUsed: ["Cap": .amount(1)]))
    #expect(wrong.map(\.fault) == [.badFacts] && wrong[0].list == nil)
  }

  @Test func unknownIdsAreFindings() throws {
    let rules = try CompiledRules(QuoteTests.book())
    let quotes = rules.quote(customer: "c1", products: ["a", "none"], at: QuoteTests.now)
    #expect(quotes[0].findings.isEmpty)
    #expect(quotes[1].findings.map(\.code) == [.unknownProduct])
    #expect(quotes[1].list == nil)
    #expect(quotes[1].net == nil)
    #expect(quotes[1].row == nil)
    #expect(quotes[1].unit == "")
    let stranger = rules.quote(customer: "nobody", products: ["a", "none"], at: QuoteTests.now)
    #expect(stranger.allSatisfy { $0.findings.contains { $0.code == .unknownCustomer } })
    #expect(stranger.allSatisfy { $0.list == nil && $0.nextBreak == nil })
    let nowhere = rules.quote(
      customer: "c1", products: ["a"], at: QuoteTests.now, shipTo: "nowhere")
    #expect(nowhere[0].findings.map(\.code) == [.unknownRegion])
    // No rate leads to dollars, the second customer's currency.
    let foreign = rules.quote(customer: "c2", products: ["a"], at: QuoteTests.now)
    #expect(foreign[0].currency == .usd)
    #expect(foreign[0].findings.map(\.code) == [.noPrice])
    #expect(rules.quote(customer: "c1", products: [], at: QuoteTests.now).isEmpty)
  }

  @Test func amountsThatDoNotFitAreFaults() throws {
    var book = QuoteTests.book()
    book.priceTables[0].rows = PriceRows(keyCount: 1)
    book.priceTables[0].rows.append(PriceRow(key: ["a"], value: .amount(Int64.max)))
    book.priceTables[0].rows.append(PriceRow(key: ["b"], value: .amount(1_000_000)))
    let quotes = try CompiledRules(book).quote(
      customer: "c1", products: ["a", "b"], at: QuoteTests.now)
    #expect(quotes[0].fault == .overflow)
    #expect(quotes[0].net == nil)
    #expect(quotes[1].net == 900_000)
    var limits = Limits()
    limits.linesPerOrder = 0
    let none = try CompiledRules(book, limits: limits).quote(
      customer: "c1", products: ["b"], at: QuoteTests.now)
    #expect(none.map(\.fault) == [.tooManyLines])
  }

  /// A quote is what an order of one base unit costs.
  @Test func quotesEqualOrdersOfOneUnit() throws {
    let world = try BatchWorld(seed: 2, orders: 0)
    let products = world.rules.book.products.map(\.id)
    for customer in ["c0", "c1"] {
      var workspace = Workspace(world.rules)
      let moment = OrderMoment.date(CivilDate(unchecked: 20_000))
      for _ in 0..<2 {
        let quotes = workspace.quote(customer: customer, products: products, at: moment)
        for (quote, product) in zip(quotes, products) {
          let order = Order(
            id: "1", customer: customer, moment: moment,
            lines: [OrderLine(number: 1, product: product, quantity: .one)])
          let decision = try world.rules.price(order).get()
          #expect(quote.net ?? 0 == decision.net)
          #expect(quote.list ?? 0 == decision.list)
          #expect(quote.prices.map(\.amount) == decision.lines[0].prices.map(\.amount))
          #expect(quote.findings == decision.reasons.filter { $0.code == .noPrice })
        }
      }
    }
  }
}
