import Foundation
import TestSupport
import Testing

/// `simulate --set` and `--fields` over documents and tables, and `replay` (RULES.md U-030, U-035).
@Suite(.enabled(if: Program.url != nil, "needs the built program")) struct OverrideTests {
  private static func run(_ folder: URL, _ words: [String]) throws -> Program.Run {
    try Program.run("simulate", [folder], words)
  }

  /// A shop with one offer that asks for two units, products in a table.
  private static func shop() throws -> URL {
    var files = DailyCommandTests.shop([
      "offers": """
      [{"id":"spring","phase":"p","percentOff":"10%","when":{"line.quantity":{"from":"2"}}}]
      """
    ])
    files["offers.csv"] =
      "id,shape,phase,percentOff,product\nautumn,percentOff,p,5%,007\nlate,percentOff,p,1%,\n"
    let document = try #require(files["rules.json"])
    files["rules.json"] = document.replacingOccurrences(
      of: #"[{"id":"A"},{"id":"007"}]"#, with: "[]")
    files["products.csv"] = "id,flavour\nA,honey\n007,\n"
    return try Program.folder(files)
  }

  /// The new revenue that a run ends with.
  private static func revenue(_ run: Program.Run) -> String? {
    let words = run.output.last?.split(separator: " ").map(String.init) ?? []
    return words.firstIndex(of: "new").flatMap {
      words.indices.contains($0 + 1) ? words[$0 + 1] : nil
    }
  }

  @Test func changesReachWhatIsNestedAndTabled() throws {
    let folder = try Self.shop()
    // Two A at 9.00 and one 007 at 22.00; spring 10 % on two of A, autumn 5 % on 007, late 1 % on
    // both, one after the other.
    let plain = try #require(Self.revenue(try Self.run(folder, ["--at", "2025-03-01"])))
    func changed(_ text: String) throws -> String? {
      let run = try Self.run(folder, ["--set", text])
      #expect(run.status == 0, "\(text): \(run.errors)")
      return Self.revenue(run)
    }
    // A name with points, inside an object.
    #expect(try changed("offers.spring.when.line.quantity.from=3") != plain)
    #expect(try changed("offers.spring.when.line.quantity.from=1") != plain)
    // What is not stated: an object, and a member of one with points in its name.
    #expect(try changed("offers.spring.limits.budget=0.5") != plain)
    #expect(try changed("offers.spring.when.customer.tier=silver") != plain)
    // Cells of tables, and columns that these do not have.
    #expect(try changed("offers.autumn.percentOff=6%") != plain)
    #expect(try changed("offers.autumn.product=A") != plain)
    #expect(try changed("offers.late.customer.tier=silver") != plain)
    #expect(try changed("products.A.flavour=plum") == plain)
    #expect(try changed("products.007.minimumQuantity=1") == plain)
    let slip = try Self.run(folder, ["--set", "offers.autumn.percntOff=6%"])
    #expect(slip.status == 2)
    #expect(slip.errors.first?.contains("did you mean `percentOff`?") == true, "\(slip.errors)")
  }

  @Test func fieldsHaveTheirValues() throws {
    let folder = try Self.shop()
    let spring = try Self.run(folder, ["--fields", "offers.spring"])
    #expect(spring.output.contains("offers.spring.percentOff=10%"))
    #expect(spring.output.contains(#"offers.spring.when={"line.quantity":{"from":"2"}}"#))
    #expect(spring.output.contains("offers.spring.until"))
    #expect(spring.output.last?.hasSuffix(" stated 4") == true)
    let row = try Self.run(folder, ["--fields", "offers.autumn", "--json"])
    let values = try row.objects()
    #expect(
      values.map { $0["field"] as? String } == ["id", "shape", "phase", "percentOff", "product"])
    #expect(values.map { $0["value"] as? String } == ["autumn", "percentOff", "p", "5%", "007"])
    #expect(row.errors.last == "object offers.autumn fields 5 stated 5")
    let none = try Self.run(folder, ["--fields", "offers.sprng"])
    #expect(none.status == 2)
    #expect(none.errors.first?.contains("did you mean `spring`?") == true)
  }

  /// An order that cannot be read is no success, in one run and in several.
  @Test func unreadableOrdersAreTold() throws {
    let folder = try Self.shop()
    let orders = folder.appendingPathComponent("orders.ndjson")
    let text = try String(contentsOf: orders, encoding: .utf8)
    try Data((text + "\n{\"id\": 3").utf8).write(to: orders)
    let run = try Self.run(folder, ["--set", "offers.spring.percent=20"])
    #expect(run.status == 1 && run.output.last?.hasPrefix("orders 2 unreadable 1 ") == true)
    let sweep = try Self.run(folder, ["--sweep", "offers.spring.percent=5..10/5"])
    #expect(sweep.status == 1)
    #expect(sweep.output.last?.hasSuffix("runs 2 rows 2 unreadable 1 errors 0") == true)
    for words in [
      ["--sweep", "offers.spring.percent=0..10/0.001"], ["--stock", "nope=5"],
      ["--stock", "A=-5"], ["--at", "2025-02-30"],
    ] {
      let slip = try Self.run(folder, words)
      #expect(slip.status == 2, "\(words)")
      #expect(slip.errors.first?.contains(words[1].prefix(4)) == true, "\(slip.errors)")
    }
  }

  /// Decisions of a file draw on what the orders before them used; so do they when replayed.
  @Test func replayDrawsOnTheOrdersBefore() throws {
    var files = DailyCommandTests.shop([
      "offers": #"[{"id":"once","phase":"p","percentOff":"10%","limits":{"uses":1}}]"#
    ])
    files["orders.ndjson"] = ["1", "2", "3"].map { id in
      TextProject.order(id, [#""product":"A","quantity":"2""#])
    }.joined(separator: "\n")
    let folder = try Program.folder(files)
    let records = folder.appendingPathComponent("d.ndjson")
    for detail in ["steps", "lines", "totals"] {
      let priced = try Program.run(
        "price", [folder], ["--out", records.path, "--detail", detail])
      #expect(priced.status == 0)
      let replay = try Program.run(
        "replay", [:], [records.path, "--archive", folder.path], isBare: true)
      #expect(replay.output == ["records 3 same 3 different 0 unknown 0"], "\(replay.errors)")
    }
    var text = try String(contentsOf: records, encoding: .utf8)
    text = text.replacingOccurrences(of: #""payable":"18.00""#, with: #""payable":"18.01""#)
    try Data(text.utf8).write(to: records)
    let changed = try Program.run(
      "replay", [:], [records.path, "--archive", folder.path], isBare: true)
    #expect(changed.status == 1)
    #expect(changed.output.last == "records 3 same 1 different 2 unknown 0")
  }

  /// U-033: unit prices and totals in the place of nets.
  @Test func matchTakesUnitPricesAndTotals() throws {
    // Three A at 9.00 less 10 % are 24.30, one 007 22.00; order 2 is three of 0.333333 for 1.00.
    var files = DailyCommandTests.shop([
      "products": #"[{"id":"A"},{"id":"007"},{"id":"B"}]"#,
      "prices": """
      [{"table":"list","product":"A","price":"9"},{"table":"list","product":"007","price":"22"},
       {"table":"list","product":"B","price":"1","per":"3"}]
      """,
    ])
    files["orders.ndjson"] = [
      TextProject.order(
        "1", [#""product":"A","quantity":"3""#, #""product":"007","quantity":"1""#]),
      TextProject.order("2", [#""product":"B","quantity":"3""#]),
    ].joined(separator: "\n")
    let folder = try Program.folder(files)
    func match(_ rows: [String]) throws -> Program.Run {
      let file = folder.appendingPathComponent("expected.csv")
      try Data(rows.joined(separator: "\n").utf8).write(to: file)
      return try Program.run("match", [folder], ["--expected", file.path])
    }
    let units = ["order,line,unitPrice", "1,1,8.10", "1,2,22.0", "2,1,0.3333"]
    #expect(try match(units).status == 0)
    let plain = try match(["order,line,unitPrice", "1,1,9.00", "1,2,22", "2,1,0.333"])
    #expect(plain.output.first?.hasPrefix("offer spring ") == true)
    #expect(plain.output.first?.hasSuffix("A expected 27.00, got 24.30") == true, "\(plain)")
    #expect(plain.output.last?.hasPrefix("lines 3 exact 2 different 1 ") == true)
    let totals = try match(["order,total", "1,46.30", "2,1.00"])
    #expect(totals.output.last?.hasPrefix("lines 3 exact 3 different 0 ") == true, "\(totals)")
    // 2.70 more is the offer on the first line.
    let more = try match(["order,total", "1,49.00", "2,1"])
    #expect(more.output.first?.hasPrefix("offer spring ") == true, "\(more)")
    #expect(more.output.last?.hasPrefix("lines 3 exact 2 different 1 ") == true)
    let missing = try match(["order,total", "1,46.30", "2,1", "3,5"])
    #expect(missing.output.last?.contains(" missing 1 ") == true)
    #expect(try match(["order,line,price", "1,1,2"]).status == 1)
  }

  /// U-033: of several columns each is compared, and which is told.
  @Test func matchComparesEveryColumn() throws {
    let folder = try Program.folder(DailyCommandTests.shop())
    func match(_ rows: [String], _ words: [String] = []) throws -> Program.Run {
      let file = folder.appendingPathComponent("expected.csv")
      try Data(rows.joined(separator: "\n").utf8).write(to: file)
      return try Program.run("match", [folder], ["--expected", file.path] + words)
    }
    let head = "order,line,net,unitPrice,total"
    let all = try match([head, "1,1,16.20,8.10,16.20", "2,1,22.00,22,"])
    #expect(all.status == 0, "\(all)")
    #expect(all.errors == ["compared by net, total, unitPrice"])
    #expect(all.output.last?.hasPrefix("lines 3 exact 3 ") == true)
    // The net is right, the unit price is that of the list.
    let unit = try match([head, "1,1,16.20,9.00,16.20", "2,1,22.00,,"])
    #expect(unit.status == 1)
    #expect(
      unit.output.first?.hasSuffix(": order 1 line 1 A expected unitPrice 18.00, got 16.20")
        == true,
      "\(unit.output)")
    #expect(unit.output.last?.hasPrefix("lines 3 exact 2 different 1 ") == true)
    // Lines are right and the total is not.
    let total = try match([head, "1,1,16.20,,18.00", "2,1,22.00,,22.00"])
    #expect(total.output.first?.hasPrefix("offer spring ") == true)
    #expect(
      total.output.first?.hasSuffix(": order 1 expected total 18.00, got 16.20") == true,
      "\(total.output)")
    #expect(total.output.last?.hasPrefix("lines 4 exact 3 different 1 ") == true)
    let json = try match([head, "1,1,16.20,9.00,16.20", "2,1,22.00,,"], ["--json"])
    #expect(try json.objects().first?["column"] as? String == "unitPrice")
    let chinese = try match([head, "1,1,16.20,,18.00", "2,1,22.00,,"], ["--lang", "zh"])
    #expect(chinese.errors == ["核对的列：net、total"])
    #expect(chinese.output.first?.hasSuffix("：订单 1 total 应为 18.00，实际为 16.20") == true)
    // An order that is not here: its line and its total.
    let missing = try match([head, "1,1,16.20,,", "2,1,22,,", "3,1,5,,5"])
    #expect(missing.output.last?.contains(" different 2 missing 2 ") == true, "\(missing.output)")
    let two = try match([head, "1,1,16.20,,16.20", "1,2,1,,16.30"])
    #expect(two.errors.contains { $0.contains("order `1` has two totals") })
    let nothing = try match([head, "1,1,,,16.20"])
    #expect(nothing.errors.contains { $0.contains("the field `net` is missing") })
  }
}
