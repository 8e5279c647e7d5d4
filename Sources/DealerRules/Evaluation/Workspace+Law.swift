// What the law leaves of an answer, and how it is told (RULES.md R-015).
extension Workspace {
  /// What the law leaves of an outcome of a rule, or with −1 of a setting.
  ///
  /// - Parameters:
  ///   - isPlace: Whether it is about where is sold; profiles look at nothing else.
  ///   - isShared: Set to false where the answer looks at what is special about a line.
  mutating func lawful(
    _ stated: TerritoryOutcome, _ row: Int32, _ order: Int32, _ line: Int32,
    isPlace: Bool = true, _ isShared: inout Bool
  ) -> TerritoryOutcome {
    guard stated > .flag else { return stated }
    let isActive = batch.solicitation[Int(order)] == .active
    if row >= 0, !isActive, rules.territories.rows[Int(row)].restrictsActive { return .flag }
    guard isPlace else { return stated }
    switch rules.book.territory.profile {
    case .none: return stated
    case .us: return .flag
    case .china: return isActive ? stated : .flag
    case .eu:
      guard isActive else { return .flag }
      guard row >= 0, rules.territories.rows[Int(row)].isExclusive else { return stated }
      isShared = false
      return isCrowded(order, line) ? .flag : stated
    }
  }

  /// Whether more dealers than the law protects have exclusive grants that cover a line.
  private mutating func isCrowded(_ order: Int32, _ line: Int32) -> Bool {
    exclusiveDealers.removeAll(keepingCapacity: true)
    addExclusive(order, line, -1)
    for index in territoryPath.indices { addExclusive(order, line, territoryPath[index]) }
    return exclusiveDealers.count > TerritoryPolicy.protectedDealers
  }

  private mutating func addExclusive(_ order: Int32, _ line: Int32, _ region: Int32) {
    eachRule(of: rules.territories.exclusive, in: region, order, line) { workspace, row in
      let dealer = workspace.rules.territories.rows[Int(row)].dealer
      if !workspace.exclusiveDealers.contains(dealer) { workspace.exclusiveDealers.append(dealer) }
      return workspace.exclusiveDealers.count <= TerritoryPolicy.protectedDealers
    }
  }

  /// Tells that an outcome was weakened: by the rule itself, which restricts active sales, or by
  /// the profile.
  mutating func reportWeakened(
    _ row: Int32, _ order: Int32, line: Int32, _ rule: RuleRef, part: Int32,
    _ result: inout PricedBatch
  ) {
    let isOwn =
      row >= 0 && rules.territories.rows[Int(row)].restrictsActive
      && batch.solicitation[Int(order)] != .active
    report(.legallyWeakened, line: line, rule: rule, a: isOwn ? 1 : 0, part: part, &result)
  }

  /// Tells what hinders a line, and whether the law weakened it.
  mutating func report(
    _ answer: TerritoryAnswer, _ order: Int32, line: Int32, _ result: inout PricedBatch
  ) {
    guard answer.outcome != .allow else { return }
    let reference = answer.row < 0 ? RuleRef.none : RuleRef(.territory, Int(answer.row))
    let code: ReasonCode =
      switch answer.outcome {
      case .allow, .flag:
        answer.row >= 0
          ? .territoryFlagged : answer.isWhiteSpace ? .whiteSpaceFlagged : .unlistedFlagged
      case .hold:
        answer.row >= 0 ? .territoryHeld : answer.isWhiteSpace ? .whiteSpaceHeld : .unlistedHeld
      case .block:
        answer.row >= 0
          ? .territoryBlocked : answer.isWhiteSpace ? .whiteSpaceBlocked : .unlistedBlocked
      }
    let level =
      answer.row >= 0
      ? rules.territories.rows[Int(answer.row)].level : rules.book.territory.level
    let told = answer.outcome == .hold ? Int64(level) : 0
    report(code, line: line, rule: reference, c: told, part: answer.part, &result)
    if answer.outcome != answer.stated {
      reportWeakened(answer.row, order, line: line, reference, part: answer.part, &result)
    }
  }
}
