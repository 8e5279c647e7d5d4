import TestSupport
import Testing

@testable import DealerRules

/// Plain rows of a table go straight into columns; they must be read as every other row is.
@Suite("N-002 price rows") struct PriceRowReadingTests {
  static let rules = """
    {"rules": 1, "currency": "CNY", "zone": "+08:00",
     "priceTables": [{"id": "list", "keys": ["product"]},
      {"id": "contract", "keys": ["customer", "product.line"]},
      {"id": "volume", "keys": ["product"], "schedule": {"basis": "amount"}}],
     "priceKinds": [{"id": "price", "accesses": [{"tables": ["list"]}]}]}
    """

  static func rows(_ prices: RuleSource) throws(RuleErrors) -> [[PriceRow]] {
    let book = try RuleBook.read([RuleSource(name: "rules.json", text: rules), prices])
    return book.priceTables.map { table in
      (0..<table.rows.count).map { index in
        var row = table.rows[index]
        row.origin = nil
        return row
      }
    }
  }

  /// The same row as an object, which the general reader reads.
  static func object(_ header: [String], _ fields: [String]) -> String {
    let members = zip(header, fields).filter { !$1.isEmpty }.map { "\"\($0)\": \"\($1)\"" }
    return "{" + members.joined(separator: ", ") + "}"
  }

  static let header = [
    "table", "product", "customer", "product.line", "price", "from", "below", "currency", "unit",
    "validFrom", "validUntil", "validThrough", "id", "per", "of", "factor",
  ]

  static func randomRow(_ random: inout SplitMix64) -> [String] {
    var row = [String](repeating: "", count: header.count)
    let pick = { (choices: [String], random: inout SplitMix64) in
      choices[random.below(choices.count)]
    }
    row[0] = pick(["list", "contract", "volume"], &random)
    if row[0] == "contract" {
      row[2] = pick(["D1", "D2", "客户"], &random)
      row[3] = pick(["a", "b"], &random)
    } else {
      row[1] = pick(["P1", "P2", "é", "e\u{301}", "0012"], &random)
    }
    row[4] = pick(["1", "2.50", "0.000001", "1e2", "9223372036854"], &random)
    row[5] = pick(["", "", "5", "2.5"], &random)
    row[6] = pick(["", "", "", "1000"], &random)
    row[7] = pick(["", "CNY", "EUR", "EUR"], &random)
    row[8] = pick(["", "case", "kg"], &random)
    row[9] = pick(["", "2025-01-01", "2025-03-01", "2025-01-01T00:00:00Z"], &random)
    row[10] = pick(["", "", "2025-12-31"], &random)
    if row[10].isEmpty { row[11] = pick(["", "9999-12-31", "2025-06-30"], &random) }
    row[12] = pick(["", "", "row-1"], &random)
    row[13] = pick(["", "", "", "50"], &random)
    if random.below(8) == 0 {
      row[4] = ""
      row[14] = "cost"
      row[15] = pick(["", "110%"], &random)
    }
    return row
  }

  @Test func tablesAndObjectsGiveTheSameRows() throws {
    var random = SplitMix64(seed: 77)
    var (csv, json) = ([PriceRowReadingTests.header.joined(separator: ",")], [String]())
    for _ in 0..<600 {
      let row = PriceRowReadingTests.randomRow(&random)
      csv.append(row.joined(separator: ","))
      json.append(PriceRowReadingTests.object(PriceRowReadingTests.header, row))
    }
    let table = try PriceRowReadingTests.rows(
      RuleSource(name: "prices.csv", text: csv.joined(separator: "\n")))
    let list = try PriceRowReadingTests.rows(
      RuleSource(
        name: "prices.rules.json",
        text: "{\"rules\": 1, \"prices\": [\n" + json.joined(separator: ",\n") + "]}"))
    #expect(table == list)
    #expect(table.map(\.count).reduce(0, +) == 600)
  }

  static let faults: [(row: String, code: DiagnosticCode)] = [
    ("lits,P1,,,1,,,", .unknownReference), ("list,,,,1,,,", .missingField),
    ("list,P1,D1,,1,,,", .keyNotInTable), ("list,P1,,a,1,,,", .keyNotInTable),
    ("list,P1,,,1.2345678,,,", .numberTooPrecise), ("list,P1,,,,,,", .missingField),
    ("list,P1,,,1,1.2345,,", .numberTooPrecise), ("list,P1,,,1,,XYZ,", .unknownCurrency),
    ("list,P1,,,1,,,2025-02-30", .impossibleDate), ("list,P1,,,\"1,500\",,,", .thousandsSeparator),
  ]

  @Test(arguments: faults)
  func aFaultyRowIsReportedOnceAndOthersStay(row: String, code: DiagnosticCode) {
    let header = "table,product,customer,product.line,price,from,currency,validFrom"
    let text = "\(header)\nlist,P1,,,1,,,\n\(row)\nlist,P2,,,2,,,\n"
    let read = RuleBook.reading([
      RuleSource(name: "rules.json", text: PriceRowReadingTests.rules),
      RuleSource(name: "prices.csv", text: text),
    ])
    #expect(read.diagnostics.map(\.code) == [code])
    let products = (0..<read.book.priceTables[0].rows.count).map {
      read.book.priceTables[0].rows[$0].key
    }
    #expect(products.first == ["P1"])
    #expect(products.last == ["P2"])
  }

  /// Short texts, texts of eight bytes and longer ones that begin alike.
  @Test(arguments: ["k", "k000", "a long beginning "])
  func textsThatCollideKeepTheirSymbols(_ beginning: String) {
    var interner = ByteInterner()
    var symbols = SymbolTable()
    var random = SplitMix64(seed: 5)
    var record = CSVRecord()
    for _ in 0..<20_000 {
      let text = "\(beginning)\(random.below(3_000))"
      record.bytes = Array("x,\(text),y".utf8)
      record.fields = [
        CSVRecord.Field(start: 0, end: 1, isQuoted: false, hasDoubledQuotes: false),
        CSVRecord.Field(
          start: 2, end: UInt32(2 + text.utf8.count), isQuoted: false, hasDoubledQuotes: false),
      ]
      let symbol = interner.symbol(of: 1, record, in: &symbols)
      #expect(symbols.name(symbol) == text)
    }
    #expect(symbols.count <= 3_000)
  }
}
