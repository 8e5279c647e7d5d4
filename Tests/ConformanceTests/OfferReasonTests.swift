import DealerRules
import TestSupport
import Testing

@Suite("E-002 reasons of offers say what held them back, once") struct OfferReasonTests {
  private func told(
    _ offers: String, quantity: Int = 3, phases: String = #"[{"id":"p"}]"#
  ) throws -> [Reason] {
    let project = try TextProject(["phases": phases, "offers": offers])
    let line = #""product":"A","quantity":"\#(quantity)""#
    let order = try #require(project.orders(TextProject.order("1", [line])).first)
    let explanation = try project.rules.explain(order).get()
    return explanation.offers + explanation.lines.flatMap(\.offers)
  }

  /// One threshold of `requiresAny` is reached, so the other held nothing back.
  @Test func whatApplied() throws {
    let offers = """
      [{"id":"a","phase":"p","percentOff":"5%","requiresAny":
        [{"measure":"quantity","from":"10"},{"measure":"quantity","from":"2"}]}]
      """
    #expect(try told(offers).isEmpty)
    let missed = try told(offers, quantity: 1)
    #expect(missed.map(\.code) == [.thresholdMissed, .thresholdMissed])
  }

  /// Units are missing when the pattern is measured and when its turn comes.
  @Test func missingUnits() throws {
    let offers = """
      [{"id":"a","phase":"p","priority":1,"percentOff":"5%","units":{"most":"1"}},
       {"id":"b","phase":"p","pattern":
        {"buy":[{"quantity":"4"}],"get":[{"quantity":"1"}],"percentOff":"50%"}}]
      """
    let told = try told(offers).filter { $0.code == .noSet }
    #expect(told.map { $0.numbers.map(\.text) } == [["buy 1", "4", "3"]])
  }

  /// A budget of units that is not parted tells units, one of money money.
  @Test func budgets() throws {
    let offers = """
      [{"id":"a","phase":"p","percentOff":"50%","limits":{"budgetUnits":"2","partial":false}},
       {"id":"b","phase":"p","percentOff":"10%","limits":{"budget":"1","partial":false}}]
      """
    let told = try told(offers).filter { $0.code == .budgetShort }
    #expect(Set(told.map { $0.numbers.map(\.text) }) == [["3", "2"], ["3.00", "1.00"]])
  }

  /// O-028: of sets that share units the least is told, where a budget without parts fits none.
  @Test func budgetsOfSharedUnits() throws {
    let offers = """
      [{"id":"a","phase":"p","group":"g","pattern":
        {"buy":[{"quantity":"1"}],"get":[{"quantity":"1"}],"percentOff":"50%"},
        "limits":{"budget":"1","partial":false}}]
      """
    let told = try told(offers, phases: Self.shared)
    #expect(told.map(\.code) == [.budgetShort])
    #expect(told.first?.numbers.map(\.text) == ["5.00", "1.00"])
  }

  private static let shared =
    #"[{"id":"p","groups":[{"id":"g","choice":"best","per":"unit"}]}]"#
}
