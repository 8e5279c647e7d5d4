import DealerRules
import TestSupport
import Testing

@Suite("O-028 what loses after the search drives no sets off") struct LateLossTests {
  /// Offers on lines beside multi-buys, of which some are decided after the search.
  private func book(_ retail: RetailCart, _ seed: Int) -> RuleBook {
    var book = retail.book
    var random = SplitMix64(seed: UInt64(seed) ^ 0x1A7E)
    var phase = Phase(
      id: "line", groups: [OfferGroup(id: "multibuy", choice: .best, per: .unit)])
    let isExclusive = seed % 2 == 0
    if isExclusive { phase.exclusivity.per = .line } else { phase.combinePer = .order }
    book.phases = [phase]
    for index in book.offers.indices {
      book.offers[index].combination.tags = []
      book.offers[index].combination.combinesWith = nil
      if book.offers[index].group == "best" { book.offers[index].group = nil }
      guard random.below(2) == 0 else { continue }
      if isExclusive {
        book.offers[index].combination.exclusive = .best
      } else {
        book.offers[index].combination.tags = [["a", "b"][random.below(2)]]
        book.offers[index].combination.combinesWith = [["a", "b"][random.below(2)]]
      }
    }
    // The tags are there, whichever offers are taken away.
    var bearer = Offer(id: "bearer", phase: "line", benefit: .mark)
    bearer.combination.tags = ["a", "b"]
    bearer.when = .test(.product, .isIn(["Q"]))
    book.offers.append(bearer)
    return book
  }

  private func net(_ book: RuleBook, _ order: Order) throws -> Int64 {
    try CompiledRules(book).price(order).get().net
  }

  /// Of so many choices looked at hardly one is missed by which an added offer makes a cart dearer.
  @Test(arguments: 0..<4) func moreOffersAreNoDearer(_ part: Int) throws {
    var (gains, dearer, carts) = (0, 0, 0)
    let count = RandomCases.count(150)
    for seed in (part * count + 60_001)..<((part + 1) * count + 60_001) {
      let retail = RetailCart(seed: UInt64(seed))
      let all = book(retail, seed)
      let order = retail.cart.order
      let net = try net(all, order)
      for offer in all.offers.indices.dropLast() {
        var fewer = all
        fewer.offers.remove(at: offer)
        let without = try self.net(fewer, order)
        if net < without { gains += 1 }
        if without < net { dearer += 1 }
        carts += 1
      }
    }
    print("\(carts) offers taken away: \(gains) gave something, \(dearer) made a cart dearer")
    #expect(gains > count && dearer * 100 < carts)
  }
}
