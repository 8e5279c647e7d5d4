extension OrderBatch {
  /// Resolves an order against a compiled book and appends it.
  ///
  /// Never fails: unknown ids become −1 and later findings, structural faults are kept and become
  /// the order's ``OrderError`` (RULES.md ).
  /// - Complexity: O(lines · log lines).
  public mutating func append(_ order: Order, _ rules: CompiledRules) {
    guard adopt(rules) else {
      appendForeign(order, rules)
      return
    }
    let index = Int32(truncatingIfNeeded: count)
    let stated = statements
    let customer = rules.catalog.customers.index(of: order.customer)
    ids.append(order.id)
    self.customer.append(customer)
    appendMoment(order, rules)
    let own = customer >= 0 ? rules.catalog.customerCurrency[Int(customer)] : -1
    let used = order.currency.map { rules.catalog.index(of: $0) } ?? max(own, 0)
    currency.append(used)
    currencyValue.append(
      order.currency ?? (used >= 0 ? rules.catalog.currencies[Int(used)] : rules.book.currency))
    let home = customer >= 0 ? Int(customer) : nil
    channel.append(
      order.channel.map { OrderBatch.symbol($0, rules) }
        ?? home.map { rules.catalog.customerChannel[$0] } ?? -1)
    appendPlace(order, customer, rules)
    for (name, value) in order.attributes {
      let symbol = rules.catalog.orderAttributeNames.index(of: name)
      guard symbol >= 0 else { continue }
      orderAttributes[OrderBatch.key(index, symbol)] = OrderBatch.value(value, rules)
    }
    if rules.catalog.orderAttributeNames.count > 0 {
      for (name, value) in order.statedFields {
        let symbol = rules.catalog.orderAttributeNames.index(of: name)
        guard symbol >= 0 else { continue }
        orderAttributes[OrderBatch.key(index, symbol)] = OrderBatch.value(value, rules)
      }
    }
    for code in order.coupons { coupons.append(OrderBatch.symbol(code, rules)) }
    couponStart.append(Int32(coupons.count))
    let factsAreGood = appendFacts(order.facts, index, rules)
    let usesAreGood = promotion.append(order, index, rules)
    guarding.append(order, index, rules)
    if order.billTo != nil || order.credit != OrderCredit() {
      credit[index] = StatedCredit(payer: order.billTo, credit: order.credit)
    }
    var suppliesAreGood = true
    if !order.facts.lots.isEmpty || order.facts.recentOrders != nil {
      suppliesAreGood = supply.append(order, index, instant: instant.last ?? 0, rules)
    }
    appendLines(order, factsAreGood && usesAreGood && suppliesAreGood, rules)
    isUnusual.append(statements != stated)
  }

  /// Keeps the place of an order that other rules than the batch's were to resolve.
  private mutating func appendForeign(_ order: Order, _ rules: CompiledRules) {
    ids.append(order.id)
    customer.append(-1)
    appendMoment(order, rules)
    currency.append(-1)
    currencyValue.append(order.currency ?? rules.book.currency)
    channel.append(-1)
    region.append(-1)
    regionSpan.append(0)
    isMisplaced.append(false)
    solicitation.append(.unknown)
    fault.append(OrderError.Code.otherRules.rawValue + 1)
    faultLine.append(OrderBatch.noLine)
    lineStart.append(Int32(product.count))
    couponStart.append(Int32(coupons.count))
    ordersBefore.append(-1)
    lastOrder.append(Int32.min)
    isUnusual.append(true)
    promotion.codeStart.append(Int32(promotion.codes.count))
  }

  private mutating func appendMoment(_ order: Order, _ rules: CompiledRules) {
    let zone = rules.book.zone
    let moment: Instant
    switch order.moment {
    case .instant(let instant):
      moment = instant
      secondOfDay.append(zone.secondOfDay(of: moment))
    case .date(let date):
      moment = zone.start(of: date)
      secondOfDay.append(-1)
    }
    instant.append(moment.secondsSinceEpoch)
    day.append(zone.date(of: moment).daysSinceEpoch)
    requested.append(
      (order.requested.map { zone.start(of: $0) } ?? moment).secondsSinceEpoch)
    shipped.append((order.shipped.map { zone.start(of: $0) } ?? moment).secondsSinceEpoch)
  }

  /// Resolves facts; false where one names nothing, is of the wrong kind or below zero: a slip in
  /// a name would otherwise grant a cap once more.
  private mutating func appendFacts(
    _ facts: Facts, _ index: Int32, _ rules: CompiledRules
  ) -> Bool {
    var areGood = true
    for (id, balance) in facts.openingBalances {
      guard let meaning = rules.prices.openingBalance(id),
        let value = balance.counted(asAmount: meaning.isAmount)
      else {
        areGood = false
        continue
      }
      openingBalances[OrderBatch.key(index, meaning.index)] = value
    }
    for (id, used) in facts.capUsed {
      guard let meaning = rules.prices.capUse(id),
        let value = used.counted(asAmount: meaning.isAmount)
      else {
        areGood = false
        continue
      }
      capUsed[OrderBatch.key(index, meaning.index)] = value
    }
    ordersBefore.append(facts.ordersBefore.map { max($0, 0) } ?? -1)
    lastOrder.append(facts.lastOrder?.daysSinceEpoch ?? Int32.min)
    for (name, total) in facts.totals {
      let symbol = rules.catalog.totalNames.index(of: name)
      if symbol >= 0 { totals[OrderBatch.key(index, symbol)] = total }
    }
    return areGood
  }

  private mutating func appendLines(
    _ order: Order, _ factsAreGood: Bool, _ rules: CompiledRules
  ) {
    var fault: UInt8 = 0
    var faultLine = OrderBatch.noLine
    func note(_ code: OrderError.Code, _ line: Int32) {
      guard fault == 0 else { return }
      (fault, faultLine) = (code.rawValue + 1, line)
    }
    if order.lines.isEmpty { note(.noLines, OrderBatch.noLine) }
    if order.lines.count > rules.limits.linesPerOrder { note(.tooManyLines, OrderBatch.noLine) }
    if OrderBatch.count(order.approvals) > rules.limits.approvalsPerOrder {
      note(.tooManyApprovals, OrderBatch.noLine)
    }
    // An order takes at least the place of a line; places are counted in 32 bits.
    let room = min(rules.limits.linesPerBatch, Int(Int32.max) - 1)
    if max(product.count + order.lines.count, count) > room {
      note(.batchTooLarge, OrderBatch.noLine)
    }
    if fault == 0 {
      let sorted = order.lines.sorted { $0.number < $1.number }
      for (index, line) in sorted.enumerated() {
        if !(1...1_000_000).contains(line.number) { note(.lineNumberOutOfRange, line.number) }
        // Asked of the first of them, so that their position in the order changes nothing.
        if index + 1 < sorted.count, sorted[index + 1].number == line.number {
          note(.duplicateLineNumber, line.number)
        }
        if line.quantity <= .zero { note(.quantityNotPositive, line.number) }
      }
      if !factsAreGood { note(.badFacts, OrderBatch.noLine) }
      if fault == 0 {
        for line in sorted {
          let index = Int32(product.count)
          append(line, rules)
          if !order.facts.lots.isEmpty { noteExpiry(of: line, at: index) }
        }
      }
    }
    self.fault.append(fault)
    self.faultLine.append(faultLine)
    lineStart.append(Int32(product.count))
  }

  /// Keeps when the goods of a line of the order that is appended expire (RULES.md C-002).
  private mutating func noteExpiry(of line: OrderLine, at index: Int32) {
    let order = Int32(ids.count - 1)
    let key = OrderBatch.key(order, product[Int(index)])
    supply.noteExpiry(of: line, at: index, among: key, day: day[Int(order)])
  }

  private mutating func append(_ line: OrderLine, _ rules: CompiledRules) {
    let index = Int32(product.count)
    let product = rules.catalog.products.index(of: line.product)
    number.append(line.number)
    self.product.append(product)
    quantity.append(line.quantity.thousandths)
    if product >= 0 {
      let profile = rules.catalog.productUnits[Int(product)]
      let row =
        line.unit.map {
          rules.catalog.units.row(of: rules.catalog.texts.index(of: $0), in: profile)
        }
        ?? rules.catalog.units.baseRow(of: profile)
      unitRow.append(Int32(row))
    } else {
      unitRow.append(-1)
      unknownProducts[index] = line.product
    }
    if unitRow[Int(index)] < 0 { unknownUnits[index] = line.unit }
    if let quoted = line.quoted { guarding.quoted[index] = quoted }
    project.append(line.project.map { OrderBatch.symbol($0, rules) } ?? -1)
    if let typed = line.manual {
      manual.append(Int32(manuals.count))
      manuals.append(typed)
    } else {
      manual.append(-1)
    }
    for (name, value) in line.attributes {
      let symbol = rules.catalog.lineAttributeNames.index(of: name)
      guard symbol >= 0 else { continue }
      lineAttributes[OrderBatch.key(index, symbol)] = OrderBatch.value(value, rules)
    }
  }

  /// The symbol of a text: −1 stands for an absent one, −2 for one that no rule names.
  static func symbol(_ text: String, _ rules: CompiledRules) -> Int32 {
    let index = rules.catalog.texts.index(of: text)
    return index < 0 ? -2 : index
  }

  private static func value(
    _ value: AttributeValue, _ rules: CompiledRules
  ) -> AttributeColumns.Value {
    switch value {
    case .text(let text): .init(kind: .text, payload: Int64(rules.catalog.texts.index(of: text)))
    case .number(let number): .init(kind: .number, payload: number)
    case .flag(let flag): .init(kind: .flag, payload: flag ? 1 : 0)
    case .date(let date): .init(kind: .date, payload: Int64(date.daysSinceEpoch))
    }
  }
}
