// Amounts off whole orders, spread over lines (RULES.md O-014, M-010).
extension KernelScratch {
  /// Lets each order take its order offers, and records its steps.
  mutating func finishOrders(
    _ program: KernelProgram, _ batch: borrowing OrderBatch, _ orders: Range<Int>
  ) {
    guard recordsSteps else {
      var next = 0
      while next < orderCount {
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
      while cut < cutCount, Int(hits[cut].line) < lines.upperBound { cut += 1 }
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
    while next < orderCount, Int(orderHits[next].line) < lines.upperBound { next += 1 }
    guard start < next, fate[order] == .priced else { return }
    serial += 1
    let words = (lines.count + 63) >> 6
    var most = 0
    for entry in start..<next { most += orderHits[entry].bits.nonzeroBitCount }
    KernelScratch.grow(&touched, most, 0)
    KernelScratch.grow(&lineBits, most * words, 0)
    touchedCount = KernelScratch.touch(
      lines.lowerBound, words, serial, &stamp, &slotOf, &touched, &lineBits,
      orderHits, start..<next)
    if !discount(program, batch, first + order, lines) { fate[order] = .general }
  }

  /// Notes which lines each order offer of an order has.
  private static func touch(
    _ first: Int, _ words: Int, _ serial: Int64,
    _ stamp: inout ContiguousArray<Int64>, _ slotOf: inout ContiguousArray<Int32>,
    _ touched: inout ContiguousArray<Int32>, _ bits: inout ContiguousArray<UInt64>,
    _ hits: ContiguousArray<Hit>, _ range: Range<Int>
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
        if stamps[place] != serial {
          stamps[place] = serial
          slots[place] = Int32(truncatingIfNeeded: count * words)
          places[count] = Int32(truncatingIfNeeded: place)
          for word in 0..<words { lineBits[count * words + word] = 0 }
          count += 1
        }
        lineBits[Int(slots[place]) + position >> 6] |= 1 << UInt64(position & 63)
      }
    }
    return count
  }

  /// Lets the order phases take the best of their offers in turn; false where a product of amounts
  /// needs more than 64 bits.
  private mutating func discount(
    _ program: KernelProgram, _ batch: borrowing OrderBatch, _ order: Int, _ lines: Range<Int>
  ) -> Bool {
    for slot in program.offers.orderPhases.indices {
      var best: Int64 = 0
      var winner = -1
      var base: Int64 = 0
      for entry in 0..<touchedCount {
        let place = Int(touched[entry])
        let hot = program.offers.hot[place]
        guard Int(hot & 0xFFFF) >> 1 == slot else { continue }
        let sum = KernelScratch.total(net.span, lineBits.span, Int(slotOf[place]), lines)
        let reached =
          program.offers.countsList[place]
          ? KernelScratch.total(list.span, lineBits.span, Int(slotOf[place]), lines) : sum
        guard reached >= program.offers.least[place] else { continue }
        var off = min(hot >> 16, sum)
        if hot & 1 == KernelOffers.percent {
          let (product, overflow) = sum.multipliedReportingOverflow(by: hot >> 16)
          guard !overflow else { return false }
          off = KernelScratch.halfUp(product, 1_000_000)
        }
        let isFirst = winner < 0 || program.offers.offer[place] < program.offers.offer[winner]
        guard off > best || off == best && off > 0 && isFirst else { continue }
        (best, winner, base) = (off, place, sum)
      }
      guard winner >= 0 else { continue }
      let isSpread =
        program.offers.remainders[slot] == .cumulative
        ? spread(best, of: base, winner, program.offers, lines)
        : allocate(
          best, winner, program.offers, lines, batch, order, program.offers.remainders[slot])
      guard isSpread else { return false }
    }
    return true
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
  private mutating func spread(
    _ off: Int64, of sum: Int64, _ place: Int, _ offers: borrowing KernelOffers,
    _ lines: Range<Int>
  ) -> Bool {
    var running: Int64 = 0
    var before: Int64 = 0
    for word in 0..<(lines.count + 63) >> 6 {
      var bits = lineBits[Int(slotOf[place]) + word]
      while bits != 0 {
        let line = lines.lowerBound + word << 6 + bits.trailingZeroBitCount
        bits &= bits &- 1
        running += net[line]
        let (product, overflow) = off.multipliedReportingOverflow(by: running)
        guard !overflow else { return false }
        let next = KernelScratch.halfUp(product, sum)
        take(next - before, line, place, offers, lines)
        before = next
      }
    }
    return true
  }

  /// The same by any rule of M-010.
  private mutating func allocate(
    _ off: Int64, _ place: Int, _ offers: borrowing KernelOffers, _ lines: Range<Int>,
    _ batch: borrowing OrderBatch, _ order: Int, _ rule: RemainderRule
  ) -> Bool {
    let first = Int(batch.lineStart[order])
    allocator.removeAll()
    do throws(NumericError) {
      for line in lines where isIn(place, line - lines.lowerBound) && net[line] != 0 {
        try allocator.add(
          weight: net[line], number: batch.number[first + line - lines.lowerBound], cap: net[line])
      }
      try allocator.spread(off, step: 1, rule: rule)
    } catch {
      return false
    }
    var share = 0
    for line in lines where isIn(place, line - lines.lowerBound) && net[line] != 0 {
      take(allocator.shares[share], line, place, offers, lines)
      share += 1
    }
    return true
  }

  private mutating func isIn(_ place: Int, _ position: Int) -> Bool {
    lineBits[Int(slotOf[place]) + position >> 6] >> UInt64(position & 63) & 1 != 0
  }

  @inline(__always)
  private mutating func take(
    _ share: Int64, _ line: Int, _ place: Int, _ offers: borrowing KernelOffers,
    _ lines: Range<Int>
  ) {
    if recordsSteps, share != 0 {
      let isRate = Int(offers.hot[place]) & 1 == KernelOffers.percent
      steps.append(
        Step(
          rule: RuleRef(.offer, Int(offers.offer[place])),
          kind: isRate ? .percentOff : .amountOff,
          line: Int32(truncatingIfNeeded: line - lines.lowerBound), base: net[line],
          amount: -share))
    }
    net[line] -= share
  }
}
