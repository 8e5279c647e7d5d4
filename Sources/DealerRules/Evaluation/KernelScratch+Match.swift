// Candidates of a block's lines (RULES.md O-001, O-002).
extension KernelScratch {
  /// Words of candidates of a line that hold anything.
  struct Hit: Sendable {
    var bits: UInt64 = 0
    /// Position in the block.
    var line: Int32 = 0
    var word: Int32 = 0
  }

  /// How many words of candidates a block has, by what is done with them.
  struct HitCounts: Sendable {
    var cuts = 0
    var middles = 0
    var orders = 0
  }

  /// Finds the candidates of every order that is still at work, parted by what is done with them.
  mutating func match(
    _ program: KernelProgram, _ batch: borrowing OrderBatch, _ orders: Range<Int>
  ) {
    let index = program.offers.index
    fetched &+= KernelScratch.fetchRows(index, batch, orders, &rowFirst)
    let room = KernelScratch.fetchWords(
      index, orders.count, &fetched, product, fate, lineStart)
    KernelScratch.grow(&hits, room.cuts + 1, Hit())
    KernelScratch.grow(&middleHits, room.middles + 1, Hit())
    KernelScratch.grow(&orderHits, room.orders + 1, Hit())
    if index.isDense {
      KernelScratch.matchDense(
        index, batch, orders, &eligible, &found, &hits, &middleHits, &orderHits, product, units,
        isProtected, fate, lineStart, rowFirst)
    } else {
      KernelScratch.matchSparse(
        index, batch, orders, &found, &hits, &middleHits, &orderHits, product, units, isProtected,
        fate, lineStart, rowFirst)
    }
    let unusual = program.offers.wordStart[KernelOffers.Class.unusual.rawValue]
    if unusual < program.offers.words { leaveUnusual(Int32(unusual)) }
  }

  /// Leaves orders with an unusual candidate to the general executor.
  private mutating func leaveUnusual(_ unusual: Int32) {
    for entry in 0..<found.orders where orderHits[entry].word >= unusual {
      leave(Int(owner[Int(orderHits[entry].line)]))
    }
  }

  /// Leaves an order whose candidates were found to the general executor, which counts them too.
  mutating func leave(_ order: Int) {
    fate[order] = .general
    hasLeft = true
  }

  /// Finds the rows of the orders' customers and begins to fetch them.
  private static func fetchRows(
    _ index: borrowing KernelIndex, _ batch: borrowing OrderBatch, _ orders: Range<Int>,
    _ rowFirst: inout ContiguousArray<Int32>
  ) -> Int32 {
    var firsts = rowFirst.mutableSpan
    let classes = index.customerClass.span
    guard !classes.isEmpty else { return 0 }
    let customers = batch.customer.span.extracting(orders)
    for order in 0..<orders.count {
      let row = classes[Int(max(customers[order], 0))]
      firsts[order] = Int32(truncatingIfNeeded: Int(row) * index.words)
    }
    guard index.isDense else { return 0 }
    var sum: UInt64 = 0
    let bits = index.customers.span
    for order in 0..<orders.count {
      let first = Int(firsts[order])
      var word = 0
      while word < index.words {
        sum |= bits[first + word]
        word += 8
      }
    }
    return Int32(truncatingIfNeeded: sum)
  }

  /// How many words the lines at work have at most; begins to fetch them.
  private static func fetchWords(
    _ index: borrowing KernelIndex, _ orders: Int, _ fetched: inout Int32,
    _ product: ContiguousArray<Int32>, _ fate: ContiguousArray<Fate>,
    _ lineStart: ContiguousArray<Int32>
  ) -> HitCounts {
    var room = HitCounts()
    var sum: Int32 = 0
    let bits = index.entryBits.span
    let words = index.entryWords.span
    let products = index.products.span
    let ordered = product.span
    let fates = fate.span
    let starts = lineStart.span
    for order in 0..<orders where fates[trusted: order] == .priced {
      for line in Int(starts[trusted: order])..<Int(starts[trusted: order + 1]) {
        let own = products[trusted: Int(ordered[trusted: line])]
        room.cuts &+= Int(own.middle &- own.start)
        room.middles &+= Int(own.order &- own.middle)
        room.orders &+= Int(own.end &- own.order)
        guard own.start < own.end else { continue }
        sum &+= Int32(words[trusted: Int(own.start)])
        sum &+= Int32(
          truncatingIfNeeded: bits[trusted: Int(own.start)] | bits[trusted: Int(own.end) - 1])
      }
    }
    fetched &+= sum
    return room
  }

  /// Where the rows of an order begin in the index.
  struct OrderRows {
    var customer: Int
    var channel: Int
    var time: Int

    @inline(__always)
    init(_ index: borrowing KernelIndex, _ batch: borrowing OrderBatch, _ order: Int, _ own: Int) {
      customer = own
      channel = index.channelRow(batch.channel[order]) * index.words
      time = index.timeRow(batch.instant[order]) * index.words
    }
  }

  /// The bits that all lines of an order share.
  @inline(__always)
  private static func share(
    _ rows: OrderRows, _ shared: inout MutableSpan<UInt64>, _ customers: Span<UInt64>,
    _ channels: Span<UInt64>, _ times: Span<UInt64>
  ) {
    let words = shared.count
    let customer = customers.extracting(rows.customer..<rows.customer + words)
    let channel = channels.extracting(rows.channel..<rows.channel + words)
    let time = times.extracting(rows.time..<rows.time + words)
    for word in 0..<words {
      shared[trusted: word] = customer[trusted: word] & channel[trusted: word] & time[trusted: word]
    }
  }

  /// Writes the words of the lines' entries that hold anything behind those found before.
  private static func matchDense(
    _ index: borrowing KernelIndex, _ batch: borrowing OrderBatch, _ orders: Range<Int>,
    _ eligible: inout ContiguousArray<UInt64>, _ found: inout HitCounts,
    _ cuts: inout ContiguousArray<Hit>, _ middles: inout ContiguousArray<Hit>,
    _ lasts: inout ContiguousArray<Hit>, _ product: ContiguousArray<Int32>,
    _ units: ContiguousArray<Int32>, _ isProtected: ContiguousArray<Bool>,
    _ fate: ContiguousArray<Fate>, _ lineStart: ContiguousArray<Int32>,
    _ rowFirst: ContiguousArray<Int32>
  ) {
    var cuts = cuts.mutableSpan
    var middles = middles.mutableSpan
    var lasts = lasts.mutableSpan
    var shared = eligible.mutableSpan
    let quantities = index.quantities.span
    let products = index.products.span
    let words = shared.count
    var counts = HitCounts()
    for order in 0..<orders.count where fate[order] == .priced {
      let rows = OrderRows(index, batch, orders.lowerBound + order, Int(rowFirst[order]))
      share(rows, &shared, index.customers.span, index.channels.span, index.times.span)
      for line in Int(lineStart[order])..<Int(lineStart[order + 1]) {
        let own = products[trusted: Int(product[line])]
        let row = index.quantityRow(units[line], isProtected[line]) * words
        let quantity = quantities.extracting(row..<row &+ words)
        let line = Int32(truncatingIfNeeded: line)
        find(index, own.start..<own.middle, line, shared.span, quantity, &counts.cuts, &cuts)
        find(index, own.middle..<own.order, line, shared.span, quantity, &counts.middles, &middles)
        find(index, own.order..<own.end, line, shared.span, quantity, &counts.orders, &lasts)
      }
    }
    found = counts
  }

  /// Writes the words of some entries that hold anything.
  @inline(__always)
  private static func find(
    _ index: borrowing KernelIndex, _ entries: Range<Int32>, _ line: Int32,
    _ shared: Span<UInt64>, _ quantity: Span<UInt64>, _ count: inout Int,
    _ hits: inout MutableSpan<Hit>
  ) {
    let entries = Int(entries.lowerBound)..<Int(entries.upperBound)
    let entryBits = index.entryBits.span.extracting(entries)
    let entryWords = index.entryWords.span.extracting(entries)
    var next = count
    for entry in 0..<entries.count {
      let word = Int(entryWords[trusted: entry])
      let bits = entryBits[trusted: entry] & shared[trusted: word] & quantity[trusted: word]
      // Written in any case, so that nothing has to be guessed; the next one takes its place.
      hits[trusted: next] = Hit(bits: bits, line: line, word: Int32(truncatingIfNeeded: word))
      next &+= isAny(bits)
    }
    count = next
  }

  /// The same where products have few words, so that what lines share is looked up for those alone.
  private static func matchSparse(
    _ index: borrowing KernelIndex, _ batch: borrowing OrderBatch, _ orders: Range<Int>,
    _ found: inout HitCounts, _ cuts: inout ContiguousArray<Hit>,
    _ middles: inout ContiguousArray<Hit>, _ lasts: inout ContiguousArray<Hit>,
    _ product: ContiguousArray<Int32>, _ units: ContiguousArray<Int32>,
    _ isProtected: ContiguousArray<Bool>, _ fate: ContiguousArray<Fate>,
    _ lineStart: ContiguousArray<Int32>, _ rowFirst: ContiguousArray<Int32>
  ) {
    var cuts = cuts.mutableSpan
    var middles = middles.mutableSpan
    var lasts = lasts.mutableSpan
    let products = index.products.span
    var counts = HitCounts()
    for order in 0..<orders.count where fate[order] == .priced {
      let rows = OrderRows(index, batch, orders.lowerBound + order, Int(rowFirst[order]))
      for line in Int(lineStart[order])..<Int(lineStart[order + 1]) {
        let own = products[trusted: Int(product[line])]
        let row = index.quantityRow(units[line], isProtected[line]) * index.words
        let line = Int32(truncatingIfNeeded: line)
        find(index, own.start..<own.middle, line, rows, row, &counts.cuts, &cuts)
        find(index, own.middle..<own.order, line, rows, row, &counts.middles, &middles)
        find(index, own.order..<own.end, line, rows, row, &counts.orders, &lasts)
      }
    }
    found = counts
  }

  /// Writes the words of some entries that hold anything.
  @inline(__always)
  private static func find(
    _ index: borrowing KernelIndex, _ entries: Range<Int32>, _ line: Int32, _ rows: OrderRows,
    _ quantity: Int, _ count: inout Int, _ hits: inout MutableSpan<Hit>
  ) {
    let customers = index.customers.span
    let channels = index.channels.span
    let times = index.times.span
    let quantities = index.quantities.span
    let entries = Int(entries.lowerBound)..<Int(entries.upperBound)
    let entryBits = index.entryBits.span.extracting(entries)
    let entryWords = index.entryWords.span.extracting(entries)
    var next = count
    for entry in 0..<entries.count {
      let word = Int(entryWords[trusted: entry])
      var bits = entryBits[trusted: entry] & customers[trusted: rows.customer &+ word]
      bits &= channels[trusted: rows.channel &+ word] & times[trusted: rows.time &+ word]
      bits &= quantities[trusted: quantity &+ word]
      hits[trusted: next] = Hit(bits: bits, line: line, word: Int32(truncatingIfNeeded: word))
      next &+= isAny(bits)
    }
    count = next
  }

  /// 1 where some bit is set, else 0; reckoned, so that nothing has to be guessed.
  @inline(__always)
  private static func isAny(_ bits: UInt64) -> Int {
    Int(truncatingIfNeeded: (bits | (0 &- bits)) >> 63)
  }

  // MARK: Counting

  /// How many candidates the orders have that stayed here.
  func candidates() -> Int {
    guard hasLeft else { return matched }
    var count = 0
    for entry in 0..<found.cuts { count &+= candidates(hits[entry]) }
    for entry in 0..<found.middles { count &+= candidates(middleHits[entry]) }
    for entry in 0..<found.orders { count &+= candidates(orderHits[entry]) }
    return count
  }

  private func candidates(_ hit: Hit) -> Int {
    fate[Int(owner[Int(hit.line)])] == .priced ? hit.bits.nonzeroBitCount : 0
  }
}
