import TestSupport
import Testing

@testable import DealerRules

/// Laws that the promotion stage keeps on generated books with every family of offers.
@Suite("Laws of the promotion stage over generated cases") struct PromotionLawTests {
  private static let families = Set(OfferFamily.allCases)

  private func cases(_ seeds: ClosedRange<UInt64>) -> [GeneratedCase] {
    seeds.map { GeneratedCase(seed: $0, families: PromotionLawTests.families) }
  }

  /// The orders several times over, so that limits and budgets run out inside the batch.
  private func repeated(_ orders: [Order]) -> [Order] {
    (0..<5).flatMap { round in
      orders.map { order in
        var copy = order
        copy.id = "\(order.id)-\(round)"
        return copy
      }
    }
  }

  @Test("L-004 limits and budgets run out alike one by one, in blocks and over two tasks")
  func batches() async throws {
    var ranOut = 0
    for generated in cases(1...60) {
      let rules = try CompiledRules(generated.book)
      let orders = repeated(generated.orders)
      var batch = OrderBatch()
      for order in orders { batch.append(order, rules) }
      var workspace = Workspace(rules)
      var expected = PricedBatch(detail: .steps)
      workspace.price(batch, into: &expected)
      for workers in [1, 2] {
        let result = await rules.price(
          batch, .steps, OrderBlocks(count: batch.count, size: 3), workers: workers)
        #expect(
          result.firstDifference(from: expected) == nil,
          "seed \(generated.seed), \(workers) tasks")
      }
      ranOut += try await oneByOne(rules, orders, expected, generated.seed)
    }
    #expect(ranOut > 20, "limits ran out in \(ranOut) orders only")
  }

  /// Each order as a part of its own; returns how many came out otherwise than alone.
  private func oneByOne(
    _ rules: CompiledRules, _ orders: [Order], _ expected: PricedBatch, _ seed: UInt64
  ) async throws -> Int {
    var carried = CarriedUse()
    var ranOut = 0
    for (index, order) in orders.enumerated() {
      var one = OrderBatch()
      one.append(order, rules)
      let result = await rules.price(one, detail: .steps, workers: 1, after: &carried)
      var wanted = PricedBatch(detail: .steps)
      wanted.append(index..<index + 1, of: expected)
      #expect(result.firstDifference(from: wanted) == nil, "seed \(seed), order \(order.id)")
      var workspace = Workspace(rules)
      var alone = PricedBatch(detail: .steps)
      workspace.price(one, into: &alone)
      if alone.firstDifference(from: wanted) != nil { ranOut += 1 }
    }
    return ranOut
  }

  @Test("L-002 every step is accounted for, and no line falls below zero") func conservation()
    throws
  {
    for generated in (UInt64(61)...220).map({ GeneratedCase(seed: $0) }) {
      let rules = try CompiledRules(generated.book)
      for case .success(let decision) in rules.price(batch: generated.orders) {
        var fromZero = true
        for (index, line) in decision.lines.enumerated() {
          let steps = decision.steps.filter { $0.line == Int32(index) }
          let sum = steps.reduce(line.list) { $0 + $1.amount }
          #expect(line.net == sum, "seed \(generated.seed), line \(line.number)")
          if line.list < 0 { fromZero = false }
          #expect(
            line.list < 0 || line.net >= 0, "seed \(generated.seed), line \(line.number)")
        }
        #expect(!fromZero || decision.net >= 0, "seed \(generated.seed)")
        #expect(decision.payable == decision.net + decision.charges)
      }
    }
  }

  @Test("L-003 the position of lines and offers changes nothing") func permutations() throws {
    for generated in cases(221...320) {
      let other = generated.reversed
      let (rules, turned) = (try CompiledRules(generated.book), try CompiledRules(other.book))
      let found = Differential.difference(
        generated.seed,
        rules.price(batch: generated.orders).map { EngineView.result($0, rules) },
        turned.price(batch: other.orders).map { EngineView.result($0, turned) })
      #expect(found == nil, "\(String(describing: found))")
    }
  }

  @Test("L-007 an order explained again gives the same bytes, and the amounts of its decision")
  func replay() throws {
    for generated in cases(321...380) {
      let rules = try CompiledRules(generated.book)
      let again = try CompiledRules(generated.book)
      for order in generated.orders {
        var first = DecisionRecordWriter(rules)
        var second = DecisionRecordWriter(again)
        let record = first.record(order)
        let explained = first.explained(order)
        #expect(explained == second.explained(order), "seed \(generated.seed), \(order.id)")
        #expect(explained.starts(with: record.dropLast()), "seed \(generated.seed), \(order.id)")
      }
    }
  }
}
