/// An exact ratio of 128-bit integers, used between the columns of the engine where prices, units
/// and exchange factors meet before a single rounding (RULES.md M-001, P-017).
///
/// Products are formed plainly first; only where that would overflow are both sides reduced.
struct Ratio: Sendable {
  var numerator: Int128
  /// Above zero.
  var denominator: Int128

  static let one = Ratio(1, 1)
  static let zero = Ratio(0, 1)

  @inline(__always)
  init(_ numerator: Int128, _ denominator: Int128) {
    self.numerator = numerator
    self.denominator = denominator
  }

  @inline(__always)
  func multiplied(by other: Ratio) throws(NumericError) -> Ratio {
    let (upper, first) = numerator.multipliedReportingOverflow(by: other.numerator)
    let (lower, second) = denominator.multipliedReportingOverflow(by: other.denominator)
    if !first, !second { return Ratio(upper, lower) }
    return try multipliedReducing(other)
  }

  /// The product where it only fits once everything common is taken out.
  private func multipliedReducing(_ other: Ratio) throws(NumericError) -> Ratio {
    let a = reduced
    let b = other.reduced
    let left = Ratio(a.numerator, b.denominator).reduced
    let right = Ratio(b.numerator, a.denominator).reduced
    return Ratio(
      try Wide.multiply(left.numerator, right.numerator),
      try Wide.multiply(left.denominator, right.denominator))
  }

  /// `self ÷ other`; `other` must not be zero.
  func divided(by other: Ratio) throws(NumericError) -> Ratio {
    guard other.numerator != 0 else { throw .zeroDivisor }
    let flipped =
      other.numerator > 0
      ? Ratio(other.denominator, other.numerator)
      : Ratio(-other.denominator, -other.numerator)
    return try multiplied(by: flipped)
  }

  func added(to other: Ratio) throws(NumericError) -> Ratio {
    if denominator == other.denominator {
      let (sum, overflow) = numerator.addingReportingOverflow(other.numerator)
      if !overflow { return Ratio(sum, denominator) }
    }
    if let sum = Ratio.sum(self, other) { return sum.reduced }
    guard let sum = Ratio.sum(reduced, other.reduced) else { throw .overflow }
    return sum.reduced
  }

  /// The sum over the least common denominator; `nil` where that does not fit.
  private static func sum(_ a: Ratio, _ b: Ratio) -> Ratio? {
    let common = Factor.gcd(a.denominator, b.denominator)
    let scale = b.denominator / common
    let (left, first) = a.numerator.multipliedReportingOverflow(by: scale)
    let (right, second) = b.numerator.multipliedReportingOverflow(by: a.denominator / common)
    let (upper, third) = left.addingReportingOverflow(right)
    let (lower, fourth) = a.denominator.multipliedReportingOverflow(by: scale)
    return first || second || third || fourth ? nil : Ratio(upper, lower)
  }

  var reduced: Ratio {
    let common = Factor.gcd(numerator < 0 ? -numerator : numerator, denominator)
    return common > 1 ? Ratio(numerator / common, denominator / common) : self
  }

  /// Whether `self < other`, by cross-multiplication.
  func isLess(than other: Ratio) -> Bool {
    if denominator == other.denominator { return numerator < other.numerator }
    let (left, first) = numerator.multipliedReportingOverflow(by: other.denominator)
    let (right, second) = other.numerator.multipliedReportingOverflow(by: denominator)
    if !first, !second { return left < right }
    // Products of 256 bits compare by their upper halves first.
    let one = numerator.multipliedFullWidth(by: other.denominator)
    let two = other.numerator.multipliedFullWidth(by: denominator)
    return one.high == two.high ? one.low < two.low : one.high < two.high
  }

  /// The value settled to a multiple of `step`.
  @inline(__always)
  func settled(step: Int64, mode: RoundingMode) throws(NumericError) -> Int64 {
    let (divisor, overflow) = denominator.multipliedReportingOverflow(by: Int128(step))
    guard overflow else {
      return try Wide.narrow(try mode.divide(numerator, by: divisor), times: step)
    }
    let small = reduced
    let lower = try Wide.multiply(small.denominator, Int128(step))
    return try Wide.narrow(try mode.divide(small.numerator, by: lower), times: step)
  }

  /// The same where it may be more than any amount of a document.
  func settledWide(step: Int64, mode: RoundingMode) throws(NumericError) -> Int128 {
    let small = reduced
    let lower = try Wide.multiply(small.denominator, Int128(step))
    return try Wide.multiply(try mode.divide(small.numerator, by: lower), Int128(step))
  }
}
