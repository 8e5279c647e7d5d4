/// Turns checks into columns and reports what does not fit together (RULES.md R-020 … R-028).
struct CheckCompiler {
  let limits: Limits
  var table = CheckTable()
  var sink: DiagnosticSink

  init(limits: Limits) {
    self.limits = limits
    sink = DiagnosticSink(limit: limits.diagnostics)
  }

  mutating func compile(
    _ book: RuleBook, _ catalog: inout CatalogTable, _ conditions: inout ConditionCompiler
  ) {
    guard book.checks.count <= limits.checks else {
      sink.report(
        .limitExceeded,
        "the book has \(book.checks.count) checks, more than the limit of \(limits.checks)",
        help: "split the book or raise the limit of the compile", at: nil)
      return
    }
    var seen: IdentifierMap<SourceSpan?> = [:]
    for (index, check) in book.checks.enumerated() {
      if let other = seen[check.id] {
        sink.report(
          .duplicateID, "check \(Diagnostic.quote(check.id)) is stated twice",
          help: "keep one of the two", at: check.origin,
          about: Subject(fields: ["id"], other: other))
      }
      seen[check.id] = check.origin
      verify(check)
      refuseContradictions(check)
      let terms = terms(check, Int32(index), &catalog, &conditions)
      if check.status == .published { table.terms.append(terms) }
    }
    // Findings stand by id, whatever the position of the check in the book.
    table.terms.sort {
      IdentifierOrder.precedes(
        book.checks[Int($0.bookIndex)].id, book.checks[Int($1.bookIndex)].id)
    }
    // They stand by id, so of equal priorities the smaller id comes first.
    table.shelfLives = table.terms.indices.filter { table.terms[$0].kind == .shelfLife }
      .sorted { (table.terms[$0].priority, $0) < (table.terms[$1].priority, $1) }
  }

  private mutating func terms(
    _ check: OrderCheck, _ index: Int32, _ catalog: inout CatalogTable,
    _ conditions: inout ConditionCompiler
  ) -> CheckTable.Terms {
    var terms = CheckTable.Terms(
      bookIndex: index, outcome: check.outcome, unknown: check.unknown, level: check.level,
      from: check.validity.from.secondsSinceEpoch, until: check.validity.until.secondsSinceEpoch,
      when: conditions.compile(check.when, &catalog, at: check.origin))
    terms.isOfOrder = ConditionCompiler.lineField(of: check.when) == nil
    switch check.test {
    case .require(let condition):
      terms.kind = .require
      terms.node = conditions.compile(condition, &catalog, at: check.origin)
      terms.isPerLine =
        ConditionCompiler.lineField(of: check.when) != nil
        || ConditionCompiler.lineField(of: condition) != nil
    case .quantity(let bounds):
      terms.kind = .quantity
      terms.least = bounds.least?.thousandths ?? -1
      terms.most = bounds.most?.thousandths ?? -1
      terms.multiple = bounds.multiple?.thousandths ?? -1
      terms.scope = bounds.per
      terms.total = bounds.total.map { catalog.totalNames.intern($0) } ?? -1
      terms.period = bounds.period
    case .assortment(let goods):
      terms.kind = .assortment
      terms.first = table.goods.count
      for item in goods {
        table.goods.append(
          CheckTable.Goods(
            node: conditions.compile(item.of, &catalog, at: check.origin),
            quantity: item.quantity.thousandths))
      }
      terms.end = table.goods.count
    case .unusual(let usual):
      terms.kind = .unusual
      terms.attribute = catalog.lineAttributeNames.intern(usual.attribute)
      terms.season = usual.season.map { catalog.lineAttributeNames.intern($0) } ?? -1
      terms.productAttribute = catalog.productAttributes.intern(usual.attribute)
      terms.productSeason = usual.season.map { catalog.productAttributes.intern($0) } ?? -1
      terms.scope = usual.per
      terms.above = usual.above?.millionths ?? -1
      terms.below = usual.below?.millionths ?? -1
    case .stock:
      terms.kind = .stock
      terms.scope = .product
    case .transfers(let bounds):
      terms.kind = .transfers
      terms.most = bounds.most
      terms.uncounted = bounds.uncounted
      terms.control = bounds.control.millionths
    case .shelfLife(let bounds): keep(bounds, &terms, &catalog)
    case .duplicate(let window):
      terms.kind = .duplicate
      terms.seconds = window.seconds
      terms.isOtherChannel = window.channels == .other
    }
    return terms
  }

  private func keep(
    _ bounds: ShelfLifeBounds, _ terms: inout CheckTable.Terms, _ catalog: inout CatalogTable
  ) {
    terms.kind = .shelfLife
    terms.days = bounds.days.map { Int64($0) * Money.one } ?? -1
    terms.share = bounds.share?.millionths ?? -1
    terms.customerAttribute = bounds.attribute.map { catalog.customerAttributes.intern($0) } ?? -1
    terms.date = bounds.date
    terms.priority = bounds.priority
  }

  private mutating func verify(_ check: OrderCheck) {
    if check.validity.until <= check.validity.from {
      sink.report(
        .emptyPeriod, "check \(Diagnostic.quote(check.id)) is never in force",
        help: "let it end after it begins", at: check.origin,
        about: Subject(fields: ["until", "through"]))
    }
    for condition in check.conditions {
      guard let field = ConditionCompiler.priceField(of: condition) else { continue }
      sink.report(
        .conditionField, "the condition of a check cannot look at `\(field)`",
        help: "it is tested before lines are priced", at: check.origin,
        about: Subject(fields: ["when", "require", "assortment"], text: field))
    }
    switch check.test {
    case .assortment(let goods):
      if goods.count > 1000 { mismatch(check, "asks for more than 1000 goods", "assortment") }
      orderOnly(check, "assortment")
    case .quantity(let bounds):
      if bounds.total != nil, bounds.per != .order || bounds.most == nil {
        mismatch(check, "counts a total toward no `most` per order", "total")
      } else if bounds.total == nil, bounds.period != .all {
        mismatch(check, "names the period of no total", "period")
      }
      let stated = [bounds.least, bounds.most, bounds.multiple].compactMap { $0 }
      if stated.isEmpty || stated.contains(where: { $0 <= .zero }) {
        mismatch(check, "bounds no quantity above zero", "quantity")
      }
    case .unusual(let usual):
      let bounds = [usual.above, usual.below].compactMap { $0?.millionths }
      if bounds.isEmpty || bounds.contains(where: { $0 <= 0 }) {
        mismatch(check, "has no bound above zero", "unusual")
      }
      if usual.per == .order {
        mismatch(check, "compares lines or products with what is usual, not the order", "per")
      }
    case .shelfLife(let bounds):
      let share = bounds.share ?? .zero
      if bounds.days == nil, bounds.attribute == nil, bounds.share == nil {
        mismatch(check, "asks for no days and no share", "shelfLife")
      } else if share < .zero || Rate.one < share || (bounds.days ?? 0) < 0 {
        mismatch(check, "asks for less than nothing or more than all", "shelfLife")
      }
    case .duplicate(let window):
      orderOnly(check, "duplicate")
      if window.seconds <= 0 { mismatch(check, "compares no time", "duplicate") }
    case .require, .stock, .transfers: break
    }
    guard check.level != 0, check.outcome != .hold, check.unknown != .hold else { return }
    mismatch(check, "has a level without the outcome `hold`", "level")
  }

  private mutating func orderOnly(_ check: OrderCheck, _ test: String) {
    guard let field = ConditionCompiler.lineField(of: check.when) else { return }
    mismatch(check, "tests a whole order and cannot look at `\(field)`", "when")
  }

  mutating func mismatch(_ check: OrderCheck, _ what: String, _ field: String) {
    sink.report(
      .checkMismatch, "check \(Diagnostic.quote(check.id)) \(what)",
      help: "see R-020 to R-028 of RULES.md", at: check.origin, about: Subject(fields: [field]))
  }
}

extension OrderCheck {
  /// Every condition that it states.
  var conditions: [Condition] {
    switch test {
    case .require(let condition): [when, condition]
    case .assortment(let goods): [when] + goods.map(\.of)
    case .quantity, .unusual, .stock, .transfers, .shelfLife, .duplicate: [when]
    }
  }
}
