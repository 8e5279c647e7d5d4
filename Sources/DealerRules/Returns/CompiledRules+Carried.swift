extension CompiledRules {
  /// The order with what orders before it used of capped prices and of offers as facts of its own,
  /// so that goods that stay are priced as the sale was (RULES.md Z-001, Z-031); what is a fact now
  /// is no longer carried.
  func stating(_ carried: inout CarriedUse, in order: Order) -> Order {
    var order = order
    for (id, index) in prices.capIndex {
      guard let used = carried.caps.removeValue(forKey: index), used > 0 else { continue }
      let isAmount = prices.caps[Int(index)].isAmount
      let before = order.facts.capUsed[id]?.counted(asAmount: isAmount) ?? 0
      let sum = Order.sum(before, used)
      order.facts.capUsed[id] =
        isAmount ? .amount(sum) : Quantity(thousandths: sum).map { .quantity($0) }
    }
    let buyer = catalog.customers.index(of: order.customer)
    for (key, used) in carried.limits where used > 0 {
      guard key.customer < 0 || key.customer == buyer else { continue }
      switch key.kind {
      case .uses, .usesPerCustomer, .budget, .budgetUnits:
        let offer = name(of: RuleRef(.offer, Int(key.index)))
        var use = order.facts.offerUse[offer] ?? OfferUse()
        switch key.kind {
        case .uses: use.uses = Order.sum(use.uses, used)
        case .usesPerCustomer: use.usesByCustomer = Order.sum(use.usesByCustomer, used)
        case .budget: use.amount = Order.sum(use.amount, used)
        default: use.units = Order.sum(use.units, used)
        }
        order.facts.offerUse[offer] = use
      case .usesPerCode:
        let code = offers.codes.name(key.index)
        for offer in book.offers
        where offer.codes.contains(where: { IdentifierOrder.areEqual($0, code) }) {
          var use = order.facts.offerUse[offer.id] ?? OfferUse()
          use.usesByCode[code] = Order.sum(use.usesByCode[code] ?? 0, used)
          order.facts.offerUse[offer.id] = use
        }
      default: continue
      }
      carried.limits[key] = nil
    }
    return order
  }
}

extension Order {
  /// A sum of uses; what does not fit is all there is.
  fileprivate static func sum(_ a: Int64, _ b: Int64) -> Int64 {
    let (sum, overflow) = a.addingReportingOverflow(b)
    return overflow ? .max : sum
  }
}
