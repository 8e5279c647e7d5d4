// Whom an order counts for (RULES.md R-018).
extension Workspace {
  /// The dealer whose territory and quota a line counts for; the customer where no grant names one.
  mutating func owner(of line: Int32, _ order: Int32) -> Int32 {
    walk(from: batch.places[order]?.0 ?? batch.region[Int(order)])
    var best: Int32 = -1
    for region in territoryPath where best < 0 { best = nearest(in: region, order, line) }
    if best < 0 { best = nearest(in: -1, order, line) }
    return best < 0 ? batch.customer[Int(order)] : rules.territories.rows[Int(best)].dealer
  }

  /// The first grant of a region that names a dealer and covers a line; −1 for none.
  private mutating func nearest(in region: Int32, _ order: Int32, _ line: Int32) -> Int32 {
    let instant = batch.instant[Int(order)]
    var best: Int32 = -1
    for position in rules.territories.grants.range(region) {
      let row = rules.territories.grants.row(position)
      let rule = rules.territories.rows[Int(row)]
      guard rule.dealer >= 0, rule.from <= instant, instant < rule.until,
        rule.channel < 0 || rule.channel == batch.channel[Int(order)],
        productDistance(row, order, line) != nil
      else { continue }
      if best < 0 || isOwnedBefore(row, best, order) { best = row }
    }
    return best
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
    return IdentifierOrder.precedes(
      rules.book.territories[Int(one.bookIndex)].id,
      rules.book.territories[Int(other.bookIndex)].id)
  }
}
