import Foundation
import TestSupport
import Testing

/// What `dealer-rules scans` says of totals and sell-through (RULES.md W-014 … W-017).
@Suite(.enabled(if: Program.url != nil, "needs the built program")) struct SignalsCommandTests {
  /// Down 20 % three months running, up 20 % three days running, D10 and D11.
  private static let trace = """
    {"trace": 1, "missingGoods": "10%",
     "trends": [
       {"id": "falls", "measure": "purchases", "change": "-20%", "running": 3},
       {"id": "rises", "measure": "category", "change": "20%", "running": 3, "period": "day"}],
     "spikes": [{"id": "jumps", "measure": "orders", "factor": "3", "trailing": 2,
                 "seasons": {"2025-05": "1.5"}}]}
    """
  private static let totals = """
    measure,key,date,total
    purchases,D,2025-01-31,600
    purchases,D,2025-01-01,400
    purchases,D,2025-02-10,800
    purchases,D,2025-03-10,640
    purchases,D,2025-04-10,512
    purchases,E,2025-01-10,1000
    purchases,E,2025-02-10,801
    purchases,E,2025-03-10,600
    purchases,E,2025-04-10,400
    category,snacks,2025-03-01,1
    category,snacks,2025-03-02,1.2
    category,snacks,2025-03-03,1.44
    category,snacks,2025-03-04,1.728
    orders,D,2025-01-01,1000
    orders,D,2025-02-01,1000
    orders,D,2025-03-01,3000
    orders,E,2025-01-01,1000
    orders,E,2025-02-01,1000
    orders,E,2025-03-01,3001
    orders,F,2025-03-01,1000
    orders,F,2025-04-01,1000
    orders,F,2025-05-01,4501
    orders,G,2025-03-01,1000
    orders,G,2025-04-01,1000
    orders,G,2025-05-01,4500
    """
  private static let sellThrough = """
    dealer,opening,bought,scanned,coverage,reported
    D,800,10000,6900,75%,400
    E,800,10000,6900,75%,600
    """

  private static var files: [String: String] {
    [
      "rules.json": TextProject.document([:]), "trace.json": Self.trace,
      "areas.csv": "dealer,region\n", "events.csv": "id,kind,at\n", "scans.csv": "code,at\n",
      "totals.csv": Self.totals, "sellthrough.csv": Self.sellThrough,
    ]
  }

  @Test func signalsStandInTheReport() throws {
    let run = try Program.run("scans", Self.files)
    #expect(run.status == 0)
    let start = try #require(run.output.firstIndex { $0.hasPrefix("signals") })
    #expect(
      Array(run.output[start...].dropLast()) == [
        "signals: 4", "  falls D 2025-04: 1000 to 512", "  jumps E 2025-03: 3001",
        "  jumps F 2025-05: 4501", "  rises snacks 2025-03-04: 1 to 1.728",
        "dealers with goods missing: 1", "  D: 1200",
      ])
    let json = try Program.run("scans", Self.files, ["--json"])
    let object = try #require(try json.objects().first)
    let signals = try #require(object["signals"] as? [[String: Any]])
    #expect(signals.map { $0["rule"] as? String } == ["falls", "jumps", "jumps", "rises"])
    #expect(signals[0]["from"] as? String == "1000" && signals[1]["from"] is NSNull)
    let missing = try #require(object["missingGoods"] as? [[String: String]])
    #expect(missing == [["dealer": "D", "missing": "1200"]])
  }

  /// Beside records the signals stand with the findings (RULES.md W-013).
  @Test(arguments: ["ndjson", "csv"]) func recordsLeaveSignalsToStandardError(
    _ format: String
  ) throws {
    var files = Self.files
    files["scans.csv"] = "code,at\nU,2025-03-01\n"
    let run = try Program.run("scans", files, ["--format", format])
    #expect(run.status == 0)
    #expect(run.output.count == (format == "csv" ? 2 : 1))
    let start = try #require(run.errors.firstIndex { $0.hasPrefix("signals") })
    #expect(
      Array(run.errors[start...].dropLast()) == [
        "signals: 4", "  falls D 2025-04: 1000 to 512", "  jumps E 2025-03: 3001",
        "  jumps F 2025-05: 4501", "  rises snacks 2025-03-04: 1 to 1.728",
        "dealers with goods missing: 1", "  D: 1200",
      ])
    #expect(!run.output.contains { $0.contains("signals") || $0.contains("falls") })
  }

  /// What is probably not meant so is told and counted (RULES.md W-011, W-017).
  @Test func strangeFiguresAreCounted() throws {
    var files = Self.files
    // E is no customer: one warning.
    let before = try Program.run("scans", files)
    #expect(before.output.last?.hasSuffix(" errors 0 warnings 1") == true)
    files["totals.csv"] = Self.totals.replacing("orders,", with: "order,")
    files["sellthrough.csv"] = Self.sellThrough + "\nD,1,1,1,100%,0\n"
    let after = try Program.run("scans", files)
    #expect(after.status == 0)
    #expect(after.output.last?.hasSuffix(" errors 0 warnings 3") == true)
    let told = after.errors.filter { $0.contains(": warning: ") }.map { $0.suffix(6) }
    #expect(told.sorted() == ["[E305]", "[E501]", "[E501]"])
  }

  @Test func wrongFiguresHaveTheirPlace() throws {
    var files = Self.files
    files["totals.csv"] = "key,date,total\nD,2025-13-01,1\nD,2025-01-01,many\n"
    files["sellthrough.csv"] = "dealer,opening,bought,scanned,coverage,reported\nD,1,2,3,0%,-4\n"
    let run = try Program.run("scans", files)
    #expect(run.status == 1)
    let told = run.errors.filter { $0.contains(": error: ") }.map { $0.prefix(22) }
    #expect(told.contains { $0.hasPrefix("totals.csv:2:3") })
    #expect(told.contains { $0.hasPrefix("totals.csv:3:14") })
    #expect(told.count { $0.hasPrefix("sellthrough.csv:2:") } == 2)
    files = Self.files
    files["trace.json"] = """
      {"trace": 1, "trends": [{"id": "a", "running": 0}, {"change": "10%"}],
       "spikes": [{"id": "a", "factor": "-1"}], "missingGoods": "200%"}
      """
    let wrong = try Program.run("scans", files)
    #expect(wrong.errors.count { $0.contains(": error: ") } >= 5)
  }
}
