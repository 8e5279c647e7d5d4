/// A document that counts as exposure (RULES.md B-005).
public struct CreditEntry: Hashable, Sendable {
  /// What kind of document it is.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// An open order.
    case order
    /// Goods shipped and not yet invoiced.
    case shipped
    /// A drafted invoice.
    case draft
    /// A posted invoice or one instalment of it.
    case invoice
    /// A special liability.
    case special
    /// A payment or credit memo that settles no invoice.
    case credit

    /// Whether it is the claim of an order, which gives way to the order's next request.
    public var isClaim: Bool { self == .order || self == .shipped || self == .draft }
  }

  /// Unique among the claims of orders, and among the other documents (RULES.md B-005).
  public var id: String
  /// The node that owes it.
  public var node: String
  /// What kind of document it is.
  public var kind: Kind
  /// What is still open of it, zero or more.
  public var amount: Money
  /// Units of the node's currency for one of the entry's, as stamped when it was booked; `nil` asks
  /// the rates of the facts.
  public var rate: Factor?
  /// When goods ship, for orders.
  public var ships: CivilDate?
  /// When it is due, for invoices; never worked out anew (RULES.md B-010).
  public var due: CivilDate?
  /// The highest reminder level reached.
  public var level: Int
  /// The day of the last reminder.
  public var remindedOn: CivilDate?
  /// Whether the customer disputes it.
  public var isDisputed: Bool
  /// Where the document states it.
  public var origin: SourceSpan?

  /// Creates an entry.
  public init(
    id: String, node: String, _ kind: Kind, _ amount: Money, rate: Factor? = nil,
    ships: CivilDate? = nil, due: CivilDate? = nil
  ) {
    self.id = id
    self.node = node
    self.kind = kind
    self.amount = amount
    self.rate = rate
    self.ships = ships
    self.due = due
    self.level = 0
    self.remindedOn = nil
    self.isDisputed = false
    self.origin = nil
  }
}

/// A stop that somebody put on a node or an order (RULES.md B-012).
public struct CreditHold: Hashable, Sendable {
  /// Who stopped it.
  public var who: String
  /// Why.
  public var why: String
  /// The last day; `nil` until it is lifted.
  public var through: CivilDate?
  /// Hold or block.
  public var effect: CreditEffect

  /// Creates a stop.
  public init(
    who: String, why: String, through: CivilDate? = nil, effect: CreditEffect = .hold
  ) {
    self.who = who
    self.why = why
    self.through = through
    self.effect = effect
  }
}

/// What is known of a node beside its entries (RULES.md B-001).
public struct CreditAccount: Hashable, Sendable {
  /// Stops.
  public var holds: [CreditHold]
  /// Its score; `nil` where unknown.
  public var score: Int64?
  /// What each funding source but own credit can pay, in millionths of the node's currency.
  public var funds: IdentifierMap<Int64>

  /// Creates an account of which nothing is known.
  public init() {
    holds = []
    score = nil
    funds = IdentifierMap()
  }
}

/// An exchange rate for what carries none of its own (RULES.md B-011).
public struct CreditRate: Hashable, Sendable {
  /// The currency exchanged.
  public var from: Currency
  /// The currency wanted.
  public var to: Currency
  /// Units of `to` for one of `from`.
  public var factor: Factor
  /// The days for which credit is asked at it.
  public var days: CreditDays

  /// Creates a rate, of every day unless days are given.
  public init(
    _ from: Currency, _ to: Currency, _ factor: Factor, days: CreditDays = .always
  ) {
    self.from = from
    self.to = to
    self.factor = factor
    self.days = days
  }
}

/// Everything that a credit decision reads beside the policy (RULES.md B-001).
public struct CreditFacts: Hashable, Sendable {
  /// Open documents, in any order.
  public var entries: [CreditEntry]
  /// What is known of nodes.
  public var accounts: IdentifierMap<CreditAccount>
  /// Exchange rates; of several for a day the first counts.
  public var rates: [CreditRate]

  /// Creates facts of which none is known.
  public init() {
    entries = []
    accounts = IdentifierMap()
    rates = []
  }
}
