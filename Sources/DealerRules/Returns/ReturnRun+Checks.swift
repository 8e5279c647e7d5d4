// Whether goods may come back (RULES.md Z-010 … Z-016).
extension ReturnRun {
  /// What the policy says of goods, dates and reasons.
  mutating func checkGoods() {
    guard statement.outcome < .refused else { return }
    // What cost nothing has nothing to give back (RULES.md Z-014).
    if policy.needsPayment {
      if sale.paid == 0 {
        report(ReturnFinding(.nothingPaid))
      } else if request.facts.paid == nil {
        reportMissing("paid")
      }
    }
    if !portions.isEmpty { checkDelivery() }
    for portion in portions {
      checkReason(portion)
      checkReturnable(portion.index)
      checkShelfLife(portion)
      checkWindow(portion)
    }
  }

  private mutating func checkDelivery() {
    let facts = request.facts
    if let arrived = facts.delivered ?? facts.shipped {
      if request.day < arrived { report(ReturnFinding(.beforeDelivery, day: arrived)) }
    } else if policy.needsDelivery {
      report(ReturnFinding(.beforeDelivery))
    }
  }

  /// Why goods come back: as their line says, else as the request does.
  func reason(_ line: ReturnRequest.Line?) -> String? { line?.reason ?? request.reason }

  /// What the policy says of why goods come back.
  func cause(_ line: ReturnRequest.Line?) -> ReturnCause? {
    guard let reason = reason(line) else { return nil }
    return policy.reasons.first { IdentifierOrder.areEqual($0.id, reason) }
  }

  private mutating func checkReason(_ portion: ReturnPortion) {
    let number = sale.items[portion.index].number
    let reason = reason(portion.line)
    if reason == nil, policy.reasons.contains(where: { $0.isRefused || !$0.dispositions.isEmpty }) {
      // Who keeps quiet is not better off than who names a reason that is refused.
      reportMissing("reason", line: number)
    }
    if let reason, !policy.reasons.isEmpty, portion.cause == nil {
      report(ReturnFinding(.unknownReason, line: number, rule: reason))
    } else if let reason, let cause = portion.cause {
      if cause.isRefused {
        report(ReturnFinding(.reasonRefused, line: number, rule: reason))
      }
      // Of goods that have come it was judged when they were looked at (RULES.md Z-070).
      if asksQuota, let wanted = portion.line?.disposition, !cause.dispositions.isEmpty,
        !cause.dispositions.contains(wanted)
      {
        report(ReturnFinding(.dispositionRefused, line: number, rule: reason))
      }
    }
    guard !policy.conditions.isEmpty else { return }
    guard let condition = portion.line?.condition else {
      return reportMissing("condition", line: number)
    }
    if !policy.conditions.contains(where: { IdentifierOrder.areEqual($0, condition) }) {
      report(ReturnFinding(.conditionRefused, line: number, rule: condition))
    }
  }

  func matches(_ scope: ReturnScope, _ index: Int) -> Bool {
    let item = sale.items[index]
    func holds(_ wanted: [String], _ own: [String]) -> Bool {
      wanted.isEmpty
        || own.contains { id in wanted.contains { IdentifierOrder.areEqual($0, id) } }
    }
    let offers =
      (item.gift.map { [$0] } ?? [])
      + (scope.offers.isEmpty ? [] : sale.cuts.filter { $0.line == item.number }.map(\.rule))
    return holds(scope.products, [item.product]) && holds(scope.categories, item.categories)
      && holds(scope.tiers, sale.tier.map { [$0] } ?? []) && holds(scope.offers, offers)
  }

  private mutating func checkReturnable(_ index: Int) {
    guard policy.nonReturnable.contains(where: { matches($0, index) }) else { return }
    report(ReturnFinding(.notReturnable, line: sale.items[index].number))
  }

  private mutating func checkShelfLife(_ portion: ReturnPortion) {
    let own = policy.shelfLives.filter { matches($0.scope, portion.index) }
    guard !own.isEmpty else { return }
    let number = sale.items[portion.index].number
    guard let expires = portion.line?.expires else {
      return reportMissing("expires", line: number)
    }
    for bounds in own {
      if let first = expires.adding(months: -bounds.monthsBefore), request.day < first {
        report(ReturnFinding(.tooEarly, line: number, rule: bounds.id, day: first))
      }
      if let last = expires.adding(months: bounds.monthsAfter), request.day > last {
        report(ReturnFinding(.tooLate, line: number, rule: bounds.id, day: last))
      }
    }
  }

  private mutating func checkWindow(_ portion: ReturnPortion) {
    if portion.cause?.ignoresWindow == true { return }
    let own = windows.filter { matches($0.scope, portion.index) }
    guard let first = own.first else { return }
    let chosen = own.dropFirst().reduce(first) { best, window in
      let (a, b) = (window.days ?? Int.max, best.days ?? Int.max)
      return (policy.isStrictest ? a < b : a > b) ? window : best
    }
    guard let days = chosen.days, let end = lastDay(days) else { return }
    guard request.day > end else { return }
    report(
      ReturnFinding(
        chosen.isSoft ? .lateHeld : .tooLate, line: sale.items[portion.index].number,
        rule: chosen.id, day: end))
  }

  /// The last day of a window; `nil` beyond the calendar.
  private func lastDay(_ days: Int) -> CivilDate? {
    let facts = request.facts
    var anchor: CivilDate?
    for kind in policy.anchors where anchor == nil {
      switch kind {
      case .delivered: anchor = facts.delivered
      case .shipped: anchor = facts.shipped
      case .invoiced: anchor = facts.invoiced
      }
    }
    var day = (anchor ?? sale.day).adding(days: days)
    guard policy.rollsToBusinessDay, policy.weekend.count < 7 else { return day }
    // At most as many days follow one another without business as there are holidays, and a week.
    for _ in 0..<(policy.holidays.count * 7 + 7) {
      guard let current = day, isWithoutBusiness(current) else { return day }
      day = current.adding(days: 1)
    }
    return day
  }

  private func isWithoutBusiness(_ day: CivilDate) -> Bool {
    policy.weekend.contains(Int32(day.weekday)) || policy.holidays.contains(day)
  }

  // MARK: Promotions

  func terms(_ offer: String) -> RemainderTerms { sale.terms[offer] ?? .proportional }

  /// Promotions that ask for all of their goods, or for their gift (RULES.md Z-032, Z-033).
  mutating func checkPromotions() throws(NumericError) {
    for (offer, terms) in sale.terms.sorted() where terms == .mustReturnAll {
      let lines = Set(sale.cuts.filter { IdentifierOrder.areEqual($0.rule, offer) }.map(\.line))
      let touched = sale.items.indices.filter { index in
        let item = sale.items[index]
        return lines.contains(item.number) || IdentifierRun.same(item.gift, offer)
      }
      guard touched.contains(where: { now[$0] > 0 }) else { continue }
      if touched.contains(where: { before[$0] + now[$0] < sale.items[$0].quantity }) {
        report(ReturnFinding(.mustReturnAll, rule: offer))
      }
    }
    for index in sale.items.indices {
      guard let offer = sale.items[index].gift,
        [.requireGift, .mustReturnAll].contains(terms(offer))
      else { continue }
      let kept = try unearned(index)
      guard kept > 0 else { continue }
      let item = sale.items[index]
      guard terms(offer) == .requireGift else {
        if !statement.findings.contains(ReturnFinding(.mustReturnAll, rule: offer)) {
          report(ReturnFinding(.mustReturnAll, rule: offer))
        }
        continue
      }
      report(
        ReturnFinding(
          .giftMissing, line: item.number, rule: offer,
          amount: ReturnShare.upTo(kept, of: item.quantity, item.list, step: step)))
    }
  }
}

extension CivilDate {
  /// The same day so many months later or earlier, the last of its month where there is none;
  /// `nil` outside the years 1…9999.
  func adding(months: Int) -> CivilDate? {
    let (year, month, day) = components
    let count = year * 12 + month - 1 + months
    guard count >= 12 else { return nil }
    let (newYear, newMonth) = (count / 12, count % 12 + 1)
    guard CivilDate.years.contains(newYear) else { return nil }
    return CivilDate(
      year: newYear, month: newMonth,
      day: min(day, CivilDate.daysIn(month: newMonth, year: newYear)))
  }
}
