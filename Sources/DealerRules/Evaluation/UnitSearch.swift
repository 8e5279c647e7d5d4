/// A set that an offer could make of certain units, and what it would take off.
struct UnitDeal {
  /// The offer, by its place in the search.
  var member: Int
  /// Whole units of each line, by position.
  var units: [Int32]
  /// How many units it takes in all.
  var size: Int
  /// In 10⁻¹² units, before rounding.
  var saving: Int128
}

/// Finds the deals that together take off most when no unit may be used twice (RULES.md O-028).
///
/// Exact branch and bound over whole units with a counted number of steps. A node leaves some units
/// of each line; it branches on the deals that use the first line that has units left, or leaves
/// that line alone. What a node can still reach is at most the sum, over the units left, of the
/// largest saving per unit of any deal that uses them. A node that was reached before with as much
/// taken off is not searched again.
struct UnitSearch {
  private let deals: [UnitDeal]
  /// Deals that use a line and no line before it, largest saving first.
  private var dealsOfLine: [[Int]] = []
  /// The largest saving per unit of any deal that uses a line, rounded up.
  private var share: [Int128]
  /// How many deals each member may still make; `Int32.max` for no bound.
  private let times: [Int32]

  /// What was found: how often each deal is made.
  private(set) var counts: [Int32]
  /// What they take off.
  private(set) var saving: Int128 = 0
  /// What no choice can exceed; equal to ``saving`` where the search was completed.
  private(set) var bound: Int128 = 0
  /// Nodes looked at.
  private(set) var steps = 0

  private struct Node {
    var units: [Int32]
    var made: [Int32]
    var left: [Int32]
    var value: Int128
    /// The first line that may still be used.
    var line: Int
  }

  private struct Key: Hashable {
    var units: [Int32]
    var left: [Int32]
    var line: Int
  }

  /// Searches.
  ///
  /// - Parameters:
  ///   - deals: The deals, in the order that decides ties.
  ///   - units: Whole units of each line.
  ///   - times: How many deals each member may make.
  ///   - limit: Nodes to look at before the best found so far is taken.
  init(deals: [UnitDeal], units: [Int32], times: [Int32], limit: Int) {
    self.deals = deals
    self.times = times
    counts = deals.map { _ in 0 }
    share = units.map { _ in 0 }
    dealsOfLine = units.map { _ in [] }
    let order = deals.indices.sorted {
      deals[$0].saving != deals[$1].saving ? deals[$0].saving > deals[$1].saving : $0 < $1
    }
    for index in order where deals[index].saving > 0 {
      let deal = deals[index]
      let perUnit = (deal.saving + Int128(deal.size) - 1) / Int128(deal.size)
      for line in units.indices where deal.units[line] > 0 {
        share[line] = max(share[line], perUnit)
      }
      if let first = deal.units.firstIndex(where: { $0 > 0 }) { dealsOfLine[first].append(index) }
    }
    run(units, limit)
  }

  private mutating func run(_ units: [Int32], _ limit: Int) {
    let root = Node(units: units, made: counts, left: times, value: 0, line: 0)
    var stack = [root]
    var seen: [Key: Int128] = [:]
    while let node = stack.popLast() {
      guard steps < limit else {
        stack.append(node)
        break
      }
      steps += 1
      if node.value > saving {
        saving = node.value
        counts = node.made
      }
      guard node.value + reach(node) > saving, node.line < node.units.count else { continue }
      let key = Key(units: node.units, left: node.left, line: node.line)
      if let before = seen[key], before >= node.value { continue }
      seen[key] = node.value
      branch(node, &stack)
    }
    bound = stack.reduce(saving) { max($0, $1.value + reach($1)) }
  }

  /// Pushes what may follow a node; the deal with the largest saving comes back first.
  private func branch(_ node: Node, _ stack: inout [Node]) {
    var skipped = node
    skipped.units[node.line] = 0
    skipped.line += 1
    stack.append(skipped)
    guard node.units[node.line] > 0 else { return }
    for index in dealsOfLine[node.line].reversed() {
      let deal = deals[index]
      guard node.left[deal.member] > 0, fits(deal, node) else { continue }
      var next = node
      for line in deal.units.indices { next.units[line] -= deal.units[line] }
      next.made[index] += 1
      if next.left[deal.member] != .max { next.left[deal.member] -= 1 }
      next.value += deal.saving
      stack.append(next)
    }
  }

  private func fits(_ deal: UnitDeal, _ node: Node) -> Bool {
    for line in deal.units.indices where deal.units[line] > node.units[line] { return false }
    return true
  }

  private func reach(_ node: Node) -> Int128 {
    var sum: Int128 = 0
    for line in node.line..<node.units.count { sum += Int128(node.units[line]) * share[line] }
    return sum
  }
}
