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
    #expect(again.answers.allSatisfy { $0.contains("repeated") || $0.contains("error") })
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
      let bytes = [UInt8](try Data(contentsOf: journal))
      let ledger = try Ledger(replaying: LedgerRecord.recover(bytes).events)
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
    // They end thirty days after the order.
    let end = #"{"op":"account","id":"z","at":"2025-04-02T00:00:00Z","account":"Z","limit":"0"}"#
    _ = try OrderDeskProgram.run(folder, journal, [end])
    #expect(try points() == (0, 0))
  }
}
