/// A compiled book: an immutable value that any number of tasks may price with at once.
///
/// Ids are dense integers, rows are columns, candidates are indexed. A host keeps one and replaces
/// it whole (``RuleStore``).
public struct CompiledRules: Sendable {
  /// The book this was compiled from, without what was not known; explanations read names from
  /// it.
  public internal(set) var book: RuleBook
  /// The limits of this compile.
  public let limits: Limits
  /// Findings that did not forbid the compile.
  public let warnings: [Diagnostic]
  let catalog: CatalogTable
  var prices: PriceColumns
  let access: AccessColumns
  let conditions: ConditionTable
  let offers: OfferTable
  let guards: GuardTable
  let charges: ChargeTable
  let agreements: AgreementTable
  let territories: TerritoryTable
  let checks: CheckTable
  let changes: ChangeCalendar
  /// The credit rules of the book by id.
  let creditRules: IdentifierMap<Int>
  /// What orders may name for credit, where the book says something of it.
  let creditWords: CreditWords?
  /// Offers that were not known at the instant of the compile (RULES.md E-005).
  var laterOffers: [LaterOffer] = []
  /// The plain part, for blocks of orders; `nil` where the book has none.
  var kernel: KernelProgram?
  /// Tells this compile from every other one; ids are dense and mean nothing to another.
  var identity = CompileIdentity()

  /// Compiles a book, or throws every finding at once.
  /// - Parameters:
  ///   - book: The rules.
  ///   - limits: The bounds of this compile.
  ///   - knownAt: Only what was known then is compiled; `nil` for everything (RULES.md V-003).
  /// - Complexity: O(rows · log rows + customers + products + classes × distinct conditions).
  public init(
    _ book: RuleBook, limits: Limits = Limits(), knownAt: Instant? = nil
  ) throws(RuleErrors) {
    let stated = book
    let book = book.known(at: knownAt)
    var catalogs = CatalogCompiler(limits: limits)
    catalogs.compile(book)
    try catalogs.finish(book)
    var beside = BesidePrices(book, catalogs.table, limits)
    var prices = PriceCompiler(limits: limits, bookCurrency: 0)
    prices.compile(book, &beside.catalog, &beside.conditions)
    try self.init(book, limits, catalogs.sink, beside, prices, sharing: nil)
    laterOffers = stated.offersLater(than: knownAt, known: book)
  }

  /// Compiles a book like ``init(_:limits:knownAt:)``, price rows and the rest at the same time
  /// where there are two tasks; the rules are the same.
  /// - Parameter workers: How many tasks work at once; below 1 is 1.
  public init(
    _ book: RuleBook, limits: Limits = Limits(), knownAt: Instant? = nil, workers: Int
  ) async throws(RuleErrors) {
    guard workers > 1 else {
      try self.init(book, limits: limits, knownAt: knownAt)
      return
    }
    let stated = book
    let book = book.known(at: knownAt)
    var catalogs = CatalogCompiler(limits: limits)
    catalogs.compile(book)
    try catalogs.finish(book)
    let catalog = catalogs.table
    async let counted = PriceCompiler.counted(book.priceTables, of: book, catalog)
    var beside = BesidePrices(book, catalog, limits)
    var prices = PriceCompiler(limits: limits, bookCurrency: 0, counted: await counted)
    prices.compile(book, &beside.catalog, &beside.conditions)
    try self.init(book, limits, catalogs.sink, beside, prices, sharing: nil)
    laterOffers = stated.offersLater(than: knownAt, known: book)
  }

  /// Compiles what stands on catalog, territories, offers and prices.
  init(
    _ book: RuleBook, _ limits: Limits, _ findings: DiagnosticSink, _ beside: BesidePrices,
    _ prices: PriceCompiler, sharing other: KernelProgram?
  ) throws(RuleErrors) {
    self.book = book
    self.limits = limits
    let (offers, territories) = (beside.offers, beside.territories)
    var (catalog, conditions, prices) = (beside.catalog, beside.conditions, prices)
    var guards = GuardCompiler(limits: limits, offers: offers.table)
    guards.compile(book, &catalog, &conditions, &prices)
    var charges = ChargeCompiler(limits: limits)
    charges.compile(book, &catalog, &conditions)
    var agreements = AgreementCompiler(limits: limits)
    agreements.compile(book, &catalog, &conditions)
    var checks = CheckCompiler(limits: limits)
    checks.compile(book, &catalog, &conditions)
    var sink = DiagnosticSink(limit: limits.diagnostics)
    let sinks = [
      findings, territories.sink, prices.sink, offers.sink, guards.sink, charges.sink,
      agreements.sink, checks.sink, conditions.sink, beside.others,
    ]
    for part in sinks {
      sink.add(part)
    }
    if let errors = sink.errors(in: book.sources) { throw errors }
    warnings = sink.sorted()
    self.catalog = catalog
    self.prices = prices.columns
    self.access = prices.access
    self.conditions = conditions.table
    self.guards = guards.table
    self.charges = charges.table
    self.agreements = agreements.table
    self.territories = territories.table
    self.checks = checks.table
    var creditRules: IdentifierMap<Int> = IdentifierMap()
    for (index, rule) in (book.credit?.rules ?? []).enumerated() { creditRules[rule.id] = index }
    self.creditRules = creditRules
    creditWords = book.credit.map { CreditWords($0) }
    self.changes = ChangeCalendar(book, conditions.table)
    self.offers = offers.table
    kernel = KernelProgram.compiled(
      CompiledParts(
        book: book, catalog: catalog, prices: prices.columns, access: prices.access,
        conditions: conditions.table, offers: self.offers, guards: guards.table,
        charges: charges.table, agreements: agreements.table, territories: territories.table,
        checks: checks.table), sharing: other)
  }

  /// The text that names a rule: an offer's, charge's or row's id; the phase's id; a policy's word.
  public func name(of rule: RuleRef) -> String {
    switch rule.kind {
    case .none: return ""
    case .priceRow:
      guard let (table, row) = priceRow(rule) else { return "" }
      return RowName.text(book.priceTables[table], row)
    case .offer:
      return offers.bookIndex.indices.contains(rule.index)
        ? book.offers[Int(offers.bookIndex[rule.index])].id : ""
    case .phase:
      return offers.phases.indices.contains(rule.index) ? offers.phases[rule.index].id : ""
    case .charge:
      return charges.charges.indices.contains(rule.index) ? charges.charges[rule.index].id : ""
    case .tax: return charges.taxes.indices.contains(rule.index) ? charges.taxes[rule.index].id : ""
    case .policy: return PolicyRule(rawValue: rule.index)?.name ?? ""
    case .agreement: return agreement(rule)?.id ?? ""
    case .guardrail:
      return guards.guards.indices.contains(rule.index)
        ? book.guards[Int(guards.guards[rule.index].bookIndex)].id : ""
    case .territory: return territoryRule(rule)?.id ?? ""
    case .check: return check(rule)?.id ?? ""
    case .credit:
      guard let credit = book.credit, credit.rules.indices.contains(rule.index) else { return "" }
      return credit.rules[rule.index].id
    }
  }

  /// Where the documents state a rule, or `nil` for a book made in Swift.
  public func origin(of rule: RuleRef) -> SourceSpan? {
    switch rule.kind {
    case .priceRow:
      guard let (table, row) = priceRow(rule) else { return nil }
      return book.priceTables[table].rows.origin(of: row)
    case .offer:
      return offers.bookIndex.indices.contains(rule.index)
        ? book.offers[Int(offers.bookIndex[rule.index])].origin : nil
    case .phase:
      return offers.phases.indices.contains(rule.index) ? offers.phases[rule.index].origin : nil
    case .charge:
      return book.charges.indices.contains(rule.index) ? book.charges[rule.index].origin : nil
    case .tax:
      return book.tax.rates.indices.contains(rule.index)
        ? book.tax.rates[rule.index].origin : nil
    case .agreement: return agreement(rule)?.origin
    case .guardrail:
      return guards.guards.indices.contains(rule.index)
        ? book.guards[Int(guards.guards[rule.index].bookIndex)].origin : nil
    case .territory: return territoryRule(rule)?.origin
    case .check: return check(rule)?.origin
    case .credit:
      guard let credit = book.credit, credit.rules.indices.contains(rule.index) else { return nil }
      return credit.rules[rule.index].origin
    case .none, .policy: return nil
    }
  }

  /// The agreement that a rule is, or `nil` for another kind of rule.
  public func agreement(_ rule: RuleRef) -> Agreement? {
    guard rule.kind == .agreement, agreements.rows.indices.contains(rule.index) else { return nil }
    return book.agreements[Int(agreements.rows[rule.index].bookIndex)]
  }

  /// The territory rule that a rule is, or `nil` for another kind of rule.
  public func territoryRule(_ rule: RuleRef) -> TerritoryRule? {
    guard rule.kind == .territory, territories.rows.indices.contains(rule.index) else { return nil }
    return book.territories[Int(territories.rows[rule.index].bookIndex)]
  }

  /// The check that a rule is, or `nil` for another kind of rule.
  public func check(_ rule: RuleRef) -> OrderCheck? {
    guard rule.kind == .check, checks.terms.indices.contains(rule.index) else { return nil }
    return book.checks[Int(checks.terms[rule.index].bookIndex)]
  }

  /// Whether a rule is a grant to somebody else: reasons name grants only where they keep others
  /// out (RULES.md R-013).
  func isOthersGrant(_ rule: RuleRef) -> Bool {
    rule.kind == .territory && territories.rows.indices.contains(rule.index)
      && territories.rows[rule.index].isGrant
  }

  /// The offer that a rule is, or `nil` for another kind of rule.
  public func offer(_ rule: RuleRef) -> Offer? {
    guard rule.kind == .offer, offers.bookIndex.indices.contains(rule.index) else { return nil }
    return book.offers[Int(offers.bookIndex[rule.index])]
  }

  /// Where a rule is stated as `file:line`, or `nil` for a book made in Swift.
  /// - Complexity: O(1); the first time in a document O(bytes of it).
  public func place(of rule: RuleRef) -> String? {
    origin(of: rule).flatMap { place(of: $0) }
  }

  /// A place in a document of the book as `file:line`; `nil` where it has no such document.
  /// - Complexity: O(1); the first time in a document O(bytes of it).
  public func place(of span: SourceSpan) -> String? {
    guard book.sources.indices.contains(Int(span.source)) else { return nil }
    let source = book.sources[Int(span.source)]
    return "\(source.name):\(identity.line(of: span, in: source))"
  }

  /// The table and the row of it that a rule is; `nil` for another kind of rule.
  func priceRow(_ rule: RuleRef) -> (table: Int, row: Int)? {
    let band = Int(rule.index)
    guard rule.kind == .priceRow, band >= 0, band < prices.bandCount else { return nil }
    let table = prices.table(ofSchedule: prices.schedule(ofBand: band))
    return (Int(table), prices.row(ofBand: band))
  }
}

/// Settings that make steps of their own.
enum PolicyRule: Int {
  case manual = 0
  case document = 1
  /// Stands for a guard where the reader may not know which.
  case guardrail = 2

  var name: String {
    switch self {
    case .manual: "manual"
    case .document: "documentRounding"
    case .guardrail: "guard"
    }
  }

  var rule: RuleRef { RuleRef(.policy, rawValue) }
}
