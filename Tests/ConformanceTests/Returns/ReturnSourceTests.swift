import DealerRules
import Foundation
import TestSupport
import Testing

/// Goods that come back without a sale (RULES.md Z-016).
@Suite("Z-016 which sale goods come back of") struct ReturnSourceTests {
  /// Five at 10.00, three at 8.00, four at 9.00; the sale at 8.00 is too old from 12 March on.
  private static func sales() throws -> [(StoredSale, [ReturnStatement])] {
    let sold = [
      ("10.00", "5", "2025-03-01"), ("8.00", "3", "2025-02-10"), ("9.00", "4", "2025-03-03"),
    ]
    return try sold.enumerated().map { index, sold in
      var order = Shop.order([Shop.line(1, "A", sold.1)])
      order.id = "\(index)"
      order.moment = .date(try #require(CivilDate(sold.2)))
      return (try CompiledRules(Shop(["A": sold.0]).book).sale(of: order).get(), [])
    }
  }

  private static func sources(
    _ choice: SourceChoice, _ quantity: Int64, on day: String = "2025-03-05", unit: String? = nil,
    among sales: [(StoredSale, [ReturnStatement])]? = nil
  ) throws -> [String] {
    var shop = Shop(["A": "1.00"])
    var policy = ReturnPolicy()
    policy.source = choice
    policy.windows = [ReturnWindow(id: "w", days: 30)]
    shop.book.returns = policy
    let desk = ReturnDesk(try CompiledRules(shop.book))
    let template = ReturnRequest(id: "r", sale: "", on: try #require(CivilDate(day)))
    return try desk.sources(
      of: "A", quantity: quantity * 1000, unit: unit, like: template,
      among: try sales ?? Self.sales()
    ).map { "\($0.sale)/\($0.number): \($0.quantity / 1000)" }
  }

  @Test func theFirstThatHoldsEnough() throws {
    #expect(try Self.sources(.lowestPrice, 3) == ["1/1: 3"])
    #expect(try Self.sources(.lowestPrice, 4) == ["2/1: 4"])
    #expect(try Self.sources(.lowestPrice, 5) == ["0/1: 5"])
    #expect(try Self.sources(.oldest, 3) == ["1/1: 3"])
    #expect(try Self.sources(.newest, 3) == ["2/1: 3"])
    #expect(try Self.sources(.newest, 5) == ["0/1: 5"])
  }

  @Test func oneAfterAnotherWhereNoneDoes() throws {
    #expect(try Self.sources(.lowestPrice, 8) == ["1/1: 3", "2/1: 4", "0/1: 1"])
    #expect(try Self.sources(.oldest, 12) == ["1/1: 3", "0/1: 5", "2/1: 4"])
    #expect(try Self.sources(.newest, 12) == ["2/1: 4", "0/1: 5", "1/1: 3"])
    #expect(try Self.sources(.newest, 13) == [])
    #expect(try Self.sources(.newest, 1, unit: "case") == [])
  }

  /// Five and five at 7.00 on one sale are ten.
  @Test func theLinesOfOneSaleCountTogether() throws {
    var order = Shop.order([Shop.line(1, "A", "5"), Shop.line(2, "A", "5")])
    order.id = "3"
    order.moment = .date(try #require(CivilDate("2025-03-04")))
    let sale = try CompiledRules(Shop(["A": "7.00"]).book).sale(of: order).get()
    let sales = try Self.sales() + [(sale, [])]
    #expect(try Self.sources(.lowestPrice, 8, among: sales) == ["3/1: 5", "3/2: 3"])
    #expect(try Self.sources(.oldest, 5, among: sales) == ["0/1: 5"])
    #expect(try Self.sources(.oldest, 6, among: sales) == ["3/1: 5", "3/2: 1"])
    #expect(try Self.sources(.lowestPrice, 11, among: sales) == ["3/1: 5", "3/2: 5", "1/1: 1"])
  }

  @Test func whatWouldBeRefusedTakesNoPart() throws {
    #expect(try Self.sources(.lowestPrice, 3, on: "2025-03-12") == ["1/1: 3"])
    #expect(try Self.sources(.lowestPrice, 3, on: "2025-03-13") == ["2/1: 3"])
    #expect(try Self.sources(.oldest, 9, on: "2025-03-13") == ["0/1: 5", "2/1: 4"])
    #expect(try Self.sources(.oldest, 10, on: "2025-03-13") == [])
  }

  @Test func whatIsBackIsNotTakenAgain() throws {
    var sales = try Self.sales()
    var request = ReturnRequest(id: "b", sale: "1", on: sales[0].0.day)
    request.lines = [ReturnRequest.Line(number: 1, quantity: 2000)]
    sales[1].1 = [
      try ReturnDesk(CompiledRules(Shop(["A": "1.00"]).book)).settle(request, of: sales[1].0)
    ]
    #expect(try Self.sources(.lowestPrice, 1, among: sales) == ["1/1: 1"])
    #expect(try Self.sources(.lowestPrice, 2, among: sales) == ["2/1: 2"])
    #expect(try Self.sources(.lowestPrice, 10, among: sales) == ["1/1: 1", "2/1: 4", "0/1: 5"])
  }

  /// A sale of `A`, with a line of `quantity` for each number.
  private static func sale(
    _ id: String, _ price: String, _ quantity: String, on day: String, lines: [Int32] = [1],
    in currency: Currency = .cny
  ) throws -> (StoredSale, [ReturnStatement]) {
    var order = Shop.order(lines.map { Shop.line($0, "A", quantity) })
    order.id = id
    order.moment = .date(try #require(CivilDate(day)))
    let rules = try CompiledRules(Shop(["A": price], currency: currency).book)
    return (try rules.sale(of: order).get(), [])
  }

  /// Prices in several currencies are not compared: the currency of the oldest counts, of several
  /// sales on one day that of the first id.
  @Test func pricesAreComparedInOneCurrency() throws {
    let dollars = try #require(Currency("USD"))
    let sales = [
      try Self.sale("a", "1.00", "5", on: "2025-03-02", in: dollars),
      try Self.sale("b", "10.00", "5", on: "2025-03-01"),
      try Self.sale("c", "9.00", "2", on: "2025-03-03"),
    ]
    #expect(try Self.sources(.lowestPrice, 2, among: sales) == ["c/1: 2"])
    #expect(try Self.sources(.lowestPrice, 7, among: sales) == ["c/1: 2", "b/1: 5"])
    // Nothing of the other currency is taken, though it would be enough.
    #expect(try Self.sources(.lowestPrice, 8, among: sales) == [])
    #expect(
      try Self.sources(.oldest, 12, among: sales) == ["b/1: 5", "a/1: 5", "c/1: 2"])
    let oneDay = [
      try Self.sale("b", "10.00", "5", on: "2025-03-02"),
      try Self.sale("a", "90.00", "5", on: "2025-03-02", in: dollars),
    ]
    #expect(try Self.sources(.lowestPrice, 1, among: oneDay) == ["a/1: 1"])
  }

  /// Ties go by day, then by id, then by the number of the line.
  @Test func tiesAreDecided() throws {
    let sales = [
      try Self.sale("c", "9.00", "2", on: "2025-03-02"),
      try Self.sale("b", "9.00", "2", on: "2025-03-02"),
      try Self.sale("a", "9.00", "2", on: "2025-03-03"),
    ]
    #expect(try Self.sources(.lowestPrice, 1, among: sales) == ["b/1: 1"])
    #expect(
      try Self.sources(.lowestPrice, 6, among: sales) == ["b/1: 2", "c/1: 2", "a/1: 2"])
    #expect(try Self.sources(.newest, 5, among: sales) == ["a/1: 2", "b/1: 2", "c/1: 1"])
    let lines = [try Self.sale("a", "9.00", "3", on: "2025-03-02", lines: [7, 2])]
    #expect(try Self.sources(.lowestPrice, 2, among: lines) == ["a/2: 2"])
  }

  /// Four at 9.00 in one sale, two at 10.00 in the other.
  @Test(.enabled(if: Program.url != nil, "needs the built program"))
  func theCommandChooses() throws {
    let sales = try ReturnCommandTests.sales()
    func give(_ words: String...) throws -> Program.Run {
      try ReturnCommandTests.give(sales, words + ReturnCommandTests.day)
    }
    let one = try give("--products", "A=2")
    #expect(one.output.last?.contains("returns 1 sale 1 return 1/1 outcome allowed") == true)
    let both = try give("--products", "A=5", "--id", "r", "--json")
    let records = try both.objects()
    #expect(records.map { $0["id"] as? String } == ["r/1", "r/2"])
    #expect(records.map { $0["refund"] as? String } == ["36.00", "10.00"])
    let much = try give("--products", "A=7")
    #expect(much.status == 1 && much.errors.contains { $0.contains("no sales hold 7 of `A`") })
    #expect(try give("--products", "A=1,A=1").status == 2)
    #expect(try give("--products", "A=0").status == 2)
    #expect(try give("--products", "A=1", "--order", "1").status == 2)
    #expect(try give("--products", "A=1", "--request", "none.json").status == 2)
    #expect(try give("--order", "1", "--lines", "1=1", "--unit", "EA").status == 2)
    #expect(try give("--order", "1", "--lines", "1=1", "--customer", "D").status == 2)
    #expect(try give("--order", "1", "--lines", "1=1").status == 0)
    #expect(try give("--products", "A=1", "--customer", "E").status == 1)
    #expect(try give("--products", "A=1", "--unit", "case").status == 1)
  }
}
