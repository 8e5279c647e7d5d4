import DealerRules

/// what orders leave out. R-015: what would hold at another place.
extension ReferenceRun {
  /// Whether a check of the whole order tests it; where that cannot be said it fails as unknown.
  func applies(_ check: OrderCheck) -> Bool {
    if holds(check.when, nil) { return true }
    if truths(check.when, nil, isOpen: isLeftOut).count > 1 {
      tag("check.unknown")
      fail(check, nil, check.unknown)
    }
    return false
  }

  /// Whether a condition would hold somewhere, whatever it asks of places.
  func holdsSomewhere(_ condition: Condition, _ item: ReferenceItem) -> Bool {
    truths(condition, item) { field, _ in field == .region || field == .customerRegion }
      .contains(true)
  }

  /// What a condition may come to where what is open may be anything.
  private func truths(
    _ condition: Condition, _ item: ReferenceItem?,
    isOpen: (ConditionField, ConditionTest) -> Bool
  ) -> Set<Bool> {
    switch condition {
    case .all(let parts):
      let all = parts.map { truths($0, item, isOpen: isOpen) }
      var found: Set<Bool> = []
      if all.allSatisfy({ $0.contains(true) }) { found.insert(true) }
      if all.contains(where: { $0.contains(false) }) { found.insert(false) }
      return found
    case .any(let parts):
      let all = parts.map { truths($0, item, isOpen: isOpen) }
      var found: Set<Bool> = []
      if all.contains(where: { $0.contains(true) }) { found.insert(true) }
      if all.allSatisfy({ $0.contains(false) }) { found.insert(false) }
      return found
    case .not(let part): return Set(truths(part, item, isOpen: isOpen).map { !$0 })
    case .test(let field, let test):
      return isOpen(field, test) ? [true, false] : [holds(condition, item)]
    }
  }

  private func isLeftOut(_ field: ConditionField, _ test: ConditionTest) -> Bool {
    guard test != .exists else { return false }
    return switch field {
    case .channel, .region, .orderAttribute, .orderTime, .orderNth, .lastOrder, .total:
      !holds(.test(field, .exists), nil)
    default: false
    }
  }
}
