/// What a decision says about an order, from mild to severe (RULES.md X-004).
public enum Outcome: UInt8, Hashable, Comparable, Sendable, CaseIterable {
  /// Nothing stands against it.
  case allow
  /// Allowed, with something to look at.
  case flag
  /// Waits for somebody's approval.
  case hold
  /// Refused.
  case block

  /// Orders by severity.
  public static func < (lhs: Outcome, rhs: Outcome) -> Bool { lhs.rawValue < rhs.rawValue }

  /// The word used in decision records, `"allow"`.
  public var name: String { Outcome.names[Int(rawValue)] }

  private static let names = allCases.map { String(describing: $0) }
}
