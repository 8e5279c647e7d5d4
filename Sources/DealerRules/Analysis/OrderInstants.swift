/// Instants at which different rules hold (RULES.md U-025).
struct OrderInstants {
  /// Instants looked at most.
  static let most = 64

  private let zone: ZoneOffsets
  private var ends: Set<Int64> = []
  /// For each weekday of a test which tests it passes.
  private var weekdays: [[Bool]] = []
  private var minutes: Set<Int32> = []

  init(in zone: ZoneOffsets) { self.zone = zone }

  /// When prices and guards of a book change.
  init(changesOf book: RuleBook) {
    self.init(in: book.zone)
    for table in book.priceTables { for window in table.rows.windows { add(window) } }
    for rule in book.guards where rule.status == .published { add(rule.validity) }
  }

  /// Adds both ends of a validity.
  mutating func add(_ validity: Validity) {
    for end in [validity.from, validity.until]
    where end != .distantPast && end != .distantFuture {
      ends.insert(end.secondsSinceEpoch)
    }
  }

  /// Adds when an offer begins, ends and changes.
  mutating func add(_ offer: Offer) {
    add(offer.validity)
    add(offer.when)
  }

  /// Adds the days, weekdays and times that a condition tests.
  mutating func add(_ condition: Condition) {
    switch condition {
    case .all(let parts), .any(let parts): for part in parts { add(part) }
    case .not(let part): add(part)
    case .test(.orderDate, .date(let from, let until)):
      for day in [from, until].compactMap({ $0 }) {
        ends.insert(zone.start(of: day).secondsSinceEpoch)
      }
    case .test(.orderWeekday, .isIn(let names)):
      let test = (1...7).map { names.contains("\($0)") }
      if !weekdays.contains(test) { weekdays.append(test) }
    case .test(.orderTime, .time(let from, let below)):
      for minute in [from, below].compactMap({ $0 }) where minute < 1440 { minutes.insert(minute) }
    case .test: break
    }
  }

  /// One instant before the first end and one from each end on, and of each such span one on every
  /// weekday and at every time of day that tests tell apart and that it has. Ascending.
  var all: [Instant] {
    let sorted = ends.sorted()
    // Without any end there is nothing to tell days apart: the first of 2025.
    let starts = [(sorted.first ?? 1_735_689_600) - 86_400] + sorted
    var found: Set<Int64> = []
    for (index, start) in starts.enumerated() {
      let isLast = !starts.indices.contains(index + 1)
      let end = isLast ? Instant.distantFuture : Instant(secondsSinceEpoch: starts[index + 1])
      found.insert(start)
      // The first span has no start, so that its days are those before its end.
      guard index > 0 || sorted.isEmpty else {
        found.formUnion(before(end).map(\.secondsSinceEpoch))
        continue
      }
      for instant in inside(Instant(secondsSinceEpoch: start), end) {
        found.insert(instant.secondsSinceEpoch)
      }
    }
    return found.sorted().map { Instant(secondsSinceEpoch: $0) }
  }

  /// One instant before an end on every weekday and at every time of day that tests tell apart, of
  /// the week before it.
  func before(_ end: Instant) -> [Instant] {
    guard let week = zone.date(of: end).adding(days: -7) else { return [] }
    return inside(zone.start(of: week), end)
  }

  /// One instant from a first and before a last on every weekday and at every time of day that
  /// tests tell apart, as far as the next eight days have them.
  func inside(_ start: Instant, _ end: Instant) -> [Instant] {
    guard !weekdays.isEmpty || !minutes.isEmpty else { return [] }
    let first = zone.date(of: start)
    var seen: [Int32: Set<[Bool]>] = [:]
    var found: [Instant] = []
    for offset in 0..<8 {
      guard let day = first.adding(days: offset) else { break }
      let kind = weekdays.map { $0[day.weekday - 1] }
      let midnight = zone.start(of: day).secondsSinceEpoch
      for minute in [0] + minutes.sorted() {
        let instant = Instant(secondsSinceEpoch: midnight + Int64(minute) * 60)
        // Of a day that is begun the hours before are those of a later one.
        guard instant >= start, instant < end, seen[minute, default: []].insert(kind).inserted
        else { continue }
        found.append(instant)
      }
    }
    return found
  }
}
