// Which orders of a block are plain, and who may buy (RULES.md K-007, R-010, R-019).
extension KernelScratch {
  /// Decides what becomes of each order as far as its facts and territories say.
  mutating func gate(
    _ program: KernelProgram, _ batch: borrowing OrderBatch, _ orders: Range<Int>,
    _ catalog: borrowing CatalogTable
  ) {
    let firstLine = Int(batch.lineStart[orders.lowerBound])
    let kinds = program.products
    var products = ContiguousArray<Int32>()
    var counts = ContiguousArray<Int64>()
    swap(&products, &product)
    swap(&counts, &units)
    for index in 0..<orders.count {
      let order = orders.lowerBound + index
      let lines = Int(lineStart[index])..<Int(lineStart[index + 1])
      var isPlain =
        batch.fault[order] == 0 && !batch.isUnusual[order] && batch.customer[order] >= 0
        && batch.currency[order] == 0 && batch.placeFinding[order] == nil
        && lines.count <= KernelProgram.lines
      if isPlain {
        var productSpan = products.mutableSpan
        var unitSpan = counts.mutableSpan
        isPlain = KernelScratch.measure(
          kinds.span, batch, lines, firstLine, catalog, &productSpan, &unitSpan)
      }
      fate[index] = isPlain ? .priced : .general
    }
    swap(&products, &product)
    swap(&counts, &units)
    guard let territory = program.territory else { return }
    for index in 0..<orders.count where fate[index] == .priced {
      let lines = Int(lineStart[index])..<Int(lineStart[index + 1])
      fate[index] = judge(territory, batch, orders.lowerBound + index, lines)
    }
  }

  /// Base units of lines; false where one is no whole number of them, or may not be ordered so.
  @inline(__always)
  private static func measure(
    _ kinds: Span<KernelProgram.ProductKind>, _ batch: borrowing OrderBatch, _ lines: Range<Int>,
    _ firstLine: Int, _ catalog: borrowing CatalogTable, _ products: inout MutableSpan<Int32>,
    _ counts: inout MutableSpan<Int64>
  ) -> Bool {
    for line in lines {
      let product = batch.product[firstLine + line]
      let row = Int(batch.unitRow[firstLine + line])
      guard product >= 0, row >= 0, catalog.units.denominator[row] == 1 else { return false }
      let (thousandths, overflow) = batch.quantity[firstLine + line]
        .multipliedReportingOverflow(by: catalog.units.numerator[row])
      guard !overflow, thousandths > 0, thousandths < KernelProgram.mostUnits * 1000 else {
        return false
      }
      let units = UInt64(truncatingIfNeeded: thousandths) / 1000
      guard units * 1000 == UInt64(truncatingIfNeeded: thousandths) else { return false }
      if kinds[Int(product)] != .plain {
        guard kinds[Int(product)] == .bounded else { return false }
        let minimum = catalog.minimumQuantity[Int(product)]
        let multiple = catalog.orderMultiple[Int(product)]
        guard thousandths >= minimum, multiple <= 0 || thousandths % multiple == 0 else {
          return false
        }
      }
      products[line] = product
      counts[line] = Int64(truncatingIfNeeded: units)
    }
    return true
  }

  private mutating func judge(
    _ territory: KernelTerritory, _ batch: borrowing OrderBatch, _ order: Int,
    _ lines: Range<Int>
  ) -> Fate {
    let place = batch.region[order]
    var isFree = true
    if territory.hasGrants {
      let customer = batch.customer[order]
      guard !territory.isSubDealer[Int(customer)] else { return .general }
      isFree = territory.grants(customer, at: place)
    }
    var isLicensed = true
    if territory.words > 0 {
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
