/// A rule over totals of periods, as `trace.json` states it (RULES.md W-014, W-015, W-017).
public struct TotalRule: Hashable, Sendable {
  /// What it looks for.
  public enum Test: Hashable, Sendable {
    /// A change that goes on for several periods.
    case trend(TrendRule)
    /// A total far above the mean of those before it; seasons by the text of a period.
    case spike(SpikeRule, seasons: IdentifierMap<Factor>)
  }

  /// What is counted: `purchases`, `scans`; empty for totals that say nothing.
  public var measure: String
  /// The spans over which totals are summed.
  public var period: CalendarPeriod
  /// What it looks for.
  public var test: Test
  /// Where it is stated.
  public var origin: DocumentPlace?

  /// Creates a rule.
  public init(measure: String = "", period: CalendarPeriod = .month, test: Test) {
    self.measure = measure
    self.period = period
    self.test = test
  }

  /// The rule's id.
  public var id: String {
    switch test {
    case .trend(let rule): rule.id
    case .spike(let rule, _): rule.id
    }
  }
}

/// A total of somebody on a day, `totals.csv` (RULES.md W-017).
public struct DatedTotal: Hashable, Sendable {
  /// What is counted.
  public var measure: String
  /// Whose it is: a dealer, a category.
  public var key: String
  /// When.
  public var date: CivilDate
  /// How much, in thousandths of any unit.
  public var total: Int64

  /// Creates a total.
  public init(measure: String = "", key: String, date: CivilDate, total: Int64) {
    self.measure = measure
    self.key = key
    self.date = date
    self.total = total
  }
}

/// A rule that held for somebody in a period (RULES.md W-017).
public struct TotalSignal: Hashable, Sendable {
  /// The rule.
  public var rule: String
  /// Whose totals they are.
  public var key: String
  /// The period: `2025-03`.
  public var period: String
  /// The total before the first change, in thousandths; `nil` for a spike.
  public var from: Int64?
  /// The total of the period, in thousandths.
  public var to: Int64
}

extension TotalRule {
  /// Where the rule holds, by key and period; totals of one key and period are summed.
  /// - Throws: ``NumericError/overflow`` where a sum leaves 64 bits; as the rule does.
  /// - Complexity: O(n log n).
  public func signals(
    of totals: [DatedTotal], zone: ZoneOffsets
  ) throws(NumericError) -> [TotalSignal] {
    var sums: [PeriodTotal] = []
    let own = totals.filter { IdentifierOrder.areEqual($0.measure, measure) }
      .map { total in
        let number = period.number(of: total.date)
        return PeriodTotal(total.key, period: Int(number), total: total.total)
      }
      .sorted { a, b in
        IdentifierOrder.areEqual(a.key, b.key)
          ? a.period < b.period : IdentifierOrder.precedes(a.key, b.key)
      }
    for total in own {
      guard let last = sums.last, last.period == total.period,
        IdentifierOrder.areEqual(last.key, total.key)
      else {
        sums.append(total)
        continue
      }
      let (sum, overflow) = last.total.addingReportingOverflow(total.total)
      guard !overflow else { throw .overflow }
      sums[sums.count - 1].total = sum
    }
    switch test {
    case .trend(let rule):
      return try rule.signals(sums).map {
        signal($0.key, $0.period, from: $0.from, to: $0.to)
      }
    case .spike(var rule, let seasons):
      for total in sums {
        rule.seasons[total.period] = seasons[text(total.period)]
      }
      return try rule.signals(sums).map { signal($0.key, $0.period, from: nil, to: $0.total) }
    }
  }

  private func text(_ period: Int) -> String {
    ScanTally.text(Int32(truncatingIfNeeded: period), self.period)
  }

  private func signal(_ key: String, _ period: Int, from: Int64?, to: Int64) -> TotalSignal {
    TotalSignal(rule: id, key: key, period: text(period), from: from, to: to)
  }
}
