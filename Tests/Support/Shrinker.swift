import DealerRules

/// Makes a case smaller while it shows a difference, for people who look for its cause.
public struct Shrinker {
  private let differs: (GeneratedCase) -> Bool
  private var smallest: GeneratedCase

  /// A smaller case: none of the changes that are tried can be made to it. Phases, groups, rows of
  /// prices and what else books hold stay as they are.
  public static func smallest(
    _ generated: GeneratedCase, while differs: @escaping (GeneratedCase) -> Bool
  ) -> GeneratedCase {
    var shrinker = Shrinker(differs: differs, smallest: generated)
    while shrinker.shrinks() {}
    return shrinker.smallest
  }

  /// Tries every change once; whether one of them stayed.
  private mutating func shrinks() -> Bool {
    var shrunk = removes(\.orders)
    for order in smallest.orders.indices.reversed() {
      if removes(\.orders[order].lines) { shrunk = true }
      if empties(\.orders[order].coupons, to: []) { shrunk = true }
      for line in smallest.orders[order].lines.indices where shrinksLine(order, line) {
        shrunk = true
      }
    }
    let parts = [
      removes(\.book.offers), removes(\.book.guards), removes(\.book.charges),
      removes(\.book.agreements), removes(\.book.approvalRules), removes(\.book.priceTables),
      removes(\.book.exchangeRates), removes(\.book.territories), removes(\.book.checks),
      removes(\.book.products), removes(\.book.customers),
    ]
    if parts.contains(true) { shrunk = true }
    for offer in smallest.book.offers.indices where shrinksOffer(offer) { shrunk = true }
    return shrunk
  }

  private mutating func shrinksLine(_ order: Int, _ line: Int) -> Bool {
    [
      empties(\.orders[order].lines[line].manual, to: nil),
      empties(\.orders[order].lines[line].quoted, to: nil),
      empties(\.orders[order].lines[line].project, to: nil),
      empties(\.orders[order].lines[line].unit, to: nil),
      empties(\.orders[order].lines[line].quantity, to: .one),
      empties(\.orders[order].lines[line].attributes, to: [:]),
    ].contains(true)
  }

  private mutating func shrinksOffer(_ offer: Int) -> Bool {
    [
      empties(\.book.offers[offer].when, to: .all([])),
      removes(\.book.offers[offer].requires), removes(\.book.offers[offer].requiresAny),
      empties(\.book.offers[offer].codes, to: []),
      empties(\.book.offers[offer].limits, to: OfferLimits()),
      empties(\.book.offers[offer].combination, to: Combination()),
      empties(\.book.offers[offer].combination.tags, to: []),
      empties(\.book.offers[offer].combination.cap, to: nil),
      empties(\.book.offers[offer].combination.capPerLine, to: nil),
      empties(\.book.offers[offer].group, to: nil),
      empties(\.book.offers[offer].units, to: nil),
      empties(\.book.offers[offer].base, to: nil),
    ].contains(true)
  }

  /// Removes the elements that the difference does not need, the last first.
  private mutating func removes<Element>(_ path: WritableKeyPath<GeneratedCase, [Element]>) -> Bool
  {
    var shrunk = false
    for index in smallest[keyPath: path].indices.reversed() {
      var smaller = smallest
      smaller[keyPath: path].remove(at: index)
      if keeps(smaller) { shrunk = true }
    }
    return shrunk
  }

  /// Sets a value to its plainest, where the difference does not need it.
  private mutating func empties<Value: Equatable>(
    _ path: WritableKeyPath<GeneratedCase, Value>, to plain: Value
  ) -> Bool {
    guard smallest[keyPath: path] != plain else { return false }
    var smaller = smallest
    smaller[keyPath: path] = plain
    return keeps(smaller)
  }

  private mutating func keeps(_ smaller: GeneratedCase) -> Bool {
    guard differs(smaller) else { return false }
    smallest = smaller
    return true
  }
}
