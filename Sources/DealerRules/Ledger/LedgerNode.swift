/// What a node of a ledger counts against (RULES.md J-002).
public enum LedgerLimit: Hashable, Sendable {
  /// No limit of its own: what counts is the parent's; without a parent nothing is granted.
  case none
  /// At most this much, in the node's smallest steps, 0…10¹⁸; zero grants nothing.
  case amount(Int64)
  /// Never refused, whatever stands above it.
  case unlimited
}

/// How a node stands under its parent (RULES.md J-003).
public enum LedgerMode: UInt8, Hashable, Sendable {
  /// What the node uses counts at the parent as well.
  case nested
  /// The node's own limit is taken out of the parent's; a node without one shares what is left.
  case carveOut
  /// The parent does not see the node.
  case isolated
}

/// Whether a limit may be reached (RULES.md J-004).
public enum LedgerBoundary: UInt8, Hashable, Sendable {
  /// Use may reach the limit.
  case atMost
  /// Use must stay below the limit.
  case below
}

/// What a node holds (RULES.md J-001).
public enum LedgerNodeKind: UInt8, Hashable, Sendable {
  /// Use against a limit: credit, uses of an offer, budgets, capped prices, return quotas.
  case limit
  /// Value earned in lots: points, coupons, rebate funds, deposits.
  case value
}

/// A node of a ledger (RULES.md J-001 … J-004).
public struct LedgerNode: Hashable, Sendable {
  /// The id, 1…120 bytes.
  public var id: String
  /// The node above it; `nil` for a root. Nodes of value have none.
  public var parent: String?
  /// How it stands under its parent.
  public var mode: LedgerMode
  /// What it holds.
  public var kind: LedgerNodeKind
  /// What it grants; without meaning for a node of value.
  public var limit: LedgerLimit
  /// Whether the limit may be reached.
  public var boundary: LedgerBoundary
  /// Whether unapplied credit lowers use.
  public var netsCredit: Bool
  /// What is counted, `"CNY"` or `"points"`, 1…120 bytes; a child counts what its parent counts.
  public var unit: String

  /// Creates a node.
  public init(
    id: String, parent: String? = nil, mode: LedgerMode = .nested, kind: LedgerNodeKind = .limit,
    limit: LedgerLimit = .none, boundary: LedgerBoundary = .atMost, netsCredit: Bool = false,
    unit: String
  ) {
    self.id = id
    self.parent = parent
    self.mode = mode
    self.kind = kind
    self.limit = limit
    self.boundary = boundary
    self.netsCredit = netsCredit
    self.unit = unit
  }
}
