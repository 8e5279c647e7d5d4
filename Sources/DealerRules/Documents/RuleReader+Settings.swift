// Settings of a book: what may be stated once (RULES.md N-003, D-003, X-010).
extension RuleReader {
  mutating func readSettings(_ view: inout FieldView) {
    if let name = text("name", &view), book.name.isEmpty { book.name = name }
    if let currency = currency("currency", &view), let cell = cell("currency", &view),
      isFirst("currency", cell.span)
    {
      book.currency = currency
    } else if let cell = cell("currency", &view) {
      // A wrong currency is reported once, not as missing too.
      noteStated("currency", cell.span)
    }
    if let node = member("zone", &view), isFirst("zone", tree.span(of: node)) { readZone(node) }
    if let node = member("rounding", &view), isFirst("rounding", tree.span(of: node)),
      var inner = object(node)
    {
      if let value = rounding("extension", &inner) { book.rounding.lineExtension = value }
      if let value = rounding("document", &inner) { book.rounding.document = value }
      finish(inner)
    }
    if let node = member("policies", &view), isFirst("policies", tree.span(of: node)),
      var inner = object(node)
    {
      readPolicies(&inner)
    }
    if let value: Preset = choice("preset", &view), let cell = cell("preset", &view),
      isFirst("preset", cell.span)
    {
      preset = value
      book.phases = value.phases
    }
    if let node = member("territory", &view), isFirst("territory", tree.span(of: node)),
      var inner = object(node)
    {
      readTerritoryPolicy(&inner)
    }
    if let kind = text("sellingKind", &view), let cell = cell("sellingKind", &view),
      isFirst("sellingKind", cell.span)
    {
      book.sellingKind = kind
    }
    if let node = member("tax", &view), var inner = object(node) { readTax(node, &inner) }
  }

  private mutating func noteStated(_ name: String, _ span: SourceSpan) {
    var quiet = DiagnosticSink(limit: 1)
    swap(&quiet, &sink)
    _ = isFirst(name, span)
    swap(&quiet, &sink)
  }

  private mutating func readPolicies(_ view: inout FieldView) {
    if let node = member("manual", &view) { readManual(node) }
    if let policy: MissingPricePolicy = choice("missingPrice", &view) {
      book.policies.missingPrice = policy
    }
    if let flag = flag("priceBlocked", &view) { book.policies.pricesBlockedOrders = flag }
    finish(view)
  }

  private mutating func readManual(_ node: Int) {
    if tree.kind(of: node) == .object {
      guard var inner = object(node) else { return }
      if let bound = rate("bound", &inner) {
        if (Rate.zero...Rate.one).contains(bound) {
          book.policies.manual = .bound(bound)
        } else {
          report(
            .badRate, "the bound of manual prices lies outside 0 %…100 %", help: "write `10%`",
            at: span(of: ["bound"], inner))
        }
      } else {
        missing("bound", inner)
      }
      finish(inner)
      return
    }
    guard let cell = scalar(node) else { return }
    switch cell.text {
    case "accept": book.policies.manual = .accept
    case "refuse": book.policies.manual = .refuse
    case "approval": book.policies.manual = .approval
    default: unknownChoice(cell, ["accept", "refuse", "approval", "{\"bound\": \"10%\"}"])
    }
  }

  private mutating func readZone(_ node: Int) {
    if tree.kind(of: node) != .object {
      guard let cell = scalar(node), let offset = offset(cell) else { return }
      book.zone = ZoneOffsets(fixed: offset) ?? .utc
      return
    }
    guard var view = object(node) else { return }
    var initial: Int32 = 0
    if let cell = cell("initial", &view) {
      initial = offset(cell) ?? 0
    } else {
      missing("initial", view)
    }
    var changes: [ZoneOffsets.Change] = []
    each("changes", &view) { reader, inner in
      guard let from = reader.cell("from", &inner), let cell = reader.cell("offset", &inner) else {
        reader.missing("from", inner)
        return
      }
      guard let start = Instant(utf8: from.bytes) else {
        reader.report(
          .badInstant, "\(Diagnostic.quote(from.text)) is not a point in time",
          help: "write `2025-03-30T01:00:00Z`", path: reader.path(from), at: from.span)
        return
      }
      if let offset = reader.offset(cell) {
        changes.append(ZoneOffsets.Change(start: start, offset: offset))
      }
    }
    finish(view)
    if let zone = ZoneOffsets(initial, changes) {
      book.zone = zone
    } else {
      report(
        .zoneOrder, "the changes of the zone do not ascend", help: "list them by time",
        path: tree.path(of: node), at: tree.span(of: node))
    }
  }

  private mutating func offset(_ cell: Cell) -> Int32? {
    if let offset = ZoneOffsets.offset(cell.bytes) { return offset }
    report(
      .badZone, "\(Diagnostic.quote(cell.text)) is not an offset from UTC",
      help: "write `+08:00`, or a table of changes", path: path(cell), at: cell.span)
    return nil
  }

  private mutating func readTax(_ node: Int, _ view: inout FieldView) {
    let settings = ["pricesIncludeTax", "point", "rounding"]
    if settings.contains(where: { tree.member($0, of: node) != nil }),
      isFirst("tax", tree.span(of: node))
    {
      if let flag = flag("pricesIncludeTax", &view) { book.tax.pricesIncludeTax = flag }
      if let point: TaxPoint = choice("point", &view) { book.tax.point = point }
      if let value = rounding("rounding", &view) { book.tax.rounding = value }
    }
    for name in settings { view.ask(name) }
    each("rates", &view) { $0.readTaxRate(&$1) }
    finish(view)
  }
}
