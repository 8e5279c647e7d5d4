import Testing

@testable import DealerRules

@Suite("M-005 rates") struct RateTests {
  static let texts: [(String, Int64)] = [
    ("0.125", 125_000), ("12.5%", 125_000), ("-12.5%", -125_000), ("0.0001%", 1),
    ("100%", 1_000_000),
    ("100000%", 1_000_000_000), ("-1000", -1_000_000_000), ("0%", 0),
  ]
  @Test(arguments: texts) func reads(text: String, millionths: Int64) throws {
    let rate = try #require(Rate(text))
    #expect(rate.millionths == millionths)
    #expect(Rate(rate.description) == rate)
    #expect(Rate(rate.decimalText) == rate)
  }

  @Test(arguments: [
    "", "%", "12.5 %", "1%%", "0.00001%", "0.0000001", "1000.000001", "100000.0001%",
  ])
  func refuses(text: String) { #expect(Rate(text) == nil) }

  @Test func boundsHoldOnBothSides() {
    #expect(Rate(millionths: 1_000_000_000) != nil)
    #expect(Rate(millionths: 1_000_000_001) == nil)
    #expect(Rate(millionths: -1_000_000_000) != nil)
    #expect(Rate(millionths: -1_000_000_001) == nil)
  }

  @Test func printsAndOrders() throws {
    let rate = try #require(Rate("0.125"))
    #expect(rate.description == "12.5%")
    #expect(rate.percentText == "12.5")
    #expect(rate.decimalText == "0.125")
    #expect(Rate.zero < rate && rate < .one)
  }
}
