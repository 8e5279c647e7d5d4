// List amounts of a block from compact tables (RULES.md P-003, P-010, P-017).
extension KernelScratch {
  /// Prices the lines of the orders that are still at work, table after table; an order with a line
  /// that no plain row prices is left to the general executor.
  mutating func price(
    _ program: KernelProgram, _ batch: borrowing OrderBatch, _ orders: Range<Int>,
    _ catalog: borrowing CatalogTable
  ) {
    for index in 0..<orders.count {
      unpriced[index] = lineStart[index + 1] - lineStart[index]
      keys[index] = 0
    }
    var bands = ContiguousArray<Int32>()
    var lists = ContiguousArray<Int64>()
    swap(&bands, &band)
    swap(&lists, &list)
    for line in 0..<Int(lineStart[orders.count]) { bands[line] = -1 }
    for table in program.tables {
      for index in 0..<orders.count where fate[index] == .priced && unpriced[index] > 0 {
        let order = orders.lowerBound + index
        let customer = batch.customer[order]
        let party: Int32 =
          switch table.party {
          case .none: 0
          case .customer: customer
          case .parent: catalog.dealerTree.parent(of: customer)
          case .tier: catalog.customerTier[Int(customer)]
          case .channel: batch.channel[order]
          }
        // A key with an unknown field is none, and is not looked up.
        guard party >= 0 else { continue }
        keys[index] += unpriced[index]
        guard Int(party) + 1 < table.start.count else { continue }
        let first = Int(table.start[Int(party)])
        let end = Int(table.start[Int(party) + 1])
        guard first < end else { continue }
        let lines = Int(lineStart[index])..<Int(lineStart[index + 1])
        var bandSpan = bands.mutableSpan
        var listSpan = lists.mutableSpan
        let left = KernelScratch.price(
          lines, unpriced[index], table, first, end, product.span, units.span, &bandSpan,
          &listSpan, program.most)
        unpriced[index] = left
      }
      if program.hasProtected { protect(table, lines: bands) }
    }
    swap(&bands, &band)
    swap(&lists, &list)
    for index in 0..<orders.count where fate[index] == .priced && unpriced[index] != 0 {
      fate[index] = .general
    }
  }

  /// Notes which lines a protected table priced.
  private mutating func protect(_ table: KernelPriceTable, lines: ContiguousArray<Int32>) {
    let all = table.firstBand..<table.firstBand + Int32(truncatingIfNeeded: table.price.count)
    for line in lines.indices where line < isProtected.count {
      if all.contains(lines[line]) { isProtected[line] = table.isProtected }
    }
  }

  /// Prices what a party has a row for; returns how many lines are left, −1 for one that only the
  /// general executor can price.
  @inline(__always)
  private static func price(
    _ lines: Range<Int>, _ unpriced: Int32, _ table: KernelPriceTable, _ first: Int, _ end: Int,
    _ product: Span<Int32>, _ units: Span<Int64>, _ bands: inout MutableSpan<Int32>,
    _ lists: inout MutableSpan<Int64>, _ most: Int64
  ) -> Int32 {
    let products = table.products.span
    let prices = table.price.span
    var left = unpriced
    for line in lines where bands[line] < 0 {
      var key = first
      let product = product[line]
      if table.isDense {
        key += Int(product)
      } else {
        key = KernelScratch.search(products, product, first, end)
        guard products[key] == product else { continue }
      }
      let units = units[line]
      var band = key
      if table.bands != 1 {
        guard let found = table.band(key, units) else { return -1 }
        band = found
      }
      let price = prices[band]
      guard price != KernelPriceTable.unusual else { return -1 }
      let parts = Int64(price) * units
      let list = table.parts == 1 ? parts : KernelScratch.halfUp(parts, table.parts)
      guard list <= most else { return -1 }
      lists[line] = list
      bands[line] = table.firstBand + Int32(truncatingIfNeeded: band)
      left -= 1
    }
    return left
  }

  /// The last of some ascending products that is not above another, or the first of them. In steps
  /// of halves that are added, not chosen, so that nothing has to be guessed.
  @inline(__always)
  private static func search(
    _ products: Span<Int32>, _ product: Int32, _ first: Int, _ end: Int
  ) -> Int {
    var bit = Int.bitWidth - 1 - (end - first).leadingZeroBitCount
    let rest = end - first - 1 << bit
    var key = first + rest * isReached(products[first + rest], product)
    while bit > 0 {
      bit -= 1
      key += isReached(products[key + 1 << bit], product) << bit
    }
    return key
  }

  /// 1 where one number is not above another, else 0; neither is below zero.
  @inline(__always)
  private static func isReached(_ one: Int32, _ other: Int32) -> Int {
    Int(UInt32(bitPattern: one &- other &- 1) >> 31)
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
