// What a changed sale may use of limits (RULES.md Z-060).
extension ReturnDesk {
  /// The order of a sale with what the sale itself used stated beside what others used, so that
  /// goods that are added use no more than is left.
  func stating(_ sale: StoredSale) -> Order {
    var order = input(of: sale)
    for use in sale.uses {
      switch use.kind {
      case "priceCap":
        guard let cap = rules.prices.capIndex[use.id] else { continue }
        let isAmount = rules.prices.caps[Int(cap)].isAmount
        let before = order.facts.capUsed[use.id]?.counted(asAmount: isAmount) ?? 0
        order.facts.capUsed[use.id] =
          isAmount
          ? .amount(Order.sum(before, use.amount))
          : .quantity(Order.quantity(Order.sum(before, use.units)))
      case "usesPerCode":
        for offer in rules.book.offers
        where offer.codes.contains(where: { IdentifierOrder.areEqual($0, use.id) }) {
          var own = order.facts.offerUse[offer.id] ?? OfferUse()
          own.usesByCode[use.id] = Order.sum(own.usesByCode[use.id] ?? 0, use.units / 1000)
          order.facts.offerUse[offer.id] = own
        }
      default:
        var own = order.facts.offerUse[use.id] ?? OfferUse()
        switch use.kind {
        case "uses": own.uses = Order.sum(own.uses, use.units / 1000)
        case "usesPerCustomer": own.usesByCustomer = Order.sum(own.usesByCustomer, use.units / 1000)
        case "budget": own.amount = Order.sum(own.amount, use.amount)
        case "budgetUnits": own.units = Order.sum(own.units, use.units)
        default: continue
        }
        order.facts.offerUse[use.id] = own
      }
    }
    for earned in sale.earned where earned.kind == "rebateFund" {
      guard let balance = rules.book.balance(ofFund: earned.rule),
        let total = order.facts.totals[balance]
      else { continue }
      order.facts.totals[balance] = max(0, total - earned.amount)
    }
    return order
  }

  /// A limit of which a sale that grew uses more than others leave; `nil` where all suffice.
  func exceeded(_ sale: StoredSale, from before: StoredSale) -> String? {
    for use in sale.uses {
      let old = before.uses.first { $0.isOfSame(as: use) }
      guard use.amount > old?.amount ?? 0 || use.units > old?.units ?? 0,
        let (limit, used) = limit(of: use, before.input.facts)
      else { continue }
      if Order.sum(used, use.amount != 0 ? use.amount : use.units) > limit { return use.id }
    }
    return nil
  }

  /// The rules whose limit a use is of: of a code the offers that it is for.
  func owners(of use: SaleUse) -> [String] {
    guard use.kind == "usesPerCode" else { return [use.id] }
    return rules.book.offers.filter { offer in
      offer.codes.contains { IdentifierOrder.areEqual($0, use.id) }
    }.map(\.id)
  }

  /// What there is of a limit, and what others used of it.
  private func limit(of use: SaleUse, _ facts: Facts) -> (most: Int64, used: Int64)? {
    if use.kind == "priceCap" {
      guard let index = rules.prices.capIndex[use.id] else { return nil }
      let cap = rules.prices.caps[Int(index)]
      return (cap.limit, facts.capUsed[use.id]?.counted(asAmount: cap.isAmount) ?? 0)
    }
    // A code counts alike for all of its offers.
    guard let owner = owners(of: use).first,
      let limits = rules.book.offers.first(where: { IdentifierOrder.areEqual($0.id, owner) })?
        .limits
    else { return nil }
    let own = facts.offerUse[owner] ?? OfferUse()
    func times(_ most: Int64?, _ used: Int64) -> (most: Int64, used: Int64)? {
      func units(_ count: Int64) -> Int64 {
        Int64(clamping: Int128(count) * Int128(Quantity.one.thousandths))
      }
      return most.map { (units($0), units(used)) }
    }
    switch use.kind {
    case "budget": return limits.budget.map { ($0, own.amount) }
    case "budgetUnits": return limits.budgetUnits.map { ($0, own.units) }
    case "uses": return times(limits.uses, own.uses)
    case "usesPerCustomer": return times(limits.usesPerCustomer, own.usesByCustomer)
    case "usesPerCode": return times(limits.usesPerCode, own.usesByCode[use.id] ?? 0)
    default: return nil
    }
  }
}

extension RuleBook {
  /// The balance that the fund of an agreement draws on; `nil` where it promises none.
  fileprivate func balance(ofFund agreement: String) -> String? {
    let own = agreements.first { IdentifierOrder.areEqual($0.id, agreement) }
    guard case .fund(let fund)? = own?.promise else { return nil }
    return fund.balance
  }
}
