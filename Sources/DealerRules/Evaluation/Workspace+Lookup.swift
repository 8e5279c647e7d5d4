// Finding the schedule that a table has for a line (RULES.md P-004, P-006).
extension Workspace {
  /// The preferred usable schedule of a group, or −1.
  @inline(__always)
  mutating func usableSchedule(_ group: Int32, _ query: borrowing PriceQuery) -> Int32 {
    usableSchedule(group, query, after: -1).schedule
  }

  /// The usable schedule of a group that comes next in preference after a rank; −1 for none.
  ///
  /// Ranks order by currency (the order's first, others by code), unit (the line's, the base,
  /// others by id), then as compiled: latest start, earliest end.
  mutating func usableSchedule(
    _ group: Int32, _ query: borrowing PriceQuery, after previous: Int64
  ) -> (schedule: Int32, rank: Int64) {
    let schedules = rules.prices.schedules(ofGroup: group)
    let start = schedules.lowerBound
    var best: Int32 = -1
    var bestRank = Int64.max
    var currencyRun: Int64 = 0
    var inForce = -1
    for schedule in schedules {
      let currency = rules.prices.currency(ofSchedule: schedule)
      if schedule > start, currency != rules.prices.currency(ofSchedule: schedule - 1) {
        currencyRun = Int64(schedule - start)
      }
      guard rules.prices.isInForce(schedule, at: query.instant) else { continue }
      // Schedules of one currency and unit come latest start first: the first in force is the one
      // that overlapping ones yield to.
      if inForce >= 0, rules.prices.currency(ofSchedule: inForce) == currency,
        rules.prices.unit(ofSchedule: inForce) == rules.prices.unit(ofSchedule: schedule)
      {
        continue
      }
      inForce = schedule
      let row = unitRow(ofSchedule: schedule, query.product)
      guard row >= 0 else { continue }
      let isForeign = currency != query.currency
      let base = rules.catalog.units.baseRow(of: rules.catalog.productUnits[Int(query.product)])
      let unitRank: Int64 = row == query.unitRow ? 0 : (row == base ? 1 : 2)
      let currencyRank: Int64 = isForeign ? currencyRun + 1 : 0
      let rank = (currencyRank << 2 | unitRank) << 28 | Int64(schedule - start)
      guard rank > previous, rank < bestRank else { continue }
      if isForeign, exchange(currency, query.currency, query.instant) == nil { continue }
      (best, bestRank) = (Int32(schedule), rank)
    }
    return (best, bestRank)
  }

  /// The unit of a schedule as a row of the product's units, or −1.
  @inline(__always)
  mutating func unitRow(ofSchedule schedule: Int, _ product: Int32) -> Int {
    let profile = rules.catalog.productUnits[Int(product)]
    let unit = rules.prices.unit(ofSchedule: schedule)
    return unit < 0
      ? rules.catalog.units.baseRow(of: profile)
      : rules.catalog.units.row(of: unit, in: profile)
  }

  @inline(__always)
  mutating func exchange(_ from: Int32, _ to: Int32, _ instant: Int64) -> Ratio? {
    from == to ? .one : rules.charges.exchange(from, to, at: instant)
  }

  /// The first usable schedule of a table, whether or not a band prices the line (P-014); −1.
  mutating func firstSchedule(_ table: Int32, _ query: borrowing PriceQuery) -> Int32 {
    let info = rules.prices.tables[Int(table)]
    guard var walk = KeyWalk(info, query, rules.prices, rules.catalog) else { return -1 }
    var more = true
    while more {
      let group = rules.prices.group(info, walk.values)
      if group >= 0 {
        let schedule = usableSchedule(group, query)
        if schedule >= 0 { return schedule }
      }
      more = info.isSingleValued ? false : walk.advance(query, rules.prices, rules.catalog)
    }
    return -1
  }
}
