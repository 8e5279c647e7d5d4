import DealerRules
import Foundation
import TestSupport
import Testing

/// What came back before an order changed or ended, who gets what an end credits, and what stood in
/// an order's way (RULES.md Z-063 … Z-066, Z-072, Z-073).
@Suite(
  "The order desk settles again what came back", .serialized,
  .enabled(if: OrderDeskProgram.url != nil, "needs the built program"))
struct OrderDeskAgainTests: DeskRequests {
  /// A day over a shop, with what its answers say.
  struct Day: CustomTestStringConvertible {
    let testDescription: String
    var members: [String: String] = [:]
    let asked: [String]
    let said: [String]
    /// What nodes use in the end, of value what is usable.
    var used: [String: Int64] = [:]
  }

  private static let shop = tenPercent(limits: #"{"budget":"1000"}"#)
    .merging([
      "agreements": #"[{"id":"pts","points":{"every":"10"}}]"#,
      "returns": #"{"promotions":{"default":"repriceRemainder"}}"#,
    ]) { $1 }
  private static let plain = [
    "prices": #"[{"table":"list","product":"A","price":"50"}]"#, "returns": "{}",
  ]
  private static let dollars = [
    "prices": #"[{"table":"list","product":"A","price":"10.01","currency":"USD"}]"#,
    "rates": #"[{"from":"USD","to":"CNY","factor":"7.1234"}]"#, "returns": "{}",
  ]

  private static func sources(_ rows: String) -> String {
    #"{"nodes":[{"id":"D","limit":"1000"}],"funding":[\#(rows),{"id":"own","kind":"ownCredit"}]}"#
  }

  private static func place(_ count: Int, _ more: String = "", of order: String = "") -> [String] {
    let own = TextProject.order("x", [#""product":"A","quantity":"\#(count)""#], order)
    return [account(1000), ask("place", "p1", "01", #""order":\#(own)\#(more)"#)]
  }

  private static func account(_ limit: Int) -> String {
    ask("account", "a", "01", #""account":"D","limit":"\#(limit)","netsCredit":true"#)
  }

  private static func units(_ count: Int) -> String {
    #""lines":[{"number":1,"quantity":"\#(count)"}]"#
  }

  private static func ship(_ id: String, _ count: Int) -> String {
    ask("ship", id, "02", #""place":"p1","close":false,"# + units(count))
  }

  private static func back(_ id: String, _ day: String, _ goods: String) -> String {
    ask("return", id, day, #""place":"p1","ship":"s1","# + goods)
  }

  private static func cancel(_ day: String, _ more: String = "") -> String {
    ask("cancel", "c", day, #""place":"p1""# + more)
  }

  private static let whole = back("t", "25", #""whole":true"#)

  private static let money: [Day] = [
    Day(
      testDescription: "two leave at 50.00, one comes back, then all cost 45.00",
      members: shop,
      asked: place(4) + [
        ship("s1", 2), back("t0", "02", units(1)),
        ask("amend", "m", "03", #""place":"p1","terms":"repriceAll","# + units(8)),
        cancel("04"), whole,
      ],
      said: [
        "t0 accepted 850.00 50.00", "m accepted 685.00 360.00", "c accepted 950.00 90.00",
        "t accepted 1000.00 50.00",
      ], used: ["budget/ten": 0, "points/pts/D": 0]),
    Day(
      testDescription: "points and a budget of what is back are not given anew", members: shop,
      asked: place(6) + [ship("s1", 3), back("t0", "02", units(1)), cancel("03"), whole],
      said: [
        "t0 accepted 750.00 20.00", "c accepted 900.00 135.00", "t accepted 1000.00 100.00",
      ], used: ["budget/ten": 0, "points/pts/D": 0]),
    Day(
      testDescription: "a source has its part of what an end credits",
      members: tenPercent(limits: "{}").merging([
        "returns": "{}",
        "credit": sources(#"{"id":"bank","kind":"thirdParty","most":"100%"}"#),
      ]) { $1 },
      asked: [
        place(4)[0], ask("fund", "f", "01", #""account":"D","amount":"500","source":"bank""#),
      ]
        + place(4).dropFirst() + [
          ship("s1", 2), ask("amend", "m", "03", #""place":"p1","terms":"repriceAll","# + units(8)),
          cancel("04"), whole,
        ],
      said: [
        "s1 accepted 1000.00", "m accepted 1000.00 360.00", "c accepted 1000.00 90.00",
        "t accepted 0.00",
      ], used: ["funding/bank/D": 500_000_000]),
    Day(
      testDescription: "two sources that pay all have all back",
      members: dollars.merging([
        "credit": sources(
          #"{"id":"b1","kind":"thirdParty","most":"50%"},"#
            + #"{"id":"b2","kind":"thirdParty","most":"100%"}"#
        )
      ]) { $1 },
      asked: [
        place(3)[0], ask("fund", "f1", "01", #""account":"D","amount":"500","source":"b1""#),
        ask("fund", "f2", "01", #""account":"D","amount":"500","source":"b2""#),
      ] + place(3, of: #","currency":"USD""#).dropFirst() + [
        ask("ship", "s1", "02", #""place":"p1""#), whole,
      ],
      said: ["p1 accepted 1000.00 30.03", "s1 accepted 1000.00", "t accepted 0.00"],
      used: ["funding/b1/D": 500_000_000, "funding/b2/D": 500_000_000]),
    Day(
      testDescription: "a part that is paid in full comes back in full",
      members: dollars.merging(["returns": #"{"needsPayment":true}"#]) { $1 },
      asked: place(3, of: #","currency":"USD""#) + [
        ship("s1", 1), ask("pay", "y", "02", #""account":"D","amount":"71.30","ship":"s1""#),
        back("t0", "03", units(1)),
      ],
      said: ["s1 accepted 786.08", "y accepted 857.38", "t0 accepted 928.68 10.01"]),
    Day(
      testDescription: "a correction makes no cent", members: dollars,
      asked: place(3, of: #","currency":"USD""#) + [
        ask("ship", "s1", "02", #""place":"p1""#),
        ask("authorise", "r", "03", #""place":"p1","ship":"s1","# + units(1)),
        step("receive", "r1", units(1)),
        step("inspect", "r2", #""lines":[{"number":1,"accepted":"1"}]"#),
        step("settle", "r3"), back("t0", "03", units(2)),
        step("reverse", "r4", #""who":"ann","why":"counted again""#), step("settle", "r5"),
        ask("account", "z", "05", #""account":"D","limit":"1000""#),
      ],
      said: [
        "t0 accepted 1000.00 20.02", "r4 accepted", "r5 accepted 1000.00 10.01",
        "z accepted 1000.00",
      ]),
    Day(
      testDescription: "less than a minor unit is corrected",
      members: [
        "prices": #"[{"table":"list","product":"A","price":"10","currency":"VND"}]"#,
        "rates": #"[{"from":"VND","to":"CNY","factor":"0.00028"}]"#, "returns": "{}",
      ],
      asked: place(1000, of: #","currency":"VND""#) + [
        ask("ship", "s1", "02", #""place":"p1""#),
        ask("authorise", "r", "03", #""place":"p1","ship":"s1","# + units(1)),
        step("receive", "r1", units(1)),
        step("inspect", "r2", #""lines":[{"number":1,"accepted":"1"}]"#),
        step("settle", "r3"), step("reverse", "r4", #""who":"ann","why":"counted again""#), whole,
      ],
      said: ["r4 accepted", "t error another return is to bring some of the goods already"]),
  ]

  private static func step(_ op: String, _ id: String, _ more: String = "") -> String {
    ask(op, id, "04", #""return":"r""# + (more.isEmpty ? "" : "," + more))
  }

  private static let endedPoints = plain.merging([
    "agreements": #"[{"id":"pts","points":{"every":"10","validDays":10}}]"#
  ]) { $1 }

  private static let two = TextProject.order(
    "x", [#""product":"A","quantity":"2""#, #""product":"B","quantity":"2""#])

  private static let ways: [Day] = [
    Day(
      testDescription: "points that have ended stand in no order's way", members: endedPoints,
      asked: place(6) + [ship("s1", 3), cancel("20")],
      said: ["s1 accepted 700.00", "c accepted 850.00 150.00"], used: ["points/pts/D": 0]),
    Day(
      testDescription: "nor where an order ends by itself", members: endedPoints,
      asked: place(6, #","expires":"2025-03-18T00:00:00Z""#) + [ship("s1", 3), whole],
      said: ["s1 accepted 700.00", "t accepted 1000.00 150.00"]),
    Day(
      testDescription: "a fund of the price that has ended stands in no order's way",
      members: plain.merging([
        "agreements":
          #"[{"id":"pool","fund":{"balance":"left","use":"always","effect":"price"}}]"#
      ]) { $1 },
      asked: [
        account(1000),
        ask(
          "fund", "f", "01",
          #""account":"D","amount":"60","balance":"left","until":"2025-03-10T00:00:00Z""#),
      ] + place(6).dropFirst() + [ship("s1", 3), cancel("20")],
      said: ["s1 accepted 760.00", "c accepted 880.00 120.00"]),
    Day(
      testDescription: "all has left, of which 135.00 were billed", members: plain,
      asked: place(6) + [
        ask("ship", "s1", "02", #""place":"p1","amount":"135","close":false"#),
        cancel("03", "," + units(6)), whole,
      ],
      said: ["s1 accepted 700.00", "c accepted 865.00 135.00", "t accepted 1000.00 135.00"]),
    Day(
      testDescription: "what left is said after an order with uses ended by itself", members: shop,
      asked: place(6, #","expires":"2025-03-03T00:00:00Z""#) + [
        ask("ship", "s1", "02", #""place":"p1","amount":"150","close":false"#),
        cancel("04", "," + units(2)), whole,
      ],
      said: ["s1 accepted 730.00", "c accepted 90.00", "t accepted 1000.00 90.00"],
      used: ["budget/ten": 0, "points/pts/D": 0]),
    Day(
      testDescription: "no less has left than came back", members: plain,
      asked: place(6) + [
        ask("ship", "s1", "02", #""place":"p1","amount":"150","close":false"#),
        back("t0", "02", units(3)), cancel("03", "," + units(1)),
      ],
      said: ["t0 accepted 850.00 150.00", "c error more of line 1 of `p1` has come back"]),
    Day(
      testDescription: "what costs nothing leaves last",
      members: [
        "products": #"[{"id":"A"},{"id":"B"}]"#, "returns": "{}",
        "prices": """
        [{"table":"list","product":"A","price":"50"},{"table":"list","product":"B","price":"0"}]
        """,
      ],
      asked: [
        account(1000),
        ask(
          "place", "p1", "01",
          #""order":\#(two)"#
        ), ship("s1", 2),
        ask("ship", "s2", "03", #""place":"p1","lines":[{"number":2,"quantity":"2"}]"#), whole,
      ],
      said: ["s1 accepted 900.00", "s2 accepted", "t accepted 1000.00 100.00"]),
    Day(
      testDescription: "goods that leave for nothing end their order",
      members: [
        "products": #"[{"id":"A"},{"id":"B"}]"#, "returns": "{}",
        "prices": """
        [{"table":"list","product":"A","price":"50"},{"table":"list","product":"B","price":"0"}]
        """,
      ],
      asked: [
        account(1000), ask("place", "p1", "01", #""order":\#(two)"#),
        ask(
          "ship", "s1", "03",
          #""place":"p1","lines":[{"number":1,"quantity":"0"},{"number":2,"quantity":"1"}]"#),
        ask("ship", "s2", "03", #""place":"p1","lines":[{"number":2,"quantity":"1"}]"#),
        ask("return", "t", "04", #""place":"p1","ship":"s1","whole":true"#),
        ask("account", "z", "05", #""account":"D","limit":"1000""#),
      ],
      said: [
        "s1 accepted 1000.00 0.00", "s2 error lines of `p1` cannot be shipped any more",
        "t accepted 0.00", "z accepted 1000.00",
      ]),
    Day(
      testDescription: "a word after a refused one claims the limit",
      members: tenPercent(limits: #"{"uses":1}"#).merging(["returns": "{}"]) { $1 },
      asked: [account(10)] + place(6, #","hold":true"#).dropFirst() + [
        word("o1", "1.00"), word("o2", "900.00"),
        ask("account", "z", "02", #""account":"D","limit":"1000""#),
        ask(
          "quote", "q", "02",
          #""order":\#(TextProject.order("x", [#""product":"A","quantity":"6""#]))"#),
      ],
      said: [
        "o1 rejected", "o2 accepted -260.00 270.00", "z accepted 730.00", "q allow 730.00 300.00",
      ], used: ["uses/ten": 1000]),
  ]

  private static func word(_ id: String, _ most: String) -> String {
    ask(
      "override", id, "01",
      #""place":"p1","most":"\#(most)","who":"w","why":"y","until":"2025-04-01T00:00:00Z""#)
  }

  private static let answers: [Day] = [
    Day(
      testDescription: "a shipment that ends an order tells the room after all of it",
      members: [
        "returns": "{}", "credit": sources(#"{"id":"bank","kind":"thirdParty","most":"50%"}"#),
      ],
      asked: [
        account(1000), ask("fund", "f", "01", #""account":"D","amount":"30","source":"bank""#),
      ]
        + place(10).dropFirst() + [
          ask("ship", "s1", "02", #""place":"p1","amount":"50","close":true"#),
          ask("account", "z", "03", #""account":"D","limit":"1000""#),
        ],
      said: ["s1 accepted 965.00", "z accepted 965.00"]),
    Day(
      testDescription: "what a cancel credits settles other invoices", members: shop,
      asked: [
        account(1000),
        ask(
          "place", "p0", "01",
          #""order":\#(TextProject.order("x", [#""product":"A","quantity":"1""#]))"#),
        ask("ship", "s0", "02", #""place":"p0""#),
      ] + place(4).dropFirst() + [
        ship("s1", 2), ask("pay", "y", "02", #""account":"D","amount":"100","ship":"s1""#),
        ask("amend", "m", "03", #""place":"p1","terms":"repriceAll","# + units(8)), cancel("04"),
      ],
      said: ["m accepted 690.00 360.00", "c accepted 960.00 90.00"], used: ["D": 40_000_000]),
  ]

  @Test(arguments: money + ways + answers) func aDay(_ day: Day) throws {
    let run = try OrderDeskProgram.day(day.members, day.asked)
    #expect(run.status == 0 && run.errors.isEmpty && run.answers.count == day.asked.count)
    let keys = ["id", "outcome", "room", "payable", "refund", "message"]
    let texts = try run.answers.map { try OrderDeskProgram.texts($0, keys) }
    let named = Set(day.said.compactMap { $0.split(separator: " ").first })
    #expect(texts.filter { named.contains($0.prefix { $0 != " " }) } == day.said)
    for (node, used) in day.used.sorted(by: { $0.key < $1.key }) {
      let standing = try #require(run.ledger.standing(of: node), "no node \(node)")
      let isValue = standing.node.kind == .value
      #expect((isValue ? standing.room : standing.used) == used, "\(node)")
      #expect(standing.pending == 0, "\(node)")
    }
  }

  /// The source that paid holds nothing any more. Cut after every event, the desk answers as it
  /// did, and its journal is the same.
  @Test func whyAGroupWasRefusedIsToldAfterAKill() throws {
    let second = TextProject.order("x", [#""product":"A","quantity":"1""#])
    let asked =
      [
        Self.account(1000),
        Self.ask("fund", "f", "01", #""account":"D","amount":"30","source":"bank""#),
      ] + Self.place(3).dropFirst() + [
        Self.ask("ship", "s1", "02", #""place":"p1""#),
        Self.ask("authorise", "r", "03", #""place":"p1","ship":"s1","# + Self.units(1)),
        Self.step("receive", "r1", Self.units(1)),
        Self.step("inspect", "r2", #""lines":[{"number":1,"accepted":"1"}]"#),
        Self.step("settle", "r3"),
        Self.ask("place", "p2", "04", #""order":\#(second)"#),
        Self.step("reverse", "r4", #""who":"ann","why":"counted again""#),
      ]
    let members = [
      "returns": "{}", "credit": Self.sources(#"{"id":"bank","kind":"thirdParty","most":"100%"}"#),
    ]
    let cause = #""cause":"insufficient of `funding/bank/D`""#
    let (folder, journal) = try OrderDeskTests.files(members)
    defer { try? FileManager.default.removeItem(at: folder) }
    let first = try OrderDeskProgram.run(folder, journal, asked)
    let whole = try Data(contentsOf: journal)
    #expect(first.answers.last?.contains(cause) == true, "\(first.answers)")
    let events = try LedgerRecord.recover([UInt8](whole)).events
    for count in 1..<events.count {
      try Data(events.prefix(count).flatMap { LedgerRecord.encode($0) }).write(to: journal)
      let again = try OrderDeskProgram.run(folder, journal, asked)
      #expect(again.answers.last?.contains(cause) == true, "\(count)")
      #expect(try Data(contentsOf: journal) == whole, "\(count)")
    }
  }
}
