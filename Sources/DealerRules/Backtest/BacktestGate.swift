/// What a rule set must keep to before it is published (RULES.md U-017).
public struct BacktestGate: Hashable, Sendable {
  /// The most that revenue of a currency may move, up or down, as a rate of the old revenue.
  public var revenueChange: Rate?
  /// The most that any dealer's goods may cost more, as a rate of what they cost.
  public var dealerLoss: Rate?
  /// Whether no order may break a floor, a margin or a bound of discounts.
  public var refusesFloorBreaches: Bool
  /// The most orders that the new rules block and the old ones do not.
  public var newlyBlocked: Int?

  /// Creates a gate; what is not given is not asked.
  public init(
    revenueChange: Rate? = nil, dealerLoss: Rate? = nil, refusesFloorBreaches: Bool = false,
    newlyBlocked: Int? = nil
  ) {
    self.revenueChange = revenueChange
    self.dealerLoss = dealerLoss
    self.refusesFloorBreaches = refusesFloorBreaches
    self.newlyBlocked = newlyBlocked
  }

  /// Something that a rule set does not keep to.
  public enum Breach: Hashable, Sendable {
    /// Revenue of a currency moves too far.
    case revenue(Currency, BacktestPair)
    /// A dealer's goods cost too much more.
    case dealer(BacktestEntry)
    /// So many orders break a floor, a margin or a bound of discounts.
    case floors(Int)
    /// So many orders are newly blocked.
    case blocked(Int)
  }

  /// Everything that the new rules of a backtest do not keep to; dealers by how much they lose.
  /// - Complexity: O(dealers log dealers).
  public func breaches(of backtest: Backtest) -> [Breach] {
    var found: [Breach] = []
    if let bound = revenueChange {
      for (currency, sum) in backtest.sums.sorted(by: { $0.key.code < $1.key.code })
      where BacktestGate.exceeds(sum.revenue.change.magnitude, sum.revenue.old, bound) {
        found.append(.revenue(currency, sum.revenue))
      }
    }
    if let bound = dealerLoss {
      for entry in backtest.entries(.dealer)
      where entry.cost.change > 0
        && BacktestGate.exceeds(entry.cost.change.magnitude, entry.cost.old, bound)
      {
        found.append(.dealer(entry))
      }
    }
    if refusesFloorBreaches, backtest.floorBreaches.new > 0 {
      found.append(.floors(backtest.floorBreaches.new))
    }
    if let bound = newlyBlocked, backtest.newlyBlocked > bound {
      found.append(.blocked(backtest.newlyBlocked))
    }
    return found
  }

  /// Whether a change is above a rate of an amount, exactly.
  private static func exceeds(_ change: UInt128, _ old: Int128, _ rate: Rate) -> Bool {
    // Sums of 10⁶ orders of 2⁶³ millionths each stay below 2⁸⁴, a rate adds 2³⁰.
    Int128(clamping: change) * 1_000_000 > old * Int128(rate.millionths)
  }
}

extension Backtest {
  /// Orders that end otherwise under the new rules.
  public var changedOutcomes: Int {
    outcomes.reduce(0) { $0 + ($1.key.old == $1.key.new ? 0 : $1.value) }
  }

  /// Orders that the new rules block, or cannot price, and the old ones do not.
  public var newlyBlocked: Int {
    outcomes.reduce(0) { sum, entry in
      let isLet = entry.key.old.map { $0 != .block } ?? false
      let isBlocked = entry.key.new.map { $0 == .block } ?? true
      return sum + (isLet && isBlocked ? entry.value : 0)
    }
  }

  /// Orders that one side or both could not price, each once.
  public var failed: Int {
    outcomes.reduce(0) { sum, entry in
      sum + (entry.key.old == nil || entry.key.new == nil ? entry.value : 0)
    }
  }

  /// Orders that a side could not price.
  public var errors: (old: Int, new: Int) {
    outcomes.reduce((0, 0)) { sum, entry in
      (
        sum.0 + (entry.key.old == nil ? entry.value : 0),
        sum.1 + (entry.key.new == nil ? entry.value : 0)
      )
    }
  }
}
