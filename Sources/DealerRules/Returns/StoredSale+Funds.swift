// What funds paid as a part of the price (RULES.md A-011, Z-047).
extension StoredSale {
  /// Whether a fund paid as a part of the price, not instead of the dealer.
  func isPartOfPrice(_ earned: SaleEarning) -> Bool {
    earned.kind == "rebateFund" && cuts.contains { $0.isPaid(by: earned.rule) }
  }

  /// What a fund took off each line, above zero, by its number.
  func drawn(by fund: String) throws(NumericError) -> [Int32: Int64] {
    var drawn: [Int32: Int64] = [:]
    for cut in cuts where cut.isPaid(by: fund) {
      drawn[cut.line] = try Wide.subtract(drawn[cut.line] ?? 0, cut.amount)
    }
    return drawn.filter { $0.value > 0 }
  }

  /// What a fund that was a part of the price pays of the sale with other quantities or prices:
  /// what it takes off its lines now.
  func followed(
    _ earned: SaleEarning, _ before: StoredSale
  ) throws(NumericError) -> SaleEarning {
    var now = earned
    let whole = try StoredSale.sum(Array(before.drawn(by: earned.rule).values))
    let drawn = try StoredSale.sum(Array(self.drawn(by: earned.rule).values))
    now.worth = try StoredSale.part(earned.worth, drawn, of: whole, step: 1)
    now.amount = try StoredSale.part(earned.amount, now.worth, of: earned.worth, step: 1)
    return now
  }

  /// Lets no fund that is a part of the price pay more than it did: where goods are priced again
  /// what it has to give is what it gave.
  mutating func boundFunds(by before: StoredSale) {
    for index in earned.indices where before.isPartOfPrice(earned[index]) {
      guard let old = before.earned.first(where: { $0.isOfSame(as: earned[index]) }),
        earned[index].worth > old.worth
      else { continue }
      (earned[index].amount, earned[index].worth) = (old.amount, old.worth)
    }
  }
}

extension SaleCut {
  /// Whether a fund paid it.
  var isOfFund: Bool { kind == StepKind.fund.name }

  /// Whether that is this one.
  func isPaid(by fund: String) -> Bool { isOfFund && IdentifierOrder.areEqual(rule, fund) }
}

extension ReturnDesk {
  /// Lets an order ask the funds that are a part of its price for what goods that stay have of
  /// them, and for nothing where they paid nothing.
  ///
  /// - Parameter kept: What such a fund still pays, in the sale's currency.
  func ask(
    _ order: inout Order, of sale: StoredSale,
    _ kept: (SaleEarning) throws(NumericError) -> Int64
  ) throws(NumericError) {
    for agreement in rules.book.agreements {
      guard case .fund(let fund) = agreement.promise, fund.effect == .price else { continue }
      var (left, drawn): (Int64, Int64) = (0, 0)
      for earned in sale.earned
      where IdentifierOrder.areEqual(earned.rule, agreement.id) && sale.isPartOfPrice(earned) {
        left = try Wide.add(left, try kept(earned))
        drawn = try Wide.add(drawn, earned.amount)
      }
      order.funds[agreement.id] = max(0, left)
      // Units that an amendment added at their price may have drawn more than there was then.
      guard let balance = order.facts.totals[fund.balance] else { continue }
      order.facts.totals[fund.balance] = max(balance, drawn)
    }
  }
}
