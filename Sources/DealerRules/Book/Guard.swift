/// Where a rule stands in its life (RULES.md V-001).
public enum RuleStatus: String, Hashable, Sendable, CaseIterable {
  /// Checked, never applied.
  case draft
  /// Applied inside its validity.
  case published
  /// Kept for replay, never applied.
  case retired
}

/// Which lines a guard tests together (RULES.md G-001).
public enum GuardScope: String, Hashable, Sendable, CaseIterable {
  /// Each line by itself.
  case line
  /// The lines for which the guard's condition holds.
  case group
  /// Every priced line of the order.
  case order
}

/// What divides the lines of a group (RULES.md G-001).
public enum GuardDivision: String, Hashable, Sendable, CaseIterable {
  /// The product.
  case product
  /// The product's own category.
  case category
  /// The product's brand.
  case brand
}

/// What a price bound starts from (RULES.md G-002).
public enum GuardBase: Hashable, Sendable {
  /// The line's list amount.
  case list
  /// The product's cost, a price kind or a price table.
  case price(PriceBase)
}

/// A least or greatest price per unit: an amount, or `base × factor + plus` (RULES.md G-002).
public struct GuardBound: Hashable, Sendable {
  /// What it starts from; `nil` makes it the plain amount ``plus``.
  public var base: GuardBase?
  /// Multiplies the base.
  public var factor: Rate
  /// Millionths of the book's currency per unit.
  public var plus: Int64
  /// The unit that ``plus`` counts, or `nil` for base units.
  public var unit: String?

  /// Creates a bound.
  public init(
    base: GuardBase? = nil, factor: Rate = .one, plus: Int64 = 0, unit: String? = nil
  ) {
    self.base = base
    self.factor = factor
    self.plus = plus
    self.unit = unit
  }
}

/// A rate, an amount, or both; where both are stated both must hold.
public struct GuardLimit: Hashable, Sendable {
  /// A rate.
  public var rate: Rate?
  /// Millionths.
  public var amount: Int64?

  /// Creates a limit; what is `nil` bounds nothing.
  public init(rate: Rate? = nil, amount: Int64? = nil) {
    self.rate = rate
    self.amount = amount
  }
}

/// What a guard tests (RULES.md G-002, G-008, G-009).
public enum GuardTest: Hashable, Sendable {
  /// The lines are worth at least this much.
  case floor(GuardBound)
  /// The lines are worth at most this much.
  case ceiling(GuardBound)
  /// The net exceeds cost by a rate of the net, and by an amount of the book's currency.
  case margin(GuardLimit)
  /// All effects together take off at most a rate of the list amount, and at most an amount of the
  /// book's currency.
  case maxDiscount(GuardLimit)
  /// The price differs from the quoted one by at most this, upward and downward; amounts are per
  /// line unit in the order's currency. A side that is `nil` is free.
  case drift(rise: GuardLimit?, fall: GuardLimit?)
  /// The price differs from the last one by at most these rates in so many days.
  case movement(rise: Rate?, fall: Rate?, days: Int32)
}

/// What gives way to a guard that clips (RULES.md G-006).
public enum GuardYield: Hashable, Sendable {
  /// The last phase first, inside a phase the last offer by O-007 first; typed prices last.
  case lastFirst
  /// The offer with the lowest priority first, of equal ones the larger id; typed prices last.
  case lowestPriority
  /// These offers in this order, then the others as ``lastFirst``.
  case offers([String])
}

/// What a guard does where its test fails (RULES.md G-005).
public enum GuardOutcome: Hashable, Sendable {
  /// The price is raised or lowered to the bound.
  case clip(GuardYield)
  /// The order is blocked.
  case refuse
  /// The order is flagged.
  case warn
  /// The order is held until somebody of this level, 1…100, approves.
  case approval(level: Int32)
}

/// What a guard does where something it needs is not known (RULES.md G-004).
public enum GuardUnknown: String, Hashable, Sendable, CaseIterable {
  /// The order is flagged.
  case warn
  /// The order is blocked.
  case refuse
  /// Nothing.
  case pass
}

/// A guardrail: what prices may not do once every offer has taken effect (RULES.md G-001).
public struct Guard: Hashable, Sendable {
  /// Unique among guards.
  public var id: String
  /// A name for people.
  public var name: String
  /// Which lines are tested together.
  public var scope: GuardScope
  /// What divides the lines of a group, or `nil`.
  public var by: GuardDivision?
  /// Larger goes first.
  public var priority: Int32
  /// When it is in force.
  public var validity: Validity
  /// Where it stands in its life.
  public var status: RuleStatus
  /// Whom and what it is for.
  public var when: Condition
  /// What it tests.
  public var test: GuardTest
  /// What it does.
  public var outcome: GuardOutcome
  /// What it does where something is not known.
  public var unknown: GuardUnknown
  /// The price kind tested by a floor or ceiling, or `nil` for the net.
  public var price: String?
  /// Whether free goods count (RULES.md G-003).
  public var countsGifts: Bool
  /// Whether the net less the expected rebate is tested (RULES.md G-007).
  public var withRebate: Bool
  /// Whether the net is tested after price funds have come off it instead of before
  /// (RULES.md G-014).
  public var withFunds: Bool
  /// Where the document states it.
  public var origin: SourceSpan?

  /// Creates a guard.
  public init(
    id: String, name: String = "", scope: GuardScope = .line, by: GuardDivision? = nil,
    priority: Int32 = 0, validity: Validity = .always, status: RuleStatus = .published,
    when: Condition = .always, test: GuardTest, outcome: GuardOutcome,
    unknown: GuardUnknown = .warn, price: String? = nil, countsGifts: Bool = true,
    withRebate: Bool = false, withFunds: Bool = false, origin: SourceSpan? = nil
  ) {
    self.id = id
    self.name = name
    self.scope = scope
    self.by = by
    self.priority = priority
    self.validity = validity
    self.status = status
    self.when = when
    self.test = test
    self.outcome = outcome
    self.unknown = unknown
    self.price = price
    self.countsGifts = countsGifts
    self.withRebate = withRebate
    self.withFunds = withFunds
    self.origin = origin
  }
}
