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
      effects.append(measured(effect, opening))
    }
    chooseInGroups(phase, opening)
    if !compounds { try settleFixedPrices(opening) }
    try take(phase, opening, line, order, &result)
  }

  /// What an offer takes off the line at hand on a given amount.
  private mutating func effect(
    _ offer: Int32, _ phase: Int, _ amount: Int64, _ exactAmount: Int128, _ line: Int32,
    _ order: Int32
  ) throws(NumericError) -> LineEffect? {
    try lineCut(
      rules.offers.cut[Int(offer)], rules.offers.terms[Int(offer)].per, offer, phase,
      CutInput(line: line, order: order, amount: amount, exact: exactAmount, units: nil))
  }

  /// An effect with its measure: cut at the opening of a line that is not below zero (O-006).
  private mutating func measured(_ effect: LineEffect, _ opening: Int64) -> LineEffect {
    var result = effect
    result.measured =
      opening >= 0 ? min(effect.exact, Int128(opening) * 1_000_000) : effect.exact
    return result
  }

  // MARK: Choosing

  /// Marks what takes effect: offers without a group, and each group's choice (RULES.md O-006).
  private mutating func chooseInGroups(_ phase: Int, _ opening: Int64) {
    for index in effects.indices {
      let group = rules.offers.group[Int(effects[index].offer)]
      guard group >= 0 else {
        effects[index].isChosen = true
        continue
      }
      let choice = rules.offers.groups[Int(group)].choice
      if choice == .all {
        effects[index].isChosen = true
        continue
      }
      let winner = winner(of: group, choice, opening)
      if winner == index {
        effects[index].isChosen = true
      } else if let found = tooLittle(effects[index].measured, opening) {
        traceRefusal(effects[index].offer, found)
      } else if winner >= 0 {
        trace(
          effects[index].offer, choice == .best ? .beatenInGroup : .lowerPriority,
          by: effects[winner].offer, a: millionths(effects[winner].measured),
          b: millionths(effects[index].measured))
      }
    }
  }

  /// What a guard finds too little of the line at hand where an amount is taken off its opening.
  private mutating func tooLittle(_ amount: Int128, _ opening: Int64) -> TooLittle? {
    tooLittle(Int(position), amount, of: Int128(opening) * 1_000_000)
  }

  /// Whether a guard refuses what an effect would leave of the line at hand (RULES.md G-012).
  private mutating func isRefused(_ index: Int, _ opening: Int64) -> Bool {
    isRefused(Int(position), effects[index].measured, of: Int128(opening) * 1_000_000)
  }

  /// Effects stand in the order of O-007, so the first of the largest wins; −1 where guards refuse
  /// them all.
  private mutating func winner(of group: Int32, _ choice: GroupChoice, _ opening: Int64) -> Int {
    var best = -1
    for index in effects.indices where rules.offers.group[Int(effects[index].offer)] == group {
      if isRefused(index, opening) { continue }
      if best < 0 || (choice == .best && effects[index].measured > effects[best].measured) {
        best = index
      }
    }
    return best
  }

  /// A fixed price and the sum of the other effects exclude one another (RULES.md O-012).
  private mutating func settleFixedPrices(_ opening: Int64) throws(NumericError) {
    guard effects.contains(where: { $0.isChosen && $0.kind == .fixedPrice }) else { return }
    let count = effects.count { $0.isChosen }
    var fixed: Int?
    var others: Int128 = 0
    for index in effects.indices where effects[index].isChosen {
      guard effects[index].kind == .fixedPrice else {
        others = try Wide.add(others, effects[index].measured)
        continue
      }
      // Beside others what a guard refuses is no candidate (RULES.md G-012).
      if count > 1, isRefused(index, opening) { continue }
      if fixed.map({ effects[index].measured > effects[$0].measured }) ?? true { fixed = index }
    }
    let isTooMuch = isRefused(Int(position), others, of: Int128(opening) * 1_000_000)
    let wins = fixed.map { effects[$0].measured > others || isTooMuch } ?? false
    for index in effects.indices where effects[index].isChosen {
      let isFixed = effects[index].kind == .fixedPrice
      if wins ? index == fixed : !isFixed { continue }
      effects[index].isChosen = false
      if count > 1, isFixed ? isRefused(index, opening) : isTooMuch {
        let amount = isFixed ? effects[index].measured : others
        traceRefusal(effects[index].offer, tooLittle(amount, opening))
        continue
      }
      let winner = wins ? fixed : nil
      trace(
        effects[index].offer, isFixed && !wins ? .fixedPriceLost : .fixedPriceWon,
        by: winner.map { effects[$0].offer } ?? -1,
        a: millionths(winner.map { effects[$0].measured } ?? others),
        b: millionths(effects[index].measured))
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
      if effect.exact != 0 {
        noteApplied(effect.offer, on: position)
        noteApplied(effect.offer, on: -1)
      }
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
  mutating func settleUnit(
    _ phase: Int, _ left: Int64, _ exactLeft: Int128, _ line: Int32,
    _ result: inout PricedBatch
  ) throws(NumericError) -> Int64 {
    let (unitPrice, net) = try unitSettled(phase, exactLeft, line)
    record(
      Step(
        rule: RuleRef(.phase, phase), kind: .unitRounding, line: position, base: unitPrice,
        amount: try Wide.subtract(net, left)), &result)
    return net
  }

  /// The unit price of what is left of a line, settled, and what the line is then.
  mutating func unitSettled(
    _ phase: Int, _ exactLeft: Int128, _ line: Int32
  ) throws(NumericError) -> (unitPrice: Int64, net: Int64) {
    let quantity = Int128(batch.quantity[Int(line)])
    let unitPrice = try Ratio(exactLeft, 1000).divided(by: Ratio(quantity, 1)).settled(
      step: phaseSteps[phase], mode: rules.offers.phases[phase].rounding.mode)
    let net = try Ratio(Int128(unitPrice), 1000).multiplied(by: Ratio(quantity, 1))
      .settled(step: extensionStep, mode: rules.book.rounding.lineExtension.mode)
    return (unitPrice, net)
  }
}
