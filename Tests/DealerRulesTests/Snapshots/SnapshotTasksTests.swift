import TestSupport
import Testing

@testable import DealerRules

/// Rules are compiled and loaded by several tasks; nothing shows how many there were.
@Suite("X-007 rules by several tasks") struct SnapshotTasksTests {
  private static func records(_ rules: CompiledRules, _ orders: [Order]) -> [[UInt8]] {
    var writer = DecisionRecordWriter(rules, rulesHash: rules.rulesHash())
    var batch = OrderBatch()
    for order in orders { batch.append(order, rules) }
    var workspace = Workspace(rules)
    var result = PricedBatch(detail: .steps)
    workspace.price(batch, into: &result)
    return orders.indices.map { writer.record($0, batch, result, detail: .steps) }
  }

  @Test func booksOfEveryFamily() async throws {
    var counted = 0
    for seed in 1...UInt64(RandomCases.count(40)) {
      let generated = GeneratedCase(
        seed: seed, families: seed % 2 == 0 ? Set(OfferFamily.allCases) : [])
      let world = PlainWorld(seed: seed, orders: 20)
      for (book, orders) in [(generated.book, generated.orders), (world.book, world.orders)] {
        let alone = try CompiledRules(book)
        let expected = Self.records(alone, orders)
        let bytes = alone.snapshot()
        let together = [
          try await CompiledRules(book, workers: 2),
          try await CompiledRules(snapshot: bytes, workers: 2),
        ]
        for rules in together {
          #expect(rules.snapshot() == bytes)
          #expect(rules.warnings == alone.warnings)
          #expect((rules.kernel == nil) == (alone.kernel == nil))
          #expect(rules.prices.counted.count == alone.prices.counted.count)
          #expect(Self.records(rules, orders) == expected, "seed \(seed)")
        }
        counted += alone.prices.counted.count
      }
    }
    #expect(counted > 40)
  }

  private static func refusal(_ load: () async throws -> CompiledRules) async -> String {
    do {
      return "read \(try await load().snapshot().count)"
    } catch {
      return "\(error)"
    }
  }

  /// Damage in a part that is read ahead is told no earlier than damage before it.
  @Test func damage() async throws {
    var random = SplitMix64(seed: 31)
    var codes: Set<String> = []
    let generated = GeneratedCase(seed: 35, families: Set(OfferFamily.allCases))
    let bytes = try CompiledRules(generated.book).snapshot()
    for place in stride(from: 32, to: bytes.count, by: 3) {
      var changed = bytes
      // Often two places, so that more than one part refuses.
      changed[place] = UInt8(random.below(256))
      if random.below(2) == 0 { changed[32 + random.below(bytes.count - 32)] = 255 }
      let words = SnapshotReader.words(of: changed)
      let checksum = RuleSnapshot.checksum(words.span)
      for part in 0..<8 {
        changed[24 + part] = UInt8(truncatingIfNeeded: checksum >> UInt64(part * 8))
      }
      let damaged = changed
      let alone = await Self.refusal { try CompiledRules(snapshot: damaged) }
      let together = await Self.refusal { try await CompiledRules(snapshot: damaged, workers: 2) }
      #expect(alone == together, "byte \(place)")
      codes.insert(String(alone.prefix(4)))
    }
    #expect(codes.count > 1)
  }

  @Test func findingsOfACompile() async {
    for seed in 1...UInt64(20) {
      var book = PlainWorld(seed: seed, orders: 1).book
      for index in book.priceTables.indices where book.priceTables[index].rows.count > 0 {
        var row = book.priceTables[index].rows[0]
        if seed % 3 == 0 { row.key[row.key.count - 1] = "nothing" }
        if seed % 3 == 1 { row.value = .amount(-1) }
        book.priceTables[index].rows.append(row)
      }
      if seed % 4 == 0, let first = book.products.first { book.products.append(first) }
      if seed % 5 == 0, let first = book.territories.first { book.territories.append(first) }
      let broken = book
      let alone = await Self.refusal { try CompiledRules(broken) }
      let together = await Self.refusal { try await CompiledRules(broken, workers: 2) }
      #expect(alone == together)
      #expect(!alone.hasPrefix("read"))
    }
  }
}
