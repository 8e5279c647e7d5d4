/// A tier of dealers and what it brings (RULES.md B-017).
public struct DealerTier: Hashable, Sendable {
  /// Unique in its scheme; the text that `customer.tier` has.
  public var id: String
  /// The lowest value of a period, in millionths or points.
  public var from: Int64
  /// What the tier brings, as words for people and hosts.
  public var rights: [String]

  /// Creates a tier.
  public init(id: String, from: Int64, rights: [String] = []) {
    self.id = id
    self.from = from
    self.rights = rights
  }
}

/// Somebody's word that sets a tier (RULES.md B-017).
public struct TierOverride: Hashable, Sendable {
  /// The tier.
  public var tier: String
  /// Who.
  public var who: String
  /// Why.
  public var why: String
  /// The last day.
  public var through: CivilDate

  /// Creates an override.
  public init(_ tier: String, who: String, why: String, through: CivilDate) {
    self.tier = tier
    self.who = who
    self.why = why
    self.through = through
  }
}

/// What a dealer's tier is now (RULES.md B-017).
public struct TierStanding: Hashable, Sendable {
  /// The tier, `nil` for none yet.
  public var tier: String?
  /// Reviews in a row that were below it.
  public var missed: Int
  /// Somebody's word.
  public var override: TierOverride?

  /// Creates a standing.
  public init(tier: String? = nil, missed: Int = 0, override: TierOverride? = nil) {
    self.tier = tier
    self.missed = missed
    self.override = override
  }
}

/// What a review proposes (RULES.md B-017).
public struct TierProposal: Hashable, Sendable {
  /// Why.
  public enum Cause: String, Hashable, Sendable {
    /// The value reaches a higher tier.
    case promoted
    /// The value keeps the tier.
    case kept
    /// The value is below the tier, and grace keeps it.
    case grace
    /// The value was below the tier for too long.
    case demoted
    /// Somebody set it.
    case overridden
  }

  /// The tier from then on, `nil` for none.
  public var tier: String?
  /// The first day.
  public var from: CivilDate
  /// Why.
  public var cause: Cause
  /// The value of the period.
  public var value: Int64
  /// The days that counted.
  public var period: CreditDays
  /// Reviews in a row below the tier, this one included.
  public var missed: Int
  /// What the tier brings.
  public var rights: [String]
}

/// How tiers are given by what ended periods brought (RULES.md B-017).
public struct TierScheme: Hashable, Sendable {
  /// Unique among schemes.
  public var id: String
  /// The tiers, in any order.
  public var tiers: [DealerTier]
  /// Months of a period, one of 1, 2, 3, 4, 6, 12; periods begin with the year.
  public var months: Int
  /// Days between the end of a period and the first day of what it brings.
  public var delay: Int
  /// Reviews below a tier that do not yet cost it.
  public var grace: Int

  /// Creates a scheme by calendar years.
  public init(id: String, tiers: [DealerTier], months: Int = 12, delay: Int = 0, grace: Int = 0) {
    self.id = id
    self.tiers = tiers
    self.months = months
    self.delay = delay
    self.grace = grace
  }

  /// The last period that ended before a day; `nil` before the calendar.
  public func period(before day: CivilDate) -> CreditDays? {
    guard (1...12).contains(months), 12 % months == 0 else { return nil }
    let (year, month, _) = day.components
    let first = (month - 1) / months * months + 1
    guard let start = CivilDate(year: year, month: first, day: 1),
      let from = CivilDate.inMonth(year, first, plus: -months, day: 1),
      let through = start.adding(days: -1)
    else { return nil }
    return CreditDays(from: from, through: through)
  }

  /// Reviews a dealer by what is dated inside the last ended period; nothing dated later, today's
  /// order least of all, has a say.
  /// - Throws: ``NumericError/overflow``.
  public func review(
    _ standing: TierStanding, _ movements: [(day: CivilDate, value: Int64)], asOf: CivilDate
  ) throws(NumericError) -> TierProposal? {
    guard let period = period(before: asOf), let end = period.through,
      let from = end.adding(days: delay.addingReportingOverflow(1).partialValue)
    else { return nil }
    var value: Int64 = 0
    for movement in movements where period.contains(movement.day) {
      value = try Wide.add(value, movement.value)
    }
    var proposal = TierProposal(
      tier: nil, from: from, cause: .kept, value: value, period: period, missed: 0, rights: [])
    let reached = tier(at: value)
    let current = standing.tier.flatMap { tier(named: $0) }
    var result = reached
    if let override = standing.override, override.through >= from {
      result = tier(named: override.tier)
      proposal.cause = .overridden
      proposal.missed = standing.missed
    } else if let current {
      let reachedFrom = reached?.from ?? Int64.min
      if reachedFrom > current.from {
        proposal.cause = .promoted
      } else if value < current.from {
        proposal.missed = standing.missed < Int.max ? standing.missed + 1 : Int.max
        proposal.cause = proposal.missed > grace ? .demoted : .grace
        if proposal.cause == .grace { result = current }
        if proposal.cause == .demoted { proposal.missed = 0 }
      }
    } else if reached != nil {
      proposal.cause = .promoted
    }
    proposal.tier = result?.id
    proposal.rights = result?.rights ?? []
    return proposal
  }

  private func tier(at value: Int64) -> DealerTier? {
    tiers.filter { $0.from <= value }
      .max { ($0.from, $1.id) < ($1.from, $0.id) }
  }

  private func tier(named id: String) -> DealerTier? {
    tiers.first { IdentifierOrder.areEqual($0.id, id) }
  }
}
