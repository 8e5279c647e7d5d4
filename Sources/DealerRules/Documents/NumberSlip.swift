/// What an author most likely meant by a text that is no number or date.
enum NumberSlip {
  private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

  /// `1,250.00` as `1250.00`; `nil` unless the commas part groups of three digits.
  static func withoutSeparators(_ bytes: ArraySlice<UInt8>) -> String? {
    let unsigned = bytes.first == 45 ? bytes.dropFirst() : bytes
    let whole = unsigned.prefix { $0 != 46 }
    let groups = whole.split(separator: 44, omittingEmptySubsequences: false)
    guard groups.count > 1, let first = groups.first, (1...3).contains(first.count),
      groups.dropFirst().allSatisfy({ $0.count == 3 }),
      groups.allSatisfy({ $0.allSatisfy(isDigit) })
    else { return nil }
    let rest = unsigned[whole.endIndex...].dropFirst()
    guard rest.allSatisfy(isDigit) else { return nil }
    return String(decoding: bytes.filter { $0 != 44 }, as: UTF8.self)
  }

  /// `3,20` as `3.20`, and a single number among other characters: `¥2.00`, `5 pcs`, ` 2`.
  static func meant(_ bytes: ArraySlice<UInt8>) -> String? {
    let isPart = { (byte: UInt8) in isDigit(byte) || byte == 46 || byte == 44 || byte == 45 }
    let parts = bytes.split { !isPart($0) }.filter { $0.contains(where: isDigit) }
    guard parts.count == 1, var number = parts.first.map({ Array($0) }) else { return nil }
    if let plain = withoutSeparators(number[...]) { number = Array(plain.utf8) }
    if let comma = number.firstIndex(of: 44), !number.contains(46) { number[comma] = 46 }
    guard (try? Decimals.parse(number[...], scale: 12)) != nil else { return nil }
    return String(decoding: number, as: UTF8.self)
  }

  /// `20250301` and `2025-3-1` as `2025-03-01`.
  static func date(_ bytes: ArraySlice<UInt8>) -> String? {
    let text = String(decoding: bytes, as: UTF8.self)
    var parts = text.split(separator: "-").compactMap { Int($0) }
    if bytes.count == 8, bytes.allSatisfy(isDigit), let number = Int(text) {
      parts = [number / 10_000, number / 100 % 100, number % 100]
    }
    guard parts.count == 3, (1_000...9_999).contains(parts[0]) else { return nil }
    return CivilDate(year: parts[0], month: parts[1], day: parts[2]).map { "\($0)" }
  }
}
