import DealerRules

extension BacktestText {
  /// What stands where an amount is not known.
  static let unknown = "–"

  /// Old, new, change and rate of an entry; what goods without a known cost are part of is not
  /// known (RULES.md U-012).
  static func cells(_ entry: BacktestEntry) -> [String] {
    let pair = entry.revenue
    let text = { (value: Int128, isKnown: Bool) in
      isKnown ? Summary.text(value, entry.currency) : unknown
    }
    let isRateKnown = entry.isOldKnown && entry.isChangeKnown
    return [
      text(pair.old, entry.isOldKnown), text(pair.new, entry.isNewKnown),
      text(pair.change, entry.isChangeKnown), isRateKnown ? saidRate(pair) : unknown,
    ]
  }

  /// The goods of an entry whose cost is not known, as they end a line; empty where there are none.
  static func uncosted(_ entry: BacktestEntry) -> String {
    guard !entry.uncosted.isEmpty else { return "" }
    let words = ReportWords.asked
    let goods = entry.uncosted.map {
      "\($0.product) \(units($0.units.old)) -> \(units($0.units.new))"
    }
    return words.text("  cost not known: ", "  成本未知：")
      + goods.joined(separator: words.text(", ", "、"))
  }

  /// Thousandths of units as a quantity.
  static func units(_ value: Int128) -> String {
    Quantity(thousandths: Int64(clamping: value)).map { "\($0)" } ?? "\(value / 1000)"
  }
}
