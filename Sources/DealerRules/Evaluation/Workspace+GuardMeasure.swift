// What guards compare (RULES.md G-002, G-007 … G-009).
extension Workspace {
  /// What measuring some lines gave.
  enum GuardMeasure {
    case found(GuardFinding)
    /// The guard has nothing to compare these lines with.
    case untested
    /// Something it needs is not known.
    case unknown
  }

  /// Measures the lines gathered.
  mutating func measure(
    _ terms: GuardTerms, _ order: Int32
  ) throws(NumericError) -> GuardMeasure {
    switch terms.kind {
    case .drift, .movement: return try compareUnitPrice(terms, order)
    case .floor, .ceiling, .margin, .maxDiscount: break
    }
    for line in guards.lines where guards.isUnknown[Int(line)] { return .unknown }
    guard let given = try given(terms, order), let sum = try sum(terms, order) else {
      return .unknown
    }
    var gifts: Int128 = 0
    for line in guards.lines { gifts += Int128(guards.dilution[Int(line)]) }
    var finding = GuardFinding(given: given)
    if terms.kind == .ceiling {
      finding.most = Ratio(sum, 1)
      return .found(finding)
    }
    guard let least = try least(terms, sum + gifts, order),
      let without = try self.least(terms, sum, order)
    else { return .unknown }
    finding.least = least
    finding.leastWithoutGifts = without
    return .found(finding)
  }

  /// Finds the offers without whose gifts less would be missing of the lines gathered (RULES.md
  /// G-015).
  mutating func noteDilutingGifts(
    _ terms: GuardTerms, _ finding: GuardFinding, _ order: Int32
  ) throws(NumericError) {
    guard !guards.giving.giftShares.isEmpty else { return }
    guards.giving.sumGifts(guards.lines)
    guard !guards.giving.giftSums.isEmpty, let bound = finding.least,
      var all = try sum(terms, order)
    else { return }
    for line in guards.lines { all += Int128(guards.dilution[Int(line)]) }
    for gift in guards.giving.giftSums {
      guard let least = try least(terms, all - gift.worth, order) else { continue }
      // Less is missing where the bound falls by more than what is no longer charged.
      if try least.added(to: Ratio(gift.paid, 1)).isLess(than: bound) {
        guards.giving.refusedGifts.append(gift.offer)
      }
    }
  }

  /// The amount tested: the net with what is charged for gifts, or a price of another kind.
  private mutating func given(
    _ terms: GuardTerms, _ order: Int32
  ) throws(NumericError) -> Int64? {
    var sum: Int128 = 0
    for line in guards.lines {
      if terms.price >= 0 {
        let query = guardQuery(line, order, .kind(terms.price))
        guard let exact = try baseAmount(.kind(terms.price), query) else { return nil }
        sum += Int128(try settledExtension(exact))
        continue
      }
      sum += Int128(running[Int(line)]) + Int128(guards.paid[Int(line)])
      guard terms.withRebate else { continue }
      guard !accruals.isExpectedUnknown[Int(line)] else { return nil }
      sum -= Int128(accruals.expected[Int(line)])
    }
    return try Wide.narrow(sum)
  }

  /// Bounds, costs or list amounts of the lines, without gifts.
  private mutating func sum(
    _ terms: GuardTerms, _ order: Int32
  ) throws(NumericError) -> Int128? {
    var sum: Int128 = 0
    for line in guards.lines {
      if terms.kind == .maxDiscount {
        sum += Int128(listAmount[Int(line)])
        continue
      }
      let base: CompiledBase? = terms.kind == .margin ? .cost : terms.base
      let query = guardQuery(line, order, base)
      let list = terms.isOfList ? listAmount[Int(line)] : nil
      guard let worth = try worth(terms, query, list: list) else { return nil }
      sum += Int128(worth)
    }
    return sum
  }

  /// The least amount that a sum of bounds, costs or list amounts asks for.
  private mutating func least(
    _ terms: GuardTerms, _ sum: Int128, _ order: Int32
  ) throws(NumericError) -> Ratio? {
    if terms.kind == .floor { return Ratio(sum, 1) }
    var least: Ratio?
    if let rate = terms.limit.rate {
      let kept = Int128(1_000_000 - rate.millionths)
      least =
        terms.kind == .margin
        ? Ratio(try Wide.multiply(sum, 1_000_000), kept)
        : Ratio(try Wide.multiply(sum, kept), 1_000_000)
    }
    guard let stated = terms.limit.amount else { return least }
    let index = Int(order)
    guard let rate = exchange(0, batch.currency[index], batch.instant[index]) else { return nil }
    let amount = try Ratio(Int128(stated), 1).multiplied(by: rate)
    let sign: Int128 = terms.kind == .margin ? 1 : -1
    let other = try Ratio(sum, 1).added(to: Ratio(sign * amount.numerator, amount.denominator))
    guard let least else { return other }
    return least.isLess(than: other) ? other : least
  }

  // MARK: Worth of lines and gifts

  /// The question that a line asks of the base of a guard.
  mutating func guardQuery(
    _ line: Int32, _ order: Int32, _ base: CompiledBase?
  ) -> PriceQuery {
    var kind = rules.access.selling
    if case .kind(let own)? = base { kind = own }
    var query = lineQuery(
      batch.lineStart[Int(order)] + line, order: order,
      instant: base == .cost ? batch.instant[Int(order)] : pricingInstant(kind, Int(order)),
      batch.currency[Int(order)])
    query.passesCaps = true
    return query
  }

  /// What a quantity of a product costs, or is bounded by, settled at the line extension; `nil`
  /// where that is not known.
  mutating func worth(
    _ terms: GuardTerms, _ query: borrowing PriceQuery, list: Int64?
  ) throws(NumericError) -> Int64? {
    if terms.kind == .margin {
      guard let cost = try baseAmount(.cost, query) else { return nil }
      return try settledExtension(cost)
    }
    if terms.kind == .maxDiscount { return list }
    var exact = Ratio.zero
    if terms.isOfList {
      guard let list else { return nil }
      exact = Ratio(Int128(list) * Int128(terms.factor), 1_000_000)
    } else if let base = terms.base {
      guard let amount = try baseAmount(base, query) else { return nil }
      exact = try amount.multiplied(by: Ratio(Int128(terms.factor), 1_000_000))
    }
    guard terms.plus != 0 else { return try settledExtension(exact) }
    let profile = rules.catalog.productUnits[Int(query.product)]
    let row =
      terms.unit < 0
      ? rules.catalog.units.baseRow(of: profile)
      : rules.catalog.units.row(of: terms.unit, in: profile)
    let instant = batch.instant[Int(query.order)]
    guard row >= 0, let rate = exchange(0, query.currency, instant) else { return nil }
    let unit = rules.catalog.units.ratio(row)
    let units = try query.quantity.multiplied(
      by: Ratio(unit.denominator, try Wide.multiply(unit.numerator, 1000)))
    let plus = try Ratio(Int128(terms.plus), 1).multiplied(by: rate).multiplied(by: units)
    return try settledExtension(try exact.added(to: plus))
  }

  /// Base × quantity, exactly; `nil` without a base.
  private mutating func baseAmount(
    _ base: CompiledBase, _ query: borrowing PriceQuery
  ) throws(NumericError) -> Ratio? {
    if case .cost = base { return try costAmount(query) }
    if case .kind(let kind) = base, rules.catalog.pricedByComponents[Int(query.product)] {
      return try sumOfComponents(kind, query).map { Ratio(Int128($0), 1) }
    }
    guard let price = try basePrice(base, query.currency, query) else { return nil }
    return try price.multiplied(by: query.quantity)
  }

  /// The cost of a product, of a kit without one that of its parts.
  private mutating func costAmount(_ query: borrowing PriceQuery) throws(NumericError) -> Ratio? {
    guard let rate = exchange(0, query.currency, query.instant),
      let each = try rules.catalog.exactCost(of: Int(query.product), thousandths: 1)
    else { return nil }
    return try each.multiplied(by: rate).multiplied(by: query.quantity)
  }

  /// An exact amount settled at the line extension.
  mutating func settledExtension(_ exact: Ratio) throws(NumericError) -> Int64 {
    try exact.settled(step: extensionStep, mode: rules.book.rounding.lineExtension.mode)
  }

  // MARK: Quoted and last prices

  /// Compares a line with its quoted price, or with the last one (RULES.md G-008, G-009).
  private mutating func compareUnitPrice(
    _ terms: GuardTerms, _ order: Int32
  ) throws(NumericError) -> GuardMeasure {
    guard let line = guards.lines.first else { return .untested }
    let source = batch.lineStart[Int(order)] + line
    let quantity = Ratio(Int128(batch.quantity[Int(source)]), 1000)
    var finding = GuardFinding(given: running[Int(line)])
    if terms.kind == .drift {
      guard let quoted = batch.guarding.quoted[source] else { return .untested }
      let amount = try Ratio(Int128(quoted), 1).multiplied(by: quantity)
      if let rise = terms.rise {
        finding.most = try bound(amount, rise, quantity, times: 1, sign: 1)
      }
      if let fall = terms.fall {
        finding.least = try bound(amount, fall, quantity, times: 1, sign: -1)
      }
    } else {
      let key = OrderBatch.key(order, batch.product[Int(source)])
      guard let prices = batch.guarding.lastPrices[key] else { return .unknown }
      let unit = rules.catalog.units.ratio(Int(batch.unitRow[Int(source)]))
      let base = try quantity.multiplied(by: unit)
      for last in prices { try narrow(&finding, by: last, base, terms, order) }
    }
    finding.leastWithoutGifts = finding.least
    return .found(finding)
  }

  /// Lets the bounds that follow from an earlier price hold too (RULES.md G-009).
  private mutating func narrow(
    _ finding: inout GuardFinding, by last: LastPrice, _ base: Ratio, _ terms: GuardTerms,
    _ order: Int32
  ) throws(NumericError) {
    let amount = try Ratio(Int128(last.price), 1).multiplied(by: base)
    let days = Int64(batch.day[Int(order)]) - Int64(last.date.daysSinceEpoch)
    let periods = max(days / terms.days, 1)
    if let rise = terms.rise {
      let most = try bound(amount, rise, base, times: periods, sign: 1)
      if let known = finding.most, !most.isLess(than: known) {} else { finding.most = most }
    }
    if let fall = terms.fall {
      let least = try bound(amount, fall, base, times: periods, sign: -1)
      if let known = finding.least, !known.isLess(than: least) {} else { finding.least = least }
    }
  }

  /// `amount ± rate × amount` and `amount ± amount × quantity`, whichever is nearer.
  private mutating func bound(
    _ amount: Ratio, _ limit: GuardLimit, _ quantity: Ratio, times: Int64, sign: Int128
  ) throws(NumericError) -> Ratio {
    var nearest: Ratio?
    if let rate = limit.rate {
      let part = try Wide.multiply(Int128(rate.millionths), Int128(times))
      nearest = try amount.multiplied(by: Ratio(sign * part, 1_000_000))
    }
    if let each = limit.amount {
      let other = try Ratio(sign * Int128(each), 1).multiplied(by: quantity)
      if let known = nearest {
        let isFarther = sign > 0 ? known.isLess(than: other) : other.isLess(than: known)
        if !isFarther { nearest = other }
      } else {
        nearest = other
      }
    }
    return try amount.added(to: nearest ?? .zero)
  }
}
