/// A quantity of a line at which something may change: worth pricing, no more than that
/// (RULES.md E-003).
struct QuantityWish: Hashable, Sendable {
  var position: Int32
  /// Thousandths of base units.
  var base: Ratio
  /// The quantity must be more than that.
  var isExceeded = false

  init(_ position: Int32, _ base: Ratio, isExceeded: Bool = false) {
    self.position = position
    self.base = base.reduced
    self.isExceeded = isExceeded
  }

  static func == (a: QuantityWish, b: QuantityWish) -> Bool {
    a.position == b.position && a.isExceeded == b.isExceeded
      && a.base.numerator == b.base.numerator && a.base.denominator == b.base.denominator
  }

  func hash(into hasher: inout Hasher) {
    hasher.combine(position)
    hasher.combine(base.numerator)
    hasher.combine(base.denominator)
  }
}

// Where to look for near misses. What is noted here is only a guess at a quantity; whether it
// gains anything is found by pricing it.
extension Workspace {
  private mutating func wish(_ position: Int, _ base: Ratio, isExceeded: Bool = false) {
    guard let count = wishes?.count, count < Workspace.mostWishes else { return }
    wishes?.append(QuantityWish(Int32(position), base, isExceeded: isExceeded))
  }

  /// Quantities noted at most, so that the search is bounded (RULES.md X-009).
  static let mostWishes = 100_000

  // MARK: Offers

  /// Notes the quantities at which an offer of the phase at hand would count more.
  mutating func noteWishes(_ run: Int) {
    guard wishes != nil else { return }
    let offer = scratch.runs[run].offer
    let terms = rules.offers.terms[Int(offer)]
    do throws(NumericError) {
      for index in Array(terms.thresholds) + Array(terms.anyThresholds) {
        let threshold = rules.offers.thresholds[Int(index)]
        if let from = threshold.bounds.from { try wish(from, threshold.measure, run) }
        if let above = threshold.bounds.above {
          try wish(above, threshold.measure, run, isExceeded: true)
        }
      }
      switch terms.kind {
      case .ladder:
        // While a threshold is missed, what the next multiple gains may not be seen.
        let isBound = !terms.thresholds.isEmpty || !terms.anyThresholds.isEmpty
        try wishRungs(rules.offers.ladders[Int(terms.detail)], run, multiples: isBound ? 10 : 1)
      case .gift: try wishGift(rules.offers.gifts[Int(terms.detail)], run)
      case .pattern: try wishSets(rules.offers.patterns[Int(terms.detail)], run)
      case .cut where terms.units >= 0:
        let units = rules.offers.unitLimits[Int(terms.units)]
        guard let group = units.limit.groupsOf else { break }
        for index in scratch.runs[run].lines {
          let line = Int(scratch.lines[index].position)
          guard let size = unitSize(units.unit, line) else { continue }
          try wishMultiples(of: try counted(group.thousandths, size), line)
        }
      case .cut, .charge, .mark: break
      }
    } catch {
      // A number too large to be reached is no wish.
    }
  }

  /// The quantities of lines at which a measure reaches a bound.
  private mutating func wish(
    _ bound: Int64, _ measure: MeasureTerms, _ run: Int, isExceeded: Bool = false
  ) throws(NumericError) {
    guard measure.kind != .lines, measure.kind != .products else { return }
    let rate = try boundRate(measure)
    guard let rate else { return }
    let target = try Ratio(Int128(bound), 1).multiplied(by: rate)
    let isByLine = measure.each == .line
    let sum = isByLine ? .zero : try self.measure(measure, run)
    let start = batch.lineStart[Int(scratch.order)]
    for line in running.indices where try counts(line, measure, run) {
      let own = try measured(line, measure)
      try wish(start + Int32(line), target, own, isByLine ? own : sum, isExceeded: isExceeded)
    }
  }

  /// The quantity of a line at which what a measure has reaches a target, if it does not yet.
  private mutating func wish(
    _ index: Int32, _ target: Ratio, _ own: Ratio, _ has: Ratio, isExceeded: Bool = false
  ) throws(NumericError) {
    guard own.numerator > 0 else { return }
    let isReached = isExceeded ? target.isLess(than: has) : !has.isLess(than: target)
    guard !isReached else { return }
    let missing = try target.added(to: Ratio(-has.numerator, has.denominator))
    let share = try own.added(to: missing).divided(by: own)
    let base = try baseQuantity(index).multiplied(by: share)
    wish(Int(index - batch.lineStart[Int(scratch.order)]), base, isExceeded: isExceeded)
  }

  private mutating func boundRate(_ measure: MeasureTerms) throws(NumericError) -> Ratio? {
    guard measure.kind == .amount else { return .one }
    return exchange(
      0, batch.currency[Int(scratch.order)], batch.instant[Int(scratch.order)])
  }

  private mutating func wishRungs(
    _ ladder: LadderTerms, _ run: Int, multiples: Int64
  ) throws(NumericError) {
    for index in ladder.rungs {
      let from = rules.offers.rungs[Int(index)].from
      try wish(from, ladder.measure, run)
      guard ladder.mode == .repeating else { continue }
      for more in 1...multiples { try wishNext(from, ladder.measure, run, more: more) }
    }
  }

  private mutating func wishGift(_ gift: GiftTerms, _ run: Int) throws(NumericError) {
    guard gift.hasMeasure, gift.forEvery > 0 else { return }
    let byLine = gift.products.isEmpty || gift.measure.each == .line
    try wishNext(gift.forEvery, gift.measure, run, byLine: byLine)
  }

  /// The next whole multiple of a step of a measure, or one after it.
  private mutating func wishNext(
    _ step: Int64, _ measure: MeasureTerms, _ run: Int, byLine: Bool = false, more: Int64 = 1
  ) throws(NumericError) {
    guard step > 0, measure.kind != .lines, measure.kind != .products,
      let rate = try boundRate(measure)
    else { return }
    let unit = try Ratio(Int128(step), 1).multiplied(by: rate)
    guard byLine || measure.each == .line else {
      let sum = try self.measure(measure, run)
      guard let next = try next(step, after: sum, unit, more) else { return }
      try wish(next, measure, run)
      return
    }
    let start = batch.lineStart[Int(scratch.order)]
    for line in running.indices where try counts(line, measure, run) {
      let own = try measured(line, measure)
      guard let next = try next(step, after: own, unit, more) else { continue }
      try wish(start + Int32(line), Ratio(Int128(next), 1).multiplied(by: rate), own, own)
    }
  }

  /// A whole multiple of a step after a value; `nil` where it is too large.
  private mutating func next(
    _ step: Int64, after value: Ratio, _ unit: Ratio, _ more: Int64
  ) throws(NumericError) -> Int64? {
    let times = try value.divided(by: unit).settled(step: 1, mode: .down)
    guard times < Int64.max - more else { return nil }
    let (next, overflow) = (times + more).multipliedReportingOverflow(by: step)
    return overflow ? nil : next
  }

  /// One unit more of each slot, and the quantities that fill whole sets.
  private mutating func wishSets(_ pattern: PatternTerms, _ run: Int) throws(NumericError) {
    let slots = pattern.get.lowerBound..<pattern.buy.upperBound
    let all = slots.reduce(Int64(0)) { $0 &+ rules.offers.slots[Int($1)].quantity }
    for line in running.indices where isPriced[line] {
      for index in slots {
        let slot = rules.offers.slots[Int(index)]
        let fits = slot.hasOwnLines ? holds(slot.node, line) : isOwnLine(run, line)
        guard fits, slot.quantity > 0, let size = unitSize(slot.unit, line) else { continue }
        let base = baseQuantity(batch.lineStart[Int(scratch.order)] + Int32(line))
        let quantity = try counted(slot.quantity, size)
        wish(line, try base.added(to: quantity))
        try wishMultiples(of: quantity, line)
        try wishMultiples(of: try counted(all, size), line)
      }
    }
  }

  /// Thousandths of units of a size in thousandths of base units.
  private mutating func counted(_ units: Int64, _ size: Ratio) throws(NumericError) -> Ratio {
    try size.multiplied(by: Ratio(Int128(units), 1))
  }

  /// The next whole multiple of a quantity.
  private mutating func wishMultiples(of step: Ratio, _ line: Int) throws(NumericError) {
    guard step.numerator > 0 else { return }
    let base = baseQuantity(batch.lineStart[Int(scratch.order)] + Int32(line))
    let times = try base.divided(by: step).settled(step: 1, mode: .down)
    wish(line, try step.multiplied(by: Ratio(Int128(times) + 1, 1)))
  }

  // MARK: Prices, conditions and minima

  /// Notes the next quantity breaks of a line of a one-order batch, what conditions ask of its
  /// quantity, and its minimum.
  ///
  /// - Parameter failed: The offers whose condition failed on the line.
  mutating func wishForLine(_ orders: OrderBatch, _ line: Int32, failed: [Int32]) {
    guard orders.customer[0] >= 0, orders.product[Int(line)] >= 0, orders.unitRow[Int(line)] >= 0
    else { return }
    let rows = self.rows(orders, line, [])
    batch = orders
    defer { batch = OrderBatch() }
    let product = Int(orders.product[Int(line)])
    let minimum = rules.catalog.minimumQuantity[product]
    if minimum > 0 { wish(Int(line), Ratio(Int128(minimum), 1)) }
    // Where nothing but the multiple is missing, the next quantity that can be ordered.
    wish(Int(line), baseQuantity(line), isExceeded: true)
    do throws(NumericError) {
      for row in rows { try wishBand(row.rule, line) }
    } catch {
      // A break too far to be counted is no wish.
    }
    wishConditions(line, failed)
  }

  /// The quantity at which a line would reach an amount that a condition asks of it, if more of it
  /// cost as much each.
  mutating func wishForAmount(_ orders: OrderBatch, _ failure: ReasonRecord) {
    let index = Int(failure.c) - 1
    guard rules.conditions.nodes.indices.contains(index), failure.a > 0 else { return }
    let node = rules.conditions.nodes[index]
    guard node.kind == .number, node.field == .lineAmount, node.low > failure.a else { return }
    batch = orders
    defer { batch = OrderBatch() }
    do throws(NumericError) {
      let share = Ratio(Int128(node.low), Int128(failure.a))
      wish(
        Int(failure.line), try baseQuantity(failure.line).multiplied(by: share),
        isExceeded: node.excludesLow)
    } catch {
      // An amount too far to be counted is no wish.
    }
  }

  /// The quantity at which a row's band begins.
  private mutating func wishBand(_ row: RuleRef, _ line: Int32) throws(NumericError) {
    let band = Int(row.index)
    let schedule = rules.prices.schedule(ofBand: band)
    let table = rules.prices.table(ofSchedule: schedule)
    let query = lineQuery(
      line, order: 0, instant: pricingInstant(rules.access.selling, 0), batch.currency[0])
    guard unitRow(ofSchedule: schedule, query.product) >= 0 else { return }
    let own = try ownMeasure(table, schedule, query)
    let has = try aggregate(table, schedule, query).added(to: opening(table, schedule, query))
    let start = Ratio(Int128(rules.prices.from(ofBand: band)), 1)
    guard own.numerator > 0, has.isLess(than: start) else { return }
    let missing = try start.added(to: Ratio(-has.numerator, has.denominator))
    let share = try own.added(to: missing).divided(by: own)
    wish(Int(line), try baseQuantity(line).multiplied(by: share))
  }

  /// Bounds that accesses and offers set on the line's own quantity.
  mutating func wishConditions(_ line: Int32, _ failed: [Int32]) {
    var bounds: Set<MeasureBounds> = []
    let kind = rules.book.priceKinds.first {
      IdentifierOrder.areEqual($0.id, rules.book.sellingKind)
    }
    for access in kind?.accesses ?? [] { Workspace.collect(access.when, &bounds) }
    for offer in failed {
      let index = Int(rules.offers.bookIndex[Int(offer)])
      Workspace.collect(rules.book.offers[index].when, &bounds)
    }
    for bound in bounds {
      // Bounds of conditions are millionths, quantities thousandths.
      if let from = bound.from { wish(Int(line), Ratio(Int128(from), 1000)) }
      if let above = bound.above { wish(Int(line), Ratio(Int128(above), 1000), isExceeded: true) }
    }
  }

  private static func collect(_ condition: Condition, _ bounds: inout Set<MeasureBounds>) {
    switch condition {
    case .all(let parts), .any(let parts):
      for part in parts { collect(part, &bounds) }
    case .not(let part): collect(part, &bounds)
    case .test(.lineQuantity, .number(let bound)): bounds.insert(bound)
    case .test: break
    }
  }

  // MARK: What can be ordered

  /// The least whole quantity in the line's unit that grants a wish and the product's order
  /// multiple; `nil` where none can be ordered.
  mutating func orderable(_ wish: QuantityWish, _ orders: OrderBatch) -> Quantity? {
    let line = Int(wish.position)
    let row = Int(orders.unitRow[line])
    let product = Int(orders.product[line])
    guard row >= 0, product >= 0 else { return nil }
    do throws(NumericError) {
      let unit = rules.catalog.units.ratio(row)
      let wanted = try wish.base.divided(by: unit).divided(by: Ratio(1000, 1))
      var whole = try wanted.settled(step: 1, mode: .ceiling)
      let isMore = wanted.isLess(than: Ratio(Int128(whole), 1))
      if wish.isExceeded, !isMore {
        guard whole < Int64.max else { return nil }
        whole += 1
      }
      let multiple = rules.catalog.orderMultiple[product]
      if multiple > 0 {
        // Whole units that are whole multiples: those divisible by the reduced denominator.
        let packs = try unit.multiplied(by: Ratio(1000, Int128(multiple))).reduced
        let each = Int128(packs.denominator)
        let rest = Int128(whole) % each
        if rest != 0 {
          let (raised, overflow) = Int128(whole).addingReportingOverflow(each - rest)
          guard !overflow, let next = Int64(exactly: raised) else { return nil }
          whole = next
        }
      }
      let (thousandths, overflow) = whole.multipliedReportingOverflow(by: 1000)
      return overflow ? nil : Quantity(thousandths: thousandths)
    } catch {
      return nil
    }
  }
}
