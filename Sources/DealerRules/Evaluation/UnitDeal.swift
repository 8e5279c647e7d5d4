/// A set that an offer could make of certain units, and what it would take off.
struct UnitDeal {
  /// The offer, by its place in the search.
  var member: Int
  /// Whole units of each line, by position.
  var units: [Int32]
  /// How many units it takes in all.
  var size: Int
  /// In 10⁻¹² units, before rounding.
  var saving: Int128
  /// What it counts less than it takes off, so that where sums are equal others stand
  /// (RULES.md O-012).
  var handicap: Int128 = 0

  /// What it counts.
  var weight: Int128 { saving - handicap }
}

/// What bounds the sets of one offer together.
struct UnitMember {
  /// How many it may make; `Int32.max` for no bound.
  var times: Int32
  /// What they take off at most, in 10⁻¹² units; `nil` for no bound.
  var most: Int128?
  /// Sets that together come to more than ``most`` take nothing off.
  var isWhole = false

  /// What a sum of savings takes off.
  func taken(_ sum: Int128) -> Int128 {
    guard let most, sum > most else { return sum }
    return isWhole ? 0 : most
  }

  /// Takes sets away from what may still be made.
  mutating func make(_ count: Int32, saving: Int128) {
    if times != .max { times -= count }
    if let most { self.most = max(most - saving * Int128(count), 0) }
  }

  /// How many sets of a saving may still be made so that the last one takes something off.
  func room(for saving: Int128) -> Int32 {
    guard let most, saving > 0 else { return times }
    let count = isWhole ? most / saving : (most + saving - 1) / saving
    return min(times, Int32(clamping: count))
  }

  /// What one of so many equal parts of an order may make.
  func part(of count: Int32) -> UnitMember {
    UnitMember(
      times: times == .max ? .max : times / count, most: most.map { $0 / Int128(count) },
      isWhole: isWhole)
  }
}
