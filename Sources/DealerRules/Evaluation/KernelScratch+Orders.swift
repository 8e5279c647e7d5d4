// Amounts off whole orders, spread over lines (RULES.md O-014, M-010).
extension KernelScratch {
  /// Notes that an order offer has a line.
  @inline(__always)
  mutating func touch(_ place: Int, _ line: Int, _ lines: Range<Int>) {
    let words = (lines.count + 63) >> 6
    if stamp[place] != serial {
      stamp[place] = serial
      slotOf[place] = Int32(truncatingIfNeeded: lineBits.count)
      touched.append(Int32(truncatingIfNeeded: place))
      for _ in 0..<words { lineBits.append(0) }
    }
    let position = line - lines.lowerBound
    lineBits[Int(slotOf[place]) + position >> 6] |= 1 << UInt64(position & 63)
  }

  /// Lets the order phases take the best of their offers in turn; false where a product of amounts
  /// needs more than 64 bits.
  mutating func discount(
    _ program: KernelProgram, _ batch: borrowing OrderBatch, _ order: Int, _ lines: Range<Int>
  ) -> Bool {
    for slot in program.offers.orderPhases.indices {
      var best: Int64 = 0
      var winner = -1
      var base: Int64 = 0
      for place in touched {
        let place = Int(place)
        let hot = program.offers.hot[place]
        guard Int(hot & 0xFFFF) >> 1 == slot else { continue }
        let sum = total(place, lines)
        let reached = program.offers.countsList[place] ? listed(place, lines) : sum
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

  /// What is left of the lines of an offer.
  @inline(__always)
  private mutating func total(_ place: Int, _ lines: Range<Int>) -> Int64 {
    var sum: Int64 = 0
    for word in 0..<(lines.count + 63) >> 6 {
      var bits = lineBits[Int(slotOf[place]) + word]
      while bits != 0 {
        sum += net[lines.lowerBound + word << 6 + bits.trailingZeroBitCount]
        bits &= bits - 1
      }
    }
    return sum
  }

  /// The list amounts of the lines of an offer.
  private mutating func listed(_ place: Int, _ lines: Range<Int>) -> Int64 {
    var sum: Int64 = 0
    for word in 0..<(lines.count + 63) >> 6 {
      var bits = lineBits[Int(slotOf[place]) + word]
      while bits != 0 {
        sum += list[lines.lowerBound + word << 6 + bits.trailingZeroBitCount]
        bits &= bits - 1
      }
    }
    return sum
  }

  /// Each line takes the difference of the half-up running totals. What is taken is at most the sum
  /// of what is left, so no share exceeds its line.
  private mutating func spread(
    _ off: Int64, of sum: Int64, _ place: Int, _ offers: KernelOffers, _ lines: Range<Int>
  ) -> Bool {
    var running: Int64 = 0
    var before: Int64 = 0
    for word in 0..<(lines.count + 63) >> 6 {
      var bits = lineBits[Int(slotOf[place]) + word]
      while bits != 0 {
        let line = lines.lowerBound + word << 6 + bits.trailingZeroBitCount
        bits &= bits - 1
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
    _ off: Int64, _ place: Int, _ offers: KernelOffers, _ lines: Range<Int>,
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
    _ share: Int64, _ line: Int, _ place: Int, _ offers: KernelOffers, _ lines: Range<Int>
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
