import TestSupport
import Testing

@testable import DealerRules

@Suite("U-025 the deepest discount") struct WorstCaseTests {
  /// A random small rule set: two products, three customers, offers of rates and amounts in up to
  /// three phases, with groups, windows, coupons, quantities, thresholds and patterns.
  struct RandomShop {
    var random: SplitMix64
    var offers: [String] = []

    init(_ seed: UInt64) { random = SplitMix64(seed: seed) }

    mutating func pick(_ count: Int) -> Int { Int(random.next() % UInt64(count)) }

    mutating func chance(_ percent: Int) -> Bool { pick(100) < percent }

    mutating func document() -> String {
      for index in 0..<(1 + pick(4)) { offers.append(offer(index)) }
      let groups = #""groups":[{"id":"b","choice":"best"},{"id":"f","choice":"first"}]"#
      // Effects are not rounded, so that a cent does not decide which order is the worst.
      let phases = ["p", "q", "r"].map {
        #"{"id":"\#($0)","point":"none","base":"running",\#(groups)}"#
      }
      return TextProject.document([
        "rounding": #"{"extension":{"scale":6},"document":{"scale":6}}"#,
        "products": #"[{"id":"A","category":"x"},{"id":"B","category":"y","orderMultiple":"2"}]"#,
        "categories": #"[{"id":"x"},{"id":"y"}]"#,
        "customers": """
        [{"id":"C","tier":"gold"},{"id":"D","tier":"gold"},{"id":"E","channel":"web"}]
        """,
        "prices": """
        [{"table":"list","product":"A","price":"100"},{"table":"list","product":"B","price":"40"}]
        """,
        "phases": "[\(phases.joined(separator: ","))]",
        "offers": "[\(offers.joined(separator: ","))]",
      ])
    }

    private mutating func offer(_ index: Int) -> String {
      var fields = [
        "\"id\":\"o\(index)\"", "\"phase\":\"\(["p", "q", "r"][pick(3)])\"",
        "\"priority\":\(pick(3))",
      ]
      if chance(50) { fields.append("\"group\":\"\(["b", "f"][pick(2)])\"") }
      var when: [String] = []
      if chance(30) { when.append(#""customer.tier":"gold""#) }
      if chance(25) { when.append(#""product.category":"\#(["x", "y"][pick(2)])""#) }
      if chance(20) { when.append(#""channel":"\#(["web", "shop"][pick(2)])""#) }
      if chance(30) { when.append(#""line.quantity":{"from":"\#(2 + pick(6))"}"#) }
      if chance(10) { when.append(#""line.amount":{"below":"\#(200 + 100 * pick(4))"}"#) }
      if !when.isEmpty { fields.append("\"when\":{\(when.joined(separator: ","))}") }
      if chance(30) { fields.append("\"codes\":[\"K\(pick(2))\"]") }
      if chance(30) { fields.append("\"from\":\"2025-01-0\(1 + pick(5))\"") }
      // After every start there is.
      if chance(30) { fields.append("\"until\":\"2025-01-0\(6 + pick(4))\"") }
      fields.append(benefit())
      return "{\(fields.joined(separator: ","))}"
    }

    /// Three products in two categories at prices far apart, and offers.
    /// - Parameter ordering: Members of the third product, drawn after the prices.
    mutating func threeProducts(
      _ offers: [String], ordering: (inout Self) -> String = { _ in "" }
    ) -> String {
      let prices = prices()
      return TextProject.document([
        "rounding": #"{"extension":{"scale":6},"document":{"scale":6}}"#,
        "products": """
        [{"id":"A","category":"x"},{"id":"B","category":"y"},
         {"id":"C","category":"y"\(ordering(&self))}]
        """,
        "categories": #"[{"id":"x"},{"id":"y"}]"#, "customers": #"[{"id":"D"}]"#,
        "prices": prices,
        "phases": #"[{"id":"p","point":"none","base":"running"},"#
          + #"{"id":"q","point":"none","base":"running"}]"#,
        "offers": "[\(offers.joined(separator: ","))]",
      ])
    }

    /// Prices of three products.
    mutating func prices() -> String {
      let rows = ["A", "B", "C"].map {
        #"{"table":"list","product":"\#($0)","price":"\#(5 + pick(20) * 5)"}"#
      }
      return "[\(rows.joined(separator: ","))]"
    }

    mutating func benefit() -> String {
      switch pick(6) {
      case 0: return "\"amountOff\":\"\(1 + pick(20))\""
      case 1: return "\"amountOff\":\"\(10 + pick(50))\",\"per\":\"order\""
      case 2:
        let first = 100 + 100 * pick(3)
        return """
          "ladder":{"measure":"amount","per":"order","rungs":[\
          {"from":"\(first)","amountOff":"\(5 + pick(30))"},\
          {"from":"\(first + 200)","amountOff":"\(40 + pick(60))"}]}
          """
      case 3:
        return """
          "pattern":{"buy":[{"quantity":"\(1 + pick(3))"}],"get":[{"quantity":"1"}],\
          "percentOff":"\(50 + 50 * pick(2))%","times":"every"}
          """
      default: return "\"percentOff\":\"\(1 + pick(40))%\""
      }
    }
  }

  static let most: Int64 = 10

  /// Every order of one line there is: each customer, product, day, channel, set of codes and
  /// quantity up to ten.
  static func exhaustive(_ rules: CompiledRules) throws -> ExhaustiveSearch {
    var all = ExhaustiveSearch(rules)
    let codes = [[], ["K0"], ["K1"], ["K0", "K1"]]
    for customer in ["C", "D", "E"] {
      for (product, step) in [("A", 1), ("B", 2)] {
        for day in 0..<10 {
          for coupons in codes {
            for channel in [nil, "web", "shop"] {
              for quantity in stride(from: step, through: Int(most), by: step) {
                let order = Order(
                  id: "x", customer: customer,
                  moment: .date(try #require(CivilDate("2024-12-31")?.adding(days: day))),
                  channel: channel, coupons: coupons,
                  lines: [
                    OrderLine(
                      number: 1, product: product,
                      quantity: try #require(Quantity(thousandths: Int64(quantity) * 1000)))
                  ])
                all.price(order)
              }
            }
          }
        }
      }
    }
    return all
  }

  /// Offers that ask for many things of one order are looked at within counted steps, and what is
  /// left out is said.
  @Test func manyOffersAreLookedAtInSteps() throws {
    let offers = (0..<300).map { index in
      #"{"id":"o\#(index)","phase":"p","percentOff":"1%","when":{"order.a\#(index)":"x"},"#
        + #""codes":["K\#(index)"]}"#
    }
    let text = TextProject.document([
      "products": #"[{"id":"A"},{"id":"B"}]"#,
      "prices": """
      [{"table":"list","product":"A","price":"100"},{"table":"list","product":"B","price":"40"}]
      """, "phases": #"[{"id":"p","base":"running"}]"#,
      "offers": "[\(offers.joined(separator: ","))]",
    ])
    let rules = try CompiledRules(parsing: [RuleSource(name: "rules.json", text: text)])
    var search = WorstCaseSearch(rules, evaluations: 2000)
    search.run()
    let (steps, isComplete, untried) = (search.stepsTaken, search.isComplete, search.untriedOffers)
    #expect(!isComplete)
    #expect(steps < 2 * 2000 * WorstCaseSearch.stepsPerOrder)
    #expect(untried == [], "\(untried.count) left out")
    // Several of them together.
    let deepest = try #require(search.worstCases.first)
    #expect(deepest.rules.count > 10)
  }

  private static func deepest(_ document: [String: String], _ product: String) throws -> Int64? {
    let text = TextProject.document(document)
    let rules = try CompiledRules(parsing: [RuleSource(name: "rules.json", text: text)])
    var search = WorstCaseSearch(rules, evaluations: 20_000)
    search.run()
    let cases = search.worstCases
    return cases.first { $0.product == product }?.discount
  }

  /// What a guard lets off a whole order may all stand on one line beside goods that no offer
  /// counts, and an amount off an order falls on a line most beside goods that offers leave cheap.
  @Test func goodsBesideThinOutOrdersOrAreCheapAfterOffers() throws {
    let guarded = [
      "products": #"[{"id":"A"},{"id":"B"},{"id":"C"}]"#,
      "prices": """
      [{"table":"list","product":"A","price":"100"},{"table":"list","product":"B","price":"20"},
       {"table":"list","product":"C","price":"30"}]
      """,
      "phases": #"[{"id":"p"},{"id":"q"}]"#,
      "offers": #"[{"id":"half","phase":"p","percentOff":"50%","when":{"product":"A"}}]"#,
      "guards": """
      [{"id":"g","scope":"order","maxDiscount":{"rate":"25%"},"outcome":"clip"}]
      """,
    ]
    #expect(try Self.deepest(guarded, "A") == 500_000)
    var cheap = guarded
    cheap["guards"] = "[]"
    cheap["offers"] = """
      [{"id":"low","phase":"p","fixedPrice":"2","when":{"product":"C"}},
       {"id":"sum","phase":"q","amountOff":"20","per":"order",
        "requires":[{"measure":"quantity","of":{"product":["B","C"]},"from":"1"}]}]
      """
    // 20 off 102, of which 100 are A's; beside B it is 20 off 120.
    let found = try #require(try Self.deepest(cheap, "A"))
    #expect(found > 196_000 && found < 197_000)
  }

  /// Rungs beyond the deepest discount do not use up the quantities, and a pattern is tried beside
  /// a dearer product, which makes a unit of this one the cheap one.
  @Test func quantitiesAndDearerGoodsAreLookedAt() throws {
    let ladders = [
      "products": #"[{"id":"C"}]"#, "prices": #"[{"table":"list","product":"C","price":"10"}]"#,
      "phases": #"[{"id":"p1"},{"id":"p2"}]"#,
      "offers": """
      [{"id":"o0","phase":"p1","ladder":{"measure":"quantity","rungs":[
         {"from":"5","percentOff":"10%"},{"from":"12","percentOff":"20%"}]}},
       {"id":"o1","phase":"p2","ladder":{"measure":"amount","per":"order","rungs":[
         {"from":"100","amountOff":"20"},{"from":"300","amountOff":"40"}]}}]
      """,
    ]
    // 13 pieces: 130 less 20 % less 20.
    #expect(try Self.deepest(ladders, "C") == 353_846)
    let pattern = [
      "products": #"[{"id":"A"},{"id":"B"},{"id":"C"}]"#,
      "prices": """
      [{"table":"list","product":"A","price":"20"},{"table":"list","product":"B","price":"50"},
       {"table":"list","product":"C","price":"60"}]
      """,
      "phases": #"[{"id":"p"}]"#,
      "offers": """
      [{"id":"half","phase":"p","pattern":{"buy":[{"quantity":"1"}],"get":[{"quantity":"1"}],
        "percentOff":"50%","times":"every"}}]
      """,
    ]
    #expect(try Self.deepest(pattern, "B") == 500_000)
  }

  @Test func equalsExhaustiveSearch() throws {
    var comparison = WorstCaseComparison(lines: 1, most: Self.most)
    let sets = WorstCaseComparison.sets
    for seed in WorstCaseComparison.seeds(sets) {
      var shop = RandomShop(seed)
      // D is in the class of C.
      try comparison.compare(
        seed, shop.document(), representative: { $0 == "D" ? "C" : $0 }, Self.exhaustive)
    }
    #expect(comparison.differences == 0)
    #expect(comparison.discounts > sets * 2)
    comparison.tell("", sets)
  }
}
