import DealerRules
import TestSupport
import Testing

@Suite("O-012 a fixed price gives way where others take off as much") struct EqualChoiceTests {
  /// A fixed price that stands takes off more than every choice without it.
  @Test(arguments: 0..<4) func aFixedPriceThatStandsIsBetter(_ part: Int) throws {
    var (standing, giving) = (0, 0)
    let carts = RandomCases.count(250)
    for seed in (part * carts + 70_001)..<((part + 1) * carts + 70_001) {
      let retail = RetailCart(seed: UInt64(seed))
      var book = retail.book
      for index in book.offers.indices where book.offers[index].group == "best" {
        book.offers[index].group = nil
      }
      book.phases = [
        Phase(id: "line", groups: [OfferGroup(id: "multibuy", choice: .best, per: .unit)])
      ]
      for index in book.offers.indices {
        book.offers[index].combination.tags = []
        book.offers[index].combination.combinesWith = nil
      }
      // Of two fixed prices one stands in for the other.
      let prices = book.offers.filter {
        if case .cut(.fixedPrice, _) = $0.benefit { return $0.id.hasPrefix("line") }
        return false
      }
      if prices.count > 1 { continue }
      let rules = try CompiledRules(book)
      let decision = try rules.price(retail.cart.order).get()
      for offer in book.offers.indices {
        let id = book.offers[offer].id
        guard id.hasPrefix("line"), case .cut(.fixedPrice, _) = book.offers[offer].benefit else {
          continue
        }
        let steps = decision.steps.filter { rules.name(of: $0.rule) == id }
        guard steps.count <= 1 else { continue }
        var fewer = book
        fewer.offers.remove(at: offer)
        let without = try CompiledRules(fewer).price(retail.cart.order).get().net
        if steps.isEmpty {
          #expect(decision.net == without, "cart \(seed): \(id) did not apply")
          giving += 1
        } else {
          #expect(decision.net < without, "cart \(seed): \(id) stands")
          standing += 1
        }
      }
    }
    print("\(standing) fixed prices stand, \(giving) gave way")
    #expect(standing > carts / 25 && giving > carts / 12)
  }
}
