// What a request states and nothing comes of (RULES.md B-025).
extension CreditBook {
  /// Adds a warning for each statement of a request that can mean nothing.
  func idleReasons(_ work: inout CreditCase) {
    func add(_ code: CreditCode, _ figures: [CreditFigure] = []) {
      var told = reason(code, work.node, figures)
      told.effect = .warn
      work.reasons.append(told)
    }
    let request = work.request
    if let asked = request.terms, words.terms[asked] == nil { add(.creditTermsUnknown) }
    if let other = request.replaces, !isReplaced(other, work) { add(.creditNotReplaced) }
    let currency = request.amount.currency
    if request.prepaid > request.amount.millionths {
      add(
        .creditOverpaid,
        [
          CreditFigure("prepaid", request.prepaid, .amount(currency)),
          CreditFigure("amount", request.amount.millionths, .amount(currency)),
        ])
    }
    if let rate = request.rate, rate != .one, currency == policy.nodes[work.node].currency {
      add(.creditRateIdle)
    }
    let asksApprovals = rules.contains { rule in
      rule.kind == .block && rule.test.isOfApproval && isFor(rule, work.node)
    }
    if request.approved != nil, !asksApprovals { add(.creditApprovalIdle) }
    if request.changed.contains(where: { words.fields[$0] == nil }) { add(.creditChangedUnknown) }
  }

  /// Whether a document gives way to the request that names it.
  private func isReplaced(_ other: String, _ work: CreditCase) -> Bool {
    let request = work.request
    if IdentifierOrder.areEqual(other, request.id) { return true }
    if let own = claim(of: request, work.node) {
      return IdentifierOrder.areEqual(entries[own].entry.id, other)
    }
    return drawnBefore(request, work.node).map { IdentifierOrder.areEqual($0.id, other) } ?? false
  }
}

/// The words of a policy that orders may name (RULES.md B-025).
struct CreditWords: Sendable {
  /// Payment terms.
  private(set) var terms: IdentifierMap<Bool> = IdentifierMap()
  /// Fields that rules of test `changed` look at.
  private(set) var fields: IdentifierMap<Bool> = IdentifierMap()
  /// Whether some rule looks at what was approved before.
  private(set) var asksApprovals = false

  init(_ policy: CreditPolicy) {
    for one in policy.terms { terms[one.id] = true }
    for rule in policy.rules {
      if case .changed(let names) = rule.test { for name in names { fields[name] = true } }
      if rule.kind == .block, rule.test.isOfApproval { asksApprovals = true }
    }
  }
}
