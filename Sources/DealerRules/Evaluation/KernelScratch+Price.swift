// List amounts of a block from compact tables (RULES.md P-003, P-010, P-017).
extension KernelScratch {
  /// Prices the lines of the orders that are still at work, table after table; an order with a line
  /// that no plain row prices is left to the general executor.
  mutating func price(
    _ program: KernelProgram, _ batch: borrowing OrderBatch, _ orders: Range<Int>,
    _ catalog: borrowing CatalogTable
  ) {
    var count = KernelScratch.collect(orders.count, &todo, &keys, fate, lineStart)
    for table in program.tables where count > 0 {
      let rows = KernelScratch.findRows(
        table, batch, orders, catalog, &rowFirst, &rowCount, &filterFirst)
      fetched &+= rows
      let asked = KernelScratch.sift(
        table, &todo, &count, &foundLine, &keys, owner, product, filterFirst, rowCount)
      fetched &+= KernelScratch.fetchKeys(table, asked, foundLine, owner, product, rowFirst)
      let found = KernelScratch.search(
        table, asked, &todo, &count, &foundLine, &foundKey, owner, product, rowFirst,
        rowCount)
      if program.hasProtected {
        for index in 0..<found { isProtected[Int(foundLine[index])] = table.isProtected }
      }
      fetched &+= KernelScratch.priceFound(
        table, found, program.most, foundLine, foundKey, owner, units, &band,
        &list, &fate)
      if recordsSteps {
        KernelScratch.noteUnitPrices(table, found, foundLine, owner, fate, band, &unitPrice)
      }
    }
    for index in 0..<count { fate[Int(owner[Int(todo[index])])] = .general }
  }

  /// Notes the lines of the orders at work; returns how many there are.
  private static func collect(
    _ orders: Int, _ todo: inout ContiguousArray<Int32>, _ asked: inout ContiguousArray<Int32>,
    _ fate: ContiguousArray<Fate>, _ lineStart: ContiguousArray<Int32>
  ) -> Int {
    var count = 0
    var lines = todo.mutableSpan
    var asked = asked.mutableSpan
    let fates = fate.span
    let starts = lineStart.span
    for index in 0..<orders {
      asked[trusted: index] = 0
      guard fates[trusted: index] == .priced else { continue }
      for line in starts[trusted: index]..<starts[trusted: index + 1] {
        lines[trusted: count] = line
        count += 1
      }
    }
    return count
  }

  /// Finds the rows of each order's party in a table and begins to fetch them.
  private static func findRows(
    _ table: borrowing KernelPriceTable, _ batch: borrowing OrderBatch, _ orders: Range<Int>,
    _ catalog: borrowing CatalogTable, _ rowFirst: inout ContiguousArray<Int32>,
    _ rowCount: inout ContiguousArray<Int32>, _ filterFirst: inout ContiguousArray<Int32>
  ) -> Int32 {
    var firsts = rowFirst.mutableSpan
    var filters = filterFirst.mutableSpan
    let words = table.filter.words.span
    var counts = rowCount.mutableSpan
    let start = table.start.span
    let products = table.products.span
    var sum: Int32 = 0
    for index in 0..<orders.count {
      let order = orders.lowerBound + index
      let customer = batch.customer[order]
      let party: Int32 =
        switch table.party {
        case .none: 0
        case .customer: customer
        case .parent: customer < 0 ? -1 : catalog.dealerTree.parent(of: customer)
        case .tier: customer < 0 ? -1 : catalog.customerTier[Int(customer)]
        case .channel: batch.channel[order]
        }
      // A key with an unknown field is none, and is not looked up.
      firsts[index] = 0
      counts[index] = party < 0 ? -1 : 0
      filters[index] = 0
      let page = Int(party) * table.pages
      guard party >= 0, page + table.pages < start.count else { continue }
      let first = start[page]
      let count = start[page + table.pages] - first
      firsts[index] = table.isDense ? first : Int32(truncatingIfNeeded: page)
      counts[index] = count
      guard !table.isDense else { continue }
      guard words.isEmpty else {
        let own = Int(party) &<< table.filter.shift
        filters[index] = Int32(truncatingIfNeeded: own)
        sum &+= Int32(truncatingIfNeeded: words[own])
        continue
      }
      // Rows are asked for ahead, so that the waits for memory overlap.
      var next = Int(first)
      let end = next + Int(min(count, 512))
      while next < end {
        sum &+= Int32(products[next])
        next += 32
      }
    }
    return sum
  }

  /// Parts the lines that are left into those that the table may have and the others; counts what
  /// is asked of each order.
  private static func sift(
    _ table: borrowing KernelPriceTable, _ todo: inout ContiguousArray<Int32>, _ count: inout Int,
    _ maybeLine: inout ContiguousArray<Int32>, _ asked: inout ContiguousArray<Int32>,
    _ owners: ContiguousArray<Int32>, _ ordered: ContiguousArray<Int32>,
    _ filters: ContiguousArray<Int32>, _ counts: ContiguousArray<Int32>
  ) -> Int {
    let owners = owners.span
    let ordered = ordered.span
    let filters = filters.span
    let counts = counts.span
    let words = table.filter.words.span
    var lines = todo.mutableSpan
    var maybes = maybeLine.mutableSpan
    var asked = asked.mutableSpan
    var (maybe, left) = (0, 0)
    guard !words.isEmpty else {
      for index in 0..<count {
        let line = lines[trusted: index]
        let order = Int(owners[trusted: Int(line)])
        asked[trusted: order] &+= counts[trusted: order] >= 0 ? 1 : 0
        maybes[trusted: index] = line
      }
      maybe = count
      count = 0
      return maybe
    }
    for index in 0..<count {
      let line = lines[trusted: index]
      let order = Int(owners[trusted: Int(line)])
      let rows = counts[trusted: order]
      asked[trusted: order] &+= rows >= 0 ? 1 : 0
      let bit = table.filter.bit(of: ordered[trusted: Int(line)])
      let word = words[trusted: Int(filters[trusted: order]) &+ bit &>> 6]
      let isIn = Int((word &>> UInt64(truncatingIfNeeded: bit & 63)) & 1) & (rows > 0 ? 1 : 0)
      maybes[trusted: maybe] = line
      lines[trusted: left] = line
      maybe &+= isIn
      left &+= 1 &- isIn
    }
    count = left
    return maybe
  }

  /// Begins to fetch the keys among which lines are searched.
  private static func fetchKeys(
    _ table: borrowing KernelPriceTable, _ asked: Int, _ maybeLine: ContiguousArray<Int32>,
    _ owners: ContiguousArray<Int32>, _ ordered: ContiguousArray<Int32>,
    _ firsts: ContiguousArray<Int32>
  ) -> Int32 {
    guard !table.filter.isEmpty else { return 0 }
    let start = table.start.span
    let products = table.products.span
    let lines = maybeLine.span
    let owners = owners.span
    let ordered = ordered.span
    let firsts = firsts.span
    var sum: Int32 = 0
    for index in 0..<asked {
      let line = Int(lines[trusted: index])
      let page =
        Int(firsts[trusted: Int(owners[trusted: line])]) &+ Int(ordered[trusted: line] >> 16)
      let (first, end) = (Int(start[trusted: page]), Int(start[trusted: page &+ 1]))
      sum &+= Int32(products[trusted: first]) &+ Int32(products[trusted: (first &+ end) / 2])
    }
    return sum
  }

  /// Looks up the lines that the table may have by product among the rows of their party, unless it
  /// has all products; returns how many it found. In steps of halves that are added, not chosen, so
  /// that nothing has to be guessed.
  private static func search(
    _ table: borrowing KernelPriceTable, _ asked: Int, _ todo: inout ContiguousArray<Int32>,
    _ count: inout Int,
    _ foundLine: inout ContiguousArray<Int32>, _ foundKey: inout ContiguousArray<Int32>,
    _ owners: ContiguousArray<Int32>,
    _ ordered: ContiguousArray<Int32>,
    _ firsts: ContiguousArray<Int32>, _ counts: ContiguousArray<Int32>
  ) -> Int {
    let isDense = table.isDense
    let start = table.start.span
    let products = table.products.span
    let owners = owners.span
    let ordered = ordered.span
    let firsts = firsts.span
    let counts = counts.span
    var found = 0
    var left = count
    var lines = todo.mutableSpan
    var foundLines = foundLine.mutableSpan
    var foundKeys = foundKey.mutableSpan
    for index in 0..<asked {
      let line = foundLines[trusted: index]
      let order = Int(owners[trusted: Int(line)])
      let product = ordered[trusted: Int(line)]
      var key = Int(firsts[trusted: order])
      var isFound = counts[trusted: order] > 0 ? 1 : 0
      if isDense {
        key &+= Int(product)
      } else {
        let page = key &+ Int(product >> 16)
        key = Int(start[trusted: page])
        let keys = (Int(start[trusted: page &+ 1]) &- key) &* isFound
        let own = UInt16(truncatingIfNeeded: product)
        if keys > 1 {
          var bit = Int.bitWidth &- 1 &- keys.leadingZeroBitCount
          let rest = keys &- 1 &<< bit
          key &+= rest &* KernelScratch.reached(products[trusted: key &+ rest], own)
          while bit > 0 {
            bit &-= 1
            key &+= KernelScratch.reached(products[trusted: key &+ 1 &<< bit], own) &<< bit
          }
        }
        // One product behind the last one lets a search in no keys read on.
        isFound = (products[trusted: key] == own ? 1 : 0) & (keys > 0 ? 1 : 0)
      }
      foundLines[trusted: found] = line
      foundKeys[trusted: found] = Int32(truncatingIfNeeded: key)
      lines[trusted: left] = line
      found &+= isFound
      left &+= 1 &- isFound
    }
    count = left
    return found
  }

  /// 1 where one number is not above another, else 0.
  @inline(__always)
  private static func reached(_ one: UInt16, _ other: UInt16) -> Int {
    Int((UInt32(one) &- UInt32(other) &- 1) >> 31)
  }

  /// Prices the lines that were found.
  private static func priceFound(
    _ table: borrowing KernelPriceTable, _ found: Int, _ most: Int64,
    _ lines: ContiguousArray<Int32>,
    _ keys: ContiguousArray<Int32>, _ owner: ContiguousArray<Int32>,
    _ units: ContiguousArray<Int32>,
    _ band: inout ContiguousArray<Int32>, _ list: inout ContiguousArray<Int64>,
    _ fate: inout ContiguousArray<Fate>
  ) -> Int32 {
    let lines = lines.span
    let keys = keys.span
    let owner = owner.span
    let units = units.span
    let prices = table.price.span
    var sum: UInt32 = 0
    // Where keys have bands of their own, the place of a price is not known yet.
    for index in 0..<found where table.bands > 0 {
      sum &+= prices[trusted: Int(keys[trusted: index]) * table.bands]
    }
    var bands = band.mutableSpan
    var lists = list.mutableSpan
    var fates = fate.mutableSpan
    let hasChanges = !table.changedBands.isEmpty
    for index in 0..<found {
      let line = Int(lines[trusted: index])
      let units = Int64(units[trusted: line])
      var band = Int(keys[trusted: index])
      if table.bands != 1 {
        guard let known = table.band(band, units) else {
          fates[trusted: Int(owner[trusted: line])] = .general
          continue
        }
        band = known
      }
      let price =
        hasChanges ? table.changedPrice(band) ?? prices[trusted: band] : prices[trusted: band]
      let parts = Int64(price) &* units
      let amount = table.parts == 1 ? parts : KernelScratch.halfUp(parts, table.parts)
      if price == KernelPriceTable.unusual || amount > most {
        fates[trusted: Int(owner[trusted: line])] = .general
      }
      lists[trusted: line] = amount
      bands[trusted: line] = table.firstBand &+ Int32(truncatingIfNeeded: band)
    }
    return Int32(truncatingIfNeeded: sum)
  }

  /// Notes what a base unit of the lines that were found costs.
  private static func noteUnitPrices(
    _ table: borrowing KernelPriceTable, _ found: Int, _ lines: ContiguousArray<Int32>,
    _ owner: ContiguousArray<Int32>, _ fate: ContiguousArray<Fate>, _ band: ContiguousArray<Int32>,
    _ unitPrice: inout ContiguousArray<Int64>
  ) {
    let lines = lines.span.extracting(first: found)
    let owner = owner.span
    let fates = fate.span
    let bands = band.span
    let prices = table.price.span
    let hasChanges = !table.changedBands.isEmpty
    var unitPrices = unitPrice.mutableSpan
    for index in 0..<lines.count {
      let line = Int(lines[index])
      guard fates[Int(owner[line])] == .priced else { continue }
      let band = Int(bands[line] &- table.firstBand)
      let price = hasChanges ? table.changedPrice(band) ?? prices[band] : prices[band]
      unitPrices[line] = Int64(price) &* table.unit
    }
  }

  /// A quotient of numbers that are not below zero, half-up.
  @inline(__always)
  static func halfUp(_ dividend: Int64, _ divisor: Int64) -> Int64 {
    let (quotient, rest) = UInt64(truncatingIfNeeded: dividend)
      .quotientAndRemainder(dividingBy: UInt64(truncatingIfNeeded: divisor))
    let isUp = rest >= UInt64(truncatingIfNeeded: divisor) - rest
    return Int64(truncatingIfNeeded: quotient) + (isUp ? 1 : 0)
  }
}
