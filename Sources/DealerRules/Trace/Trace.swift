/// What the events of a log come to: which container each code was in and whom it belonged to, at
/// any time (RULES.md W-003 … W-006).
public struct Trace: Sendable {
  /// What is wrong with the events, by place.
  public let findings: [TraceFinding]
  /// Findings that are errors, those left out of ``findings`` included.
  public let errors: Int
  /// Findings that are warnings, those left out of ``findings`` included.
  public let warnings: Int
  /// Known events that another one voids or replaces.
  public let voided: Int

  let log: TraceLog
  /// What was told later is not in it; `nil` where everything is.
  let knownAt: Instant?
  /// The row of each event that counts, by rank, and when it happened.
  private let order: [Int32]
  private let times: [Int64]
  private let links: CodeHistory
  private let owners: MoveHistory
  private let strays: MoveHistory
  private let products: [Int32]
  private let kept: CodeHistory
  private let marks: [CodeMarks]
  private let ended: [Int32: Int32]

  init(_ log: TraceLog, knownAt: Instant?) {
    let chosen = TraceOrder(log, knownAt: knownAt)
    var fold = TraceFold(log, chosen.findings)
    fold.run(chosen.rows)
    self.log = log
    self.knownAt = knownAt
    order = chosen.rows
    times = order.map { log.rows[Int($0)].at }
    links = fold.links()
    owners = fold.owners.finished()
    strays = fold.strays.finished()
    products = fold.product
    kept = fold.keptHistory()
    marks = fold.marks
    ended = fold.ended
    voided = chosen.voided
    let own = log.findings
    findings = (own.kept + fold.findings.kept).sorted(by: TraceFinding.precedes)
    errors = own.errors + fold.findings.errors
    warnings = own.warnings + fold.findings.warnings
  }

  /// Codes of the trace.
  public var codeCount: Int { log.codes.count }

  /// Events that count.
  public var eventCount: Int { order.count }

  /// Heap bytes of codes and histories, spare room left out; what the log keeps of the events is
  /// not in it.
  public var byteCount: Int {
    log.codes.byteCount + links.byteCount + owners.byteCount + strays.byteCount
      + kept.byteCount + products.count * 4 + marks.count
  }

  /// The dealer whom a code belongs to at an instant, and the event that made it so; `nil` for a
  /// code that never moved or is not known (RULES.md W-006).
  public func owner(of code: String, at instant: Instant) -> (dealer: String?, event: String)? {
    let index = log.codes.index(of: code)
    guard index >= 0, let last = movement(of: index, at: rank(at: instant)) else { return nil }
    let row = log.rows[Int(order[Int(last)])]
    return (row.to < 0 ? nil : log.dealers.name(row.to), log.ids.text(row.id))
  }

  /// The containers around a code at an instant, the nearest first (RULES.md W-004).
  public func containers(of code: String, at instant: Instant) -> [String] {
    let rank = rank(at: instant)
    var current = container(of: log.codes.index(of: code), at: rank)
    var found: [String] = []
    while let inside = current {
      found.append(log.codes.text(inside.code))
      current = container(of: inside.code, at: rank)
    }
    return found
  }

  /// The product of a code at an instant, by itself, its containers or what it kept of them; `nil`
  /// for none (RULES.md W-006).
  public func product(of code: String, at instant: Instant) -> String? {
    let index = log.codes.index(of: code)
    guard index >= 0 else { return nil }
    let product = product(of: index, at: rank(at: instant))
    return product < 0 ? nil : log.products.name(product)
  }

  // MARK: Ranks

  /// The last rank whose event happened at or before an instant, −1 for none.
  func rank(at instant: Instant) -> Int32 {
    var low = 0
    var high = times.count
    while low < high {
      let middle = (low + high) / 2
      if times[middle] <= instant.secondsSinceEpoch { low = middle + 1 } else { high = middle }
    }
    return Int32(truncatingIfNeeded: low - 1)
  }

  /// The row of the event at a rank.
  func row(at rank: Int32) -> TraceLog.Row { log.rows[Int(order[Int(rank)])] }

  /// What a code is in at a rank, and since when.
  private func container(of code: Int32, at rank: Int32) -> (code: Int32, since: Int32)? {
    let entry = links.last(of: code, at: rank)
    guard entry >= 0, links.values[entry] >= 0 else { return nil }
    return (links.values[entry], links.ranks[entry])
  }

  /// The rank of the last movement of ownership that a code took part in, up to a rank.
  func movement(of code: Int32, at rank: Int32) -> Int32? { last(owners, code, rank) }

  /// The rank of the last transfer without approval that a code took part in, up to a rank.
  func stray(of code: Int32, at rank: Int32) -> Int32? { last(strays, code, rank) }

  private func last(_ history: MoveHistory, _ code: Int32, _ rank: Int32) -> Int32? {
    let alone = history.alone.last(of: code, at: rank)
    var best = alone >= 0 ? history.alone.ranks[alone] : -1
    var floor: Int32 = -1
    var current = code
    while true {
      let entry = history.whole.last(of: current, at: rank)
      if entry >= 0, history.whole.ranks[entry] > floor {
        best = max(best, history.whole.ranks[entry])
      }
      guard !isEnded(current, at: rank), let inside = container(of: current, at: rank)
      else { break }
      floor = max(floor, inside.since)
      current = inside.code
    }
    return best >= 0 ? best : nil
  }

  // MARK: Codes

  /// Whether a code is known (RULES.md W-001).
  func isKnown(_ code: Int32) -> Bool {
    guard code >= 0 else { return false }
    let marks = marks[Int(code)]
    return marks.isDeclared || (marks.isNamed && !log.policy.codesAreDeclared)
  }

  /// Whether a code is out of use at a rank.
  func isEnded(_ code: Int32, at rank: Int32) -> Bool {
    guard marks[Int(code)].isEnded, let end = ended[code] else { return false }
    return end <= rank
  }

  /// The product of a code: its own, else that of the nearest container that has one, else what it
  /// or the nearest container kept; −1 for none (RULES.md W-006).
  func product(of code: Int32, at rank: Int32) -> Int32 {
    var current = code
    var found: Int32 = -1
    while products[Int(current)] < 0 {
      if found < 0 {
        let entry = kept.last(of: current, at: rank)
        if entry >= 0 { found = kept.values[entry] }
      }
      guard let inside = container(of: current, at: rank) else { return found }
      current = inside.code
    }
    return products[Int(current)]
  }
}

extension TraceLog {
  /// Plays the events that count in their order (RULES.md W-003).
  ///
  /// - Parameter knownAt: Only what was told then counts; `nil` for everything.
  /// - Complexity: O(n log n) over events and codes, and for a movement with `from` what is in its
  ///   containers where something was put into them, or moved by itself, since they last moved.
  public func trace(knownAt: Instant? = nil) -> Trace { Trace(self, knownAt: knownAt) }
}
