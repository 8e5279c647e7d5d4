/// How a limit of an offer is used up day by day (RULES.md U-014).
public struct BacktestBurn: Sendable {
  /// Which limit of which side.
  public struct Key: Hashable, Sendable {
    /// Whether it is that of the new rules.
    public var isNew: Bool
    /// The offer's id.
    public var offer: String
    /// `budget`, `budgetUnits` or `uses`.
    public var kind: String
  }

  /// Which limit.
  public var key: Key
  /// What the offer may give: millionths, thousandths of base units, or uses.
  public var limit: Int64
  /// What is used by the end of each day on which something was, ascending.
  public var days: [(day: CivilDate, used: Int128)]

  /// What is used in all.
  public var used: Int128 { days.last?.used ?? 0 }
  /// The first day by whose end nothing is left; `nil` where something is.
  public var exhausted: CivilDate? { days.first { $0.used >= Int128(limit) }?.day }
}

extension Backtest {
  /// The limits that orders drew on: budgets, budgets of units and uses, old before new by offer
  /// . What was used before the first order is not counted.
  /// - Complexity: O(days log days).
  public var burnDowns: [BacktestBurn] {
    burns.compactMap { key, byDay in
      let rules = key.isNew ? new : old
      let offer = rules.book.offers.first { IdentifierOrder.areEqual($0.id, key.offer) }
      guard let limits = offer?.limits else { return nil }
      let limit: Int64? =
        switch key.kind {
        case "budget": limits.budget
        case "budgetUnits": limits.budgetUnits
        default: limits.uses
        }
      guard let limit else { return nil }
      var used: Int128 = 0
      let days = byDay.sorted { $0.key < $1.key }.map { day, amount in
        used += amount
        return (day: day, used: used)
      }
      return BacktestBurn(key: key, limit: limit, days: days)
    }.sorted { a, b in
      if a.key.offer != b.key.offer { return IdentifierOrder.precedes(a.key.offer, b.key.offer) }
      if a.key.kind != b.key.kind { return a.key.kind < b.key.kind }
      return !a.key.isNew && b.key.isNew
    }
  }

  mutating func noteBurns(_ sight: Sight) {
    burn(sight.left, sight.a, isNew: false)
    burn(sight.right, sight.b, isNew: true)
  }

  private mutating func burn(_ side: BacktestSide, _ index: Int, isNew: Bool) {
    let result = side.result
    let range = result.reservationStart[index]..<result.reservationStart[index + 1]
    for use in range.lazy.map({ result.reservations[$0] }) {
      switch use.kind {
      case .budget, .budgetUnits, .uses: break
      default: continue
      }
      let key = BacktestBurn.Key(
        isNew: isNew, offer: side.rules.name(of: RuleRef(.offer, Int(use.index))),
        kind: use.kind.name)
      guard let day = CivilDate(daysSinceEpoch: side.batch.day[index]) else { continue }
      burns[key, default: [:]][day, default: 0] += Int128(use.amount)
    }
  }
}
