import DealerRules
import TestSupport
import Testing

/// Changes of a book after a sale: what moves no amount leaves returns be (RULES.md Z-008).
@Suite("Z-008 what prices") struct PricingHashTests {
  /// Six of 50.00 with 10 % off from 300.00, taken back where less stays.
  static func book() -> RuleBook {
    var shop = Shop(["A": "50.00"])
    shop.offer("ten", .percentOff(Shop.rate("10%")))
    shop.book.offers[0].requires = [
      Threshold(LineMeasure(.amount), MeasureBounds(from: Shop.millionths("300")))
    ]
    var policy = ReturnPolicy()
    policy.promotions = .repriceRemainder
    shop.book.returns = policy
    return shop.book
  }

  static func sale(_ rules: CompiledRules) throws -> StoredSale {
    try rules.sale(of: Shop.order([Shop.line(1, "A", "6")])).get()
  }

  /// One of six is given back at a desk of other rules.
  static func settle(
    _ sale: StoredSale, _ book: RuleBook
  ) throws -> ReturnStatement {
    let line = ReturnRequest.Line(number: 1, quantity: 1000)
    let request = ReturnRequest(id: "r", sale: "1", on: sale.day, lines: [line])
    return try ReturnDesk(try CompiledRules(book)).settle(request, of: sale)
  }

  /// Changes that move no amount.
  private static let still: [(String, @Sendable (inout RuleBook) -> Void)] = [
    ("its name", { $0.name = "another" }),
    ("a product's name", { $0.products[0].name = "chips" }),
    ("a customer's name", { $0.customers[0].name = "Dora" }),
    ("an offer's name", { $0.offers[0].name = "ten off" }),
    ("credit", { $0.credit = CreditPolicy() }),
    ("a fee", { $0.returns?.fees = [RestockingFee(id: "f", rate: .zero)] }),
    ("other terms", { $0.returns?.promotions = .proportional }),
    ("territories", { $0.territories = [TerritoryRule(id: "t", effect: .grant)] }),
  ]

  @Test func whatMovesNoAmountLeavesReturnsBe() throws {
    let book = Self.book()
    let sale = try Self.sale(try CompiledRules(book))
    let wanted = try Self.settle(sale, book)
    #expect(wanted.refund == 20_000_000)
    for (name, change) in Self.still {
      var other = book
      change(&other)
      let rules = try CompiledRules(other)
      #expect(rules.hashes().rules != sale.rulesHash, "\(name)")
      #expect(rules.hashes().pricing == sale.pricingHash, "\(name)")
      #expect(try Self.settle(sale, other) == wanted, "\(name)")
      let amended = try ReturnDesk(rules).amend(sale, quantities: [1: 5000], terms: .repriceAll)
      #expect(amended.sale.payable == 250_000_000, "\(name)")
      // Terms of offers stay those of the sale (Z-030).
      #expect(amended.sale.terms["ten"] ?? .repriceRemainder == .repriceRemainder, "\(name)")
    }
  }

  @Test func whatPricesIsAskedFor() throws {
    let book = Self.book()
    let sale = try Self.sale(try CompiledRules(book))
    let changes: [(String, (inout RuleBook) -> Void)] = [
      ("a tier", { $0.customers[0].tier = "gold" }),
      (
        "a price",
        { $0.priceTables[0].rows.append(PriceRow(key: ["A"], value: .amount(1), from: 9000)) }
      ),
      ("an offer", { $0.offers[0].benefit = .percentOff(Shop.rate("11%")) }),
      ("rounding", { $0.rounding.document = Rounding(.up) }),
      ("tax", { $0.tax.pricesIncludeTax = true }),
      ("a charge", { $0.charges.append(Charge(id: "c", amount: Shop.millionths("1"))) }),
    ]
    for (name, change) in changes {
      var other = book
      change(&other)
      let statement = try Self.settle(sale, other)
      #expect(statement.findings.map(\.code) == [.rulesDiffer], "\(name)")
    }
  }

  /// Territory rules may forbid gifts, and checks may keep an order from being priced.
  @Test func whatDecidesOnGiftsPrices() throws {
    var giving = Self.book()
    giving.offers.append(
      Offer(
        id: "gift", phase: giving.phases[0].id,
        benefit: .gift(Gift(products: ["A"], quantity: .one))))
    var other = giving
    other.territories = [TerritoryRule(id: "t", effect: .grant)]
    #expect(
      try CompiledRules(giving).hashes().pricing != CompiledRules(other).hashes().pricing)
    var unpriced = Self.book()
    unpriced.policies.pricesBlockedOrders = false
    other = unpriced
    other.territories = [TerritoryRule(id: "t", effect: .grant)]
    #expect(
      try CompiledRules(unpriced).hashes().pricing != CompiledRules(other).hashes().pricing)
  }

  /// Settings forbid a gift only with rules, or where nobody is granted anything.
  @Test func settingsWithoutRulesForbidNoGift() throws {
    var giving = Self.book()
    giving.offers.append(
      Offer(
        id: "gift", phase: giving.phases[0].id,
        benefit: .gift(Gift(products: ["A"], quantity: .one))))
    func pricing(_ change: (inout TerritoryPolicy) -> Void) throws -> String {
      var other = giving
      change(&other.territory)
      return try CompiledRules(other).hashes().pricing
    }
    let plain = try pricing { _ in }
    #expect(try pricing { $0.unlisted = .block } == plain)
    #expect(try pricing { $0.subDealers = .own } == plain)
    #expect(try pricing { $0.whiteSpace = .block } != plain)
  }

  /// A check that came after the sale holds the changed order and moves nothing of what it uses
  /// (RULES.md Z-001, Z-060).
  @Test func whatHoldsMovesNoUse() throws {
    var book = Self.book()
    book.offers[0].limits.budget = Shop.millionths("1000")
    let sale = try Self.sale(try CompiledRules(book))
    #expect(sale.uses.map(\.amount) == [30_000_000])
    var held = book
    held.checks = [OrderCheck(id: "c", .stock, outcome: .hold, unknown: .hold)]
    let rules = try CompiledRules(held)
    #expect(try rules.price(sale.input).get().reservations.isEmpty)
    for other in [try CompiledRules(book), rules] {
      let amended = try ReturnDesk(other).amend(sale, quantities: [1: 8000], terms: .repriceAll)
      #expect(amended.sale.uses.map(\.amount) == [40_000_000])
      #expect(amended.sale.payable == 360_000_000)
    }
  }

  /// A sale of a release that did not keep the hash asks for the whole one, and is written as it
  /// was.
  @Test func salesWithoutTheHashAskForAllOfTheRules() throws {
    let book = Self.book()
    var sale = try Self.sale(try CompiledRules(book))
    sale.pricingHash = nil
    #expect(try Self.settle(sale, book).refund == 20_000_000)
    var other = book
    other.name = "another"
    #expect(try Self.settle(sale, other).findings.map(\.code) == [.rulesDiffer])
    let bytes = SaleRecord.bytes(of: sale)
    #expect(bytes.starts(with: Array("{\"sale\":1,".utf8)))
    #expect(SaleRecord.read(RuleSource(name: "sale", bytes: bytes)) == [.success(sale)])
  }
}
