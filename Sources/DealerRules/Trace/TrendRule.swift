/// A total of something in one period, `purchases` of dealer `D1` in month 24303 (RULES.md W-014).
public struct PeriodTotal: Hashable, Sendable {
  /// Whose total it is: a dealer, a category.
  public var key: String
  /// The number of the period; the next period has the next number.
  public var period: Int
  /// The total in any unit that is the same for all periods.
  public var total: Int64

  /// Creates a total.
  public init(_ key: String, period: Int, total: Int64) {
    self.key = key
    self.period = period
    self.total = total
  }
}

/// A change that goes on for several periods: down 20 % three months running (RULES.md W-014).
public struct TrendRule: Hashable, Sendable {
  /// The rule's id.
  public var id: String
  /// The least change from one period to the next; below zero for a fall.
  public var change: Rate
  /// How many changes in a row; at least 1.
  public var running: Int
  /// Totals below it begin no change.
  public var least: Int64

  /// Creates a rule.
  public init(id: String, change: Rate, running: Int, least: Int64 = 1) {
    self.id = id
    self.change = change
    self.running = running
    self.least = least
  }

  /// A key and period at which the rule holds.
  public struct Signal: Hashable, Sendable {
    /// Whose totals they are.
    public var key: String
    /// The last of the periods.
    public var period: Int
    /// The total before the first change, and the last one.
    public var from: Int64
    /// The last total.
    public var to: Int64
  }

  /// Where the rule holds, by key and period.
  ///
  /// A change holds where `total × 100 % ≤ before × (100 % + change)`, for a rise `≥`, exactly. A
  /// period without a total is unknown and ends a row; so does a total below ``least`` or zero
  /// before a change.
  /// - Throws: ``NumericError/unequalCounts`` where a key has two totals of a period, and
  ///   ``NumericError/overflow`` where `running` is below 1.
  /// - Complexity: O(n log n).
  public func signals(_ totals: [PeriodTotal]) throws(NumericError) -> [Signal] {
    guard running > 0 else { throw .overflow }
    let sorted = try TrendRule.sorted(totals)
    var found: [Signal] = []
    var row = 0
    for index in sorted.indices.dropFirst() {
      let (before, now) = (sorted[index - 1], sorted[index])
      row = isChange(before, now) ? row + 1 : 0
      guard row >= running else { continue }
      found.append(
        Signal(
          key: now.key, period: now.period, from: sorted[index - running].total, to: now.total))
    }
    return found
  }

  private func isChange(_ before: PeriodTotal, _ now: PeriodTotal) -> Bool {
    let (next, overflow) = before.period.addingReportingOverflow(1)
    guard !overflow, now.period == next, IdentifierOrder.areEqual(before.key, now.key),
      before.total >= max(1, least)
    else { return false }
    let left = Int128(now.total) * 1_000_000
    let right = Int128(before.total) * Int128(1_000_000 + change.millionths)
    return change < .zero ? left <= right : left >= right
  }

  /// By key and period; a key with two totals of one period is refused.
  static func sorted(_ totals: [PeriodTotal]) throws(NumericError) -> [PeriodTotal] {
    let sorted = totals.sorted { a, b in
      IdentifierOrder.areEqual(a.key, b.key)
        ? a.period < b.period : IdentifierOrder.precedes(a.key, b.key)
    }
    for (a, b) in zip(sorted, sorted.dropFirst())
    where a.period == b.period && IdentifierOrder.areEqual(a.key, b.key) { throw .unequalCounts }
    return sorted
  }
}
