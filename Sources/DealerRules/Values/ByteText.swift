// Text appended to bytes without a string in between.
extension [UInt8] {
  /// Appends a whole number.
  mutating func appendInteger(_ value: Int) {
    if value < 0 { append(0x2D) }
    appendDigits(UInt64(value.magnitude))
  }

  /// Appends a decimal of `value × 10^-scale` with at least `minimum` decimals, at most 18 in all.
  mutating func appendDecimal(_ value: Int64, scale: Int, minimum: Int) {
    if value < 0 { append(0x2D) }
    var unit: UInt64 = 1
    for _ in 0..<scale { unit *= 10 }
    let whole = value.magnitude / unit
    var fraction = value.magnitude - whole * unit
    appendDigits(whole)
    // Trailing zeros beyond the minimum are left out.
    var decimals = scale
    while decimals > minimum, fraction % 10 == 0 {
      fraction /= 10
      decimals -= 1
    }
    guard decimals > 0 else { return }
    append(0x2E)
    appendDigits(fraction, atLeast: decimals)
  }

  private mutating func appendDigits(_ value: UInt64, atLeast digits: Int = 1) {
    let start = count
    var rest = value
    while rest > 0 || count - start < digits {
      append(UInt8(truncatingIfNeeded: 0x30 + rest % 10))
      rest /= 10
    }
    var (left, right) = (start, count - 1)
    while left < right {
      swapAt(left, right)
      left += 1
      right -= 1
    }
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
