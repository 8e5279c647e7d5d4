// What candidates take off, order by order (RULES.md O-003 … O-018).
extension KernelScratch {
  /// Applies every phase to the orders that are still at work.
  mutating func promote(
    _ program: KernelProgram, _ batch: borrowing OrderBatch, _ orders: Range<Int>
  ) {
    let hasOffers = program.offers.words > 0
    if hasOffers { match(program, batch, orders) }
    for index in 0..<orders.count {
      giftStart[index] = Int32(truncatingIfNeeded: gifts.count)
      stepStart[index] = Int32(truncatingIfNeeded: steps.count)
      offers[index] = 0
      guard fate[index] == .priced else { continue }
      let lines = Int(lineStart[index])..<Int(lineStart[index + 1])
      if recordsSteps { recordPrices(lines) }
      guard hasOffers, hitStart[index] < hitStart[index + 1] else {
        leave(lines, program.offers)
        continue
      }
      let isFit = promote(program, batch, orders.lowerBound + index, index, lines)
      guard !isFit else { continue }
      fate[index] = .general
      gifts.removeSubrange(Int(giftStart[index])...)
      steps.removeSubrange(Int(stepStart[index])...)
    }
    giftStart[orders.count] = Int32(truncatingIfNeeded: gifts.count)
    stepStart[orders.count] = Int32(truncatingIfNeeded: steps.count)
  }

  /// Leaves lines without candidates as they are listed.
  private mutating func leave(_ lines: Range<Int>, _ offers: KernelOffers) {
    clearFree(lines, offers)
    for line in lines { net[line] = list[line] }
  }

  private mutating func clearFree(_ lines: Range<Int>, _ offers: KernelOffers) {
    guard offers.givesOwnGoods else { return }
    for line in lines { free[line] = 0 }
  }

  /// The same for one order; false where only the general executor can.
  private mutating func promote(
    _ program: KernelProgram, _ batch: borrowing OrderBatch, _ order: Int, _ index: Int,
    _ lines: Range<Int>
  ) -> Bool {
    serial += 1
    if !later.isEmpty { later.removeAll(keepingCapacity: true) }
    if !touched.isEmpty { touched.removeAll(keepingCapacity: true) }
    if !lineBits.isEmpty { lineBits.removeAll(keepingCapacity: true) }
    if !cutLines.isEmpty { cutLines.removeAll(keepingCapacity: true) }
    if !cutPlaces.isEmpty { cutPlaces.removeAll(keepingCapacity: true) }
    byOffer = 0
    clearFree(lines, program.offers)
    let isPlain = takeCuts(program.offers, index)
    if isPlain, !later.isEmpty { takeOthers(program.offers, lines) }
    cut(program.offers, lines)
    if !giftCells.isEmpty { give(program.offers) }
    guard isPlain, !touched.isEmpty else { return isPlain }
    return discount(program, batch, order, lines)
  }

  /// Takes in the plain cuts of an order and keeps its other candidates; false where one of them is
  /// unusual.
  private mutating func takeCuts(_ offers: KernelOffers, _ index: Int) -> Bool {
    let range = Int(hitStart[index])..<Int(hitStart[index + 1])
    let cuts = Int32(offers.wordStart[KernelOffers.Class.gift.rawValue])
    let unusual = Int32(offers.wordStart[KernelOffers.Class.unusual.rawValue])
    var cells = ContiguousArray<Int32>()
    var masks = ContiguousArray<UInt64>()
    swap(&cells, &best)
    swap(&masks, &mask)
    var cellSpan = cells.mutableSpan
    var maskSpan = masks.mutableSpan
    let (count, last) = KernelScratch.takeCuts(
      range, cuts, offers.linePhases.count * 2, hits.span, offers.hot.span, &cellSpan, &maskSpan)
    swap(&cells, &best)
    swap(&masks, &mask)
    self.offers[index] = Int32(truncatingIfNeeded: count)
    if last >= cuts || recordsSteps { keepOthers(range, cuts) }
    return last < unusual
  }

  /// How many candidates there are, and the largest word of one.
  @inline(__always)
  private static func takeCuts(
    _ range: Range<Int>, _ cuts: Int32, _ width: Int, _ hits: Span<Hit>, _ hot: Span<Int64>,
    _ best: inout MutableSpan<Int32>, _ mask: inout MutableSpan<UInt64>
  ) -> (count: Int, last: Int32) {
    var count = 0
    var last: Int32 = -1
    for entry in range {
      let hit = hits[entry]
      count += hit.bits.nonzeroBitCount
      last = max(last, hit.word)
      guard hit.word < cuts else { continue }
      let line = Int(hit.line)
      var bits = hit.bits
      var slots = mask[line]
      repeat {
        let value = hot[Int(hit.word) << 6 | bits.trailingZeroBitCount]
        bits &= bits &- 1
        let slot = value & 0xFFFF
        let cell = line * width + Int(slot)
        slots |= 1 << UInt64(slot >> 1)
        best[cell] = max(best[cell], Int32(truncatingIfNeeded: value >> 16))
      } while bits != 0
      mask[line] = slots
    }
    return (count, last)
  }

  /// Keeps the candidates that are no plain cuts, and which cuts there are for steps.
  private mutating func keepOthers(_ range: Range<Int>, _ cuts: Int32) {
    for entry in range {
      let hit = hits[entry]
      if hit.word >= cuts {
        later.append(hit)
      } else if recordsSteps {
        note(hit)
      }
    }
  }

  private mutating func note(_ hit: Hit) {
    var bits = hit.bits
    while bits != 0 {
      cutLines.append(hit.line)
      cutPlaces.append(hit.word << 6 | Int32(truncatingIfNeeded: bits.trailingZeroBitCount))
      bits &= bits - 1
    }
  }

  /// Sums what bounded candidates must reach, then takes in those that reach it, gifts and order
  /// offers (RULES.md O-013).
  private mutating func takeOthers(_ offers: KernelOffers, _ lines: Range<Int>) {
    let bounded = Int32(offers.wordStart[KernelOffers.Class.boundedCut.rawValue])
    let gifts = Int32(offers.wordStart[KernelOffers.Class.boundedGift.rawValue])
    let order = Int32(offers.wordStart[KernelOffers.Class.order.rawValue])
    for hit in later where hit.word >= bounded && hit.word < order {
      addUp(hit)
    }
    let width = offers.linePhases.count * 2
    for entry in later.indices {
      let hit = later[entry]
      let line = Int(hit.line)
      var bits = hit.bits
      while bits != 0 {
        let place = Int(hit.word) << 6 | bits.trailingZeroBitCount
        bits &= bits - 1
        if hit.word >= order {
          touch(place, line, lines)
        } else if hit.word < bounded || hit.word >= gifts {
          if hit.word < bounded || sum[place] >= offers.least[place] { earn(offers, place, line) }
        } else {
          // A bounded cut makes its phase run offer by offer, whether or not it is reached.
          byOffer |= 1 << UInt64((offers.hot[place] & 0xFFFF) >> 1)
          guard sum[place] >= offers.least[place] else { continue }
          takeIn(offers.hot[place], line * width, line, Int32(truncatingIfNeeded: place))
        }
      }
    }
  }

  private mutating func addUp(_ hit: Hit) {
    let amount = list[Int(hit.line)]
    var bits = hit.bits
    while bits != 0 {
      let place = Int(hit.word) << 6 | bits.trailingZeroBitCount
      bits &= bits - 1
      if stamp[place] == serial {
        sum[place] += amount
      } else {
        stamp[place] = serial
        sum[place] = amount
      }
    }
  }

  /// Keeps the best rate and the best amount of each slot: on any amount the largest takes most.
  private mutating func takeIn(_ hot: Int64, _ first: Int, _ line: Int, _ place: Int32) {
    let cell = Int(hot & 0xFFFF)
    let value = Int32(truncatingIfNeeded: hot >> 16)
    mask[line] |= 1 << UInt64(cell >> 1)
    if value > best[first + cell] { best[first + cell] = value }
    guard recordsSteps else { return }
    cutLines.append(Int32(truncatingIfNeeded: line))
    cutPlaces.append(place)
  }

  // MARK: Gifts

  /// Lets a gift compete for its line (RULES.md O-006, O-018).
  private mutating func earn(_ offers: KernelOffers, _ place: Int, _ line: Int) {
    let times =
      UInt64(truncatingIfNeeded: units[line])
      / UInt64(truncatingIfNeeded: offers.every[place])
    guard times > 0 else { return }
    let quantity = Int64(truncatingIfNeeded: times) * offers.given[place]
    let slot = Int(offers.hot[place] & 0xFFFF) >> 1
    let cell = line * offers.giftPhases.count + slot
    let held = giftPlace[cell]
    if held < 0 {
      giftCells.append(Int32(truncatingIfNeeded: cell))
    } else {
      let weighs = offers.giftsWeigh[slot]
      let isMore = weighs && quantity > giftUnits[cell]
      let isSame = !weighs || quantity == giftUnits[cell]
      guard isMore || isSame && offers.offer[place] < offers.offer[Int(held)] else { return }
    }
    giftUnits[cell] = quantity
    giftPlace[cell] = Int32(truncatingIfNeeded: place)
  }

  /// Gives what won, in the order of offers, then lines.
  private mutating func give(_ offers: KernelOffers) {
    let first = gifts.count
    for cell in giftCells {
      let line = Int(cell) / offers.giftPhases.count
      let gift = KernelGift(
        offer: offers.offer[Int(giftPlace[Int(cell)])], line: Int32(truncatingIfNeeded: line),
        quantity: giftUnits[Int(cell)])
      giftPlace[Int(cell)] = -1
      free[line] += gift.quantity
      var next = gifts.count
      gifts.append(gift)
      while next > first, gift.precedes(gifts[next - 1]) {
        gifts[next] = gifts[next - 1]
        next -= 1
      }
      gifts[next] = gift
    }
    giftCells.removeAll(keepingCapacity: true)
  }
}
