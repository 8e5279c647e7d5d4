import DealerRules
import TestSupport
import Testing

/// From list to pocket (RULES.md E-001).
@Suite("Waterfalls") struct WaterfallTests {
  private let project: TextProject

  init() throws {
    project = try TextProject([
      "products": #"[{"id":"A"},{"id":"B"}]"#,
      "prices": """
      [{"table":"list","product":"A","price":"100"},{"table":"list","product":"B","price":"50"}]
      """,
      "phases": #"[{"id":"lines"},{"id":"order"}]"#,
      "offers": """
      [{"id":"tenth","phase":"lines","when":{"product":"A"},"percentOff":"10%"},
       {"id":"spend","phase":"order","amountOff":"14","per":"order"}]
      """,
      "agreements": """
      [{"id":"r","rebate":{"total":"q","rungs":[{"from":"0","rate":"5%"}]}}]
      """,
    ])
  }

  private func amounts(_ waterfall: Waterfall) -> [String] {
    [waterfall.list, waterfall.invoice, waterfall.net, waterfall.pocket].map {
      Money(millionths: $0, .cny).decimalText
    }
  }

  private var order: Order? {
    let lines = [#""product":"A","quantity":"1""#, #""product":"B","quantity":"1""#]
    let text = TextProject.order("1", lines, #","facts":{"totals":{"q":"0"}}"#)
    return project.orders(text).first
  }

  @Test("line offers make the invoice price, order offers the net, rebates the pocket")
  func stages() throws {
    let explanation = try project.rules.explain(try #require(order)).get()
    // 14 off 90 and 50: 9 and 5; 5 % of 81 and 45.
    #expect(amounts(explanation.lines[0].waterfall) == ["100.00", "90.00", "81.00", "76.95"])
    #expect(amounts(explanation.lines[1].waterfall) == ["50.00", "50.00", "45.00", "42.75"])
    #expect(amounts(explanation.waterfall) == ["150.00", "140.00", "126.00", "119.70"])
  }

  @Test("an order sums its lines, on generated books") func sums() throws {
    var lines = 0
    for seed in UInt64(1)...200 {
      let generated = GeneratedCase(seed: seed)
      let rules = try CompiledRules(generated.book)
      for order in generated.orders {
        guard case .success(let decision) = rules.price(order) else { continue }
        let found = rules.waterfalls(of: decision)
        #expect(found.order.list == decision.list && found.order.net == decision.net)
        for (waterfall, line) in zip(found.lines, decision.lines) {
          lines += 1
          #expect(waterfall.list == line.list && waterfall.net == line.net, "seed \(seed)")
        }
        let invoice = found.lines.reduce(Int64(0)) { $0 + $1.invoice }
        let pocket = found.lines.reduce(Int64(0)) { $0 + $1.net - $1.pocket }
        #expect(found.order.invoice == invoice, "seed \(seed)")
        #expect(found.order.net - found.order.pocket == pocket, "seed \(seed)")
      }
    }
    #expect(lines > 500)
  }
}
