import DealerRules
import Testing

/// The code of the article about credit over a ledger, which prints into a list here.
private struct CreditArticle: ArticleProgram {
  var output: [String] = []

  mutating func run() throws {
    // article 1
    let document = RuleSource(
      name: "rules.json",
      text: """
        {"rules": 1, "currency": "CNY",
         "products": [{"id": "chips"}], "customers": [{"id": "D1"}],
         "priceTables": [{"id": "list", "keys": ["product"]}],
         "prices": [{"table": "list", "product": "chips", "price": "10.00"}],
         "priceKinds": [{"id": "price", "accesses": [{"tables": ["list"]}]}],
         "credit": {"nodes": [{"id": "D1", "limit": "500.00"}]}}
        """)
    let rules = try CompiledRules(parsing: [document])
    guard let today = CivilDate("2025-03-01"), let chips = Quantity("20") else { return }
    let noon = Instant(secondsSinceEpoch: 1_740_830_400)

    // One ledger holds what was promised, shipped, billed and paid.
    var ledger = Ledger()
    let account = LedgerNode(id: "D1", limit: .unlimited, unit: "CNY")
    _ = try ledger.apply(LedgerOperation("a1", .open(account)), at: noon)
    guard var credit = try rules.book.creditBook(on: today, ledger: ledger) else { return }

    for id in ["o1", "o2", "o3"] {
      let order = Order(
        id: id, customer: "D1", moment: .date(today),
        lines: [OrderLine(number: 1, product: "chips", quantity: chips)])
      var trial = credit
      let decision = try rules.price(order, credit: &trial).get()
      print(id, decision.outcome, decision.reasons.map(\.code.name))
      guard decision.outcome <= .flag else { continue }
      // The ledger takes up what was admitted, and the credit follows its events.
      let claim = LedgerAction.reserve(node: "D1", amount: decision.payable)
      let answer = try ledger.apply(LedgerOperation(id, claim), at: noon)
      try credit.follow(answer.events, of: ledger, zone: rules.book.zone)
    }
    // end
  }
}

@Suite("The article about credit") struct CreditArticleTests {
  @Test func theArticleIsTheCodeThatRuns() throws {
    let article = Article(page: "CreditOverALedger.md", file: "Credit/CreditArticleTests.swift")
    try article.expect(pieces: 1, of: CreditArticle())
  }
}
