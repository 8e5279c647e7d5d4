import TestSupport
import Testing

@testable import DealerRules

@Suite("M-001 money") struct MoneyTests {
  static let texts: [(text: String, millionths: Int64, printed: String)] = [
    ("0", 0, "0.00"), ("-0", 0, "0.00"), ("12.50", 12_500_000, "12.50"),
    ("-12.5", -12_500_000, "-12.50"), ("0.000001", 1, "0.000001"),
    ("-0.000001", -1, "-0.000001"), ("1.2300000000", 1_230_000, "1.23"),
    ("1e3", 1_000_000_000, "1000.00"), ("1.5E-2", 15_000, "0.015"),
    ("9223372036854.775807", .max, "9223372036854.775807"),
    ("-9223372036854.775807", -.max, "-9223372036854.775807"),
  ]

  @Test(arguments: texts) func readsAndPrints(text: String, millionths: Int64, printed: String) {
    #expect(Money(text, .usd)?.millionths == millionths)
    #expect(Money(millionths: millionths, .usd).decimalText == printed)
    #expect(Money(printed, .usd)?.millionths == millionths)
  }

  @Test(arguments: ["9223372036854.775808", "-9223372036854.775808", "0.0000001", "1e13", "", "x"])
  func refuses(text: String) { #expect(Money(text, .usd) == nil) }

  @Test func printsAsManyDecimalsAsTheCurrencyHas() throws {
    let yen = try #require(Currency("JPY"))
    let dinar = try #require(Currency("KWD"))
    #expect(Money("12", yen)?.description == "12 JPY")
    #expect(Money("12.5", yen)?.description == "12.5 JPY")
    #expect(Money("12", dinar)?.description == "12.000 KWD")
    #expect(Money(millionths: .min, .usd).decimalText == "-9223372036854.775808")
  }

  @Test func everyAmountSurvivesItsText() {
    var random = SplitMix64(seed: 5)
    var wrong: [Int64] = []
    for _ in 0..<3000 {
      let value = Int64(truncatingIfNeeded: random.next()) >> Int64(random.below(63))
      let text = Money(millionths: value, .eur).decimalText
      if value != .min, Money(text, .eur)?.millionths != value { wrong.append(value) }
    }
    #expect(wrong.isEmpty)
  }

  @Test func addsAndSubtractsUpToTheLimitsOnly() throws {
    let most = Money(millionths: .max, .usd)
    let least = Money(millionths: .min, .usd)
    let one = Money(millionths: 1, .usd)
    #expect(try most.subtracting(one).adding(one) == most)
    #expect(throws: NumericError.overflow) { try most.adding(one) }
    #expect(throws: NumericError.overflow) { try least.subtracting(one) }
    #expect(throws: NumericError.currencyMismatch) { try one.adding(.zero(.eur)) }
    #expect(throws: NumericError.currencyMismatch) { try one.subtracting(.zero(.eur)) }
  }

  @Test func roundsOnce() throws {
    let price = try #require(Money("2.345", .usd))
    #expect(try price.rounded(Rounding()).decimalText == "2.35")
    #expect(try price.rounded(Rounding(.halfEven)).decimalText == "2.34")
    #expect(try price.rounded(Rounding(.down, scale: 0)).decimalText == "2.00")
    #expect(try price.rounded(Rounding(scale: 6)) == price)
    #expect(throws: NumericError.overflow) {
      try Money(millionths: .max, .usd).rounded(Rounding(.up))
    }
  }

  @Test func multipliesInFullWidth() throws {
    let most = Money(millionths: .max, .usd)
    let half = try #require(Rate("50%"))
    let third = try #require(Factor("1/3"))
    #expect(try most.multiplied(by: Rate.one, Rounding(scale: 6)) == most)
    #expect(try most.multiplied(by: half, Rounding(.down, scale: 6)).millionths == .max / 2)
    #expect(try most.multiplied(by: third, Rounding(.down, scale: 6)).millionths == .max / 3)
    #expect(throws: NumericError.overflow) {
      try most.multiplied(by: try #require(Rate("100.0001%")), Rounding(scale: 6))
    }
    let dear = try #require(Money("10", .usd))
    #expect(try dear.multiplied(by: third, Rounding()).decimalText == "3.33")
    #expect(try dear.multiplied(by: third, Rounding(.up)).decimalText == "3.34")
  }
}
