import DealerRules
import Foundation
import TestSupport
import Testing

/// Changes are decided like a place of the changed order, and goods leave as far as their order may
/// (RULES.md B-006 … B-012, Z-060).
@Suite(
  "The order desk decides changes and shipments in full", .serialized,
  .enabled(if: OrderDeskProgram.url != nil, "needs the built program"))
struct OrderDeskChangeTests {
  /// Outcome and reasons of each answer, or its message, and the member asked for.
  private static func answers(
    _ members: [String: String], _ lines: [String], _ key: String = "message"
  ) throws -> [String] {
    let (folder, journal) = try OrderDeskTests.files(members)
    defer { try? FileManager.default.removeItem(at: folder) }
    let run = try OrderDeskProgram.run(folder, journal, lines)
    #expect(run.status == 0 && run.errors.isEmpty)
    // What is on record is told again by another process.
    let again = try OrderDeskProgram.run(folder, journal, lines)
    for (first, second) in zip(run.answers, again.answers)
    where second.contains(#""repeated":true"#) {
      #expect(second == first.dropLast() + #","repeated":true}"#)
    }
    return try run.answers.map { line in
      let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      let reasons = (object?["reasons"] as? [String] ?? []).joined(separator: "+")
      return [object?["outcome"] as? String ?? "", reasons, object?[key] as? String ?? ""]
        .filter { !$0.isEmpty }.joined(separator: " ")
    }
  }

  private static func account(_ limit: String = "unlimited") -> String {
    #"{"op":"account","id":"a","at":"2025-03-01T00:00:00Z","account":"D","limit":"\#(limit)"}"#
  }

  /// A place, or another amendment, of so many `A` with further members of the order.
  private static func order(
    _ op: String, _ id: String, _ quantity: String, _ more: String, _ rest: String = ""
  ) -> String {
    let order = TextProject.order(id, [#""product":"A","quantity":"\#(quantity)""#], "," + more)
    return #"{"op":"\#(op)","id":"\#(id)","at":"2025-03-01T08:00:00Z","order":\#(order)\#(rest)}"#
  }

  private static func lines(_ id: String, _ quantity: String) -> String {
    OrderDeskTests.request(
      "amend", id, #""place":"p1","lines":[{"number":1,"quantity":"\#(quantity)"}]"#)
  }

  private static func ship(_ id: String, _ place: String = "p1") -> String {
    OrderDeskTests.request("ship", id, #""place":"\#(place)""#)
  }

  private static func word(_ until: String, _ most: String = "1000") -> String {
    OrderDeskTests.request(
      "override", "o",
      #""place":"p1","most":"\#(most)","who":"ann","why":"new shop","until":"\#(until)""#)
  }

  private static func credit(_ limit: String, _ more: String) -> [String: String] {
    ["credit": #"{"nodes":[{"id":"G","limit":"\#(limit)","customers":["D"]}]\#(more)}"#]
  }

  /// A limited offer is used as often as it is granted, whatever the change is called.
  @Test(arguments: ["repriceAdded", "repriceAll", "keepPrices"])
  func changesStayWithinLimits(_ terms: String) throws {
    let members = [
      "products": #"[{"id":"A"},{"id":"B"}]"#,
      "prices": """
      [{"table":"list","product":"A","price":"10"},{"table":"list","product":"B","price":"2"}]
      """,
      "phases": #"[{"id":"s"}]"#,
      "offers": """
      [{"id":"half","phase":"s","percentOff":"50%","when":{"product":"B"},"limits":{"uses":1}}]
      """,
    ]
    let add =
      #""place":"p1","add":[{"number":2,"product":"B","quantity":"10"}],"#
      + #""terms":"\#(terms)""#
    let other = TextProject.order("p2", [#""product":"B","quantity":"1""#])
    let ask = #"{"op":"place","id":"p2","at":"2025-03-01T09:00:00Z","order":\#(other)}"#
    func paid(_ lines: [String]) throws -> [String] {
      try Self.answers(members, lines, "payable").filter { $0 != "accepted" }
    }
    let place = OrderDeskTests.order("place", "p1", "1")
    let amend = OrderDeskTests.request("amend", "m1", add)
    let first = [Self.account(), place]
    #expect(
      try paid(first + [ask, amend]) == ["accepted 10.00", "accepted 1.00", "accepted 30.00"])
    // Without the other order it is free.
    #expect(try paid(first + [amend]) == ["accepted 10.00", "accepted 20.00"])
  }

  /// Prices that are kept do not take more of a budget than there is.
  @Test func keptPricesStayWithinABudget() throws {
    let members = [
      "phases": #"[{"id":"s"}]"#,
      "offers": #"[{"id":"o","phase":"s","percentOff":"50%","limits":{"budget":"20"}}]"#,
    ]
    let more = OrderDeskTests.request(
      "amend", "m1", #""place":"p1","lines":[{"number":1,"quantity":"5"}],"terms":"keepPrices""#)
    let said = try Self.answers(
      members, [Self.account(), OrderDeskTests.order("place", "p1", "4"), more])
    #expect(said[2] == "error `p1` would use more of `o` than is left")
  }

  /// What may not be placed may not be added.
  @Test func nothingIsAddedThatMayNotBeBought() throws {
    let members = [
      "products": #"[{"id":"A"},{"id":"B"}]"#,
      "territory": #"{"unlisted":"block","whiteSpace":"block","level":1}"#,
      "territories": #"[{"id":"n","effect":"grant","dealer":"D","product":"A"}]"#,
      "prices": """
      [{"table":"list","product":"A","price":"10"},{"table":"list","product":"B","price":"2"}]
      """,
    ]
    let add = #""place":"p1","add":[{"number":2,"product":"B","quantity":"1"}]"#
    let said = try Self.answers(
      members,
      [
        Self.account(), OrderDeskTests.order("place", "p1", "1"),
        OrderDeskTests.request("amend", "m1", add), Self.lines("m2", "2"),
      ])
    #expect(said == ["accepted", "accepted", "blocked whiteSpaceBlocked", "accepted"])
  }

  /// A change that the project blocks is blocked, and changes nothing that a word could let out.
  @Test func blockedChangesChangeNothing() throws {
    let large = #"{"id":"x","documentAmount":"200","effect":"block"}"#
    let members = Self.credit("100", #","rules":[{"id":"l","limit":true},\#(large)]"#)
    let said = try Self.answers(
      members,
      [
        Self.account(), OrderDeskTests.order("place", "p1", "11"), Self.lines("m1", "21"),
        Self.word("2025-04-01T00:00:00Z"), Self.ship("s1"),
        OrderDeskTests.request("cancel", "c1", #""place":"p1""#),
        OrderDeskTests.order("place", "p2", "1"),
      ], "room")
    #expect(
      said == [
        "accepted", "held creditLimit", "blocked creditLimit+creditDocument", "accepted",
        "accepted", "rejected", "held creditLimit",
      ])
  }

  /// Taking a piece off lifts neither a stop nor that nobody pays.
  @Test func stopsOutlastChanges() throws {
    let stopped = try Self.answers(
      Self.credit("100", ""),
      [
        Self.account(), Self.order("place", "p1", "5", #""hold":"check""#), Self.lines("m1", "4"),
        OrderDeskTests.order("amend", "m2", "4", #","place":"p1""#), Self.ship("s1"),
      ])
    #expect(stopped == ["accepted", "held creditHeld", "held creditHeld", "accepted", "accepted"])
    let nobody = try Self.answers(
      ["credit": #"{"nodes":[{"id":"X"}],"withoutNode":"hold"}"#],
      [Self.account(), OrderDeskTests.order("place", "p1", "5"), Self.lines("m1", "4")])
    #expect(nobody == ["accepted", "held creditNodeUnknown", "held creditNodeUnknown"])
  }

  /// A stop put on an order that was let through keeps its goods until it is lifted.
  @Test func admittedOrdersCanBeStopped() throws {
    let said = try Self.answers(
      Self.credit("100", ""),
      [
        Self.account(), OrderDeskTests.order("place", "p1", "5"),
        Self.order("amend", "m1", "5", #""hold":"check","heldBy":"ann""#, #","place":"p1""#),
        Self.ship("s1"), Self.lines("m2", "4"),
        OrderDeskTests.order("amend", "m3", "5", #","place":"p1""#), Self.ship("s2"),
      ])
    #expect(
      said == [
        "accepted", "accepted", "held creditHeld", "held creditHeld", "held creditHeld",
        "accepted", "accepted",
      ])
  }

  /// Somebody's word ends on its day, and covers changes as far as it goes.
  @Test func wordsEndAndCoverChanges() throws {
    let start = [Self.account(), OrderDeskTests.order("place", "p1", "11")]
    let late = Self.ship("s1").replacing("2025-03-02", with: "2025-09-06")
    let ended = try Self.answers(
      Self.credit("100", ""), start + [Self.word("2025-03-03T00:00:00Z"), late])
    #expect(ended == ["accepted", "held creditLimit", "accepted", "held creditLimit"])
    let covered = try Self.answers(
      Self.credit("100", ""),
      start + [
        Self.word("2025-03-03T00:00:00Z", "20"), Self.lines("m1", "12"), Self.lines("m2", "13"),
        Self.ship("s1"),
      ])
    #expect(
      covered == [
        "accepted", "held creditLimit", "accepted", "accepted creditLimit", "held creditLimit",
        "accepted",
      ])
  }

  /// An order that ships beyond the horizon takes no room of nearer ones.
  @Test func shipDatesAreKept() throws {
    let members = Self.credit("80", #","rules":[{"id":"near","dynamicLimit":{"days":30}}]"#)
    let said = try Self.answers(
      members,
      [
        Self.account(), Self.order("place", "p1", "8", #""shipped":"2025-05-01""#),
        Self.order("place", "p2", "8", #""shipped":"2025-03-10""#),
        Self.order("place", "p3", "1", #""shipped":"2025-03-10""#), Self.lines("m1", "7"),
        Self.ship("s1"),
      ])
    #expect(
      said == [
        "accepted", "accepted", "accepted", "held creditHorizon", "accepted",
        "held creditHorizon",
      ])
  }

  /// What was approved before may leave as well as it was let in.
  @Test func approvedOrdersLeave() throws {
    let members = Self.credit(
      "250", #","rules":[{"id":"l","limit":true},{"id":"d","deviation":{"share":"0%","days":3}}]"#)
    let approved = #""creditApproved":{"amount":"300","on":"2025-03-01"}"#
    let late = Self.ship("s2", "p2").replacing("2025-03-02", with: "2025-03-05")
    let said = try Self.answers(
      members,
      [
        Self.account(), Self.order("place", "p1", "30", approved), Self.ship("s1"),
        Self.order("place", "p2", "30", approved), late,
      ])
    #expect(
      said == ["accepted", "accepted", "accepted", "accepted", "held creditDeviation+creditLimit"])
  }

  /// Paid within its days an invoice is settled by what the discount leaves, later by all of it.
  @Test(arguments: [("2025-03-11", "100.00"), ("2025-03-12", "98.00")])
  func cashDiscountsAreGiven(_ day: String, _ room: String) throws {
    let members = [
      "credit": #"""
      {"nodes":[{"id":"D","limit":"unlimited","terms":"net"}],
       "terms":[{"id":"net","netDays":30,"discounts":[{"days":10,"rate":"2%"}]}]}
      """#
    ]
    let pay = OrderDeskTests.request("pay", "y1", #""account":"D","amount":"98""#)
      .replacing("2025-03-02", with: day)
    let said = try Self.answers(
      members,
      [
        Self.account("100"), OrderDeskTests.order("place", "p1", "10"),
        Self.ship("s1").replacing("2025-03-02", with: "2025-03-01"), pay,
      ], "room")
    #expect(said.last == "accepted " + room)
  }

  /// The room is what is left once everything that belongs to a request is done.
  @Test func theRoomIsWhatIsLeft() throws {
    let said = try Self.answers(
      Self.credit("100", ""),
      [
        Self.account("200"), OrderDeskTests.order("place", "p1", "11"), Self.lines("m1", "5"),
        Self.ship("s1"), OrderDeskTests.order("place", "p2", "5"), Self.ship("s2", "p2"),
        OrderDeskTests.request("pay", "y1", #""account":"D","amount":"50","ship":"s1""#),
        OrderDeskTests.request("return", "t1", #""place":"p1","ship":"s1","whole":true"#),
      ], "room")
    #expect(
      said == [
        "accepted 200.00", "held creditLimit", "accepted 150.00", "accepted 150.00",
        "accepted 100.00", "accepted 100.00", "accepted 150.00", "accepted 200.00",
      ])
  }

  /// A quote is answered as a place would be; amounts are of whole coins.
  @Test func quotesKnowAccountsAndCoins() throws {
    let said = try Self.answers(
      [:],
      [
        OrderDeskTests.order("quote", "q", "1"), OrderDeskTests.order("place", "p", "1"),
        Self.account(), OrderDeskTests.request("pay", "y", #""account":"D","amount":"0.004""#),
      ])
    #expect(
      said == [
        "rejected", "rejected", "accepted",
        "error `amount` has more than the 2 decimals of CNY",
      ])
  }

  /// Reasons are told with their rules and numbers, when they are repeated too.
  @Test func reasonsHaveNumbers() throws {
    let (folder, journal) = try OrderDeskTests.files(Self.credit("100", ""))
    defer { try? FileManager.default.removeItem(at: folder) }
    let run = try OrderDeskProgram.run(
      folder, journal, [Self.account(), OrderDeskTests.order("place", "p1", "11")])
    #expect(
      run.answers.last == """
        {"id":"p1","op":"place","outcome":"held","code":"waits","payable":"110.00",\
        "reasons":["creditLimit"],"findings":[{"code":"creditLimit","rule":"limit","node":"G",\
        "effect":"hold","exposure":"0.00","amount":"110.00","limit":"100.00",\
        "shortfall":"10.00"}]}
        """)
  }
}
