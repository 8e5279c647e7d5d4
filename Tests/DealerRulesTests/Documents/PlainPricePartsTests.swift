import TestSupport
import Testing

@testable import DealerRules

/// A large table of prices is read by several tasks; nothing shows how many there were.
@Suite("X-007 prices read in parts") struct PlainPricePartsTests {
  private static let rules = RuleSource(
    name: "rules.json",
    text: """
      {"rules": 1, "currency": "CNY", "zone": "+08:00",
       "prices": [{"table": "volume", "tier": "A", "product": "P7", "from": 9, "price": 1}],
       "priceTables": [{"id": "list", "keys": ["product"]},
        {"id": "contract", "keys": ["customer", "product"]},
        {"id": "volume", "keys": ["tier", "product"]}],
       "priceKinds": [{"id": "price", "accesses": [{"tables": ["contract", "list"]}]}]}
      """)
  private static let header =
    "table,customer,tier,product,price,from,unit,currency,validFrom,id,capQuantity"

  /// Rows of every table, with bands, units, currencies, periods and ids, as plain rows have them.
  private static func lines(_ count: Int, _ random: inout SplitMix64) -> [String] {
    (0..<count).map { row in
      let product = "P\(random.below(900))"
      let price = "\(random.below(900)).\(random.below(90) + 10)"
      let unit = random.below(40) == 0 ? "case" : ""
      let currency = random.below(50) == 0 ? "EUR" : ""
      let from = random.below(60) == 0 ? "2025-0\(random.below(9) + 1)-01" : ""
      let id = random.below(70) == 0 ? "row-\(row)" : ""
      let rest = "\(unit),\(currency),\(from),\(id),"
      switch random.below(3) {
      case 0: return "list,,,\(product),\(price),,\(rest)"
      case 1: return "contract,C\(random.below(5000)),,\(product),\(price),,\(rest)"
      default: return "volume,,T\(random.below(9)),\(product),\(price),\(random.below(40)),\(rest)"
      }
    }
  }

  private static func read(_ source: RuleSource, workers: Int) async -> RuleReader {
    var reader = RuleReader([rules, source], limits: Limits())
    await reader.run(workers: workers)
    return reader
  }

  private static func parts(_ source: RuleSource, workers: Int) async -> [[PriceRows]]? {
    var sink = DiagnosticSink()
    let book = RuleBook.reading([rules]).book
    let reader = CSVReader(source, index: 1, sink: &sink)
    var (columns, tables): (IdentifierMap<Int>, IdentifierMap<Int>) = ([:], [:])
    for (index, name) in reader.header.enumerated() { columns[name] = index }
    for (index, table) in book.priceTables.enumerated() { tables[table.id] = index }
    return await PlainPriceParts(reader, columns, book, tables, workers: workers)?.rows()
  }

  /// What a table holds, row by row, with the numbers that its columns count by.
  private static func differs(_ a: PriceRows, _ b: PriceRows) -> String? {
    guard a.count == b.count else { return "\(a.count) rows, \(b.count) rows" }
    guard a.symbols.names == b.symbols.names, a.windows == b.windows, a.currencies == b.currencies
    else { return "names" }
    guard a.keys == b.keys else { return "keys" }
    for row in 0..<a.count where a[row] != b[row] { return "row \(row): \(a[row]), \(b[row])" }
    return nil
  }

  @Test func anyNumberOfTasks() async {
    var random = SplitMix64(seed: 19)
    for ends in ["\n", "\r\n"] {
      let text = ([Self.header] + Self.lines(40_000, &random)).joined(separator: ends) + ends
      let source = RuleSource(name: "prices.csv", text: text)
      let alone = await Self.read(source, workers: 1)
      #expect(!alone.sink.hasErrors)
      for workers in [2, 3, 5] {
        let parts = await Self.parts(source, workers: workers)
        #expect(parts?.count == min(workers, text.utf8.count >> 18))
        #expect(parts?.joined().map(\.count).reduce(0, +) == 40_000)
        let together = await Self.read(source, workers: workers)
        #expect(together.sink.sorted() == alone.sink.sorted())
        for (a, b) in zip(alone.book.priceTables, together.book.priceTables) {
          #expect(Self.differs(a.rows, b.rows) == nil)
        }
      }
    }
  }

  /// What is not read in parts is read as a whole, with the same findings.
  @Test func tablesThatAreReadWhole() async {
    var random = SplitMix64(seed: 23)
    let plain = Self.lines(24_000, &random)
    let half = plain.count / 2
    let strange: [(String, (Int) -> String)] = [
      ("a fault", { _ in "list,,,P1,x,,,,,," }),
      ("a row with a cap", { _ in "list,,,P1,5,,,,,,10" }),
      ("an unknown table", { _ in "lits,,,P1,5,,,,,," }),
      ("a text without end", { _ in "list,,,\"P1,5,,,,,," }),
      ("too many fields", { _ in "list,,,P1,5,,,,,,,,," }),
      // Every other line is one that only quotes make a part of a row.
      ("texts over many lines", { $0 % 2 == 0 ? "list,,,\"P" : "Q\",5,,,,,," }),
    ]
    for (name, row) in strange {
      var lines = plain
      let isEverywhere = name == "texts over many lines"
      for place in isEverywhere ? Array(0..<plain.count) : [half + 77] { lines[place] = row(place) }
      let text = ([Self.header] + lines).joined(separator: "\n") + "\n"
      let padded =
        isEverywhere ? text + String(repeating: "list,,,P1,5,,,,,,\n", count: 40_000) : text
      let source = RuleSource(name: "prices.csv", text: padded)
      #expect(source.bytes.count > 1 << 19)
      let alone = await Self.read(source, workers: 1)
      // Of several cuts some are inside a text.
      let together = await Self.read(source, workers: isEverywhere ? 7 : 2)
      if !isEverywhere { #expect(await Self.parts(source, workers: 2)?.count == nil, "\(name)") }
      #expect(alone.sink.sorted() == together.sink.sorted(), "\(name)")
      for (a, b) in zip(alone.book.priceTables, together.book.priceTables) {
        #expect(Self.differs(a.rows, b.rows) == nil, "\(name)")
      }
    }
  }

  @Test func smallTablesAreNotCut() async {
    let source = RuleSource(name: "prices.csv", text: "\(Self.header)\nlist,,,P1,5,,,,,,\n")
    #expect(await Self.parts(source, workers: 8)?.count == nil)
  }
}
