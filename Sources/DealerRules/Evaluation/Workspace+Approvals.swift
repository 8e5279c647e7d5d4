// Approvals that come with an order (RULES.md G-010, G-011).
extension Workspace {
  /// Lifts the findings that approvals of the order name, as far as they may.
  mutating func applyApprovals(
    _ order: Int32, _ result: inout PricedBatch
  ) throws(NumericError) {
    guard !batch.guarding.approvals.isEmpty, let stated = batch.guarding.approvals[order] else {
      return
    }
    let start = result.reasonStart[result.outcome.count - 1]
    let findings = start..<result.reasons.count
    for approval in stated {
      guard approval.isOfOrder, batch.instant[Int(order)] < approval.until else {
        report(.approvalLapsed, line: -1, &result)
        continue
      }
      let net = result.net[result.outcome.count - 1]
      guard net <= approval.maxAmount else {
        report(.approvalExceeded, line: -1, a: net, b: approval.maxAmount, &result)
        continue
      }
      guard isRole(approval.role) else {
        report(.approvalUnknownRole, line: -1, &result)
        continue
      }
      // Credit looks at what is named of it after this (RULES.md B-012).
      var isIdle = !approval.findings.contains { $0.isOfCredit }
      for index in findings {
        if try lift(index, approval, order, net, &result) { isIdle = false }
      }
      if isIdle { report(.approvalIdle, line: -1, &result) }
    }
  }

  /// Whether some rule of approval names a role.
  mutating func isRole(_ role: String) -> Bool {
    rules.guards.approvals.contains { IdentifierOrder.areEqual($0.role, role) }
  }

  private mutating func isSame(_ a: String, _ b: String) -> Bool { IdentifierOrder.areEqual(a, b) }

  /// Lifts a finding if it may; false where the approval does not name it.
  private mutating func lift(
    _ index: Int, _ approval: StatedApproval, _ order: Int32, _ net: Int64,
    _ result: inout PricedBatch
  ) throws(NumericError) -> Bool {
    let finding = result.reasons[index]
    let severity = severity(finding.code)
    guard severity == .flag || severity == .hold else { return false }
    let place = batch.placeFinding(of: finding, order)
    let name = place?.source.rawValue ?? rules.name(of: finding.rule)
    let named = approval.findings.filter { $0.names(finding.code.name, rule: name) }
    guard !named.isEmpty else { return false }
    if guards.lifted.contains(index) { return true }
    let mark = batch.approvalMark(of: finding, order)
    // Of several places only those are meant that are named one by one.
    if place != nil, named.allSatisfy({ $0.rule == nil }), !isOnly(finding, result) {
      report(.approvalUnclear, line: -1, a: mark, &result)
      return true
    }
    let level = level(of: finding)
    guard try isGranted(finding.code.name, name, level: level, approval, order, net) else {
      report(
        .approvalInsufficient, line: finding.line, rule: finding.rule, a: mark,
        part: finding.part, &result)
      return true
    }
    guards.lifted.insert(index)
    report(
      .approved, line: finding.line, rule: finding.rule, a: mark, part: finding.part, &result)
    return true
  }

  /// Whether no other finding of the order at hand has its code.
  private mutating func isOnly(_ finding: ReasonRecord, _ result: PricedBatch) -> Bool {
    let own = result.reasons[result.reasonStart[result.outcome.count - 1]...]
    return own.count { $0.code == finding.code } == 1
  }

  /// The level of approval that a finding asks for; 0 for any.
  private mutating func level(of finding: ReasonRecord) -> Int64 {
    switch finding.code {
    case .guardApproval, .territoryHeld, .unlistedHeld, .whiteSpaceHeld, .exclusionHeld,
      .notListedHeld, .sellerHeld, .licenseHeld:
      finding.c
    case .checkHeld: finding.c / 10
    default: 0
    }
  }

  /// Whether some rule lets the role approve a finding of an order of this size (RULES.md G-011).
  mutating func isGranted(
    _ code: String, _ name: String, level: Int64, _ approval: StatedApproval, _ order: Int32,
    _ net: Int64
  ) throws(NumericError) -> Bool {
    for rule in rules.guards.approvals where isSame(rule.role, approval.role) {
      guard rule.findings.contains(where: { $0.names(code, rule: name) }),
        level <= Int64(rule.level),
        rules.conditions.holds(rule.node, orderContext(order), rules.catalog, batch)
      else { continue }
      guard rule.upTo >= 0 else { return true }
      let index = Int(order)
      guard let rate = exchange(0, batch.currency[index], batch.instant[index]) else { continue }
      let most = try Ratio(Int128(rule.upTo), 1).multiplied(by: rate)
      if !most.isLess(than: Ratio(Int128(net), 1)) { return true }
    }
    return false
  }
}
