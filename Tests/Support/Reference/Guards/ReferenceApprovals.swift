import DealerRules

extension ReferenceRun {
  /// G-010, G-011: lifts what approvals may lift and sets the outcome anew.
  func approve(net: Fraction) {
    guard isPricing, !order.approvals.isEmpty else { return }
    let findings = output.findings
    var lifted: Set<Int> = []
    for approval in sortedApprovals() {
      let isCurrent =
        approval.orderHash == order.approvalHash()
        && (approval.until.map { instant < $0 } ?? true)
      if !isCurrent {
        note("approvalLapsed")
      } else if let most = approval.maxAmount, Fraction(most) < net {
        note("approvalExceeded")
      } else if !world.book.approvalRules.contains(where: { $0.role == approval.role }) {
        note("approvalUnknownRole")
      } else {
        let named = findings.indices.filter { index in
          isLiftable(findings[index])
            && approval.findings.contains { names($0, findings[index], index) }
        }
        let isOfCredit = approval.findings.contains { $0.hasPrefix("credit") }
        if named.isEmpty, !isOfCredit { note("approvalIdle") }
        for index in named where !lifted.contains(index) {
          let finding = findings[index]
          let isSeveral = findings.count { $0.code == finding.code } > 1
          let isNamed = approval.findings.contains {
            $0 != finding.code && names($0, finding, index)
          }
          if placeNames[index] != nil, isSeveral, !isNamed {
            note("approvalUnclear")
            continue
          }
          let said = mayApprove(approval.role, finding, index, net)
          if said { lifted.insert(index) }
          output.findings.append(
            ReferenceFinding(
              code: said ? "approved" : "approvalInsufficient", rule: finding.rule,
              line: finding.line))
        }
      }
    }
    output.outcome = .allow
    for (index, finding) in findings.enumerated() where !lifted.contains(index) {
      output.outcome = max(output.outcome, severity(finding))
    }
    tag("approvals.\(lifted.isEmpty ? "void" : "lift")")
  }

  /// G-010: by role, then the smaller amount, then the earlier end.
  private func sortedApprovals() -> [Approval] {
    order.approvals.sorted { a, b in
      if a.role != b.role { return ReferenceNames.isBefore(a.role, b.role) }
      let (x, y) = (a.maxAmount ?? .max, b.maxAmount ?? .max)
      return x == y ? a.until ?? .distantFuture < b.until ?? .distantFuture : x < y
    }
  }

  private func severity(_ finding: ReferenceFinding) -> Outcome {
    let code = ReasonCode.allCases.first { $0.name == finding.code }
    if code == .noPrice, world.book.policies.missingPrice == .hold { return .hold }
    return code?.severity ?? .allow
  }

  private func isLiftable(_ finding: ReferenceFinding) -> Bool {
    severity(finding) == .flag || severity(finding) == .hold
  }

  /// G-010: `CODE` or `CODE:RULE`, of places and parties `CODE:FIELD`.
  private func names(_ text: String, _ finding: ReferenceFinding, _ index: Int) -> Bool {
    text == finding.code || text == finding.code + ":" + (placeNames[index] ?? ruleID(finding))
  }

  /// A finding's rule without the part that it is about.
  private func ruleID(_ finding: ReferenceFinding) -> String {
    String(finding.rule.prefix { $0 != " " })
  }

  private func mayApprove(
    _ role: String, _ finding: ReferenceFinding, _ index: Int, _ net: Fraction
  ) -> Bool {
    var level: Int32 = 0
    let rule = ruleID(finding)
    let own = world.book.guards.first { $0.id == rule }
    if finding.code == "guardApproval", case .approval(let asked)? = own?.outcome {
      level = asked
    }
    let check = world.book.checks.first { $0.id == rule }
    if finding.code == "checkHeld", let check { level = check.level }
    if ["territoryHeld", "exclusionHeld"].contains(finding.code) {
      level = world.book.territories.first { $0.id == rule }?.level ?? 0
    }
    let byPolicy = [
      "whiteSpaceHeld", "unlistedHeld", "notListedHeld", "sellerHeld", "licenseHeld",
    ]
    if byPolicy.contains(finding.code) { level = world.book.territory.level }
    return world.book.approvalRules.contains { rule in
      guard rule.role == role, rule.findings.contains(where: { names($0, finding, index) }),
        level <= rule.level ?? .max, holds(rule.when, nil)
      else { return false }
      guard let most = rule.upTo else { return true }
      guard let rate = world.exchange(world.book.currency, currency, at: instant) else {
        return false
      }
      return !(Fraction(most) * rate < net)
    }
  }
}
