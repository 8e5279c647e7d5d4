/// A place from which goods can come: a warehouse, a plant, a dealer (RULES.md Y-001).
public struct StockSource: Hashable, Sendable {
  /// Unique among sources.
  public var id: String
  /// The smaller comes first.
  public var priority: Int
  /// Dealers that it serves; `nil` for all.
  public var dealers: [String]?
  /// Regions that it serves, each with everything below; `nil` for all.
  public var regions: [String]?
  /// What it has of each product, in base units; a product that is not there is not held.
  public var stock: IdentifierMap<StockLevel>

  /// Creates a source that serves everybody everywhere and holds nothing.
  public init(id: String, priority: Int = 0) {
    self.id = id
    self.priority = priority
    stock = IdentifierMap()
  }
}

/// What a source has of a product.
public enum StockLevel: Hashable, Sendable {
  /// So much, in base units.
  case known(Quantity)
  /// It holds the product; how much is not known, which is never zero and never enough.
  case unknown
}

/// A quantity that somebody wants somewhere (RULES.md Y-001).
public struct SourcingDemand: Hashable, Sendable {
  /// The order; demands are told apart by order, line and product.
  public var order: String
  /// The line.
  public var line: Int32
  /// Who wants it.
  public var dealer: String
  /// The dealers above it, in any order; sources that serve one of them serve it too.
  public var dealersAbove: [String]
  /// The dealer whose quota it draws on (RULES.md R-018); `nil` for ``dealer``.
  public var drawsOn: String?
  /// The dealer's tier, or `nil`.
  public var tier: String?
  /// The product.
  public var product: String
  /// How much, in base units; not below zero.
  public var quantity: Quantity
  /// Where it goes.
  public var region: String
  /// Sources that may share in it; at least 1.
  public var maxSources: Int
  /// Whether all of it comes from one source or nothing does.
  public var isWhole: Bool

  /// Creates a demand that any number of sources may share in.
  public init(
    order: String, line: Int32, dealer: String, tier: String? = nil, product: String,
    quantity: Quantity, region: String
  ) {
    self.order = order
    self.line = line
    self.dealer = dealer
    self.tier = tier
    self.product = product
    self.quantity = quantity
    self.region = region
    dealersAbove = []
    maxSources = Int.max
    isWhole = false
  }
}

extension SourcingDemand: Comparable {
  /// By order, line and product, as plans answer them.
  public static func < (lhs: SourcingDemand, rhs: SourcingDemand) -> Bool {
    guard IdentifierOrder.areEqual(lhs.order, rhs.order) else {
      return IdentifierOrder.precedes(lhs.order, rhs.order)
    }
    return lhs.line == rhs.line
      ? IdentifierOrder.precedes(lhs.product, rhs.product) : lhs.line < rhs.line
  }
}

/// By what sources are ranked for a demand (RULES.md Y-002).
public enum SourceRank: String, Hashable, Sendable, CaseIterable {
  /// The smaller priority.
  case priority
  /// The nearer of the regions served, upward from where the goods go; everywhere last.
  case region
  /// Those that have all that is wanted before those that have not.
  case stock
}

/// How scarce stock is shared (RULES.md Y-004).
public enum ScarcityKey: Hashable, Sendable {
  /// In proportion to what is wanted.
  case proRata
  /// Tier by tier in this order, tiers not named last; in proportion inside a tier.
  case tier([String])
  /// Everybody up to a quota, by dealer and product in base units; what is wanted beyond comes
  /// after all quotas. Who has none has none.
  case quota([SourcingQuota])
}

/// What one dealer may have of a scarce product before others (RULES.md Y-004).
public struct SourcingQuota: Hashable, Sendable {
  /// The dealer.
  public var dealer: String
  /// The product.
  public var product: String
  /// How much, in base units.
  public var quantity: Quantity

  /// Creates a quota.
  public init(dealer: String, product: String, quantity: Quantity) {
    self.dealer = dealer
    self.product = product
    self.quantity = quantity
  }
}

/// How demands find sources (RULES.md Y-002 … Y-004).
public struct SourcingPolicy: Hashable, Sendable {
  /// By what sources are ranked, the first first; ties end at the id.
  public var ranking: [SourceRank] = [.priority, .region, .stock]
  /// How scarce stock is shared.
  public var scarcity: ScarcityKey = .proRata
  /// What shares of scarce stock are whole multiples of, in base units; above zero.
  public var step: Quantity = .one
  /// Demands times sources that one plan may have.
  public var limit: Int = 10_000_000

  /// Creates the default policy.
  public init() {}
}

/// Why a source gives nothing to a demand, or not all that is wanted (RULES.md Y-005).
public enum SourcingReason: String, Hashable, Sendable, CaseIterable {
  /// It does not serve the dealer.
  case dealerNotServed
  /// It does not serve the region.
  case regionNotServed
  /// It does not hold the product.
  case productNotHeld
  /// What it has is not known.
  case stockUnknown
  /// It has nothing.
  case outOfStock
  /// It has not all of a demand that takes all or nothing.
  case notWhole
  /// Sources ranked before it gave everything.
  case notNeeded
  /// As many sources as may share in the demand come before it.
  case tooManySources
  /// Others were served first, or it was shared with them.
  case sharedOut
}

/// Why demands cannot be planned.
public enum SourcingError: Error, Hashable, Sendable {
  /// Two demands have one order, line and product, or two sources one id.
  case duplicate(String)
  /// A demand or a stock is below zero, or a demand may have no source.
  case outOfRange(String)
  /// More demands times sources than the policy allows.
  case tooLarge(limit: Int)
}

/// What comes from where (RULES.md Y-003 … Y-005).
public struct SourcingPlan: Hashable, Sendable {
  /// A quantity that one source gives to one demand.
  public struct Allotment: Hashable, Sendable {
    /// The source.
    public var source: String
    /// How much, above zero.
    public var quantity: Quantity
  }

  /// A source that gives nothing, or less than was left to give, and why.
  public struct Loser: Hashable, Sendable {
    /// The source.
    public var source: String
    /// Why.
    public var reason: SourcingReason
  }

  /// What becomes of one demand.
  public struct Answer: Hashable, Sendable {
    /// The order.
    public var order: String
    /// The line.
    public var line: Int32
    /// The product.
    public var product: String
    /// What it gets, in the order of the ranking.
    public var allotments: [Allotment]
    /// What is missing.
    public var shortage: Quantity
    /// Every source that gives it nothing, eligible ones in their ranking, then the others by id.
    public var losers: [Loser]
  }

  /// The answers by order, line and product.
  public var answers: [Answer]
}
