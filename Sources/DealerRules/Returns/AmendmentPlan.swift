/// What an amendment makes of the goods of a sale (RULES.md Z-060).
struct AmendmentPlan {
  /// The changed order.
  var order: Order
  /// What is priced as an order of its own.
  var more: [OrderLine]
  /// What stays of each line at its price, in thousandths; what was taken out before stays out.
  var kept: [Int32: Int64]
  /// What went out by the supplier's fault.
  var missing: [OrderLine]

  /// The changed order, what is missing in it.
  var full: Order {
    var full = order
    for line in missing {
      let place = full.lines.firstIndex { $0.number == line.number }
      if let place {
        full.lines[place].quantity = Order.quantity(
          Order.sum(full.lines[place].quantity.thousandths, line.quantity.thousandths))
      } else {
        full.lines.append(line)
      }
    }
    return full
  }

  /// What is added to a sale: what is priced as an order of its own, and what its lines have more
  /// than it at the price of one.
  func added(to base: StoredSale) -> [OrderLine] {
    let before = StoredSale.quantities(base.input)
    var lines = more
    for line in order.lines {
      guard let whole = before[line.number], let own = kept[line.number], own > whole else {
        continue
      }
      var line = line
      line.quantity = Order.quantity(own - whole)
      lines.append(line)
    }
    return lines
  }

  init(
    _ order: Order, _ sale: StoredSale, pricedAs base: StoredSale, _ quantities: [Int32: Int64],
    adding added: [OrderLine], _ terms: AmendmentTerms, isSupplierFault: Bool
  ) throws(SaleChangeFault) {
    self.order = order
    self.order.lines = []
    more = added
    kept = StoredSale.quantities(base.input).mapValues { _ in Int64(0) }
    missing = []
    for line in sale.input.lines {
      let wanted = quantities[line.number] ?? line.quantity.thousandths
      guard wanted >= 0, let quantity = Quantity(thousandths: wanted) else {
        throw .badQuantity(line.number)
      }
      let before = line.quantity.thousandths
      let isCounted = terms == .keepPrices && base.tellsPrice(of: line.number)
      kept[line.number] = isCounted ? wanted : min(wanted, before)
      var changed = line
      changed.quantity = quantity
      if wanted > 0 { self.order.lines.append(changed) }
      if wanted > before, terms != .repriceAll, !isCounted,
        let rest = Quantity(thousandths: wanted - before)
      {
        changed.quantity = rest
        more.append(changed)
      }
    }
    let ordered = StoredSale.quantities(sale.input)
    for number in quantities.keys.sorted() where ordered[number] == nil {
      throw .unknownLine(number)
    }
    for line in added where ordered[line.number] != nil { throw .numberTaken(line.number) }
    self.order.lines += added
    missing = missed(sale, base, isSupplierFault)
  }

  /// What has gone out by the supplier's fault: what went out before and what goes out now, if that
  /// is one, no more than the order lacks of what it had when it was priced last. What changes
  /// nothing says anew of everything that is out whose fault it was.
  private func missed(
    _ sale: StoredSale, _ base: StoredSale, _ isSupplierFault: Bool
  ) -> [OrderLine] {
    let (now, before) = (StoredSale.quantities(order), StoredSale.quantities(sale.input))
    let isSame = now == before
    var lacks = StoredSale.quantities(base.input)
    for line in base.missing {
      lacks[line.number] = Order.sum(lacks[line.number] ?? 0, line.quantity.thousandths)
    }
    for (number, quantity) in now where lacks[number] != nil {
      lacks[number] = max(0, (lacks[number] ?? 0) - quantity)
    }
    var left: [Int32: Int64] = [:]
    for line in isSame ? base.missing : sale.missing {
      left[line.number] = line.quantity.thousandths
    }
    if isSupplierFault {
      for (number, quantity) in isSame ? lacks : before {
        let out = isSame ? quantity : max(0, quantity - (now[number] ?? 0))
        left[number] = Order.sum(left[number] ?? 0, out)
      }
    }
    for (number, quantity) in left {
      // A line that was added under its number stands in its place.
      let isTaken = now[number] != nil && before[number] == nil
      left[number] = isTaken ? 0 : min(quantity, lacks[number] ?? 0)
    }
    var known: [Int32: OrderLine] = [:]
    for line in base.missing + sale.missing + base.input.lines + sale.input.lines {
      known[line.number] = line
    }
    return left.sorted { $0.key < $1.key }.compactMap { number, quantity in
      guard quantity > 0, var line = known[number] else { return nil }
      line.quantity = Order.quantity(quantity)
      return line
    }
  }
}

extension ReturnDesk {
  /// An order that loses an offer, priced anew with what went out by the supplier's fault, of which
  /// it has its share; `nil` where none is lost or offers stay that are (RULES.md Z-060).
  func repriced(
    _ plan: AmendmentPlan, _ sale: StoredSale, pricedAs base: StoredSale
  ) throws(SaleChangeFault) -> SaleChange? {
    guard policy.lostThreshold != .keep, !plan.order.lines.isEmpty else { return nil }
    var plan = plan
    let missing = plan.missing
    if policy.lostThreshold == .reprice { plan.missing = [] }
    var out: [Int32: Int64] = [:]
    for line in plan.missing { out[line.number] = line.quantity.thousandths }
    var away: [Int32: Int64] = [:]
    for line in base.missing {
      away[line.number] = min(line.quantity.thousandths, out[line.number] ?? 0)
    }
    var stays: [Int32: Int64] = [:]
    for (number, whole) in StoredSale.quantities(base.input) {
      let absent = (out[number] ?? 0) - (away[number] ?? 0)
      stays[number] = min(whole, (plan.kept[number] ?? 0) + absent)
    }
    guard base.mayLose(stays) else { return nil }
    let full = plan.full
    let added = plan.added(to: base)
    var again = try priced(full, sale)
    var lost = LostOffers(
      self, base, stays, away: away, in: full, as: again.sale, beside: added)
    var isLost = false
    try fit(&isLost) { (isLost) throws(NumericError) in isLost = try lost.isAny() }
    guard isLost else { return nil }
    if !plan.missing.isEmpty {
      let there = StoredSale.quantities(plan.order)
      let wanted = StoredSale.quantities(full).reduce(into: [Int32: Int64]()) {
        $0[$1.key] = there[$1.key] ?? 0
      }
      var part = try scaled(again.sale, wanted, mayGrow: false)
      restate(&part, plan.order)
      try fit(&part) { (part) throws(NumericError) in
        try part.follow(again.sale, by: owners, counting: lines(earning:in:))
      }
      again = try change(part, sale, isRepriced: true)
    }
    // Units are those of the sale as it was priced last, unless some came to it.
    again.isRepriced = !plan.more.isEmpty
    again.sale.missing = missing
    return again
  }
}
