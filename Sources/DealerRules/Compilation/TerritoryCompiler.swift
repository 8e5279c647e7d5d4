/// Turns territory rules into columns (RULES.md R-010 … R-019).
struct TerritoryCompiler {
  let limits: Limits
  var table = TerritoryTable()
  var sink: DiagnosticSink

  init(limits: Limits) {
    self.limits = limits
    sink = DiagnosticSink(limit: limits.diagnostics)
  }

  mutating func compile(
    _ book: RuleBook, _ catalog: inout CatalogTable, _ conditions: inout ConditionCompiler
  ) {
    guard book.territories.count <= limits.territoryRules else {
      sink.report(
        .limitExceeded,
        "the book has \(book.territories.count) territory rules, more than the limit of "
          + "\(limits.territoryRules)",
        help: "split the book or raise the limit of the compile", at: nil)
      return
    }
    table.rows.reserveCapacity(book.territories.count)
    // A rule is large: it is looked at where it stands.
    let rules = book.territories.span
    if IdentifierHashes.mayRepeat(rules.count, { rules[$0].id }) { checkIDs(book.territories) }
    for index in rules.indices {
      check(rules[index])
      guard rules[index].status == .published else { continue }
      add(rules[index], Int32(truncatingIfNeeded: index), &catalog, &conditions)
    }
    if !table.rows.isEmpty { buildIndex(catalog) }
    // Without a grant all is white space (RULES.md R-014).
    if book.territory.whiteSpace != .allow { table.hasTerritories = true }
    // Without a list no party has one (RULES.md R-016).
    if book.territory.defaultWhenNoListing != .allow {
      (table.hasListings, table.asksLists) = (true, true)
    }
    var lint = TerritoryLint(book, table.rows, catalog, limits: limits)
    lint.run()
    sink.add(lint.sink)
  }

  private mutating func checkIDs(_ rules: [TerritoryRule]) {
    var seen: IdentifierMap<SourceSpan?> = [:]
    for rule in rules {
      guard let other = seen.updateValue(rule.origin, forKey: rule.id) else { continue }
      sink.report(
        .duplicateID, "territory rule \(Diagnostic.quote(rule.id)) is stated twice",
        help: "keep one of the two", at: rule.origin, about: Subject(fields: ["id"], other: other))
    }
  }

  private mutating func check(_ rule: TerritoryRule) {
    if rule.validity.until <= rule.validity.from {
      sink.report(
        .emptyPeriod, "territory rule \(Diagnostic.quote(rule.id)) is never in force",
        help: "let it end after it begins", at: rule.origin,
        about: Subject(fields: ["until", "through", "validUntil", "validThrough"]))
    }
    if let field = ConditionCompiler.priceField(of: rule.when) {
      sink.report(
        .conditionField, "the condition of a territory rule cannot look at `\(field)`",
        help: "it is tested before lines are priced", at: rule.origin,
        about: Subject(fields: ["when"], text: field))
    }
    let scopes = [rule.product, rule.category, rule.brand].count { $0 != nil }
    if scopes > 1 {
      sink.report(
        .conflictingFields, "the rule names more than one of product, category and brand",
        help: "keep one of them, or use `when`", at: rule.origin,
        about: Subject(fields: ["product", "category", "brand"]))
    }
    if (rule.effect == .permit) != (rule.seller != nil) {
      sink.report(
        .territoryMismatch, "a permit, and no other rule, names a seller",
        help: "state `seller` and `\"effect\": \"permit\"`, or neither", at: rule.origin,
        about: Subject(fields: ["seller", "effect"]))
    }
    checkMeaning(rule)
    let mayHold = TerritoryCompiler.hinders(rule)
    if rule.level != 0, rule.outcome != .hold || !mayHold {
      sink.report(
        .territoryMismatch, "only a rule that holds orders has a level",
        help: "state `\"outcome\": \"hold\"` with a denial, an exclusion or an exclusive grant",
        at: rule.origin, about: Subject(fields: ["level"]))
    }
    guard rule.isExclusive, rule.effect != .grant || rule.dealer == nil else { return }
    sink.report(
      .territoryMismatch, "only a grant to a dealer can be exclusive",
      help: "state `dealer` and `\"effect\": \"grant\"`", at: rule.origin,
      about: Subject(fields: ["exclusive"]))
  }

  /// Whether a rule may refuse anything.
  static func hinders(_ rule: TerritoryRule) -> Bool {
    rule.effect == .deny || rule.effect == .exclude || rule.isExclusive
  }

  static func idleWay(_ field: String) -> String {
    "`\(field)` says what a rule that hinders does, and this one hinders nobody"
  }
  static let idleWayHelp =
    "leave it out; `territory` says what a missing grant, list or license does"

  /// What a rule states must mean something for its effect.
  private mutating func checkMeaning(_ rule: TerritoryRule) {
    let isMeaningless =
      !TerritoryCompiler.hinders(rule) && (rule.outcome != .block || rule.restricts != .all)
    // A level that means nothing is told by itself.
    if isMeaningless, rule.level == 0 {
      let field = rule.outcome != .block ? "outcome" : "restricts"
      sink.report(
        .territoryMismatch, TerritoryCompiler.idleWay(field),
        help: TerritoryCompiler.idleWayHelp, at: rule.origin, about: Subject(fields: [field]))
    }
    if rule.effect != .license, rule.kind != nil {
      sink.report(
        .territoryMismatch, "only a license has a kind",
        help: "leave it out, or state `\"effect\": \"license\"`", at: rule.origin,
        about: Subject(fields: ["kind"]))
    }
    if rule.effect != .license, rule.graceDays != 0 || rule.warnDays != 0 {
      sink.report(
        .territoryMismatch, "only a license has days of grace and of warning",
        help: "leave them out, or state `\"effect\": \"license\"`", at: rule.origin,
        about: Subject(fields: ["graceDays", "warnDays"]))
    }
  }

  private mutating func add(
    _ rule: TerritoryRule, _ index: Int32, _ catalog: inout CatalogTable,
    _ conditions: inout ConditionCompiler
  ) {
    table.rows.append(
      TerritoryTable.Row(
        dealer: known(rule.dealer, catalog.customers, "customer", "dealer", rule.origin),
        tier: rule.tier.map { catalog.texts.intern($0) } ?? -1,
        group: rule.group.map { catalog.texts.intern($0) } ?? -1,
        region: known(rule.region, catalog.regions, "region", "region", rule.origin),
        product: known(rule.product, catalog.products, "product", "product", rule.origin),
        category: known(rule.category, catalog.categories, "category", "category", rule.origin),
        brand: rule.brand.map { catalog.texts.intern($0) } ?? -1,
        channel: rule.channel.map { catalog.texts.intern($0) } ?? -1,
        from: rule.validity.from.secondsSinceEpoch, until: rule.validity.until.secondsSinceEpoch,
        condition: conditions.compile(rule.when, &catalog, at: rule.origin),
        effect: rule.effect, seller: rule.seller.map { catalog.texts.intern($0) } ?? -1,
        kind: rule.kind.map { catalog.texts.intern($0) } ?? -1,
        grace: Int64(rule.graceDays) * 86_400, warning: Int64(rule.warnDays) * 86_400,
        isExclusive: rule.isExclusive,
        restrictsActive: rule.restricts == .active, outcome: rule.outcome, level: rule.level,
        bookIndex: index,
        isAboutPlace: rule.region != nil || rule.when.looksAtPlace))
  }

  private mutating func known(
    _ name: String?, _ symbols: SymbolTable, _ what: String, _ field: String,
    _ origin: SourceSpan?
  ) -> Int32 {
    guard let name else { return -1 }
    let index = symbols.index(of: name)
    if index < 0 {
      sink.report(
        .unknownReference, "there is no \(what) \(Diagnostic.quote(name))",
        help: Suggestion.closest(to: name, among: symbols.names).map { "did you mean `\($0)`?" }
          ?? "state the \(what) first",
        at: origin, about: Subject(fields: [field], text: name))
    }
    return index
  }

  private mutating func buildIndex(_ catalog: CatalogTable) {
    let entries = rows { $0.effect.isTerritorial }
    let lists = rows { $0.effect == .list || $0.effect == .exclude }
    let permits = rows { $0.effect == .permit }
    addLicenses(rows { $0.effect == .license }, catalog)
    table.hasTerritories = !entries.isEmpty
    table.hasListings = !lists.isEmpty
    table.hasPermits = !permits.isEmpty
    let stated = rules(lists).filter { $0.rule.effect == .list }
    table.asksLists = !stated.isEmpty
    table.hasListsByTier = stated.contains { $0.rule.tier >= 0 || $0.rule.group >= 0 }
    buildListings(lists, catalog)
    table.regionalLists = ProductIndex(stated.filter { $0.rule.isAboutPlace }, catalog)
    table.permits = TerritoryTable.Index(
      catalog.texts.count, permits.map { (table.rows[Int($0)].seller, $0) })
    table.byDealer = TerritoryTable.Index(catalog.customers.count, dealers(of: entries))
    buildLists(entries, catalog)
    table.generalGrants = ProductIndex(
      rules(rows { $0.isGrant && $0.dealer < 0 }), catalog)
  }

  /// The rows that are as asked.
  private func rows(_ isMeant: (TerritoryTable.Row) -> Bool) -> [Int32] {
    table.rows.indices.filter { isMeant(table.rows[$0]) }.map { Int32(truncatingIfNeeded: $0) }
  }

  /// Rows with what they say.
  private func rules(_ rows: [Int32]) -> [(row: Int32, rule: TerritoryTable.Row)] {
    rows.map { ($0, table.rows[Int($0)]) }
  }

  /// Rows that name a dealer, with it.
  private func dealers(of rows: [Int32]) -> [(key: Int32, row: Int32)] {
    var named: [(key: Int32, row: Int32)] = []
    named.reserveCapacity(rows.count)
    for row in rows where table.rows[Int(row)].dealer >= 0 {
      named.append((table.rows[Int(row)].dealer, row))
    }
    return named
  }

  /// What makes a grant the same as another: of the same, one does.
  private struct PlainGrant: Hashable {
    /// Who and what, a number for each.
    var scope: SIMD8<Int32>
    var from: Int64
    var until: Int64

    init?(_ rule: TerritoryTable.Row) {
      guard rule.isGrant, !rule.isExclusive, rule.condition < 0 else { return nil }
      scope = SIMD8(
        rule.dealer, rule.tier, rule.group, rule.channel, rule.region, rule.product,
        rule.category, rule.brand)
      (from, until) = (rule.from, rule.until)
    }
  }

  /// Lists and exclusions by the dealer that they name, those that name none after all dealers.
  private mutating func buildListings(
    _ rows: [Int32], _ catalog: CatalogTable
  ) {
    let goods = TerritoryCompiler.goods(catalog)
    let general = Int32(truncatingIfNeeded: catalog.customers.count)
    let exclusions = general + 1
    let entries = rules(rows).map { row, rule in
      TerritoryLists.Entry(
        owner: (rule.dealer < 0 ? general : rule.dealer)
          + (rule.effect == .exclude ? exclusions : 0),
        row: row, region: rule.region, goods: goods.key(rule))
    }
    table.exclusions = exclusions
    table.listings = TerritoryLists(2 * Int(exclusions), entries, goods)
  }

  private static func goods(_ catalog: CatalogTable) -> TerritoryLists.Goods {
    TerritoryLists.Goods(
      products: Int32(truncatingIfNeeded: catalog.products.count),
      categories: Int32(truncatingIfNeeded: catalog.categories.count))
  }

  private mutating func buildLists(_ rows: [Int32], _ catalog: CatalogTable) {
    let goods = TerritoryCompiler.goods(catalog)
    table.general = Int32(truncatingIfNeeded: catalog.customers.count)
    (table.exclusive, table.grants) = (table.general + 1, table.general + 2)
    var found: [TerritoryLists.Entry] = []
    found.reserveCapacity(rows.count * 2)
    for row in rows {
      let rule = table.rows[Int(row)]
      var entry = TerritoryLists.Entry(
        owner: rule.dealer < 0 ? table.general : rule.dealer, row: row, region: rule.region,
        goods: goods.key(rule))
      found.append(entry)
      entry.owner = table.exclusive
      if rule.isExclusive { found.append(entry) }
      entry.owner = table.grants
      if rule.isGrant { found.append(entry) }
    }
    // Of the same grants an owner's list needs one; all grants are listed whole.
    var seen: Set<PlainGrant> = []
    var last: TerritoryLists.Entry?
    table.lists = TerritoryLists(catalog.customers.count + 3, found, goods) { [table] entry in
      defer { last = entry }
      guard entry.owner <= table.general, let before = last else { return true }
      guard before.owner == entry.owner, before.region == entry.region, before.goods == entry.goods
      else {
        if !seen.isEmpty { seen.removeAll(keepingCapacity: true) }
        return true
      }
      if seen.isEmpty, let grant = PlainGrant(table.rows[Int(before.row)]) { seen.insert(grant) }
      guard let grant = PlainGrant(table.rows[Int(entry.row)]) else { return true }
      return seen.insert(grant).inserted
    }
  }

  private mutating func addLicenses(_ rows: [Int32], _ catalog: CatalogTable) {
    guard !rows.isEmpty else { return }
    let licenses = rules(rows)
    table.hasLicensesByTier = licenses.contains { $0.rule.tier >= 0 || $0.rule.group >= 0 }
    table.licensesByDealer = TerritoryTable.Index(catalog.customers.count, dealers(of: rows))
    let general = licenses.filter { $0.rule.dealer < 0 }
    table.generalLicenses = TerritoryTable.Index(
      catalog.regions.count, general.map { ($0.rule.region, $0.row) })
    table.licensesByProduct = ProductIndex(general, catalog)
    let kinds = Set(licenses.map(\.rule.kind)).sorted { a, b in
      a < 0 || b < 0
        ? a < b : IdentifierOrder.precedes(catalog.texts.name(a), catalog.texts.name(b))
    }
    for kind in kinds {
      let own = licenses.map(\.rule).filter { $0.kind == kind }
      table.licenseKinds.append((kind, TerritoryCompiler.covered(own, catalog)))
    }
  }

  /// Which products some of the rules are about.
  private static func covered(_ rules: [TerritoryTable.Row], _ catalog: CatalogTable) -> [Bool] {
    let products = Set(rules.map(\.product))
    let categories = Set(rules.map(\.category))
    let brands = Set(rules.map(\.brand))
    let isForAll = rules.contains { $0.product < 0 && $0.category < 0 && $0.brand < 0 }
    return (0..<Int32(catalog.products.count)).map { product in
      let brand = catalog.productBrand[Int(product)]
      if isForAll || products.contains(product) || brand >= 0 && brands.contains(brand) {
        return true
      }
      var category = catalog.productCategory[Int(product)]
      while category >= 0, !categories.contains(category) {
        category = catalog.categoryTree.parent(of: category)
      }
      return category >= 0
    }
  }
}

extension TerritoryOutcome: Comparable {
  private var rank: Int {
    switch self {
    case .allow: 0
    case .flag: 1
    case .hold: 2
    case .block: 3
    }
  }

  /// Orders by how much they hinder.
  public static func < (lhs: TerritoryOutcome, rhs: TerritoryOutcome) -> Bool {
    lhs.rank < rhs.rank
  }
}
