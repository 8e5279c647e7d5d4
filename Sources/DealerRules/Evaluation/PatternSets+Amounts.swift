// Sets that must reach amounts, made one after another (RULES.md O-017).
extension PatternSets {
  /// Different sets made one after another at most, so that the work is bounded (RULES.md X-009).
  static let mostDifferent = 10_000

  /// Makes one set after another; those that take the same units are counted at once.
  mutating func fill(
    times: Int64, reaching amounts: [AmountSlot], isPartial: Bool
  ) throws(NumericError) {
    var different = 0
    while count < times, different < PatternSets.mostDifferent {
      guard let one = try next(reaching: amounts, isPartial: false) else { break }
      let repeats = try repeats(of: one, reaching: amounts, most: times - count)
      try take(one, times: repeats)
      count += repeats
      different += 1
    }
    guard isPartial, count < times,
      let last = try next(reaching: amounts, isPartial: true)
    else { return }
    try take(last, times: 1)
  }

  /// What the next set takes; `nil` where its slots cannot be filled.
  private func next(
    reaching amounts: [AmountSlot], isPartial: Bool
  ) throws(NumericError) -> [Taking]? {
    var start = self
    start.takings = []
    guard var set = try start.filled(sets: isPartial ? 0 : 1, isPartial: isPartial) else {
      return nil
    }
    for slot in amounts where try set.reach(slot).isLess(than: slot.amount) { return nil }
    return set.takings
  }

  /// The first amount that one set does not reach, and what it comes to.
  func shortAmount(
    of amounts: [AmountSlot]
  ) throws(NumericError) -> (slot: AmountSlot, has: Ratio)? {
    guard var set = try filled(sets: 1, isPartial: false) else { return nil }
    for slot in amounts {
      let has = try set.reach(slot)
      if has.isLess(than: slot.amount) { return (slot, has) }
    }
    return nil
  }

  /// Takes further units for an amount slot, one by one; returns what the set then comes to.
  private mutating func reach(_ wanted: AmountSlot) throws(NumericError) -> Ratio {
    var sum = Ratio.zero
    for taking in takings {
      sum = try sum.added(to: taking.use.price.multiplied(by: taking.use.units))
    }
    sort(by: selectBuy)
    for line in open.indices where Int(open[line].slots) & (1 << wanted.slot) != 0 {
      guard sum.isLess(than: wanted.amount) else { return sum }
      var units = open[line].use.units
      let price = open[line].use.price
      guard units.numerator > 0 else { continue }
      // What costs nothing leads nowhere, however much of it is taken.
      if price.numerator > 0 {
        let missing = try wanted.amount.added(to: Ratio(-sum.numerator, sum.denominator))
          .divided(by: price)
        if missing.isLess(than: units) {
          let whole = Ratio(Int128(try missing.settled(step: 1000, mode: .up)), 1)
          if whole.isLess(than: units) { units = whole }
        }
      }
      try take(units, wanted.slot, line)
      sum = try sum.added(to: price.multiplied(by: units))
    }
    return sum
  }

  // MARK: Equal sets

  /// How many sets in a row, the first included, take the same units.
  ///
  /// What a set takes of a line is the least of numbers that fall evenly from set to set: if the
  /// first and the last of equal steps take the same, all between do.
  private func repeats(
    of one: [Taking], reaching amounts: [AmountSlot], most: Int64
  ) throws(NumericError) -> Int64 {
    var bound = most
    for use in try PatternSets.merged(one.map(\.use)) {
      guard let line = open.first(where: { $0.use.position == use.position }) else { return 1 }
      let sets = try line.use.units.divided(by: use.units)
      bound = min(bound, Int64(clamping: sets.numerator / sets.denominator))
    }
    var low: Int64 = 1
    var high = max(bound, 1)
    // First by doubling, because few sets are the usual case.
    var jump: Int64 = 1
    var isDoubling = true
    while low < high {
      let rest = high - low
      let middle = low + (isDoubling ? min(jump, rest) : (rest + 1) / 2)
      if try isTaken(one, after: middle - 1, reaching: amounts) {
        low = middle
        jump = min(jump, rest) * 2
      } else {
        high = middle - 1
        isDoubling = false
      }
    }
    return low
  }

  /// Whether the set after so many equal ones takes the same units again.
  private func isTaken(
    _ one: [Taking], after sets: Int64, reaching amounts: [AmountSlot]
  ) throws(NumericError) -> Bool {
    var later = self
    try later.take(one, times: sets)
    guard let next = try later.next(reaching: amounts, isPartial: false),
      next.count == one.count
    else { return false }
    for (a, b) in zip(next, one) {
      guard a.slot == b.slot, a.use.position == b.use.position else { return false }
      let isLess = a.use.units.isLess(than: b.use.units)
      let isMore = b.use.units.isLess(than: a.use.units)
      if isLess || isMore { return false }
    }
    return true
  }

  /// Takes the units of so many equal sets.
  private mutating func take(_ one: [Taking], times: Int64) throws(NumericError) {
    let times = Ratio(Int128(times), 1)
    for taking in one {
      guard let line = open.firstIndex(where: { $0.use.position == taking.use.position }) else {
        continue
      }
      try take(try taking.use.units.multiplied(by: times), taking.slot, line)
    }
  }
}
