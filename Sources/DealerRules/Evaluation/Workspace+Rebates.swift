// Rebates: what a total earns, and what an order adds to it (RULES.md A-004 … ).
extension Workspace {
  /// What became of a rebate.
  enum RebateResult {
    case nothing
    case unknown
    case evidenceMissing
    case accrued(RebateGain)
  }

  /// What an order adds to a rebate, in millionths of the book's currency.
  struct RebateGain {
    /// With the catch-up.
    var amount: Int64
    var catchUp: Int64
    /// The total before the order, and with it, in millionths of the basis.
    var before: Ratio
    var after: Ratio
    /// The fact that rungs stand against; 0 for none.
    var against: Int64
  }

  /// Works a rebate out and adds the parts of its lines to those of the order.
  mutating func rebate(
    _ row: Int, _ terms: AgreementTerms, _ order: Int32
  ) throws(NumericError) -> RebateResult {
    for other in terms.after
    where accruals.unknown.contains(rules.agreements.after[Int(other)]) {
      return unknown(row)
    }
    var against: Int64 = 0
    if terms.against >= 0 {
      guard let fact = fact(terms.against, order), fact > 0 else { return unknown(row) }
      against = fact
    }
    var before = Ratio.zero
    if terms.total >= 0 {
      guard let fact = fact(terms.total, order) else { return unknown(row) }
      before = Ratio(Int128(fact), 1)
    }
    if terms.evidence >= 0 {
      guard let fact = fact(terms.evidence, order) else { return unknown(row) }
      guard fact >= 1_000_000 else { return .evidenceMissing }
    }
    guard let counts = try measure(row, terms, order) else { return unknown(row) }
    guard counts else { return .nothing }
    var gain = RebateGain(
      amount: 0, catchUp: 0, before: before, after: try before.added(to: accruals.total),
      against: against)
    try work(out: &gain, row, terms, order)
    return .accrued(gain)
  }

  private mutating func unknown(_ row: Int) -> RebateResult {
    accruals.unknown.append(Int32(row))
    return .unknown
  }

  private mutating func work(
    out gain: inout RebateGain, _ row: Int, _ terms: AgreementTerms, _ order: Int32
  ) throws(NumericError) {
    let earned = try earned(terms, gain.after, gain.against)
    let earlier = try self.earned(terms, gain.before, gain.against)
    // What the total before the order is worth on the rung that the order reaches.
    var base = earlier
    if terms.mode == .retroactive, let rung = try rung(terms, gain.after, gain.against),
      rung.kind != .lump
    {
      base = try gain.before.multiplied(by: Ratio(Int128(rung.value), 1_000_000))
    }
    let settledBase = try settled(base, terms)
    gain.catchUp = try Wide.subtract(settledBase, try settled(earlier, terms))
    let first = accruals.parts.count
    if terms.point == .order {
      let own = try Wide.subtract(try settled(earned, terms), settledBase)
      try spread(own, row, terms, order)
    } else {
      let own = try earned.added(to: Ratio(-base.numerator, base.denominator))
      for (place, line) in accruals.lines.enumerated() {
        position = line
        // The share first: what it has in common with the total goes out of both.
        let part = try accruals.measures[place].divided(by: accruals.total).reduced
          .multiplied(by: own)
        accruals.parts.append(
          AccruedPart(row: Int32(row), position: line, amount: try settled(part, terms)))
      }
      position = -1
    }
    gain.amount = gain.catchUp
    for index in first..<accruals.parts.count {
      gain.amount = try Wide.add(gain.amount, accruals.parts[index].amount)
    }
  }

  /// Spreads the part of an order over its lines (RULES.md A-005).
  private mutating func spread(
    _ own: Int64, _ row: Int, _ terms: AgreementTerms, _ order: Int32
  ) throws(NumericError) {
    guard own != 0 else { return }
    allocator.removeAll()
    for (place, line) in accruals.lines.enumerated() {
      position = line
      try allocator.add(
        weight: try accruals.measures[place].settled(step: 1, mode: .halfUp), number: line + 1)
    }
    position = -1
    try allocator.spread(
      own, step: terms.rounding.step(in: rules.book.currency), rule: .largestFraction,
      zeroWeights: .even)
    for (place, line) in accruals.lines.enumerated() where allocator.shares[place] != 0 {
      accruals.parts.append(
        AccruedPart(row: Int32(row), position: line, amount: allocator.shares[place]))
    }
  }

  private mutating func settled(
    _ amount: Ratio, _ terms: AgreementTerms
  ) throws(NumericError) -> Int64 {
    try amount.settled(
      step: terms.rounding.step(in: rules.book.currency), mode: terms.rounding.mode)
  }

  // MARK: Rungs

  /// Where a rung begins, in millionths of the basis (RULES.md A-006).
  private mutating func start(_ rung: RebateRungTerms, _ against: Int64) -> Ratio {
    against == 0
      ? Ratio(Int128(rung.from), 1) : Ratio(Int128(rung.from) * Int128(against), 1_000_000)
  }

  /// The rung that a total reaches; `nil` below the first.
  private mutating func rung(
    _ terms: AgreementTerms, _ total: Ratio, _ against: Int64
  ) throws(NumericError) -> RebateRungTerms? {
    var found: RebateRungTerms?
    for index in terms.rungs {
      let rung = rules.agreements.rungs[Int(index)]
      if total.isLess(than: start(rung, against)) { break }
      found = rung
    }
    return found
  }

  /// What a total earns, exactly, in millionths of the book's currency.
  mutating func earned(
    _ terms: AgreementTerms, _ total: Ratio, _ against: Int64
  ) throws(NumericError) -> Ratio {
    if terms.mode == .retroactive {
      guard let rung = try rung(terms, total, against) else { return .zero }
      guard rung.kind != .lump else { return Ratio(Int128(rung.value), 1) }
      return try total.multiplied(by: Ratio(Int128(rung.value), 1_000_000))
    }
    var sum = Ratio.zero
    for index in terms.rungs {
      let rung = rules.agreements.rungs[Int(index)]
      let from = start(rung, against)
      if total.isLess(than: from) { break }
      if rung.kind == .lump {
        sum = try sum.added(to: Ratio(Int128(rung.value), 1))
        continue
      }
      var end = total
      if index + 1 < terms.rungs.upperBound {
        let next = start(rules.agreements.rungs[Int(index) + 1], against)
        if next.isLess(than: total) { end = next }
      }
      let part = try end.added(to: Ratio(-from.numerator, from.denominator))
      sum = try sum.added(to: try part.multiplied(by: Ratio(Int128(rung.value), 1_000_000)))
    }
    return sum
  }

  // MARK: The order at hand

  mutating func accrueRebate(
    _ row: Int, _ terms: AgreementTerms, _ order: Int32, _ result: inout PricedBatch
  ) throws(NumericError) {
    let first = accruals.parts.count
    switch try rebate(row, terms, order) {
    case .nothing: return
    case .unknown:
      report(.accrualUnknown, line: -1, rule: RuleRef(.agreement, row), &result)
    case .evidenceMissing: traceAgreement(.evidenceMissing, row)
    case .accrued(let gain):
      // Parts stand in the order of the lines, without those that earn nothing.
      var place = 0
      for part in accruals.parts[first...] {
        while accruals.lines[place] < part.position { place += 1 }
        try note(
          .accrued, row, line: part.position, base: accruals.measures[place], given: part.amount,
          &result)
      }
      if gain.catchUp != 0 {
        try note(
          .caughtUp, row, line: -1, base: gain.before, given: gain.catchUp, &result)
      }
      try give(
        row, .rebate, gain.amount, isAmount: true,
        step: terms.rounding.step(in: rules.book.currency), order, &result)
      if offerTrace != nil { try look(ahead: gain, row, terms, order) }
    }
  }

  /// Names the next rung, and adds what one more unit of each line would earn (RULES.md A-013).
  private mutating func look(
    ahead gain: RebateGain, _ row: Int, _ terms: AgreementTerms, _ order: Int32
  ) throws(NumericError) {
    let now = try earned(terms, gain.after, gain.against)
    for index in terms.rungs {
      let from = start(rules.agreements.rungs[Int(index)], gain.against)
      guard gain.after.isLess(than: from) else { continue }
      let missing = try from.added(to: Ratio(-gain.after.numerator, gain.after.denominator))
      let brings = try Wide.subtract(
        try settled(try earned(terms, from, gain.against), terms), try settled(now, terms))
      traceAgreement(
        .tierAhead, row, a: try missing.settled(step: 1, mode: .up), b: brings)
      break
    }
    // What others receive is not told to the buyer.
    if accruals.isForBuyer, !rules.isBuyers(RuleRef(.agreement, row)) { return }
    for line in accruals.lines {
      var unit = try basis(of: line, terms, order)
      unit = try unit.multiplied(by: Ratio(1000, quantity(line, order)))
      guard unit.numerator > 0 else { continue }
      let then = try earned(terms, try gain.after.added(to: unit), gain.against)
      let more = try then.added(to: Ratio(-now.numerator, now.denominator))
      accruals.next[Int(line)] = try (accruals.next[Int(line)] ?? .zero).added(to: more)
    }
  }

  /// Thousandths of the line's own unit.
  private mutating func quantity(_ line: Int32, _ order: Int32) -> Int128 {
    Int128(batch.quantity[Int(batch.lineStart[Int(order)] + line)])
  }

  /// What a line counts before other rebates are taken off, in the book's currency or in units.
  private mutating func basis(
    of line: Int32, _ terms: AgreementTerms, _ order: Int32
  ) throws(NumericError) -> Ratio {
    let rate = terms.basis.isAmount ? accruals.toBook ?? .one : .one
    return try basis(Int(line), terms.basis, order).multiplied(by: rate)
  }

  /// The net price of one more unit of each line that rebates count.
  mutating func traceNextUnits(_ order: Int32) throws(NumericError) {
    guard offerTrace != nil, let rate = accruals.toBook else { return }
    for line in running.indices {
      guard let more = accruals.next[line] else { continue }
      let net = Ratio(Int128(running[line]) * 1000, quantity(Int32(line), order))
      let off = try more.divided(by: rate)
      let price = try net.added(to: Ratio(-off.numerator, off.denominator))
      traceAgreement(
        .nextUnit, -1, line: Int32(line), a: try price.settled(step: 1, mode: .halfUp))
    }
  }
}
