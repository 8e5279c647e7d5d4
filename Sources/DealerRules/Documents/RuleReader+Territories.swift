// Territory rules and their settings (RULES.md R-010 …).
extension RuleReader {
  mutating func readTerritory(_ view: inout FieldView) {
    guard let id = id(&view) else { return }
    let effect: TerritoryEffect? = choice("effect", &view)
    if effect == nil, cell("effect", &view) == nil { missing("effect", view) }
    var rule = TerritoryRule(id: id, effect: effect ?? .grant, origin: headSpan(view))
    rule.dealer = text("dealer", &view)
    rule.tier = text("tier", &view)
    rule.group = text("group", &view)
    rule.region = text("region", &view)
    rule.product = text("product", &view)
    rule.category = text("category", &view)
    rule.brand = text("brand", &view)
    rule.channel = text("channel", &view)
    rule.seller = text("seller", &view)
    if rule.seller?.isEmpty == true {
      report(
        .emptyText, "the seller is empty", help: "name who enters orders for others",
        at: span(of: ["seller"], view))
    }
    if let cell = cell("kind", &view), isIdentifier(cell, "kind") { rule.kind = cell.text }
    if let days = integer("graceDays", 0...36_500, &view) { rule.graceDays = Int32(days) }
    if let days = integer("warnDays", 0...36_500, &view) { rule.warnDays = Int32(days) }
    if case .object = view.source { rule.when = condition("when", &view) }
    rule.isExclusive = flag("exclusive", &view) ?? false
    if let sales: RestrictedSales = choice("restricts", &view) { rule.restricts = sales }
    let outcome: TerritoryOutcome? = choice("outcome", &view)
    if let outcome { rule.outcome = outcome }
    if let level = integer("level", 0...100, &view) { rule.level = Int32(level) }
    rule.validity = rowValidity(&view)
    if let status: RuleStatus = choice("status", &view) { rule.status = status }
    if effect != nil, outcome == .block { checkBlocks(rule, view) }
    book.territories.append(rule)
  }

  /// A rule that hinders nobody may not even state the usual outcome, which would read as if it
  /// blocked; that it is stated the compile does not know (RULES.md R-010).
  private mutating func checkBlocks(_ rule: TerritoryRule, _ view: FieldView) {
    guard !TerritoryCompiler.hinders(rule), rule.restricts == .all, rule.level == 0 else { return }
    report(
      .territoryMismatch, TerritoryCompiler.idleWay("outcome"),
      help: TerritoryCompiler.idleWayHelp, at: span(of: ["outcome"], view))
  }

  static let territoryColumns =
    [
      "id", "effect", "dealer", "tier", "group", "region", "product", "category", "brand",
      "channel", "seller", "kind", "graceDays", "warnDays", "exclusive", "restricts", "outcome",
      "level",
      "status",
    ] + validityColumns

  mutating func readTerritoryPolicy(_ view: inout FieldView) {
    book.territory.origin = headSpan(view)
    if let node = member("precedence", &view) {
      book.territory.precedence = words(node, "precedence")
    }
    if let outcome: TerritoryOutcome = choice("whiteSpace", &view) {
      book.territory.whiteSpace = outcome
    }
    if let outcome: TerritoryOutcome = choice("unlisted", &view) {
      book.territory.unlisted = outcome
    }
    if let rule: SubDealerRule = choice("subDealers", &view) { book.territory.subDealers = rule }
    if let profile: LegalProfile = choice("profile", &view) { book.territory.profile = profile }
    if let node = member("parties", &view) {
      book.territory.parties = words(node, "parties")
    }
    if let outcome: TerritoryOutcome = choice("defaultWhenNoListing", &view) {
      book.territory.defaultWhenNoListing = outcome
    }
    if let outcome: TerritoryOutcome = choice("notListed", &view) {
      book.territory.notListed = outcome
    }
    if let outcome: TerritoryOutcome = choice("unlicensed", &view) {
      book.territory.unlicensed = outcome
    }
    if let outcome: TerritoryOutcome = choice("unpermitted", &view) {
      book.territory.unpermitted = outcome
    }
    if let level = integer("level", 0...100, &view) { book.territory.level = Int32(level) }
    if let cell = cell("marketShare", &view), let share = rate(cell) {
      book.territory.marketShare = share
      if share < .zero || share > .one {
        report(
          .numberOutOfRange, "the rate \(Diagnostic.quote(cell.text)) is out of range",
          help: "write a rate from 0 % to 100 %", at: cell.span)
      }
    }
    finish(view)
  }
}
