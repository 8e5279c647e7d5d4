import DealerRules

/// A line that an agreement counts.
struct ReferenceCounted {
  var number: Int32
  /// Millionths of the book's currency or of units.
  var measure: Fraction
}

/// What became of a rebate.
struct ReferenceRebate {
  var lines: [ReferenceCounted]
  /// The part of each line, by number, settled.
  var parts: [Int32: Fraction] = [:]
  var catchUp: Fraction = .zero
  /// The total before the order.
  var before: Fraction = .zero
}

extension ReferenceRun {
  // MARK: Which agreements, which lines

  /// published agreements in force, by id, rebates after those that they name.
  func agreementsInOrder() -> [Agreement] {
    var waiting = world.book.agreements.sorted { ReferenceNames.isBefore($0.id, $1.id) }
    var done: [Agreement] = []
    while let index = waiting.firstIndex(where: { one in
      names(after: one).allSatisfy { name in !waiting.contains { $0.id == name } }
    }) {
      done.append(waiting.remove(at: index))
    }
    return done.filter {
      $0.status == .published && world.isInForce($0.validity, at: instant)
    }
  }

  private func names(after agreement: Agreement) -> [String] {
    guard case .rebate(let rebate) = agreement.promise else { return [] }
    return rebate.after
  }

  /// the priced lines for which the condition holds, by number.
  func lines(of agreement: Agreement) -> [Int32] {
    states.keys.sorted().filter { number in
      guard let state = states[number], state.isPriced else { return false }
      return holds(agreement.when, state.item)
    }
  }

  /// what a line counts, in millionths of the order's currency or of units.
  private func counted(_ basis: AgreementBasis, _ number: Int32) -> Fraction {
    guard let state = states[number] else { return .zero }
    let million = Fraction(1_000_000)
    switch basis {
    case .net: return state.running
    case .list: return state.list
    case .quantity(let unit):
      guard let factor = world.baseUnits(in: unit, of: state.item.product) else { return .zero }
      return state.item.base / factor * million
    case .kind(let id):
      if id == world.book.sellingKind { return state.list }
      guard let kind = world.kinds[id] else { return .zero }
      return amount(kind, state.item) ?? .zero
    case .attribute(let name):
      guard case .number(let value)? = state.item.product.attributes[name] else { return .zero }
      return state.item.base * Fraction(value)
    }
  }

  private func isAmount(_ basis: AgreementBasis) -> Bool {
    switch basis {
    case .net, .list, .kind: true
    case .quantity, .attribute: false
    }
  }

  /// what the lines of an agreement count; `nil` where no rate reaches the book's
  /// currency.
  func measured(
    _ basis: AgreementBasis, _ numbers: [Int32], less others: [String] = []
  ) -> [ReferenceCounted]? {
    var rate = Fraction.one
    if isAmount(basis) {
      guard let found = world.exchange(currency, world.book.currency, at: instant) else {
        return nil
      }
      rate = found
    }
    return numbers.map { number in
      var measure = counted(basis, number) * rate
      for other in others { measure -= rebates[other]?.parts[number] ?? .zero }
      return ReferenceCounted(number: number, measure: max(measure, .zero))
    }
  }

  /// a fact, in millionths.
  func fact(_ name: String) -> Fraction? { order.facts.totals[name].map { Fraction($0) } }

  // MARK: The stage

  /// everything that the order accrues.
  func accrue(payable: Fraction) throws(ReferenceFault) {
    guard states.values.contains(where: \.isPriced) else { return }
    for agreement in agreementsInOrder() {
      let numbers = lines(of: agreement)
      guard !numbers.isEmpty else { continue }
      switch agreement.promise {
      case .rebate(let rebate): try accrue(rebate, agreement, numbers)
      case .allowance(let allowance): try accrue(allowance, agreement)
      case .points(let reward): try accrue(reward, "points", nil, agreement, numbers)
      case .coupons(_, let reward): try accrue(reward, "coupon", 1, agreement, numbers)
      case .fund, .groupBuy: continue
      }
    }
    try payByFunds(payable)
  }

  func lacksFact(_ agreement: Agreement) {
    lacking.insert(agreement.id)
    find(.accrualUnknown, rule: agreement.id)
  }

  private func accrue(
    _ rebate: Rebate, _ agreement: Agreement, _ numbers: [Int32]
  ) throws(ReferenceFault) {
    let lacks = rebate.after.contains { lacking.contains($0) }
    let against = rebate.against.map { fact($0) }
    let before = rebate.total.map { fact($0) }
    let evidence = rebate.evidence.map { fact($0) }
    // a fact not above zero counts as unknown.
    let noGrowth = against.map { ($0 ?? .zero) <= .zero } ?? false
    if lacks || noGrowth || before == .some(nil) || evidence == .some(nil) {
      return lacksFact(agreement)
    }
    if let evidence, let given = evidence, given < Fraction(1_000_000) {
      return tag("accrual.evidenceMissing")
    }
    guard let counted = measured(rebate.basis, numbers, less: rebate.after) else {
      return lacksFact(agreement)
    }
    let measure = counted.reduce(Fraction.zero) { $0 + $1.measure }
    guard Fraction.zero < measure else { return }
    let ladder = ReferenceLadder(rebate, against: against ?? nil)
    let isFirst = world.canary == .totalForgotten
    var result = ReferenceRebate(
      lines: counted, before: isFirst ? .zero : (before ?? nil) ?? .zero)
    try divide(&result, rebate, ladder, measure)
    rebates[agreement.id] = result
    try report(result, rebate, agreement)
  }

  /// the catch-up, and the parts of the lines.
  private func divide(
    _ result: inout ReferenceRebate, _ rebate: Rebate, _ ladder: ReferenceLadder,
    _ measure: Fraction
  ) throws(ReferenceFault) {
    func settled(_ amount: Fraction) -> Fraction {
      world.settle(amount, rebate.rounding, world.book.currency)
    }
    let earlier = ladder.earned(result.before)
    let earned = ladder.earned(result.before + measure)
    var base = earlier
    if rebate.mode == .retroactive, let value = ladder.value(at: result.before + measure) {
      base = result.before * value
    }
    result.catchUp = settled(base) - settled(earlier)
    tag("rebate.\(rebate.mode).\(rebate.point)")
    if !result.catchUp.isZero { tag("rebate.catchUp") }
    if rebate.point == .line {
      for line in result.lines {
        result.parts[line.number] = settled((earned - base) * line.measure / measure)
      }
      return
    }
    let own = settled(earned) - settled(base)
    // what the order earns is the order's before its lines share it.
    _ = try narrow(own)
    let shares = spreadByMeasure(
      own, result.lines.map(\.measure), step: world.step(rebate.rounding, world.book.currency))
    for (line, share) in zip(result.lines, shares) { result.parts[line.number] = share }
  }

  /// M-010 with the measures, at 6 decimals, as weights; evenly where all weigh nothing.
  func spreadByMeasure(
    _ total: Fraction, _ measures: [Fraction], step: Fraction
  ) -> [Fraction] {
    var weights = measures.map { world.display($0) }
    if weights.allSatisfy(\.isZero) { weights = weights.map { _ in .one } }
    return ReferenceSpread.share(
      total, weights, caps: weights.map { _ in nil }, step: step, .largestFraction)
  }

  private func report(
    _ result: ReferenceRebate, _ rebate: Rebate, _ agreement: Agreement
  ) throws(ReferenceFault) {
    var sum = result.catchUp
    for line in result.lines {
      guard let part = result.parts[line.number] else { continue }
      sum += part
      guard rebate.point == .line || !part.isZero else { continue }
      try addPart(agreement, line.number, base: line.measure, amount: part)
    }
    if !result.catchUp.isZero {
      try addPart(agreement, nil, base: result.before, amount: result.catchUp)
    }
    try give(
      agreement, "rebate", amount: sum, step: world.step(rebate.rounding, world.book.currency))
  }

  func addPart(
    _ agreement: Agreement, _ line: Int32?, base: Fraction, amount: Fraction = .zero,
    units: Fraction = .zero
  ) throws(ReferenceFault) {
    output.accrualParts.append(
      ReferenceAccrualPart(
        rule: agreement.id, line: line, base: try narrow(world.display(base), line: line),
        amount: try narrow(amount, line: line), units: try narrow(units, line: line)))
  }
}

/// what totals earn.
struct ReferenceLadder {
  private let mode: RebateMode
  private let rungs: [(from: Fraction, grant: RebateGrant)]

  init(_ rebate: Rebate, against: Fraction?) {
    mode = rebate.mode
    let factor = against.map { $0 / Fraction(1_000_000) } ?? .one
    rungs = rebate.rungs.sorted { $0.from < $1.from }.map {
      (Fraction($0.from) * factor, $0.grant)
    }
  }

  /// The rate, or the amount per unit, of the rung that a total reaches; `nil` for lumps and below.
  func value(at total: Fraction) -> Fraction? {
    guard let rung = rungs.last(where: { $0.from <= total }) else { return nil }
    return ReferenceLadder.factor(rung.grant)
  }

  private static func factor(_ grant: RebateGrant) -> Fraction? {
    switch grant {
    case .rate(let rate): Fraction(rate)
    case .amount(let amount): Fraction(amount, 1_000_000)
    case .lump: nil
    }
  }

  private static func lump(_ grant: RebateGrant) -> Fraction {
    if case .lump(let amount) = grant { return Fraction(amount) }
    return .zero
  }

  /// Millionths of the book's currency, exactly.
  func earned(_ total: Fraction) -> Fraction {
    let reached = rungs.filter { $0.from <= total }
    guard let last = reached.last else { return .zero }
    if mode == .retroactive {
      return ReferenceLadder.factor(last.grant).map { total * $0 }
        ?? ReferenceLadder.lump(last.grant)
    }
    var sum = Fraction.zero
    for (index, rung) in reached.enumerated() {
      let end = index + 1 < rungs.count ? min(rungs[index + 1].from, total) : total
      sum += (end - rung.from) * (ReferenceLadder.factor(rung.grant) ?? .zero)
      sum += ReferenceLadder.lump(rung.grant)
    }
    return sum
  }
}
