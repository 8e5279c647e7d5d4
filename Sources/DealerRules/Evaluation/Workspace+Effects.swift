// Effects of offers inside one phase on one line (RULES.md O-004 … O-012).
extension Workspace {
  /// Chooses and applies the offers of one phase.
  mutating func apply(
    _ phase: Int, _ range: Range<Int>, _ line: Int32, _ order: Int32,
    _ result: inout PricedBatch
  ) throws(NumericError) {
    let opening = running[Int(position)]
    effects.removeAll(keepingCapacity: true)
    let compounds = rules.offers.phases[phase].base == .running
    for index in range {
      let offer = candidates[index]
      // Without a group there is no choice: what is left when its turn comes decides.
      if compounds, rules.offers.group[Int(offer)] < 0 {
        effects.append(
          LineEffect(
            offer: offer, kind: .percentOff, base: opening, amount: 0, exact: 0, isChosen: false))
        continue
      }
      let effect = try effect(offer, phase, opening, Int128(opening) * 1_000_000, line, order)
      guard let effect else { continue }
      effects.append(effect)
    }
    chooseInGroups(phase)
    if !compounds { try settleFixedPrices() }
    try take(phase, opening, line, order, &result)
  }

  // MARK: One effect

  /// What an offer takes off on a given amount; `nil`, with its reason traced, for nothing.
  private mutating func effect(
    _ offer: Int32, _ phase: Int, _ amount: Int64, _ exactAmount: Int128, _ line: Int32,
    _ order: Int32
  ) throws(NumericError) -> LineEffect? {
    let value = rules.offers.benefitValue[Int(offer)]
    var result = LineEffect(
      offer: offer, kind: .percentOff, base: amount, amount: 0, exact: 0, isChosen: false)
    switch rules.offers.benefit[Int(offer)] {
    case .percentOff:
      let isList = rules.offers.phases[phase].base == .list
      if isList { result.base = listAmount[Int(position)] }
      let base = isList ? Int128(result.base) * 1_000_000 : exactAmount
      result.exact = try RoundingMode.halfUp.divide(
        try Wide.multiply(base, Int128(value)), by: 1_000_000)
    case .amountOffPerUnit:
      result.kind = .amountOff
      guard let total = try unitAmount(offer, value, line, order) else { return nil }
      result.exact = try exact(total)
    case .fixedUnitPrice:
      result.kind = .fixedPrice
      guard let total = try unitAmount(offer, value, line, order) else { return nil }
      result.exact = try Wide.subtract(exactAmount, try exact(total))
      if result.exact <= 0 {
        trace(offer, .notLower)
        return nil
      }
    }
    result.amount = try settled(result.exact, phase)
    if rules.offers.phases[phase].point != .unit {
      result.exact = Int128(result.amount) * 1_000_000
    }
    if result.exact == 0 {
      trace(offer, .nothingLeft)
      return nil
    }
    return result
  }

  /// An exact amount in 10⁻¹² units.
  private func exact(_ amount: Ratio) throws(NumericError) -> Int128 {
    let scaled = try amount.multiplied(by: Ratio(1_000_000, 1))
    return try RoundingMode.halfUp.divide(scaled.numerator, by: scaled.denominator)
  }

  /// Settles an exact effect by the phase's point, or to the 6 decimals an amount carries.
  private func settled(_ exact: Int128, _ phase: Int) throws(NumericError) -> Int64 {
    guard rules.offers.phases[phase].point == .line else {
      return try Wide.narrow(try RoundingMode.halfUp.divide(exact, by: 1_000_000))
    }
    let step = phaseSteps[phase]
    let mode = rules.offers.phases[phase].rounding.mode
    let units = try mode.divide(exact, by: Int128(step) * 1_000_000)
    return try Wide.narrow(units, times: step)
  }

  /// A benefit's amount × the line's quantity in the benefit's unit, in the order's currency
  /// (RULES.md O-011).
  private mutating func unitAmount(
    _ offer: Int32, _ amount: Int64, _ line: Int32, _ order: Int32
  ) throws(NumericError) -> Ratio? {
    let profile = rules.catalog.productUnits[Int(batch.product[Int(line)])]
    let symbol = rules.offers.benefitUnit[Int(offer)]
    let row =
      symbol < 0
      ? rules.catalog.units.baseRow(of: profile)
      : rules.catalog.units.row(of: symbol, in: profile)
    guard row >= 0 else {
      trace(offer, .unitUnknown)
      return nil
    }
    let currency = batch.currency[Int(order)]
    guard let rate = exchange(0, currency, batch.instant[Int(order)]) else {
      trace(offer, .noExchangeRate)
      return nil
    }
    let own = rules.catalog.units.ratio(Int(batch.unitRow[Int(line)]))
    let unit = rules.catalog.units.ratio(row)
    let quantity = Ratio(
      Int128(batch.quantity[Int(line)]) * own.numerator, own.denominator * 1000)
    return try quantity.multiplied(by: Ratio(unit.denominator, unit.numerator))
      .multiplied(by: Ratio(Int128(amount), 1)).multiplied(by: rate)
  }

  // MARK: Choosing

  /// Marks what takes effect: offers without a group, and each group's choice (RULES.md O-006).
  private mutating func chooseInGroups(_ phase: Int) {
    for index in effects.indices {
      let group = rules.offers.group[Int(effects[index].offer)]
      guard group >= 0 else {
        effects[index].isChosen = true
        continue
      }
      let choice = rules.offers.groupChoice[Int(group)]
      if choice == .all {
        effects[index].isChosen = true
        continue
      }
      let winner = winner(of: group, choice)
      if winner == index {
        effects[index].isChosen = true
      } else {
        trace(
          effects[index].offer, choice == .best ? .beatenInGroup : .lowerPriority,
          by: effects[winner].offer, a: effects[winner].amount,
          b: effects[index].amount)
      }
    }
  }

  /// Effects stand in the order of O-007, so the first of the largest wins.
  private func winner(of group: Int32, _ choice: GroupChoice) -> Int {
    var best = -1
    for index in effects.indices where rules.offers.group[Int(effects[index].offer)] == group {
      if best < 0 || (choice == .best && effects[index].exact > effects[best].exact) {
        best = index
      }
    }
    return best
  }

  /// A fixed price and the sum of the other effects exclude one another (RULES.md O-012).
  private mutating func settleFixedPrices() throws(NumericError) {
    var fixed = -1
    var others: Int128 = 0
    for index in effects.indices where effects[index].isChosen {
      if effects[index].kind == .fixedPrice {
        if fixed < 0 || effects[index].exact > effects[fixed].exact { fixed = index }
      } else {
        others = try Wide.add(others, effects[index].exact)
      }
    }
    guard fixed >= 0 else { return }
    let wins = effects[fixed].exact > others
    for index in effects.indices where effects[index].isChosen {
      let isFixed = effects[index].kind == .fixedPrice
      if wins ? index == fixed : !isFixed { continue }
      effects[index].isChosen = false
      let better = Int64(clamping: (wins ? effects[fixed].exact : others) / 1_000_000)
      trace(
        effects[index].offer, isFixed && !wins ? .fixedPriceLost : .fixedPriceWon,
        by: wins ? effects[fixed].offer : -1, a: better, b: effects[index].amount)
    }
  }

  // MARK: Taking effect

  private mutating func take(
    _ phase: Int, _ opening: Int64, _ line: Int32, _ order: Int32,
    _ result: inout PricedBatch
  ) throws(NumericError) {
    let compounds = rules.offers.phases[phase].base == .running
    let carriesExact = rules.offers.phases[phase].point == .unit
    var left = opening
    var exactLeft = Int128(opening) * 1_000_000
    var applied = false
    for index in effects.indices where effects[index].isChosen {
      var effect = effects[index]
      if compounds, applied || rules.offers.group[Int(effect.offer)] < 0 {
        guard let again = try self.effect(effect.offer, phase, left, exactLeft, line, order)
        else { continue }
        effect = again
      }
      // A line of non-negative amount never falls below zero (RULES.md O-009).
      if opening >= 0 {
        if exactLeft == 0, effect.exact > 0 {
          trace(effect.offer, .nothingLeft)
          continue
        }
        if effect.exact > exactLeft {
          trace(effect.offer, .capped, a: left, b: effect.amount)
          effect.exact = exactLeft
          effect.amount = try Wide.narrow(
            try RoundingMode.halfUp.divide(exactLeft, by: 1_000_000))
        }
      }
      left = try Wide.subtract(left, effect.amount)
      // Only a phase that settles its unit price carries finer amounts than a line can hold.
      exactLeft =
        carriesExact ? try Wide.subtract(exactLeft, effect.exact) : Int128(left) * 1_000_000
      applied = true
      guard effect.amount != 0 else { continue }
      record(
        Step(
          rule: RuleRef(.offer, Int(effect.offer)), kind: effect.kind, line: position,
          base: effect.base, amount: try Wide.subtract(0, effect.amount)), &result)
    }
    if applied, rules.offers.phases[phase].point == .unit {
      left = try settleUnit(phase, left, exactLeft, line, &result)
    }
    running[Int(position)] = left
  }

  /// Settles the unit price at the end of a phase (RULES.md O-005).
  private mutating func settleUnit(
    _ phase: Int, _ left: Int64, _ exactLeft: Int128, _ line: Int32,
    _ result: inout PricedBatch
  ) throws(NumericError) -> Int64 {
    let quantity = Int128(batch.quantity[Int(line)])
    let unitPrice = try Ratio(exactLeft, 1000).divided(by: Ratio(quantity, 1)).settled(
      step: phaseSteps[phase], mode: rules.offers.phases[phase].rounding.mode)
    let net = try Ratio(Int128(unitPrice), 1000).multiplied(by: Ratio(quantity, 1))
      .settled(step: extensionStep, mode: rules.book.rounding.lineExtension.mode)
    record(
      Step(
        rule: RuleRef(.phase, phase), kind: .unitRounding, line: position, base: unitPrice,
        amount: try Wide.subtract(net, left)), &result)
    return net
  }
}
