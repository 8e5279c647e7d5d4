/// An order that could not be read, with everything that is wrong with it.
public struct OrderProblem: Error, Sendable {
  /// The order's id, where it could be read.
  public var order: String?
  /// The findings, by place.
  public var diagnostics: [Diagnostic]
  /// Whether they are about the header of a table: this is no order of it then, and none is read.
  public var isOfTable = false
}

/// Reads orders one at a time from NDJSON or CSV; one that cannot be read never loses another.
public struct OrderReader {
  /// How orders are written.
  public enum Format: Hashable, Sendable {
    /// One JSON object a line.
    case ndjson
    /// One row a line of an order; rows of one order stand together.
    case csv
  }

  /// What a step of reading gave.
  public enum Item: Sendable {
    /// An order.
    case order(Order)
    /// The findings of an order that could not be read.
    case problem(OrderProblem)
  }

  private let source: RuleSource
  private let format: Format
  private let defaultDate: CivilDate?
  /// Reads what it can of NDJSON, and leaves the rest to the other.
  private var plain: PlainOrderReader
  var reader: RuleReader
  private var csv: CSVReader?
  /// Columns of a table that speak of the order and not of a line.
  private var headColumns: [(name: String, column: Int)] = []
  /// The next byte of NDJSON.
  private var position = 0
  /// A CSV row read ahead.
  private var hasRow = false
  /// The findings of the row read ahead, when it is damaged.
  private var rowFindings: [Diagnostic] = []
  /// Rows right before the row at hand whose order cannot be told: they spoil the orders on both
  /// sides of them.
  struct StrayRows: Sendable {
    var findings: [Diagnostic] = []
    /// Where the first of them begins; `nil` for none.
    var start: Int?
  }

  /// Whether orders that are written plainly are read by ``PlainOrderReader``.
  var readsPlainly = true
  private(set) var stray = StrayRows()
  /// Where the first row of the order read last begins.
  private(set) var firstRow = 0
  private var finished = RecentIDs()

  /// Creates a reader.
  ///
  /// - Parameters:
  ///   - source: The orders.
  ///   - format: How they are written.
  ///   - zone: The zone in which dates begin.
  ///   - currency: The currency of typed amounts that name none.
  ///   - defaultDate: The date of orders that state none; without it such an order is a problem.
  public init(
    _ source: RuleSource, format: Format, zone: ZoneOffsets, currency: Currency,
    defaultDate: CivilDate? = nil
  ) {
    self.source = source
    self.format = format
    self.defaultDate = defaultDate
    plain = PlainOrderReader(defaultDate: defaultDate)
    reader = RuleReader([source], limits: Limits())
    reader.book.zone = zone
    reader.book.currency = currency
    reader.sink = DiagnosticSink(limit: 100)
    if format == .csv { csv = openTable() }
  }

  /// Creates a reader of orders for compiled rules: dates begin in their zone, typed amounts are in
  /// their currency, and facts must name what they have.
  ///
  /// - Parameters:
  ///   - source: The orders.
  ///   - format: How they are written.
  ///   - rules: The rules that are to price the orders.
  ///   - defaultDate: The date of orders that state none; without it such an order is a problem.
  public init(
    _ source: RuleSource, format: Format, rules: CompiledRules, defaultDate: CivilDate? = nil
  ) {
    self.init(
      source, format: format, zone: rules.book.zone, currency: rules.book.currency,
      defaultDate: defaultDate)
    reader.rules = rules
  }

  /// Notes what is asked of orders, for the schema.
  mutating func recordFields() {
    reader.recorder = FieldRecorder()
    readsPlainly = false
  }

  /// What was noted since.
  var recordedFields: [String: [String: Set<FieldRecorder.Form>]] {
    reader.recorder?.objects ?? [:]
  }

  /// Bytes read so far.
  public var offset: Int { csv?.position ?? position }

  /// Where the next item begins.
  var nextStart: Int { hasRow ? Int(reader.record.start) : offset }

  /// Exchanges the ids of orders met so far.
  mutating func exchange(_ ids: inout RecentIDs) { swap(&finished, &ids) }

  /// Lets the order read last be read once more.
  mutating func forget(_ id: String) { finished.forget(id) }

  /// Goes on behind rows that were read before; those whose order cannot be told are among them.
  mutating func resume(at position: Int, after rows: StrayRows) {
    csv?.pass(to: position)
    stray = rows
  }

  /// Leaves out findings about the header, which the first block of a file told.
  mutating func passHeader() { reader.sink.renew() }

  /// The findings about the header, as a problem of no order.
  mutating func headerProblem() -> Item? {
    guard reader.sink.hasErrors, !hasRow else { return nil }
    let problem = OrderProblem(order: nil, diagnostics: reader.sink.sorted(), isOfTable: true)
    reader.sink.renew()
    return .problem(problem)
  }

  /// Whether there is nothing to read rows by.
  var lacksHeader: Bool { format == .csv && csv == nil }

  /// The next order or problem; `nil` at the end.
  /// - Complexity: O(bytes of the order).
  public mutating func next() -> Item? {
    format == .csv ? nextRows() : nextLine()
  }

  // MARK: NDJSON

  private mutating func nextLine() -> Item? {
    let bytes = source.bytes
    while position < bytes.count {
      let end = bytes[position...].firstIndex(of: 10) ?? bytes.count
      let range = position..<end
      position = min(end + 1, bytes.count)
      if range.allSatisfy({ bytes[$0] == 32 || bytes[$0] == 9 || bytes[$0] == 13 }) { continue }
      if readsPlainly, let order = plain.order(bytes, range), finished.insert(order.id) {
        return .order(order)
      }
      reader.sink.renew()
      let isGood = reader.json.read(
        source, range: range, index: 0, into: &reader.tree, sink: &reader.sink)
      // Where the text itself is wrong, what seems to be missing says nothing; only the id counts.
      let findings = reader.sink
      var order: Order?
      if var view = reader.object(reader.tree.root) {
        order = reader.readOrder(&view, defaultDate)
        reader.finish(view)
        if let order { noteID(of: order, view) }
      }
      if !isGood { reader.sink = findings }
      return item(order)
    }
    return nil
  }

  private mutating func noteID(of order: Order, _ view: FieldView) {
    guard !order.id.isEmpty, !finished.insert(order.id) else { return }
    reader.report(
      .duplicateID, "order \(Diagnostic.quote(order.id)) is stated twice",
      help: "give every order an id of its own", at: reader.headSpan(view))
  }

  private func item(_ order: Order?) -> Item {
    if let order, !reader.sink.hasErrors { return .order(order) }
    return .problem(
      OrderProblem(
        order: order.flatMap { $0.id.isEmpty ? nil : $0.id },
        diagnostics: reader.sink.sorted()))
  }

  // MARK: CSV

  /// Columns that every row of an order states alike.
  private static let headerColumns =
    [
      "order", "customer", "date", "requested", "shipped", "currency", "channel", "shipTo",
      "postalCode", "fulfilment", "endRegion", "pickupAt", "billTo", "shipToCustomer",
      "seller", "solicitation", "coupons", "lastOrder", "ordersBefore",
    ] + RuleReader.orderCreditFields

  private static let columns =
    headerColumns + [
      "number", "product", "quantity", "unit", "project", "price", "percentOff", "amountOff",
      "who", "why", "quoted", "stock", "lastPrice", "lastPriceDate",
    ]

  private static let required = ["order", "customer", "number", "product", "quantity"]

  /// What orders state as lists and maps, for which a table has no columns.
  private static let lists = [
    "chain", "creditApproved", "giftChoices", "funds", "approvals", "openingBalances", "capUsed",
    "offerUse", "lots", "recentOrders",
  ]

  /// Checks the header; of a table that lacks a column or has an unknown one no row is read, for
  /// what every order of it says there would be lost.
  private mutating func openTable() -> CSVReader? {
    let table = CSVReader(source, index: 0, checksRows: true, sink: &reader.sink)
    _ = table.columns(OrderReader.required, optional: OrderReader.columns, sink: &reader.sink)
    let missing = OrderReader.required.filter { !table.header.contains($0) }
    for (index, name) in table.header.enumerated() {
      reader.columns[name] = index
      let isFact = name.hasPrefix("total.")
      let isOfOrder =
        OrderReader.headerColumns.contains(name) || name.hasPrefix("order.") || isFact
      if isOfOrder { headColumns.append((name, index)) }
      let isAttribute = name.hasPrefix("order.") || name.hasPrefix("line.") || isFact
      guard !isAttribute, !name.isEmpty, !OrderReader.columns.contains(name),
        !missing.contains(where: { Suggestion.closest(to: $0, among: [name]) != nil })
      else { continue }
      reader.report(
        .unknownColumn, "unknown column \(Diagnostic.quote(name))",
        help: OrderReader.help(for: name), at: table.headerSpans[index])
    }
    reader.orderColumns = OrderColumns(reader.columns)
    return reader.sink.hasErrors ? nil : table
  }

  /// What to write instead of an unknown column.
  private static func help(for name: String) -> String {
    if lists.contains(name) { return "state it in NDJSON: a table has no lists and maps" }
    if name == "at" { return "name it `date`, which may be an instant" }
    return Suggestion.closest(to: name, among: columns).map { "did you mean `\($0)`?" }
      ?? "name attributes `order.NAME` or `line.NAME`"
  }

  /// Reads the rows of one order; findings about the header come first, as a problem of no order.
  private mutating func nextRows() -> Item? {
    if let problem = headerProblem() { return problem }
    guard hasRow || readRow() else { return nil }
    firstRow = Int(reader.record.start)
    let id = rowID()
    var order: Order?
    var first = CSVRecord()
    for finding in stray.findings { reader.sink.report(finding) }
    stray = StrayRows()
    if let id, !finished.insert(id) {
      reader.report(
        .scatteredOrder, "order \(Diagnostic.quote(id)) has rows at another place",
        help: "let the rows of an order stand together", at: reader.record.span)
    }
    repeat {
      takeRow(id, &order, &first)
      hasRow = false
    } while readRow() && belongs(to: id)
    let item = item(order ?? Order(id: id ?? "", customer: "", moment: .date(.epoch), lines: []))
    reader.sink.renew()
    return item
  }

  /// Adds the row at hand to the order it belongs to.
  private mutating func takeRow(_ id: String?, _ order: inout Order?, _ first: inout CSVRecord) {
    guard rowFindings.isEmpty else {
      for finding in rowFindings { reader.sink.report(finding) }
      if rowID() == nil {
        stray.findings += rowFindings.prefix(max(0, 100 - stray.findings.count))
        stray.start = stray.start ?? Int(reader.record.start)
      } else {
        stray = StrayRows()
      }
      return
    }
    stray = StrayRows()
    var view = FieldView(row: reader.record.span)
    if order == nil {
      order = reader.readOrderRow(&view, id ?? "", defaultDate)
      first = reader.record
    } else {
      compare(first)
    }
    let line = reader.readLineRow(&view)
    if let stock = reader.stock(&view) {
      note("stock", stock, of: line, in: order?.facts.stock)
      order?.facts.stock[line.product] = stock
    }
    if let price = reader.lastPrice(&view).map({ [$0] }) {
      note("lastPrice", price, of: line, in: order?.facts.lastPrices)
      order?.facts.lastPrices[line.product] = price
    }
    order?.lines.append(line)
  }

  /// Lines of one product state one fact about it, or leave it to others.
  private mutating func note<Fact: Equatable>(
    _ name: String, _ fact: Fact, of line: OrderLine, in known: IdentifierMap<Fact>?
  ) {
    guard let other = known?[line.product], other != fact else { return }
    reader.report(
      .unequalHeader, "lines of \(Diagnostic.quote(line.product)) differ in `\(name)`",
      help: "state it alike, or in one line of the product alone",
      at: reader.columns[name].map { reader.record.span($0) } ?? reader.record.span)
  }

  /// The order that the row at hand names; `nil` where it names none, or is damaged so that the
  /// field of that place may be another.
  private mutating func rowID() -> String? {
    if !rowFindings.isEmpty, reader.columns["order"] != 0 || isFirstFieldDamaged { return nil }
    var view = FieldView(row: reader.record.span)
    return reader.text("order", &view)
  }

  /// What is wrong with the order that the row at hand names: it names none, or none that can be
  /// an id (N-004).
  private mutating func findingsOfID() -> [Diagnostic] {
    var findings = DiagnosticSink(limit: 100)
    swap(&findings, &reader.sink)
    var view = FieldView(row: reader.record.span)
    if let cell = reader.cell("order", &view) {
      _ = reader.isIdentifier(cell)
    } else {
      reader.missing("order", view)
    }
    swap(&findings, &reader.sink)
    return findings.diagnostics
  }

  /// Whether what is wrong with the row at hand is wrong with its first field, so that nobody knows
  /// what it says; a wrong number of fields is not.
  private var isFirstFieldDamaged: Bool {
    guard reader.record.count > 0 else { return true }
    let end = reader.record.span(0).end
    return rowFindings.contains { finding in
      finding.code != .tooFewFields && finding.code != .tooManyFields
        && (finding.span?.start ?? 0) <= end
    }
  }

  /// A row of no known order goes with the order before it, whose last line it may be.
  private mutating func belongs(to id: String?) -> Bool {
    let named = rowID()
    if named == nil, !rowFindings.isEmpty { return true }
    guard let named, let id else { return false }
    return IdentifierOrder.areEqual(named, id)
  }

  private mutating func readRow() -> Bool {
    guard csv != nil else { return false }
    var found = DiagnosticSink(limit: 100)
    rowFindings = []
    hasRow = true
    while true {
      switch csv?.step(&reader.record, sink: &found) ?? .end {
      case .row where reader.record.isBlank: continue
      case .row:
        rowFindings = findingsOfID()
        return true
      case .damaged:
        rowFindings = found.diagnostics
        if rowID() != nil { rowFindings += findingsOfID() }
        return true
      case .end:
        hasRow = false
        return false
      }
    }
  }

  /// Rows of one order state the same customer, date, attributes and so on.
  private mutating func compare(_ first: CSVRecord) {
    for (name, column) in headColumns {
      guard column < first.count, column < reader.record.count,
        !first.bytes(column).elementsEqual(reader.record.bytes(column))
      else { continue }
      reader.report(
        .unequalHeader, "the rows of one order differ in `\(name)`",
        help: "state \(Diagnostic.quote(first.text(column))) in every row of the order",
        at: reader.record.span(column))
    }
  }
}
