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

  /// The row's own id, else `TABLE/KEY1/KEY2@FROM#START~UNIT:CUR` with the parts that it states.
  public static func row(_ row: PriceRow, in table: PriceTable) -> String {
    if let id = row.id { return id }
    var text = ([table.id] + row.key).joined(separator: "/")
    if row.from != 0 {
      let decimals = table.schedule.basis == .amount ? 6 : 3
      text += "@" + decimal(row.from, decimals)
    }
    if row.validity.from != .distantPast { text += "#" + row.validity.from.description }
    if let unit = row.unit { text += "~" + unit }
    if let currency = row.currency { text += ":" + currency.code }
    return text
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
