import Foundation
import TestSupport
import Testing

/// `scorecards` (RULES.md B-016, B-017, B-027, X-020).
@Suite(.enabled(if: Program.url != nil, "needs the built program")) struct ScorecardsCommandTests {
  static let project = [
    "rules.json": TextProject.document([
      "credit": """
      {"nodes":[{"id":"A","limit":"100","terms":"net60"},{"id":"B"},{"id":"C","customers":["D"]}],
       "terms":[{"id":"net60","netDays":60}],
       "scorecards":[{"id":"risk","criteria":[
         {"id":"age","fact":"years","bands":[{"from":"0","points":10},{"from":"2.5","points":30}]},
         {"id":"paid","payments":true,"bands":[{"from":-99,"points":70},{"from":1,"points":40}]}],
         "grades":[{"id":"good","from":100,"salesShare":"80%"},{"id":"poor","from":0}]}],
       "tiers":[{"id":"t","months":3,"delay":10,"grace":1,"tiers":[
         {"id":"base","from":0},{"id":"gold","from":100,"rights":["freight"]},
         {"id":"top","from":500}]}]}
      """
    ]),
    "scores.csv": "node,fact,value\nA,years,3\nB,years,2.4\nC,years,1\n",
    "payments.csv":
      "node,amount,due,paid\nA,10,2025-01-10,2025-01-09\nB,10,2025-01-10,2025-01-11\n"
      // On the day of the review, which has no say.
      + "A,1000,2025-01-10,2025-05-20\n",
    "movements.csv": """
    id,node,date,kind,amount
    a1,A,2025-02-10,invoice,150000
    a2,A,2025-04-10,invoice,90001
    a3,A,2025-04-11,creditMemo,1
    a4,A,2025-05-10,invoice,7000000
    a5,A,2025-04-12,payment,5
    b1,B,2025-03-31,invoice,50
    b2,B,2025-04-01,invoice,900
    """,
    "tiers.csv": """
    node,scheme,tier,missed,override,who,why,through
    A,t,base,0,,,,
    B,t,gold,0,,,,
    C,t,base,0,top,ann,launch,2025-12-31
    """,
  ]

  /// As JSON, `KEY=VALUE` of the keys asked for.
  private func rows(_ words: [String], _ list: String, _ keys: [String]) throws -> [String] {
    let run = try Program.run("scorecards", Self.project, ["--json"] + words)
    #expect(run.status == 0, "\(run.errors)")
    return try run.objects().flatMap { account in
      (account[list] as? [[String: Any]] ?? []).map { row in
        keys.map { key in row[key].map { $0 is NSNull ? "-" : "\($0)" } ?? "?" }
          .joined(separator: " ")
      }
    }
  }

  /// Sales of 150,000.00 and 90,000.00 in two months: 120,000.00 × 60 ÷ 30 × 80 % (C15).
  @Test func scoresGradesAndLimitsAreProposed() throws {
    let found = try rows(
      ["--as-of", "2025-05-20"], "scorecards",
      ["score", "grade", "limit", "monthlySales", "creditDays"])
    #expect(found == ["100 good 192000.00 120000.00 60", "50 poor - 475.00 -", "- - - - -"])
    let unknown = try rows(["--as-of", "2025-05-20", "--account", "C"], "scorecards", ["unknown"])
    #expect(unknown.first?.contains("paid") == true && unknown.count == 1)
    // Without terms or a fact nobody knows for how long a dealer is given credit.
    var project = Self.project
    project["scores.csv"] = "node,fact,value\nA,years,3\nB,years,3\n"
    project["payments.csv"] = "node,amount,due,paid\nB,10,2025-01-10,2025-01-09\n"
    let lacking = try Program.run(
      "scorecards", project, ["--as-of", "2025-05-20", "--account", "B"])
    #expect(lacking.output.contains("    proposes no limit without creditDays"))
    // A day later the late payment counts: 1,000.00 late by far outweighs 10.00.
    #expect(
      try rows(["--as-of", "2025-05-21", "--account", "A"], "scorecards", ["score", "grade"])
        == ["70 poor"])
  }

  @Test func tiersAreProposedWithTheirReasons() throws {
    let keys = ["before", "tier", "from", "cause", "value", "missed"]
    let found = try rows(["--as-of", "2025-05-20"], "tiers", keys)
    #expect(
      found == [
        "base top 2025-04-11 promoted 150000 0", "gold gold 2025-04-11 grace 50 1",
        "base top 2025-04-11 overridden 0 0",
      ])
    // Nothing dated in the running quarter counts; the next review looks at it.
    #expect(
      try rows(["--as-of", "2025-07-01", "--account", "B"], "tiers", keys)
        == ["gold top 2025-07-11 promoted 900 0"])
    var project = Self.project
    project["tiers.csv"] = "node,scheme,tier,missed\nB,t,gold,1\n"
    let text = try Program.run(
      "scorecards", project, ["--as-of", "2025-05-20", "--account", "B"])
    #expect(
      text.output.contains(
        "  t  gold is base from 2025-04-11: demoted  (50 in 2025-01-01..2025-03-31, 0 missed)"))
    // Values of the scheme stand in for sales, those of every node.
    project["values.csv"] = "node,scheme,date,value\nB,t,2025-03-01,120\n"
    let valued = try Program.run("scorecards", project, ["--as-of", "2025-04-05"])
    #expect(
      valued.output.contains { $0.contains("gold will be gold from 2025-04-11: kept  (120 ") })
    #expect(
      valued.output.contains { $0.contains("no tier will be base from 2025-04-11: promoted") })
    #expect(valued.output.contains("    brings freight"))
  }

  @Test func theLastLineCounts() throws {
    let last =
      "accounts 3 scored 2 unknown 1 limits 1 promoted 1 kept 0 grace 1 demoted 0 overridden 1"
    let text = try Program.run("scorecards", Self.project, ["--as-of", "2025-05-20"])
    #expect(text.status == 0 && text.output.last == last)
    #expect(text.output.contains("  risk  score 100  grade good  (age 30, paid 70)"))
    #expect(
      text.output.contains(
        "    proposes a limit of 192000.00  (monthly sales 120000.00, 60 credit days)"))
    #expect(text.output.contains("    nothing is known of paid"))
    #expect(text.output.contains("    set by ann through 2025-12-31: launch"))
    let json = try Program.run("scorecards", Self.project, ["--as-of", "2025-05-20", "--json"])
    #expect(json.errors.last == last)
    // The customer that a node pays for names it.
    let one = try Program.run(
      "scorecards", Self.project, ["--as-of", "2025-05-20", "--account", "D"])
    #expect(one.output.first == "C  CNY  limit none")
    #expect(try Program.run("scorecards", Self.project).status == 2)
    #expect(
      try Program.run(
        "scorecards", ["rules.json": TextProject.document([:])],
        ["--as-of", "2025-05-20"]
      ).status == 3)
  }

  /// Slips in the tables have a place and what to write instead.
  @Test(arguments: [
    ("scores.csv", "node,fact,value\nA,yaers,3\n", "E501 2 did you mean `years`?"),
    ("scores.csv", "node,fact,value\nX,years,3\n", "E501 2 state it, or leave the row out"),
    ("scores.csv", "node,fact,value\nA,years,3\nA,years,4\n", "E305 3 keep one of the rows"),
    ("scores.csv", "node,fact,value\nA,creditDays,1.5\n", "E402 2 write `30`"),
    ("tiers.csv", "node,scheme,tier\nA,t,glod\n", "E501 2 did you mean `gold`?"),
    ("tiers.csv", "node,scheme,tier\nA,loyalty,gold\n", "E501 2 state it, or leave the row out"),
    ("tiers.csv", "node,scheme,override\nA,t,gold\n", "E302 2"),
    ("tiers.csv", "node,scheme,who\nA,t,ann\n", "E308 2 name the tier in `override`"),
    ("payments.csv", "node,amount,due,paid\nA,-1,2025-01-01,2025-01-01\n", "E412 2"),
    ("values.csv", "node,scheme,date,value\nA,t,2025-13-01,1\n", "E407 2"),
  ])
  func slipsAreTold(_ file: String, _ text: String, _ wanted: String) throws {
    var project = Self.project
    project[file] = text
    let run = try Program.run("scorecards", project, ["--as-of", "2025-05-20", "--json"])
    #expect(run.status == 1)
    let said = try run.objects().compactMap { found -> String? in
      guard let code = found["code"] as? String, let line = found["line"] as? Int else {
        return nil
      }
      return "\(code) \(line) \(found["help"] as? String ?? "")"
    }
    #expect(said.contains { $0.hasPrefix(wanted) }, "\(said)")
  }
}
