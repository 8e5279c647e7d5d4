// Whom an order counts for (RULES.md R-018).
extension Workspace {
  /// The dealer whose territory and quota a line counts for; the customer where no grant names one.
  mutating func owner(of line: Int32, _ order: Int32) -> Int32 {
    walk(from: batch.places[order]?.0 ?? batch.region[Int(order)])
    var best: Int32 = -1
    for index in territoryPath.indices {
      // Regions of one distance are looked at together.
      if best >= 0, territoryDistance[index] != territoryDistance[index - 1] { break }
      takeNearest(in: territoryPath[index], order, line, &best)
    }
    if best < 0 { takeNearest(in: -1, order, line, &best) }
    return best < 0 ? batch.customer[Int(order)] : rules.territories.rows[Int(best)].dealer
  }

  /// The dealer whose quota a line draws on: whom it counts for, unless another dealer places it.
  mutating func quotaOwner(of line: Int32, _ order: Int32) -> Int32 {
    quotaOwner(countedFor: owner(of: line, order), order)
  }

  /// The same of a line that counts for a dealer.
  mutating func quotaOwner(countedFor owner: Int32, _ order: Int32) -> Int32 {
    isAbove(owner, order) ? owner : ownDealer(order) ?? owner
  }

  /// The nearest of the customer and the dealers above it that a grant in force names.
  private mutating func ownDealer(_ order: Int32) -> Int32? {
    let instant = batch.instant[Int(order)]
    var dealer = batch.customer[Int(order)]
    while dealer >= 0 {
      for index in rules.territories.byDealer.range(dealer) {
        let rule = rules.territories.rows[Int(rules.territories.byDealer.row(index))]
        if rule.isGrant, rule.from <= instant, instant < rule.until { return dealer }
      }
      dealer = rules.catalog.dealerTree.parent(of: dealer)
    }
    return nil
  }

  /// Keeps the first grant of a region that names a dealer and covers a line.
  private mutating func takeNearest(
    in region: Int32, _ order: Int32, _ line: Int32, _ best: inout Int32
  ) {
    var nearest = best
    eachRule(of: rules.territories.grants, in: region, order, line) { workspace, row in
      guard workspace.rules.territories.rows[Int(row)].dealer >= 0 else { return true }
      if nearest < 0 || workspace.isOwnedBefore(row, nearest, order) { nearest = row }
      return true
    }
    best = nearest
  }

  /// Exclusive grants first, then the customer's own, later starts, smaller ids.
  private mutating func isOwnedBefore(_ first: Int32, _ second: Int32, _ order: Int32) -> Bool {
    let (one, other) = (
      rules.territories.rows[Int(first)], rules.territories.rows[Int(second)]
    )
    if one.isExclusive != other.isExclusive { return one.isExclusive }
    let isOwn = isAbove(one.dealer, order)
    if isOwn != isAbove(other.dealer, order) { return isOwn }
    if one.from != other.from { return one.from > other.from }
    return IdentifierOrder.precedes(territoryID(first), territoryID(second))
  }
}
