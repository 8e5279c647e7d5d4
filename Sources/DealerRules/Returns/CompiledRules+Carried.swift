extension CompiledRules {
  /// The order with what orders before it used of capped prices and of offers as facts of its own,
  /// so that goods that stay are priced as the sale was (RULES.md Z-001, Z-031).
  ///
  /// - Complexity: O(caps that were used + offers with limits).
  func stating(_ carried: CarriedUse, in order: Order) -> Order {
    var order = order
    for (index, used) in carried.caps where used > 0 {
      let cap = prices.caps[Int(index)]
      let before = order.facts.capUsed[cap.id]?.counted(asAmount: cap.isAmount) ?? 0
      let sum = Order.sum(before, used)
      order.facts.capUsed[cap.id] =
        cap.isAmount ? .amount(sum) : .quantity(Order.quantity(sum))
    }
    guard !carried.limits.isEmpty else { return order }
    let codes = Set(order.coupons.map { offers.codes.index(of: $0) }).filter { $0 >= 0 }
    let buyer = catalog.customers.index(of: order.customer)
    for offer in offers.terms.indices where offers.terms[offer].limit >= 0 {
      state(Int32(offer), buyer, codes, carried, &order)
    }
    return order
  }

  /// Adds what was used of the limits of an offer to the facts of an order.
  private func state(
    _ offer: Int32, _ buyer: Int32, _ codes: Set<Int32>, _ carried: CarriedUse,
    _ order: inout Order
  ) {
    func used(_ kind: ReservationKind, _ index: Int32, _ customer: Int32 = -1) -> Int64 {
      carried.limits[LimitKey(kind: kind, index: index, customer: customer)] ?? 0
    }
    let terms = offers.terms[Int(offer)]
    let id = name(of: RuleRef(.offer, Int(offer)))
    let before = order.facts.offerUse[id] ?? OfferUse()
    var use = before
    use.uses = Order.sum(use.uses, used(.uses, offer))
    use.usesByCustomer = Order.sum(use.usesByCustomer, used(.usesPerCustomer, offer, buyer))
    use.amount = Order.sum(use.amount, used(.budget, offer))
    use.units = Order.sum(use.units, used(.budgetUnits, offer))
    for code in codes where used(.usesPerCode, code) > 0 {
      guard terms.codes.contains(where: { offers.codeLists[Int($0)] == code }) else { continue }
      let name = offers.codes.name(code)
      use.usesByCode[name] = Order.sum(use.usesByCode[name] ?? 0, used(.usesPerCode, code))
    }
    if use != before { order.facts.offerUse[id] = use }
  }
}

extension Order {
  /// A sum of uses; what does not fit is all there is.
  static func sum(_ a: Int64, _ b: Int64) -> Int64 {
    let (sum, overflow) = a.addingReportingOverflow(b)
    return overflow ? .max : sum
  }

  /// So many thousandths, or the most that a quantity can be.
  static func quantity(_ thousandths: Int64) -> Quantity {
    Quantity(thousandths: min(thousandths, Quantity.bounds.upperBound)) ?? .zero
  }
}
