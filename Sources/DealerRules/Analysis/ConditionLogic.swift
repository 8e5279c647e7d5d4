/// What can be said of conditions without any order: whether one can hold, follows from another,
/// or shuts another out (RULES.md U-021). Where it cannot tell, it says that it may.
struct ConditionLogic {
  private var categories: IdentifierMap<String> = [:]
  private var regions: IdentifierMap<String> = [:]
  private var dealers: IdentifierMap<String> = [:]

  init(_ book: RuleBook) {
    for category in book.categories { categories[category.id] = category.parent }
    for region in book.regions { regions[region.id] = region.parent }
    for customer in book.customers { dealers[customer.id] = customer.parent }
  }

  /// The parts that must all hold.
  static func parts(_ condition: Condition) -> [Condition] {
    if case .all(let inner) = condition { return inner.flatMap { parts($0) } }
    return [condition]
  }

  /// Whether some order may fulfil a condition.
  func canHold(_ condition: Condition) -> Bool {
    switch condition {
    case .any(let alternatives): return alternatives.contains { canHold($0) }
    case .not(let inner): return ConditionLogic.parts(inner).contains { $0 != .always }
    case .test(_, let test): return Self.canHold(test)
    case .all:
      let parts = ConditionLogic.parts(condition)
      guard parts.allSatisfy({ canHold($0) }) else { return false }
      for later in parts.indices {
        for earlier in parts[..<later] where excludes(earlier, parts[later]) { return false }
      }
      return true
    }
  }

  private static func canHold(_ test: ConditionTest) -> Bool {
    switch test {
    case .isIn(let names): !names.isEmpty
    case .number(let bounds), .daysAgo(let bounds), .daysAhead(let bounds): bounds.canBeMet
    case .date(let from?, let until?): from < until
    case .time(let from?, let below?): from < below
    case .date, .time, .flag, .exists: true
    }
  }

  /// Whether a condition may hold, or may fail, where some tests are known to hold or to fail and
  /// all others may do either.
  func may(
    _ condition: Condition, hold: Bool = true, _ known: (ConditionField, ConditionTest) -> Bool?
  ) -> Bool {
    switch condition {
    case .test(let field, let test): known(field, test).map { $0 == hold } ?? true
    case .not(let inner): may(inner, hold: !hold, known)
    case .all(let parts):
      hold
        ? parts.allSatisfy { may($0, hold: true, known) }
        : parts.contains { may($0, hold: false, known) }
    case .any(let parts):
      hold
        ? parts.contains { may($0, hold: true, known) }
        : parts.allSatisfy { may($0, hold: false, known) }
    }
  }

  // MARK: Two conditions

  /// Whether two conditions can never hold for the same line.
  func areDisjoint(_ a: Condition, _ b: Condition) -> Bool {
    let others = ConditionLogic.parts(b)
    return ConditionLogic.parts(a).contains { part in others.contains { excludes(part, $0) } }
  }

  private func excludes(_ a: Condition, _ b: Condition) -> Bool {
    if case .not(let inner) = a, inner == b { return true }
    if case .not(let inner) = b, inner == a { return true }
    guard case .test(let field, let left) = a, case .test(let other, let right) = b,
      field == other
    else { return false }
    switch (left, right) {
    case (.isIn(let ours), .isIn(let theirs)):
      guard field != .customerGroup, field != .coupon else { return false }
      return !ours.contains { one in
        theirs.contains { isAt($0, orBelow: one, field) || isAt(one, orBelow: $0, field) }
      }
    case (.number(let ours), .number(let theirs)):
      return !ConditionLogic.both(ours, theirs).canBeMet
    case (.date(let from, let until), .date(let other, let end)):
      let start = [from, other].compactMap { $0 }.max()
      let stop = [until, end].compactMap { $0 }.min()
      guard let start, let stop else { return false }
      return start >= stop
    case (.daysAgo(let ours), .daysAgo(let theirs)),
      (.daysAhead(let ours), .daysAhead(let theirs)):
      return !ConditionLogic.both(ours, theirs).canBeMet
    case (.time(let from, let below), .time(let other, let end)):
      // A day begins at its first minute, and ends.
      return max(from ?? 0, other ?? 0) >= min(below ?? 1440, end ?? 1440)
    case (.flag(let ours), .flag(let theirs)): return ours != theirs
    default: return false
    }
  }

  static func both(_ a: MeasureBounds, _ b: MeasureBounds) -> MeasureBounds {
    MeasureBounds(
      from: [a.from, b.from].compactMap { $0 }.max(),
      above: [a.above, b.above].compactMap { $0 }.max(),
      below: [a.below, b.below].compactMap { $0 }.min(),
      upTo: [a.upTo, b.upTo].compactMap { $0 }.min())
  }

  /// Whether whatever fulfils `condition` fulfils `consequence`.
  func implies(_ condition: Condition, _ consequence: Condition) -> Bool {
    let known = ConditionLogic.parts(condition)
    return ConditionLogic.parts(consequence).allSatisfy { part in
      if known.contains(part) { return true }
      if case .any(let alternatives) = part {
        return alternatives.contains { implies(condition, $0) }
      }
      return known.contains { implies(test: $0, part) }
    }
  }

  private func implies(test condition: Condition, _ consequence: Condition) -> Bool {
    guard case .test(let field, let known) = condition,
      case .test(let other, let asked) = consequence, field == other
    else { return false }
    switch (known, asked) {
    case (_, .exists): return true
    case (.isIn(let ours), .isIn(let theirs)):
      return ours.allSatisfy { one in theirs.contains { isAt(one, orBelow: $0, field) } }
    case (.number(let ours), .number(let theirs)):
      return ConditionLogic.isInside(ours, theirs)
    case (.date(let from, let until), .date(let other, let end)):
      let starts = other.map { bound in from.map { $0 >= bound } ?? false } ?? true
      let ends = end.map { bound in until.map { $0 <= bound } ?? false } ?? true
      return starts && ends
    case (.time(let from, let below), .time(let other, let end)):
      return (from ?? 0) >= (other ?? 0) && (below ?? 1440) <= (end ?? 1440)
    default: return known == asked
    }
  }

  private static func isInside(_ inner: MeasureBounds, _ outer: MeasureBounds) -> Bool {
    if let bound = outer.lower {
      guard let own = inner.lower else { return false }
      let isIn = own.value > bound.value || own.value == bound.value && (own.isOut || !bound.isOut)
      if !isIn { return false }
    }
    guard let bound = outer.upper else { return true }
    guard let own = inner.upper else { return false }
    return own.value < bound.value || own.value == bound.value && (own.isOut || !bound.isOut)
  }

  /// A text and, in a tree, all above it.
  func chain(from text: String?, _ field: ConditionField) -> [String] {
    guard var node = text else { return [] }
    var chain = [node]
    let parents = self.parents(field)
    while chain.count <= 32, let next = parents?[node] {
      chain.append(next)
      node = next
    }
    return chain
  }

  /// What stands above each text of a tree; `nil` for a field without one.
  private func parents(_ field: ConditionField) -> IdentifierMap<String>? {
    switch field {
    case .productCategory: categories
    case .region, .customerRegion: regions
    case .customerParent: dealers
    default: nil
    }
  }

  /// Whether a text equals another or, in a tree, lies below it.
  func isAt(_ text: String, orBelow ancestor: String, _ field: ConditionField) -> Bool {
    if IdentifierOrder.areEqual(text, ancestor) { return true }
    guard let parents = parents(field) else { return false }
    var current = parents[text]
    var steps = 0
    while let node = current, steps < 32 {
      if IdentifierOrder.areEqual(node, ancestor) { return true }
      current = parents[node]
      steps += 1
    }
    return false
  }
}
