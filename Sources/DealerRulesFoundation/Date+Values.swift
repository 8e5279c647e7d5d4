public import DealerRules
public import Foundation

// Dates, instants and zones of Foundation as the core's, which knows no clock and no zone names
// (RULES.md D-001 … D-003).

extension Instant {
  /// The whole second that a date lies in; `nil` when it does not fit 64 bits of seconds.
  public init?(flooring date: Date) {
    let whole = date.timeIntervalSince1970.rounded(.down)
    guard let seconds = Int64(exactly: whole) else { return nil }
    self.init(secondsSinceEpoch: seconds)
  }

  /// The instant that a date is; `nil` when it has a fraction of a second or does not fit.
  public init?(exactly date: Date) {
    guard let seconds = Int64(exactly: date.timeIntervalSince1970) else { return nil }
    self.init(secondsSinceEpoch: seconds)
  }
}

extension Date {
  /// The date of an instant; `nil` for open ends and whatever else a date cannot hold to the
  /// second.
  public init?(_ instant: Instant) {
    self.init(timeIntervalSince1970: Double(instant.secondsSinceEpoch))
    guard Instant(exactly: self) == instant, instant != .distantPast, instant != .distantFuture
    else { return nil }
  }
}

extension CivilDate {
  /// The date of year, month and day; `nil` when one is missing, the era is not the common one, or
  /// there is no such day.
  ///
  /// The calendar of the components is not looked at: the numbers are taken as Gregorian.
  public init?(_ components: DateComponents) {
    guard let year = components.year, let month = components.month, let day = components.day,
      components.era ?? 1 == 1
    else { return nil }
    self.init(year: year, month: month, day: day)
  }

  /// Year, month and day, and nothing else.
  public var dateComponents: DateComponents {
    let (year, month, day) = components
    return DateComponents(year: year, month: month, day: day)
  }
}

extension ZoneOffsets {
  /// The offsets of a named zone, exact for every instant of the given years in that zone.
  ///
  /// Before the first year and after the last one the nearest offset goes on. Zones change by
  /// decree: make the table anew when the system's data are, and state the years that orders and
  /// validities lie in. `nil` when a year lies outside 1…9999.
  /// - Complexity: O(changes of offset in these years).
  public init?(_ timeZone: TimeZone, years: ClosedRange<Int>) {
    guard let first = CivilDate(year: years.lowerBound, month: 1, day: 1),
      let last = CivilDate(year: years.upperBound, month: 12, day: 31)
    else { return nil }
    // A day more on both sides, because clocks of the zone differ from UTC by less than that.
    let day: TimeInterval = 86_400
    var date = Date(timeIntervalSince1970: (TimeInterval(first.daysSinceEpoch) - 1) * day)
    let end = Date(timeIntervalSince1970: (TimeInterval(last.daysSinceEpoch) + 2) * day)
    let initial = timeZone.secondsFromGMT(for: date)
    var offset = initial
    var changes: [Change] = []
    while let next = timeZone.nextDaylightSavingTimeTransition(after: date), next < end,
      next > date
    {
      date = next
      let after = timeZone.secondsFromGMT(for: next)
      guard after != offset, let start = Instant(flooring: next) else { continue }
      changes.append(Change(start: start, offset: Int32(after)))
      offset = after
    }
    self.init(Int32(initial), changes)
  }
}
