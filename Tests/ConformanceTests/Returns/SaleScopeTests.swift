import DealerRules
import TestSupport
import Testing

/// Changes of a book after a sale: what is nothing to the sale leaves its returns be, what is
/// refuses them (RULES.md Z-009).
@Suite("Z-009 the scope of a sale") struct SaleScopeTests {
  /// After every order and every validity that a generated book states.
  private static let later = Instant(secondsSinceEpoch: 3_000_000_000)
  private static let wanted = 240

  /// Random books, sales and changes: the same hash, and the same statements.
  @Test func whatIsNothingToASaleLeavesItsReturnsBe() throws {
    var settled = 0
    var changed: [String: Int] = [:]
    var seed: UInt64 = 41
    while settled < Self.wanted, seed < 4000 {
      defer { seed += 1 }
      let made = Self.book(seed)
      guard let rules = try? CompiledRules(made.book) else { continue }
      let desk = ReturnDesk(rules)
      for (name, change) in SaleScopeChanges.outside {
        var other = made.book
        var random = SplitMix64(seed: seed &* 31)
        change(&other, Self.later, &random)
        guard let others = try? CompiledRules(other) else { continue }
        let otherDesk = ReturnDesk(others)
        guard otherDesk.hashes.pricing != desk.hashes.pricing else { continue }
        for order in made.orders {
          guard case .success(let sale) = rules.sale(of: order, hashes: desk.hashes),
            case .success(let again) = others.sale(of: order, hashes: otherDesk.hashes)
          else { continue }
          #expect(sale.scopeHash == again.scopeHash, "seed \(seed) \(name)")
          let request = Self.part(of: sale, &random)
          let statement = try desk.settle(request, of: sale)
          #expect(try otherDesk.settle(request, of: sale) == statement, "seed \(seed) \(name)")
          settled += 1
          changed[name, default: 0] += 1
        }
      }
    }
    #expect(settled >= Self.wanted)
    for (name, _) in SaleScopeChanges.outside { #expect(changed[name] ?? 0 > 0, "\(name)") }
  }

  /// What pricing the sale reads is asked for.
  @Test func whatPricesASaleIsAskedFor() throws {
    var changed: [String: Int] = [:]
    for seed in UInt64(41)..<120 {
      let made = Self.book(seed)
      guard let rules = try? CompiledRules(made.book) else { continue }
      let hashes = rules.hashes()
      for order in made.orders {
        guard case .success(let sale) = rules.sale(of: order, hashes: hashes) else { continue }
        for (name, change) in SaleScopeChanges.inside {
          var other = made.book
          guard change(&other, order), let others = try? CompiledRules(other),
            case .success(let again) = others.sale(of: order)
          else { continue }
          #expect(sale.scopeHash != again.scopeHash, "seed \(seed) \(name)")
          changed[name, default: 0] += 1
        }
      }
    }
    for (name, _) in SaleScopeChanges.inside { #expect(changed[name] ?? 0 > 0, "\(name)") }
  }

  private static func book(_ seed: UInt64) -> GeneratedCase {
    var made = GeneratedCase(seed: seed)
    var policy = ReturnPolicy()
    policy.promotions = .repriceRemainder
    policy.prices = .repriceRemainder
    made.book.returns = policy
    return made
  }

  private static func part(of sale: StoredSale, _ random: inout SplitMix64) -> ReturnRequest {
    var request = ReturnRequest(id: "r", sale: sale.order, on: sale.day)
    request.lines = sale.items.filter { _ in random.below(2) == 0 }.map { item in
      ReturnRequest.Line(
        number: item.number, part: item.part,
        quantity: max(1, min(item.quantity, Int64(1 + random.below(3)) * 1000)))
    }
    return request
  }

  /// Ordinary changes of a shop, one by one, at the command line's own example: six of 50.00 with
  /// 10 % off from 300.00, of which one comes back for 20.00.
  @Test func ordinaryChangesLeaveReturnsBe() throws {
    let book = PricingHashTests.book()
    let sale = try PricingHashTests.sale(try CompiledRules(book))
    var noScope = sale
    noScope.scopeHash = nil
    let later = Validity(from: Self.later)
    let changes: [(String, (inout RuleBook) -> Void)] = [
      ("a product", { $0.products.append(Product(id: "Z")) }),
      ("a customer", { $0.customers.append(Customer(id: "E", parent: "D")) }),
      (
        "a price of another product",
        {
          $0.priceTables[0].rows.append(PriceRow(key: ["B"], value: .amount(1)))
        }
      ),
      (
        "a price to come",
        {
          $0.priceTables[0].rows = SaleScopeChanges.ended($0.priceTables[0].rows, at: Self.later)
          $0.priceTables[0].rows.append(
            PriceRow(key: ["A"], value: .amount(1), validity: later))
        }
      ),
      ("an offer that ended since", { $0.offers[0].validity.until = Self.later }),
      (
        "an offer to come",
        {
          var offer = $0.offers[0]
          (offer.id, offer.validity) = ("next", later)
          $0.offers.append(offer)
        }
      ),
      (
        "a charge to come",
        {
          $0.charges.append(
            Charge(id: "c", amount: Shop.millionths("1"), validity: later))
        }
      ),
    ]
    for (name, change) in changes {
      var other = book
      change(&other)
      let rules = try CompiledRules(other)
      #expect(rules.hashes().pricing != sale.pricingHash, "\(name)")
      let statement = try PricingHashTests.settle(sale, other)
      #expect(statement.refund == 20_000_000, "\(name)")
      let short = try ReturnDesk(rules).ship(sale, short: [1: 5000], isSupplierFault: false)
      #expect(short.sale.payable == 225_000_000, "\(name)")
      #expect(
        try PricingHashTests.settle(noScope, other).findings.map(\.code) == [.rulesDiffer],
        "\(name)")
    }
  }

  /// Goods that the sale had not are beyond what its hash was taken of.
  @Test func addedGoodsAskForAllThatPrices() throws {
    var book = PricingHashTests.book()
    book.priceTables[0].rows.append(PriceRow(key: ["B"], value: .amount(7_000_000)))
    let sale = try PricingHashTests.sale(try CompiledRules(book))
    var other = book
    other.customers.append(Customer(id: "E"))
    let desk = ReturnDesk(try CompiledRules(other))
    let more = OrderLine(number: 2, product: "B", quantity: .one)
    #expect(throws: SaleChangeFault.rulesDiffer) {
      try desk.amend(sale, quantities: [:], adding: [more], terms: .repriceAll)
    }
    // A changed sale keeps the hash of what it is now.
    let kept = try desk.amend(sale, quantities: [1: 7000], terms: .keepPrices).sale
    #expect(desk.prices(like: kept) && kept.scopeHash == sale.scopeHash)
    let mixed = try ReturnDesk(try CompiledRules(book))
      .amend(sale, quantities: [:], adding: [more], terms: .keepPrices).sale
    #expect(mixed.scopeHash != sale.scopeHash && desk.prices(like: mixed))
    let same = OrderLine(number: 2, product: "A", quantity: .one)
    #expect(
      try desk.amend(sale, quantities: [:], adding: [same], terms: .repriceAll).sale.payable
        == 315_000_000)
    let first = ReturnDesk(try CompiledRules(book))
    #expect(
      try first.amend(sale, quantities: [:], adding: [more], terms: .repriceAll).sale.payable
        == 276_300_000)
  }

  /// The record keeps the hash; one without it is read and written as it was.
  @Test func recordsKeepTheHash() throws {
    let sale = try PricingHashTests.sale(try CompiledRules(PricingHashTests.book()))
    #expect(sale.scopeHash?.utf8.count == 64)
    var noScope = sale
    noScope.scopeHash = nil
    for one in [sale, noScope] {
      let bytes = SaleRecord.bytes(of: one)
      #expect(SaleRecord.read(RuleSource(name: "sale", bytes: bytes)) == [.success(one)])
    }
  }
}
