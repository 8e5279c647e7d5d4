// Text appended to bytes without a string in between.
extension [UInt8] {
  /// Appends a whole number.
  mutating func appendInteger(_ value: Int) {
    if value < 0 { append(0x2D) }
    appendDigits(UInt64(value.magnitude))
  }

  /// Appends a decimal of `value × 10^-scale` with at least `minimum` decimals, at most 18 in all.
  mutating func appendDecimal(_ value: Int64, scale: Int, minimum: Int) {
    var (whole, fraction) = Decimals.parts(of: value.magnitude, scale: scale)
    // Trailing zeros beyond the minimum are left out.
    var decimals = scale
    if scale == 6, minimum <= 2, fraction % 10_000 == 0 {
      fraction /= 10_000
      decimals = 2
    }
    while decimals > minimum, fraction % 10 == 0 {
      fraction /= 10
      decimals -= 1
    }
    guard decimals <= 6, whole < 10_000_000 else {
      if value < 0 { append(0x2D) }
      appendDigits(whole)
      if decimals > 0 { append(0x2E) }
      if decimals > 0 { appendDigits(fraction, atLeast: decimals) }
      return
    }
    // At most sixteen bytes, which are found last first.
    var text = ShortText()
    for _ in 0..<decimals {
      text.prepend(UInt8(truncatingIfNeeded: 0x30 + fraction % 10))
      fraction /= 10
    }
    if decimals > 0 { text.prepend(0x2E) }
    repeat {
      text.prepend(UInt8(truncatingIfNeeded: 0x30 + whole % 10))
      whole /= 10
    } while whole > 0
    if value < 0 { text.prepend(0x2D) }
    append(text)
  }

  private mutating func appendDigits(_ value: UInt64, atLeast digits: Int = 1) {
    var (rest, text) = (value, ShortText())
    while rest > 0 || text.count < digits {
      if text.count == ShortText.most {
        appendDigits(rest, atLeast: digits - ShortText.most)
        break
      }
      text.prepend(UInt8(truncatingIfNeeded: 0x30 + rest % 10))
      rest /= 10
    }
    append(text)
  }

  private mutating func append(_ text: ShortText) {
    append(
      addingCapacity: text.count,
      initializingWith: { bytes in
        var rest = text.bytes
        for _ in 0..<text.count {
          bytes.append(UInt8(truncatingIfNeeded: rest))
          rest >>= 8
        }
      })
  }

  /// Appends a field of a table, quoted where it needs to be.
  mutating func appendField(_ text: String) {
    // By bytes: a line end of two is one Character, and so is a comma with a mark upon it.
    let isSpecial = { (byte: UInt8) in
      byte == 0x2C || byte == 0x22 || byte == 0x0A || byte == 0x0D
    }
    guard text.utf8.contains(where: isSpecial) else {
      append(contentsOf: text.utf8)
      return
    }
    append(0x22)
    for byte in text.utf8 {
      if byte == 0x22 { append(byte) }
      append(byte)
    }
    append(0x22)
  }
}

/// At most sixteen bytes that are made last first: the first is the lowest byte of a number.
private struct ShortText {
  static let most = 16

  private(set) var bytes: UInt128 = 0
  private(set) var count = 0

  mutating func prepend(_ byte: UInt8) {
    bytes = bytes << 8 | UInt128(byte)
    count += 1
  }
}
