// How periods are written (RULES.md W-009, W-017).
extension CalendarPeriod {
  /// A period of the span.
  var example: String {
    switch self {
    case .day: "2025-06-01"
    case .month: "2025-06"
    case .quarter: "2025-Q2"
    case .year: "2025"
    case .all: "all"
    }
  }

  /// Whether a text names a period of the span.
  func writes(_ text: String) -> Bool {
    switch self {
    case .day: return CivilDate(text) != nil
    case .month: return CivilDate(text + "-01") != nil
    case .quarter:
      guard let last = text.utf8.last, (49...52).contains(last) else { return false }
      let start = text.dropLast()
      return start.hasSuffix("-Q") && CivilDate(start.dropLast(2) + "-01-01") != nil
    case .year: return CivilDate(text + "-01-01") != nil
    case .all: return IdentifierOrder.areEqual(text, "all")
    }
  }
}
