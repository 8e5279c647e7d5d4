import DealerRules
import Foundation
import TestSupport
import Testing

/// Orders of which nothing is to pay are placed, leave, change, end and come back like others
/// (RULES.md Z-067).
@Suite(
  "The order desk places orders of which nothing is to pay", .serialized,
  .enabled(if: OrderDeskProgram.url != nil, "needs the built program"))
struct OrderDeskFreeTests: DeskRequests {
  /// A at 10.00 is free up to a line of 10, with a gift C; every piece earns a point.
  private static let shop = [
    "products": #"[{"id":"A"},{"id":"C"}]"#, "phases": #"[{"id":"p"}]"#,
    "prices": """
    [{"table":"list","product":"A","price":"10"},{"table":"list","product":"C","price":"3"}]
    """,
    "offers": """
    [{"id":"gone","phase":"p","when":{"line.quantity":{"upTo":"10"}},"percentOff":"100%",
      "limits":{"budget":"1000"}},
     {"id":"g","phase":"p","requires":[{"measure":"quantity","from":"4"}],
      "gift":{"products":["C"],"quantity":"1"}}]
    """,
    "agreements": #"[{"id":"pts","points":{"basis":"quantity","every":"1"}}]"#, "returns": "{}",
  ]

  private static func account(_ limit: String) -> String {
    ask("account", "a", "01", #""account":"D","limit":"\#(limit)","netsCredit":true"#)
  }

  private static func place(_ count: Int, _ id: String = "p1", _ more: String = "") -> String {
    let order = TextProject.order("x", [#""product":"A","quantity":"\#(count)""#])
    return ask("place", id, "01", #""order":\#(order)"# + more)
  }

  private static func units(_ count: Int, _ name: String = "quantity") -> String {
    #""lines":[{"number":1,"\#(name)":"\#(count)"}]"#
  }

  private static func part(_ id: String, _ day: String, _ count: Int) -> String {
    ask("ship", id, day, #""place":"p1","close":false,"# + units(count))
  }

  private static let ship = ask("ship", "s1", "02", #""place":"p1""#)
  private static let cancel = ask("cancel", "c", "05", #""place":"p1""#)

  private static func back(_ id: String, _ day: String, _ more: String) -> String {
    ask("return", id, day, #""place":"p1","ship":"s1","# + more)
  }

  private struct Day {
    var answers: [String]
    var ledger: Ledger

    func told(_ keys: [String] = ["outcome", "refund"]) throws -> [String] {
      try answers.map { try OrderDeskProgram.texts($0, keys) }
    }

    /// What is used of the budget, and what points there are.
    var rest: [Int64] {
      let budget = ledger.standing(of: "budget/gone")?.used ?? 0
      let points = ledger.standing(of: "points/pts/D")
      return [budget / 1_000_000, ((points?.room ?? 0) + (points?.pending ?? 0)) / 1000]
    }
  }

  private static func day(_ requests: [String], _ more: [String: String] = [:]) throws -> Day {
    let run = try OrderDeskProgram.day(shop.merging(more) { $1 }, requests)
    #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
    return Day(answers: run.answers, ledger: run.ledger)
  }

  /// Whatever room the account has: nothing is asked of it.
  @Test(arguments: ["0", "1000"]) func itLeavesAndComesBack(_ limit: String) throws {
    let lines = [Self.account(limit), Self.place(6), Self.ship]
    let sold = try Self.day(lines)
    #expect(
      try sold.told(["outcome", "payable", "room"])
        == ["accepted \(limit).00", "accepted 0.00 \(limit).00", "accepted \(limit).00"])
    #expect(sold.rest == [60, 6])
    let some = try Self.day(lines + [Self.back("t", "03", Self.units(4))])
    #expect(try some.told().last == "accepted 0.00", "\(some.answers)")
    #expect(some.rest == [20, 2])
    let all = try Self.day(
      lines + [
        Self.back("t", "03", Self.units(4)), Self.back("u", "04", #""whole":true"#),
        Self.ask("statement", "z", "05", #""return":"u""#),
        Self.back("v", "06", Self.units(1)),
      ])
    #expect(all.rest == [0, 0])
    #expect(all.answers[5].contains(#""product":"C""#), "\(all.answers)")
    #expect(all.answers.last?.contains("more than was sold") == true, "\(all.answers)")
    #expect(all.ledger.standing(of: "D")?.used == 0 && all.ledger.allItems.isEmpty)
  }

  @Test func itComesBackStepByStepAndIsCorrected() throws {
    let lines = [
      Self.account("1000"), Self.place(6), Self.ship,
      Self.ask("authorise", "r", "03", #""place":"p1","ship":"s1","# + Self.units(3)),
      Self.ask("receive", "rv", "03", #""return":"r","# + Self.units(3)),
      Self.ask("inspect", "ri", "03", #""return":"r","# + Self.units(3, "accepted")),
      Self.ask("settle", "rs", "03", #""return":"r""#),
    ]
    let back = try Self.day(lines)
    #expect(back.answers.allSatisfy { $0.contains(#""outcome":"accepted""#) }, "\(back.answers)")
    #expect(back.rest == [30, 3])
    let corrected = try Self.day(
      lines + [Self.ask("reverse", "rr", "04", #""return":"r","who":"ann","why":"no""#)])
    #expect(try corrected.told(["outcome"]).last == "accepted", "\(corrected.answers)")
    #expect(corrected.rest == [60, 6])
  }

  /// What has left by lines stays, the rest goes, by whatever the order ends.
  @Test(arguments: ["none", "cancel", "short", "time", "all"])
  func itLeavesInParts(_ end: String) throws {
    let expires = end == "time" ? #","expires":"2025-03-04T00:00:00Z""# : ""
    var lines = [Self.account("0"), Self.place(6, "p1", expires), Self.part("s1", "02", 2)]
    switch end {
    case "cancel": lines.append(Self.cancel)
    case "short":
      lines.append(Self.ask("ship", "s2", "03", #""place":"p1","# + Self.units(0)))
    case "all": lines.append(Self.part("s2", "03", 4))
    default: break
    }
    lines.append(Self.ask("account", "b", "05", #""account":"D","limit":"0""#))
    let day = try Self.day(lines)
    #expect(day.answers.allSatisfy { $0.contains(#""outcome":"accepted""#) }, "\(day.answers)")
    let isWhole = end == "all" || end == "none"
    #expect(day.rest == (isWhole ? [60, 6] : [20, 2]), "\(day.answers)")
    let most = end == "all" ? 6 : 2
    for (count, fits) in [(most + 1, false), (most, true)] {
      let back = try Self.day(lines + [Self.back("t", "06", Self.units(count))])
      #expect(
        back.answers.last?.contains(#""outcome":"accepted""#) == fits, "\(back.answers)")
    }
  }

  /// One that never leaves frees what it held, also what it earned though nothing was paid.
  @Test func itEndsBeforeItLeaves() throws {
    let cancelled = try Self.day([Self.account("0"), Self.place(6), Self.cancel])
    #expect(try cancelled.told().last == "accepted")
    #expect(cancelled.rest == [0, 0])
    let late = try Self.day([
      Self.account("0"), Self.place(6, "p1", #","expires":"2025-03-04T00:00:00Z""#),
      Self.ask("account", "b", "05", #""account":"D","limit":"0""#),
      Self.ask("ship", "s", "06", #""place":"p1""#),
    ])
    #expect(late.rest == [0, 0])
    #expect(late.answers.last?.contains("ended") == true, "\(late.answers)")
  }

  @Test func itChangesWhileNothingIsToPay() throws {
    let asked = [Self.account("0"), Self.place(6)]
    let more = try Self.day(
      asked + [
        Self.ask("amend", "m", "02", #""place":"p1","terms":"repriceAll","# + Self.units(8)),
        Self.ask("ship", "s", "03", #""place":"p1""#),
      ])
    #expect(try more.told(["outcome", "payable"])[2...] == ["accepted 0.00", "accepted"])
    #expect(more.rest == [80, 8])
    // What costs something is an order of its own.
    let dear = try Self.day(
      asked + [
        Self.ask("amend", "m", "02", #""place":"p1","terms":"repriceAll","# + Self.units(11)),
        Self.ask("ship", "s", "03", #""place":"p1","amount":"0.01""#), Self.ship,
        Self.cancel,
      ])
    #expect(dear.answers[2].contains("would cost something"), "\(dear.answers)")
    #expect(dear.answers[3].contains("nothing is to pay of `p1`"), "\(dear.answers)")
    #expect(try dear.told()[4] == "accepted")
    #expect(dear.answers[5].contains("ended"), "\(dear.answers)")
    let cheap = try Self.day([
      Self.account("1000"), Self.place(11),
      Self.ask("amend", "m", "02", #""place":"p1","terms":"repriceAll","# + Self.units(8)),
    ])
    #expect(cheap.answers.last?.contains("there is nothing to pay") == true, "\(cheap.answers)")
  }

  /// An account that nobody opened is refused as ever, an order that rules hold waits.
  @Test func itIsHeldLikeOthers() throws {
    let unknown = try Self.day([Self.place(6)])
    #expect(try unknown.told(["outcome", "code"]) == ["rejected unknownNode"])
    let stopped = TextProject.order(
      "x", [#""product":"A","quantity":"6""#], #","hold":"look again","heldBy":"ann""#)
    let held = try Self.day(
      [
        Self.account("1000"), Self.ask("place", "p1", "01", #""order":\#(stopped)"#),
        Self.ask("ship", "s", "02", #""place":"p1""#), Self.cancel,
      ], ["credit": #"{"nodes":[{"id":"D","limit":"1000"}]}"#])
    #expect(try held.told(["outcome"]) == ["accepted", "held", "rejected", "accepted"])
    #expect(held.rest == [0, 0])
  }

  /// A fund that is a part of the price may pay all of it.
  @Test func aFundPaysAll() throws {
    let shop = [
      "offers": "[]",
      "agreements": """
      [{"id":"pool","fund":{"balance":"left","use":"always","effect":"price"}}]
      """,
    ]
    let lines = [
      Self.account("0"),
      Self.ask("fund", "f", "01", #""account":"D","amount":"100","balance":"left""#),
      Self.place(6), Self.ship,
    ]
    func left(_ more: [String]) throws -> Int64? {
      let day = try Self.day(lines + more, shop)
      #expect(day.answers.allSatisfy { $0.contains(#""outcome":"accepted""#) }, "\(day.answers)")
      return (day.ledger.standing(of: "rebateFund/left/D")?.room).map { $0 / 1_000_000 }
    }
    #expect(try left([]) == 40)
    #expect(try left([Self.back("t", "03", Self.units(2))]) == 60)
    #expect(try left([Self.back("t", "03", #""whole":true"#)]) == 100)
  }
}
