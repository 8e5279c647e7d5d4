import DealerRules
import Testing

/// Offers of which each excludes the next (RULES.md O-023), against the best choice reckoned by
/// another road.
@Suite("The search for offers that combine") struct CombineSearchTests {
  /// What each offer takes off, in whole currency units: those that weigh most are not the best.
  private static func amounts(_ count: Int) -> [Int] {
    (0..<count).map { [3, 4, 3][$0 % 3] + $0 % 7 % 2 }
  }

  /// The most that offers take of which no two are neighbours.
  private static func best(_ amounts: [Int]) -> Int {
    var (with, without) = (0, 0)
    for amount in amounts { (with, without) = (without + amount, max(with, without)) }
    return max(with, without)
  }

  private static func decide(_ count: Int, _ per: String, steps: Int = 20_000) throws -> Decision {
    let offers = amounts(count).enumerated().map { index, amount in
      let others = (0..<count).filter { abs($0 - index) != 1 && $0 != index }
      return """
        {"id": "o\(100 + index)", "phase": "p", "amountOff": "\(amount)", "per": "line",
         "tags": ["t\(index)"], "combinesWith": \(others.map { "t\($0)" })}
        """
    }
    let text = """
      {"rules": 1, "currency": "CNY", "products": [{"id": "A"}], "customers": [{"id": "D"}],
       "priceTables": [{"id": "list", "keys": ["product"]}],
       "priceKinds": [{"id": "price", "accesses": [{"tables": ["list"]}]}],
       "prices": [{"table": "list", "product": "A", "price": "1000"}],
       "phases": [{"id": "p", "combinePer": "\(per)"}],
       "offers": [\(offers.joined(separator: ","))]}
      """
    var limits = Limits()
    limits.searchSteps = steps
    let rules = try CompiledRules(
      parsing: [RuleSource(name: "rules.json", text: text)], limits: limits)
    let day = try #require(CivilDate("2025-03-01"))
    let one = try #require(Quantity("1"))
    let order = Order(
      id: "1", customer: "D", moment: .date(day),
      lines: [OrderLine(number: 1, product: "A", quantity: one)])
    return try rules.price(order).get()
  }

  /// Up to 64 offers in conflict the set is the best, and nothing is said of a search.
  @Test(arguments: ["line", "order"]) func theBestSetIsFound(per: String) throws {
    for count in [2, 20, 63, 64] {
      let decision = try Self.decide(count, per)
      let best = Self.best(Self.amounts(count))
      #expect(decision.net == (1000 - Int64(best)) * 1_000_000, "\(count)")
      #expect(!decision.reasons.contains { $0.code == .combineSearch }, "\(count)")
    }
  }

  /// Beyond, or where the steps do not suffice, what was taken and what no set exceeds are told.
  @Test(arguments: ["line", "order"]) func anUnfinishedSearchIsTold(per: String) throws {
    for (count, steps) in [(65, 20_000), (100, 20_000), (64, 10)] {
      let decision = try Self.decide(count, per, steps: steps)
      let told = try #require(decision.reasons.first { $0.code == .combineSearch }, "\(count)")
      let numbers = Dictionary(uniqueKeysWithValues: told.numbers.map { ($0.name, $0.text) })
      let given = try #require(numbers["given"].flatMap { Money($0, .cny)?.millionths })
      let bound = try #require(numbers["bound"].flatMap { Money($0, .cny)?.millionths })
      let best = Int64(Self.best(Self.amounts(count))) * 1_000_000
      #expect(decision.net == 1_000_000_000 - given)
      #expect(given <= best && best <= bound && given < bound, "\(count)")
      let taken = try #require(numbers["steps"].flatMap { Int($0) })
      #expect(count > 64 ? taken == 0 : taken > steps)
    }
  }
}
