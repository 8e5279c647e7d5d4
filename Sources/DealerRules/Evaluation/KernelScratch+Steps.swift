// The steps of orders, where they are recorded (RULES.md X-001, O-007).
extension KernelScratch {
  /// Finds whose cut each slot of the block took: of those that take the same the first in the
  /// order of O-007.
  mutating func findWinners(_ offers: borrowing KernelOffers) {
    let width = offers.linePhases.count * 2
    KernelScratch.weighCuts(hits, found.cuts, offers.hot, offers.offer, width, taken, &winner)
    KernelScratch.weighReached(
      reachedLines, reachedPlaces, offers.hot, offers.offer, width, taken, &winner)
  }

  private static func weighCuts(
    _ hits: ContiguousArray<Hit>, _ count: Int, _ hot: ContiguousArray<Int64>,
    _ offer: ContiguousArray<Int32>, _ width: Int, _ taken: ContiguousArray<Int64>,
    _ winner: inout ContiguousArray<Int32>
  ) {
    let hits = hits.span.extracting(first: count)
    let hot = hot.span
    let offer = offer.span
    let taken = taken.span
    var winners = winner.mutableSpan
    for entry in 0..<hits.count {
      let hit = hits[entry]
      let first = Int(hit.line) &* width
      var bits = hit.bits
      repeat {
        let place = Int(hit.word) << 6 | bits.trailingZeroBitCount
        bits &= bits &- 1
        weigh(place, hot[place], first, offer, taken, &winners)
      } while bits != 0
    }
  }

  private static func weighReached(
    _ lines: ContiguousArray<Int32>, _ places: ContiguousArray<Int32>,
    _ hot: ContiguousArray<Int64>, _ offer: ContiguousArray<Int32>, _ width: Int,
    _ taken: ContiguousArray<Int64>, _ winner: inout ContiguousArray<Int32>
  ) {
    let lines = lines.span
    let places = places.span.extracting(first: lines.count)
    let hot = hot.span
    let offer = offer.span
    let taken = taken.span
    var winners = winner.mutableSpan
    for entry in 0..<lines.count {
      let place = Int(places[entry])
      weigh(place, hot[place], Int(lines[entry]) &* width, offer, taken, &winners)
    }
  }

  /// Notes an offer where it takes as much as its slot took: its rank and form.
  @inline(__always)
  private static func weigh(
    _ place: Int, _ value: Int64, _ first: Int, _ offer: Span<Int32>, _ taken: Span<Int64>,
    _ winners: inout MutableSpan<Int32>
  ) {
    let cell = first &+ Int(truncatingIfNeeded: value & 0xFFFF)
    guard (value >> 16) &* taken[cell &* 2] >= taken[cell &* 2 &+ 1] else { return }
    let mark = offer[place] &<< 1 | Int32(truncatingIfNeeded: value & 1)
    winners[cell >> 1] = min(winners[cell >> 1], mark)
  }

  // MARK: Steps of lines

  /// Records which row priced each line of an order and what cuts took off them.
  mutating func recordLines(_ program: KernelProgram, _ lines: Range<Int>, _ order: Int) {
    let slots = KernelScratch.slots(cutSlots, lines)
    let blank = Step(rule: .none, kind: .price, line: 0, base: 0, amount: 0)
    KernelScratch.grow(&steps, stepCount + lines.count + slots.count, blank)
    let first = stepCount
    stepCount += lines.count
    KernelScratch.recordPrices(lines, program.step, band, list, &steps, first)
    var bits = slots.bits
    while bits != 0 {
      let slot = bits.trailingZeroBitCount
      bits &= bits &- 1
      let begin = stepCount
      stepCount = KernelScratch.recordSlot(
        lines, slot, program.offers.linePhases.count, program.step, cutSlots, taken, winner, &steps,
        begin)
      // A phase with thresholds runs offer by offer.
      guard byOffer[order] >> UInt64(slot) & 1 != 0 else { continue }
      KernelScratch.sortByOffer(&steps, begin..<stepCount)
    }
  }

  /// The slots in which a line of an order lost something, and how many of lines they are.
  private static func slots(
    _ cutSlots: ContiguousArray<UInt64>, _ lines: Range<Int>
  ) -> (bits: UInt64, count: Int) {
    let slots = cutSlots.span.extracting(lines)
    var bits: UInt64 = 0
    var count = 0
    for line in 0..<slots.count {
      bits |= slots[line]
      count &+= slots[line].nonzeroBitCount
    }
    return (bits, count)
  }

  private static func recordPrices(
    _ lines: Range<Int>, _ unit: Int64, _ band: ContiguousArray<Int32>,
    _ list: ContiguousArray<Int64>, _ steps: inout ContiguousArray<Step>, _ first: Int
  ) {
    let bands = band.span.extracting(lines)
    let lists = list.span.extracting(lines)
    var steps = steps.mutableSpan
    for line in 0..<bands.count {
      steps[first &+ line] = Step(
        rule: RuleRef(.priceRow, Int(bands[line])), kind: .price,
        line: Int32(truncatingIfNeeded: line), base: lists[line] &* unit, amount: 0)
    }
  }

  /// Records what won a slot by line; returns where the next steps begin.
  private static func recordSlot(
    _ lines: Range<Int>, _ slot: Int, _ width: Int, _ unit: Int64,
    _ cutSlots: ContiguousArray<UInt64>, _ taken: ContiguousArray<Int64>,
    _ winner: ContiguousArray<Int32>, _ steps: inout ContiguousArray<Step>, _ first: Int
  ) -> Int {
    let slots = cutSlots.span.extracting(lines)
    let taken = taken.span
    let winners = winner.span
    var steps = steps.mutableSpan
    var next = first
    for line in 0..<slots.count
    where slots[line] &>> UInt64(truncatingIfNeeded: slot) & 1 != 0 {
      let cell = (lines.lowerBound &+ line) &* width &+ slot
      let mark = Int(winners[cell])
      steps[next] = Step(
        rule: RuleRef(.offer, mark >> 1),
        kind: mark & 1 == KernelOffers.percent ? .percentOff : .amountOff,
        line: Int32(truncatingIfNeeded: line), base: taken[cell &* 4] &* unit,
        amount: 0 &- taken[cell &* 4 &+ 3] &* unit)
      next &+= 1
    }
    return next
  }

  /// Puts steps in the order of their offers, then lines.
  private static func sortByOffer(_ steps: inout ContiguousArray<Step>, _ range: Range<Int>) {
    var steps = steps.mutableSpan
    for place in range {
      let step = steps[place]
      var next = place
      while next > range.lowerBound, steps[next - 1].rule.index > step.rule.index {
        steps[next] = steps[next - 1]
        next -= 1
      }
      steps[next] = step
    }
  }

  // MARK: Steps of orders

  /// Keeps what is left of an order's lines.
  mutating func keepNets(_ lines: Range<Int>) {
    KernelScratch.grow(&netBefore, lines.count, 0)
    KernelScratch.copy(net, lines, &netBefore)
  }

  private static func copy(
    _ column: ContiguousArray<Int64>, _ lines: Range<Int>, _ copy: inout ContiguousArray<Int64>
  ) {
    let cells = column.span.extracting(lines)
    var copies = copy.mutableSpan
    for line in 0..<cells.count { copies[line] = cells[line] }
  }

  /// Records what an order offer has taken since ``keepNets(_:)``.
  mutating func recordShares(_ program: KernelProgram, _ place: Int, _ lines: Range<Int>) {
    let isRate = Int(program.offers.hot[place]) & 1 == KernelOffers.percent
    let blank = Step(
      rule: RuleRef(.offer, Int(program.offers.offer[place])),
      kind: isRate ? .percentOff : .amountOff, line: 0, base: 0, amount: 0)
    KernelScratch.grow(&steps, stepCount + lines.count, blank)
    stepCount = KernelScratch.recordShares(
      blank, lines, program.step, netBefore, net, &steps, stepCount)
  }

  private static func recordShares(
    _ blank: Step, _ lines: Range<Int>, _ unit: Int64, _ netBefore: ContiguousArray<Int64>,
    _ net: ContiguousArray<Int64>, _ steps: inout ContiguousArray<Step>, _ first: Int
  ) -> Int {
    let nets = net.span.extracting(lines)
    let before = netBefore.span.extracting(first: lines.count)
    var steps = steps.mutableSpan
    var next = first
    var step = blank
    for line in 0..<nets.count where before[line] != nets[line] {
      step.line = Int32(truncatingIfNeeded: line)
      step.base = before[line] &* unit
      step.amount = (nets[line] &- before[line]) &* unit
      steps[next] = step
      next &+= 1
    }
    return next
  }
}
