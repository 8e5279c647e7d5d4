import AllocationCounter
import DealerRules

/// One task of a run: a range of the orders, with storage of its own that is used again.
actor Lane {
  private var workspace: Workspace
  private var result: PricedBatch
  private let orders: OrderBatch
  private let range: Range<Int>
  private let batch: Int

  /// A lane for a range of the orders.
  init(_ rules: CompiledRules, _ orders: OrderBatch, _ range: Range<Int>, _ options: Options) {
    workspace = Workspace(rules)
    result = PricedBatch(detail: options.detail)
    self.orders = orders
    self.range = range
    batch = options.batch
  }

  /// Prices the range, block by block; results of a block replace those of the one before.
  func price() {
    for block in blocks { price(block) }
  }

  /// Prices the range and gives the allocations made while doing so.
  func countAllocations(trap: Bool) -> Int {
    let blocks = blocks
    if trap { allocation_counter_arm(true) }
    let before = Memory.allocations
    for block in blocks { price(block) }
    let after = Memory.allocations
    if trap { allocation_counter_arm(false) }
    return after - before
  }

  /// Prices the range and gives its results in order.
  func collect() -> Results {
    var results = Results()
    for block in blocks {
      price(block)
      results.append(result)
    }
    return results
  }

  private func price(_ block: Range<Int>) {
    result.removeAll()
    workspace.price(orders, block, into: &result)
  }

  private var blocks: [Range<Int>] {
    stride(from: range.lowerBound, to: range.upperBound, by: batch).map {
      $0..<min($0 + batch, range.upperBound)
    }
  }
}

/// What a run found, as far as the report needs it.
struct Results: Sendable {
  /// Outcome, payable and the nets of the lines of each order, in order.
  private(set) var words: [Int64] = []
  /// Orders by outcome; orders in error last.
  private(set) var outcomes = [0, 0, 0, 0, 0]
  /// Lines.
  private(set) var lines = 0
  /// Steps recorded.
  private(set) var steps = 0
  /// Sum of what the lines cost at list, in millionths.
  private(set) var list: Int64 = 0
  /// Sum of what they cost after every step, in millionths.
  private(set) var net: Int64 = 0

  /// Adds the results of a block.
  mutating func append(_ priced: PricedBatch) {
    for order in 0..<priced.count {
      let outcome = priced.outcome(of: order).map { Int($0.rawValue) } ?? 4
      outcomes[outcome] += 1
      words.append(Int64(outcome))
      words.append(priced.payable(of: order))
      for line in priced.lines(of: order) { words.append(priced.net(ofLine: line)) }
      steps += priced.steps(of: order).count
      list += priced.list(of: order)
      net += priced.net(of: order)
    }
    lines += priced.lineCount
  }

  /// Adds the results of the lane that follows.
  mutating func append(_ other: Results) {
    words += other.words
    for index in outcomes.indices { outcomes[index] += other.outcomes[index] }
    lines += other.lines
    steps += other.steps
    list += other.list
    net += other.net
  }

  /// FNV-1a over the words, 64 bits at a time, as 16 hexadecimal digits.
  var digest: String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for word in words { hash = (hash ^ UInt64(bitPattern: word)) &* 0x100_0000_01B3 }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
