/// The number that a line of an order carries, 1…10⁶ and unique within its order
/// (RULES.md ).
///
/// Rules that speak of the order of lines, first, last or cumulative, and every tie between lines
/// read this number, never the position in an array.
public struct LineNumber: Hashable, Comparable, Sendable {
  /// The numbers a line may carry.
  public static let bounds: ClosedRange<Int32> = 1...1_000_000

  /// The number itself.
  public let rawValue: Int32

  /// Creates a line number; `nil` outside ``bounds``.
  public init?(_ value: some BinaryInteger) {
    guard let narrow = Int32(exactly: value), LineNumber.bounds.contains(narrow) else {
      return nil
    }
    rawValue = narrow
  }

  /// Orders by number.
  public static func < (lhs: LineNumber, rhs: LineNumber) -> Bool { lhs.rawValue < rhs.rawValue }
}

extension LineNumber: CustomStringConvertible {
  /// The digits, `"10"`.
  public var description: String { String(rawValue) }
}
