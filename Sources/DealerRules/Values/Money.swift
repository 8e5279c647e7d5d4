/// An exact amount of one currency in millionths of its main unit (RULES.md M-001, M-002).
///
/// `Money("12.50", .cny)` holds 12 500 000 millionths. The range is ±9.2 × 10¹² main units; every
/// operation that could leave it throws ``NumericError/overflow``.
public struct Money: Hashable, Sendable {
  /// Decimals that every amount can carry.
  public static let scale: Int = 6
  /// Millionths in one main unit.
  public static let one: Int64 = 1_000_000

  /// The amount in millionths of the currency's main unit.
  public var millionths: Int64
  /// The currency the amount is in.
  public var currency: Currency

  /// Creates an amount from millionths of the main unit.
  public init(millionths: Int64, _ currency: Currency) {
    self.millionths = millionths
    self.currency = currency
  }

  /// Reads a decimal such as `"-12.50"`; `nil` when it has more than 6 decimals or does not fit.
  public init?(_ text: String, _ currency: Currency) {
    guard let value = Decimals.parse(text, scale: Money.scale) else { return nil }
    self.init(millionths: value, currency)
  }

  /// Zero of a currency.
  public static func zero(_ currency: Currency) -> Money { Money(millionths: 0, currency) }

  /// The exact sum.
  /// - Throws: ``NumericError/currencyMismatch`` or ``NumericError/overflow``.
  public func adding(_ other: Money) throws(NumericError) -> Money {
    guard currency == other.currency else { throw .currencyMismatch }
    let (sum, overflow) = millionths.addingReportingOverflow(other.millionths)
    guard !overflow else { throw .overflow }
    return Money(millionths: sum, currency)
  }

  /// The exact difference.
  /// - Throws: ``NumericError/currencyMismatch`` or ``NumericError/overflow``.
  public func subtracting(_ other: Money) throws(NumericError) -> Money {
    guard currency == other.currency else { throw .currencyMismatch }
    let (difference, overflow) = millionths.subtractingReportingOverflow(other.millionths)
    guard !overflow else { throw .overflow }
    return Money(millionths: difference, currency)
  }

  /// The amount at another number of decimals. Rounding has no default here (RULES.md M-003).
  /// - Throws: ``NumericError/overflow`` when the settled amount does not fit.
  public func rounded(_ rounding: Rounding) throws(NumericError) -> Money {
    let settled = try Wide.roundToStep(
      millionths, step: rounding.step(in: currency), mode: rounding.mode)
    return Money(millionths: settled, currency)
  }

  /// `self × rate`, formed in full width and settled once.
  /// - Throws: ``NumericError/overflow`` when the settled amount does not fit.
  public func multiplied(by rate: Rate, _ rounding: Rounding) throws(NumericError) -> Money {
    let step = rounding.step(in: currency)
    let units = try rounding.mode.divide(
      Int128(millionths) * Int128(rate.millionths), by: Int128(step) * 1_000_000)
    return Money(millionths: try Wide.narrow(units, times: step), currency)
  }

  /// `self × factor`, formed in full width and settled once.
  /// - Throws: ``NumericError/overflow`` when the settled amount does not fit.
  public func multiplied(by factor: Factor, _ rounding: Rounding) throws(NumericError) -> Money {
    let step = rounding.step(in: currency)
    let units = try rounding.mode.divide(
      Int128(millionths) * Int128(factor.numerator),
      by: Int128(step) * Int128(factor.denominator))
    return Money(millionths: try Wide.narrow(units, times: step), currency)
  }
}

extension Money: CustomStringConvertible {
  /// The decimal without its currency, at least as many decimals as the currency has: `"12.50"`.
  public var decimalText: String {
    Decimals.text(millionths, scale: Money.scale, minimum: currency.exponent)
  }

  /// The decimal and the currency code: `"12.50 CNY"`.
  public var description: String { "\(decimalText) \(currency.code)" }
}

/// Full-width steps shared by everything that forms a product before it rounds (RULES.md M-001).
enum Wide {
  /// Settles `value` to a multiple of `step`.
  @inline(__always)
  static func roundToStep(
    _ value: Int64, step: Int64, mode: RoundingMode
  ) throws(NumericError) -> Int64 {
    guard step > 1 else { return value }
    let units = mode.divide(value, byPositive: step)
    let (result, overflow) = units.multipliedReportingOverflow(by: step)
    guard !overflow else { throw .overflow }
    return result
  }

  /// `units × step` as 64 bits, or overflow.
  @inline(__always)
  static func narrow(_ units: Int128, times step: Int64) throws(NumericError) -> Int64 {
    guard let narrow = Int64(exactly: units) else { throw .overflow }
    let (result, overflow) = narrow.multipliedReportingOverflow(by: step)
    guard !overflow else { throw .overflow }
    return result
  }

  /// The exact product, or overflow.
  @inline(__always)
  static func multiply(_ a: Int128, _ b: Int128) throws(NumericError) -> Int128 {
    let (product, overflow) = a.multipliedReportingOverflow(by: b)
    guard !overflow else { throw .overflow }
    return product
  }

  /// The exact sum, or overflow.
  @inline(__always)
  static func add(_ a: Int128, _ b: Int128) throws(NumericError) -> Int128 {
    let (sum, overflow) = a.addingReportingOverflow(b)
    guard !overflow else { throw .overflow }
    return sum
  }

  /// The exact sum, or overflow.
  @inline(__always)
  static func add(_ a: Int64, _ b: Int64) throws(NumericError) -> Int64 {
    let (sum, overflow) = a.addingReportingOverflow(b)
    guard !overflow else { throw .overflow }
    return sum
  }

  /// The exact difference, or overflow.
  @inline(__always)
  static func subtract(_ a: Int64, _ b: Int64) throws(NumericError) -> Int64 {
    let (difference, overflow) = a.subtractingReportingOverflow(b)
    guard !overflow else { throw .overflow }
    return difference
  }

  /// The exact difference, or overflow.
  @inline(__always)
  static func subtract(_ a: Int128, _ b: Int128) throws(NumericError) -> Int128 {
    let (difference, overflow) = a.subtractingReportingOverflow(b)
    guard !overflow else { throw .overflow }
    return difference
  }

  /// `value` in 64 bits, or overflow.
  @inline(__always)
  static func narrow(_ value: Int128) throws(NumericError) -> Int64 {
    guard let narrow = Int64(exactly: value) else { throw .overflow }
    return narrow
  }
}
