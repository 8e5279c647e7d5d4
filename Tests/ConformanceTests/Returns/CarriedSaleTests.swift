import DealerRules
import TestSupport
import Testing

/// Sales of a batch: what orders before them used is part of the facts of the sale (RULES.md Z-001,
/// Z-031).
@Suite("Z-001 sales after other orders") struct CarriedSaleTests {
  /// Ten percent for two orders, five percent from 300.00: the second order has both, the third the
  /// five alone, and so has what stays of it.
  @Test func whatWasUsedBeforeStaysUsed() async throws {
    let project = try TextProject([
      "prices": #"[{"table":"list","product":"A","price":"50"}]"#,
      "phases": #"[{"id":"p"},{"id":"q"}]"#,
      "offers": """
      [{"id":"ten","phase":"p","percentOff":"10%","limits":{"uses":2}},
       {"id":"five","phase":"q","percentOff":"5%",
        "requires":[{"measure":"amount","from":"300","base":"opening"}]}]
      """,
      "returns": #"{"promotions":{"default":"repriceRemainder"}}"#,
    ])
    let rules = project.rules
    let desk = ReturnDesk(rules)
    var carried = CarriedUse()
    var sales: [StoredSale] = []
    for id in ["1", "2", "3"] {
      var order = Shop.order([Shop.line(1, "A", "8")])
      order.id = id
      sales.append(try rules.sale(of: order, after: carried).get())
      var batch = OrderBatch()
      batch.append(order, rules)
      _ = await rules.price(batch, detail: .totals, workers: 1, after: &carried)
    }
    #expect(sales.map(\.payable) == [342_000_000, 342_000_000, 380_000_000])
    #expect(sales[2].input.facts.offerUse["ten"] == OfferUse(uses: 2))
    // 400.00 − 20.00; four cost 200.00, so that what is lost is 10.00.
    var request = ReturnRequest(id: "r", sale: "3", on: sales[2].day)
    request.lines = [ReturnRequest.Line(number: 1, quantity: 4000)]
    let statement = try desk.settle(request, of: sales[2])
    #expect(statement.clawBack == -10_000_000 && statement.refund == 180_000_000)
    let record = RuleSource(name: "sales", bytes: SaleRecord.bytes(of: sales[2]))
    #expect(SaleRecord.read(record) == [.success(sales[2])])
  }
}
