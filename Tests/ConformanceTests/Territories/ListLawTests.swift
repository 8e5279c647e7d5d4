import DealerRules
import TestSupport
import Testing

@Suite("R-016, R-019, R-030 over random rule sets") struct ListLawTests {
  /// A world with lists, exclusions and licenses beside its grants and denials.
  private static func world(_ seed: Int) -> RandomTerritories {
    var world = RandomTerritories(seed: UInt64(seed))
    world.book.territory.notListed = world.pick(TerritoryOutcome.allCases)
    world.book.territory.defaultWhenNoListing = world.pick(TerritoryOutcome.allCases)
    for index in 1...4 {
      let effects: [TerritoryEffect] = [.list, .list, .exclude, .license]
      world.book.territories.append(rule(&world, "l\(index)", world.pick(effects)))
    }
    return world
  }

  private static func rule(
    _ world: inout RandomTerritories, _ id: String, _ effect: TerritoryEffect
  ) -> TerritoryRule {
    var rule = world.rule(id)
    rule.effect = effect
    rule.isExclusive = false
    (rule.outcome, rule.restricts) = (.block, .all)
    if effect == .exclude {
      rule.outcome = world.pick(TerritoryOutcome.allCases)
      if world.chance(30) { rule.restricts = .active }
    }
    return rule
  }

  /// How much the findings about each line hinder, 0 for nothing … 3 for a block, by order.
  private static func hindrances(_ book: RuleBook, _ orders: [Order]) throws -> [[Int]] {
    let rules = try CompiledRules(book)
    return try orders.map { order in
      try rules.authorize(order).get().lines.map { Int($0.outcome.rawValue) }
    }
  }

  /// Conditions that ask for places, sub-dealers' own licenses and all profiles: the engine says
  /// what the plain reference says (R-015, R-019).
  @Test func equalsTheReference() throws {
    var told: [String: Int] = [:]
    for seed in 1...600 {
      var world = Self.world(seed)
      let homes = RandomTerritories.regions.map(\.id)
      for index in world.book.customers.indices where world.chance(60) {
        world.book.customers[index].region = world.pick(homes)
      }
      if world.chance(60) { world.book.territory.profile = world.pick(LegalProfile.allCases) }
      for index in world.book.territories.indices {
        if world.chance(40) { Self.movePlace(&world, index) }
        if world.book.territories[index].effect == .license { Self.end(&world, index) }
      }
      let book = world.book
      let wanted = ReferenceEvaluator(book).price(batch: world.orders)
      let rules = try CompiledRules(book)
      let got = rules.price(batch: world.orders).map { EngineView.result($0, rules) }
      let found = Differential.difference(UInt64(seed), wanted, got)
      #expect(found == nil, "\(found?.description ?? "")")
      for answer in got {
        for finding in try answer.get().findings { told[finding.code, default: 0] += 1 }
      }
    }
    print(
      "lists:",
      told.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: " "))
    let needed = ["legallyWeakened", "notListedFlagged", "notListedBlocked", "unlistedBlocked"]
    for code in needed + ["whiteSpaceHeld", "licenseMissing", "licenseGrace"] {
      #expect(told[code, default: 0] > 20, "\(code)")
    }
  }

  /// States a rule's place, or one more, in its condition.
  private static func movePlace(_ world: inout RandomTerritories, _ index: Int) {
    let field: ConditionField = world.chance(80) ? .region : .customerRegion
    var test = Condition.test(field, .isIn([world.pick(RandomTerritories.regions.map(\.id))]))
    if world.chance(25) { test = .not(test) }
    world.book.territories[index].when = .all([world.book.territories[index].when, test])
    if world.chance(70) { world.book.territories[index].region = nil }
  }

  private static func end(_ world: inout RandomTerritories, _ index: Int) {
    guard world.chance(60), let day = CivilDate(world.pick(RandomTerritories.days)) else { return }
    let end = ZoneOffsets.utc.start(of: day)
    guard world.book.territories[index].validity.from < end else { return }
    world.book.territories[index].validity.until = end
    world.book.territories[index].graceDays = world.pick([0, 30, 100])
    world.book.territories[index].warnDays = world.pick([0, 60])
  }

  /// Another exclusion, whatever its outcome, never makes an order easier.
  @Test func exclusionsOnlyHinder() throws {
    var tightened = 0
    for seed in 1...400 {
      var world = Self.world(seed)
      let before = try Self.hindrances(world.book, world.orders)
      world.book.territories.append(Self.rule(&world, "more", .exclude))
      let after = try Self.hindrances(world.book, world.orders)
      for (old, new) in zip(before.joined(), after.joined()) {
        #expect(new >= old, "seed \(seed)")
        if new > old { tightened += 1 }
      }
    }
    print("exclusions: \(tightened) lines tightened")
    #expect(tightened > 20)
  }

  /// Where rules bind sub-dealers, one may buy nothing that its dealer may not.
  @Test func subDealersBuyWithinTheirDealers() throws {
    var compared = 0
    var hindered = 0
    for seed in 1...400 {
      var world = Self.world(seed)
      world.book.territory.subDealers = .within
      for index in world.book.territories.indices {
        // What asks for the customer itself is another question; an exclusive grant below keeps
        // the dealer above out.
        world.book.territories[index].tier = nil
        world.book.territories[index].group = nil
        if ["B", "C"].contains(world.book.territories[index].dealer) {
          world.book.territories[index].isExclusive = false
          if world.book.territories[index].effect == .grant {
            world.book.territories[index].outcome = .block
            world.book.territories[index].restricts = .all
          }
        }
      }
      var orders = world.orders
      for index in orders.indices { orders[index].customer = "A" }
      let above = try Self.hindrances(world.book, orders)
      for index in orders.indices { orders[index].customer = "C" }
      let below = try Self.hindrances(world.book, orders)
      for (dealer, sub) in zip(above.joined(), below.joined()) {
        #expect(sub >= dealer, "seed \(seed)")
        compared += 1
        if sub > 0 { hindered += 1 }
      }
    }
    print("sub-dealers: \(compared) lines, \(hindered) hindered")
    #expect(hindered * 10 > compared && hindered < compared)
  }
}
