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
    findWinners(program.offers)
    var next = 0
    for order in 0..<orders.count {
      stepStart[order] = Int32(truncatingIfNeeded: stepCount)
      if fate[order] == .priced {
        recordLines(program, Int(lineStart[order])..<Int(lineStart[order + 1]), order)
      }
      finishOrder(program, batch, orders.lowerBound, order, &next)
    }
    stepStart[orders.count] = Int32(truncatingIfNeeded: stepCount)
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
    KernelScratch.grow(&touchedExcess, most, 0)
    KernelScratch.grow(&lineBits, most * words, 0)
    let count = KernelScratch.touch(
      program.offers, lines.lowerBound, words, serial, &stamp, &entryOf, &touched, &touchedExcess,
      &lineBits, &matched, orderHits, start..<next, net)
    if !discount(program, batch, first + order, lines, count) { leave(order) }
  }

  /// The excess of an offer whose threshold counts list amounts is not known before it is asked.
  private static let unknownExcess = Int64.max / 2

  /// Notes which order offers an order has, which lines each of them and what these come to beyond
  /// its threshold; counts these candidates. Returns how many offers they are.
  private static func touch(
    _ offers: borrowing KernelOffers, _ first: Int, _ words: Int, _ serial: Int64,
    _ stamp: inout ContiguousArray<Int64>, _ entryOf: inout ContiguousArray<Int32>,
    _ touched: inout ContiguousArray<Int32>, _ excess: inout ContiguousArray<Int64>,
    _ bits: inout ContiguousArray<UInt64>, _ matched: inout Int, _ hits: ContiguousArray<Hit>,
    _ range: Range<Int>, _ net: ContiguousArray<Int64>
  ) -> Int {
    let hits = hits.span.extracting(range)
    let net = net.span
    let least = offers.least.span
    let countsList = offers.countsList.span
    var count = 0
    var stamps = stamp.mutableSpan
    var entries = entryOf.mutableSpan
    var places = touched.mutableSpan
    var excesses = excess.mutableSpan
    var lineBits = bits.mutableSpan
    for index in 0..<hits.count {
      let hit = hits[trusted: index]
      let amount = net[trusted: Int(hit.line)]
      let position = Int(hit.line) - first
      let (word, bit) = (position >> 6, UInt64(1) &<< UInt64(truncatingIfNeeded: position & 63))
      var bits = hit.bits
      while bits != 0 {
        let place = Int(hit.word) << 6 | bits.trailingZeroBitCount
        bits &= bits &- 1
        matched &+= 1
        if stamps[trusted: place] != serial {
          stamps[trusted: place] = serial
          entries[trusted: place] = Int32(truncatingIfNeeded: count)
          places[trusted: count] = Int32(truncatingIfNeeded: place)
          excesses[trusted: count] =
            countsList[trusted: place] ? unknownExcess : 0 &- least[trusted: place]
          for word in 0..<words { lineBits[trusted: count &* words &+ word] = 0 }
          count &+= 1
        }
        let entry = Int(entries[trusted: place])
        excesses[trusted: entry] &+= amount
        lineBits[trusted: entry &* words &+ word] |= bit
      }
    }
    return count
  }

  /// Lets the order phases take the best of their offers in turn; false where a product of amounts
  /// needs more than 64 bits.
  private mutating func discount(
    _ program: KernelProgram, _ batch: borrowing OrderBatch, _ order: Int,
    _ lines: Range<Int>, _ count: Int
  ) -> Bool {
    let (reached, phases) = KernelScratch.compact(
      program.offers.hot, count, touched, &touchedExcess)
    for phase in 0..<program.offers.orderPhases.count
    where phases &>> UInt64(truncatingIfNeeded: phase) & 1 != 0 {
      let best = KernelScratch.choose(
        phase, reached, lines, program.offers, touched, touchedExcess, lineBits, net, list)
      guard best.fits else { return false }
      guard best.place >= 0 else { continue }
      let slot = best.slot
      if recordsSteps { keepNets(lines) }
      if program.offers.remainders[phase] == .cumulative {
        guard KernelScratch.spread(best.off, of: best.sum, slot, lines, lineBits, &net) else {
          return false
        }
      } else {
        guard allocate(best.off, slot, lines, batch, order, program.offers.remainders[phase]) else {
          return false
        }
      }
      if recordsSteps { recordShares(program, best.place, lines) }
    }
    return true
  }

  /// Puts the entries of offers that may reach their thresholds in place of the excesses, because
  /// what is left of lines only falls from phase to phase. Returns how many they are, and their
  /// phases as bits, of which those 64 apart share one.
  private static func compact(
    _ hot: ContiguousArray<Int64>, _ count: Int, _ touched: ContiguousArray<Int32>,
    _ excess: inout ContiguousArray<Int64>
  ) -> (reached: Int, phases: UInt64) {
    let hot = hot.span
    let touched = touched.span.extracting(first: count)
    var excess = excess.mutableSpan
    var reached = 0
    var phases: UInt64 = 0
    for entry in 0..<touched.count where excess[trusted: entry] >= 0 {
      phases |=
        1 &<< UInt64(truncatingIfNeeded: (hot[trusted: Int(touched[trusted: entry])] & 0xFFFF) >> 1)
      excess[trusted: reached] = Int64(truncatingIfNeeded: entry)
      reached &+= 1
    }
    return (reached, phases)
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
    _ phase: Int, _ count: Int, _ lines: Range<Int>,
    _ offers: borrowing KernelOffers, _ touched: ContiguousArray<Int32>,
    _ reached: ContiguousArray<Int64>, _ lineBits: ContiguousArray<UInt64>,
    _ net: ContiguousArray<Int64>, _ list: ContiguousArray<Int64>
  ) -> OrderChoice {
    let words = (lines.count + 63) >> 6
    let touched = touched.span
    let reached = reached.span.extracting(first: count)
    let bits = lineBits.span
    let hot = offers.hot.span
    let least = offers.least.span
    let countsList = offers.countsList.span
    let net = net.span
    var best = OrderChoice()
    for index in 0..<reached.count {
      let entry = Int(reached[trusted: index])
      let place = Int(touched[trusted: entry])
      let value = hot[trusted: place]
      guard Int(value & 0xFFFF) >> 1 == phase else { continue }
      let slot = entry &* words
      let sum = KernelScratch.total(net, bits, slot, lines)
      let weighed =
        countsList[trusted: place] ? KernelScratch.total(list.span, bits, slot, lines) : sum
      guard weighed >= least[trusted: place] else { continue }
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
      var bits = lineBits[trusted: slot + word]
      while bits != 0 {
        sum &+= amounts[trusted: lines.lowerBound + word << 6 + bits.trailingZeroBitCount]
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
      var bits = lineBits[trusted: slot + word]
      while bits != 0 {
        let line = lines.lowerBound + word << 6 + bits.trailingZeroBitCount
        bits &= bits &- 1
        running &+= nets[trusted: line]
        let (product, overflow) = off.multipliedReportingOverflow(by: running)
        guard !overflow else { return false }
        let next = KernelScratch.halfUp(product, sum)
        nets[trusted: line] &-= next &- before
        before = next
      }
    }
    return true
  }

  /// The same by any rule of M-010; seldom, and therefore by itself.
  @inline(never)
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
}
