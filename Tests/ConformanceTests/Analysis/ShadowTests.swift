import TestSupport
import Testing

@testable import DealerRules

/// What is told of offers behind others holds of the orders there are (RULES.md U-022).
@Suite("U-022 shadows, by random orders") struct ShadowTests {
  /// A random small rule set of two products, whose offers stand in groups, stop or exclude others,
  /// and whose guards refuse, clip or warn.
  struct RandomShop {
    var inner: WorstCaseTests.RandomShop
    let members: [String: String]

    init(_ seed: UInt64) {
      var random = WorstCaseTests.RandomShop(seed)
      let phases = ["p", "q"].map { id in
        let groups = ["b", "f"].map { group in
          "{\"id\":\"\(group)\",\"choice\":\"\(group == "b" ? "best" : "first")\","
            + "\"per\":\"\(random.chance(70) ? "line" : "order")\"}"
        }
        return "{\"id\":\"\(id)\",\"point\":\"none\",\"base\":"
          + "\"\(random.chance(50) ? "running" : "opening")\",\"exclusivePer\":"
          + "\"\(random.chance(60) ? "order" : "line")\",\"groups\":[\(groups[0]),\(groups[1])]}"
      }
      let offers = (0..<(2 + random.pick(3))).map { RandomShop.offer($0, &random) }
      members = [
        "rounding": #"{"extension":{"scale":6},"document":{"scale":6}}"#,
        "products": #"[{"id":"A","category":"x","cost":"60"},{"id":"B","cost":"20"}]"#,
        "categories": #"[{"id":"x"}]"#,
        "customers": #"[{"id":"C","tier":"gold"},{"id":"E"}]"#,
        "prices": """
        [{"table":"list","product":"A","price":"100"},{"table":"list","product":"B","price":"40"}]
        """,
        "phases": "[\(phases.joined(separator: ","))]",
        "offers": "[\(offers.joined(separator: ","))]",
        "guards": RandomShop.guards(&random),
      ]
      inner = random
    }

    func document(guarded: Bool) -> String {
      TextProject.document(guarded ? members : members.merging(["guards": "[]"]) { $1 })
    }

    private static func offer(_ index: Int, _ inner: inout WorstCaseTests.RandomShop) -> String {
      var fields = [
        "\"id\":\"o\(index)\"", "\"phase\":\"\(inner.chance(75) ? "p" : "q")\"",
        "\"priority\":\(inner.pick(3))",
      ]
      switch inner.pick(20) {
      case 0..<11: fields.append("\"group\":\"\(inner.chance(60) ? "b" : "f")\"")
      case 11: fields.append(#""exclusive":"strict""#)
      case 12: fields.append(#""exclusive":"best""#)
      case 13: fields.append(#""alone":"strict""#)
      case 14: fields.append(#""stop":"order""#)
      case 15: fields.append(#""stop":"line""#)
      case 16: fields.append(#""tags":["t"],"combinesWith":["t"]"#)
      default: break
      }
      switch inner.pick(7) {
      case 0: fields.append(#""when":{"product.category":"x"}"#)
      case 1: fields.append(#""when":{"product":"A"}"#)
      case 2: fields.append(#""when":{"customer.tier":"gold"}"#)
      default: break
      }
      fields.append(benefit(&inner))
      return "{\(fields.joined(separator: ","))}"
    }

    private static func benefit(_ inner: inout WorstCaseTests.RandomShop) -> String {
      switch inner.pick(12) {
      case 0, 1: return "\"amountOff\":\"\(1 + inner.pick(15))\""
      case 2: return "\"fixedPrice\":\"\(15 + inner.pick(60))\""
      case 3:
        return """
          "ladder":{"measure":"amount","per":"order","rungs":[\
          {"from":"\(100 * (1 + inner.pick(2)))","amountOff":"\(10 + inner.pick(60))"}]}
          """
      default: return "\"percentOff\":\"\(1 + inner.pick(55))%\""
      }
    }

    private static func guards(_ inner: inout WorstCaseTests.RandomShop) -> String {
      let all = (0..<(1 + inner.pick(2))).map { index in
        let test =
          switch inner.pick(6) {
          case 0: #""floor":{"of":"list","factor":"0.\#(4 + inner.pick(5))"}"#
          case 1: #""floor":{"of":"cost"}"#
          case 2: #""margin":{"rate":"\#(5 + inner.pick(30))%"}"#
          case 3: #""maxDiscount":{"amount":"\#(20 + inner.pick(200))"}"#
          case 4: #""maxDiscount":{"rate":"\#(10 + inner.pick(40))%"}"#
          default: #""ceiling":"\#(20 + inner.pick(90))""#
          }
        let said =
          switch inner.pick(10) {
          case 0: #""outcome":"clip""#
          case 1: #""outcome":"warn""#
          case 2: #""outcome":"approval","level":1"#
          case 3 where !test.contains("ceiling"): #""outcome":"refuse","withRebate":true"#
          default: #""outcome":"refuse""#
          }
        let scope = ["line", "line", "order", "group"][inner.pick(4)]
        return "{\"id\":\"g\(index)\",\"scope\":\"\(scope)\",\(test),\(said)}"
      }
      return "[\(all.joined(separator: ","))]"
    }
  }

  /// Orders of one or both products in random quantities, for both customers.
  private static func orders(_ inner: inout WorstCaseTests.RandomShop) throws -> [Order] {
    try (0..<12).map { index in
      let products = [["A"], ["B"], ["A", "B"], ["B", "A"], ["A", "A"]][inner.pick(5)]
      let lines = try products.enumerated().map { place, product in
        OrderLine(
          number: Int32(place + 1), product: product,
          quantity: try #require(Quantity(thousandths: Int64(1 + inner.pick(6)) * 1000)))
      }
      return Order(
        id: "x\(index)", customer: ["C", "E"][inner.pick(2)],
        moment: .date(try #require(CivilDate("2025-01-06"))), lines: lines)
    }
  }

  /// Lines on which an offer took something off.
  private func touched(_ decision: Decision, _ offer: String, _ rules: CompiledRules) -> Set<Int> {
    Set(
      decision.steps.filter {
        $0.rule.kind == .offer && $0.amount < 0 && rules.name(of: $0.rule) == offer
      }.map { Int($0.line) })
  }

  /// How often each was told, and how often what was told last applied.
  private struct Tally {
    var never = 0
    var fallback = 0
    var shutOut = 0
    var applied = 0
  }

  /// - Returns: What is wrong with a finding about an order.
  private func fault(
    _ finding: (loser: String, winner: String, message: String), _ order: Order,
    _ rules: CompiledRules, _ unguarded: CompiledRules, _ tally: inout Tally
  ) throws -> String? {
    let explained = try rules.explain(order).get()
    let lines = touched(explained.decision, finding.loser, rules)
    guard !lines.isEmpty else { return nil }
    guard finding.message.contains("a guard refuses") else { return "applies" }
    tally.applied += 1
    let free = try unguarded.explain(order).get()
    if !touched(free.decision, finding.loser, unguarded).isEmpty { return "applies unguarded" }
    // What loses a whole choice, or gives way in the order, says so once.
    let said = (explained.lines.flatMap(\.offers) + explained.offers).contains {
      $0.code == .refusedByGuard && rules.name(of: $0.rule) == finding.winner
    }
    return said ? nil : "applies where no guard refuses \(finding.winner)"
  }

  @Test func whatIsToldHolds() throws {
    var tally = Tally()
    var faults = 0
    let sets = WorstCaseComparison.sets * 24
    for seed in WorstCaseComparison.seeds(sets) {
      var shop = RandomShop(seed)
      let text = shop.document(guarded: true)
      let rules = try CompiledRules(parsing: [RuleSource(name: "rules.json", text: text)])
      var checks = StaticChecks(rules)
      checks.checkOffers()
      checks.checkShutOut()
      let told = checks.findings.map(\.diagnostic).filter { $0.code == .shadowedOffer }
      guard !told.isEmpty else { continue }
      let unguarded = try CompiledRules(
        parsing: [RuleSource(name: "rules.json", text: shop.document(guarded: false))])
      let orders = try Self.orders(&shop.inner)
      for message in told.map(\.message) {
        let names = message.split(separator: "`", omittingEmptySubsequences: false)
        guard names.count == 5 else { throw CaseFault(description: message) }
        let finding = (loser: String(names[1]), winner: String(names[3]), message: message)
        if message.contains("never") { tally.never += 1 }
        if message.contains("only where a guard") { tally.fallback += 1 }
        if message.contains("or a guard") { tally.shutOut += 1 }
        for order in orders {
          guard let fault = try fault(finding, order, rules, unguarded, &tally) else { continue }
          faults += 1
          if faults <= 10 {
            Issue.record("seed \(seed): \(message): \(fault): \(WitnessWriter.text(order)) \(text)")
          }
        }
      }
    }
    #expect(faults == 0)
    if sets >= 600 {
      #expect(tally.never > 0 && tally.fallback > 0 && tally.shutOut > 0 && tally.applied > 0)
    }
    print("shadows: sets \(sets) \(tally) faults \(faults)")
  }

  /// What each kind of guard lets the finding say.
  static let kinds: [(stated: String, said: String)] = [
    (#""floor":"9","outcome":"refuse""#, "applies only where a guard refuses `a`"),
    (#""floor":"9","outcome":"clip""#, "never applies: `a` always wins"),
    (#""floor":"9","outcome":"warn""#, "never applies: `a` always wins"),
    (#""floor":"9","outcome":"refuse","withRebate":true"#, "never applies: `a` always wins"),
    (#""ceiling":"9","outcome":"refuse""#, "never applies: `a` always wins"),
    (#""floor":"9","outcome":"refuse","price":"price""#, "never applies: `a` always wins"),
    (#""floor":"9","outcome":"refuse","status":"draft""#, "never applies: `a` always wins"),
    (#""maxDiscount":{"rate":"9%"},"outcome":"refuse","until":"2025-01-01""#, "never applies"),
    (
      #""scope":"order","maxDiscount":{"rate":"9%"},"outcome":"refuse""#,
      "applies only where a guard refuses `a`"
    ),
  ]

  @Test(arguments: kinds.indices) func whatGuardsChangeIsSaid(_ index: Int) throws {
    let (stated, said) = Self.kinds[index]
    let rules = try TextProject([
      "phases": #"[{"id":"p","groups":[{"id":"g","choice":"best"}]}]"#,
      "offers": """
      [{"id":"a","phase":"p","group":"g","percentOff":"9%"},
       {"id":"b","phase":"p","group":"g","percentOff":"5%","from":"2025-01-01"}]
      """, "guards": "[{\"id\":\"f\",\(stated)}]",
    ]).rules
    var checks = StaticChecks(rules)
    checks.checkOffers()
    let messages = checks.findings.map(\.diagnostic.message)
    #expect(messages.count == 1 && messages[0].contains(said), "\(messages)")
  }
}
