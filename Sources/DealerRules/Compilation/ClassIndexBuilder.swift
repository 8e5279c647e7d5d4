/// Sorts customers or products into classes that satisfy the same conditions of offers.
///
/// A line's candidate offers are then `customer bits & product bits`, word by word, and no rule is
/// scanned that cannot match.
struct ClassIndexBuilder {
  /// Words of bits kept at most, over all classes; beyond it conditions are tested per line.
  static let wordLimit = 1 << 25

  /// Builds the index of one side.
  ///
  /// - Parameters:
  ///   - nodes: For each offer, the condition node of this side; −1 for none.
  ///   - signature: What the conditions can tell apart; rows with one signature share a class.
  ///   - holds: Whether a node holds for a row.
  /// - Complexity: O(rows + distinct signatures × distinct nodes).
  static func build<Signature: Hashable>(
    rows: Int, words: Int, nodes: [Int32], signature: (Int32) -> Signature,
    holds: (Int32, Int32) -> Bool
  ) -> ClassIndex {
    var index = ClassIndex()
    let distinct = Array(Set(nodes.filter { $0 >= 0 })).sorted()
    let byNode = Dictionary(uniqueKeysWithValues: distinct.enumerated().map { ($1, $0) })
    let positions = nodes.map { $0 < 0 ? -1 : byNode[$0] ?? -1 }
    var classOf: [Signature: Int32] = [:]
    var classOfBits: [[UInt64]: Int32] = [:]
    var truth = [Bool](repeating: false, count: distinct.count)
    index.classes.reserveCapacity(rows)
    for row in 0..<Int32(rows) {
      let key = signature(row)
      if let known = classOf[key] {
        index.classes.append(known)
        continue
      }
      for position in distinct.indices { truth[position] = holds(distinct[position], row) }
      var bits = [UInt64](repeating: 0, count: words)
      for (offer, position) in positions.enumerated() where position < 0 || truth[position] {
        bits[offer >> 6] |= 1 << UInt64(offer & 63)
      }
      let found = classOfBits[bits] ?? Int32(classOfBits.count)
      if classOfBits[bits] == nil {
        guard (classOfBits.count + 1) * words <= wordLimit else {
          return everything(rows: rows, words: words, offers: nodes.count)
        }
        classOfBits[bits] = found
        index.bits += bits
      }
      classOf[key] = found
      index.classes.append(found)
    }
    return index
  }

  private static func everything(rows: Int, words: Int, offers: Int) -> ClassIndex {
    var bits = [UInt64](repeating: 0, count: words)
    for offer in 0..<offers { bits[offer >> 6] |= 1 << UInt64(offer & 63) }
    return ClassIndex(
      classes: Array(repeating: 0, count: rows), bits: bits, testsPerLine: true)
  }
}
