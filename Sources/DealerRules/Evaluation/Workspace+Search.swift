// Searching tables, accesses and kinds for a price (RULES.md P-003 … P-006).
extension Workspace {
  /// The price of a kind for a line.
  mutating func search(
    kind: Int32, _ query: borrowing PriceQuery
  ) throws(NumericError) -> SearchResult {
    let info = rules.access.kinds[Int(kind)]
    guard info.channel >= 0 || info.tier >= 0 else { return try search(info, query) }
    var elsewhere = copy query
    if info.channel >= 0 { elsewhere.channel = info.channel }
    if info.tier >= 0 { elsewhere.tier = info.tier }
    return try search(info, elsewhere)
  }

  private mutating func search(
    _ info: CompiledKind, _ query: borrowing PriceQuery
  ) throws(NumericError) -> SearchResult {
    for index in Int(info.accessStart)..<Int(info.accessStart + info.accessCount) {
      let access = rules.access.accesses[index]
      if access.condition >= 0, !accessHolds(access.condition, query) { continue }
      let result =
        access.pick == .firstFound
        ? try firstFound(access, query) : try lowest(access, query)
      if case .nothing = result { continue }
      return result
    }
    return .nothing
  }

  mutating func accessHolds(_ condition: Int32, _ query: borrowing PriceQuery) -> Bool {
    var context = orderContext(query.order)
    context.product = query.product
    context.project = query.project
    context.line = query.line
    context.unitRow = Int32(query.unitRow)
    context.quantityNumerator = query.quantity.numerator
    context.quantityDenominator = query.quantity.denominator
    return rules.conditions.holds(condition, context, rules.catalog, batch)
  }

  private mutating func firstFound(
    _ access: CompiledAccess, _ query: borrowing PriceQuery
  ) throws(NumericError) -> SearchResult {
    for position in Int(access.tableStart)..<Int(access.tableStart + access.tableCount) {
      let result = try search(rules.access.tables[position], query)
      if case .nothing = result { continue }
      return result
    }
    return .nothing
  }

  private mutating func lowest(
    _ access: CompiledAccess, _ query: borrowing PriceQuery
  ) throws(NumericError) -> SearchResult {
    var best: PriceHit?
    for position in Int(access.tableStart)..<Int(access.tableStart + access.tableCount) {
      let table = rules.access.tables[position]
      let info = rules.prices.tables[Int(table)]
      guard var walk = KeyWalk(info, query, rules.prices, rules.catalog) else { continue }
      var more = true
      while more {
        let result = try lowest(table, walk.values, query, &best)
        if case .refused = result { return result }
        more = info.isSingleValued ? false : walk.advance(query, rules.prices, rules.catalog)
      }
    }
    return best.map { .found($0) } ?? .nothing
  }

  /// The first key of a table that prices the line.
  mutating func search(
    _ table: Int32, _ query: borrowing PriceQuery
  ) throws(NumericError) -> SearchResult {
    let info = rules.prices.tables[Int(table)]
    guard var walk = KeyWalk(info, query, rules.prices, rules.catalog) else { return .nothing }
    var more = true
    while more {
      let result = try price(table, walk.values, query)
      guard case .nothing = result else { return result }
      more = info.isSingleValued ? false : walk.advance(query, rules.prices, rules.catalog)
    }
    return .nothing
  }

  /// The price of the first schedule of a key that prices the line, in order of preference.
  private mutating func price(
    _ table: Int32, _ key: SIMD8<Int32>, _ query: borrowing PriceQuery
  ) throws(NumericError) -> SearchResult {
    counts.keys += 1
    let group = rules.prices.group(rules.prices.tables[Int(table)], key)
    guard group >= 0 else { return .nothing }
    var next = usableSchedule(group, query, after: -1)
    while next.schedule >= 0 {
      let result = try price(table, Int(next.schedule), query)
      guard case .nothing = result else { return result }
      next = usableSchedule(group, query, after: next.rank)
    }
    return .nothing
  }

  /// Every price of one key of a table, each offered to the lowest so far; a refusal ends it.
  private mutating func lowest(
    _ table: Int32, _ key: SIMD8<Int32>, _ query: borrowing PriceQuery, _ best: inout PriceHit?
  ) throws(NumericError) -> SearchResult {
    counts.keys += 1
    let group = rules.prices.group(rules.prices.tables[Int(table)], key)
    guard group >= 0 else { return .nothing }
    var next = usableSchedule(group, query, after: -1)
    while next.schedule >= 0 {
      switch try price(table, Int(next.schedule), query) {
      case .nothing: break
      case .refused(let code, let band): return .refused(code, band: band)
      case .found(let hit):
        if let held = best, !hit.unitPrice.isLess(than: held.unitPrice) { break }
        best = hit
      }
      next = usableSchedule(group, query, after: next.rank)
    }
    return .nothing
  }

  /// The price that a schedule gives (RULES.md P-010 … P-015).
  mutating func price(
    _ table: Int32, _ schedule: Int, _ query: borrowing PriceQuery
  ) throws(NumericError) -> SearchResult {
    let settings = rules.prices.tables[Int(table)].schedule
    let bands = rules.prices.bands(ofSchedule: schedule)
    let first = bands.lowerBound
    let isPlain =
      bands.count == 1 && rules.prices.from(ofBand: first) == 0
      && rules.prices.below(ofBand: first) == Int64.max
    if settings.mode == .allUnits, isPlain {
      return try hit(first, schedule, table, query)
    }
    let sum = try aggregate(table, schedule, query)
    let opening = try opening(table, schedule, query)
    if settings.mode == .graduated {
      return try graduated(table, schedule, opening, sum, query)
    }
    let band: Int
    switch try place(try opening.added(to: sum), schedule) {
    case .inside(let found): band = found
    case .below:
      guard settings.below == .nearestBand else { return outside(settings.below, first) }
      band = first
    case .beyond:
      let last = bands.upperBound - 1
      guard settings.beyond == .nearestBand else { return outside(settings.beyond, last) }
      band = last
    }
    if settings.mode == .block {
      return try block(band, schedule, table, sum, query)
    }
    return try hit(band, schedule, table, query)
  }

  private mutating func outside(_ rule: OutsideBands, _ band: Int) -> SearchResult {
    rule == .error ? .refused(.outsideBands, band: Int32(band)) : .nothing
  }

  /// A band that prices every unit.
  private mutating func hit(
    _ band: Int, _ schedule: Int, _ table: Int32, _ query: borrowing PriceQuery
  ) throws(NumericError) -> SearchResult {
    if capIsExhausted(band, query) { return .nothing }
    switch try bandPrice(band, schedule, query) {
    case .price(let price, let bounded):
      return .found(
        PriceHit(
          band: Int32(band), schedule: Int32(schedule), table: table,
          unitPrice: try converted(price, schedule, query), bounded: bounded))
    case .missing(let code):
      if code == .missingMeasure { noteMissingMeasure(Int32(band)) }
      return .nothing
    }
  }

  private mutating func noteMissingMeasure(_ band: Int32) {
    if !missingMeasures.contains(band) { missingMeasures.append(band) }
  }

  /// A price in the currency wanted.
  mutating func converted(
    _ price: Ratio, _ schedule: Int, _ query: borrowing PriceQuery
  ) throws(NumericError) -> Ratio {
    let currency = rules.prices.currency(ofSchedule: schedule)
    guard currency != query.currency else { return price }
    guard let rate = exchange(currency, query.currency, query.instant) else { return price }
    return try price.multiplied(by: rate)
  }

  /// Each band prices what lies inside it; the line takes part in proportion (P-011).
  private mutating func graduated(
    _ table: Int32, _ schedule: Int, _ opening: Ratio, _ sum: Ratio,
    _ query: borrowing PriceQuery
  ) throws(NumericError) -> SearchResult {
    let settings = rules.prices.tables[Int(table)].schedule
    let bands = rules.prices.bands(ofSchedule: schedule)
    let end = try opening.added(to: sum)
    let begins = Ratio(Int128(rules.prices.from(ofBand: bands.lowerBound)), 1)
    if settings.below != .nearestBand, opening.isLess(than: begins) {
      return outside(settings.below, bands.lowerBound)
    }
    let last = rules.prices.below(ofBand: bands.upperBound - 1)
    if settings.beyond != .nearestBand, last != Int64.max,
      Ratio(Int128(last), 1).isLess(than: end)
    {
      return outside(settings.beyond, bands.upperBound - 1)
    }
    var total = Ratio.zero
    var reached = bands.lowerBound
    for band in bands {
      let isFirst = band == bands.lowerBound
      let isLast = band == bands.upperBound - 1
      var from = Ratio(Int128(rules.prices.from(ofBand: band)), 1)
      let below = rules.prices.below(ofBand: band)
      if isFirst, opening.isLess(than: from) { from = opening }
      var until = below == Int64.max ? end : Ratio(Int128(below), 1)
      if isLast, until.isLess(than: end) { until = end }
      let start = from.isLess(than: opening) ? opening : from
      let stop = end.isLess(than: until) ? end : until
      guard start.isLess(than: stop) else { continue }
      reached = band
      switch try bandPrice(band, schedule, query) {
      case .price(let price, let bounds):
        note(bounds, Int32(band), Int32(schedule))
        let overlap = try stop.added(to: Ratio(-start.numerator, start.denominator))
        total = try total.added(to: try price.multiplied(by: overlap))
      case .missing(let code):
        if code == .missingMeasure { noteMissingMeasure(Int32(band)) }
        return .nothing
      }
    }
    let average = try total.divided(by: sum)
    return .found(
      PriceHit(
        band: Int32(reached), schedule: Int32(schedule), table: table,
        unitPrice: try converted(average, schedule, query), bounded: []))
  }

  /// Keeps which bounds changed the price of a graduated band, once per band.
  private mutating func note(_ bounds: AppliedBounds, _ band: Int32, _ schedule: Int32) {
    guard !bounds.isEmpty, !boundedBands.contains(where: { $0.band == band }) else { return }
    boundedBands.append(BoundedBand(band: band, schedule: schedule, bounds: bounds))
  }

  /// One price for the whole aggregate; the line's part is by quantity (P-012).
  private mutating func block(
    _ band: Int, _ schedule: Int, _ table: Int32, _ sum: Ratio, _ query: borrowing PriceQuery
  ) throws(NumericError) -> SearchResult {
    let unit = rules.catalog.units.ratio(unitRow(ofSchedule: schedule, query.product))
    let amount = Ratio(Int128(rules.prices.amount(ofBand: band)), 1)
    // Per thousandth of the schedule's unit, then per thousandth of a base unit.
    let perUnit = try amount.divided(by: sum)
    let perBase = try perUnit.multiplied(by: Ratio(unit.denominator, unit.numerator))
    return .found(
      PriceHit(
        band: Int32(band), schedule: Int32(schedule), table: table,
        unitPrice: try converted(perBase, schedule, query), bounded: []))
  }
}
