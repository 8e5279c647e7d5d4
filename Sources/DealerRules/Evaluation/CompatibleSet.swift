/// The set without an excluded pair that weighs most (RULES.md O-023).
enum CompatibleSet {
  /// Offers searched exactly; beyond, the first come.
  static let exactLimit = 20

  /// Positions of the best set, ascending. Ties go to the set that holds the first difference.
  ///
  /// - Parameter most: What the weights of all that is kept may come to, where some set stays
  ///   within it (RULES.md G-012); `nil` for any.
  static func best(
    _ weights: [Int128], most: Int128? = nil, excludes: (Int, Int) -> Bool
  ) throws(NumericError) -> [Int] {
    var conflicts: [[Int]] = weights.map { _ in [] }
    for a in weights.indices {
      for b in weights.indices where a < b && excludes(a, b) {
        conflicts[a].append(b)
        conflicts[b].append(a)
      }
    }
    let contested = weights.indices.filter { !conflicts[$0].isEmpty }
    let free = weights.indices.filter { conflicts[$0].isEmpty }
    guard !contested.isEmpty else { return free }
    var room: Int128?
    if let most {
      var left = most
      for index in free { left = try Wide.subtract(left, weights[index]) }
      // Where what is free of conflicts is too much already, the guard decides.
      if left >= 0 { room = left }
    }
    let chosen =
      contested.count > exactLimit
      ? try firstCome(contested, conflicts, weights, room)
      : try exact(contested, conflicts, weights, room)
    return (free + chosen).sorted()
  }

  private static func firstCome(
    _ contested: [Int], _ conflicts: [[Int]], _ weights: [Int128], _ room: Int128?
  ) throws(NumericError) -> [Int] {
    var chosen: [Int] = []
    var sum: Int128 = 0
    for index in contested where !conflicts[index].contains(where: { chosen.contains($0) }) {
      let next = try Wide.add(sum, weights[index])
      if let room, next > room { continue }
      sum = next
      chosen.append(index)
    }
    return chosen
  }

  /// Every set, those with earlier members first, so that ties keep the first found.
  private static func exact(
    _ contested: [Int], _ conflicts: [[Int]], _ weights: [Int128], _ room: Int128?
  ) throws(NumericError) -> [Int] {
    let masks = contested.map { index in
      contested.enumerated().reduce(into: UInt32(0)) { mask, other in
        if conflicts[index].contains(other.element) { mask |= 1 << UInt32(other.offset) }
      }
    }
    // What the sets from each offer on can add at most, to leave out what cannot win.
    var ahead: [Int128] = contested.map { _ in 0 } + [0]
    for index in contested.indices.reversed() {
      ahead[index] = try Wide.add(ahead[index + 1], max(weights[contested[index]], 0))
    }
    var best: UInt32 = 0
    var bestWeight: Int128?
    var stack: [(next: Int, chosen: UInt32, weight: Int128)] = [(0, 0, 0)]
    while let state = stack.popLast() {
      if let reached = bestWeight, try Wide.add(state.weight, ahead[state.next]) <= reached {
        continue
      }
      guard state.next < contested.count else {
        if let room, state.weight > room { continue }
        if bestWeight == nil || state.weight > bestWeight ?? 0 {
          (best, bestWeight) = (state.chosen, state.weight)
        }
        continue
      }
      // Leaving it out is tried after taking it, because the stack gives back the last first.
      stack.append((state.next + 1, state.chosen, state.weight))
      if masks[state.next] & state.chosen == 0 {
        stack.append(
          (
            state.next + 1, state.chosen | 1 << UInt32(state.next),
            try Wide.add(state.weight, weights[contested[state.next]])
          ))
      }
    }
    return contested.indices.filter { best & (1 << UInt32($0)) != 0 }.map { contested[$0] }
  }
}
