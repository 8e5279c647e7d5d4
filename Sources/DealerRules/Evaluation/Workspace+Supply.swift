// Which lots serve lines, and whether the order was placed before (RULES.md ).
extension Workspace {
  // MARK: Shelf lives

  /// Serves the lines, and parts of kits, for which a check of shelf lives holds, by number, from
  /// the lots that keep long enough.
  mutating func checkShelfLives(
    _ order: Int32, _ result: inout PricedBatch
  ) throws(NumericError) {
    let lines = lines(of: order)
    lotsStart.removeAll(keepingCapacity: true)
    lotsLeft.removeAll(keepingCapacity: true)
    lotsServed.removeAll(keepingCapacity: true)
    let instant = batch.instant[Int(order)]
    for index in rules.checks.shelfLives where rules.checks.terms[index].isOfOrder {
      let terms = rules.checks.terms[index]
      if terms.from <= instant, instant < terms.until { _ = applies(index, order, &result) }
    }
    for line in lines where isResolved(line) {
      position = line - lines.lowerBound
      guard isServedByParts(line, order, byLots: true) else {
        guard let check = decidingShelfLife(line, order) else { continue }
        lotsServed[position] = try serve(line, order, check, &result)
        continue
      }
      let ofKit = decidingShelfLife(line, order)
      var least: Ratio? = base(line)
      for part in parts(of: line) {
        partOnLine = Int32(part)
        defer { partOnLine = -1 }
        // The smallest priority decides, whether its check is about the kit or the part; what no
        // check is about comes from stock (RULES.md R-031).
        guard let check = earlier(decidingShelfLife(line, order), ofKit, order) else { continue }
        least = wholeKits(least, from: try serve(line, order, check, &result), line)
      }
      lotsServed[position] = least
    }
    position = -1
  }

  /// The check of shelf lives that decides about a line: the first whose number of days is known,
  /// and where there is none the first.
  mutating func decidingShelfLife(_ line: Int32, _ order: Int32) -> Int? {
    let instant = batch.instant[Int(order)]
    var first: Int?
    for index in rules.checks.shelfLives {
      let terms = rules.checks.terms[index]
      guard terms.from <= instant, instant < terms.until, holds(terms.when, line, order) else {
        continue
      }
      if daysNeeded(index, order) != nil { return index }
      first = first ?? index
    }
    return first
  }

  /// Of two checks the one that decides before the other.
  private mutating func earlier(_ a: Int?, _ b: Int?, _ order: Int32) -> Int? {
    guard let a, let b else { return a ?? b }
    let isKnown = (a: daysNeeded(a, order) != nil, b: daysNeeded(b, order) != nil)
    if isKnown.a != isKnown.b { return isKnown.a ? a : b }
    let ranked = rules.checks.shelfLives
    return ranked.firstIndex(of: b) ?? 0 < ranked.firstIndex(of: a) ?? 0 ? b : a
  }

  private mutating func serve(
    _ line: Int32, _ order: Int32, _ check: Int, _ result: inout PricedBatch
  ) throws(NumericError) -> Ratio? {
    guard let needed = daysNeeded(check, order) else {
      isUnknown(check, line: position, fact: 2, &result)
      return nil
    }
    let product = goods(line)
    guard let lots = batch.supply.lots[OrderBatch.key(order, product)] else {
      isUnknown(check, line: position, &result)
      return nil
    }
    let first = firstLot(of: product, lots)
    let wanted = base(line)
    var missing = wanted
    let day = dayCounted(rules.checks.terms[check].date, order)
    for (index, lot) in lots.enumerated() where missing.numerator > 0 {
      let left = lotsLeft[first + index]
      guard left.numerator > 0, fits(lot, on: day, needed, check) else { continue }
      let taken = left.isLess(than: missing) ? left : missing
      lotsLeft[first + index] = try left.added(to: Ratio(-taken.numerator, taken.denominator))
      missing = try missing.added(to: Ratio(-taken.numerator, taken.denominator))
      report(
        .lotServed, line: position, rule: RuleRef(.check, check), a: Int64(index),
        b: shown(taken), part: partAsked(), &result)
    }
    let served = try wanted.added(to: Ratio(-missing.numerator, missing.denominator))
    if missing.numerator > 0 {
      fails(check, line: position, .needed, shown(wanted), shown(served), &result)
    }
    return served
  }

  /// Where what is left of a product's lots stands in ``lotsLeft``.
  private mutating func firstLot(of product: Int32, _ lots: [SupplyColumns.Lot]) -> Int {
    if let first = lotsStart[product] { return first }
    let first = lotsLeft.count
    lotsStart[product] = first
    for lot in lots { lotsLeft.append(Ratio(Int128(lot.quantity), 1)) }
    return first
  }

  /// Millionths of days that must be left; −1 where none are asked, `nil` where it is not known.
  private mutating func daysNeeded(_ check: Int, _ order: Int32) -> Int64? {
    let terms = rules.checks.terms[check]
    if terms.customerAttribute >= 0 {
      let own = rules.catalog.customerAttributes.value(
        terms.customerAttribute, owner: batch.customer[Int(order)])
      if let own, own.kind == .number { return own.payload }
      if terms.days < 0, terms.share < 0 { return nil }
    }
    return terms.days
  }

  /// Whether enough is left of a lot's life on a day.
  private mutating func fits(
    _ lot: SupplyColumns.Lot, on day: Int32, _ needed: Int64, _ check: Int
  ) -> Bool {
    let share = rules.checks.terms[check].share
    guard lot.expires < Int32.max else { return true }
    guard lot.made <= lot.expires else { return false }
    let left = Int128(lot.expires) - Int128(day)
    guard left >= 0, left * Int128(Money.one) >= Int128(needed) else { return false }
    guard share >= 0 else { return true }
    guard lot.made > Int32.min else { return false }
    let life = Int128(lot.expires) - Int128(lot.made)
    return left * Int128(Money.one) >= life * Int128(share)
  }

  /// The day, in the book's zone, from which a check counts.
  private mutating func dayCounted(_ date: PricingDate, _ order: Int32) -> Int32 {
    let seconds =
      switch date {
      case .order: batch.instant[Int(order)]
      case .requested: batch.requested[Int(order)]
      case .shipped: batch.shipped[Int(order)]
      }
    return rules.book.zone.date(of: Instant(secondsSinceEpoch: seconds)).daysSinceEpoch
  }

  // MARK: Duplicates

  /// Tells the order nearest in time that asks for the same products and quantities.
  mutating func checkDuplicate(_ check: Int, _ order: Int32, _ result: inout PricedBatch) {
    let terms = rules.checks.terms[check]
    guard applies(check, order, &result) else { return }
    guard let recent = batch.supply.recent[order] else {
      isUnknown(check, line: -1, &result)
      return
    }
    let instant = batch.instant[Int(order)]
    var sums: [Int32: Ratio]?
    for (index, other) in recent.enumerated() {
      let distance = other.distance(to: instant)
      guard distance <= terms.seconds else { return }
      if terms.isOtherChannel, other.isSameChannel { continue }
      if sums == nil { sums = quantities(of: order) }
      guard let own = sums, isSame(own, other.sums) else { continue }
      fails(check, line: -1, .recent, Int64(index), distance, &result)
      return
    }
  }

  /// Thousandths of base units by product; `nil` where a line is not known.
  private mutating func quantities(of order: Int32) -> [Int32: Ratio]? {
    var sums: [Int32: Ratio] = [:]
    for line in lines(of: order) {
      guard isResolved(line) else { return nil }
      let product = batch.product[Int(line)]
      // A sum beyond 128 bits equals nothing that 64 bits state.
      guard let sum = try? (sums[product] ?? .zero).added(to: base(line)) else { return nil }
      sums[product] = sum
    }
    return sums
  }

  private mutating func isSame(_ own: [Int32: Ratio], _ other: [Int32: Int128]) -> Bool {
    guard own.count == other.count else { return false }
    for (product, quantity) in other {
      guard let sum = own[product], sum.numerator % sum.denominator == 0,
        sum.numerator / sum.denominator == quantity
      else { return false }
    }
    return true
  }
}

extension CompiledRules {
  /// The numbers of a reason that names a place, a lot, another order or a code; `nil` for all
  /// others.
  func supplyNumbers(
    _ record: ReasonRecord, _ batch: OrderBatch, _ order: Int32
  ) -> [Reason.Number]? {
    switch record.code {
    case .unknownRegion, .regionSplit, .malformedCode, .postalMismatch, .unknownParty,
      .approved, .approvalInsufficient, .approvalUnclear:
      return batch.placeFinding(of: record, order).map {
        [Reason.Number(name: $0.source.rawValue, text: $0.text)]
      }
    case .couponUnknown:
      let key = OrderBatch.key(order, Int32(clamping: record.a))
      let code = batch.promotion.unknownCodes[key] ?? ""
      return [Reason.Number(name: "coupon", text: code)]
    case .lotServed:
      let line = Int(batch.lineStart[Int(order)] + record.line)
      let key = OrderBatch.key(order, record.part < 0 ? batch.product[line] : record.part)
      guard let lots = batch.supply.lots[key], lots.indices.contains(Int(record.a)) else {
        return nil
      }
      let lot = lots[Int(record.a)]
      var numbers = [Reason.Number(name: "lot", text: lot.name)]
      if lot.expires < Int32.max {
        let day = CivilDate(daysSinceEpoch: lot.expires)
        numbers.append(Reason.Number(name: "expires", text: day.map { "\($0)" } ?? ""))
      }
      let quantity = Decimals.text(record.b, scale: Quantity.scale)
      return numbers + [Reason.Number(name: "quantity", text: quantity)]
    case .checkBlocked, .checkHeld, .checkFlagged:
      guard Workspace.CheckBound(rawValue: record.c % 10) == .recent,
        let recent = batch.supply.recent[order], recent.indices.contains(Int(record.a))
      else { return nil }
      return [
        Reason.Number(name: "order", text: recent[Int(record.a)].id),
        Reason.Number(name: "seconds", record.b, scale: 0),
      ] + checkNumbers(of: record)
    default: return nil
    }
  }
}
