import DealerRules
import Foundation
import TestSupport
import Testing

/// Whoever paid for goods that are back has back what he paid, in whatever order they left, came
/// back, were corrected and ended (RULES.md Z-034, Z-047, Z-064 … Z-066, Z-073).
@Suite(
  "The order desk leaves nobody out of pocket", .serialized,
  .enabled(if: OrderDeskProgram.url != nil, "needs the built program"))
struct OrderDeskEvenTests: DeskRequests {
  struct Day: CustomTestStringConvertible {
    let testDescription: String
    let members: [String: String]
    let asked: [String]
    /// What the dealer has left of 1,000.00 in the end.
    var room = 1000
    /// What nodes hold in the end, of value what is usable.
    var used: [String: Int64] = [:]
  }

  private static func place(_ product: String, _ count: Int, _ more: String = "") -> String {
    let order = TextProject.order("x", [#""product":"\#(product)","quantity":"\#(count)""#], more)
    return ask("place", "p1", "01", #""order":\#(order)"#)
  }

  private static let account = ask(
    "account", "a", "01", #""account":"D","limit":"1000","netsCredit":true"#)
  private static let told = ask("account", "z", "20", #""account":"D","limit":"1000""#)

  private static func fund(_ amount: Int, _ name: String) -> String {
    ask("fund", "f", "01", #""account":"D","amount":"\#(amount)","# + name)
  }

  private static func units(_ count: Int, _ name: String = "quantity") -> String {
    #""lines":[{"number":1,"\#(name)":"\#(count)"}]"#
  }

  private static func ship(_ id: String, _ day: String, _ count: Int, _ more: String = "") -> String
  {
    ask("ship", id, day, #""place":"p1","# + more + units(count))
  }

  private static func part(_ id: String, _ day: String, _ count: Int) -> String {
    ship(id, day, count, #""close":false,"#)
  }

  private static let all = ask("ship", "s1", "02", #""place":"p1""#)

  private static func back(_ id: String, _ day: String, _ count: Int) -> String {
    ask("return", id, day, #""place":"p1","ship":"s1","# + units(count))
  }

  private static let rest = ask("return", "t9", "19", #""place":"p1","ship":"s1","whole":true"#)
  private static let cancel = ask("cancel", "c", "04", #""place":"p1""#)

  /// A return step by step.
  private static func life(_ id: String, _ day: String, _ count: Int) -> [String] {
    [
      ask("authorise", id, day, #""place":"p1","ship":"s1","# + units(count)),
      ask("receive", id + "v", day, #""return":"\#(id)","# + units(count)),
      ask("inspect", id + "i", day, #""return":"\#(id)","# + units(count, "accepted")),
      ask("settle", id + "s", day, #""return":"\#(id)""#),
    ]
  }

  private static func reverse(_ id: String, _ day: String) -> [String] {
    [
      ask("reverse", id + "r", day, #""return":"\#(id)","who":"ann","why":"counted again""#),
      ask("close", id + "x", day, #""return":"\#(id)""#),
    ]
  }

  private static func goods(_ price: String, _ more: [String: String]) -> [String: String] {
    [
      "prices": #"[{"table":"list","product":"A","price":"\#(price)"}]"#, "returns": "{}",
    ].merging(more) { $1 }
  }

  private static let pool = [
    "agreements": #"[{"id":"pool","fund":{"balance":"left","use":"always"}}]"#
  ]
  private static let bank = [
    "credit": """
    {"nodes":[{"id":"D","limit":"1000"}],"funding":[
      {"id":"bank","kind":"thirdParty","most":"60%"},{"id":"own","kind":"ownCredit"}]}
    """
  ]
  private static let left = #""balance":"left""#
  private static let source = #""source":"bank""#

  private static let funds: [Day] = [
    Day(
      testDescription: "a fund goes on paying what leaves after a return",
      members: goods("50", pool),
      asked: [
        account, fund(300, left), place("A", 6), part("s1", "02", 3),
        ask("amend", "m", "02", #""place":"p1","# + units(5)), back("t", "03", 3),
        ship("s2", "04", 2), told,
      ],
      used: ["rebateFund/left/D": 200_000_000]),
    Day(
      testDescription: "no more than was billed goes back in another currency",
      members: bank.merging([
        "prices": #"[{"table":"list","product":"A","price":"110.02","currency":"USD"}]"#,
        "rates": #"[{"from":"USD","to":"CNY","factor":"7.1234"}]"#, "returns": "{}",
      ]) { $1 },
      asked: [
        account, fund(3000, source), place("A", 1, #","currency":"USD""#), all, rest, told,
      ],
      used: ["funding/bank/D": 3_000_000_000]),
    Day(
      testDescription: "both corrections of an order give back to its fund",
      members: goods("50", pool),
      asked: [account, fund(300, left), place("A", 6), all] + life("r1", "03", 2)
        + life("r2", "04", 3) + reverse("r1", "05") + reverse("r2", "06")
        + [back("t", "07", 5), rest, told],
      used: ["rebateFund/left/D": 300_000_000]),
    Day(
      testDescription: "both corrections of an order give back to its source",
      members: goods("50", bank),
      asked: [account, fund(400, source), place("A", 6), all] + life("r1", "03", 2)
        + life("r2", "04", 3) + reverse("r1", "05") + reverse("r2", "06")
        + [back("t", "07", 5), rest, told],
      used: ["funding/bank/D": 400_000_000]),
    Day(
      testDescription: "a source that has all back has nothing of what an end credits",
      members: goods("50", bank).merging([
        "phases": #"[{"id":"p"}]"#, "returns": #"{"promotions":{"default":"repriceRemainder"}}"#,
        "offers": """
        [{"id":"ten","phase":"p","percentOff":"10%","requires":[{"measure":"amount","from":"200"}]}]
        """,
      ]) { $1 },
      asked: [
        account, fund(700, source), place("A", 3), part("s1", "02", 2), back("t", "03", 2),
        ask("amend", "m", "04", #""place":"p1","terms":"repriceAll","# + units(6)), cancel, told,
      ],
      used: ["funding/bank/D": 700_000_000]),
  ]

  private static let others: [Day] = [
    Day(
      testDescription: "what was charged for a gift goes back with the gift",
      members: [
        "products": #"[{"id":"B"},{"id":"C"}]"#, "phases": #"[{"id":"p"}]"#,
        "prices": """
        [{"table":"list","product":"B","price":"20"},{"table":"list","product":"C","price":"3.33"}]
        """,
        "offers": """
        [{"id":"g","phase":"p","requires":[{"measure":"amount","from":"150"}],
          "gift":{"products":["C"],"quantity":"1"}}]
        """, "returns": #"{"promotions":{"default":"repriceRemainder"}}"#,
      ],
      asked: [
        account, place("B", 8), part("s1", "02", 4), back("t", "03", 1),
        ship("s2", "04", 1, #""supplierFault":false,"#), rest, told,
      ]),
    Day(
      testDescription: "a correction gives no points of a sale without points",
      members: goods("4", ["agreements": #"[{"id":"pts","points":{"every":"10"}}]"#]),
      asked: [account, place("A", 3), part("s1", "02", 2)] + life("r1", "03", 1) + [cancel]
        + reverse("r1", "05") + [rest, told],
      used: ["points/pts/D": 0]),
    Day(
      testDescription: "freight is owed again while goods stay",
      members: goods("50", ["charges": #"[{"id":"freight","amount":"12"}]"#]),
      asked: [account, place("A", 3), all] + life("r1", "03", 1) + life("r2", "04", 2)
        + reverse("r1", "05") + [told],
      room: 938),
    Day(
      testDescription: "and goes back with the last of them",
      members: goods("50", ["charges": #"[{"id":"freight","amount":"12"}]"#]),
      asked: [account, place("A", 3), all] + life("r1", "03", 1) + life("r2", "04", 2)
        + reverse("r1", "05") + [rest, told]),
  ]

  @Test(arguments: funds + others) func nobodyHasMoreOrLess(_ day: Day) throws {
    let run = try OrderDeskProgram.day(day.members, day.asked)
    #expect(run.status == 0 && run.errors.isEmpty && run.answers.count == day.asked.count)
    #expect(run.answers.allSatisfy { $0.contains(#""outcome":"accepted""#) }, "\(run.answers)")
    let last = try OrderDeskProgram.texts(try #require(run.answers.last), ["id", "room"])
    #expect(last == "z \(day.room).00")
    for (node, used) in day.used.sorted(by: { $0.key < $1.key }) {
      let standing = try #require(run.ledger.standing(of: node), "no node \(node)")
      #expect((standing.node.kind == .value ? standing.room : standing.used) == used, "\(node)")
      #expect(standing.pending == 0, "\(node)")
    }
  }
}
