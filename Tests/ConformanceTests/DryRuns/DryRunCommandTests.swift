import Foundation
import TestSupport
import Testing

/// `test`, `diff` and `gate` as programs (RULES.md U-005, U-017, U-018, X-013).
@Suite(.enabled(if: Program.url != nil, "needs the built program")) struct DryRunCommandTests {
  static func project(_ percent: String) -> [String: String] {
    [
      "rules.json": TextProject.document([
        "phases": #"[{"id":"p"}]"#,
        "offers": #"[{"id":"spring","phase":"p","percentOff":"\#(percent)"}]"#,
      ]),
      "orders.ndjson": [
        TextProject.order("1", [#""product":"A","quantity":"3""#]),
        TextProject.order("2", [#""product":"A","quantity":"7""#]),
      ].joined(separator: "\n"),
      "tests/spring.json": """
      {"tests": [
        {"name": "three", "order": \(TextProject.order("1", [#""product":"A","quantity":"3""#])),
         "expect": {"net": "27.00"}}
      ]}
      """,
    ]
  }

  @Test func testsPassFailAndAreRecorded() throws {
    let good = try Program.folder(Self.project("10%"))
    let shares = "offers 1/1 rungs 0/0 conditions 0/0 rows 1/1 others 0/0 reasons 0"
    let passed = try Program.run("test", [good])
    #expect(passed.status == 0)
    #expect(
      passed.output == ["ok   three (tests/spring.json:2)", "tests 1 passed 1 failed 0 \(shares)"])
    let bad = try Program.folder(Self.project("20%"))
    let report = bad.appendingPathComponent("report.xml")
    let failed = try Program.run("test", [bad], ["--junit", report.path])
    #expect(failed.status == 1)
    #expect(
      failed.output == [
        "FAIL three (tests/spring.json:2)",
        #"     /net: expected "27.00", got "24.00" (tests/spring.json:3)"#,
        "tests 1 passed 0 failed 1 \(shares)",
      ])
    let xml = try String(contentsOf: report, encoding: .utf8)
    #expect(
      xml.contains(#"<testsuite name="tests/spring.json" tests="1" failures="1" errors="0">"#))
    #expect(
      xml.contains("<failure>/net: expected &quot;27.00&quot;, got &quot;24.00&quot;</failure>"))
    let json = try Program.run("test", [bad], ["--json"])
    let objects = try json.objects()
    #expect(objects.count == 2)
    #expect(objects[0]["passed"] as? Bool == false)
    #expect(objects[1]["orders"] as? Int == 1)
    #expect(json.errors.last == failed.output.last)
    let recorded = try Program.run("test", [bad], ["--record"])
    #expect(recorded.status == 0)
    #expect(recorded.output.last == "tests 1 passed 0 failed 1 recorded 1 \(shares)")
    #expect(try Program.run("test", [bad]).status == 0)
  }

  @Test func diffTellsWhatChanges() throws {
    let (old, new) = (
      try Program.folder(Self.project("10%")), try Program.folder(Self.project("20%"))
    )
    let notes = new.appendingPathComponent("notes.csv")
    let run = try Program.run("diff", [old, new], ["--adjustments", notes.path])
    let last =
      "orders 2 unreadable 0 oldErrors 0 newErrors 0 cheaper 2 dearer 0 outcomes 0 currency CNY "
      + "old 90.00 new 80.00 change -10.00 rate -11.1111%"
    #expect(run.status == 0)
    #expect(run.output.last == last)
    #expect(run.output.contains("by dealer: 1 fall, 0 rise"))
    #expect(run.output.contains("order 2 new: allow, net 56.00"))
    let rows = try String(contentsOf: notes, encoding: .utf8).split(separator: "\n")
    #expect(rows[1...] == ["1,D,1,A,CNY,27.00,24.00,-3.00", "2,D,1,A,CNY,63.00,56.00,-7.00"])
    let json = try Program.run("diff", [old, new], ["--json"])
    #expect(json.errors.last == last)
    let object = try #require(try json.objects().first)
    #expect(object["cheaper"] as? Int == 2)
    #expect((object["movers"] as? [[String: Any]])?.map { $0["order"] as? String } == ["2", "1"])
    for threads in ["1", "4"] {
      #expect(
        try Program.run("diff", [old, new], ["--json", "--threads", threads]).output == json.output)
    }
    #expect(try Program.run("diff", [old]).status == 2)
    #expect(try Program.run("diff", [old, new], ["--orders", "nowhere.csv"]).status == 3)
  }

  /// U-018: one name, one type.
  @Test func limitsTellADayOrACount() throws {
    let folder = try Program.folder(
      [
        "rules.json": TextProject.document([
          "phases": #"[{"id":"p"}]"#,
          "offers": #"""
          [{"id":"o","phase":"p","percentOff":"10%","limits":{"uses":2,"usesPerCustomer":9}}]
          """#,
        ]),
        "orders.ndjson": (1...3).map {
          TextProject.order("\($0)", [#""product":"A","quantity":"1""#])
        }.joined(separator: "\n"),
      ])
    let object = try #require(
      try Program.run("diff", [folder, folder], ["--json"]).objects().first)
    let limits = try #require(object["limits"] as? [[String: Any]])
    #expect(limits.count == 4)
    #expect(limits[0]["kind"] as? String == "uses")
    #expect(limits[0]["usedUpOn"] as? String == "2025-03-01" && limits[0]["usedUp"] == nil)
    #expect(limits[2]["kind"] as? String == "usesPerCustomer")
    #expect(limits[2]["usedUp"] as? Int == 0 && limits[2]["usedUpOn"] == nil)
    #expect(limits[2]["most"] as? String == "D")
  }

  /// U-017: 1/90 is 1.11111… %, which is cut to the very rate that it passes.
  @Test func aBreachTellsWhatIsCut() throws {
    let (old, new) = (
      try Program.folder(Self.project("10%")), try Program.folder(Self.project("11%"))
    )
    let falls = ["--max-revenue-change", "1.1111%"]
    let run = try Program.run("gate", [old, new], falls)
    #expect(run.status == 1)
    #expect(
      run.output.first == "breach: revenue CNY falls by more than 1.1111%, from 90.00 to 89.00")
    let chinese = try Program.run("gate", [old, new], falls + ["--lang", "zh"])
    #expect(chinese.output.first == "违反：收入 CNY 下降超过 1.1111%，由 90.00 变为 89.00")
    let dearer = try Program.run("gate", [new, old], ["--max-dealer-loss", "1.1235%"])
    #expect(
      dearer.output.first == "breach: dealer D pays over 1.1235% more, 90.00 instead of 89.00")
    let rises = try Program.run("gate", [new, old], ["--max-revenue-change", "1.1235%"])
    let said = "breach: revenue CNY rises by more than 1.1235%, from 89.00 to 90.00"
    #expect(rises.output.first == said)
    let wider = try Program.run("gate", [old, new], ["--max-revenue-change", "1.111%"])
    #expect(wider.output.first?.hasPrefix("breach: revenue CNY moves by -1.1111%,") == true)
    #expect(try Program.run("gate", [old, new], ["--max-revenue-change", "1.1112%"]).status == 0)
  }

  @Test func theGateOpensAndCloses() throws {
    let (old, new) = (
      try Program.folder(Self.project("10%")), try Program.folder(Self.project("11%"))
    )
    let manifest = new.appendingPathComponent("manifest.json")
    let open = try Program.run(
      "gate", [old, new],
      [
        "--max-revenue-change", "1.2%", "--max-dealer-loss", "0%", "--no-floor-breach",
        "--manifest", manifest.path, "--effective", "2025-04-01",
      ])
    #expect(open.status == 0)
    #expect(
      open.output == [
        "gate open breaches 0 orders 2 unreadable 0 oldErrors 0 newErrors 0 cheaper 2 dearer 0 "
          + "outcomes 0 currency CNY old 90.00 new 89.00 change -1.00 rate -1.1111%"
      ])
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: manifest)) as? [String: Any])
    #expect(object["gate"] as? String == "open")
    #expect(object["effective"] as? String == "2025-04-01")
    #expect((object["oldRules"] as? String)?.count == 64)
    #expect(object["oldRules"] as? String != object["newRules"] as? String)
    let closed = try Program.run("gate", [new, old], ["--max-dealer-loss", "1%"])
    #expect(closed.status == 1)
    #expect(
      closed.output.first == "breach: dealer D pays 1.1235% more, 90.00 instead of 89.00")
    #expect(try Program.run("gate", [old, new]).status == 2)
    let empty = new.appendingPathComponent("none.ndjson")
    try Data().write(to: empty)
    let none = try Program.run(
      "gate", [old, new], ["--max-blocked", "0", "--orders", empty.path])
    #expect(none.status == 1)
  }
}
