/// Reads the documents of one project into a book and collects every finding (RULES.md N-001 …).
///
/// JSON documents are read first, then tables, because rows of a table need the declaration of
/// their price table.
struct RuleReader {
  let sources: [RuleSource]
  var book: RuleBook
  var sink: DiagnosticSink
  var tree = JSONTree()
  var json = JSONReader()
  /// The row and columns of the table at hand.
  var record = CSVRecord()
  var columns: IdentifierMap<Int> = [:]
  /// Those of a table of orders that are attributes or facts.
  var orderColumns = OrderColumns([:])
  /// The accounts that rows of statements may name; `nil` for any.
  var statementNodes: Set<IdentifierKey>?
  /// Columns that the table at hand seems to misspell, which is reported.
  var misspelt: Set<String> = []
  /// The rules that orders are read for, where they are known.
  var rules: CompiledRules?
  /// What fills in phases and groups that are not stated (RULES.md N-007).
  var preset: Preset?
  /// Notes what is asked of documents, where a schema is made of it.
  var recorder: FieldRecorder?
  /// Settings already stated, and where.
  private var stated: [String: SourceSpan] = [:]
  var tableIndex: IdentifierMap<Int> = [:]

  /// Parts of a document that are read in a later pass.
  private enum Section {
    case settings, tables, rows
  }

  init(_ sources: [RuleSource], limits: Limits) {
    self.sources = sources
    book = RuleBook(currency: .usd)
    book.sources = sources
    sink = DiagnosticSink(limit: limits.diagnostics)
  }

  /// Reads every source.
  mutating func run() {
    readDocuments()
    for source in sources.indices {
      if let table = openTable(source) { readRows(of: table) }
    }
    finishOffers()
  }

  /// Reads every source, large tables of prices by so many tasks; what is read is the same.
  mutating func run(workers: Int) async {
    readDocuments()
    for source in sources.indices {
      guard let table = openTable(source), await !takeParts(of: table, workers) else { continue }
      readRows(of: table)
    }
    finishOffers()
  }

  private mutating func finishOffers() {
    if preset != nil { Preset.dropUnusedTag(&book.offers) }
  }

  private mutating func readDocuments() {
    let documents = sources.indices.filter { sources[$0].name.hasSuffix(".json") }
    // Settings first: amounts need the currency, dates the zone, rows their tables.
    for section in [Section.settings, .tables, .rows] {
      for source in documents {
        // Only the first pass reports what is wrong with the text itself.
        var quiet = DiagnosticSink(limit: 1)
        if section == .settings {
          json.read(sources[source], index: Int32(source), into: &tree, sink: &sink)
        } else {
          json.read(sources[source], index: Int32(source), into: &tree, sink: &quiet)
        }
        readDocument(section)
      }
      if section == .settings { requireCurrency(documents) }
    }
  }

  private mutating func requireCurrency(_ documents: [Int]) {
    guard stated["currency"] == nil, !sink.hasErrors else { return }
    let span = documents.first.map { SourceSpan(source: Int32($0), start: 0, end: 1) }
    report(
      .missingField, "no document states the `currency` of the book",
      help: "add `\"currency\": \"CNY\"` to rules.json", at: span)
  }

  private mutating func readDocument(_ section: Section) {
    guard tree.kind(of: tree.root) != .invalid else { return }
    if section != .settings, tree.kind(of: tree.root) != .object { return }
    guard var view = object(tree.root) else { return }
    switch section {
    case .settings:
      readVersion(&view)
      readSettings(&view)
      for name in RuleReader.laterFields { view.ask(name) }
      // Editors find the schema of a document by it.
      view.ask("$schema")
      finish(view)
    case .tables:
      each("units", &view) { $0.readUnit(&$1) }
      each("priceTables", &view) { $0.readPriceTable(&$1) }
      each("priceKinds", &view) { $0.readPriceKind(&$1) }
      each("phases", &view) { $0.readPhase(&$1) }
      each("charges", &view) { $0.readCharge(&$1) }
      each("agreements", &view) { $0.readAgreement(&$1) }
    case .rows:
      each("categories", &view) { $0.readCategory(&$1) }
      each("regions", &view) { $0.readRegion(&$1) }
      each("postalAreas", &view) { $0.readPostalArea(&$1) }
      each("products", &view) { $0.readProduct(&$1) }
      each("customers", &view) { $0.readCustomer(&$1) }
      each("prices", &view) { $0.readPrice(&$1) }
      each("rates", &view) { $0.readExchangeRate(&$1) }
      each("taxes", &view) { $0.readTaxRate(&$1) }
      each("territories", &view) { $0.readTerritory(&$1) }
      each("offers", &view) { $0.readOffer(&$1) }
      each("guards", &view) { $0.readGuard(&$1) }
      each("approvals", &view) { $0.readApprovalRule(&$1) }
      each("checks", &view) { $0.readCheck(&$1) }
      readCredit(&view)
      readReturns(&view)
    }
  }

  /// Fields of a document that are read after its settings.
  private static let laterFields = [
    "units", "priceTables", "priceKinds", "phases", "charges", "agreements", "categories",
    "regions", "postalAreas", "territories", "products", "customers", "prices", "rates", "taxes",
    "offers",
    "guards", "approvals", "checks", "credit", "returns",
  ]

  private mutating func readVersion(_ view: inout FieldView) {
    guard let cell = cell("rules", &view) else {
      guard !isStated("rules", view) else { return }
      report(
        .missingVersion, "the document does not state its rule language",
        help: "begin with `\"rules\": \(RuleBook.languageVersion)`", at: headSpan(view))
      return
    }
    guard cell.text != "\(RuleBook.languageVersion)" else { return }
    report(
      .unknownVersion, "rule language \(Diagnostic.quote(cell.text)) is not known",
      help: "write `\"rules\": \(RuleBook.languageVersion)`", at: cell.span)
  }

  /// Reads every object of a list with a closure, and reports what the closure did not ask for.
  mutating func each(
    _ name: String, needing noun: String? = nil, _ view: inout FieldView,
    _ read: (inout RuleReader, inout FieldView) -> Void
  ) {
    guard let node = member(name, &view) else { return }
    let elements = list(node)
    if let noun, elements.isEmpty, tree.kind(of: node) == .array {
      emptyList(name, noun, node)
    }
    for element in elements {
      guard var inner = object(element) else { continue }
      read(&self, &inner)
      finish(inner)
    }
  }

  /// Whether a setting is stated here for the first time; a second place is reported.
  mutating func isFirst(_ name: String, _ span: SourceSpan) -> Bool {
    guard let other = stated.updateValue(span, forKey: name) else { return true }
    stated[name] = other
    report(
      .settingTwice, "the setting `\(name)` is stated twice",
      help: "keep it in one document; the other is "
        + sources[Int(other.source)].name, at: span)
    return false
  }
}

extension RuleBook {
  /// Reads documents and tables, or throws every finding at once.
  ///
  /// Sources are told apart by name: `*.json` are rule documents, `products.csv`, `customers.csv`,
  /// `regions.csv`, `categories.csv`, `prices.csv`, `rates.csv`, `taxes.csv`,
  /// `offers.csv` are tables (RULES.md N-003, N-006).
  /// - Complexity: O(bytes).
  public static func read(
    _ sources: [RuleSource], limits: Limits = Limits()
  ) throws(RuleErrors) -> RuleBook {
    var reader = RuleReader(sources, limits: limits)
    reader.run()
    if let errors = reader.sink.errors(in: sources) { throw errors }
    return reader.book
  }

  /// Reads as ``read(_:limits:)`` does, and returns what could be read beside the findings, so that
  /// a caller can look into a book that is not yet right.
  /// - Complexity: O(bytes).
  public static func reading(
    _ sources: [RuleSource], limits: Limits = Limits()
  ) -> (book: RuleBook, diagnostics: [Diagnostic]) {
    var reader = RuleReader(sources, limits: limits)
    reader.run()
    return (reader.book, reader.sink.sorted())
  }
}

extension CompiledRules {
  /// Reads and compiles documents and tables, or throws every finding at once.
  ///
  /// Where something cannot be read, what was read whole is judged nevertheless, as far as it does
  /// not stand on the rest (RULES.md L-006).
  /// - Parameters:
  ///   - sources: The documents and tables.
  ///   - limits: The bounds of the compile.
  ///   - knownAt: Only what was known then is compiled; `nil` for everything (RULES.md V-003).
  ///   - pricing: Whether orders are to be priced. Without it documents need no price kind: nothing
  ///     has a price where they state none (RULES.md X-016).
  public init(
    parsing sources: [RuleSource], limits: Limits = Limits(), knownAt: Instant? = nil,
    pricing: Bool = true
  ) throws(RuleErrors) {
    var reader = RuleReader(sources, limits: limits)
    reader.run()
    try reader.finish(limits, knownAt, pricing: pricing)
    do {
      try self.init(reader.book, limits: limits, knownAt: knownAt)
    } catch {
      throw error.pinpointed()
    }
  }

  /// Reads and compiles like ``init(parsing:limits:knownAt:pricing:)`` over several tasks: large
  /// tables of plain prices are read in parts, and price rows are compiled beside the rest. Rules
  /// and findings are the same at any number of them.
  /// - Parameter workers: How many tasks work at once; below 1 is 1.
  public init(
    parsing sources: [RuleSource], limits: Limits = Limits(), knownAt: Instant? = nil,
    pricing: Bool = true, workers: Int
  ) async throws(RuleErrors) {
    var reader = RuleReader(sources, limits: limits)
    await reader.run(workers: workers)
    try reader.finish(limits, knownAt, pricing: pricing)
    do {
      try await self.init(reader.book, limits: limits, knownAt: knownAt, workers: workers)
    } catch {
      throw error.pinpointed()
    }
  }
}

extension RuleReader {
  /// Ends the reading with all findings where something could not be read.
  fileprivate mutating func finish(
    _ limits: Limits, _ knownAt: Instant?, pricing: Bool
  ) throws(RuleErrors) {
    if !pricing, book.priceKinds.isEmpty {
      book.priceKinds = [PriceKind(id: book.sellingKind, accesses: [])]
    }
    guard sink.hasErrors else { return }
    judge(limits, knownAt)
    throw RuleErrors(diagnostics: sink.sorted(), sources: sources)
  }

  /// Adds what the compile finds about what was read whole.
  private mutating func judge(_ limits: Limits, _ knownAt: Instant?) {
    let parts = UnreadParts(sink, book)
    guard parts.isJudgeable else { return }
    do {
      _ = try CompiledRules(book, limits: limits, knownAt: knownAt)
    } catch {
      let others = error.diagnostics.filter { !parts.hides($0) }
      let placed = RuleErrors(diagnostics: others, sources: sources).pinpointed()
      for finding in placed.diagnostics { sink.report(finding) }
    }
  }
}
