/// An integer of any size, written for plainness: a 128-bit value while it fits, else a sign and
/// 32-bit limbs (RULES.md L-001).
public struct BigInteger: Hashable, Sendable {
  /// The value while it fits.
  private let small: Int128
  /// The magnitude, lowest limb first; empty while ``small`` holds the value.
  private let limbs: [UInt32]
  private let limbsAreNegative: Bool

  /// Creates an integer from a 128-bit value.
  public init(_ value: Int128) {
    small = value
    limbs = []
    limbsAreNegative = false
  }

  /// Creates an integer from any fixed-width signed integer.
  public init(_ value: Int64) { self.init(Int128(value)) }

  private init(negative: Bool, magnitude: [UInt32]) {
    var trimmed = magnitude
    while trimmed.last == 0 { trimmed.removeLast() }
    if trimmed.count < 4 || (trimmed.count == 4 && trimmed[3] < 0x8000_0000) {
      var value: Int128 = 0
      for limb in trimmed.reversed() { value = value << 32 | Int128(limb) }
      self.init(negative ? -value : value)
    } else {
      self.init(limbs: trimmed, negative: negative)
    }
  }

  private init(limbs: [UInt32], negative: Bool) {
    small = 0
    self.limbs = limbs
    limbsAreNegative = negative
  }

  /// Below zero.
  public var isNegative: Bool { limbs.isEmpty ? small < 0 : limbsAreNegative }
  /// Exactly zero.
  public var isZero: Bool { limbs.isEmpty && small == 0 }
  /// Not a multiple of two.
  public var isOdd: Bool { limbs.isEmpty ? small & 1 != 0 : limbs[0] & 1 != 0 }
  /// The value in 64 bits, or `nil` when it does not fit.
  public var int64: Int64? { limbs.isEmpty ? Int64(exactly: small) : nil }

  private var magnitude: [UInt32] {
    guard limbs.isEmpty else { return limbs }
    var rest = small.magnitude
    var result: [UInt32] = []
    while rest != 0 {
      result.append(UInt32(truncatingIfNeeded: rest))
      rest >>= 32
    }
    return result
  }

  /// The value with the other sign.
  public static prefix func - (value: BigInteger) -> BigInteger {
    if value.limbs.isEmpty, value.small != Int128.min { return BigInteger(-value.small) }
    return BigInteger(negative: !value.isNegative, magnitude: value.magnitude)
  }

  /// The exact sum.
  public static func + (a: BigInteger, b: BigInteger) -> BigInteger {
    if a.limbs.isEmpty, b.limbs.isEmpty {
      let (sum, overflow) = a.small.addingReportingOverflow(b.small)
      if !overflow { return BigInteger(sum) }
    }
    let (x, y) = (a.magnitude, b.magnitude)
    if a.isNegative == b.isNegative {
      return BigInteger(negative: a.isNegative, magnitude: add(x, y))
    }
    if isLess(x, y) { return BigInteger(negative: b.isNegative, magnitude: subtract(y, x)) }
    return BigInteger(negative: a.isNegative, magnitude: subtract(x, y))
  }

  /// The exact difference.
  public static func - (a: BigInteger, b: BigInteger) -> BigInteger { a + -b }

  /// The exact product.
  public static func * (a: BigInteger, b: BigInteger) -> BigInteger {
    if a.limbs.isEmpty, b.limbs.isEmpty {
      let (product, overflow) = a.small.multipliedReportingOverflow(by: b.small)
      if !overflow { return BigInteger(product) }
    }
    let (x, y) = (a.magnitude, b.magnitude)
    var result = [UInt32](repeating: 0, count: x.count + y.count + 1)
    for i in x.indices {
      var carry: UInt64 = 0
      for j in y.indices {
        let sum = UInt64(x[i]) * UInt64(y[j]) + UInt64(result[i + j]) + carry
        result[i + j] = UInt32(truncatingIfNeeded: sum)
        carry = sum >> 32
      }
      result[i + y.count] = UInt32(truncatingIfNeeded: carry)
    }
    return BigInteger(negative: a.isNegative != b.isNegative, magnitude: result)
  }

  /// The quotient cut toward zero and what is left, with the dividend's sign.
  public func dividedTowardZero(
    by divisor: BigInteger
  ) -> (quotient: BigInteger, rest: BigInteger) {
    precondition(!divisor.isZero, "division by zero in the reference")
    if limbs.isEmpty, divisor.limbs.isEmpty, small != Int128.min {
      if let a = Int64(exactly: small), let b = Int64(exactly: divisor.small), a != .min {
        return (BigInteger(Int128(a / b)), BigInteger(Int128(a % b)))
      }
      return (BigInteger(small / divisor.small), BigInteger(small % divisor.small))
    }
    let (quotient, rest) = BigInteger.longDivision(magnitude, divisor.magnitude)
    return (
      BigInteger(negative: isNegative != divisor.isNegative, magnitude: quotient),
      BigInteger(negative: isNegative, magnitude: rest)
    )
  }

  /// The largest positive integer that divides both; 1 when both are zero.
  public static func commonDivisor(_ a: BigInteger, _ b: BigInteger) -> BigInteger {
    if let x = a.int64, let y = b.int64 {
      var (u, v) = (x.magnitude, y.magnitude)
      while v != 0 { (u, v) = (v, u % v) }
      return u == 0 ? BigInteger(Int128(1)) : BigInteger(Int128(u))
    }
    var (u, v) = (a.isNegative ? -a : a, b.isNegative ? -b : b)
    while !v.isZero { (u, v) = (v, u.dividedTowardZero(by: v).rest) }
    return u.isZero ? BigInteger(Int128(1)) : u
  }

  // MARK: - Magnitudes

  private static func add(_ a: [UInt32], _ b: [UInt32]) -> [UInt32] {
    var result: [UInt32] = []
    var carry: UInt64 = 0
    for index in 0..<max(a.count, b.count) {
      let sum =
        UInt64(index < a.count ? a[index] : 0) + UInt64(index < b.count ? b[index] : 0) + carry
      result.append(UInt32(truncatingIfNeeded: sum))
      carry = sum >> 32
    }
    return result + [UInt32(carry)]
  }

  private static func subtract(_ a: [UInt32], _ b: [UInt32]) -> [UInt32] {
    var result: [UInt32] = []
    var borrow: Int64 = 0
    for index in a.indices {
      var difference = Int64(a[index]) - Int64(index < b.count ? b[index] : 0) - borrow
      borrow = difference < 0 ? 1 : 0
      if difference < 0 { difference += 1 << 32 }
      result.append(UInt32(truncatingIfNeeded: difference))
    }
    while result.last == 0 { result.removeLast() }
    return result
  }

  private static func isLess(_ a: [UInt32], _ b: [UInt32]) -> Bool {
    guard a.count == b.count else { return a.count < b.count }
    for index in a.indices.reversed() where a[index] != b[index] { return a[index] < b[index] }
    return false
  }

  /// Schoolbook division, one bit at a time.
  private static func longDivision(
    _ a: [UInt32], _ b: [UInt32]
  ) -> (quotient: [UInt32], rest: [UInt32]) {
    var quotient = [UInt32](repeating: 0, count: a.count)
    var rest: [UInt32] = []
    for bit in (0..<a.count * 32).reversed() {
      var carry = a[bit / 32] >> UInt32(bit % 32) & 1
      for index in rest.indices {
        let next = rest[index] >> 31
        rest[index] = rest[index] << 1 | carry
        carry = next
      }
      if carry != 0 { rest.append(carry) }
      if !isLess(rest, b) {
        rest = subtract(rest, b)
        quotient[bit / 32] |= 1 << UInt32(bit % 32)
      }
    }
    return (quotient, rest)
  }
}

extension BigInteger: Comparable {
  /// Orders by value.
  public static func < (a: BigInteger, b: BigInteger) -> Bool {
    if a.limbs.isEmpty, b.limbs.isEmpty { return a.small < b.small }
    return (a - b).isNegative
  }
}
