/// The region catalogue as columns: one tree for each span of time in which nothing changes
/// (RULES.md ).
///
/// A node of a tree has a *position*. Walking upward from a region passes, right above it, the
/// regions that it succeeded, so that rules which name those hold; ``symbol(_:)`` tells the region
/// that a position stands for. With one span position and region are the same number.
struct RegionTree: Sendable {
  /// Where the tree of each span begins; the first begins before all time.
  private(set) var starts: [Int64] = [Int64.min]
  /// The first position of each tree.
  private(set) var offsets: [Int32] = [0]
  private(set) var parents: [Int32] = []
  /// The region of each position; empty where that is the position itself.
  private(set) var symbols: [Int32] = []
  /// The position at which an order's region stands, of each region in each tree: its own, or its
  /// successor's; ``unknown`` for a region that is not alive and has no successor.
  private(set) var standing: [Int32] = []
  /// The positions of the living regions into which a region has gone over, by its position, where
  /// they are several.
  private(set) var split: [Int32: [Int32]] = [:]
  /// Positions that stand as near as the one below: what one region succeeded in so many steps.
  private var beside: Set<Int32> = []

  static let unknown: Int32 = -1

  /// Whether the catalogue never changes.
  var isPlain: Bool { symbols.isEmpty }

  /// Adds the tree of the next span.
  mutating func append(_ tree: consuming RegionSpan, from start: Int64) {
    if parents.isEmpty {
      starts.removeAll()
      offsets.removeAll()
    }
    let offset = Int32(truncatingIfNeeded: parents.count)
    starts.append(start)
    offsets.append(offset)
    for parent in tree.parents { parents.append(parent < 0 ? -1 : parent + offset) }
    symbols += tree.symbols
    for position in tree.standing { standing.append(position < 0 ? position : position + offset) }
    for (position, heirs) in tree.split { split[position + offset] = heirs.map { $0 + offset } }
    for position in tree.beside { beside.insert(position + offset) }
  }

  /// Takes the one tree of a catalogue that never changes.
  mutating func setPlain(_ parents: [Int32]) { self.parents = parents }

  /// The span that holds an instant. O(log spans).
  func span(at instant: Int64) -> Int32 {
    var low = 0
    var high = starts.count
    while low + 1 < high {
      let middle = (low + high) / 2
      if starts[middle] <= instant { low = middle } else { high = middle }
    }
    return Int32(low)
  }

  /// The position of a region where an order or customer lies, −1 for none or an unknown one.
  func position(of region: Int32, span: Int32) -> Int32 {
    guard region >= 0, !isPlain else { return region }
    let regions = standing.count / starts.count
    return standing[Int(span) * regions + Int(region)]
  }

  /// The region at a position.
  @inline(__always)
  func symbol(_ position: Int32) -> Int32 {
    symbols.isEmpty ? position : symbols[Int(position)]
  }

  /// The position above another, −1 above a root and for −1 itself.
  @inline(__always)
  func parent(of position: Int32) -> Int32 {
    position >= 0 && Int(position) < parents.count ? parents[Int(position)] : -1
  }

  /// Whether a position stands as near as the one below it (RULES.md R-002).
  @inline(__always)
  func isBeside(_ position: Int32) -> Bool { !beside.isEmpty && beside.contains(position) }

  /// Whether a region lies at or below another at some time.
  func everLies(_ region: Int32, in other: Int32) -> Bool {
    starts.indices.contains { span in
      var current = position(of: region, span: Int32(span))
      while current >= 0, symbol(current) != other { current = parent(of: current) }
      return current >= 0
    }
  }

  /// Whether walking upward from a position comes to another.
  func isAtOrBelow(_ position: Int32, _ other: Int32) -> Bool {
    var current = position
    while current >= 0 {
      if current == other { return true }
      current = parent(of: current)
    }
    return false
  }
}

/// The tree of one span of time, with positions of its own.
struct RegionSpan {
  /// The region of each position; the first are the regions themselves.
  var symbols: [Int32]
  var parents: [Int32] = []
  var standing: [Int32] = []
  var split: [Int32: [Int32]] = [:]
  var beside: [Int32] = []

  init(symbols: [Int32]) { self.symbols = symbols }

  /// Puts regions right above another, each as a position of its own; those that went over into it
  /// in as many steps stand beside each other.
  mutating func raise(_ regions: [(region: Int32, steps: Int)], above heir: Int32) {
    let parent = parents[Int(heir)]
    var below = heir
    var steps = 0
    for (region, own) in regions {
      let position = Int32(truncatingIfNeeded: parents.count)
      if own == steps { beside.append(position) }
      steps = own
      symbols.append(region)
      parents[Int(below)] = position
      parents.append(parent)
      below = position
    }
  }
}
