// Lists, exclusions and who may enter orders for others (RULES.md ).
extension Workspace {
  /// A list or exclusion that holds for a party of an order.
  struct ListCandidate {
    var row: Int32
    /// Position in the book's ``TerritoryPolicy/parties``.
    var party: Int32
  }

  /// Reports the lines that lists, exclusions or missing permits hinder.
  mutating func checkLists(_ order: Int32, at place: Int32, _ result: inout PricedBatch) {
    walk(from: place)
    collectLists(order)
    let start = batch.lineStart[Int(order)]
    for line in start..<batch.lineStart[Int(order) + 1] where isResolved(line) {
      position = line - start
      if rules.territories.hasListings { checkList(order, line, &result) }
      if rules.territories.hasPermits, let seller = batch.sellers[order] {
        guard !isPermitted(seller, order, line) else { continue }
        let level = Int64(rules.book.territory.level)
        switch rules.book.territory.unpermitted {
        case .allow: break
        case .flag: report(.sellerFlagged, line: position, &result)
        case .hold: report(.sellerHeld, line: position, c: level, &result)
        case .block: report(.sellerBlocked, line: position, &result)
        }
      }
    }
    position = -1
  }

  private mutating func collectLists(_ order: Int32) {
    listCandidates.removeAll(keepingCapacity: true)
    for (index, party) in rules.book.territory.parties.enumerated() {
      let customer =
        party == .soldTo ? batch.customer[Int(order)] : batch.payers[order] ?? -1
      guard customer >= 0 else { continue }
      var dealer = customer
      while dealer >= 0 {
        for position in rules.territories.listsByDealer.range(dealer) {
          addList(rules.territories.listsByDealer.row(position), order, customer, Int32(index))
        }
        dealer = rules.catalog.dealerTree.parent(of: dealer)
      }
      addLists(in: -1, order, customer, Int32(index))
      for region in territoryPath { addLists(in: region, order, customer, Int32(index)) }
    }
  }

  private mutating func addLists(
    in region: Int32, _ order: Int32, _ customer: Int32, _ party: Int32
  ) {
    for position in rules.territories.generalLists.range(region) {
      addList(rules.territories.generalLists.row(position), order, customer, party)
    }
  }

  private mutating func addList(
    _ row: Int32, _ order: Int32, _ customer: Int32, _ party: Int32
  ) {
    guard fits(rules.territories.rows[Int(row)], order, customer) else { return }
    listCandidates.append(ListCandidate(row: row, party: party))
  }

  /// Whether what all lines share lets a rule in force hold for a customer, whoever its dealer is.
  private mutating func fits(_ rule: TerritoryTable.Row, _ order: Int32, _ customer: Int32) -> Bool
  {
    let instant = batch.instant[Int(order)]
    return rule.from <= instant && instant < rule.until && isMeant(rule, order, customer)
  }

  /// The same, in force or not.
  mutating func isMeant(_ rule: TerritoryTable.Row, _ order: Int32, _ customer: Int32) -> Bool {
    guard rule.channel < 0 || rule.channel == batch.channel[Int(order)],
      rule.tier < 0 || rules.catalog.customerTier[Int(customer)] == rule.tier
    else { return false }
    if rule.group >= 0, !isInGroup(Int(customer), rule.group) { return false }
    return rule.region < 0 || territoryPath.contains(rule.region)
  }

  /// Exclusions first, then the lists of the first party that has any.
  private mutating func checkList(_ order: Int32, _ line: Int32, _ result: inout PricedBatch) {
    var excluded: Int32 = -1
    var listing = Int32.max
    for candidate in listCandidates {
      let rule = rules.territories.rows[Int(candidate.row)]
      if rule.effect == .list {
        listing = min(listing, candidate.party)
      } else if productDistance(candidate.row, order, line) != nil {
        excluded = excluded < 0 ? candidate.row : worse(excluded, candidate.row)
      }
    }
    if excluded >= 0 {
      let rule = RuleRef(.territory, Int(excluded))
      switch rules.territories.rows[Int(excluded)].outcome {
      case .allow: break
      case .flag: report(.exclusionFlagged, line: position, rule: rule, &result)
      case .hold:
        let level = Int64(rules.territories.rows[Int(excluded)].level)
        report(.exclusionHeld, line: position, rule: rule, c: level, &result)
      case .block: report(.exclusionBlocked, line: position, rule: rule, &result)
      }
      return
    }
    guard rules.territories.hasLists else { return }
    var outcome = rules.book.territory.defaultWhenNoListing
    if listing < Int32.max {
      outcome = isListed(order, line, listing) ? .allow : rules.book.territory.notListed
    }
    switch outcome {
    case .allow: break
    case .flag: report(.notListedFlagged, line: position, &result)
    case .hold:
      let level = Int64(rules.book.territory.level)
      report(.notListedHeld, line: position, c: level, &result)
    case .block: report(.notListedBlocked, line: position, &result)
    }
  }

  private mutating func isListed(_ order: Int32, _ line: Int32, _ party: Int32) -> Bool {
    for candidate in listCandidates
    where candidate.party == party && rules.territories.rows[Int(candidate.row)].effect == .list
      && productDistance(candidate.row, order, line) != nil
    {
      return true
    }
    return false
  }

  /// The exclusion with the worse outcome, else the smaller id.
  private mutating func worse(_ first: Int32, _ second: Int32) -> Int32 {
    let (one, other) = (
      rules.territories.rows[Int(first)], rules.territories.rows[Int(second)]
    )
    if one.outcome != other.outcome { return one.outcome > other.outcome ? first : second }
    return IdentifierOrder.precedes(
      rules.book.territories[Int(other.bookIndex)].id,
      rules.book.territories[Int(one.bookIndex)].id) ? second : first
  }

  /// Whether a permit of the seller covers a line.
  private mutating func isPermitted(_ seller: Int32, _ order: Int32, _ line: Int32) -> Bool {
    guard seller >= 0 else { return false }
    let customer = batch.customer[Int(order)]
    for position in rules.territories.permits.range(seller) {
      let row = rules.territories.permits.row(position)
      let rule = rules.territories.rows[Int(row)]
      var dealer = rule.dealer < 0 ? -1 : customer
      while dealer >= 0, dealer != rule.dealer {
        dealer = rules.catalog.dealerTree.parent(of: dealer)
      }
      if dealer == rule.dealer, fits(rule, order, customer),
        productDistance(row, order, line) != nil
      {
        return true
      }
    }
    return false
  }
}
