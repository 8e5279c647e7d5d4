import DealerRules
import DealerRulesFoundation
import Foundation
import TestSupport
import Testing

@Suite("Foundation's values") struct FoundationRimTests {
  // MARK: Decimals

  @Test(arguments: [
    "0", "0.01", "-0.01", "12.5", "0.000001", "-0.000001", "9223372036854.775807",
    "-9223372036854.775807", "1000000", "123456789.123456",
  ])
  func amountsSurviveBothWays(_ text: String) throws {
    let decimal = try #require(Decimal(string: text))
    let money = try #require(Money(text, .cny))
    #expect(Decimal(money) == decimal)
    #expect(Money(exactly: decimal, .cny) == money)
  }

  @Test func decimalsThatDoNotFitAreRefused() throws {
    for text in ["0.0000001", "9223372036854.775808", "1e30", "1e-30"] {
      let decimal = try #require(Decimal(string: text))
      #expect(Money(exactly: decimal, .usd) == nil, "\(text)")
    }
    #expect(Money(exactly: .nan, .usd) == nil)
    #expect(Quantity(exactly: try #require(Decimal(string: "0.0001"))) == nil)
    #expect(Quantity(exactly: try #require(Decimal(string: "1000000000.001"))) == nil)
    #expect(Rate(exactly: try #require(Decimal(string: "0.0000001"))) == nil)
    #expect(Rate(exactly: 1001) == nil)
  }

  @Test func randomValuesSurviveBothWays() throws {
    var random = SplitMix64(seed: 7)
    for _ in 0..<5_000 {
      let bits = Int64(bitPattern: random.next())
      let money = Money(millionths: bits == .min ? 0 : bits, .eur)
      #expect(Money(exactly: Decimal(money), .eur) == money)
      let quantity = try #require(Quantity(thousandths: bits % 1_000_000_000_001))
      #expect(Quantity(exactly: Decimal(quantity)) == quantity)
      let rate = try #require(Rate(millionths: bits % 1_000_000_001))
      #expect(Rate(exactly: Decimal(rate)) == rate)
    }
  }

  // MARK: Dates

  @Test func instantsSurviveBothWays() throws {
    for seconds: Int64 in [0, -1, 1_740_787_200, -62_135_596_800, 253_402_300_799] {
      let instant = Instant(secondsSinceEpoch: seconds)
      let date = try #require(Date(instant))
      #expect(date.timeIntervalSince1970 == TimeInterval(seconds))
      #expect(Instant(exactly: date) == instant)
    }
    #expect(Date(Instant.distantPast) == nil)
    #expect(Date(Instant.distantFuture) == nil)
  }

  @Test func fractionsOfASecondAreCutOrRefused() {
    let half = Date(timeIntervalSince1970: -0.5)
    #expect(Instant(exactly: half) == nil)
    #expect(Instant(flooring: half) == Instant(secondsSinceEpoch: -1))
    #expect(Instant(flooring: Date(timeIntervalSince1970: .infinity)) == nil)
  }

  @Test func componentsAreYearMonthDay() throws {
    let date = try #require(CivilDate(year: 2024, month: 2, day: 29))
    #expect(date.dateComponents == DateComponents(year: 2024, month: 2, day: 29))
    #expect(CivilDate(date.dateComponents) == date)
    #expect(CivilDate(DateComponents(year: 2025, month: 2, day: 29)) == nil)
    #expect(CivilDate(DateComponents(year: 2025, month: 2)) == nil)
    #expect(CivilDate(DateComponents(era: 0, year: 1, month: 1, day: 1)) == nil)
  }

  // MARK: Zones

  static let zones = [
    "UTC", "Asia/Shanghai", "Europe/Berlin", "Europe/London", "America/New_York",
    "America/Sao_Paulo", "America/Havana", "America/St_Johns", "America/Asuncion",
    "Africa/Cairo", "Africa/Casablanca", "Asia/Beirut", "Asia/Kathmandu", "Asia/Kolkata",
    "Asia/Tehran", "Asia/Pyongyang", "Asia/Gaza", "Australia/Lord_Howe", "Australia/Sydney",
    "Pacific/Auckland", "Pacific/Chatham", "Pacific/Apia", "Pacific/Kiritimati",
    "Europe/Istanbul", "Europe/Moscow", "Antarctica/Troll", "Atlantic/Azores",
  ]

  @Test(arguments: zones)
  func everyDayBeginsWhereTheCalendarSays(_ name: String) throws {
    let zone = try #require(TimeZone(identifier: name))
    let offsets = try #require(ZoneOffsets(zone, years: 1990...2035))
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = zone
    var day = try #require(CivilDate(year: 1990, month: 1, day: 1))
    let end = try #require(CivilDate(year: 2036, month: 1, day: 1))
    var count = 0
    while day < end {
      let start = offsets.start(of: day)
      let date = try #require(Date(start))
      // Where a day of the calendar never was, its start is the start of the next.
      if offsets.date(of: start) == day {
        count += 1
        let shown = calendar.dateComponents([.year, .month, .day], from: date)
        #expect(CivilDate(shown) == day, "\(day)")
        let before = calendar.dateComponents(
          [.year, .month, .day], from: date.addingTimeInterval(-1))
        #expect(CivilDate(before) != day, "\(day)")
      }
      day = try #require(day.adding(days: 1))
    }
    // Two zones crossed the date line and left out a day.
    let skipped = ["Pacific/Apia", "Pacific/Kiritimati"].contains(name) ? 1 : 0
    #expect(count == 16_801 - skipped)
  }

  @Test(arguments: zones)
  func offsetsAreThoseOfTheZone(_ name: String) throws {
    let zone = try #require(TimeZone(identifier: name))
    let offsets = try #require(ZoneOffsets(zone, years: 1990...2035))
    var random = SplitMix64(seed: 11)
    var instants = (0..<2_000).map { _ in
      Int64(631_152_000) + Int64(random.next() % 1_451_692_800)
    }
    for change in offsets.changes {
      instants += [change.start.secondsSinceEpoch, change.start.secondsSinceEpoch - 1]
    }
    for seconds in instants {
      let date = Date(timeIntervalSince1970: TimeInterval(seconds))
      let instant = Instant(secondsSinceEpoch: seconds)
      #expect(Int(offsets.offset(at: instant)) == zone.secondsFromGMT(for: date), "\(instant)")
    }
  }

  @Test func yearsOutsideTheRangeAreRefused() {
    #expect(ZoneOffsets(.gmt, years: 0...1) == nil)
    #expect(ZoneOffsets(.gmt, years: 9999...10_000) == nil)
    #expect(ZoneOffsets(.gmt, years: 2025...2025) == .utc)
  }
}
