import DealerRules

extension ReferencePhase {
  /// O-026, O-009: cuts effects to the offer's own caps and to what is left.
  func bounded(_ effect: ReferenceEffect, _ offer: Offer) -> ReferenceEffect {
    var effect = effect
    func lower(_ line: Int32, to most: Fraction, _ tag: String) {
      guard let amount = effect.parts[line]?.amount, most < amount else { return }
      effect.parts[line]?.amount = max(most, .zero)
      effect.tags.insert(tag)
    }
    var bounds = (offer.combination.capPerLine, offer.combination.cap)
    if world.canary == .capForgotten { bounds = (nil, nil) }
    let perLine = bounds.0.flatMap { converted($0) }.map { whole($0, capStep) }
    let total = bounds.1.flatMap { converted($0) }.map { whole($0, capStep) }
    for line in effect.parts.keys.sorted() where Fraction.zero < effect[line] {
      if bounds.0 != nil { lower(line, to: perLine ?? .zero, "cap.perLine") }
      guard let room = room(line) else { continue }
      let isRate = room < max(left[line] ?? .zero, .zero)
      lower(line, to: room, isRate ? "cap.rate" : "lost.capped")
    }
    if bounds.1 != nil, cut(&effect, to: total ?? .zero) { effect.tags.insert("cap.order") }
    if effect.parts.values.allSatisfy(\.amount.isZero) { effect.markShares() }
    return effect
  }

  /// O-026: cuts the effects above zero to a total by M-010; false where they fit.
  func cut(_ effect: inout ReferenceEffect, to most: Fraction) -> Bool {
    let lines = effect.parts.keys.sorted().filter { Fraction.zero < effect[$0] }
    guard most < gains(effect) else { return false }
    let weights = lines.map { whole(effect[$0], capStep) }
    let total = min(most, weights.reduce(.zero, +))
    let shares = ReferenceSpread.share(
      total, weights, caps: weights.map { $0 }, step: capStep, phase.remainder)
    for (line, share) in zip(lines, shares) { effect.parts[line]?.amount = share }
    return true
  }

  /// The effects above zero together.
  func gains(_ effect: ReferenceEffect) -> Fraction {
    effect.parts.values.reduce(.zero) { $0 + max($1.amount, .zero) }
  }

  /// O-027: grants what the budgets of an offer leave, in part only where it says so.
  func grant(_ effect: inout ReferenceEffect, _ offer: Offer) -> Bool {
    let desired = gains(effect)
    let units = units(effect)
    let money = run.left(of: .budget, offer).map { left in
      world.exchange(world.book.currency, currency, at: run.instant).map {
        whole(left * $0, capStep)
      } ?? .zero
    }
    let unitsLeft = run.left(of: .budgetUnits, offer).map { $0 / Fraction(1000) }
    let isShort = money.map { $0 < desired } ?? false || unitsLeft.map { $0 < units } ?? false
    guard isShort else { return true }
    guard offer.limits.isPartial else {
      run.tag("limit.budgetShort")
      return false
    }
    if case .gift(let gift) = offer.benefit, gift.mode == .inclusive, gift.unit != nil {
      cutCarved(&effect, gift, offer, money: money, units: unitsLeft)
      effect.tags.insert("limit.budgetCut")
      return true
    }
    var most = money ?? desired
    if let unitsLeft, unitsLeft < units {
      most = min(most, whole(desired * unitsLeft / units, capStep))
      effect.units = effect.gifts.isEmpty ? unitsLeft : cutGifts(&effect, to: unitsLeft, offer)
    }
    _ = cut(&effect, to: most)
    effect.tags.insert("limit.budgetCut")
    return true
  }

  /// O-027: base units that an effect touches.
  func units(_ effect: ReferenceEffect) -> Fraction {
    let touched = effect.parts.values.filter { !$0.amount.isZero }.map(\.units)
    return (touched + effect.gifts.map(\.quantity)).reduce(.zero, +)
  }

  /// Cuts gifts to what is left, each in whole ones of its unit; returns what is granted.
  private func cutGifts(
    _ effect: inout ReferenceEffect, to most: Fraction, _ offer: Offer
  ) -> Fraction {
    guard case .gift(let gift) = offer.benefit else { return most }
    var left = most
    for index in effect.gifts.indices {
      if left < effect.gifts[index].quantity {
        effect.gifts[index].quantity = whole(
          packs(left, gift, effect.gifts[index].product), Fraction(1, 1000))
      }
      left -= effect.gifts[index].quantity
    }
    effect.gifts.removeAll { $0.quantity.isZero }
    return most - left
  }
}
