// What lists and exclusions say about one line (RULES.md ).
extension Workspace {
  /// The worse of exclusions and lists, exclusions where they are equal.
  mutating func listAnswer(_ order: Int32, _ line: Int32) -> ListAnswer {
    let excluded = exclusion(order, line)
    // Lists open a kit with its parts (RULES.md R-031).
    guard rules.territories.asksLists, partOnLine < 0 else { return excluded }
    let customer = batch.customer[Int(order)]
    var listed = notListed(order, line, from: 0, customer)
    if rules.book.territory.subDealers == .within {
      let hasLaw = rules.book.territory.profile != .none
      var level: Int32 = 1
      var dealer = rules.catalog.dealerTree.parent(of: customer)
      while dealer >= 0 {
        // Where no list names the dealer below, or somebody by tier or group, all is as before;
        // the law looks at lists of other places too.
        let isOther =
          rules.territories.hasListsByTier
          || openListings.contains { !$0.isExclusion && $0.level == level - 1 }
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
    for index in openListings.indices where openListings[index].isExclusion {
      let open = openListings[index]
      var walk = walk(open)
      var row = next(&walk, order, line)
      while row >= 0 {
        if isMeant(row, open, order) {
          let answer = excluded(by: row, order, line)
          if best.row < 0 || isWorse(answer, best) { best = answer }
        }
        row = next(&walk, order, line)
      }
    }
    return best
  }

  /// What an exclusion that holds for a line gives.
  private mutating func excluded(by row: Int32, _ order: Int32, _ line: Int32) -> ListAnswer {
    let rule = rules.territories.rows[Int(row)]
    var outcome = rule.outcome
    var isShared = false
    // The law of territories is about places, not about what is sold at all.
    if rule.isAboutPlace || rule.restrictsActive {
      outcome = lawful(
        rule.outcome, row, order, line, isPlace: rule.isAboutPlace, &isShared)
    }
    return ListAnswer(outcome: outcome, stated: rule.outcome, row: row)
  }

  /// Whether an exclusion is meant for its party; one by tier or group also for a dealer above the
  /// ordering customer that the rule names or that stands below whom it names.
  private mutating func isMeant(_ row: Int32, _ open: OpenListing, _ order: Int32) -> Bool {
    let customer = customer(rules.book.territory.parties[Int(open.party)], order)
    if isOfParty(row, open, order, customer) { return true }
    guard rules.book.territory.parties[Int(open.party)] == .soldTo, isBound(order) else {
      return false
    }
    var dealer = rules.catalog.dealerTree.parent(of: customer)
    var level: Int32 = 1
    while dealer >= 0, level <= open.level {
      if isOfTier(rules.territories.rows[Int(row)], dealer) { return true }
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
    let party = listParty(level, dealer, order)
    if party < Int32.max, isListed(order, line, party, level, dealer) { return ListAnswer() }
    let stated = atPlace(
      party < Int32.max
        ? rules.book.territory.notListed : rules.book.territory.defaultWhenNoListing)
    var answer = ListAnswer(outcome: stated, stated: stated)
    guard stated > .flag, rules.book.territory.profile != .none else { return answer }
    for (index, name) in rules.book.territory.parties.enumerated()
    where party == Int32.max || Int32(index) == party {
      let customer = name == .soldTo ? dealer : customer(name, order)
      guard customer >= 0, isListedElsewhere(order, line, customer) else { continue }
      var isShared = false
      answer.outcome = lawful(stated, -1, order, line, &isShared)
    }
    return answer
  }

  /// The first party for which a list is in force at the place at hand, whatever it names;
  /// `Int32.max` for none.
  private mutating func listParty(_ level: Int32, _ dealer: Int32, _ order: Int32) -> Int32 {
    while listParties.count <= Int(level) { listParties.append(-1) }
    if listParties[Int(level)] >= 0 { return listParties[Int(level)] }
    var party = Int32.max
    for open in openListings
    where !open.isExclusion && open.party < party && open.level >= level {
      for position in rules.territories.listings.all(open.list) {
        let row = rules.territories.listings.row(position)
        guard isCovering(row, order), isOfParty(row, open, order, dealer) else { continue }
        party = open.party
        break
      }
    }
    listParties[Int(level)] = party
    return party
  }

  private mutating func isListed(
    _ order: Int32, _ line: Int32, _ party: Int32, _ level: Int32, _ dealer: Int32
  ) -> Bool {
    for index in openListings.indices {
      let open = openListings[index]
      guard !open.isExclusion, open.party == party, open.level >= level else { continue }
      var walk = walk(open)
      var row = next(&walk, order, line)
      while row >= 0 {
        if isOfParty(row, open, order, dealer) { return true }
        row = next(&walk, order, line)
      }
    }
    return false
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
