// What cuts take off lines, phase by phase (RULES.md O-005, O-006, O-009).
extension KernelScratch {
  /// Takes the best cut of each slot off each line of the block, and leaves the cells empty.
  ///
  /// - Parameters:
  ///   - taken: For steps, of each cell (a rate, an amount) what a value is multiplied by to be
  ///     compared, and the least product that takes as much as was taken.
  ///   - cutSlots: For steps, the slots that took something.
  static func cut(
    _ lines: Int, _ width: Int, _ records: Bool, _ lists: ContiguousArray<Int64>,
    _ units: ContiguousArray<Int32>,
    _ net: inout ContiguousArray<Int64>, _ best: inout ContiguousArray<Int32>,
    _ mask: inout ContiguousArray<UInt64>, _ taken: inout ContiguousArray<Int64>,
    _ cutSlots: inout ContiguousArray<UInt64>, _ winner: inout ContiguousArray<Int32>,
    _ todo: inout ContiguousArray<Int32>
  ) {
    let lists = lists.span
    let units = units.span
    var nets = net.mutableSpan
    var cells = best.mutableSpan
    var masks = mask.mutableSpan
    var takes = taken.mutableSpan
    var slotsTaken = cutSlots.mutableSpan
    var winners = winner.mutableSpan
    var marked = todo.mutableSpan
    var count = 0
    for line in 0..<(records ? lines : 0) { slotsTaken[trusted: line] = 0 }
    for line in 0..<lines {
      nets[trusted: line] = lists[trusted: line]
      marked[trusted: count] = Int32(truncatingIfNeeded: line)
      count &+= masks[trusted: line] == 0 ? 0 : 1
    }
    for index in 0..<count {
      let line = Int(marked[trusted: index])
      var left = lists[trusted: line]
      var slots = masks[trusted: line]
      let units = Int64(units[trusted: line])
      masks[trusted: line] = 0
      repeat {
        let cell = line &* width &+ slots.trailingZeroBitCount &* 2
        slots &= slots &- 1
        let rate = UInt64(UInt32(truncatingIfNeeded: cells[trusted: cell]))
        let amount = Int64(cells[trusted: cell &+ 1])
        cells[trusted: cell] = 0
        cells[trusted: cell &+ 1] = 0
        // Never more than what is left: a rate is at most one whole.
        let share = (UInt64(truncatingIfNeeded: left) &* rate &+ 500_000) / 1_000_000
        let off = max(Int64(truncatingIfNeeded: share), min(amount &* units, left))
        if records {
          let isTaken = off != 0
          let slot = UInt64(truncatingIfNeeded: cell &- line &* width) >> 1
          slotsTaken[trusted: line] |= (isTaken ? 1 : 0) &<< slot
          winners[trusted: cell >> 1] = .max
          let first = cell &* 2
          takes[trusted: first] = left
          takes[trusted: first &+ 1] = isTaken ? off &* 1_000_000 &- 500_000 : .max
          takes[trusted: first &+ 2] = units
          takes[trusted: first &+ 3] = isTaken ? off : .max
        }
        left &-= off
      } while slots != 0
      nets[trusted: line] = left
    }
  }
}
