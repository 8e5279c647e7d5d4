// Where a few steps do not suffice: choices near the best sets in part (RULES.md O-028).
extension UnitSearch {
  /// Searches again with better bounds, then near the best sets in part, each within some steps.
  mutating func searchAgain(_ units: [Int32], _ limit: Int) {
    let useful = deals.indices.filter { deals[$0].saving > 0 }
    guard let part = UnitRelaxation(useful, deals, parts, units, members, limit: limit) else {
      return continueSearch(units, limit)
    }
    steps += part.steps
    bounds.held = part.heldPrices(deals, parts, units, members)
    continueSearch(units, limit)
    if bound > saving { dive(units, limit) }
    if bound > saving { branch(units, limit) }
    if bound > saving { searchByPrices(units, limit) }
  }

  /// The same search with the bounds of now.
  private mutating func continueSearch(_ units: [Int32], _ limit: Int) {
    let again = UnitSearch(deals, parts, bounds, units, members, limit)
    steps += again.steps
    bound = min(bound, again.bound)
    if again.saving > saving { (saving, counts) = (again.saving, again.counts) }
  }

  /// The same search, sets first that take off most of what they take costs.
  private mutating func searchByPrices(_ units: [Int32], _ limit: Int) {
    var search = UnitSearch(deals, parts, bounds, units, members, 0)
    let excess = deals.indices.map { bounds.excess(deals[$0], parts[$0]) }
    for line in search.dealsOfLine.indices {
      search.dealsOfLine[line].sort { a, b in
        excess[a] != excess[b] ? excess[a] < excess[b] : a < b
      }
    }
    (search.saving, search.counts) = (saving, counts)
    search.run(units, limit)
    steps += search.steps
    bound = min(bound, search.bound)
    (saving, counts) = (search.saving, search.counts)
  }

  // MARK: Near sets in part

  /// Makes the sets of which most would be made in part, looks again at what is left, and so on.
  ///
  /// - Parameter out: An offer that makes none, −1 for no such.
  mutating func dive(_ units: [Int32], _ limit: Int, without out: Int = -1) {
    var (rest, open) = (units, members)
    var made = deals.map { _ in Int32(0) }
    var useful = deals.indices.filter { deals[$0].saving > 0 && deals[$0].member != out }
    let end = steps + limit
    while steps < end {
      useful.removeAll { !fits($0, rest, open) }
      guard
        let part = UnitRelaxation(useful, deals, parts, rest, open, limit: end - steps)
      else { break }
      steps += part.steps
      let found = part.made
      guard let first = found.max(by: { $0.count < $1.count }) else { break }
      for one in found where one.count >= UnitRelaxation.one || one.deal == first.deal {
        let whole = (one.count + UnitRelaxation.one / 1000) / UnitRelaxation.one
        let count = min(most(of: one.deal, rest, open), max(1, Int32(clamping: whole)))
        guard count > 0 else { continue }
        made[one.deal] += count
        take(one.deal, count, &rest, &open)
      }
    }
    keep(made)
  }

  /// Sets that are made, and those that may still be.
  private struct Branch {
    var made: [Int32]
    var rest: [Int32]
    var open: [UnitMember]
    var useful: [Int]
    /// What no choice from here on exceeds.
    var bound: Int128
  }

  /// Branches on a set that would be made in part: one more of it, or none.
  private mutating func branch(_ units: [Int32], _ limit: Int) {
    let end = steps + limit
    let useful = deals.indices.filter { deals[$0].saving > 0 }
    let none = deals.map { _ in Int32(0) }
    var stack = [Branch(made: none, rest: units, open: members, useful: useful, bound: bound)]
    while steps < end, var node = stack.popLast() {
      guard node.bound > saving else { continue }
      node.useful.removeAll { !fits($0, node.rest, node.open) }
      guard !node.useful.isEmpty else {
        keep(node.made)
        continue
      }
      guard
        let part = UnitRelaxation(
          node.useful, deals, parts, node.rest, node.open, limit: end - steps)
      else { return }
      steps += 1 + part.steps
      let held = part.heldPrices(deals, parts, node.rest, node.open)
      let reach = bounds.heldReach(
        held, node.rest + node.open.map(\.times), from: 0, node.open.map { $0.most ?? 0 })
      node.bound = min(node.bound, bounds.rounded(taken(node.made) + reach))
      guard node.bound > saving else { continue }
      let found = part.made
      keepNearest(found, node)
      guard node.bound > saving, let next = UnitSearch.mostDivided(found) ?? node.useful.first
      else {
        continue
      }
      var without = node
      without.useful.removeAll { $0 == next }
      stack.append(without)
      node.made[next] += 1
      take(next, 1, &node.rest, &node.open)
      stack.append(node)
    }
    bound = min(bound, stack.reduce(saving) { max($0, $1.bound) })
  }

  /// Looks at what is nearest to sets in part, where these fit.
  private mutating func keepNearest(_ found: [(deal: Int, count: Int128)], _ node: Branch) {
    var (made, rest, open) = (node.made, node.rest, node.open)
    for one in found.sorted(by: { ($1.count, $0.deal) < ($0.count, $1.deal) }) {
      let whole = (one.count + UnitRelaxation.one / 2) / UnitRelaxation.one
      let count = min(most(of: one.deal, rest, open), Int32(clamping: whole))
      guard count > 0 else { continue }
      made[one.deal] += count
      take(one.deal, count, &rest, &open)
    }
    keep(made)
  }

  /// The deal of which nearest to a half is made beside whole ones.
  private static func mostDivided(_ found: [(deal: Int, count: Int128)]) -> Int? {
    let one = UnitRelaxation.one
    func distance(_ count: Int128) -> Int128 { abs((count % one) * 2 - one) }
    return found.min { (distance($0.count), $0.deal) < (distance($1.count), $1.deal) }?.deal
  }

  private func fits(_ index: Int, _ rest: [Int32], _ open: [UnitMember]) -> Bool {
    most(of: index, rest, open) > 0
  }

  /// How often a deal may still be made.
  private func most(of index: Int, _ rest: [Int32], _ open: [UnitMember]) -> Int32 {
    var most = open[deals[index].member].room(for: deals[index].saving)
    for part in parts[index] { most = min(most, rest[part.line] / part.count) }
    return most
  }
}
