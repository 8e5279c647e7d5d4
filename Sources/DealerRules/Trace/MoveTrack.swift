/// Movements of codes in the making: of each code those that it took part in by itself, and, once
/// it left a container, the last that it took part in there (RULES.md W-005).
struct MoveTrack: Sendable {
  /// The last movement of each code with everything in it, −1 for none.
  private(set) var own: [Int32]
  private var codes: [Int32] = []
  private var ranks: [Int32] = []
  // Movements of a container without what is in it.
  private var lastAlone: [Int32: Int32] = [:]
  private var aloneCodes: [Int32] = []
  private var aloneRanks: [Int32] = []

  init(count: Int) { own = [Int32](repeating: -1, count: count) }

  var isEmpty: Bool { ranks.isEmpty && aloneRanks.isEmpty }

  /// Adds a movement with everything in the code; movements of a code come in ascending order.
  mutating func add(_ code: Int32, _ rank: Int32) {
    guard rank > own[Int(code)] else { return }
    own[Int(code)] = rank
    codes.append(code)
    ranks.append(rank)
  }

  /// Adds a movement that nothing in the code takes part in by way of it.
  mutating func addAlone(_ code: Int32, _ rank: Int32) {
    lastAlone[code] = rank
    aloneCodes.append(code)
    aloneRanks.append(rank)
  }

  /// The last movement of a code without what is in it, −1 for none.
  func alone(_ code: Int32) -> Int32 {
    lastAlone.isEmpty ? -1 : lastAlone[code] ?? -1
  }

  /// The movements as lists for each code; empty where there are none at all.
  func finished() -> MoveHistory {
    MoveHistory(
      whole: CodeHistory(codes, ranks, values: [], count: own.count),
      alone: CodeHistory(aloneCodes, aloneRanks, values: [], count: own.count))
  }
}

/// The movements of codes, by code and rank (RULES.md W-005).
struct MoveHistory: Sendable {
  /// Those of a code with everything that was in it.
  let whole: CodeHistory
  /// Those of a container without what was in it.
  let alone: CodeHistory

  var byteCount: Int { whole.byteCount + alone.byteCount }
}

/// For each code a list of ranks, ascending, each with a value where values are given.
struct CodeHistory: Sendable {
  private var starts: [Int32] = []
  private(set) var ranks: [Int32] = []
  private(set) var values: [Int32] = []

  /// Sorts entries by code; those of one code keep their order.
  init(_ codes: [Int32], _ ranks: [Int32], values: [Int32], count: Int) {
    guard !codes.isEmpty else { return }
    starts = [Int32](repeating: 0, count: count + 1)
    for code in codes { starts[Int(code) + 1] += 1 }
    for index in 0..<count { starts[index + 1] += starts[index] }
    var next = starts
    self.ranks = [Int32](repeating: 0, count: codes.count)
    if !values.isEmpty { self.values = self.ranks }
    for (entry, code) in codes.enumerated() {
      let place = Int(next[Int(code)])
      next[Int(code)] += 1
      self.ranks[place] = ranks[entry]
      if !values.isEmpty { self.values[place] = values[entry] }
    }
  }

  var byteCount: Int { (starts.count + ranks.count + values.count) * 4 }

  /// The last entry of a code at or before a rank, −1 for none. O(log entries of the code).
  func last(of code: Int32, at rank: Int32) -> Int {
    guard code >= 0, Int(code) + 1 < starts.count else { return -1 }
    var low = Int(starts[Int(code)])
    var high = Int(starts[Int(code) + 1])
    let first = low
    while low < high {
      let middle = (low + high) / 2
      if ranks[middle] <= rank { low = middle + 1 } else { high = middle }
    }
    return low > first ? low - 1 : -1
  }
}
