extension ReturnDesk {
  /// The order of a sale without facts about what the book no longer has: that was in force for
  /// nothing of the sale, or the book would not price alike (RULES.md Z-009).
  func input(of sale: StoredSale) -> Order {
    var order = sale.input
    let (prices, offers) = (rules.prices, rules.offers)
    for (id, _) in sale.input.facts.offerUse where offers.byID[id] == nil {
      order.facts.offerUse[id] = nil
    }
    for (id, _) in sale.input.facts.capUsed where prices.capUse(id) == nil {
      order.facts.capUsed[id] = nil
    }
    for (id, _) in sale.input.facts.openingBalances where prices.openingBalance(id) == nil {
      order.facts.openingBalances[id] = nil
    }
    return order
  }
}
