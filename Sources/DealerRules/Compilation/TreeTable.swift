/// A forest as parent indices: regions, categories, dealers (RULES.md K-001, K-002, K-004).
struct TreeTable: Sendable {
  /// The parent of each node, −1 at a root.
  private(set) var parents: [Int32]

  init(count: Int) { parents = Array(repeating: -1, count: count) }

  mutating func setParent(of node: Int32, to parent: Int32) { parents[Int(node)] = parent }

  /// The parent of a node, −1 above a root and for −1 itself.
  @inline(__always)
  func parent(of node: Int32) -> Int32 {
    node >= 0 && Int(node) < parents.count ? parents[Int(node)] : -1
  }

  /// Cuts every node that is on a cycle or deeper than `limit` from its parent and returns them,
  /// so that every later walk upward ends. O(nodes × limit).
  mutating func cutFaults(limit: Int) -> (cyclic: [Int32], tooDeep: [Int32]) {
    let cyclic = beyond(limit).filter { $0.isCyclic }.map(\.node)
    for node in cyclic { parents[Int(node)] = -1 }
    // Only now: what hangs below a circle is not deep by itself.
    let tooDeep = beyond(limit).map(\.node)
    for node in tooDeep { parents[Int(node)] = -1 }
    return (cyclic, tooDeep)
  }

  /// Nodes whose walk upward does not end within `limit` levels, and whether it leads back.
  private func beyond(_ limit: Int) -> [(node: Int32, isCyclic: Bool)] {
    var result: [(Int32, Bool)] = []
    for start in parents.indices {
      var current = Int32(start)
      var steps = 0
      while current >= 0, steps < limit {
        current = parents[Int(current)]
        steps += 1
        if current == Int32(start) { break }
      }
      if current >= 0 { result.append((Int32(start), current == Int32(start))) }
    }
    return result
  }
}
