import DealerRules

/// R-010 … R-015: may this dealer buy this here. Everything is looked up afresh for every line.
extension ReferenceRun {
  /// What the rules say about one line at one place.
  private struct Verdict {
    var outcome = TerritoryOutcome.allow
    var stated = TerritoryOutcome.allow
    var rule: TerritoryRule?
    var isWhiteSpace = false
  }

  func checkTerritories() {
    let policy = world.book.territory
    let isAsked = policy.whiteSpace != .allow || policy.defaultWhenNoListing != .allow
    let published = isAsked || world.book.territories.contains { $0.status == .published }
    let consignee = order.shipToCustomer
    if published, let consignee, world.customers[consignee] == nil {
      find(.unknownParty, of: "shipToCustomer")
    }
    if published, let payer = order.billTo, world.customers[payer] == nil {
      let hasLists =
        policy.defaultWhenNoListing != .allow
        || world.book.territories.contains {
          $0.status == .published && ($0.effect == .list || $0.effect == .exclude)
        }
      let isAsked = hasLists && world.book.territory.parties.contains(.payer)
      if isAsked || testedPlaces().first == .some(nil) { find(.unknownParty, of: "billTo") }
    }
    checkLists()
    checkLicenses()
    let places = testedPlaces()
    for item in items {
      var worst = (verdict: Verdict(), item: item)
      for place in places {
        let path = world.regionDistances(place, at: instant)
        for goods in goods(of: item) {
          let verdict = judge(goods, at: path)
          if hindrance(verdict.outcome) > hindrance(worst.verdict.outcome) {
            worst = (verdict, goods)
          }
        }
      }
      report(worst.verdict, worst.item)
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
    let known = placesByRank()
    let end = world.place(order.endRegion, at: instant).region
    let first = known.compactMap { $0 }.first
    return end == nil || end == first ? [first] : [first, end]
  }

  /// R-012: the places that are asked one after the other, the payer's last.
  private func placesByRank() -> [String?] {
    func living(_ code: String?) -> String? { world.place(code, at: instant).region }
    let consignee = order.shipToCustomer.flatMap { world.customers[$0]?.region }
    let shipTo = (order.shipTo ?? consignee) == nil ? nil : place.region
    let end = living(order.endRegion)
    let home = living(customer?.region)
    let payer = living(order.billTo.flatMap { world.customers[$0]?.region })
    return switch order.fulfilment {
    case .ship: [shipTo, end, home, payer]
    case .pickup: [living(order.pickupAt), home, payer]
    case .dropship: [end, shipTo, home, payer]
    }
  }

  /// R-012: the places that the order states beside its own, and the payer's where none before it
  /// is known.
  var otherPlaces: [(name: String, place: ReferenceWorld.Place)] {
    var codes = [("endRegion", order.endRegion), ("pickupAt", order.pickupAt)]
    if placesByRank().dropLast().allSatisfy({ $0 == nil }) {
      codes.append(("billTo", order.billTo.flatMap { world.customers[$0]?.region }))
    }
    return codes.map { ($0, world.place($1, at: instant)) }
  }

  func isSplit(_ place: ReferenceWorld.Place) -> Bool {
    if case .split = place { return true }
    return false
  }

  /// R-030: the customer's own answer, and that of every dealer above it.
  private func judge(_ item: ReferenceItem, at path: [[String]]) -> Verdict {
    let chain = dealersAbove()
    var worst = verdict(item, path, chain)
    guard world.book.territory.subDealers == .within else { return worst }
    for level in chain.indices.dropFirst() {
      let above = verdict(item, path, Array(chain[level...]))
      if hindrance(above.outcome) > hindrance(worst.outcome) {
        tag("territory.within")
        worst = above
      }
    }
    return worst
  }

  /// R-011, R-013, R-014: what the rules that match dealers `chain` come to.
  private func verdict(_ item: ReferenceItem, _ path: [[String]], _ chain: [String]) -> Verdict {
    let covering = territorial.filter { covers($0, item, path.flatMap { $0 }) }
    let own = covering.filter { isOwn($0, chain) }
    let foreign = covering.filter { rule in
      rule.isExclusive && !dealersAbove().contains(rule.dealer ?? "") && isAsked(rule, chain)
        && !own.contains { $0.isExclusive && nearness($0, path) <= nearness(rule, path) }
    }
    func key(_ rule: TerritoryRule) -> [Int] { self.key(rule, item, path, chain) }
    let grants = own.filter { $0.effect == .grant }.map(key)
    let grant = grants.min { $0.lexicographicallyPrecedes($1) }
    var answers: [Verdict] = []
    // R-031: nothing has to open a part.
    if grant == nil, !item.isComponent {
      let isOwned = covering.contains { $0.effect == .grant }
      let stated = atPlace(
        isOwned ? world.book.territory.unlisted : world.book.territory.whiteSpace)
      tag("territory.\(isOwned ? "unlisted" : "whiteSpace")")
      // R-015: what the dealer may buy nowhere is no matter of territories.
      let isGranted = territorial.contains { rule in
        rule.effect == .grant && isOwn(rule, chain) && coversSomewhere(rule, item)
      }
      answers.append(
        Verdict(
          outcome: lawful(stated, nil, covering, isPlace: isGranted), stated: stated,
          isWhiteSpace: !isOwned))
    }
    for rule in own.filter({ $0.effect == .deny }) + foreign {
      if let grant, grant.lexicographicallyPrecedes(key(rule)) { continue }
      answers.append(
        Verdict(
          outcome: lawful(rule.outcome, rule, covering, isPlace: isAboutPlace(rule)),
          stated: rule.outcome, rule: rule))
    }
    let sorted = answers.sorted { a, b in
      if a.outcome != b.outcome { return hindrance(a.outcome) > hindrance(b.outcome) }
      guard let first = a.rule, let second = b.rule else { return a.rule != nil && b.rule == nil }
      let (x, y) = (key(first), key(second))
      if x != y { return x.lexicographicallyPrecedes(y) }
      if a.stated != b.stated { return hindrance(a.stated) > hindrance(b.stated) }
      return ReferenceNames.isBefore(first.id, second.id)
    }
    if grant != nil { tag("territory.\(sorted.isEmpty ? "grant" : "deny")") }
    return sorted.first ?? Verdict()
  }

  /// R-030: whether a rule names the dealer asked, the customer itself or one above it.
  private func isOwn(_ rule: TerritoryRule, _ chain: [String]) -> Bool {
    let asked = chain.first.flatMap { world.customers[$0] }
    return rule.dealer.map { chain.contains($0) } ?? true
      && rule.tier.map { $0 == asked?.tier } ?? true
      && rule.group.map { asked?.groups.contains($0) == true } ?? true
  }

  /// R-030: of a dealer above the customer rules are left out that name one below it.
  private func isAsked(_ rule: TerritoryRule, _ chain: [String]) -> Bool {
    guard let asked = chain.first, asked != dealersAbove().first else { return true }
    var current = rule.dealer
    while let dealer = current {
      if dealer == asked { return false }
      current = world.customers[dealer]?.parent
    }
    return true
  }

  /// R-015: the same at some place, whatever the rule asks of places.
  func coversSomewhere(_ rule: TerritoryRule, _ item: ReferenceItem) -> Bool {
    var anywhere = rule
    anywhere.region = nil
    anywhere.when = .always
    return covers(anywhere, item, []) && holdsSomewhere(rule.when, item)
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

  private func nearness(_ rule: TerritoryRule, _ path: [[String]]) -> Int {
    rule.region.flatMap { code in
      path.firstIndex { $0.contains(world.regionID(code) ?? code) }
    } ?? .max
  }

  /// R-011: what is compared, smaller first.
  private func key(
    _ rule: TerritoryRule, _ item: ReferenceItem, _ path: [[String]], _ chain: [String]
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

  /// R-015: bans without any place are no matter of territories, exclusive grants always are.
  private func isAboutPlace(_ rule: TerritoryRule) -> Bool {
    rule.isExclusive || rule.region != nil || looksAtPlace(rule.when)
  }

  /// R-015: what the law leaves of the outcome of a rule, or of a setting; `covering` are the
  /// grants and denials that cover the line.
  func lawful(
    _ outcome: TerritoryOutcome, _ rule: TerritoryRule?, _ covering: [TerritoryRule],
    isPlace: Bool = true
  ) -> TerritoryOutcome {
    guard hindrance(outcome) > 1 else { return outcome }
    let isActive = order.solicitation == .active
    if let rule, rule.restricts == .active, !isActive { return .flag }
    guard isPlace else { return outcome }
    let isProtected: Bool
    switch world.book.territory.profile {
    case .none: isProtected = true
    case .eu:
      let holders = Set(covering.filter(\.isExclusive).compactMap(\.dealer))
      let isCrowded = rule?.isExclusive == true && holders.count > 5
      isProtected = isActive && !isCrowded
    case .china: isProtected = isActive
    case .us: isProtected = false
    }
    return isProtected ? outcome : .flag
  }

  private func report(_ verdict: Verdict, _ item: ReferenceItem) {
    guard verdict.outcome != .allow else { return }
    let word =
      verdict.rule != nil ? "territory" : verdict.isWhiteSpace ? "whiteSpace" : "unlisted"
    let ending =
      [TerritoryOutcome.flag: "Flagged", .hold: "Held", .block: "Blocked"][verdict.outcome] ?? ""
    let rule = verdict.rule?.id ?? ""
    let codes = ReasonCode.allCases.filter { $0.name == word + ending }
    for code in codes { find(code, rule: rule, line: item.number, part: part(item)) }
    if verdict.outcome != verdict.stated {
      tag("territory.weakened")
      find(.legallyWeakened, rule: rule, line: item.number, part: part(item))
    }
  }
}
