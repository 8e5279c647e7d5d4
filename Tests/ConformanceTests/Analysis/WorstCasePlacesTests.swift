import TestSupport
import Testing

@testable import DealerRules

/// Offers that ask for places, days, alternatives and other goods together.
@Suite("U-025 the deepest discount, wherever and with whatever") struct WorstCasePlacesTests {
  /// A random small rule set whose offers ask for channels, regions, weekdays and goods beside the
  /// line's own, together and one or another.
  struct RandomShop {
    var inner: WorstCaseTests.RandomShop

    init(_ seed: UInt64) { inner = WorstCaseTests.RandomShop(seed) }

    mutating func document() -> String {
      let offers = (0..<(2 + inner.pick(3))).map { offer($0) }
      let groups = #""groups":[{"id":"b","choice":"best"}]"#
      let phases = ["p", "q"].map {
        #"{"id":"\#($0)","point":"none","base":"running",\#(groups)}"#
      }
      let band = inner.chance(30) ? ",\"below\":\"4\"" : ""
      let next =
        band.isEmpty ? "" : #",{"table":"list","product":"A","price":"90","from":"4"}"#
      return TextProject.document([
        "rounding": #"{"extension":{"scale":6},"document":{"scale":6}}"#,
        "regions": #"[{"id":"N"},{"id":"N1","parent":"N"},{"id":"S"}]"#,
        "products": #"[{"id":"A","category":"x"},{"id":"B","category":"y"}]"#,
        "categories": #"[{"id":"x"},{"id":"y"}]"#,
        "customers": #"[{"id":"C","region":"N"},{"id":"E","channel":"web","region":"S"}]"#,
        "prices": """
        [{"table":"list","product":"A","price":"100"\(band)}\(next),
         {"table":"list","product":"B","price":"40"}]
        """,
        "phases": "[\(phases.joined(separator: ","))]",
        "offers": "[\(offers.joined(separator: ","))]",
      ])
    }

    private mutating func test() -> String {
      switch inner.pick(5) {
      case 0: #""channel":"\#(["web", "shop"][inner.pick(2)])""#
      case 1: #""region":"\#(["N", "N1", "S"][inner.pick(3)])""#
      case 2: #""order.weekday":["\#(1 + inner.pick(7))","\#(1 + inner.pick(7))"]"#
      case 3: #""product":"\#(["A", "B"][inner.pick(2)])""#
      default: #""line.quantity":{"from":"\#(1 + inner.pick(5))"}"#
      }
    }

    private mutating func offer(_ index: Int) -> String {
      var fields = ["\"id\":\"o\(index)\"", "\"phase\":\"\(["p", "q"][inner.pick(2)])\""]
      if inner.chance(30) { fields.append("\"group\":\"b\"") }
      var tests = Set<String>()
      for _ in 0..<inner.pick(3) { tests.insert(test()) }
      var parts = tests.sorted().map { "{\($0)}" }
      if inner.chance(40) { parts.append("{\"any\":[{\(test())},{\(test()),\(flag())}]}") }
      if inner.chance(30) { parts.append("{\"not\":{\(test())}}") }
      if !parts.isEmpty { fields.append("\"when\":{\"all\":[\(parts.joined(separator: ","))]}") }
      if inner.chance(40) { fields.append(threshold()) }
      fields.append(inner.benefit())
      return "{\(fields.joined(separator: ","))}"
    }

    /// A test beside any of ``test()``.
    private mutating func flag() -> String {
      #""customer.region":"\#(["N", "S"][inner.pick(2)])""#
    }

    private mutating func threshold() -> String {
      let of = "\"of\":{\"product\":\"\(["A", "B"][inner.pick(2)])\"}"
      switch inner.pick(3) {
      case 0:
        return
          "\"requires\":[{\"measure\":\"quantity\",\(of),\"from\":\"\(1 + inner.pick(4))\"}]"
      case 1:
        return
          "\"requires\":[{\"measure\":\"amount\",\"base\":\"list\",\(of),"
          + "\"from\":\"\(80 * (1 + inner.pick(3)))\"}]"
      default: return #""requires":[{"measure":"products","of":{},"from":"2"}]"#
      }
    }
  }

  static let most: Int64 = 6

  /// Every order there is: of each customer, product, day, channel, region and quantity, alone and
  /// with every quantity of the other product.
  static func exhaustive(_ rules: CompiledRules) throws -> ExhaustiveSearch {
    var all = ExhaustiveSearch(rules)
    let monday = try #require(CivilDate("2025-01-06"))
    for (customer, (product, other)) in [
      ("C", ("A", "B")), ("C", ("B", "A")), ("E", ("A", "B")), ("E", ("B", "A")),
    ] {
      for day in 0..<7 {
        for channel in [nil, "web", "shop", "other"] {
          for region in [nil, "N", "N1", "S"] {
            for quantities in 0..<(most * (most + 1)) {
              let (quantity, more) = (quantities % most + 1, quantities / most)
              var lines = [OrderLine(number: 1, product: product, quantity: try units(quantity))]
              if more > 0 {
                lines.append(OrderLine(number: 2, product: other, quantity: try units(more)))
              }
              let order = Order(
                id: "x", customer: customer,
                moment: .date(try #require(monday.adding(days: day))), channel: channel,
                shipTo: region, lines: lines)
              all.price(order)
            }
          }
        }
      }
    }
    return all
  }

  private static func units(_ count: Int64) throws -> Quantity {
    try #require(Quantity(thousandths: count * 1000))
  }

  @Test func equalsExhaustiveSearch() throws {
    let sets = max(3, WorstCaseComparison.sets / 4)
    let comparison = try WorstCaseComparison.run(
      "places", sets: sets, lines: 2, most: Self.most,
      document: { seed in
        var shop = RandomShop(seed)
        return shop.document()
      }, Self.exhaustive)
    #expect(comparison.discounts > sets)
  }
}
