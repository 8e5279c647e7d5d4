import Testing

@testable import DealerRules

@Suite("M-002 currencies") struct CurrencyTests {
  @Test func countsPerExponent() {
    let known = Currency.allCodes.compactMap { Currency($0) }
    #expect(known.count == Currency.allCodes.count)
    #expect(Set(Currency.allCodes).count == known.count)
    let counts = Dictionary(grouping: known, by: \.exponent).mapValues(\.count)
    #expect(counts[0] == 17 && counts[3] == 7 && counts[4] == 2)
    #expect(counts.keys.sorted() == [0, 2, 3, 4])
    #expect(known.allSatisfy { $0.code == $0.description && Currency($0.code) == $0 })
    #expect(Currency.allCodes == Currency.allCodes.sorted())
  }

  static let exponents: [(String, Int)] = [
    ("JPY", 0), ("KRW", 0), ("ISK", 0), ("CNY", 2), ("USD", 2), ("EUR", 2), ("ZWG", 2), ("XCG", 2),
    ("KWD", 3), ("BHD", 3), ("TND", 3), ("CLF", 4), ("UYW", 4),
  ]
  @Test(arguments: exponents) func knows(code: String, exponent: Int) {
    #expect(Currency(code)?.exponent == exponent)
  }

  @Test(arguments: [
    "", "usd", "Usd", "US", "USDX", "XXX", "XAU", "XTS", "ZZZ", "RMB", "U$D", "ＵＳＤ",
  ])
  func doesNotKnow(code: String) { #expect(Currency(code) == nil) }

  @Test func constantsAreTheTableRows() {
    #expect(Currency("USD") == .usd && Currency("EUR") == .eur && Currency("CNY") == .cny)
  }

  @Test func customCurrencies() {
    #expect(Currency(custom: "PTS", exponent: 0)?.description == "PTS")
    #expect(Currency(custom: "PTS", exponent: 6)?.exponent == 6)
    #expect(Currency(custom: "PTS", exponent: 7) == nil)
    #expect(Currency(custom: "PTS", exponent: -1) == nil)
    #expect(Currency(custom: "pts", exponent: 0) == nil)
    #expect(Currency(custom: "USD", exponent: 2) == .usd)
    #expect(Currency(custom: "USD", exponent: 3) != .usd)
  }
}
