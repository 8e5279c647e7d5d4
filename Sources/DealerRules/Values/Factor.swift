/// An exact positive ratio: a case of 24 is `24/1`, a pound of kilograms `45359237/100000000`
/// (RULES.md Q-002).
///
/// Always in lowest terms with both parts in 1…10¹⁸, so equal ratios are equal values.
public struct Factor: Hashable, Sendable {
  /// The largest numerator or denominator.
  public static let bound: Int64 = 1_000_000_000_000_000_000
  /// The ratio 1.
  public static let one: Factor = Factor(reducedNumerator: 1, denominator: 1)

  /// The upper part, above zero.
  public let numerator: Int64
  /// The lower part, above zero.
  public let denominator: Int64

  private init(reducedNumerator: Int64, denominator: Int64) {
    self.numerator = reducedNumerator
    self.denominator = denominator
  }

  /// Creates `numerator/denominator` in lowest terms; `nil` unless both parts are in 1…10¹⁸.
  public init?(_ numerator: Int64, _ denominator: Int64 = 1) {
    self.init(wide: Int128(numerator), Int128(denominator))
  }

  /// Reads `"24"`, `"0.3048"` or `"1/3"`; `nil` when it is malformed, zero or out of bounds.
  public init?(_ text: String) {
    let parts = text.utf8.split(separator: 47, omittingEmptySubsequences: false)
    guard parts.count <= 2, let first = parts.first else { return nil }
    guard let upper = Factor.decimal(first) else { return nil }
    guard parts.count == 2 else {
      self.init(wide: Int128(upper.0), Int128(upper.1))
      return
    }
    guard let lower = Factor.decimal(parts[1]) else { return nil }
    self.init(wide: Int128(upper.0) * Int128(lower.1), Int128(upper.1) * Int128(lower.0))
  }

  private init?(wide numerator: Int128, _ denominator: Int128) {
    guard numerator > 0, denominator > 0 else { return nil }
    let common = Factor.gcd(numerator, denominator)
    let upper = numerator / common
    let lower = denominator / common
    guard upper <= Int128(Factor.bound), lower <= Int128(Factor.bound) else { return nil }
    self.init(reducedNumerator: Int64(upper), denominator: Int64(lower))
  }

  /// The text as (digits, 10^decimals), at the coarsest scale that holds it.
  private static func decimal(_ text: some Collection<UInt8>) -> (Int64, Int64)? {
    for scale in stride(from: 0, through: 18, by: 1) {
      do throws(Decimals.Failure) {
        return (try Decimals.parse(text, scale: scale), Decimals.powerOfTen(scale))
      } catch {
        guard error == .tooPrecise else { return nil }
      }
    }
    return nil
  }

  static func gcd(_ a: Int128, _ b: Int128) -> Int128 {
    var (x, y) = (a, b)
    while y != 0 { (x, y) = (y, x % y) }
    return x
  }

  /// The inverse ratio.
  public var inverse: Factor {
    Factor(reducedNumerator: denominator, denominator: numerator)
  }

  /// The exact product; `nil` when a part leaves 1…10¹⁸ in lowest terms.
  public func multiplied(by other: Factor) -> Factor? {
    // Reducing crosswise first keeps both products within 128 bits.
    let left = Factor.gcd(Int128(numerator), Int128(other.denominator))
    let right = Factor.gcd(Int128(other.numerator), Int128(denominator))
    return Factor(
      wide: (Int128(numerator) / left) * (Int128(other.numerator) / right),
      (Int128(denominator) / right) * (Int128(other.denominator) / left))
  }

  /// The exact quotient; `nil` when a part leaves 1…10¹⁸ in lowest terms.
  public func divided(by other: Factor) -> Factor? { multiplied(by: other.inverse) }
}

extension Factor: Comparable {
  /// Orders by value, by cross-multiplication in 128 bits.
  public static func < (lhs: Factor, rhs: Factor) -> Bool {
    Int128(lhs.numerator) * Int128(rhs.denominator)
      < Int128(rhs.numerator) * Int128(lhs.denominator)
  }
}

extension Factor: CustomStringConvertible {
  /// `"24"` or `"1/3"`.
  public var description: String {
    denominator == 1 ? "\(numerator)" : "\(numerator)/\(denominator)"
  }
}
