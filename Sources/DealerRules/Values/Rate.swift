/// A signed rate in millionths: `Rate("12.5%")` is 125 000, and one step is 0.0001 %
/// (RULES.md M-005).
public struct Rate: Hashable, Comparable, Sendable {
  /// The rates a rule may state: −1000…1000, that is ±100 000 %.
  public static let bounds: ClosedRange<Int64> = -1_000_000_000...1_000_000_000
  /// 100 %.
  public static let one: Rate = Rate(unchecked: 1_000_000)
  /// 0 %.
  public static let zero: Rate = Rate(unchecked: 0)

  /// The rate in millionths; 1 is 0.0001 %.
  public let millionths: Int64

  /// Creates a rate, or `nil` outside ``bounds``.
  public init?(millionths: Int64) {
    guard Rate.bounds.contains(millionths) else { return nil }
    self.millionths = millionths
  }

  init(unchecked millionths: Int64) { self.millionths = millionths }

  /// Reads a fraction (`"0.125"`) or, with a closing `%`, a percentage (`"12.5%"`).
  ///
  /// `nil` when the text is malformed, finer than 0.0001 % or outside ``bounds``.
  public init?(_ text: String) {
    let isPercent = text.utf8.last == 37
    let digits = isPercent ? text.utf8.dropLast() : text.utf8[...]
    guard let value = try? Decimals.parse(digits, scale: isPercent ? 4 : 6) else { return nil }
    self.init(millionths: value)
  }

  /// Orders by value.
  public static func < (lhs: Rate, rhs: Rate) -> Bool { lhs.millionths < rhs.millionths }
}

extension Rate: CustomStringConvertible {
  /// The rate as a percentage, `"12.5%"`.
  public var description: String { "\(percentText)%" }

  /// The rate as a percentage without the sign, `"12.5"`.
  public var percentText: String { Decimals.text(millionths, scale: 4) }

  /// The rate as a fraction, `"0.125"`.
  public var decimalText: String { Decimals.text(millionths, scale: 6) }
}
