// Candidates of a block's lines (RULES.md O-001, O-002).
extension KernelScratch {
  /// Words of candidates of a line that hold anything.
  struct Hit: Sendable {
    var bits: UInt64 = 0
    /// Position in the block.
    var line: Int32 = 0
    var word: Int32 = 0
  }

  /// Finds the candidates of every order that is still at work.
  mutating func match(
    _ program: KernelProgram, _ batch: borrowing OrderBatch, _ orders: Range<Int>
  ) {
    let offers = program.offers
    var room = 0
    for index in 0..<orders.count where fate[index] == .priced {
      for line in Int(lineStart[index])..<Int(lineStart[index + 1]) {
        let own = offers.index.products[Int(product[line])]
        room += Int(own.end - own.start)
      }
    }
    KernelScratch.grow(&hits, room + 1, Hit())
    var found = ContiguousArray<Hit>()
    var shared = ContiguousArray<UInt64>()
    swap(&found, &hits)
    swap(&shared, &eligible)
    var count = 0
    for index in 0..<orders.count {
      hitStart[index] = Int32(truncatingIfNeeded: count)
      guard fate[index] == .priced else { continue }
      let rows = OrderRows(offers.index, batch, orders.lowerBound + index)
      var span = shared.mutableSpan
      if offers.index.isDense {
        KernelScratch.share(
          rows, &span, offers.index.customers.span, offers.index.channels.span,
          offers.index.times.span)
      }
      var target = found.mutableSpan
      let lines = Int(lineStart[index])..<Int(lineStart[index + 1])
      count =
        offers.index.isDense
        ? KernelScratch.match(
          offers.index, lines, count, product.span, units.span, isProtected.span, span.span,
          &target)
        : KernelScratch.match(
          offers.index, rows, lines, count, product.span, units.span, isProtected.span, &target)
    }
    hitStart[orders.count] = Int32(truncatingIfNeeded: count)
    swap(&found, &hits)
    swap(&shared, &eligible)
  }

  /// Where the rows of an order begin in the index.
  struct OrderRows {
    var customer: Int
    var channel: Int
    var time: Int

    @inline(__always)
    init(_ index: KernelIndex, _ batch: borrowing OrderBatch, _ order: Int) {
      customer = Int(index.customerClass[Int(batch.customer[order])]) * index.words
      channel = index.channelRow(batch.channel[order]) * index.words
      time = index.timeRow(batch.instant[order]) * index.words
    }
  }

  /// The bits that all lines of an order share.
  private static func share(
    _ rows: OrderRows, _ shared: inout MutableSpan<UInt64>, _ customers: Span<UInt64>,
    _ channels: Span<UInt64>, _ times: Span<UInt64>
  ) {
    for word in shared.indices {
      shared[word] =
        customers[rows.customer + word] & channels[rows.channel + word] & times[rows.time + word]
    }
  }

  /// Writes the words of an order's lines that hold anything behind those found before.
  private static func match(
    _ index: KernelIndex, _ lines: Range<Int>, _ first: Int, _ product: Span<Int32>,
    _ units: Span<Int64>, _ isProtected: Span<Bool>, _ shared: Span<UInt64>,
    _ hits: inout MutableSpan<Hit>
  ) -> Int {
    let entries = index.entries.span
    let quantities = index.quantities.span
    let allowed = index.protectedBits.span
    var count = first
    for line in lines {
      let own = index.products[Int(product[line])]
      let quantity = index.quantityRow(units[line]) * index.words
      let isFree = !isProtected[line]
      for place in Int(own.start)..<Int(own.end) {
        let entry = entries[place]
        let word = Int(entry.word)
        var bits = entry.bits & shared[word] & quantities[quantity + word]
        if !isFree { bits &= allowed[word] }
        // Written in any case, so that nothing has to be guessed; the next one takes its place.
        hits[count] = Hit(bits: bits, line: Int32(truncatingIfNeeded: line), word: entry.word)
        count += bits == 0 ? 0 : 1
      }
    }
    return count
  }

  /// The same where products have few words, so that what lines share is looked up for those alone.
  private static func match(
    _ index: KernelIndex, _ rows: OrderRows, _ lines: Range<Int>, _ first: Int,
    _ product: Span<Int32>, _ units: Span<Int64>, _ isProtected: Span<Bool>,
    _ hits: inout MutableSpan<Hit>
  ) -> Int {
    let customers = index.customers.span
    let channels = index.channels.span
    let times = index.times.span
    let quantities = index.quantities.span
    var count = first
    for line in lines {
      let own = index.products[Int(product[line])]
      let quantity = index.quantityRow(units[line]) * index.words
      for place in Int(own.start)..<Int(own.end) {
        let entry = index.entries[place]
        let word = Int(entry.word)
        var bits = entry.bits & customers[rows.customer + word]
        bits &= channels[rows.channel + word] & times[rows.time + word]
        bits &= quantities[quantity + word]
        if isProtected[line] { bits &= index.protectedBits[word] }
        hits[count] = Hit(bits: bits, line: Int32(truncatingIfNeeded: line), word: entry.word)
        count += bits == 0 ? 0 : 1
      }
    }
    return count
  }
}
