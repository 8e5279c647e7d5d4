// May this dealer buy this here: which rules match (RULES.md R-010 … R-014).
extension Workspace {
  /// A rule that matches an order, with how near it stands.
  struct TerritoryCandidate {
    var row: Int32
    /// Steps from the place upward to the rule's region; `Int32.max` for everywhere.
    var region: Int32
    /// Levels above the customer; ``group`` for rules that name no dealer. Of other dealers' grants
    /// the level from which on the dealers asked stand above their holder less one, ``group`` where
    /// none does.
    var dealer: Int32
    /// An exclusive grant of other dealers.
    var isForeign: Bool
    /// Whether it names a tier or group, which is asked of each dealer by itself.
    var isByTier = false
    /// How far its products stand from the line at hand, −1 where it is not about the line.
    var product: Int32 = -1

    /// Stands behind every dealer.
    static let group: Int32 = 1000
  }

  /// What the rules say about one line.
  struct TerritoryAnswer: Equatable {
    /// What the law leaves of ``stated``.
    var outcome = TerritoryOutcome.allow
    var stated = TerritoryOutcome.allow
    /// The row that denies, −1 where no rule does.
    var row: Int32 = -1
    var isWhiteSpace = false
    /// Whether it holds for every line of the order where no rule asks about lines.
    var isShared = false
    /// The part of a kit that it is about, −1 for none.
    var part: Int32 = -1
  }

  /// Tests every line of an order at its places and reports what hinders it; false where that
  /// blocks the order.
  mutating func authorize(_ order: Int32, _ result: inout PricedBatch) -> Bool {
    guard !rules.territories.isEmpty else { return true }
    var places: (Int32, Int32) = (batch.region[Int(order)], -1)
    if let stated = batch.places[order] { places = stated }
    if places.1 == places.0 { places.1 = -1 }
    let start = batch.lineStart[Int(order)]
    let count = Int(batch.lineStart[Int(order) + 1] - start)
    let before = result.reasons.count
    reportParties(order, places.0, &result)
    let findings = batch.isMisplaced[Int(order)] ? batch.placeFindings[order] ?? [] : []
    isPlaceUnknown =
      result.reasons.count > before
      || findings.contains { Workspace.leavesPlaceOpen.contains($0.code) }
    if rules.territories.hasListings || rules.territories.hasPermits {
      checkLists(order, at: places, &result)
    }
    for kind in rules.territories.licenseKinds.indices {
      licenseKind = kind
      checkLicenses(order, at: places, &result)
    }
    if rules.territories.hasTerritories {
      Workspace.refill(&territoryAnswers, count, TerritoryAnswer())
      judge(order, at: places.0)
      if places.1 >= 0 { judge(order, at: places.1) }
      for index in 0..<count where isResolved(start + Int32(index)) {
        report(territoryAnswers[index], order, line: Int32(index), &result)
      }
    }
    for reason in result.reasons[before...] where severity(reason.code) == .block { return false }
    return true
  }

  /// What says that it is not known where the goods go (RULES.md R-014).
  private static let leavesPlaceOpen: [ReasonCode] = [
    .unknownRegion, .regionSplit, .postalMismatch,
  ]

  /// A party that is no customer cannot be asked.
  private mutating func reportParties(
    _ order: Int32, _ place: Int32, _ result: inout PricedBatch
  ) {
    guard let strangers = batch.strangers[order] else { return }
    let isAsked =
      rules.territories.hasListings && rules.book.territory.parties.contains(.payer)
    for (index, stranger) in strangers.enumerated() {
      if stranger.source == .shipToCustomer || place < 0 || isAsked {
        report(.unknownParty, line: -1, a: Int64(index), &result)
      }
    }
  }

  /// Keeps the worse of what was found and what the rules say at a place.
  private mutating func judge(_ order: Int32, at place: Int32) {
    collectTerritory(order, at: place)
    let start = batch.lineStart[Int(order)]
    var shared: TerritoryAnswer?
    for line in start..<batch.lineStart[Int(order) + 1] where isResolved(line) {
      position = line - start
      addAbout(order, line)
      // What looks at nothing of the line is the same for all.
      let isOrderWide = !hasTerritoryConditions && territoryCandidates.count == sharedCandidates
      let answer: TerritoryAnswer
      if isOrderWide, let shared {
        answer = shared
      } else {
        answer = decideCandidates(order, line)
        if isOrderWide, answer.isShared { shared = answer }
      }
      keep(answer)
      for part in parts(of: line) {
        partOnLine = Int32(part)
        addAbout(order, line)
        // What denies every line has denied the kit.
        if isOrderWide, answer.isShared, territoryCandidates.count == sharedCandidates {
          continue
        }
        keep(decideCandidates(order, line))
      }
      partOnLine = -1
    }
    position = -1
  }

  private mutating func keep(_ answer: TerritoryAnswer) {
    guard answer.outcome > territoryAnswers[Int(position)].outcome else { return }
    territoryAnswers[Int(position)] = answer
    territoryAnswers[Int(position)].part = partAsked()
  }

  /// Takes down a place and every region above it, each with its distance.
  mutating func walk(from place: Int32) {
    territoryPath.removeAll(keepingCapacity: true)
    territoryDistance.removeAll(keepingCapacity: true)
    var current = place
    var distance: Int32 = 0
    while current >= 0 {
      if current != place, !rules.catalog.regionTree.isBeside(current) { distance += 1 }
      territoryPath.append(rules.catalog.regionTree.symbol(current))
      territoryDistance.append(distance)
      current = rules.catalog.regionTree.parent(of: current)
    }
  }

  /// The last level at which another dealer's exclusive grant is asked: who stands above both is
  /// not kept out by it (RULES.md R-030).
  mutating func lastAsked(about holder: Int32, _ order: Int32) -> Int32 {
    var dealer = batch.customer[Int(order)]
    var level: Int32 = 0
    while dealer >= 0 {
      var other = holder
      while other >= 0, other != dealer { other = rules.catalog.dealerTree.parent(of: other) }
      // The customer itself is asked whoever stands below it (RULES.md R-013).
      if other == dealer { return max(0, level - 1) }
      dealer = rules.catalog.dealerTree.parent(of: dealer)
      level += 1
    }
    return TerritoryCandidate.group
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

  /// Whether dealers above the customer of an order bind it.
  mutating func isBound(_ order: Int32) -> Bool {
    rules.book.territory.subDealers == .within
      && rules.catalog.dealerTree.parent(of: batch.customer[Int(order)]) >= 0
  }

  mutating func isInGroup(_ customer: Int, _ group: Int32) -> Bool {
    let start = Int(rules.catalog.groupStart[customer])
    let end = Int(rules.catalog.groupStart[customer + 1])
    for index in start..<end where rules.catalog.groups[index] == group { return true }
    return false
  }

  // MARK: What a rule is about

  /// Whether a rule in force is about a line wherever the goods may go: neither its region nor what
  /// its condition asks of places counts (RULES.md R-015).
  mutating func isAboutSomewhere(_ row: Int32, _ order: Int32, _ line: Int32) -> Bool {
    guard isCovering(row, order), scopeDistance(row, line) != nil else { return false }
    let condition = rules.territories.rows[Int(row)].condition
    guard condition >= 0 else { return true }
    let context = unpricedContext(line, order)
    return rules.conditions.truth(condition, without: .places, context, rules.catalog, batch)
      != false
  }

  /// How far a rule's product scope stands from a line's product; `nil` where it does not match.
  mutating func productDistance(_ row: Int32, _ order: Int32, _ line: Int32) -> Int32? {
    guard let distance = scopeDistance(row, line) else { return nil }
    return isConditionMet(row, order, line) ? distance : nil
  }

  /// Whether what a rule asks of a line and its order holds, whatever it is about.
  mutating func isConditionMet(_ row: Int32, _ order: Int32, _ line: Int32) -> Bool {
    let condition = rules.territories.rows[Int(row)].condition
    guard condition >= 0 else { return true }
    let context = unpricedContext(line, order)
    return rules.conditions.holds(condition, context, rules.catalog, batch)
  }

  /// The same, whatever the rule's condition says.
  private mutating func scopeDistance(_ row: Int32, _ line: Int32) -> Int32? {
    let rule = rules.territories.rows[Int(row)]
    let product = goods(line)
    if rule.product >= 0 { return rule.product == product ? 0 : nil }
    if rule.category >= 0 {
      var level: Int32 = 1
      var current = rules.catalog.productCategory[Int(product)]
      while current >= 0, current != rule.category {
        current = rules.catalog.categoryTree.parent(of: current)
        level += 1
      }
      return current >= 0 ? level : nil
    }
    guard rule.brand >= 0 else { return Int32.max }
    return rules.catalog.productBrand[Int(product)] == rule.brand ? 1000 : nil
  }

  /// What conditions see of a line before it is priced.
  mutating func unpricedContext(_ line: Int32, _ order: Int32) -> ConditionContext {
    var context = orderContext(order)
    context.product = goods(line)
    context.isPart = partOnLine >= 0
    context.unitRow = batch.unitRow[Int(line)]
    if context.isPart {
      let units = rules.catalog.productUnits[Int(context.product)]
      context.unitRow = Int32(rules.catalog.units.baseRow(of: units))
    }
    context.line = line
    context.project = batch.project[Int(line)]
    let quantity = base(line)
    context.quantityNumerator = quantity.numerator
    context.quantityDenominator = quantity.denominator
    return context
  }
}
