import Testing

@testable import DealerRules

@Suite("D-001 civil dates") struct CivilDateTests {
  @Test func everyDayOfEveryYearRoundTrips() {
    var day: Int32 = -719_162
    var weekday = 1  // 0001-01-01 is a Monday
    var wrong = 0
    for year in 1...9999 {
      let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
      for (index, length) in [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        .enumerated()
      {
        // The first of the month both ways, and one past its end.
        if CivilDate(year: year, month: index + 1, day: length + 1) != nil { wrong += 1 }
        var next = 1
        while next <= length {
          let date = CivilDate(unchecked: day)
          let parts = date.components
          if parts.day != next || parts.month != index + 1 || parts.year != year { wrong += 1 }
          if CivilDate(year: year, month: index + 1, day: next) != date { wrong += 1 }
          if date.weekday != weekday { wrong += 1 }
          weekday = weekday == 7 ? 1 : weekday + 1
          day += 1
          next += 1
        }
      }
    }
    #expect(wrong == 0)
    #expect(day == 2_932_897)
  }

  static let leaps: [(Int, Bool)] = [
    (1, false), (4, true), (100, false), (400, true), (1900, false), (2000, true), (2023, false),
    (2024, true), (2100, false), (9996, true),
  ]
  @Test(arguments: leaps) func leapDays(year: Int, exists: Bool) {
    #expect((CivilDate(year: year, month: 2, day: 29) != nil) == exists)
  }

  @Test func weekdays() {
    #expect(CivilDate("1970-01-01")?.weekday == 4)
    #expect(CivilDate("2024-02-29")?.weekday == 4)
    #expect(CivilDate("1969-12-28")?.weekday == 7)
    #expect(CivilDate("9999-12-31")?.weekday == 5)
  }

  @Test(arguments: ["0001-01-01", "1970-01-01", "1969-12-31", "2024-02-29", "9999-12-31"])
  func textRoundTrips(text: String) { #expect(CivilDate(text)?.description == text) }

  @Test(arguments: [
    "", "0000-12-31", "2023-02-29", "2024-13-01", "2024-00-01", "2024-01-00", "2024-04-31",
    "2024-1-1", "24-01-01", "2024/01/01", "2024-01-01 ", "10000-01-01", "-001-01-01",
    "+024-01-01", "２024-01-01",
  ])
  func refuses(text: String) { #expect(CivilDate(text) == nil) }

  @Test func limits() throws {
    let first = try #require(CivilDate("0001-01-01"))
    let last = try #require(CivilDate("9999-12-31"))
    #expect(CivilDate(daysSinceEpoch: first.daysSinceEpoch) == first)
    #expect(CivilDate(daysSinceEpoch: first.daysSinceEpoch - 1) == nil)
    #expect(CivilDate(daysSinceEpoch: last.daysSinceEpoch + 1) == nil)
    #expect(first.adding(days: -1) == nil)
    #expect(last.adding(days: 1) == nil)
    #expect(first.adding(days: Int.max) == nil)
    #expect(first.adding(days: Int.min) == nil)
    #expect(first.adding(days: 3_652_058) == last)
    #expect(first < last)
    #expect(CivilDate(year: Int.max, month: 1, day: 1) == nil)
    #expect(CivilDate(year: 2024, month: Int.min, day: 1) == nil)
  }
}
