/// A point in time: whole seconds since 1970-01-01T00:00:00Z, leap seconds not counted
/// (RULES.md D-002).
public struct Instant: Hashable, Comparable, Sendable {
  /// Before every instant a document can state; an open beginning.
  public static let distantPast: Instant = Instant(secondsSinceEpoch: Int64.min)
  /// After every instant a document can state; an open end.
  public static let distantFuture: Instant = Instant(secondsSinceEpoch: Int64.max)

  /// Seconds since 1970-01-01T00:00:00Z.
  public let secondsSinceEpoch: Int64

  /// Creates an instant from epoch seconds.
  public init(secondsSinceEpoch: Int64) { self.secondsSinceEpoch = secondsSinceEpoch }

  /// The instants of the years 1…9999 in UTC; all that a document can state.
  static let written: ClosedRange<Int64> = -62_135_596_800...253_402_300_799

  /// Reads RFC 3339 with whole seconds and an offset, `2025-03-01T08:00:00+08:00`; else `nil`.
  ///
  /// Also `nil` when the offset carries the instant out of the years 1…9999 of UTC.
  public init?(_ text: String) { self.init(utf8: text.utf8[...]) }

  init?(utf8 text: some Collection<UInt8>) {
    let bytes = Array(text)
    guard bytes.count >= 20, bytes[10] | 32 == 116, bytes[13] == 58, bytes[16] == 58,
      let date = CivilDate(utf8: bytes[0..<10]),
      let hour = CivilDate.number(bytes[11..<13]), hour < 24,
      let minute = CivilDate.number(bytes[14..<16]), minute < 60,
      let second = CivilDate.number(bytes[17..<19]), second < 60,
      let offset = ZoneOffsets.offset(bytes[19...])
    else { return nil }
    let clock = Int64(hour * 3600 + minute * 60 + second)
    let seconds = Int64(date.daysSinceEpoch) * 86_400 + clock - Int64(offset)
    guard Instant.written.contains(seconds) else { return nil }
    self.init(secondsSinceEpoch: seconds)
  }

  /// Orders by time.
  public static func < (lhs: Instant, rhs: Instant) -> Bool {
    lhs.secondsSinceEpoch < rhs.secondsSinceEpoch
  }
}

extension Instant: CustomStringConvertible {
  /// RFC 3339 in UTC, `2025-03-01T00:00:00Z`; `-∞` and `∞` for the open ends, and epoch seconds,
  /// `@-99999999999`, for instants outside the years 1…9999.
  public var description: String {
    if self == .distantPast { return "-∞" }
    if self == .distantFuture { return "∞" }
    guard Instant.written.contains(secondsSinceEpoch) else { return "@\(secondsSinceEpoch)" }
    let date = ZoneOffsets.utc.date(of: self)
    let clock = Int(secondsSinceEpoch - Int64(date.daysSinceEpoch) * 86_400)
    let parts = [clock / 3600, clock / 60 % 60, clock % 60].map { CivilDate.padded($0, 2) }
    return "\(date)T\(parts.joined(separator: ":"))Z"
  }
}

/// A zone as data: the offsets from UTC in force from given instants on (RULES.md D-003).
///
/// The library knows no zone names; ``DealerRules`` stays free of clocks and locale data. A host
/// makes the table once from a named zone (`DealerRulesFoundation` does).
public struct ZoneOffsets: Hashable, Sendable {
  /// Universal time.
  public static let utc: ZoneOffsets = ZoneOffsets(initial: 0, changes: [])

  /// One change of offset.
  public struct Change: Hashable, Sendable {
    /// The first second of the new offset.
    public var start: Instant
    /// Seconds east of UTC from then on.
    public var offset: Int32

    /// Creates a change.
    public init(start: Instant, offset: Int32) {
      self.start = start
      self.offset = offset
    }
  }

  /// Seconds east of UTC before the first change.
  public let initial: Int32
  /// Changes in ascending order of their start.
  public let changes: [Change]

  /// A fixed offset; `nil` beyond ±18 hours.
  public init?(fixed seconds: Int32) { self.init(seconds, []) }

  /// A table of changes; `nil` unless starts ascend strictly and offsets are within ±18 hours.
  public init?(_ initial: Int32, _ changes: [Change]) {
    let all = [initial] + changes.map { $0.offset }
    guard all.allSatisfy({ abs(Int($0)) <= 64_800 }) else { return nil }
    for (a, b) in zip(changes, changes.dropFirst()) where a.start >= b.start { return nil }
    self.init(initial: initial, changes: changes)
  }

  private init(initial: Int32, changes: [Change]) {
    self.initial = initial
    self.changes = changes
  }

  /// The offset in force at an instant. O(log changes).
  public func offset(at instant: Instant) -> Int32 {
    var low = 0
    var high = changes.count
    while low < high {
      let middle = (low + high) / 2
      if changes[middle].start <= instant { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? initial : changes[low - 1].offset
  }

  /// The civil date that clocks of this zone show at an instant.
  ///
  /// Instants outside the years 1…9999 give the nearest date of that range.
  public func date(of instant: Instant) -> CivilDate {
    let bounds = Instant.written
    let seconds = min(max(instant.secondsSinceEpoch, bounds.lowerBound), bounds.upperBound)
    let local = seconds + Int64(offset(at: instant))
    let days = local >= 0 ? local / 86_400 : (local - 86_399) / 86_400
    return CivilDate(unchecked: Int32(min(max(days, -719_162), 2_932_896)))
  }

  /// Seconds after midnight that clocks of this zone show at an instant.
  func secondOfDay(of instant: Instant) -> Int32 {
    let bounds = Instant.written
    let seconds = min(max(instant.secondsSinceEpoch, bounds.lowerBound), bounds.upperBound)
    let rest = (seconds + Int64(offset(at: instant))) % 86_400
    return Int32(rest < 0 ? rest + 86_400 : rest)
  }

  /// The first instant of a civil date in this zone.
  ///
  /// Where clocks skip midnight it is the first second that exists; where midnight comes twice it
  /// is the first of the two.
  public func start(of date: CivilDate) -> Instant {
    let midnight = Int64(date.daysSinceEpoch) * 86_400
    for index in -1..<changes.count {
      let offset = Int64(index < 0 ? initial : changes[index].offset)
      let begins = index < 0 ? Int64.min : changes[index].start.secondsSinceEpoch
      let ends = index + 1 < changes.count ? changes[index + 1].start.secondsSinceEpoch : .max
      let candidate = max(midnight - offset, begins)
      if candidate < ends { return Instant(secondsSinceEpoch: candidate) }
    }
    return Instant(secondsSinceEpoch: midnight - Int64(initial))
  }

  /// Reads `Z`, `+08:00` or `-05:30` as seconds east of UTC.
  static func offset(_ text: ArraySlice<UInt8>) -> Int32? {
    let bytes = Array(text)
    if bytes.count == 1, bytes[0] | 32 == 122 { return 0 }
    guard bytes.count == 6, bytes[0] == 43 || bytes[0] == 45, bytes[3] == 58,
      let hours = CivilDate.number(bytes[1..<3]), hours <= 18,
      let minutes = CivilDate.number(bytes[4..<6]), minutes < 60,
      hours * 60 + minutes <= 1080
    else { return nil }
    let seconds = Int32(hours * 3600 + minutes * 60)
    return bytes[0] == 45 ? -seconds : seconds
  }
}

/// A half-open span of time, `[from, until)` (RULES.md D-004).
public struct Validity: Hashable, Sendable {
  /// Always in force.
  public static let always: Validity = Validity(from: .distantPast, until: .distantFuture)

  /// The first instant in force.
  public var from: Instant
  /// The first instant no longer in force.
  public var until: Instant
  /// Since when the statement is known; by default always (RULES.md V-002).
  public var known: Instant

  /// Creates a span; it is empty when `until` does not come after `from`.
  public init(
    from: Instant = .distantPast, until: Instant = .distantFuture, known: Instant = .distantPast
  ) {
    self.from = from
    self.until = until
    self.known = known
  }

  /// Whether an instant lies inside.
  public func contains(_ instant: Instant) -> Bool { from <= instant && instant < until }

  /// Whether two spans share an instant; an empty span shares none.
  public func overlaps(_ other: Validity) -> Bool {
    max(from, other.from) < min(until, other.until)
  }
}
