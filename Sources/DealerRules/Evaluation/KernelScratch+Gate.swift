// Which orders of a block are plain, and who may buy (RULES.md K-007, R-010, R-019).
extension KernelScratch {
  /// Decides what becomes of each order as far as its facts and territories say.
  mutating func gate(
    _ program: KernelProgram, _ batch: borrowing OrderBatch, _ orders: Range<Int>,
    _ catalog: borrowing CatalogTable
  ) {
    KernelScratch.look(batch, orders, &fate, &lineStart)
    KernelScratch.measure(
      program, batch, catalog, orders, &product, &units, &owner, &fate, lineStart)
    guard let territory = program.territory else { return }
    if territory.hasGrants {
      fetched &+= KernelScratch.fetchGrants(territory, batch.customer, orders)
    }
    for index in 0..<orders.count where fate[index] == .priced {
      let lines = Int(lineStart[index])..<Int(lineStart[index + 1])
      fate[index] = KernelScratch.judge(
        territory, batch, orders.lowerBound + index, lines, product,
        territory.placeBits, territory.productBits)
    }
  }

  /// Tells the orders that state no more than who, where, when and what, and where their lines
  /// begin in the block.
  private static func look(
    _ batch: borrowing OrderBatch, _ orders: Range<Int>, _ fate: inout ContiguousArray<Fate>,
    _ lineStart: inout ContiguousArray<Int32>
  ) {
    var fates = fate.mutableSpan
    var starts = lineStart.mutableSpan
    let faults = batch.fault.span.extracting(orders)
    let unusual = batch.isUnusual.span.extracting(orders)
    let customers = batch.customer.span.extracting(orders)
    let currencies = batch.currency.span.extracting(orders)
    let misplaced = batch.isMisplaced.span.extracting(orders)
    let lines = batch.lineStart.span.extracting(orders.lowerBound..<orders.upperBound + 1)
    for index in 0..<orders.count {
      let isPlain =
        faults[index] == 0 && !unusual[index] && customers[index] >= 0 && currencies[index] == 0
        && !misplaced[index] && lines[index + 1] - lines[index] <= KernelProgram.lines
      fates[index] = isPlain ? .priced : .general
    }
    for index in 0...orders.count { starts[index] = lines[index] - lines[0] }
  }

  /// Base units of lines; leaves an order with a line that is no whole number of them, or may not
  /// be ordered so, to the general executor.
  private static func measure(
    _ program: KernelProgram, _ batch: borrowing OrderBatch, _ catalog: borrowing CatalogTable,
    _ orders: Range<Int>, _ ordered: inout ContiguousArray<Int32>,
    _ units: inout ContiguousArray<Int32>, _ owner: inout ContiguousArray<Int32>,
    _ fate: inout ContiguousArray<Fate>, _ lineStart: ContiguousArray<Int32>
  ) {
    let lineStart = lineStart.span
    var products = ordered.mutableSpan
    var counts = units.mutableSpan
    var owners = owner.mutableSpan
    var fates = fate.mutableSpan
    let range =
      Int(batch.lineStart[orders.lowerBound])..<Int(batch.lineStart[orders.upperBound])
    let product = batch.product.span.extracting(range)
    let unitRow = batch.unitRow.span.extracting(range)
    let quantity = batch.quantity.span.extracting(range)
    let (allThousandths, allKinds) = (program.thousandths, program.products)
    let thousandths = allThousandths.span
    let kinds = allKinds.span
    for order in 0..<orders.count {
      var isPlain = true
      for line in Int(lineStart[trusted: order])..<Int(lineStart[trusted: order + 1]) {
        owners[trusted: line] = Int32(truncatingIfNeeded: order)
        let row = unitRow[trusted: line]
        let own = product[trusted: line]
        products[trusted: line] = own
        guard own >= 0, row >= 0 else {
          isPlain = false
          continue
        }
        // What the batch states of a line is looked up with a check; later stages rely on it.
        let (all, overflow) = quantity[trusted: line]
          .multipliedReportingOverflow(by: Int64(thousandths[Int(row)]))
        let units = UInt64(truncatingIfNeeded: all) / 1000
        isPlain =
          isPlain && !overflow && all > 0 && all < KernelProgram.mostUnits * 1000
          && units * 1000 == UInt64(truncatingIfNeeded: all)
        counts[trusted: line] = Int32(truncatingIfNeeded: units)
        if kinds[Int(own)] != .plain {
          isPlain = isPlain && kinds[Int(own)] == .bounded && fits(all, Int(own), catalog)
        }
      }
      if !isPlain { fates[trusted: order] = .general }
    }
  }

  /// Begins to fetch the grants of the orders' customers.
  private static func fetchGrants(
    _ territory: borrowing KernelTerritory, _ customers: [Int32], _ orders: Range<Int>
  ) -> Int32 {
    let starts = territory.grantStart.span
    let grants = territory.grants.span
    let customers = customers.span.extracting(orders)
    var sum: Int32 = 0
    for index in 0..<orders.count {
      let row = Int(starts[Int(max(customers[index], 0))])
      if row < grants.count { sum &+= grants[row].first }
    }
    return sum
  }

  /// Whether so many thousandths of base units may be ordered of a product.
  private static func fits(
    _ thousandths: Int64, _ product: Int, _ catalog: borrowing CatalogTable
  ) -> Bool {
    let multiple = catalog.orderMultiple[product]
    return thousandths >= catalog.minimumQuantity[product]
      && (multiple <= 0 || thousandths % multiple == 0)
  }

  @inline(__always)
  private static func judge(
    _ territory: borrowing KernelTerritory, _ batch: borrowing OrderBatch, _ order: Int,
    _ lines: Range<Int>, _ product: ContiguousArray<Int32>, _ placeBits: ContiguousArray<UInt64>,
    _ productBits: ContiguousArray<UInt64>
  ) -> Fate {
    let product = product.span
    let placeBits = placeBits.span
    let productBits = productBits.span
    let place = batch.region[order]
    var isFree = true
    if territory.hasGrants {
      let customer = batch.customer[order]
      guard !territory.isSubDealer[Int(customer)] else { return .general }
      isFree = territory.grants(customer, at: place)
    }
    var isLicensed = true
    let words = territory.words
    if words == 1 {
      let here = placeBits[Int(place + 1)]
      for line in lines { isLicensed = isLicensed && productBits[Int(product[line])] & here != 0 }
    } else if words > 0 {
      for line in lines where !territory.licenses(product[line], at: place) { isLicensed = false }
    }
    if isFree, isLicensed { return .priced }
    // Only what blocks is told here; what flags or holds is told by the general executor.
    guard !territory.pricesBlocked else { return .general }
    if !isLicensed, territory.unlicensed != .block { return .general }
    if !isFree {
      guard territory.isLawless, batch.solicitation[order] == .unknown,
        territory.refusal(at: place).outcome == .block
      else { return .general }
    }
    return .blocked
  }
}
