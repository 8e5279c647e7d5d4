import DealerRules
import TestSupport
import Testing

/// Checks of units whose factors have large denominators: no product of these needs to fit.
@Suite("R-022 multiples of awkward units") struct TrickyUnitTests {
  static func rules(_ per: String) throws -> TextProject {
    try TextProject([
      "products": """
      [{"id":"A","units":{"a":"1/999999999999999989"}},
       {"id":"B","units":{"b":"1/999999999999999967"}}]
      """,
      "prices": """
      [{"table":"list","product":"A","price":"10"},{"table":"list","product":"B","price":"10"}]
      """,
      "checks": #"[{"id":"m","quantity":{"multiple":"1","per":"\#(per)"}}]"#,
    ])
  }

  @Test(arguments: ["line", "product", "order"]) func theyAreAnswered(_ per: String) throws {
    let project = try Self.rules(per)
    let text = TextProject.order(
      "1",
      [
        #""product":"A","quantity":"1","unit":"a""#, #""product":"B","quantity":"1","unit":"b""#,
      ])
    let order = try #require(project.orders(text).first)
    switch project.rules.price(order) {
    case .success(let decision):
      // A trillionth of a piece is no multiple of one.
      #expect(decision.outcome == .hold || decision.outcome == .block)
      #expect(decision.reasons.contains { project.rules.name(of: $0.rule) == "m" })
    case .failure(let error): #expect(error.code == .overflow)
    }
  }
}
