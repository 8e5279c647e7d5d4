import Testing

@testable import DealerRules

@Suite("M-001 decimals as text") struct DecimalsTests {
  static func read(_ text: String, scale: Int = 6) -> Result<Int64, Decimals.Failure> {
    do throws(Decimals.Failure) {
      return .success(try Decimals.parse(text.utf8, scale: scale))
    } catch {
      return .failure(error)
    }
  }

  static let accepted: [(String, Int64)] = [
    ("1", 1_000_000), ("+1", 1_000_000), ("-1", -1_000_000), ("01.50", 1_500_000),
    ("1e0", 1_000_000), ("1E+2", 100_000_000), ("25e-1", 2_500_000), ("0.1e1", 1_000_000),
    ("0e0", 0), ("-0.0", 0), ("0e999999999999", 0), ("0.000e-50", 0), ("1e-000000006", 1),
    ("0.00000100000000000000000000000000000000", 1),
    ("1000000000000000000000000e-24", 1_000_000), ("0.000000000000000000000001e24", 1_000_000),
    ("9223372036854.775807", .max), ("9223372036854775807e-6", .max),
    ("0000000000000000000000000000000000000001", 1_000_000),
  ]

  @Test(arguments: accepted) func accepts(text: String, value: Int64) {
    #expect(DecimalsTests.read(text) == .success(value))
  }

  @Test(arguments: [
    "", "+", "-", ".", "1.", ".5", "-.5", "--1", "+-1", "1e", "1e+", "1e-", "e5", "1.e5", "1.2.3",
    "1e1.5", "1e5e5", "1,5", "1 ", " 1", "0x10", "1_000", "NaN", "∞", "１", "1\u{0}",
  ])
  func callsMalformed(text: String) {
    #expect(DecimalsTests.read(text) == .failure(.malformed))
  }

  @Test(arguments: [
    "0.0000001", "1e-7", "1.0000005", "1e-41", "1e-999999999999", "33.333333333333333333333333",
    "123456789012345678901234.5678901", "0.12345678901234567890123",
  ])
  func callsTooPrecise(text: String) {
    #expect(DecimalsTests.read(text) == .failure(.tooPrecise))
  }

  @Test(arguments: [
    "9223372036854.775808", "-9223372036854.775808", "18446744073709551616", "1e13", "1e41",
    "1e999999999999", "123456789012345678901234567890", "10000000000000000000000000000000001",
  ])
  func callsOutOfRange(text: String) {
    #expect(DecimalsTests.read(text) == .failure(.outOfRange))
  }

  @Test func exponentsCanBeSwitchedOff() {
    #expect(throws: Decimals.Failure.malformed) {
      try Decimals.parse("1e3".utf8, scale: 6, allowExponent: false)
    }
  }

  @Test func longTextsStayLinear() {
    let zeros = String(repeating: "0", count: 50_000)
    #expect(DecimalsTests.read("0.\(zeros)1e50001") == .success(1_000_000))
    #expect(DecimalsTests.read("1\(zeros)e-50000") == .success(1_000_000))
    #expect(DecimalsTests.read("1\(zeros)1") == .failure(.outOfRange))
    #expect(DecimalsTests.read("1.\(zeros)1") == .failure(.tooPrecise))
  }

  @Test func writes() {
    #expect(Decimals.text(0, scale: 6) == "0")
    #expect(Decimals.text(-5, scale: 3) == "-0.005")
    #expect(Decimals.text(1_500, scale: 3) == "1.5")
    #expect(Decimals.text(1_500, scale: 3, minimum: 2) == "1.50")
    #expect(Decimals.text(7, scale: 0) == "7")
    #expect(Decimals.text(.min, scale: 18) == "-9.223372036854775808")
  }
}
