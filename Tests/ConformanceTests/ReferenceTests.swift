import DealerRules
import TestSupport
import Testing

/// Numbers worked out by hand from RULES.md; the engine must say the same.
@Suite("Hand-computed cases") struct ReferenceTests {
  private func check(
    _ shop: Shop, _ order: Order, net: String, lines: [String]? = nil,
    location: SourceLocation = #_sourceLocation
  ) throws {
    let decision = try shop.price(order)
    #expect(decision.net == Shop.millionths(net), sourceLocation: location)
    if let lines {
      #expect(
        decision.lines.map(\.net) == lines.map { Shop.millionths($0) }, sourceLocation: location)
    }
    let rules = try CompiledRules(shop.book)
    let engine = EngineView.result(rules.price(order), rules)
    let found = Differential.difference(0, [.success(decision)], [engine])
    #expect(found == nil, "\(String(describing: found))", sourceLocation: location)
  }

  @Test("M-003 the ten modes at 2.5, -2.5 and 2.4") func modes() {
    let expected: [RoundingMode: [Int64]] = [
      .halfUp: [3, -3, 2], .halfDown: [2, -2, 2], .halfEven: [2, -2, 2], .halfOdd: [3, -3, 2],
      .halfCeiling: [3, -2, 2], .halfFloor: [2, -3, 2], .up: [3, -3, 3], .down: [2, -2, 2],
      .ceiling: [3, -2, 3], .floor: [2, -3, 2],
    ]
    for (mode, whole) in expected {
      let values = [Fraction(5, 2), Fraction(-5, 2), Fraction(12, 5)]
      #expect(values.map { $0.settledWhole(mode).int64 } == whole)
    }
  }

  @Test("L-001 integers beyond 128 bits") func bigIntegers() {
    let big = BigInteger(Int64.max)
    let power = big * big * big * big
    #expect(power.dividedTowardZero(by: big * big * big).quotient == big)
    #expect((power + BigInteger(Int64(5))).dividedTowardZero(by: big).rest.int64 == 5)
    #expect((power - power).isZero)
    #expect((-power).isNegative && -power < power)
  }

  @Test("P-017 3 × 3.335 = 10.005, settled once to 10.01") func extension3() throws {
    try check(Shop(["A": "3.335"]), Shop.order([Shop.line(1, "A", "3")]), net: "10.01")
  }

  @Test("M-002 JPY has no decimals: 3 × 33.5 = 100.5, settled to 101") func yen() throws {
    let yen = try #require(Currency("JPY"))
    let shop = Shop(["A": "33.5"], currency: yen)
    try check(shop, Shop.order([Shop.line(1, "A", "3")]), net: "101")
  }

  @Test("Q-003 a case of 24 at 0.125: 2 × 24 × 0.125 = 6.00") func units() throws {
    var shop = Shop(["A": "0.125"])
    shop.book.products[0].units = [ProductUnit(unit: "case", factor: try #require(Factor(24)))]
    let order = Shop.order([Shop.line(1, "A", "2", unit: "case")])
    try check(shop, order, net: "6.00")
    // Per line unit: 24 × 0.125.
    #expect(try shop.price(order).lines[0].prices == ["price": 3_000_000])
  }

  @Test("P-010 allUnits: at exactly 10 the second band prices all, 10 × 9 = 90") func all() throws {
    var shop = Shop([:])
    shop.addBands([("0", "10"), ("10", "9")], Schedule())
    try check(shop, Shop.order([Shop.line(1, "A", "10")]), net: "90")
    try check(shop, Shop.order([Shop.line(1, "A", "9.999")]), net: "99.99")
  }

  @Test("P-011 graduated: 5×10 + 15×12 + 80×15 + 40×20 = 2230") func graduated() throws {
    var shop = Shop([:])
    let bands = [("0", "10"), ("5", "12"), ("20", "15"), ("100", "20")]
    shop.addBands(bands, Schedule(mode: .graduated))
    try check(shop, Shop.order([Shop.line(1, "A", "140")]), net: "2230")
  }

  @Test("P-011 two lines share a span of 6: (4×10 + 2×7) ÷ 6 = 9 each") func graduatedScope() throws
  {
    var shop = Shop([:])
    shop.addBands([("0", "10"), ("4", "7")], Schedule(mode: .graduated, scope: .schedule))
    let lines = [Shop.line(1, "A", "1"), Shop.line(2, "A", "5")]
    try check(shop, Shop.order(lines), net: "54", lines: ["9", "45"])
  }

  @Test("P-011 opening 3: of [3, 5) one unit at 10, one at 7") func opening() throws {
    var shop = Shop([:])
    shop.addBands([("0", "10"), ("4", "7")], Schedule(mode: .graduated, countsPeriod: true))
    var order = Shop.order([Shop.line(1, "A", "2")])
    order.facts.openingBalances["bands"] = .quantity(Shop.quantity("3"))
    try check(shop, order, net: "17")
  }

  @Test("P-012 block: 100 for 3 pieces over lines of 1 and 2") func block() throws {
    var shop = Shop([:])
    shop.addBands([("0", "100")], Schedule(mode: .block, scope: .schedule))
    let lines = [Shop.line(1, "A", "1"), Shop.line(2, "A", "2")]
    // 33.333… and 66.666…, each settled by itself.
    try check(shop, Shop.order(lines), net: "100", lines: ["33.33", "66.67"])
  }

  @Test("P-013 amount: 5 × 10 = 50 reaches the second band, 5 × 9 = 45") func amount() throws {
    var shop = Shop([:])
    shop.addBands([("0", "10"), ("50", "9")], Schedule(basis: .amount))
    try check(shop, Shop.order([Shop.line(1, "A", "5")]), net: "45")
    try check(shop, Shop.order([Shop.line(1, "A", "4.999")]), net: "49.99")
  }

  @Test("P-015 below the first band the search goes on to the list") func below() throws {
    var shop = Shop(["A": "10"])
    shop.addBands([("5", "8")], Schedule())
    try check(shop, Shop.order([Shop.line(1, "A", "4")]), net: "40")
    try check(shop, Shop.order([Shop.line(1, "A", "5")]), net: "40")
  }

  @Test("P-015 error ends the search with outsideBands and no noPrice") func outside() throws {
    var shop = Shop(["A": "10"])
    shop.addBands([("5", "8")], Schedule(below: .error))
    let order = Shop.order([Shop.line(1, "A", "4")])
    try check(shop, order, net: "0")
    let findings = try shop.price(order).findings
    #expect(findings.map(\.code) == ["outsideBands"])
    #expect(findings.map(\.rule) == ["bands/A@5"])
  }
}
