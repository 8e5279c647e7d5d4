/// Reading and writing of fixed-point decimals as text; the one place where digits become integers.
enum Decimals {
  /// Why a text is not a decimal of the wanted precision.
  enum Failure: Error, Hashable, Sendable {
    case malformed
    case tooPrecise
    case outOfRange
  }

  /// 10ⁿ for n in 0…18.
  static func powerOfTen(_ n: Int) -> Int64 {
    var result: Int64 = 1
    for _ in 0..<min(max(n, 0), 18) { result *= 10 }
    return result
  }

  /// What stands before and behind the point of `value × 10^-scale`.
  static func parts(of value: UInt64, scale: Int) -> (UInt64, UInt64) {
    // To divide by a number that is known takes no division.
    switch scale {
    case 0: (value, 0)
    case 3: value.quotientAndRemainder(dividingBy: 1000)
    case 6: value.quotientAndRemainder(dividingBy: 1_000_000)
    default: value.quotientAndRemainder(dividingBy: UInt64(powerOfTen(scale)))
    }
  }

  /// Reads `[-+]digits[.digits][e[+-]digits]` into an integer of `10^-scale` units.
  ///
  /// Trailing zeros beyond the scale are accepted, other digits are ``Failure/tooPrecise``.
  /// The range is symmetric, ±(2⁶³ − 1) units, so that negating what was read cannot overflow.
  /// - Complexity: O(length), whatever the exponent.
  static func parse(
    _ text: some Collection<UInt8>, scale: Int, allowExponent: Bool = true
  ) throws(Failure) -> Int64 {
    var reader = DecimalScan()
    try reader.scan(text, allowExponent: allowExponent)
    return try reader.value(scale: scale)
  }

  /// Reads text; `nil` when it is malformed, too precise or out of range.
  static func parse(_ text: String, scale: Int) -> Int64? {
    try? parse(text.utf8, scale: scale)
  }

  /// Writes `value × 10^-scale` with at least `minimum` and at most `scale` decimals.
  static func text(_ value: Int64, scale: Int, minimum: Int = 0) -> String {
    var bytes: [UInt8] = []
    bytes.appendDecimal(value, scale: scale, minimum: minimum)
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// The digits of one decimal, collected before a scale is applied.
private struct DecimalScan {
  private static let exponentBound = 1_000_000_000

  var isNegative = false
  /// Digits up to the last one that is not zero.
  var digits: UInt64 = 0
  /// More digits than 64 bits hold; whether they are too many or too fine depends on the scale.
  var overflowed = false
  var fractionDigits = 0
  var exponent = 0

  mutating func scan(
    _ text: some Collection<UInt8>, allowExponent: Bool
  ) throws(Decimals.Failure) {
    var index = text.startIndex
    if index < text.endIndex, text[index] == 45 || text[index] == 43 {
      isNegative = text[index] == 45
      index = text.index(after: index)
    }
    var count = 0
    var countBeforePoint: Int?
    var trailingZeros = 0
    while index < text.endIndex {
      let byte = text[index]
      if byte == 46, countBeforePoint == nil, count > 0 {
        countBeforePoint = count
      } else if (48...57).contains(byte) {
        count += 1
        // Zeros are held back until a later digit needs them, so `1.50000000` stays small.
        if byte == 48 {
          trailingZeros += 1
        } else {
          push(byte - 48, after: trailingZeros)
          trailingZeros = 0
        }
      } else {
        break
      }
      index = text.index(after: index)
    }
    guard count > 0, count != countBeforePoint else { throw .malformed }
    fractionDigits = count - (countBeforePoint ?? count) - trailingZeros
    guard index < text.endIndex else { return }
    guard allowExponent, text[index] | 32 == 101 else { throw .malformed }
    try scanExponent(text[text.index(after: index)...])
  }

  private mutating func push(_ digit: UInt8, after zeros: Int) {
    if digits != 0 {
      // Twenty zeros overflow any digit; more would only take time.
      for _ in 0..<min(zeros, 20) { push(0) }
    }
    push(UInt64(digit))
  }

  private mutating func push(_ digit: UInt64) {
    let (tens, first) = digits.multipliedReportingOverflow(by: 10)
    let (sum, second) = tens.addingReportingOverflow(digit)
    overflowed = overflowed || first || second
    digits = overflowed ? .max : sum
  }

  private mutating func scanExponent(
    _ text: some Collection<UInt8>
  ) throws(Decimals.Failure) {
    var rest = text[...]
    var negative = false
    if let sign = rest.first, sign == 45 || sign == 43 {
      negative = sign == 45
      rest = rest.dropFirst()
    }
    guard !rest.isEmpty, rest.allSatisfy({ (48...57).contains($0) }) else { throw .malformed }
    var value = 0
    for byte in rest where value < DecimalScan.exponentBound / 10 {
      value = value * 10 + Int(byte - 48)
    }
    exponent = negative ? -value : value
  }

  func value(scale: Int) throws(Decimals.Failure) -> Int64 {
    guard digits != 0 else { return 0 }
    var shift = scale - fractionDigits + exponent
    // The last digit is not zero, so the text is exactly as fine as its position says.
    guard shift >= 0 else { throw .tooPrecise }
    guard !overflowed else { throw .outOfRange }
    var magnitude = digits
    while shift > 0 {
      let (next, overflow) = magnitude.multipliedReportingOverflow(by: 10)
      guard !overflow else { throw .outOfRange }
      magnitude = next
      shift -= 1
    }
    guard magnitude <= UInt64(Int64.max) else { throw .outOfRange }
    return isNegative ? -Int64(magnitude) : Int64(magnitude)
  }
}
