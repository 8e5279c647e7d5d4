import TestSupport
import Testing

@testable import DealerRules

@Suite("Q-002 factors") struct FactorTests {
  static let texts: [(String, Int64, Int64)] = [
    ("24", 24, 1), ("0.3048", 381, 1250), ("1/3", 1, 3), ("2/6", 1, 3), ("0.5/0.25", 2, 1),
    ("1e18", Factor.bound, 1), ("1e-18", 1, Factor.bound), ("1/1e18", 1, Factor.bound),
    ("0.45359237", 45_359_237, 100_000_000), ("0.10/0.20", 1, 2),
  ]
  @Test(arguments: texts) func readsInLowestTerms(text: String, upper: Int64, lower: Int64) throws {
    let factor = try #require(Factor(text))
    #expect(factor.numerator == upper)
    #expect(factor.denominator == lower)
    #expect(Factor(factor.description) == factor)
  }

  @Test(arguments: [
    "", "/", "1/", "/3", "1/0", "0/1", "0", "-1", "-1/-3", "1/-3", "1/2/3", "a", "1e19", "1e-19",
    "1000000000000000001", "1/1000000000000000001",
  ])
  func refuses(text: String) { #expect(Factor(text) == nil) }

  @Test func partsReduceBeforeTheBoundIsTested() {
    #expect(Factor(0) == nil)
    #expect(Factor(-2, -2) == nil)
    #expect(Factor(Int64.max, Int64.max) == .one)
    #expect(Factor(Int64.max, 1) == nil)
    #expect(Factor(Factor.bound) != nil)
  }

  @Test func ordersByCrossMultiplication() throws {
    let near = try #require(Factor(Factor.bound - 1, Factor.bound))
    let nearer = try #require(Factor(Factor.bound - 2, Factor.bound - 1))
    #expect(nearer < near && near < .one)
    let third = try #require(Factor("1/3"))
    #expect(try #require(Factor("0.333333333333333333")) < third)
    #expect(third < (try #require(Factor("0.333333333333333334"))))
  }

  @Test func productsLeaveTheBoundsAsNil() throws {
    let large = try #require(Factor(Factor.bound))
    #expect(large.multiplied(by: large) == nil)
    #expect(large.inverse.multiplied(by: large.inverse) == nil)
    #expect(large.multiplied(by: large.inverse) == .one)
    #expect(large.divided(by: large) == .one)
    #expect(large.divided(by: large.inverse) == nil)
  }

  @Test func productsAndQuotientsAreExact() throws {
    var random = SplitMix64(seed: 3)
    var wrong: [String] = []
    for _ in 0..<2000 {
      let part = { (random: inout SplitMix64) in Int64(random.below(1_000_000_000) + 1) }
      let (a, b, c, d) = (part(&random), part(&random), part(&random), part(&random))
      let left = try #require(Factor(a, b))
      let right = try #require(Factor(c, d))
      let product = try #require(left.multiplied(by: right))
      if product != Factor(a * c, b * d) { wrong.append("\(left) × \(right)") }
      if product.divided(by: right) != left { wrong.append("\(product) ÷ \(right)") }
      if (left < right) != (a * d < c * b) { wrong.append("\(left) < \(right)") }
    }
    #expect(wrong.isEmpty)
  }
}
