import DealerRules

extension ReferenceRun {
  /// G-012: the least net that guards which refuse leave each line.
  func findLeastNets() {
    for rule in world.book.guards {
      guard rule.status == .published, rule.outcome == .refuse, rule.scope == .line,
        rule.price == nil, !rule.withRebate, !rule.withFunds,
        world.isInForce(rule.validity, at: instant)
      else { continue }
      switch rule.test {
      case .floor, .margin, .maxDiscount: break
      case .ceiling, .drift, .movement: continue
      }
      for (number, state) in states where state.isPriced && holds(rule.when, state.item) {
        guard case .found(let measure) = measured(rule, [number], withGifts: false),
          let least = measure.least?.settled(.ceiling, step: .one)
        else { continue }
        leastNets[number] = leastNets[number].map { max($0, least) } ?? least
      }
    }
  }
}

extension ReferencePhase {
  /// G-012: whether taking an amount off what is left of a line is refused.
  func isRefused(_ line: Int32, _ amount: Fraction, of left: Fraction?) -> Bool {
    guard let least = run.leastNets[line], Fraction.zero < amount, let left else { return false }
    return left - amount < least
  }

  /// G-012: whether a candidate takes too much of one of its lines.
  func isRefused(_ candidate: ReferenceCandidate) -> Bool {
    candidate.measured.parts.keys.contains {
      !candidate.lost.contains($0) && isRefused($0, candidate.measured[$0], of: left[$0])
    }
  }

  /// G-012: whether the phase as it ended left too little of a line.
  var leavesTooLittle: Bool {
    lines.contains { line in
      let start = opening[line] ?? .zero
      return isRefused(line, start - (left[line] ?? .zero), of: start)
    }
  }
}
