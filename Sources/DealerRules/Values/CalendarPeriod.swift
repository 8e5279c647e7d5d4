/// The spans of the calendar over which things are counted (RULES.md W-009, R-022).
public enum CalendarPeriod: String, Hashable, Sendable, CaseIterable {
  /// A day of the book's zone.
  case day
  /// A month.
  case month
  /// A quarter of a year.
  case quarter
  /// A year.
  case year
  /// Everything together.
  case all

  /// The number of the period that holds a date; later periods have larger numbers.
  func number(of date: CivilDate) -> Int32 {
    let (year, month, _) = date.components
    switch self {
    case .day: return date.daysSinceEpoch
    case .month: return Int32(truncatingIfNeeded: year * 12 + month - 1)
    case .quarter: return Int32(truncatingIfNeeded: year * 4 + (month - 1) / 3)
    case .year: return Int32(truncatingIfNeeded: year)
    case .all: return 0
    }
  }
}
