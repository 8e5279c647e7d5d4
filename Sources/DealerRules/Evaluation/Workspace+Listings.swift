// Lists, exclusions and who may enter orders for others (RULES.md ).
extension Workspace {
  /// A list or exclusion that holds for a party of an order.
  struct ListCandidate {
    var row: Int32
    /// Position in the book's ``TerritoryPolicy/parties``.
    var party: Int32
    /// Levels of the dealer it names above the customer; ``TerritoryCandidate/group`` where it
    /// names none, or is of the payer.
    var level: Int32
    /// Whether it names a tier or group, which is asked of each dealer by itself.
    var isByTier: Bool
  }

  /// What lists and sellers' permits say about one line, the worse of its places.
  struct ListAnswer {
    /// What the law leaves of ``stated``.
    var outcome = TerritoryOutcome.allow
    var stated = TerritoryOutcome.allow
    /// The row that excludes, −1 where lists decided.
    var row: Int32 = -1
    var isPermitted = true
  }

  /// Reports the lines that lists, exclusions or missing permits hinder.
  mutating func checkLists(
    _ order: Int32, at places: (Int32, Int32), _ result: inout PricedBatch
  ) {
    let start = batch.lineStart[Int(order)]
    let end = batch.lineStart[Int(order) + 1]
    Workspace.refill(&listAnswers, Int(end - start), ListAnswer())
    collectAnswers(order, at: places.0)
    if places.1 >= 0 { collectAnswers(order, at: places.1) }
    for line in start..<end where isResolved(line) {
      position = line - start
      let answer = listAnswers[Int(position)]
      tell(answer, order, &result)
      guard !answer.isPermitted else { continue }
      reportSetting(
        rules.book.territory.unpermitted, flag: .sellerFlagged, hold: .sellerHeld,
        block: .sellerBlocked, &result)
    }
    position = -1
  }

  /// Reports what a setting says of the line at hand, which no rule allows (RULES.md ).
  mutating func reportSetting(
    _ outcome: TerritoryOutcome, rule: RuleRef = .none, of kind: Int64 = 0, flag: ReasonCode,
    hold: ReasonCode, block: ReasonCode, _ result: inout PricedBatch
  ) {
    let level = Int64(rules.book.territory.level)
    switch outcome {
    case .allow: break
    case .flag: report(flag, line: position, rule: rule, a: kind, &result)
    case .hold: report(hold, line: position, rule: rule, a: kind, c: level, &result)
    case .block: report(block, line: position, rule: rule, a: kind, &result)
    }
  }

  /// Keeps the worse of what was found and what is said at a place.
  private mutating func collectAnswers(_ order: Int32, at place: Int32) {
    walk(from: place)
    collectLists(order)
    let start = batch.lineStart[Int(order)]
    for line in start..<batch.lineStart[Int(order) + 1] where isResolved(line) {
      position = line - start
      if rules.territories.hasListings {
        let answer = listAnswer(order, line)
        if answer.outcome > listAnswers[Int(position)].outcome {
          let isPermitted = listAnswers[Int(position)].isPermitted
          listAnswers[Int(position)] = answer
          listAnswers[Int(position)].isPermitted = isPermitted
        }
      }
      if rules.territories.hasPermits, let seller = batch.sellers[order],
        !isPermitted(seller, order, line)
      {
        listAnswers[Int(position)].isPermitted = false
      }
    }
    position = -1
  }

  private mutating func tell(
    _ answer: ListAnswer, _ order: Int32, _ result: inout PricedBatch
  ) {
    guard answer.outcome != .allow else { return }
    let isRule = answer.row >= 0
    let rule = isRule ? RuleRef(.territory, Int(answer.row)) : RuleRef.none
    let level =
      isRule ? rules.territories.rows[Int(answer.row)].level : rules.book.territory.level
    switch answer.outcome {
    case .allow, .flag:
      report(isRule ? .exclusionFlagged : .notListedFlagged, line: position, rule: rule, &result)
    case .hold:
      let code: ReasonCode = isRule ? .exclusionHeld : .notListedHeld
      report(code, line: position, rule: rule, c: Int64(level), &result)
    case .block:
      report(isRule ? .exclusionBlocked : .notListedBlocked, line: position, rule: rule, &result)
    }
    if answer.outcome != answer.stated {
      reportWeakened(answer.row, order, line: position, rule, &result)
    }
  }

  // MARK: Which rules hold for whom

  mutating func collectLists(_ order: Int32) {
    listCandidates.removeAll(keepingCapacity: true)
    for (index, party) in rules.book.territory.parties.enumerated() {
      let customer = customer(party, order)
      guard customer >= 0 else { continue }
      var dealer = customer
      var level: Int32 = 0
      while dealer >= 0 {
        for position in rules.territories.listsByDealer.range(dealer) {
          let row = rules.territories.listsByDealer.row(position)
          let asked = party == .soldTo ? level : TerritoryCandidate.group
          addList(row, order, customer, Int32(index), asked)
        }
        dealer = rules.catalog.dealerTree.parent(of: dealer)
        level += 1
      }
      addLists(in: -1, order, customer, Int32(index))
      for region in territoryPath { addLists(in: region, order, customer, Int32(index)) }
    }
  }

  /// The customer that is a party of an order, −1 for none.
  mutating func customer(_ party: ListedParty, _ order: Int32) -> Int32 {
    switch party {
    case .soldTo: batch.customer[Int(order)]
    case .payer: batch.payers[order] ?? -1
    case .shipTo: batch.consignees[order] ?? -1
    }
  }

  private mutating func addLists(
    in region: Int32, _ order: Int32, _ customer: Int32, _ party: Int32
  ) {
    for position in rules.territories.generalLists.range(region) {
      let row = rules.territories.generalLists.row(position)
      addList(row, order, customer, party, TerritoryCandidate.group)
    }
  }

  private mutating func addList(
    _ row: Int32, _ order: Int32, _ customer: Int32, _ party: Int32, _ level: Int32
  ) {
    let rule = rules.territories.rows[Int(row)]
    let instant = batch.instant[Int(order)]
    guard rule.from <= instant, instant < rule.until, isThere(rule, order) else { return }
    // The ordering customer's are asked of the dealers above it too.
    let isAsked = rules.book.territory.parties[Int(party)] == .soldTo && isBound(order)
    let isByTier = isAsked && (rule.tier >= 0 || rule.group >= 0)
    guard isByTier || isOfTier(rule, customer) else { return }
    listCandidates.append(
      ListCandidate(row: row, party: party, level: level, isByTier: isByTier))
  }

  /// Whether what all lines share lets a rule in force hold for a customer, whoever its dealer is.
  mutating func fits(_ rule: TerritoryTable.Row, _ order: Int32, _ customer: Int32) -> Bool {
    let instant = batch.instant[Int(order)]
    return rule.from <= instant && instant < rule.until && isMeant(rule, order, customer)
  }

  /// The same, in force or not.
  mutating func isMeant(_ rule: TerritoryTable.Row, _ order: Int32, _ customer: Int32) -> Bool {
    isThere(rule, order) && isOfTier(rule, customer)
  }

  /// Whether a rule is for the channel and place of an order.
  private mutating func isThere(_ rule: TerritoryTable.Row, _ order: Int32) -> Bool {
    (rule.channel < 0 || rule.channel == batch.channel[Int(order)])
      && (rule.region < 0 || territoryPath.contains(rule.region))
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
