import DealerRules
import Foundation
import Testing

/// Totals of periods as data, and what rules over them signal (RULES.md W-014 … W-016).
private struct TrendCase: Decodable {
  struct Trend: Decodable {
    var change: String
    var running: Int
  }

  struct Spike: Decodable {
    var factor: String
    var trailing: Int
    var seasons: [String: String]?
  }

  struct Goods: Decodable {
    var opening: Int64
    var bought: Int64
    var scanned: Int64
    var coverage: String
    var reported: Int64
    var moreThan: String
  }

  struct Expected: Decodable {
    var signals: [Int]?
    var gap: Int64?
    var isMissing: Bool?
  }

  var name: String
  var rule: String
  var trend: Trend?
  var spike: Spike?
  var sellThrough: Goods?
  var totals: [Int64?]?
  var expect: Expected

  static func all() throws -> [TrendCase] {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Cases/Trends")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    return try names.filter { $0.hasSuffix(".json") }.flatMap { file in
      try JSONDecoder().decode(
        [TrendCase].self, from: Data(contentsOf: folder.appendingPathComponent(file)))
    }
  }

  private var rows: [PeriodTotal] {
    (totals ?? []).enumerated().compactMap { period, total in
      total.map { PeriodTotal("D1", period: period, total: $0) }
    }
  }

  /// The periods that signal; `nil` for a case about goods.
  func signals() throws -> [Int]? {
    if let trend {
      let change = try #require(Rate(trend.change))
      let rule = TrendRule(id: "t", change: change, running: trend.running)
      return try rule.signals(rows).map(\.period)
    }
    guard let spike else { return nil }
    var rule = SpikeRule(
      id: "s", factor: try #require(Factor(spike.factor)), trailing: spike.trailing)
    for (period, season) in spike.seasons ?? [:] {
      let number = try #require(Int(period), "\(name): \(period)")
      let factor: Factor = try #require(Factor(season), "\(name): \(season)")
      rule.seasons[number] = factor
    }
    return try rule.signals(rows).map(\.period)
  }
}

@Suite("Cases of trends") struct TrendCaseTests {
  @Test func everyCaseComesOut() throws {
    let cases = try TrendCase.all()
    for trend in cases {
      if let goods = trend.sellThrough {
        let sold = SellThrough(
          opening: goods.opening, bought: goods.bought, scanned: goods.scanned,
          coverage: try #require(Rate(goods.coverage)), reported: goods.reported)
        let most = try #require(Rate(goods.moreThan))
        #expect(try sold.gap() == trend.expect.gap, "\(trend.name)")
        #expect(try sold.isMissing(moreThan: most) == trend.expect.isMissing, "\(trend.name)")
      } else {
        let signals = try #require(try trend.signals(), "\(trend.name)")
        #expect(signals == trend.expect.signals, "\(trend.name)")
      }
    }
    print("trend cases \(cases.count)")
    #expect(cases.count >= 10)
    #expect(Set(cases.map(\.rule)) == ["W-014", "W-015", "W-016"])
  }
}
