import DealerRules
import Testing

/// Rules over totals of periods (RULES.md W-014 … W-016).
@Suite("Trends") struct TrendTests {
  private static func totals(_ key: String, _ values: [Int64?]) -> [PeriodTotal] {
    values.enumerated().compactMap { period, value in
      value.map { PeriodTotal(key, period: period, total: $0) }
    }
  }

  private func periods(
    _ change: String, _ running: Int, _ values: [Int64?], least: Int64 = 1
  ) throws -> [Int] {
    let rate = try #require(Rate(change))
    let rule = TrendRule(id: "t", change: rate, running: running, least: least)
    let signals = try rule.signals(Self.totals("D1", values).reversed())
    return signals.map(\.period)
  }

  @Test func fallsThreeMonthsRunning() throws {
    #expect(try periods("-20%", 3, [1000, 800, 640, 512]) == [3])
    #expect(try periods("-20%", 3, [1000, 800, 640, 513]) == [])
    #expect(try periods("-20%", 3, [1000, 801, 640, 512, 409, 327]) == [4, 5])
    #expect(try periods("-20%", 3, [1000, 800, nil, 512, 409]) == [])
    #expect(try periods("-20%", 1, [0, 0, 5, 4, 3]) == [3, 4])
    #expect(try periods("-20%", 1, [9, 7, 100, 80], least: 50) == [3])
    #expect(try periods("-20%", 1, [Int64.max, Int64.min, -5]) == [1])
  }

  @Test func risesThreeDaysRunning() throws {
    #expect(try periods("20%", 3, [100, 120, 144, 173]) == [3])
    #expect(try periods("20%", 3, [100, 120, 144, 172]) == [])
    #expect(try periods("20%", 3, [100, 120, 144, 144, 173, 208, 250]) == [6])
  }

  @Test func keysStandApart() throws {
    let rule = TrendRule(id: "t", change: try #require(Rate("-50%")), running: 1)
    let rows = Self.totals("10", [8, 4]) + Self.totals("9", [4, 2]) + Self.totals("x", [9, 9])
    let signals = try rule.signals(rows)
    #expect(signals.map(\.key) == ["9", "10"])
    #expect(signals.first?.from == 4 && signals.first?.to == 2)
    #expect(throws: NumericError.unequalCounts) { try rule.signals(rows + rows) }
    #expect(throws: NumericError.overflow) {
      try TrendRule(id: "t", change: .zero, running: 0).signals(rows)
    }
  }

  /// D11: the mean is 1,000 and k is 3, in season 1.5.
  @Test func spikesAboveTheTrailingMean() throws {
    var rule = SpikeRule(id: "s", factor: try #require(Factor("3")), trailing: 4)
    let before: [Int64?] = [800, 1200, 900, 1100]
    #expect(try rule.signals(Self.totals("D", before + [3000])).isEmpty)
    #expect(try rule.signals(Self.totals("D", before + [3001])).map(\.total) == [3001])
    let season: Factor = try #require(Factor("1.5"))
    rule.seasons[4] = season
    #expect(try rule.signals(Self.totals("D", before + [4500])).isEmpty)
    #expect(try rule.signals(Self.totals("D", before + [4501])).map(\.total) == [4501])
    #expect(try rule.signals(Self.totals("D", [800, nil, 1200, 900, 1100, 9000])).isEmpty)
    #expect(try rule.signals(Self.totals("D", [0, 0, 0, 0, 9000])).isEmpty)
    #expect(try rule.signals(Self.totals("C", before) + Self.totals("D", [9000])).isEmpty)
  }

  /// D10: sell-through 9,200, expected 1,600, gap 1,200, 12.0 % of what was bought.
  @Test func goodsMissingBetweenBoughtAndScanned() throws {
    let coverage = try #require(Rate("75%"))
    var sold = SellThrough(
      opening: 800, bought: 10_000, scanned: 6_900, coverage: coverage, reported: 400)
    #expect(try sold.gap() == 1_200)
    #expect(try sold.isMissing(moreThan: try #require(Rate("10%"))))
    #expect(try !sold.isMissing(moreThan: try #require(Rate("12%"))))
    #expect(try sold.isMissing(moreThan: try #require(Rate("11.9999%"))))
    sold.reported = 1_700
    #expect(try sold.gap() == -100)
    sold.scanned = 1
    #expect(try sold.gap() == 9_098)
    sold.coverage = .zero
    #expect(throws: NumericError.zeroDivisor) { try sold.gap() }
    sold.coverage = coverage
    sold.opening = -1
    #expect(throws: NumericError.overflow) { try sold.isMissing(moreThan: .zero) }
  }
}
