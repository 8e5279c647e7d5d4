import TestSupport
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
      let prices = ["A", "B", "C"].map {
        #"{"table":"list","product":"\#($0)","price":"\#(5 + inner.pick(20) * 5)"}"#
      }
      return TextProject.document([
        "rounding": #"{"extension":{"scale":6},"document":{"scale":6}}"#,
        "products": """
        [{"id":"A","category":"x"},{"id":"B","category":"y"},
         {"id":"C","category":"y"\(inner.chance(30) ? #","orderMultiple":"2""# : "")}]
        """,
        "categories": #"[{"id":"x"},{"id":"y"}]"#, "customers": #"[{"id":"D"}]"#,
        "prices": "[\(prices.joined(separator: ","))]",
        "phases": #"[{"id":"p","point":"none","base":"running"},"#
          + #"{"id":"q","point":"none","base":"running"}]"#,
        "offers": "[\(offers.joined(separator: ","))]",
      ])
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
    for products in [["A", "B", "C"], ["B", "A", "C"], ["C", "A", "B"]] {
      for first in 1...most {
        for second in 0...most {
          for third in 0...most {
            for places in 0..<4 {
              // What cannot be ordered is not.
              if zip(products, [first, second, third]).contains(where: { product, units in
                product == "C" && units % multiple != 0
              }) {
                continue
              }
              // The other way round is the same without the line.
              if second == 0, places & 1 != 0 { continue }
              if third == 0, places & 2 != 0 { continue }
              let numbers: [Int32] = [10, places & 1 == 0 ? 11 : 1, places & 2 == 0 ? 12 : 2]
              try all.price(products, [first, second, third], numbers)
            }
          }
        }
      }
    }
    return all
  }

  @Test func equalsExhaustiveSearch() throws {
    var comparison = WorstCaseComparison(lines: 3, most: Self.most)
    let sets = max(12, WorstCaseComparison.sets / 2)
    for seed in WorstCaseComparison.seeds(sets) {
      var shop = RandomShop(seed)
      try comparison.compare(seed, shop.document(), Self.exhaustive)
    }
    #expect(comparison.differences == 0)
    #expect(comparison.joint > 0)
    comparison.tell(" of ladders", sets)
  }
}

extension ExhaustiveSearch {
  /// Prices what a dealer orders of some products under numbers of lines, and looks at the first.
  fileprivate mutating func price(
    _ products: [String], _ units: [Int64], _ numbers: [Int32]
  ) throws {
    var lines: [OrderLine] = []
    for (place, product) in products.enumerated() where units[place] > 0 {
      lines.append(
        OrderLine(
          number: numbers[place], product: product,
          quantity: try #require(Quantity(thousandths: units[place] * 1000))))
    }
    price(
      Order(
        id: "x", customer: "D", moment: .date(try #require(CivilDate("2025-01-06"))), lines: lines))
  }
}
