// Batches over several tasks: evaluated in parallel, settled in batch order (RULES.md X-007,
//
extension CompiledRules {
  /// Prices a batch over several tasks; the columns are the same bytes at any number of them.
  ///
  /// Blocks of 1,024 orders are dealt out to the tasks in turn. Orders that looked at a cap are
  /// evaluated once more, one after the other in batch order, so that what earlier orders drew
  /// counts (RULES.md X-007).
  ///
  /// Cancellation of the calling task is checked between blocks; the orders from the start of the
  /// batch that were finished by then are returned, and ``PricedBatch/count`` tells how many
  /// (RULES.md X-008).
  /// - Parameters:
  ///   - orders: Orders resolved against this compiled book.
  ///   - detail: How much is recorded.
  ///   - workers: How many tasks price at once; below 1 is 1, and no more than blocks are used.
  ///   - progress: Called after each block with the number of orders in it, from any task.
  /// - Returns: One result per order, in batch order.
  /// - Complexity: that of ``Workspace/price(_:_:into:)`` divided by `workers`, the orders that
  ///   look at a cap excepted.
  public func price(
    _ orders: OrderBatch, detail: Detail = .lines, workers: Int,
    progress: (@Sendable (Int) -> Void)? = nil
  ) async -> PricedBatch {
    var carried = CarriedUse()
    return await price(
      orders, detail: detail, workers: workers, after: &carried, progress: progress)
  }

  /// Prices the next part of a batch that comes in parts; the results are those of the whole.
  ///
  /// - Parameters:
  ///   - orders: The orders of the part, resolved against this compiled book.
  ///   - detail: How much is recorded.
  ///   - workers: How many tasks price at once; below 1 is 1.
  ///   - carried: What the parts before it used of caps and limits, to which this part adds.
  ///   - progress: Called after each block with the number of orders in it, from any task.
  /// - Returns: One result per order, in order; see ``price(_:detail:workers:progress:)``.
  public func price(
    _ orders: OrderBatch, detail: Detail = .lines, workers: Int,
    after carried: inout CarriedUse, progress: (@Sendable (Int) -> Void)? = nil
  ) async -> PricedBatch {
    await price(
      orders, detail, OrderBlocks(count: orders.count), workers: workers, after: &carried,
      progress)
  }

  /// The same for blocks of any size.
  func price(
    _ orders: OrderBatch, _ detail: Detail, _ blocks: OrderBlocks, workers: Int,
    _ progress: (@Sendable (Int) -> Void)? = nil
  ) async -> PricedBatch {
    var carried = CarriedUse()
    return await price(
      orders, detail, blocks, workers: workers, after: &carried, progress)
  }

  private func price(
    _ orders: OrderBatch, _ detail: Detail, _ blocks: OrderBlocks, workers: Int,
    after carried: inout CarriedUse, _ progress: (@Sendable (Int) -> Void)?
  ) async -> PricedBatch {
    let tasks = max(1, min(workers, blocks.blocks))
    var credit = carried.credit.take()
    defer { carried.credit = credit }
    guard tasks > 1 else {
      return inOrder(orders, detail, blocks, &carried, &credit, progress)
    }
    let stripes = await withTaskGroup(of: Stripe.self, returning: [PricedBatch].self) { group in
      for first in 0..<tasks {
        group.addTask {
          stripe(orders, detail, blocks, first: first, every: tasks, progress)
        }
      }
      var stripes = Array(repeating: PricedBatch(detail: detail), count: tasks)
      for await stripe in group { stripes[stripe.first] = stripe.result }
      return stripes
    }
    return joined(stripes, orders, detail, blocks, &carried, &credit)
  }

  /// Every block by one task, cap use carried from order to order.
  private func inOrder(
    _ orders: OrderBatch, _ detail: Detail, _ blocks: OrderBlocks,
    _ carried: inout CarriedUse, _ credit: inout CreditBook?,
    _ progress: (@Sendable (Int) -> Void)?
  ) -> PricedBatch {
    var workspace = Workspace(self)
    workspace.carry(&carried)
    defer { workspace.carry(&carried) }
    var result = PricedBatch(detail: detail)
    result.reserve(orders: orders.count, lines: orders.lineCount)
    for block in 0..<blocks.blocks {
      guard !Task.isCancelled else { break }
      let range = blocks.orders(of: block)
      workspace.priceOn(orders, range, &credit, into: &result)
      progress?(range.count)
    }
    return result
  }

  /// The blocks `first`, `first + every`, … one after the other in one result.
  private func stripe(
    _ orders: OrderBatch, _ detail: Detail, _ blocks: OrderBlocks, first: Int, every: Int,
    _ progress: (@Sendable (Int) -> Void)?
  ) -> Stripe {
    var workspace = Workspace(self)
    var result = PricedBatch(detail: detail)
    // A task's share of the lines is close to its share of the blocks.
    let share = blocks.blocks / every + 1
    result.reserve(
      orders: share * blocks.size, lines: orders.lineCount / blocks.blocks * share)
    for block in stride(from: first, to: blocks.blocks, by: every) {
      guard !Task.isCancelled else { break }
      let range = blocks.orders(of: block)
      workspace.price(orders, range, into: &result)
      progress?(range.count)
    }
    return Stripe(first: first, result: result)
  }

  /// The blocks of all stripes in batch order, up to the first unfinished one.
  ///
  /// Whether an order looks at a cap does not depend on what the cap has left, so the orders that
  /// must be evaluated again are known from the parallel pass, and no others draw from caps.
  private func joined(
    _ stripes: [PricedBatch], _ orders: OrderBatch, _ detail: Detail, _ blocks: OrderBlocks,
    _ carried: inout CarriedUse, _ credit: inout CreditBook?
  ) -> PricedBatch {
    var workspace = Workspace(self)
    workspace.carry(&carried)
    workspace.hold(orders)
    defer {
      workspace.letGo()
      workspace.carry(&carried)
    }
    var result = PricedBatch(detail: detail)
    result.reserve(orders: orders.count, lines: orders.lineCount)
    var again = 0
    for block in 0..<blocks.blocks {
      let stripe = stripes[block % stripes.count]
      let range = blocks.orders(of: block)
      let start = block / stripes.count * blocks.size
      guard stripe.count >= start + range.count else { break }
      var next = start
      for position in start..<(start + range.count) {
        guard stripe.touchedCap[position] else {
          guard credit != nil else { continue }
          result.append(next..<position + 1, of: stripe)
          let order = range.lowerBound + position - start
          workspace.askCredit(order, &credit, &result)
          next = position + 1
          continue
        }
        again += 1
        if again % blocks.size == 0, Task.isCancelled {
          result.append(next..<position, of: stripe)
          return result
        }
        result.append(next..<position, of: stripe)
        let order = range.lowerBound + position - start
        workspace.priceHeld(order..<order + 1, &credit, into: &result)
        next = position + 1
      }
      result.append(next..<start + range.count, of: stripe)
    }
    return result
  }
}

extension CompiledRules {
  /// Prices orders one after the other with every step recorded, or refuses the whole batch.
  ///
  /// - Returns: One result per order, in batch order.
  /// - Throws: ``LimitExceeded`` for more orders than ``Limits/ordersPerBatch`` or more lines than
  ///   ``Limits/linesPerBatch`` (RULES.md X-009);
  ///   faults of one order are in its result.
  /// - Complexity: O(lines × (key fields + candidate offers)).
  public func price(
    bounded orders: [Order]
  ) throws(LimitExceeded) -> [Result<Decision, OrderError>] {
    try checkBatch(orders)
    return price(batch: orders)
  }

  /// Prices orders over several tasks with every step recorded; the decisions are those of
  /// ``price(batch:)`` at any number of tasks (RULES.md X-007).
  ///
  /// - Parameters:
  ///   - orders: The orders, in batch order.
  ///   - workers: How many tasks work at once; below 1 is 1.
  ///   - progress: Called after each block of 1,024 priced orders with the number of orders in it,
  ///     from any task.
  /// - Returns: One result per order, in batch order; after a cancellation only those of the orders
  ///   from the start of the batch that were finished (RULES.md X-008).
  /// - Throws: ``LimitExceeded`` for more orders than ``Limits/ordersPerBatch`` or more lines than
  ///   ``Limits/linesPerBatch`` (RULES.md X-009).
  /// - Complexity: O(lines × (key fields + candidate offers)).
  public func price(
    batch orders: [Order], workers: Int, progress: (@Sendable (Int) -> Void)? = nil
  ) async throws(LimitExceeded) -> [Result<Decision, OrderError>] {
    try checkBatch(orders)
    let batch = resolved(orders)
    let result = await price(batch, detail: .steps, workers: workers, progress: progress)
    return await decisions(of: orders, batch, result, workers)
  }

  private func checkBatch(_ orders: [Order]) throws(LimitExceeded) {
    guard orders.count <= limits.ordersPerBatch else {
      throw LimitExceeded(
        what: "orders per batch", limit: limits.ordersPerBatch, given: orders.count)
    }
    let lines = orders.reduce(0) { $0 + $1.lines.count }
    guard lines <= limits.linesPerBatch else {
      throw LimitExceeded(what: "lines per batch", limit: limits.linesPerBatch, given: lines)
    }
  }

  /// The orders as columns, as far as no cancellation comes between.
  private func resolved(_ orders: [Order]) -> OrderBatch {
    var batch = OrderBatch()
    for (index, order) in orders.enumerated() {
      if index % OrderBlocks.standard == 0, Task.isCancelled { break }
      batch.append(order, self)
    }
    return batch
  }

  /// The priced orders put together as decisions, a run of orders by each task.
  private func decisions(
    of orders: [Order], _ batch: OrderBatch, _ result: PricedBatch, _ workers: Int
  ) async -> [Result<Decision, OrderError>] {
    let tasks = max(1, min(workers, OrderBlocks(count: result.count).blocks))
    guard tasks > 1 else {
      return (0..<result.count).map { decision(of: orders[$0], at: $0, batch, result) }
    }
    return await withTaskGroup(
      of: (Int, [Result<Decision, OrderError>]).self,
      returning: [Result<Decision, OrderError>].self
    ) { group in
      for task in 0..<tasks {
        let range = result.count * task / tasks..<result.count * (task + 1) / tasks
        group.addTask {
          (task, range.map { decision(of: orders[$0], at: $0, batch, result) })
        }
      }
      var parts: [[Result<Decision, OrderError>]] = Array(repeating: [], count: tasks)
      for await (task, part) in group { parts[task] = part }
      return Array(parts.joined())
    }
  }
}

/// The orders of a batch in blocks, between which a task looks up from its work.
struct OrderBlocks: Sendable {
  /// Orders of a block; large enough that what is done between blocks does not show.
  static let standard = 1024

  let count: Int
  /// Orders of every block but the last, at least 1.
  let size: Int

  init(count: Int, size: Int = OrderBlocks.standard) {
    self.count = count
    self.size = max(size, 1)
  }

  var blocks: Int { (count + size - 1) / size }

  func orders(of block: Int) -> Range<Int> { block * size..<min((block + 1) * size, count) }
}

/// What one task priced.
private struct Stripe: Sendable {
  let first: Int
  let result: PricedBatch
}
