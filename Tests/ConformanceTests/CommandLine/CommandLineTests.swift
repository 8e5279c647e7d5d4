import Foundation
import TestSupport
import Testing

/// What the program writes, byte by byte where others rely on it (RULES.md X-013 … X-015).
@Suite(.enabled(if: Program.url != nil, "needs the built program")) struct CommandLineTests {
  /// A rule document whose members replace the usual ones of a small shop.
  static func rules(_ members: [String: String] = [:]) -> String {
    TextProject.document(members)
  }

  static let order = TextProject.order("1", [#""product":"A","quantity":"3""#])

  static func project(
    _ members: [String: String] = [:], orders: [String] = [order]
  ) -> [String: String] {
    ["rules.json": rules(members), "orders.ndjson": orders.joined(separator: "\n")]
  }

  /// Two phases that settle unit prices, each with an offer of its name.
  static let twins = [
    "phases": #"[{"id":"s","point":"unit"},{"id":"t","point":"unit"}]"#,
    "offers": """
    [{"id":"s","phase":"s","percentOff":"3.33%"},{"id":"t","phase":"t","percentOff":"7%"}]
    """,
  ]

  static let unreadable = #"{"id":"2"}"#

  // MARK: Last lines

  @Test func everyCommandEndsWithPairs() throws {
    let counts = "products 1 customers 1 regions 0 tables 1 rows 1 kinds 1 offers 0"
    let sums = "currency CNY list 30.00 net 30.00 charges 0.00 payable 30.00"
    let priced = "orders 1 errors 0 lines 1 allow 1 flag 0 hold 0 block 0 \(sums)"
    let expected = [
      "check": "\(counts) errors 0 warnings 0", "price": priced,
      "explain": "order 1 outcome allow \(sums)",
      "authorize": "orders 1 errors 0 lines 1 allow 1 flag 0 hold 0 block 0",
    ]
    for (command, line) in expected {
      let words = command == "explain" ? ["1"] : []
      let text = try Program.run(command, Self.project(), words)
      #expect(text.output.last == line)
      let json = try Program.run(command, Self.project(), words + ["--json"])
      #expect(json.errors.last == line)
      #expect(json.output.count == 1)
      #expect(text.status == 0 && json.status == 0)
    }
    let decisions = try Program.run("price", Self.project(), ["--out", "-"])
    #expect(decisions.errors.last == priced)
    #expect(try decisions.objects().map { $0["order"] as? String } == ["1"])
  }

  @Test func ruleErrorsAreObjectsForEveryCommand() throws {
    let project = Self.project(["offers": #"[{"id":"o","phase":"none","percentOff":"5%"}]"#])
    for command in ["check", "price", "authorize", "explain"] {
      let words = command == "explain" ? ["1"] : []
      let run = try Program.run(command, project, words + ["--json"])
      let objects = try run.objects()
      #expect(run.status == 1)
      #expect(
        Set(try #require(objects.first).keys)
          == ["code", "severity", "message", "help", "file", "line", "column"])
      #expect(objects.last as? [String: Int] == ["errors": 1, "warnings": 0])
      #expect(run.errors.last == "errors 1 warnings 0")
      let text = try Program.run(command, project, words)
      #expect(text.output == ["errors 1 warnings 0"])
    }
  }

  @Test func ordersInErrorAreToldAsSuch() throws {
    let orders = [TextProject.order("1", [#""product":"A","quantity":"0""#]), Self.unreadable]
    let record = #"{"v":1,"order":"1","outcome":"error","error":"quantityNotPositive","line":1}"#
    let run = try Program.run("explain", Self.project(orders: orders), ["1", "--json"])
    #expect(run.output == [record])
    #expect(run.errors.last == "order 1 outcome error error quantityNotPositive line 1")
    #expect(run.status == 1)
    let other = try Program.run("explain", Self.project(orders: orders), ["2", "--json"])
    #expect(try other.objects().last as? [String: Int] == ["errors": 3, "warnings": 0])
  }

  // MARK: Summary

  /// X-014.
  @Test func theSummaryIsTheSameInEveryRun() throws {
    let first = try Program.run("price", Self.project(Self.twins), ["--json"])
    let steps = """
      "steps":[{"rule":"s","kind":"offer","lines":1,"amount":"-0.999"},\
      {"rule":"s","kind":"phase","lines":1,"amount":"0.009"},
      """.dropLast()
    #expect(first.output.first?.contains(steps) == true)
    let text = try Program.run("price", Self.project(Self.twins))
    for _ in 0..<5 {
      #expect(
        try Program.run("price", Self.project(Self.twins), ["--json"]).output == first.output)
      #expect(try Program.run("price", Self.project(Self.twins)).output == text.output)
    }
  }

  // MARK: Tables

  @Test func fieldsAreQuotedByTheirBytes() throws {
    let file = Scratch.url("decisions", suffix: ".csv")
    defer { try? FileManager.default.removeItem(at: file) }
    // The comma and the quote each carry a combining accent.
    let id = "a,\u{301}b\\\"\u{301}c"
    let order = TextProject.order(id, [#""product":"A","quantity":"3""#])
    let run = try Program.run("price", Self.project(orders: [order]), ["--out", file.path])
    #expect(run.status == 0)
    let rows = try String(contentsOf: file, encoding: .utf8).utf8.split(separator: 10)
    let cell = "\"a,\u{301}b\"\"\u{301}c\""
    let expected = "\(cell),allow,CNY,1,A,3,piece,30.00,30.00"
    #expect(rows.last.map(Array.init) == Array(expected.utf8))
  }

  // MARK: Explanations

  static let secret = [
    "customers": #"[{"id":"D"},{"id":"D9"}]"#,
    "phases": #"[{"id":"p"}]"#,
    "offers": """
    [{"id":"for-D9","phase":"p","percentOff":"5%",
      "when":{"any":[{"customer":"D9"},{"line.quantity":{"from":"100"}}]}}]
    """,
  ]

  @Test func aDealerReadsNothingOfOthersOffers() throws {
    for words in [[], ["--json"]] {
      let dealer = try Program.run(
        "explain", Self.project(Self.secret), ["1", "--audience", "dealer"] + words)
      #expect(!dealer.output.joined().contains("for-D9"))
      #expect(!dealer.output.joined().contains("rules.json"))
      let sales = try Program.run(
        "explain", Self.project(Self.secret), ["1", "--audience", "sales"] + words)
      #expect(sales.output.joined().contains("for-D9"))
      #expect(sales.output.joined().contains("rules.json"))
    }
  }

  /// An offer for one order alone is gone for the second, whether priced or explained (X-015).
  @Test func whatEarlierOrdersUsedIsGone() throws {
    let lines = [#""product":"A","quantity":"3""#]
    let project = Self.project(
      [
        "phases": #"[{"id":"p"}]"#,
        "offers": #"[{"id":"o","phase":"p","percentOff":"10%","limits":{"uses":1}}]"#,
      ], orders: [TextProject.order("1", lines), TextProject.order("2", lines)])
    let records = try Program.run("price", project, ["--out", "-"]).objects()
    #expect(records.map { $0["net"] as? String } == ["27.00", "30.00"])
    for (index, record) in records.enumerated() {
      let run = try Program.run("explain", project, ["\(index + 1)", "--json"])
      let explained = try #require(run.objects().first)
      #expect(explained["net"] as? String == record["net"] as? String)
    }
  }

  @Test func anExplanationIsARecordAndMore() throws {
    let run = try Program.run("explain", Self.project(Self.secret), ["1", "--json"])
    let object = try #require(try run.objects().first)
    let explained = try #require(object["explained"] as? [[String: Any]])
    let places = try #require(object["places"] as? [[String: String]])
    #expect(explained.count == 1)
    #expect(Set(explained[0].keys) == ["line", "waterfall", "rows", "offers", "units"])
    #expect(Set(object.keys).isSuperset(of: ["waterfall", "offers", "nearMisses"]))
    #expect(places.map { $0["kind"] } == ["priceRow", "offer"])
    #expect(places.allSatisfy { $0["place"] == "rules.json:1" })
    let record = try Program.run("price", Self.project(Self.secret), ["--out", "-"]).output[0]
    #expect(run.output[0].hasPrefix(record.dropLast()))
  }

  @Test func numbersHaveNamesInBothLanguages() throws {
    let project = Self.project(["products": #"[{"id":"A","minimumQuantity":"5"}]"#])
    let english = try Program.run("explain", project, ["1", "--audience", "dealer"])
    #expect(english.output.contains { $0.hasSuffix("below the minimum required 5") })
    let chinese = try Program.run("explain", project, ["1", "--lang", "zh"])
    #expect(chinese.output.contains { $0.hasSuffix("数量低于起订量 要求 5") })
  }
}
