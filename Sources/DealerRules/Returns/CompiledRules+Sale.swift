extension CompiledRules {
  /// Prices an order and keeps everything that a later return needs (RULES.md Z-001).
  ///
  /// - Parameters:
  ///   - order: The order as it is placed.
  ///   - carried: What earlier orders used of caps and limits; nothing is taken up.
  ///   - hashes: ``hashes()``, where the caller keeps them; they are computed otherwise.
  /// - Returns: The sale, or the fault of the order. A blocked order makes a sale too: whether it
  ///   may be placed is the caller's to see.
  /// - Complexity: that of ``price(_:)`` and of the hashes.
  public func sale(
    of order: Order, after carried: CarriedUse = CarriedUse(), hashes: RuleHashes? = nil
  ) -> Result<StoredSale, OrderError> {
    sale(of: order, after: carried, hashes ?? self.hashes(), terms: [:])
  }

  /// The same; offers that have `terms` keep them, whatever the policy says now (RULES.md Z-030).
  func sale(
    of order: Order, after carried: CarriedUse = CarriedUse(), _ hashes: RuleHashes,
    terms: IdentifierMap<RemainderTerms>
  ) -> Result<StoredSale, OrderError> {
    var workspace = Workspace(self)
    workspace.setTrace = []
    let (batch, result) = reserving(order, after: carried, &workspace)
    switch decision(of: order, at: 0, batch, result) {
    case .failure(let error): return .failure(error)
    case .success(let decision):
      let stated = stating(carried, in: order)
      var maker = SaleMaker(self, stated, decision, hashes, terms)
      do throws(NumericError) {
        let toBook = workspace.exchange(batch.currency[0], 0, batch.instant[0])
        let sets = (workspace.setTrace ?? []).filter {
          offers.terms[Int($0.offer)].kind == .pattern
        }
        try maker.fill(batch, result, sets, toBook: toBook)
        return .success(maker.sale)
      } catch {
        return .failure(OrderError(order: order.id, code: .overflow))
      }
    }
  }
}

extension CompiledRules {
  /// Prices an order; what it uses of limits is told whatever holds it.
  func priceReserving(_ order: Order) -> Result<Decision, OrderError> {
    var workspace = Workspace(self)
    let (batch, result) = reserving(order, after: nil, &workspace)
    return decision(of: order, at: 0, batch, result)
  }

  /// The order alone as a batch, and what it comes to; its credit is asked where something is
  /// carried.
  private func reserving(
    _ order: Order, after carried: CarriedUse?, _ workspace: inout Workspace
  ) -> (batch: OrderBatch, result: PricedBatch) {
    var batch = OrderBatch()
    batch.append(order, self)
    workspace.reservesAlways = true
    var result = PricedBatch(detail: .steps)
    if let carried {
      workspace.price(batch, after: carried, into: &result)
    } else {
      workspace.price(batch, into: &result)
    }
    return (batch, result)
  }
}

/// Puts a sale together from a decision.
private struct SaleMaker {
  let rules: CompiledRules
  let order: Order
  let decision: Decision
  var sale: StoredSale
  let step: Int64
  /// Terms that are fixed.
  let fixed: IdentifierMap<RemainderTerms>

  init(
    _ rules: CompiledRules, _ order: Order, _ decision: Decision, _ hashes: RuleHashes,
    _ fixed: IdentifierMap<RemainderTerms>
  ) {
    self.rules = rules
    self.fixed = fixed
    self.order = order
    self.decision = decision
    let zone = rules.book.zone
    let day: CivilDate =
      switch order.moment {
      case .date(let date): date
      case .instant(let instant): zone.date(of: instant)
      }
    let buyer = rules.catalog.customers.index(of: order.customer)
    let tier = buyer < 0 ? -1 : rules.catalog.customerTier[Int(buyer)]
    sale = StoredSale(
      order: order.id, customer: order.customer,
      tier: tier < 0 ? nil : rules.catalog.texts.name(tier), currency: decision.currency, day: day,
      includesTax: rules.book.tax.pricesIncludeTax, list: decision.list, net: decision.net,
      tax: decision.tax, charges: decision.charges, payable: decision.payable, items: [], cuts: [],
      extras: [], earned: [], uses: [], terms: [:], rulesHash: hashes.rules,
      pricingHash: hashes.pricing,
      scopeHash: hashes.scope?.hash(of: order),
      inputsHash: rules.inputsHash(of: order), input: order)
    step = sale.step
  }

  mutating func fill(
    _ batch: OrderBatch, _ result: PricedBatch, _ sets: [SetUnits], toBook: Ratio?
  ) throws(NumericError) {
    for step in decision.steps {
      let rule = rules.name(of: step.rule)
      sale.cuts.append(
        SaleCut(
          line: decision.lines[Int(step.line)].number, rule: rule, kind: step.kind.name,
          base: step.base, amount: step.amount))
      if step.rule.kind == .offer { sale.terms[rule] = terms(of: rule) }
    }
    var nets = decision.lines.map(\.net)
    try shareSets(sets, &nets)
    try shareRounding(&nets)
    try addLines(nets)
    try addGifts()
    addExtras(result)
    try addEarnings(result, toBook)
    let earned: Set<String> = ["rebate", "points", "coupon", "rebateFund", "allowance"]
    sale.uses = decision.reservations.filter { !earned.contains($0.kind) }.map {
      SaleUse(id: $0.id, kind: $0.kind, amount: $0.amount, units: $0.units)
    }
  }

  private mutating func addEarnings(
    _ result: PricedBatch, _ toBook: Ratio?
  ) throws(NumericError) {
    var worth = try EarningWorth(decision, result.reasons, toBook: toBook)
    let lines = countedLines()
    for accrual in decision.accruals {
      let rule = rules.name(of: accrual.rule)
      var earned = SaleEarning(
        rule: rule, kind: accrual.kind, account: rule + "/" + (accrual.beneficiary ?? ""),
        amount: accrual.amount, units: accrual.units, worth: try worth.next(accrual))
      if !SaleEarning.fundKinds.contains(accrual.kind) {
        earned.lines = lines[accrual.rule.index]?.sorted()
      }
      sale.earned.append(earned)
    }
  }

  /// The lines that earned some of what agreements promise for lines of their own, by row
  /// (RULES.md Z-045).
  private func countedLines() -> [Int: Set<Int32>] {
    var lines: [Int: Set<Int32>] = [:]
    for part in decision.accrualParts where part.amount > 0 || part.units > 0 {
      guard let line = part.line, let own = rules.agreement(part.rule), own.when != .always else {
        continue
      }
      lines[part.rule.index, default: []].insert(line)
    }
    return lines
  }

  /// The terms of an offer: those that are fixed, else those of the book's return policy.
  private func terms(of offer: String) -> RemainderTerms {
    let policy = rules.book.returns
    return fixed[offer] ?? policy?.byOffer[offer] ?? policy?.promotions ?? .proportional
  }

  // MARK: Shares

  private static func sum(_ amounts: [Int64]) throws(NumericError) -> Int64 {
    var total: Int64 = 0
    for amount in amounts { total = try Wide.add(total, amount) }
    return total
  }

  /// The scale at which amounts are spread: that of the currency where they are whole minor units.
  private func scale(_ amounts: [Int64]) -> Int? {
    amounts.allSatisfy { $0 % step == 0 } ? nil : Money.scale
  }

  private func spread(
    _ amount: Int64, _ weights: [Int64], caps: [Int64]? = nil
  ) throws(NumericError) -> [Int64] {
    try Money(millionths: amount, sale.currency).allocated(
      over: weights, caps: caps, scale: scale([amount] + (caps ?? []))
    ).map(\.millionths)
  }

  /// What a pattern took off some units of a set belongs to all units of it (RULES.md Z-004).
  private mutating func shareSets(_ sets: [SetUnits], _ nets: inout [Int64]) throws(NumericError) {
    for offer in Set(sets.map(\.offer)).sorted() {
      let rule = rules.name(of: RuleRef(.offer, Int(offer)))
      var weights: [Int: Int64] = [:]
      for unit in sets where unit.offer == offer {
        let line = Int(unit.use.position)
        let worth = try unit.use.units.multiplied(by: unit.use.price).settled(step: 1, mode: .down)
        weights[line] = try Wide.add(weights[line] ?? 0, max(worth, 0))
      }
      let own = sale.cuts.indices.filter { sale.cuts[$0].rule == rule }
      let total = try SaleMaker.sum(own.map { sale.cuts[$0].amount })
      let lines = weights.keys.sorted()
      guard total < 0, lines.count > 1 else { continue }
      var freed = nets
      for index in own {
        guard let line = position(sale.cuts[index].line) else { continue }
        freed[line] = try Wide.subtract(freed[line], sale.cuts[index].amount)
      }
      let caps = lines.map { max(freed[$0], 0) }
      let shares: [Int64]
      do throws(NumericError) {
        shares = try spread(-total, lines.map { weights[$0] ?? 0 }, caps: caps)
      } catch {
        // Where the lines cannot bear it, it stays where it fell.
        continue
      }
      sale.cuts.removeAll { $0.rule == rule }
      nets = freed
      for (line, share) in zip(lines, shares) where share != 0 {
        nets[line] = try Wide.subtract(nets[line], share)
        sale.cuts.append(
          SaleCut(
            line: decision.lines[line].number, rule: rule, kind: "set",
            base: weights[line] ?? 0, amount: -share))
      }
    }
  }

  private func position(_ number: Int32) -> Int? {
    decision.lines.firstIndex { $0.number == number }
  }

  /// Document rounding belongs to the goods (RULES.md Z-005).
  private func shareRounding(_ nets: inout [Int64]) throws(NumericError) {
    let rest = try Wide.subtract(decision.net, SaleMaker.sum(nets))
    guard rest != 0 else { return }
    let weights = nets.map { max($0, 0) }
    guard weights.contains(where: { $0 > 0 }) else {
      if let first = nets.indices.first { nets[first] = try Wide.add(nets[first], rest) }
      return
    }
    let caps = rest < 0 ? weights : nil
    let shares = try Money(millionths: rest, sale.currency)
      .allocated(over: weights, caps: caps, scale: scale(weights + [rest])).map(\.millionths)
    for line in nets.indices { nets[line] = try Wide.add(nets[line], shares[line]) }
  }

  // MARK: Items

  private func categories(_ product: String) -> [String] {
    let index = rules.catalog.products.index(of: product)
    guard index >= 0 else { return [] }
    var result: [String] = []
    var category = rules.catalog.productCategory[Int(index)]
    while category >= 0 {
      result.append(rules.catalog.categories.name(category))
      category = rules.catalog.categoryTree.parent(of: category)
    }
    return result
  }

  private mutating func addLines(_ nets: [Int64]) throws(NumericError) {
    for (line, net) in zip(decision.lines, nets) {
      let whole = SaleItem(
        number: line.number, product: line.product, categories: categories(line.product),
        quantity: line.quantity.thousandths, unit: line.unit, list: line.list, paid: net,
        tax: line.tax)
      guard !line.components.isEmpty, net >= 0 else {
        sale.items.append(whole)
        continue
      }
      try addParts(of: line, whole)
    }
  }

  /// Parts of a kit come back alone; their shares are those of the decision (RULES.md K-005).
  private mutating func addParts(of line: PricedLine, _ whole: SaleItem) throws(NumericError) {
    let weights = line.components.map { max($0.net, 0) }
    // What holds no thousandth of a part cannot be told apart.
    guard weights.contains(where: { $0 > 0 }), line.components.allSatisfy({ $0.quantity > 0 })
    else {
      sale.items.append(whole)
      return
    }
    let parts = [
      try spread(whole.paid, weights), try spread(whole.list, weights),
      try spread(whole.tax, weights),
    ]
    for (index, component) in line.components.enumerated() {
      let unit = rules.book.products.isEmpty ? "" : unit(of: component.product)
      sale.items.append(
        SaleItem(
          number: line.number, part: component.product, product: component.product,
          categories: categories(component.product), quantity: component.quantity, unit: unit,
          list: parts[1][index], paid: parts[0][index], tax: parts[2][index]))
    }
  }

  private func unit(of product: String) -> String {
    let index = rules.catalog.products.index(of: product)
    guard index >= 0 else { return "" }
    let units = rules.catalog.units
    let row = units.baseRow(of: rules.catalog.productUnits[Int(index)])
    return rules.catalog.texts.name(units.unit[row])
  }

  /// Gifts on top are items; one under proportional terms takes its share of what was paid along
  /// (RULES.md Z-006).
  private mutating func addGifts() throws(NumericError) {
    var number = (decision.lines.map(\.number).max() ?? 0)
    for gift in decision.gifts where !gift.isInclusive {
      number += 1
      let rule = rules.name(of: gift.rule)
      let terms = terms(of: rule)
      sale.terms[rule] = terms
      let worth = try alone(gift)
      var item = SaleItem(
        number: number, gift: rule, product: gift.product, categories: categories(gift.product),
        quantity: gift.quantity, unit: unit(of: gift.product), list: worth, paid: gift.price,
        tax: 0)
      if terms == .proportional, worth > gift.price {
        try takeShare(&item, worth - gift.price)
      }
      sale.items.append(item)
    }
  }

  /// A gift's part of what was paid: lines of its own product, else all lines, keep theirs in the
  /// proportion of amounts, cut to steps; the gift takes the rest.
  private mutating func takeShare(
    _ gift: inout SaleItem, _ worth: Int64
  ) throws(NumericError) {
    let ordered = sale.items.indices.filter {
      sale.items[$0].gift == nil && sale.items[$0].paid > 0
    }
    let same = ordered.filter {
      IdentifierOrder.areEqual(sale.items[$0].product, gift.product)
    }
    let givers = same.isEmpty ? ordered : same
    let pool = try SaleMaker.sum(givers.map { sale.items[$0].paid })
    guard pool > 0 else { return }
    let whole = try Wide.add(pool, worth)
    for index in givers {
      let paid = sale.items[index].paid
      let kept = ReturnShare.upTo(pool, of: whole, paid, step: step)
      gift.paid = try Wide.add(gift.paid, paid - kept)
      sale.items[index].paid = kept
      let tax = ReturnShare.upTo(pool, of: whole, sale.items[index].tax, step: step)
      gift.tax = try Wide.add(gift.tax, sale.items[index].tax - tax)
      sale.items[index].tax = tax
    }
  }

  /// What a gift costs as the only line of an order; 0 without a price.
  private func alone(_ gift: PricedGift) throws(NumericError) -> Int64 {
    guard let quantity = Quantity(thousandths: gift.quantity) else { return 0 }
    var single = order
    single.coupons = []
    single.lines = [OrderLine(number: 1, product: gift.product, quantity: quantity)]
    guard case .success(let decision) = rules.price(single) else { return 0 }
    return max(decision.list, 0)
  }

  // MARK: Charges

  private mutating func addExtras(_ result: PricedBatch) {
    var rest = decision.charges
    if !sale.includesTax { rest -= decision.tax }
    for gift in decision.gifts where !gift.isInclusive { rest -= gift.price }
    for record in result.reasons where record.code == .charge && record.c != 0 {
      sale.extras.append(SaleExtra(rule: rules.name(of: record.rule), amount: record.c))
      rest -= record.c
    }
    guard rest != 0 else { return }
    // What cut a charge belongs to the largest one.
    let largest = sale.extras.indices.max { sale.extras[$0].amount < sale.extras[$1].amount }
    if let largest {
      sale.extras[largest].amount += rest
    } else {
      sale.extras.append(SaleExtra(rule: "", amount: rest))
    }
  }
}
