// Finding the schedule that a table has for a line (RULES.md P-004, P-006).
extension Workspace {
  /// The preferred usable schedule of a group, or −1.
  func usableSchedule(_ group: Int32, _ query: borrowing PriceQuery) -> Int32 {
    let start = Int(rules.prices.groupSchedules[Int(group)])
    let end = Int(rules.prices.groupSchedules[Int(group) + 1])
    var best: Int32 = -1
    var bestRank = Int.max
    var bestCurrency: Int32 = -1
    for schedule in start..<end {
      guard rules.prices.scheduleFrom[schedule] <= query.instant,
        query.instant < rules.prices.scheduleUntil[schedule]
      else { continue }
      let row = unitRow(ofSchedule: schedule, query.product)
      guard row >= 0 else { continue }
      let currency = rules.prices.scheduleCurrency[schedule]
      let isForeign = currency != query.currency
      // Schedules stand by currency code, so the first foreign currency keeps its place.
      if isForeign, best >= 0, bestCurrency != currency { continue }
      let base = rules.catalog.units.baseRow(of: rules.catalog.productUnits[Int(query.product)])
      let unitRank = row == query.unitRow ? 0 : (row == base ? 1 : 2)
      let rank = (isForeign ? 4 : 0) + unitRank
      guard rank < bestRank else { continue }
      if isForeign, exchange(currency, query.currency, query.instant) == nil { continue }
      (best, bestRank, bestCurrency) = (Int32(schedule), rank, currency)
    }
    return best
  }

  /// The unit of a schedule as a row of the product's units, or −1.
  @inline(__always)
  func unitRow(ofSchedule schedule: Int, _ product: Int32) -> Int {
    let profile = rules.catalog.productUnits[Int(product)]
    let unit = rules.prices.scheduleUnit[schedule]
    return unit < 0
      ? rules.catalog.units.baseRow(of: profile)
      : rules.catalog.units.row(of: unit, in: profile)
  }

  @inline(__always)
  func exchange(_ from: Int32, _ to: Int32, _ instant: Int64) -> Ratio? {
    from == to ? .one : rules.charges.exchange(from, to, at: instant)
  }

  /// The first usable schedule of a table, whether or not a band prices the line (P-014); −1.
  func firstSchedule(_ table: Int32, _ query: borrowing PriceQuery) -> Int32 {
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
