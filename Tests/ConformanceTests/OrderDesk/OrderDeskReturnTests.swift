import DealerRules
import Foundation
import TestSupport
import Testing

/// Orders at the desk that are changed, shipped short and given back against their sales
/// (RULES.md Z-020, Z-060 … Z-062).
@Suite(
  "The order desk changes orders and takes goods back", .serialized,
  .enabled(if: OrderDeskProgram.url != nil, "needs the built program"))
struct OrderDeskReturnTests: DeskRequests {
  /// A at 50.00 and B at 20.00, 10 % off from 300.00 once, a point for every 10.00, returns for 30
  /// days and half of what was bought, a fee of 10 % but for damage.
  private static let members = [
    "agreements": #"[{"id":"pts","points":{"every":"10"}}]"#,
    "returns": """
    {"reasons":[{"id":"damaged","waivesFee":true,"exempt":true},{"id":"unsold"}],
     "fees":[{"id":"f","rate":"10%"}],"quota":{"share":"50%","days":90},
     "windows":[{"id":"w","days":30}],"promotions":{"default":"repriceRemainder"},
     "earnings":{"pts":{"shortfall":"clampAndCharge","charge":"0.10"}}}
    """,
  ].merging(tenPercent(limits: #"{"budget":"10000","uses":1}"#)) { $1 }

  private static func ask(_ op: String, _ id: String, _ at: String, _ more: String) -> String {
    #"{"op":"\#(op)","id":"\#(id)","at":"2025-\#(at)T08:00:00Z",\#(more)}"#
  }

  private static func place(_ id: String, _ at: String, _ lines: [String]) -> String {
    ask("place", id, at, #""order":\#(TextProject.order(id, lines))"#)
  }

  private static let six = #""product":"A","quantity":"6""#
  private static let two = #""product":"B","quantity":"2""#
  private static let back = #""place":"p1","ship":"s1","#

  /// Requests and, to each, the answer without its id and op.
  private static let day: [(ask: String, answer: String)] = [
    (
      #"{"op":"account","id":"a","at":"2025-03-01T00:00:00Z","account":"D","limit":"1000"}"#,
      #""outcome":"accepted","room":"1000.00""#
    ),
    // 340.00 less 10 %.
    (
      place("p1", "03-01", [six, two]), #""outcome":"accepted","room":"694.00","payable":"306.00""#
    ),
    // 290.00 earn no 10 % any more; each unit keeps its price where the supplier is at fault.
    (
      ask("amend", "m1", "03-01", #""place":"p1","lines":[{"number":1,"quantity":"5"}]"#),
      #""outcome":"accepted","room":"710.00","payable":"290.00""#
    ),
    (
      ask(
        "amend", "m1f", "03-01",
        #""place":"p1","supplierFault":true,"lines":[{"number":1,"quantity":"5"}]"#),
      #""outcome":"accepted","room":"739.00","payable":"261.00""#
    ),
    // 360.00 less 10 %.
    (
      ask(
        "amend", "m2", "03-01",
        #""place":"p1","lines":[{"number":1,"quantity":"6"}],"terms":"repriceAll","#
          + #""add":[{"number":3,"product":"B","quantity":"1"}]"#),
      #""outcome":"accepted","room":"676.00","payable":"324.00""#
    ),
    (
      ask("amend", "m3", "03-01", #""place":"p1","lines":[{"number":9,"quantity":"1"}]"#),
      #""outcome":"error","message":"`p1` has no line 9""#
    ),
    // More than the account bears leaves everything as it was.
    (
      ask("amend", "m4", "03-01", #""place":"p1","lines":[{"number":1,"quantity":"600"}]"#),
      #""outcome":"rejected","code":"insufficient","binding":"D","shortfall":"26054.00""#
    ),
    // The offer is used.
    (place("p2", "03-02", [six]), #""outcome":"accepted","room":"376.00","payable":"300.00""#),
    // Five at 45.00, three at 18.00: the sixth is let go.
    (
      ask("ship", "s1", "03-03", #""place":"p1","lines":[{"number":1,"quantity":"5"}]"#),
      #""outcome":"accepted","room":"421.00","payable":"279.00""#
    ),
    (
      // An earlier instant counts as the ledger's (J-041), so that the goods have left by then.
      ask("return", "t0", "03-02", back + #""line":1,"quantity":"1","reason":"stolen""#),
      #""outcome":"error","message":"the return is refused: the policy has no such reason""#
    ),
    // 45.00 + 18.00, less 24.00 of 10 % that 260.00 would not have; 3.90 of fee on what is left for
    // the unsold one.
    (
      ask(
        "return", "t1", "03-10",
        back + #""lines":[{"number":1,"quantity":"1","reason":"unsold"},"#
          + #"{"number":2,"quantity":"1","reason":"damaged"}]"#),
      #""outcome":"accepted","room":"456.10","refund":"35.10""#
    ),
    // 45.00 and 216.00 are more than half of 279.00.
    (
      ask("return", "t2", "03-11", back + #""whole":true,"reason":"unsold""#),
      #""outcome":"error","message":"the return is held: the quota of returns does not suffice""#
    ),
    (
      ask("return", "t3", "03-11", back + #""whole":true,"reason":"damaged""#),
      #""outcome":"accepted","room":"696.10","refund":"240.00""#
    ),
    // The offer is free again.
    (place("p3", "03-12", [six]), #""outcome":"accepted","room":"426.10","payable":"270.00""#),
  ]

  @Test func aDayOfChangesAndReturns() throws {
    let (folder, journal) = try OrderDeskTests.files(Self.members)
    defer { try? FileManager.default.removeItem(at: folder) }
    let asked = Self.day.map(\.ask)
    let run = try OrderDeskProgram.run(folder, journal, asked)
    #expect(run.status == 0 && run.errors.isEmpty)
    for ((_, answer), got) in zip(Self.day, run.answers) {
      #expect(got.hasSuffix(answer + "}"), "\(got)")
    }
    #expect(run.answers.count == asked.count)
    // Every request once more: what was decided is told again, and nothing moves.
    let before = try Data(contentsOf: journal)
    let decided = zip(Self.day, asked).filter { !$0.0.answer.contains("error") }
    let again = try OrderDeskProgram.run(folder, journal, decided.map(\.1))
    #expect(again.status == 0 && again.errors.isEmpty && again.answers.count == decided.count)
    for ((day, _), got) in zip(decided, again.answers) {
      #expect(got.hasSuffix(day.answer + #","repeated":true}"#), "\(got)")
    }
    #expect(try Data(contentsOf: journal) == before)
    let ledger = try OrderDeskProgram.ledger(journal)
    // Nothing of p1 counts any more, and its points are gone; those of the two others are pending.
    #expect(ledger.standing(of: "budget/ten")?.used == 30_000_000)
    #expect(ledger.standing(of: "uses/ten")?.used == 1000)
    #expect(ledger.lot("p1/earn0")?.unused == 0)
    #expect(ledger.standing(of: "points/pts/D")?.pending == 57_000)
    #expect(ledger.standing(of: "points/pts/D")?.room == 0)
  }
}
