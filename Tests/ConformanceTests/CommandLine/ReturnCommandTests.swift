import Foundation
import TestSupport
import Testing

/// `price --sales` and `return` (RULES.md Z-007, Z-023, X-013).
@Suite(.enabled(if: Program.url != nil, "needs the built program")) struct ReturnCommandTests {
  static let project = [
    "rules.json": TextProject.document([
      "phases": #"[{"id":"p"}]"#,
      "offers": """
      [{"id":"ten","phase":"p","percentOff":"10%",
        "requires":[{"measure":"amount","from":"40"}]}]
      """,
      "returns": """
      {"promotions":{"default":"repriceRemainder"},"windows":[{"id":"w","days":30}],
       "fees":[{"id":"f","rate":"10%"}]}
      """,
    ]),
    "orders.ndjson": [
      TextProject.order("1", [#""product":"A","quantity":"4""#]),
      TextProject.order("2", [#""product":"A","quantity":"2""#]),
    ].joined(separator: "\n"),
  ]

  /// The project's sales as `price` stores them.
  static func sales() throws -> String {
    let file = Scratch.url("sales", suffix: ".ndjson")
    defer { try? FileManager.default.removeItem(at: file) }
    let run = try Program.run("price", project, ["--sales", file.path])
    #expect(run.status == 0)
    #expect(run.output.last?.hasPrefix("orders 2 errors 0 lines 2") == true)
    return try String(contentsOf: file, encoding: .utf8)
  }

  /// Runs `return` over a file of sales.
  static func give(_ sales: String, _ words: [String]) throws -> Program.Run {
    let file = Scratch.url("sales", suffix: ".ndjson")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(sales.utf8).write(to: file)
    return try Program.run("return", project, ["--sale", file.path] + words)
  }

  static let day = ["--date", "2025-03-10"]

  /// Four of 10.00 cost 36.00; the one that stays costs 10.00 alone, so 26.00 come back.
  @Test func aStatementIsPrinted() throws {
    let sales = try Self.sales()
    let words = ["--order", "1", "--lines", "1=3"] + Self.day
    let text = try Self.give(sales, words)
    #expect(text.status == 0)
    let last =
      "returns 1 sale 1 return 1/1 outcome allowed currency CNY refund 26.00 credit 23.40"
    #expect(text.output.last == last)
    #expect(text.output.contains("  taken back -1.00"))
    #expect(text.output.contains("  fee -2.60"))
    let json = try Self.give(sales, words + ["--json"])
    #expect(json.errors.last == last)
    let object = try #require(try json.objects().first)
    #expect(object["refund"] as? String == "26.00")
    #expect(object["outcome"] as? String == "allowed")
  }

  /// `--lang zh`: amounts and reasons in Chinese, the reasons by the one table of codes.
  @Test func aStatementIsPrintedInChinese() throws {
    let sales = try Self.sales()
    let words = ["--order", "1", "--lines", "1=3", "--lang", "zh"]
    let text = try Self.give(sales, words + Self.day)
    #expect(text.status == 0)
    #expect(text.output.first == "退货 1/1，订单 1，D，2025-03-10：允许")
    #expect(text.output.contains("       销售时 ten -4.00，余货重新定价"))
    for line in ["  商品 30.00", "  促销追回 -1.00", "  手续费 -2.60", "  贷记 23.40"] {
      #expect(text.output.contains(line), "\(line)")
    }
    #expect(
      text.output.last == "退货 1 订单 1 退货单 1/1 结果 允许 币种 CNY 退款 26.00 贷记 23.40")
    let late = try Self.give(sales, words + ["--date", "2025-05-10"])
    #expect(late.status == 1)
    #expect(late.output.first == "退货 1/1，订单 1，D，2025-05-10：拒绝")
    #expect(late.output.contains("  第 1 行：已超过退货期限（w） 2025-03-31"))
    #expect(try Self.give(sales, words + Self.day + ["--lang", "fr"]).status == 2)
  }

  @Test func earlierReturnsCount() throws {
    let sales = try Self.sales()
    let first = try Self.give(sales, ["--order", "1", "--lines", "1=3", "--json"] + Self.day)
    let file = Scratch.url("returned", suffix: ".ndjson")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(first.output.joined(separator: "\n").utf8).write(to: file)
    let words = ["--order", "1", "--returns", file.path] + Self.day
    let rest = try Self.give(sales, words + ["--whole"])
    #expect(
      rest.output.last?.contains("return 1/2 outcome allowed currency CNY refund 10.00") == true)
    let more = try Self.give(sales, words + ["--lines", "1=2"])
    #expect(more.status == 1)
    #expect(more.output.last?.contains("outcome refused currency CNY refund 0.00") == true)
  }

  @Test func badInputIsRefused() throws {
    let sales = try Self.sales()
    let tampered = sales.replacingOccurrences(
      of: #""payable":"36.00""#, with: #""payable":"96.00""#)
    let run = try Self.give(tampered, ["--order", "1", "--lines", "1=1"] + Self.day)
    #expect(run.status == 1)
    #expect(run.errors.contains { $0.hasSuffix("tampered") && $0.contains("at byte 0 ") })
    // The other sale is whole and comes back.
    let other = try Self.give(tampered, ["--order", "2", "--lines", "1=1"] + Self.day)
    #expect(other.status == 1)
    #expect(other.output.last?.contains("sale 2 return 2/1 outcome allowed") == true)
    #expect(try Self.give(tampered, ["--lines", "1=1"] + Self.day).status == 2)
    let twice = try Self.give(sales + "\n" + sales, ["--order", "1", "--lines", "1=1"] + Self.day)
    #expect(twice.status == 1)
    #expect(twice.errors.filter { $0.contains("has two sales of order") }.count == 2)
    let late = try Self.give(
      sales, ["--order", "1", "--lines", "1=1", "--date", "2025-05-01"])
    #expect(late.status == 1)
    #expect(late.output.contains { $0.contains("too late") })
    let asked = Scratch.url("asked", suffix: ".ndjson")
    defer { try? FileManager.default.removeItem(at: asked) }
    let line =
      #"{"id":"r","sale":"SALE","date":"2025-03-10","lines":[{"number":1,"quantity":"1"}]}"#
    let requests = ["3", "1", "1"].map { line.replacingOccurrences(of: "SALE", with: $0) }
    try Data(requests.joined(separator: "\n").utf8).write(to: asked)
    let foreign = try Self.give(sales, ["--request", asked.path, "--json"])
    let codes = try foreign.objects().map { object in
      (object["reasons"] as? [[String: Any]] ?? []).compactMap { $0["code"] as? String }
    }
    #expect(codes == [["foreignSale"], [], ["settledBefore"]])
    // Several are summed up: those that are allowed by their amounts.
    let sum = try #require(foreign.errors.last)
    #expect(sum.hasPrefix("returns 3 allowed 1 held 0 refused 2 currency CNY refund "), "\(sum)")
    // What a request says itself, nothing else says beside it, least of all otherwise.
    let named = try Self.give(sales, ["--request", asked.path, "--order", "1"])
    #expect(named.status == 2)
    #expect(named.errors.contains { $0.hasSuffix("names `1`, and a return of --request `3`") })
    for more in [["--lines", "1=1"], ["--whole"], ["--id", "x"], Self.day] {
      #expect(try Self.give(sales, ["--request", asked.path] + more).status == 2)
    }
    try Data(line.replacingOccurrences(of: "SALE", with: "1").utf8).write(to: asked)
    #expect(try Self.give(sales, ["--request", asked.path, "--order", "1"]).status == 0)
    #expect(try Self.give(sales, ["--lines", "1=1"] + Self.day).status == 2)
    #expect(try Self.give(sales, ["--order", "1", "--lines", "x"] + Self.day).status == 2)
    #expect(try Self.give(sales, ["--order", "1", "--lines", "1=1"]).status == 2)
    #expect(try Program.run("return", Self.project, ["--sale", "/nowhere"]).status == 3)
  }
}
