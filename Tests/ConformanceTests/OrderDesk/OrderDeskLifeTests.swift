import DealerRules
import Foundation
import TestSupport
import Testing

/// Returns that come step by step at the desk, and orders that leave in parts (RULES.md Z-061,
/// Z-070 … Z-074).
@Suite(
  "The order desk keeps returns alive", .serialized,
  .enabled(if: OrderDeskProgram.url != nil, "needs the built program"))
struct OrderDeskLifeTests: DeskRequests {
  /// A at 50.00 and B at 20.00, freight 12.00 that comes back on request, a point for every 10.00,
  /// returns within 30 days of 75 % of what was bought, credits above 200.00 by level 2,
  /// authorisations for 14 days.
  private static let members = [
    "charges": #"[{"id":"freight","amount":"12"}]"#,
    "agreements": #"[{"id":"pts","points":{"every":"10"}}]"#,
    "returns": """
    {"charges":{"freight":"onRequest"},"quota":{"share":"75%","days":90},
     "windows":[{"id":"w","days":30}],"levels":[{"above":"200","level":2}],"holdsFor":14,
     "earnings":{"default":{"method":"proportional"}}}
    """,
  ].merging(tenPercent(limits: #"{"budget":"10000"}"#)) { $1 }

  private static func ask(_ op: String, _ id: String, _ at: String, _ more: String) -> String {
    #"{"op":"\#(op)","id":"\#(id)","at":"2025-\#(at)T08:00:00Z",\#(more)}"#
  }

  private static let account =
    #"{"op":"account","id":"a","at":"2025-03-01T00:00:00Z","account":"D","limit":"1000"}"#
  private static let lines = [#""product":"A","quantity":"6""#, #""product":"B","quantity":"2""#]
  private static let place = ask(
    "place", "p1", "03-01", #""order":\#(TextProject.order("p1", lines))"#)
  private static let back = #""place":"p1","ship":"s1","#
  private static let opening = [account, place, ask("ship", "s1", "03-02", #""place":"p1""#)]

  /// Requests and, to each, the answer without its id and op.
  private static let day: [(ask: String, answer: String)] = [
    // 270.00 + 36.00 + 12.00.
    (account, #""outcome":"accepted","room":"1000.00""#),
    (place, #""outcome":"accepted","room":"682.00","payable":"318.00""#),
    (opening[2], #""outcome":"accepted","room":"682.00""#),
    // Five A at 45.00 are more than 200.00.
    (
      ask("authorise", "r1", "03-10", back + #""lines":[{"number":1,"quantity":"5"}]"#),
      #""outcome":"held","state":"pendingApproval","credit":"225.00","reasons":["needsApproval"]"#
    ),
    (
      ask("receive", "r1a", "03-10", #""return":"r1","lines":[{"number":1,"quantity":"1"}]"#),
      #""outcome":"error","message":"the return is pendingApproval""#
    ),
    (
      ask("approve", "r1b", "03-10", #""return":"r1","who":"ann","level":1"#),
      #""outcome":"error","message":"a higher level must approve""#
    ),
    (
      ask("approve", "r1c", "03-10", #""return":"r1","who":"ann","level":2"#),
      #""outcome":"accepted","state":"authorised","credit":"225.00""#
    ),
    // Five are on the way, and of the quota of 238.50 13.50 are left.
    (
      ask("authorise", "r2", "03-11", back + #""lines":[{"number":1,"quantity":"2"}]"#),
      #""outcome":"error","message":"another return is to bring some of the goods already""#
    ),
    (
      ask("return", "r3", "03-11", back + #""lines":[{"number":2,"quantity":"1"}]"#),
      #""outcome":"error","message":"the return is held: the quota of returns does not suffice""#
    ),
    (
      ask("receive", "r1d", "03-12", #""return":"r1","lines":[{"number":1,"quantity":"3"}]"#),
      #""outcome":"accepted","state":"received","credit":"135.00""#
    ),
    (
      ask(
        "inspect", "r1e", "03-13",
        #""return":"r1","lines":[{"number":1,"accepted":"2","rejected":"1"}]"#),
      #""outcome":"accepted","state":"inspected","credit":"90.00""#
    ),
    (
      ask("settle", "r1f", "03-13", #""return":"r1""#),
      #""outcome":"accepted","room":"772.00","state":"credited","refund":"90.00""#
    ),
    (
      ask("reverse", "r1g", "03-14", #""return":"r1","who":"bo","why":"counted wrong""#),
      #""outcome":"accepted","state":"inspected","credit":"90.00""#
    ),
    (
      ask("settle", "r1h", "03-14", #""return":"r1""#),
      #""outcome":"accepted","room":"772.00","state":"credited","refund":"90.00""#
    ),
    // Freight alone is settled once it is authorised.
    (
      ask("authorise", "r4", "03-15", back + #""charges":["freight"]"#),
      #""outcome":"accepted","state":"authorised","credit":"12.00""#
    ),
    (
      ask("settle", "r4a", "03-15", #""return":"r4""#),
      #""outcome":"accepted","room":"784.00","state":"credited","refund":"12.00""#
    ),
    // The authorisation ended on 03-24; what has arrived goes its way, nothing more comes.
    (
      ask("receive", "r1i", "03-25", #""return":"r1","lines":[{"number":1,"quantity":"2"}]"#),
      #""outcome":"error","message":"the authorisation ended with 2025-03-24""#
    ),
    (
      ask("close", "r1j", "03-25", #""return":"r1""#), #""outcome":"accepted","state":"closed""#
    ),
    (
      ask("return", "r5", "03-26", back + #""lines":[{"number":1,"quantity":"1"}]"#),
      #""outcome":"accepted","room":"829.00","refund":"45.00""#
    ),
    (
      ask("authorise", "r6", "03-27", back + #""lines":[{"number":2,"quantity":"2"}]"#),
      #""outcome":"accepted","state":"authorised","credit":"36.00""#
    ),
    (
      ask("cancel", "r6a", "03-27", #""return":"r6""#),
      #""outcome":"accepted","state":"cancelled""#
    ),
    (
      ask("settle", "r7", "03-27", #""return":"r9""#),
      #""outcome":"error","message":"there is no return `r9`""#
    ),
  ]

  @Test func aReturnGoesStepByStep() throws {
    let (folder, journal) = try OrderDeskTests.files(Self.members)
    defer { try? FileManager.default.removeItem(at: folder) }
    let asked = Self.day.map(\.ask)
    let run = try OrderDeskProgram.run(folder, journal, asked)
    #expect(run.status == 0 && run.errors.isEmpty)
    #expect(run.answers.count == asked.count)
    for ((ask, answer), got) in zip(Self.day, run.answers) {
      #expect(got.hasSuffix(answer + "}"), "\(ask)\n\(got)")
    }
    let whole = try Data(contentsOf: journal)
    // Every request once more: what was decided is told again, and nothing moves.
    let decided = zip(Self.day, asked).filter { !$0.0.answer.contains("error") }
    let again = try OrderDeskProgram.run(folder, journal, decided.map(\.1))
    for ((day, _), got) in zip(decided, again.answers) {
      #expect(got.hasSuffix(day.answer + #","repeated":true}"#), "\(got)")
    }
    #expect(try Data(contentsOf: journal) == whole)
    // Of 30 points those of 135.00 are gone, of 34.00 of budget those of three A.
    let ledger = try OrderDeskProgram.ledger(journal)
    #expect(ledger.standing(of: "budget/ten")?.used == 19_000_000)
  }

  /// Wherever the journal was cut by a kill, the requests lead to the same journal.
  @Test func aKillLosesNoStep() throws {
    let (folder, journal) = try OrderDeskTests.files(Self.members)
    defer { try? FileManager.default.removeItem(at: folder) }
    // What is refused is not recorded, and may be let through when it is asked later.
    let asked = Self.day.filter { !$0.answer.contains("error") }.map(\.ask)
    let run = try OrderDeskProgram.run(folder, journal, asked)
    let whole = try Data(contentsOf: journal)
    var cuts = 0
    for place in stride(from: 97, to: whole.count, by: whole.count / 24) {
      try whole.prefix(place).write(to: journal)
      let again = try OrderDeskProgram.run(folder, journal, asked)
      #expect(again.status == 0, "\(place): \(again.errors)")
      #expect(try Data(contentsOf: journal) == whole, "cut at \(place)")
      for (got, answer) in zip(again.answers, run.answers) {
        #expect(got == answer || got == answer.dropLast() + #","repeated":true}"#, "\(got)")
      }
      cuts += 1
    }
    #expect(cuts >= 24)
    // Killed while it answers, and asked again until all is answered.
    try Data().write(to: journal)
    for wait in [2_000, 10_000, 20_000, 30_000, 45_000, 60_000] {
      let program = try OrderDeskProgram(folder, journal)
      program.send(asked, atOnce: 1)
      usleep(UInt32(wait))
      program.kill()
      _ = try program.finish()
    }
    _ = try OrderDeskProgram.run(folder, journal, asked)
    #expect(try Data(contentsOf: journal) == whole)
  }

  private static func ship(_ id: String, _ lines: String, _ more: String = "") -> String {
    ask("ship", id, "03-02", #""place":"p1","lines":[\#(lines)]\#(more)"#)
  }

  private static func answers(_ lines: [String]) throws -> [String] {
    try OrderDeskProgram.day(members, [account, place] + lines).answers.dropFirst(2).map {
      try OrderDeskProgram.texts($0, ["outcome", "room", "payable", "refund", "message"])
    }
  }

  /// 45.00 an A and 18.00 a B, freight with the first goods.
  @Test func anOrderLeavesInParts() throws {
    let open = #","close":false"#
    let lines = [
      Self.ship("s1", #"{"number":1,"quantity":"2"}"#, open),
      Self.ship("s2", #"{"number":1,"quantity":"5"}"#, open),
      Self.ship("s3", #"{"number":1,"quantity":"1"},{"number":2,"quantity":"1"}"#, open),
      Self.ask("ship", "s4", "03-02", #""place":"p1","amount":"10.00""#),
      // Only two A and one B have left with them.
      Self.ask("return", "t1", "03-03", Self.back + #""lines":[{"number":2,"quantity":"2"}]"#),
      Self.ask("return", "t2", "03-03", Self.back + #""lines":[{"number":1,"quantity":"2"}]"#),
      Self.ask("ship", "s5", "03-04", #""place":"p1""#),
      Self.ship("s6", #"{"number":1,"quantity":"1"}"#, open),
    ]
    let (got, _, _, ledger) = try OrderDeskProgram.day(
      Self.members, [Self.account, Self.place] + lines)
    let texts = try got.dropFirst(2).map {
      try OrderDeskProgram.texts($0, ["outcome", "room", "refund", "message"])
    }
    #expect(
      texts == [
        "accepted 682.00", "error the quantity of line 1 does not fit `p1`", "accepted 682.00",
        "error goods of `p1` leave by `lines`",
        "error more than was shipped of line 2 of `p1` is returned", "accepted 772.00 90.00",
        "accepted 772.00", "error lines of `p1` cannot be shipped any more",
      ])
    #expect(ledger.item("s1/invoice")?.amount == 102_000_000)
    #expect(ledger.item("s3/invoice")?.amount == 63_000_000)
    #expect(ledger.item("s5/invoice")?.amount == 153_000_000)
    #expect(ledger.reservation("p1")?.state == .consumed)
  }

  /// Two A have left; one more leaves and the order ends: three of six, no B. At the supplier's
  /// fault they keep their 10 %; else nothing is dearer either.
  @Test(arguments: [true, false]) func thePartsEndShort(_ isFault: Bool) throws {
    let lines = [
      Self.ship("s1", #"{"number":1,"quantity":"2"}"#, #","close":false"#),
      Self.ship(
        "s2", #"{"number":1,"quantity":"1"},{"number":2,"quantity":"0"}"#,
        #","close":true,"supplierFault":\#(isFault)"#),
      Self.ask(
        "return", "t1", "03-03",
        #""place":"p1","ship":"s2","lines":[{"number":1,"quantity":"1"}]"#),
    ]
    let (got, _, _, ledger) = try OrderDeskProgram.day(
      Self.members, [Self.account, Self.place] + lines)
    let texts = try got.dropFirst(2).map {
      try OrderDeskProgram.texts($0, ["outcome", "room", "payable", "refund", "message"])
    }
    #expect(texts == ["accepted 682.00", "accepted 853.00 147.00", "accepted 898.00 45.00"])
    #expect(ledger.item("s2/invoice")?.amount == 45_000_000)
    // 15.00 off the three that left, of which one came back.
    #expect(ledger.standing(of: "budget/ten")?.used == 10_000_000)
  }
}
