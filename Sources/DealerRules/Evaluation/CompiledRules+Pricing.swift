extension Workspace {
  /// Prices a batch in batch order and appends its results.
  ///
  /// - Parameters:
  ///   - orders: Orders resolved against the same compiled book.
  ///   - range: The orders to price; `nil` for all.
  ///   - result: Where results are appended. What an order draws from caps is carried on to the
  ///     later orders of the call (RULES.md P-026).
  /// - Complexity: O(lines × (key fields + candidate offers)); no allocation once grown.
  public mutating func price(
    _ orders: OrderBatch, _ range: Range<Int>? = nil, into result: inout PricedBatch
  ) {
    capUsedByBatch.removeAll(keepingCapacity: true)
    limitsUsedByBatch.removeAll(keepingCapacity: true)
    priceOn(orders, range ?? 0..<orders.count, into: &result)
  }

  /// Prices the next orders of a batch and appends them; the cap use of the orders before them is
  /// already carried.
  mutating func priceOn(
    _ orders: OrderBatch, _ range: Range<Int>, into result: inout PricedBatch
  ) {
    hold(orders)
    defer { letGo() }
    priceHeld(range, into: &result)
  }

  /// Holds a batch so that its orders can be priced one by one without taking it up each time.
  mutating func hold(_ orders: OrderBatch) { batch = orders }

  /// Lets the batch go that is held.
  mutating func letGo() { batch = OrderBatch.empty }

  /// Prices orders of the batch that is held.
  mutating func priceHeld(_ range: Range<Int>, into result: inout PricedBatch) {
    guard result.adopt(rules.identity), batch.belongs(to: rules) else {
      for order in range { refuse(order, &result) }
      return
    }
    if let program = rules.kernel, kernelFits(program, result.detail) {
      priceBlocks(program, range, into: &result)
      return
    }
    for order in range {
      priceOrder(order, &result)
      carryUses(order, result)
    }
  }

  /// Lets later orders of the batch see what an accepted order used of caps and limits.
  mutating func carryUses(_ order: Int, _ result: borrowing PricedBatch) {
    let start = result.reservationStart[result.reservationStart.count - 2]
    for index in start..<result.reservations.count {
      let use = result.reservations[index]
      if use.kind == .priceCap {
        let (sum, overflow) = (capUsedByBatch[use.index] ?? 0).addingReportingOverflow(use.amount)
        capUsedByBatch[use.index] = overflow ? Int64.max : sum
      } else if let key = limitKey(use, order) {
        let (sum, overflow) = (limitsUsedByBatch[key] ?? 0).addingReportingOverflow(use.amount)
        limitsUsedByBatch[key] = overflow ? Int64.max : sum
      }
    }
  }

  /// What a use counts against; `nil` for accruals, which use nothing up (RULES.md ).
  private mutating func limitKey(_ use: ReservationRecord, _ order: Int) -> LimitKey? {
    switch use.kind {
    case .priceCap, .rebate, .points, .coupon: return nil
    case .allowance, .rebateFund:
      let row = rules.agreements.payouts[Int(use.index)].agreement
      let isFund = use.kind == .rebateFund
      return LimitKey(
        kind: use.kind, index: isFund ? rules.agreements.rows[Int(row)].total : row,
        customer: batch.customer[order])
    case .usesPerCustomer:
      return LimitKey(kind: use.kind, index: use.index, customer: batch.customer[order])
    case .uses, .usesPerCode, .budget, .budgetUnits:
      return LimitKey(kind: use.kind, index: use.index, customer: -1)
    case .purchases: return purchasesKey(use.index, order)
    }
  }
}

extension CompiledRules {
  /// Prices one order with every step recorded.
  ///
  /// - Returns: The decision, or the structural fault of the order (RULES.md X-004).
  /// - Complexity: O(lines × (key fields + candidate offers)).
  public func price(_ order: Order) -> Result<Decision, OrderError> {
    price(batch: [order])[0]
  }

  /// Prices orders one after the other in batch order with every step recorded.
  ///
  /// The number of orders is not limited here; ``price(bounded:)`` is the form for orders that come
  /// from outside.
  /// - Complexity: O(lines × (key fields + candidate offers)).
  public func price(batch orders: [Order]) -> [Result<Decision, OrderError>] {
    var batch = OrderBatch()
    for order in orders { batch.append(order, self) }
    var workspace = Workspace(self)
    var result = PricedBatch(detail: .steps)
    workspace.price(batch, into: &result)
    return orders.indices.map { decision(of: orders[$0], at: $0, batch, result) }
  }
}
