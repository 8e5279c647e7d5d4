// What cuts take off lines, phase by phase (RULES.md O-005, O-006, O-009).
extension KernelScratch {
  /// Takes the best cut of each slot off each line of the block, and leaves the cells empty.
  static func cut(
    _ lines: Int, _ width: Int, _ records: Bool, _ lists: ContiguousArray<Int64>,
    _ units: ContiguousArray<Int32>,
    _ net: inout ContiguousArray<Int64>, _ best: inout ContiguousArray<Int32>,
    _ mask: inout ContiguousArray<UInt64>, _ taken: inout ContiguousArray<Int64>,
    _ todo: inout ContiguousArray<Int32>
  ) {
    let lists = lists.span
    let units = units.span
    var nets = net.mutableSpan
    var cells = best.mutableSpan
    var masks = mask.mutableSpan
    var takes = taken.mutableSpan
    var marked = todo.mutableSpan
    var count = 0
    for line in 0..<lines {
      nets[line] = lists[line]
      marked[count] = Int32(truncatingIfNeeded: line)
      count &+= masks[line] == 0 ? 0 : 1
    }
    for index in 0..<count {
      let line = Int(marked[index])
      var left = lists[line]
      var slots = masks[line]
      let units = Int64(units[line])
      masks[line] = 0
      repeat {
        let cell = line &* width &+ slots.trailingZeroBitCount &* 2
        slots &= slots &- 1
        let rate = UInt64(UInt32(truncatingIfNeeded: cells[cell]))
        let amount = Int64(cells[cell &+ 1])
        cells[cell] = 0
        cells[cell &+ 1] = 0
        // Never more than what is left: a rate is at most one whole.
        let share = (UInt64(truncatingIfNeeded: left) &* rate &+ 500_000) / 1_000_000
        let off = max(Int64(truncatingIfNeeded: share), min(amount &* units, left))
        if records {
          takes[cell] = left
          takes[cell &+ 1] = off
        }
        left &-= off
      } while slots != 0
      nets[line] = left
    }
  }

  /// Records what cuts took off the lines of an order.
  /// - Parameter cuts: Its plain cuts among those of the block.
  mutating func recordCuts(
    _ offers: borrowing KernelOffers, _ lines: Range<Int>, _ cuts: Range<Int>, _ order: Int
  ) {
    let width = offers.linePhases.count * 2
    var slots: UInt64 = 0
    for entry in cuts {
      let hit = hits[entry]
      var bits = hit.bits
      while bits != 0 {
        slots |= weigh(offers, Int(hit.line), Int(hit.word) << 6 | bits.trailingZeroBitCount, width)
        bits &= bits &- 1
      }
    }
    for entry in Int(reachedStart[order])..<Int(reachedStart[order + 1]) {
      slots |= weigh(offers, Int(reachedLines[entry]), Int(reachedPlaces[entry]), width)
    }
    while slots != 0 {
      recordSlot(offers, lines, slots.trailingZeroBitCount, order)
      slots &= slots &- 1
    }
  }

  /// Whose cut a slot took: of those that take the same the first in the order of O-007. Returns
  /// the slot as a bit where it may be this one's.
  @inline(__always)
  private mutating func weigh(
    _ offers: borrowing KernelOffers, _ line: Int, _ place: Int, _ width: Int
  ) -> UInt64 {
    let hot = offers.hot[place]
    let cell = Int(truncatingIfNeeded: hot & 0xFFFF)
    let first = line * width + cell & ~1
    let left = taken[first]
    let value = hot >> 16
    let off =
      cell & 1 == KernelOffers.percent
      ? (left * value + 500_000) / 1_000_000 : min(value * Int64(units[line]), left)
    guard off == taken[first + 1], off != 0 else { return 0 }
    let held = winner[first >> 1]
    if held < 0 || offers.offer[place] < offers.offer[Int(held)] {
      winner[first >> 1] = Int32(truncatingIfNeeded: place)
    }
    return 1 << UInt64(cell >> 1)
  }

  /// Records what won a slot: by line, or where the phase runs offer by offer by offer, then line.
  private mutating func recordSlot(
    _ offers: borrowing KernelOffers, _ lines: Range<Int>, _ slot: Int, _ order: Int
  ) {
    let slots = offers.linePhases.count
    let isByOffer = byOffer[order] >> UInt64(slot) & 1 != 0
    let first = steps.count
    for line in lines {
      let cell = line * slots + slot
      guard winner[cell] >= 0 else { continue }
      let place = Int(winner[cell])
      winner[cell] = -1
      let isRate = Int(offers.hot[place]) & 1 == KernelOffers.percent
      let step = Step(
        rule: RuleRef(.offer, Int(offers.offer[place])), kind: isRate ? .percentOff : .amountOff,
        line: Int32(truncatingIfNeeded: line - lines.lowerBound), base: taken[cell * 2],
        amount: -taken[cell * 2 + 1])
      var next = steps.count
      steps.append(step)
      guard isByOffer else { continue }
      while next > first, steps[next - 1].rule.index > step.rule.index {
        steps[next] = steps[next - 1]
        next -= 1
      }
      steps[next] = step
    }
  }

  /// Records which row priced each line of an order.
  mutating func recordPrices(_ lines: Range<Int>) {
    for line in lines {
      steps.append(
        Step(
          rule: RuleRef(.priceRow, Int(band[line])), kind: .price,
          line: Int32(truncatingIfNeeded: line - lines.lowerBound), base: list[line], amount: 0))
    }
  }
}
