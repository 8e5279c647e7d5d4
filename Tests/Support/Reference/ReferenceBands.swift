import DealerRules

extension ReferenceRun {
  /// P-010 … P-016: the price that a usable schedule gives.
  func evaluate(_ schedule: ReferenceSchedule, _ query: ReferenceQuery) -> ReferenceAttempt {
    guard let table = world.tables[schedule.table],
      let exchange = world.exchange(schedule.currency, query.wanted, at: query.instant),
      let factor = world.baseUnits(in: schedule.unit, of: query.item.product)
    else { return .nothing }
    let rules = table.schedule
    let opening = openingBalance(table, factor)
    let sum = aggregate(schedule, table, query)
    var quote = ReferenceQuote(
      schedule: schedule, row: schedule.rows[0], perBase: .zero, exchange: exchange)
    quote.tags = ["tier.\(rules.mode).\(rules.basis).\(rules.scope)"]
    if !opening.isZero { quote.tags.insert("period") }
    if query.wanted != schedule.currency { quote.tags.insert("exchange") }
    if schedule.unit != nil { quote.tags.insert("unit.row") }
    if rules.mode == .graduated {
      return graduated(quote, table, opening, opening + sum, query)
    }
    let bands = boundaries(schedule, rules.basis)
    let measure = max(opening + sum, .zero)
    guard let index = band(measure, bands, rules) else {
      return outside(measure < bands[0].from, quote, table, query)
    }
    if !bands[index].holds(measure, world.canary) { quote.tags.insert("band.nearest") }
    if bands[index].from == measure { quote.tags.insert("band.edge") }
    quote.row = schedule.rows[index]
    guard let price = rowPrice(quote.row, schedule, query) else { return .nothing }
    quote.perBase = rules.mode == .block ? price.priced / sum / factor : price.perBase
    quote.addBounds(price.bounds, of: quote.row)
    quote.tags.formUnion(price.tags)
    return .price(quote)
  }

  /// A band in units or millionths.
  struct Band {
    var from: Fraction
    var below: Fraction?

    func holds(_ measure: Fraction, _ canary: ReferenceCanary) -> Bool {
      guard from <= measure else { return false }
      guard let below else { return true }
      return canary == .closedBands ? measure <= below : measure < below
    }
  }

  private func boundaries(_ schedule: ReferenceSchedule, _ basis: TierBasis) -> [Band] {
    let scale: Int64 = basis == .quantity ? 1000 : 1
    return schedule.rows.indices.map { index in
      Band(
        from: Fraction(schedule.rows[index].from, scale),
        below: schedule.end(index).map { Fraction($0, scale) })
    }
  }

  /// P-015: the band that holds a measure, or the nearest where the table says so.
  private func band(_ measure: Fraction, _ bands: [Band], _ rules: Schedule) -> Int? {
    if let index = bands.firstIndex(where: { $0.holds(measure, world.canary) }) { return index }
    if measure < bands[0].from { return rules.below == .nearestBand ? 0 : nil }
    return rules.beyond == .nearestBand ? bands.count - 1 : nil
  }

  /// P-015: what lies outside the bands gives no price, and ends the search on `error`.
  private func outside(
    _ isBelow: Bool, _ quote: ReferenceQuote, _ table: PriceTable, _ query: ReferenceQuery
  ) -> ReferenceAttempt {
    let rule = isBelow ? table.schedule.below : table.schedule.beyond
    if !query.isQuiet { tag(isBelow ? "band.below.\(rule)" : "band.beyond.\(rule)") }
    guard rule == .error else { return .nothing }
    let rows = quote.schedule.rows
    let row = isBelow ? rows[0] : rows[rows.count - 1]
    if !query.isQuiet {
      find(.outsideBands, rule: ReferenceNames.row(row, in: table), line: query.item.number)
      stopped.insert(query.item.number)
    }
    return .stop
  }

  /// P-011: the part of the span `[opening, end)` inside each band at that band's price.
  private func graduated(
    _ start: ReferenceQuote, _ table: PriceTable, _ opening: Fraction, _ end: Fraction,
    _ query: ReferenceQuery
  ) -> ReferenceAttempt {
    var quote = start
    let bands = boundaries(quote.schedule, .quantity)
    let first = bands[0].from
    let isBelow = opening < first
    let last = bands[bands.count - 1].below
    let isBeyond = last.map { $0 < end } ?? false
    if isBelow, table.schedule.below != .nearestBand { return outside(true, quote, table, query) }
    if isBeyond, table.schedule.beyond != .nearestBand {
      return outside(false, quote, table, query)
    }
    var total = Fraction.zero
    for (index, band) in bands.enumerated() {
      // The outer bands take what lies outside: they are the nearest.
      let from = index == 0 ? min(opening, band.from) : band.from
      let below = index == bands.count - 1 ? max(end, band.below ?? end) : (band.below ?? end)
      let overlap = min(end, below) - max(opening, from)
      guard Fraction.zero < overlap else { continue }
      quote.row = quote.schedule.rows[index]
      guard let price = rowPrice(quote.row, quote.schedule, query) else { return .nothing }
      total += price.perBase * overlap
      quote.addBounds(price.bounds, of: quote.row)
      quote.tags.formUnion(price.tags)
    }
    if isBelow || isBeyond { quote.tags.insert("band.nearest") }
    quote.perBase = total / (end - opening)
    return .price(quote)
  }

  /// P-014: what the period had counted before the order, in the schedule's unit or millionths.
  private func openingBalance(_ table: PriceTable, _ factor: Fraction) -> Fraction {
    guard table.schedule.countsPeriod else { return .zero }
    guard let balance = order.facts.openingBalances[table.id] else { return .zero }
    let given = ReferenceRun.number(balance)
    return table.schedule.basis == .quantity ? given / Fraction(1000) / factor : given
  }

  /// P-013: what one item adds to the measure of a schedule; `nil` where its unit does not lead or
  /// its base is missing.
  private func measure(
    _ item: ReferenceItem, _ schedule: ReferenceSchedule, _ table: PriceTable,
    _ query: ReferenceQuery
  ) -> Fraction? {
    guard let factor = world.baseUnits(in: schedule.unit, of: item.product) else { return nil }
    let quantity = item.base / factor
    guard table.schedule.basis == .amount else { return quantity }
    let row = schedule.rows[0]
    switch row.value {
    case .amount(let amount): return quantity * Fraction(amount) / Fraction(row.per)
    case .derived(let derived):
      var other = query
      other.item = item
      other.isQuiet = true
      return derive(derived, schedule.currency, other).map { item.base * $0 }
    }
  }

  /// P-014: the measure of everything that counts together with the item.
  private func aggregate(
    _ schedule: ReferenceSchedule, _ table: PriceTable, _ query: ReferenceQuery
  ) -> Fraction {
    let own = measure(query.item, schedule, table, query) ?? .zero
    let scope = world.canary == .aggregateAlone ? .line : table.schedule.scope
    guard scope != .line, !query.item.isComponent else { return own }
    var sum = own
    for other in items where other.number != query.item.number && !isSumOfParts(other.product) {
      guard let theirs = firstUsable(table.id, other, query) else { continue }
      let isSame =
        theirs.unit == schedule.unit
        && theirs.currency == schedule.currency
      let mine = query.item.product
      let counts =
        switch scope {
        case .line: false
        case .schedule: theirs.number == schedule.number
        case .category: isSame && mine.category != nil && mine.category == other.product.category
        case .brand: isSame && mine.brand != nil && mine.brand == other.product.brand
        case .order: isSame
        }
      guard counts else { continue }
      sum += measure(other, theirs, table, query) ?? .zero
    }
    if sum != own, !query.isQuiet { tag("aggregate.\(table.schedule.mode).\(scope)") }
    return sum
  }

  /// K-005: a kit that costs what its components cost finds no rows of its own.
  func isSumOfParts(_ product: Product) -> Bool {
    !product.components.isEmpty && product.kitPricing == .components
  }
}
