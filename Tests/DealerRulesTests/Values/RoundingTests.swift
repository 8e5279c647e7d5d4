import TestSupport
import Testing

@testable import DealerRules

@Suite("M-003 rounding") struct RoundingTests {
  /// Each row: tenths of a unit, then the results in the order of `RoundingMode.allCases`:
  /// halfUp, halfDown, halfEven, halfOdd, halfCeiling, halfFloor, up, down, ceiling, floor.
  static let rows: [(tenths: Int64, expected: [Int64])] = [
    (55, [6, 5, 6, 5, 6, 5, 6, 5, 6, 5]),
    (25, [3, 2, 2, 3, 3, 2, 3, 2, 3, 2]),
    (16, [2, 2, 2, 2, 2, 2, 2, 1, 2, 1]),
    (11, [1, 1, 1, 1, 1, 1, 2, 1, 2, 1]),
    (10, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]),
    (5, [1, 0, 0, 1, 1, 0, 1, 0, 1, 0]),
    (1, [0, 0, 0, 0, 0, 0, 1, 0, 1, 0]),
    (0, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
    (-1, [0, 0, 0, 0, 0, 0, -1, 0, 0, -1]),
    (-5, [-1, 0, 0, -1, 0, -1, -1, 0, 0, -1]),
    (-10, [-1, -1, -1, -1, -1, -1, -1, -1, -1, -1]),
    (-11, [-1, -1, -1, -1, -1, -1, -2, -1, -1, -2]),
    (-16, [-2, -2, -2, -2, -2, -2, -2, -1, -1, -2]),
    (-25, [-3, -2, -2, -3, -2, -3, -3, -2, -2, -3]),
    (-55, [-6, -5, -6, -5, -5, -6, -6, -5, -5, -6]),
  ]

  @Test(arguments: rows) func settlesTenths(tenths: Int64, expected: [Int64]) throws {
    for (mode, want) in zip(RoundingMode.allCases, expected) {
      #expect(mode.divide(tenths, byPositive: 10) == want, "\(tenths)/10 \(mode)")
      #expect(try mode.divide(Int128(tenths), by: 10) == Int128(want), "\(tenths)/10 \(mode)")
      #expect(try mode.divide(Int128(-tenths), by: -10) == Int128(want), "\(tenths)/10 \(mode)")
    }
  }

  /// The definition by neighbours: floor, ceiling and which of them is nearer.
  static func defined(_ mode: RoundingMode, _ a: Int, _ b: Int) -> Int {
    let (x, y) = b < 0 ? (-a, -b) : (a, b)
    let lower = x >= 0 ? x / y : -((-x + y - 1) / y)
    let rest = x - lower * y
    guard rest != 0 else { return lower }
    let upper = lower + 1
    let (near, far) = x < 0 ? (upper, lower) : (lower, upper)
    if mode == .up { return far }
    if mode == .down { return near }
    if mode == .ceiling { return upper }
    if mode == .floor { return lower }
    if 2 * rest != y { return 2 * rest < y ? lower : upper }
    switch mode {
    case .halfUp: return far
    case .halfDown: return near
    case .halfEven: return lower % 2 == 0 ? lower : upper
    case .halfOdd: return lower % 2 == 0 ? upper : lower
    case .halfCeiling: return upper
    default: return lower
    }
  }

  @Test(arguments: RoundingMode.allCases)
  func agreesWithTheDefinitionOnSmallNumbers(mode: RoundingMode) throws {
    // A common factor far above 64 bits forces the wide path without changing the quotient.
    let wide = Int128(1) << 80
    var wrong: [String] = []
    for a in -60...60 {
      for b in -13...13 where b != 0 {
        let want = RoundingTests.defined(mode, a, b)
        let narrow = b < 0 ? want : Int(mode.divide(Int64(a), byPositive: Int64(b)))
        let full = try mode.divide(Int128(a), by: Int128(b))
        let scaled = try mode.divide(Int128(a) * wide, by: Int128(b) * wide)
        if narrow != want || full != Int128(want) || scaled != Int128(want) {
          wrong.append("\(a)/\(b)")
        }
      }
    }
    #expect(wrong.isEmpty)
  }

  @Test(arguments: RoundingMode.allCases)
  func narrowAndWideAgreeOnLargeNumbers(mode: RoundingMode) throws {
    var random = SplitMix64(seed: 11)
    var wrong: [String] = []
    for _ in 0..<3000 {
      let a = Int64(truncatingIfNeeded: random.next()) >> Int64(random.below(40))
      var b = Int64(truncatingIfNeeded: random.next() >> 1) >> Int64(random.below(60))
      if random.below(4) == 0 { b = b / 2 * 2 }
      b = max(b, 1)
      let wide = try mode.divide(Int128(a) << 60, by: Int128(b) << 60)
      if Int128(mode.divide(a, byPositive: b)) != wide { wrong.append("\(a)/\(b)") }
    }
    #expect(wrong.isEmpty)
  }

  @Test func refusesWhatHasNoResult() {
    #expect(throws: NumericError.zeroDivisor) { try RoundingMode.halfUp.divide(1, by: 0) }
    #expect(throws: NumericError.overflow) { try RoundingMode.halfUp.divide(.min, by: -1) }
    #expect(RoundingMode.up.divide(Int64.min, byPositive: 1) == Int64.min)
    #expect(RoundingMode.up.divide(Int64.max, byPositive: 2) == Int64.max / 2 + 1)
    #expect(RoundingMode.floor.divide(Int64.min + 1, byPositive: 2) == Int64.min / 2)
    #expect(throws: Never.self) { try RoundingMode.up.divide(.max, by: .max - 1) }
  }

  @Test func stepFollowsCurrencyOrScale() throws {
    let dinar = try #require(Currency("KWD"))
    let yen = try #require(Currency("JPY"))
    #expect(Rounding().step(in: .usd) == 10_000)
    #expect(Rounding().step(in: dinar) == 1000)
    #expect(Rounding().step(in: yen) == 1_000_000)
    #expect(Rounding(.down, scale: 6).step(in: yen) == 1)
    #expect(Rounding(.down, scale: 0).step(in: .usd) == 1_000_000)
  }
}
