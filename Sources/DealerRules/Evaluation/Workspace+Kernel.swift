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
    let firstLine = result.lineList.count
    let begin = Int(kernel.lineStart[orders.lowerBound])
    let lines = begin..<Int(kernel.lineStart[orders.upperBound])
    result.lineList.append(contentsOf: kernel.lineListOut[lines])
    result.lineNet.append(contentsOf: kernel.lineNetOut[lines])
    result.lineTax.append(contentsOf: repeatElement(0, count: lines.count))
    result.lineBand.append(contentsOf: kernel.band[lines])
    if program.offers.givesOwnGoods { result.lineFree.append(contentsOf: kernel.free[lines]) }
    for index in orders {
      if result.detail == .steps { appendSteps(index, first + index, program.step, &result) }
      if kernel.fate[index] == .blocked { reportBlocked(index, first + index, program, &result) }
      if kernel.giftStart[index] < kernel.giftStart[index + 1] { appendGifts(index, &result) }
      counts.lines += kernel.fate[index] == .priced ? lineCount(index) : 0
      counts.keys += Int(kernel.keys[index])
      result.lineStart.append(firstLine + Int(kernel.lineStart[index + 1]) - begin)
      result.giftStart.append(result.gifts.count)
      result.stepStart.append(result.steps.count)
      result.reasonStart.append(result.reasons.count)
    }
    appendOrders(orders, &result)
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

  private mutating func appendSteps(
    _ index: Int, _ order: Int, _ step: Int64, _ result: inout PricedBatch
  ) {
    for position in Int(kernel.stepStart[index])..<Int(kernel.stepStart[index + 1]) {
      var recorded = kernel.steps[position]
      recorded.base *= step
      recorded.amount *= step
      result.steps.append(recorded)
    }
    var row = Int(batch.lineStart[order])
    let isPriced = kernel.fate[index] == .priced
    for line in Int(kernel.lineStart[index])..<Int(kernel.lineStart[index + 1]) {
      var shown = Int64.min
      if isPriced {
        // Per line unit, which is a whole number of base units.
        let (price, overflow) = rules.prices.amount(ofBand: Int(kernel.band[line]))
          .multipliedReportingOverflow(
            by: rules.catalog.units.numerator[Int(batch.unitRow[row])])
        if !overflow { shown = price }
      }
      result.kindPrices.append(shown)
      row += 1
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
