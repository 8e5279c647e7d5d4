/// What of a book is compiled without a look at its price rows, so that a task may do it while
/// another one counts them.
struct BesidePrices {
  var catalog: CatalogTable
  var conditions: ConditionCompiler
  private(set) var territories: TerritoryCompiler
  private(set) var offers: OfferCompiler
  /// Findings about credit and returns.
  let others: DiagnosticSink

  init(_ book: RuleBook, _ catalog: CatalogTable, _ limits: Limits) {
    self.catalog = catalog
    conditions = ConditionCompiler(book, catalog, limits: limits)
    territories = TerritoryCompiler(limits: limits)
    territories.compile(book, &self.catalog, &conditions)
    offers = OfferCompiler(limits: limits)
    offers.compile(book, &self.catalog, &conditions)
    var others = CreditChecks.findings(of: book, limits: limits)
    others.add(ReturnChecks.findings(of: book, limits: limits))
    self.others = others
    // Where something is wrong there will be no rules, and conditions may name what is not there.
    let isRight = ![territories.sink, offers.sink, conditions.sink].contains { $0.hasErrors }
    if isRight { offers.table = offers.table.indexed(self.catalog, conditions.table) }
  }
}
