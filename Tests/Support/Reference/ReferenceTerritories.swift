import DealerRules

/// R-010 … R-015: may this dealer buy this here. Everything is looked up afresh for every line.
extension ReferenceRun {
  /// What the rules say about one line at one place.
  private struct Verdict {
    var outcome = TerritoryOutcome.allow
    var rule: TerritoryRule?
    var isWhiteSpace = false
  }

  func checkTerritories() {
    checkLists()
    checkLicenses()
    guard !territorial.isEmpty else { return }
    let places = testedPlaces()
    for item in items {
      var worst = Verdict()
      for place in places {
        let verdict = judge(item, at: world.regionPath(place, at: instant))
        if hindrance(verdict.outcome) > hindrance(worst.outcome) { worst = verdict }
      }
      report(worst, item)
    }
  }

  /// R-010: the published grants and denials.
  private var territorial: [TerritoryRule] {
    world.book.territories.filter {
      $0.status == .published && ($0.effect == .grant || $0.effect == .deny)
    }
  }

  func hindrance(_ outcome: TerritoryOutcome) -> Int {
    [.allow, .flag, .hold, .block].firstIndex(of: outcome) ?? 0
  }

  /// R-012: the places that are tested, `nil` where none is known.
  func testedPlaces() -> [String?] {
    func living(_ code: String?) -> String? { world.place(code, at: instant).region }
    let shipTo = order.shipTo == nil ? nil : place.region
    let end = living(order.endRegion)
    let home = living(customer?.region)
    let payer = living(order.billTo.flatMap { world.customers[$0]?.region })
    let known: [String?] =
      switch order.fulfilment {
      case .ship: [shipTo, end, home, payer]
      case .pickup: [living(order.pickupAt), home, payer]
      case .dropship: [end, shipTo, home, payer]
      }
    let first = known.compactMap { $0 }.first
    return end == nil || end == first ? [first] : [first, end]
  }

  /// R-012: whether a code that the order states means no living region.
  var namesUnknownPlace: Bool {
    var codes = [order.shipTo, order.endRegion]
    if order.fulfilment == .pickup { codes.append(order.pickupAt) }
    return codes.contains { $0 != nil && world.place($0, at: instant) == .unknown }
  }

  /// R-014: the customer's own answer, and that of every dealer above it that has rules.
  private func judge(_ item: ReferenceItem, at path: [String]) -> Verdict {
    let chain = dealersAbove()
    var worst = verdict(item, path, chain)
    guard world.book.territory.subDealers == .within else { return worst }
    for level in chain.indices.dropFirst() {
      let hasRules = territorial.contains { $0.dealer == chain[level] }
      guard hasRules else { continue }
      let above = verdict(item, path, Array(chain[level...]))
      if hindrance(above.outcome) > hindrance(worst.outcome) { worst = above }
    }
    return worst
  }

  /// R-011, R-013: the most specific of the rules that match dealers `chain`.
  private func verdict(_ item: ReferenceItem, _ path: [String], _ chain: [String]) -> Verdict {
    let covering = territorial.filter { covers($0, item, path) }
    let own = covering.filter { rule in
      (rule.dealer.map { chain.contains($0) } ?? true)
        && (rule.tier.map { $0 == customer?.tier } ?? true)
        && (rule.group.map { customer?.groups.contains($0) == true } ?? true)
    }
    let foreign = covering.filter { rule in
      rule.isExclusive && !dealersAbove().contains(rule.dealer ?? "")
        && !own.contains { $0.isExclusive && nearness($0, path) <= nearness(rule, path) }
    }
    var all = own.map { (rule: $0, denies: $0.effect == .deny) }
    all += foreign.map { (rule: $0, denies: true) }
    let ranked = all.sorted { a, b in
      let (x, y) = (key(a.rule, item, path, chain), key(b.rule, item, path, chain))
      if x != y { return x.lexicographicallyPrecedes(y) }
      if a.denies != b.denies { return a.denies }
      if a.denies, a.rule.outcome != b.rule.outcome {
        return hindrance(a.rule.outcome) > hindrance(b.rule.outcome)
      }
      return ReferenceNames.isBefore(a.rule.id, b.rule.id)
    }
    if let first = ranked.first {
      tag("territory.\(first.denies ? "deny" : "grant")")
      return first.denies ? Verdict(outcome: first.rule.outcome, rule: first.rule) : Verdict()
    }
    let isOwned = covering.contains { $0.effect == .grant }
    tag("territory.\(isOwned ? "unlisted" : "whiteSpace")")
    let policy = world.book.territory
    return Verdict(
      outcome: isOwned ? policy.unlisted : policy.whiteSpace, isWhiteSpace: !isOwned)
  }

  /// R-010: everything of a rule but whom it names.
  func covers(_ rule: TerritoryRule, _ item: ReferenceItem, _ path: [String]) -> Bool {
    let categories = world.chain(item.product.category, in: world.categoryParents)
    return rule.status == .published && world.isInForce(rule.validity, at: instant)
      && (rule.region.map { path.contains(world.regionID($0) ?? $0) } ?? true)
      && (rule.product.map { $0 == item.product.id } ?? true)
      && (rule.category.map { categories.contains($0) } ?? true)
      && (rule.brand.map { $0 == item.product.brand } ?? true)
      && (rule.channel.map { $0 == channel } ?? true) && holds(rule.when, item)
  }

  private func nearness(_ rule: TerritoryRule, _ path: [String]) -> Int {
    rule.region.flatMap { path.firstIndex(of: world.regionID($0) ?? $0) } ?? .max
  }

  /// R-011: what is compared, smaller first.
  private func key(
    _ rule: TerritoryRule, _ item: ReferenceItem, _ path: [String], _ chain: [String]
  ) -> [Int] {
    let categories = world.chain(item.product.category, in: world.categoryParents)
    return world.book.territory.precedence.map { field in
      switch field {
      case .region: return nearness(rule, path)
      case .product:
        if rule.product != nil { return 0 }
        if let category = rule.category { return 1 + (categories.firstIndex(of: category) ?? 0) }
        return rule.brand == nil ? .max : 1000
      case .channel: return rule.channel == nil ? 1 : 0
      case .dealer:
        if let level = rule.dealer.flatMap({ chain.firstIndex(of: $0) }) { return level }
        return rule.group != nil ? 1000 : rule.tier != nil ? 1001 : 1002
      case .from:
        let start = rule.validity.from
        return start == .distantPast ? .max : -Int(start.secondsSinceEpoch)
      }
    }
  }

  /// R-015: what the law leaves of an answer.
  private func report(_ verdict: Verdict, _ item: ReferenceItem) {
    guard verdict.outcome != .allow else { return }
    var outcome = verdict.outcome
    if let rule = verdict.rule, hindrance(outcome) > 1 {
      let isActive = order.solicitation == .active
      let isProtected: Bool
      switch world.book.territory.profile {
      case .none: isProtected = isActive || rule.restricts == .all
      case .eu: isProtected = isActive && !isCrowded(rule)
      case .china: isProtected = isActive
      case .us: isProtected = false
      }
      if !isProtected { outcome = .flag }
    }
    let word =
      verdict.rule != nil ? "territory" : verdict.isWhiteSpace ? "whiteSpace" : "unlisted"
    let ending =
      [TerritoryOutcome.flag: "Flagged", .hold: "Held", .block: "Blocked"][outcome] ?? ""
    let rule = verdict.rule?.id ?? ""
    let codes = ReasonCode.allCases.filter { $0.name == word + ending }
    for code in codes { find(code, rule: rule, line: item.number) }
    if outcome != verdict.outcome { find(.legallyWeakened, rule: rule, line: item.number) }
  }

  /// R-015: whether more than five dealers hold exclusive grants of a rule's scope.
  private func isCrowded(_ rule: TerritoryRule) -> Bool {
    func scope(_ rule: TerritoryRule) -> [String?] {
      [
        rule.region.flatMap { world.regionID($0) }, rule.product, rule.category, rule.brand,
        rule.channel,
      ]
    }
    let holders = world.book.territories.filter {
      $0.status == .published && $0.isExclusive && scope($0) == scope(rule)
    }
    return rule.isExclusive && Set(holders.compactMap(\.dealer)).count > 5
  }
}
