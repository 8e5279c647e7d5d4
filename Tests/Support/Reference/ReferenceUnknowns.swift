import DealerRules

/// what orders leave out.
extension ReferenceRun {
  /// Whether a check of the whole order tests it; where that cannot be said it fails as unknown.
  func applies(_ check: OrderCheck) -> Bool {
    if holds(check.when, nil) { return true }
    if truths(check.when).count > 1 {
      tag("check.unknown")
      fail(check, nil, check.unknown)
    }
    return false
  }

  /// What a condition may come to, whatever the order leaves out.
  private func truths(_ condition: Condition) -> Set<Bool> {
    switch condition {
    case .all(let parts):
      let all = parts.map { truths($0) }
      var found: Set<Bool> = []
      if all.allSatisfy({ $0.contains(true) }) { found.insert(true) }
      if all.contains(where: { $0.contains(false) }) { found.insert(false) }
      return found
    case .any(let parts):
      let all = parts.map { truths($0) }
      var found: Set<Bool> = []
      if all.contains(where: { $0.contains(true) }) { found.insert(true) }
      if all.allSatisfy({ $0.contains(false) }) { found.insert(false) }
      return found
    case .not(let part): return Set(truths(part).map { !$0 })
    case .test(let field, let test):
      if test != .exists, isLeftOut(field) { return [true, false] }
      return [holds(condition, nil)]
    }
  }

  private func isLeftOut(_ field: ConditionField) -> Bool {
    switch field {
    case .channel, .region, .orderAttribute, .orderTime, .orderNth, .lastOrder, .total:
      !holds(.test(field, .exists), nil)
    default: false
    }
  }
}
