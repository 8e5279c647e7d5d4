@testable import DealerRules

/// Everything that a value states, down to the last field, as text: what has no order is sorted.
enum StatedFields {
  static func text(_ value: Any) -> String {
    // Rows are what they say, however they are kept.
    if let rows = value as? PriceRows {
      return "\(rows.keyCount)" + (0..<rows.count).map { text(rows[$0]) }.joined(separator: ";")
    }
    if let map = value as? any EntriesByID {
      return map.told.map { "\($0.id)=\(text($0.value))" }.joined(separator: ";")
    }
    let mirror = Mirror(reflecting: value)
    guard !mirror.children.isEmpty else { return String(reflecting: value) }
    var parts = mirror.children.map { "\($0.label ?? "")=\(text($0.value))" }
    if mirror.displayStyle == .set || mirror.displayStyle == .dictionary { parts.sort() }
    return "\(mirror.subjectType)(\(parts.joined(separator: ",")))"
  }
}

/// What a map says, whatever it keeps it in.
protocol EntriesByID {
  var told: [(id: String, value: Any)] { get }
}

extension IdentifierMap: EntriesByID {
  var told: [(id: String, value: Any)] { sorted().map { ($0.key, $0.value) } }
}
