// Blocks of plain orders by the kernel, the others one by one (RULES.md ).
extension Workspace {
  /// Prices the orders of a range in batch order and appends their results.
  mutating func priceBlocks(
    _ program: KernelProgram, _ range: Range<Int>, into result: inout PricedBatch
  ) {
    let records = result.detail == .steps
    var next = range.lowerBound
    while next < range.upperBound {
      let block = next..<min(next + KernelProgram.block, range.upperBound)
      kernel.begin(program, batch, block, steps: records)
      kernel.gate(program, batch, block, rules.catalog)
      kernel.price(program, batch, block, rules.catalog)
      kernel.promote(program, batch, block)
      kernel.finish(program, block.count)
      counts.offers += kernel.candidates()
      var index = 0
      while index < block.count {
        let first = index
        while index < block.count, kernel.fate[index] != .general { index += 1 }
        if first < index { append(first..<index, block.lowerBound, program, &result) }
        guard index < block.count else { break }
        priceOrder(block.lowerBound + index, &result)
        carryUses(block.lowerBound + index, result)
        index += 1
      }
      next = block.upperBound
    }
  }

  /// Whether results of a detail can come from the kernel at all.
  mutating func kernelFits(_ program: KernelProgram, _ detail: Detail) -> Bool {
    usesKernel && offerTrace == nil && wishes == nil && !authorizesOnly
      && (detail != .steps || program.kinds == 1)
  }

  /// Appends the results of orders of the block that the kernel evaluated, by whole columns.
  private mutating func append(
    _ orders: Range<Int>, _ first: Int, _ program: KernelProgram, _ result: inout PricedBatch
  ) {
    appendLineStarts(orders, result.lineList.count, &result.lineStart)
    let begin = Int(kernel.lineStart[orders.lowerBound])
    let lines = begin..<Int(kernel.lineStart[orders.upperBound])
    result.lineList.append(contentsOf: kernel.lineListOut[lines])
    result.lineNet.append(contentsOf: kernel.lineNetOut[lines])
    result.lineTax.append(contentsOf: repeatElement(0, count: lines.count))
    result.lineBand.append(contentsOf: kernel.band[lines])
    if program.offers.givesOwnGoods { result.lineFree.append(contentsOf: kernel.free[lines]) }
    let firstStep = result.steps.count
    let records = result.detail == .steps
    if records {
      let own = Int(kernel.stepStart[orders.lowerBound])..<Int(kernel.stepStart[orders.upperBound])
      result.steps.append(contentsOf: kernel.steps[own])
      appendPrices(orders, lines, first + orders.lowerBound, &result)
    }
    for index in orders {
      if kernel.fate[index] == .blocked { reportBlocked(index, first + index, program, &result) }
      if kernel.giftStart[index] < kernel.giftStart[index + 1] { appendGifts(index, &result) }
      counts.lines += kernel.fate[index] == .priced ? lineCount(index) : 0
      counts.keys += Int(kernel.keys[index])
      result.giftStart.append(result.gifts.count)
      let steps = kernel.stepStart[index + 1] - kernel.stepStart[orders.lowerBound]
      result.stepStart.append(records ? firstStep + Int(steps) : firstStep)
      result.reasonStart.append(result.reasons.count)
    }
    appendOrders(orders, &result)
  }

  /// Appends where the lines of each order of a run end, of which the first line is `first`.
  private func appendLineStarts(_ orders: Range<Int>, _ first: Int, _ column: inout [Int]) {
    let next = column.count
    column.append(contentsOf: repeatElement(0, count: orders.count))
    var ends = column.mutableSpan
    let starts = kernel.lineStart.span.extracting(orders.lowerBound...orders.upperBound)
    for index in 0..<orders.count {
      ends[next + index] = first + Int(starts[index + 1] - starts[0])
    }
  }

  private mutating func lineCount(_ index: Int) -> Int {
    Int(kernel.lineStart[index + 1] - kernel.lineStart[index])
  }

  private mutating func appendOrders(_ orders: Range<Int>, _ result: inout PricedBatch) {
    let count = orders.count
    counts.orders += count
    kernelOrders += count
    result.outcome.append(contentsOf: kernel.outcomeOut[orders])
    result.fault.append(contentsOf: repeatElement(0, count: count))
    result.faultLine.append(contentsOf: repeatElement(OrderBatch.noLine, count: count))
    result.list.append(contentsOf: kernel.listOut[orders])
    result.net.append(contentsOf: kernel.netOut[orders])
    result.charges.append(contentsOf: repeatElement(0, count: count))
    result.tax.append(contentsOf: repeatElement(0, count: count))
    result.payable.append(contentsOf: kernel.netOut[orders])
    result.touchedCap.append(contentsOf: repeatElement(false, count: count))
    result.accrualStart.append(contentsOf: repeatElement(result.accruals.count, count: count))
    result.reservationStart.append(
      contentsOf: repeatElement(result.reservations.count, count: count))
    result.componentStart.append(contentsOf: repeatElement(result.componentNet.count, count: count))
  }

  private mutating func appendGifts(_ index: Int, _ result: inout PricedBatch) {
    let first = result.gifts.count
    for place in Int(kernel.giftStart[index])..<Int(kernel.giftStart[index + 1]) {
      let gift = kernel.gifts[place]
      let product = kernel.product[Int(gift.line)]
      // What lines of one product earn by one offer is one gift.
      var same = first
      while same < result.gifts.count,
        result.gifts[same].offer != gift.offer || result.gifts[same].product != product
      {
        same += 1
      }
      if same < result.gifts.count {
        result.gifts[same].quantity += gift.quantity
      } else {
        result.gifts.append(
          GiftRecord(
            offer: gift.offer, product: product, quantity: gift.quantity, price: 0,
            isInclusive: false))
      }
    }
  }

  /// Appends the unit prices of the lines of a run of orders, whose first one is `first` of the
  /// batch: per line unit, which is a whole number of base units.
  private mutating func appendPrices(
    _ orders: Range<Int>, _ lines: Range<Int>, _ first: Int, _ result: inout PricedBatch
  ) {
    let begin = result.kindPrices.count
    result.kindPrices.append(contentsOf: repeatElement(.min, count: lines.count))
    var shown = result.kindPrices.mutableSpan
    let prices = kernel.unitPrice.span
    let starts = kernel.lineStart.span
    let fates = kernel.fate.span
    let units = batch.unitRow.span.extracting(droppingFirst: Int(batch.lineStart[first]))
    let numerators = rules.catalog.units.numerator.span
    for index in orders where fates[index] == .priced {
      for line in Int(starts[index])..<Int(starts[index + 1]) {
        let place = line - lines.lowerBound
        let (price, overflow) = prices[line].multipliedReportingOverflow(
          by: numerators[Int(units[place])])
        if !overflow { shown[begin + place] = price }
      }
    }
  }

  /// Tells which lines a territory or a missing license blocks.
  private mutating func reportBlocked(
    _ index: Int, _ order: Int, _ program: KernelProgram, _ result: inout PricedBatch
  ) {
    guard let territory = program.territory else { return }
    let lines = Int(kernel.lineStart[index])..<Int(kernel.lineStart[index + 1])
    let place = batch.region[order]
    for line in lines where !territory.licenses(kernel.product[line], at: place) {
      report(.licenseMissing, line: Int32(line - lines.lowerBound), &result)
    }
    guard territory.hasGrants, !territory.grants(batch.customer[order], at: place) else { return }
    let refusal = territory.refusal(at: place)
    for line in 0..<Int32(lines.count) {
      report(refusal.isWhiteSpace ? .whiteSpaceBlocked : .unlistedBlocked, line: line, &result)
    }
  }
}
