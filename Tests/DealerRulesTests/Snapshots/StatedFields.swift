/// Everything that a value states, down to the last field, as text: what has no order is sorted.
enum StatedFields {
  static func text(_ value: Any) -> String {
    let mirror = Mirror(reflecting: value)
    guard !mirror.children.isEmpty else { return String(reflecting: value) }
    var parts = mirror.children.map { "\($0.label ?? "")=\(text($0.value))" }
    if mirror.displayStyle == .set || mirror.displayStyle == .dictionary { parts.sort() }
    return "\(mirror.subjectType)(\(parts.joined(separator: ",")))"
  }
}
