import DealerRules
import TestSupport
import Testing

/// Orders that a fund paid as a part of their price, and limits of goods that are priced again
/// (RULES.md A-011, Z-035, Z-045, Z-047, Z-060, Z-061): nothing goes back twice, nothing is kept
/// for nothing.
@Suite(
  "The order desk, funds in the price and limits of what is priced again", .serialized,
  .enabled(if: OrderDeskProgram.url != nil, "needs the built program"))
struct OrderDeskPriceFundTests {
  /// A costs 50.00, B 10.00.
  private static func shop(_ members: [String: String]) -> [String: String] {
    let shop = [
      "products": #"[{"id":"A"},{"id":"B"}]"#, "phases": #"[{"id":"p"}]"#,
      "prices": """
      [{"table":"list","product":"A","price":"50"},{"table":"list","product":"B","price":"10"}]
      """,
    ]
    return shop.merging(members) { $1 }
  }

  private static func fund(_ more: String = "", when: String = "", _ others: String = "") -> String
  {
    #"[{"id":"pool"\#(when),"fund":{"balance":"left","use":"always","effect":"price"\#(more)}}"#
      + others + "]"
  }

  private static let freight = #"[{"id":"freight","amount":"15"}]"#
  private static let onlyA = #","when":{"product":["A"]}"#

  private static func request(_ op: String, _ id: String, _ day: Int, _ more: String) -> String {
    #"{"op":"\#(op)","id":"\#(id)","at":"2025-03-0\#(day)T08:00:00Z",\#(more)}"#
  }

  private static func lines(_ quantities: [Int: String]) -> String {
    let rows = quantities.sorted { $0.key < $1.key }
      .map { #"{"number":\#($0.key),"quantity":"\#($0.value)"}"# }
    return #""lines":[\#(rows.joined(separator: ","))]"#
  }

  private static func amend(_ quantities: [Int: String]) -> String {
    request("amend", "m", 2, #""place":"p1","# + lines(quantities))
  }

  private static func place(_ goods: [(product: String, quantity: Int)]) -> String {
    let rows = goods.map { #""product":"\#($0.product)","quantity":"\#($0.quantity)""# }
    return request("place", "p1", 1, #""order":\#(TextProject.order("x", rows))"#)
  }

  private static func quote(_ quantity: Int) -> String {
    let order = TextProject.order("q", [#""product":"A","quantity":"\#(quantity)""#])
    return request("quote", "q", 9, #""order":\#(order)"#)
  }

  private static func ship(_ quantities: [Int: String]? = nil, _ more: String = "") -> String {
    request("ship", "s1", 2, #""place":"p1""# + (quantities.map { "," + lines($0) } ?? "") + more)
  }

  private static func back(_ id: String, _ quantities: [Int: String]) -> String {
    request("return", id, 3, #""place":"p1","ship":"s1","# + lines(quantities))
  }

  /// What answers after the accounts say of money, and what is left of `left` and of the points.
  private static func day(
    _ members: [String: String], fund: String?, _ lines: [String]
  ) throws -> (said: [String], left: Int64?, points: Int64?) {
    var all = [
      #"{"op":"account","id":"a","at":"2025-03-01T00:00:00Z","account":"D","limit":"1000","#
        + #""netsCredit":true}"#
    ]
    if let fund {
      all.append(request("fund", "f", 1, #""account":"D","amount":"\#(fund)","balance":"left""#))
    }
    let run = try OrderDeskProgram.day(shop(members), all + lines)
    #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
    let said = try run.answers.dropFirst(all.count).map {
      try OrderDeskProgram.texts($0, ["message", "payable", "refund"])
    }
    return (
      said, run.ledger.standing(of: "rebateFund/left/D")?.room.map { $0 / 10_000 },
      run.ledger.standing(of: "points/pts/D")?.room.map { $0 / 1000 }
    )
  }

  /// What is shipped short and priced again is paid by the fund as far as it paid before: four at
  /// 50.00 by 200.00 and the freight by the dealer.
  @Test(
    arguments: [
      ("200", "4", "15.00", 0), ("120", "4", "95.00", 0), ("200", "2", "15.00", 100_00),
      ("1000", "3", "15.00", 850_00),
    ] as [(String, String, String, Int64)])
  func aShortShipmentThatIsPricedAgain(
    _ fund: String, _ shipped: String, _ payable: String, _ left: Int64
  ) throws {
    let members = [
      "agreements": Self.fund(), "charges": Self.freight,
      "returns": #"{"shortShipments":"reprice"}"#,
    ]
    let day = try Self.day(
      members, fund: fund, [Self.place([("A", 5)]), Self.ship([1: shipped])])
    #expect(day.said.last == payable && day.left == left)
  }

  /// Goods that stay are priced again with what the fund still pays of them: each unit brings 10.00
  /// and the fund its 40.00.
  @Test func whatStaysIsPricedWithItsPartOfTheFund() throws {
    let members = [
      "agreements": Self.fund(), "returns": #"{"prices":"repriceRemainder"}"#,
    ]
    let first = [Self.place([("A", 5)]), Self.ship(), Self.back("t1", [1: "1"])]
    let one = try Self.day(members, fund: "200", first)
    #expect(one.said == ["50.00", "", "10.00"] && one.left == 40_00)
    let all = try Self.day(
      members, fund: "200", first + [Self.back("t2", [1: "3"]), Self.back("t3", [1: "1"])])
    #expect(all.said.suffix(3) == ["10.00", "30.00", "10.00"] && all.left == 200_00)
    // Also of an order that has left in part.
    let part = try Self.day(
      members.merging(["charges": Self.freight]) { $1 }, fund: "200",
      [
        Self.place([("A", 5)]), Self.ship([1: "2"], #","close":false"#), Self.back("t1", [1: "1"]),
      ])
    #expect(part.said == ["65.00", "", "10.00"] && part.left == 40_00)
  }

  /// Where a fund paid the goods whole each unit frees its 50.00.
  @Test func aFundThatPaidAllGetsBackUnitByUnit() throws {
    let members = ["agreements": Self.fund(), "charges": Self.freight]
    let first = [Self.place([("A", 5)]), Self.ship(), Self.back("t1", [1: "1"])]
    let one = try Self.day(members, fund: "1000", first)
    #expect(one.said == ["15.00", "", "0.00"] && one.left == 800_00)
    let all = try Self.day(members, fund: "1000", first + [Self.back("t2", [1: "4"])])
    #expect(all.said.last == "15.00" && all.left == 1000_00)
    let amended = try Self.day(
      members, fund: "1000",
      [Self.place([("A", 5)]), Self.amend([1: "3"])])
    #expect(amended.said.last == "15.00" && amended.left == 850_00)
    let short = try Self.day(members, fund: "1000", [Self.place([("A", 5)]), Self.ship([1: "3"])])
    #expect(short.said.last == "15.00" && short.left == 850_00)
  }

  /// Of goods that cost nothing each unit has its share of a charge and of points on lists.
  @Test func goodsForNothingShareByTheirListAmounts() throws {
    let members = [
      "offers": #"[{"id":"free","phase":"p","percentOff":"100%"}]"#, "charges": Self.freight,
      "agreements": #"[{"id":"pts","points":{"basis":"list","every":"10"}}]"#,
      "returns": #"""
      {"charges":{"freight":"proportional"},"earnings":{"default":{"method":"proportional"}}}
      """#,
    ]
    let first = [Self.place([("A", 5)]), Self.ship(), Self.back("t1", [1: "1"])]
    let one = try Self.day(members, fund: nil, first)
    #expect(one.said == ["15.00", "", "3.00"] && one.points == 20)
    let all = try Self.day(members, fund: nil, first + [Self.back("t2", [1: "4"])])
    #expect(all.said.last == "12.00" && all.points == 0)
  }

  /// A fund that paid for A alone has its part back with A, whatever becomes of B.
  @Test func aFundMovesWithTheGoodsThatItPaidFor() throws {
    let members = ["agreements": Self.fund(#","most":"50%""#, when: Self.onlyA)]
    let placed = Self.place([("A", 2), ("B", 10)])
    let first = [placed, Self.ship(), Self.back("t1", [2: "10"])]
    let b = try Self.day(members, fund: "200", first)
    #expect(b.said == ["150.00", "", "100.00"] && b.left == 150_00)
    let both = try Self.day(members, fund: "200", first + [Self.back("t2", [1: "1"])])
    #expect(both.said.last == "25.00" && both.left == 175_00)
    let amended = try Self.day(
      members, fund: "200",
      [placed, Self.amend([2: "1"])])
    #expect(amended.said.last == "60.00" && amended.left == 150_00)
    let short = try Self.day(members, fund: "200", [placed, Self.ship([1: "0", 2: "10"])])
    #expect(short.said.last == "100.00" && short.left == 200_00)
  }

  /// Points for A alone are taken back with A.
  @Test func pointsGoWithTheGoodsThatEarnedThem() throws {
    let members = [
      "agreements": #"[{"id":"pts"\#(Self.onlyA),"points":{"every":"10"}}]"#,
      "returns": #"{"earnings":{"default":{"method":"proportional"}}}"#,
    ]
    let placed = Self.place([("A", 2), ("B", 10)])
    let first = [placed, Self.ship(), Self.back("t1", [2: "10"])]
    #expect(try Self.day(members, fund: nil, first).points == 10)
    let both = first + [Self.back("t2", [1: "1"])]
    #expect(try Self.day(members, fund: nil, both).points == 5)
    let amended = [placed, Self.amend([2: "1"]), Self.ship()]
    #expect(try Self.day(members, fund: nil, amended).points == 10)
  }

  /// What stays earns points on what the dealer pays for it beside the fund: 40.00 of 50.00.
  @Test func whatStaysEarnsPointsBesideItsPartOfTheFund() throws {
    let points = #",{"id":"pts","points":{"every":"10"}}"#
    let members = ["agreements": Self.fund(#","scale":2"#, points)]
    let day = try Self.day(
      members, fund: "200", [Self.place([("A", 5)]), Self.ship(), Self.back("t1", [1: "1"])])
    #expect(day.said.last == "10.00" && day.left == 40_00 && day.points == 4)
  }

  /// A budget of 30.00 is used whole as long as one unit has all of it.
  @Test func aBudgetIsUsedAsWhatStaysUsesIt() throws {
    func members(_ returns: String) -> [String: String] {
      [
        "offers": #"""
        [{"id":"thirty","phase":"p","amountOff":"30","per":"order","limits":{"budget":"30"}}]
        """#,
        "returns": returns,
      ]
    }
    let placed = Self.place([("A", 5)])
    let short = try Self.day(
      members(#"{"shortShipments":"reprice"}"#), fund: nil,
      [placed, Self.ship([1: "1"]), Self.quote(5)])
    #expect(short.said == ["220.00", "20.00", "250.00"])
    let back = [placed, Self.ship(), Self.back("t1", [1: "4"])]
    let returned = try Self.day(
      members(#"{"promotions":{"default":"repriceRemainder"}}"#), fund: nil,
      back + [Self.quote(5)])
    #expect(returned.said == ["220.00", "", "200.00", "250.00"])
    let all = try Self.day(
      members(#"{"promotions":{"default":"repriceRemainder"}}"#), fund: nil,
      back + [Self.back("t2", [1: "1"]), Self.quote(5)])
    #expect(all.said.suffix(2) == ["20.00", "220.00"])
    // An offer that leaves goods their shares of it leaves the budget in shares too.
    let shared = try Self.day(
      members(#"{"prices":"repriceRemainder"}"#), fund: nil, back + [Self.quote(5)])
    #expect(shared.said == ["220.00", "", "176.00", "226.00"])
  }

  /// A tenth within 50.00, or 35.00 from 300.00 on: six that stay leave the budget free, five use
  /// 25.00 of it again, whoever used it meanwhile.
  @Test func aBudgetThatWasFreeIsUsedAgain() throws {
    let members = [
      "phases": #"[{"id":"p","groups":[{"id":"g","choice":"best","per":"order"}]}]"#,
      "offers": #"""
      [{"id":"tenth","phase":"p","group":"g","percentOff":"10%","limits":{"budget":"50"}},
       {"id":"off","phase":"p","group":"g","ladder":{"measure":"amount","per":"order",
        "rungs":[{"from":"300","amountOff":"35"}]}}]
      """#,
      "returns": #"{"promotions":{"default":"repriceRemainder"}}"#,
    ]
    let first = [Self.place([("A", 10)]), Self.ship(), Self.back("t1", [1: "4"])]
    let six = try Self.day(members, fund: nil, first + [Self.quote(10)])
    #expect(six.said == ["450.00", "", "185.00", "450.00"])
    let second = Self.back("t2", [1: "1"])
    let five = try Self.day(members, fund: nil, first + [second, Self.quote(10)])
    #expect(five.said.suffix(2) == ["40.00", "465.00"])
    let last = Self.back("t3", [1: "5"])
    let none = try Self.day(members, fund: nil, first + [second, last, Self.quote(10)])
    #expect(none.said.suffix(2) == ["225.00", "450.00"])
    // Another order has all of it by then.
    let other = Self.place([("A", 10)]).replacing("p1", with: "p2")
      .replacing("2025-03-01T", with: "2025-03-03T")
    let taken = try Self.day(
      members, fund: nil, first + [other, second, last, Self.quote(10)])
    #expect(taken.said.suffix(4) == ["450.00", "40.00", "225.00", "465.00"])
  }

  /// Seven at 5.00: as long as seven cost that there is no more of it.
  @Test func aCapIsUsedAsWhatStaysUsesIt() throws {
    func members(_ returns: String) -> [String: String] {
      [
        "prices": """
        [{"table":"list","product":"A","price":"10"},
         {"table":"promo","product":"A","price":"5","id":"cap7","capQuantity":"7"}]
        """,
        "priceTables": #"[{"id":"list","keys":["product"]},{"id":"promo","keys":["product"]}]"#,
        "priceKinds": #"[{"id":"price","accesses":[{"tables":["promo"]},{"tables":["list"]}]}]"#,
        "returns": returns,
      ]
    }
    let placed = Self.place([("A", 10)])
    let returned = try Self.day(
      members(#"{"prices":"repriceRemainder"}"#), fund: nil,
      [placed, Self.ship(), Self.back("t1", [1: "3"]), Self.quote(7)])
    #expect(returned.said == ["65.00", "", "30.00", "70.00"])
    let short = try Self.day(
      members(#"{"shortShipments":"reprice"}"#), fund: nil,
      [placed, Self.ship([1: "7"]), Self.quote(7)])
    #expect(short.said == ["65.00", "35.00", "70.00"])
  }
}
