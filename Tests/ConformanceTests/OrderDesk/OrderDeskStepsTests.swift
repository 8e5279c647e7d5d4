import DealerRules
import Foundation
import TestSupport
import Testing

/// What the desk makes of returns that were settled in error, end by themselves, are exchanged or
/// are asked for before they can be (RULES.md Z-014, Z-026, Z-061, Z-070 … Z-074).
@Suite(
  "The order desk follows returns to their end", .serialized,
  .enabled(if: OrderDeskProgram.url != nil, "needs the built program"))
struct OrderDeskStepsTests: DeskRequests {
  /// A at 50.00 and B at 20.00.
  private static let prices = """
    [{"table":"list","product":"A","price":"50"},{"table":"list","product":"B","price":"20"}]
    """

  /// A step of a return.
  private static func step(_ op: String, _ id: String, _ day: String, _ more: String = "")
    -> String
  {
    ask(op, id, day, #""return":"\#(id.prefix(2))""# + (more.isEmpty ? "" : "," + more))
  }

  /// Units of the first line.
  private static func units(_ count: Int, _ line: Int = 1) -> String {
    #""lines":[{"number":\#(line),"quantity":"\#(count)"}]"#
  }

  private static func accepts(_ count: Int) -> String {
    #""lines":[{"number":1,"accepted":"\#(count)","rejected":"0"}]"#
  }

  private static let back = #""place":"p1","ship":"s1","#

  /// Six A, and two B where they are asked for, that have left; an account with room for 1,000.00.
  private static func opening(_ more: String = "", withB: Bool = false) -> [String] {
    var lines = [#""product":"A","quantity":"6""#]
    if withB { lines.append(#""product":"B","quantity":"2""#) }
    return [
      ask("account", "a", "01", #""account":"D","limit":"1000""#),
      ask("place", "p1", "01", #""order":\#(TextProject.order("p1", lines, more))"#),
      ask(
        "ship", "s1", "02",
        #""place":"p1""# + (withB ? "," + units(2) + #","close":false"# : "")),
    ]
  }

  /// Answers after the opening, by what they say, and the ledger that they lead to.
  private static func answers(
    _ members: [String: String], _ lines: [String], _ more: String = "", withB: Bool = false
  ) throws -> (texts: [String], ledger: Ledger) {
    var all = ["products": #"[{"id":"A"},{"id":"B"}]"#, "prices": prices]
    all.merge(members) { $1 }
    let opening = opening(more, withB: withB)
    let run = try OrderDeskProgram.day(all, opening + lines)
    #expect(
      run.status == 0 && run.errors.isEmpty && run.answers.count == opening.count + lines.count)
    let texts = try run.answers.dropFirst(opening.count).map {
      try OrderDeskProgram.texts(
        $0, ["id", "outcome", "room", "state", "credit", "payable", "refund", "message"])
    }
    return (texts, run.ledger)
  }

  /// What a correction posts is an item like any other: payments settle it, and so does credit.
  @Test func whatIsReversedIsPaid() throws {
    let (texts, ledger) = try Self.answers(
      ["returns": "{}"],
      [
        Self.ask("authorise", "r1", "10", Self.back + Self.units(2)),
        Self.step("ship", "r1a", "10"), Self.step("ship", "r1b", "10"),
        Self.step("receive", "r1c", "11", Self.units(2)),
        Self.step("inspect", "r1d", "11", Self.accepts(2)), Self.step("settle", "r1e", "11"),
        Self.step("reverse", "r1f", "12", #""who":"bo","why":"wrong goods""#),
        Self.ask("pay", "y1", "13", #""account":"D","amount":"300""#),
        Self.step("settle", "r1g", "14"),
        // The invoices are paid, so that the correction is settled by the credit that is left.
        Self.step("reverse", "r1h", "15", #""who":"bo","why":"again""#),
        Self.ask("pay", "y2", "16", #""account":"D","amount":"1""#),
      ])
    #expect(
      texts == [
        "r1 accepted authorised 100.00", "r1a accepted inTransit 100.00",
        "r1b error the return is inTransit", "r1c accepted received 100.00",
        "r1d accepted inspected 100.00", "r1e accepted 800.00 credited 100.00",
        "r1f accepted inspected 100.00", "y1 accepted 1000.00",
        "r1g accepted 1000.00 credited 100.00", "r1h accepted inspected 100.00",
        "y2 accepted 1000.00",
      ])
    #expect(ledger.item("r1f/reversed")?.open == 0 && ledger.item("r1h/reversed")?.open == 0)
    #expect(ledger.standing(of: "D")?.unapplied == 1_000_000)
  }

  /// Of four that were announced one came before the authorisation ended; the other three, and
  /// their part of the quota of 225.00, are free then.
  @Test func anAuthorisationThatEndedFreesItsGoods() throws {
    let policy = #"{"quota":{"share":"75%","days":90},"holdsFor":14}"#
    let (texts, _) = try Self.answers(
      ["returns": policy],
      [
        Self.ask("authorise", "r1", "10", Self.back + Self.units(4)),
        Self.ask("authorise", "r2", "10", Self.back + Self.units(3)),
        Self.step("receive", "r1a", "11", Self.units(1)),
        Self.ask("return", "t1", "12", Self.back + Self.units(1)),
        Self.step("receive", "r1b", "25", Self.units(1)),
        Self.ask("return", "t2", "25", Self.back + Self.units(4)),
        Self.ask("return", "t3", "25", Self.back + #""whole":true"#),
        Self.ask("return", "t4", "25", Self.back + Self.units(3)),
        Self.step("inspect", "r1c", "26", Self.accepts(1)), Self.step("settle", "r1d", "26"),
        Self.ask("authorise", "r3", "10", Self.back + Self.units(0)),
      ])
    #expect(
      texts == [
        "r1 accepted authorised 200.00",
        "r2 error another return is to bring some of the goods already",
        "r1a accepted received 50.00",
        "t1 error the return is held: the quota of returns does not suffice",
        "r1b error the authorisation ended with 2025-03-24",
        "t2 error the return is held: the quota of returns does not suffice",
        "t3 error the return is held: the quota of returns does not suffice",
        "t4 accepted 850.00 150.00", "r1c accepted inspected 50.00",
        "r1d accepted 900.00 credited 50.00",
        "r3 error the return is refused: a quantity or amount is not above zero",
      ])
  }

  /// 100.00 are paid when goods of 100.00 come back, which lower the invoice; 100.00 more are paid.
  /// What the invoice was lowered by was no money, so that all of the 200.00 may come back.
  @Test func whatLoweredAnInvoiceIsNoMoneyThatWentBack() throws {
    let (texts, _) = try Self.answers(
      ["returns": #"{"needsPayment":true}"#],
      [
        Self.ask("return", "t0", "03", Self.back + Self.units(1)),
        Self.ask("pay", "y1", "04", #""account":"D","amount":"100","ship":"s1""#),
        Self.ask("return", "t1", "05", Self.back + Self.units(2)),
        Self.ask("pay", "y2", "06", #""account":"D","amount":"100","ship":"s1""#),
        Self.ask("return", "t2", "07", Self.back + Self.units(4)),
      ])
    #expect(
      texts == [
        "t0 error the return is refused: the sale is not paid", "y1 accepted 800.00",
        "t1 accepted 900.00 100.00", "y2 accepted 1000.00", "t2 accepted 1000.00 200.00",
      ])
  }

  /// Steps that cannot be kept, goods that never left, and ids of requests that do not fit.
  @Test func whatCannotBeIsToldUnderItsId() throws {
    let name = String(repeating: "x", count: 5000)
    let (texts, ledger) = try Self.answers(
      ["returns": #"{"levels":[{"above":"10","level":2}]}"#],
      [
        Self.ask("authorise", "r0", "03", Self.back + Self.units(1, 2)),
        Self.ask("authorise", "r1", "03", Self.back + Self.units(2)),
        Self.step("approve", "r1a", "03", #""who":"ann","level":101"#),
        Self.step("approve", "r1b", "03", #""who":"\#(name)""#),
        Self.ask("pay", "y1", "03", #""account":"D","sum":"1""#),
        Self.ask("ship", "s9", "03", #""place":"p1","return":"r1""#),
        Self.step("approve", "r1c", "03", #""who":"ann""#),
      ], withB: true)
    #expect(
      texts == [
        "r0 error more than was shipped of line 2 of `p1` is returned",
        "r1 held pendingApproval 100.00",
        "r1a error `level` is a whole number from 1 to 100",
        "r1b error the step: the text has more than 4096 bytes",
        "y1 error `pay` has no `sum`; it has account, amount, place, ship",
        "s9 error `ship` names a `place` or a `return`",
        "r1c accepted authorised 100.00",
      ])
    #expect(ledger.note("r1a/returnEntry0") == nil && ledger.note("r1c/returnEntry0") != nil)
  }

  /// An allowance of 12.00 for evidence: a settlement of half takes 6.00, its correction gives them
  /// back, and what comes back at last takes all.
  @Test func aCorrectionGivesAllowancesBack() throws {
    let agreement =
      #"[{"id":"ad","allowance":{"evidence":"ads","paid":"adsPaid","amount":"12"}}]"#
    let evidence = #","facts":{"totals":{"ads":"1","adsPaid":"0"}}"#
    let settled = [
      Self.ask("authorise", "r1", "03", Self.back + Self.units(3)),
      Self.step("receive", "r1a", "03", Self.units(3)),
      Self.step("inspect", "r1b", "03", Self.accepts(3)), Self.step("settle", "r1c", "03"),
    ]
    let members = ["returns": "{}", "agreements": agreement]
    let reversed = settled + [Self.step("reverse", "r1d", "04", #""who":"bo","why":"w""#)]
    let again =
      reversed + [
        Self.step("settle", "r1e", "05"),
        Self.ask("return", "t1", "06", Self.back + #""whole":true"#),
      ]
    var left: [Int64] = []
    for lines in [settled, reversed, again] {
      let ledger = try Self.answers(members, lines, evidence).ledger
      let lots = ["p1/earn0", "r1d/allowance/ad/D/reversed"].compactMap { ledger.lot($0) }
      left.append(lots.reduce(0) { $0 + $1.unused })
    }
    #expect(left == [6_000_000, 12_000_000, 0])
  }

  /// What is exchanged is credited with nothing and can come back; what became known of prices
  /// counts; statements are told as they were settled.
  @Test func exchangesAndWhatBecameKnown() throws {
    let facts = #","facts":{"currentPrices":{"1":"40"}}"#
    let lines = [
      Self.ask("authorise", "x1", "03", Self.back + #""kind":"exchange","# + Self.units(1) + facts),
      Self.step("receive", "x1a", "03", Self.units(1)),
      Self.step("inspect", "x1b", "03", Self.accepts(1)), Self.step("settle", "x1c", "03"),
      Self.ask("return", "x2", "03", Self.back + #""kind":"exchange","# + Self.units(6) + facts),
      Self.ask("authorise", "r1", "04", Self.back + Self.units(6) + facts),
      Self.step("know", "r1a", "04", #""facts":{"currentPrices":{"1":"30"}}"#),
      Self.step("receive", "r1b", "05", Self.units(6)),
      Self.step("inspect", "r1c", "05", Self.accepts(6)), Self.step("settle", "r1d", "05"),
    ]
    let (texts, _) = try Self.answers(["returns": #"{"lowerOf":true}"#], lines)
    #expect(
      texts == [
        "x1 accepted authorised 0.00", "x1a accepted received 0.00", "x1b accepted inspected 0.00",
        "x1c accepted credited 0.00", "x2 accepted 0.00", "r1 accepted authorised 240.00",
        "r1a accepted authorised 180.00", "r1b accepted received 180.00",
        "r1c accepted inspected 180.00", "r1d accepted 880.00 credited 180.00",
      ])
  }

  /// A statement is told as it was settled, before that as it would be; nothing is recorded.
  @Test func statementsAreTold() throws {
    var asked = Self.opening()
    asked += [
      Self.ask("authorise", "r1", "10", Self.back + Self.units(2)),
      Self.step("statement", "r1", "10"),
      Self.step("receive", "r1a", "11", Self.units(1)),
      Self.step("inspect", "r1b", "11", Self.accepts(1)), Self.step("settle", "r1c", "11"),
      Self.step("statement", "r1d", "12"),
      Self.ask("return", "t1", "12", Self.back + Self.units(3)),
      Self.ask("statement", "q", "12", #""return":"t1""#),
      Self.ask("statement", "q", "12", #""return":"t2""#),
    ]
    let run = try OrderDeskProgram.day(
      ["products": #"[{"id":"A"},{"id":"B"}]"#, "prices": Self.prices], asked)
    var told: [String] = []
    for answer in run.answers where answer.contains(#""op":"statement""#) {
      let object = try JSONSerialization.jsonObject(with: Data(answer.utf8)) as? [String: Any]
      let parts = ["statements", "preview"].map { name in
        let list = object?[name] as? [[String: Any]] ?? []
        return list.map { "\($0["id"] ?? "") \($0["credit"] ?? "")" }.joined(separator: ",")
      }
      told.append(([object?["state"] as? String ?? "-"] + parts).joined(separator: " | "))
    }
    #expect(told == ["authorised |  | r1 100.00", "credited | r1 50.00 | ", "- | t1 150.00 | "])
    #expect(run.answers.last?.contains("there is no return `t2`") == true)
    #expect(run.ledger.note("q/asked") == nil && run.ledger.note("r1d/asked") == nil)
  }

  /// Two A left at 50.00; below 150.00 they cost half, so that an order that ends with them, or
  /// with one more, is worth less than was billed: the invoice is credited the difference.
  @Test(arguments: [(0, "50.00", "950.00"), (1, "75.00", "925.00")])
  func whatLeftBeforeIsPricedAgain(_ more: Int, _ payable: String, _ room: String) throws {
    let members = [
      "phases": #"[{"id":"p"}]"#,
      "offers": """
      [{"id":"small","phase":"p","percentOff":"50%",
        "requires":[{"measure":"amount","upTo":"150"}],"limits":{"budget":"1000"}}]
      """,
      "agreements": #"[{"id":"pts","points":{"every":"10"}}]"#,
    ]
    let opening = [
      Self.ask("account", "a", "01", #""account":"D","limit":"1000""#),
      Self.ask(
        "place", "p1", "01",
        #""order":\#(TextProject.order("p1", [#""product":"A","quantity":"6""#]))"#),
      Self.ask("ship", "s1", "02", #""place":"p1","close":false,"# + Self.units(2)),
      Self.ask("ship", "s2", "03", #""place":"p1","supplierFault":false,"# + Self.units(more)),
      Self.ask("return", "t1", "04", Self.back + #""whole":true"#),
    ]
    let run = try OrderDeskProgram.day(
      members.merging(["products": #"[{"id":"A"},{"id":"B"}]"#, "prices": Self.prices]) { $1 },
      opening)
    let texts = try run.answers.dropFirst(2).map {
      try OrderDeskProgram.texts($0, ["outcome", "room", "payable", "refund", "message"])
    }
    #expect(
      texts == [
        "accepted 700.00", "accepted \(room) \(payable)", "accepted 1000.00 \(payable)",
      ])
    #expect(run.ledger.standing(of: "budget/small")?.used == 0)
    #expect(run.ledger.standing(of: "D")?.unapplied == 0)
  }
}
