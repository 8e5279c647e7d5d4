import TestSupport
import Testing

@testable import DealerRules

/// Offers that count further goods, of which there are several to choose from.
@Suite("U-025 the deepest discount, with the cheapest goods beside") struct WorstCaseFillersTests {
  /// A random small rule set of three products in two categories at prices far apart, whose offers
  /// ask for goods beside the line's own.
  struct RandomShop {
    var inner: WorstCaseTests.RandomShop

    init(_ seed: UInt64) { inner = WorstCaseTests.RandomShop(seed) }

    mutating func document() -> String {
      let offers = (0..<(1 + inner.pick(2))).map { offer($0) }
      let prices = ["A", "B", "C"].map {
        #"{"table":"list","product":"\#($0)","price":"\#(5 + inner.pick(20) * 5)"}"#
      }
      return TextProject.document([
        "rounding": #"{"extension":{"scale":6},"document":{"scale":6}}"#,
        "products": """
        [{"id":"A","category":"x"},{"id":"B","category":"y"},{"id":"C","category":"y"}]
        """,
        "categories": #"[{"id":"x"},{"id":"y"}]"#, "customers": #"[{"id":"D"}]"#,
        "prices": "[\(prices.joined(separator: ","))]",
        "phases": #"[{"id":"p","point":"none","base":"running"},"#
          + #"{"id":"q","point":"none","base":"running"}]"#,
        "offers": "[\(offers.joined(separator: ","))]",
      ])
    }

    private mutating func offer(_ index: Int) -> String {
      var fields = ["\"id\":\"o\(index)\"", "\"phase\":\"\(["p", "q"][inner.pick(2)])\""]
      if inner.chance(60) {
        let category = ["x", "y"][inner.pick(2)]
        fields.append("\"when\":{\"product.category\":\"\(category)\"}")
      }
      if inner.chance(80) { fields.append(threshold()) }
      fields.append(
        inner.chance(60)
          ? "\"percentOff\":\"\(5 * (1 + inner.pick(10)))%\""
          : "\"amountOff\":\"\(5 * (1 + inner.pick(8)))\",\"per\":\"order\"")
      return "{\(fields.joined(separator: ","))}"
    }

    private mutating func threshold() -> String {
      let of = ["{}", #"{"product.category":"y"}"#, #"{"product":["B","C"]}"#][inner.pick(3)]
      let measure =
        switch inner.pick(3) {
        case 0: "\"measure\":\"quantity\",\"of\":\(of),\"from\":\"\(1 + inner.pick(4))\""
        case 1:
          "\"measure\":\"amount\",\"base\":\"list\",\"of\":\(of),"
            + "\"from\":\"\(20 * (1 + inner.pick(6)))\""
        default: "\"measure\":\"products\",\"of\":\(of),\"from\":\"2\""
        }
      return "\"requires\":[{\(measure)}]"
    }
  }

  static let most: Int64 = 6

  /// Every order there is of one product with every quantity of both others.
  static func exhaustive(_ rules: CompiledRules) throws -> ExhaustiveSearch {
    var all = ExhaustiveSearch(rules)
    for products in [["A", "B", "C"], ["B", "A", "C"], ["C", "A", "B"]] {
      for first in 1...most {
        for second in 0...most {
          for third in 0...most {
            var lines: [OrderLine] = []
            for (product, units) in zip(products, [first, second, third]) where units > 0 {
              lines.append(
                OrderLine(
                  number: Int32(lines.count + 1), product: product,
                  quantity: try #require(Quantity(thousandths: units * 1000))))
            }
            all.price(
              Order(
                id: "x", customer: "D",
                moment: .date(try #require(CivilDate("2025-01-06"))), lines: lines))
          }
        }
      }
    }
    return all
  }

  @Test func equalsExhaustiveSearch() throws {
    var comparison = WorstCaseComparison(lines: 3, most: Self.most)
    let sets = max(8, WorstCaseComparison.sets)
    for seed in WorstCaseComparison.seeds(sets) {
      var shop = RandomShop(seed)
      try comparison.compare(seed, shop.document(), Self.exhaustive)
    }
    #expect(comparison.differences == 0)
    #expect(comparison.joint > 0)
    comparison.tell(" of fillers", sets)
  }
}
