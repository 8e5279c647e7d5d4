/// An exact quantity in thousandths of some unit of measure (RULES.md Q-001).
///
/// The unit is named beside it (``OrderLine/unit``, ``PriceRow/unit``); conversion is by an exact
/// ``Factor`` and never rounds.
public struct Quantity: Hashable, Comparable, Sendable {
  /// Decimals that every quantity can carry.
  public static let scale: Int = 3
  /// The quantities an order or a rule may state: ±10⁹ units.
  public static let bounds: ClosedRange<Int64> = -1_000_000_000_000...1_000_000_000_000
  /// Nothing.
  public static let zero: Quantity = Quantity(unchecked: 0)
  /// One unit.
  public static let one: Quantity = Quantity(unchecked: 1000)

  /// The quantity in thousandths.
  public let thousandths: Int64

  /// Creates a quantity, or `nil` outside ``bounds``.
  public init?(thousandths: Int64) {
    guard Quantity.bounds.contains(thousandths) else { return nil }
    self.thousandths = thousandths
  }

  /// Creates a quantity of whole units, or `nil` outside ``bounds``.
  public init?(_ units: Int) {
    let (value, overflow) = Int64(units).multipliedReportingOverflow(by: 1000)
    guard !overflow else { return nil }
    self.init(thousandths: value)
  }

  /// Reads a decimal with at most 3 decimals; `nil` when it is malformed or outside ``bounds``.
  public init?(_ text: String) {
    guard let value = Decimals.parse(text, scale: Quantity.scale) else { return nil }
    self.init(thousandths: value)
  }

  init(unchecked thousandths: Int64) { self.thousandths = thousandths }

  /// Orders by value.
  public static func < (lhs: Quantity, rhs: Quantity) -> Bool {
    lhs.thousandths < rhs.thousandths
  }
}

extension Quantity: CustomStringConvertible {
  /// The shortest decimal, `"2.5"`.
  public var description: String { Decimals.text(thousandths, scale: Quantity.scale) }
}
