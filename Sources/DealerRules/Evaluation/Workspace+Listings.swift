// Lists, exclusions and who may enter orders for others (RULES.md ).
extension Workspace {
  /// Lists, or exclusions, of one dealer in one region that a party of an order may be on.
  struct OpenListing {
    /// The list of ``TerritoryTable/listings``.
    var list: Int
    var isExclusion: Bool
    /// Position in the book's ``TerritoryPolicy/parties``.
    var party: Int32
    /// Levels of the dealer they name above the customer; ``TerritoryCandidate/group`` where they
    /// name none, or are of another party.
    var level: Int32
  }

  /// What lists and sellers' permits say about one line, the worse of its places.
  struct ListAnswer {
    /// What the law leaves of ``stated``.
    var outcome = TerritoryOutcome.allow
    var stated = TerritoryOutcome.allow
    /// The row that excludes, −1 where lists decided.
    var row: Int32 = -1
    var isPermitted = true
    /// The part of a kit that it is about, −1 for none.
    var part: Int32 = -1
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
    _ outcome: TerritoryOutcome, rule: RuleRef = .none, of kind: Int64 = 0, part: Int32 = -1,
    flag: ReasonCode, hold: ReasonCode, block: ReasonCode, _ result: inout PricedBatch
  ) {
    let level = Int64(rules.book.territory.level)
    switch outcome {
    case .allow: break
    case .flag: report(flag, line: position, rule: rule, a: kind, part: part, &result)
    case .hold: report(hold, line: position, rule: rule, a: kind, c: level, part: part, &result)
    case .block: report(block, line: position, rule: rule, a: kind, part: part, &result)
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
        keep(listAnswer(order, line))
        for part in parts(of: line) {
          partOnLine = Int32(part)
          keep(listAnswer(order, line))
        }
        partOnLine = -1
      }
      if rules.territories.hasPermits, let seller = batch.sellers[order],
        !isPermitted(seller, order, line)
      {
        listAnswers[Int(position)].isPermitted = false
      }
    }
    position = -1
  }

  private mutating func keep(_ answer: ListAnswer) {
    let before = listAnswers[Int(position)]
    guard answer.outcome > before.outcome else { return }
    listAnswers[Int(position)] = answer
    listAnswers[Int(position)].isPermitted = before.isPermitted
    listAnswers[Int(position)].part = partAsked()
  }

  private mutating func tell(
    _ answer: ListAnswer, _ order: Int32, _ result: inout PricedBatch
  ) {
    guard answer.outcome != .allow else { return }
    let isRule = answer.row >= 0
    let part = answer.part
    let rule = isRule ? RuleRef(.territory, Int(answer.row)) : RuleRef.none
    let level =
      isRule ? rules.territories.rows[Int(answer.row)].level : rules.book.territory.level
    switch answer.outcome {
    case .allow, .flag:
      let code: ReasonCode = isRule ? .exclusionFlagged : .notListedFlagged
      report(code, line: position, rule: rule, part: part, &result)
    case .hold:
      let code: ReasonCode = isRule ? .exclusionHeld : .notListedHeld
      report(code, line: position, rule: rule, c: Int64(level), part: part, &result)
    case .block:
      let code: ReasonCode = isRule ? .exclusionBlocked : .notListedBlocked
      report(code, line: position, rule: rule, part: part, &result)
    }
    if answer.outcome != answer.stated {
      reportWeakened(answer.row, order, line: position, rule, part: part, &result)
    }
  }

  // MARK: Which rules hold for whom

  /// Opens the lists and exclusions that parties of an order may be on at the place at hand.
  mutating func collectLists(_ order: Int32) {
    openListings.removeAll(keepingCapacity: true)
    listParties.removeAll(keepingCapacity: true)
    for (index, party) in rules.book.territory.parties.enumerated() {
      var dealer = customer(party, order)
      guard dealer >= 0 else { continue }
      var level: Int32 = 0
      while dealer >= 0 {
        openLists(of: dealer, Int32(index), party == .soldTo ? level : TerritoryCandidate.group)
        dealer = rules.catalog.dealerTree.parent(of: dealer)
        level += 1
      }
      openLists(of: rules.territories.general, Int32(index), TerritoryCandidate.group)
    }
  }

  private mutating func openLists(of owner: Int32, _ party: Int32, _ level: Int32) {
    openLists(of: owner, OpenListing(list: 0, isExclusion: false, party: party, level: level))
    openLists(
      of: owner + rules.territories.exclusions,
      OpenListing(list: 0, isExclusion: true, party: party, level: level))
  }

  private mutating func openLists(of owner: Int32, _ open: OpenListing) {
    let lists = rules.territories.listings.lists(of: owner)
    guard !lists.isEmpty else { return }
    var open = open
    for index in -1..<territoryPath.count {
      let region = index < 0 ? -1 : territoryPath[index]
      guard let list = rules.territories.listings.list(in: region, of: lists) else { continue }
      open.list = list
      openListings.append(open)
    }
  }

  /// Whether a rule of an open list holds for its party, or, of the ordering customer, for the
  /// dealer that is asked in its place (RULES.md R-030).
  mutating func isOfParty(
    _ row: Int32, _ open: OpenListing, _ order: Int32, _ dealer: Int32
  ) -> Bool {
    let party = rules.book.territory.parties[Int(open.party)]
    let asked = party == .soldTo && isBound(order) ? dealer : customer(party, order)
    return isOfTier(rules.territories.rows[Int(row)], asked)
  }

  /// The customer that is a party of an order, −1 for none.
  mutating func customer(_ party: ListedParty, _ order: Int32) -> Int32 {
    switch party {
    case .soldTo: batch.customer[Int(order)]
    case .payer: batch.payers[order] ?? -1
    case .shipTo: batch.consignees[order] ?? -1
    }
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
