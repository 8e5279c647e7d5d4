import DealerRules
import TestSupport
import Testing

/// Gifts that orders choose (RULES.md O-018, X-006).
@Suite("X-006 gifts that are chosen are given by the offer") struct GiftChoiceTests {
  /// What is found about an order that chooses, and what it gets.
  private static func answer(_ choices: String) throws -> [String] {
    let rules = try TextProject([
      "products": #"[{"id":"A"},{"id":"cup"},{"id":"spoon"}]"#,
      "prices": #"[{"table":"list","product":"A","price":"10"}]"#, "phases": #"[{"id":"p"}]"#,
      "offers": """
      [{"id":"o","phase":"p","when":{"product":"A"},
        "gift":{"products":["cup","spoon"],"quantity":"1"}},
       {"id":"same","phase":"p","gift":{"products":"same","quantity":"1"}},
       {"id":"cut","phase":"p","percentOff":"1%"},
       {"id":"draft","phase":"p","status":"draft","gift":{"products":["cup"],"quantity":"1"}}]
      """,
    ]).rules
    let text = """
      {"id": "1", "customer": "D", "date": "2025-03-01", "giftChoices": {\(choices)},
       "lines": [{"number": 1, "product": "A", "quantity": "1"}]}
      """.replacing("\n", with: "")
    let source = RuleSource(name: "orders.ndjson", text: text)
    var reader = OrderReader(source, format: .ndjson, rules: rules)
    var found: [String] = []
    while let item = reader.next() {
      switch item {
      case .order(let order):
        let gifts = try rules.price(order).get().gifts
        found += gifts.filter { rules.name(of: $0.rule) == "o" }.map(\.product)
      case .problem(let problem):
        found += problem.diagnostics.map { "\($0.code.rawValue) \($0.message)" }
      }
    }
    return found
  }

  @Test func aChoiceIsOneOfTheGifts() throws {
    #expect(try Self.answer(#""o": "spoon""#) == ["spoon"])
    #expect(try Self.answer(#""draft": "spoon""#) == ["cup"])
    #expect(
      try Self.answer(#""o": "A""#) == ["E501 offer `o` lets nobody choose `A`"])
    #expect(try Self.answer(#""x": "cup""#) == ["E501 there is no offer `x`"])
    for offer in ["same", "cut"] {
      #expect(
        try Self.answer(#""\#(offer)": "cup""#)
          == ["E501 offer `\(offer)` lets nobody choose `cup`"])
    }
  }
}
