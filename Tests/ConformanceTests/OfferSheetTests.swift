import DealerRules
import DealerRulesFoundation
import Foundation
import Testing

/// The example project whose offers are rows of a spreadsheet (RULES.md N-006).
@Suite("Offers in a spreadsheet") struct OfferSheetTests {
  @Test func everyOrderComesOutAsItSays() throws {
    let folder = DataFolders.package.appendingPathComponent("Examples/Projects/offer-sheet")
    let project = try RuleProject.load(folder: folder)
    let rules = try CompiledRules(parsing: project.sources)
    #expect(rules.warnings.isEmpty)
    let url = try #require(project.ordersURL)
    var reader = OrderReader(
      RuleSource(name: "orders.csv", bytes: [UInt8](try Data(contentsOf: url))), format: .csv,
      rules: rules)
    var orders: [Order] = []
    while let item = reader.next() {
      guard case .order(let order) = item else {
        Issue.record("an order cannot be read: \(item)")
        continue
      }
      orders.append(order)
    }
    for (order, decision) in zip(orders, try rules.decisions(orders)) {
      let gifts = decision.gifts.map { gift in
        "\(gift.product) \(Quantity(thousandths: gift.quantity).map { "\($0)" } ?? "")"
      }
      #expect(.number(decision.net) == order.attributes["net"], "order \(order.id)")
      let stated = order.attributes["gift"].map { [$0] } ?? []
      #expect(gifts.map { .text($0) } == stated, "order \(order.id)")
      #expect(decision.outcome == .allow, "order \(order.id)")
    }
    let shapes = Set(rules.book.offers.map(\.id))
    #expect(orders.count == 19 && shapes.count == 17)
  }
}
