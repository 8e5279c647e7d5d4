import Foundation
import TestSupport
import Testing

/// `credit` and `statement` (RULES.md X-013, X-017).
@Suite(.enabled(if: Program.url != nil, "needs the built program")) struct CreditCommandTests {
  static let project = [
    "rules.json": TextProject.document([
      "credit": """
      {"rules":[{"id":"limit","limit":true},{"id":"late","overdueDays":{"days":5}}],
       "reminders":[{"id":"plan","steps":[{"id":"first","days":3,"level":1}]}]}
      """
    ]),
    "credit.csv": "id,limit,customers\nG,100,D\nH,unlimited,\n",
    "receivables.csv": """
    id,node,kind,amount,due
    i,G,invoice,30,2025-02-24
    o,G,order,20,
    """,
    "orders.ndjson": [
      TextProject.order("1", [#""product":"A","quantity":"4""#]),
      TextProject.order("2", [#""product":"A","quantity":"2""#]),
    ].joined(separator: "\n"),
    "movements.csv":
      "id,node,date,kind,amount\na,G,2025-01-31,invoice,50\nb,G,2025-02-01,payment,20\n",
    "flow.csv": """
    kind,document,node,date,order,line,quantity,amount
    order,s,G,2025-02-01,s,1,2,20
    invoice,i,G,2025-02-02,s,1,2,20
    """,
  ]

  @Test func creditSaysWhereAccountsStand() throws {
    let last = "accounts 2 over 0 held 0 tomorrow 1 overdue 1 reminders 1"
    let text = try Program.run("credit", Self.project, ["--as-of", "2025-03-01"])
    #expect(text.status == 0)
    #expect(text.output.last == last)
    #expect(text.output.first == "G  CNY  limit 100.00  exposure 50.00  available 50.00")
    #expect(text.output.contains("  tomorrow hold: creditOverdue"))
    #expect(text.output.contains("  remind i first level 1 since 2025-02-27 of 30.00 CNY"))
    let json = try Program.run(
      "credit", Self.project, ["--as-of", "2025-03-01", "--json", "--account", "D"])
    #expect(json.errors.last == "accounts 1 over 0 held 0 tomorrow 1 overdue 1 reminders 1")
    let account = try #require(try json.objects().first)
    #expect(account["account"] as? String == "G")
    #expect(account["available"] as? String == "50.00")
    #expect((account["tomorrow"] as? [String: Any])?["outcome"] as? String == "hold")
  }

  /// Without a day it is that of the last order; without either it is asked for.
  @Test func creditHasNoClock() throws {
    let dated = try Program.run("credit", Self.project)
    #expect(dated.output.last == "accounts 2 over 0 held 0 tomorrow 1 overdue 1 reminders 1")
    var project = Self.project
    project["orders.ndjson"] = nil
    #expect(try Program.run("credit", project).status == 2)
    #expect(try Program.run("credit", Self.project, ["--account", "X"]).status == 2)
    #expect(
      try Program.run(
        "credit", ["rules.json": TextProject.document([:])], ["--as-of", "2025-03-01"]
      ).status == 3)
  }

  /// The first order of 40.00 fits into the 50.00 that are left, the second of 20.00 does not.
  @Test func priceAsksTheCreditOfTheProject() throws {
    let run = try Program.run("price", Self.project, ["--out", "-"])
    let outcomes = try run.objects().map { $0["outcome"] as? String }
    #expect(outcomes == ["allow", "hold"])
  }

  @Test func statementSaysWhatMovedAndWhatDoesNotMatch() throws {
    let words = ["--account", "G", "--period", "2025-02"]
    let last =
      "account G opening 50.00 movements 1 closing 30.00 lines 1 breaks 1"
      + " documents 1 differing 1"
    let text = try Program.run("statement", Self.project, words)
    #expect(text.status == 1)
    #expect(text.output.last == last)
    #expect(text.output.contains("2025-02-01  payment  b  -20.00  30.00"))
    #expect(text.output.contains("invoice i  notBooked  lines 20.00 booked 0.00"))
    let json = try Program.run("statement", Self.project, words + ["--json"])
    #expect(json.errors.last == last)
    let statement = try #require(try json.objects().first)
    let lines = try #require(statement["lines"] as? [[String: Any]])
    #expect(lines.first?["breaks"] as? [String] == ["underShipped", "overInvoiced"])
    let early = try Program.run(
      "statement", Self.project, ["--account", "G", "--period", "2025-01-01..2025-01-31"])
    #expect(early.status == 0)
    #expect(try Program.run("statement", Self.project, ["--account", "G"]).status == 2)
  }

  /// What nothing happened to yet is open, and what came back is told (RULES.md B-022).
  @Test func statementSaysWhatIsOpenAndWhatCameBack() throws {
    var project = Self.project
    project["flow.csv"] = """
      kind,document,node,date,order,line,quantity,amount
      order,s,G,2025-02-01,s,1,2,20
      shipment,d,G,2025-02-02,s,1,2,
      invoice,i,G,2025-02-02,s,1,2,20
      return,r,G,2025-02-03,s,1,0.5,5
      order,s,G,2025-02-01,s,2,3,30
      """
    project["movements.csv"]? += "i,G,2025-02-02,invoice,20\nr,G,2025-02-03,creditMemo,5\n"
    let run = try Program.run(
      "statement", project, ["--account", "G", "--period", "2025-02", "--json"])
    #expect(run.status == 0)
    let lines = try #require(try run.objects().first?["lines"] as? [[String: Any]])
    #expect(lines.map { $0["returned"] as? String } == ["0.5", "0"])
    #expect(lines.map { $0["open"] as? Bool } == [false, true])
    #expect(lines.map { $0["billed"] as? String } == ["15.00", "0.00"])
  }

  /// Rows of accounts that are not there, and movements stated twice, are told (RULES.md B-021).
  @Test func statementsRefuseWhatDoesNotFit() throws {
    let words = ["--account", "G", "--period", "2025-02"]
    var project = Self.project
    project["movements.csv"] =
      "id,node,date,kind,amount\na,G,2025-02-01,invoice,1\na,G,2025-02-02,invoice,1\n"
      + "b,X,2025-02-01,invoice,1\n"
    let run = try Program.run("statement", project, words + ["--json"])
    let codes = try run.objects().compactMap { $0["code"] as? String }
    #expect(run.status == 1 && codes == ["E305", "E501"])
    project["movements.csv"] = nil
    project["flow.csv"] = nil
    #expect(try Program.run("statement", project, words).status == 3)
  }

  /// An open order that could not leave tomorrow is told with its reason (RULES.md B-019).
  @Test func openOrdersThatCannotLeaveAreTold() throws {
    let credit = #"""
      {"nodes":[{"id":"D","limit":"100"}],
       "rules":[{"id":"late","overdueDays":{"days":0},"at":["shipment"]},
                {"id":"part","prepaidShare":"30%"},{"id":"limit","limit":true}],
       "receivables":[{"id":"i","node":"D","amount":"10","due":"2025-01-01"},
                      {"id":"o1","node":"D","kind":"order","amount":"20"}]}
      """#
    let project = ["rules.json": TextProject.document(["credit": credit])]
    let run = try Program.run("credit", project, ["--as-of", "2025-03-01", "--json"])
    let account = try #require(run.objects().first)
    #expect((account["today"] as? [String: Any])?["outcome"] as? String == "allow")
    let kept = try #require(account["keptBack"] as? [[String: Any]])
    #expect(kept.map { $0["order"] as? String } == ["o1"])
    #expect(kept.first?["reasons"] as? [String] == ["creditOverdue"])
  }
}
