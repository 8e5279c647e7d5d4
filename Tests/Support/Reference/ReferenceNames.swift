public import DealerRules

/// Texts that name rules, and the order of ids.
public enum ReferenceNames {
  /// The rule that a typed price names (P-028).
  public static let manual: String = "manual"
  /// The rule that the document's rounding names (M-006).
  public static let document: String = "documentRounding"

  /// X-003: all-digit ids as numbers and before others, then by bytes.
  public static func isBefore(_ a: String, _ b: String) -> Bool {
    let (x, y) = (Array(a.utf8), Array(b.utf8))
    let aIsNumber = !x.isEmpty && x.allSatisfy { $0 >= 48 && $0 <= 57 }
    let bIsNumber = !y.isEmpty && y.allSatisfy { $0 >= 48 && $0 <= 57 }
    guard aIsNumber == bIsNumber else { return aIsNumber }
    if aIsNumber {
      let (p, q) = (Array(x.drop { $0 == 48 }), Array(y.drop { $0 == 48 }))
      if p.count != q.count { return p.count < q.count }
      if p != q { return p.lexicographicallyPrecedes(q) }
    }
    return x.lexicographicallyPrecedes(y)
  }

  /// P-002: the row's own id, else `TABLE/KEY1/KEY2@FROM#START..END~UNIT:CUR` with the parts it
  /// states.
  public static func row(_ row: PriceRow, in table: PriceTable) -> String {
    if let id = row.id { return id }
    var text = plain(table.id)
    for value in row.key { text += "/" + plain(value) }
    if row.from != 0 {
      let decimals = table.schedule.basis == .amount ? 6 : 3
      text += "@" + decimal(row.from, decimals)
    }
    let (start, end) = (row.validity.from, row.validity.until)
    switch (start == .distantPast, end == .distantFuture) {
    case (true, true): break
    case (false, true): text += "#" + start.description
    case (true, false): text += "#.." + end.description
    case (false, false): text += "#" + start.description + ".." + end.description
    }
    if let unit = row.unit { text += "~" + plain(unit) }
    if let currency = row.currency { text += ":" + currency.code }
    return text
  }

  /// A part of a name with a backslash before each mark that ends parts.
  private static func plain(_ part: String) -> String {
    var bytes: [UInt8] = []
    for byte in part.utf8 {
      if Array("\\/@#~:".utf8).contains(byte) { bytes.append(92) }
      bytes.append(byte)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The shortest decimal of `value × 10^-decimals`.
  public static func decimal(_ value: Int64, _ decimals: Int) -> String {
    var digits = String(value.magnitude)
    while digits.count <= decimals { digits = "0" + digits }
    var fraction = String(digits.suffix(decimals))
    while fraction.hasSuffix("0") { fraction.removeLast() }
    let whole = String(digits.dropLast(decimals))
    return (value < 0 ? "-" : "") + whole + (fraction.isEmpty ? "" : "." + fraction)
  }
}
