import DealerRules
import Foundation
import TestSupport
import Testing

/// Orders of which goods have left, what returns would come to now, and corrections where funds
/// paid (RULES.md Z-014, Z-047, Z-060, Z-061, Z-070, Z-073).
@Suite(
  "The order desk changes what has not left", .serialized,
  .enabled(if: OrderDeskProgram.url != nil, "needs the built program"))
struct OrderDeskPartsTests: DeskRequests {
  private static let prices = """
    [{"table":"list","product":"A","price":"50"},{"table":"list","product":"B","price":"20"}]
    """

  private static func step(_ op: String, _ id: String, _ day: String, _ more: String = "")
    -> String
  {
    ask(op, id, day, #""return":"r""# + (more.isEmpty ? "" : "," + more))
  }

  private static func units(_ count: Int) -> String {
    #""lines":[{"number":1,"quantity":"\#(count)"}]"#
  }

  private static func accepts(_ count: Int) -> String {
    #""lines":[{"number":1,"accepted":"\#(count)"}]"#
  }

  private static func place(_ lines: [String], _ more: String = "") -> [String] {
    [
      ask("account", "a", "01", #""account":"D","limit":"1000","netsCredit":true"#),
      ask("place", "p1", "01", #""order":\#(TextProject.order("p1", lines, more))"#),
    ]
  }

  private static let sixA = [#""product":"A","quantity":"6""#]
  private static let back = #""place":"p1","ship":"s1","#

  /// Answers after the first `skipped`, by what they say.
  private static func texts(
    _ members: [String: String], _ asked: [String], after skipped: Int
  ) throws -> (texts: [String], run: (answers: [String], ledger: Ledger)) {
    var all = ["products": #"[{"id":"A"},{"id":"B"}]"#, "prices": prices]
    all.merge(members) { $1 }
    let run = try OrderDeskProgram.day(all, asked)
    #expect(run.status == 0 && run.errors.isEmpty && run.answers.count == asked.count)
    let texts = try run.answers.dropFirst(skipped).map {
      try OrderDeskProgram.texts(
        $0,
        ["id", "outcome", "room", "state", "credit", "payable", "refund", "cause", "message"])
    }
    return (texts, (run.answers, run.ledger))
  }

  /// 27.36 are rounded to 27.00: the A is 19.73 of it, which can be paid, and comes back.
  @Test func partsOfRoundedOrdersAreWholeFen() throws {
    let members = [
      "prices": """
      [{"table":"list","product":"A","price":"19.99"},{"table":"list","product":"B","price":"7.37"}]
      """,
      "rounding": #"{"document":{"mode":"down","scale":0}}"#, "returns": "{}",
    ]
    let asked =
      Self.place([#""product":"A","quantity":"1""#, #""product":"B","quantity":"1""#]) + [
        Self.ask("ship", "s1", "02", #""place":"p1","close":false,"# + Self.units(1)),
        Self.ask("pay", "y", "03", #""account":"D","amount":"19.73","ship":"s1""#),
        Self.ask("ship", "s2", "04", #""place":"p1""#),
        Self.ask("return", "t1", "05", Self.back + Self.units(1)),
        Self.ask("return", "t2", "05", #""place":"p1","ship":"s2","whole":true"#),
      ]
    let (texts, run) = try Self.texts(members, asked, after: 1)
    #expect(
      texts == [
        "p1 accepted 973.00 27.00", "s1 accepted 973.00", "y accepted 992.73",
        "s2 accepted 992.73", "t1 accepted 1012.46 19.73", "t2 accepted 1019.73 7.27",
      ])
    #expect(["s1", "s2"].map { run.ledger.item($0 + "/invoice")?.open } == [0, 0])
  }

  /// Three of six A have left at 45.00; four cost 180.00 with two B at 18.00, eight and a third B
  /// 414.00. Everything that has left comes back, then the rest of the order after it.
  @Test func whatHasNotLeftIsAmended() throws {
    let members = [
      "phases": #"[{"id":"p"}]"#,
      "offers": """
      [{"id":"ten","phase":"p","percentOff":"10%","requires":[{"measure":"amount","from":"300"}],
        "limits":{"budget":"1000"}}]
      """,
      "agreements": #"[{"id":"pts","points":{"every":"10"}}]"#, "returns": "{}",
    ]
    let asked =
      Self.place(Self.sixA + [#""product":"B","quantity":"2""#]) + [
        Self.ask("ship", "s1", "02", #""place":"p1","close":false,"# + Self.units(3)),
        Self.ask("amend", "m1", "03", #""place":"p1","# + Self.units(2)),
        Self.ask("amend", "m2", "03", #""place":"p1","supplierFault":true,"# + Self.units(4)),
        Self.ask(
          "amend", "m3", "03",
          #""place":"p1","terms":"repriceAll","add":[{"number":3,"product":"B","quantity":"1"}],"#
            + Self.units(8)),
        Self.ask("return", "t1", "04", Self.back + #""whole":true"#),
        Self.ask("ship", "s2", "05", #""place":"p1""#),
        Self.ask("return", "t2", "06", #""place":"p1","ship":"s2","whole":true"#),
      ]
    let (texts, run) = try Self.texts(members, asked, after: 2)
    #expect(
      texts == [
        "s1 accepted 694.00", "m1 error more of line 1 of `p1` has left already",
        "m2 accepted 784.00 216.00", "m3 accepted 586.00 414.00", "t1 accepted 721.00 135.00",
        "s2 accepted 721.00", "t2 accepted 1000.00 279.00",
      ])
    #expect(run.ledger.standing(of: "budget/ten")?.used == 0)
    let points = run.ledger.standing(of: "points/pts/D")
    #expect(points?.used ?? 0 == 0)
  }

  /// Two A left at 50.00; one of three costs half, so that the order ends at 75.00 with a shipment
  /// that bills nothing: goods come back with it too.
  @Test func goodsOfAShortEndComeBack() throws {
    let members = [
      "phases": #"[{"id":"p"}]"#, "returns": "{}",
      "offers": """
      [{"id":"small","phase":"p","percentOff":"50%",
        "requires":[{"measure":"amount","upTo":"150"}]}]
      """,
    ]
    let asked =
      Self.place(Self.sixA) + [
        Self.ask("ship", "s1", "02", #""place":"p1","close":false,"# + Self.units(2)),
        Self.ask("ship", "s2", "03", #""place":"p1","supplierFault":false,"# + Self.units(1)),
        Self.ask("return", "t1", "04", #""place":"p1","ship":"s2","# + Self.units(1)),
        Self.ask("return", "t2", "04", #""place":"p1","ship":"s2","whole":true"#),
      ]
    let (texts, _) = try Self.texts(members, asked, after: 3)
    #expect(
      texts == [
        "s2 accepted 925.00 75.00", "t1 accepted 950.00 25.00", "t2 accepted 1000.00 50.00",
      ])
  }

  /// 60.00 of 300.00 are paid: as much comes back, and no more before the rest is paid.
  @Test func noMoreComesBackThanWasPaid() throws {
    let asked =
      Self.place(Self.sixA) + [
        Self.ask("ship", "s1", "02", #""place":"p1""#),
        Self.ask("pay", "y1", "03", #""account":"D","amount":"60","ship":"s1""#),
        Self.ask("return", "t1", "04", Self.back + Self.units(2)),
        Self.ask("return", "t2", "04", Self.back + Self.units(1)),
        Self.ask("pay", "y2", "05", #""account":"D","amount":"180","ship":"s1""#),
        Self.ask("return", "t3", "06", Self.back + #""whole":true"#),
      ]
    let (texts, _) = try Self.texts(["returns": #"{"needsPayment":true}"#], asked, after: 4)
    #expect(
      texts == [
        "t1 accepted 820.00 60.00", "t2 accepted 0.00", "y2 accepted 1000.00",
        "t3 accepted 1240.00 240.00",
      ])
  }

  /// A fact that comes lets a held return through; answers say what would be credited now; what had
  /// not come is called off; a held return ends with its day.
  @Test func answersTellWhatWouldBeCreditedNow() throws {
    let asked =
      Self.place(Self.sixA) + [
        Self.ask("ship", "s1", "02", #""place":"p1""#),
        Self.ask("authorise", "r", "03", Self.back + Self.units(3)),
        Self.step("know", "r1", "03", #""facts":{"currentPrices":{"1":"40"}}"#),
        Self.step("receive", "r2", "04", Self.units(2)),
        Self.step("inspect", "r3", "04", Self.accepts(1)),
        Self.step("cancel", "r4", "05"), Self.step("receive", "r5", "05", Self.units(1)),
        Self.step("settle", "r6", "05"),
        Self.step("inspect", "r7", "06", Self.accepts(1)),
        Self.ask("authorise", "q", "07", Self.back + Self.units(2)),
        Self.ask("approve", "q1", "22", #""return":"q","who":"ann""#),
      ]
    let (texts, _) = try Self.texts(
      ["returns": #"{"lowerOf":true,"holdsFor":14}"#], asked, after: 3)
    #expect(
      texts == [
        "r held pendingApproval 150.00", "r1 accepted authorised 120.00",
        "r2 accepted received 80.00", "r3 accepted inspected 80.00",
        "r4 accepted inspected 80.00",
        "r5 error what had not come of the return was called off",
        "r6 accepted 740.00 credited 40.00", "r7 accepted inspected 40.00",
        "q held pendingApproval 100.00", "q1 error the authorisation ended with 2025-03-21",
      ])
  }

  /// Rules that price otherwise than those of the order's day refuse what stays; those of then, in
  /// an archive, price it.
  @Test func anArchiveHasTheRulesOfThen() throws {
    func members(_ rate: String) -> [String: String] {
      [
        "prices": Self.prices, "products": #"[{"id":"A"},{"id":"B"}]"#,
        "phases": #"[{"id":"p"}]"#, "returns": #"{"promotions":{"default":"repriceRemainder"}}"#,
        "offers": """
        [{"id":"ten","phase":"p","percentOff":"\(rate)",
          "requires":[{"measure":"amount","from":"300"}]}]
        """,
      ]
    }
    let archive = Scratch.url("archive")
    let (then, journal) = try OrderDeskTests.files(members("10%"))
    let (now, _) = try OrderDeskTests.files(members("12%"))
    defer { for url in [archive, then, now] { try? FileManager.default.removeItem(at: url) } }
    try FileManager.default.createDirectory(at: archive, withIntermediateDirectories: true)
    try FileManager.default.copyItem(at: then, to: archive.appendingPathComponent("then"))
    let opening = Self.place(Self.sixA) + [Self.ask("ship", "s1", "02", #""place":"p1""#)]
    _ = try OrderDeskProgram.run(then, journal, opening)
    func give(_ id: String, _ archive: URL?) throws -> (text: String, status: Int32) {
      let line = Self.ask("return", id, "03", Self.back + Self.units(1))
      let run = try OrderDeskProgram.run(now, journal, [line], archive: archive)
      let text = try run.answers.first.map {
        try OrderDeskProgram.texts($0, ["outcome", "refund", "message"])
      }
      return (text ?? "", run.status)
    }
    #expect(
      try give("t1", nil).text
        == "error the return is refused: the rules price otherwise than those of the sale")
    #expect(try give("t2", archive).text == "accepted 20.00")
    #expect(try give("t3", URL(fileURLWithPath: "/nowhere")).status == 3)
  }

  /// A fund pays 61.00 of 200.00: a correction takes from it what it got back, and is refused, with
  /// its cause, where the fund has not so much any more. What was taken back is told.
  @Test(arguments: ["payment", "price"])
  func aCorrectionTakesFromTheFundAgain(_ effect: String) throws {
    let fund = #"{"balance":"rebates","most":"50%","effect":"\#(effect)"}"#
    let members = ["returns": "{}", "agreements": #"[{"id":"fd","fund":\#(fund)}]"#]
    let orders = [#""product":"A","quantity":"4""#]
    let opening = Self.place(orders, #","funds":{"fd":"61"}"#)
    let asked =
      [
        opening[0],
        Self.ask("fund", "f", "01", #""account":"D","amount":"80","balance":"rebates""#),
        opening[1], Self.ask("ship", "s1", "02", #""place":"p1""#),
        Self.ask("authorise", "r", "03", Self.back + Self.units(3)),
        Self.step("receive", "r1", "03", Self.units(3)),
        Self.step("inspect", "r2", "03", Self.accepts(3)), Self.step("settle", "r3", "03"),
        Self.step("reverse", "r4", "04", #""who":"bo","why":"w""#),
        Self.step("statement", "r5", "04"), Self.step("settle", "r6", "04"),
      ]
    let spent = TextProject.order("p2", orders, #","funds":{"fd":"64"}"#)
    let more = [
      Self.ask("place", "p2", "05", #""order":\#(spent)"#),
      Self.step("reverse", "r7", "05", #""who":"bo","why":"w""#),
    ]
    let (texts, run) = try Self.texts(members, asked + more, after: 7)
    #expect(texts[0] == "r3 accepted 965.25 credited 104.25")
    #expect(texts[1] == "r4 accepted inspected 104.25")
    #expect(texts[3] == "r6 accepted 965.25 credited 104.25")
    #expect(texts[5] == "r7 rejected insufficient of `rebateFund/rebates/D`")
    let told = try JSONSerialization.jsonObject(with: Data(run.answers[9].utf8)) as? [String: Any]
    let ids = ["statements", "reversed", "preview"].map { name in
      (told?[name] as? [[String: Any]] ?? []).map { "\($0["id"] ?? "") \($0["credit"] ?? "")" }
    }
    #expect(ids == [[], ["r 104.25"], ["r/2 104.25"]])
  }
}
