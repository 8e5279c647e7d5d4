import DealerRules
import TestSupport
import Testing

/// Laws that hold for every book and order, on the public surface of the engine.
@Suite("Laws over generated cases") struct OrderFreeTests {
  private func results(_ book: RuleBook, _ orders: [Order]) throws -> [ReferenceResult] {
    let rules = try CompiledRules(book)
    return orders.map { EngineView.result(rules.price($0), rules) }
  }

  @Test("L-003 positions change nothing") func permutations() throws {
    for seed in UInt64(1)...150 {
      let generated = GeneratedCase(seed: seed)
      let other = generated.reversed
      let found = Differential.difference(
        seed, try results(generated.book, generated.orders),
        try results(other.book, other.orders))
      #expect(found == nil, "\(String(describing: found))")
    }
  }

  @Test("L-002 nothing is lost") func conservation() throws {
    for seed in UInt64(1)...300 {
      let generated = GeneratedCase(seed: seed)
      for case .success(let decision) in try results(generated.book, generated.orders) {
        for line in decision.lines {
          let steps = decision.steps.filter { $0.line == line.number }
          let sum = steps.reduce(line.list) { $0 + $1.amount }
          #expect(line.net == sum, "seed \(seed), line \(line.number)")
          let parts = line.components.reduce(0) { $0 + $1.net }
          #expect(line.components.isEmpty || parts == line.net, "seed \(seed): kit")
        }
        #expect(decision.list == decision.lines.reduce(0) { $0 + $1.list })
        #expect(decision.tax == decision.lines.reduce(0) { $0 + $1.tax })
        #expect(decision.payable == decision.net + decision.charges)
      }
    }
  }

  /// Whether orders draw on what earlier ones left.
  private func links(_ agreement: Agreement) -> Bool {
    switch agreement.promise {
    case .allowance, .fund: true
    default: false
    }
  }

  @Test("L-004 a batch equals its orders one by one where no cap links them") func batches() throws
  {
    // Uses and budgets link orders as well (O-027).
    let families = OfferFamily.current.subtracting([.limits])
    for seed in UInt64(1)...300 {
      let generated = GeneratedCase(seed: seed, families: families)
      guard !generated.book.priceTables.contains(where: { $0.id == "deal" }) else { continue }
      guard !generated.book.agreements.contains(where: { links($0) }) else { continue }
      let rules = try CompiledRules(generated.book)
      let batch = rules.price(batch: generated.orders)
      #expect(batch == generated.orders.map { rules.price($0) }, "seed \(seed)")
    }
  }
}
