import Foundation
import Testing

/// `dealer-rules authorize` at its edges (RULES.md X-016).
@Suite(.enabled(if: Program.url != nil, "needs the built program"))
struct AuthorizeCommandTests {
  private static let catalog =
    #""rules":1,"currency":"CNY","products":[{"id":"A"},{"id":"B"}],"#
    + #""customers":[{"id":"D"},{"id":"E"}],"regions":[{"id":"N"},{"id":"S"}]"#

  private static func order(_ id: String, _ more: String = "") -> String {
    #"{"id":"\#(id)","customer":"D","date":"2025-03-01","shipTo":"N""# + more
      + #","lines":[{"number":1,"product":"A","quantity":"1"}]}"# + "\n"
  }

  /// Nothing is priced, so that rules without any price are enough.
  @Test func rulesNeedNoPrices() throws {
    let files = [
      "rules.json": "{\(Self.catalog),"
        + #""territories":[{"id":"g","effect":"grant","dealer":"D","region":"S"}],"#
        + #""territory":{"whiteSpace":"block"}}"#,
      "orders.ndjson": Self.order("1"),
    ]
    let run = try Program.run("authorize", files)
    #expect(run.output.last == "orders 1 errors 0 lines 1 allow 0 flag 0 hold 0 block 1")
    let known = try Program.run("authorize", files, ["--known", "2025-01-01"])
    #expect(known.output == run.output)
    let price = try Program.run("price", files)
    #expect(price.status == 1 && price.errors.contains { $0.hasSuffix(" [E612]") })
    // A kind that is named and not stated is a slip all the same.
    var slip = files
    slip["rules.json"] =
      "{\(Self.catalog),"
      + #""sellingKind":"prices","priceTables":[{"id":"l","keys":["product"]}],"#
      + #""priceKinds":[{"id":"price","accesses":[{"tables":["l"]}]}]}"#
    let told = try Program.run("authorize", slip)
    #expect(told.status == 1 && told.errors.contains { $0.hasSuffix(" [E612]") })
  }

  /// Problems are told at their lines, in the order of the file, and orders after them go on.
  @Test func problemsStandBetweenOrders() throws {
    let bad = #"{"id":"bad","customer":"D"}"# + "\n"
    let files = [
      "rules.json": "{\(Self.catalog)}",
      "orders.ndjson": bad + Self.order("1") + bad.replacing("bad", with: "worse")
        + Self.order("2"),
    ]
    let run = try Program.run("authorize", files, ["--json"])
    #expect(run.output.map { $0.prefix(12) } == ["{\"order\":\"1\"", "{\"order\":\"2\""])
    #expect(run.errors.contains { $0.hasPrefix("orders.ndjson:1:1: error") })
    #expect(run.errors.contains { $0.hasPrefix("orders.ndjson:3:1: error") })
    #expect(run.errors.last?.hasPrefix("orders 4 errors 2 lines 2 allow 2 ") == true)
  }

  /// Where records stand on standard output the counts of rules that cannot be read do not.
  @Test func recordsHaveStandardOutputAlone() throws {
    let files = ["rules.json": "{\(Self.catalog),\"ofers\":[]}", "orders.ndjson": Self.order("1")]
    for command in ["authorize", "scans"] {
      for format in ["ndjson", "csv"] {
        let run = try Program.run(command, files, ["--format", format])
        #expect(run.status == 1 && run.output.isEmpty)
        #expect(run.errors.last == "errors 1 warnings 0")
      }
      #expect(try Program.run(command, files).output.last == "errors 1 warnings 0")
    }
    let price = try Program.run("price", files, ["--out", "-"])
    #expect(price.output.isEmpty && price.errors.last == "errors 1 warnings 0")
  }

  /// The text in Chinese says nothing in English but ids and its last line.
  @Test func theTextSpeaksChinese() throws {
    let files = [
      "rules.json": "{\(Self.catalog),"
        + #""territories":[{"id":"t1","effect":"grant","dealer":"E","region":"N"}],"#
        + #""territory":{"unlisted":"hold","level":2},"#
        + #""checks":[{"id":"t2","stock":true,"outcome":"flag"}]}"#,
      "orders.ndjson": Self.order("1", #","facts":{"stock":{"A":"0.5"}}"#)
        + Self.order("2", #","endRegion":"X""#) + "{\n"
        + #"{"id":"4","customer":"D","date":"2025-03-01","lines":[]}"# + "\n",
    ]
    let run = try Program.run("authorize", files, ["--lang", "zh"])
    #expect(run.output.first == "订单 1：待审批")
    #expect(run.output.contains { $0.hasPrefix("  第 1 行 A：") && $0.contains(" 审批级别 2") })
    #expect(run.output.contains { $0.contains(" 终端区域 X") })
    #expect(run.errors.contains { $0.hasPrefix("orders.ndjson:3:") && $0.contains("错误: ") })
    #expect(run.errors.contains("订单 4：没有订单行 (noLines)"))
    let english = ["order ", "line ", "hold", "block", "flag", "level", "endRegion", "stock"]
    for line in run.output.dropLast() {
      // Rules and settings are named as they are written, with their place.
      let text = line.components(separatedBy: ", ")[0]
      #expect(!english.contains { text.contains($0) }, "\(line)")
    }
  }

  /// What states nothing meets no condition that asks for something, and a chain without transfers
  /// is none (RULES.md N-005, R-026).
  @Test func blankTextsStateNothing() throws {
    let files = [
      "rules.json": "{\(Self.catalog),"
        + #""checks":[{"id":"c","require":{"order.project":{"exists":true}}},"#
        + #"{"id":"d","require":{"line.project":{"exists":true}},"outcome":"flag"},"#
        + #"{"id":"e","transfers":{"most":2},"unknown":"flag"}]}"#,
      "orders.ndjson": [
        "null", "\"\"", "\" \"", "\"P1\"", "\"\u{3000}\u{A0}\u{2003}\"",
        "\"\u{202F}\u{205F}\u{FEFF}\"",
        "\"\u{3000}P\"",
      ].enumerated().map { number, text in
        #"{"id":"\#(number)","customer":"D","date":"2025-03-01","shipTo":"N","chain":[],"#
          + (text == "null" ? "" : #""attributes":{"project":\#(text)},"#)
          + #""lines":[{"number":1,"product":"A","quantity":"1""#
          + (text == "null" ? "" : #","project":\#(text)"#) + "}]}\n"
      }.joined(),
    ]
    let run = try Program.run("authorize", files, ["--json"])
    let told = try run.objects().map { order in
      (order["reasons"] as? [[String: Any]] ?? []).compactMap { $0["rule"] as? String }
    }
    #expect(
      told == [
        ["c", "d", "e"], ["c", "d", "e"], ["c", "d", "e"], ["e"], ["c", "d", "e"], ["c", "d", "e"],
        ["e"],
      ])
    let table = [
      "rules.json": files["rules.json"] ?? "",
      "orders.csv": "order,customer,date,shipTo,number,product,quantity,project,order.project\n"
        + "1,D,2025-03-01,N,1,A,1,,\n2,D,2025-03-01,N,1,A,1, ,\" \"\n3,D,2025-03-01,N,1,A,1,P,P\n"
        + "4,D,2025-03-01,N,1,A,1,\u{3000},\u{2009}\u{A0}\n",
    ]
    let rows = try Program.run("authorize", table, ["--json"]).objects().map { order in
      (order["reasons"] as? [[String: Any]] ?? []).compactMap { $0["rule"] as? String }
    }
    #expect(rows == [["c", "d", "e"], ["c", "d", "e"], ["e"], ["c", "d", "e"]])
  }

  /// A header that cannot be read is told once and is no order (RULES.md N-005).
  @Test func headersAreNoOrders() throws {
    let rows = "1,D,2025-03-01,S,1,A,1\n2,D,2025-03-01,S,1,A,1\n"
    for (place, last) in [
      ("shipTo", "orders 2 errors 0 lines 2 allow 2 flag 0 hold 0 block 0"),
      ("shipto", "orders 0 errors 1 lines 0 allow 0 flag 0 hold 0 block 0"),
    ] {
      let files = [
        "rules.json": "{\(Self.catalog)}",
        "orders.csv": "order,customer,date,\(place),number,product,quantity\n" + rows,
      ]
      let run = try Program.run("authorize", files)
      #expect(run.output.last == last && run.status == (place == "shipTo" ? 0 : 1))
      #expect(run.errors.filter { $0.hasSuffix(" [E313]") }.count == (place == "shipTo" ? 0 : 1))
    }
  }

  /// What has nothing to price by is checked without its prices (RULES.md X-016).
  @Test func checkTakesProjectsWithoutPrices() throws {
    let run = try Program.run("check", ["rules.json": "{\(Self.catalog)}"])
    #expect(run.status == 0 && run.output.last?.contains(" kinds 0 ") == true, "\(run)")
    #expect(run.errors == ["the project has no price kind: prices are not checked"])
    let slip = try Program.run(
      "check",
      [
        "rules.json": "{\(Self.catalog),"
          + #""checks":[{"id":"c","when":{"product":"Q"},"quantity":{"most":"1"}}]}"#
      ])
    #expect(slip.status == 1 && !slip.errors.contains { $0.hasSuffix(" [E612]") })
    let priced = try Program.run(
      "check",
      [
        "rules.json": "{\(Self.catalog),\"priceTables\":[{\"id\":\"l\",\"keys\":[\"product\"]}]}"
      ])
    #expect(priced.status == 1 && priced.errors.contains { $0.hasSuffix(" [E612]") })
  }

  /// Reasons of checks stand by check and line, whatever kind of line they are of (RULES.md R-020).
  @Test func reasonsOfChecksStandByLine() throws {
    let files = [
      "rules.json": #"{"rules":1,"currency":"CNY","customers":[{"id":"D"}],"#
        + #""products":[{"id":"A"},{"id":"K","components":{"A":"2"}}],"#
        + #""checks":[{"id":"m","quantity":{"most":"3","per":"product"},"outcome":"flag"},"#
        + #"{"id":"a","stock":true,"outcome":"flag"}]}"#,
      "orders.ndjson":
        #"{"id":"1","customer":"D","date":"2025-03-01","lines":["#
        + #"{"number":3,"product":"K","quantity":"4"},{"number":1,"product":"A","quantity":"9"}],"#
        + #""facts":{"stock":{"A":"1","K":"1"}}}"# + "\n",
    ]
    let run = try Program.run("authorize", files, ["--json"])
    let reasons = try #require(try run.objects().first?["reasons"] as? [[String: Any]])
    let told = reasons.map { "\($0["rule"] ?? "") \($0["line"] ?? "")" }
    #expect(told == ["a 1", "a 3", "m 1", "m 3"])
  }

  /// A region of postal codes that is not in their country is a slip (RULES.md R-004).
  @Test func postalAreasLieInTheirCountry() throws {
    func warnings(_ region: String) throws -> [String] {
      let files = [
        "rules.json": #"{"rules":1,"currency":"CNY","regions":[{"id":"CN"},{"id":"GD","#
          + #""parent":"CN"},{"id":"US"}],"priceTables":[{"id":"l","keys":["product"]}],"#
          + #""priceKinds":[{"id":"price","accesses":[{"tables":["l"]}]}],"#
          + #""postalAreas":[{"country":"CN","form":"999999","from":"510000","below":"512000","#
          + #""region":"\#(region)"}]}"#
      ]
      return try Program.run("check", files).errors.filter { $0.hasSuffix(" [E510]") }
    }
    #expect(try warnings("GD").isEmpty && warnings("CN").isEmpty)
    let told = try warnings("US")
    #expect(told.count == 1 && told[0].contains("warning: the region `US` never lies in `CN`"))
  }
}
