/// The set without an excluded pair that weighs most (RULES.md O-023).
struct CompatibleSet {
  /// Offers in conflict that are searched together; beyond, the heaviest go first.
  static let mostSearched = 64

  /// Positions of the best set met, ascending. Of equal sets it is the one that holds the first
  /// difference.
  private(set) var kept: [Int] = []
  /// What no set can weigh more than, where that is above what was kept; else `nil`.
  private(set) var bound: Int128?
  /// Steps that the search took.
  private(set) var steps = 0

  private let weights: [Int128]
  private let conflicts: [[Int]]
  private let limit: Int

  /// Finds the set.
  ///
  /// - Parameters:
  ///   - most: What the weights of all that is kept may come to, where some set stays within it
  ///     (RULES.md G-012); `nil` for any.
  ///   - limit: Steps after which the search ends (RULES.md X-009).
  init(
    _ weights: [Int128], most: Int128? = nil, limit: Int, excludes: (Int, Int) -> Bool
  ) throws(NumericError) {
    var conflicts: [[Int]] = weights.map { _ in [] }
    for a in weights.indices {
      for b in weights.indices where a < b && excludes(a, b) {
        conflicts[a].append(b)
        conflicts[b].append(a)
      }
    }
    (self.weights, self.conflicts, self.limit) = (weights, conflicts, limit)
    let contested = weights.indices.filter { !conflicts[$0].isEmpty }
    kept = weights.indices.filter { conflicts[$0].isEmpty }
    guard !contested.isEmpty else { return }
    var room: Int128?
    if let most {
      var left = most
      for index in kept { left = try Wide.subtract(left, weights[index]) }
      // Where what is free of conflicts is too much already, the guard decides.
      if left >= 0 { room = left }
    }
    // What has no conflict with the others, by itself or by way of others, is chosen by itself; a
    // bound on the sum ties all together.
    var total: Int128 = 0
    var highest: Int128 = 0
    for members in room == nil ? parts(of: contested) : [contested] {
      let (chosen, bound) = try best(of: members, room)
      let weight = try sum(chosen)
      total = try Wide.add(total, weight)
      highest = try Wide.add(highest, max(bound ?? weight, weight))
      kept += chosen
    }
    if highest > total { bound = try Wide.add(highest, sum(kept) - total) }
    kept.sort()
  }

  /// Where a search stands: the next offer, and which of those from it on are kept out.
  private struct State: Hashable {
    let next: Int
    let out: UInt64
  }

  private func sum(_ members: [Int]) throws(NumericError) -> Int128 {
    var sum: Int128 = 0
    for index in members { sum = try Wide.add(sum, weights[index]) }
    return sum
  }

  /// The offers in conflict, those together that hang together.
  private func parts(of contested: [Int]) -> [[Int]] {
    var part = [Int](repeating: -1, count: weights.count)
    var found: [[Int]] = []
    for first in contested where part[first] < 0 {
      part[first] = found.count
      var members = [first]
      var next = 0
      while next < members.count {
        for other in conflicts[members[next]] where part[other] < 0 {
          part[other] = found.count
          members.append(other)
        }
        next += 1
      }
      found.append(members.sorted())
    }
    return found
  }

  /// The best set of members, and what no set can exceed where that is not known to be it.
  private mutating func best(
    of members: [Int], _ room: Int128?
  ) throws(NumericError) -> (chosen: [Int], bound: Int128?) {
    let simple = try heaviestFirst(members, room)
    guard members.count <= CompatibleSet.mostSearched else {
      return (simple, try mostPossible(members))
    }
    let (found, isComplete) = try search(members, room, atLeast: sum(simple))
    if isComplete { return (found ?? simple, nil) }
    var best = simple
    if let found, try sum(found) >= sum(simple) { best = found }
    return (best, try mostPossible(members))
  }

  /// Takes what weighs most first, of equals what comes first.
  private func heaviestFirst(_ members: [Int], _ room: Int128?) throws(NumericError) -> [Int] {
    var chosen: [Int] = []
    var total: Int128 = 0
    let order = members.sorted { (weights[$1], $0) < (weights[$0], $1) }
    for index in order where !conflicts[index].contains(where: { chosen.contains($0) }) {
      let next = try Wide.add(total, weights[index])
      if weights[index] < 0 { continue }
      if let room, next > room { continue }
      total = next
      chosen.append(index)
    }
    return chosen.sorted()
  }

  /// At most one of offers that all exclude one another can stand.
  private func mostPossible(_ members: [Int]) throws(NumericError) -> Int128 {
    var cliques: [(members: [Int], most: Int128)] = []
    for index in members {
      let weight = max(weights[index], 0)
      let place = cliques.firstIndex { clique in
        clique.members.allSatisfy { conflicts[index].contains($0) }
      }
      if let place {
        cliques[place].members.append(index)
        cliques[place].most = max(cliques[place].most, weight)
      } else {
        cliques.append(([index], weight))
      }
    }
    var sum: Int128 = 0
    for clique in cliques { sum = try Wide.add(sum, clique.most) }
    return sum
  }

  /// Every set that may weigh at least so much, those with earlier members first, so that ties keep
  /// the first found; `nil` where none within the room was met.
  private mutating func search(
    _ members: [Int], _ room: Int128?, atLeast least: Int128
  ) throws(NumericError) -> (found: [Int]?, isComplete: Bool) {
    let masks = members.map { index in
      members.enumerated().reduce(into: UInt64(0)) { mask, other in
        if conflicts[index].contains(other.element) { mask |= 1 << UInt64(other.offset) }
      }
    }
    // What the sets from each offer on can add at most, to leave out what cannot win.
    var ahead: [Int128] = members.map { _ in 0 } + [0]
    for index in members.indices.reversed() {
      ahead[index] = try Wide.add(ahead[index + 1], max(weights[members[index]], 0))
    }
    var best: UInt64 = 0
    var bestWeight: Int128?
    var stack: [(next: Int, chosen: UInt64, out: UInt64, weight: Int128)] = [(0, 0, 0, 0)]
    var seen: [State: Int128] = [:]
    while let state = stack.popLast() {
      let reachable = try Wide.add(state.weight, ahead[state.next])
      if reachable < least { continue }
      if let reached = bestWeight, reachable <= reached { continue }
      guard state.next < members.count else {
        if let room, state.weight > room { continue }
        (best, bestWeight) = (state.chosen, state.weight)
        continue
      }
      // What was chosen before matters only for what it keeps out from here on, and for the room.
      if room == nil {
        let known = State(next: state.next, out: state.out >> UInt64(state.next))
        if let before = seen[known], before >= state.weight { continue }
        seen[known] = state.weight
      }
      steps += 1
      guard steps <= limit else { return (picked(best, bestWeight, members), false) }
      // Leaving it out is tried after taking it, because the stack gives back the last first.
      stack.append((state.next + 1, state.chosen, state.out, state.weight))
      if state.out >> UInt64(state.next) & 1 == 0 {
        stack.append(
          (
            state.next + 1, state.chosen | 1 << UInt64(state.next), state.out | masks[state.next],
            try Wide.add(state.weight, weights[members[state.next]])
          ))
      }
    }
    return (picked(best, bestWeight, members), true)
  }

  private func picked(_ best: UInt64, _ weight: Int128?, _ members: [Int]) -> [Int]? {
    guard weight != nil else { return nil }
    return members.indices.filter { best & (1 << UInt64($0)) != 0 }.map { members[$0] }
  }
}
