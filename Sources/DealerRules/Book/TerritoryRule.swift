/// What a territory rule does (RULES.md R-010).
public enum TerritoryEffect: String, Hashable, Sendable, CaseIterable {
  /// Who it names may buy.
  case grant
  /// Who it names may not buy.
  case deny
  /// What it names is on the list of those it names.
  case list
  /// What it names is kept from those it names, listed or not.
  case exclude
  /// The seller it names may enter orders of those it names.
  case permit
  /// Whom it names holds a license for what it names.
  case license

  /// Whether it is about territories, not lists or sellers.
  var isTerritorial: Bool { self == .grant || self == .deny }
}

/// What happens to an order that a dealer may not place, from the mildest on (RULES.md R-011).
public enum TerritoryOutcome: String, Hashable, Sendable, CaseIterable {
  /// Nothing.
  case allow
  /// The order goes through and is flagged.
  case flag
  /// The order waits for an approval.
  case hold
  /// The order is refused.
  case block
}

/// Which sales a denial, or an exclusive grant against others, is about (RULES.md R-015).
public enum RestrictedSales: String, Hashable, Sendable, CaseIterable {
  /// Every sale.
  case all
  /// Only sales that the dealer sought.
  case active
}

/// A rule of who may buy what, where and how (RULES.md ).
///
/// What is left out holds for all.
public struct TerritoryRule: Hashable, Sendable {
  /// Unique among territory rules.
  public var id: String
  /// What it does.
  public var effect: TerritoryEffect
  /// A customer; the rule holds for it and every dealer below it.
  public var dealer: String?
  /// A tier of customers.
  public var tier: String?
  /// A group of customers.
  public var group: String?
  /// A region; the rule holds in it and in every region below it.
  public var region: String?
  /// A product.
  public var product: String?
  /// A category; the rule holds for it and every category below it.
  public var category: String?
  /// A brand.
  public var brand: String?
  /// A channel.
  public var channel: String?
  /// Who enters orders for others; permits name one.
  public var seller: String?
  /// What a license is for, to trade or to store; products need one of each kind (RULES.md R-019).
  public var kind: String?
  /// For how many days after its end a license still counts.
  public var graceDays: Int32
  /// How many days before its end a license is told to end soon.
  public var warnDays: Int32
  /// A further condition; nothing that only a priced line has.
  public var when: Condition
  /// Whether the grant keeps every other dealer out (RULES.md R-013).
  public var isExclusive: Bool
  /// Which sales it restricts.
  public var restricts: RestrictedSales
  /// What a denial, or an exclusive grant against others, does.
  public var outcome: TerritoryOutcome
  /// The level of approval that its hold needs, 0…100 (RULES.md G-011).
  public var level: Int32
  /// When it is in force, by the order's instant.
  public var validity: Validity
  /// Only published rules count.
  public var status: RuleStatus
  /// Where the document states it.
  public var origin: SourceSpan?

  /// Creates a rule for everyone, everywhere.
  public init(id: String, effect: TerritoryEffect, origin: SourceSpan? = nil) {
    self.id = id
    self.effect = effect
    self.graceDays = 0
    self.warnDays = 0
    self.when = .always
    self.isExclusive = false
    self.restricts = .all
    self.outcome = .block
    self.level = 0
    self.validity = .always
    self.status = .published
    self.origin = origin
  }
}
