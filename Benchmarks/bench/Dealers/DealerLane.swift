import DealerRules

/// One task of a run over the dealer batch: a range of the orders, with storage of its own.
actor DealerLane {
  private var workspace: Workspace
  private var result: PricedBatch
  private var output = DealerOutput()
  private let orders: OrderBatch
  private let available: [Int64]
  private let range: Range<Int>
  private let batch: Int

  /// A lane for a range of the orders.
  /// - Parameters:
  ///   - available: What each order's dealer may still owe, in millionths.
  ///   - lines: How many lines the range has.
  init(
    _ rules: CompiledRules, _ orders: OrderBatch, _ range: Range<Int>, available: [Int64],
    lines: Int, _ options: DealerOptions
  ) {
    workspace = Workspace(rules)
    result = PricedBatch(detail: options.detail)
    self.orders = orders
    self.available = available
    self.range = range
    batch = options.batch
    output.reserve(orders: range.count, lines: lines)
  }

  /// Prices the range block by block and writes every result out.
  func price() {
    output.removeAll()
    var next = range.lowerBound
    while next < range.upperBound {
      let end = min(next + batch, range.upperBound)
      result.removeAll()
      workspace.price(orders, next..<end, into: &result)
      output.append(result) { available[next + $0] }
      next = end
    }
  }

  /// Prices the range and gives the allocations made while doing so.
  func countAllocations() -> Int {
    let before = Memory.allocations
    price()
    return Memory.allocations - before
  }

  /// What was written last.
  func written() -> DealerOutput { output }
}
