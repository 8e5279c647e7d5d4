import DealerRules
import Foundation
import TestSupport
import Testing

/// The order desk with a project that states credit (RULES.md B-023).
@Suite(
  "The order desk and credit", .serialized,
  .enabled(if: OrderDeskProgram.url != nil, "needs the built program"))
struct OrderDeskCreditTests {
  /// The members of each answer that are texts or lists, as `KEY VALUE`.
  private static func answers(_ members: [String: String], _ lines: [String]) throws -> [String] {
    let (folder, journal) = try OrderDeskTests.files(members)
    defer { try? FileManager.default.removeItem(at: folder) }
    let run = try OrderDeskProgram.run(folder, journal, lines)
    #expect(run.status == 0 && run.errors.isEmpty)
    // Another process that reads the journal answers alike.
    let again = try OrderDeskProgram.run(folder, journal, lines.filter { !$0.contains("quote") })
    let known = ["repeated", "error", "conflict"]
    #expect(again.answers.allSatisfy { answer in known.contains { answer.contains($0) } })
    return try run.answers.map { line in
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      let reasons = (object?["reasons"] as? [String] ?? []).joined(separator: "+")
      return [object?["outcome"] as? String ?? "", reasons, object?["message"] as? String ?? ""]
        .filter { !$0.isEmpty }.joined(separator: " ")
    }
  }

  private static let account =
    #"{"op":"account","id":"a","at":"2025-03-01T00:00:00Z","account":"D","limit":"unlimited"}"#

  /// The group has 100.00; an order is 10.00 a piece.
  private static let credit = #"""
    {"nodes":[{"id":"G","limit":"100","customers":["D"],"terms":"net"}],
     "terms":[{"id":"net","rank":1,"netDays":30},{"id":"long","rank":2,"netDays":90}],
     "rules":[{"id":"limit","limit":true},{"id":"terms","termsWider":true},
              {"id":"large","documentAmount":"200","effect":"block"},
              {"id":"late","overdueDays":{"days":0},"at":["shipment"]}]}
    """#

  @Test func ordersAskTheCreditOfTheProject() throws {
    let said = try Self.answers(
      ["credit": Self.credit],
      [
        Self.account,
        OrderDeskTests.order("quote", "q", "11"),
        OrderDeskTests.order("place", "p1", "7"),
        OrderDeskTests.order("place", "p2", "4"),
        OrderDeskTests.order("place", "p3", "21"),
        // More than is left beside p1 leaves p1 as it was; less goes through.
        OrderDeskTests.order("amend", "m1", "11", #","place":"p1""#),
        OrderDeskTests.order("amend", "m2", "6", #","place":"p1""#),
        // p2 fits now.
        OrderDeskTests.request("ship", "s0", #""place":"p2""#),
        OrderDeskTests.order("amend", "m3", "4", #","place":"p2""#),
        OrderDeskTests.request("ship", "s1", #""place":"p2","due":"2025-03-01T00:00:00Z""#),
        // What p2 owes is late, so that p1 may not leave until it is paid.
        OrderDeskTests.request("ship", "s2", #""place":"p1""#),
        OrderDeskTests.request("pay", "y", #""account":"D","amount":"40","ship":"s1""#),
        OrderDeskTests.request("ship", "s3", #""place":"p1""#),
      ])
    #expect(
      said == [
        "accepted", "hold creditLimit", "accepted", "held creditLimit",
        "blocked creditDocument+creditLimit", "held creditLimit", "accepted", "rejected",
        "accepted", "accepted", "held creditOverdue",
        "accepted", "accepted",
      ])
  }

  @Test func somebodysWordLetsAnOrderThrough() throws {
    let word = #""place":"p1","most":"1000","who":"ann","why":"new shop","until":"#
    let said = try Self.answers(
      ["credit": Self.credit],
      [
        Self.account, OrderDeskTests.order("place", "p1", "11"),
        OrderDeskTests.request("ship", "s1", #""place":"p1""#),
        OrderDeskTests.request("override", "o1", word + #""2025-04-01T00:00:00Z""#),
        OrderDeskTests.request("ship", "s2", #""place":"p1","amount":"50.00""#),
      ])
    #expect(
      said == ["accepted", "held creditLimit", "rejected", "accepted", "accepted"])
  }

  /// What is billed to another customer counts on that customer's account.
  @Test func whoIsBilledPays() throws {
    let credit = #"{"nodes":[{"id":"D","limit":"100"},{"id":"E","limit":"100"}]}"#
    let other = Self.account.replacing(#""D""#, with: #""E""#).replacing(#""a""#, with: #""b""#)
    func billed(_ id: String) -> String {
      OrderDeskTests.order("place", id, "8")
        .replacing(#""customer":"D""#, with: #""customer":"D","billTo":"E""#)
    }
    let said = try Self.answers(
      ["credit": credit, "customers": #"[{"id":"D"},{"id":"E"}]"#],
      [Self.account, other, billed("p1"), billed("p2"), OrderDeskTests.order("place", "p3", "8")])
    #expect(
      said == ["accepted", "accepted", "accepted", "held creditLimit", "accepted"])
  }

  /// The desk knows what was paid and what stands; an order cannot say otherwise.
  @Test func ordersDoNotStateWhatTheDeskKeeps() throws {
    let kept = [#""prepaid":"50""#, #""replaces":"p0""#, #""checkpoint":"invoice""#]
    let lines = kept.enumerated().map { index, member in
      OrderDeskTests.order("place", "p\(index)", "1")
        .replacing(#""customer":"D""#, with: #""customer":"D",\#(member)"#)
    }
    let said = try Self.answers(["credit": Self.credit], [Self.account] + lines)
    #expect(said.dropFirst().allSatisfy { $0.hasPrefix("error `prepaid`, `replaces`") })
  }

  @Test func anOverrideGoesAsFarAsItSays() throws {
    func word(_ id: String, _ place: String, _ most: String) -> String {
      OrderDeskTests.request(
        "override", id,
        #""place":"\#(place)","most":"\#(most)","who":"ann","why":"x","#
          + #""until":"2025-04-01T00:00:00Z""#)
    }
    let stopped = OrderDeskTests.order("place", "p2", "1")
      .replacing(#""customer":"D""#, with: #""customer":"D","hold":"check identity""#)
    let said = try Self.answers(
      ["credit": Self.credit],
      [
        Self.account, OrderDeskTests.order("place", "p1", "11"), word("o1", "p1", "9.99"),
        word("o2", "p1", "10"), stopped, word("o3", "p2", "1000"),
      ])
    #expect(
      said == [
        "accepted", "held creditLimit", "error the shortfall is larger than `most`", "accepted",
        "held creditHeld+creditLimit",
        "error a stop is lifted where it was put, not by an override",
      ])
  }

  /// What was not shipped is not returned, and not by the shipment of another order.
  @Test func returnsAreBoundedByShipments() throws {
    func back(_ id: String, _ place: String, _ quantity: String) -> String {
      OrderDeskTests.request(
        "return", id, #""place":"\#(place)","ship":"s1","line":1,"quantity":"\#(quantity)""#)
    }
    let said = try Self.answers(
      [:],
      [
        Self.account, OrderDeskTests.order("place", "p1", "5"),
        OrderDeskTests.order("place", "p2", "4"),
        OrderDeskTests.request("ship", "s1", #""place":"p1","amount":"10.00""#),
        back("t1", "p1", "5"), back("t2", "p2", "1"), back("t3", "p1", "1"),
        back("t4", "p1", "1"),
      ])
    #expect(
      said.dropFirst(4) == [
        "error more than was shipped of `p1` is returned",
        "error `s1` is no shipment of `p2`", "accepted",
        "error more than was shipped of `p1` is returned",
      ])
  }

  /// A payment on account settles what is due first; the room is there again.
  @Test func paymentsOnAccountSettleInvoices() throws {
    let limited = Self.account.replacing("unlimited", with: "100")
    let said = try Self.answers(
      [:],
      [
        limited, OrderDeskTests.order("place", "p1", "10"),
        OrderDeskTests.request("ship", "s1", #""place":"p1""#),
        OrderDeskTests.order("place", "p2", "10").replacing("03-01", with: "03-02"),
        OrderDeskTests.request("pay", "y", #""account":"D","amount":"120""#),
        OrderDeskTests.order("place", "p3", "10").replacing("03-01", with: "03-02"),
      ])
    #expect(said == ["accepted", "accepted", "accepted", "rejected", "accepted", "accepted"])
  }

  /// What is malformed takes no id, and unknown members are told.
  @Test func malformedRequestsTakeNoId() throws {
    let long = String(repeating: "x", count: 600)
    func word(_ who: String) -> String {
      OrderDeskTests.request(
        "override", "o1",
        #""place":"p1","most":"10","who":"\#(who)","why":"x","until":"2025-04-01T00:00:00Z""#)
    }
    let said = try Self.answers(
      ["credit": Self.credit],
      [
        Self.account, OrderDeskTests.order("place", "p1", "11"), word(long), word("ann"),
        OrderDeskTests.request("ship", "s1", #""place":"p1","amout":"3""#),
        OrderDeskTests.request("ship", "s2", #""place":"p1","close":"yes""#),
      ])
    #expect(said[2].hasPrefix("error") && said[3] == "accepted")
    #expect(
      said[4] == "error `ship` has no `amout`; it has amount, close, due, lines, place, return, "
        + "supplierFault, terms")
    #expect(said[5] == "error `close` must be true or false")
  }

  /// Points are pending until goods are shipped, and go back with returned goods.
  @Test func ordersEarnLots() throws {
    let (folder, journal) = try OrderDeskTests.files([
      "agreements": #"[{"id":"bonus","points":{"every":"10","points":3,"validDays":30}}]"#
    ])
    defer { try? FileManager.default.removeItem(at: folder) }
    let lines = [
      Self.account, OrderDeskTests.order("place", "p1", "4"),
      OrderDeskTests.order("place", "p2", "2"),
      OrderDeskTests.order("amend", "m", "3", #","place":"p2""#),
    ]
    func points() throws -> (usable: Int64, pending: Int64) {
      let ledger = try OrderDeskProgram.ledger(journal)
      let standing = try #require(ledger.standing(of: "points/bonus/D"))
      return (try #require(standing.room), standing.pending)
    }
    #expect(try OrderDeskProgram.run(folder, journal, lines).status == 0)
    #expect(try points() == (0, 21_000))
    let later = [
      OrderDeskTests.request("ship", "s1", #""place":"p1""#),
      OrderDeskTests.request("return", "t", #""place":"p1","ship":"s1","line":1,"quantity":"1""#),
      OrderDeskTests.request("cancel", "c", #""place":"p2""#),
    ]
    let run = try OrderDeskProgram.run(folder, journal, later)
    #expect(run.answers.allSatisfy { $0.contains("accepted") })
    #expect(try points() == (9_000, 0))
    // Of an order that is closed before it is shipped whole, only what left is earned.
    let part = [
      OrderDeskTests.order("place", "p3", "4").replacing("03-01", with: "03-02"),
      OrderDeskTests.request("ship", "s3", #""place":"p3","amount":"10.00","close":true"#),
    ]
    let closed = try OrderDeskProgram.run(folder, journal, part)
    #expect(closed.answers.allSatisfy { $0.contains("accepted") })
    #expect(try points() == (12_000, 0))
    // They end thirty days after the order.
    let end = #"{"op":"account","id":"z","at":"2025-04-03T00:00:00Z","account":"Z","limit":"0"}"#
    _ = try OrderDeskProgram.run(folder, journal, [end])
    #expect(try points() == (0, 0))
  }
}
