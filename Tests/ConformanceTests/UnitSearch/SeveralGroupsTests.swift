import DealerRules
import TestSupport
import Testing

@Suite("O-028 groups per unit of one phase are one search") struct SeveralGroupsTests {
  /// The same offers, every second one in another group of the same phase.
  private func apart(_ book: RuleBook, of group: String) -> RuleBook {
    var book = book
    for index in book.phases.indices
    where book.phases[index].groups.contains(where: { $0.id == group }) {
      book.phases[index].groups.append(OfferGroup(id: "other", choice: .best, per: .unit))
    }
    var number = 0
    for index in book.offers.indices where book.offers[index].group == group {
      if number % 2 == 1 { book.offers[index].group = "other" }
      number += 1
    }
    return book
  }

  private func price(_ book: RuleBook, _ order: Order) throws -> Decision {
    try CompiledRules(book).price(order).get()
  }

  /// What several groups take off is the most that all their offers together can.
  @Test(arguments: 0..<2) func equalsEverySharingTried(_ part: Int) throws {
    var competing = 0
    for seed in part * 1500 + 40_001...part * 1500 + 41_500 {
      var cart = SmallCart(seed: UInt64(seed))
      for deal in cart.deals.indices { cart.deals[deal].mostPerLine = nil }
      var sharing = BestSharing(cart)
      let best = Int64(sharing.best()) * 10_000
      let decision = try price(apart(cart.book, of: "g"), cart.order)
      #expect(decision.list - decision.net == best, "cart \(seed)")
      let offers = Set(decision.steps.map(\.rule))
      if offers.count > 1 { competing += 1 }
      #expect(decision.reasons.filter { $0.code == .unitSearch }.count <= 1, "cart \(seed)")
    }
    #expect(competing > 300)
  }

  /// What other offers take off a line is weighed against all groups together.
  @Test(arguments: 0..<2) func linesAreWeighedAgainstAllGroups(_ part: Int) throws {
    var mixed = 0
    for seed in part * 1500 + 50_001...part * 1500 + 51_500 {
      let retail = RetailCart(seed: UInt64(seed))
      let best = Int64(retail.best()) * 10_000
      let decision = try price(apart(retail.book, of: "multibuy"), retail.cart.order)
      #expect(decision.list - decision.net == best, "cart \(seed)")
      if Set(decision.steps.map(\.rule)).count > 1 { mixed += 1 }
    }
    #expect(mixed > 500)
  }
}
