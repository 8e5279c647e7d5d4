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

  /// Whether the exact share `steps × weight ÷ sum` is above what the cap allows.
  func overflows(_ steps: UInt64, of sum: UInt128, weight: UInt64, _ step: UInt64) -> Bool {
    let limit = cap / step
    guard limit < steps else { return false }
    let (bound, isBeyond) = sum.multipliedReportingOverflow(by: UInt128(limit))
    // Both factors on the left are at most 2⁶⁴, so a bound beyond 128 bits is never reached.
    return !isBeyond && UInt128(steps) * UInt128(weight) > bound
  }

  /// Whether this line comes before another in an order.
  @inline(__always)
  func precedes(_ other: AllocatedLine, by order: AllocationOrder) -> Bool {
    switch order {
    case .remainder(.largestFraction):
      if rest != other.rest { return rest > other.rest }
      if weight != other.weight { return weight > other.weight }
    case .remainder(.largestLine), .remainder(.roundedLargestLine):
      if weight != other.weight { return weight > other.weight }
    case .remainder(.lastLine):
      return number > other.number
    case .remainder(.cumulative), .remainder(.firstLines), .remainder(.roundedFirstLines):
      break
    case .excess:
      return weight != other.weight ? weight > other.weight : number > other.number
    case .soonestFull(let step, let even):
      let ahead = UInt128(cap / step) * UInt128(even ? 1 : other.weight)
      let behind = UInt128(other.cap / step) * UInt128(even ? 1 : weight)
      if ahead != behind { return ahead < behind }
    }
    return number < other.number
  }
}

/// An order of the lines of an allocation.
enum AllocationOrder {
  /// The order in which a rule hands out the remainder.
  case remainder(RemainderRule)
  /// The order in which rounded shares give back what is too much.
  case excess
  /// The line first whose cap in steps is the smallest for its weight.
  case soonestFull(step: UInt64, even: Bool)
}

extension Allocator {
  /// Puts the first `count` lines in an order.
  ///
  /// Unique line numbers make the order total, so an unstable sort is enough; the standard
  /// library's stable one would allocate. Insertion for a usual order, a heap for large ones.
  static func sort(
    _ lines: inout ContiguousArray<AllocatedLine>, _ count: Int, by order: AllocationOrder
  ) {
    guard count > 24 else {
      for end in 1..<max(count, 1) {
        let line = lines[end]
        var index = end
        while index > 0, line.precedes(lines[index - 1], by: order) {
          lines[index] = lines[index - 1]
          index -= 1
        }
        if index != end { lines[index] = line }
      }
      return
    }
    for root in stride(from: count / 2 - 1, through: 0, by: -1) {
      siftDown(&lines, from: root, count, by: order)
    }
    for end in stride(from: count - 1, to: 0, by: -1) {
      lines.swapAt(0, end)
      siftDown(&lines, from: 0, end, by: order)
    }
  }

  /// Restores the heap whose root is the line that comes last.
  private static func siftDown(
    _ lines: inout ContiguousArray<AllocatedLine>, from start: Int, _ count: Int,
    by order: AllocationOrder
  ) {
    var root = start
    while root * 2 + 1 < count {
      var child = root * 2 + 1
      if child + 1 < count, lines[child].precedes(lines[child + 1], by: order) { child += 1 }
      guard lines[root].precedes(lines[child], by: order) else { return }
      lines.swapAt(root, child)
      root = child
    }
  }
}
