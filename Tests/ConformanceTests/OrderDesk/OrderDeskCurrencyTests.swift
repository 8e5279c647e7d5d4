import DealerRules
import Foundation
import TestSupport
import Testing

/// Orders in another currency than that of the accounts (RULES.md B-011, Z-065).
@Suite(
  "The order desk and other currencies", .serialized,
  .enabled(if: OrderDeskProgram.url != nil, "needs the built program"))
struct OrderDeskCurrencyTests: DeskRequests {
  /// A at 10.01 dollars or 9.00 euros; a dollar is 7.1234 yuan, and no rate leads from the euro.
  private static let members = [
    "prices": """
    [{"table":"list","product":"A","price":"10.01","currency":"USD"},
     {"table":"list","product":"A","price":"9","currency":"EUR"}]
    """,
    "rates": #"[{"from":"USD","to":"CNY","factor":"7.1234"}]"#,
    "returns": #"{"quota":{"share":"100%","days":90}}"#,
  ]

  private static func units(_ count: Int) -> String {
    #""lines":[{"number":1,"quantity":"\#(count)"}]"#
  }

  private static let account = ask(
    "account", "a", "01", #""account":"D","limit":"1000","netsCredit":true"#)

  private static func order(_ op: String, _ id: String, _ more: String) -> String {
    let order = TextProject.order("p1", [#""product":"A","quantity":"3""#], more)
    return ask(op, id, "01", #""order":\#(order)"#)
  }

  private static let dollars = #","currency":"USD""#
  private static let opening = [account, order("place", "p1", dollars)]
  private static let back = #""place":"p1","ship":"s1","#

  private static func texts(
    _ asked: [String], _ more: [String: String] = [:]
  ) throws -> (said: [String], ledger: Ledger) {
    let run = try OrderDeskProgram.day(members.merging(more) { $1 }, asked)
    #expect(run.status == 0 && run.errors.isEmpty && run.answers.count == asked.count)
    let keys = [
      "id", "outcome", "room", "payable", "refund", "credit", "currency", "claim", "message",
    ]
    return (try run.answers.map { try OrderDeskProgram.texts($0, keys) }, run.ledger)
  }

  /// 30.03 dollars are 213.92 yuan, rounded up; a unit is its share of them, cut, and all are all.
  @Test func everyPartIsAShareOfTheClaim() throws {
    let asked =
      [Self.account, Self.order("quote", "q", Self.dollars), Self.opening[1]] + [
        Self.ask("ship", "s1", "02", #""place":"p1","close":false,"# + Self.units(1)),
        Self.ask("ship", "s2", "03", #""place":"p1""#),
        Self.ask("return", "t1", "04", Self.back + Self.units(1)),
        Self.ask("return", "t2", "04", Self.back + Self.units(1)),
        Self.ask("return", "t3", "05", Self.back + #""whole":true"#),
      ]
    let (said, ledger) = try Self.texts(asked)
    #expect(
      said.dropFirst() == [
        "q allow 1000.00 30.03 USD 213.92", "p1 accepted 786.08 30.03 USD 213.92",
        "s1 accepted 786.08", "s2 accepted 786.08", "t1 accepted 857.38 10.01 USD",
        "t2 accepted 928.69 10.01 USD", "t3 accepted 1000.00 10.01 USD",
      ])
    let bills = ["s1", "s2"].map { ledger.item($0 + "/invoice")?.amount }
    #expect(bills == [71_300_000, 142_620_000])
    #expect(ledger.standing(of: "D")?.used == 0)
  }

  /// The rest is cancelled: one unit at 71.30. Two instead of three are 20.02 dollars, 142.62 yuan.
  @Test func changesFollowTheRate() throws {
    let one = Self.ask("ship", "s1", "02", #""place":"p1","close":false,"# + Self.units(1))
    let ended = try Self.texts(
      Self.opening + [
        one, Self.ask("cancel", "c", "03", #""place":"p1""#),
        Self.ask("return", "t", "04", Self.back + #""whole":true"#),
      ])
    #expect(
      ended.said.suffix(2) == [
        "c accepted 928.70 10.01 USD 71.30", "t accepted 1000.00 10.01 USD",
      ])
    let amended = try Self.texts(
      Self.opening + [
        one, Self.ask("amend", "m", "03", #""place":"p1","# + Self.units(2)),
        Self.ask("ship", "s2", "04", #""place":"p1","supplierFault":false,"# + Self.units(1)),
      ])
    #expect(amended.said[3] == "m accepted 857.38 20.02 USD 142.62")
    #expect(amended.ledger.item("s2/invoice")?.amount == 71_320_000)
  }

  /// A rate stamped on the order goes before that of its day; an order that none reaches is
  /// refused.
  @Test func ratesAreStampedOrInForce() throws {
    let credit = #"{"nodes":[{"id":"D","limit":"220"}]}"#
    let stamped = Self.order("place", "p1", Self.dollars + #","creditRate":"7.3""#)
    let said = try Self.texts([Self.account, stamped], ["credit": credit]).said
    #expect(said[1] == "p1 accepted 780.78 30.03 USD 219.22")
    let euros = try Self.texts([Self.account, Self.order("place", "p1", #","currency":"EUR""#)])
    #expect(euros.said[1] == "p1 error no exchange rate leads from EUR to CNY")
  }

  /// Step by step: what would be credited is told in dollars, a correction posts the yuan that were
  /// credited, and only what was paid of the yuan comes back.
  @Test func correctionsPostWhatWasCredited() throws {
    func step(_ op: String, _ id: String, _ more: String = "") -> String {
      Self.ask(op, id, "04", #""return":"r""# + (more.isEmpty ? "" : "," + more))
    }
    let asked =
      Self.opening + [
        Self.ask("ship", "s1", "02", #""place":"p1""#),
        Self.ask("pay", "y", "03", #""account":"D","amount":"142.62","ship":"s1""#),
        Self.ask("authorise", "r0", "03", Self.back + #""whole":true"#),
        Self.ask("authorise", "r", "03", Self.back + Self.units(2)),
        step("receive", "r1", Self.units(2)),
        step("inspect", "r2", #""lines":[{"number":1,"accepted":"2"}]"#), step("settle", "r3"),
        step("reverse", "r4", #""who":"bo","why":"w""#), step("settle", "r5"),
      ]
    let (said, ledger) = try Self.texts(asked, ["returns": #"{"needsPayment":true}"#])
    #expect(
      said.dropFirst(4) == [
        "r0 accepted 20.02 USD", "r error another return is to bring some of the goods already",
        "r1 error there is no return `r`", "r2 error there is no return `r`",
        "r3 error there is no return `r`", "r4 error there is no return `r`",
        "r5 error there is no return `r`",
      ])
    let others = asked.filter { !$0.contains(#""id":"r0""#) }
    let (steps, after) = try Self.texts(others, ["returns": #"{"needsPayment":true}"#])
    #expect(
      steps.dropFirst(4) == [
        "r accepted 20.02 USD", "r1 accepted 20.02 USD", "r2 accepted 20.02 USD",
        "r3 accepted 1071.31 20.02 USD", "r4 accepted 20.02 USD", "r5 accepted 1071.31 20.02 USD",
      ])
    #expect(ledger.item("r4/reversed") == nil && after.item("r4/reversed")?.amount == 142_610_000)
  }
}
