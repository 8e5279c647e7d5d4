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

    /// By offer, then by kind, old before new.
    fileprivate func precedes(_ other: Key) -> Bool {
      if offer != other.offer { return IdentifierOrder.precedes(offer, other.offer) }
      if kind != other.kind { return kind < other.kind }
      return !isNew && other.isNew
    }
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

/// How a limit that each customer, or each code, has of its own is used up (RULES.md U-014).
public struct BacktestOwnBurn: Sendable {
  /// Which limit: its kind is `usesPerCustomer` or `usesPerCode`.
  public var key: BacktestBurn.Key
  /// Uses that each customer, or code, has.
  public var limit: Int64
  /// Customers, or codes, that drew on theirs.
  public var holders: Int
  /// Who used most, of equal ones the first.
  public var most: String
  /// What that one used.
  public var mostUsed: Int128
  /// How many have nothing left by the end of each day on which one used up the last, ascending.
  public var days: [(day: CivilDate, usedUp: Int)]

  /// How many have nothing left in the end.
  public var usedUp: Int { days.last?.usedUp ?? 0 }
}

extension Backtest {
  /// Whose uses of a limit of its own they are.
  struct Holder: Hashable, Sendable {
    var isNew: Bool
    /// The offer; `nil` for a code, whose uses count for every offer that limits them.
    var offer: IdentifierKey?
    var name: IdentifierKey
  }

  /// The limits of customers and codes that orders drew on, old before new by offer.
  /// - Complexity: O(codes of offers + uses × log uses).
  public var ownBurnDowns: [BacktestOwnBurn] {
    var found: [BacktestOwnBurn] = []
    for isNew in [false, true] {
      var ofCustomers: [IdentifierKey: [BacktestOwnBurn.Uses]] = [:]
      var ofCodes: [IdentifierKey: BacktestOwnBurn.Uses] = [:]
      for (holder, byDay) in holders where holder.isNew == isNew {
        if let offer = holder.offer {
          ofCustomers[offer, default: []].append((holder.name, byDay))
        } else {
          ofCodes[holder.name] = (holder.name, byDay)
        }
      }
      for offer in (isNew ? new : old).book.offers {
        let key = { BacktestBurn.Key(isNew: isNew, offer: offer.id, kind: $0) }
        if let limit = offer.limits.usesPerCustomer,
          let own = ofCustomers[IdentifierKey(offer.id)],
          let burn = BacktestOwnBurn(key("usesPerCustomer"), limit, own)
        {
          found.append(burn)
        }
        if let limit = offer.limits.usesPerCode,
          let burn = BacktestOwnBurn(
            key("usesPerCode"), limit, offer.codes.compactMap { ofCodes[IdentifierKey($0)] })
        {
          found.append(burn)
        }
      }
    }
    return found.sorted { $0.key.precedes($1.key) }
  }

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
    }.sorted { $0.key.precedes($1.key) }
  }

  mutating func noteBurns(_ sight: Sight, _ isPiloted: Bool) {
    burn(sight.left, sight.a, sight.order.customer, isNew: false)
    // Outside the pilot group nobody draws on limits of the new rules.
    if isPiloted { burn(sight.right, sight.b, sight.order.customer, isNew: true) }
  }

  private mutating func burn(
    _ side: BacktestSide, _ index: Int, _ customer: String, isNew: Bool
  ) {
    let result = side.result
    let range = result.reservationStart[index]..<result.reservationStart[index + 1]
    for use in range.lazy.map({ result.reservations[$0] }) {
      guard let day = CivilDate(daysSinceEpoch: side.batch.day[index]) else { continue }
      switch use.kind {
      case .budget, .budgetUnits, .uses:
        let key = BacktestBurn.Key(
          isNew: isNew, offer: side.rules.name(of: RuleRef(.offer, Int(use.index))),
          kind: use.kind.name)
        burns[key, default: [:]][day, default: 0] += Int128(use.amount)
      case .usesPerCustomer:
        let key = Holder(
          isNew: isNew,
          offer: IdentifierKey(side.rules.name(of: RuleRef(.offer, Int(use.index)))),
          name: IdentifierKey(customer))
        holders[key, default: [:]][day, default: 0] += Int128(use.amount)
      case .usesPerCode:
        let key = Holder(
          isNew: isNew, offer: nil, name: IdentifierKey(side.rules.offers.codes.name(use.index)))
        holders[key, default: [:]][day, default: 0] += Int128(use.amount)
      default: continue
      }
    }
  }
}

extension BacktestOwnBurn {
  /// What a customer or a code used, by day.
  fileprivate typealias Uses = (holder: IdentifierKey, byDay: [CivilDate: Int128])

  /// `nil` where nobody drew on it.
  fileprivate init?(_ key: BacktestBurn.Key, _ limit: Int64, _ holders: [Uses]) {
    var most: (name: IdentifierKey, used: Int128)?
    var ends: [CivilDate: Int] = [:]
    for (holder, byDay) in holders {
      var used: Int128 = 0
      var end: CivilDate?
      for (day, amount) in byDay.sorted(by: { $0.key < $1.key }) {
        used += amount
        if end == nil, used >= Int128(limit) { end = day }
      }
      if let end { ends[end, default: 0] += 1 }
      let isMore = most.map { used > $0.used || used == $0.used && holder < $0.name }
      if isMore ?? true { most = (holder, used) }
    }
    guard let most else { return nil }
    var usedUp = 0
    let days = ends.sorted { $0.key < $1.key }.map { day, count in
      usedUp += count
      return (day: day, usedUp: usedUp)
    }
    self.init(
      key: key, limit: limit, holders: holders.count, most: most.name.text, mostUsed: most.used,
      days: days)
  }
}
