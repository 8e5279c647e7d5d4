import DealerRules

/// What stays of a sale that is wholly priced again, as an order of its own: what was credited of
/// goods so far is what was paid for them less what that order costs (RULES.md Z-031). Where funds
/// paid a part of the price what they have back counts, and what that order costs before them.
struct RestOfSale {
  /// What is wrong, or `nil` where something keeps its share, so that the sum says nothing.
  let fault: [String]?

  init(_ sale: StoredSale, _ settled: [ReturnStatement], _ desk: ReturnDesk) {
    fault = RestOfSale.fault(sale, settled, desk)
  }

  private static func fault(
    _ sale: StoredSale, _ settled: [ReturnStatement], _ desk: ReturnDesk
  ) -> [String]? {
    // Kits, gifts, rounding of the document and offers of other terms keep shares.
    guard sale.items.allSatisfy({ $0.part == nil && $0.gift == nil && $0.paid >= 0 }),
      sale.terms.allSatisfy({ $0.value == .repriceRemainder }), !sale.terms.isEmpty,
      sale.net == sale.list + sale.cuts.reduce(0, { $0 + $1.amount })
    else { return nil }
    let isRepriced = desk.policy.prices == .repriceRemainder
    if sale.cuts.contains(where: { $0.kind == "fund" }) {
      return isRepriced ? funded(sale, settled, desk) : nil
    }
    guard isRepriced || sale.cuts.allSatisfy({ sale.terms[$0.rule] != nil || $0.amount == 0 })
    else { return nil }
    var order = rest(of: sale, settled)
    // A fund that paid nothing of the sale is asked for nothing (RULES.md Z-031).
    for agreement in desk.rules.book.agreements {
      if case .fund(let fund) = agreement.promise, fund.effect == .price {
        order.funds[agreement.id] = 0
      }
    }
    var worth: Int64 = 0
    if !order.lines.isEmpty {
      guard case .success(let decision) = desk.rules.price(order), decision.list != 0,
        decision.net == decision.lines.reduce(0, { $0 + $1.net }),
        isRepriced || keepsLists(decision, sale)
      else { return nil }
      // Below zero a rest is worth nothing; tax below zero is in proportion then.
      guard decision.lines.allSatisfy({ $0.net >= 0 }) else { return nil }
      worth = decision.net + (sale.includesTax ? 0 : decision.lines.reduce(0) { $0 + $1.tax })
    }
    let paid = sale.items.reduce(Int64(0)) { $0 + $1.paid + (sale.includesTax ? 0 : $1.tax) }
    let credited = settled.reduce(Int64(0)) {
      $0 + $1.goods + $1.discount + $1.tax + $1.clawBack + $1.gift
    }
    return credited == paid - worth ? [] : ["\(credited) of \(paid), the rest is worth \(worth)"]
  }

  private static func rest(of sale: StoredSale, _ settled: [ReturnStatement]) -> Order {
    var order = sale.input
    order.lines = order.lines.compactMap { line in
      var line = line
      let back = settled.flatMap(\.lines).filter { $0.number == line.number }
      let left = line.quantity.thousandths - back.reduce(0) { $0 + $1.quantity }
      line.quantity = Quantity(thousandths: left) ?? .zero
      return left > 0 ? line : nil
    }
    return order
  }

  /// The same where funds paid a part of the price, tax aside, which follows what is left of them.
  private static func funded(
    _ sale: StoredSale, _ settled: [ReturnStatement], _ desk: ReturnDesk
  ) -> [String]? {
    let order = rest(of: sale, settled)
    var worth: Int64 = 0
    if !order.lines.isEmpty {
      guard case .success(let decision) = desk.rules.price(order), decision.list != 0,
        decision.net == decision.lines.reduce(0, { $0 + $1.net }),
        decision.lines.allSatisfy({ $0.net >= 0 })
      else { return nil }
      worth = decision.steps.filter { $0.kind == .fund }.reduce(decision.net) { $0 - $1.amount }
    }
    let drawn = sale.cuts.filter { $0.kind == "fund" }.reduce(Int64(0)) { $0 - $1.amount }
    let funds = sale.earned.filter { $0.kind == "rebateFund" }
      .filter { fund in sale.cuts.contains { $0.kind == "fund" && $0.rule == fund.rule } }
    let back = settled.flatMap(\.releases)
      .filter { free in funds.contains { $0.account == free.id && $0.kind == free.kind } }
      .reduce(Int64(0)) { $0 + $1.worth }
    // What such a fund pays of goods that stay may be more than these cost.
    guard drawn - back <= worth else { return nil }
    let paid = sale.items.reduce(drawn) { $0 + $1.paid }
    let credited = settled.reduce(back) {
      $0 + $1.goods + $1.discount + $1.clawBack + $1.gift
    }
    return credited == paid - worth
      ? [] : ["\(credited) of \(paid) with funds, the rest is worth \(worth)"]
  }

  /// Whether the list amounts of the rest are the shares of the sale's, and nothing but offers took
  /// something off.
  private static func keepsLists(_ decision: Decision, _ sale: StoredSale) -> Bool {
    decision.lines.allSatisfy { line in
      guard let item = sale.items.first(where: { $0.number == line.number }) else { return false }
      let exact = Int128(item.list) * Int128(line.quantity.thousandths)
      // Shares are whole minor units.
      return exact == Int128(line.list) * Int128(item.quantity)
        && item.list % sale.step == 0 && line.list % sale.step == 0
    }
      && decision.steps.allSatisfy { $0.rule.kind == .offer || $0.amount == 0 }
  }
}
