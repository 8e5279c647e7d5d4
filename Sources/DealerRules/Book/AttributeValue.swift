/// The value of a custom attribute of a customer, product, order or line (RULES.md K-006).
public enum AttributeValue: Hashable, Sendable {
  /// Any text, compared by bytes.
  case text(String)
  /// A decimal in millionths.
  case number(Int64)
  /// Yes or no.
  case flag(Bool)
  /// A civil date.
  case date(CivilDate)
}

/// Custom attributes by name; names compare by bytes (RULES.md X-003).
public typealias Attributes = IdentifierMap<AttributeValue>
