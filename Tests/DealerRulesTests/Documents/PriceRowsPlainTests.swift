import TestSupport
import Testing

@testable import DealerRules

/// A host that keeps prices in columns states them as columns; they are rows like any others.
@Suite("P-002 rows appended as columns") struct PriceRowsPlainTests {
  private static func book(_ rows: PriceRows) throws -> RuleBook {
    var book = RuleBook(name: "columns", currency: try #require(Currency("CNY")))
    book.products = (0..<40).map { Product(id: "P\($0)", baseUnit: "piece") }
    book.customers = (0..<30).map { Customer(id: "C\($0)") }
    var table = PriceTable(id: "contract", keys: [.customer, .product])
    table.rows = rows
    book.priceTables = [table]
    book.priceKinds = [PriceKind(id: "price", accesses: [Access(tables: ["contract"])])]
    return book
  }

  @Test("are the rows that are appended one by one") func same() throws {
    var random = SplitMix64(seed: 11)
    var (one, all) = (PriceRows(keyCount: 2), PriceRows(keyCount: 2))
    // A text that no row states changes nothing.
    _ = all.keyText("nobody")
    for from in [Int64(0), 5_000, 12_000] {
      var (amounts, customers, products): ([Int64], [PriceRows.KeyText], [PriceRows.KeyText]) =
        ([], [], [])
      for customer in 0..<30 {
        for product in 0..<40 where from == 0 || product % 3 == 0 {
          let amount = Int64(random.below(9_000_000))
          one.append(
            PriceRow(
              key: ["C\(customer)", "P\(product)"], value: .amount(amount), from: from))
          amounts.append(amount)
          customers.append(all.keyText("C\(customer)"))
          products.append(all.keyText("P\(product)"))
        }
      }
      all.append(amounts: amounts, from: from, keys: [customers, products])
    }
    #expect(one.count == 30 * 40 + 2 * 30 * 14)
    #expect((0..<one.count).map { one[$0] } == (0..<all.count).map { all[$0] })
    let (a, b) = (try CompiledRules(Self.book(one)), try CompiledRules(Self.book(all)))
    #expect(a.hashes() == b.hashes())
    let loaded = try CompiledRules(snapshot: b.snapshot())
    #expect(loaded.hashes() == a.hashes())
  }

  @Test("stand beside rows with more to say") func mixed() {
    var rows = PriceRows(keyCount: 1)
    let piece = rows.keyText("P1")
    rows.append(
      PriceRow(
        id: "box", key: ["P1"], value: .amount(5), unit: "box", from: 3,
        validity: Validity(from: Instant(secondsSinceEpoch: 9))))
    rows.append(amounts: [7, 8], keys: [[piece, rows.keyText("P2")]])
    #expect(rows[1] == PriceRow(key: ["P1"], value: .amount(7)))
    #expect(rows[2] == PriceRow(key: ["P2"], value: .amount(8)))
    #expect(rows[0].id == "box" && rows[0].unit == "box" && rows[0].from == 3)
  }

  @Test("with texts that are missing or of other rows have empty keys") func unknown() throws {
    var (other, rows) = (PriceRows(keyCount: 2), PriceRows(keyCount: 2))
    for number in 0..<9 { _ = other.keyText("C\(number)") }
    let foreign = other.keyText("C9")
    let customer = rows.keyText("C1")
    rows.append(amounts: [1, 2, 3], keys: [[customer, foreign]])
    #expect(rows[0].key == ["C1", ""])
    #expect(rows[1].key == ["", ""])
    #expect(rows[2].key == ["", ""])
    let errors = #expect(throws: RuleErrors.self) { try CompiledRules(Self.book(rows)) }
    #expect(errors?.diagnostics.isEmpty == false)
  }
}
