import DealerRules
import Testing

/// What single rules look at, to the day and the cent.
@Suite("Single rules of credit (RULES.md B-005, B-007, B-008, B-011)") struct CreditRuleTests {
  private static func day(_ text: String) throws -> CivilDate { try #require(CivilDate(text)) }

  private static func money(_ text: String) throws -> Money { try #require(Money(text, .cny)) }

  private static func policy(_ rules: [CreditRule]) -> CreditPolicy {
    var policy = CreditPolicy()
    policy.nodes = [CreditNode(id: "A", currency: .cny, limit: .amount(100_000_000))]
    policy.rules = rules
    return policy
  }

  /// Orders that ship on the last day of the horizon, or without a day, count; those after it do
  /// not.
  @Test(arguments: [("2025-03-31", "hold"), ("2025-04-01", "allow"), (nil, "hold")])
  func horizonsEndOnTheirDay(_ ships: String?, _ effect: String) throws {
    var facts = CreditFacts()
    facts.entries = [
      CreditEntry(
        id: "o", node: "A", .order, try Self.money("60"), ships: ships.flatMap { CivilDate($0) })
    ]
    let rule = CreditRule(id: "near", .dynamicLimit(days: 30))
    let book = try CreditBook(Self.policy([rule]), facts)
    var request = CreditRequest(
      id: "n", node: "A", try Self.money("50"), asOf: try Self.day("2025-03-01"))
    request.ships = try Self.day("2025-03-02")
    #expect(try book.evaluate(request).effect.name == effect)
  }

  /// What a document replaces is gone once it is admitted.
  @Test func replacedOrdersGo() throws {
    var facts = CreditFacts()
    facts.entries = [CreditEntry(id: "o", node: "A", .order, try Self.money("60"))]
    var book = try CreditBook(Self.policy([]), facts)
    let day = try Self.day("2025-03-01")
    var request = CreditRequest(id: "n", node: "A", try Self.money("70"), asOf: day)
    request.replaces = "o"
    #expect(try book.decide(request).effect == .allow)
    let next = CreditRequest(id: "m", node: "A", try Self.money("30"), asOf: day)
    #expect(try book.evaluate(next).exposure == 70_000_000)
    #expect(try book.evaluate(next).effect == .allow)
  }

  /// Open invoices are looked at as they are exchanged on the day that is asked for.
  @Test func invoicesFollowTheRatesOfTheDay() throws {
    let usd = try #require(Currency("USD"))
    var facts = CreditFacts()
    facts.entries = [
      CreditEntry(
        id: "i", node: "A", .invoice, Money(millionths: 10_000_000, usd),
        due: try Self.day("2025-01-10"))
    ]
    facts.rates = [
      CreditRate(
        usd, .cny, try #require(Factor("7.2")),
        days: CreditDays(through: try Self.day("2025-02-28"))),
      CreditRate(
        usd, .cny, try #require(Factor("8")), days: CreditDays(from: try Self.day("2025-03-01"))),
    ]
    let rule = CreditRule(id: "late", .overdueAmount(75_000_000))
    for first in ["2025-02-28", "2025-03-01"] {
      let book = try CreditBook(Self.policy([rule]), facts, on: try Self.day(first))
      for (day, codes) in [("2025-02-28", [CreditCode]()), ("2025-03-01", [.creditOverdueAmount])] {
        let request = CreditRequest(
          id: "n", node: "A", try Self.money("1"), asOf: try Self.day(day))
        #expect(try book.evaluate(request).reasons.map(\.code) == codes, "\(first) \(day)")
      }
    }
  }
}
