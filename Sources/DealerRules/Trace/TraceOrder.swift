/// Which events count, and in what order (RULES.md W-003).
struct TraceOrder {
  /// Rows that move or change something, by time, sequence and id.
  private(set) var rows: [Int32] = []
  /// Known events that another one voids or replaces.
  private(set) var voided = 0
  private(set) var findings: TraceFindings

  private let log: TraceLog
  /// For each row whether it is known, alone of its id, and, once decided, whether it counts.
  private var counts: [Bool]

  init(_ log: TraceLog, knownAt: Instant?) {
    self.log = log
    findings = TraceFindings(limit: log.findings.limit)
    counts = [Bool](repeating: false, count: log.rows.count)
    let bound = knownAt?.secondsSinceEpoch ?? Int64.max
    for first in log.firstRow where first >= 0 { choose(first, bound) }
    settleVoids()
    checkClocks(bound)
    for index in log.rows.indices where counts[index] && log.rows[index].kind != .void {
      rows.append(Int32(truncatingIfNeeded: index))
    }
    rows.sort { TraceOrder.precedes(log.rows[Int($0)], log.rows[Int($1)], log) }
  }

  /// Of the ways in which one event is told none counts when there are several.
  private mutating func choose(_ first: Int32, _ bound: Int64) {
    let log = self.log
    var known: [Int] = []
    var current = Int(first)
    while current >= 0 {
      if log.rows[current].recorded <= bound { known.append(current) }
      current = Int(log.rows[current].next)
    }
    guard known.count > 1 else {
      if let row = known.first { counts[row] = true }
      return
    }
    for row in known {
      findings.report(
        .eventConflict, .error,
        "event \(log.quoted(row)) is told in \(known.count) ways, of which none counts",
        help: "give the right one an id of its own and let it name this one as `target`",
        at: log.rows[row].place)
    }
  }

  /// An event counts unless one that counts voids it or takes its place.
  private mutating func settleVoids() {
    let log = self.log
    var targets: [Int: Int] = [:]
    for row in counts.indices where counts[row] && log.rows[row].target >= 0 {
      if let target = target(of: row) { targets[row] = target }
    }
    guard !targets.isEmpty else { return }
    let settled = TraceTargets(log, counts: counts, targets: targets)
    counts = settled.counts
    voided = settled.voided
    report(settled.rivals)
    for row in settled.circles {
      findings.report(
        .voidCycle, .error, "event \(log.quoted(row)) is void by a circle of events that name it",
        help: "tell what happened in a new event", at: log.rows[row].place)
    }
  }

  /// Reports events that count and replace one that another event replaces too.
  private mutating func report(_ rivals: [Int: [Int]]) {
    let log = self.log
    for (target, rows) in rivals.sorted(by: { $0.key < $1.key }) where rows.count > 1 {
      let sorted = rows.sorted {
        IdentifierOrder.precedes(log.ids.text(log.rows[$0].id), log.ids.text(log.rows[$1].id))
      }
      for row in sorted.dropFirst() {
        findings.report(
          .replacedTwice, .warning,
          "event \(log.quoted(row)) replaces event \(log.quoted(target)), which event "
            + "\(log.quoted(sorted[0])) replaces too; both count",
          help: "void the one that is wrong", at: log.rows[row].place)
      }
    }
  }

  /// The known row that a row names; an unknown one is reported.
  private mutating func target(of row: Int) -> Int? {
    let log = self.log
    var current = Int(log.firstRow[Int(log.rows[row].target)])
    while current >= 0, !counts[current] { current = Int(log.rows[current].next) }
    guard current >= 0 else {
      findings.report(
        .unknownEvent, .warning,
        "event \(log.quoted(row)) names \(Diagnostic.quote(log.ids.text(log.rows[row].target))), "
          + "which is not known or does not count",
        help: "it takes effect once that event is told", at: log.rows[row].place)
      return nil
    }
    return current
  }

  private static func precedes(_ a: TraceLog.Row, _ b: TraceLog.Row, _ log: TraceLog) -> Bool {
    if a.at != b.at { return a.at < b.at }
    if a.sequence != b.sequence { return a.sequence < b.sequence }
    return IdentifierOrder.precedes(log.ids.text(a.id), log.ids.text(b.id))
  }

  // MARK: Clocks

  /// Reports events told before they happened, and devices whose clock went back.
  private mutating func checkClocks(_ bound: Int64) {
    let log = self.log
    let tolerance = log.policy.clockTolerance
    var told: [Int] = []
    for (index, row) in log.rows.enumerated() where row.recorded <= bound {
      if row.source >= 0 { told.append(index) }
      guard isAhead(row.at, of: row.recorded, tolerance) else { continue }
      findings.report(
        .clockJump, .warning, "event \(log.quoted(index)) was told before it happened",
        help: "set the clock of the device; the event counts when it says it happened",
        at: row.place)
    }
    told.sort { a, b in
      let (left, right) = (log.rows[a], log.rows[b])
      if left.source != right.source { return left.source < right.source }
      if left.sequence != right.sequence { return left.sequence < right.sequence }
      if left.at != right.at { return left.at < right.at }
      return IdentifierOrder.precedes(log.ids.text(left.id), log.ids.text(right.id))
    }
    // The latest event of the smaller sequences of a source, and that of its sequences until now.
    var (smaller, latest) = (-1, -1)
    for (position, index) in told.enumerated() {
      let row = log.rows[index]
      let before = position > 0 ? log.rows[told[position - 1]] : row
      if before.source != row.source {
        (smaller, latest) = (-1, -1)
      } else if before.sequence != row.sequence {
        smaller = latest
      }
      if smaller >= 0 { checkClock(of: index, after: smaller) }
      if latest < 0 || row.at > log.rows[latest].at { latest = index }
    }
  }

  /// Reports an event that happened before one of a smaller sequence of its source.
  private mutating func checkClock(of index: Int, after earlier: Int) {
    let log = self.log
    guard isAhead(log.rows[earlier].at, of: log.rows[index].at, log.policy.clockTolerance)
    else { return }
    findings.report(
      .clockJump, .warning,
      "event \(log.quoted(index)) is told after, but happened before, event "
        + "\(log.quoted(earlier)) of the same source",
      help: "set the clock of the device; events count when they say they happened",
      at: log.rows[index].place)
  }

  private func isAhead(_ a: Int64, of b: Int64, _ tolerance: Int64) -> Bool {
    let (sum, overflow) = b.addingReportingOverflow(tolerance)
    return !overflow && a > sum
  }

}

extension TraceLog {
  /// The id of an event for a message.
  func quoted(_ row: Int) -> String { Diagnostic.quote(ids.text(rows[row].id)) }
}
