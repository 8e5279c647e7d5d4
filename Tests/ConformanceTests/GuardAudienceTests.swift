import DealerRules
import Foundation
import Testing

@Suite("G-013 what readers learn of guards") struct GuardAudienceTests {
  private static let document = """
    {"rules": 1, "currency": "CNY", "products": [{"id": "A", "cost": "71.37"}],
     "customers": [{"id": "D"}], "priceTables": [{"id": "list", "keys": ["product"]}],
     "priceKinds": [{"id": "price", "accesses": [{"tables": ["list"]}]}],
     "prices": [{"table": "list", "product": "A", "price": "100"}],
     "phases": [{"id": "p", "groups": [{"id": "best", "choice": "best"}]}],
     "offers": [{"id": "o", "phase": "p", "percentOff": "20%"},
      {"id": "big", "phase": "p", "group": "best", "percentOff": "40%"}],
     "guards": [{"id": "secretFloor", "floor": {"of": "list", "factor": "83.21%"},
       "outcome": "clip", "priority": 2},
      {"id": "secretRaise", "floor": "104.29", "outcome": "clip", "priority": 1},
      {"id": "secretMargin", "margin": {"rate": "35.13%"}, "outcome": "approval", "level": 2},
      {"id": "secretLimit", "maxDiscount": {"rate": "31.07%"}, "outcome": "refuse"},
      {"id": "openDrift", "drift": {"up": {"rate": "0%"}}, "outcome": "warn"}]}
    """

  private static func rules() throws -> CompiledRules {
    try CompiledRules(parsing: [RuleSource(name: "rules.json", text: document)])
  }

  private static func order() throws -> Order {
    var line = OrderLine(number: 1, product: "A", quantity: .one)
    line.quoted = 99_990_000
    return Order(
      id: "1", customer: "D", moment: .date(try #require(CivilDate("2025-03-01"))), lines: [line])
  }

  /// Guards' names, the cost, bounds and rates that a dealer must not see.
  private static let secrets = [
    "secret", "71.37", "83.21", "35.13", "31.07", "110.0", "refusedByGuard", "guardClipped",
  ]

  @Test func dealersReadNoCostFloorOrMargin() throws {
    let rules = try Self.rules()
    let order = try Self.order()
    for audience in [Audience.dealer, .sales] {
      var writer = DecisionRecordWriter(rules, audience: audience)
      for bytes in [writer.record(order), writer.explained(order)] {
        let text = String(decoding: bytes, as: UTF8.self)
        for secret in Self.secrets { #expect(!text.contains(secret), "\(audience): \(secret)") }
        #expect(text.contains("\"guardApproval\"") && text.contains("\"openDrift\""))
        #expect(text.contains("{\"rule\":\"guard\",\"kind\":\"clipped\""))
      }
      let explanation = try rules.explain(order, for: audience).get()
      let names =
        explanation.decision.steps.map(\.rule) + explanation.decision.reasons.map(\.rule)
        + explanation.lines.flatMap { $0.offers.flatMap { [$0.rule, $0.by] } }
      #expect(!names.contains { rules.name(of: $0).contains("secret") })
      let held = explanation.decision.reasons.filter { $0.code == .guardApproval }
      #expect(held.count == 1 && held.allSatisfy(\.numbers.isEmpty))
    }
  }

  @Test func financeReadsThem() throws {
    let rules = try Self.rules()
    var writer = DecisionRecordWriter(rules, audience: .finance)
    let text = String(decoding: writer.explained(try Self.order()), as: UTF8.self)
    for name in ["secretFloor", "secretRaise", "secretMargin", "refusedByGuard", "110.0"] {
      #expect(text.contains(name), "\(name)")
    }
  }
}
