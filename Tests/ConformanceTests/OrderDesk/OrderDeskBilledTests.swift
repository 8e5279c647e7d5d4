import DealerRules
import Foundation
import TestSupport
import Testing

/// Orders of which everything is billed before all of their goods have left (RULES.md Z-063).
@Suite(
  "The order desk ends what is billed", .serialized,
  .enabled(if: OrderDeskProgram.url != nil, "needs the built program"))
struct OrderDeskBilledTests: DeskRequests {
  /// A at 50.00, B at 10.00 for nothing as far as 50.00 last, freight of 15.00, a point for 10.00.
  private static let shop = [
    "products": #"[{"id":"A"},{"id":"B"}]"#,
    "prices": """
    [{"table":"list","product":"A","price":"50"},{"table":"list","product":"B","price":"10"}]
    """,
    "phases": #"[{"id":"p"}]"#,
    "offers": """
    [{"id":"free","phase":"p","when":{"product":["B"]},"percentOff":"100%",
      "limits":{"budget":"50"}}]
    """,
    "charges": #"[{"id":"freight","amount":"15"}]"#,
    "agreements": #"[{"id":"pts","points":{"every":"10"}}]"#, "returns": "{}",
  ]
  private static let back = #""place":"p1","ship":"s1","#
  private static let open = #""place":"p1""#

  private static func units(_ count: Int, line: Int) -> String {
    #""lines":[{"number":\#(line),"quantity":"\#(count)"}]"#
  }

  /// One A and five B at 65.00, of which the A has left with everything that they cost.
  private static func opening(_ more: String = "") -> [String] {
    let lines = [#""product":"A","quantity":"1""#, #""product":"B","quantity":"5""#]
    return [
      ask("account", "a", "01", #""account":"D","limit":"1000","netsCredit":true"#),
      ask("place", "p1", "01", #""order":\#(TextProject.order("p1", lines))\#(more)"#),
      ask("ship", "s1", "02", open + #","close":false,"# + units(1, line: 1)),
    ]
  }

  /// What is said after the opening, the last two apart, and what is used of the budget, open on
  /// the account and held in points then.
  private static func texts(
    _ asked: [String], _ more: String = "", in parts: Int = 1
  ) throws -> (said: [String], left: [Int64?]) {
    let (folder, journal) = try OrderDeskTests.files(shop)
    defer { try? FileManager.default.removeItem(at: folder) }
    var answers: [String] = []
    let all = opening(more) + asked
    for lines in parts == 1 ? [all] : all.map({ [$0] }) {
      let run = try OrderDeskProgram.run(folder, journal, lines)
      #expect(run.status == 0 && run.errors.isEmpty && run.answers.count == lines.count)
      answers += run.answers
    }
    let ledger = try OrderDeskProgram.ledger(journal)
    let keys = ["id", "outcome", "code", "room", "payable", "refund", "message"]
    return (
      try answers.dropFirst(3).map { try OrderDeskProgram.texts($0, keys) },
      [
        ledger.standing(of: "budget/free")?.used, ledger.standing(of: "D")?.used,
        ledger.standing(of: "points/pts/D")?.room,
      ]
    )
  }

  /// What has not left leaves its budget free, nothing is billed or credited for it, and everything
  /// that comes back is what has left, with the freight.
  @Test(arguments: ["cancel", "expiry", "restart"]) func anOrderIsEnded(_ way: String) throws {
    let expires = way == "cancel" ? "" : #","expires":"2025-03-04T08:00:00Z""#
    let ends = [Self.ask("cancel", "c1", "04", Self.open)]
    let pays = [Self.ask("pay", "y1", "04", #""account":"D","amount":"1""#)]
    let parts = way == "restart" ? 2 : 1
    let ended = try Self.texts(way == "cancel" ? ends : pays, expires, in: parts)
    #expect(ended.said == (way == "cancel" ? ["c1 accepted 65.00"] : ["y1 accepted 936.00"]))
    #expect(ended.left == [0, way == "cancel" ? 65_000_000 : 64_000_000, 5000])
    let then = try Self.texts(
      (way == "cancel" ? ends : []) + [
        Self.ask("return", "t1", "05", Self.back + Self.units(1, line: 2)),
        Self.ask("cancel", "c2", "05", Self.open), Self.ask("ship", "s2", "05", Self.open),
        Self.ask("return", "t2", "05", Self.back + #""whole":true"#),
      ], expires, in: parts)
    #expect(
      then.said.suffix(4) == [
        "t1 error the return is refused: the sale has no such line or part",
        "c2 rejected ended", "s2 rejected ended", "t2 accepted 1000.00 65.00",
      ])
    #expect(then.left == [0, 0, 0])
  }

  /// A day before its time is over it goes on.
  @Test func anOrderGoesOnUntilItsTimeIsOver() throws {
    let went = try Self.texts(
      [
        Self.ask("pay", "y1", "03", #""account":"D","amount":"1""#),
        Self.ask("ship", "s2", "03", Self.open),
        Self.ask("pay", "y2", "05", #""account":"D","amount":"1""#),
        Self.ask("return", "t", "06", #""place":"p1","ship":"s2","whole":true"#),
      ], #","expires":"2025-03-04T08:00:00Z""#)
    #expect(
      went.said == [
        "y1 accepted 936.00", "s2 accepted", "y2 accepted 937.00", "t accepted 1002.00 65.00",
      ])
    #expect(went.left == [0, -2_000_000, 0])
  }

  /// `whole` is what has left; the freight goes with the last of the goods, which the end says.
  @Test func whatHasLeftComesBack() throws {
    let whole = try Self.texts([
      Self.ask("return", "t1", "03", Self.back + #""whole":true"#),
      Self.ask("return", "t2", "03", Self.back + #""whole":true"#),
      Self.ask("cancel", "c1", "04", Self.open),
    ])
    #expect(
      whole.said == [
        "t1 accepted 985.00 50.00",
        "t2 error the return is refused: nothing is left to give back", "c1 accepted 65.00",
      ])
    #expect(whole.left == [0, 0, 0])
    let steps = try Self.texts([
      Self.ask("authorise", "r", "03", Self.back + #""whole":true"#),
      Self.ask("receive", "v", "03", #""return":"r","# + Self.units(1, line: 1)),
      Self.ask(
        "inspect", "i", "03", #""return":"r","lines":[{"number":1,"accepted":"1"}]"#),
      Self.ask("settle", "z", "03", #""return":"r""#), Self.ask("cancel", "c1", "04", Self.open),
    ])
    #expect(steps.said.suffix(2) == ["z accepted 985.00 50.00", "c1 accepted 65.00"])
    #expect(steps.left == [0, 0, 0])
  }

  /// Two of five B leave and end the order; three more would be beyond it.
  @Test func anOrderEndsShort() throws {
    let short = [Self.ask("ship", "s2", "03", Self.open + "," + Self.units(2, line: 2))]
    let ended = try Self.texts(short)
    #expect(ended.said == ["s2 accepted 65.00"])
    #expect(ended.left == [20_000_000, 65_000_000, 5000])
    let then = try Self.texts(
      short + [
        Self.ask("ship", "s3", "04", Self.open + "," + Self.units(1, line: 2)),
        Self.ask("return", "t1", "05", Self.back + Self.units(1, line: 2)),
        Self.ask("return", "t2", "05", Self.back + #""whole":true"#),
      ])
    #expect(
      then.said.suffix(3) == [
        "s3 error the quantity of line 2 does not fit `p1`", "t1 accepted 0.00",
        "t2 accepted 1000.00 65.00",
      ])
    #expect(then.left == [0, 0, 0])
  }

  /// Without lines everything that is open leaves, by lines that stay open what they name.
  @Test func theRestLeavesWithoutABill() throws {
    let some = Self.ask(
      "ship", "s2", "03", Self.open + #","close":false,"# + Self.units(2, line: 2))
    let all = try Self.texts([
      some, Self.ask("ship", "s3", "04", Self.open),
      Self.ask("cancel", "c1", "05", Self.open),
      Self.ask("return", "t", "05", #""place":"p1","ship":"s3","whole":true"#),
    ])
    #expect(
      all.said == [
        "s2 accepted", "s3 accepted", "c1 rejected ended", "t accepted 1000.00 65.00",
      ])
    #expect(all.left == [0, 0, 0])
    let part = try Self.texts([some, Self.ask("cancel", "c1", "05", Self.open)])
    #expect(part.said == ["s2 accepted", "c1 accepted 65.00"])
    #expect(part.left == [20_000_000, 65_000_000, 5000])
  }
}
