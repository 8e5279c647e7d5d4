/// An amount under the old rules and under the new ones, in full width millionths.
public struct BacktestPair: Hashable, Sendable {
  /// Under the old rules.
  public var old: Int128 = 0
  /// Under the new rules.
  public var new: Int128 = 0
  /// What the new rules add.
  public var change: Int128 { new - old }

  /// Creates a pair of amounts.
  public init(old: Int128 = 0, new: Int128 = 0) {
    self.old = old
    self.new = new
  }

  mutating func add(_ old: Int64?, _ new: Int64?) {
    self.old += Int128(old ?? 0)
    self.new += Int128(new ?? 0)
  }
}

/// The sums of one currency (RULES.md U-011).
public struct BacktestSums: Hashable, Sendable {
  /// Orders that at least one side priced.
  public var orders = 0
  /// List amounts of all orders that the side priced.
  public var list = BacktestPair()
  /// Net of the same.
  public var net = BacktestPair()
  /// Charges and excluded tax of the same.
  public var charges = BacktestPair()
  /// Payable amounts of the same.
  public var payable = BacktestPair()
  /// Net of the orders that the side does not block.
  public var revenue = BacktestPair()
  /// Net of the orders that neither side blocks.
  public var cost = BacktestPair()
  /// List amounts, charges and payable amounts of the orders that ``revenue`` is of.
  public var open = Open()

  /// Amounts of the orders that a side does not block.
  public struct Open: Hashable, Sendable {
    /// List amounts.
    public var list = BacktestPair()
    /// Charges and excluded tax.
    public var charges = BacktestPair()
    /// Payable amounts.
    public var payable = BacktestPair()
  }
}

/// By what a backtest is divided (RULES.md U-012).
public enum BacktestDimension: String, Hashable, Sendable, CaseIterable {
  /// The ordering customer.
  case dealer
  /// Its tier.
  case tier
  /// Where the order goes.
  case region
  /// The product of the line.
  case product
  /// The offer, guard or other rule that changed a line's amount.
  case offer
}

/// One dealer, tier, region, product or offer of a backtest (RULES.md U-012).
public struct BacktestEntry: Hashable, Sendable {
  /// Its id; empty where an order has none.
  public var name: String
  /// The currency of its amounts.
  public var currency: Currency
  /// Orders, of products and offers lines.
  public var count: Int
  /// Net that the side does not block; of offers what they took off, below zero.
  public var revenue: BacktestPair
  /// Net that neither side blocks; of offers what they took off such orders.
  public var cost: BacktestPair
  /// Of offers the goods on top whose cost is not known, by product; ``revenue`` and
  /// ``cost`` are without them.
  public var uncosted: [BacktestGoods] = []

  /// Whether the old amounts are all of it.
  public var isOldKnown: Bool { uncosted.allSatisfy { $0.units.old == 0 } }
  /// Whether the new amounts are all of it.
  public var isNewKnown: Bool { uncosted.allSatisfy { $0.units.new == 0 } }
  /// Whether what the new rules add is known: they give as many of the goods whose cost is not.
  public var isChangeKnown: Bool { uncosted.allSatisfy { $0.units.change == 0 } }
}

/// Goods that an offer of a backtest gave, by side.
public struct BacktestGoods: Hashable, Sendable {
  /// The product.
  public var product: String
  /// Thousandths of base units.
  public var units: BacktestPair
}

/// How many orders moved by how much (RULES.md U-013).
public struct BacktestDistribution: Hashable, Sendable {
  /// Where each class but the last ends, in millionths of the old net, not included below zero and
  /// included above; the class of no change stands between.
  public static let bounds: [Int64] = [
    -200_000, -100_000, -50_000, -20_000, -10_000, 0, 0, 10_000, 20_000, 50_000, 100_000, 200_000,
  ]
  /// The classes in words, from the largest fall to the largest rise.
  public static let names: [String] = [
    "..-20%", "-20..-10%", "-10..-5%", "-5..-2%", "-2..-1%", "-1..0%", "0%", "0..1%", "1..2%",
    "2..5%", "5..10%", "10..20%", "20%..",
  ]
  /// Orders of each class.
  public internal(set) var counts = [Int](repeating: 0, count: 13)

  /// Creates an empty distribution.
  public init() {}

  /// Counts an order by its change of net, exactly; from nothing to something is the last class.
  mutating func add(_ old: Int64, _ new: Int64) {
    counts[BacktestDistribution.place(Int128(new) - Int128(old), of: Int128(old))] += 1
  }

  static func place(_ change: Int128, of old: Int128) -> Int {
    if change == 0 { return 6 }
    guard old > 0 else { return change < 0 ? 0 : 12 }
    let scaled = change * 1_000_000
    if change < 0 {
      for (index, bound) in bounds.prefix(5).enumerated() where scaled <= old * Int128(bound) {
        return index
      }
      return 5
    }
    for (index, bound) in bounds.suffix(5).enumerated() where scaled <= old * Int128(bound) {
      return index + 7
    }
    return 12
  }
}
