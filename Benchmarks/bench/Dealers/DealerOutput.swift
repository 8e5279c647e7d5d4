import DealerRules

/// What the batch asks for of each order and line, as plain columns.
struct DealerOutput: Sendable {
  /// 0 fine, 1 outside the territory, 2 a product that is not sold there, 3 beyond the credit
  /// limit; 9 for an order in error, which the batch has none of.
  private(set) var status: [Int64] = []
  /// Cents.
  private(set) var total: [Int64] = []
  /// Cents by line.
  private(set) var net: [Int64] = []
  /// Free units by line.
  private(set) var gift: [Int64] = []

  /// Makes room.
  mutating func reserve(orders: Int, lines: Int) {
    status.reserveCapacity(orders)
    total.reserveCapacity(orders)
    net.reserveCapacity(lines)
    gift.reserveCapacity(lines)
  }

  /// Empties the columns and keeps their storage.
  mutating func removeAll() {
    status.removeAll(keepingCapacity: true)
    total.removeAll(keepingCapacity: true)
    net.removeAll(keepingCapacity: true)
    gift.removeAll(keepingCapacity: true)
  }

  /// Adds the results of a block.
  /// - Parameter available: What each order's dealer may still owe, in millionths.
  mutating func append(_ priced: borrowing PricedBatch, available: (Int) -> Int64) {
    for order in 0..<priced.count {
      let payable = priced.payable(of: order)
      status.append(Self.status(priced, order, isBeyond: payable > available(order)))
      total.append(payable / DealerBook.cent)
    }
    net.append(contentsOf: priced.lineNets.lazy.map { $0 / DealerBook.cent })
    gift.append(contentsOf: priced.lineFreeUnits.lazy.map { $0 / 1000 })
    if gift.count < net.count {
      gift.append(contentsOf: repeatElement(0, count: net.count - gift.count))
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
    net += other.net
    gift += other.gift
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
        add(net[line])
        add(gift[line])
        line += 1
      }
    }
    return hash
  }
}
