/// A total far above the mean of those before it (RULES.md W-015).
public struct SpikeRule: Hashable, Sendable {
  /// The rule's id.
  public var id: String
  /// How many times the mean a total may be; above zero.
  public var factor: Factor
  /// Periods that the mean is taken of; at least 1.
  public var trailing: Int
  /// What the mean is multiplied by in the season of a period; where there is none, 1.
  public var seasons: [Int: Factor]

  /// Creates a rule without seasons.
  public init(id: String, factor: Factor, trailing: Int) {
    self.id = id
    self.factor = factor
    self.trailing = trailing
    seasons = [:]
  }

  /// The totals above `factor × season × mean of the trailing periods`, by key and period.
  ///
  /// Decided exactly by cross-multiplication. A total of which not every one of the periods before
  /// it is known, or whose mean is not above zero, raises nothing.
  /// - Throws: ``NumericError/unequalCounts`` where a key has two totals of a period,
  ///   ``NumericError/overflow`` where `trailing` is below 1 or factors are too long.
  /// - Complexity: O(n × trailing).
  public func signals(_ totals: [PeriodTotal]) throws(NumericError) -> [PeriodTotal] {
    guard trailing > 0 else { throw .overflow }
    let sorted = try TrendRule.sorted(totals)
    var found: [PeriodTotal] = []
    for index in sorted.indices where index >= trailing {
      let window = sorted[(index - trailing)..<index]
      let now = sorted[index]
      guard let first = window.first, IdentifierOrder.areEqual(first.key, now.key) else { continue }
      let (span, overflow) = now.period.subtractingReportingOverflow(first.period)
      guard !overflow, span == trailing else { continue }
      let sum = window.reduce(Int128(0)) { $0 + Int128($1.total) }
      guard sum > 0 else { continue }
      let mean = Ratio(sum, Int128(trailing))
      let season = seasons[now.period].map { Ratio($0) } ?? .one
      let bound = try mean.multiplied(by: Ratio(factor)).multiplied(by: season)
      if bound.isLess(than: Ratio(Int128(now.total), 1)) { found.append(now) }
    }
    return found
  }
}

extension Ratio {
  fileprivate init(_ factor: Factor) {
    self.init(Int128(factor.numerator), Int128(factor.denominator))
  }
}
