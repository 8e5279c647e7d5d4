// What an order earns beside its price (RULES.md A-001 … A-010).
extension Workspace {
  /// Works out every agreement of an order whose amounts are final.
  mutating func accrue(_ order: Int32, _ result: inout PricedBatch) throws(NumericError) {
    guard !rules.agreements.isEmpty, isPriced.contains(true) else { return }
    beginAccruals(order)
    if offerTrace != nil { accruals.next = Array(repeating: nil, count: running.count) }
    for row in rules.agreements.rows.indices {
      let terms = rules.agreements.rows[row]
      guard terms.kind != .fund, try gather(row, order) else { continue }
      switch terms.kind {
      case .rebate: try accrueRebate(row, terms, order, &result)
      case .allowance: try accrueAllowance(row, terms, order, &result)
      case .points, .coupon: try accrueReward(row, terms, order, &result)
      case .fund: break
      }
    }
    try payByFunds(order, &result)
    try traceNextUnits(order)
    position = -1
  }

  /// Finds what rebates would give for each line as it stands, for guards (RULES.md A-012).
  mutating func expectRebates(_ order: Int32) throws(NumericError) {
    accruals.expected.removeAll(keepingCapacity: true)
    accruals.isExpectedUnknown.removeAll(keepingCapacity: true)
    for _ in running.indices {
      accruals.expected.append(0)
      accruals.isExpectedUnknown.append(false)
    }
    guard rules.agreements.hasRebates else { return }
    beginAccruals(order)
    for row in rules.agreements.rows.indices
    where rules.agreements.rows[row].kind == .rebate {
      guard try gather(row, order) else { continue }
      switch try rebate(row, rules.agreements.rows[row], order) {
      case .unknown:
        for line in accruals.lines { accruals.isExpectedUnknown[Int(line)] = true }
      case .nothing, .evidenceMissing, .accrued: break
      }
    }
    guard let rate = accruals.toBook else {
      // What is earned in the book's currency says nothing in one that does not convert.
      for part in accruals.parts where part.amount != 0 {
        accruals.isExpectedUnknown[Int(part.position)] = true
      }
      position = -1
      return
    }
    for part in accruals.parts {
      let amount = try Ratio(Int128(part.amount), 1).divided(by: rate)
        .settled(step: 1, mode: .halfUp)
      let line = Int(part.position)
      accruals.expected[line] = try Wide.add(accruals.expected[line], amount)
    }
    position = -1
  }

  private mutating func beginAccruals(_ order: Int32) {
    accruals.parts.removeAll(keepingCapacity: true)
    accruals.unknown.removeAll(keepingCapacity: true)
    scratch.order = order
    accruals.toBook = exchange(
      batch.currency[Int(order)], 0, batch.instant[Int(order)])
  }

  // MARK: Lines

  /// Whether an agreement is in force for an order and has a line; gathers its lines.
  mutating func gather(_ row: Int, _ order: Int32) throws(NumericError) -> Bool {
    let terms = rules.agreements.rows[row]
    let instant = batch.instant[Int(order)]
    guard terms.from <= instant, instant < terms.until else { return false }
    if terms.customerNode >= 0 {
      let context = orderContext(order)
      guard rules.conditions.holds(terms.customerNode, context, rules.catalog, batch) else {
        return false
      }
    }
    accruals.lines.removeAll(keepingCapacity: true)
    for line in running.indices where isPriced[line] && holds(terms.lineNode, line) {
      accruals.lines.append(Int32(line))
    }
    position = -1
    return !accruals.lines.isEmpty
  }

  /// What each line of the agreement at hand counts, and their sum.
  ///
  /// - Returns: Whether anything is counted; `nil` where no exchange rate reaches.
  mutating func measure(
    _ row: Int, _ terms: AgreementTerms, _ order: Int32
  ) throws(NumericError) -> Bool? {
    accruals.measures.removeAll(keepingCapacity: true)
    accruals.total = .zero
    var rate = Ratio.one
    if terms.basis.isAmount {
      guard let found = accruals.toBook else { return nil }
      rate = found
    }
    try sumEarlier(terms)
    for line in accruals.lines {
      position = line
      var measure = try basis(Int(line), terms.basis, order).multiplied(by: rate)
      if !terms.after.isEmpty {
        measure = try measure.added(to: Ratio(-Int128(accruals.earlier[Int(line)]), 1))
      }
      if measure.numerator < 0 { measure = .zero }
      accruals.measures.append(measure)
      accruals.total = try accruals.total.added(to: measure)
    }
    position = -1
    return accruals.total.numerator > 0
  }

  /// Adds up by line what the rebates that an agreement comes after have given.
  private mutating func sumEarlier(_ terms: AgreementTerms) throws(NumericError) {
    guard !terms.after.isEmpty else { return }
    accruals.earlier.removeAll(keepingCapacity: true)
    for _ in running.indices { accruals.earlier.append(0) }
    for part in accruals.parts {
      let isEarlier = terms.after.contains { rules.agreements.after[Int($0)] == part.row }
      guard isEarlier else { continue }
      let line = Int(part.position)
      accruals.earlier[line] = try Wide.add(accruals.earlier[line], part.amount)
    }
  }

  /// Millionths of units, or of units times a number of the product.
  private mutating func quantityBasis(
    _ line: Int32, _ terms: BasisTerms
  ) throws(NumericError) -> Ratio {
    let product = batch.product[Int(line)]
    guard terms.kind == .quantity else {
      guard let value = rules.catalog.productAttributes.value(terms.symbol, owner: product),
        value.kind == .number
      else { return .zero }
      return try baseQuantity(line).multiplied(by: Ratio(Int128(value.payload), 1000))
    }
    guard terms.symbol >= 0 else {
      return try baseQuantity(line).multiplied(by: Ratio(1000, 1))
    }
    let profile = rules.catalog.productUnits[Int(product)]
    let row = rules.catalog.units.row(of: terms.symbol, in: profile)
    guard row >= 0 else { return .zero }
    let unit = rules.catalog.units.ratio(row)
    return try baseQuantity(line)
      .multiplied(by: Ratio(unit.denominator * 1000, unit.numerator))
  }

  /// What a line counts: millionths of the order's currency, or of units.
  mutating func basis(
    _ position: Int, _ terms: BasisTerms, _ order: Int32
  ) throws(NumericError) -> Ratio {
    let line = batch.lineStart[Int(order)] + Int32(position)
    switch terms.kind {
    case .net: return Ratio(Int128(running[position]), 1)
    case .list: return Ratio(Int128(listAmount[position]), 1)
    case .quantity, .attribute: return try quantityBasis(line, terms)
    case .kind:
      if terms.symbol == rules.access.selling { return Ratio(Int128(listAmount[position]), 1) }
      let instant = pricingInstant(terms.symbol, Int(order))
      var query = lineQuery(line, order: order, instant: instant, batch.currency[Int(order)])
      query.passesCaps = true
      if rules.catalog.pricedByComponents[Int(query.product)] {
        return Ratio(Int128(try sumOfComponents(terms.symbol, query) ?? 0), 1)
      }
      guard case .found(let hit) = try search(kind: terms.symbol, query) else { return .zero }
      return Ratio(Int128(try extended(hit.unitPrice, query.quantity)), 1)
    }
  }

  /// A fact by the symbol of its name, `nil` where it is not brought (RULES.md A-003); −1 is none
  /// asked for.
  mutating func fact(_ name: Int32, _ order: Int32) -> Int64? {
    name < 0 ? nil : batch.fact(.total(name), order)
  }

  // MARK: What is given

  /// Adds what an agreement gives, to each receiver its share (RULES.md A-007).
  ///
  /// - Parameter step: What the shares are whole multiples of.
  mutating func give(
    _ row: Int, _ kind: ReservationKind, _ total: Int64, isAmount: Bool, step: Int64,
    _ order: Int32, _ result: inout PricedBatch
  ) throws(NumericError) {
    guard total != 0 else { return }
    let terms = rules.agreements.rows[row]
    var day = Int32.min
    if terms.validDays >= 0 {
      let (end, isFar) = Int64(batch.day[Int(order)]).addingReportingOverflow(terms.validDays)
      day = isFar ? Int32.max : Int32(clamping: end)
    }
    allocator.removeAll()
    for (place, payout) in terms.payouts.enumerated() {
      try allocator.add(
        weight: rules.agreements.payouts[Int(payout)].share, number: Int32(place + 1))
    }
    try allocator.spread(total, step: step, rule: .largestFraction)
    var isLost = false
    for (place, payout) in terms.payouts.enumerated() {
      guard let share = share(of: place, terms, order), share != 0 else { continue }
      isLost = isLost || rules.receiver(payout, batch, order) == nil
      result.accruals.append(
        AccrualRecord(
          payout: payout, kind: kind, amount: isAmount ? share : 0, units: isAmount ? 0 : share,
          through: day))
      guard share > 0 else { continue }
      accruals.uses.append(ReservationRecord(kind: kind, index: payout, amount: share))
    }
    if isLost {
      report(.beneficiaryUnknown, line: -1, rule: RuleRef(.agreement, row), &result)
    }
  }

  /// The share of a receiver, all of it at the first of its places; `nil` at the others.
  private mutating func share(of place: Int, _ terms: AgreementTerms, _ order: Int32) -> Int64? {
    guard terms.payouts.count > 1 else { return allocator.shares[place] }
    let first = Int(terms.payouts.lowerBound)
    let own = rules.receiver(Int32(first + place), batch, order)
    var sum: Int64 = 0
    for other in 0..<terms.payouts.count {
      let name = rules.receiver(Int32(first + other), batch, order)
      guard IdentifierKey(name ?? "") == IdentifierKey(own ?? "") else { continue }
      if other < place { return nil }
      // Shares are parts of one amount, so their sum fits.
      sum += allocator.shares[other]
    }
    return sum
  }

  /// Notes what a line, or −1 the order, gains; only where steps are recorded.
  mutating func note(
    _ code: ReasonCode, _ row: Int, line: Int32, base: Ratio, given: Int64,
    _ result: inout PricedBatch
  ) throws(NumericError) {
    // It must fit whether it is recorded or not.
    position = line
    let shown = try base.settled(step: 1, mode: .halfUp)
    position = -1
    guard result.detail == .steps else { return }
    report(
      code, line: line, rule: RuleRef(.agreement, row), a: shown, b: given, &result)
  }

  mutating func reportUnknown(_ row: Int, _ result: inout PricedBatch) {
    accruals.unknown.append(Int32(row))
    report(.accrualUnknown, line: -1, rule: RuleRef(.agreement, row), &result)
  }

  /// Notes something about an agreement in an explanation; does nothing in batches.
  mutating func traceAgreement(
    _ code: ReasonCode, _ row: Int, line: Int32 = -1, a: Int64 = 0, b: Int64 = 0
  ) {
    offerTrace?.append(
      ReasonRecord(
        code: code, rule: row < 0 ? .none : RuleRef(.agreement, row), by: .none, line: line, a: a,
        b: b, c: 0))
  }

  // MARK: Allowances

  private mutating func accrueAllowance(
    _ row: Int, _ terms: AgreementTerms, _ order: Int32, _ result: inout PricedBatch
  ) throws(NumericError) {
    touchedCap = true
    guard let evidence = fact(terms.evidence, order), let paid = fact(terms.total, order) else {
      reportUnknown(row, &result)
      return
    }
    let pieces = min(max(evidence, 0) / 1_000_000, terms.times)
    // Thousandths of goods, or millionths of an amount.
    let part: Int64 = terms.isGoods ? 1000 : 1
    var due = Int128(pieces) * Int128(terms.count) * Int128(part) - Int128(paid)
    let key = LimitKey(
      kind: .allowance, index: Int32(row), customer: batch.customer[Int(order)])
    due -= Int128(limitsUsedByBatch[key] ?? 0) * Int128(part)
    guard due >= Int128(part) else { return }
    try give(
      row, .allowance, try Wide.narrow(due / Int128(part)), isAmount: !terms.isGoods, step: 1,
      order, &result)
  }

  // MARK: Points and coupons

  private mutating func accrueReward(
    _ row: Int, _ terms: AgreementTerms, _ order: Int32, _ result: inout PricedBatch
  ) throws(NumericError) {
    guard let counts = try measure(row, terms, order) else {
      reportUnknown(row, &result)
      return
    }
    guard counts else { return }
    let base = accruals.measures
    try multiply(terms)
    let kind: ReservationKind = terms.kind == .points ? .points : .coupon
    var sum: Int64 = 0
    allocator.removeAll()
    if terms.each == .order {
      sum = try reward(accruals.total, terms)
      guard sum > 0 else { return }
      guard !sum.multipliedReportingOverflow(by: 1000).overflow else { throw .overflow }
      for (place, line) in accruals.lines.enumerated() {
        position = line
        try allocator.add(
          weight: try accruals.measures[place].settled(step: 1, mode: .halfUp),
          number: line + 1)
      }
      try allocator.spread(sum, step: 1, rule: .largestFraction, zeroWeights: .even)
    }
    for (place, line) in accruals.lines.enumerated() {
      position = line
      let own =
        terms.each == .order
        ? allocator.shares[place] : try reward(accruals.measures[place], terms)
      guard own != 0 else { continue }
      if terms.each == .line { sum = try Wide.add(sum, own) }
      let (units, overflow) = own.multipliedReportingOverflow(by: 1000)
      guard !overflow else { throw .overflow }
      try note(.earned, row, line: line, base: base[place], given: units, &result)
    }
    position = -1
    let (units, overflow) = sum.multipliedReportingOverflow(by: 1000)
    guard !overflow else { throw .overflow }
    try give(row, kind, units, isAmount: false, step: 1000, order, &result)
  }

  /// Lets lines count as many times as the largest multiplier that holds for them says.
  private mutating func multiply(_ terms: AgreementTerms) throws(NumericError) {
    guard !terms.multipliers.isEmpty else { return }
    accruals.total = .zero
    for (place, line) in accruals.lines.enumerated() {
      var by: Int64?
      for index in terms.multipliers {
        let multiplier = rules.agreements.multipliers[Int(index)]
        if holds(multiplier.node, Int(line)) { by = max(by ?? 0, multiplier.by) }
      }
      if let by {
        accruals.measures[place] = try accruals.measures[place]
          .multiplied(by: Ratio(Int128(by), 1_000_000))
      }
      accruals.total = try accruals.total.added(to: accruals.measures[place])
    }
    position = -1
  }

  /// Whole points or coupons for every full part of a measure.
  private mutating func reward(
    _ measure: Ratio, _ terms: AgreementTerms
  ) throws(NumericError) -> Int64 {
    let full = try measure.divided(by: Ratio(Int128(terms.every), 1))
    let times = min(full.numerator / full.denominator, Int128(terms.times))
    return try Wide.narrow(try Wide.multiply(times, Int128(terms.count)))
  }
}
