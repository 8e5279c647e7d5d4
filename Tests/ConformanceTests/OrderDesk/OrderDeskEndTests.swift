import DealerRules
import Foundation
import TestSupport
import Testing

/// Orders that end after some of their goods have left, and what paid for them (RULES.md Z-047,
/// Z-063, Z-064).
@Suite(
  "The order desk ends what has left", .serialized,
  .enabled(if: OrderDeskProgram.url != nil, "needs the built program"))
struct OrderDeskEndTests: DeskRequests {
  private static func units(_ count: Int, line: Int = 1) -> String {
    #""lines":[{"number":\#(line),"quantity":"\#(count)"}]"#
  }

  private static let account = ask(
    "account", "a", "01", #""account":"D","limit":"1000","netsCredit":true"#)

  private static func place(_ lines: [String], _ more: String = "", order: String = "") -> String {
    ask("place", "p1", "01", #""order":\#(TextProject.order("p1", lines, order))\#(more)"#)
  }

  private static let back = #""place":"p1","ship":"s1","#

  /// A at 50.00 and B at 20.00, 10 % off from 300.00 as far as a budget lasts, a point for 10.00.
  private static let shop = [
    "agreements": #"[{"id":"pts","points":{"every":"10"}}]"#,
    "returns": #"{"promotions":{"default":"repriceRemainder"}}"#,
  ].merging(tenPercent(limits: #"{"budget":"1000"}"#)) { $1 }
  private static let two = [#""product":"A","quantity":"6""#, #""product":"B","quantity":"2""#]

  private static func texts(
    _ members: [String: String], _ asked: [String]
  ) throws -> (said: [String], ledger: Ledger) {
    let run = try OrderDeskProgram.day(members, asked)
    #expect(run.status == 0 && run.errors.isEmpty && run.answers.count == asked.count)
    let keys = ["id", "outcome", "room", "payable", "funded", "refund", "cause", "message"]
    return (try run.answers.map { try OrderDeskProgram.texts($0, keys) }, run.ledger)
  }

  /// Three of six A have left at 45.00 when the order ends: goods that never left do not come back,
  /// two that stay cost 100.00 alone, and everything is what has left.
  @Test(arguments: ["cancel", "expiry"]) func theSaleIsWhatLeft(_ way: String) throws {
    let ending = way == "expiry" ? #","expires":"2025-03-04T00:00:00Z""# : ""
    var asked = [
      Self.account, Self.place(Self.two, ending),
      Self.ask("ship", "s1", "02", #""place":"p1","close":false,"# + Self.units(3)),
    ]
    if way == "cancel" { asked.append(Self.ask("cancel", "c1", "03", #""place":"p1""#)) }
    let left = asked.count
    asked += [
      Self.ask("return", "t1", "05", Self.back + Self.units(1, line: 2)),
      Self.ask("return", "t2", "05", Self.back + Self.units(4)),
      Self.ask("return", "t3", "05", Self.back + Self.units(1)),
      Self.ask("return", "t4", "06", Self.back + #""whole":true"#),
      Self.ask("cancel", "c2", "07", #""place":"p1""#),
    ]
    let (said, ledger) = try Self.texts(Self.shop, asked)
    if way == "cancel" { #expect(said[3] == "c1 accepted 865.00 135.00") }
    #expect(
      said.dropFirst(left) == [
        "t1 error the return is refused: the sale has no such line or part",
        "t2 error the return is refused: more than was sold and is not back yet",
        "t3 accepted 900.00 35.00", "t4 accepted 1000.00 100.00", "c2 rejected",
      ])
    #expect(ledger.standing(of: "budget/ten")?.used == 0)
    let points = ledger.allReservations.filter { $0.node == "points/pts/D" }
    #expect(points.isEmpty && ledger.standing(of: "points/pts/D")?.room == 0)
  }

  /// What has left goes on counting when the rest is let go of: 15.00 of the budget, 13 points.
  @Test func whatLeftUsesAndEarnsItsPart() throws {
    let asked = [
      Self.account, Self.place(Self.two),
      Self.ask("ship", "s1", "02", #""place":"p1","close":false,"# + Self.units(3)),
      Self.ask("cancel", "c1", "03", #""place":"p1""#),
    ]
    let ledger = try Self.texts(Self.shop, asked).ledger
    #expect(ledger.standing(of: "budget/ten")?.used == 15_000_000)
    #expect(ledger.standing(of: "points/pts/D")?.room == 13_000)
    #expect(ledger.reservation("p1")?.state == .voided)
  }

  /// Three left at 45.00 and the order was made dearer since: they cost what was billed. Two left
  /// at 50.00 and it was made cheaper: 10.00 are credited.
  @Test func whatLeftIsNoDearerThanBilled() throws {
    func run(_ count: Int, _ left: Int, _ then: Int) throws -> [String] {
      let asked = [
        Self.account, Self.place([#""product":"A","quantity":"\#(count)""#]),
        Self.ask("ship", "s1", "02", #""place":"p1","close":false,"# + Self.units(left)),
        Self.ask("amend", "m", "03", #""place":"p1","terms":"repriceAll","# + Self.units(then)),
        Self.ask("cancel", "c1", "04", #""place":"p1""#),
        Self.ask("return", "t", "05", Self.back + #""whole":true"#),
      ]
      return Array(try Self.texts(Self.shop, asked).said.dropFirst(4))
    }
    #expect(try run(6, 3, 4) == ["c1 accepted 865.00 135.00", "t accepted 1000.00 135.00"])
    #expect(try run(4, 2, 8) == ["c1 accepted 910.00 90.00", "t accepted 1000.00 90.00"])
  }

  /// Of an order that left by amounts its end says what left; without that no more comes back than
  /// was billed.
  @Test func amountsAreSaidToBeGoods() throws {
    let opening = [
      Self.account, Self.place([#""product":"A","quantity":"6""#]),
      Self.ask("cancel", "c0", "02", #""place":"p1","# + Self.units(3)),
      Self.ask("ship", "s1", "02", #""place":"p1","amount":"135","close":false"#),
    ]
    let said = try Self.texts(
      Self.shop,
      opening + [
        Self.ask("cancel", "c1", "03", #""place":"p1","# + Self.units(3)),
        Self.ask("return", "t", "05", Self.back + #""whole":true"#),
      ]
    ).said
    #expect(
      said.dropFirst(2) == [
        "c0 error `lines` say what left of an order that left by amounts", "s1 accepted 730.00",
        "c1 accepted 865.00 135.00", "t accepted 1000.00 135.00",
      ])
    let unsaid = try Self.texts(
      Self.shop,
      opening + [
        Self.ask("cancel", "c1", "03", #""place":"p1""#),
        Self.ask("return", "t", "05", Self.back + #""whole":true"#),
      ]
    ).said
    #expect(unsaid.last == "t error more than was shipped of `p1` is returned")
  }

  // MARK: What pays

  private static let bank = ask(
    "fund", "f", "01", #""account":"D","amount":"30","source":"bank""#)
  private static let ten = [#""product":"A","quantity":"10""#]
  private static let funded = OrderDeskFundingTests.funded.merging(["returns": "{}"]) { $1 }

  /// The bank pays 30.00 of 100.00: of what comes back as much as it paid of it is its own again.
  @Test func aSourceGetsBackWhatItPaid() throws {
    let asked = [
      Self.account, Self.bank, Self.place(Self.ten), Self.ask("ship", "s1", "02", #""place":"p1""#),
      Self.ask("return", "t1", "03", Self.back + Self.units(5)),
      Self.ask("return", "t2", "04", Self.back + #""whole":true"#),
    ]
    var free: [Int64?] = []
    for count in 4...6 {
      let ledger = try Self.texts(Self.funded, Array(asked.prefix(count))).ledger
      free += [ledger.standing(of: "funding/bank/D")?.room, ledger.item("s1/invoice")?.open]
    }
    #expect(free == [0, 70_000_000, 15_000_000, 35_000_000, 30_000_000, 0])
    let said = try Self.texts(Self.funded, asked).said
    #expect(said.suffix(2) == ["t1 accepted 965.00 35.00", "t2 accepted 1000.00 35.00"])
  }

  /// A correction draws on the source again, and is refused while it has not so much; the same
  /// request is told the same, another one asks again.
  @Test func aRefusedCorrectionIsAskedAgain() throws {
    func step(_ op: String, _ id: String, _ more: String = "") -> String {
      Self.ask(op, id, "04", #""return":"r""# + (more.isEmpty ? "" : "," + more))
    }
    let who = #""who":"bo","why":"w""#
    let second = TextProject.order("p2", [#""product":"A","quantity":"4""#])
    let asked = [
      Self.account, Self.bank, Self.place(Self.ten), Self.ask("ship", "s1", "02", #""place":"p1""#),
      Self.ask("authorise", "r", "03", Self.back + Self.units(5)),
      step("receive", "r1", Self.units(5)),
      step("inspect", "r2", #""lines":[{"number":1,"accepted":"5"}]"#), step("settle", "r3"),
      Self.ask("place", "p2", "04", #""order":\#(second)"#), step("reverse", "r4", who),
      Self.ask("cancel", "c", "04", #""place":"p2""#), step("reverse", "r4", who),
      step("reverse", "r5", who), step("settle", "r6"), step("reverse", "r7", who),
    ]
    let (said, ledger) = try Self.texts(Self.funded, asked)
    #expect(
      said.dropFirst(7) == [
        "r3 accepted 965.00 35.00", "p2 accepted 940.00 40.00 15.00",
        "r4 rejected insufficient of `funding/bank/D`", "c accepted 965.00",
        "r4 rejected insufficient of `funding/bank/D`", "r5 accepted", "r6 accepted 965.00 35.00",
        "r7 accepted",
      ])
    #expect(ledger.standing(of: "funding/bank/D")?.room == 0)
    #expect(ledger.item("r5/reversed")?.amount == 35_000_000)
  }

  /// Half has left when the order ends with seven of ten: the bank paid 21.00 and has 9.00 again.
  /// All of it goes back with the goods.
  @Test func fundedOrdersEndShort() throws {
    let asked = [
      Self.account, Self.bank, Self.place(Self.ten),
      Self.ask("ship", "s1", "02", #""place":"p1","close":false,"# + Self.units(5)),
      Self.ask("ship", "s2", "03", #""place":"p1","# + Self.units(2)),
    ]
    let ledger = try Self.texts(Self.funded, asked).ledger
    #expect(ledger.standing(of: "funding/bank/D")?.room == 9_000_000)
    #expect(["s1", "s2"].map { ledger.item($0 + "/invoice")?.open } == [35_000_000, 14_000_000])
    #expect(ledger.standing(of: "D")?.unapplied == 0)
    let whole = asked + [Self.ask("return", "t", "04", #""place":"p1","ship":"s2","whole":true"#)]
    let (said, after) = try Self.texts(Self.funded, whole)
    #expect(said.last == "t accepted 1000.00 49.00")
    #expect(after.standing(of: "funding/bank/D")?.room == 30_000_000)
    // Cancelled instead, the other half of the bank's money goes back.
    let ended = asked.dropLast() + [Self.ask("cancel", "c", "03", #""place":"p1""#)]
    let cancelled = try Self.texts(Self.funded, Array(ended)).ledger
    #expect(cancelled.standing(of: "funding/bank/D")?.room == 15_000_000)
    #expect(cancelled.standing(of: "D")?.unapplied == 0)
  }

  /// Half has left, of which the bank paid 15.00; of the 30.00 that are open then it pays half.
  @Test func fundedOrdersAreAmendedOnceGoodsHaveLeft() throws {
    let asked = [
      Self.account, Self.bank, Self.place(Self.ten),
      Self.ask("ship", "s1", "02", #""place":"p1","close":false,"# + Self.units(5)),
      Self.ask("amend", "m", "03", #""place":"p1","# + Self.units(8)),
      Self.ask("ship", "s2", "04", #""place":"p1","close":false,"# + Self.units(1)),
      Self.ask("ship", "s3", "04", #""place":"p1""#),
      Self.ask("return", "t", "05", #""place":"p1","ship":"s3","whole":true"#),
    ]
    let (said, ledger) = try Self.texts(Self.funded, Array(asked.dropLast()))
    #expect(said[4] == "m accepted 950.00 80.00 30.00")
    let open = ["s1", "s2", "s3"].map { ledger.item($0 + "/invoice")?.open }
    #expect(open == [35_000_000, 5_000_000, 10_000_000])
    #expect(ledger.standing(of: "D")?.unapplied == 0)
    let (back, after) = try Self.texts(Self.funded, asked)
    #expect(back.last == "t accepted 1000.00 50.00")
    #expect(after.standing(of: "funding/bank/D")?.room == 30_000_000)
  }

  /// A fund of an agreement goes on paying its part of an order that is amended by lines, before
  /// and after some of it has left.
  @Test func fundsOfAgreementsFollowChanges() throws {
    let members = [
      "agreements": #"[{"id":"pool","fund":{"balance":"left","most":"50%","use":"always"}}]"#,
      "returns": "{}",
    ]
    let asked = [
      Self.account,
      Self.ask("fund", "f", "01", #""account":"D","amount":"80","balance":"left""#),
      Self.place(Self.ten), Self.ask("amend", "m1", "01", #""place":"p1","# + Self.units(8)),
      Self.ask("ship", "s1", "02", #""place":"p1","close":false,"# + Self.units(4)),
      Self.ask("amend", "m2", "03", #""place":"p1","# + Self.units(6)),
      Self.ask("ship", "s2", "04", #""place":"p1""#),
      Self.ask("return", "t", "05", #""place":"p1","ship":"s2","whole":true"#),
    ]
    let (said, ledger) = try Self.texts(members, asked)
    #expect(
      said.dropFirst(2) == [
        "p1 accepted 950.00 100.00 50.00", "m1 accepted 960.00 80.00 40.00", "s1 accepted 960.00",
        "m2 accepted 970.00 60.00 30.00", "s2 accepted 970.00", "t accepted 1000.00 30.00",
      ])
    #expect(ledger.standing(of: "rebateFund/left/D")?.room == 80_000_000)
  }
}
