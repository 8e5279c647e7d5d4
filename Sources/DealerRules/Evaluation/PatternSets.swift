/// Fills the slots of a pattern with units so that as many sets as possible are complete
/// (RULES.md O-017).
///
/// How many sets fit follows from Hall's condition: for every choice of slots, the lines that fit
/// any of them must hold what these slots need. With at most 8 slots that is at most 255 sums.
struct PatternSets {
  /// A `buy` slot that asks for an amount of the whole set.
  struct AmountSlot {
    var slot: Int
    /// Millionths of the order's currency.
    var amount: Ratio
  }

  /// Units that a slot took from a line.
  struct Taking {
    var slot: Int
    var use: UnitUse
  }

  let slots: [SlotTerms]
  /// The first slots are `get`, the others `buy`.
  let gets: Int
  private let select: UnitSelection
  let selectBuy: UnitSelection
  private(set) var open: [OpenUnits]
  /// Thousandths of units that each slot must still have, and may still have.
  private var need: [Ratio]
  private var most: [Ratio]
  /// For each choice of slots, as bits, the units of the lines that fit any of them.
  private var held: [Ratio]

  /// Complete sets.
  var count: Int64 = 0
  /// What the slots have taken, in the order in which they did.
  var takings: [Taking] = []

  init(
    slots: [SlotTerms], gets: Int, open: [OpenUnits], select: UnitSelection,
    selectBuy: UnitSelection
  ) throws(NumericError) {
    self.slots = slots
    self.gets = gets
    self.open = open
    self.select = select
    self.selectBuy = selectBuy
    need = slots.map { _ in .zero }
    most = need
    held = [Ratio](repeating: .zero, count: 1 << slots.count)
    for choice in held.indices {
      for line in open where Int(line.slots) & choice != 0 {
        held[choice] = try held[choice].added(to: line.use.units)
      }
    }
  }

  /// What filling slots once counts for in steps (RULES.md X-009): every hundred lines that are
  /// looked at for a choice of slots are one.
  static func steps(lines: Int, slots: Int) -> Int {
    1 + (lines << slots) / 100
  }

  /// Whether slots take from the same lines, or from lines that the others do not take from.
  var hasSlotsApart: Bool {
    let whole = UInt16(truncatingIfNeeded: (1 << slots.count) - 1)
    var joined: [UInt16] = []
    for line in open where line.slots & whole != 0 {
      let bits = line.slots & whole
      if joined.contains(where: { $0 != bits && $0 & bits != 0 }) { return false }
      joined.append(bits)
    }
    return true
  }

  /// Units on which the cut falls, by line, in base units.
  func got() throws(NumericError) -> [UnitUse] {
    try uses { $0 < gets }
  }

  /// Units that only qualify, by line, in base units.
  func bought() throws(NumericError) -> [UnitUse] {
    try uses { $0 >= gets }
  }

  /// What some slots took, in base units.
  private func uses(_ isWanted: (Int) -> Bool) throws(NumericError) -> [UnitUse] {
    var uses: [UnitUse] = []
    for taking in takings where isWanted(taking.slot) { uses.append(try taking.use.inBase()) }
    return try PatternSets.merged(uses)
  }

  /// Makes as many sets as can be filled at once.
  mutating func fill(times: Int64, isPartial: Bool) throws(NumericError) {
    count = try possible(times)
    if isPartial, count < times, let more = try filled(sets: count, isPartial: true) {
      self = more
      return
    }
    guard count > 0, let all = try filled(sets: count, isPartial: false) else { return }
    self = all
  }

  /// The units of so many sets; with `isPartial` of one more that has all its `buy` and some of its
  /// `get` units. `nil` where that is impossible.
  func filled(sets: Int64, isPartial: Bool) throws(NumericError) -> PatternSets? {
    var fill = self
    var missing = Ratio.zero
    for slot in slots.indices {
      let full = Int128(slots[slot].quantity) * Int128(sets)
      let more = isPartial ? full + Int128(slots[slot].quantity) : full
      fill.most[slot] = Ratio(more, 1)
      fill.need[slot] = Ratio(slot < gets ? full : more, 1)
      if slot < gets { missing = try missing.added(to: Ratio(-full, 1)) }
    }
    guard try fill.canFill() else { return nil }
    try fill.takeAll()
    guard isPartial else { return fill }
    for taking in fill.takings[takings.count...] where taking.slot < gets {
      missing = try missing.added(to: taking.use.units)
    }
    return missing.numerator > 0 ? fill : nil
  }

  /// The fewest slots that together find too few units for one set, what they need and what there
  /// is for them; `nil` where one set can be filled.
  func shortage() throws(NumericError) -> (slots: Int, needed: Int64, has: Ratio)? {
    let choices = held.indices.dropFirst().sorted {
      ($0.nonzeroBitCount, $0) < ($1.nonzeroBitCount, $1)
    }
    for choice in choices {
      var needed: Int64 = 0
      for slot in slots.indices where choice & (1 << slot) != 0 {
        needed = Int64(clamping: Int128(needed) + Int128(slots[slot].quantity))
      }
      guard held[choice].isLess(than: Ratio(Int128(needed), 1)) else { continue }
      return (choice, needed, held[choice])
    }
    return nil
  }

  // MARK: How many

  /// The largest number of sets up to `times` that can be filled.
  private func possible(_ times: Int64) throws(NumericError) -> Int64 {
    var most = times
    for choice in held.indices {
      var needed: Int128 = 0
      for slot in slots.indices where choice & (1 << slot) != 0 {
        needed += Int128(slots[slot].quantity)
      }
      guard needed > 0 else { continue }
      let sets = try held[choice].divided(by: Ratio(needed, 1))
      most = min(most, Int64(clamping: sets.numerator / sets.denominator))
    }
    return most
  }

  /// Whether every slot can have what it needs.
  private func canFill() throws(NumericError) -> Bool {
    let needed = try needed(besides: nil)
    for choice in held.indices where held[choice].isLess(than: needed[choice]) { return false }
    return true
  }

  /// What each choice of slots needs; zero for those with a slot that is left out.
  private func needed(besides left: Int?) throws(NumericError) -> [Ratio] {
    var sums = [Ratio](repeating: .zero, count: held.count)
    for choice in held.indices where left.map({ choice & (1 << $0) == 0 }) ?? true {
      for slot in slots.indices where choice & (1 << slot) != 0 {
        sums[choice] = try sums[choice].added(to: need[slot])
      }
    }
    return sums
  }

  // MARK: Which units

  /// Gives every slot what it may have: `get` slots in declared order, then `buy` slots, each as
  /// much as still lets the others have what they need.
  private mutating func takeAll() throws(NumericError) {
    for slot in slots.indices where most[slot].numerator > 0 {
      sort(by: slot < gets ? select : selectBuy)
      let needed = try needed(besides: slot)
      for line in open.indices where Int(open[line].slots) & (1 << slot) != 0 {
        guard most[slot].numerator > 0 else { break }
        var units = open[line].use.units
        if most[slot].isLess(than: units) { units = most[slot] }
        for choice in held.indices
        where needed[choice].numerator > 0 && Int(open[line].slots) & choice != 0 {
          let slack = try held[choice].added(
            to: Ratio(-needed[choice].numerator, needed[choice].denominator))
          if slack.isLess(than: units) { units = slack }
        }
        guard units.numerator > 0 else { continue }
        try take(units, slot, line)
      }
    }
  }

  mutating func take(_ units: Ratio, _ slot: Int, _ line: Int) throws(NumericError) {
    var use = open[line].use
    let minus = Ratio(-units.numerator, units.denominator)
    open[line].use.units = try use.units.added(to: minus)
    for choice in held.indices where Int(open[line].slots) & choice != 0 {
      held[choice] = try held[choice].added(to: minus)
    }
    let rest = try need[slot].added(to: minus)
    need[slot] = rest.numerator > 0 ? rest : .zero
    most[slot] = try most[slot].added(to: minus)
    use.units = units
    takings.append(Taking(slot: slot, use: use))
  }

  mutating func sort(by select: UnitSelection) {
    open.sort { $0.use.precedes($1.use, select) }
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
