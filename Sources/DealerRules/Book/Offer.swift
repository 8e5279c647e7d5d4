/// Where an offer stands in its life (RULES.md O-002).
public enum OfferStatus: String, Hashable, Sendable, CaseIterable {
  /// Checked, never applied.
  case draft
  /// Applied inside its validity.
  case published
  /// Kept for replay, never applied.
  case retired
}

/// Whether an offer stands alone (RULES.md O-022).
public enum Exclusive: String, Hashable, Sendable, CaseIterable {
  /// It joins others.
  case no
  /// Alone, if that takes more off than the others together.
  case best
  /// Alone, whatever the others would give.
  case strict
}

/// What an offer ends once it has applied (RULES.md O-024).
public enum OfferStop: String, Hashable, Sendable, CaseIterable {
  /// Nothing.
  case no
  /// Later offers of the phase on the lines it touched.
  case line
  /// Later offers of the phase on every line.
  case order
}

/// How often and how much an offer may give over its life (RULES.md O-027).
public struct OfferLimits: Hashable, Sendable {
  /// Orders in all.
  public var uses: Int64?
  /// Orders of one customer.
  public var usesPerCustomer: Int64?
  /// Orders with one coupon code.
  public var usesPerCode: Int64?
  /// Millionths of the book's currency in all.
  public var budget: Int64?
  /// Thousandths of base units in all.
  public var budgetUnits: Int64?
  /// Whether what the budget does not cover is cut instead of refused.
  public var isPartial: Bool

  /// Creates limits; what is not given is unlimited.
  public init(
    uses: Int64? = nil, usesPerCustomer: Int64? = nil, usesPerCode: Int64? = nil,
    budget: Int64? = nil, budgetUnits: Int64? = nil, isPartial: Bool = true
  ) {
    self.uses = uses
    self.usesPerCustomer = usesPerCustomer
    self.usesPerCode = usesPerCode
    self.budget = budget
    self.budgetUnits = budgetUnits
    self.isPartial = isPartial
  }

  /// Nothing is limited.
  public static let none = OfferLimits()
}

/// How an offer stands to the other offers of its phase (RULES.md O-022 … O-026, O-029).
public struct Combination: Hashable, Sendable {
  /// Whether it stands alone in its phase.
  public var exclusive: Exclusive
  /// Whether it combines with nothing in any phase (RULES.md O-029).
  public var alone: Exclusive
  /// What it ends.
  public var stop: OfferStop
  /// Words that others name in `combinesWith`.
  public var tags: [String]
  /// Tags of the offers it combines with; `nil` for every offer.
  public var combinesWith: [String]?
  /// The most it takes off an order, in millionths of the book's currency.
  public var cap: Int64?
  /// The most it takes off a line, in millionths of the book's currency.
  public var capPerLine: Int64?
  /// Whether it may touch units that another offer of the phase has used (RULES.md O-015).
  public var sharesUnits: Bool

  /// Creates a combination; the default joins every other offer.
  public init(
    exclusive: Exclusive = .no, alone: Exclusive = .no, stop: OfferStop = .no,
    tags: [String] = [], combinesWith: [String]? = nil, cap: Int64? = nil, capPerLine: Int64? = nil,
    sharesUnits: Bool = false
  ) {
    self.exclusive = exclusive
    self.alone = alone
    self.stop = stop
    self.tags = tags
    self.combinesWith = combinesWith
    self.cap = cap
    self.capPerLine = capPerLine
    self.sharesUnits = sharesUnits
  }

  /// Joins every other offer.
  public static let free = Combination()
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
  /// Whom and what it is for; the lines for which it holds are the lines of the offer.
  public var when: Condition
  /// What the order must reach; all of it.
  public var requires: [Threshold]
  /// What the order must reach as well; one of it, where any is stated.
  public var requiresAny: [Threshold] = []
  /// Coupon codes, one of which the order must bring; empty for none needed.
  public var codes: [String]
  /// What it gives.
  public var benefit: Benefit
  /// Which units a cut touches, or `nil` for all.
  public var units: UnitLimit?
  /// What its percentage or price is taken on, or `nil` for the phase's base.
  public var base: OfferBase?
  /// How it stands to others.
  public var combination: Combination
  /// How often and how much it may give.
  public var limits: OfferLimits
  /// Whether it also touches lines priced from protected tables (RULES.md O-008).
  public var includesProtected: Bool
  /// Whether it also touches lines that earlier phases made cheaper (RULES.md O-003).
  public var includesDiscounted: Bool
  /// Where the document states it.
  public var origin: SourceSpan?

  /// Creates an offer.
  public init(
    id: String, name: String = "", phase: String, group: String? = nil, priority: Int32 = 0,
    validity: Validity = .always, status: OfferStatus = .published,
    when: Condition = .always, requires: [Threshold] = [], codes: [String] = [],
    benefit: Benefit, units: UnitLimit? = nil, base: OfferBase? = nil,
    combination: Combination = .free, limits: OfferLimits = .none,
    includesProtected: Bool = false, includesDiscounted: Bool = true, origin: SourceSpan? = nil
  ) {
    self.id = id
    self.name = name
    self.phase = phase
    self.group = group
    self.priority = priority
    self.validity = validity
    self.status = status
    self.when = when
    self.requires = requires
    self.codes = codes
    self.benefit = benefit
    self.units = units
    self.base = base
    self.combination = combination
    self.limits = limits
    self.includesProtected = includesProtected
    self.includesDiscounted = includesDiscounted
    self.origin = origin
  }
}
