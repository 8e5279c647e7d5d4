/// What a dealer bought against what was seen of it (RULES.md W-016).
public struct SellThrough: Hashable, Sendable {
  /// What the dealer had at the beginning, in any unit.
  public var opening: Int64
  /// What it bought since.
  public var bought: Int64
  /// How much of it was scanned where it was sold.
  public var scanned: Int64
  /// The share of sales that is scanned; above zero.
  public var coverage: Rate
  /// What the dealer says it has now.
  public var reported: Int64

  /// Creates the figures.
  public init(
    opening: Int64, bought: Int64, scanned: Int64, coverage: Rate, reported: Int64
  ) {
    self.opening = opening
    self.bought = bought
    self.scanned = scanned
    self.coverage = coverage
    self.reported = reported
  }

  /// Whether what should still be there beyond what is reported,
  /// `opening + bought − scanned ÷ coverage − reported`, is more than a rate of what was bought.
  ///
  /// Decided exactly, without the division.
  /// - Throws: ``NumericError/zeroDivisor`` where the coverage is not above zero,
  ///   ``NumericError/overflow`` where a figure is below zero.
  public func isMissing(moreThan rate: Rate) throws(NumericError) -> Bool {
    let (gap, one) = (try scaledGap(), Int128(Rate.one.millionths))
    let bound = Int128(rate.millionths) * Int128(bought)
    // Both sides times coverage; the figures are below 2⁶³ and rates below 2³⁰.
    let (left, first) = gap.multipliedReportingOverflow(by: one)
    let (right, second) = bound.multipliedReportingOverflow(by: Int128(coverage.millionths))
    guard !first, !second else { throw .overflow }
    return left > right
  }

  /// The gap times the coverage in millionths.
  private func scaledGap() throws(NumericError) -> Int128 {
    guard coverage > .zero else { throw .zeroDivisor }
    guard min(opening, bought, scanned, reported) >= 0 else { throw .overflow }
    let held = Int128(opening) + Int128(bought) - Int128(reported)
    return held * Int128(coverage.millionths) - Int128(scanned) * Int128(Rate.one.millionths)
  }

  /// What should still be there beyond what is reported, cut down to whole units; below zero where
  /// more is reported than there can be.
  /// - Throws: As ``isMissing(moreThan:)``.
  public func gap() throws(NumericError) -> Int64 {
    let gap = try RoundingMode.floor.divide(try scaledGap(), by: Int128(coverage.millionths))
    guard let narrow = Int64(exactly: gap) else { throw .overflow }
    return narrow
  }
}
