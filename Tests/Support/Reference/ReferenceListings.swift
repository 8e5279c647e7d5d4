import DealerRules

/// lists, exclusions and permits, looked up afresh for every line.
extension ReferenceRun {
  /// What lists and exclusions say about a line at a place.
  private struct Listing {
    var outcome = TerritoryOutcome.allow
    var stated = TerritoryOutcome.allow
    var rule: TerritoryRule?
  }

  func checkLists() {
    let rules = world.book.territories.filter { $0.status == .published }
    let paths = testedPlaces().map { world.regionPath($0, at: instant) }
    for item in items {
      var worst = (answer: Listing(), item: item)
      for path in paths {
        for goods in goods(of: item) {
          let answer = listing(goods, rules, path)
          if hindrance(answer.outcome) > hindrance(worst.answer.outcome) {
            worst = (answer, goods)
          }
        }
      }
      tell(worst.answer, worst.item)
      let permits = rules.filter { $0.effect == .permit }
      if !permits.isEmpty, let seller = order.seller, let customer {
        let isPermitted = paths.allSatisfy { path in
          permits.contains {
            $0.seller == seller && isFor($0, customer) && covers($0, item, path)
          }
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

  /// The worse of exclusions and lists, exclusions where they are equal.
  private func listing(
    _ item: ReferenceItem, _ rules: [TerritoryRule], _ path: [String]
  ) -> Listing {
    let exclusions = rules.filter { rule in
      rule.effect == .exclude && covers(rule, item, path)
        && parties.contains { party, customer in
          // by whatever rule a dealer above may not buy.
          isFor(rule, customer) || party == .soldTo && dealersAsked().contains { isFor(rule, $0) }
        }
    }
    var answers = exclusions.map { rule -> Listing in
      // only what names a region is about places.
      let isAbout = rule.region != nil || looksAtPlace(rule.when)
      let passes = rule.restricts == .active && order.solicitation != .active
      let weak: TerritoryOutcome = passes && hindrance(rule.outcome) > 1 ? .flag : rule.outcome
      let left = isAbout ? lawful(rule.outcome, rule, []) : weak
      return Listing(outcome: left, stated: rule.outcome, rule: rule)
    }
    answers.sort { a, b in
      if a.outcome != b.outcome { return hindrance(a.outcome) > hindrance(b.outcome) }
      if a.stated != b.stated { return hindrance(a.stated) > hindrance(b.stated) }
      return ReferenceNames.isBefore(a.rule?.id ?? "", b.rule?.id ?? "")
    }
    let excluded = answers.first ?? Listing()
    if !answers.isEmpty { tag("list.excluded") }
    // lists open a kit with its parts. R-016: an exclusion is no list.
    if item.isComponent { return excluded }
    var worst = Listing()
    for dealer in dealersAsked() {
      let answer = listed(item, rules.filter { $0.effect == .list }, path, soldTo: dealer)
      if hindrance(answer.outcome) > hindrance(worst.outcome) { worst = answer }
    }
    return hindrance(worst.outcome) > hindrance(excluded.outcome) ? worst : excluded
  }

  private var parties: [(party: ListedParty, customer: Customer)] {
    world.book.territory.parties.compactMap { party in
      switch party {
      case .soldTo: customer.map { (party, $0) }
      case .payer: order.billTo.flatMap { world.customers[$0] }.map { (party, $0) }
      case .shipTo: order.shipToCustomer.flatMap { world.customers[$0] }.map { (party, $0) }
      }
    }
  }

  /// the customer and, where they bind it, the dealers above it.
  func dealersAsked() -> [Customer] {
    let chain = dealersAbove().compactMap { world.customers[$0] }
    return world.book.territory.subDealers == .within ? chain : Array(chain.prefix(1))
  }

  /// whether a condition asks where goods go or where the customer is.
  func looksAtPlace(_ condition: Condition) -> Bool {
    switch condition {
    case .all(let parts), .any(let parts): parts.contains { looksAtPlace($0) }
    case .not(let part): looksAtPlace(part)
    case .test(let field, _): field == .region || field == .customerRegion
    }
  }

  /// What the lists of the first party that has any say, a dealer standing in the place of the
  /// ordering customer.
  private func listed(
    _ item: ReferenceItem, _ lists: [TerritoryRule], _ path: [String],
    soldTo dealer: Customer
  ) -> Listing {
    func isOwn(_ rule: TerritoryRule, _ party: ListedParty, _ customer: Customer) -> Bool {
      isFor(rule, party == .soldTo ? dealer : customer)
    }
    var asked = parties
    var stated = atPlace(world.book.territory.defaultWhenNoListing)
    for (party, customer) in parties {
      let own = lists.filter { isOwn($0, party, customer) && isThere($0, path) }
      guard !own.isEmpty else { continue }
      if own.contains(where: { covers($0, item, path) }) {
        tag("list.listed")
        return Listing()
      }
      asked = [(party, customer)]
      stated = atPlace(world.book.territory.notListed)
      tag("list.notListed")
      break
    }
    // a line that is on a list elsewhere is hindered by its place alone.
    let isElsewhere = asked.contains { party, customer in
      lists.contains { rule in
        isOwn(rule, party, customer) && coversSomewhere(rule, item)
      }
    }
    if isElsewhere { tag("list.elsewhere") }
    return Listing(outcome: isElsewhere ? lawful(stated, nil, []) : stated, stated: stated)
  }

  private func tell(_ answer: Listing, _ item: ReferenceItem) {
    let endings = [TerritoryOutcome.flag: "Flagged", .hold: "Held", .block: "Blocked"]
    guard let ending = endings[answer.outcome] else { return }
    let word = (answer.rule == nil ? "notListed" : "exclusion") + ending
    for code in ReasonCode.allCases where code.name == word {
      find(code, rule: answer.rule?.id ?? "", line: item.number, part: part(item))
    }
    if answer.outcome != answer.stated {
      let rule = answer.rule?.id ?? ""
      find(.legallyWeakened, rule: rule, line: item.number, part: part(item))
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
