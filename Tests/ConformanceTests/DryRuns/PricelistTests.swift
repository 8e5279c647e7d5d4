import Foundation
import TestSupport
import Testing

/// `pricelist` says each rule once, compares within one currency, and takes no idle options
/// (RULES.md U-031).
@Suite("U-031 price lists", .enabled(if: Program.url != nil, "needs the built program"))
struct PricelistTests {
  /// An offer of 5.00 that the margin gives 2.00 of back, and a dealer who buys in dollars.
  static let files = [
    "rules.json": TextProject.document([
      "products": #"[{"id":"A","cost":"7"}]"#,
      "customers": #"[{"id":"D"},{"id":"E","currency":"USD"}]"#,
      "prices": """
      [{"table":"list","product":"A","price":"10"},
       {"table":"list","product":"A","price":"2","currency":"USD"}]
      """,
      "phases": #"[{"id":"p"}]"#,
      "offers": #"[{"id":"key","phase":"p","amountOff":"5","per":"unit","when":{"customer":"D"}}]"#,
      "guards": """
      [{"id":"cost","floor":{"of":"cost"},"outcome":"clip","when":{"customer":"D"}}]
      """,
    ])
  ]

  static func run(_ words: [String]) throws -> Program.Run {
    try Program.run("pricelist", files, ["--date", "2025-03-01"] + words)
  }

  @Test func aRuleIsNamedOnce() throws {
    let list = try Self.run(["--customer", "D", "--json"]).objects()
    #expect(list.first?["net"] as? String == "7.00")
    #expect(list.first?["offers"] as? [String] == ["key"])
    let text = try Self.run(["--customer", "D"])
    #expect(text.output.contains { $0.hasSuffix("less key") }, "\(text.output)")
    let below = try Self.run(["--product", "A", "--below", "8", "--json"]).objects()
    #expect(below.first?["offers"] as? [String] == ["key"])
    #expect(below.first?["currency"] as? String == "CNY")
  }

  @Test func aBoundIsOfOneCurrency() throws {
    let own = try Self.run(["--product", "A", "--below", "100"])
    #expect(own.output.last == "customers 2 below 1 held 0 refused 0 otherCurrency 1")
    let dollars = try Self.run(["--product", "A", "--below", "100", "--currency", "USD"])
    #expect(dollars.output.last == "customers 2 below 1 held 0 refused 0 otherCurrency 1")
    #expect(dollars.output[1].hasPrefix("E ") && dollars.output[1].contains(" 2.00 "))
  }

  @Test(arguments: [
    (["--customer", "D", "--currency", "USD"], "--below is missing"),
    (["--product", "A", "--below", "9", "--currency", "XQQ"], "there is no currency `XQQ`"),
  ])
  func idleWordsAreRefused(_ words: [String], _ message: String) throws {
    let run = try Self.run(words)
    #expect(run.status == 2)
    #expect(run.errors.first?.contains(message) == true, "\(run.errors)")
  }
}
