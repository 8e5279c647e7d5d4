@testable import DealerRules

/// Everything that a value states, down to the last field, as text: what has no order is sorted.
enum StatedFields {
  static func text(_ value: Any) -> String {
    // Rows are what they say, however they are kept.
    if let rows = value as? PriceRows {
      return "\(rows.keyCount)" + (0..<rows.count).map { text(rows[$0]) }.joined(separator: ";")
    }
    let mirror = Mirror(reflecting: value)
    guard !mirror.children.isEmpty else { return String(reflecting: value) }
    var parts = mirror.children.map { "\($0.label ?? "")=\(text($0.value))" }
    if mirror.displayStyle == .set || mirror.displayStyle == .dictionary { parts.sort() }
    return "\(mirror.subjectType)(\(parts.joined(separator: ",")))"
  }
}
