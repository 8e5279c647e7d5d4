/// The 32 bytes of a SHA-256 digest as four words, big end first; ordered by bytes.
struct Digest: Hashable, Comparable, Sendable {
  let a: UInt64
  let b: UInt64
  let c: UInt64
  let d: UInt64

  @inline(__always)
  init(_ a: UInt64, _ b: UInt64, _ c: UInt64, _ d: UInt64) {
    self.a = a
    self.b = b
    self.c = c
    self.d = d
  }

  @inline(__always)
  static func < (lhs: Digest, rhs: Digest) -> Bool {
    if lhs.a != rhs.a { return lhs.a < rhs.a }
    if lhs.b != rhs.b { return lhs.b < rhs.b }
    if lhs.c != rhs.c { return lhs.c < rhs.c }
    return lhs.d < rhs.d
  }

  /// 64 lower-case hexadecimal digits.
  var hex: String {
    var text: [UInt8] = []
    text.reserveCapacity(64)
    for word in [a, b, c, d] {
      for shift in stride(from: 60 as UInt64, through: 0, by: -4) {
        let digit = UInt8(truncatingIfNeeded: word >> shift) & 15
        text.append(digit + (digit < 10 ? 48 : 87))
      }
    }
    return String(decoding: text, as: UTF8.self)
  }
}
