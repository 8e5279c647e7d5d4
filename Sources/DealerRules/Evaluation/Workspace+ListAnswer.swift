// What lists and exclusions say about one line (RULES.md ).
extension Workspace {
  /// The worse of exclusions and lists, exclusions where they are equal.
  mutating func listAnswer(_ order: Int32, _ line: Int32) -> ListAnswer {
    let excluded = exclusion(order, line)
    guard rules.territories.hasLists else { return excluded }
    var listed = notListed(order, line, from: 0)
    if rules.book.territory.subDealers == .within {
      let hasLaw = rules.book.territory.profile != .none
      var level: Int32 = 1
      var dealer = rules.catalog.dealerTree.parent(of: batch.customer[Int(order)])
      while dealer >= 0 {
        // Where no list names the dealer below nothing is left out; the law looks at lists
        // of other places too.
        let isLeftOut = listCandidates.contains { $0.level == level - 1 }
        if isLeftOut || hasLaw {
          let answer = notListed(order, line, from: level)
          if answer.outcome > listed.outcome { listed = answer }
        }
        dealer = rules.catalog.dealerTree.parent(of: dealer)
        level += 1
      }
    }
    return listed.outcome > excluded.outcome ? listed : excluded
  }

  private mutating func exclusion(_ order: Int32, _ line: Int32) -> ListAnswer {
    var best = ListAnswer()
    for candidate in listCandidates {
      let rule = rules.territories.rows[Int(candidate.row)]
      guard rule.effect == .exclude, productDistance(candidate.row, order, line) != nil else {
        continue
      }
      var outcome = rule.outcome
      var isShared = false
      // The law of territories is about places, not about what is sold at all.
      if rule.region >= 0 || rule.restrictsActive {
        outcome = lawful(
          rule.outcome, candidate.row, order, line, isPlace: rule.region >= 0, &isShared)
      }
      let answer = ListAnswer(outcome: outcome, stated: rule.outcome, row: candidate.row)
      if best.row < 0 || isWorse(answer, best) { best = answer }
    }
    return best
  }

  private mutating func isWorse(_ answer: ListAnswer, _ best: ListAnswer) -> Bool {
    if answer.outcome != best.outcome { return answer.outcome > best.outcome }
    if answer.stated != best.stated { return answer.stated > best.stated }
    return IdentifierOrder.precedes(territoryID(answer.row), territoryID(best.row))
  }

  /// What the lists of the first party that has any say, leaving out those that name a dealer below
  /// a level.
  private mutating func notListed(
    _ order: Int32, _ line: Int32, from level: Int32
  ) -> ListAnswer {
    var party = Int32.max
    for candidate in listCandidates
    where candidate.level >= level && rules.territories.rows[Int(candidate.row)].effect == .list {
      party = min(party, candidate.party)
    }
    if party < Int32.max, isListed(order, line, party, level) { return ListAnswer() }
    let policy = rules.book.territory
    let stated = party < Int32.max ? policy.notListed : policy.defaultWhenNoListing
    var answer = ListAnswer(outcome: stated, stated: stated)
    guard stated > .flag, policy.profile != .none else { return answer }
    for (index, name) in policy.parties.enumerated()
    where party == Int32.max || Int32(index) == party {
      let customer = customer(name, order)
      let from = name == .soldTo ? level : 0
      guard customer >= 0, isListedElsewhere(order, line, customer, from) else { continue }
      var isShared = false
      answer.outcome = lawful(stated, -1, order, line, &isShared)
    }
    return answer
  }

  private mutating func isListed(
    _ order: Int32, _ line: Int32, _ party: Int32, _ level: Int32
  ) -> Bool {
    for candidate in listCandidates
    where candidate.party == party && candidate.level >= level
      && rules.territories.rows[Int(candidate.row)].effect == .list
      && productDistance(candidate.row, order, line) != nil
    {
      return true
    }
    return false
  }

  /// Whether a line is on a list of a customer in another region: then only its place hinders it.
  private mutating func isListedElsewhere(
    _ order: Int32, _ line: Int32, _ customer: Int32, _ level: Int32
  ) -> Bool {
    var cursor = rules.territories.regionalLists.cursor(
      of: batch.product[Int(line)], rules.catalog)
    while let row = rules.territories.regionalLists.next(&cursor, rules.catalog) {
      if isCovering(row, order),
        isInScope(rules.territories.rows[Int(row)], customer, from: level),
        productDistance(row, order, line) != nil
      {
        return true
      }
    }
    return false
  }

  /// Whether a rule names a customer, or a dealer so many levels above it or more.
  private mutating func isInScope(
    _ rule: TerritoryTable.Row, _ customer: Int32, from level: Int32
  ) -> Bool {
    if rule.tier >= 0, rules.catalog.customerTier[Int(customer)] != rule.tier { return false }
    if rule.group >= 0, !isInGroup(Int(customer), rule.group) { return false }
    guard rule.dealer >= 0 else { return true }
    var dealer = customer
    var distance: Int32 = 0
    while dealer >= 0 {
      if dealer == rule.dealer { return distance >= level }
      dealer = rules.catalog.dealerTree.parent(of: dealer)
      distance += 1
    }
    return false
  }
}
