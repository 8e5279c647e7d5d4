/// Finds the deals that together take off most when no unit may be used twice (RULES.md O-028).
///
/// Exact branch and bound over whole units with a counted number of steps. A node leaves some units
/// of each line; it branches on the deals that use the first line that has units left, or leaves
/// that line alone. What a node can still reach is bounded by ``UnitBounds``. A node that was
/// reached before with as much taken off is not searched again. Where a few steps do not suffice,
/// it begins again with the bounds of sets that could be made in part (``UnitRelaxation``), then
/// looks near these, and at choices of many equal sets (``UnitSearch/improve(_:_:)``).
struct UnitSearch {
  let deals: [UnitDeal]
  /// What bounds the deals of each member together.
  let members: [UnitMember]
  /// The lines of each deal and the units it takes of them.
  let parts: [[(line: Int, count: Int32)]]
  /// Deals that use a line and no line before it, largest saving first.
  var dealsOfLine: [[Int]] = []
  var bounds: UnitBounds

  /// What was found: how often each deal is made.
  var counts: [Int32]
  /// What they take off.
  var saving: Int128 = 0
  /// What no choice can exceed; equal to ``saving`` where the search was completed.
  var bound: Int128 = 0
  /// Nodes looked at, and one for each hundred deals that were tried on them.
  var steps = 0

  /// Steps before better bounds are looked for.
  private static let firstSteps = 500

  /// A node at work.
  private struct Node {
    /// Units left of each line, then deals left to each member.
    var left: [Int32]
    /// What is left to each member to take off; empty where none is bounded so.
    var room: [Int128]
    var value: Int128
    /// The first line that may still be used.
    var line: Int
    /// The deal that led here, −1 for none.
    var deal: Int
    /// The next deal of the line to be tried; past the last the line is left alone.
    var next = 0
  }

  private struct Key: Hashable {
    var left: [Int32]
    var room: [Int128]
    var line: Int
  }

  /// Searches.
  ///
  /// - Parameters:
  ///   - deals: The deals, in the order that decides ties.
  ///   - units: Whole units of each line.
  ///   - members: What bounds the deals of each member together.
  ///   - limit: Steps to take before the best found so far is taken.
  init(deals: [UnitDeal], units: [Int32], members: [UnitMember], limit: Int) {
    let parts = deals.map { deal in
      deal.units.indices.filter { deal.units[$0] > 0 }.map { (line: $0, count: deal.units[$0]) }
    }
    let bounds = UnitBounds(deals, parts, units, members)
    self.init(deals, parts, bounds, units, members, min(limit, UnitSearch.firstSteps))
    if bound > saving { searchAgain(units, limit) }
    if bound > saving { improve(units, limit) }
    bound = bounds.savings(bound)
    for index in deals.indices { saving += Int128(counts[index]) * deals[index].handicap }
    bound = max(bound, saving)
  }

  /// A search that stays as it comes out.
  init(
    _ deals: [UnitDeal], _ parts: [[(line: Int, count: Int32)]], _ bounds: UnitBounds,
    _ units: [Int32], _ members: [UnitMember], _ limit: Int
  ) {
    self.deals = deals
    self.members = members
    self.parts = parts
    self.bounds = bounds
    counts = deals.map { _ in 0 }
    dealsOfLine = units.map { _ in [] }
    let order = deals.indices.sorted {
      deals[$0].weight != deals[$1].weight ? deals[$0].weight > deals[$1].weight : $0 < $1
    }
    for index in order where deals[index].saving > 0 {
      if let first = parts[index].first { dealsOfLine[first.line].append(index) }
    }
    run(units, limit)
  }

  // MARK: Searching

  mutating func run(_ units: [Int32], _ limit: Int) {
    var path: [Node] = []
    var made = deals.map { _ in Int32(0) }
    var seen: [Key: Int128] = [:]
    var isBetter = false
    var tried = 0
    let isRoomy = members.allSatisfy { $0.most == nil }
    let first = Node(
      left: units + members.map(\.times), room: isRoomy ? [] : members.map { $0.most ?? .max },
      value: 0, line: 0, deal: -1)
    let most = reach(first)
    var next: Node? = first
    while saving < most {
      if let node = next {
        guard steps < limit else { break }
        steps += 1
        if node.deal >= 0 { made[node.deal] += 1 }
        if node.value > saving { (saving, isBetter) = (node.value, true) }
        path.append(node)
        if !isOpen(node, &seen) { path[path.count - 1].next = Int.max }
      }
      guard let last = path.indices.last else { break }
      next = nextChild(&path[last], &tried)
      if tried >= 100 {
        steps += tried / 100
        tried %= 100
      }
      if next == nil {
        // The best so far is kept when the way leads back from it.
        if isBetter { (counts, isBetter) = (made, false) }
        if path[last].deal >= 0 { made[path[last].deal] -= 1 }
        path.removeLast()
      }
    }
    if isBetter { counts = made }
    // What was found may be all there is; the way that led there is no matter then.
    guard saving < most else { return bound = saving }
    bound = max(saving, next.map { $0.value + reach($0) } ?? 0)
    if next != nil { bound = max(bound, highest(path, limit)) }
  }

  /// Whether anything better can come after a node.
  private func isOpen(_ node: Node, _ seen: inout [Key: Int128]) -> Bool {
    guard node.value + reach(node) > saving, node.line < dealsOfLine.count else { return false }
    let key = Key(left: node.left, room: node.room, line: node.line)
    if let before = seen[key], before >= node.value { return false }
    seen[key] = node.value
    return true
  }

  /// What may follow a node: its deals, those with the largest saving first, then its line alone.
  private func nextChild(_ node: inout Node, _ tried: inout Int) -> Node? {
    guard node.next != Int.max else { return nil }
    let list = dealsOfLine[node.line]
    while node.left[node.line] > 0, node.next < list.count {
      let index = list[node.next]
      node.next += 1
      tried += 1
      if let child = child(node, index) { return child }
    }
    node.next = Int.max
    var skipped = node
    skipped.next = 0
    skipped.deal = -1
    skipped.left[node.line] = 0
    skipped.line += 1
    return skipped
  }

  private func child(_ node: Node, _ index: Int) -> Node? {
    let owner = deals[index].member
    let member = dealsOfLine.count + owner
    guard node.left[member] > 0 else { return nil }
    for part in parts[index] where part.count > node.left[part.line] { return nil }
    var next = node
    next.next = 0
    next.deal = index
    for part in parts[index] { next.left[part.line] -= part.count }
    if next.left[member] != .max { next.left[member] -= 1 }
    var saving = deals[index].weight
    if !node.room.isEmpty, node.room[owner] < saving {
      // A deal that takes nothing off is none.
      guard !members[owner].isWhole, node.room[owner] > 0 else { return nil }
      saving = node.room[owner]
    }
    if !node.room.isEmpty, node.room[owner] != .max { next.room[owner] -= saving }
    next.value += saving
    return next
  }

  /// The most that what was not looked at can reach. Nodes further down the way reach no more than
  /// those above them, so the work is bounded from the top.
  private func highest(_ path: [Node], _ limit: Int) -> Int128 {
    var result: Int128 = 0
    var work = 0
    for var node in path where node.next != Int.max {
      guard work < limit else { return max(result, node.value + reach(node)) }
      while let child = nextChild(&node, &work) {
        result = max(result, child.value + reach(child))
      }
    }
    return result
  }

  private func reach(_ node: Node) -> Int128 {
    bounds.reach(node.left, from: node.line, node.room)
  }
}
// Many units: choices of equal sets, where the search cannot look at all of them.
extension UnitSearch {
  /// Looks for more: sets one after another, those first that take off most, or most by unit, or
  /// by offer, of all offers, of one alone and of all but one; and the sets that take off most of
  /// an equal part of the units, made once for each part, with what is left searched by itself.
  private mutating func improve(_ units: [Int32], _ limit: Int) {
    let known = deals.indices.filter { deals[$0].saving > 0 }
    let bySaving = known.sorted {
      deals[$0].weight != deals[$1].weight ? deals[$0].weight > deals[$1].weight : $0 < $1
    }
    let byUnit = known.sorted { a, b in
      let left = deals[a].weight * Int128(deals[b].size)
      let right = deals[b].weight * Int128(deals[a].size)
      return left != right ? left > right : a < b
    }
    let byOffer = members.indices.flatMap { member in
      bySaving.filter { deals[$0].member == member }
    }
    let most = steps + limit
    for order in [bySaving, byUnit, byOffer] { fill(order, units) }
    for member in members.indices where steps < most {
      dive(units, most - steps, without: member)
    }
    for order in [bySaving, byUnit] {
      for member in members.indices where steps < most {
        fill(order.filter { deals[$0].member == member }, units)
        fill(order.filter { deals[$0].member != member }, units)
      }
    }
    let open = units.indices.map { bounds.isUseful($0) ? units[$0] : 0 }
    var left = most - steps
    for count in UnitSearch.divisions(open) where left > 0 && saving < bound {
      left -= divide(open, into: count, min(left, max(limit / 8, 1)))
    }
  }

  /// Makes the best deals of one of so many equal parts once for each, then the best of what is
  /// left; returns the steps.
  private mutating func divide(_ units: [Int32], into count: Int32, _ limit: Int) -> Int {
    let part = UnitSearch(
      deals, parts, bounds, units.map { $0 / count }, members.map { $0.part(of: count) }, limit)
    var made = part.counts.map { $0 * count }
    var (rest, open) = (units, members)
    for index in deals.indices where made[index] > 0 { take(index, made[index], &rest, &open) }
    let last = UnitSearch(deals, parts, bounds, rest, open, limit)
    for index in deals.indices { made[index] += last.counts[index] }
    steps += part.steps + last.steps
    keep(made)
    return part.steps + last.steps
  }

  /// Into how many parts units are divided: by what they have in common, and by powers of two.
  private static func divisions(_ units: [Int32]) -> [Int32] {
    let common = Int32(
      truncatingIfNeeded: units.reduce(Int128(0)) { Factor.gcd($0, Int128($1)) })
    var result: Set<Int32> = []
    for part in 1...12 where common / Int32(part) > 1 { result.insert(common / Int32(part)) }
    var power: Int32 = 2
    while power <= (units.max() ?? 0) / 2 {
      result.insert(power)
      power *= 2
    }
    return result.sorted(by: >)
  }

  /// Looks at deals made one after another.
  private mutating func fill(_ order: [Int], _ units: [Int32]) {
    steps += 1 + order.count / 100
    keep(filled(order, units))
  }

  /// Makes deals one after another, each as often as it fits.
  private func filled(_ order: [Int], _ units: [Int32]) -> [Int32] {
    var made = [Int32](repeating: 0, count: deals.count)
    var (rest, open) = (units, members)
    for index in order {
      var most = open[deals[index].member].room(for: deals[index].saving)
      for part in parts[index] { most = min(most, rest[part.line] / part.count) }
      guard most > 0 else { continue }
      made[index] = most
      take(index, most, &rest, &open)
    }
    return made
  }

  func take(
    _ index: Int, _ count: Int32, _ units: inout [Int32], _ open: inout [UnitMember]
  ) {
    for part in parts[index] { units[part.line] -= part.count * count }
    open[deals[index].member].make(count, saving: deals[index].saving)
  }

  /// Takes a choice that takes off more than the best so far.
  mutating func keep(_ made: [Int32]) {
    let sum = taken(made)
    if sum > saving { (saving, counts) = (sum, made) }
  }

  /// What a choice takes off, by weights.
  func taken(_ made: [Int32]) -> Int128 {
    var sums = members.map { _ in Int128(0) }
    for index in deals.indices where made[index] > 0 {
      sums[deals[index].member] += deals[index].weight * Int128(made[index])
    }
    return members.indices.reduce(Int128(0)) { $0 + members[$1].taken(sums[$1]) }
  }
}
