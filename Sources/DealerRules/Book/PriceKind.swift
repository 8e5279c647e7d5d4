/// Which date of an order selects price rows (RULES.md P-007).
public enum PricingDate: String, Hashable, Sendable, CaseIterable {
  /// The order's date.
  case order
  /// The requested delivery date, else the order's.
  case requested
  /// The ship date, else the order's.
  case shipped
}

/// Which of several rows found at one access wins (RULES.md P-004, P-005).
public enum AccessPick: String, Hashable, Sendable, CaseIterable {
  /// The first table with a row, and in it the most specific key.
  case firstFound
  /// The row with the lowest unit price over all tables of the access.
  case lowest
}

/// One step of a search for a price (RULES.md P-003).
public struct Access: Hashable, Sendable {
  /// The tables searched, in declared order.
  public var tables: [String]
  /// Which row wins.
  public var pick: AccessPick
  /// The access is skipped unless this holds.
  public var when: Condition

  /// Creates an access.
  public init(tables: [String], pick: AccessPick = .firstFound, when: Condition = .always) {
    self.tables = tables
    self.pick = pick
    self.when = when
  }
}

/// A named price with its own access sequence (RULES.md P-003).
///
/// The kind ``RuleBook/sellingKind`` prices orders; the others (transfer, suggested retail, minimum
/// advertised) are reported beside it.
public struct PriceKind: Hashable, Sendable {
  /// Unique among kinds.
  public var id: String
  /// The steps of the search, in order.
  public var accesses: [Access]
  /// Which date selects rows.
  public var date: PricingDate
  /// The channel whose price this is, whatever the order's (RULES.md P-029); `nil` for the order's.
  public var channel: String?
  /// The dealer tier whose price this is, whatever the dealer's (RULES.md P-029); `nil` for the
  /// dealer's.
  public var tier: String?
  /// Where the document states it.
  public var origin: SourceSpan?

  /// Creates a price kind.
  public init(
    id: String, accesses: [Access], date: PricingDate = .order, channel: String? = nil,
    tier: String? = nil, origin: SourceSpan? = nil
  ) {
    self.id = id
    self.accesses = accesses
    self.date = date
    self.channel = channel
    self.tier = tier
    self.origin = origin
  }
}

/// A declared exchange rate: one unit of `from` is worth `factor` units of `to` (RULES.md P-027).
public struct ExchangeRate: Hashable, Sendable {
  /// The currency converted.
  public var from: Currency
  /// The currency converted into.
  public var to: Currency
  /// Units of ``to`` per unit of ``from``.
  public var factor: Factor
  /// When the rate is in force.
  public var validity: Validity
  /// Where the document states it.
  public var origin: SourceSpan?

  /// Creates a rate.
  public init(
    from: Currency, to: Currency, factor: Factor, validity: Validity = .always,
    origin: SourceSpan? = nil
  ) {
    self.from = from
    self.to = to
    self.factor = factor
    self.validity = validity
    self.origin = origin
  }
}
