// May this dealer be given these goods (RULES.md O-018, R-010 … R-019).
extension Workspace {
  /// Whether the rules of authorization let the customer have a product as a gift: where they would
  /// hold or block a line of it in the place of the first line of the offer, they do not.
  mutating func mayHave(_ product: Int32, _ run: Int) -> Bool {
    guard !rules.territories.isEmpty, let first = scratch.runs[run].lines.first else { return true }
    let order = scratch.order
    let position = scratch.lines[first].position
    let key = PhaseScratch.key(product, position)
    if let known = scratch.giftRights[key] { return known }
    let line = batch.lineStart[Int(order)] + position
    // Rules read the product of a line: for a moment the gift stands there.
    giftOnLine = product
    defer { giftOnLine = -1 }
    var places: (Int32, Int32) = (batch.region[Int(order)], -1)
    if let stated = batch.places[order] { places = stated }
    var isOpen = isOpen(order, line, at: places.0)
    if isOpen, places.1 >= 0, places.1 != places.0 {
      isOpen = self.isOpen(order, line, at: places.1)
    }
    scratch.giftRights[key] = isOpen
    return isOpen
  }

  /// What lines are held or blocked for at a place.
  private mutating func isOpen(_ order: Int32, _ line: Int32, at place: Int32) -> Bool {
    if rules.territories.hasTerritories {
      collectTerritory(order, at: place)
      if worst(order, line, { $0.decide($1, $2).outcome }) > .flag { return false }
    }
    if rules.territories.hasListings {
      walk(from: place)
      collectLists(order)
      if worst(order, line, { $0.listAnswer($1, $2).outcome }) > .flag { return false }
    }
    guard rules.book.territory.unlicensed > .flag, !rules.territories.licenseKinds.isEmpty else {
      return true
    }
    walk(from: place)
    return worst(order, line) { $0.isLicensed($1, $2) ? .allow : .block } < .block
  }

  /// The worst answer about what stands on a line and the parts of it (RULES.md R-031).
  private mutating func worst(
    _ order: Int32, _ line: Int32,
    _ answer: (inout Workspace, Int32, Int32) -> TerritoryOutcome
  ) -> TerritoryOutcome {
    var worst = answer(&self, order, line)
    for part in parts(of: line) {
      partOnLine = Int32(part)
      worst = max(worst, answer(&self, order, line))
    }
    partOnLine = -1
    return worst
  }
}
