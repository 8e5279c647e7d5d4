/// Fills the slots of a pattern with units so that as many sets as possible are complete
/// (RULES.md O-017).
///
/// How many sets fit follows from Hall's condition: for every choice of slots, the lines that fit
/// any of them must hold what these slots need. With at most 8 slots that is at most 255 sums.
struct PatternSets {
  /// Sets made one after another at most, so that the work is bounded (RULES.md X-009).
  static let mostByAmount: Int64 = 10_000

  private let slots: [SlotTerms]
  /// The first slots are `get`, the others `buy`.
  private let gets: Int
  private var open: [OpenUnits]
  private let select: UnitSelection
  private let selectBuy: UnitSelection
  /// Thousandths of base units that each slot still needs.
  private var need: [Ratio]

  /// Complete sets.
  private(set) var count: Int64 = 0
  /// Units on which the cut falls.
  private(set) var got: [UnitUse] = []
  /// Units that only qualify.
  private(set) var bought: [UnitUse] = []

  init(
    slots: [SlotTerms], gets: Int, open: [OpenUnits], select: UnitSelection,
    selectBuy: UnitSelection
  ) {
    self.slots = slots
    self.gets = gets
    self.open = open
    self.select = select
    self.selectBuy = selectBuy
    need = slots.map { _ in .zero }
  }

  /// Makes as many sets as can be filled at once.
  mutating func fill(times: Int64, isPartial: Bool) throws(NumericError) {
    count = try most(times)
    var extra = Ratio.zero
    if isPartial, count < times { extra = try partial() }
    guard count > 0 || extra.numerator > 0 else { return }
    for slot in slots.indices {
      let sets = slot >= gets && extra.numerator > 0 ? count + 1 : count
      need[slot] = Ratio(Int128(slots[slot].quantity) * Int128(sets), 1)
    }
    if extra.numerator > 0 { need[0] = try need[0].added(to: extra) }
    try takeAll()
  }

  /// Makes one set after another; `slot` takes units until the amounts of the set reach `amount`.
  mutating func fillByAmount(times: Int64, slot: Int, amount: Ratio) throws(NumericError) {
    while count < min(times, PatternSets.mostByAmount) {
      let before = self
      guard try most(1) > 0 else { return }
      for index in slots.indices { need[index] = Ratio(Int128(slots[index].quantity), 1) }
      let firstGot = got.count
      let firstBought = bought.count
      try takeAll()
      var sum = Ratio.zero
      for use in got[firstGot...] { sum = try sum.added(to: use.price.multiplied(by: use.units)) }
      for use in bought[firstBought...] {
        sum = try sum.added(to: use.price.multiplied(by: use.units))
      }
      guard try reach(amount, sum, slot) else {
        self = before
        return
      }
      count += 1
    }
  }

  // MARK: How many

  /// The largest number of sets up to `times` that can be filled.
  private func most(_ times: Int64) throws(NumericError) -> Int64 {
    var most = Int128(times)
    for choice in 1..<(1 << slots.count) {
      var needed: Int128 = 0
      for slot in slots.indices where choice & (1 << slot) != 0 {
        needed += Int128(slots[slot].quantity)
      }
      guard needed > 0 else { continue }
      let held = try capacity(choice)
      most = min(most, held.numerator / (held.denominator * needed))
    }
    return Int64(clamping: most)
  }

  /// Units of the lines that fit any of the chosen slots.
  private func capacity(_ choice: Int) throws(NumericError) -> Ratio {
    var sum = Ratio.zero
    for line in open where Int(line.slots) & choice != 0 {
      sum = try sum.added(to: line.use.units)
    }
    return sum
  }

  /// `get` units of one more set whose `buy` slots are full; the pattern has one `get` slot.
  private func partial() throws(NumericError) -> Ratio {
    var most = Ratio(Int128(slots[0].quantity), 1)
    for choice in 1..<(1 << slots.count) {
      var needed: Int128 = 0
      for slot in slots.indices where choice & (1 << slot) != 0 {
        let sets = slot >= gets ? count + 1 : count
        needed += Int128(slots[slot].quantity) * Int128(sets)
      }
      let slack = try capacity(choice).added(to: Ratio(-needed, 1))
      guard choice & 1 != 0 else {
        if slack.numerator < 0 { return .zero }
        continue
      }
      if try slack.isLess(than: most) { most = slack }
    }
    return most.numerator > 0 ? most : .zero
  }

  // MARK: Which units

  /// Fills what every slot needs: `get` slots in declared order, then `buy` slots.
  private mutating func takeAll() throws(NumericError) {
    for slot in slots.indices where need[slot].numerator > 0 {
      try sort(by: slot < gets ? select : selectBuy)
      for line in open.indices where Int(open[line].slots) & (1 << slot) != 0 {
        let units = try room(slot, line)
        guard units.numerator > 0 else { continue }
        try take(units, slot, line)
      }
    }
  }

  /// As many units of a line as a slot may take so that every other slot can still be filled.
  private func room(_ slot: Int, _ line: Int) throws(NumericError) -> Ratio {
    var room = open[line].use.units
    if try need[slot].isLess(than: room) { room = need[slot] }
    for choice in 1..<(1 << slots.count)
    where choice & (1 << slot) == 0 && Int(open[line].slots) & choice != 0 {
      var needed = Ratio.zero
      for other in slots.indices where choice & (1 << other) != 0 {
        needed = try needed.added(to: need[other])
      }
      guard needed.numerator > 0 else { continue }
      let slack = try capacity(choice).added(to: Ratio(-needed.numerator, needed.denominator))
      if try slack.isLess(than: room) { room = slack }
    }
    return room
  }

  private mutating func take(_ units: Ratio, _ slot: Int, _ line: Int) throws(NumericError) {
    var use = open[line].use
    let minus = Ratio(-units.numerator, units.denominator)
    open[line].use.units = try use.units.added(to: minus)
    need[slot] = try need[slot].added(to: minus)
    use.units = units
    if slot < gets { got.append(use) } else { bought.append(use) }
  }

  /// Takes further whole units for an amount slot; false where they do not suffice.
  private mutating func reach(
    _ amount: Ratio, _ given: Ratio, _ slot: Int
  ) throws(NumericError) -> Bool {
    var sum = given
    try sort(by: selectBuy)
    for line in open.indices where Int(open[line].slots) & (1 << slot) != 0 {
      guard try sum.isLess(than: amount) else { return true }
      let price = open[line].use.price
      guard price.numerator > 0, open[line].use.units.numerator > 0 else { continue }
      let missing = try amount.added(to: Ratio(-sum.numerator, sum.denominator))
      let thousandths = try missing.divided(by: price)
      let whole =
        (thousandths.numerator + thousandths.denominator * 1000 - 1)
        / (thousandths.denominator * 1000)
      var units = Ratio(whole * 1000, 1)
      if try open[line].use.units.isLess(than: units) { units = open[line].use.units }
      need[slot] = units
      try take(units, slot, line)
      sum = try sum.added(to: price.multiplied(by: units))
    }
    return !(try sum.isLess(than: amount))
  }

  private mutating func sort(by select: UnitSelection) throws(NumericError) {
    var failure: NumericError?
    open.sort { a, b in
      do throws(NumericError) {
        return try a.use.precedes(b.use, select)
      } catch {
        failure = error
        return a.use.position < b.use.position
      }
    }
    if let failure { throw failure }
  }

  /// Uses of one line put together, by line.
  static func merged(_ uses: [UnitUse]) throws(NumericError) -> [UnitUse] {
    var result: [UnitUse] = []
    for use in uses.sorted(by: { $0.position < $1.position }) {
      if let last = result.last, last.position == use.position {
        result[result.count - 1].units = try last.units.added(to: use.units)
      } else {
        result.append(use)
      }
    }
    return result
  }
}
