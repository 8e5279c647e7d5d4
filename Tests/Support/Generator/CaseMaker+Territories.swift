import DealerRules

/// R-010 … R-015: grants and denials over the places of a case.
extension CaseMaker {
  mutating func makeTerritories() {
    guard other.chance(30) else { return }
    let outcomes = TerritoryOutcome.allCases
    book.territory = TerritoryPolicy(
      precedence: other.chance(60)
        ? [.region, .product, .channel, .from]
        : Array(other.shuffled(TerritoryField.allCases).prefix(other.int(1...5))),
      whiteSpace: other.pick(outcomes), unlisted: other.pick(outcomes),
      subDealers: other.chance(70) ? .within : .own,
      profile: other.chance(60) ? .none : other.pick(LegalProfile.allCases),
      unlicensed: other.pick(outcomes), unpermitted: other.pick(outcomes),
      level: Int32(other.int(0...3)))
    for index in 1...other.int(1...10) { book.territories.append(territory("t\(index)")) }
    if other.chance(10) { crowd() }
    makeLists()
  }

  /// books of which no territory rule is published, and kinds of licenses, drawn by a
  /// stream of their own.
  mutating func retireTerritories(seed: UInt64) {
    var stream = SplitMix64(seed: seed &+ 0x6E6F_6E65)
    for index in book.territories.indices where book.territories[index].effect == .license {
      if stream.chance(60) { book.territories[index].kind = stream.pick(["trade", "store"]) }
    }
    guard stream.chance(8) else { return }
    for index in book.territories.indices { book.territories[index].status = .retired }
  }

  private mutating func territory(_ id: String) -> TerritoryRule {
    var rule = TerritoryRule(id: id, effect: other.chance(60) ? .grant : .deny)
    if other.chance(60) { rule.dealer = other.pick(book.customers.map(\.id)) }
    if other.chance(10) { rule.tier = other.pick(CaseMaker.tiers) }
    if other.chance(10) { rule.group = other.pick(CaseMaker.groups) }
    if other.chance(80) {
      rule.region = other.pick(book.regions.flatMap { [$0.id] + $0.aliases })
    }
    switch other.int(1...10) {
    case 1, 2: rule.product = other.pick(book.products.map(\.id))
    case 3, 4: rule.category = other.pick(CaseMaker.classes)
    case 5: rule.brand = other.pick(CaseMaker.brands)
    default: break
    }
    if other.chance(20) { rule.channel = other.pick(CaseMaker.channels) }
    if other.chance(15) {
      let bounds = MeasureBounds(from: Int64(other.int(1...20)) * 1_000_000)
      rule.when = .test(.lineQuantity, .number(bounds))
    }
    rule.isExclusive = rule.effect == .grant && rule.dealer != nil && other.chance(30)
    if other.chance(25) { rule.restricts = .active }
    if other.chance(40) { rule.outcome = other.pick(TerritoryOutcome.allCases) }
    if rule.outcome == .hold, rule.effect == .deny { rule.level = Int32(other.int(0...3)) }
    if other.chance(30) { rule.validity.from = other.pick(edges) }
    if other.chance(10) { rule.status = .draft }
    if rule.effect == .grant, !rule.isExclusive { soften(&rule) }
    return rule
  }

  /// What hinders nobody says no outcome.
  private func soften(_ rule: inout TerritoryRule) {
    (rule.outcome, rule.restricts, rule.level) = (.block, .all, 0)
  }

  /// Exclusive grants of one scope to every customer.
  private mutating func crowd() {
    let place = other.pick(book.regions.map(\.id))
    for (index, customer) in book.customers.enumerated() {
      var rule = TerritoryRule(id: "crowd\(index)", effect: .grant)
      rule.dealer = customer.id
      rule.region = place
      rule.isExclusive = true
      book.territories.append(rule)
    }
  }

  /// lists and exclusions in half of the cases, permits in some.
  private mutating func makeLists() {
    book.territory.parties = other.pick(
      [[.soldTo, .payer], [.soldTo], [.payer, .soldTo], [.shipTo, .soldTo, .payer], []])
    book.territory.defaultWhenNoListing = other.pick(TerritoryOutcome.allCases)
    book.territory.notListed = other.pick(TerritoryOutcome.allCases)
    if other.chance(50) {
      for index in 1...other.int(1...5) {
        var rule = territory("l\(index)")
        rule.effect = other.chance(70) ? .list : .exclude
        rule.isExclusive = false
        soften(&rule)
        if rule.effect == .exclude {
          rule.outcome = other.pick(TerritoryOutcome.allCases)
          if other.chance(30) { rule.restricts = .active }
        }
        book.territories.append(rule)
      }
    }
    for index in 1...3 where other.chance(15) {
      var rule = territory("s\(index)")
      rule.effect = .license
      rule.isExclusive = false
      soften(&rule)
      rule.graceDays = other.pick([0, 1, 40, 200])
      rule.warnDays = other.pick([0, 1, 40])
      if other.chance(60) { rule.validity.until = other.pick(edges) }
      if rule.validity.until <= rule.validity.from { rule.validity.from = .distantPast }
      book.territories.append(rule)
    }
    guard other.chance(30) else { return }
    for index in 1...other.int(1...3) {
      var rule = territory("p\(index)")
      rule.effect = .permit
      rule.isExclusive = false
      soften(&rule)
      rule.seller = other.pick(["S1", "S2"])
      book.territories.append(rule)
    }
  }

  /// How an order is fulfilled, who began it and where it ends.
  mutating func deliver(_ order: inout Order) {
    guard !book.territories.isEmpty else { return }
    order.fulfilment = other.chance(70) ? .ship : other.pick(Fulfilment.allCases)
    order.solicitation = other.pick(Solicitation.allCases)
    let codes = book.regions.map(\.id)
    if other.chance(25) { order.endRegion = other.pick(codes) }
    if other.chance(25) { order.pickupAt = other.pick(codes) }
    if other.chance(30) { order.seller = other.pick(["S1", "S2", "S3"]) }
    if other.chance(25) { order.billTo = other.pick(book.customers.map(\.id) + ["nobody"]) }
    if other.chance(15) {
      order.shipToCustomer = other.pick(book.customers.map(\.id) + ["nobody"])
    }
  }
}
