/// What percentages and fixed prices are taken on (RULES.md O-004).
public enum OfferBase: String, Hashable, Sendable, CaseIterable {
  /// The amount at the start of the phase; effects add up.
  case opening
  /// The amount left by the offer before; effects compound by priority.
  case running
  /// The list amount; effects add up.
  case list
}

/// Where amounts of a phase are settled (RULES.md M-006, O-005).
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
  /// The largest benefit to the customer.
  case best
  /// The highest priority.
  case first
  /// Every offer.
  case all
}

/// Where a choice between offers is made (RULES.md O-006, O-022, O-023).
public enum ChoiceScope: String, Hashable, Sendable, CaseIterable {
  /// On each line by itself.
  case line
  /// Once for the whole order.
  case order
}

/// Where offers that do not combine exclude one another (RULES.md O-023).
public enum CombineScope: String, Hashable, Sendable, CaseIterable {
  /// On each line by itself.
  case line
  /// Once for the whole order.
  case order
  /// On each line by itself, but offers that measure or cut several lines together on all of these
  /// or on none.
  case goods
}

/// Where a group chooses (RULES.md O-006, O-028).
public enum GroupScope: String, Hashable, Sendable, CaseIterable {
  /// For each unit: its offers share the units so that together they take off most.
  case unit
  /// On each line by itself.
  case line
  /// Once for the whole order.
  case order
}

/// What free goods weigh when offers are compared (RULES.md O-018).
public enum GiftValue: String, Hashable, Sendable, CaseIterable {
  /// The selling price a line of its own would have.
  case price
  /// The product's cost.
  case cost
  /// One currency unit for each base unit.
  case quantity
  /// Nothing.
  case none
}

/// A set of offers inside a phase that are chosen together (RULES.md O-006).
public struct OfferGroup: Hashable, Sendable {
  /// Unique inside the phase.
  public var id: String
  /// Which of its offers take effect.
  public var choice: GroupChoice
  /// Whether units, each line or the whole order chooses.
  public var per: GroupScope
  /// What gifts weigh in the choice.
  public var giftValue: GiftValue
  /// Where the document states it.
  public var origin: SourceSpan?

  /// Creates a group.
  public init(
    id: String, choice: GroupChoice, per: GroupScope = .line, giftValue: GiftValue = .price,
    origin: SourceSpan? = nil
  ) {
    self.id = id
    self.choice = choice
    self.per = per
    self.giftValue = giftValue
    self.origin = origin
  }
}

/// When the offers of a phase are measured (RULES.md O-025).
public enum PhaseMode: String, Hashable, Sendable, CaseIterable {
  /// All at the start of the phase.
  case together
  /// One after another, each on what the one before left.
  case sequential
}

/// How a phase deals with exclusive offers (RULES.md O-022).
public struct Exclusivity: Hashable, Sendable {
  /// Whether each line or the whole order compares the alternatives.
  public var per: ChoiceScope
  /// Whether the first strict offer by priority wins, whatever its amount.
  public var strictFirst: Bool

  /// Creates the setting; the defaults compare once for the order.
  public init(per: ChoiceScope = .order, strictFirst: Bool = false) {
    self.per = per
    self.strictFirst = strictFirst
  }
}

/// A step of the promotion stage (RULES.md O-003).
public struct Phase: Hashable, Sendable {
  /// Unique among phases.
  public var id: String
  /// What percentages and fixed prices are taken on where the offer does not say.
  public var base: OfferBase
  /// Where amounts are settled.
  public var point: RoundingPoint
  /// How they are settled there.
  public var rounding: Rounding
  /// Who takes what is left over when a total is spread (RULES.md O-014).
  public var remainder: RemainderRule
  /// When its offers are measured.
  public var mode: PhaseMode
  /// How exclusive offers are compared.
  public var exclusivity: Exclusivity
  /// Where tags exclude one another (RULES.md O-023).
  public var combinePer: CombineScope
  /// Whether tags exclude what conflicts with offers of earlier phases too (RULES.md O-023).
  public var combineAcross: Bool
  /// The most that its offers together take off a line, as a rate of the opening (RULES.md O-026).
  public var capRate: Rate?
  /// The price kind that no effect undercuts, or `nil` (RULES.md O-009).
  public var floor: String?
  /// Its groups; offers without a group all take effect.
  public var groups: [OfferGroup]
  /// Where the document states it.
  public var origin: SourceSpan?

  /// Creates a phase; the defaults settle each effect on each line, half-up.
  public init(
    id: String, base: OfferBase = .opening, point: RoundingPoint = .line,
    rounding: Rounding = Rounding(), remainder: RemainderRule = .largestFraction,
    mode: PhaseMode = .together, exclusivity: Exclusivity = Exclusivity(),
    combinePer: CombineScope = .line, combineAcross: Bool = false, capRate: Rate? = nil,
    floor: String? = nil, groups: [OfferGroup] = [],
    origin: SourceSpan? = nil
  ) {
    self.id = id
    self.base = base
    self.point = point
    self.rounding = rounding
    self.remainder = remainder
    self.mode = mode
    self.exclusivity = exclusivity
    self.combinePer = combinePer
    self.combineAcross = combineAcross
    self.capRate = capRate
    self.floor = floor
    self.groups = groups
    self.origin = origin
  }
}
