import TestSupport
import Testing

@testable import DealerRules

@Suite("M-010 allocation") struct AllocationTests {
  static func cents(
    _ total: Int64, _ weights: [Int64], numbers: [Int]? = nil, caps: [Int64]? = nil,
    rule: RemainderRule = .largestFraction, zeroWeights: ZeroWeights = .refuse
  ) throws -> [Int64] {
    try Money(millionths: total * 10_000, .usd).allocated(
      over: weights, numbers: numbers?.compactMap { LineNumber($0) },
      caps: caps?.map { $0 * 10_000 }, rule: rule, zeroWeights: zeroWeights
    ).map { $0.millionths / 10_000 }
  }

  struct Case: Sendable, CustomStringConvertible {
    var total: Int64
    var weights: [Int64]
    var rule: RemainderRule
    var expected: [Int64]
    var caps: [Int64]?
    var description: String { "\(total) over \(weights) \(rule)" }
    init(
      _ total: Int64, _ weights: [Int64], _ rule: RemainderRule, _ expected: [Int64],
      caps: [Int64]? = nil
    ) {
      (self.total, self.weights, self.rule) = (total, weights, rule)
      (self.expected, self.caps) = (expected, caps)
    }
  }

  static let worked: [Case] = [
    Case(5, [1, 1, 1, 1, 1, 1, 1, 3], .largestFraction, [1, 1, 1, 0, 0, 0, 0, 2]),
    Case(5, [1, 1, 1, 1, 1, 1, 1, 3], .cumulative, [1, 0, 1, 0, 1, 0, 1, 1]),
    Case(5, [1, 1, 1, 1, 1, 1, 1, 3], .largestLine, [0, 0, 0, 0, 0, 0, 0, 5]),
    Case(5, [1, 1, 1, 1, 1, 1, 1, 3], .roundedLargestLine, [1, 1, 1, 1, 1, 0, 0, 0]),
    Case(167, [418, 418], .roundedLargestLine, [84, 83]),
    Case(100, [167, 167, 166], .roundedLargestLine, [34, 33, 33]),
    Case(10, [16, 16, 68], .roundedLargestLine, [2, 2, 6]),
    Case(10, [16, 16, 68], .largestLine, [1, 1, 8]),
    Case(-10, [16, 16, 68], .roundedLargestLine, [-2, -2, -6]),
    Case(10, [14, 14, 72], .roundedLargestLine, [1, 1, 8], caps: [10, 10, 8]),
    Case(5, [1, 1, 1, 1, 1, 1, 1, 3], .lastLine, [0, 0, 0, 0, 0, 0, 0, 5]),
    Case(5, [1, 1, 1, 1, 1, 1, 1, 3], .firstLines, [1, 1, 1, 1, 0, 0, 0, 1]),
    Case(3, [0, 5, 5], .largestFraction, [0, 2, 1]),
    Case(-3, [0, 5, 5], .largestFraction, [0, -2, -1]),
    Case(3, [0, 5, 5], .cumulative, [0, 2, 1]),
    Case(3, [0, 5, 5], .lastLine, [0, 1, 2]),
    Case(3, [5, 5, 0], .lastLine, [1, 2, 0]),
    Case(3, [0, 5, 5], .firstLines, [0, 2, 1]),
    Case(100, [333, 333, 334], .largestFraction, [33, 33, 34]),
    Case(100, [333, 333, 334], .largestLine, [33, 33, 34]),
    Case(100, [333, 333, 334], .cumulative, [33, 34, 33]),
    Case(100, [333, 333, 334], .firstLines, [34, 33, 33]),
    Case(167, [418, 418], .largestFraction, [84, 83]),
    Case(299, [1, 1, 1], .roundedFirstLines, [99, 100, 100]),
    Case(301, [1, 1, 1], .roundedFirstLines, [101, 100, 100]),
    Case(5, [1, 1], .roundedFirstLines, [3, 2]),
    Case(-299, [1, 1, 1], .roundedFirstLines, [-99, -100, -100]),
    Case(9, [2, 3, 3], .roundedFirstLines, [3, 3, 3], caps: [3, 3, 3]),
    Case(299, [1, 1, 1], .roundedFirstLines, [99, 100, 100]),
    Case(301, [1, 1, 1], .roundedFirstLines, [101, 100, 100]),
    Case(5, [1, 1], .roundedFirstLines, [3, 2]),
    Case(-299, [1, 1, 1], .roundedFirstLines, [-99, -100, -100]),
    Case(9, [2, 3, 3], .roundedFirstLines, [3, 3, 3], caps: [3, 3, 3]),
    // Equal fractions, unequal weights: 1/2 and 3/2 of a cent.
    Case(2, [1, 3], .largestFraction, [0, 2]),
    // Equal fractions of three: the smaller numbers first.
    Case(2, [1, 1, 1], .largestFraction, [1, 1, 0]),
    Case(0, [0, 0], .largestFraction, [0, 0]),
    Case(7, [5], .cumulative, [7]),
    // Caps: what is cut off goes round in the order of the rule.
    Case(300, [1, 1, 1], .largestFraction, [10, 145, 145], caps: [10, 500, 500]),
    Case(301, [1, 1, 1], .largestFraction, [10, 146, 145], caps: [10, 500, 500]),
    Case(300, [1, 2, 3], .largestLine, [60, 100, 140], caps: [500, 100, 140]),
    Case(300, [1, 2, 3], .lastLine, [53, 107, 140], caps: [500, 500, 140]),
    Case(90, [1, 2, 3, 4], .largestFraction, [15, 30, 5, 40], caps: [99, 99, 5, 40]),
    Case(60, [1, 1, 2], .largestFraction, [15, 15, 30], caps: [15, 15, 30]),
    Case(-300, [1, 1, 1], .firstLines, [-145, -10, -145], caps: [500, 10, 500]),
    Case(2, [1, 1, 1], .largestFraction, [0, 1, 1], caps: [0, 9, 9]),
    Case(300, [0, 1, 1], .cumulative, [0, 200, 100], caps: [500, 500, 100]),
  ]

  @Test(arguments: worked) func workedCases(_ row: Case) throws {
    #expect(try Self.cents(row.total, row.weights, caps: row.caps, rule: row.rule) == row.expected)
  }

  @Test func lineNumbersDecideNotPositions() throws {
    #expect(try Self.cents(2, [1, 1, 1], numbers: [30, 20, 10]) == [0, 1, 1])
    #expect(try Self.cents(1, [1, 1], numbers: [2, 1], rule: .lastLine) == [1, 0])
    #expect(try Self.cents(1, [1, 1], numbers: [2, 1], rule: .firstLines) == [0, 1])
    #expect(try Self.cents(1, [1, 1], numbers: [2, 1], rule: .largestLine) == [0, 1])
  }

  @Test func zeroWeights() throws {
    #expect(throws: NumericError.zeroWeights) { try Self.cents(5, [0, 0]) }
    #expect(try Self.cents(5, [0, 0], zeroWeights: .even) == [3, 2])
    #expect(try Self.cents(-5, [0, 0], rule: .lastLine, zeroWeights: .even) == [-2, -3])
    #expect(try Self.cents(5, [0, 1], zeroWeights: .even) == [0, 5])
    #expect(try Self.cents(0, [0, 0]) == [0, 0])
  }

  @Test func refusals() throws {
    #expect(throws: NumericError.cannotPlace) { try Self.cents(5, []) }
    #expect(try Self.cents(0, []).isEmpty)
    #expect(throws: NumericError.cannotPlace) { try Self.cents(5, [1, 1], caps: [2, 2]) }
    #expect(throws: NumericError.cannotPlace) { try Self.cents(5, [1, 0], caps: [4, 9]) }
    #expect(throws: NumericError.negativeWeight) { try Self.cents(5, [1, -1]) }
    #expect(throws: NumericError.negativeWeight) { try Self.cents(5, [1, 1], caps: [1, -1]) }
    #expect(throws: NumericError.unequalCounts) { try Self.cents(5, [1, 1], caps: [5]) }
    #expect(throws: NumericError.unequalCounts) { try Self.cents(5, [1, 1], numbers: [5]) }
    #expect(throws: NumericError.duplicateLine) { try Self.cents(5, [1, 1], numbers: [5, 5]) }
    let fine = Money(millionths: 5, .usd)
    #expect(throws: NumericError.notWholeSteps) { try fine.allocated(over: [1, 1]) }
    #expect(try fine.allocated(over: [1, 1], scale: 6).map(\.millionths) == [3, 2])
    var allocator = Allocator()
    try allocator.add(weight: 1, number: 1)
    #expect(throws: NumericError.zeroDivisor) { try allocator.spread(5, step: 0) }
  }

  @Test func extremes() throws {
    var allocator = Allocator()
    for number in Int32(1)...3 { try allocator.add(weight: .max, number: number) }
    try allocator.spread(.min, step: 1)
    #expect(allocator.shares.reduce(Int128(0)) { $0 + Int128($1) } == Int128(Int64.min))
    #expect(allocator.shares.allSatisfy { $0 <= Int64.min / 3 })
    try allocator.spread(.max, step: 1, rule: .cumulative)
    #expect(allocator.shares.reduce(Int128(0)) { $0 + Int128($1) } == Int128(Int64.max))
    for number in Int32(4)...9 { try allocator.add(weight: .max, number: number) }
    #expect(throws: NumericError.overflow) {
      try allocator.spread(.max, step: 1, rule: .cumulative)
    }
  }

  @Test func partOfACentInACapIsNotUsed() throws {
    let five = Money(millionths: 50_000, .usd)
    let shares = try five.allocated(over: [1, 1], caps: [19_999, 90_000])
    #expect(shares.map(\.millionths) == [10_000, 40_000])
  }

  @Test func columnForm() throws {
    var allocator = Allocator()
    let weights: ContiguousArray<Int64> = [0, 5, 5]
    let numbers: ContiguousArray<Int32> = [1, 3, 2]
    let caps: ContiguousArray<Int64> = [9, 9, 1]
    var shares: ContiguousArray<Int64> = [7, 7, 7]
    var span = shares.mutableSpan
    try allocator.spread(
      total: 3, step: 1, weights: weights.span, numbers: numbers.span,
      caps: ContiguousArray<Int64>().span, into: &span)
    #expect(shares == [0, 1, 2])
    span = shares.mutableSpan
    try allocator.spread(
      total: 3, step: 1, weights: weights.span, numbers: numbers.span, caps: caps.span, into: &span)
    #expect(shares == [0, 2, 1])
  }
}
