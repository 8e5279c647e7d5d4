import DealerRules
import Testing

/// The code of the article about sales and returns, which prints into a list here.
private struct ReturnArticle: ArticleProgram {
  var output: [String] = []

  mutating func run() throws {
    // article 1
    let document = RuleSource(
      name: "rules.json",
      text: """
        {"rules": 1, "currency": "CNY",
         "products": [{"id": "chips"}], "customers": [{"id": "D1"}],
         "priceTables": [{"id": "list", "keys": ["product"]}],
         "prices": [{"table": "list", "product": "chips", "price": "50.00"}],
         "priceKinds": [{"id": "price", "accesses": [{"tables": ["list"]}]}],
         "phases": [{"id": "season"}],
         "offers": [{"id": "ten", "phase": "season", "percentOff": "10%",
                     "requires": [{"measure": "amount", "from": "300"}]}],
         "returns": {"promotions": {"ten": "repriceRemainder"},
                     "windows": [{"id": "month", "days": 30}], "holdsFor": 14}}
        """)
    let rules = try CompiledRules(parsing: [document])
    guard let sold = CivilDate("2025-03-01"), let day = CivilDate("2025-03-10") else { return }
    guard let six = Quantity("6") else { return }
    let order = Order(
      id: "o1", customer: "D1", moment: .date(sold),
      lines: [OrderLine(number: 1, product: "chips", quantity: six)])

    // The sale is kept as a record; whatever comes later is worked out from it.
    let record = SaleRecord.bytes(of: try rules.sale(of: order).get())
    let kept = SaleRecord.read(RuleSource(name: "sales.ndjson", bytes: record))
    guard case .success(let sale)? = kept.first else { return }
    print("sold", Money(millionths: sale.payable, sale.currency))

    // A preview: one of six, and all of them.
    let desk = ReturnDesk(rules)
    for units: Int64 in [1, 6] {
      let line = ReturnRequest.Line(number: 1, quantity: units * 1000)
      let request = ReturnRequest(id: "r1", sale: "o1", on: day, lines: [line])
      let statement = try desk.settle(request, of: sale)
      print(units, "back:", Money(millionths: statement.refund, sale.currency))
    }

    // The life of a return: two are announced, one comes, and the ledger hears at the settlement.
    var life = ReturnCase(id: "r2")
    let two = ReturnRequest.Line(number: 1, quantity: 2000)
    let steps: [ReturnStep] = [
      .submit(ReturnRequest(id: "r2", sale: "o1", on: day, lines: [two])), .ship,
      .receive([ReturnedGoods(number: 1, quantity: 1000)]),
      .inspect([InspectedGoods(number: 1, accepted: 1000)]), .settle, .close,
    ]
    let accounts = ReturnAccounts(item: "invoice o1", node: "D1")
    for (number, step) in steps.enumerated() {
      let event = ReturnEvent("r2/\(number)", step)
      let operations = try life.apply(event, sale, by: desk, accounts)
      print(life.state.rawValue, operations.map(\.id))
    }

    // A placed order that is changed: five do not reach the ten percent any more.
    let change = try desk.amend(sale, quantities: [1: 5000])
    print("changed", Money(millionths: change.sale.payable, sale.currency))
    // end
  }
}

@Suite("The article about sales and returns") struct ReturnArticleTests {
  @Test func theArticleIsTheCodeThatRuns() throws {
    let article = Article(page: "SalesAndReturns.md", file: "Returns/ReturnArticleTests.swift")
    try article.expect(pieces: 1, of: ReturnArticle())
  }
}
