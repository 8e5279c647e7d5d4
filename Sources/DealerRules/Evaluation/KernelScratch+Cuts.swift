// What cuts take off lines, phase by phase (RULES.md O-005, O-006, O-009).
extension KernelScratch {
  /// Takes the best cut of each slot off each line, and leaves the cells empty.
  mutating func cut(_ offers: KernelOffers, _ lines: Range<Int>) {
    var nets = ContiguousArray<Int64>()
    var cells = ContiguousArray<Int32>()
    var masks = ContiguousArray<UInt64>()
    var takes = ContiguousArray<Int64>()
    swap(&nets, &net)
    swap(&cells, &best)
    swap(&masks, &mask)
    if recordsSteps { swap(&takes, &taken) }
    var netSpan = nets.mutableSpan
    var cellSpan = cells.mutableSpan
    var maskSpan = masks.mutableSpan
    var takenSpan = takes.mutableSpan
    KernelScratch.cut(
      lines, offers.linePhases.count * 2, list.span, units.span, &netSpan, &cellSpan, &maskSpan,
      &takenSpan)
    swap(&nets, &net)
    swap(&cells, &best)
    swap(&masks, &mask)
    guard recordsSteps else { return }
    swap(&takes, &taken)
    guard !cutLines.isEmpty else { return }
    findWinners(offers)
    recordCuts(offers, lines)
  }

  /// - Parameter taken: Where what each slot found and took is kept; empty for nowhere.
  @inline(__always)
  private static func cut(
    _ lines: Range<Int>, _ width: Int, _ list: Span<Int64>, _ units: Span<Int64>,
    _ net: inout MutableSpan<Int64>, _ best: inout MutableSpan<Int32>,
    _ mask: inout MutableSpan<UInt64>, _ taken: inout MutableSpan<Int64>
  ) {
    let records = !taken.isEmpty
    for line in lines {
      var left = list[line]
      var slots = mask[line]
      mask[line] = 0
      while slots != 0 {
        let cell = line * width + slots.trailingZeroBitCount * 2
        slots &= slots &- 1
        let rate = Int64(best[cell])
        let amount = Int64(best[cell + 1])
        best[cell] = 0
        best[cell + 1] = 0
        // Never more than what is left: a rate is at most one whole.
        let share = UInt64(truncatingIfNeeded: left * rate + 500_000) / 1_000_000
        let off = max(Int64(truncatingIfNeeded: share), min(amount * units[line], left))
        if records {
          taken[cell] = left
          taken[cell + 1] = off
        }
        left -= off
      }
      net[line] = left
    }
  }

  /// Whose cut each slot took: of those that take the same the first in the order of O-007.
  private mutating func findWinners(_ offers: KernelOffers) {
    let width = offers.linePhases.count * 2
    for index in cutLines.indices {
      let line = Int(cutLines[index])
      let place = cutPlaces[index]
      let hot = offers.hot[Int(place)]
      let cell = Int(hot & 0xFFFF)
      let first = line * width + cell & ~1
      let left = taken[first]
      let value = hot >> 16
      let off =
        cell & 1 == KernelOffers.percent
        ? (left * value + 500_000) / 1_000_000 : min(value * units[line], left)
      guard off == taken[first + 1], off != 0 else { continue }
      let held = winner[first >> 1]
      if held < 0 || offers.offer[Int(place)] < offers.offer[Int(held)] {
        winner[first >> 1] = place
      }
    }
  }

  /// Records what won: by line, or where the phase runs offer by offer by offer, then line.
  private mutating func recordCuts(_ offers: KernelOffers, _ lines: Range<Int>) {
    let slots = offers.linePhases.count
    for slot in 0..<slots {
      let first = steps.count
      for line in lines {
        let cell = line * slots + slot
        guard winner[cell] >= 0 else { continue }
        let place = Int(winner[cell])
        winner[cell] = -1
        let isRate = Int(offers.hot[place]) & 1 == KernelOffers.percent
        let step = Step(
          rule: RuleRef(.offer, Int(offers.offer[place])),
          kind: isRate ? .percentOff : .amountOff,
          line: Int32(truncatingIfNeeded: line - lines.lowerBound), base: taken[cell * 2],
          amount: -taken[cell * 2 + 1])
        var next = steps.count
        steps.append(step)
        guard byOffer >> UInt64(slot) & 1 != 0 else { continue }
        while next > first, steps[next - 1].rule.index > step.rule.index {
          steps[next] = steps[next - 1]
          next -= 1
        }
        steps[next] = step
      }
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
