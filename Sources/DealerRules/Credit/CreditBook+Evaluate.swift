// The decision (RULES.md B-006, B-012, B-013).
extension CreditBook {
  /// Decides a request without a trace; the same request on the same book gives the same answer.
  /// - Throws: ``NumericError/overflow`` where amounts do not fit.
  /// - Complexity: O(rules × (levels + items of the node)); rules that part invoices by due date or
  ///   orders by ship date look at every entry nested below the levels, and so does a request of a
  ///   day with other rates (``at(_:)``).
  public func evaluate(_ request: CreditRequest) throws(NumericError) -> CreditDecision {
    guard isAt(request.asOf) else { return try at(request.asOf).evaluate(request, paid: 0) }
    return try evaluate(request, paid: 0)
  }

  /// The decision if a payment came first.
  ///
  /// - Parameter isProbe: The account is asked about, not a document.
  func evaluate(
    _ request: CreditRequest, paid: Int64, isProbe: Bool = false
  ) throws(NumericError) -> CreditDecision {
    guard let node = positions[request.node] else { return withoutNode(request) }
    var work = try prepare(request, node, paid: paid)
    work.isProbe = isProbe
    holdReasons(&work)
    if work.unfunded > 0 {
      var missing = reason(.creditFunding, node, [money("shortfall", work.unfunded, node)])
      missing.effect = .hold
      work.reasons.append(missing)
    }
    if !isProbe { idleReasons(&work) }
    if try !isLetThrough(&work) { try ruleReasons(&work) }
    lift(&work)
    return try conclude(work)
  }

  private func withoutNode(_ request: CreditRequest) -> CreditDecision {
    let effect = policy.withoutNode
    var decision = CreditDecision(
      request: request.id, node: request.node, effect: effect,
      amount: request.amount.millionths, exposure: 0, limit: nil, available: nil, binding: nil,
      shortfall: 0, funding: [], reasons: [], isReadyToRelease: false)
    guard effect > .allow else { return decision }
    decision.reasons = [
      CreditReason(
        code: .creditNodeUnknown, rule: "", node: request.node, effect: effect,
        isLifted: false, figures: [])
    ]
    return decision
  }

  /// Stops that people put on the order, the node or one above.
  private func holdReasons(_ work: inout CreditCase) {
    func add(_ hold: CreditHold, _ node: Int, _ work: inout CreditCase) {
      if let end = hold.through, end < work.request.asOf { return }
      var stop = reason(.creditHeld, node, [])
      stop.effect = max(hold.effect, .hold)
      work.reasons.append(stop)
    }
    for hold in work.request.holds { add(hold, work.node, &work) }
    for node in work.chain {
      for hold in accounts[node].holds { add(hold, node, &work) }
    }
  }

  private func isAsked(_ rule: CreditRule, _ work: CreditCase) -> Bool {
    guard isFor(rule, work.node) else { return false }
    return rule.checkpoints.isEmpty || rule.checkpoints.contains(work.request.checkpoint)
  }

  /// Whether an earlier approval or a releasing rule makes the other rules silent.
  private func isLetThrough(_ work: inout CreditCase) throws(NumericError) -> Bool {
    if work.request.approval != nil {
      var asked = 0
      var violated = 0
      for rule in rules where rule.test.isOfApproval && rule.kind == .block {
        guard isAsked(rule, work) else { continue }
        asked += 1
        if try !violations(rule.test, work).isEmpty { violated += 1 }
      }
      if asked > 0, violated == 0 {
        var told = reason(.creditApproved, work.node, [])
        told.effect = .allow
        work.reasons.append(told)
        return true
      }
    }
    for rule in rules where rule.kind == .release {
      // What a document states of itself says nothing of the account (RULES.md B-019).
      guard !(work.isProbe && rule.test.isOfDocument), isAsked(rule, work),
        try violations(rule.test, work).isEmpty
      else { continue }
      var told = reason(.creditReleased, work.node, [])
      told.effect = .allow
      told.rule = rule.id
      work.reasons.append(told)
      return true
    }
    return false
  }

  private func ruleReasons(_ work: inout CreditCase) throws(NumericError) {
    for rule in rules where rule.kind == .block {
      guard isAsked(rule, work), !(work.isProbe && rule.test.isOfDocument) else { continue }
      var found = try violations(rule.test, work)
      for index in found.indices {
        found[index].rule = rule.id
        // Lowering an order that was admitted is never stopped.
        found[index].effect = work.isDecrease ? min(rule.effect, .warn) : rule.effect
      }
      if !found.isEmpty, let other = try excluding(rule, work) {
        var told = reason(.creditExcluded, work.node, [])
        told.effect = .allow
        told.rule = other
        found = [told]
      }
      work.reasons += found
      later(rule, &work)
    }
  }

  /// The narrower rule that lifts this one, or `nil`.
  private func excluding(
    _ rule: CreditRule, _ work: CreditCase
  ) throws(NumericError) -> String? {
    for other in rules where other.kind == .exclude {
      guard other.test.name == rule.test.name, other.scope.rank > rule.scope.rank,
        isAsked(other, work), try violations(other.test, work).isEmpty
      else { continue }
      return other.id
    }
    return nil
  }

  /// Says that a document that ships beyond the horizon must be asked again.
  private func later(_ rule: CreditRule, _ work: inout CreditCase) {
    guard case .dynamicLimit(let days) = rule.test, let ships = work.request.ships,
      let horizon = work.request.asOf.adding(days: days), ships > horizon
    else { return }
    var told = reason(
      .creditLater, work.node,
      [CreditFigure("days", Int64(daysBetween(horizon, ships)), .count)])
    told.effect = .allow
    told.rule = rule.id
    work.reasons.append(told)
  }

  /// Lifts what somebody's word covers.
  private func lift(_ work: inout CreditCase) {
    for word in work.request.overrides {
      if let end = word.through, end < work.request.asOf { continue }
      if let most = word.most, work.whole > most { continue }
      for index in work.reasons.indices where work.reasons[index].effect >= .hold {
        let rule = work.reasons[index].rule
        // Stops by people and what cannot be told are lifted at their source alone.
        guard !rule.isEmpty else { continue }
        let isNamed = word.rules.contains { IdentifierOrder.areEqual($0, rule) }
        if word.rules.isEmpty || isNamed { work.reasons[index].isLifted = true }
      }
    }
  }

  private func conclude(_ work: CreditCase) throws(NumericError) -> CreditDecision {
    let standing = work.reasons.filter { !$0.isLifted }
    let effect = standing.map(\.effect).max() ?? .allow
    var binding: (node: Int, room: Int64)?
    var path: [CreditCase.Level] = []
    for level in work.levels {
      path.append(level)
      var prefix = work
      prefix.levels = path
      guard level.limit != nil, let room = try room(prefix) else { continue }
      if binding.map({ room < $0.room }) ?? true { binding = (level.node, room) }
    }
    let bound = binding.flatMap { found in work.levels.first { $0.node == found.node } }
    var shortfall: Int64 = 0
    if let bound, let room = try bound.room() {
      let step = Rounding().step(in: policy.nodes[bound.node].currency)
      let missing = Int128(bound.asked) - Int128(room) + (policy.mayReachLimit ? 0 : Int128(step))
      shortfall = try Wide.narrow(max(0, missing))
    }
    let worst = standing.filter { $0.effect >= .hold }
    return CreditDecision(
      request: work.request.id, node: work.request.node, effect: effect, amount: work.asked,
      exposure: work.levels.first?.exposure ?? 0, limit: work.levels.first?.limit,
      available: try room(work), binding: binding.map { policy.nodes[$0.node].id },
      shortfall: shortfall, funding: work.funding, reasons: work.reasons,
      isReadyToRelease: !worst.isEmpty && worst.allSatisfy { $0.code == .creditHeld })
  }

  // MARK: Taking up

  /// Decides a request and takes it up where it is admitted, so that later requests see it.
  ///
  /// What is replaced gives way only where the new document is admitted.
  /// - Throws: ``Fault``; the book is as it was.
  public mutating func decide(_ request: CreditRequest) throws(Fault) -> CreditDecision {
    do throws(NumericError) {
      try turn(to: request.asOf)
    } catch {
      throw .overflow(request.id)
    }
    let decision = try trial(request)
    guard let node = positions[request.node] else { return decision }
    let isAdmitted =
      decision.effect <= .warn || (decision.effect == .hold && policy.reservesWhileHeld)
    guard isAdmitted else { return decision }
    let replaced = claim(of: request, node).map { entries[$0].entry }
    if let replaced { remove(replaced.id, replaced.kind) }
    if decision.amount > 0 {
      let amount = Money(millionths: decision.amount, policy.nodes[node].currency)
      do throws(Fault) {
        try post(
          CreditEntry(
            id: request.id, node: request.node, CreditEntry.Kind(request.component), amount,
            ships: request.ships))
      } catch {
        // It was there before, so it fits.
        if let replaced { try? post(replaced) }
        throw error
      }
    }
    if let (id, shares) = drawnBefore(request, node) {
      drawn[id] = nil
      for share in shares { fund(share.source, share.amount, node) }
    }
    for share in decision.funding { fund(share.source, -share.amount, node) }
    if decision.funding.contains(where: { $0.amount > 0 }) {
      drawn[request.id] = Drawn(node: node, shares: decision.funding)
    }
    return decision
  }

  private mutating func fund(_ source: String, _ change: Int64, _ node: Int) {
    guard let left = accounts[node].funds[source] else { return }
    // Neither exceeds what the fund held.
    accounts[node].funds[source] = left + change
  }

  /// Decides without a trace, faults as ``decide(_:)`` has them.
  func trial(_ request: CreditRequest) throws(Fault) -> CreditDecision {
    do throws(NumericError) {
      return try evaluate(request)
    } catch {
      throw .overflow(request.id)
    }
  }

  /// Decides held requests one after the other, as when a payment came in.
  ///
  /// - Parameter skips: Whether one that must go on waiting lets those behind it pass; otherwise it
  ///   keeps them back too.
  /// - Returns: The decisions of the requests that were looked at, in their order.
  /// - Throws: ``Fault`` of the first request that has one; those before it are taken up.
  public mutating func release(
    _ queue: [CreditRequest], skips: Bool
  ) throws(Fault) -> [CreditDecision] {
    var decisions: [CreditDecision] = []
    for request in queue {
      let decision = try decide(request)
      decisions.append(decision)
      if decision.effect >= .hold, !skips { break }
    }
    return decisions
  }
}
