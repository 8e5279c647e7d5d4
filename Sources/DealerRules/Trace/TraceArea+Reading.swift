extension TraceArea {
  /// Reads `areas.csv`, or throws every finding at once (RULES.md W-012).
  ///
  /// Columns: `effect` (`grant`, the default, or `deny`), `dealer`, `region`, `product`,
  /// `category`, `exclusive`, `validFrom`, `validUntil`, `validThrough`.
  /// - Complexity: O(bytes).
  public static func read(
    _ source: RuleSource, zone: ZoneOffsets
  ) throws(RuleErrors) -> [TraceArea] {
    var reader = RuleReader([source], limits: Limits())
    reader.book.zone = zone
    let areas = reader.readTraceAreas(source)
    if let errors = reader.sink.errors(in: [source]) { throw errors }
    return areas
  }
}

extension TraceAreas {
  /// Reads `areas.csv` and compiles it, or throws every finding at once: also the names that rules
  /// do not have in the rows that could be read (RULES.md L-006, W-012).
  /// - Parameters:
  ///   - source: The table, with the columns of ``TraceArea/read(_:zone:)``.
  ///   - rules: The rules whose dealers, regions and products it names.
  /// - Complexity: O(bytes).
  public static func read(
    _ source: RuleSource, _ rules: CompiledRules
  ) throws(RuleErrors) -> TraceAreas {
    var reader = RuleReader([source], limits: Limits())
    reader.book.zone = rules.book.zone
    let areas = TraceAreas(rules, reader.readTraceAreas(source))
    guard reader.sink.hasErrors || !areas.findings.isEmpty else { return areas }
    for var finding in areas.findings {
      finding.severity = .error
      reader.sink.report(finding)
    }
    for _ in areas.findings.count..<areas.warnings { reader.sink.leaveOut() }
    throw RuleErrors(diagnostics: reader.sink.sorted(), sources: [source])
  }
}

/// Whether an area says where a dealer may sell or where it may not.
private enum AreaEffect: String, CaseIterable {
  case grant, deny
}

extension RuleReader {
  fileprivate static let areaColumns =
    ["effect", "dealer", "region", "product", "category", "exclusive"] + validityColumns

  /// The areas of all rows that can be told apart; a row with a finding is among them where its
  /// names can be read.
  fileprivate mutating func readTraceAreas(_ source: RuleSource) -> [TraceArea] {
    var table = CSVReader(source, index: 0, checksRows: true, sink: &sink)
    for (index, column) in table.header.enumerated() { columns[column] = index }
    let known = RuleReader.areaColumns
    for (column, span) in zip(table.header, table.headerSpans)
    where !column.isEmpty && !known.contains(column) {
      report(
        .unknownColumn, "unknown column \(Diagnostic.quote(column))",
        help: Suggestion.help(for: column, among: known)
          ?? "the columns are \(known.joined(separator: ", "))", at: span)
    }
    var areas: [TraceArea] = []
    guard table.columns(["dealer", "region"], optional: known, sink: &sink) != nil else {
      return areas
    }
    while table.next(&record, sink: &sink) {
      if record.isBlank { continue }
      var view = FieldView(row: record.span)
      areas.append(readTraceArea(&view))
    }
    return areas
  }

  private mutating func readTraceArea(_ view: inout FieldView) -> TraceArea {
    let effect: AreaEffect? = choice("effect", &view)
    var area = TraceArea(
      grant: effect != .deny, dealer: text("dealer", &view), region: text("region", &view),
      product: text("product", &view), category: text("category", &view),
      validity: rowValidity(&view), exclusive: flag("exclusive", &view) ?? false)
    area.origin = view.span
    if area.product != nil, area.category != nil {
      report(
        .conflictingFields, "both `product` and `category` are given", help: "keep one of them",
        at: span(of: ["category"], view))
      area.category = nil
    }
    if area.isExclusive, !area.isGrant || area.dealer == nil {
      report(
        .territoryMismatch, "only a grant to a dealer can be exclusive",
        help: "state `dealer` and `grant`, or leave `exclusive` out",
        at: span(of: ["exclusive"], view))
    }
    if area.validity.until <= area.validity.from {
      report(
        .emptyPeriod, "the area is never in force", help: "let it end after it begins",
        at: span(of: ["validUntil", "validThrough"], view))
    }
    return area
  }
}
