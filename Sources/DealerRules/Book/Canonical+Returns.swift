// The canonical form of a return policy.
extension CanonicalEncoder {
  mutating func content(of policy: ReturnPolicy) {
    unordered(1, policy.windows) { window, encoder in
      encoder.text(1, window.id)
      encoder.integer(2, window.days.map { Int64($0) })
      encoder.scope(3, window.scope)
      encoder.flag(4, window.isSoft)
    }
    flag(2, policy.isStrictest)
    // The first date that is known counts (RULES.md Z-011).
    ordered(3, policy.anchors) { $1.text(1, $0.rawValue) }
    flag(4, policy.rollsToBusinessDay)
    unordered(5, policy.weekend) { $1.integer(1, Int64($0)) }
    unordered(6, policy.holidays) { $1.date(1, $0) }
    unordered(7, policy.shelfLives) { bounds, encoder in
      encoder.text(1, bounds.id)
      encoder.integer(2, Int64(bounds.monthsBefore))
      encoder.integer(3, Int64(bounds.monthsAfter))
      encoder.scope(4, bounds.scope)
    }
    unordered(8, policy.nonReturnable) { $1.scope(1, $0) }
    unordered(9, policy.reasons) { cause, encoder in
      encoder.text(1, cause.id)
      encoder.flag(2, cause.waivesFee)
      encoder.flag(3, cause.isExempt)
      encoder.flag(4, cause.ignoresWindow)
      encoder.flag(5, cause.isRefused)
      encoder.unordered(6, cause.dispositions) { $1.text(1, $0.rawValue) }
    }
    unordered(10, policy.conditions) { $1.text(1, $0) }
    unordered(11, policy.fees) { fee, encoder in
      encoder.text(1, fee.id)
      encoder.integer(2, fee.rate.millionths)
      encoder.integer(3, fee.minimum)
      encoder.scope(4, fee.scope)
    }
    integer(12, policy.quota?.share.millionths)
    integer(13, policy.quota.map { Int64($0.days) })
    flag(14, policy.isLowerOf)
    text(15, policy.source.rawValue)
    addTerms(of: policy)
    unordered(25, policy.levels) { level, encoder in
      encoder.integer(1, level.above)
      encoder.integer(2, Int64(level.level))
    }
    flag(26, policy.needsPayment)
    flag(27, policy.needsDelivery)
    integer(28, policy.holdsFor.map { Int64($0) })
    text(29, policy.amendments.rawValue)
    text(30, policy.shortShipments.rawValue)
    text(31, policy.lostThreshold.rawValue)
  }

  private mutating func addTerms(of policy: ReturnPolicy) {
    text(16, policy.promotions.rawValue)
    unordered(17, Array(policy.byOffer)) { entry, encoder in
      encoder.text(1, entry.key)
      encoder.text(2, entry.value.rawValue)
    }
    text(18, policy.prices.rawValue)
    text(19, policy.charges.rawValue)
    unordered(20, Array(policy.byCharge)) { entry, encoder in
      encoder.text(1, entry.key)
      encoder.text(2, entry.value.rawValue)
    }
    nested(21) { $0.content(of: policy.earnings) }
    unordered(22, Array(policy.byAgreement)) { entry, encoder in
      encoder.text(1, entry.key)
      encoder.nested(2) { $0.content(of: entry.value) }
    }
  }

  private mutating func content(of terms: EarningTerms) {
    text(1, terms.method.rawValue)
    text(2, terms.shortfall.rawValue)
    integer(3, terms.charge)
  }

  private mutating func scope(_ tag: UInt8, _ scope: ReturnScope) {
    nested(tag) { encoder in
      encoder.unordered(1, scope.products) { $1.text(1, $0) }
      encoder.unordered(2, scope.categories) { $1.text(1, $0) }
      encoder.unordered(3, scope.tiers) { $1.text(1, $0) }
      encoder.unordered(4, scope.offers) { $1.text(1, $0) }
    }
  }
}
