import Foundation
import TestSupport
import Testing

/// `simulate`, `compare`, `pricelist`, `match`, `rebates`, `replay` and `new` (RULES.md U-006,
/// U-030 … U-035).
@Suite(.enabled(if: Program.url != nil, "needs the built program")) struct DailyCommandTests {
  static func shop(_ more: [String: String] = [:]) -> [String: String] {
    let members = [
      "products": #"[{"id":"A"},{"id":"007"}]"#,
      "customers": #"[{"id":"D","tier":"gold"},{"id":"E","tier":"=SUM(1)"}]"#,
      "priceTables": #"[{"id":"tier","keys":["tier","product"]},{"id":"list","keys":["product"]}]"#,
      "priceKinds": #"[{"id":"price","accesses":[{"tables":["tier"]},{"tables":["list"]}]}]"#,
      "prices": """
      [{"table":"list","product":"A","price":"10"},
       {"table":"list","product":"007","price":"20","validUntil":"2025-03-01"},
       {"table":"list","product":"007","price":"22","validFrom":"2025-03-01"},
       {"table":"tier","tier":"gold","product":"A","price":"9"}]
      """,
      "phases": #"[{"id":"p"}]"#,
      "offers": #"[{"id":"spring","phase":"p","percentOff":"10%","when":{"product":"A"}}]"#,
    ]
    return [
      "rules.json": TextProject.document(members.merging(more) { $1 }),
      "orders.ndjson": [
        TextProject.order("1", [#""product":"A","quantity":"2""#]),
        TextProject.order("2", [#""product":"007","quantity":"1""#]),
      ].joined(separator: "\n"),
    ]
  }

  @Test func simulateChangesValues() throws {
    let folder = try Program.folder(Self.shop())
    let run = try Program.run("simulate", [folder], ["--set", "offers.spring.percent=20"])
    #expect(run.status == 0)
    // 18 less 10 % is 16.20, less 20 % 14.40; with 22.00 for the other order.
    #expect(
      run.output.last == "orders 2 unreadable 0 oldErrors 0 newErrors 0 cheaper 1 dearer 0 "
        + "outcomes 0 currency CNY old 38.20 new 36.40 change -1.80 rate -4.712%")
    let stated = try Program.run(
      "simulate", [folder], ["--set", "offers.spring.status=draft", "--at", "2025-02-01"])
    #expect(stated.output.last?.hasSuffix("old 38.20 new 38.00 change -0.20 rate -0.5235%") == true)
    let slip = try Program.run("simulate", [folder], ["--set", "offers.sprng.percent=20"])
    #expect(slip.status == 2)
    #expect(slip.errors.first?.contains("did you mean `spring`?") == true)
    #expect(try Program.run("simulate", [folder]).status == 2)
    // The gold dealer's 9.00 becomes 8.00, so that two less 10 % are 14.40; 007 costs 30.00.
    let rows = try Program.run(
      "simulate", [folder],
      [
        "--set", "prices.tier/gold/A.price=8", "--set", "offers.spring.name=Spring",
        "--set", "prices.list/007#2025-03-01T00:00:00Z.price=30",
      ])
    #expect(rows.output.last?.contains("old 38.20 new 44.40 change 6.20") == true, "\(rows)")
    for (text, message) in [
      ("prices.list/B.price=8", "there is no price row `list/B`"),
      (
        "offers.spring.percentOf=12", "offers have no field `percentOf`, did you mean `percentOff`?"
      ),
      ("offrs.spring.percentOff=1", "values of `offrs` cannot be changed, did you mean `offers`?"),
    ] {
      let slip = try Program.run("simulate", [folder], ["--set", text])
      #expect(slip.status == 2)
      #expect(slip.errors.first?.contains(message) == true, "\(slip.errors)")
    }
    let fields = try Program.run("simulate", [folder], ["--fields", "prices"])
    #expect(fields.output.contains("prices.ROW.price"))
    #expect(fields.output.last?.hasPrefix("section prices fields ") == true)
    let wrong = try Program.run("simulate", [folder], ["--set", "offers.spring.percentOff=lots"])
    #expect(wrong.status == 1)
  }

  /// U-032.
  @Test func compareSetsProjectsSideBySide() throws {
    let one = try Program.folder(Self.shop())
    let other = try Program.folder(
      Self.shop(["offers": #"[{"id":"spring","phase":"p","percentOff":"15%"}]"#]))
    let run = try Program.run(
      "compare", [:], ["1", "--with", other.path], folders: [one])
    #expect(run.status == 0)
    #expect(
      run.output.last
        == "order 1 compared 2 failed 0 cheapest \(other.lastPathComponent)")
    let json = try Program.run(
      "compare", [:], ["1", "--with", other.path, "--json"], folders: [one])
    #expect(try json.objects().map { $0["payable"] as? String } == ["16.20", "15.30"])
    #expect(try Program.run("compare", [:], ["1"], folders: [one]).status == 2)
  }

  /// A project that blocks the order sells nothing, however cheap, and currencies do not compare.
  @Test func theCheapestSellsAndInOneCurrency() throws {
    let one = try Program.folder(Self.shop())
    let gift = #"[{"id":"spring","phase":"p","percentOff":"15%"}]"#
    let barred = try Program.folder(
      Self.shop([
        "offers": gift,
        "checks": #"[{"id":"no","require":{"order.project":"x"},"outcome":"block"}]"#,
      ]))
    let run = try Program.run("compare", [:], ["1", "--with", barred.path], folders: [one])
    #expect(run.output.last == "order 1 compared 2 failed 0 cheapest \(one.lastPathComponent)")
    let dollars = try Program.folder(Self.shop(["currency": "\"USD\"", "offers": gift]))
    let two = try Program.run("compare", [:], ["1", "--with", dollars.path], folders: [one])
    #expect(two.output.last == "order 1 compared 2 failed 0 cheapest none")
  }

  /// U-031.
  @Test func aPriceListAndItsInverse() throws {
    let folder = try Program.folder(Self.shop())
    let run = try Program.run(
      "pricelist", [folder], ["--customer", "D", "--date", "2025-03-01", "--vs", "2025-02-01"])
    #expect(run.output.last == "products 2 priced 2 changed 1 held 0 refused 0")
    #expect(run.output.contains { $0.hasPrefix("A ") && $0.contains("8.10") })
    #expect(run.output.contains { $0.contains("was 20.00") && $0.contains(" 2.00 ") })
    let json = try Program.run(
      "pricelist", [folder], ["--customer", "D", "--date", "2025-03-01", "--json"])
    #expect(try json.objects().map { $0["net"] as? String } == ["22.00", "8.10"])
    let below = try Program.run(
      "pricelist", [folder], ["--product", "A", "--below", "9", "--date", "2025-03-01"])
    #expect(below.output.last == "customers 2 below 1 held 0 refused 0 otherCurrency 0")
    #expect(below.output.first?.split(separator: " ") == ["customer", "net", "row"])
    #expect(below.output[1].contains("tier/gold/A (rules.json:1), spring"))
    let sheet = try Program.run(
      "pricelist", [folder],
      ["--product", "A", "--below", "9", "--date", "2025-03-01", "--out", "-"])
    #expect(
      sheet.output == [
        "customer,product,net,row,offers,authorized,reason,currency",
        "D,A,8.10,tier/gold/A,spring,allow,,CNY",
      ])
    #expect(try Program.run("pricelist", [folder], ["--customer", "D"]).status == 2)
  }

  /// What a dealer may not buy is listed with what keeps it from it.
  @Test func aPriceListTellsWhatMayNotBeBought() throws {
    let folder = try Program.folder(
      Self.shop([
        "regions": #"[{"id":"N"},{"id":"S"}]"#,
        "territories": """
        [{"id":"d","effect":"grant","dealer":"D"},
         {"id":"no","effect":"deny","dealer":"D","product":"007","region":"S"},
         {"id":"e","effect":"grant","dealer":"E","product":"007"}]
        """,
        "territory": #"{"unlisted":"hold"}"#,
      ]))
    let day = ["--date", "2025-03-01"]
    let there = try Program.run(
      "pricelist", [folder], ["--customer", "D", "--ship-to", "S"] + day)
    #expect(
      there.output.map { $0.contains("may not buy: territoryBlocked no") }
        == [false, true, false, false])
    #expect(there.output.last == "products 2 priced 2 held 0 refused 1")
    let home = try Program.run("pricelist", [folder], ["--customer", "D"] + day)
    #expect(home.output.last == "products 2 priced 2 held 0 refused 0")
    let json = try Program.run("pricelist", [folder], ["--customer", "E", "--json"] + day)
    #expect(try json.objects().map { $0["authorized"] as? String } == ["allow", "hold"])
    #expect(try json.objects().map { $0["reason"] as? String } == [nil, "unlistedHeld"])
    let table = try Program.run("pricelist", [folder], ["--customer", "E", "--out", "-"] + day)
    #expect(table.output.first?.hasSuffix("outcome,currency,authorized,reason") == true)
    #expect(table.output.last?.hasSuffix(",hold,CNY,hold,unlistedHeld") == true)
    let below = try Program.run("pricelist", [folder], ["--product", "A", "--below", "50"] + day)
    #expect(
      below.output.map { $0.contains("needs approval: unlistedHeld") }
        == [false, false, true, false])
    #expect(below.output.last == "customers 2 below 2 held 1 refused 0 otherCurrency 0")
    let wrong = try Program.run("pricelist", [folder], ["--customer", "D", "--ship-to", "X"] + day)
    #expect(wrong.status == 2)
  }

  @Test func sheetsShowIdsAsTheyAre() throws {
    let folder = try Program.folder(Self.shop())
    let file = folder.appendingPathComponent("list.csv")
    _ = try Program.run(
      "pricelist", [folder],
      ["--customer", "D", "--date", "2025-03-01", "--out", file.path, "--excel"])
    let bytes = [UInt8](try Data(contentsOf: file))
    #expect(bytes.starts(with: [0xEF, 0xBB, 0xBF]))
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.contains("\r\n\"=\"\"007\"\"\",piece,1,22.00,22.00,"))
  }

  /// U-033.
  @Test func matchTellsLikelyCauses() throws {
    let folder = try Program.folder(Self.shop())
    func match(_ rows: [String], _ words: [String] = []) throws -> Program.Run {
      let file = folder.appendingPathComponent("expected.csv")
      try Data((["order,line,net"] + rows).joined(separator: "\n").utf8).write(to: file)
      return try Program.run("match", [folder], ["--expected", file.path] + words)
    }
    let exact = try match(["1,1,16.20", "2,1,22"])
    #expect(exact.status == 0)
    #expect(
      exact.output == [
        "lines 2 exact 2 different 0 missing 0 extra 0 rounding 0 offer 0 row 0 base 0 date 0 "
          + "unknown 0"
      ])
    let causes = [
      ("1,1,16.21", "rounding"), ("1,1,18.00", "offer"), ("1,1,20.00", "row"),
      ("2,1,20.00", "row"), ("3,1,5", "missing"), ("1,2,5", "missing"), ("1,1,11.11", "unknown"),
    ]
    for (row, cause) in causes {
      let run = try match([row])
      #expect(run.status == 1, "\(row)")
      #expect(run.output.first?.hasPrefix(cause) == true, "\(row): \(run.output)")
    }
    #expect(try match(["1,1,16.20", "2,1,21"], ["--min-exact", "50%"]).status == 0)
    let extra = try match(["1,2,5"])
    #expect(extra.output.contains { $0 == "extra: order 1 line 1 A expected nothing, got 16.20" })
    #expect(extra.output.last?.hasPrefix("lines 3 exact 0 different 3 missing 1 extra 2 ") == true)
    let chinese = try match(["1,1,18.00"], ["--lang", "zh"])
    #expect(
      chinese.output.first?.hasSuffix("：订单 1 第 1 行 A 应为 18.00，实际为 16.20") == true)
    #expect(chinese.output.first?.hasPrefix("优惠 spring ") == true)
    // An order that the other side lacks whole.
    let whole = try match(["1,1,16.20"])
    #expect(whole.status == 1)
    #expect(whole.output.first == "extra: order 2 line 1 007 expected nothing, got 22.00")
    #expect(whole.output.last?.hasPrefix("lines 2 exact 1 different 1 missing 0 extra 1 ") == true)
    #expect(try match(["1,x,16.20"]).status == 1)
  }

  /// U-033: a cent for each step, of which the price is one, and one more.
  @Test func roundingCountsEveryStep() throws {
    let folder = try Program.folder(Self.shop())
    let file = folder.appendingPathComponent("expected.csv")
    let cases = [
      ("1,1,16.23", "rounding"), ("1,1,16.24", "unknown"), ("2,1,22.02", "rounding"),
      ("2,1,21.97", "unknown"),
    ]
    for (row, cause) in cases {
      try Data("order,line,net\n\(row)\n".utf8).write(to: file)
      let run = try Program.run("match", [folder], ["--expected", file.path])
      #expect(run.output.first?.hasPrefix(cause) == true, "\(row): \(run.output)")
    }
  }

  /// U-034.
  @Test func rebatesAddUpByReceiver() throws {
    let agreements = """
      [{"id":"R","rebate":{"rungs":[{"from":"0","rate":"5%"}]}}]
      """
    let folder = try Program.folder(Self.shop(["agreements": agreements]))
    let run = try Program.run("rebates", [folder], ["--period", "2025-Q1"])
    // 5 % of 16.20 and of 22.00.
    #expect(run.output.last == "orders 2 errors 0 rows 1 currency CNY rebate 1.91")
    let other = try Program.run("rebates", [folder], ["--period", "2025-Q2", "--json"])
    #expect(other.errors.last == "orders 0 errors 0 rows 0 currency CNY rebate 0.00")
    #expect(try Program.run("rebates", [folder], ["--period", "2025-Q5"]).status == 2)
    // What earlier orders gain is no base of this one: 1 % of 90.00 more, and 2 % of 16.20.
    let ladder = """
      [{"id":"R","rebate":{"total":"q",\
      "rungs":[{"from":"0","rate":"1%"},{"from":"100","rate":"2%"}]}}]
      """
    var files = Self.shop(["agreements": ladder])
    files["orders.ndjson"] = """
      {"id":"1","customer":"D","date":"2025-03-01","facts":{"totals":{"q":"90"}},\
      "lines":[{"number":1,"product":"A","quantity":"2"}]}
      """
    let caught = try Program.run(
      "rebates", [try Program.folder(files)], ["--period", "2025-Q1", "--json"])
    #expect(try caught.objects().map { $0["base"] as? String } == ["16.20"])
    #expect(try caught.objects().map { $0["amount"] as? String } == ["1.22"])
  }

  /// U-037: three reach the rung of three, so that each unit of A costs 8.00.
  @Test func aClosedGroupGivesBack() throws {
    let agreements = """
      [{"id":"G","groupBuy":{"product":"A","rungs":[{"from":"2","price":"8.50"},
        {"from":"3","price":"8"}]}},
       {"id":"H","groupBuy":{"product":"007","rungs":[{"from":"5","price":"1"}]}}]
      """
    var files = Self.shop(["agreements": agreements])
    files["orders.ndjson"]? +=
      "\n" + TextProject.order("3", [#""product":"A","quantity":"1""#])
    let folder = try Program.folder(files)
    let run = try Program.run("groupbuy", [folder], ["G", "--json"])
    #expect(run.status == 0)
    #expect(
      run.output == [
        #"{"order":"1","customer":"D","line":1,"paid":"16.20","due":"16.00","difference":"0.20"}"#,
        #"{"order":"3","customer":"D","line":1,"paid":"8.10","due":"8.00","difference":"0.10"}"#,
      ])
    #expect(
      run.errors.last == "orders 3 errors 0 lines 2 currency CNY price 8.00 back 0.30")
    // Fewer than the first rung: the group fails and all is due back.
    let failed = try Program.run("groupbuy", [folder], ["H"])
    #expect(
      failed.output.last == "orders 3 errors 0 lines 1 currency CNY price none back 22.00")
    let more = try Program.run("groupbuy", [folder], ["H", "--total", "5"])
    #expect(more.output.last?.hasSuffix("price 1.00 back 21.00") == true)
    #expect(try Program.run("groupbuy", [folder], ["X"]).status == 2)
    // Where some of it was given back meanwhile the caller's total holds.
    let fewer = try Program.run("groupbuy", [folder], ["G", "--total", "2"])
    #expect(fewer.output.last?.hasSuffix("price 8.50 back -1.20") == true)
    #expect(try Program.run("groupbuy", [folder], ["G", "--total", "-5"]).status == 2)
  }

  /// What the page beside the example shows is what the command prints.
  @Test func theGroupOfTheExampleSettles() throws {
    let folder = LawBook.root.appendingPathComponent("Examples/Projects/group-buy")
    let page = try String(
      contentsOf: folder.appendingPathComponent("README.md"), encoding: .utf8)
    let shown = page.components(separatedBy: "```")[1].split(separator: "\n").dropFirst()
    let run = try Program.run("groupbuy", [folder], ["spring-rice"])
    #expect(run.output == shown.map(String.init))
    #expect(try Program.run("check", [folder]).status == 0)
  }

  @Test func replayGivesTheSameBytes() throws {
    let folder = try Program.folder(Self.shop())
    let file = folder.appendingPathComponent("decisions.ndjson")
    _ = try Program.run("price", [folder], ["--out", file.path])
    let run = try Program.run("replay", [file], ["--archive", folder.path])
    #expect(run.status == 0)
    #expect(run.output == ["records 2 same 2 different 0 unknown 0"])
    let text = try String(contentsOf: file, encoding: .utf8)
    try Data(text.replacingOccurrences(of: "16.20", with: "16.21").utf8).write(to: file)
    let changed = try Program.run("replay", [file], ["--archive", folder.path])
    #expect(changed.status == 1)
    #expect(changed.output.first == "order 1: comes out otherwise")
    let other = try Program.folder(Self.shop(["name": "\"other\""]))
    let unknown = try Program.run("replay", [file], ["--archive", other.path])
    #expect(unknown.output.last == "records 2 same 0 different 0 unknown 2")
  }

  /// What a new author does, by the README alone: start, test, change, backtest, gate.
  @Test func aNewProjectIsReadyToUse() throws {
    let folder = Scratch.url("new")
    let made = try Program.run("new", [folder])
    #expect(made.status == 0)
    #expect(made.output.last == "files 7")
    #expect(try Program.run("new", [folder]).status == 2)
    let check = try Program.run("check", [folder])
    #expect(check.status == 0, "\(check.errors)")
    let tests = try Program.run("test", [folder])
    #expect(
      tests.output.last
        == "tests 2 passed 2 failed 0 offers 1/1 rungs 0/0 conditions 1/2 rows 1/3 others 0/1 "
        + "reasons 0")
    let priced = try Program.run("price", [folder])
    #expect(priced.status == 0)
    let other = Scratch.url("new")
    try FileManager.default.copyItem(at: folder, to: other)
    let rules = other.appendingPathComponent("rules.json")
    let text = try String(contentsOf: rules, encoding: .utf8)
    try Data(text.replacingOccurrences(of: #""10%""#, with: #""11%""#).utf8).write(to: rules)
    #expect(try Program.run("test", [other]).status == 1)
    #expect(try Program.run("diff", [folder, other]).status == 0)
    #expect(try Program.run("gate", [folder, other], ["--max-revenue-change", "1%"]).status == 0)
    #expect(
      try Program.run("gate", [folder, other], ["--max-revenue-change", "0.1%"]).status == 1)
  }
}
