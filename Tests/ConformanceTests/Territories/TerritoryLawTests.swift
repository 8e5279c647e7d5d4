import DealerRules
import Foundation
import TestSupport
import Testing

@Suite("R-010 … R-015 over random rule sets") struct TerritoryLawTests {
  /// How many rule sets; `DEALER_RULES_TERRITORY_SETS` asks for more.
  private static let count =
    ProcessInfo.processInfo.environment["DEALER_RULES_TERRITORY_SETS"].flatMap { Int($0) } ?? 2000

  /// What territory rules say about orders, in the order of the orders.
  private static func findings(
    _ book: RuleBook, _ orders: [Order],
    about names: [String] = ["territory", "whiteSpace", "unlisted", "legally"]
  ) throws -> [Set<PlainMatcher.Finding>] {
    let rules = try CompiledRules(book)
    return try rules.price(batch: orders).map { answer in
      let reasons = try answer.get().reasons.filter { reason in
        names.contains { reason.code.name.hasPrefix($0) }
      }
      return Set(
        reasons.map {
          PlainMatcher.Finding(
            code: $0.code.name, rule: rules.name(of: $0.rule), line: $0.line ?? 0,
            part: $0.numbers.first { $0.name == "part" }?.text ?? "")
        })
    }
  }

  /// How much the worst finding about a line hinders, 0 for nothing … 3 for a block.
  private static func hindrance(
    _ findings: Set<PlainMatcher.Finding>, line: Int32 = 1
  ) -> Int {
    let own = findings.filter { $0.line == line }.map(\.code)
    if own.contains(where: { $0.hasSuffix("Blocked") }) { return 3 }
    if own.contains(where: { $0.hasSuffix("Held") }) { return 2 }
    return own.contains { $0.hasSuffix("Flagged") } ? 1 : 0
  }

  /// Four parts that run beside one another.
  @Test(arguments: 0..<4) func equalsThePlainMatcher(_ part: Int) throws {
    var lines = 0
    var hindered = 0
    var parts = 0
    let share = max(1, Self.count / 4)
    for seed in part * share + 1...(part + 1) * share {
      let world = RandomTerritories(seed: UInt64(seed))
      let found = try Self.findings(world.book, world.orders)
      let matcher = PlainMatcher(world)
      for (order, findings) in zip(world.orders, found) {
        let expected = matcher.findings(order)
        #expect(findings == expected, "seed \(seed), order \(order.id): \(expected)")
        lines += order.lines.count
        hindered += Set(expected.map(\.line)).count
        parts += expected.count { !$0.part.isEmpty }
      }
    }
    print(
      "territories: \(share) rule sets, \(lines) lines, \(hindered) hindered, \(parts) by a part")
    #expect(parts * 100 > lines)
    #expect(hindered * 10 > lines && hindered * 10 < lines * 9)
  }

  /// Licenses, which decide beside territories (RULES.md R-019).
  @Test(arguments: 0..<4) func licensesEqualThePlainMatcher(_ part: Int) throws {
    var told: [String: Int] = [:]
    let share = max(1, Self.count / 4)
    for seed in part * share + 1...(part + 1) * share {
      var world = RandomTerritories(seed: UInt64(seed))
      world.addLicenses()
      let found = try Self.findings(world.book, world.orders, about: ["license"])
      let matcher = PlainMatcher(world)
      for (order, findings) in zip(world.orders, found) {
        let expected = matcher.licenseFindings(order)
        #expect(findings == expected, "seed \(seed), order \(order.id): \(expected)")
        for finding in expected { told[finding.code, default: 0] += 1 }
      }
    }
    print("licenses: \(share) rule sets, \(told.sorted { $0.key < $1.key })")
    for code in ["licenseExpiring", "licenseGrace", "licenseMissing"] {
      #expect(told[code] ?? 0 > share / 50, "\(code)")
    }
  }

  /// Adding a denial, whatever its outcome, never makes an order easier, and neither does taking
  /// the law away.
  @Test func denialsOnlyHinder() throws {
    var tightened = 0
    for seed in 1...max(1, Self.count / 5) {
      var world = RandomTerritories(seed: UInt64(seed))
      let before = try Self.findings(world.book, world.orders)
      var denial = world.rule("denial")
      denial.effect = .deny
      denial.isExclusive = false
      denial.outcome = world.pick(TerritoryOutcome.allCases)
      if world.chance(25) { denial.restricts = .active }
      var tighter = world.book
      tighter.territories.append(denial)
      let after = try Self.findings(tighter, world.orders)
      var lawless = world.book
      lawless.territory.profile = .none
      let open = try Self.findings(lawless, world.orders)
      for (index, order) in world.orders.enumerated() {
        for line in order.lines {
          let own = Self.hindrance(before[index], line: line.number)
          let then = Self.hindrance(after[index], line: line.number)
          #expect(then >= own, "seed \(seed), order \(order.id)")
          if then > own { tightened += 1 }
          // A legal profile never strengthens.
          #expect(own <= Self.hindrance(open[index], line: line.number), "seed \(seed)")
        }
      }
    }
    #expect(tightened > Self.count / 100)
  }

  /// What is allowed in a region is allowed below it unless a rule that can refuse stands deeper.
  @Test func whatHoldsAboveHoldsBelow() throws {
    var compared = 0
    for seed in 1...max(1, Self.count / 10) {
      var world = RandomTerritories(seed: UInt64(seed))
      world.book.territory.precedence = [.region, .product, .channel, .from]
      world.book.territory.unlisted = world.book.territory.whiteSpace
      let pairs = RandomTerritories.regions.filter { $0.above != nil }
      for (below, above) in pairs {
        let refusals = world.book.territories.filter {
          $0.region == below && ($0.effect == .deny || $0.isExclusive)
        }
        guard refusals.isEmpty else { continue }
        var orders = world.orders
        for index in orders.indices { orders[index].endRegion = nil }
        for index in orders.indices { orders[index].shipTo = above }
        let upper = try Self.findings(world.book, orders)
        for index in orders.indices { orders[index].shipTo = below }
        let lower = try Self.findings(world.book, orders)
        for (index, order) in orders.enumerated() {
          for line in order.lines where Self.hindrance(upper[index], line: line.number) == 0 {
            #expect(Self.hindrance(lower[index], line: line.number) == 0, "seed \(seed)")
            compared += 1
          }
        }
      }
    }
    #expect(compared > Self.count)
  }

  @Test func positionsMeanNothing() throws {
    for seed in 1...max(1, Self.count / 10) {
      var world = RandomTerritories(seed: UInt64(seed))
      let before = try Self.findings(world.book, world.orders)
      world.book.territories = world.shuffled(world.book.territories)
      world.book.customers = world.shuffled(world.book.customers)
      world.book.regions = world.shuffled(world.book.regions)
      world.book.products = world.shuffled(world.book.products)
      for index in world.orders.indices { world.orders[index].lines.reverse() }
      #expect(try Self.findings(world.book, world.orders) == before, "seed \(seed)")
    }
  }
}
