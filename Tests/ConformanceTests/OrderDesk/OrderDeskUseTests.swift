import DealerRules
import Foundation
import TestSupport
import Testing

/// What orders use of limits, from their place to their end (RULES.md J-012, J-013, J-017, J-041).
@Suite(
  "The order desk and what orders use", .serialized,
  .enabled(if: OrderDeskProgram.url != nil, "needs the built program"))
struct OrderDeskUseTests {
  /// Half price, three times.
  static let offer = [
    "phases": #"[{"id":"s"}]"#,
    "offers": #"[{"id":"o","phase":"s","percentOff":"50%","limits":{"uses":3}}]"#,
  ]

  static func account(_ limit: String) -> String {
    #"{"op":"account","id":"a","at":"2025-03-01T00:00:00Z","account":"D","limit":"\#(limit)"}"#
  }

  static func at(_ day: String, _ line: String) -> String {
    line.replacing("2025-03-01T", with: day + "T").replacing("2025-03-02T", with: day + "T")
  }

  /// `KEY`s of each answer, empty where it has none.
  static func answers(
    _ members: [String: String], _ lines: [String], _ keys: [String]
  ) throws -> [String] {
    let run = try OrderDeskProgram.day(members, lines)
    #expect(run.status == 0 && run.errors.isEmpty)
    return try run.answers.map { try OrderDeskProgram.texts($0, keys) }
  }

  /// What shipped is used, whatever becomes of the rest of its order.
  @Test(arguments: ["cancel", "expires"])
  func shippedGoodsKeepTheirUse(_ way: String) throws {
    var lines = [Self.account("unlimited")]
    for order in 1...4 {
      let more = way == "expires" ? #","expires":"2025-03-03T00:00:00Z""# : ""
      lines.append(OrderDeskTests.order("place", "p\(order)", "2", more))
      lines.append(
        OrderDeskTests.request(
          "ship", "s\(order)", #""place":"p\#(order)","amount":"9.99","close":false"#))
      if way == "cancel" {
        lines.append(OrderDeskTests.request("cancel", "c\(order)", #""place":"p\#(order)""#))
      }
    }
    lines.append(Self.at("2025-03-05", OrderDeskTests.order("place", "last", "2")))
    let paid = try Self.answers(Self.offer, lines, ["payable"]).filter { !$0.isEmpty }
    #expect(paid == ["10.00", "10.00", "10.00", "20.00", "20.00"])
  }

  /// An order that ends by itself uses nothing and earns nothing, amended or not.
  @Test(arguments: [false, true])
  func endedOrdersUseNothing(_ isAmended: Bool) throws {
    var members = Self.offer
    members["agreements"] = #"[{"id":"bonus","points":{"every":"10","points":3}}]"#
    var lines = [Self.account("unlimited")]
    for order in 1...3 {
      let more = #","expires":"2025-03-02T00:00:00Z""#
      lines.append(OrderDeskTests.order("place", "p\(order)", "2", more))
      guard isAmended else { continue }
      lines.append(
        OrderDeskTests.order("amend", "m\(order)", "4", #","place":"p\#(order)""#))
    }
    lines.append(Self.at("2025-03-05", OrderDeskTests.order("place", "last", "2")))
    let run = try OrderDeskProgram.day(members, lines)
    #expect(run.status == 0 && run.errors.isEmpty)
    #expect(run.answers.last?.contains(#""payable":"10.00""#) == true)
    #expect(run.ledger.standing(of: "points/bonus/D")?.pending == 3000)
    #expect(run.ledger.standing(of: "uses/o")?.used == 1000)
  }

  /// A desk that was killed after any record goes on as if it were not: what follows of an order
  /// that ended by itself is recorded after it, and is not forgotten between the two.
  @Test(arguments: ["", #","amount":"5.00","close":false"#])
  func killsBetweenRecordsAreFinished(_ shipped: String) throws {
    var members = Self.offer
    members["agreements"] = #"[{"id":"bonus","points":{"every":"1","points":3}}]"#
    let (folder, journal) = try OrderDeskTests.files(members)
    defer { try? FileManager.default.removeItem(at: folder) }
    var lines = [
      Self.account("unlimited"),
      OrderDeskTests.order("place", "p1", "2", #","expires":"2025-03-03T00:00:00Z""#),
      OrderDeskTests.order("amend", "m1", "4", #","place":"p1""#),
    ]
    if !shipped.isEmpty {
      lines.append(OrderDeskTests.request("ship", "s1", #""place":"p1"\#(shipped)"#))
    }
    lines.append(Self.at("2025-03-05", OrderDeskTests.order("place", "last", "2")))
    #expect(try OrderDeskProgram.run(folder, journal, lines).status == 0)
    let whole = [UInt8](try Data(contentsOf: journal))
    let held = try OrderDeskProgram.ledger(journal).standing(of: "points/bonus/D")
    // What `last` earns is pending, and a quarter of what p1 would have earned is earned.
    #expect(held?.pending == 30_000 && held?.room == (shipped.isEmpty ? 0 : 15_000))
    var end = 0
    var expired = 0
    for event in try LedgerRecord.recover(whole).events {
      end += LedgerRecord.encode(event).count
      if case .expired("p1") = event.change { expired = end }
      try Data(whole[..<end]).write(to: journal)
      #expect(try OrderDeskProgram.run(folder, journal, lines).errors.isEmpty)
      #expect([UInt8](try Data(contentsOf: journal)) == whole, "cut at \(end)")
    }
    // Another request finishes it as well.
    #expect(expired > 0 && expired < whole.count)
    try Data(whole[..<expired]).write(to: journal)
    let other = Self.at("2025-03-06", OrderDeskTests.order("place", "other", "2"))
    #expect(try OrderDeskProgram.run(folder, journal, [other]).errors.isEmpty)
    #expect(try OrderDeskProgram.ledger(journal).standing(of: "points/bonus/D") == held)
  }

  /// An order that goes on waiting after a change uses nothing up, and is told that it waits.
  @Test func waitingOrdersUseNothing() throws {
    var lines = [Self.account("5.00")]
    for order in 1...3 {
      lines.append(OrderDeskTests.order("place", "p\(order)", "2", #","hold":true"#))
      lines.append(
        OrderDeskTests.order("amend", "m\(order)", "4", #","place":"p\#(order)""#))
    }
    lines.append(OrderDeskTests.order("place", "last", "1"))
    let said = try Self.answers(Self.offer, lines, ["outcome", "code", "shortfall", "payable"])
    #expect(
      said == ["accepted"]
        + Array(
          repeating: ["held insufficient 5.00 10.00", "held insufficient 15.00 20.00"], count: 3
        ).flatMap { $0 } + ["accepted 5.00"])
  }

  /// Orders that wait because the account has no room use nothing up either.
  @Test func shortOrdersUseNothing() throws {
    var lines = [Self.account("5.00")]
    for order in 1...3 {
      lines.append(OrderDeskTests.order("place", "p\(order)", "2", #","hold":true"#))
    }
    lines.append(OrderDeskTests.order("place", "last", "1"))
    let said = try Self.answers(Self.offer, lines, ["outcome", "payable"])
    #expect(
      said == ["accepted"] + Array(repeating: "held 10.00", count: 3) + ["accepted 5.00"])
  }

  /// Goods that come back whole give their use back.
  @Test func returnedGoodsGiveTheirUseBack() throws {
    var lines = [Self.account("unlimited")]
    for order in 1...4 {
      lines.append(OrderDeskTests.order("place", "p\(order)", "2"))
      lines.append(OrderDeskTests.request("ship", "s\(order)", #""place":"p\#(order)""#))
      lines.append(
        OrderDeskTests.request(
          "return", "t\(order)", #""place":"p\#(order)","ship":"s\#(order)","whole":true"#))
    }
    let paid = try Self.answers(Self.offer, lines, ["payable"]).filter { !$0.isEmpty }
    #expect(paid == Array(repeating: "10.00", count: 4))
  }

  /// A quote sees what has ended by its instant, and says what a place would.
  @Test func quotesSeeWhatHasEnded() throws {
    let ending = #","expires":"2025-03-02T00:00:00Z""#
    let said = try Self.answers(
      [:],
      [
        Self.account("100"), OrderDeskTests.order("place", "p1", "9", ending),
        OrderDeskTests.order("quote", "q1", "8"),
        Self.at("2025-03-05", OrderDeskTests.order("quote", "q2", "8")),
        // Nothing of the quote was recorded.
        OrderDeskTests.order("quote", "q3", "8"),
        Self.at("2025-03-05", OrderDeskTests.order("place", "p2", "8")),
      ], ["outcome", "room", "shortfall"])
    #expect(
      said == [
        "accepted 100.00", "accepted 10.00", "rejected 10.00 70.00", "allow 100.00",
        "rejected 10.00 70.00", "accepted 20.00",
      ])
  }

  /// 70.00 off from 600.00, or 10 % below 500.00, which only goods that stay earn: they use its
  /// limits in the name of the return (RULES.md Z-035).
  @Test(arguments: ["some", "more", "all", "reversed", "amended", "ended"])
  func goodsThatStayUseALimitThatTheSaleDidNot(_ end: String) throws {
    let members = [
      "prices": #"[{"table":"list","product":"A","price":"100"}]"#,
      "phases": #"[{"id":"p","groups":[{"id":"g","choice":"best","per":"order"}]}]"#,
      "offers": """
      [{"id":"X","phase":"p","group":"g","percentOff":"10%",
        "requires":[{"measure":"amount","from":"0","below":"500"}],
        "limits":{"budget":"100","uses":5}},
       {"id":"Y","phase":"p","group":"g","ladder":{"measure":"amount","per":"order",
        "rungs":[{"from":"600","amountOff":"70"}]}}]
      """, "returns": #"{"promotions":{"default":"repriceRemainder"}}"#,
    ]
    func ask(_ op: String, _ id: String, _ more: String) -> String {
      #"{"op":"\#(op)","id":"\#(id)","at":"2025-03-02T08:00:00Z",\#(more)}"#
    }
    func lines(_ count: Int, _ name: String = "quantity") -> String {
      #""lines":[{"number":1,"\#(name)":"\#(count)"}]"#
    }
    func life(_ id: String, _ count: Int) -> [String] {
      [
        ask("authorise", id, #""place":"p1","ship":"s1","# + lines(count)),
        ask("receive", id + "v", #""return":"\#(id)","# + lines(count)),
        ask("inspect", id + "i", #""return":"\#(id)","# + lines(count, "accepted")),
        ask("settle", id + "s", #""return":"\#(id)""#),
      ]
    }
    let order = TextProject.order("x", [#""product":"A","quantity":"10""#])
    let isPart = end == "amended" || end == "ended"
    let left = isPart ? #","close":false,"# + lines(8) : ""
    var asked = [
      ask("account", "a", #""account":"D","limit":"10000""#),
      ask("place", "p1", #""order":\#(order)"#), ask("ship", "s1", #""place":"p1""# + left),
    ]
    asked += life("r", 6)
    switch end {
    case "more": asked += life("q", 2)
    case "all": asked.append(ask("return", "t", #""place":"p1","ship":"s1","whole":true"#))
    case "reversed": asked.append(ask("reverse", "v", #""return":"r","who":"ann","why":"no""#))
    case "amended": asked.append(ask("amend", "m", #""place":"p1","# + lines(9)))
    case "ended": asked.append(ask("cancel", "c", #""place":"p1""#))
    default: break
    }
    let run = try OrderDeskProgram.day(members, asked)
    let fits = run.answers.allSatisfy { $0.contains(#""outcome":"accepted""#) }
    #expect(run.status == 0 && fits, "\(run.answers)")
    let used = ["budget/X", "uses/X"].map { (run.ledger.standing(of: $0)?.used ?? 0) / 1000 }
    let wanted: [String: [Int64]] = [
      "some": [40_000, 1], "more": [20_000, 1], "amended": [30_000, 1], "ended": [20_000, 1],
    ]
    #expect(used == wanted[end] ?? [0, 0], "\(run.answers)")
  }
}
