// What each rule looks at (RULES.md B-007 … B-009).
extension CreditBook {
  /// The reasons for which a test is violated; empty where it holds.
  func violations(
    _ test: CreditTest, _ work: CreditCase
  ) throws(NumericError) -> [CreditReason] {
    switch test {
    case .always: return []
    case .limit: return try limitReasons(.creditLimit, work)
    case .dynamicLimit(let days): return try horizonReasons(days, work)
    case .components: return try componentReasons(work)
    case .usedShare(let share):
      guard !asksNothing(work) else { return [] }
      var reasons: [CreditReason] = []
      for level in work.levels where isUsed(level, above: share) {
        reasons.append(reason(.creditUsed, level.node, usedFigures(level, share)))
      }
      return reasons
    case .documentAmount(let most):
      guard work.whole > most else { return [] }
      return [
        reason(
          .creditDocument, work.node,
          [money("amount", work.whole, work.node), money("most", most, work.node)])
      ]
    case .status(let words): return statusReasons(words, work)
    case .limitExpired(let grace, let openIsExpired):
      return expiryReasons(grace, openIsExpired, work)
    case .overdueDays, .oldestItem, .overdueAmount, .overdueAmountAndUsed, .overdueShare,
      .reminderLevel:
      return try itemReasons(test, work)
    default: return try otherReasons(test, work)
    }
  }

  func reason(_ code: CreditCode, _ node: Int, _ figures: [CreditFigure]) -> CreditReason {
    CreditReason(
      code: code, rule: "", node: policy.nodes[node].id, effect: .hold, isLifted: false,
      figures: figures)
  }

  func money(_ name: String, _ value: Int64, _ node: Int) -> CreditFigure {
    CreditFigure(name, value, .amount(policy.nodes[node].currency))
  }

  // MARK: Limits

  /// By how much exposure is beyond a limit, or `nil`; at a limit that may not be reached one
  /// settled step is missing.
  private func excess(
    _ exposure: Int64, _ asked: Int64, _ limit: Int64?, _ node: Int
  ) throws(NumericError) -> Int64? {
    guard let limit else { return nil }
    let sum = Int128(exposure) + Int128(asked) - Int128(limit)
    if policy.mayReachLimit { return sum > 0 ? try Wide.narrow(sum) : nil }
    let step = Rounding().step(in: policy.nodes[node].currency)
    return sum >= 0 ? try Wide.narrow(sum + Int128(step)) : nil
  }

  /// Whether nothing of a document that has an amount is asked as credit.
  private func asksNothing(_ work: CreditCase) -> Bool { work.asked == 0 && work.whole > 0 }

  private func limitReasons(
    _ code: CreditCode, _ work: CreditCase
  ) throws(NumericError) -> [CreditReason] {
    var reasons: [CreditReason] = []
    guard !asksNothing(work) else { return [] }
    for level in work.levels {
      guard let over = try excess(level.exposure, level.asked, level.limit, level.node) else {
        continue
      }
      reasons.append(
        reason(
          code, level.node,
          [
            money("exposure", level.exposure, level.node),
            money("amount", level.asked, level.node),
            money("limit", level.limit ?? 0, level.node), money("shortfall", over, level.node),
          ]))
    }
    return reasons
  }

  /// The limit with orders that ship beyond the horizon left out, the document too.
  private func horizonReasons(
    _ days: Int, _ work: CreditCase
  ) throws(NumericError) -> [CreditReason] {
    guard let horizon = work.request.asOf.adding(days: days) else {
      return try limitReasons(.creditHorizon, work)
    }
    if let ships = work.request.ships, ships > horizon { return [] }
    var near = work
    let own = work.own.map { entries[$0].entry.id } ?? work.request.id
    for index in near.levels.indices where counted(near.levels[index].node).contains(.orders) {
      let later = try sum(near.levels[index].node) { row in
        row.entry.kind == .order && (row.entry.ships ?? horizon) > horizon
          && !IdentifierOrder.areEqual(row.entry.id, own)
      }
      near.levels[index].exposure = try Wide.subtract(near.levels[index].exposure, later)
    }
    return try limitReasons(.creditHorizon, near)
  }

  private func componentReasons(_ work: CreditCase) throws(NumericError) -> [CreditReason] {
    var reasons: [CreditReason] = []
    guard !asksNothing(work) else { return [] }
    for level in work.levels {
      let node = policy.nodes[level.node]
      for component in CreditComponent.allCases {
        guard let limit = node.componentLimits[component] else { continue }
        let late = try overdueAfter(level.node, work)
        var sum = sums[level.node]
        if let own = work.own, let amount = work.replaced[level.node] {
          try sum.add(-amount, entries[own].entry.kind)
        }
        try sum.add(-level.settled, .invoice)
        let value = try sum.value(of: component, overdue: late)
        let asked = work.request.component == component ? level.asked : 0
        guard let over = try excess(value, asked, limit, level.node) else { continue }
        reasons.append(
          reason(
            .creditComponent, level.node,
            [
              money(component.rawValue, value, level.node),
              money("amount", asked, level.node), money("limit", limit, level.node),
              money("shortfall", over, level.node),
            ]))
      }
    }
    return reasons
  }

  func isUsed(_ level: CreditCase.Level, above share: Rate) -> Bool {
    guard let limit = level.limit else { return false }
    let used = Int128(level.exposure) + Int128(level.asked)
    return used * 1_000_000 > Int128(share.millionths) * Int128(limit)
  }

  func usedFigures(_ level: CreditCase.Level, _ share: Rate) -> [CreditFigure] {
    [
      money("exposure", level.exposure, level.node), money("amount", level.asked, level.node),
      money("limit", level.limit ?? 0, level.node),
      CreditFigure("most", share.millionths, .rate),
    ]
  }

  // MARK: Words and days of nodes

  private func statusReasons(_ words: [String], _ work: CreditCase) -> [CreditReason] {
    work.chain.filter { node in
      guard let status = policy.nodes[node].status else { return false }
      return words.contains { IdentifierOrder.areEqual($0, status) }
    }.map { reason(.creditStatus, $0, []) }
  }

  private func expiryReasons(
    _ grace: Int, _ openIsExpired: Bool, _ work: CreditCase
  ) -> [CreditReason] {
    var reasons: [CreditReason] = []
    for node in work.chain {
      guard policy.nodes[node].limit != .none else { continue }
      guard let end = policy.nodes[node].days.through else {
        if openIsExpired { reasons.append(reason(.creditExpired, node, [])) }
        continue
      }
      let days = daysBetween(end, work.request.asOf)
      guard days > grace else { continue }
      reasons.append(
        reason(
          .creditExpired, node,
          [CreditFigure("days", Int64(days), .count), CreditFigure("most", Int64(grace), .count)]
        ))
    }
    return reasons
  }

  func daysBetween(_ start: CivilDate, _ end: CivilDate) -> Int {
    Int(end.daysSinceEpoch) - Int(start.daysSinceEpoch)
  }
}
