import DealerRules
import TestSupport
import Testing

@Suite("L-004 a batch in parts, or over tasks, is one batch") struct CarriedUseTests {
  /// Generated books whose caps, uses and budgets run out between the orders of a batch.
  @Test func limitsAreCarriedFromPartToPart() async throws {
    var drawn: [String: Int] = [:]
    var changed = 0
    let books = RandomCases.count(200)
    for seed in 1...books {
      let generated = GeneratedCase(seed: UInt64(seed), families: [.limits, .patterns, .gifts])
      let rules = try CompiledRules(generated.book)
      let whole = rules.price(batch: generated.orders)
      var carried = CarriedUse()
      for (order, expected) in zip(generated.orders, whole) {
        var part = OrderBatch()
        part.append(order, rules)
        let result = await rules.price(part, detail: .steps, workers: 1, after: &carried)
        #expect(rules.decision(of: order, at: 0, part, result) == expected, "seed \(seed)")
        if rules.price(order) != expected { changed += 1 }
        for use in (try? expected.get())?.reservations ?? [] { drawn[use.kind, default: 0] += 1 }
      }
      let spread = try await rules.price(batch: generated.orders, workers: 3)
      #expect(spread == whole, "seed \(seed)")
    }
    print("carried \(drawn.sorted { $0.key < $1.key }), \(changed) orders depend on earlier ones")
    #expect(drawn.count >= 6 && changed * 20 > books)
  }
}
