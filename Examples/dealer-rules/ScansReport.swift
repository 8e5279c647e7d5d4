import DealerRules

/// What `scans` tells at its end: for people, as JSON, and in one line.
struct ScansReport {
  /// Dealers and periods that the text shows.
  private static let shown = 40

  private let trace: Trace
  private let tally: ScanTally
  private let scans: Int
  private let repeats: Int
  private let periods: [DealerPeriod]
  let errors: Int
  private let warnings: Int
  private let words: ReportWords

  init(
    _ trace: Trace, _ tally: ScanTally, scans: Int, repeats: Int, errors: Int, warnings: Int,
    _ words: ReportWords
  ) {
    self.words = words
    self.trace = trace
    self.tally = tally
    self.scans = scans
    self.repeats = repeats
    self.errors = errors
    self.warnings = warnings
    periods = tally.periods()
  }

  private var counts: [(String, Int64)] {
    let classes = ScanClass.allCases.map { ($0.rawValue, tally.classes[$0] ?? 0) }
    let dealers = Set(periods.map(\.dealer)).count
    let head = [
      ("events", Int64(trace.eventCount)), ("voided", Int64(trace.voided)),
      ("repeated", Int64(repeats)), ("codes", Int64(trace.codeCount)), ("scans", Int64(scans)),
    ]
    // Scans that could not be read, so that the classes sum to the scans.
    let unread = Int64(scans) - classes.reduce(0) { $0 + $1.1 }
    let tail = [
      ("unread", unread),
      ("reopened", tally.reopened), ("dealers", Int64(dealers)),
      ("watch", Int64(periods.count { $0.level == .watch })),
      ("alert", Int64(periods.count { $0.level == .alert })),
      ("proved", Int64(periods.count { $0.isProved })), ("errors", Int64(errors)),
      ("warnings", Int64(warnings)),
    ]
    return head + classes + tail
  }

  /// One line of key and value pairs.
  var last: String { counts.map { "\($0.0) \($0.1)" }.joined(separator: " ") }

  /// The report for people.
  var lines: [String] {
    var lines = [words.text("scans by class", "扫码分类")]
    for outcome in ScanClass.allCases {
      lines.append(row(words.name(outcome), tally.classes[outcome] ?? 0, indent: 2))
    }
    lines += ["", words.text("reasons", "原因")]
    for reason in ScanReason.allCases {
      guard let count = tally.reasons[reason] else { continue }
      lines.append(row(words.name(reason), count, indent: 2))
    }
    let noted = periods.filter { $0.level != .quiet || $0.isProved }
      .sorted { ($0.level == .alert ? 0 : 1) < ($1.level == .alert ? 0 : 1) }
    lines += ["", words.text("dealers to look at", "需关注的经销商") + ": \(noted.count)"]
    if !noted.isEmpty {
      lines.append(
        words.isChinese
          ? columns("经销商", "期间", "区域外", "共计", "下限", "A/B/C", "级别")
          : columns("dealer", "period", "out", "of", "lower bound", "A/B/C", "level"))
    }
    for period in noted.prefix(ScansReport.shown) {
      let grades = period.grades.map { "\($0)" }.joined(separator: "/")
      let proved = period.isProved ? words.text(", proved", "、证据充分") : ""
      let level = words.name(period.level) + proved
      lines.append(
        columns(
          period.dealer, period.period, "\(period.outOfRegion)", "\(period.counted)",
          "\(period.lowerBound)", grades, level))
    }
    if noted.count > ScansReport.shown {
      let rest = noted.count - ScansReport.shown
      lines.append(
        words.text("  and \(rest) more; --json tells all", "  另有 \(rest) 个；--json 列出全部"))
    }
    return lines + [""]
  }

  private func row(_ name: String, _ count: Int64, indent: Int) -> String {
    let left = String(repeating: " ", count: indent) + name
    let right = "\(count)"
    let width = Console.columns(left) + right.count
    return left + String(repeating: " ", count: max(1, 36 - width)) + right
  }

  private func columns(_ texts: String...) -> String {
    let widths = [20, 10, 8, 8, 13, 10, 0]
    let cells = zip(texts, widths).enumerated().map { position, cell -> String in
      let gap = String(repeating: " ", count: max(0, cell.1 - Console.columns(cell.0)))
      return (2...5).contains(position) ? gap + cell.0 + "  " : cell.0 + gap
    }
    return "  " + cells.joined()
  }

  /// Everything as one object (RULES.md W-013).
  func json(_ signals: SignalReport) -> String {
    let numbers = counts.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",")
    let reasons = ScanReason.allCases.compactMap { reason in
      tally.reasons[reason].map { "\"\(reason.rawValue)\":\($0)" }
    }
    return "{\(numbers),\"reasons\":{\(reasons.joined(separator: ","))},\"dealerPeriods\":["
      + periods.map { text($0) }.joined(separator: ",") + "],\(signals.json)}"
  }

  private func text(_ period: DealerPeriod) -> String {
    let grades = zip(EvidenceGrade.allCases, period.grades)
      .map { "\"\($0.name)\":\($1)" }.joined(separator: ",")
    return "{\"dealer\":\(Console.quoted(period.dealer)),"
      + "\"period\":\(Console.quoted(period.period)),\"inRegion\":\(period.inRegion),"
      + "\"explained\":\(period.explained),\"outOfRegion\":\(period.outOfRegion),"
      + "\"unknown\":\(period.unknown),\"grades\":{\(grades)},"
      + "\"lowerBound\":\"\(period.lowerBound.decimalText)\","
      + "\"level\":\"\(period.level.rawValue)\",\"proved\":\(period.isProved)}"
  }
}
