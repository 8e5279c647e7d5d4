import Testing

@testable import DealerRules

@Suite("D-002 instants") struct InstantTests {
  static let texts: [(String, Int64)] = [
    ("1970-01-01T00:00:00Z", 0), ("2025-03-01T08:00:00+08:00", 1_740_787_200),
    ("2025-02-28T19:00:00-05:00", 1_740_787_200), ("2025-03-01t00:00:00z", 1_740_787_200),
    ("1969-12-31T23:59:59Z", -1), ("1970-01-01T05:30:00+05:30", 0),
    ("1970-01-01T00:00:00-00:00", 0), ("0001-01-01T00:00:00Z", -62_135_596_800),
    ("9999-12-31T23:59:59Z", 253_402_300_799),
  ]
  @Test(arguments: texts) func reads(text: String, seconds: Int64) throws {
    let instant = try #require(Instant(text))
    #expect(instant.secondsSinceEpoch == seconds)
    #expect(Instant(instant.description) == instant)
  }

  @Test(arguments: [
    "", "2025-03-01", "2025-03-01T08:00:00", "2025-03-01 08:00:00Z", "2025-03-01T24:00:00Z",
    "2025-03-01T08:60:00Z", "2025-03-01T08:00:60Z", "2025-02-29T08:00:00Z", "2025-03-01T08:00Z",
    "2025-03-01T08:00:00.5Z", "2025-03-01T08:00:00+0800", "2025-03-01T08:00:00+18:01",
    "2025-03-01T08:00:00+08:60", "2025-03-01T08:00:00 Z", "2025-03-01T08:00:00ZZ",
    "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01",
  ])
  func refuses(text: String) { #expect(Instant(text) == nil) }

  @Test func prints() {
    #expect(Instant(secondsSinceEpoch: -1).description == "1969-12-31T23:59:59Z")
    #expect(Instant.distantPast.description == "-∞")
    #expect(Instant.distantFuture.description == "∞")
    #expect(Instant(secondsSinceEpoch: -62_135_596_801).description == "@-62135596801")
    #expect(Instant(secondsSinceEpoch: .max - 1).description == "@9223372036854775806")
    #expect(Instant(secondsSinceEpoch: .min + 1).description == "@-9223372036854775807")
  }

  @Test func validityIsHalfOpen() {
    let at = { Instant(secondsSinceEpoch: $0) }
    let span = Validity(from: at(10), until: at(20))
    #expect(span.contains(at(10)) && span.contains(at(19)))
    #expect(!span.contains(at(9)) && !span.contains(at(20)))
    #expect(Validity.always.contains(.distantPast))
    #expect(span.overlaps(.always) && span.overlaps(Validity(from: at(19))))
    #expect(!span.overlaps(Validity(from: at(20))))
    let empty = Validity(from: at(15), until: at(15))
    #expect(!empty.contains(at(15)) && !empty.overlaps(span) && !span.overlaps(empty))
  }
}

@Suite("D-003 zones as data") struct ZoneOffsetsTests {
  static func instant(_ text: String) throws -> Instant { try #require(Instant(text)) }
  static func date(_ text: String) throws -> CivilDate { try #require(CivilDate(text)) }

  @Test func fixedOffsets() throws {
    let shanghai = try #require(ZoneOffsets(fixed: 28_800))
    #expect(
      shanghai.date(of: try Self.instant("2025-02-28T16:00:00Z")) == (try Self.date("2025-03-01")))
    #expect(
      shanghai.date(of: try Self.instant("2025-02-28T15:59:59Z")) == (try Self.date("2025-02-28")))
    #expect(
      shanghai.start(of: try Self.date("2025-03-01")) == (try Self.instant("2025-02-28T16:00:00Z")))
    #expect(ZoneOffsets(fixed: 64_800) != nil)
    #expect(ZoneOffsets(fixed: 64_801) == nil)
    #expect(ZoneOffsets(fixed: Int32.min) == nil)
  }

  @Test func midnightThatIsSkipped() throws {
    // São Paulo, 2018-11-04: clocks went from 00:00 to 01:00.
    let change = try Self.instant("2018-11-04T03:00:00Z")
    let zone = try #require(ZoneOffsets(-10_800, [.init(start: change, offset: -7200)]))
    let day = try Self.date("2018-11-04")
    #expect(zone.start(of: day) == change)
    #expect(zone.date(of: change) == day)
    #expect(zone.date(of: Instant(secondsSinceEpoch: change.secondsSinceEpoch - 1)) < day)
  }

  @Test func midnightThatComesTwice() throws {
    // Havana, 2024-11-03: clocks went from 01:00 back to 00:00.
    let change = try Self.instant("2024-11-03T05:00:00Z")
    let zone = try #require(ZoneOffsets(-14_400, [.init(start: change, offset: -18_000)]))
    let day = try Self.date("2024-11-03")
    #expect(zone.start(of: day) == (try Self.instant("2024-11-03T04:00:00Z")))
    #expect(
      zone.start(of: try Self.date("2024-11-04")) == (try Self.instant("2024-11-04T05:00:00Z")))
    // Clocks that go from 00:00 back to 23:00 show the new day only once.
    let back = try #require(
      ZoneOffsets(
        -10_800, [.init(start: try Self.instant("2018-02-18T02:00:00Z"), offset: -10_800)]))
    #expect(
      back.start(of: try Self.date("2018-02-18")) == (try Self.instant("2018-02-18T03:00:00Z")))
  }

  @Test func dayThatIsSkipped() throws {
    // Samoa left out 2011-12-30; the day after begins at the change.
    let change = try Self.instant("2011-12-30T10:00:00Z")
    let zone = try #require(ZoneOffsets(-36_000, [.init(start: change, offset: 50_400)]))
    #expect(zone.start(of: try Self.date("2011-12-30")) == change)
    #expect(zone.start(of: try Self.date("2011-12-31")) == change)
    #expect(zone.date(of: change) == (try Self.date("2011-12-31")))
  }

  @Test func everyStartIsTheFirstSecondOfItsDay() throws {
    let changes = (0..<40).map { index in
      ZoneOffsets.Change(
        start: Instant(secondsSinceEpoch: Int64(index) * 15_768_000 + 3600),
        offset: index % 2 == 0 ? 7200 : 3600)
    }
    let zone = try #require(ZoneOffsets(3600, changes))
    for days in Int32(0)..<8000 where days % 3 == 0 {
      let day = try #require(CivilDate(daysSinceEpoch: days))
      let start = zone.start(of: day)
      let before = Instant(secondsSinceEpoch: start.secondsSinceEpoch - 1)
      if zone.date(of: start) != day || zone.date(of: before) >= day {
        Issue.record("\(day) starts at \(start)")
      }
    }
  }

  @Test func tablesAreChecked() {
    let at = { Instant(secondsSinceEpoch: $0) }
    #expect(
      ZoneOffsets(0, [.init(start: at(5), offset: 0), .init(start: at(5), offset: 60)]) == nil)
    #expect(
      ZoneOffsets(0, [.init(start: at(6), offset: 0), .init(start: at(5), offset: 60)]) == nil)
    #expect(ZoneOffsets(0, [.init(start: at(6), offset: 64_801)]) == nil)
  }

  @Test func instantsBeyondTheCalendarGiveItsEnds() {
    #expect(ZoneOffsets.utc.date(of: .distantPast).description == "0001-01-01")
    #expect(ZoneOffsets.utc.date(of: .distantFuture).description == "9999-12-31")
  }
}
