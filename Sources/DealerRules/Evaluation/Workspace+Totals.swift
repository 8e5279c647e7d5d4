// From line nets to the amount payable: document, charges, tax (RULES.md M-006, T-001 … T-006).
extension Workspace {
  /// Settles an order once its lines are final.
  mutating func settleOrder(
    _ order: Int32, _ result: inout PricedBatch
  ) throws(NumericError) {
    let currency = batch.currencyValue[Int(order)]
    let (listTotal, exact, net) = try totals(order)
    if net != exact {
      report(
        .documentRounding, line: -1, rule: PolicyRule.document.rule, a: exact,
        b: try Wide.subtract(net, exact), &result)
    }
    let tax = try settleTax(order, currency, &result)
    var charges = try chargeGifts(&result)
    charges = try Wide.add(
      charges, try settleCharges(order, currency, listTotal, net, &result))
    if !rules.book.tax.pricesIncludeTax { charges = try Wide.add(charges, tax.total) }
    for line in listAmount.indices {
      setLine(
        line, list: listAmount[line], net: running[line],
        tax: tax.hasTax ? lineTax[line] : 0, &result)
    }
    setTotals(
      list: listTotal, net: net, charges: charges, tax: tax.total,
      payable: try Wide.add(net, charges), &result)
    guard result.detail >= .lines else { return }
    for line in batch.lineStart[Int(order)]..<batch.lineStart[Int(order) + 1] {
      let position = Int(line - batch.lineStart[Int(order)])
      try spreadKit(line, order, running[position], &result)
    }
  }

  /// The list amounts of the lines together, their nets, and these settled.
  private mutating func totals(
    _ order: Int32
  ) throws(NumericError) -> (list: Int64, exact: Int64, net: Int64) {
    var list: Int128 = 0
    var sum: Int128 = 0
    for line in listAmount.indices {
      list += Int128(listAmount[line])
      sum += Int128(running[line])
    }
    let rounding = rules.book.rounding.document
    let exact = try Wide.narrow(sum)
    let step = rounding.step(in: batch.currencyValue[Int(order)])
    return (
      try Wide.narrow(list), exact,
      try Wide.roundToStep(exact, step: step, mode: rounding.mode)
    )
  }

  // MARK: Charges

  /// What the declared charges come to on the amounts of the moment, with the offers on them that
  /// are candidates.
  mutating func chargesNow(
    _ order: Int32, _ result: inout PricedBatch
  ) throws(NumericError) -> Int64 {
    guard !rules.charges.charges.isEmpty else { return 0 }
    let (list, _, net) = try totals(order)
    return try settleCharges(order, batch.currencyValue[Int(order)], list, net, &result)
  }

  private mutating func settleCharges(
    _ order: Int32, _ currency: Currency, _ list: Int64, _ net: Int64,
    _ result: inout PricedBatch
  ) throws(NumericError) -> Int64 {
    // Nothing priced, nothing charged (RULES.md T-003).
    guard !rules.charges.charges.isEmpty, isPriced.contains(true) else { return 0 }
    chargeAmounts.removeAll(keepingCapacity: true)
    let context = orderContext(order)
    let instant = batch.instant[Int(order)]
    var total: Int64 = 0
    for index in rules.charges.charges.indices {
      let full = try charge(index, context, instant, currency, list, net, &result)
      let amount = try reduced(index, full, order, currency, &result)
      chargeAmounts.append(amount)
      total = try Wide.add(total, amount)
    }
    return total
  }

  private mutating func charge(
    _ index: Int, _ context: borrowing ConditionContext, _ instant: Int64, _ currency: Currency,
    _ list: Int64, _ net: Int64, _ result: inout PricedBatch
  ) throws(NumericError) -> Int64 {
    let charge = rules.charges.charges[index]
    guard charge.validity.contains(Instant(secondsSinceEpoch: instant)),
      rules.conditions.holds(charge.condition, context, rules.catalog, batch)
    else { return 0 }
    let base: Int64 =
      switch charge.base {
      case .net: net
      case .list: list
      case .charge: chargeAmounts[Int(charge.baseIndex)]
      }
    var exact = Ratio(Int128(base) * Int128(charge.rate), 1_000_000)
    if charge.amount != 0 {
      guard let rate = exchange(0, context.currency, instant) else {
        report(.noExchangeRate, line: -1, rule: RuleRef(.charge, index), &result)
        return 0
      }
      exact = try exact.added(to: Ratio(Int128(charge.amount), 1).multiplied(by: rate))
    }
    let amount = try exact.settled(
      step: charge.rounding.step(in: currency), mode: charge.rounding.mode)
    report(
      .charge, line: -1, rule: RuleRef(.charge, index), a: base, b: charge.rate, c: amount,
      &result)
    return amount
  }

  // MARK: Tax

  private mutating func settleTax(
    _ order: Int32, _ currency: Currency, _ result: inout PricedBatch
  ) throws(NumericError) -> (total: Int64, hasTax: Bool) {
    guard !rules.charges.taxes.isEmpty else { return (0, false) }
    lineTax.removeAll(keepingCapacity: true)
    taxRows.removeAll(keepingCapacity: true)
    forgetTaxRows()
    let start = batch.lineStart[Int(order)]
    for line in listAmount.indices {
      lineTax.append(0)
      guard isPriced[line] else { continue }
      let product = batch.product[Int(start) + line]
      let row = taxRow(ofClass: Int(rules.charges.productTaxClass[Int(product)]), order)
      taxRow[line] = row
      if row >= 0, !taxRows.contains(row) { taxRows.append(row) }
    }
    let taxes = rules.charges.taxes
    taxRows.sort { IdentifierOrder.precedes(taxes[Int($0)].id, taxes[Int($1)].id) }
    let step = rules.book.tax.rounding.step(in: currency)
    var total: Int64 = 0
    for row in taxRows {
      let amount =
        rules.book.tax.point == .line
        ? try taxLines(row, step) : try taxDocument(row, step, start)
      total = try Wide.add(total, amount.tax)
      report(
        .tax, line: -1, rule: RuleRef(.tax, Int(row)), a: amount.base,
        b: rules.charges.taxes[Int(row)].rate, c: amount.tax, &result)
    }
    return (total, true)
  }

  /// Forgets what the order before looked up; only that, because there can be many classes.
  private mutating func forgetTaxRows() {
    if taxRowOfClass.isEmpty {
      taxRowOfClass.append(contentsOf: repeatElement(-2, count: rules.charges.taxClasses.count))
    }
    for index in taxClasses { taxRowOfClass[index] = -2 }
    taxClasses.removeAll(keepingCapacity: true)
  }

  /// The tax row of a class for an order, searched for the first of its lines.
  private mutating func taxRow(ofClass index: Int, _ order: Int32) -> Int32 {
    if taxRowOfClass[index] == -2 {
      taxClasses.append(index)
      taxRowOfClass[index] = rules.charges.tax(
        rules.charges.taxClasses[index], batch.region[Int(order)],
        at: batch.instant[Int(order)], rules.catalog.regionTree)
    }
    return taxRowOfClass[index]
  }

  /// The tax of an amount before it is settled (RULES.md T-006).
  private mutating func exactTax(_ net: Int64, _ row: Int32) -> Ratio {
    let rate = Int128(rules.charges.taxes[Int(row)].rate)
    let divisor = rules.book.tax.pricesIncludeTax ? 1_000_000 + rate : 1_000_000
    return Ratio(Int128(net) * rate, divisor)
  }

  private mutating func taxLines(
    _ row: Int32, _ step: Int64
  ) throws(NumericError) -> (base: Int64, tax: Int64) {
    var base: Int64 = 0
    var total: Int64 = 0
    for line in running.indices where taxRow[line] == row {
      position = Int32(line)
      let tax = try exactTax(running[line], row).settled(
        step: step, mode: rules.book.tax.rounding.mode)
      position = -1
      lineTax[line] = tax
      base = try Wide.add(base, running[line])
      total = try Wide.add(total, tax)
    }
    return (base, total)
  }

  /// Settles the tax of all lines of a row once; each line has its own tax cut to the step, and
  /// the steps still missing go to the largest parts cut off in their sign.
  private mutating func taxDocument(
    _ row: Int32, _ step: Int64, _ start: Int32
  ) throws(NumericError) -> (base: Int64, tax: Int64) {
    var base: Int64 = 0
    var cut: Int64 = 0
    for line in running.indices where taxRow[line] == row {
      position = Int32(line)
      lineTax[line] = try exactTax(running[line], row).settled(step: step, mode: .down)
      position = -1
      base = try Wide.add(base, running[line])
      cut = try Wide.add(cut, lineTax[line])
    }
    let total = try exactTax(base, row).settled(step: step, mode: rules.book.tax.rounding.mode)
    let missing = try Wide.subtract(total, cut)
    guard missing != 0 else { return (base, total) }
    allocator.removeAll()
    for line in running.indices where taxRow[line] == row {
      let rest = taxCutOff(line, row, step)
      guard rest.signum() == Int128(missing.signum()) else { continue }
      allocator.add(
        cutOff: rest.magnitude, weight: running[line].magnitude,
        number: batch.number[Int(start) + line])
    }
    allocator.placeSteps(Int(clamping: missing.magnitude / step.magnitude))
    var next = 0
    for line in running.indices
    where taxRow[line] == row && taxCutOff(line, row, step).signum() == Int128(missing.signum()) {
      let more = missing < 0 ? -step : step
      if allocator.shares[next] != 0 { lineTax[line] = try Wide.add(lineTax[line], more) }
      next += 1
    }
    return (base, total)
  }

  /// What cutting a line's tax to the step took off, in parts of the rate's divisor.
  private mutating func taxCutOff(_ line: Int, _ row: Int32, _ step: Int64) -> Int128 {
    let exact = exactTax(running[line], row)
    return exact.numerator % (exact.denominator * Int128(step))
  }
}
