import DealerRules

/// What the batch asks for of each order and line, as plain columns.
struct DealerOutput: Sendable {
  /// 0 fine, 1 outside the territory, 2 a product that is not sold there, 3 beyond the credit
  /// limit; 9 for an order in error, which the batch has none of.
  private(set) var status: [Int64] = []
  /// Cents.
  private(set) var total: [Int64] = []
  /// By line, in millionths.
  private var lineNet: [Int64] = []
  /// Thousandths of free units by line.
  private var lineFree: [Int64] = []

  /// Free units of all lines.
  var gifts: Int64 { lineFree.reduce(0) { $0 + $1 / 1000 } }

  /// Makes room.
  mutating func reserve(orders: Int, lines: Int) {
    status.reserveCapacity(orders)
    total.reserveCapacity(orders)
    lineNet.reserveCapacity(lines)
    lineFree.reserveCapacity(lines)
  }

  /// Empties the columns and keeps their storage.
  mutating func removeAll() {
    status.removeAll(keepingCapacity: true)
    total.removeAll(keepingCapacity: true)
    lineNet.removeAll(keepingCapacity: true)
    lineFree.removeAll(keepingCapacity: true)
  }

  /// Adds the results of a block.
  /// - Parameter available: What each order's dealer may still owe, in millionths.
  mutating func append(_ priced: borrowing PricedBatch, available: (Int) -> Int64) {
    for order in 0..<priced.count {
      let payable = priced.payable(of: order)
      status.append(Self.status(priced, order, isBeyond: payable > available(order)))
      total.append(payable / DealerBook.cent)
    }
    lineNet.append(contentsOf: priced.lineNets)
    lineFree.append(contentsOf: priced.lineFreeUnits)
    if lineFree.count < lineNet.count {
      lineFree.append(contentsOf: repeatElement(0, count: lineNet.count - lineFree.count))
    }
  }

  private static func status(
    _ priced: borrowing PricedBatch, _ order: Int, isBeyond: Bool
  ) -> Int64 {
    guard let outcome = priced.outcome(of: order) else { return 9 }
    guard outcome == .block else { return isBeyond ? 3 : 0 }
    if priced.states(.unlistedBlocked, of: order) { return 1 }
    if priced.states(.whiteSpaceBlocked, of: order) { return 1 }
    return priced.states(.licenseMissing, of: order) ? 2 : 9
  }

  /// Adds the results of the lane that follows.
  mutating func append(_ other: DealerOutput) {
    status += other.status
    total += other.total
    lineNet += other.lineNet
    lineFree += other.lineFree
  }

  /// Word-wise FNV-1a over status, total, then net and gift of each line, order after order.
  /// - Parameter lines: How many lines each order has.
  func digest(_ lines: some Sequence<Int>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    func add(_ word: Int64) { hash = (hash ^ UInt64(bitPattern: word)) &* 0x100_0000_01B3 }
    var line = 0
    for (order, count) in lines.enumerated() {
      add(status[order])
      add(total[order])
      for _ in 0..<count {
        add(lineNet[line] / DealerBook.cent)
        add(lineFree[line] / 1000)
        line += 1
      }
    }
    return hash
  }
}
