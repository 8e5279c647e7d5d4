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
      return inner.threeProducts(offers)
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
    try ExhaustiveSearch.eachGoods(upTo: most) { all.price(try ExhaustiveSearch.order($0)) }
    return all
  }

  @Test func equalsExhaustiveSearch() throws {
    try WorstCaseComparison.run(
      "fillers", sets: max(8, WorstCaseComparison.sets), kept: [36, 60, 81], lines: 3,
      most: Self.most,
      document: { seed in
        var shop = RandomShop(seed)
        return shop.document()
      }, Self.exhaustive)
  }
}
