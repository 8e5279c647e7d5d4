/// Finds territory rules and settings that the book's legal profile does not bear (RULES.md R-015).
struct TerritoryLint {
  /// What a rule is about; −1 stands for everything.
  private struct Scope: Hashable {
    var region: Int32
    var product: Int32
    var category: Int32
    var brand: Int32
    var channel: Int32
  }

  /// A stretch of time in which so many dealers share a territory.
  private struct Crowd {
    var from: Int64
    var until: Int64
    var dealers: Int
  }

  /// Exclusive grants of one territory and around it that are counted.
  private static let counted = 4096

  private let book: RuleBook
  private let rows: [TerritoryTable.Row]
  private let catalog: CatalogTable
  /// Exclusive grants, and bans of everybody, by scope.
  private var exclusive: [Scope: [Int]] = [:]
  private var banned: [Scope: [Int]] = [:]
  var sink: DiagnosticSink

  init(_ book: RuleBook, _ rows: [TerritoryTable.Row], _ catalog: CatalogTable, limits: Limits) {
    self.book = book
    self.rows = rows
    self.catalog = catalog
    sink = DiagnosticSink(limit: limits.diagnostics)
    for (index, row) in rows.enumerated() {
      if row.isExclusive { exclusive[scope(row), default: []].append(index) }
      let isForAll = row.dealer < 0 && row.tier < 0 && row.group < 0 && row.condition < 0
      if row.effect == .deny, isForAll { banned[scope(row), default: []].append(index) }
    }
  }

  mutating func run() {
    let profile = book.territory.profile
    guard profile != .none else { return }
    if profile != .us { checkOrderChecks() }
    guard !rows.isEmpty else { return }
    if profile != .us {
      checkShare()
      checkSettings()
      for row in rows { checkPassive(row) }
    }
    guard profile == .eu else { return }
    checkCrowds()
    for row in rows where row.effect == .deny && row.region >= 0 && row.outcome > .flag {
      checkParallel(row)
    }
  }

  // MARK: Settings

  private mutating func checkShare() {
    guard let share = book.territory.marketShare, share > TerritoryPolicy.safeHarbour else {
      return
    }
    warnSetting(
      .beyondSafeHarbour,
      "with more than \(TerritoryPolicy.safeHarbour) of the market no territory rule is presumed "
        + "lawful",
      "have every rule that hinders sales looked at by counsel", "marketShare")
  }

  private mutating func checkSettings() {
    let policy = book.territory
    // Without a rule that names a place nothing is refused because of one.
    if rows.contains(where: { $0.effect == .grant && $0.isAboutPlace }) {
      checkSetting(policy.unlisted, "unlisted")
      checkSetting(policy.whiteSpace, "whiteSpace")
    }
    if rows.contains(where: { $0.effect == .list && $0.isAboutPlace }) {
      checkSetting(policy.notListed, "notListed")
      checkSetting(policy.defaultWhenNoListing, "defaultWhenNoListing")
    }
  }

  private mutating func checkSetting(_ outcome: TerritoryOutcome, _ name: String) {
    guard outcome > .flag else { return }
    // What nobody stated is told where the settings stand.
    warnSetting(
      .blocksPassive, "`\(name)` would stop sales that nobody sought",
      "only active sales are stopped, others are flagged; state `\"flag\"` to flag all",
      name)
  }

  private mutating func warnSetting(
    _ code: DiagnosticCode, _ message: String, _ help: String, _ field: String
  ) {
    sink.report(
      code, message, help: help, severity: .warning, at: book.territory.origin,
      about: Subject(fields: [field, "profile"]))
  }

  // MARK: Rules

  private mutating func checkPassive(_ row: TerritoryTable.Row) {
    let isPlace =
      row.isExclusive || [.deny, .exclude].contains(row.effect) && row.isAboutPlace
    guard isPlace, !row.restrictsActive, row.outcome > .flag else { return }
    let rule = book.territories[Int(row.bookIndex)]
    warn(
      .blocksPassive, "\(Diagnostic.quote(rule.id)) would stop sales that nobody sought",
      "state `\"restricts\": \"active\"`; passive sales are only flagged", rule, "restricts")
  }

  /// No profile weakens checks, so that one about places stops every sale there.
  private mutating func checkOrderChecks() {
    for check in book.checks where check.status == .published && check.outcome > .flag {
      guard check.conditions.contains(where: { $0.looksAtPlace }) else { continue }
      sink.report(
        .blocksPassive, "check \(Diagnostic.quote(check.id)) would stop sales that nobody sought",
        help: "say who may sell where by territory rules, which the profile weakens",
        severity: .warning, at: check.origin, about: Subject(fields: ["when", "require"]))
    }
  }

  /// A ban must hold for everybody but those to whom the territory is given.
  private mutating func checkParallel(_ row: TerritoryTable.Row) {
    guard row.dealer >= 0 || row.tier >= 0 || row.group >= 0 else { return }
    guard !isForAll(row) else { return }
    let rule = book.territories[Int(row.bookIndex)]
    warn(
      .noParallelImposition,
      "\(Diagnostic.quote(rule.id)) keeps some dealers out of a territory and lets others in",
      "grant the territory exclusively, or deny it to everybody and grant it to those it is for",
      rule, row.dealer >= 0 ? "dealer" : row.tier >= 0 ? "tier" : "group")
  }

  /// Whether something keeps everybody out of what a ban is about for as long as it is in force.
  private func isForAll(_ row: TerritoryTable.Row) -> Bool {
    var covers: [TerritoryTable.Row] = []
    for scope in covering(row) {
      for index in exclusive[scope] ?? [] { covers.append(rows[index]) }
      for index in banned[scope] ?? [] { covers.append(rows[index]) }
    }
    covers = covers.filter { $0.outcome > .flag }
    covers.sort { $0.from < $1.from }
    var reached = row.from
    for cover in covers where cover.from <= reached { reached = max(reached, cover.until) }
    return reached >= row.until
  }

  private mutating func checkCrowds() {
    let bound = TerritoryPolicy.protectedDealers
    for (scope, own) in exclusive.sorted(by: { ($0.value.first ?? 0) < ($1.value.first ?? 0) }) {
      guard let first = own.first else { continue }
      var members: [Int] = []
      for wider in covering(rows[first]) where members.count < TerritoryLint.counted {
        members += (exclusive[wider] ?? []).prefix(TerritoryLint.counted - members.count)
      }
      let crowds = crowds(members)
      guard !crowds.isEmpty else { continue }
      for index in exclusive[scope] ?? [] {
        let row = rows[index]
        let most = crowds.filter { $0.from < row.until && row.from < $0.until }.map(\.dealers).max()
        guard let most else { continue }
        let rule = book.territories[Int(row.bookIndex)]
        warn(
          .crowdedTerritory,
          "\(most) dealers share the exclusive territory of "
            + "\(Diagnostic.quote(rule.id)); more than \(bound) may not be protected",
          "name at most \(bound) dealers at a time; until then the rule only flags", rule,
          "exclusive")
      }
    }
  }

  /// When more dealers than may be protected are granted a territory at once.
  private func crowds(_ members: [Int]) -> [Crowd] {
    var changes: [(at: Int64, dealer: Int32, step: Int)] = []
    for index in members {
      changes.append((rows[index].from, rows[index].dealer, 1))
      changes.append((rows[index].until, rows[index].dealer, -1))
    }
    changes.sort { $0.at < $1.at }
    var holders: [Int32: Int] = [:]
    var result: [Crowd] = []
    for (position, change) in changes.enumerated() {
      let count = (holders[change.dealer] ?? 0) + change.step
      holders[change.dealer] = count == 0 ? nil : count
      let end = position + 1 < changes.count ? changes[position + 1].at : change.at
      if holders.count > TerritoryPolicy.protectedDealers, change.at < end {
        result.append(Crowd(from: change.at, until: end, dealers: holders.count))
      }
    }
    return result
  }

  // MARK: Scopes

  private func scope(_ row: TerritoryTable.Row) -> Scope {
    Scope(
      region: row.region, product: row.product, category: row.category, brand: row.brand,
      channel: row.channel)
  }

  /// The scope of a rule and every one that covers all of it.
  private func covering(_ row: TerritoryTable.Row) -> [Scope] {
    let own = scope(row)
    var regions: [Int32] = [-1]
    if row.region >= 0 {
      regions.append(row.region)
      let span = catalog.regionTree.span(at: row.from)
      let place = catalog.regionTree.position(of: row.region, span: span)
      var current = catalog.regionTree.parent(of: place)
      while current >= 0 {
        regions.append(catalog.regionTree.symbol(current))
        current = catalog.regionTree.parent(of: current)
      }
    }
    var goods = [Scope(region: -1, product: -1, category: -1, brand: -1, channel: -1)]
    if own.product >= 0 || own.category >= 0 || own.brand >= 0 { goods.append(own) }
    let brand = own.product >= 0 ? catalog.productBrand[Int(own.product)] : -1
    if brand >= 0 {
      goods.append(Scope(region: -1, product: -1, category: -1, brand: brand, channel: -1))
    }
    var category =
      own.product >= 0
      ? catalog.productCategory[Int(own.product)] : catalog.categoryTree.parent(of: own.category)
    while category >= 0 {
      goods.append(Scope(region: -1, product: -1, category: category, brand: -1, channel: -1))
      category = catalog.categoryTree.parent(of: category)
    }
    let channels = own.channel < 0 ? [-1] : [-1, own.channel]
    return regions.flatMap { region in
      goods.flatMap { good in
        channels.map { channel in
          var scope = good
          (scope.region, scope.channel) = (region, channel)
          return scope
        }
      }
    }
  }

  private mutating func warn(
    _ code: DiagnosticCode, _ message: String, _ help: String, _ rule: TerritoryRule,
    _ field: String
  ) {
    sink.report(
      code, message, help: help, severity: .warning, at: rule.origin,
      about: Subject(fields: [field]))
  }
}

extension Condition {
  /// Whether it asks where goods go or where the customer is.
  var looksAtPlace: Bool {
    switch self {
    case .all(let parts), .any(let parts): parts.contains { $0.looksAtPlace }
    case .not(let part): part.looksAtPlace
    case .test(.region, _), .test(.customerRegion, _): true
    case .test: false
    }
  }
}
