public import DealerRules

/// An exact ratio of two integers in lowest terms, the denominator above zero (RULES.md L-001).
public struct Fraction: Hashable, Sendable, Comparable {
  /// The upper part.
  public let numerator: BigInteger
  /// The lower part, above zero.
  public let denominator: BigInteger

  private static let bigOne: BigInteger = BigInteger(Int128(1))
  /// 0.
  public static let zero: Fraction = Fraction(0)
  /// 1.
  public static let one: Fraction = Fraction(1)

  /// A whole number.
  public init(_ whole: Int64) {
    numerator = BigInteger(whole)
    denominator = Fraction.bigOne
  }

  /// A whole number of any size.
  public init(_ whole: BigInteger) {
    numerator = whole
    denominator = Fraction.bigOne
  }

  /// `numerator / denominator`, brought to lowest terms.
  public init(_ numerator: BigInteger, _ denominator: BigInteger) {
    precondition(!denominator.isZero, "a fraction over zero in the reference")
    let divisor = BigInteger.commonDivisor(numerator, denominator)
    let upper = numerator.dividedTowardZero(by: divisor).quotient
    let lower = denominator.dividedTowardZero(by: divisor).quotient
    self.numerator = lower.isNegative ? -upper : upper
    self.denominator = lower.isNegative ? -lower : lower
  }

  /// `numerator / denominator` of 64-bit parts.
  public init(_ numerator: Int64, _ denominator: Int64) {
    self.init(BigInteger(numerator), BigInteger(denominator))
  }

  /// The exact ratio of a factor.
  public init(_ factor: Factor) { self.init(factor.numerator, factor.denominator) }

  /// A rate as a plain number: 12.5 % is 1/8.
  public init(_ rate: Rate) { self.init(rate.millionths, 1_000_000) }

  /// A quantity in units.
  public init(_ quantity: Quantity) { self.init(quantity.thousandths, 1000) }

  /// Below zero.
  public var isNegative: Bool { numerator.isNegative }
  /// Exactly zero.
  public var isZero: Bool { numerator.isZero }
  /// A whole number.
  public var isWhole: Bool { denominator == Fraction.bigOne }

  /// The value without its sign.
  public var magnitude: Fraction { isNegative ? -self : self }

  /// The exact sum.
  public static func + (a: Fraction, b: Fraction) -> Fraction {
    if a.isWhole, b.isWhole { return Fraction(a.numerator + b.numerator) }
    return Fraction(
      a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator)
  }

  /// The exact difference.
  public static func - (a: Fraction, b: Fraction) -> Fraction { a + -b }

  /// The value with the other sign.
  public static prefix func - (a: Fraction) -> Fraction {
    Fraction(-a.numerator, a.denominator)
  }

  /// The exact product.
  public static func * (a: Fraction, b: Fraction) -> Fraction {
    if a.isWhole, b.isWhole { return Fraction(a.numerator * b.numerator) }
    return Fraction(a.numerator * b.numerator, a.denominator * b.denominator)
  }

  /// The exact quotient.
  public static func / (a: Fraction, b: Fraction) -> Fraction {
    Fraction(a.numerator * b.denominator, a.denominator * b.numerator)
  }

  /// Adds in place.
  public static func += (a: inout Fraction, b: Fraction) { a = a + b }

  /// Subtracts in place.
  public static func -= (a: inout Fraction, b: Fraction) { a = a - b }

  /// Orders by value, by cross-multiplication.
  public static func < (a: Fraction, b: Fraction) -> Bool {
    a.numerator * b.denominator < b.numerator * a.denominator
  }

  /// The largest whole number that is not above the value.
  public var floor: BigInteger {
    let (quotient, rest) = numerator.dividedTowardZero(by: denominator)
    return rest.isNegative ? quotient - Fraction.bigOne : quotient
  }

  /// The whole part, cut toward zero.
  public var truncated: BigInteger { numerator.dividedTowardZero(by: denominator).quotient }

  /// M-003: the whole number that `mode` settles the value to.
  ///
  /// The value lies between two neighbours, `low` and `low + 1`; the mode says which one.
  public func settledWhole(_ mode: RoundingMode) -> BigInteger {
    let low = floor
    let above = self - Fraction(low)
    guard !above.isZero else { return low }
    let high = low + Fraction.bigOne
    let towardZero = isNegative ? high : low
    let awayFromZero = isNegative ? low : high
    let half = Fraction(1, 2)
    let nearest = above < half ? low : high
    let isTie = above == half
    switch mode {
    case .up: return awayFromZero
    case .down: return towardZero
    case .ceiling: return high
    case .floor: return low
    case .halfUp: return isTie ? awayFromZero : nearest
    case .halfDown: return isTie ? towardZero : nearest
    case .halfEven: return isTie ? (low.isOdd ? high : low) : nearest
    case .halfOdd: return isTie ? (low.isOdd ? low : high) : nearest
    case .halfCeiling: return isTie ? high : nearest
    case .halfFloor: return isTie ? low : nearest
    }
  }

  /// M-003, M-004: the multiple of `step` that `mode` settles the value to.
  public func settled(_ mode: RoundingMode, step: Fraction) -> Fraction {
    Fraction((self / step).settledWhole(mode)) * step
  }
}
