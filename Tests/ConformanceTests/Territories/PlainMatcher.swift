import DealerRules

/// What a rule set says about a line, found by looking at every rule and striking out all that
/// others beat. Shares nothing with the engine or the reference evaluator.
struct PlainMatcher {
  /// A finding as the decision states it.
  struct Finding: Hashable {
    var code: String
    var rule: String
    var line: Int32
    /// The part of a kit that it is about, or nothing.
    var part = ""
  }

  let world: RandomTerritories
  let rules: [TerritoryRule]
  let policy: TerritoryPolicy
  private static let severity: [TerritoryOutcome: Int] = [.allow: 0, .flag: 1, .hold: 2, .block: 3]

  init(_ world: RandomTerritories) {
    self.world = world
    rules = world.book.territories.filter { $0.status == .published }
    policy = world.book.territory
  }

  func findings(_ order: Order) -> Set<Finding> {
    var all: Set<Finding> = []
    for line in order.lines {
      var worst = Answer()
      for place in places(order) {
        // the line's goods, then what is in the kit.
        for (goods, isPart) in [(line, false)] + parts(of: line).map({ ($0, true) }) {
          for dealers in chains(order.customer) {
            var answer = answer(order, goods, place, dealers, isPart: isPart)
            if isPart { answer.part = goods.product }
            if rank(answer.outcome) > rank(worst.outcome) { worst = answer }
          }
        }
      }
      all.formUnion(findings(worst, line))
    }
    return all
  }

  private struct Answer {
    var outcome = TerritoryOutcome.allow
    var stated = TerritoryOutcome.allow
    var rule: TerritoryRule?
    var word = "territory"
    var part = ""
  }

  func parts(of line: OrderLine) -> [OrderLine] {
    let kit = RandomTerritories.kits.first { $0.id == line.product }
    return (kit?.parts ?? []).sorted { $0.id < $1.id }.map { part in
      var goods = line
      goods.product = part.id
      goods.quantity =
        Quantity(thousandths: line.quantity.thousandths * Int64(part.quantity)) ?? .one
      return goods
    }
  }

  private func rank(_ outcome: TerritoryOutcome) -> Int { Self.severity[outcome] ?? 0 }

  func places(_ order: Order) -> [String?] {
    let first = order.shipTo ?? order.endRegion
    return order.endRegion == nil ? [first] : [first, order.endRegion]
  }

  private func above(_ id: String?, _ tree: [(id: String, above: String?)]) -> [String] {
    guard let id, let node = tree.first(where: { $0.id == id }) else { return [] }
    return [id] + above(node.above, tree)
  }

  private func line(of dealer: String) -> [String] {
    above(dealer, RandomTerritories.dealers.map { ($0.id, $0.above) })
  }

  /// The dealers that count: all above the customer, and again without those below each dealer.
  func chains(_ customer: String) -> [[String]] {
    let all = line(of: customer)
    guard policy.subDealers == .within else { return [all] }
    return all.indices.map { Array(all[$0...]) }
  }

  private func answer(
    _ order: Order, _ line: OrderLine, _ place: String?, _ dealers: [String], isPart: Bool
  ) -> Answer {
    let about = rules.filter { isAbout($0, order, line, place) }
    // a dealer above is asked with its own tier and groups.
    let own = about.filter { isFor($0, dealers.first ?? order.customer, dealers) }
    let others = about.filter { rule in
      guard rule.isExclusive, let holder = rule.dealer,
        !self.line(of: order.customer).contains(holder)
      else { return false }
      // a dealer above is not kept out by what one below it has.
      if let asked = dealers.first, asked != order.customer, self.line(of: holder).contains(asked) {
        return false
      }
      return !own.contains { $0.isExclusive && depth($0.region) >= depth(rule.region) }
    }
    let grants = own.filter { $0.effect == .grant }
    // A denial counts unless some grant beats it.
    let denials = (own.filter { $0.effect == .deny } + others).filter { denial in
      !grants.contains { isAhead($0, denial, line, dealers) }
    }
    var found = denials.map { rule in
      // A ban without a place is no matter of territories.
      let isAbout = rule.isExclusive || rule.region != nil
      let left = lawful(rule.outcome, rule, order, about, isAbout: isAbout)
      return Answer(outcome: left, stated: rule.outcome, rule: rule)
    }
    if grants.isEmpty, !isPart {
      let isOwned = about.contains { $0.effect == .grant }
      let stated = isOwned ? policy.unlisted : policy.whiteSpace
      // What the dealer has no grant for anywhere is no matter of territories.
      let isElsewhere = rules.contains { rule in
        rule.effect == .grant && isFor(rule, dealers.first ?? order.customer, dealers)
          && isAbout(rule, order, line, rule.region)
      }
      let left = lawful(stated, nil, order, about, isAbout: isElsewhere)
      found.append(
        Answer(outcome: left, stated: stated, word: isOwned ? "unlisted" : "whiteSpace"))
    }
    let worst = found.map { rank($0.outcome) }.max()
    found.removeAll { rank($0.outcome) != worst }
    // Told is a rule before a setting, the most specific, what states more, the smaller id.
    if found.contains(where: { $0.rule != nil }) { found.removeAll { $0.rule == nil } }
    let top = found.filter { one in
      !found.contains { other in
        guard let first = other.rule, let second = one.rule else { return false }
        return isAhead(first, second, line, dealers)
      }
    }
    let most = top.map { rank($0.stated) }.max()
    let told = top.filter { rank($0.stated) == most }
    return told.min { ($0.rule?.id ?? "") < ($1.rule?.id ?? "") } ?? Answer()
  }

  /// Whether a rule is more specific than another.
  private func isAhead(
    _ first: TerritoryRule, _ second: TerritoryRule, _ line: OrderLine, _ dealers: [String]
  ) -> Bool {
    for field in policy.precedence {
      let (a, b) = (score(first, field, line, dealers), score(second, field, line, dealers))
      if a != b { return a > b }
    }
    return false
  }

  func isAbout(
    _ rule: TerritoryRule, _ order: Order, _ line: OrderLine, _ place: String?
  ) -> Bool {
    guard case .date(let day) = order.moment,
      let product =
        RandomTerritories.products.first(where: { $0.id == line.product })
        ?? RandomTerritories.kits.first(where: { $0.id == line.product })
        .map({ ($0.id, $0.category, nil) })
    else { return false }
    let least = Int64(world.least[rule.id] ?? 0) * 1000
    return rule.validity.from <= ZoneOffsets.utc.start(of: day)
      && ZoneOffsets.utc.start(of: day) < rule.validity.until
      && (rule.region == nil
        || above(place, RandomTerritories.regions).contains(rule.region ?? ""))
      && (rule.product ?? product.id) == product.id
      && (rule.category == nil
        || above(product.category, RandomTerritories.categories).contains(rule.category ?? ""))
      && (rule.brand == nil || rule.brand == product.brand)
      && (rule.channel == nil || rule.channel == order.channel)
      && line.quantity.thousandths >= least
  }

  func isFor(_ rule: TerritoryRule, _ customer: String, _ dealers: [String]) -> Bool {
    guard let self = RandomTerritories.dealers.first(where: { $0.id == customer }) else {
      return false
    }
    return rule.dealer.map(dealers.contains) ?? true
      && rule.tier.map { $0 == self.tier } ?? true
      && rule.group.map(self.groups.contains) ?? true
  }

  /// How many levels a region stands below the top, everywhere being above that.
  private func depth(_ region: String?) -> Int { above(region, RandomTerritories.regions).count }

  /// The larger, the more specific.
  private func score(
    _ rule: TerritoryRule, _ field: TerritoryField, _ line: OrderLine, _ dealers: [String]
  ) -> Int64 {
    switch field {
    case .region: return Int64(depth(rule.region))
    case .product:
      if rule.product != nil { return 100 }
      if rule.category != nil {
        return 10 + Int64(above(rule.category, RandomTerritories.categories).count)
      }
      return rule.brand == nil ? 0 : 1
    case .channel: return rule.channel == nil ? 0 : 1
    case .from: return rule.validity.from.secondsSinceEpoch
    case .dealer:
      if let dealer = rule.dealer, let level = dealers.firstIndex(of: dealer) {
        return 100 - Int64(level)
      }
      return rule.group != nil ? 2 : rule.tier != nil ? 1 : 0
    }
  }

  /// What the law leaves of the outcome of a rule or a setting; `about` are the rules that cover
  /// the line, whomever they name.
  private func lawful(
    _ outcome: TerritoryOutcome, _ rule: TerritoryRule?, _ order: Order, _ about: [TerritoryRule],
    isAbout: Bool = true
  ) -> TerritoryOutcome {
    guard rank(outcome) >= 2 else { return outcome }
    let isActive = order.solicitation == .active
    let holders = Set(about.filter(\.isExclusive).compactMap(\.dealer))
    let isWeak =
      switch policy.profile {
      case .none: false
      case .china: !isActive
      case .eu: !isActive || rule?.isExclusive == true && holders.count >= 6
      case .us: true
      }
    return isAbout && isWeak || !isActive && rule?.restricts == .active ? .flag : outcome
  }

  private func findings(_ answer: Answer, _ line: OrderLine) -> [Finding] {
    let ends: [TerritoryOutcome: String] = [.flag: "Flagged", .hold: "Held", .block: "Blocked"]
    guard let end = ends[answer.outcome] else { return [] }
    let id = answer.rule?.id ?? ""
    var all = [Finding(code: answer.word + end, rule: id, line: line.number, part: answer.part)]
    if answer.outcome != answer.stated {
      all.append(
        Finding(code: "legallyWeakened", rule: id, line: line.number, part: answer.part))
    }
    return all
  }
}
