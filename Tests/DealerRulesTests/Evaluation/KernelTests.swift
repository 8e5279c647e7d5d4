import TestSupport
import Testing

@testable import DealerRules

/// The kernel and the general executor give the same bytes (RULES.md X-007).
@Suite("Blocks by the kernel equal orders one by one") struct KernelTests {
  /// Prices a batch both ways and tells the first column that differs.
  private func compare(
    _ rules: CompiledRules, _ batch: OrderBatch, _ detail: Detail, seed: UInt64
  ) -> Int {
    var general = Workspace(rules)
    general.usesKernel = false
    var expected = PricedBatch(detail: detail)
    var workspace = Workspace(rules)
    var result = PricedBatch(detail: detail)
    // Blocks begin anywhere; what one leaves behind must not reach the next.
    var next = 0
    for size in [1, 7, 25, batch.count] {
      let end = min(next + size, batch.count)
      general.price(batch, next..<end, into: &expected)
      workspace.price(batch, next..<end, into: &result)
      next = end
    }
    #expect(result.firstDifference(from: expected) == nil, "seed \(seed), \(detail)")
    #expect(workspace.counts == general.counts, "seed \(seed)")
    return workspace.kernelOrders
  }

  @Test(arguments: [Detail.totals, .lines, .steps])
  func plainBooks(_ detail: Detail) throws {
    var plain = 0
    var all = 0
    for seed in 0..<UInt64(120) {
      let world = PlainWorld(seed: seed, orders: 60)
      let rules = try CompiledRules(world.book)
      plain += compare(rules, world.batch(rules), detail, seed: seed)
      all += world.orders.count
    }
    print("kernel \(detail): \(plain) of \(all) orders")
    #expect(plain * 3 > all)
  }

  /// Books of every kind: most have no plain part, and none may differ.
  @Test func generatedBooks() throws {
    for seed in 1..<UInt64(300) {
      let generated = GeneratedCase(seed: seed)
      let rules = try CompiledRules(generated.book)
      var batch = OrderBatch()
      for order in generated.orders { batch.append(order, rules) }
      _ = compare(rules, batch, .steps, seed: seed)
    }
  }

  /// Amounts beyond what the kernel counts are left to the general executor.
  @Test func largeAmounts() throws {
    var book = RuleBook(currency: .cny)
    book.products = [Product(id: "p"), Product(id: "q")]
    book.customers = [Customer(id: "d")]
    var list = PriceTable(id: "list", keys: [.product])
    list.rows.append(PriceRow(key: ["p"], value: .amount(40_000_000_000)))
    list.rows.append(PriceRow(key: ["q"], value: .amount(9_000_000_000_000_000)))
    book.priceTables = [list]
    book.priceKinds = [PriceKind(id: "price", accesses: [Access(tables: ["list"])])]
    book.phases = [
      Phase(id: "a", groups: [OfferGroup(id: "best", choice: .best)]),
      Phase(
        id: "b", remainder: .cumulative,
        groups: [OfferGroup(id: "best", choice: .best, per: .order)]),
    ]
    book.offers = [
      Offer(
        id: "1", phase: "a", group: "best", benefit: .percentOff(Rate("33.3333%") ?? .zero)),
      Offer(
        id: "2", phase: "b", group: "best",
        benefit: .cut(.percentOff(Rate("99.9999%") ?? .zero), per: .order)),
    ]
    let rules = try CompiledRules(book)
    var batch = OrderBatch()
    for (number, units) in [1, 9, 1000, 50_000, 1_000_000, 2_000_000_000].enumerated() {
      for product in ["p", "q"] {
        batch.append(
          Order(
            id: "\(number)", customer: "d", moment: .date(PlainWorld.day(1)),
            lines: [
              OrderLine(number: 1, product: product, quantity: PlainWorld.units(units)),
              OrderLine(number: 2, product: "p", quantity: PlainWorld.units(units)),
            ]), rules)
      }
    }
    #expect(compare(rules, batch, .steps, seed: 0) > 1)
  }
}
