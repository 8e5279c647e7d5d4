// Amounts off whole orders, spread over lines (RULES.md O-014, M-010).
extension KernelScratch {
  /// Lets each order take its order offers, and records its steps.
  mutating func finishOrders(
    _ program: KernelProgram, _ batch: borrowing OrderBatch, _ orders: Range<Int>
  ) {
    guard recordsSteps else {
      var next = 0
      while next < found.orders {
        let order = Int(owner[Int(orderHits[next].line)])
        finishOrder(program, batch, orders.lowerBound, order, &next)
      }
      return
    }
    var cut = 0
    var next = 0
    for order in 0..<orders.count {
      stepStart[order] = Int32(truncatingIfNeeded: steps.count)
      let lines = Int(lineStart[order])..<Int(lineStart[order + 1])
      let first = cut
      while cut < found.cuts, Int(hits[cut].line) < lines.upperBound { cut += 1 }
      if fate[order] == .priced {
        recordPrices(lines)
        recordCuts(program.offers, lines, first..<cut, order)
      }
      finishOrder(program, batch, orders.lowerBound, order, &next)
    }
    stepStart[orders.count] = Int32(truncatingIfNeeded: steps.count)
  }

  /// Lets an order take its order offers, which are the next ones.
  @inline(__always)
  private mutating func finishOrder(
    _ program: KernelProgram, _ batch: borrowing OrderBatch, _ first: Int, _ order: Int,
    _ next: inout Int
  ) {
    let lines = Int(lineStart[order])..<Int(lineStart[order + 1])
    let start = next
    while next < found.orders, Int(orderHits[next].line) < lines.upperBound { next += 1 }
    guard start < next, fate[order] == .priced else { return }
    serial += 1
    let words = (lines.count + 63) >> 6
    var most = program.offers.mostOfOrders
    // The lines of each offer take a word in most orders, and are not worth counting there.
    if words > 1 { most = min(most, (next - start) * 64) }
    KernelScratch.grow(&touched, most, 0)
    KernelScratch.grow(&lineBits, most * words, 0)
    let count = KernelScratch.touch(
      lines.lowerBound, words, serial, &stamp, &slotOf, &touched, &lineBits, &matched, orderHits,
      start..<next)
    if !discount(program.offers, batch, first + order, lines, count) { leave(order) }
  }

  /// Notes which order offers an order has and which lines each of them; counts these candidates.
  /// Returns how many offers they are.
  private static func touch(
    _ first: Int, _ words: Int, _ serial: Int64, _ stamp: inout ContiguousArray<Int64>,
    _ slotOf: inout ContiguousArray<Int32>, _ touched: inout ContiguousArray<Int32>,
    _ bits: inout ContiguousArray<UInt64>, _ matched: inout Int, _ hits: ContiguousArray<Hit>,
    _ range: Range<Int>
  ) -> Int {
    let hits = hits.span
    var count = 0
    var stamps = stamp.mutableSpan
    var slots = slotOf.mutableSpan
    var places = touched.mutableSpan
    var lineBits = bits.mutableSpan
    for entry in range {
      let hit = hits[entry]
      let position = Int(hit.line) - first
      var bits = hit.bits
      while bits != 0 {
        let place = Int(hit.word) << 6 | bits.trailingZeroBitCount
        bits &= bits &- 1
        matched &+= 1
        if stamps[place] != serial {
          stamps[place] = serial
          slots[place] = Int32(truncatingIfNeeded: count &* words)
          places[count] = Int32(truncatingIfNeeded: place)
          for word in 0..<words { lineBits[count &* words &+ word] = 0 }
          count &+= 1
        }
        lineBits[Int(slots[place]) &+ position >> 6] |= 1 &<< UInt64(position & 63)
      }
    }
    return count
  }

  /// Lets the order phases take the best of their offers in turn; false where a product of amounts
  /// needs more than 64 bits.
  private mutating func discount(
    _ offers: borrowing KernelOffers, _ batch: borrowing OrderBatch, _ order: Int,
    _ lines: Range<Int>, _ count: Int
  ) -> Bool {
    for phase in 0..<offers.orderPhases.count {
      let best = KernelScratch.choose(phase, count, lines, offers, touched, lineBits, net, list)
      guard best.fits else { return false }
      guard best.place >= 0 else { continue }
      let slot = best.slot
      if recordsSteps { keepNets(lines) }
      if offers.remainders[phase] == .cumulative {
        guard KernelScratch.spread(best.off, of: best.sum, slot, lines, lineBits, &net) else {
          return false
        }
      } else {
        guard allocate(best.off, slot, lines, batch, order, offers.remainders[phase]) else {
          return false
        }
      }
      if recordsSteps { recordShares(offers, best.place, lines) }
    }
    return true
  }

  /// What takes most in an order phase.
  private struct OrderChoice {
    var place = -1
    /// Where the bits of its lines begin.
    var slot = 0
    var off: Int64 = 0
    /// What its lines come to.
    var sum: Int64 = 0
    /// Whether every product fits 64 bits.
    var fits = true
  }

  /// The offer of a phase that takes most; of equal ones the first by O-007.
  private static func choose(
    _ phase: Int, _ count: Int, _ lines: Range<Int>, _ offers: borrowing KernelOffers,
    _ touched: ContiguousArray<Int32>, _ lineBits: ContiguousArray<UInt64>,
    _ net: ContiguousArray<Int64>, _ list: ContiguousArray<Int64>
  ) -> OrderChoice {
    let words = (lines.count + 63) >> 6
    let touched = touched.span.extracting(first: count)
    let bits = lineBits.span
    let hot = offers.hot.span
    let least = offers.least.span
    let countsList = offers.countsList.span
    let net = net.span
    var best = OrderChoice()
    for entry in 0..<touched.count {
      let place = Int(touched[entry])
      let value = hot[place]
      guard Int(value & 0xFFFF) >> 1 == phase else { continue }
      let slot = entry &* words
      let sum = KernelScratch.total(net, bits, slot, lines)
      let reached =
        countsList[place] ? KernelScratch.total(list.span, bits, slot, lines) : sum
      guard reached >= least[place] else { continue }
      var off = min(value >> 16, sum)
      if value & 1 == KernelOffers.percent {
        let (product, overflow) = sum.multipliedReportingOverflow(by: value >> 16)
        guard !overflow else { return OrderChoice(fits: false) }
        off = KernelScratch.halfUp(product, 1_000_000)
      }
      guard off >= best.off, off > 0 else { continue }
      if off == best.off, best.place >= 0, offers.offer[place] > offers.offer[best.place] {
        continue
      }
      best = OrderChoice(place: place, slot: slot, off: off, sum: sum)
    }
    return best
  }

  /// What some lines of an order add up to.
  @inline(__always)
  private static func total(
    _ amounts: Span<Int64>, _ lineBits: Span<UInt64>, _ slot: Int, _ lines: Range<Int>
  ) -> Int64 {
    var sum: Int64 = 0
    for word in 0..<(lines.count + 63) >> 6 {
      var bits = lineBits[slot + word]
      while bits != 0 {
        sum &+= amounts[lines.lowerBound + word << 6 + bits.trailingZeroBitCount]
        bits &= bits &- 1
      }
    }
    return sum
  }

  /// Each line takes the difference of the half-up running totals. What is taken is at most the sum
  /// of what is left, so no share exceeds its line.
  private static func spread(
    _ off: Int64, of sum: Int64, _ slot: Int, _ lines: Range<Int>,
    _ lineBits: ContiguousArray<UInt64>, _ net: inout ContiguousArray<Int64>
  ) -> Bool {
    let lineBits = lineBits.span
    var nets = net.mutableSpan
    var running: Int64 = 0
    var before: Int64 = 0
    for word in 0..<(lines.count + 63) >> 6 {
      var bits = lineBits[slot + word]
      while bits != 0 {
        let line = lines.lowerBound + word << 6 + bits.trailingZeroBitCount
        bits &= bits &- 1
        running &+= nets[line]
        let (product, overflow) = off.multipliedReportingOverflow(by: running)
        guard !overflow else { return false }
        let next = KernelScratch.halfUp(product, sum)
        nets[line] &-= next &- before
        before = next
      }
    }
    return true
  }

  /// The same by any rule of M-010.
  private mutating func allocate(
    _ off: Int64, _ slot: Int, _ lines: Range<Int>, _ batch: borrowing OrderBatch, _ order: Int,
    _ rule: RemainderRule
  ) -> Bool {
    let first = Int(batch.lineStart[order])
    allocator.removeAll()
    do throws(NumericError) {
      for line in lines where isIn(slot, line - lines.lowerBound) && net[line] != 0 {
        try allocator.add(
          weight: net[line], number: batch.number[first + line - lines.lowerBound], cap: net[line])
      }
      try allocator.spread(off, step: 1, rule: rule)
    } catch {
      return false
    }
    var share = 0
    for line in lines where isIn(slot, line - lines.lowerBound) && net[line] != 0 {
      net[line] -= allocator.shares[share]
      share += 1
    }
    return true
  }

  private mutating func isIn(_ slot: Int, _ position: Int) -> Bool {
    lineBits[slot + position >> 6] >> UInt64(position & 63) & 1 != 0
  }

  // MARK: Steps

  /// Keeps what is left of an order's lines.
  private mutating func keepNets(_ lines: Range<Int>) {
    netBefore.removeAll(keepingCapacity: true)
    netBefore.append(contentsOf: net[lines])
  }

  /// Records what an order offer has taken since ``keepNets(_:)``.
  private mutating func recordShares(
    _ offers: borrowing KernelOffers, _ place: Int, _ lines: Range<Int>
  ) {
    let isRate = Int(offers.hot[place]) & 1 == KernelOffers.percent
    for (position, before) in netBefore.enumerated() {
      let share = before - net[lines.lowerBound + position]
      guard share != 0 else { continue }
      steps.append(
        Step(
          rule: RuleRef(.offer, Int(offers.offer[place])),
          kind: isRate ? .percentOff : .amountOff,
          line: Int32(truncatingIfNeeded: position), base: before, amount: -share))
    }
  }
}
