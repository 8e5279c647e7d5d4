/// What an offer gives (RULES.md O-010 … O-012).
public enum Benefit: Hashable, Sendable {
  /// A rate off the phase's base.
  case percentOff(Rate)
  /// Millionths of the book's currency off each unit; `nil` is the base unit.
  case amountOffPerUnit(Int64, unit: String?)
  /// A unit price in millionths of the book's currency, given only where it is lower.
  case fixedUnitPrice(Int64, unit: String?)
}

/// What percentages of a phase are taken on (RULES.md O-004).
public enum PhaseBase: String, Hashable, Sendable, CaseIterable {
  /// The amount at the start of the phase; effects add up.
  case opening
  /// The amount left by the offer before; effects compound by priority.
  case running
  /// The list amount; effects add up.
  case list
}

/// Where amounts of a phase are settled (RULES.md M-006).
public enum RoundingPoint: String, Hashable, Sendable, CaseIterable {
  /// Only to the 6 decimals that an amount can carry.
  case none
  /// The unit price at the end of the phase.
  case unit
  /// Each effect on each line.
  case line
}

/// Which offers of a group take effect (RULES.md O-006).
public enum GroupChoice: String, Hashable, Sendable, CaseIterable {
  /// The largest benefit to the customer on the line.
  case best
  /// The highest priority.
  case first
  /// Every offer.
  case all
}

/// A set of offers inside a phase that are chosen together (RULES.md O-006).
public struct OfferGroup: Hashable, Sendable {
  /// Unique inside the phase.
  public var id: String
  /// Which of its offers take effect.
  public var choice: GroupChoice
  /// Where the document states it.
  public var origin: SourceSpan?

  /// Creates a group.
  public init(id: String, choice: GroupChoice, origin: SourceSpan? = nil) {
    self.id = id
    self.choice = choice
    self.origin = origin
  }
}

/// A step of the promotion stage (RULES.md O-003).
public struct Phase: Hashable, Sendable {
  /// Unique among phases.
  public var id: String
  /// What percentages are taken on.
  public var base: PhaseBase
  /// Where amounts are settled.
  public var point: RoundingPoint
  /// How they are settled there.
  public var rounding: Rounding
  /// Its groups; offers without a group all take effect.
  public var groups: [OfferGroup]
  /// Where the document states it.
  public var origin: SourceSpan?

  /// Creates a phase; the defaults settle each effect on each line, half-up.
  public init(
    id: String, base: PhaseBase = .opening, point: RoundingPoint = .line,
    rounding: Rounding = Rounding(), groups: [OfferGroup] = [], origin: SourceSpan? = nil
  ) {
    self.id = id
    self.base = base
    self.point = point
    self.rounding = rounding
    self.groups = groups
    self.origin = origin
  }
}

/// Where an offer stands in its life (RULES.md O-002).
public enum OfferStatus: String, Hashable, Sendable, CaseIterable {
  /// Checked, never applied.
  case draft
  /// Applied inside its validity.
  case published
  /// Kept for replay, never applied.
  case retired
}

/// A promotion: who and what it is for, and what it gives (RULES.md O-001).
public struct Offer: Hashable, Sendable {
  /// Unique among offers.
  public var id: String
  /// A name for people.
  public var name: String
  /// The phase it takes part in.
  public var phase: String
  /// The group inside the phase, or `nil`.
  public var group: String?
  /// Larger goes first.
  public var priority: Int32
  /// When it is in force.
  public var validity: Validity
  /// Where it stands in its life.
  public var status: OfferStatus
  /// Whom and what it is for.
  public var when: Condition
  /// What it gives.
  public var benefit: Benefit
  /// Whether it also touches lines priced from protected tables (RULES.md O-008).
  public var includesProtected: Bool
  /// Where the document states it.
  public var origin: SourceSpan?

  /// Creates an offer.
  public init(
    id: String, name: String = "", phase: String, group: String? = nil, priority: Int32 = 0,
    validity: Validity = .always, status: OfferStatus = .published,
    when: Condition = .always, benefit: Benefit, includesProtected: Bool = false,
    origin: SourceSpan? = nil
  ) {
    self.id = id
    self.name = name
    self.phase = phase
    self.group = group
    self.priority = priority
    self.validity = validity
    self.status = status
    self.when = when
    self.benefit = benefit
    self.includesProtected = includesProtected
    self.origin = origin
  }
}
