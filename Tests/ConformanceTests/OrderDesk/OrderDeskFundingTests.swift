import DealerRules
import Foundation
import TestSupport
import Testing

/// Money beside own credit at the desk: sources, funds of agreements, advance payments
/// (RULES.md A-011, B-014, J-024, J-025).
@Suite(
  "The order desk and other money", .serialized,
  .enabled(if: OrderDeskProgram.url != nil, "needs the built program"))
struct OrderDeskFundingTests {
  static let funded = [
    "credit": #"""
    {"nodes":[{"id":"D","limit":"100"}],
     "funding":[{"id":"bank","kind":"thirdParty","most":"50%"},{"id":"own","kind":"ownCredit"}]}
    """#
  ]
  static let account =
    #"{"op":"account","id":"a","at":"2025-03-01T00:00:00Z","account":"D","limit":"100","#
    + #""netsCredit":true}"#

  static func request(_ op: String, _ id: String, _ more: String) -> String {
    OrderDeskTests.request(op, id, more).replacing("2025-03-02T", with: "2025-03-01T")
  }

  static func bank(_ amount: String) -> String {
    request("fund", "f\(amount)", #""account":"D","amount":"\#(amount)","source":"bank""#)
  }

  /// `OUTCOME PAYABLE FUNDED ROOM` of each answer.
  private static func answers(
    _ members: [String: String], _ lines: [String]
  ) throws -> (said: [String], ledger: Ledger) {
    let run = try OrderDeskProgram.day(members, lines)
    #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
    let keys = ["outcome", "message", "payable", "funded", "room", "code"]
    return (try run.answers.map { try OrderDeskProgram.texts($0, keys) }, run.ledger)
  }

  /// A source pays half of an order as far as it has, the rest is own credit; goods that leave are
  /// paid of it at once.
  @Test func sourcesPayTheirPart() throws {
    let (said, ledger) = try Self.answers(
      Self.funded,
      [
        Self.account, Self.bank("30"), OrderDeskTests.order("place", "p1", "10"),
        OrderDeskTests.order("quote", "q", "3"), OrderDeskTests.order("place", "p2", "4"),
        OrderDeskTests.request("ship", "s1", #""place":"p1","amount":"50","close":false"#),
        OrderDeskTests.request("ship", "s2", #""place":"p1""#),
        OrderDeskTests.request("pay", "y", #""account":"D","amount":"70""#),
      ])
    #expect(
      said == [
        "accepted 100.00", "accepted 30.00", "accepted 100.00 30.00 30.00", "allow 30.00 30.00",
        "held 40.00 waits", "accepted 30.00", "accepted 30.00", "accepted 100.00",
      ])
    let (bank, dealer) = (ledger.standing(of: "funding/bank/D"), ledger.standing(of: "D"))
    #expect(bank?.room == 0 && bank?.shipped == 30_000_000 && bank?.reserved == 0)
    #expect(dealer?.unapplied == 0 && dealer?.billed == 0)
    // The part of the bank settled the invoices of what left, half and half.
    #expect(ledger.item("s1/invoice")?.open == 0 && ledger.item("s2/invoice")?.open == 0)
  }

  /// What a source was to pay of an order that ends, shrinks or leaves in part goes back to it.
  @Test(
    arguments: [
      (["cancel p1"], 30, 0, 100), (["amend p1 2"], 20, 10, 90),
      (["amend p1 2", "cancel p1"], 30, 0, 100),
      (["ship p1 50", "cancel p1"], 15, 0, 65), (["ship p1 50 close"], 15, 0, 65),
      (["wait"], 30, 0, 100),
      (["ship p1 50", "wait"], 15, 0, 65),
    ] as [([String], Int64, Int64, Int64)])
  func whatIsNotUsedGoesBack(
    _ steps: [String], _ free: Int64, _ locked: Int64, _ room: Int64
  ) throws {
    let waits = steps.contains("wait")
    let ending = waits ? #","expires":"2025-03-04T00:00:00Z""# : ""
    var lines = [Self.account, Self.bank("30"), OrderDeskTests.order("place", "p1", "10", ending)]
    for (index, step) in steps.enumerated() {
      let words = step.split(separator: " ").map(String.init)
      switch words[0] {
      case "cancel": lines.append(OrderDeskTests.request("cancel", "c", #""place":"p1""#))
      case "amend": lines.append(OrderDeskTests.order("amend", "m", words[2], #","place":"p1""#))
      case "ship":
        lines.append(
          OrderDeskTests.request(
            "ship", "s\(index)", #""place":"p1","amount":"50","close":\#(words.count > 3)"#))
      default:
        lines.append(
          #"{"op":"account","id":"e","at":"2025-03-06T00:00:00Z","account":"E","limit":"1"}"#)
      }
    }
    let (said, ledger) = try Self.answers(Self.funded, lines)
    #expect(said.allSatisfy { $0.hasPrefix("accepted") }, "\(said)")
    let (bank, dealer) = (ledger.standing(of: "funding/bank/D"), ledger.standing(of: "D"))
    #expect(bank?.room == free * 1_000_000 && bank?.reserved == locked * 1_000_000)
    #expect(dealer?.unapplied == locked * 1_000_000 && dealer?.room == room * 1_000_000)
  }

  /// A desk that is killed after any record goes on as if it had not been.
  @Test func killsBetweenRecordsLoseNothing() throws {
    let (folder, journal) = try OrderDeskTests.files(Self.funded)
    defer { try? FileManager.default.removeItem(at: folder) }
    let lines = [
      Self.account, Self.bank("30"),
      OrderDeskTests.order("place", "p1", "6", #","expires":"2025-03-04T00:00:00Z""#),
      OrderDeskTests.request("ship", "s1", #""place":"p1","amount":"10","close":false"#),
      Self.request("pay", "y1", #""account":"D","amount":"5","place":"p1""#),
      Self.request("account", "e", #""account":"E","limit":"1""#)
        .replacing("2025-03-01T", with: "2025-03-06T"),
    ]
    #expect(try OrderDeskProgram.run(folder, journal, lines).status == 0)
    let whole = [UInt8](try Data(contentsOf: journal))
    var end = 0
    for event in try LedgerRecord.recover(whole).events {
      end += LedgerRecord.encode(event).count
      try Data(whole[..<end]).write(to: journal)
      #expect(try OrderDeskProgram.run(folder, journal, lines).errors.isEmpty)
      #expect([UInt8](try Data(contentsOf: journal)) == whole, "cut at \(end)")
    }
    let ledger = try OrderDeskProgram.ledger(journal)
    #expect(ledger.standing(of: "funding/bank/D")?.room == 25_000_000)
    // What was paid in advance stays on the account.
    #expect(ledger.standing(of: "D")?.unapplied == 5_000_000)
  }

  /// The balance of a fund is what the ledger holds of it; it pays once, and gets its part back
  /// with the goods.
  @Test func balancesPayOnce() throws {
    let members = ["agreements": #"[{"id":"pool","fund":{"balance":"left","use":"always"}}]"#]
    let (said, ledger) = try Self.answers(
      members,
      [
        Self.account,
        Self.request("fund", "f", #""account":"D","amount":"40","balance":"left""#),
        OrderDeskTests.order("place", "p1", "10"), OrderDeskTests.order("place", "p2", "2"),
        OrderDeskTests.request("ship", "s1", #""place":"p1""#),
        OrderDeskTests.request(
          "return", "t1", #""place":"p1","ship":"s1","line":1,"quantity":"5""#),
        OrderDeskTests.request("cancel", "c", #""place":"p2""#),
      ])
    #expect(
      said == [
        "accepted 100.00", "accepted 40.00", "accepted 100.00 40.00 40.00",
        "accepted 20.00 20.00", "accepted 20.00", "accepted 50.00", "accepted 70.00",
      ])
    // Half of what the fund paid is free again; the dealer is credited what it paid itself.
    #expect(ledger.standing(of: "rebateFund/left/D")?.room == 20_000_000)
    #expect(ledger.item("s1/invoice")?.open == 30_000_000)
  }

  /// What is paid in advance for an order is kept for it, and lets it through.
  @Test func advancePaymentsAreKept() throws {
    let (said, ledger) = try Self.answers(
      [:],
      [
        Self.account, OrderDeskTests.order("place", "p0", "1"),
        Self.request("ship", "s0", #""place":"p0""#),
        OrderDeskTests.order("place", "p1", "15", #","hold":true"#),
        Self.request("pay", "y1", #""account":"D","amount":"60","place":"p1""#),
        OrderDeskTests.order("amend", "m1", "15", #","place":"p1""#),
        Self.request("pay", "y2", #""account":"D","amount":"90.01","place":"p1""#),
        OrderDeskTests.request("ship", "s1", #""place":"p1""#),
      ])
    #expect(
      said == [
        "accepted 100.00", "accepted 10.00 90.00", "accepted 90.00", "held 150.00 insufficient",
        "accepted 150.00", "accepted 150.00 0.00", "error that is more than is open of `p1`",
        "accepted 0.00",
      ])
    // The invoice that was open before stays open; that of the order is paid as far as it was.
    #expect(ledger.item("s0/invoice")?.open == 10_000_000)
    #expect(ledger.item("s1/invoice")?.open == 90_000_000)
  }

  @Test func slipsAreTold() throws {
    let plain = Self.account.replacing(#","netsCredit":true"#, with: "")
    let (said, _) = try Self.answers(
      Self.funded,
      [
        plain, Self.bank("30"), OrderDeskTests.order("place", "p1", "10"),
        Self.request("fund", "g1", #""account":"D","amount":"1","source":"bink""#),
        Self.request("fund", "g2", #""account":"D","amount":"1","balance":"x""#),
        Self.request("fund", "g3", #""account":"D","amount":"1""#),
        Self.request("pay", "y", #""account":"D","amount":"1","place":"p9""#),
      ])
    #expect(
      said.dropFirst(2) == [
        "error funds pay for orders of accounts that are opened with `netsCredit`",
        "error there is no funding source `bink`; the project has bank",
        "error there is no balance `x`; the project has none",
        "error state `source` or `balance`", "error there is no order `p9`",
      ])
  }

  /// Reminders and disputes stand in the journal, where decisions read them.
  @Test func remindersAndDisputesAreKept() throws {
    let members = [
      "credit": #"""
      {"nodes":[{"id":"D","limit":"100"}],
       "rules":[{"id":"dunned","reminderLevel":1},{"id":"limit","limit":true}]}
      """#
    ]
    let (said, ledger) = try Self.answers(
      members,
      [
        Self.account, OrderDeskTests.order("place", "p1", "1"),
        Self.request("ship", "s1", #""place":"p1""#),
        Self.request("remind", "n1", #""ship":"s1","level":1"#),
        OrderDeskTests.order("place", "p2", "1"),
        Self.request("remind", "n2", #""ship":"s1","level":2"#),
        OrderDeskTests.order("place", "p3", "1"),
        Self.request("dispute", "d1", #""ship":"s1","disputed":true"#),
        OrderDeskTests.order("place", "p4", "1"),
        Self.request("remind", "n3", #""ship":"s9","level":2"#),
      ])
    #expect(
      said.map { $0.split(separator: " ")[0] } == [
        "accepted", "accepted", "accepted", "accepted", "accepted", "accepted", "held",
        "accepted", "accepted", "rejected",
      ])
    let item = ledger.item("s1/invoice")
    #expect(item?.level == 2 && item?.isDisputed == true && item?.reminded != nil)
  }
}
