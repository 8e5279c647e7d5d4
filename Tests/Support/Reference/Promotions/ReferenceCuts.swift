import DealerRules

/// Units of a line on which a cut falls (O-015); all of it without `units`.
struct ReferenceUnits {
  var line: Int32
  /// Base units; `nil` for the whole line.
  var units: Fraction?
}

extension ReferencePhase {
  func item(_ line: Int32) -> ReferenceItem? { run.states[line]?.item }

  /// O-004: what an offer's percentages are taken on.
  func base(of offer: Offer, on line: Int32) -> Fraction {
    if base(of: offer) == .list { return run.states[line]?.list ?? .zero }
    return amount(of: offer, on: line)
  }

  /// O-012: what an offer's prices compare with, never the list.
  func amount(of offer: Offer, on line: Int32) -> Fraction {
    let isRunning = base(of: offer) == .running && world.canary != .runningAsOpening
    return (isRunning ? left[line] : opening[line]) ?? .zero
  }

  /// The part of an amount of a line that some of its units have, exactly.
  func part(_ amount: Fraction, _ some: ReferenceUnits) -> Fraction {
    guard let units = some.units, let item = item(some.line) else { return amount }
    return amount * units / item.base
  }

  /// O-014, O-017: the same in a sum over lines, with 12 decimals.
  func summand(_ amount: Fraction, _ some: ReferenceUnits) -> Fraction {
    part(amount, some).settled(.halfUp, step: Fraction(1, 1_000_000))
  }

  /// O-011: millionths of the book's currency per unit for some units, in the order's currency.
  func priced(_ value: Int64, _ unit: String?, _ some: ReferenceUnits) -> Fraction? {
    guard let item = item(some.line),
      let factor = world.baseUnits(in: unit, of: item.product)
    else {
      run.tag("lost.unitUnknown")
      return nil
    }
    guard let amount = converted(value) else {
      run.tag("lost.noExchangeRate")
      return nil
    }
    return amount * (some.units ?? item.base) / factor
  }

  /// O-009: cuts touch only lines whose opening is not zero.
  func touchable(_ all: [ReferenceUnits]) -> [ReferenceUnits] {
    all.filter { !(opening[$0.line] ?? .zero).isZero && $0.units?.isZero != true }
      .sorted { $0.line < $1.line }
  }

  static func kind(_ cut: Cut) -> String {
    switch cut {
    case .percentOff: "percentOff"
    case .amountOff: "amountOff"
    case .fixedPrice: "fixedPrice"
    }
  }

  /// O-014: a cut on lines, or on units of lines; `times` multiplies an amount (O-016).
  func cut(
    _ cut: Cut, _ per: CutScope, _ offer: Offer, on all: [ReferenceUnits],
    times: Fraction = .one
  ) -> ReferenceEffect {
    var effect = ReferenceEffect(kind: ReferencePhase.kind(cut))
    let some = touchable(all)
    if per == .order {
      spread(cut, offer, some, times, &effect)
    } else {
      for one in some {
        guard let exact = single(cut, per, offer, one) else { continue }
        set(settle(exact), cut, offer, one, in: &effect)
      }
    }
    let isPart = all.contains { $0.units != nil }
    effect.tags.insert("cut.\(effect.kind).\(per)\(isPart ? ".units" : "")")
    return effect
  }

  /// What a cut takes off one line, before it is settled.
  private func single(
    _ cut: Cut, _ per: CutScope, _ offer: Offer, _ one: ReferenceUnits
  ) -> Fraction? {
    let base = part(self.base(of: offer, on: one.line), one)
    let amount = part(self.amount(of: offer, on: one.line), one)
    switch cut {
    case .percentOff(let rate):
      guard per == .unit, let quantity = item(one.line)?.quantity else {
        return base * Fraction(rate)
      }
      return world.settle(base / quantity * Fraction(rate), phase.rounding, currency) * quantity
    case .amountOff(let value, let unit):
      let off = per == .line ? converted(value) : priced(value, unit, one)
      guard let off, one.units != nil else { return off }
      return max(min(off, base), .zero)
    case .fixedPrice(let value, let unit):
      guard let price = per == .line ? converted(value) : priced(value, unit, one) else {
        return nil
      }
      guard price < amount else {
        run.tag("lost.notLower")
        return nil
      }
      return amount - price
    }
  }

  /// Notes an effect with the base that its step shows.
  func set(
    _ taken: Fraction, _ cut: Cut, _ offer: Offer, _ one: ReferenceUnits,
    isShare: Bool = false, in effect: inout ReferenceEffect
  ) {
    var whole = amount(of: offer, on: one.line)
    if case .percentOff = cut { whole = self.base(of: offer, on: one.line) }
    var base = isShare ? summand(whole, one) : part(whole, one)
    if self.base(of: offer) == .running, one.units == nil { base = shownLeft(one.line) }
    effect.parts[one.line] = ReferenceLineEffect(
      base: base, amount: taken, units: one.units ?? item(one.line)?.base ?? .zero)
  }

  /// A running base is shown as the steps before it left the line.
  private func shownLeft(_ line: Int32) -> Fraction {
    (steps[line] ?? []).reduce(opening[line] ?? .zero) { $0 + $1.amount }
  }

  /// O-014 `order`: one total, settled once, over all lines.
  private func spread(
    _ cut: Cut, _ offer: Offer, _ some: [ReferenceUnits], _ times: Fraction,
    _ effect: inout ReferenceEffect
  ) {
    let bases = some.map { summand(base(of: offer, on: $0.line), $0) }
    let exact: Fraction
    var isAmount = false
    switch cut {
    case .percentOff(let rate): exact = bases.reduce(.zero, +) * Fraction(rate)
    case .amountOff(let value, _):
      guard let amount = converted(value) else { return run.tag("lost.noExchangeRate") }
      exact = amount * times
      isAmount = true
    case .fixedPrice(let value, _):
      guard let price = converted(value) else { return run.tag("lost.noExchangeRate") }
      let sum = some.reduce(Fraction.zero) { $0 + summand(amount(of: offer, on: $1.line), $1) }
      guard price < sum else { return run.tag("lost.notLower") }
      exact = sum - price
    }
    let shares = shares(
      exact, bases, some, capsAtBase: isAmount && some.contains { $0.units != nil })
    for (one, share) in zip(some, shares) {
      set(share, cut, offer, one, isShare: true, in: &effect)
    }
    effect.markShares()
    effect.tags.insert("remainder.\(phase.remainder)")
  }

  /// O-014: a total settled by the phase's rounding and spread over bases, at most what is left;
  /// with `capsAtBase` at most the base as well (O-015).
  func shares(
    _ exact: Fraction, _ bases: [Fraction], _ some: [ReferenceUnits], capsAtBase: Bool
  ) -> [Fraction] {
    let rule = world.canary == .restToLastLine ? RemainderRule.lastLine : phase.remainder
    var total = world.settle(exact, phase.rounding, currency)
    let weights = bases.map { max(world.display($0), .zero) }
    guard !total.isNegative else {
      let free = [Fraction?](repeating: nil, count: weights.count)
      return ReferenceSpread.share(total, weights, caps: free, step: step, rule)
    }
    let caps = some.indices.map { index -> Fraction? in
      guard let room = room(some[index].line) else { return nil }
      return whole(capsAtBase ? min(room, max(bases[index], .zero)) : room, step)
    }
    let sum = some.indices.reduce(Fraction?.some(.zero)) { sum, index in
      guard Fraction.zero < weights[index] else { return sum }
      guard let sum, let cap = caps[index] else { return nil }
      return sum + cap
    }
    if let sum, sum < total {
      total = sum
      run.tag("spread.capped")
    }
    return ReferenceSpread.share(total, weights, caps: caps, step: step, rule)
  }
}
