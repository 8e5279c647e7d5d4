import Testing

@testable import DealerRules

@Suite("X-011 price kinds in id order") struct RecordOrderTests {
  /// A book with the same kinds in any order, each with a price of its own.
  static func rules(_ kinds: [String]) throws -> CompiledRules {
    var book = RuleBook(currency: .eur)
    book.products = [Product(id: "p")]
    book.customers = [Customer(id: "c")]
    for (index, kind) in kinds.sorted(by: IdentifierOrder.precedes).enumerated() {
      var table = PriceTable(id: kind, keys: [.product])
      table.rows.append(PriceRow(key: ["p"], value: .amount(Int64(index + 1) * 1_000_000)))
      book.priceTables.append(table)
    }
    book.priceKinds = kinds.map { PriceKind(id: $0, accesses: [Access(tables: [$0])]) }
    book.sellingKind = "b"
    return try CompiledRules(book)
  }

  static let order = Order(
    id: "1", customer: "c", moment: .instant(Instant(secondsSinceEpoch: 0)),
    lines: [OrderLine(number: 1, product: "p", quantity: .one)])

  /// `10` before `9` by bytes and after it as a number; `é` in one character after the other.
  @Test func recordsNameKindsInIDOrder() throws {
    let kinds = ["é", "b", "10", "e\u{301}", "a", "9"]
    var records: Set<String> = []
    for turn in kinds.indices {
      let rules = try Self.rules(Array(kinds[turn...] + kinds[..<turn]))
      var writer = DecisionRecordWriter(rules)
      records.insert(String(decoding: writer.record(Self.order), as: UTF8.self))
      let decision = try rules.price(Self.order).get()
      #expect(decision.lines[0].prices.map { $0.kind.utf8.count } == [1, 2, 1, 1, 3, 2])
      #expect(decision.net == 4_000_000)
    }
    #expect(records.count == 1)
    let record = try #require(records.first)
    let prices =
      "\"prices\":{\"9\":\"1.00\",\"10\":\"2.00\",\"a\":\"3.00\",\"b\":\"4.00\","
      + "\"e\u{301}\":\"5.00\",\"é\":\"6.00\"}"
    #expect(
      record.utf8.split(separator: UInt8(ascii: "[")).contains { part in
        String(decoding: part, as: UTF8.self).contains(prices)
      })
  }

  @Test func stepsStandWithTheirLines() {
    var groups = LineGroups()
    let lines: [Int32] = [2, 0, -1, 2, 0, 2]
    groups.fill(lines.indices, lines: 4) { lines[$0] }
    #expect((0..<4).map { Array(groups[$0]) } == [[1, 4], [], [0, 3, 5], []])
    groups.fill(3..<6, lines: 3) { lines[$0] }
    #expect((0..<3).map { Array(groups[$0]) } == [[4], [], [3, 5]])
    groups.fill(0..<0, lines: 1) { _ in 0 }
    #expect(groups[0].isEmpty)
  }
}
