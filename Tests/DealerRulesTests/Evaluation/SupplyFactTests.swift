import DealerRules
import TestSupport
import Testing

/// Lots and recent orders that cannot be, or do not matter (RULES.md ).
@Suite("X-006 lots and recent orders") struct SupplyFactTests {
  private static let members = [
    "checks": """
    [{"id":"keeps","shelfLife":{"days":1},"outcome":"flag","unknown":"hold"},
     {"id":"twice","duplicate":{"days":1},"outcome":"flag"}]
    """
  ]

  private func answer(
    _ change: (inout Facts) -> Void, limits: Limits = Limits()
  ) throws -> Result<Decision, OrderError> {
    let text = TextProject.document(Self.members)
    let rules = try CompiledRules(
      parsing: [RuleSource(name: "rules.json", text: text)], limits: limits)
    var order = Shop.order([Shop.line(1, "A", "1")])
    change(&order.facts)
    return rules.price(order)
  }

  private func code(
    _ change: (inout Facts) -> Void, limits: Limits = Limits()
  ) throws -> OrderError.Code? {
    guard case .failure(let error) = try answer(change, limits: limits) else { return nil }
    return error.code
  }

  private static let lot = StockLot(product: "A", lot: "1", quantity: 1000)
  private static let day = OrderMoment.instant(Instant(secondsSinceEpoch: 1_740_787_200))
  private static let recent = RecentOrder(
    id: "r", moment: day, lines: [RecentOrder.Line(product: "A", quantity: 1000)])

  @Test func nothingIsBelowZero() throws {
    #expect(try code { $0.lots = [Self.lot] } == nil)
    var lot = Self.lot
    lot.quantity = -1
    #expect(try code { $0.lots = [Self.lot, lot] } == .badFacts)
    var recent = Self.recent
    recent.lines.append(RecentOrder.Line(product: "X", quantity: -1))
    #expect(try code { $0.recentOrders = [recent] } == .badFacts)
  }

  @Test func thereIsABoundToBoth() throws {
    var limits = Limits()
    (limits.lotsPerOrder, limits.recentOrders, limits.linesPerOrder) = (2, 2, 2)
    #expect(try code({ $0.lots = [Self.lot, Self.lot] }, limits: limits) == nil)
    #expect(
      try code({ $0.lots = [Self.lot, Self.lot, Self.lot] }, limits: limits) == .badFacts)
    let recent = Self.recent
    #expect(try code({ $0.recentOrders = [recent, recent] }, limits: limits) == nil)
    #expect(
      try code({ $0.recentOrders = [recent, recent, recent] }, limits: limits) == .badFacts)
    var long = recent
    long.lines = Array(repeating: recent.lines[0], count: 3)
    #expect(try code({ $0.recentOrders = [long] }, limits: limits) == .badFacts)
  }

  @Test func whatTheBookDoesNotHaveServesNothing() throws {
    var lot = Self.lot
    lot.product = "é"
    var other = lot
    other.product = "e\u{301}"
    let unknown = try answer { $0.lots = [lot, other] }.get()
    #expect(unknown.reasons.map(\.code) == [.checkHeld])
    let known = try answer { $0.lots = [lot, Self.lot, other] }.get()
    #expect(known.reasons.map(\.code) == [.lotServed])
    var recent = Self.recent
    recent.lines.append(RecentOrder.Line(product: "X", quantity: 1))
    let different = try answer {
      $0.lots = [Self.lot]
      $0.recentOrders = [recent]
    }.get()
    #expect(different.outcome == .allow)
    recent.lines[1].quantity = 0
    let same = try answer {
      $0.lots = [Self.lot]
      $0.recentOrders = [recent]
    }.get()
    #expect(same.reasons.map(\.code) == [.lotServed, .checkFlagged])
  }

  @Test func instantsFarApartAreNoDuplicates() throws {
    for seconds in [Int64.min, Int64.max, Int64.min + 1] {
      var recent = Self.recent
      recent.moment = .instant(Instant(secondsSinceEpoch: seconds))
      let decision = try answer {
        $0.lots = [Self.lot]
        $0.recentOrders = [recent]
      }.get()
      #expect(decision.reasons.map(\.code) == [.lotServed])
    }
  }
}
