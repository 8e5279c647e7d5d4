// May this dealer buy this here (RULES.md R-010 … R-015).
extension Workspace {
  /// A rule that matches an order, with how near it stands.
  struct TerritoryCandidate {
    var row: Int32
    /// Steps from the place upward to the rule's region; `Int32.max` for everywhere.
    var region: Int32
    /// Levels above the customer; ``group`` for rules that name no dealer.
    var dealer: Int32
    /// An exclusive grant of other dealers.
    var isForeign: Bool

    /// Stands behind every dealer.
    static let group: Int32 = 1000
  }

  /// What the rules say about one line.
  struct TerritoryAnswer: Equatable {
    var outcome = TerritoryOutcome.allow
    /// The row that denies, −1 where no rule matches.
    var row: Int32 = -1
    var isWhiteSpace = false
    /// Whether a rule decided, so that it holds for every line where no rule asks about lines.
    var isRuled = false
  }

  /// Tests every line of an order at its places and reports what hinders it; false where that
  /// blocks the order.
  mutating func authorize(_ order: Int32, _ result: inout PricedBatch) -> Bool {
    guard !rules.territories.isEmpty else { return true }
    var places: (Int32, Int32) = (batch.region[Int(order)], -1)
    if let stated = batch.places[order] { places = stated }
    let start = batch.lineStart[Int(order)]
    let count = Int(batch.lineStart[Int(order) + 1] - start)
    let before = result.reasons.count
    if rules.territories.hasListings || rules.territories.hasPermits {
      checkLists(order, at: places.0, &result)
    }
    if !rules.territories.needsLicense.isEmpty { checkLicenses(order, at: places.0, &result) }
    Workspace.refill(&territoryAnswers, count, TerritoryAnswer())
    if rules.territories.hasTerritories {
      judge(order, at: places.0)
      if places.1 >= 0, places.1 != places.0 { judge(order, at: places.1) }
    }
    for index in 0..<count where isResolved(start + Int32(index)) {
      report(territoryAnswers[index], order, line: Int32(index), &result)
    }
    for reason in result.reasons[before...] where severity(reason.code) == .block { return false }
    return true
  }

  /// Keeps the worse of what was found and what the rules say at a place.
  private mutating func judge(_ order: Int32, at place: Int32) {
    collectTerritory(order, at: place)
    var isOrderWide = true
    for candidate in territoryCandidates
    where !rules.territories.rows[Int(candidate.row)].isOrderWide {
      isOrderWide = false
    }
    let start = batch.lineStart[Int(order)]
    var shared: TerritoryAnswer?
    for line in start..<batch.lineStart[Int(order) + 1] where isResolved(line) {
      position = line - start
      let answer: TerritoryAnswer
      if let shared {
        answer = shared
      } else {
        answer = decide(order, line, at: place)
        if isOrderWide, answer.isRuled { shared = answer }
      }
      if answer.outcome > territoryAnswers[Int(position)].outcome {
        territoryAnswers[Int(position)] = answer
      }
    }
    position = -1
  }

  // MARK: Which rules match

  private mutating func collectTerritory(_ order: Int32, at place: Int32) {
    territoryCandidates.removeAll(keepingCapacity: true)
    walk(from: place)
    var dealer = batch.customer[Int(order)]
    var level: Int32 = 0
    while dealer >= 0 {
      for index in rules.territories.byDealer.range(dealer) {
        addTerritory(rules.territories.byDealer.row(index), order, level, isForeign: false)
      }
      dealer = rules.catalog.dealerTree.parent(of: dealer)
      level += 1
    }
    let own = territoryCandidates.count
    collectGeneral(order, -1)
    for region in territoryPath { collectGeneral(order, region) }
    collectForeign(order, -1, own)
    for region in territoryPath { collectForeign(order, region, own) }
  }

  /// Takes down a place and every region above it.
  mutating func walk(from place: Int32) {
    territoryPath.removeAll(keepingCapacity: true)
    var current = place
    while current >= 0 {
      territoryPath.append(rules.catalog.regionTree.symbol(current))
      current = rules.catalog.regionTree.parent(of: current)
    }
  }

  private mutating func collectGeneral(_ order: Int32, _ region: Int32) {
    for index in rules.territories.general.range(region) {
      addTerritory(
        rules.territories.general.row(index), order, TerritoryCandidate.group, isForeign: false)
    }
  }

  private mutating func collectForeign(_ order: Int32, _ region: Int32, _ own: Int) {
    for index in rules.territories.exclusive.range(region) {
      let row = rules.territories.exclusive.row(index)
      var isOwn = false
      for candidate in territoryCandidates[..<own] where candidate.row == row { isOwn = true }
      if !isOwn, !isAbove(rules.territories.rows[Int(row)].dealer, order) {
        addTerritory(row, order, TerritoryCandidate.group, isForeign: true)
      }
    }
  }

  /// Whether a dealer is the customer of an order or one above it.
  mutating func isAbove(_ dealer: Int32, _ order: Int32) -> Bool {
    var current = batch.customer[Int(order)]
    while current >= 0 {
      if current == dealer { return true }
      current = rules.catalog.dealerTree.parent(of: current)
    }
    return false
  }

  /// Adds a rule unless something that all lines share speaks against it.
  private mutating func addTerritory(
    _ row: Int32, _ order: Int32, _ level: Int32, isForeign: Bool
  ) {
    let rule = rules.territories.rows[Int(row)]
    let instant = batch.instant[Int(order)]
    guard rule.from <= instant, instant < rule.until,
      rule.channel < 0 || rule.channel == batch.channel[Int(order)]
    else { return }
    let customer = Int(batch.customer[Int(order)])
    if !isForeign {
      if rule.tier >= 0, rules.catalog.customerTier[customer] != rule.tier { return }
      if rule.group >= 0, !isInGroup(customer, rule.group) { return }
    }
    var distance = Int32.max
    if rule.region >= 0 {
      var found = false
      for (index, region) in territoryPath.enumerated() where !found && region == rule.region {
        distance = Int32(index)
        found = true
      }
      guard found else { return }
    }
    territoryCandidates.append(
      TerritoryCandidate(row: row, region: distance, dealer: level, isForeign: isForeign))
  }

  mutating func isInGroup(_ customer: Int, _ group: Int32) -> Bool {
    let start = Int(rules.catalog.groupStart[customer])
    let end = Int(rules.catalog.groupStart[customer + 1])
    for index in start..<end where rules.catalog.groups[index] == group { return true }
    return false
  }

  // MARK: Which one decides

  /// The answer for a line: of its own dealer, and of those above where they bind it.
  private mutating func decide(_ order: Int32, _ line: Int32, at place: Int32) -> TerritoryAnswer {
    var worst = decide(order, line, from: 0, at: place)
    guard rules.book.territory.subDealers == .within else { return worst }
    var level: Int32 = 1
    var dealer = rules.catalog.dealerTree.parent(of: batch.customer[Int(order)])
    while dealer >= 0 {
      if !rules.territories.byDealer.range(dealer).isEmpty {
        let answer = decide(order, line, from: level, at: place)
        let isRuled = worst.isRuled && answer.isRuled
        if answer.outcome > worst.outcome { worst = answer }
        worst.isRuled = isRuled
      }
      dealer = rules.catalog.dealerTree.parent(of: dealer)
      level += 1
    }
    return worst
  }

  private mutating func decide(
    _ order: Int32, _ line: Int32, from level: Int32, at place: Int32
  ) -> TerritoryAnswer {
    var best = -1
    var bestProduct = Int32.max
    var isGranted = false
    for index in territoryCandidates.indices where territoryCandidates[index].dealer >= level {
      let candidate = territoryCandidates[index]
      guard let product = productDistance(candidate.row, order, line) else { continue }
      if candidate.isForeign, hasExclusive(order, line, level, candidate) { continue }
      let isGrant = rules.territories.rows[Int(candidate.row)].isGrant && !candidate.isForeign
      if best >= 0 {
        let difference = compare(candidate, product, territoryCandidates[best], bestProduct)
        // Of equal ones a denial decides; of equal denials the worse, then the smaller id.
        if difference > 0 || difference == 0 && !replaces(candidate, isGrant, best, isGranted) {
          continue
        }
      }
      (best, bestProduct, isGranted) = (index, product, isGrant)
    }
    guard best >= 0 else { return unlisted(order, line, at: place) }
    guard !isGranted else { return TerritoryAnswer(isRuled: true) }
    let row = territoryCandidates[best].row
    return TerritoryAnswer(
      outcome: rules.territories.rows[Int(row)].outcome, row: row, isRuled: true)
  }

  private mutating func replaces(
    _ candidate: TerritoryCandidate, _ isGrant: Bool, _ best: Int, _ isGranted: Bool
  ) -> Bool {
    if isGrant != isGranted { return isGranted }
    let first = rules.territories.rows[Int(candidate.row)]
    let second = rules.territories.rows[Int(territoryCandidates[best].row)]
    if first.outcome != second.outcome { return first.outcome > second.outcome }
    return IdentifierOrder.precedes(
      rules.book.territories[Int(first.bookIndex)].id,
      rules.book.territories[Int(second.bookIndex)].id)
  }

  /// Whether the dealer has an exclusive grant of its own at least as near as another's.
  private mutating func hasExclusive(
    _ order: Int32, _ line: Int32, _ level: Int32, _ foreign: TerritoryCandidate
  ) -> Bool {
    for candidate in territoryCandidates
    where !candidate.isForeign && candidate.dealer >= level
      && candidate.region <= foreign.region
      && rules.territories.rows[Int(candidate.row)].isExclusive
      && productDistance(candidate.row, order, line) != nil
    {
      return true
    }
    return false
  }

  /// Below zero where the first rule is more specific, zero where neither is.
  private mutating func compare(
    _ first: TerritoryCandidate, _ firstProduct: Int32, _ second: TerritoryCandidate,
    _ secondProduct: Int32
  ) -> Int {
    let one = rules.territories.rows[Int(first.row)]
    let other = rules.territories.rows[Int(second.row)]
    for field in rules.book.territory.precedence {
      let (a, b): (Int64, Int64) =
        switch field {
        case .region: (Int64(first.region), Int64(second.region))
        case .product: (Int64(firstProduct), Int64(secondProduct))
        case .channel: (one.channel < 0 ? 1 : 0, other.channel < 0 ? 1 : 0)
        case .dealer: (rank(first, one), rank(second, other))
        case .from: (other.from, one.from)
        }
      if a != b { return a < b ? -1 : 1 }
    }
    return 0
  }

  private mutating func rank(_ candidate: TerritoryCandidate, _ row: TerritoryTable.Row) -> Int64 {
    if candidate.dealer < TerritoryCandidate.group { return Int64(candidate.dealer) }
    return Int64(candidate.dealer) + (row.group >= 0 ? 0 : row.tier >= 0 ? 1 : 2)
  }

  /// How far a rule's product scope stands from a line's product; `nil` where it does not match.
  mutating func productDistance(_ row: Int32, _ order: Int32, _ line: Int32) -> Int32? {
    let rule = rules.territories.rows[Int(row)]
    let product = batch.product[Int(line)]
    var distance: Int32?
    if rule.product >= 0 {
      distance = rule.product == product ? 0 : nil
    } else if rule.category >= 0 {
      var level: Int32 = 1
      var current = rules.catalog.productCategory[Int(product)]
      while current >= 0, current != rule.category {
        current = rules.catalog.categoryTree.parent(of: current)
        level += 1
      }
      distance = current >= 0 ? level : nil
    } else if rule.brand >= 0 {
      distance = rules.catalog.productBrand[Int(product)] == rule.brand ? 1000 : nil
    } else {
      distance = Int32.max
    }
    guard let distance, rule.condition >= 0 else { return distance }
    let context = unpricedContext(line, order)
    return rules.conditions.holds(rule.condition, context, rules.catalog, batch) ? distance : nil
  }

  /// What conditions see of a line before it is priced.
  mutating func unpricedContext(_ line: Int32, _ order: Int32) -> ConditionContext {
    var context = orderContext(order)
    context.unitRow = batch.unitRow[Int(line)]
    let unit = rules.catalog.units.ratio(Int(context.unitRow))
    context.product = batch.product[Int(line)]
    context.line = line
    context.project = batch.project[Int(line)]
    context.quantityNumerator = Int128(batch.quantity[Int(line)]) * unit.numerator
    context.quantityDenominator = unit.denominator
    return context
  }

  /// The answer where no rule matches: white space, or a place that others were given.
  private mutating func unlisted(_ order: Int32, _ line: Int32, at place: Int32) -> TerritoryAnswer
  {
    let policy = rules.book.territory
    let isOwned =
      isGranted(order, line, -1) || territoryPath.contains { isGranted(order, line, $0) }
    return TerritoryAnswer(
      outcome: isOwned ? policy.unlisted : policy.whiteSpace, isWhiteSpace: !isOwned)
  }

  /// Whether somebody has a grant in a region that is in force for a line.
  private mutating func isGranted(_ order: Int32, _ line: Int32, _ region: Int32) -> Bool {
    let instant = batch.instant[Int(order)]
    for index in rules.territories.grants.range(region) {
      let row = rules.territories.grants.row(index)
      let rule = rules.territories.rows[Int(row)]
      if rule.from <= instant, instant < rule.until,
        rule.channel < 0 || rule.channel == batch.channel[Int(order)],
        productDistance(row, order, line) != nil
      {
        return true
      }
    }
    return false
  }

  // MARK: The law

  private mutating func report(
    _ answer: TerritoryAnswer, _ order: Int32, line: Int32, _ result: inout PricedBatch
  ) {
    guard answer.outcome != .allow else { return }
    let isActive = batch.solicitation[Int(order)] == .active
    var outcome = answer.outcome
    if answer.row >= 0, outcome > .flag {
      let rule = rules.territories.rows[Int(answer.row)]
      let isPassive = !isActive && rule.restrictsActive
      let isLawful =
        switch rules.book.territory.profile {
        case .none: !isPassive
        case .eu, .china: isActive && !rule.isCrowded
        case .us: false
        }
      if !isLawful { outcome = .flag }
    }
    let reference = answer.row < 0 ? RuleRef.none : RuleRef(.territory, Int(answer.row))
    let code: ReasonCode =
      switch outcome {
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
    report(code, line: line, rule: reference, c: outcome == .hold ? Int64(level) : 0, &result)
    if outcome != answer.outcome { report(.legallyWeakened, line: line, rule: reference, &result) }
  }
}
