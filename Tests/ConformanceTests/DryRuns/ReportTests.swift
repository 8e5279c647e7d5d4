import Foundation
import TestSupport
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// `report`: one page that needs nothing else (RULES.md U-036).
@Suite(.enabled(if: Program.url != nil, "needs the built program")) struct ReportTests {
  @Test(arguments: ["en", "zh"]) func thePageStandsByItself(_ language: String) throws {
    let old = try Program.folder(DryRunCommandTests.project("10%"))
    let new = try Program.folder(DryRunCommandTests.project("20%"))
    let page = new.appendingPathComponent("report.html")
    let title = "10 % <or> 20 % & more"
    let run = try Program.run(
      "report", [:], ["--html", page.path, "--lang", language, "--title", title],
      folders: [old, new])
    #expect(run.status == 0)
    #expect(run.output.last?.hasSuffix("old 90.00 new 80.00 change -10.00 rate -11.1111%") == true)
    let text = try String(contentsOf: page, encoding: .utf8)
    // Nothing is loaded: the only address is the name of the SVG language.
    let addresses = text.components(separatedBy: "http").dropFirst()
    #expect(addresses.allSatisfy { $0.hasPrefix("://www.w3.org/2000/svg\"") })
    for word in ["src=", "href=", "@import", "url("] { #expect(!text.contains(word)) }
    #expect(text.contains("<h1>10 % &lt;or&gt; 20 % &amp; more</h1>"))
    #expect(text.contains("prefers-color-scheme: dark") && text.contains("@media print"))
    #expect(text.contains(language == "zh" ? "<h2>概要</h2>" : "<h2>Summary</h2>"))
    #expect(text.contains("<td>-10.00</td>"))
    // Every element is closed.
    let body = text.replacingOccurrences(of: "<!DOCTYPE html>", with: "")
    let start = try #require(body.range(of: "<script>"))
    let end = try #require(body.range(of: "</script>"))
    let plain = body.replacingCharacters(in: start.lowerBound..<end.upperBound, with: "")
    #expect(XMLParser(data: Data(plain.utf8)).parse())
    #expect(try Program.run("report", [:], [], folders: [old, new]).status == 2)
  }

  /// U-038: gold dealers get 10 % off A; D orders 3 of it in two orders, E and F pay in full.
  @Test func offersAreSetBesideAControlGroup() throws {
    let text = TextProject.document([
      "products": #"[{"id":"A"},{"id":"B"}]"#,
      "customers": #"[{"id":"D","tier":"gold"},{"id":"E"},{"id":"F","parent":"E"}]"#,
      "prices": """
      [{"table":"list","product":"A","price":"10"},{"table":"list","product":"B","price":"7"}]
      """,
      "phases": #"[{"id":"p"}]"#,
      "offers": """
      [{"id":"gold","phase":"p","percentOff":"10%","when":{"customer.tier":"gold","product":"A"}}]
      """,
    ])
    let order = { (id: String, customer: String, lines: String) in
      #"{"id":"\#(id)","customer":"\#(customer)","date":"2025-03-01","lines":[\#(lines)]}"#
    }
    let a = { (quantity: Int) in #"{"number":1,"product":"A","quantity":"\#(quantity)"}"# }
    let orders = [
      order("1", "D", a(2) + #",{"number":2,"product":"B","quantity":"1"}"#), order("2", "D", a(1)),
      order("3", "E", a(1)), order("4", "F", a(3)),
      order("5", "D", #"{"number":1,"product":"B","quantity":"1"}"#),
    ]
    let folder = try Program.folder([
      "rules.json": text, "orders.ndjson": orders.joined(separator: "\n"),
    ])
    let page = folder.appendingPathComponent("report.html")
    let words = ["--html", page.path, "--control-dealers", "E"]
    #expect(try Program.run("report", [:], words, folders: [folder, folder]).status == 0)
    let report = try String(contentsOf: page, encoding: .utf8)
    // 27.00 of D against 40.00 of E and F, 20.00 each.
    let cells = ["gold", "CNY", "2", "40%", "1", "3.00", "27.00", "27.00", "20.00", "35%"]
    let row = cells.map { "<td>\($0)</td>" }.joined()
    #expect(report.contains(row))
    #expect(report.contains("The control group are 2 of them. A difference is an association"))
    let plain = try Program.run(
      "report", [:], ["--html", page.path, "--lang", "zh"], folders: [folder, folder])
    #expect(plain.status == 0)
    let without = try String(contentsOf: page, encoding: .utf8)
    #expect(without.contains("<td>27.00</td></tr>") && !without.contains("对照组"))
    let slip = try Program.run(
      "report", [:], ["--html", page.path, "--control-dealers", "X"], folders: [folder, folder])
    #expect(slip.status == 2)
  }

  /// U-036: of two orders one is blocked; the bars are those of the other, nothing is left over.
  @Test func theWaterfallAddsUpBesideBlockedOrders() throws {
    let text = TextProject.document([
      "products": #"[{"id":"A","cost":"9"},{"id":"B","cost":"1"}]"#,
      "prices": """
      [{"table":"list","product":"A","price":"10"},{"table":"list","product":"B","price":"20"}]
      """,
      "phases": #"[{"id":"p"}]"#,
      "offers": #"[{"id":"spring","phase":"p","percentOff":"20%"}]"#,
      "guards": #"[{"id":"floor","floor":{"of":"cost"},"outcome":"refuse"}]"#,
    ])
    let folder = try Program.folder([
      "rules.json": text,
      "orders.ndjson": ["A", "B"].map {
        TextProject.order($0, ["\"product\":\"\($0)\",\"quantity\":\"1\""])
      }.joined(separator: "\n"),
    ])
    let page = folder.appendingPathComponent("report.html")
    #expect(
      try Program.run("report", [:], ["--html", page.path], folders: [folder, folder]).status == 0)
    let report = try String(contentsOf: page, encoding: .utf8)
    let sections = report.components(separatedBy: "<section>")
    let waterfall = try #require(sections.first { $0.contains("From list to payable") })
    for label in ["list", "20.00", "spring", "-4.00", "net", "16.00"] {
      #expect(waterfall.contains(">\(label)</text>"), "\(label)")
    }
    #expect(!waterfall.contains(">others</text>"))
  }

  /// U-012, U-038: B states no cost, so that what the gift costs is not known.
  @Test func giftsWithoutACostAreNotFree() throws {
    let members = [
      "products": #"[{"id":"A"},{"id":"B"}]"#, "phases": #"[{"id":"p"}]"#,
      "prices": """
      [{"table":"list","product":"A","price":"10"},{"table":"list","product":"B","price":"4"}]
      """,
    ]
    let orders = TextProject.order("1", [#""product":"A","quantity":"1""#])
    let old = try Program.folder([
      "rules.json": TextProject.document(members), "orders.ndjson": orders,
    ])
    let gift = """
      [{"id":"free","phase":"p","when":{"product":"A"},
        "gift":{"products":["B"],"quantity":"2"}}]
      """
    let new = try Program.folder([
      "rules.json": TextProject.document(members.merging(["offers": gift]) { $1 }),
      "orders.ndjson": orders,
    ])
    let page = new.appendingPathComponent("report.html")
    #expect(try Program.run("report", [old, new], ["--html", page.path]).status == 0)
    let report = try String(contentsOf: page, encoding: .utf8)
    for cells in [["free", "CNY", "1", "100%", "1", "–"], ["free", "1", "0.00", "–", "–", "–"]] {
      #expect(report.contains(cells.map { "<td>\($0)</td>" }.joined()), "\(cells)")
    }
    #expect(report.contains("– is not known: goods were given whose cost is not known."))
    let diff = try Program.run("diff", [old, new])
    #expect(diff.output.contains("by offer: 0 fall, 0 rise, 1 not known"), "\(diff.output)")
    let row = diff.output.first { $0.hasPrefix("  free ") }?.split(separator: " ") ?? []
    #expect(row.prefix(5) == ["free", "0.00", "–", "–", "–"])
    #expect(row.suffix(4) == ["B", "0", "->", "2"])
    let json = try Program.run("diff", [old, new], ["--json"])
    let offers = try json.objects().first?["offer"] as? [[String: Any]]
    let goods = offers?.first?["uncosted"] as? [[String: String]]
    #expect(goods == [["product": "B", "old": "0", "new": "2"]])
    // The same gift on both sides moves nothing.
    let same = try Program.run("diff", [new, new])
    #expect(!same.output.contains { $0.hasPrefix("by offer") })
  }

  /// A label that would leave the picture is shortened; the table and the label's title keep it.
  @Test func longLabelsStayInThePicture() throws {
    let id = "DEALER-" + String(repeating: "x", count: 53)
    let files = ["10%", "20%"].map { percent in
      DryRunCommandTests.project(percent).mapValues {
        $0.replacingOccurrences(of: #""customer":"D""#, with: #""customer":"\#(id)""#)
          .replacingOccurrences(
            of: #""customers":[{"id":"D"}]"#, with: #""customers":[{"id":"\#(id)"}]"#)
      }
    }
    let folders = try files.map { try Program.folder($0) }
    let page = folders[0].appendingPathComponent("report.html")
    #expect(try Program.run("report", folders, ["--html", page.path]).status == 0)
    let report = try String(contentsOf: page, encoding: .utf8)
    let shown = "<title>\(id)</title>DEALER-x"
    let label = try #require(
      report.components(separatedBy: "<text ").first { $0.contains(shown) })
    #expect(label.contains("…</text>") && !label.contains("xxxxxxxxxxxxxxxxxxxxxxxxxxxxx…"))
    #expect(report.contains("<td>\(id)</td>"))
  }

  /// U-038: what gifts cost, and one dealer with orders on both sides of a control region.
  @Test func giftsCostAndDealersCountOnce() throws {
    let text = TextProject.document([
      "products": #"[{"id":"A"},{"id":"G","cost":"3"},{"id":"X"}]"#,
      "regions": #"[{"id":"N"},{"id":"S"}]"#,
      "prices": """
      [{"table":"list","product":"A","price":"10"},{"table":"list","product":"X","price":"5"},
       {"table":"list","product":"G","price":"4"}]
      """,
      "phases": #"[{"id":"p"}]"#,
      "offers": """
      [{"id":"free","phase":"p","when":{"product":"A"},
        "gift":{"products":["G"],"quantity":"2"}}]
      """,
    ])
    let order = { (id: String, region: String, product: String) in
      TextProject.order(
        id, ["\"product\":\"\(product)\",\"quantity\":\"1\""], #","shipTo":"\#(region)""#)
    }
    let folder = try Program.folder([
      "rules.json": text,
      "orders.ndjson": [order("1", "N", "A"), order("2", "S", "X")].joined(separator: "\n"),
    ])
    let page = folder.appendingPathComponent("report.html")
    let words = ["--html", page.path, "--control-regions", "S"]
    #expect(try Program.run("report", [:], words, folders: [folder, folder]).status == 0)
    let report = try String(contentsOf: page, encoding: .utf8)
    let cells = ["free", "CNY", "1", "50%", "1", "6.00", "10.00", "10.00", "0.00"]
    #expect(report.contains(cells.map { "<td>\($0)</td>" }.joined()))
    #expect(report.contains("2 orders of 1 dealers."))
    let nobody = try Program.run(
      "report", [:], ["--html", page.path, "--control-regions", ","], folders: [folder, folder])
    #expect(nobody.status == 2 && nobody.errors.first?.contains("names nobody") == true)
  }
}
