import DealerRules

/// What totals and sell-through figures say, for people and as JSON (RULES.md W-017).
struct SignalReport {
  private let signals: [TotalSignal]
  /// Goods missing at a dealer, in thousandths.
  private let missing: [(dealer: String, gap: Int64)]
  private let isAsked: Bool

  init(_ policy: TracePolicy, _ figures: TraceFigures, zone: ZoneOffsets) throws(NumericError) {
    var signals: [TotalSignal] = []
    let rules = policy.totalRules.sorted { IdentifierOrder.precedes($0.id, $1.id) }
    for rule in rules { signals += try rule.signals(of: figures.totals, zone: zone) }
    self.signals = signals
    var missing: [(dealer: String, gap: Int64)] = []
    if let rate = policy.missingGoods {
      for dealer in figures.dealers where try dealer.figures.isMissing(moreThan: rate) {
        missing.append((dealer.dealer, try dealer.figures.gap()))
      }
    }
    self.missing = missing.sorted { IdentifierOrder.precedes($0.dealer, $1.dealer) }
    isAsked = !policy.totalRules.isEmpty || policy.missingGoods != nil
  }

  /// Thousandths as a decimal; sums may be beyond what a quantity holds.
  private static func text(_ thousandths: Int64) -> String {
    let size = thousandths.magnitude
    var text = "\(size % 1000 + 1000)".dropFirst()
    while text.last == "0" { text = text.dropLast() }
    return (thousandths < 0 ? "-" : "") + "\(size / 1000)" + (text.isEmpty ? "" : "." + text)
  }

  /// Nothing where nothing is asked.
  func lines(_ words: ReportWords) -> [String] {
    guard isAsked else { return [] }
    var lines = [words.text("signals", "信号") + ": \(signals.count)"]
    for signal in signals {
      let from = signal.from.map { SignalReport.text($0) + words.text(" to ", " → ") } ?? ""
      lines.append(
        "  \(signal.rule) \(signal.key) \(signal.period): \(from)"
          + SignalReport.text(signal.to))
    }
    let title = words.text("dealers with goods missing", "账实不符的经销商")
    lines.append("\(title): \(missing.count)")
    for entry in missing { lines.append("  \(entry.dealer): \(SignalReport.text(entry.gap))") }
    return lines + [""]
  }

  /// Two members of an object.
  var json: String {
    let told = signals.map { signal in
      "{\"rule\":\(Console.quoted(signal.rule)),\"key\":\(Console.quoted(signal.key)),"
        + "\"period\":\"\(signal.period)\","
        + "\"from\":\(signal.from.map { "\"\(SignalReport.text($0))\"" } ?? "null"),"
        + "\"to\":\"\(SignalReport.text(signal.to))\"}"
    }
    let gaps = missing.map {
      "{\"dealer\":\(Console.quoted($0.dealer)),\"missing\":\"\(SignalReport.text($0.gap))\"}"
    }
    return "\"signals\":[\(told.joined(separator: ","))],"
      + "\"missingGoods\":[\(gaps.joined(separator: ","))]"
  }
}
