/// Sorts customers or products into classes that satisfy the same conditions of offers.
///
/// A line's candidate offers are then `customer bits & product bits`, word by word, and no rule is
/// scanned that cannot match.
///
/// A condition is taken apart where all of its parts must hold. Parts that ask for one field alone,
/// such as the tier, are asked once for each value of it (``Facet``); the others once for each row
/// that they can tell from the rest.
struct ClassIndexBuilder {
  /// Words of bits kept at most, over all classes; beyond it conditions are tested per line.
  static let wordLimit = 1 << 25

  /// Offers that hold for each value of a field.
  private struct Facet {
    /// Parts of conditions with the offers that need them.
    var parts: [(node: Int32, offers: [Int])]
    /// Where the bits of each value, from −1 on, begin in ``bits``; −1 for one that was not met.
    private var starts: [Int32] = []
    private(set) var bits: [UInt64] = []

    init(_ parts: [(node: Int32, offers: [Int])]) { self.parts = parts }

    /// Where the bits of a value begin; asked of a row that has it.
    mutating func start(
      of value: Int32, _ row: Int32, _ everything: [UInt64], _ holds: (Int32, Int32) -> Bool
    ) -> Int {
      let place = Int(value) + 1
      if place < starts.count, starts[place] >= 0 { return Int(starts[place]) }
      let start = bits.count
      bits += everything
      for (node, offers) in parts where !holds(node, row) {
        for offer in offers { bits[start + offer >> 6] &= ~(1 << UInt64(offer & 63)) }
      }
      while starts.count <= place { starts.append(-1) }
      starts[place] = Int32(truncatingIfNeeded: start)
      return start
    }
  }

  /// What tells rows apart: the value of each facet, and the number of what the rest can tell.
  private struct Key: Hashable {
    var first: Int32
    var second: Int32
    var rest: Int32
  }

  /// Builds the index of one side.
  ///
  /// - Parameters:
  ///   - nodes: For each offer, the condition node of this side; −1 for none.
  ///   - fields: Two fields of which a row has one value each, with the value.
  ///   - signature: What all other conditions can tell apart.
  ///   - holds: Whether a node holds for a row.
  /// - Complexity: O(rows + values of fields × parts that ask them + distinct signatures × other
  ///   parts).
  static func build<Signature: Hashable>(
    rows: Int, words: Int, nodes: [Int32], _ conditions: ConditionTable,
    fields: ((ConditionTable.Field, (Int32) -> Int32), (ConditionTable.Field, (Int32) -> Int32)),
    signature: (Int32) -> Signature, holds: (Int32, Int32) -> Bool
  ) -> ClassIndex {
    let all = parts(nodes, conditions)
    let isFirst = { (node: Int32) in conditions.onlyField(node) == fields.0.0 }
    let isSecond = { (node: Int32) in conditions.onlyField(node) == fields.1.0 }
    var first = Facet(all.filter { isFirst($0.node) })
    var second = Facet(all.filter { isSecond($0.node) })
    var rest = Facet(all.filter { !isFirst($0.node) && !isSecond($0.node) })
    let everything = bits(words, nodes.count)
    var index = ClassIndex()
    var classOf: [Key: Int32] = [:]
    var classOfBits: [[UInt64]: Int32] = [:]
    var numbers: [Signature: Int32] = [:]
    index.classes.reserveCapacity(rows)
    for row in 0..<Int32(rows) {
      var key = Key(
        first: first.parts.isEmpty ? -1 : fields.0.1(row),
        second: second.parts.isEmpty ? -1 : fields.1.1(row), rest: -1)
      if !rest.parts.isEmpty {
        let own = signature(row)
        key.rest = numbers[own] ?? Int32(truncatingIfNeeded: numbers.count)
        numbers[own] = key.rest
      }
      if let known = classOf[key] {
        index.classes.append(known)
        continue
      }
      let a = first.start(of: key.first, row, everything, holds)
      let b = second.start(of: key.second, row, everything, holds)
      let c = rest.start(of: key.rest, row, everything, holds)
      let own = (0..<words).map { first.bits[a + $0] & second.bits[b + $0] & rest.bits[c + $0] }
      let found = classOfBits[own] ?? Int32(classOfBits.count)
      if Int(found) == classOfBits.count {
        guard (classOfBits.count + 1) * words <= wordLimit else {
          return ClassIndex(
            classes: Array(repeating: 0, count: rows), bits: everything, testsPerLine: true)
        }
        classOfBits[own] = found
        index.bits += own
      }
      classOf[key] = found
      index.classes.append(found)
    }
    return index
  }

  /// The parts of all conditions, each with the offers that need it.
  private static func parts(
    _ nodes: [Int32], _ conditions: ConditionTable
  ) -> [(node: Int32, offers: [Int])] {
    var offers: [Int32: [Int]] = [:]
    for (offer, node) in nodes.enumerated() {
      for part in conditions.parts(of: node) { offers[part, default: []].append(offer) }
    }
    return offers.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// A bit for every offer.
  private static func bits(_ words: Int, _ offers: Int) -> [UInt64] {
    var bits = [UInt64](repeating: 0, count: words)
    for offer in 0..<offers { bits[offer >> 6] |= 1 << UInt64(offer & 63) }
    return bits
  }
}

extension ConditionTable {
  /// The nodes that must all hold for a node to hold; none where it always does.
  func parts(of node: Int32) -> [Int32] {
    guard node >= 0 else { return [] }
    let own = nodes[Int(node)]
    guard own.kind == .all else { return [node] }
    return children[Int(own.start)..<Int(own.start + own.count)].flatMap { parts(of: $0) }
  }

  /// The only field that a node looks at, through `any` and `not`; `nil` for several.
  func onlyField(_ node: Int32) -> Field? {
    guard node >= 0 else { return nil }
    let own = nodes[Int(node)]
    switch own.kind {
    case .all, .any:
      let fields = children[Int(own.start)..<Int(own.start + own.count)].map { onlyField($0) }
      guard let first = fields.first, fields.allSatisfy({ $0 == first }) else { return nil }
      return first
    case .not: return onlyField(children[Int(own.start)])
    default: return own.field
    }
  }
}
