import DealerRules
import Foundation
import TestSupport
import Testing

/// `dealer-rules sources` (RULES.md Y-006, X-018).
@Suite(.enabled(if: Program.url != nil, "needs the built program")) struct SourcesCommandTests {
  private static let members = [
    "products": #"[{"id":"A","units":"case=24"},{"id":"B"}]"#,
    "regions": #"[{"id":"CN"},{"id":"N","parent":"CN"},{"id":"S","parent":"CN"}]"#,
    "customers": #"[{"id":"D","tier":"gold","region":"N"},{"id":"E","region":"S"}]"#,
    "territories": #"[{"id":"no","effect":"deny","product":"B","outcome":"hold"}]"#,
  ]

  private static let sources = """
    {"sourcing": 1, "ranking": ["region", "priority"], "scarcity": "tier", "tiers": ["gold"],
     "sources": [
       {"id": "north", "regions": ["N"], "stock": {"A": "20"}},
       {"id": "center", "priority": 1, "stock": {"A": "10", "B": "unknown"}},
       {"id": "south", "regions": ["S"], "dealers": ["D"], "stock": {"A": "99"}}]}
    """

  private static func files(_ sources: String = Self.sources) -> [String: String] {
    let orders = [
      TextProject.order("1", [#""product":"A","unit":"case","quantity":"1""#]),
      TextProject.order("2", [#""product":"A","quantity":"30""#])
        .replacingOccurrences(of: #""customer":"D""#, with: #""customer":"E""#),
      TextProject.order("3", [#""product":"B","quantity":"1""#]), #"{"id":"4"}"#,
    ]
    var files = CommandLineTests.project(Self.members, orders: orders)
    files["sources.json"] = sources
    return files
  }

  /// What sources hold may stand in a table; every slip of it is told at once (RULES.md Y-006).
  @Test func stockMayStandInATable() throws {
    let map = #", "stock": {"A": "20"}}"#
    var files = Self.files(Self.sources.replacingOccurrences(of: map, with: "}"))
    files["stock.csv"] = "source,product,quantity\nnorth,A,20\n"
    let run = try Program.run("sources", files)
    #expect(run.output == (try Program.run("sources", Self.files())).output)
    files["stock.csv"] =
      "source,product,quantity\nnorth,A,20\nnorth,A,3\ncenter,B,1\nwest,A,1\n"
      + "north,C,x\nnorth,B,-1\n"
    let slips = try Program.run("sources", files)
    #expect(slips.status == 1)
    for text in [
      "stock.csv:3:7", "[E305]", "stock.csv:4:8", "there is no source `west` [E501]",
      "there is no product `C` [E501]", "[E412]",
    ] {
      #expect(slips.errors.contains { $0.contains(text) }, "\(text)")
    }
  }

  /// Rules without prices are enough until an order brings approvals, which are looked at with its
  /// price (RULES.md X-018).
  @Test func pricesAreNeededForApprovalsAlone() throws {
    let rules =
      #"{"rules":1,"currency":"CNY","products":[{"id":"A"}],"customers":[{"id":"D"}],"#
      + #""territories":[{"id":"h","effect":"deny","outcome":"hold"}]}"#
    let order =
      #"{"id":"1","customer":"D","date":"2025-03-01","#
      + #""lines":[{"number":1,"product":"A","quantity":"1"}]"#
    var files = [
      "rules.json": rules, "orders.ndjson": order + "}\n",
      "sources.json": #"{"sourcing":1,"sources":[{"id":"s","stock":{"A":"5"}}]}"#,
    ]
    let held = try Program.run("sources", files)
    #expect(
      held.output.last
        == "orders 1 errors 0 waiting 1 lines 0 served 0 partly 0 missing 0")
    files["orders.ndjson"] =
      order + #","approvals":[{"findings":["territoryHeld"],"role":"x","#
      + #""orderHash":"0"}]}"#
    let told = try Program.run("sources", files)
    #expect(told.status == 1 && told.errors.contains { $0.hasSuffix(" [E612]") })
  }

  /// What stands beside the rules is checked with them (RULES.md W-012, Y-006).
  @Test func checkReadsWhatStandsBesideTheRules() throws {
    var files = Self.files()
    files["orders.ndjson"] = nil
    #expect(try Program.run("check", files).errors.isEmpty)
    files["sources.json"] = Self.sources.replacing("gold", with: "golden")
    files["areas.csv"] = "dealer,region\nD,N\nX,N\nD,West\n"
    files["trace.json"] = #"{"trace":1,"forms":[{"form":"999"}],"aheadDay":3}"#
    let run = try Program.run("check", files)
    #expect(run.status == 1)
    for text in ["trace.json:1:", "areas.csv:3:1: error", "areas.csv:4:1: error", "[E501]"] {
      #expect(run.errors.contains { $0.contains(text) }, "\(text)")
    }
    #expect(run.output.last?.contains(" errors 4 ") == true)
    let scans = try Program.run("scans", files)
    #expect(scans.status == 1 && scans.errors.contains { $0.contains("areas.csv:3:1: error") })
  }

  @Test func linesTellTheirSourcesAndWhatIsMissing() throws {
    let run = try Program.run("sources", Self.files())
    #expect(run.status == 1)
    #expect(
      run.output == [
        "order 1 line 1 A 24: north 20, center 4, south regionNotServed",
        "order 2 line 1 A 30: center 6, missing 24, north regionNotServed, south dealerNotServed",
        "orders 4 errors 1 waiting 1 lines 2 served 1 partly 1 missing 0",
      ])
    let json = try Program.run("sources", Self.files(), ["--json"])
    #expect(
      json.output.last
        == #"{"order":"2","line":1,"product":"A","wanted":"30","sources":[{"source":"center","#
        + #""quantity":"6"}],"missing":"24","others":[{"source":"north","#
        + #""reason":"regionNotServed"},{"source":"south","reason":"dealerNotServed"}]}"#)
    #expect(json.errors.last == run.output.last)
  }

  /// An order that waits is served where its approvals lift what holds it, and nothing else holds
  /// or blocks it once it is priced (RULES.md X-018, G-010).
  @Test func approvedOrdersAreServed() throws {
    var members = Self.members
    members["approvals"] = #"[{"role":"head","findings":["territoryHeld"]}]"#
    members["prices"] = #"[{"table":"list","product":"B","price":"10"}]"#
    let held = TextProject.order("3", [#""product":"B","quantity":"2""#])
    let hash = try #require(try TextProject(members).orders(held).first).approvalHash()
    func run(_ findings: String, _ hash: String, prices: String? = nil) throws -> [String] {
      let approval =
        #","approvals":[{"role":"head","findings":["\#(findings)"],"orderHash":"\#(hash)"}]}"#
      let own = members.merging(prices.map { ["prices": $0] } ?? [:]) { $1 }
      var files = CommandLineTests.project(own, orders: [held.dropLast() + approval])
      files["sources.json"] = Self.sources.replacing("\"unknown\"", with: "\"5\"")
      let run = try Program.run("sources", files)
      #expect(run.status == 0)
      return run.output
    }
    #expect(
      try run("territoryHeld", hash) == [
        "order 3 line 1 B 2: center 2, north productNotHeld, south regionNotServed",
        "orders 1 errors 0 waiting 0 lines 1 served 1 partly 0 missing 0",
      ])
    let waits = ["orders 1 errors 0 waiting 1 lines 0 served 0 partly 0 missing 0"]
    #expect(try run("checkHeld", hash) == waits)
    #expect(try run("territoryHeld", hash, prices: "[]") == waits)
    #expect(try run("territoryHeld", String(repeating: "0", count: hash.count)) == waits)
  }

  @Test func allOrNothingAndOneSource() throws {
    let whole = Self.sources.replacingOccurrences(
      of: "\"sourcing\": 1", with: "\"sourcing\": 1, \"whole\": true")
    let run = try Program.run("sources", Self.files(whole))
    #expect(
      run.output.first
        == "order 1 line 1 A 24: missing 24, center notWhole, north notWhole, south regionNotServed"
    )
    let one = Self.sources.replacingOccurrences(
      of: "\"sourcing\": 1", with: "\"sourcing\": 1, \"maxSources\": 1")
    let split = try Program.run("sources", Self.files(one))
    #expect(
      split.output.first
        == "order 1 line 1 A 24: north 20, missing 4, center tooManySources, south regionNotServed")
  }

  @Test func whatIsWrongWithTheSourcesHasItsPlace() throws {
    let wrong = """
      {"ranking": ["nearest"], "tiers": ["gold"], "step": "0", "sources": [
        {"id": "a", "dealers": ["F"], "regions": ["M"], "stock": {"Z": "1", "A": "-1"}},
        {"id": "a", "stok": {}}]}
      """
    let run = try Program.run("sources", Self.files(wrong))
    #expect(run.status == 1)
    let told = run.errors.filter { $0.contains(": error: ") }
    for code in ["E302", "E501", "E307"] {
      #expect(told.contains { $0.hasSuffix("[\(code)]") }, "\(code)")
    }
    for text in [
      "there is no customer `F`", "there is no region `M`", "there is no product `Z`",
      "source `a` is stated twice", "the step must be above zero", "`tiers` are stated",
    ] {
      #expect(told.contains { $0.contains(text) }, "\(text)")
    }
    var files = Self.files()
    files["sources.json"] = nil
    #expect(try Program.run("sources", files).status == 3)
    #expect(try Program.run("sources", files, ["--csv"]).status == 2)
  }
}
