// Candidates of a block's lines (RULES.md O-001, O-002).
extension KernelScratch {
  /// Words of candidates of a line that hold anything.
  struct Hit: Sendable {
    var bits: UInt64 = 0
    /// Position in the block.
    var line: Int32 = 0
    var word: Int32 = 0
  }

  /// Finds the candidates of every order that is still at work, and sorts them by what is done
  /// with them.
  mutating func match(
    _ program: KernelProgram, _ batch: borrowing OrderBatch, _ orders: Range<Int>
  ) {
    let index = program.offers.index
    fetched &+= KernelScratch.fetchRows(index, batch, orders, &rowFirst)
    let room = fetchWords(index, orders.count)
    KernelScratch.grow(&hits, room + 1, Hit())
    var count = 0
    for order in 0..<orders.count where fate[order] == .priced {
      let rows = OrderRows(index, batch, orders.lowerBound + order, Int(rowFirst[order]))
      let lines = Int(lineStart[order])..<Int(lineStart[order + 1])
      if index.isDense {
        KernelScratch.share(
          rows, &eligible, index.customers, index.channels, index.times)
        KernelScratch.match(
          index, lines, &count, &hits, product, units, isProtected, eligible)
      } else {
        KernelScratch.match(
          index, rows, lines, &count, &hits, product, units, isProtected)
      }
    }
    KernelScratch.grow(&middleHits, count + 1, Hit())
    KernelScratch.grow(&orderHits, count + 1, Hit())
    (cutCount, middleCount, orderCount) = KernelScratch.sort(
      program.offers, count, &hits, &middleHits, &orderHits, &self.offers, &fate, owner)
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
  private mutating func fetchWords(_ index: borrowing KernelIndex, _ orders: Int) -> Int {
    var room = 0
    var sum: Int32 = 0
    let bits = index.entryBits.span
    let words = index.entryWords.span
    let products = index.products.span
    for order in 0..<orders where fate[order] == .priced {
      for line in Int(lineStart[order])..<Int(lineStart[order + 1]) {
        let own = products[Int(product[line])]
        room += Int(own.end - own.start)
        guard own.start < own.end else { continue }
        sum &+= Int32(words[Int(own.start)])
        sum &+= Int32(truncatingIfNeeded: bits[Int(own.start)] | bits[Int(own.end) - 1])
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
    _ rows: OrderRows, _ eligible: inout ContiguousArray<UInt64>,
    _ customers: ContiguousArray<UInt64>,
    _ channels: ContiguousArray<UInt64>, _ times: ContiguousArray<UInt64>
  ) {
    let customers = customers.span
    let channels = channels.span
    let times = times.span
    let words = eligible.count
    var shared = eligible.mutableSpan
    let customer = customers.extracting(rows.customer..<rows.customer + words)
    let channel = channels.extracting(rows.channel..<rows.channel + words)
    let time = times.extracting(rows.time..<rows.time + words)
    for word in 0..<words { shared[word] = customer[word] & channel[word] & time[word] }
  }

  /// Writes the words of an order's lines that hold anything behind those found before.
  @inline(__always)
  private static func match(
    _ index: borrowing KernelIndex, _ lines: Range<Int>, _ count: inout Int,
    _ found: inout ContiguousArray<Hit>, _ product: ContiguousArray<Int32>,
    _ units: ContiguousArray<Int32>,
    _ isProtected: ContiguousArray<Bool>, _ shared: ContiguousArray<UInt64>
  ) {
    let product = product.span
    let units = units.span
    let isProtected = isProtected.span
    let shared = shared.span
    var hits = found.mutableSpan
    let entryBits = index.entryBits.span
    let entryWords = index.entryWords.span
    let words = shared.count
    let products = index.products.span
    var next = count
    for line in lines {
      let own = products[Int(product[line])]
      let row = index.quantityRow(Int64(units[line])) * words
      let quantity = index.quantities.span.extracting(row..<row + words)
      if isProtected[line] {
        matchProtected(index, own, line, shared, quantity, &next, &hits)
        continue
      }
      for place in Int(own.start)..<Int(own.end) {
        let word = Int(entryWords[place])
        let bits = entryBits[place] & shared[word] & quantity[word]
        // Written in any case, so that nothing has to be guessed; the next one takes its place.
        hits[next] = Hit(
          bits: bits, line: Int32(truncatingIfNeeded: line),
          word: Int32(truncatingIfNeeded: word))
        next &+= KernelScratch.isAny(bits)
      }
    }
    count = next
  }

  /// The same for a line that most offers leave alone.
  private static func matchProtected(
    _ index: borrowing KernelIndex, _ own: KernelIndex.Entries, _ line: Int,
    _ shared: Span<UInt64>, _ quantity: Span<UInt64>, _ next: inout Int,
    _ hits: inout MutableSpan<Hit>
  ) {
    for place in Int(own.start)..<Int(own.end) {
      let word = Int(index.entryWords[place])
      var bits = index.entryBits[place] & shared[word] & quantity[word]
      bits &= index.protectedBits[word]
      hits[next] = Hit(
        bits: bits, line: Int32(truncatingIfNeeded: line), word: Int32(truncatingIfNeeded: word))
      next += bits == 0 ? 0 : 1
    }
  }

  /// The same where products have few words, so that what lines share is looked up for those alone.
  @inline(__always)
  private static func match(
    _ index: borrowing KernelIndex, _ rows: OrderRows, _ lines: Range<Int>, _ count: inout Int,
    _ found: inout ContiguousArray<Hit>, _ product: ContiguousArray<Int32>,
    _ units: ContiguousArray<Int32>,
    _ isProtected: ContiguousArray<Bool>
  ) {
    let product = product.span
    let units = units.span
    let isProtected = isProtected.span
    var hits = found.mutableSpan
    let customers = index.customers.span
    let channels = index.channels.span
    let times = index.times.span
    let quantities = index.quantities.span
    let entryBits = index.entryBits.span
    let entryWords = index.entryWords.span
    var next = count
    for line in lines {
      let own = index.products[Int(product[line])]
      let quantity = index.quantityRow(Int64(units[line])) * index.words
      for place in Int(own.start)..<Int(own.end) {
        let word = Int(entryWords[place])
        var bits = entryBits[place] & customers[rows.customer &+ word]
        bits &= channels[rows.channel &+ word] & times[rows.time &+ word]
        bits &= quantities[quantity &+ word]
        if isProtected[line] { bits &= index.protectedBits[word] }
        hits[next] = Hit(
          bits: bits, line: Int32(truncatingIfNeeded: line),
          word: Int32(truncatingIfNeeded: word))
        next &+= KernelScratch.isAny(bits)
      }
    }
    count = next
  }

  /// 1 where some bit is set, else 0; reckoned, so that nothing has to be guessed.
  @inline(__always)
  private static func isAny(_ bits: UInt64) -> Int {
    Int(truncatingIfNeeded: (bits | (0 &- bits)) >> 63)
  }

  /// Parts the candidates of a block into plain cuts, order offers and the rest, and counts them.
  private static func sort(
    _ offers: borrowing KernelOffers, _ count: Int,
    _ hits: inout ContiguousArray<Hit>, _ middleHits: inout ContiguousArray<Hit>,
    _ orderHits: inout ContiguousArray<Hit>, _ offerCount: inout ContiguousArray<Int32>,
    _ fate: inout ContiguousArray<Fate>, _ owners: ContiguousArray<Int32>
  ) -> (cuts: Int, middles: Int, orders: Int) {
    let owners = owners.span
    let cuts = Int32(offers.wordStart[KernelOffers.Class.gift.rawValue])
    let orders = Int32(offers.wordStart[KernelOffers.Class.order.rawValue])
    let unusual = Int32(offers.wordStart[KernelOffers.Class.unusual.rawValue])
    var all = hits.mutableSpan
    var middles = middleHits.mutableSpan
    var lasts = orderHits.mutableSpan
    var counts = offerCount.mutableSpan
    var fates = fate.mutableSpan
    var (plain, middle, last) = (0, 0, 0)
    for index in 0..<count {
      let hit = all[index]
      let order = Int(owners[Int(hit.line)])
      counts[order] &+= Int32(truncatingIfNeeded: hit.bits.nonzeroBitCount)
      all[plain] = hit
      middles[middle] = hit
      lasts[last] = hit
      let isCut = hit.word < cuts ? 1 : 0
      let isOrder = hit.word >= orders ? 1 : 0
      plain &+= isCut
      last &+= isOrder
      middle &+= 1 &- isCut &- isOrder
      if hit.word >= unusual { fates[order] = .general }
    }
    return (plain, middle, last)
  }
}
