import DealerRules

/// A step of a phase before it is narrowed to 64 bits.
struct ReferenceEffectStep {
  var rule: String
  var kind: String
  /// What it was taken on, of 6 decimals.
  var base: Fraction
  /// The signed change, of 6 decimals.
  var amount: Fraction
}

/// An offer that took an effect, gave a gift or was a mark (O-006).
struct ReferenceApplied {
  var offer: Offer
  /// Lines on which it took an effect.
  var lines: Set<Int32>
  /// A fixed price that excludes others (O-012).
  var isFixed: Bool
  var isPriceEffect: Bool
  var use: ReferenceUse
}

/// One phase over the whole order (O-003); a value, so that alternatives can be tried (O-022).
struct ReferencePhase {
  let run: ReferenceRun
  let phase: Phase
  /// The amounts of priced lines when the phase begins.
  let opening: [Int32: Fraction]
  /// What the offers so far have left of them.
  var left: [Int32: Fraction]
  /// The amounts that measures read: those at the start of the phase, or of the turn (O-025).
  var now: [Int32: Fraction]
  var steps: [Int32: [ReferenceEffectStep]] = [:]
  /// Units used by offers that use units (O-015).
  var used: [Int32: Fraction] = [:]
  /// Stock that gifts of this phase have taken (O-018).
  var taken: [String: Fraction] = [:]
  var applied: [ReferenceApplied] = []
  var stoppedLines: Set<Int32> = []
  var isStopped = false
  var gifts: [ReferenceGiven] = []
  var findings: [ReferenceFinding] = []
  var tags: Set<String> = []
  /// Amounts that no effect undercuts (O-009).
  let floors: [Int32: Fraction]
  /// While effects are measured, `capRate` and `floor` do not count (O-006).
  var isMeasuring = false

  init(_ run: ReferenceRun, _ phase: Phase) {
    self.run = run
    self.phase = phase
    opening = run.states.filter { $0.value.isPriced }.mapValues(\.running)
    left = opening
    now = opening
    taken = run.givenStock
    let kind = phase.floor.flatMap { run.world.kinds[$0] }
    var floors: [Int32: Fraction] = [:]
    for line in opening.keys {
      if let kind, let item = run.states[line]?.item { floors[line] = run.amount(kind, item) }
    }
    self.floors = floors
  }

  var world: ReferenceWorld { run.world }
  var currency: Currency { run.currency }
  /// Lines with a price, by number.
  var lines: [Int32] { opening.keys.sorted() }

  /// O-004: whether an offer is taken on what the offers before left.
  func base(of offer: Offer) -> OfferBase { offer.base ?? phase.base }

  /// M-004: the smallest amount of the phase's rounding.
  var step: Fraction { world.step(phase.rounding, currency) }

  /// O-026: the steps to which caps and what they cut are cut down.
  var capStep: Fraction { phase.point == .line ? step : .one }

  /// Cut down to whole steps.
  func whole(_ amount: Fraction, _ step: Fraction) -> Fraction {
    Fraction((amount / step).floor) * step
  }

  /// An amount of the book's currency in the order's, exactly; `nil` without a rate.
  func converted(_ value: Int64) -> Fraction? {
    world.exchange(world.book.currency, currency, at: run.instant).map { Fraction(value) * $0 }
  }

  /// O-005: an effect as the point carries it.
  func settle(_ effect: Fraction) -> Fraction {
    switch phase.point {
    case .line: world.settle(effect, phase.rounding, currency)
    case .none: world.display(effect)
    case .unit: world.settle(effect, .halfUp, step: Fraction(1, 1_000_000))
    }
  }

  /// O-009: what may still be taken off a line; `nil` where nothing bounds it.
  func room(_ line: Int32) -> Fraction? {
    let opening = opening[line] ?? .zero
    guard !opening.isNegative else { return nil }
    let left = left[line] ?? .zero
    guard !isMeasuring else { return max(left, .zero) }
    var room = left
    if let rate = phase.capRate, world.canary != .capRateForgotten {
      room = min(room, whole(opening * Fraction(rate), capStep) - (opening - left))
    }
    if let floor = floors[line] { room = min(room, left - floor) }
    return max(room, .zero)
  }
}

extension ReferenceRun {
  /// O-003: one phase over the whole order.
  func promote(_ phase: Phase) throws(ReferenceFault) {
    let done = ReferencePhase(self, phase).best()
    output.tags.formUnion(done.tags)
    output.findings += done.findings
    for line in done.lines {
      guard var state = states[line] else { continue }
      let opening = state.running
      var shown = opening
      for step in done.steps[line] ?? [] {
        shown += step.amount
        guard !step.amount.isZero else { continue }
        state.steps.append(
          ReferenceStep(
            rule: step.rule, kind: step.kind, line: line,
            base: try narrow(step.base, line: line), amount: try narrow(step.amount, line: line)))
      }
      state.running = done.left[line] ?? opening
      if done.steps[line] != nil {
        tag("phase.\(phase.base).\(phase.point)")
        tag("phase.\(phase.mode)")
        tag("rounding.\(phase.rounding.mode)")
        if phase.point == .unit { try settleUnit(phase, &state, shown) }
      }
      _ = try narrow(state.running, line: line)
      states[line] = state
    }
    gifts += done.gifts
    givenStock = done.taken
    uses += done.applied.map(\.use)
    earlier += done.applied
  }

  /// O-005 `unit`: the unit price after the effects is settled, and the line with it.
  private func settleUnit(
    _ phase: Phase, _ state: inout ReferenceState, _ shown: Fraction
  ) throws(ReferenceFault) {
    let number = state.item.number
    let unitPrice = world.settle(state.running / state.item.quantity, phase.rounding, currency)
    let settled = extend(unitPrice * state.item.quantity)
    state.running = settled
    state.steps.append(
      ReferenceStep(
        rule: phase.id, kind: "unitRounding", line: number,
        base: try narrow(unitPrice, line: number),
        amount: try narrow(settled - shown, line: number)))
    tag("unitRounding")
  }
}
