import DealerRules

/// What a rule set says about a line, found by looking at every rule and striking out all that
/// others beat. Shares nothing with the engine or the reference evaluator.
struct PlainMatcher {
  /// A finding as the decision states it.
  struct Finding: Hashable {
    var code: String
    var rule: String
    var line: Int32
  }

  private let world: RandomTerritories
  private let rules: [TerritoryRule]
  private let policy: TerritoryPolicy
  private static let severity: [TerritoryOutcome: Int] = [.allow: 0, .flag: 1, .hold: 2, .block: 3]

  init(_ world: RandomTerritories) {
    self.world = world
    rules = world.book.territories.filter { $0.status == .published }
    policy = world.book.territory
  }

  func findings(_ order: Order) -> Set<Finding> {
    guard !rules.isEmpty else { return [] }
    var all: Set<Finding> = []
    for line in order.lines {
      var worst = Answer()
      for place in places(order) {
        for dealers in chains(order.customer) {
          let answer = answer(order, line, place, dealers)
          if rank(answer.outcome) > rank(worst.outcome) { worst = answer }
        }
      }
      all.formUnion(findings(worst, order, line))
    }
    return all
  }

  private struct Answer {
    var outcome = TerritoryOutcome.allow
    var rule: TerritoryRule?
    var word = "territory"
  }

  private func rank(_ outcome: TerritoryOutcome) -> Int { Self.severity[outcome] ?? 0 }

  private func places(_ order: Order) -> [String?] {
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

  /// The dealers that count: all above the customer, and again without those below each dealer
  /// that has rules.
  private func chains(_ customer: String) -> [[String]] {
    let all = line(of: customer)
    guard policy.subDealers == .within else { return [all] }
    return all.indices.compactMap { level in
      let isAsked = level == 0 || rules.contains { $0.dealer == all[level] }
      return isAsked ? Array(all[level...]) : nil
    }
  }

  private func answer(
    _ order: Order, _ line: OrderLine, _ place: String?, _ dealers: [String]
  ) -> Answer {
    let about = rules.filter { isAbout($0, order, line, place) }
    let own = about.filter { isFor($0, order.customer, dealers) }
    let others = about.filter { rule in
      guard rule.isExclusive, let holder = rule.dealer,
        !self.line(of: order.customer).contains(holder)
      else { return false }
      return !own.contains { $0.isExclusive && depth($0.region) >= depth(rule.region) }
    }
    var left = own.map { ($0, $0.effect == .deny) } + others.map { ($0, true) }
    guard !left.isEmpty else {
      let isOwned = about.contains { $0.effect == .grant }
      return Answer(
        outcome: isOwned ? policy.unlisted : policy.whiteSpace,
        word: isOwned ? "unlisted" : "whiteSpace")
    }
    for field in policy.precedence {
      let scores = left.map { score($0.0, field, line, dealers) }
      let best = scores.max() ?? 0
      left = zip(left, scores).filter { $0.1 == best }.map(\.0)
    }
    let denials = left.filter(\.1).map(\.0)
    let worst = denials.map { rank($0.outcome) }.max()
    let decisive = denials.filter { rank($0.outcome) == worst }.min { $0.id < $1.id }
    return decisive.map { Answer(outcome: $0.outcome, rule: $0) } ?? Answer()
  }

  private func isAbout(
    _ rule: TerritoryRule, _ order: Order, _ line: OrderLine, _ place: String?
  ) -> Bool {
    guard case .date(let day) = order.moment,
      let product = RandomTerritories.products.first(where: { $0.id == line.product })
    else { return false }
    let least = Int64(world.least[rule.id] ?? 0) * 1000
    return rule.validity.from <= ZoneOffsets.utc.start(of: day)
      && (rule.region == nil
        || above(place, RandomTerritories.regions).contains(rule.region ?? ""))
      && (rule.product ?? product.id) == product.id
      && (rule.category == nil
        || above(product.category, RandomTerritories.categories).contains(rule.category ?? ""))
      && (rule.brand == nil || rule.brand == product.brand)
      && (rule.channel == nil || rule.channel == order.channel)
      && line.quantity.thousandths >= least
  }

  private func isFor(_ rule: TerritoryRule, _ customer: String, _ dealers: [String]) -> Bool {
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

  private func findings(_ answer: Answer, _ order: Order, _ line: OrderLine) -> [Finding] {
    var outcome = answer.outcome
    if let rule = answer.rule, rank(outcome) >= 2 {
      let isActive = order.solicitation == .active
      let isWeak =
        switch policy.profile {
        case .none: rule.restricts == .active && !isActive
        case .china: !isActive
        case .eu: !isActive || isCrowded(rule)
        case .us: true
        }
      if isWeak { outcome = .flag }
    }
    let ends: [TerritoryOutcome: String] = [.flag: "Flagged", .hold: "Held", .block: "Blocked"]
    guard let end = ends[outcome] else { return [] }
    let id = answer.rule?.id ?? ""
    var all = [Finding(code: answer.word + end, rule: id, line: line.number)]
    if outcome != answer.outcome {
      all.append(Finding(code: "legallyWeakened", rule: id, line: line.number))
    }
    return all
  }

  private func isCrowded(_ rule: TerritoryRule) -> Bool {
    let same = rules.filter {
      $0.isExclusive && $0.region == rule.region && $0.product == rule.product
        && $0.category == rule.category && $0.brand == rule.brand && $0.channel == rule.channel
    }
    return rule.isExclusive && Set(same.compactMap(\.dealer)).count > 5
  }
}
