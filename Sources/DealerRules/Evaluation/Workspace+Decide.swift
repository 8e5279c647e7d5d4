// May this dealer buy this here: which of the rules that match decide (RULES.md,
//
extension Workspace {
  /// The answer for a line of the rules that were collected for its order.
  mutating func decide(_ order: Int32, _ line: Int32) -> TerritoryAnswer {
    addAbout(order, line)
    return decideCandidates(order, line)
  }

  /// The answer of the rules at hand: of the line's own dealer, and of those above where they bind
  /// it.
  mutating func decideCandidates(_ order: Int32, _ line: Int32) -> TerritoryAnswer {
    var worst = decide(order, line, from: 0, batch.customer[Int(order)])
    guard rules.book.territory.subDealers == .within else { return worst }
    let hasLaw = rules.book.territory.profile != .none
    var level: Int32 = 1
    var dealer = rules.catalog.dealerTree.parent(of: batch.customer[Int(order)])
    while dealer >= 0 {
      // Where no rule names the dealer below, or somebody by tier or group, all is as before; the
      // law looks at grants of other places too.
      if hasLaw || territoryCandidates.contains(where: { $0.dealer == level - 1 || $0.isByTier }) {
        let answer = decide(order, line, from: level, dealer)
        let isShared = worst.isShared && answer.isShared
        if answer.outcome > worst.outcome { worst = answer }
        worst.isShared = isShared
      }
      dealer = rules.catalog.dealerTree.parent(of: dealer)
      level += 1
    }
    return worst
  }

  /// The answer of the rules that match the dealer at a level.
  private mutating func decide(
    _ order: Int32, _ line: Int32, from level: Int32, _ dealer: Int32
  ) -> TerritoryAnswer {
    let grant = nearestGrant(from: level, dealer)
    var answer =
      grant < 0 && partOnLine < 0
      ? unlisted(order, line, dealer) : TerritoryAnswer(isShared: true)
    var best = -1
    for index in territoryCandidates.indices {
      let candidate = territoryCandidates[index]
      guard isAsked(candidate, level, dealer), candidate.product >= 0,
        candidate.isForeign || !rules.territories.rows[Int(candidate.row)].isGrant,
        grant < 0 || compare(candidate, territoryCandidates[grant]) <= 0,
        !candidate.isForeign || !hasExclusive(level, dealer, candidate)
      else { continue }
      let rule = rules.territories.rows[Int(candidate.row)]
      let stated = rule.outcome
      // What a dealer may not have anywhere is no matter of territories.
      let outcome = lawful(
        stated, candidate.row, order, line, isPlace: rule.isAboutPlace || rule.isExclusive,
        &answer.isShared)
      if best < 0 ? outcome < answer.outcome : outcome <= answer.outcome {
        guard best >= 0, outcome == answer.outcome, precedes(candidate, stated, best, answer)
        else { continue }
      }
      best = index
      (answer.outcome, answer.stated, answer.row) = (outcome, stated, candidate.row)
    }
    return answer
  }

  /// Whether a rule matches the dealer at a level: it names neither one below it nor a tier or
  /// group that it is not of.
  private mutating func isAsked(
    _ candidate: TerritoryCandidate, _ level: Int32, _ dealer: Int32
  ) -> Bool {
    candidate.dealer >= level && (!candidate.isByTier || isOfTier(candidate.row, dealer))
  }

  private mutating func isOfTier(_ row: Int32, _ dealer: Int32) -> Bool {
    isOfTier(rules.territories.rows[Int(row)], dealer)
  }

  /// Whether a customer is of the tier and in the group that a rule names, if any.
  mutating func isOfTier(_ rule: TerritoryTable.Row, _ customer: Int32) -> Bool {
    guard rule.tier < 0 || rules.catalog.customerTier[Int(customer)] == rule.tier else {
      return false
    }
    return rule.group < 0 || isInGroup(Int(customer), rule.group)
  }

  /// The most specific grant of the dealer at a level, −1 for none.
  private mutating func nearestGrant(from level: Int32, _ dealer: Int32) -> Int {
    var best = -1
    for index in territoryCandidates.indices {
      let candidate = territoryCandidates[index]
      guard isAsked(candidate, level, dealer), candidate.product >= 0, !candidate.isForeign,
        rules.territories.rows[Int(candidate.row)].isGrant
      else { continue }
      if best < 0 || compare(candidate, territoryCandidates[best]) < 0 { best = index }
    }
    return best
  }

  /// Of denials that hinder alike the most specific is told, then the one that states more, then
  /// the smaller id.
  private mutating func precedes(
    _ candidate: TerritoryCandidate, _ stated: TerritoryOutcome, _ best: Int,
    _ answer: TerritoryAnswer
  ) -> Bool {
    let difference = compare(candidate, territoryCandidates[best])
    if difference != 0 { return difference < 0 }
    if stated != answer.stated { return stated > answer.stated }
    return IdentifierOrder.precedes(territoryID(candidate.row), territoryID(answer.row))
  }

  /// The id of the rule of a row.
  mutating func territoryID(_ row: Int32) -> String {
    rules.book.territories[Int(rules.territories.rows[Int(row)].bookIndex)].id
  }

  /// Whether the dealer has an exclusive grant of its own at least as near as another's.
  private mutating func hasExclusive(
    _ level: Int32, _ dealer: Int32, _ foreign: TerritoryCandidate
  ) -> Bool {
    for candidate in territoryCandidates
    where !candidate.isForeign && candidate.product >= 0 && candidate.region <= foreign.region
      && rules.territories.rows[Int(candidate.row)].isExclusive
    {
      if isAsked(candidate, level, dealer) { return true }
    }
    return false
  }

  /// Below zero where the first rule is more specific, zero where neither is.
  mutating func compare(
    _ first: TerritoryCandidate, _ second: TerritoryCandidate
  ) -> Int {
    let one = rules.territories.rows[Int(first.row)]
    let other = rules.territories.rows[Int(second.row)]
    for field in rules.book.territory.precedence {
      let (a, b): (Int64, Int64) =
        switch field {
        case .region: (Int64(first.region), Int64(second.region))
        case .product: (Int64(first.product), Int64(second.product))
        case .channel: (one.channel < 0 ? 1 : 0, other.channel < 0 ? 1 : 0)
        case .dealer: (rank(first, one), rank(second, other))
        case .from: (other.from, one.from)
        }
      if a != b { return a < b ? -1 : 1 }
    }
    return 0
  }

  private mutating func rank(_ candidate: TerritoryCandidate, _ row: TerritoryTable.Row) -> Int64 {
    if !candidate.isForeign, candidate.dealer < TerritoryCandidate.group {
      return Int64(candidate.dealer)
    }
    return Int64(TerritoryCandidate.group) + (row.group >= 0 ? 0 : row.tier >= 0 ? 1 : 2)
  }

  // MARK: Nothing grants

  /// What a setting says, which holds at most where the place of the order is not known
  /// (RULES.md R-014).
  mutating func atPlace(_ stated: TerritoryOutcome) -> TerritoryOutcome {
    stated == .block && isPlaceUnknown ? .hold : stated
  }

  /// The answer where nothing grants: white space, or a place that others were given.
  private mutating func unlisted(
    _ order: Int32, _ line: Int32, _ dealer: Int32
  ) -> TerritoryAnswer {
    let policy = rules.book.territory
    // Who owns the place need not be known where nothing depends on it.
    if policy.unlisted == .allow, policy.whiteSpace == .allow {
      return TerritoryAnswer(isShared: true)
    }
    let isOwned =
      isGranted(order, line, -1) || territoryPath.contains { isGranted(order, line, $0) }
    let stated = atPlace(isOwned ? policy.unlisted : policy.whiteSpace)
    var answer = TerritoryAnswer(stated: stated, isWhiteSpace: !isOwned)
    guard stated > .flag, policy.profile != .none else {
      answer.outcome = stated
      return answer
    }
    // What the dealer may buy somewhere turns on the goods.
    answer.isShared = false
    let isPlace = isGrantedSomewhere(order, line, dealer)
    answer.outcome = lawful(stated, -1, order, line, isPlace: isPlace, &answer.isShared)
    return answer
  }

  /// Whether a dealer has a grant that would open a line at some place (RULES.md R-015).
  private mutating func isGrantedSomewhere(
    _ order: Int32, _ line: Int32, _ dealer: Int32
  ) -> Bool {
    var current = dealer
    while current >= 0 {
      for index in rules.territories.byDealer.range(current) {
        if opens(rules.territories.byDealer.row(index), order, line, dealer) { return true }
      }
      current = rules.catalog.dealerTree.parent(of: current)
    }
    var cursor = rules.territories.generalGrants.cursor(of: goods(line), rules.catalog)
    while let row = rules.territories.generalGrants.next(&cursor, rules.catalog) {
      if opens(row, order, line, dealer) { return true }
    }
    return false
  }

  private mutating func opens(
    _ row: Int32, _ order: Int32, _ line: Int32, _ dealer: Int32
  ) -> Bool {
    rules.territories.rows[Int(row)].isGrant && isOfTier(row, dealer)
      && isAboutSomewhere(row, order, line)
  }

  /// Whether somebody has a grant in a region that is in force for a line.
  private mutating func isGranted(_ order: Int32, _ line: Int32, _ region: Int32) -> Bool {
    var isGranted = false
    eachRule(of: rules.territories.grants, in: region, order, line) { _, _ in
      isGranted = true
      return false
    }
    return isGranted
  }

  /// Whether a rule is in force for the channel of an order, whomever it names.
  mutating func isCovering(_ row: Int32, _ order: Int32) -> Bool {
    let rule = rules.territories.rows[Int(row)]
    let instant = batch.instant[Int(order)]
    return rule.from <= instant && instant < rule.until
      && (rule.channel < 0 || rule.channel == batch.channel[Int(order)])
  }
}
