import DealerRules
import Foundation
import TestSupport
import Testing

@Suite("R-013 what readers learn of other dealers") struct TerritoryAudienceTests {
  private static let document = """
    {"rules": 1, "currency": "CNY", "products": [{"id": "A"}], "regions": [{"id": "N"}],
     "customers": [{"id": "D"}, {"id": "Rival"}],
     "priceTables": [{"id": "list", "keys": ["product"]}],
     "priceKinds": [{"id": "price", "accesses": [{"tables": ["list"]}]}],
     "prices": [{"table": "list", "product": "A", "price": "100"}],
     "territories": [
      {"id": "secret", "effect": "grant", "dealer": "Rival", "region": "N", "exclusive": true,
       "product": "A", "outcome": "hold"},
      {"id": "open", "effect": "deny", "when": {"coupon": "VIP"}, "outcome": "flag"}]}
    """

  private func order(coupon: String) throws -> Order {
    Order(
      id: "1", customer: "D", moment: .date(try date("2025-03-01")), shipTo: "N",
      coupons: [coupon], lines: [Shop.line(1, "A", "1")])
  }

  @Test func dealersDoNotReadToWhomElseATerritoryWasGiven() throws {
    let rules = try CompiledRules(parsing: [RuleSource(name: "rules.json", text: Self.document)])
    for audience in Audience.allCases {
      var writer = DecisionRecordWriter(rules, audience: audience)
      for bytes in [
        writer.record(try order(coupon: "X")), writer.explained(try order(coupon: "X")),
      ] {
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(text.contains("territoryHeld"))
        #expect(text.contains("secret") == (audience != .dealer), "\(audience)")
        #expect(!text.contains("Rival"), "\(audience)")
      }
    }
  }

  /// A code that only a territory rule asks for is no unknown one.
  @Test func codesOfTerritoryRulesAreKnown() throws {
    let rules = try CompiledRules(parsing: [RuleSource(name: "rules.json", text: Self.document)])
    let known = try rules.price(try order(coupon: "VIP")).get().reasons.map(\.code)
    let unknown = try rules.price(try order(coupon: "X")).get().reasons.map(\.code)
    #expect(!known.contains(.couponUnknown) && unknown.contains(.couponUnknown))
  }
}
