/// How a value between two representable neighbours is settled (RULES.md M-003).
///
/// `half…` modes go to the nearer neighbour and use their suffix only for an exact half.
public enum RoundingMode: String, Hashable, Sendable, CaseIterable {
  /// Exact halves go away from zero: 2.5 → 3, −2.5 → −3. The default everywhere.
  case halfUp
  /// Exact halves go toward zero: 2.5 → 2, −2.5 → −2.
  case halfDown
  /// Exact halves go to the even neighbour: 2.5 → 2, 3.5 → 4.
  case halfEven
  /// Exact halves go to the odd neighbour: 2.5 → 3, 3.5 → 3.
  case halfOdd
  /// Exact halves go toward positive infinity: −2.5 → −2.
  case halfCeiling
  /// Exact halves go toward negative infinity: 2.5 → 2, −2.5 → −3.
  case halfFloor
  /// Away from zero: 2.1 → 3, −2.1 → −3.
  case up
  /// Toward zero: 2.9 → 2, −2.9 → −2.
  case down
  /// Toward positive infinity: 2.1 → 3, −2.9 → −2.
  case ceiling
  /// Toward negative infinity: 2.9 → 2, −2.1 → −3.
  case floor

  /// Whether the truncated quotient must move one unit away from zero.
  ///
  /// - Parameters:
  ///   - isNegative: The exact value is below zero.
  ///   - isOdd: The truncated quotient is odd.
  ///   - half: −1, 0 or 1 as the discarded part is below, at or above one half; never called for 0.
  @inline(__always)
  func movesAway(isNegative: Bool, isOdd: Bool, half: Int) -> Bool {
    switch self {
    case .halfUp: half >= 0
    case .halfDown: half > 0
    case .halfEven: half > 0 || (half == 0 && isOdd)
    case .halfOdd: half > 0 || (half == 0 && !isOdd)
    case .halfCeiling: half > 0 || (half == 0 && !isNegative)
    case .halfFloor: half > 0 || (half == 0 && isNegative)
    case .up: true
    case .down: false
    case .ceiling: !isNegative
    case .floor: isNegative
    }
  }

  /// Divides and settles the quotient by this mode.
  ///
  /// - Throws: ``NumericError/zeroDivisor``, or ``NumericError/overflow`` at the one quotient that
  ///   does not fit.
  @inline(__always)
  public func divide(_ dividend: Int128, by divisor: Int128) throws(NumericError) -> Int128 {
    guard divisor != 0 else { throw .zeroDivisor }
    if let small = Int64(exactly: dividend), let by = Int64(exactly: divisor), by > 0 {
      return Int128(divide(small, byPositive: by))
    }
    let (quotient, overflow) = dividend.dividedReportingOverflow(by: divisor)
    guard !overflow else { throw .overflow }
    let rest = dividend % divisor
    guard rest != 0 else { return quotient }
    let isNegative = (dividend < 0) != (divisor < 0)
    let magnitude = rest.magnitude
    let other = divisor.magnitude - magnitude
    let half = magnitude < other ? -1 : (magnitude == other ? 0 : 1)
    let isOdd = quotient & 1 != 0
    guard movesAway(isNegative: isNegative, isOdd: isOdd, half: half) else { return quotient }
    let (moved, overflowed) = quotient.addingReportingOverflow(isNegative ? -1 : 1)
    guard !overflowed else { throw .overflow }
    return moved
  }

  /// The 64-bit form of ``divide(_:by:)`` for a divisor above zero; it cannot fail.
  @inline(__always)
  func divide(_ dividend: Int64, byPositive divisor: Int64) -> Int64 {
    let (quotient, rest) = dividend.quotientAndRemainder(dividingBy: divisor)
    guard rest != 0 else { return quotient }
    let magnitude = rest.magnitude
    let other = divisor.magnitude - magnitude
    let half = magnitude < other ? -1 : (magnitude == other ? 0 : 1)
    // A rest means |quotient| < |dividend|, so one step away from zero cannot overflow.
    guard movesAway(isNegative: dividend < 0, isOdd: quotient & 1 != 0, half: half) else {
      return quotient
    }
    return quotient &+ (dividend < 0 ? -1 : 1)
  }
}

/// A mode together with the number of decimals kept (RULES.md M-004).
public struct Rounding: Hashable, Sendable {
  /// How ties and rests are settled.
  public var mode: RoundingMode
  /// Decimals kept, 0…6; `nil` means the exponent of the currency in use.
  public var scale: Int?

  /// Creates a rounding; without arguments it is half-up at the currency's own exponent.
  public init(_ mode: RoundingMode = .halfUp, scale: Int? = nil) {
    self.mode = mode
    self.scale = scale
  }

  /// The size of one kept unit in millionths: 10⁶ for scale 0, 10⁴ for scale 2, 1 for scale 6.
  func step(in currency: Currency) -> Int64 {
    Decimals.powerOfTen(6 - min(max(scale ?? currency.exponent, 0), 6))
  }
}
