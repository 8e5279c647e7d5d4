import DealerRules

extension ReferenceRun {
  /// T-004: the tax row of every priced line.
  func chooseTaxRows() {
    for number in states.keys.sorted() {
      guard let state = states[number], state.isPriced, !world.book.tax.rates.isEmpty else {
        continue
      }
      states[number]?.taxRow = taxRow(state.item.product.taxClass)
      if states[number]?.taxRow == nil { tag("tax.none") }
    }
  }

  /// T-004: upward through the regions, then without one; at each the class first.
  private func taxRow(_ taxClass: String?) -> TaxRate? {
    let inForce = world.book.tax.rates.filter { world.isInForce($0.validity, at: instant) }
    var places: [String?] = regions
    places.append(nil)
    for place in places {
      var classes: [String?] = taxClass == nil ? [nil] : [taxClass, nil]
      if world.canary == .classlessTaxFirst { classes.reverse() }
      for wanted in classes {
        if let row = inForce.first(where: { $0.region == place && $0.taxClass == wanted }) {
          tag("tax.region.\(place == nil ? "none" : place == regions.first ? "own" : "above")")
          tag("tax.class.\(wanted == nil ? "none" : "own")")
          return row
        }
      }
    }
    return nil
  }

  /// T-005, T-006: the tax of each line.
  func settleTax() throws(ReferenceFault) {
    let policy = world.book.tax
    for number in states.keys {
      guard let state = states[number], let row = state.taxRow else { continue }
      states[number]?.tax = tax(state.running, row)
      let style = policy.pricesIncludeTax ? "inclusive" : "exclusive"
      tag("tax.\(policy.point).\(style)")
    }
    let used = Set(states.values.compactMap(\.taxRow))
    for row in used { find(.tax, rule: row.id) }
    switch policy.point {
    case .line:
      for number in states.keys {
        guard let exact = states[number]?.tax else { continue }
        states[number]?.tax = world.settle(exact, policy.rounding, currency)
      }
    case .document:
      for row in used {
        let numbers = states.keys.sorted().filter { states[$0]?.taxRow == row }
        let exact = numbers.reduce(Fraction.zero) { $0 + (states[$1]?.tax ?? .zero) }
        spreadTax(world.settle(exact, policy.rounding, currency), numbers)
      }
    }
  }

  /// T-005: the exact taxes of the lines cut toward zero; what the sum lacks goes step by step, in
  /// its sign, to the largest parts cut off.
  private func spreadTax(_ sum: Fraction, _ numbers: [Int32]) {
    let step = world.step(world.book.tax.rounding, currency)
    let lines = numbers.compactMap { states[$0] }
    let cut = lines.map { Fraction(($0.tax / step).truncated) * step }
    var missing = (sum - cut.reduce(.zero, +)) / step
    let sign = missing.isNegative ? Fraction(-1) : .one
    let isMixed = lines.contains(where: \.running.isNegative)
    if isMixed, lines.contains(where: { .zero < $0.running }) { tag("tax.mixed") }
    // Turned to the sign of what is missing, the largest part comes first.
    let off = zip(lines, cut).map { ($0.tax - $1) * sign }
    let order = lines.indices.sorted { a, b in
      if off[a] != off[b] { return off[b] < off[a] }
      let (x, y) = (lines[a].running.magnitude, lines[b].running.magnitude)
      return x == y ? numbers[a] < numbers[b] : y < x
    }
    var shares = cut
    for index in order where !missing.isZero {
      shares[index] += sign * step
      missing -= sign
    }
    for (number, share) in zip(numbers, shares) { states[number]?.tax = share }
  }

  /// T-006: the exact tax of a net amount.
  private func tax(_ net: Fraction, _ row: TaxRate) -> Fraction {
    let rate = Fraction(row.rate)
    return world.book.tax.pricesIncludeTax ? net * rate / (.one + rate) : net * rate
  }

  /// T-001 … T-003: the charges of an order.
  private func charges(list: Fraction, net: Fraction) throws(ReferenceFault) -> Fraction {
    guard states.values.contains(where: \.isPriced) else { return .zero }
    return try giftCharges() + declaredCharges(list: list, net: net)
  }

  /// T-001: the declared charges, less the offers on them.
  func declaredCharges(list: Fraction, net: Fraction) throws(ReferenceFault) -> Fraction {
    guard states.values.contains(where: \.isPriced) else { return .zero }
    var made: [String: Fraction] = [:]
    var sum = Fraction.zero
    for charge in world.book.charges {
      guard world.isInForce(charge.validity, at: instant), holds(charge.when, nil) else { continue }
      let base =
        switch charge.base {
        case .net: net
        case .list: list
        case .charge(let id): made[id] ?? .zero
        }
      let rate = world.exchange(world.book.currency, currency, at: instant)
      guard let rate = charge.amount == 0 ? .zero : rate else {
        find(.noExchangeRate, rule: charge.id)
        continue
      }
      let whole = world.settle(
        base * Fraction(charge.rate) + Fraction(charge.amount) * rate, charge.rounding, currency)
      let amount = reduced(whole, charge)
      made[charge.id] = amount
      sum += amount
      _ = try narrow(amount)
      find(.charge, rule: charge.id)
      tag("charge." + String(describing: charge.base).prefix { $0 != "(" })
      if charge.amount != 0 { tag("charge.amount") }
    }
    return sum
  }

  /// L-002: the lines, the document's rounding and the totals.
  func answer() throws(ReferenceFault) {
    var sums = (list: Fraction.zero, net: Fraction.zero, tax: Fraction.zero)
    for line in order.lines.sorted(by: { $0.number < $1.number }) {
      var result = ReferenceLine(number: line.number)
      result.prices = prices[line.number] ?? [:]
      if let state = states[line.number] {
        result.list = try narrow(state.list, line: line.number)
        result.net = try narrow(state.running, line: line.number)
        result.tax = try narrow(state.tax, line: line.number)
        result.components = try shares(of: state)
        sums.list += state.list
        sums.net += state.running
        sums.tax += state.tax
        output.steps += state.steps
      }
      output.lines.append(result)
    }
    let net = world.settle(sums.net, world.book.rounding.document, currency)
    if net != sums.net { find(.documentRounding, rule: ReferenceNames.document) }
    var charges = try charges(list: sums.list, net: net)
    if !world.book.tax.pricesIncludeTax { charges += sums.tax }
    output.list = try narrow(sums.list)
    output.net = try narrow(net)
    output.tax = try narrow(sums.tax)
    output.charges = try narrow(charges)
    output.payable = try narrow(net + charges)
    try accrue(payable: net + charges)
    approve(net: net)
    output.findings.sort()
    output.gifts = try listedGifts()
    if output.outcome <= .flag || reservesAlways { output.reservations = try reserved() }
    tag("outcome.\(output.outcome)")
    tag("lines.\(output.lines.count == 1 ? "one" : "many")")
  }

  /// P-026, O-027: what the order draws from capped rows and limits, by id and kind.
  private func reserved() throws(ReferenceFault) -> [ReferenceReservation] {
    var all = reservations.values.flatMap { $0 }
    for (limit, drawn) in try reservedLimits() {
      all.append(drawn)
      let isCount = ![.budget, .budgetUnits, .purchases].contains(limit.kind)
      limitsDrawn[limit] = isCount ? .one : Fraction(drawn.amount) + Fraction(drawn.units)
    }
    all += accounts
    limitsDrawn.merge(accountsDrawn) { $1 }
    var sums: [[String]: ReferenceReservation] = [:]
    for use in all {
      let key = [use.id, use.kind]
      var sum =
        sums[key] ?? ReferenceReservation(id: use.id, kind: use.kind, amount: 0, units: 0)
      sum.amount += use.amount
      sum.units += use.units
      sums[key] = sum
    }
    let some = sums.values.filter { $0.units > 0 || $0.amount > 0 }
    return some.sorted { a, b in
      a.id == b.id ? a.kind < b.kind : ReferenceNames.isBefore(a.id, b.id)
    }
  }

  /// K-005: the net of a kit spread over its components.
  private func shares(
    of state: ReferenceState
  ) throws(ReferenceFault) -> [ReferenceComponent] {
    let step = world.step(world.book.rounding.lineExtension, currency)
    let shares = ReferenceSpread.spread(
      state.running, over: state.components.map(\.weight), step: step)
    var result: [ReferenceComponent] = []
    for (component, share) in zip(state.components, shares) {
      let thousandths = component.quantity * Fraction(1000)
      result.append(
        ReferenceComponent(
          product: component.product,
          quantity: thousandths.truncated.int64 ?? .max,
          net: try narrow(share, line: state.item.number)))
    }
    return result.filter { $0.quantity != 0 || $0.net != 0 }
  }
}
