/// Every event that was told, in the order in which it came (RULES.md W-002, W-003).
///
/// Events may come late, twice, corrected and in any order: ``trace(knownAt:)`` gives the same
/// answers whatever the order was. The log holds columns; codes stand in it once.
public struct TraceLog: Sendable {
  /// Events of one id that differ and are all kept; more are only reported.
  static let versions = 8

  /// One event as integers; texts are symbols of the log's tables.
  struct Row: Sendable {
    var id: Int32
    var kind: TraceKind
    var level: TraceLevel?
    var at: Int64
    var recorded: Int64
    var sequence: Int64
    var container: Int32 = -1
    var product: Int32 = -1
    var from: Int32 = -1
    var to: Int32 = -1
    var target: Int32 = -1
    var source: Int32 = -1
    var approval: Int32 = -1
    var firstCode: Int32
    var codeCount: Int32
    /// The next row of the same id that says something else, −1 for none.
    var next: Int32 = -1
    var place: TracePlace
  }

  /// Names of the files that places refer to.
  public internal(set) var files: [String] = []
  /// What the events are judged by.
  public let policy: TracePolicy
  /// Events told again without a difference.
  public private(set) var repeats: Int = 0
  var rows: [Row] = []
  /// The codes of each row, ascending.
  var mentions: [Int32] = []
  var codes = CodeTable()
  var ids = CodeTable()
  /// The first row of each id, −1 where it is only named as a target.
  var firstRow: [Int32] = []
  var dealers = SymbolTable()
  var products = SymbolTable()
  /// The event that named each dealer, and each product, first.
  var dealerPlaces: [TracePlace] = []
  var productPlaces: [TracePlace] = []
  var sources = SymbolTable()
  var approvals = SymbolTable()
  var findings: TraceFindings

  /// Creates an empty log.
  /// - Parameter limit: Findings kept; further ones are only counted.
  public init(_ policy: TracePolicy = TracePolicy(), limit: Int = 1000) {
    self.policy = policy
    findings = TraceFindings(limit: limit)
  }

  /// Events kept, those that do not count included.
  public var count: Int { rows.count }

  /// Adds an event. One that lacks what its kind needs is reported and left out, one told before
  /// in the same words only counted.
  /// - Complexity: O(codes log codes).
  public mutating func add(_ event: TraceEvent) {
    guard hasWhatItNeeds(event) else { return }
    var event = event
    let idle = TraceLog.dropIdle(&event)
    guard let kept = wellFormed(event), var row = row(event) else { return }
    let first = mentions.count
    guard take(kept, &row) else { return }
    if isKnown(row, first) {
      mentions.removeSubrange(first...)
      return
    }
    rows.append(row)
    reportIdle(idle, event)
  }

  private mutating func row(_ event: TraceEvent) -> Row? {
    let target = event.target.map { id($0) } ?? -1
    let row = Row(
      id: id(event.id), kind: event.kind, level: event.level,
      at: event.at.secondsSinceEpoch, recorded: (event.recorded ?? event.at).secondsSinceEpoch,
      sequence: event.sequence, container: event.container.map { codes.intern($0) } ?? -1,
      product: product(event.product, event.place), from: dealer(event.from, event.place),
      to: dealer(event.to, event.place), target: target,
      source: event.source.map { sources.intern($0) } ?? -1,
      approval: event.approval.map { approvals.intern($0) } ?? -1,
      firstCode: Int32(truncatingIfNeeded: mentions.count),
      codeCount: 0, place: event.place)
    let isFull = row.id < 0 || (event.target != nil && target < 0)
    guard !isFull, event.container == nil || row.container >= 0 else {
      reportFull(event)
      return nil
    }
    return row
  }

  private mutating func dealer(_ name: String?, _ place: TracePlace) -> Int32 {
    guard let name else { return -1 }
    let index = dealers.intern(name)
    if Int(index) == dealerPlaces.count { dealerPlaces.append(place) }
    return index
  }

  private mutating func product(_ name: String?, _ place: TracePlace) -> Int32 {
    guard let name else { return -1 }
    let index = products.intern(name)
    if Int(index) == productPlaces.count { productPlaces.append(place) }
    return index
  }

  private mutating func id(_ text: String) -> Int32 {
    let index = ids.intern(text)
    if Int(index) == firstRow.count { firstRow.append(-1) }
    return index
  }

  /// Takes the codes of an event, ascending and each once, so that their order does not show.
  private mutating func take(_ kept: [String], _ row: inout Row) -> Bool {
    var indices = kept.map { codes.intern($0) }
    indices.sort()
    let first = mentions.count
    for (position, index) in indices.enumerated()
    where position == 0 || indices[position - 1] != index {
      mentions.append(index)
    }
    guard indices.first ?? 0 >= 0, let start = Int32(exactly: first),
      Int32(exactly: mentions.count) != nil
    else {
      mentions.removeSubrange(first...)
      findings.report(
        .limitExceeded, .error, "the trace has more than 2147483647 codes", at: row.place)
      return false
    }
    row.firstCode = start
    row.codeCount = Int32(truncatingIfNeeded: mentions.count - first)
    return true
  }

  private mutating func reportFull(_ event: TraceEvent) {
    findings.report(
      .limitExceeded, .error, "the trace has more than 2147483647 codes or 4 GiB of them",
      at: event.place)
  }

  // MARK: Events told before

  /// Whether an event was told before; if it was told otherwise it is hung onto the first.
  private mutating func isKnown(_ row: Row, _ first: Int) -> Bool {
    let id = Int(row.id)
    guard firstRow[id] >= 0 else {
      firstRow[id] = Int32(truncatingIfNeeded: rows.count)
      return false
    }
    var current = firstRow[id]
    var count = 1
    while true {
      let index = Int(current)
      if isSame(rows[index], row) {
        rows[index].recorded = min(rows[index].recorded, row.recorded)
        repeats += 1
        findings.report(
          .eventTwice, .warning,
          "event \(Diagnostic.quote(ids.text(row.id))) is told again; it counts once",
          at: row.place)
        return true
      }
      guard rows[index].next >= 0 else { break }
      current = rows[index].next
      count += 1
    }
    guard count < TraceLog.versions else {
      findings.report(
        .eventConflict, .error,
        "event \(Diagnostic.quote(ids.text(row.id))) is told in more than \(count) ways",
        at: row.place)
      return true
    }
    rows[Int(current)].next = Int32(truncatingIfNeeded: rows.count)
    return false
  }

  /// Whether two rows say the same; when and where it was told does not matter.
  private func isSame(_ a: Row, _ b: Row) -> Bool {
    guard a.kind == b.kind, a.level == b.level, a.at == b.at, a.sequence == b.sequence,
      a.container == b.container, a.product == b.product, a.from == b.from, a.to == b.to,
      a.target == b.target, a.approval == b.approval, a.source == b.source
    else { return false }
    return codes(of: a).elementsEqual(codes(of: b))
  }

  func codes(of row: Row) -> ArraySlice<Int32> {
    mentions[Int(row.firstCode)..<Int(row.firstCode) + Int(row.codeCount)]
  }
}
