// Rules about what is due, about terms and about approvals (RULES.md B-008, B-009).
extension CreditBook {
  func itemReasons(
    _ test: CreditTest, _ work: CreditCase
  ) throws(NumericError) -> [CreditReason] {
    let day = work.request.asOf
    let items = work.items.filter { policy.countsDisputed || !$0.isDisputed }
    switch test {
    case .overdueDays(let days, let grace, let materiality):
      let (most, isFar) = days.addingReportingOverflow(grace)
      guard !isFar else { return [] }
      let late = items.filter { $0.amount >= materiality && ($0.daysLate(day) ?? .min) > most }
      guard let worst = late.compactMap({ $0.daysLate(day) }).max() else { return [] }
      return [overdueReason(worst, most, try total(late), work)]
    case .oldestItem(let days):
      guard let worst = items.compactMap({ $0.daysLate(day) }).max(), worst > days else {
        return []
      }
      let late = items.filter { ($0.daysLate(day) ?? .min) > days }
      return [overdueReason(worst, days, try total(late), work)]
    case .overdueAmount(let most):
      let late = try overdueTotal(items, work)
      return late > most ? [amountReason(late, most, work)] : []
    case .overdueAmountAndUsed(let most, let share):
      let late = try overdueTotal(items, work)
      guard late > most, let level = work.levels.first, isUsed(level, above: share) else {
        return []
      }
      var reason = amountReason(late, most, work)
      reason.figures += usedFigures(level, share).dropLast()
      reason.figures.append(CreditFigure("mostUsed", share.millionths, .rate))
      return [reason]
    case .overdueShare(let days, let share):
      let late = try total(items.filter { ($0.daysLate(day) ?? .min) > days })
      let open = try total(items)
      guard open > 0, Int128(late) * 1_000_000 > Int128(share.millionths) * Int128(open) else {
        return []
      }
      return [
        reason(
          .creditOverdueShare, work.node,
          [
            money("overdue", late, work.node), money("open", open, work.node),
            CreditFigure("most", share.millionths, .rate),
          ])
      ]
    case .reminderLevel(let most):
      guard let level = items.map(\.level).max(), level > most else { return [] }
      return [
        reason(
          .creditReminded, work.node,
          [CreditFigure("level", Int64(level), .count), CreditFigure("most", Int64(most), .count)]
        )
      ]
    default: return []
    }
  }

  private func overdueReason(
    _ days: Int, _ most: Int, _ amount: Int64, _ work: CreditCase
  ) -> CreditReason {
    reason(
      .creditOverdue, work.node,
      [
        CreditFigure("days", Int64(days), .count), CreditFigure("most", Int64(most), .count),
        money("overdue", amount, work.node),
      ])
  }

  private func amountReason(_ late: Int64, _ most: Int64, _ work: CreditCase) -> CreditReason {
    reason(
      .creditOverdueAmount, work.node,
      [money("overdue", late, work.node), money("most", most, work.node)])
  }

  private func overdueTotal(
    _ items: [CreditItem], _ work: CreditCase
  ) throws(NumericError) -> Int64 {
    try total(items.filter { isOverdue($0.due, $0.isDisputed, work.request.asOf) })
  }

  private func total(_ items: [CreditItem]) throws(NumericError) -> Int64 {
    var sum: Int64 = 0
    for item in items { sum = try Wide.add(sum, item.amount) }
    return sum
  }

  // MARK: Terms, approvals, scores

  func otherReasons(
    _ test: CreditTest, _ work: CreditCase
  ) throws(NumericError) -> [CreditReason] {
    switch test {
    case .reviewDue(let grace):
      guard let on = policy.nodes[work.node].reviewOn else { return [] }
      let days = daysBetween(on, work.request.asOf)
      guard days > grace else { return [] }
      return [
        reason(
          .creditReview, work.node,
          [CreditFigure("days", Int64(days), .count), CreditFigure("most", Int64(grace), .count)]
        )
      ]
    case .termsWider, .discountWider: return termsReasons(test, work)
    case .changed(let fields):
      guard work.request.approval != nil else { return [] }
      let changed = fields.contains { field in
        work.request.changed.contains { IdentifierOrder.areEqual($0, field) }
      }
      return changed ? [reason(.creditChanged, work.node, [])] : []
    case .deviation(let share, let days): return deviationReasons(share, days, work)
    case .scoreBelow(let least):
      let score = accounts[work.node].score
      if let score, score >= least { return [] }
      var figures = [CreditFigure("least", least, .count)]
      if let score { figures.insert(CreditFigure("score", score, .count), at: 0) }
      return [reason(.creditScore, work.node, figures)]
    case .prepaidShare(let share):
      let prepaid = Int128(work.request.prepaid) * 1_000_000
      let needed = Int128(share.millionths) * Int128(work.request.amount.millionths)
      guard prepaid < needed else { return [] }
      let currency = work.request.amount.currency
      return [
        reason(
          .creditPrepaid, work.node,
          [
            CreditFigure("prepaid", work.request.prepaid, .amount(currency)),
            CreditFigure("amount", work.request.amount.millionths, .amount(currency)),
            CreditFigure("least", share.millionths, .rate),
          ])
      ]
    default: return []
    }
  }

  private func termsReasons(_ test: CreditTest, _ work: CreditCase) -> [CreditReason] {
    guard let asked = work.request.terms else { return [] }
    let wanted = terms(asked)
    let agreed = policy.nodes[work.node].terms.flatMap { terms($0) }
    let isTerms = test == .termsWider
    let has = (isTerms ? wanted?.rank : wanted?.discountRank).map { Int64($0) }
    let may = (isTerms ? agreed?.rank : agreed?.discountRank).map { Int64($0) }
    // Terms that nobody knows are wider than any; without an agreement the narrowest hold.
    if let has, has <= may ?? 0 { return [] }
    return [
      reason(
        isTerms ? .creditTerms : .creditDiscount, work.node,
        [
          CreditFigure("asked", has ?? .max, .count), CreditFigure("agreed", may ?? 0, .count),
        ])
    ]
  }

  func terms(_ id: String) -> PaymentTerms? {
    policy.terms.first { IdentifierOrder.areEqual($0.id, id) }
  }

  private func deviationReasons(
    _ share: Rate, _ most: Int, _ work: CreditCase
  ) -> [CreditReason] {
    guard let approved = work.request.approval else { return [] }
    let days = daysBetween(approved.on, work.request.asOf)
    let factor = 1_000_000 + Int128(share.millionths)
    // Both are of the document's currency, so that no rate moves them.
    let amount = work.request.amount
    let isLarger = Int128(amount.millionths) * 1_000_000 > Int128(approved.amount) * factor
    guard isLarger || days > most else { return [] }
    return [
      reason(
        .creditDeviation, work.node,
        [
          CreditFigure("amount", amount.millionths, .amount(amount.currency)),
          CreditFigure("approved", approved.amount, .amount(amount.currency)),
          CreditFigure("days", Int64(days), .count), CreditFigure("most", Int64(most), .count),
        ])
    ]
  }
}
