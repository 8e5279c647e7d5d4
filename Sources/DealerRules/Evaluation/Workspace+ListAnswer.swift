// What lists and exclusions say about one line (RULES.md ).
extension Workspace {
  /// The worse of exclusions and lists, exclusions where they are equal.
  mutating func listAnswer(_ order: Int32, _ line: Int32) -> ListAnswer {
    let excluded = exclusion(order, line)
    guard rules.territories.hasLists else { return excluded }
    let customer = batch.customer[Int(order)]
    var listed = notListed(order, line, from: 0, customer)
    if rules.book.territory.subDealers == .within {
      let hasLaw = rules.book.territory.profile != .none
      var level: Int32 = 1
      var dealer = rules.catalog.dealerTree.parent(of: customer)
      while dealer >= 0 {
        // Where no list names the dealer below, or somebody by tier or group, all is as before;
        // the law looks at lists of other places too.
        let isOther = listCandidates.contains { $0.level == level - 1 || $0.isByTier }
        if isOther || hasLaw {
          let answer = notListed(order, line, from: level, dealer)
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
      guard rule.effect == .exclude, isMeant(candidate, order),
        productDistance(candidate.row, order, line) != nil
      else { continue }
      var outcome = rule.outcome
      var isShared = false
      // The law of territories is about places, not about what is sold at all.
      if rule.isAboutPlace || rule.restrictsActive {
        outcome = lawful(
          rule.outcome, candidate.row, order, line, isPlace: rule.isAboutPlace, &isShared)
      }
      let answer = ListAnswer(outcome: outcome, stated: rule.outcome, row: candidate.row)
      if best.row < 0 || isWorse(answer, best) { best = answer }
    }
    return best
  }

  /// Whether an exclusion by tier or group is meant for the customer of an order, or for a dealer
  /// above it that the rule names or that stands below whom it names.
  private mutating func isMeant(_ candidate: ListCandidate, _ order: Int32) -> Bool {
    guard candidate.isByTier else { return true }
    var dealer = batch.customer[Int(order)]
    var level: Int32 = 0
    while dealer >= 0, level <= candidate.level {
      if isOfTier(rules.territories.rows[Int(candidate.row)], dealer) { return true }
      dealer = rules.catalog.dealerTree.parent(of: dealer)
      level += 1
    }
    return false
  }

  private mutating func isWorse(_ answer: ListAnswer, _ best: ListAnswer) -> Bool {
    if answer.outcome != best.outcome { return answer.outcome > best.outcome }
    if answer.stated != best.stated { return answer.stated > best.stated }
    return IdentifierOrder.precedes(territoryID(answer.row), territoryID(best.row))
  }

  /// What the lists of the first party that has any say, the dealer at a level standing in the
  /// ordering customer's place.
  private mutating func notListed(
    _ order: Int32, _ line: Int32, from level: Int32, _ dealer: Int32
  ) -> ListAnswer {
    var party = Int32.max
    for candidate in listCandidates
    where rules.territories.rows[Int(candidate.row)].effect == .list && candidate.party < party {
      if isAsked(candidate, level, dealer) { party = candidate.party }
    }
    if party < Int32.max, isListed(order, line, party, level, dealer) { return ListAnswer() }
    let policy = rules.book.territory
    let stated = party < Int32.max ? policy.notListed : policy.defaultWhenNoListing
    var answer = ListAnswer(outcome: stated, stated: stated)
    guard stated > .flag, policy.profile != .none else { return answer }
    for (index, name) in policy.parties.enumerated()
    where party == Int32.max || Int32(index) == party {
      let customer = name == .soldTo ? dealer : customer(name, order)
      guard customer >= 0, isListedElsewhere(order, line, customer) else { continue }
      var isShared = false
      answer.outcome = lawful(stated, -1, order, line, &isShared)
    }
    return answer
  }

  private mutating func isListed(
    _ order: Int32, _ line: Int32, _ party: Int32, _ level: Int32, _ dealer: Int32
  ) -> Bool {
    for candidate in listCandidates
    where candidate.party == party
      && rules.territories.rows[Int(candidate.row)].effect == .list
    {
      if isAsked(candidate, level, dealer), productDistance(candidate.row, order, line) != nil {
        return true
      }
    }
    return false
  }

  /// Whether a list holds for the dealer at a level.
  private mutating func isAsked(
    _ candidate: ListCandidate, _ level: Int32, _ dealer: Int32
  ) -> Bool {
    candidate.level >= level
      && (!candidate.isByTier || isOfTier(rules.territories.rows[Int(candidate.row)], dealer))
  }

  /// Whether a line is on a list of a customer at another place: then only its place hinders it.
  private mutating func isListedElsewhere(
    _ order: Int32, _ line: Int32, _ customer: Int32
  ) -> Bool {
    var cursor = rules.territories.regionalLists.cursor(
      of: goods(line), rules.catalog)
    while let row = rules.territories.regionalLists.next(&cursor, rules.catalog) {
      if isInScope(rules.territories.rows[Int(row)], customer),
        isAboutSomewhere(row, order, line)
      {
        return true
      }
    }
    return false
  }

  /// Whether a rule names a customer or one above it, and its tier and groups.
  private mutating func isInScope(_ rule: TerritoryTable.Row, _ customer: Int32) -> Bool {
    guard isOfTier(rule, customer) else { return false }
    guard rule.dealer >= 0 else { return true }
    var dealer = customer
    while dealer >= 0, dealer != rule.dealer {
      dealer = rules.catalog.dealerTree.parent(of: dealer)
    }
    return dealer >= 0
  }
}
