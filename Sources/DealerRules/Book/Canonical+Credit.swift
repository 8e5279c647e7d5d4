// Canonical forms of credit policies; origins are no part of them.
extension CanonicalEncoder {
  mutating func content(of policy: CreditPolicy) {
    unordered(1, policy.nodes) { $1.content(of: $0) }
    unordered(2, policy.rules) { $1.content(of: $0) }
    words(3, policy.counted.map(\.rawValue))
    flag(4, policy.mayReachLimit)
    flag(5, policy.countsDisputed)
    integer(6, Int64(policy.graceDays))
    flag(7, policy.keepsExpiredLimits)
    text(8, policy.withoutNode.name)
    flag(9, policy.reservesWhileHeld)
    if policy.inBatch != .sequential { text(15, policy.inBatch.rawValue) }
    unordered(10, policy.terms) { $1.content(of: $0) }
    unordered(11, policy.reminderPlans) { plan, encoder in
      encoder.text(1, plan.id)
      encoder.integer(2, plan.materiality)
      encoder.unordered(3, plan.steps) { step, encoder in
        encoder.text(1, step.id)
        encoder.integer(2, Int64(step.days))
        encoder.integer(3, Int64(step.level))
      }
    }
    // Sources pay in the order listed (RULES.md B-014).
    ordered(12, policy.funding) { source, encoder in
      encoder.text(1, source.id)
      encoder.text(2, source.kind.rawValue)
      encoder.integer(3, source.most.millionths)
    }
    unordered(13, policy.scorecards) { $1.content(of: $0) }
    unordered(14, policy.tierSchemes) { scheme, encoder in
      encoder.text(1, scheme.id)
      encoder.integer(2, Int64(scheme.months))
      encoder.integer(3, Int64(scheme.delay))
      encoder.integer(4, Int64(scheme.grace))
      encoder.unordered(5, scheme.tiers) { tier, encoder in
        encoder.text(1, tier.id)
        encoder.integer(2, tier.from)
        encoder.ordered(3, tier.rights) { $1.text(1, $0) }
      }
    }
  }

  private mutating func words(_ tag: UInt8, _ words: [String]) {
    unordered(tag, words) { $1.text(1, $0) }
  }

  private mutating func days(_ tag: UInt8, _ days: CreditDays) {
    nested(tag) {
      $0.integer(1, days.from.map { Int64($0.daysSinceEpoch) })
      $0.integer(2, days.through.map { Int64($0.daysSinceEpoch) })
    }
  }

  private mutating func limit(_ tag: UInt8, _ limit: CreditLimit) {
    switch limit {
    case .none: text(tag, "none")
    case .unlimited: text(tag, "unlimited")
    case .amount(let amount): integer(tag, amount)
    }
  }

  private mutating func content(of node: CreditNode) {
    text(1, node.id)
    text(2, node.parent)
    text(3, node.mode.rawValue)
    currency(4, node.currency)
    limit(5, node.limit)
    days(6, node.days)
    unordered(7, node.temporary) { temporary, encoder in
      encoder.limit(1, temporary.limit)
      encoder.days(2, temporary.days)
    }
    unordered(8, node.guarantees) { guarantee, encoder in
      encoder.text(1, guarantee.id)
      encoder.integer(2, guarantee.value)
      encoder.integer(3, guarantee.rate.millionths)
      encoder.days(4, guarantee.days)
      encoder.flag(5, guarantee.isInExposure)
    }
    unordered(9, Array(node.componentLimits)) { pair, encoder in
      encoder.text(1, pair.key.rawValue)
      encoder.integer(2, pair.value)
    }
    if let counted = node.counted {
      nested(10) { $0.words(1, counted.map(\.rawValue)) }
    }
    text(11, node.group)
    text(12, node.status)
    text(13, node.terms)
    integer(14, node.reviewOn.map { Int64($0.daysSinceEpoch) })
    words(15, node.customers)
  }

  private mutating func content(of rule: CreditRule) {
    text(1, rule.id)
    switch rule.scope {
    case .all: integer(2, 0)
    case .groups(let groups): words(3, groups)
    case .nodes(let nodes): words(4, nodes)
    }
    text(5, rule.kind.rawValue)
    text(6, rule.effect.name)
    words(7, rule.checkpoints.map(\.rawValue))
    text(8, rule.test.name)
    nested(9) { $0.numbers(of: rule.test) }
  }

  private mutating func numbers(of test: CreditTest) {
    switch test {
    case .always, .limit, .components, .termsWider, .discountWider: break
    case .dynamicLimit(let count), .oldestItem(let count), .reminderLevel(let count),
      .reviewDue(let count):
      integer(1, Int64(count))
    case .documentAmount(let amount), .overdueAmount(let amount), .scoreBelow(let amount):
      integer(1, amount)
    case .usedShare(let share), .prepaidShare(let share): integer(1, share.millionths)
    case .overdueDays(let days, let grace, let materiality):
      integer(1, Int64(days))
      integer(2, Int64(grace))
      integer(3, materiality)
    case .overdueAmountAndUsed(let amount, let share):
      integer(1, amount)
      integer(2, share.millionths)
    case .overdueShare(let days, let share), .deviation(let share, let days):
      integer(1, Int64(days))
      integer(2, share.millionths)
    case .status(let listed), .changed(let listed): words(1, listed)
    case .limitExpired(let grace, let openIsExpired):
      integer(1, Int64(grace))
      flag(2, openIsExpired)
    }
  }

  private mutating func content(of terms: PaymentTerms) {
    text(1, terms.id)
    integer(2, Int64(terms.rank))
    integer(3, Int64(terms.discountRank))
    // The last instalment takes the remainder (RULES.md B-010).
    ordered(4, terms.instalments) { instalment, encoder in
      encoder.integer(1, instalment.weight)
      switch instalment.due {
      case .netDays(let days): encoder.integer(2, Int64(days))
      case .endOfMonth(let days, let months):
        encoder.integer(3, Int64(days))
        encoder.integer(4, Int64(months))
      case .cutOff(let day, let payOn, let months):
        encoder.integer(5, Int64(day))
        encoder.integer(6, Int64(payOn))
        encoder.integer(7, Int64(months))
      }
    }
    unordered(5, terms.discounts) { discount, encoder in
      encoder.integer(1, discount.rate.millionths)
      encoder.integer(2, Int64(discount.days))
    }
  }

  private mutating func content(of card: Scorecard) {
    text(1, card.id)
    flag(2, card.isAverage)
    unordered(3, card.criteria) { criterion, encoder in
      encoder.text(1, criterion.id)
      if case .fact(let name) = criterion.measure { encoder.text(2, name) }
      encoder.integer(3, criterion.weight)
      encoder.unordered(4, criterion.bands) { band, encoder in
        encoder.integer(1, band.from)
        encoder.integer(2, band.points)
      }
      encoder.integer(5, criterion.below)
      encoder.integer(6, criterion.missing)
    }
    unordered(4, card.grades) { grade, encoder in
      encoder.text(1, grade.id)
      encoder.integer(2, grade.from)
      switch grade.limit {
      case nil: break
      case .amount(let amount): encoder.integer(3, amount)
      case .sales(let factor): encoder.integer(4, factor.millionths)
      }
    }
  }
}
