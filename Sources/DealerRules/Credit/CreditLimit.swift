/// How much credit a node has (RULES.md B-002).
public enum CreditLimit: Hashable, Sendable {
  /// No credit at all; what nobody stated is this, never "without bound".
  case none
  /// So many millionths of the node's currency, zero or more.
  case amount(Int64)
  /// Without bound.
  case unlimited
}

/// The days on which a statement about credit holds, both ends included; `nil` is open
/// (RULES.md B-002).
public struct CreditDays: Hashable, Sendable {
  /// Every day.
  public static let always: CreditDays = CreditDays()

  /// The first day.
  public var from: CivilDate?
  /// The last day.
  public var through: CivilDate?

  /// Creates a span of days; it is empty where `through` comes before `from`.
  public init(from: CivilDate? = nil, through: CivilDate? = nil) {
    self.from = from
    self.through = through
  }

  /// Whether a day lies inside.
  public func contains(_ day: CivilDate) -> Bool {
    if let from, day < from { return false }
    if let through, through < day { return false }
    return true
  }
}

/// A limit that stands in for the node's own for some days (RULES.md B-002).
public struct TemporaryLimit: Hashable, Sendable {
  /// The limit instead.
  public var limit: CreditLimit
  /// When it stands in.
  public var days: CreditDays

  /// Creates a temporary limit.
  public init(_ limit: CreditLimit, _ days: CreditDays) {
    self.limit = limit
    self.days = days
  }
}

/// A guarantee or a credit insurance that adds to a limit (RULES.md B-003).
public struct CreditGuarantee: Hashable, Sendable {
  /// Unique among the guarantees of a node.
  public var id: String
  /// What it covers, in millionths of the node's currency.
  public var value: Int64
  /// The part of its value that adds to the limit, 0 %…100 %.
  public var rate: Rate
  /// When it is valid.
  public var days: CreditDays
  /// Whether the exposure it covers is held elsewhere, so that its whole value comes off.
  public var isInExposure: Bool

  /// Creates a guarantee that adds all of its value.
  public init(
    id: String, value: Int64, rate: Rate = .one, days: CreditDays = .always,
    isInExposure: Bool = false
  ) {
    self.id = id
    self.value = value
    self.rate = rate
    self.days = days
    self.isInExposure = isInExposure
  }
}
