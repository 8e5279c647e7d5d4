/// Who may approve what (RULES.md G-011).
public struct ApprovalRule: Hashable, Sendable {
  /// The role that may approve.
  public var role: String
  /// The findings it may lift: a reason code, or `CODE:RULE`.
  public var findings: [String]
  /// The highest level it may approve, or `nil` for every level.
  public var level: Int32?
  /// The largest net of an order, in millionths of the book's currency, or `nil` for any.
  public var upTo: Int64?
  /// The orders it holds for; line and product fields are unknown here.
  public var when: Condition
  /// What its versions share, or `nil` for a rule without any (RULES.md V-002).
  public var id: String?
  /// Since when it is known; by default always (RULES.md V-002).
  public var known: Instant = .distantPast
  /// Where the document states it.
  public var origin: SourceSpan?

  /// Creates a rule.
  public init(
    role: String, findings: [String], level: Int32? = nil, upTo: Int64? = nil,
    when: Condition = .always, origin: SourceSpan? = nil
  ) {
    self.role = role
    self.findings = findings
    self.level = level
    self.upTo = upTo
    self.when = when
    self.origin = origin
  }
}

/// An approval that comes with an order (RULES.md G-010).
public struct Approval: Hashable, Sendable {
  /// The findings it lifts: a reason code, or `CODE:RULE`.
  public var findings: [String]
  /// The role of the one who approved.
  public var role: String
  /// Who approved.
  public var by: String
  /// The first instant at which it is void, or `nil`.
  public var until: Instant?
  /// The largest net it covers, in millionths of the order's currency, or `nil`.
  public var maxAmount: Int64?
  /// ``Order/approvalHash()`` of the order that was approved.
  public var orderHash: String

  /// Creates an approval.
  public init(
    findings: [String], role: String, by: String = "", until: Instant? = nil,
    maxAmount: Int64? = nil, orderHash: String
  ) {
    self.findings = findings
    self.role = role
    self.by = by
    self.until = until
    self.maxAmount = maxAmount
    self.orderHash = orderHash
  }
}

/// A price of a product that was computed before (RULES.md G-009).
public struct LastPrice: Hashable, Sendable {
  /// Millionths of the order's currency per base unit.
  public var price: Int64
  /// The day it was computed for.
  public var date: CivilDate

  /// Creates a last price.
  public init(price: Int64, date: CivilDate) {
    self.price = price
    self.date = date
  }
}
