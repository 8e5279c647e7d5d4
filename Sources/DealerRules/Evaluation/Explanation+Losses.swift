// What an explanation tells of offers that did not apply (RULES.md E-002).
extension CompiledRules {
  /// What was traced and may be read, once: an offer is formed when it is measured and again when
  /// it takes effect, and the decision says some of it.
  func losers(
    _ traced: [ReasonRecord], _ result: PricedBatch, _ audience: Audience
  ) -> [ReasonRecord] {
    var said = Set(result.reasons)
    var withoutSet: Set<RuleRef> = []
    return told(traced, result).filter { record in
      guard audience.mayRead(record.code, record.rule, self) else { return false }
      // What is missing for a set is said as it was when the offer was measured.
      if record.code == .noSet { return withoutSet.insert(record.rule).inserted }
      return said.insert(record).inserted
    }
  }

  /// What was traced, where it is so in the end: an effect that was cut is told as it took place,
  /// and what applied earlier by what it took off.
  private func told(_ traced: [ReasonRecord], _ result: PricedBatch) -> [ReasonRecord] {
    var applied: Set<OfferOnLine> = []
    var taken: [OfferOnLine: Int64] = [:]
    for step in result.steps where step.rule.kind == .offer {
      for place in [OfferOnLine(rule: step.rule, line: step.line), step.rule.onOrder] {
        applied.insert(place)
        taken[place] = (taken[place] ?? 0).subtractingReportingOverflow(step.amount).partialValue
      }
    }
    var lost: Set<OfferOnLine> = []
    var lastCut: [OfferOnLine: Int] = [:]
    for (index, record) in traced.enumerated() {
      let place = OfferOnLine(rule: record.rule, line: record.line)
      if record.code == .capped { lastCut[place] = index } else { lost.insert(place) }
    }
    var told: [ReasonRecord] = []
    for (index, record) in traced.enumerated() {
      let place = OfferOnLine(rule: record.rule, line: record.line)
      // A slot may take lines that the condition of its offer leaves out.
      if record.code == .conditionFailed, record.line >= 0, applied.contains(place) { continue }
      if record.code == .capped {
        let hasLost = lost.contains(place) || lost.contains(record.rule.onOrder)
        guard lastCut[place] == index, applied.contains(place) || !hasLost else { continue }
      }
      var record = record
      let isCompared = ReasonCode.losses.contains(record.code) && record.a == 0
      if isCompared, record.by != .none {
        record.a = taken[OfferOnLine(rule: record.by, line: record.line)] ?? 0
      }
      told.append(record)
    }
    return told
  }
}

/// An offer on a line, −1 for the order.
private struct OfferOnLine: Hashable {
  var rule: RuleRef
  var line: Int32
}

extension RuleRef {
  fileprivate var onOrder: OfferOnLine { OfferOnLine(rule: self, line: -1) }
}

extension ReasonCode {
  /// What offers say that lost to another.
  fileprivate static let losses: Set<ReasonCode> = [
    .beatenInGroup, .lowerPriority, .fixedPriceWon, .fixedPriceLost, .exclusiveWon,
    .exclusiveLost, .incompatible,
  ]
}
