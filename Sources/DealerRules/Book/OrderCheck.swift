/// What lines a check counts together (RULES.md ).
public enum QuantityScope: String, Hashable, Sendable, CaseIterable {
  /// Each line by itself.
  case line
  /// All lines of one product.
  case product
  /// All lines together.
  case order
}

/// How much may be ordered (RULES.md R-022).
public struct QuantityBounds: Hashable, Sendable {
  /// At least this many base units, or `nil`.
  public var least: Quantity?
  /// At most this many, or `nil`.
  public var most: Quantity?
  /// A whole multiple of this many, or `nil`.
  public var multiple: Quantity?
  /// What is counted together.
  public var per: QuantityScope
  /// The fact that says how much was bought before in base units; counts toward `most`, per order
  /// only.
  public var total: String?
  /// The span that `total` is of: earlier orders of a batch count with those of the same one.
  public var period: CalendarPeriod

  /// Creates bounds.
  public init(
    least: Quantity? = nil, most: Quantity? = nil, multiple: Quantity? = nil,
    per: QuantityScope = .line, total: String? = nil, period: CalendarPeriod = .all
  ) {
    self.least = least
    self.most = most
    self.multiple = multiple
    self.per = per
    self.total = total
    self.period = period
  }
}

/// Goods that an order must hold (RULES.md R-023).
public struct RequiredGoods: Hashable, Sendable {
  /// Which lines count.
  public var of: Condition
  /// How many base units of them.
  public var quantity: Quantity

  /// Creates a requirement.
  public init(of: Condition, quantity: Quantity) {
    self.of = of
    self.quantity = quantity
  }
}

/// When a quantity is unusual (RULES.md R-024).
public struct UsualQuantity: Hashable, Sendable {
  /// The number of the line, else of the product, that says the usual quantity, in base units.
  public var attribute: String
  /// More than this many times the usual is unusual, or `nil`.
  public var above: Rate?
  /// Less than this many times the usual is unusual, or `nil`.
  public var below: Rate?
  /// A number of the line, else of the product, that the usual is multiplied by, or `nil`.
  public var season: String?
  /// Whether each line is compared, or the sum of a product's; never the whole order.
  public var per: QuantityScope

  /// Creates bounds.
  public init(
    attribute: String, above: Rate? = nil, below: Rate? = nil, season: String? = nil,
    per: QuantityScope = .line
  ) {
    self.attribute = attribute
    self.above = above
    self.below = below
    self.season = season
    self.per = per
  }
}

/// How many times goods may change hands (RULES.md R-026).
public struct TransferBounds: Hashable, Sendable {
  /// At most this many transfers.
  public var most: Int64
  /// So many transfers inside a group are not counted.
  public var uncounted: Int64
  /// A seller that holds more than this share of the buyer is of one group with it.
  public var control: Rate

  /// Creates bounds.
  public init(most: Int64, uncounted: Int64 = 1, control: Rate = Rate(millionths: 500_000) ?? .one)
  {
    self.most = most
    self.uncounted = uncounted
    self.control = control
  }
}

/// One transfer of goods on their way to the end customer (RULES.md R-026).
public struct Transfer: Hashable, Sendable {
  /// Who buys.
  public var to: String
  /// The share of the buyer that the seller holds.
  public var share: Rate

  /// Creates a transfer.
  public init(to: String, share: Rate = .zero) {
    self.to = to
    self.share = share
  }
}

/// What a check tests (RULES.md R-021 … R-028).
public enum CheckTest: Hashable, Sendable {
  /// The condition must hold.
  case require(Condition)
  /// How much is ordered.
  case quantity(QuantityBounds)
  /// What the order must hold.
  case assortment([RequiredGoods])
  /// Whether the quantity is unusual.
  case unusual(UsualQuantity)
  /// Whether the stock suffices.
  case stock
  /// How often the goods change hands.
  case transfers(TransferBounds)
  /// Whether goods in stock keep long enough.
  case shelfLife(ShelfLifeBounds)
  /// Whether the dealer has just ordered the same.
  case duplicate(DuplicateWindow)
}

/// A test of orders before they are priced (RULES.md R-020).
public struct OrderCheck: Hashable, Sendable {
  /// Unique among checks.
  public var id: String
  /// Which orders, and which of their lines, are tested; nothing that only a priced line has.
  public var when: Condition
  /// What is tested.
  public var test: CheckTest
  /// What an order that fails gets.
  public var outcome: TerritoryOutcome
  /// The level of approval that a hold needs, 0…100.
  public var level: Int32
  /// What an order gets whose facts do not say what the test asks.
  public var unknown: TerritoryOutcome
  /// When it is in force, by the order's instant.
  public var validity: Validity
  /// Only published checks count.
  public var status: RuleStatus
  /// Where the document states it.
  public var origin: SourceSpan?

  /// Creates a check that blocks.
  public init(
    id: String, _ test: CheckTest, when: Condition = .always, outcome: TerritoryOutcome = .block,
    level: Int32 = 0, unknown: TerritoryOutcome = .allow, validity: Validity = .always,
    status: RuleStatus = .published, origin: SourceSpan? = nil
  ) {
    self.id = id
    self.when = when
    self.test = test
    self.outcome = outcome
    self.level = level
    self.unknown = unknown
    self.validity = validity
    self.status = status
    self.origin = origin
  }
}
