import DealerRules

/// lists, exclusions and permits, looked up afresh for every line.
extension ReferenceRun {
  func checkLists() {
    let path = world.regionPath(testedPlaces().first ?? nil, at: instant)
    let rules = world.book.territories.filter { $0.status == .published }
    let parties = world.book.territory.parties.compactMap { party in
      switch party {
      case .soldTo: customer
      case .payer: order.billTo.flatMap { world.customers[$0] }
      }
    }
    for item in items {
      if rules.contains(where: { $0.effect == .list || $0.effect == .exclude }) {
        checkList(item, rules, parties, path)
      }
      let permits = rules.filter { $0.effect == .permit }
      if !permits.isEmpty, let seller = order.seller, let customer {
        let isPermitted = permits.contains {
          $0.seller == seller && isFor($0, customer) && covers($0, item, path)
        }
        if !isPermitted {
          switch world.book.territory.unpermitted {
          case .allow: tag("seller.allow")
          case .flag: find(.sellerFlagged, line: item.number)
          case .hold: find(.sellerHeld, line: item.number)
          case .block: find(.sellerBlocked, line: item.number)
          }
        }
      }
    }
  }

  private func checkList(
    _ item: ReferenceItem, _ rules: [TerritoryRule], _ parties: [Customer], _ path: [String]
  ) {
    let exclusions = rules.filter { rule in
      rule.effect == .exclude && covers(rule, item, path)
        && parties.contains { isFor(rule, $0) }
    }
    let worst = exclusions.sorted { a, b in
      let (x, y) = (hindrance(a.outcome), hindrance(b.outcome))
      return x == y ? ReferenceNames.isBefore(a.id, b.id) : x > y
    }
    if let rule = worst.first {
      tag("list.excluded")
      tell(rule.outcome, "exclusion", rule.id, item)
      return
    }
    guard rules.contains(where: { $0.effect == .list }) else { return }
    for party in parties {
      let own = rules.filter {
        $0.effect == .list && isFor($0, party) && isThere($0, path)
      }
      guard !own.isEmpty else { continue }
      let isListed = own.contains { covers($0, item, path) }
      tag(isListed ? "list.listed" : "list.notListed")
      if !isListed { tell(world.book.territory.notListed, "notListed", "", item) }
      return
    }
    tag("list.none")
    tell(world.book.territory.defaultWhenNoListing, "notListed", "", item)
  }

  private func tell(
    _ outcome: TerritoryOutcome, _ word: String, _ rule: String, _ item: ReferenceItem
  ) {
    let endings = [TerritoryOutcome.flag: "Flagged", .hold: "Held", .block: "Blocked"]
    guard let ending = endings[outcome] else { return }
    for code in ReasonCode.allCases where code.name == word + ending {
      find(code, rule: rule, line: item.number)
    }
  }

  /// whether a rule names a customer: it, a dealer above it, its tier and groups.
  func isFor(_ rule: TerritoryRule, _ customer: Customer) -> Bool {
    var chain = [customer.id]
    while let last = chain.last, let parent = world.customers[last]?.parent,
      !chain.contains(parent)
    {
      chain.append(parent)
    }
    return rule.dealer.map { chain.contains($0) } ?? true
      && rule.tier.map { $0 == customer.tier } ?? true
      && rule.group.map { customer.groups.contains($0) } ?? true
  }

  /// Whether a rule is in force at a place and channel, whatever products it names.
  private func isThere(_ rule: TerritoryRule, _ path: [String]) -> Bool {
    world.isInForce(rule.validity, at: instant)
      && rule.region.map { path.contains(world.regionID($0) ?? $0) } ?? true
      && rule.channel.map { $0 == channel } ?? true
  }
}
