import DealerRules
import TestSupport
import Testing

/// Codes that live on under others (RULES.md R-002), over random revisions.
@Suite("R-002 over random revisions") struct SuccessionLawTests {
  private static func order(_ code: String, after revisions: Int) throws -> Order {
    let day = revisions == 0 ? "2020-06-01" : "202\(revisions)-06-01"
    return Order(
      id: "1", customer: "D", moment: .date(try date(day)), shipTo: code,
      lines: [Shop.line(1, "A", "1")])
  }

  private static func rules(
    _ world: RandomRevisions, _ rules: [TerritoryRule]
  ) throws -> CompiledRules {
    var book = Shop(["A": "1.00"]).book
    book.regions = world.regions
    book.territories = rules
    return try CompiledRules(book)
  }

  private static func findings(_ rules: CompiledRules, _ orders: [Order]) throws -> [[String]] {
    try rules.decisions(orders).map { decision in
      decision.reasons.map { "\($0.code.name) \(rules.name(of: $0.rule))" }
    }
  }

  private static func denial(_ code: String) -> TerritoryRule {
    var rule = TerritoryRule(id: "on " + code, effect: .deny)
    rule.region = code
    return rule
  }

  /// A rule on a code holds exactly where its living heirs are, one to one, to several, or several
  /// to one.
  @Test func rulesHoldForEveryHeir() throws {
    var compared = 0
    var inherited = 0
    for seed in 1...300 {
      let world = RandomRevisions(seed: UInt64(seed))
      for rule in Set(world.alive.joined()).sorted() {
        let rules = try Self.rules(world, [Self.denial(rule)])
        for (revisions, living) in world.alive.enumerated() {
          let heirs = world.heirs(of: rule, after: revisions)
          let found = try Self.findings(rules, living.map { try Self.order($0, after: revisions) })
          for (place, findings) in zip(living, found) {
            // Before it begins a code is nowhere: its rule holds for nobody.
            let isMeant = heirs.contains(place)
            #expect(
              findings == (isMeant ? ["territoryBlocked on \(rule)"] : []),
              "seed \(seed), rule on \(rule), order to \(place) after \(revisions)")
            compared += 1
            if isMeant, place != rule { inherited += 1 }
          }
        }
      }
    }
    print("succession: \(compared) orders, \(inherited) of them under an heir")
    #expect(inherited > 1000)
  }

  /// An order with a code that ended is decided like one with the code that took its place; one
  /// whose code became several is held, whatever the rules say of them.
  @Test func endedCodesMeanTheirHeirs() throws {
    var renamed = 0
    var split = 0
    for seed in 1...300 {
      let world = RandomRevisions(seed: UInt64(seed))
      var random = SplitMix64(seed: UInt64(seed))
      let codes = Set(world.alive.joined()).sorted()
      var list: [TerritoryRule] = []
      for code in codes where random.below(2) == 0 {
        var rule = Self.denial(code)
        rule.effect = random.below(3) == 0 ? .grant : .deny
        let isMild = random.below(2) == 1
        if isMild, rule.effect == .deny { rule.outcome = .flag }
        list.append(rule)
      }
      let rules = try Self.rules(world, list)
      for revisions in world.alive.indices {
        for code in codes where !world.alive[revisions].contains(code) {
          let heirs = world.heirs(of: code, after: revisions)
          let began = world.alive.prefix(revisions).contains { $0.contains(code) }
          guard began else { continue }
          let order = try Self.order(code, after: revisions)
          let found = try Self.findings(rules, [order])[0]
          if heirs.count == 1, let heir = heirs.first {
            let same = try Self.findings(rules, [Self.order(heir, after: revisions)])[0]
            #expect(found == same, "seed \(seed), \(code) and \(heir) after \(revisions)")
            renamed += found.isEmpty ? 0 : 1
          } else {
            #expect(found.first == "regionSplit ", "seed \(seed), \(code) after \(revisions)")
            split += 1
          }
        }
      }
    }
    print("succession: \(renamed) orders with findings under an ended code, \(split) split")
    #expect(renamed > 200 && split > 200)
  }

  /// What was stated below a code that ended lies below its one heir, and below itself otherwise.
  @Test func whatLiesBelowMovesAlong() throws {
    var moved = 0
    for seed in 1...300 {
      let world = RandomRevisions(seed: UInt64(seed))
      for (child, parent) in world.children.sorted(by: { $0.key < $1.key }) {
        let last = world.alive.count - 1
        let heirs = world.heirs(of: parent, after: last)
        guard heirs.count == 1, let heir = heirs.first else { continue }
        let rules = try Self.rules(world, [Self.denial(heir)])
        let found = try Self.findings(rules, [Self.order(child, after: last)])[0]
        #expect(found == ["territoryBlocked on \(heir)"], "seed \(seed), \(child)")
        if heir != parent { moved += 1 }
      }
    }
    #expect(moved > 50)
  }
}
