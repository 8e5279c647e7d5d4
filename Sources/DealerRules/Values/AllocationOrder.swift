/// One line of an allocation in work; amounts are in steps.
struct AllocatedLine: Sendable {
  var weight: UInt64
  /// The largest share in millionths.
  var cap: UInt64
  var share: UInt64 = 0
  /// What the cap still allows.
  var room: UInt64 = 0
  /// The fraction that rounding cut off, in parts of the sum of the weights.
  var rest: UInt128 = 0
  var number: Int32
  /// The index at which the caller reads the share.
  var position: Int

  init(weight: UInt64, cap: UInt64, number: Int32, position: Int) {
    self.weight = weight
    self.cap = cap
    self.number = number
    self.position = position
  }

  /// Starts the line with `wanted` steps or what its cap allows.
  @inline(__always)
  mutating func take(_ wanted: UInt64, rest: UInt128, _ step: UInt64) {
    let limit = cap == .max ? .max : cap / step
    share = min(wanted, limit)
    room = limit - share
    self.rest = rest
  }

  /// Whether this line comes before another in the order in which `rule` hands out the remainder.
  @inline(__always)
  func precedes(_ other: AllocatedLine, by rule: RemainderRule) -> Bool {
    switch rule {
    case .largestFraction:
      if rest != other.rest { return rest > other.rest }
      if weight != other.weight { return weight > other.weight }
    case .largestLine:
      if weight != other.weight { return weight > other.weight }
    case .lastLine:
      return number > other.number
    case .cumulative, .firstLines:
      break
    }
    return number < other.number
  }
}

extension Allocator {
  /// Puts the first `count` lines in the order of a rule.
  ///
  /// Unique line numbers make the order total, so an unstable sort is enough; the standard
  /// library's stable one would allocate. Insertion for a usual order, a heap for large ones.
  static func sort(
    _ lines: inout ContiguousArray<AllocatedLine>, _ count: Int, by rule: RemainderRule
  ) {
    guard count > 24 else {
      for end in 1..<max(count, 1) {
        let line = lines[end]
        var index = end
        while index > 0, line.precedes(lines[index - 1], by: rule) {
          lines[index] = lines[index - 1]
          index -= 1
        }
        if index != end { lines[index] = line }
      }
      return
    }
    for root in stride(from: count / 2 - 1, through: 0, by: -1) {
      siftDown(&lines, from: root, count, by: rule)
    }
    for end in stride(from: count - 1, to: 0, by: -1) {
      lines.swapAt(0, end)
      siftDown(&lines, from: 0, end, by: rule)
    }
  }

  /// Restores the heap whose root is the line that comes last.
  private static func siftDown(
    _ lines: inout ContiguousArray<AllocatedLine>, from start: Int, _ count: Int,
    by rule: RemainderRule
  ) {
    var root = start
    while root * 2 + 1 < count {
      var child = root * 2 + 1
      if child + 1 < count, lines[child].precedes(lines[child + 1], by: rule) { child += 1 }
      guard lines[root].precedes(lines[child], by: rule) else { return }
      lines.swapAt(root, child)
      root = child
    }
  }
}
