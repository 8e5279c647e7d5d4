import DealerRules

// What each rule looks at (B-007 to B-009).
extension ReferenceCreditRun {
  /// Each violation with the node it is about.
  func violated(_ test: CreditTest) -> [(CreditCode, String)] {
    switch test {
    case .always: return []
    case .limit: return overLimit(.creditLimit) { _ in true }
    case .dynamicLimit(let days):
      let end = horizon(days)
      if let ships = request.ships, ships > end { return [] }
      return overLimit(.creditHorizon) { $0.kind != .order || ($0.ships ?? end) <= end }
    case .components: return overComponents()
    case .usedShare(let share):
      if whole > 0, asked.first == 0 { return [] }
      return levels.indices.filter { isUsed($0, share) }.map { (.creditUsed, levels[$0].id) }
    case .documentAmount(let most):
      return whole > Int128(most) ? [(.creditDocument, node.id)] : []
    case .status(let words):
      return credit.chain(node).filter { $0.status.map { words.contains($0) } ?? false }
        .map { (.creditStatus, $0.id) }
    case .limitExpired(let grace, let openIsExpired):
      return credit.chain(node).filter { node in
        guard node.limit != .none else { return false }
        guard let end = node.days.through else { return openIsExpired }
        return days(end, day) > grace
      }.map { (.creditExpired, $0.id) }
    default: return violatedHere(test).map { [($0, node.id)] } ?? []
    }
  }

  private func days(_ from: CivilDate, _ to: CivilDate) -> Int {
    Int(to.daysSinceEpoch) - Int(from.daysSinceEpoch)
  }

  private func isOver(_ sum: Int128, _ limit: Int128) -> Bool {
    policy.mayReachLimit ? sum > limit : sum >= limit
  }

  private func overLimit(
    _ code: CreditCode, _ isWanted: (CreditEntry) -> Bool
  ) -> [(CreditCode, String)] {
    if whole > 0, asked.first == 0 { return [] }
    var found: [(CreditCode, String)] = []
    for (level, amount) in zip(levels, asked) {
      guard let limit = limit(level) else { continue }
      if isOver(exposure(level, isWanted) + amount, limit) { found.append((code, level.id)) }
    }
    return found
  }

  private func overComponents() -> [(CreditCode, String)] {
    if whole > 0, asked.first == 0 { return [] }
    var found: [(CreditCode, String)] = []
    for (level, amount) in zip(levels, asked) {
      for (component, limit) in level.componentLimits {
        let sum = others.filter { credit.component($0, day) == component }
          .reduce(Int128(0)) { $0 + (credit.amount($1, at: level) ?? 0) }
        let own = request.component == component ? amount : 0
        if isOver(sum + own, Int128(limit)) { found.append((.creditComponent, level.id)) }
      }
    }
    return found
  }

  private func isUsed(_ index: Int, _ share: Rate) -> Bool {
    guard let limit = limit(levels[index]) else { return false }
    return (exposure(levels[index]) + asked[index]) * 1_000_000
      > Int128(share.millionths) * limit
  }

  /// Open invoices of the node itself that may count as late.
  private var items: [CreditEntry] {
    guard isRated else { return [] }
    return others.filter {
      $0.kind == .invoice && $0.node == node.id && credit.amount($0, at: node) ?? 0 > 0
        && (policy.countsDisputed || !$0.isDisputed)
    }
  }

  private func sum(_ entries: [CreditEntry]) -> Int128 {
    entries.reduce(0) { $0 + (credit.amount($1, at: node) ?? 0) }
  }

  /// Tests that are asked of the node alone.
  private func violatedHere(_ test: CreditTest) -> CreditCode? {
    let overdue = items.filter { credit.component($0, day) == .overdue }
    func late(_ most: Int) -> [CreditEntry] {
      items.filter { (credit.daysLate($0, day) ?? .min) > most }
    }
    switch test {
    case .overdueDays(let days, let grace, let materiality):
      let found = late(days + grace).contains {
        (credit.amount($0, at: node) ?? 0) >= Int128(materiality)
      }
      return found ? .creditOverdue : nil
    case .oldestItem(let days): return late(days).isEmpty ? nil : .creditOverdue
    case .overdueAmount(let most): return sum(overdue) > Int128(most) ? .creditOverdueAmount : nil
    case .overdueAmountAndUsed(let most, let share):
      return sum(overdue) > Int128(most) && isRated && isUsed(0, share) ? .creditOverdueAmount : nil
    case .overdueShare(let days, let share):
      let open = sum(items)
      let isMore = sum(late(days)) * 1_000_000 > Int128(share.millionths) * open
      return open > 0 && isMore ? .creditOverdueShare : nil
    case .reminderLevel(let most): return items.contains { $0.level > most } ? .creditReminded : nil
    default: return violatedOtherwise(test)
    }
  }

  private func violatedOtherwise(_ test: CreditTest) -> CreditCode? {
    switch test {
    case .reviewDue(let grace):
      guard let review = node.reviewOn else { return nil }
      return days(review, day) > grace ? .creditReview : nil
    case .termsWider: return isWider(\.rank) ? .creditTerms : nil
    case .discountWider: return isWider(\.discountRank) ? .creditDiscount : nil
    case .changed(let fields):
      guard isApproved else { return nil }
      return fields.contains { request.changed.contains($0) } ? .creditChanged : nil
    case .deviation(let share, let most):
      guard isApproved, let approved = request.approved else { return nil }
      let bound = Int128(approved.amount) * (1_000_000 + Int128(share.millionths))
      let isMore = Int128(request.amount.millionths) * 1_000_000 > bound
      return isMore || days(approved.on, day) > most ? .creditDeviation : nil
    case .scoreBelow(let least):
      let score = credit.facts.accounts[node.id]?.score
      return score.map { $0 < least } ?? true ? .creditScore : nil
    case .prepaidShare(let share):
      let needed = Int128(share.millionths) * Int128(request.amount.millionths)
      return Int128(request.prepaid) * 1_000_000 < needed ? .creditPrepaid : nil
    default: return nil
    }
  }

  private func isWider(_ rank: (PaymentTerms) -> Int) -> Bool {
    guard let asked = request.terms else { return false }
    guard let wanted = policy.terms.first(where: { $0.id == asked }) else { return true }
    let agreed = policy.terms.first { $0.id == node.terms }.map { rank($0) } ?? 0
    return rank(wanted) > agreed
  }
}
