// What candidates take off, stage by stage over the block (RULES.md O-003 … O-018).
extension KernelScratch {
  /// Applies every phase to the orders that are still at work.
  mutating func promote(
    _ program: KernelProgram, _ batch: borrowing OrderBatch, _ orders: Range<Int>
  ) {
    let lines = Int(lineStart[orders.count])
    if program.offers.givesOwnGoods { KernelScratch.clear(&free, lines, 0) }
    found = HitCounts()
    (matched, hasLeft) = (0, false)
    if program.offers.words > 0 { match(program, batch, orders) }
    matched += KernelScratch.takeCuts(
      hits, found.cuts, program.offers.hot, program.offers.linePhases.count * 2, &best,
      &mask)
    takeOthers(program.offers, orders.count)
    KernelScratch.cut(
      lines, program.offers.linePhases.count * 2, recordsSteps, list, units, &net, &best,
      &mask, &taken, &cutSlots, &winner, &todo)
    finishOrders(program, batch, orders)
  }

  /// Takes in the plain cuts of the block: of each slot the best rate and the best amount, because
  /// on any amount the largest takes most. Returns how many there are.
  private static func takeCuts(
    _ cuts: ContiguousArray<Hit>, _ count: Int, _ hot: ContiguousArray<Int64>, _ width: Int,
    _ best: inout ContiguousArray<Int32>, _ mask: inout ContiguousArray<UInt64>
  ) -> Int {
    let cuts = cuts.span
    let hot = hot.span
    var taken = 0
    var cells = best.mutableSpan
    var masks = mask.mutableSpan
    for entry in 0..<count {
      let hit = cuts[trusted: entry]
      let line = Int(hit.line)
      var bits = hit.bits
      var slots = masks[trusted: line]
      repeat {
        let value = hot[trusted: Int(hit.word) << 6 | bits.trailingZeroBitCount]
        bits &= bits &- 1
        taken &+= 1
        let slot = Int(truncatingIfNeeded: value & 0xFFFF)
        let cell = line &* width &+ slot
        slots |= 1 &<< UInt64(truncatingIfNeeded: slot >> 1)
        cells[trusted: cell] = max(cells[trusted: cell], Int32(truncatingIfNeeded: value >> 16))
      } while bits != 0
      masks[trusted: line] = slots
    }
    return taken
  }

  /// Takes in, order by order, gifts and what has a threshold on list amounts (RULES.md O-013).
  private mutating func takeOthers(_ offers: borrowing KernelOffers, _ orders: Int) {
    let bounded = Int32(offers.wordStart[KernelOffers.Class.boundedCut.rawValue])
    let gifts = Int32(offers.wordStart[KernelOffers.Class.boundedGift.rawValue])
    let width = offers.linePhases.count * 2
    reachedLines.removeAll(keepingCapacity: true)
    reachedPlaces.removeAll(keepingCapacity: true)
    if recordsSteps { KernelScratch.clear(&byOffer, orders, 0) }
    var next = 0
    var order = 0
    while next < found.middles {
      let owner = Int(owner[Int(middleHits[next].line)])
      begin(order...owner)
      order = owner + 1
      let end = lineStart[owner + 1]
      let first = next
      serial += 1
      next = KernelScratch.addUp(
        middleHits, first..<found.middles, end, bounded, list, serial, &stamp, &sum, &matched)
      let hasGifts = KernelScratch.takeReached(
        middleHits, first..<next, bounded..<gifts, width, offers.hot, offers.least, sum, &best,
        &mask)
      if recordsSteps { noteReached(offers, first..<next, bounded..<gifts, owner) }
      guard hasGifts else { continue }
      for entry in first..<next where !(bounded..<gifts).contains(middleHits[entry].word) {
        takeGifts(middleHits[entry], offers)
      }
      guard giftCount > 0 else { continue }
      KernelScratch.give(
        offers.offer, offers.giftPhases.count, giftCells, giftCount, giftUnits, &giftPlace, &free,
        &self.gifts)
      giftCount = 0
    }
    if order <= orders { begin(order...orders) }
  }

  /// Notes where gifts of some orders begin.
  @inline(__always)
  private mutating func begin(_ orders: ClosedRange<Int>) {
    KernelScratch.fill(&giftStart, orders, Int32(truncatingIfNeeded: gifts.count))
  }

  @inline(__always)
  private static func fill(
    _ column: inout ContiguousArray<Int32>, _ cells: ClosedRange<Int>, _ value: Int32
  ) {
    var span = column.mutableSpan
    for cell in cells { span[cell] = value }
  }

  private static func clear<Number: FixedWidthInteger>(
    _ column: inout ContiguousArray<Number>, _ count: Int, _ value: Number
  ) {
    var span = column.mutableSpan
    for cell in 0..<count { span[cell] = value }
  }

  /// Adds the lines of an order to what each of their bounded candidates must reach, and counts
  /// these; returns where the candidates of the next order begin.
  private static func addUp(
    _ hits: ContiguousArray<Hit>, _ range: Range<Int>, _ end: Int32, _ bounded: Int32,
    _ amounts: ContiguousArray<Int64>, _ serial: Int64,
    _ stamp: inout ContiguousArray<Int64>, _ sum: inout ContiguousArray<Int64>,
    _ matched: inout Int
  ) -> Int {
    let hits = hits.span
    let amounts = amounts.span
    var stamps = stamp.mutableSpan
    var sums = sum.mutableSpan
    var next = range.lowerBound
    while next < range.upperBound, hits[trusted: next].line < end {
      let hit = hits[trusted: next]
      next &+= 1
      guard hit.word >= bounded else { continue }
      let amount = amounts[trusted: Int(hit.line)]
      var bits = hit.bits
      while bits != 0 {
        let place = Int(hit.word) << 6 | bits.trailingZeroBitCount
        bits &= bits &- 1
        matched &+= 1
        let before = stamps[trusted: place] == serial ? sums[trusted: place] : 0
        stamps[trusted: place] = serial
        sums[trusted: place] = before &+ amount
      }
    }
    return next
  }

  /// Takes in the cuts of an order that have reached their thresholds; returns whether other
  /// candidates stand among them.
  /// - Parameter cuts: The words of such cuts.
  private static func takeReached(
    _ hits: ContiguousArray<Hit>, _ range: Range<Int>, _ cuts: Range<Int32>, _ width: Int,
    _ hot: ContiguousArray<Int64>, _ least: ContiguousArray<Int64>,
    _ sum: ContiguousArray<Int64>, _ best: inout ContiguousArray<Int32>,
    _ mask: inout ContiguousArray<UInt64>
  ) -> Bool {
    let hits = hits.span
    let hot = hot.span
    let least = least.span
    let sums = sum.span
    var cells = best.mutableSpan
    var masks = mask.mutableSpan
    var hasOthers = false
    for entry in range {
      let hit = hits[trusted: entry]
      guard cuts.contains(hit.word) else {
        hasOthers = true
        continue
      }
      let line = Int(hit.line)
      var bits = hit.bits
      var slots = masks[trusted: line]
      while bits != 0 {
        let place = Int(hit.word) << 6 | bits.trailingZeroBitCount
        bits &= bits &- 1
        guard sums[trusted: place] >= least[trusted: place] else { continue }
        let value = hot[trusted: place]
        let slot = Int(truncatingIfNeeded: value & 0xFFFF)
        let cell = line &* width &+ slot
        slots |= 1 &<< UInt64(truncatingIfNeeded: slot >> 1)
        cells[trusted: cell] = max(cells[trusted: cell], Int32(truncatingIfNeeded: value >> 16))
      }
      masks[trusted: line] = slots
    }
    return hasOthers
  }

  /// Notes, for steps, which cuts of an order have reached their thresholds.
  private mutating func noteReached(
    _ offers: borrowing KernelOffers, _ range: Range<Int>, _ cuts: Range<Int32>, _ order: Int
  ) {
    for entry in range where cuts.contains(middleHits[entry].word) {
      let hit = middleHits[entry]
      var bits = hit.bits
      while bits != 0 {
        let place = Int(hit.word) << 6 | bits.trailingZeroBitCount
        bits &= bits &- 1
        // A bounded cut makes its phase run offer by offer, whether or not it is reached.
        let cell = Int(truncatingIfNeeded: offers.hot[place] & 0xFFFF)
        byOffer[order] |= 1 << UInt64(cell >> 1)
        guard sum[place] >= offers.least[place] else { continue }
        reachedLines.append(hit.line)
        reachedPlaces.append(Int32(truncatingIfNeeded: place))
      }
    }
  }

  /// Takes in candidates of a line that are gifts, where they have reached their thresholds.
  private mutating func takeGifts(_ hit: Hit, _ offers: borrowing KernelOffers) {
    let bounded = Int32(offers.wordStart[KernelOffers.Class.boundedCut.rawValue])
    var bits = hit.bits
    while bits != 0 {
      let place = Int(hit.word) << 6 | bits.trailingZeroBitCount
      bits &= bits &- 1
      if hit.word < bounded {
        matched &+= 1
      } else {
        guard sum[place] >= offers.least[place] else { continue }
      }
      earn(offers, place, Int(hit.line))
    }
  }

  // MARK: Gifts

  /// Lets a gift compete for its line (RULES.md O-006, O-018).
  private mutating func earn(_ offers: borrowing KernelOffers, _ place: Int, _ line: Int) {
    let times =
      UInt32(truncatingIfNeeded: units[line]) / UInt32(truncatingIfNeeded: offers.every[place])
    guard times > 0 else { return }
    let quantity = Int64(times) * offers.given[place]
    let slot = Int(offers.hot[place] & 0xFFFF) >> 1
    let cell = line * offers.giftPhases.count + slot
    let held = giftPlace[cell]
    if held < 0 {
      giftCells[giftCount] = Int32(truncatingIfNeeded: cell)
      giftCount += 1
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
  private static func give(
    _ offer: ContiguousArray<Int32>, _ phases: Int, _ cells: ContiguousArray<Int32>, _ count: Int,
    _ units: ContiguousArray<Int64>, _ places: inout ContiguousArray<Int32>,
    _ free: inout ContiguousArray<Int64>, _ gifts: inout ContiguousArray<KernelGift>
  ) {
    let first = gifts.count
    gifts.append(
      contentsOf: repeatElement(KernelGift(offer: 0, line: 0, quantity: 0), count: count))
    let offer = offer.span
    let cells = cells.span.extracting(first: count)
    let units = units.span
    var places = places.mutableSpan
    var free = free.mutableSpan
    var gifts = gifts.mutableSpan
    for index in 0..<cells.count {
      let cell = Int(cells[index])
      let line = cell / phases
      let gift = KernelGift(
        offer: offer[Int(places[cell])], line: Int32(truncatingIfNeeded: line),
        quantity: units[cell])
      places[cell] = -1
      free[line] += gift.quantity
      var next = first + index
      while next > first, gift.precedes(gifts[next - 1]) {
        gifts[next] = gifts[next - 1]
        next -= 1
      }
      gifts[next] = gift
    }
  }
}
