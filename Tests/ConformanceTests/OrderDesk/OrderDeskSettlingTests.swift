import DealerRules
import Foundation
import TestSupport
import Testing

/// When invoices fall due and what settles them, and requests that say what cannot be
/// (RULES.md B-005, B-010, A-011, Z-011, J-042).
@Suite(
  "The order desk and its invoices", .serialized,
  .enabled(if: OrderDeskProgram.url != nil, "needs the built program"))
struct OrderDeskSettlingTests {
  /// What leaves without a due date falls due by the terms of who pays, in their parts.
  @Test func invoicesFallDueByTheTerms() throws {
    let credit = #"""
      {"nodes":[{"id":"D","limit":"unlimited","terms":"parts"}],
       "terms":[{"id":"parts","instalments":[{"netDays":10},{"netDays":30}]}],
       "rules":[{"id":"late","overdueDays":{"days":0}}]}
      """#
    func place(_ id: String, _ day: String) -> String {
      OrderDeskUseTests.at(day, OrderDeskTests.order("place", id, "1"))
    }
    let lines = [
      OrderDeskUseTests.account("unlimited"), place("p1", "2025-03-01"),
      OrderDeskTests.request("ship", "s1", #""place":"p1""#), place("p2", "2025-03-12"),
      place("p3", "2025-03-13"),
      OrderDeskUseTests.at(
        "2025-03-13",
        OrderDeskTests.request("pay", "y", #""account":"D","amount":"8","ship":"s1""#)),
      place("p4", "2025-03-13"),
    ]
    let run = try OrderDeskProgram.day(["credit": credit], lines)
    #expect(run.status == 0 && run.errors.isEmpty)
    let outcomes = try run.answers.map { try OrderDeskProgram.texts($0, ["outcome"]) }
    #expect(
      outcomes == [
        "accepted", "accepted", "accepted", "accepted", "held", "accepted", "accepted",
      ])
    let ledger = run.ledger
    #expect(ledger.item("s1/invoice")?.due == Instant("2025-03-12T00:00:00Z"))
    #expect(ledger.item("s1/invoice1")?.due == Instant("2025-04-01T00:00:00Z"))
    #expect(ledger.item("s1/invoice")?.open == 0 && ledger.item("s1/invoice1")?.open == 2_000_000)
  }

  /// However many invoices are open, a payment settles them; what is paid or credited too much
  /// settles others. 905 are more than the desk settles in one group (900).
  @Test func paymentsSettleEverything() throws {
    let (folder, journal) = try OrderDeskTests.files()
    defer { try? FileManager.default.removeItem(at: folder) }
    var lines = [OrderDeskUseTests.account("unlimited")]
    for order in 1...905 {
      lines.append(OrderDeskTests.order("place", "p\(order)", "1"))
      lines.append(OrderDeskTests.request("ship", "s\(order)", #""place":"p\#(order)""#))
    }
    lines.append(OrderDeskTests.request("pay", "y1", #""account":"D","amount":"9050""#))
    for order in 906...907 {
      lines.append(
        OrderDeskUseTests.at("2025-03-03", OrderDeskTests.order("place", "p\(order)", "1")))
      lines.append(
        OrderDeskUseTests.at(
          "2025-03-03", OrderDeskTests.request("ship", "s\(order)", #""place":"p\#(order)""#)))
    }
    lines.append(
      OrderDeskUseTests.at(
        "2025-03-03",
        OrderDeskTests.request("pay", "y2", #""account":"D","amount":"12","ship":"s907""#)))
    lines.append(
      OrderDeskUseTests.at(
        "2025-03-03",
        OrderDeskTests.request("return", "t", #""place":"p907","ship":"s907","whole":true"#)))
    let run = try OrderDeskProgram.run(folder, journal, lines)
    #expect(run.status == 0 && run.errors.isEmpty)
    let outcomes = try run.answers.map { try OrderDeskProgram.texts($0, ["outcome"]) }
    #expect(outcomes == lines.map { _ in "accepted" })
    let ledger = try OrderDeskProgram.ledger(journal)
    #expect(ledger.allItems.count == 907 && ledger.allItems.allSatisfy { $0.open == 0 })
    #expect(ledger.standing(of: "D")?.unapplied == 2_000_000)
    // Another process reads the same.
    let again = try OrderDeskProgram.run(folder, journal, Array(lines.suffix(1)))
    #expect(again.answers.map { $0.hasSuffix(#","repeated":true}"#) } == [true])
  }

  /// Credit of the account that reaches what a cash discount leaves, in its days, settles the whole
  /// invoice (RULES.md B-010).
  @Test(arguments: [("2025-03-11", "51.00"), ("2025-03-12", "50.00")])
  func creditOnAccountGetsDiscounts(_ day: String, _ left: String) throws {
    let members = [
      "credit": #"""
      {"nodes":[{"id":"D","limit":"unlimited","terms":"net"}],
       "terms":[{"id":"net","netDays":30,"discounts":[{"days":10,"rate":"2%"}]}]}
      """#
    ]
    func first(_ line: String) -> String { line.replacing("2025-03-02T", with: "2025-03-01T") }
    let run = try OrderDeskProgram.day(
      members,
      [
        OrderDeskUseTests.account("1000"), OrderDeskTests.order("place", "p1", "10"),
        OrderDeskTests.order("place", "p2", "5"),
        first(OrderDeskTests.request("ship", "s1", #""place":"p1""#)),
        first(OrderDeskTests.request("pay", "y1", #""account":"D","amount":"98","ship":"s1""#)),
        first(OrderDeskTests.request("ship", "s2", #""place":"p2""#)),
        OrderDeskTests.request("return", "t1", #""place":"p1","ship":"s1","whole":true"#)
          .replacing("2025-03-02", with: day),
      ])
    #expect(run.answers.allSatisfy { $0.contains(#""outcome":"accepted""#) }, "\(run.answers)")
    #expect(run.ledger.item("s2/invoice")?.open == 0)
    let credit = try #require(run.ledger.standing(of: "D")?.unapplied)
    #expect(Money(millionths: credit, .cny).decimalText == left)
  }

  @Test func whatCannotBeIsRefused() throws {
    func account(_ id: String, _ name: String, _ more: String) -> String {
      OrderDeskTests.request("account", id, #""account":"\#(name)","limit":"5"\#(more)"#)
    }
    let fund = #"[{"id":"pool","fund":{"balance":"left"}}]"#
    let drawn = OrderDeskTests.order("place", "p", "5").replacing(
      #""customer":"D""#,
      with: #""customer":"D","funds":{"pool":"30.00"},"facts":{"totals":{"left":"30"}}"#)
    let said = try OrderDeskUseTests.answers(
      ["agreements": fund],
      [
        OrderDeskUseTests.account("100"), account("b", "E", #","until":"2025-06-07T00:00:00Z""#),
        account("c", "D", #","parent":"G""#), account("d", "D", #","mode":"nested""#),
        account("e", "E", #","mode":"carveOut""#), drawn,
      ], ["outcome", "message"])
    #expect(
      said.dropFirst() == [
        "error `E` is opened first: a second request limits it for a time",
        "error `D` is open: its `parent` stays what it is",
        "error `D` is open: its `mode` stays what it is",
        "error `mode` is of no use without `parent`",
        // What the ledger does not hold of a balance pays nothing, whatever an order says.
        "accepted",
      ])
  }

  /// Windows run from the day on which goods left, and no request goes back in time.
  @Test func returnsGoByTheDaysOfTheLedger() throws {
    let returns = #"{"windows":[{"id":"w","days":30}],"anchors":["shipped"],"needsDelivery":true}"#
    func back(_ id: String, _ day: String, _ place: String) -> String {
      OrderDeskUseTests.at(
        day,
        OrderDeskTests.request(
          "return", id, #""place":"\#(place)","ship":"s\#(place)","line":1,"quantity":"1""#))
    }
    func ship(_ day: String, _ place: String) -> String {
      OrderDeskUseTests.at(
        day, OrderDeskTests.request("ship", "s\(place)", #""place":"\#(place)""#))
    }
    let said = try OrderDeskUseTests.answers(
      ["returns": returns],
      [
        OrderDeskUseTests.account("unlimited"), OrderDeskTests.order("place", "p1", "5"),
        OrderDeskTests.order("place", "p2", "5"), ship("2025-03-02", "p1"),
        ship("2025-06-01", "p2"), back("t1", "2025-06-02", "p2"), back("t2", "2025-06-02", "p1"),
        back("t3", "2025-03-10", "p1"),
      ], ["outcome", "message"])
    let late = "error the return is refused: the goods come back too late"
    #expect(said.suffix(3) == ["accepted", late, late])
  }

  /// Foreign bytes are never cut off, and whole records that do not follow are told with their
  /// place.
  @Test func foreignBytesAreRefused() throws {
    let (folder, journal) = try OrderDeskTests.files()
    defer { try? FileManager.default.removeItem(at: folder) }
    let lines = [
      OrderDeskUseTests.account("100"), OrderDeskTests.order("place", "p1", "1"),
      OrderDeskTests.order("place", "p2", "1"),
    ]
    _ = try OrderDeskProgram.run(folder, journal, lines)
    let whole = [UInt8](try Data(contentsOf: journal))
    let first = LedgerRecord.encode(try LedgerRecord.recover(whole).events[0]).count
    let damaged: [(bytes: [UInt8], said: String)] = [
      (whole + Array("garbage".utf8), "damaged: the record at offset \(whole.count)"),
      (Array("my secret notes".utf8), "damaged: the record at offset 0"),
      (Array(whole[first...]), "damaged: the record at offset 0 is number 2, not 1"),
      (whole + Array(whole[..<first]), "damaged: the record at offset \(whole.count) is number 1"),
    ]
    for (bytes, said) in damaged {
      try Data(bytes).write(to: journal)
      let run = try OrderDeskProgram.run(folder, journal, [])
      #expect(run.status == 3 && run.errors.contains(said), "\(run.errors)")
      #expect([UInt8](try Data(contentsOf: journal)) == bytes)
    }
    // What begins a record is what an interrupted write left.
    try Data(whole + whole[..<9]).write(to: journal)
    #expect(try OrderDeskProgram.run(folder, journal, []).status == 0)
    #expect([UInt8](try Data(contentsOf: journal)) == whole)
  }
}
