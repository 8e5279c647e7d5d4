import Testing

@testable import DealerRules

/// Ladders whose bands the lines of an order fill one after another, by line number.
@Suite("U-025 the deepest discount, on rungs that other lines fill") struct WorstCaseLadderTests {
  /// A random small rule set of three products in two categories, with a ladder that lines fill and
  /// mostly another offer of a rate or amount.
  struct RandomShop {
    var inner: WorstCaseTests.RandomShop

    init(_ seed: UInt64) { inner = WorstCaseTests.RandomShop(seed) }

    mutating func document() -> String {
      var offers = [ladder(0)]
      if inner.chance(30) { offers.append(ladder(1)) }
      if inner.chance(70) { offers.append(other(2)) }
      return inner.threeProducts(offers) { $0.chance(30) ? #","orderMultiple":"2""# : "" }
    }

    private mutating func start(_ index: Int, _ scoped: Int) -> [String] {
      var fields = ["\"id\":\"o\(index)\"", "\"phase\":\"\(["p", "q"][inner.pick(2)])\""]
      if inner.chance(scoped) {
        let conditions = [
          #"{"product.category":"y"}"#, #"{"product":["A","B"]}"#, #"{"product":["A","C"]}"#,
        ]
        fields.append("\"when\":\(conditions[inner.pick(3)])")
      }
      return fields
    }

    private mutating func ladder(_ index: Int) -> String {
      var fields = start(index, 40)
      var from = inner.pick(2)
      let isRate = inner.chance(60)
      let rungs = (0..<(1 + inner.pick(3))).map { _ in
        let amount = 1 + inner.pick(isRate ? 30 : 4)
        let rung =
          "{\"from\":\"\(from)\",\"\(isRate ? "percentOff" : "amountOff")\":"
          + "\"\(amount)\(isRate ? "%" : "")\"}"
        from += 1 + inner.pick(2)
        return rung
      }
      let each = inner.chance(15) ? ",\"each\":\"line\"" : ""
      fields.append(
        "\"ladder\":{\"measure\":\"quantity\",\"mode\":\"graduated\"\(each),"
          + "\"rungs\":[\(rungs.joined(separator: ","))]}")
      return "{\(fields.joined(separator: ","))}"
    }

    private mutating func other(_ index: Int) -> String {
      var fields = start(index, 60)
      if inner.chance(40) {
        fields.append(
          "\"requires\":[{\"measure\":\"quantity\",\"of\":"
            + "\([#"{}"#, #"{"product.category":"y"}"#][inner.pick(2)]),"
            + "\"from\":\"\(1 + inner.pick(4))\"}]")
      }
      fields.append(
        inner.chance(60)
          ? "\"percentOff\":\"\(5 * (1 + inner.pick(8)))%\""
          : "\"amountOff\":\"\(5 * (1 + inner.pick(6)))\",\"per\":\"order\"")
      return "{\(fields.joined(separator: ","))}"
    }
  }

  static let most: Int64 = 5

  /// Every order there is of one product with every quantity of both others, each before it or
  /// after it.
  static func exhaustive(_ rules: CompiledRules) throws -> ExhaustiveSearch {
    var all = ExhaustiveSearch(rules)
    let asked = rules.book.products.first { $0.id == "C" }?.orderMultiple
    let multiple = (asked?.thousandths ?? 1000) / 1000
    try ExhaustiveSearch.eachGoods(upTo: most) { goods in
      // What cannot be ordered is not.
      guard goods.allSatisfy({ $0.product != "C" || $0.units % multiple == 0 }) else { return }
      for places in 0..<4 {
        // The other way round is the same without the line.
        if goods[1].units == 0, places & 1 != 0 { continue }
        if goods[2].units == 0, places & 2 != 0 { continue }
        all.price(
          try ExhaustiveSearch.order(
            goods, [10, places & 1 == 0 ? 11 : 1, places & 2 == 0 ? 12 : 2]))
      }
    }
    return all
  }

  @Test func equalsExhaustiveSearch() throws {
    try WorstCaseComparison.run(
      "ladders", sets: max(12, WorstCaseComparison.sets / 2),
      kept: [65, 70, 144, 158, 171, 201, 263, 320], lines: 3, most: Self.most,
      document: { seed in
        var shop = RandomShop(seed)
        return shop.document()
      }, Self.exhaustive)
  }
}
