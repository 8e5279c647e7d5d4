import Foundation
import TestSupport
import Testing

/// Which goods of an order a return names, and what they set free (RULES.md Z-002, Z-011, Z-035).
@Suite(
  "The order desk tells goods apart that come back", .serialized,
  .enabled(if: OrderDeskProgram.url != nil, "needs the built program"))
struct OrderDeskGoodsTests: DeskRequests {
  private static let account =
    #"{"op":"account","id":"a","at":"2025-03-01T00:00:00Z","account":"D","limit":"1000"}"#

  private static func place(_ id: String, _ day: String, _ lines: [String]) -> String {
    ask("place", id, day, #""order":\#(TextProject.order(id, lines))"#)
  }

  private static func back(_ id: String, _ day: String, _ more: String) -> String {
    ask("return", id, day, #""place":"p1","ship":"s1","# + more)
  }

  private static func one(_ number: Int, _ name: String = "quantity") -> String {
    #""lines":[{"number":\#(number),"\#(name)":"1"}]"#
  }

  /// A gift that was announced as number 2 is the gift, though line 2 was added since.
  @Test(arguments: [false, true]) func anAnnouncedGiftStaysTheGift(_ isHeld: Bool) throws {
    let levels = isHeld ? #","levels":[{"above":"0.01","level":2}]"# : ""
    let members = Self.givesOneGift.merging(["returns": "{\"holdsFor\":30\(levels)}"]) { $1 }
    let approved = Self.ask("approve", "r1b", "04", #""return":"r1","who":"ann","level":2"#)
    let asked =
      [
        Self.account, Self.place("p1", "01", [#""product":"B","quantity":"8""#]),
        Self.ask(
          "ship", "s1", "02", #""place":"p1","close":false,"lines":[{"number":1,"quantity":"4"}]"#),
        Self.ask("authorise", "r1", "03", #""place":"p1","ship":"s1","# + Self.one(2)),
        Self.ask(
          "amend", "m", "04",
          #""place":"p1","add":[{"number":2,"product":"B","quantity":"1"}]"#),
      ] + (isHeld ? [approved] : []) + [
        Self.ask("receive", "r1c", "05", #""return":"r1","# + Self.one(2)),
        Self.ask("inspect", "r1d", "05", #""return":"r1","# + Self.one(2, "accepted")),
        Self.ask("settle", "r1e", "05", #""return":"r1""#),
        Self.ask("statement", "z", "05", #""return":"r1""#),
        Self.ask("ship", "s2", "06", #""place":"p1""#),
        Self.back("t2", "07", #""approvedBy":"ann","# + Self.one(2)),
        Self.back("t3", "07", #""lines":[{"number":3,"gift":"g","product":"C","quantity":"1"}]"#),
      ]
    let run = try OrderDeskProgram.day(members, asked)
    #expect(run.status == 0 && run.errors.isEmpty)
    let fits = run.answers.dropLast().allSatisfy { !$0.contains(#""outcome":"error""#) }
    #expect(fits, "\(run.answers)")
    let told = try #require(run.answers.dropLast(3).last)
    #expect(told.contains(#""number":3,"part":null,"product":"C""#), "\(told)")
    #expect(!told.contains(#""product":"B""#), "\(told)")
    // It does not come back twice.
    #expect(
      run.answers.last?.contains("more than was sold and is not back") == true, "\(run.answers)")
  }

  /// Eight pieces of B earn one of C, five do not.
  private static let givesOneGift = [
    "products": #"[{"id":"B"},{"id":"C"}]"#, "phases": #"[{"id":"p"}]"#,
    "prices": """
    [{"table":"list","product":"B","price":"20"},{"table":"list","product":"C","price":"3.33"}]
    """,
    "offers": """
    [{"id":"g","phase":"p","requires":[{"measure":"amount","from":"150"}],
      "gift":{"products":["C"],"quantity":"1"}}]
    """, "returns": "{}",
  ]

  /// A gift that the order has no more, since it changed after a return announced it, leaves that
  /// return with a reason; the rest is settled.
  @Test func aGiftThatIsGoneLeavesItsReturn() throws {
    func both(_ name: String) -> String {
      #""lines":[{"number":1,"\#(name)":"1"},{"number":2,"\#(name)":"1"}]"#
    }
    let run = try OrderDeskProgram.day(
      Self.givesOneGift,
      [
        Self.account, Self.place("p1", "01", [#""product":"B","quantity":"8""#]),
        Self.ask(
          "ship", "s1", "02", #""place":"p1","close":false,"lines":[{"number":1,"quantity":"4"}]"#),
        Self.ask("authorise", "r1", "03", #""place":"p1","ship":"s1","# + both("quantity")),
        Self.ask("amend", "m", "04", #""place":"p1","lines":[{"number":1,"quantity":"5"}]"#),
        Self.ask("receive", "v", "05", #""return":"r1","# + both("quantity")),
        Self.ask("inspect", "i", "05", #""return":"r1","# + both("accepted")),
        Self.ask("settle", "x", "05", #""return":"r1""#),
        Self.ask("statement", "z", "05", #""return":"r1""#),
      ])
    #expect(run.status == 0 && run.errors.isEmpty)
    #expect(!run.answers.contains { $0.contains(#""outcome":"error""#) }, "\(run.answers)")
    let told = try run.answers.suffix(2).map { try OrderDeskProgram.texts($0, ["refund"]) }
    #expect(told.first == "20.00", "\(run.answers)")
    #expect(run.answers.last?.contains("giftGone") == true, "\(run.answers)")
  }

  /// A return of nothing else is settled with zero, so that nothing is open of it.
  @Test func aReturnOfAGiftThatIsGoneComesToNothing() throws {
    func step(_ op: String, _ id: String, _ more: String = "") -> String {
      Self.ask(op, id, "05", #""return":"r1""# + more)
    }
    let requests = [
      Self.account, Self.place("p1", "01", [#""product":"B","quantity":"8""#]),
      Self.ask(
        "ship", "s1", "02", #""place":"p1","close":false,"lines":[{"number":1,"quantity":"4"}]"#),
      Self.ask("authorise", "r1", "03", #""place":"p1","ship":"s1","# + Self.one(2)),
      Self.ask("amend", "m", "04", #""place":"p1","lines":[{"number":1,"quantity":"5"}]"#),
      step("receive", "v", "," + Self.one(2)), step("inspect", "i", "," + Self.one(2, "accepted")),
      step("settle", "x"), step("statement", "z"),
    ]
    let (folder, journal) = try OrderDeskTests.files(Self.givesOneGift)
    defer { try? FileManager.default.removeItem(at: folder) }
    let run = try OrderDeskProgram.run(folder, journal, requests)
    #expect(run.status == 0 && !run.answers.contains { $0.contains("error") }, "\(run.answers)")
    let told = try run.answers.suffix(2).map {
      try OrderDeskProgram.texts($0, ["outcome", "state", "refund", "room"])
    }
    #expect(told == ["accepted credited 0.00", "told credited"], "\(run.answers)")
    #expect(run.answers.last?.contains("giftGone") == true, "\(run.answers)")
    // It comes back from its entries, can be corrected and settled, and ends.
    let more = [
      step("reverse", "y", #","who":"ann","why":"w""#), step("settle", "x2"), step("close", "c"),
    ]
    let later = try OrderDeskProgram.run(folder, journal, more)
    let states = try later.answers.map { try OrderDeskProgram.texts($0, ["outcome", "state"]) }
    #expect(
      states == ["accepted inspected", "accepted credited", "accepted closed"], "\(later.answers)")
  }

  /// Goods that cost nothing and stay keep the use of their offer, whatever money is back.
  @Test func aUseStaysWithItsGoods() throws {
    var members = Self.tenPercent(limits: #"{"uses":1}"#)
    members["offers"] = """
      [{"id":"free","phase":"p","when":{"product":["B"]},"percentOff":"100%",
        "limits":{"usesPerCustomer":1}}]
      """
    members["returns"] = "{}"
    let lines = [#""product":"A","quantity":"2""#, #""product":"B","quantity":"1""#]
    let quote = { Self.ask("quote", $0, $1, #""order":\#(TextProject.order("q", lines))"#) }
    let run = try OrderDeskProgram.day(
      members,
      [
        Self.account, Self.place("p1", "01", lines), Self.ask("ship", "s1", "02", #""place":"p1""#),
        Self.back("t1", "03", #""lines":[{"number":1,"quantity":"2"}]"#), quote("q1", "04"),
        Self.back("t2", "05", #""whole":true"#), quote("q2", "06"),
      ])
    #expect(run.status == 0 && run.errors.isEmpty)
    let told = try run.answers.map { try OrderDeskProgram.texts($0, ["refund", "payable"]) }
    #expect(told == ["", "100.00", "", "100.00", "120.00", "0.00", "100.00"])
  }

  /// A window runs from the shipment that goods left with, whatever shipment is named.
  @Test func aWindowRunsFromTheGoodsOwnShipment() throws {
    var members = Self.tenPercent(limits: "{}")
    members["returns"] = #"{"windows":[{"id":"w","days":10}]}"#
    let lines = [#""product":"A","quantity":"3""#, #""product":"B","quantity":"2""#]
    func ship(_ id: String, _ day: String, _ rows: String) -> String {
      Self.ask("ship", id, day, #""place":"p1","close":false,"lines":[\#(rows)]"#)
    }
    func back(_ id: String, _ ship: String, _ number: Int, _ count: Int) -> String {
      Self.ask(
        "return", id, "16",
        #""place":"p1","ship":"\#(ship)","lines":[{"number":\#(number),"quantity":"\#(count)"}]"#)
    }
    let run = try OrderDeskProgram.day(
      members,
      [
        Self.account, Self.place("p1", "01", lines),
        ship("s1", "02", #"{"number":1,"quantity":"2"}"#),
        ship("s2", "12", #"{"number":1,"quantity":"1"},{"number":2,"quantity":"2"}"#),
        back("t1", "s1", 2, 1), back("t2", "s2", 1, 2), back("t3", "s1", 1, 1),
        back("t4", "s2", 1, 1), back("t5", "s2", 2, 1),
        Self.ask("return", "t6", "16", #""place":"p1","ship":"s2","whole":true"#),
        // What left with the second shipment is back.
        back("t7", "s2", 1, 1),
      ])
    let outcomes = try run.answers.dropFirst(4).map { try OrderDeskProgram.texts($0, ["outcome"]) }
    #expect(
      outcomes == ["accepted", "error", "error", "accepted", "accepted", "error", "error"],
      "\(run.answers)")
  }

  /// What is asked for is stated once.
  @Test func goodsAreNamedInOneWay() throws {
    let run = try OrderDeskProgram.day(
      Self.tenPercent(limits: "{}").merging(["returns": "{}"]) { $1 },
      [
        Self.account, Self.place("p1", "01", [#""product":"A","quantity":"2""#]),
        Self.ask("ship", "s1", "02", #""place":"p1""#),
        Self.back("t1", "03", #""line":1,"quantity":"1","# + Self.one(1)),
        Self.back("t2", "03", #""line":1,"quantity":"1","whole":true"#),
      ])
    for answer in run.answers.suffix(2) {
      #expect(answer.contains("state `line` with its `quantity`, `lines` or `whole`"))
    }
  }

  /// What a code allows is free again once all is back that it was used for.
  @Test func aCodeIsFreeWithItsGoods() throws {
    var members = Self.tenPercent(limits: "{}")
    members["offers"] = """
      [{"id":"cp","phase":"p","codes":["X"],"when":{"product":["A"]},"percentOff":"10%",
        "limits":{"usesPerCode":1}}]
      """
    members["returns"] = "{}"
    let coupons = #","coupons":["X"]"#
    func order(_ id: String) -> String {
      let lines = [#""product":"A","quantity":"2""#, #""product":"B","quantity":"1""#]
      return #""order":\#(TextProject.order(id, lines, coupons))"#
    }
    let run = try OrderDeskProgram.day(
      members,
      [
        Self.account, Self.ask("place", "p1", "01", order("p1")),
        Self.ask("ship", "s1", "02", #""place":"p1""#), Self.ask("quote", "q1", "03", order("q")),
        Self.back("t1", "03", #""lines":[{"number":1,"quantity":"1"}]"#),
        Self.ask("quote", "q2", "04", order("q")), Self.back("t2", "05", Self.one(1)),
        Self.ask("quote", "q3", "06", order("q")),
      ])
    #expect(run.status == 0 && run.errors.isEmpty)
    let told = try run.answers.map { try OrderDeskProgram.texts($0, ["refund", "payable"]) }
    #expect(told == ["", "110.00", "", "120.00", "45.00", "120.00", "45.00", "110.00"])
  }

  /// However quantities go up and down, prices that are kept are those of the order as it was
  /// priced.
  @Test func noPathOfQuantitiesMovesAPrice() throws {
    var members = Self.tenPercent(limits: "{}")
    members["prices"] = """
      [{"table":"list","product":"A","price":"50"},{"table":"list","product":"B","price":"0.004"}]
      """
    members["offers"] = "[]"
    members["returns"] = "{}"
    func amend(_ id: String, _ count: Int, _ terms: String = "keepPrices") -> String {
      let lines = #""lines":[{"number":2,"quantity":"\#(count)"}]"#
      return Self.ask("amend", id, "02", #""place":"p1","terms":"\#(terms)","# + lines)
    }
    let lines = [#""product":"A","quantity":"1""#, #""product":"B","quantity":"10000""#]
    let run = try OrderDeskProgram.day(
      members,
      [
        Self.account, Self.place("p1", "01", lines), amend("m1", 1), amend("m2", 10_000),
        amend("m3", 1), amend("m4", 20_000), amend("m5", 1, "repriceAdded"),
        amend("m6", 10_000, "repriceAdded"), amend("m7", 1, "repriceAll"), amend("m8", 10_000),
      ])
    #expect(run.status == 0 && run.errors.isEmpty)
    let told = try run.answers.dropFirst().map { try OrderDeskProgram.texts($0, ["payable"]) }
    #expect(
      told == ["90.00", "50.00", "90.00", "50.00", "130.00", "50.00", "90.00", "50.00", "90.00"])
  }

  /// What only its settlement holds is approved there.
  @Test func whatHoldsASettlementIsApproved() throws {
    var members = Self.tenPercent(limits: "{}")
    members["returns"] = #"{"lowerOf":true,"levels":[{"above":"60","level":5}]}"#
    func prices(_ price: String) -> String { #""facts":{"currentPrices":{"1":"\#(price)"}}"# }
    let two = #""lines":[{"number":1,"quantity":"2"}],"#
    let run = try OrderDeskProgram.day(
      members,
      [
        Self.account, Self.place("p1", "01", [#""product":"A","quantity":"4""#]),
        Self.ask("ship", "s1", "02", #""place":"p1""#),
        Self.ask("authorise", "r1", "03", #""place":"p1","ship":"s1","# + two + prices("10")),
        Self.ask(
          "receive", "v", "04", #""return":"r1","lines":[{"number":1,"quantity":"2"}]"#),
        Self.ask(
          "inspect", "i", "04", #""return":"r1","lines":[{"number":1,"accepted":"2"}]"#),
        Self.ask("know", "k", "05", #""return":"r1","# + prices("50")),
        Self.ask("settle", "x1", "05", #""return":"r1""#),
        Self.ask("approve", "w1", "06", #""return":"r1","who":"ann","level":4"#),
        Self.ask("settle", "x2", "06", #""return":"r1""#),
        Self.ask("approve", "w2", "07", #""return":"r1","who":"bo","level":5"#),
        Self.ask("settle", "x3", "07", #""return":"r1""#),
      ])
    #expect(run.status == 0 && run.errors.isEmpty)
    let told = try run.answers.suffix(5).map {
      try OrderDeskProgram.texts($0, ["outcome", "message", "refund"])
    }
    let held = "error the return is held: the credit needs approval"
    #expect(told == [held, "accepted", held, "accepted", "accepted 100.00"])
  }
}
