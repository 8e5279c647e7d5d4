import DealerRules

/// An offer that may take effect on a line.
private struct Candidate {
  var offer: Offer
  /// The effect on the phase's base at the start of the phase (O-006).
  var effect: Fraction
  var isFixed: Bool {
    if case .cut(.fixedPrice, _) = offer.benefit { return true }
    return false
  }
}

extension ReferenceRun {
  /// O-003: one phase on one line.
  func apply(_ phase: Phase, to number: Int32) throws(ReferenceFault) {
    guard var state = states[number], state.isPriced, !state.running.isZero else { return }
    let opening = state.running
    var chosen = choose(phase, candidates(phase, state))
    if phase.base != .running { chosen = excludeFixed(phase, chosen) }
    chosen.sort { goesFirst($0.offer, $1.offer) }
    var left = opening
    var isTouched = false
    var steps: [ReferenceStep] = []
    for candidate in chosen {
      let (base, effect) = self.effect(of: candidate.offer, phase, state, opening, running: left)
      guard var taken = effect else {
        tag("lost.notLower")
        continue
      }
      if !opening.isNegative, left < taken {
        taken = left
        tag("lost.capped")
      }
      guard !taken.isZero else { continue }
      left -= taken
      isTouched = true
      let shown = try narrow(-world.display(taken), line: number)
      tag("phase.\(phase.base).\(phase.point)")
      tag("rounding.\(phase.rounding.mode)")
      guard shown != 0 else { continue }
      // A running base is shown as the steps before it left the line.
      let isRunning = phase.base == .running
      let left = steps.reduce(opening) { $0 + Fraction($1.amount) }
      let stepBase = try narrow(isRunning ? left : world.display(base), line: number)
      steps.append(
        ReferenceStep(
          rule: candidate.offer.id, kind: kind(candidate.offer), line: number, base: stepBase,
          amount: shown))
      tag("benefit.\(kind(candidate.offer))")
    }
    state.steps += steps
    if phase.point == .unit, isTouched {
      try settleUnit(phase, &state, opening, left, steps)
    } else {
      state.running = left
    }
    _ = try narrow(state.running, line: number)
    states[number] = state
  }

  /// O-005 `unit`: the unit price after the effects is settled, and the line with it.
  private func settleUnit(
    _ phase: Phase, _ state: inout ReferenceState, _ opening: Fraction, _ left: Fraction,
    _ steps: [ReferenceStep]
  ) throws(ReferenceFault) {
    let number = state.item.number
    let unitPrice = world.settle(left / state.item.quantity, phase.rounding, currency)
    let settled = extend(unitPrice * state.item.quantity)
    let shown = steps.reduce(opening) { $0 + Fraction($1.amount) }
    state.running = settled
    state.steps.append(
      ReferenceStep(
        rule: phase.id, kind: .unitRounding, line: number,
        base: try narrow(unitPrice, line: number),
        amount: try narrow(settled - shown, line: number)))
    tag("unitRounding")
  }

  private func kind(_ offer: Offer) -> StepKind {
    switch offer.benefit {
    case .cut(.percentOff, _): .percentOff
    case .cut(.amountOff, _): .amountOff
    default: .fixedPrice
    }
  }

  /// O-007: the larger priority, then the smaller id.
  private func goesFirst(_ a: Offer, _ b: Offer) -> Bool {
    if a.priority != b.priority {
      return world.canary == .smallPriorityFirst
        ? a.priority < b.priority : a.priority > b.priority
    }
    return ReferenceNames.isBefore(a.id, b.id)
  }

  /// O-002, O-003, O-008: the offers of a phase that may take effect on a line.
  private func candidates(_ phase: Phase, _ state: ReferenceState) -> [Candidate] {
    var result: [Candidate] = []
    for offer in world.book.offers where offer.phase == phase.id {
      guard offer.status == .published else {
        tag("lost.notPublished")
        continue
      }
      guard world.isInForce(offer.validity, at: instant) else {
        tag("lost.notInForce")
        continue
      }
      guard offer.includesProtected || !state.isProtected else {
        tag("lost.lineProtected")
        continue
      }
      guard holds(offer.when, state.item) else {
        tag("lost.conditionFailed")
        continue
      }
      let (_, effect) = self.effect(
        of: offer, phase, state, state.running, running: state.running)
      // A running phase asks again, offer by offer, whether a fixed price is lower.
      let isLater = phase.base == .running && offer.group == nil
      guard isLater || !(effect?.isZero ?? true) else {
        tag(effect == nil ? "lost.notLower" : "lost.zero")
        continue
      }
      result.append(Candidate(offer: offer, effect: effect ?? .zero))
    }
    return result
  }

  /// O-006: what the groups choose; offers without a group all apply.
  private func choose(_ phase: Phase, _ candidates: [Candidate]) -> [Candidate] {
    var chosen = candidates.filter { $0.offer.group == nil }
    for group in phase.groups {
      let members = candidates.filter { $0.offer.group == group.id }
      guard !members.isEmpty else { continue }
      tag("group.\(group.choice)")
      if members.count > 1 { tag("group.\(group.choice).ofMany") }
      switch group.choice {
      case .all: chosen += members
      case .first: chosen += members.sorted { goesFirst($0.offer, $1.offer) }.prefix(1)
      case .best: chosen += members.sorted(by: givesMore).prefix(1)
      }
    }
    return chosen
  }

  /// O-007 where effects are compared.
  private func givesMore(_ a: Candidate, _ b: Candidate) -> Bool {
    if a.effect != b.effect { return b.effect < a.effect }
    tag("group.tie")
    return goesFirst(a.offer, b.offer)
  }

  /// O-012: in a phase that adds up, a fixed price and the other effects exclude one another.
  private func excludeFixed(_ phase: Phase, _ chosen: [Candidate]) -> [Candidate] {
    let others = chosen.filter { !$0.isFixed }
    guard let fixed = chosen.filter(\.isFixed).sorted(by: givesMore).first else { return chosen }
    let sum = others.reduce(Fraction.zero) { $0 + $1.effect }
    if sum < fixed.effect {
      tag(others.isEmpty ? "fixed.alone" : "fixed.won")
      return [fixed]
    }
    tag("fixed.lost")
    return others
  }

  /// O-010 … O-012 on an amount, settled by the point; `nil` where the offer gives nothing.
  private func effect(
    of offer: Offer, _ phase: Phase, _ state: ReferenceState, _ opening: Fraction,
    running: Fraction
  ) -> (base: Fraction, effect: Fraction?) {
    let isRunning = phase.base == .running && world.canary != .runningAsOpening
    let amount = isRunning ? running : opening
    switch offer.benefit {
    case .cut(.percentOff(let rate), _):
      let base = phase.base == .list ? state.list : amount
      return (base, settle(base * Fraction(rate), phase))
    case .cut(.amountOff(let value, let unit), _):
      let off = inUnits(value, unit, state.item)
      return (amount, off.map { settle($0, phase) })
    case .cut(.fixedPrice(let value, let unit), _):
      guard let price = inUnits(value, unit, state.item), price < amount else {
        return (amount, nil)
      }
      return (amount, settle(amount - price, phase))
    default: return (amount, nil)
    }
  }

  /// Millionths of the book's currency per unit × the item's quantity, in the order's currency.
  private func inUnits(_ value: Int64, _ unit: String?, _ item: ReferenceItem) -> Fraction? {
    guard let factor = world.baseUnits(in: unit, of: item.product) else {
      tag("lost.unitUnknown")
      return nil
    }
    guard let rate = world.exchange(world.book.currency, currency, at: instant) else {
      tag("lost.noExchangeRate")
      return nil
    }
    return Fraction(value) * item.base / factor * rate
  }

  /// O-005: an effect as its point carries it.
  private func settle(_ effect: Fraction, _ phase: Phase) -> Fraction {
    switch phase.point {
    case .line: world.settle(effect, phase.rounding, currency)
    case .none: world.display(effect)
    case .unit: world.settle(effect, .halfUp, step: Fraction(1, 1_000_000))
    }
  }
}
