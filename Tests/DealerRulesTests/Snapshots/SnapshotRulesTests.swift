import TestSupport
import Testing

@testable import DealerRules

/// Rules that were written and read are the same rules (RULES.md S-001).
@Suite("S-001 rules that were loaded") struct SnapshotRulesTests {
  private static func records(_ rules: CompiledRules, _ orders: [Order]) -> [[UInt8]] {
    var writer = DecisionRecordWriter(rules, rulesHash: rules.rulesHash())
    var batch = OrderBatch()
    for order in orders { batch.append(order, rules) }
    var workspace = Workspace(rules)
    var result = PricedBatch(detail: .steps)
    workspace.price(batch, into: &result)
    return orders.indices.map { writer.record($0, batch, result, detail: .steps) }
  }

  private static func loaded(_ rules: CompiledRules) throws -> CompiledRules {
    let bytes = rules.snapshot()
    let loaded = try CompiledRules(snapshot: bytes)
    #expect(loaded.snapshot() == bytes)
    return loaded
  }

  @Test func booksOfEveryFamily() throws {
    var orders = 0
    let books = RandomCases.count(100)
    for seed in 1...UInt64(books) {
      let families: Set<OfferFamily> = seed % 2 == 0 ? Set(OfferFamily.allCases) : []
      let generated = GeneratedCase(seed: seed, families: families)
      let rules = try CompiledRules(generated.book)
      let loaded = try Self.loaded(rules)
      #expect(loaded.rulesHash() == rules.rulesHash())
      #expect(loaded.warnings.map(\.message) == rules.warnings.map(\.message))
      #expect(
        Self.records(loaded, generated.orders) == Self.records(rules, generated.orders),
        "seed \(seed)")
      for order in generated.orders.prefix(2) {
        let texts = [rules, loaded].map { rules in
          var writer = DecisionRecordWriter(rules, rulesHash: rules.rulesHash())
          return writer.explained(order, nearMisses: 8)
        }
        #expect(texts[0] == texts[1], "seed \(seed)")
      }
      orders += generated.orders.count
    }
    print("orders priced by loaded rules \(orders)")
    #expect(orders > books)
  }

  @Test func plainBooksTakeTheKernel() throws {
    for seed in 1...UInt64(30) {
      let world = PlainWorld(seed: seed, orders: 40)
      let rules = try CompiledRules(world.book)
      let loaded = try Self.loaded(rules)
      #expect((loaded.kernel == nil) == (rules.kernel == nil))
      #expect(loaded.prices.counted.count == rules.prices.counted.count)
      #expect(Self.records(loaded, world.orders) == Self.records(rules, world.orders))
    }
  }

  @Test func replacedRowsAreKept() throws {
    for seed in 1...UInt64(30) {
      let world = PlainWorld(seed: seed, orders: 20)
      var rules = try CompiledRules(world.book)
      var other = try Self.loaded(rules)
      let table = rules.book.priceTables[0]
      guard table.rows.count > 0 else { continue }
      var row = table.rows[Int(seed) % table.rows.count]
      guard case .amount(let amount) = row.value else { continue }
      row.value = .amount(amount + 10_000)
      rules = try rules.replacing(row, in: table.id)
      other = try other.replacing(row, in: table.id)
      #expect(rules.snapshot() == other.snapshot())
      #expect(Self.records(other, world.orders) == Self.records(rules, world.orders))
      #expect(
        Self.records(try Self.loaded(rules), world.orders) == Self.records(rules, world.orders))
    }
  }

  @Test func offersThatWereNotKnownYet() throws {
    var book = HashWorld.plain
    book.offers[0].validity.known = Instant(secondsSinceEpoch: 1000)
    let rules = try CompiledRules(book, knownAt: Instant(secondsSinceEpoch: 0))
    let loaded = try Self.loaded(rules)
    #expect(!rules.laterOffers.isEmpty)
    #expect(loaded.laterOffers == rules.laterOffers)
    #expect(loaded.book.offers.isEmpty)
  }
}

extension HashWorld {
  /// A book that compiles, with one offer.
  static var plain: RuleBook {
    var book = RuleBook(name: "plain", currency: .cny)
    book.products = [Product(id: "p")]
    var table = PriceTable(id: "list", keys: [.product])
    table.rows.append(PriceRow(key: ["p"], value: .amount(Money.one)))
    book.priceTables = [table]
    book.priceKinds = [PriceKind(id: "price", accesses: [Access(tables: ["list"])])]
    book.phases = [Phase(id: "x")]
    book.offers = [Offer(id: "o", phase: "x", benefit: .percentOff(.one))]
    return book
  }
}
