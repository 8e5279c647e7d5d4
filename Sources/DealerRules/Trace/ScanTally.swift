/// The goods of one dealer that were scanned in one period, each code once in every class
/// (RULES.md W-009).
public struct DealerPeriod: Hashable, Sendable {
  /// The dealer that owned the goods.
  public var dealer: String
  /// The period: `2025-03`, `2025-Q1`, `2025`, `2025-03-01` or `all`.
  public var period: String
  /// Codes scanned in region.
  public var inRegion: Int64 = 0
  /// Codes with scans that something recorded explains.
  public var explained: Int64 = 0
  /// Codes scanned out of region.
  public var outOfRegion: Int64 = 0
  /// Codes with scans that cannot be told; they are in no share.
  public var unknown: Int64 = 0
  /// Codes scanned out of region by the best grade of these scans, A, B and C.
  public var grades: [Int64] = [0, 0, 0]
  /// The lower bound of the share of scans out of region.
  public var lowerBound: Rate = .zero
  /// How the share is to be taken.
  public var level: ShareLevel = .quiet
  /// Whether the scans out of region prove enough for a decision against the dealer: one of grade
  /// A, or of grade B three units and two sources.
  public var isProved: Bool = false

  /// What the share is taken of.
  public var counted: Int64 { inRegion + explained + outOfRegion }
}

/// Counts scans by dealer and period, in any order and in memory that does not grow with them
/// (RULES.md W-009).
public struct ScanTally: Sendable {
  fileprivate struct Counts: Sendable {
    var classes: (Int64, Int64, Int64, Int64) = (0, 0, 0, 0)
    var grades: (Int64, Int64, Int64) = (0, 0, 0)
    /// The three smallest units of grade B, −1 for none.
    var units: (Int32, Int32, Int32) = (-1, -1, -1)
    /// The first and the last source of grade B, by their bytes.
    var firstSource: String?
    var lastSource: String?
  }

  /// Scans so far by class.
  public private(set) var classes: [ScanClass: Int64] = [:]
  /// Scans so far by reason.
  public private(set) var reasons: [ScanReason: Int64] = [:]
  /// Scans whose verdict later events changed.
  public private(set) var reopened: Int64 = 0
  /// Scans that are in no dealer's period: of dealers' periods beyond
  /// ``TracePolicy/mostDealerPeriods``, and of codes for which there is no room (RULES.md W-012).
  public private(set) var beyond: Int64 = 0
  /// Where the first of them stands.
  private var firstBeyond = TracePlace.none

  private let policy: TracePolicy
  private let zone: ZoneOffsets
  private let dealers: SymbolTable
  private var rows: [UInt64: Int32] = [:]
  private var counts: [Counts] = []
  private var keys: [UInt64] = []
  private var seen: SeenCodes

  init(_ policy: TracePolicy, zone: ZoneOffsets, dealers: SymbolTable, codes: Int) {
    seen = SeenCodes(codes: codes)
    self.policy = policy
    self.zone = zone
    self.dealers = dealers
  }

  mutating func count(_ scan: Scan, _ verdict: ScanVerdict) {
    classes[verdict.outcome, default: 0] += 1
    reasons[verdict.reason, default: 0] += 1
    if verdict.isReopened { reopened += 1 }
    guard verdict.dealerIndex >= 0 else { return }
    let period = policy.period.number(of: zone.date(of: scan.at))
    let key =
      UInt64(UInt32(bitPattern: verdict.dealerIndex)) << 32
      | UInt64(UInt32(bitPattern: period))
    var row = rows[key] ?? -1
    if row < 0 {
      guard counts.count < policy.mostDealerPeriods else { return leaveOut(scan) }
      row = Int32(truncatingIfNeeded: counts.count)
      rows[key] = row
      counts.append(Counts())
      keys.append(key)
    }
    var changed = counts[Int(row)]
    let isCounted = seen.update(
      verdict.codeIndex, of: verdict.dealerIndex, in: period, row: row
    ) { bits in
      var code = CountedCode(bits: bits)
      changed.add(scan, verdict, &code)
      bits = code.bits
    }
    if isCounted { counts[Int(row)] = changed } else { leaveOut(scan) }
  }

  private mutating func leaveOut(_ scan: Scan) {
    if beyond == 0 { firstBeyond = scan.place }
    beyond += 1
  }

  /// What tells that scans are in no count, at the first of them; `nil` where all are counted.
  public var finding: TraceFinding? {
    guard beyond > 0 else { return nil }
    let scans =
      beyond == 1
      ? "the scan is" : "this scan and \(beyond - 1) after it are"
    return TraceFinding(
      .beyondCounts, .error, scans + " of more dealers' periods or codes than are counted",
      help: "raise `mostDealerPeriods`, count by a longer `period`, or fewer scans at a time",
      at: firstBeyond)
  }
}

/// In which classes a code was counted for a dealer and period, and by which grade out of region.
private struct CountedCode {
  /// Four bits for classes, then two for the grade.
  private(set) var bits: UInt8

  init(bits: UInt8) { self.bits = bits }

  var grade: EvidenceGrade? {
    switch bits >> 4 {
    case 1: .c
    case 2: .b
    case 3: .a
    default: nil
    }
  }

  /// Adds a class; false where the code was counted in it.
  mutating func isNew(_ outcome: ScanClass) -> Bool {
    let bit: UInt8 =
      switch outcome {
      case .inRegion: 1
      case .explained: 2
      case .unknown: 4
      case .outOfRegion: 8
      }
    defer { bits |= bit }
    return bits & bit == 0
  }

  /// Takes a grade that is better than the one so far.
  mutating func isBetter(_ other: EvidenceGrade) -> Bool {
    let rank: UInt8 =
      switch other {
      case .a: 3
      case .b: 2
      case .c: 1
      }
    guard rank > bits >> 4 else { return false }
    bits = bits & 15 | rank << 4
    return true
  }
}

extension ScanTally.Counts {
  fileprivate mutating func add(
    _ scan: Scan, _ verdict: ScanVerdict, _ code: inout CountedCode
  ) {
    let isNew = code.isNew(verdict.outcome)
    switch verdict.outcome {
    case .inRegion: classes.0 += isNew ? 1 : 0
    case .explained: classes.1 += isNew ? 1 : 0
    case .unknown: classes.3 += isNew ? 1 : 0
    case .outOfRegion:
      classes.2 += isNew ? 1 : 0
      let before = code.grade
      if code.isBetter(verdict.grade) {
        if let before { add(-1, before) }
        add(1, verdict.grade)
      }
      if verdict.grade == .b {
        keep(verdict.codeIndex)
        if let source = scan.source { keep(source) }
      }
    }
  }

  private mutating func add(_ count: Int64, _ grade: EvidenceGrade) {
    switch grade {
    case .a: grades.0 += count
    case .b: grades.1 += count
    case .c: grades.2 += count
    }
  }

  /// Three of anything are told by the three smallest, in whatever order they come.
  private mutating func keep(_ unit: Int32) {
    guard unit != units.0, unit != units.1, unit != units.2 else { return }
    var all = [units.0, units.1, units.2, unit].filter { $0 >= 0 }.sorted()
    while all.count < 3 { all.append(-1) }
    units = (all[0], all[1], all[2])
  }

  private mutating func keep(_ source: String) {
    if firstSource.map({ IdentifierOrder.precedes(source, $0) }) ?? true { firstSource = source }
    if lastSource.map({ IdentifierOrder.precedes($0, source) }) ?? true { lastSource = source }
  }

  fileprivate var isProved: Bool {
    if grades.0 > 0 { return true }
    guard units.2 >= 0, let firstSource, let lastSource else { return false }
    return !IdentifierOrder.areEqual(firstSource, lastSource)
  }
}

// MARK: - Periods

extension ScanTally {
  /// What was counted, by dealer and period.
  /// - Complexity: O(n log n).
  public func periods() -> [DealerPeriod] {
    let all = keys.indices.map { (key: keys[$0], row: $0) }
    let sorted = all.sorted { a, b in
      let (left, right) = (dealer(a.key), dealer(b.key))
      if !IdentifierOrder.areEqual(left, right) { return IdentifierOrder.precedes(left, right) }
      return number(a.key) < number(b.key)
    }
    return sorted.map { made($0.key, counts[$0.row]) }
  }

  private func dealer(_ key: UInt64) -> String {
    dealers.name(Int32(truncatingIfNeeded: key >> 32))
  }

  private func number(_ key: UInt64) -> Int32 { Int32(truncatingIfNeeded: key) }

  private func made(_ key: UInt64, _ counts: Counts) -> DealerPeriod {
    var result = DealerPeriod(
      dealer: dealer(key), period: ScanTally.text(number(key), policy.period))
    (result.inRegion, result.explained, result.outOfRegion, result.unknown) = counts.classes
    result.grades = [counts.grades.0, counts.grades.1, counts.grades.2]
    result.isProved = counts.isProved
    let (hits, all) = (result.outOfRegion, result.counted)
    result.lowerBound = (try? WilsonBound.lower(hits: hits, of: all)) ?? .zero
    result.level = ScanTally.level(hits, all, policy)
    return result
  }

  /// How a share is to be taken; beyond what can be counted it is watched.
  static func level(_ hits: Int64, _ count: Int64, _ policy: TracePolicy) -> ShareLevel {
    let (threshold, one) = (Int128(policy.threshold.millionths), Int128(Rate.one.millionths))
    guard Int128(hits) * one > Int128(count) * threshold else { return .quiet }
    let isProved = (try? WilsonBound.exceeds(policy.threshold, hits: hits, of: count)) ?? false
    return isProved && count >= policy.minimum ? .alert : .watch
  }

  static func text(_ number: Int32, _ period: CalendarPeriod) -> String {
    let value = Int(number)
    switch period {
    case .day: return CivilDate(daysSinceEpoch: number).map { "\($0)" } ?? ""
    case .month: return CivilDate.padded(value / 12, 4) + "-" + CivilDate.padded(value % 12 + 1, 2)
    case .quarter: return CivilDate.padded(value / 4, 4) + "-Q\(value % 4 + 1)"
    case .year: return CivilDate.padded(value, 4)
    case .all: return "all"
    }
  }
}
