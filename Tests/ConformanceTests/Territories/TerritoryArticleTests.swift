import DealerRules
import Testing

/// The code of the article about territories, which prints into a list here.
private struct TerritoryArticle: ArticleProgram {
  var output: [String] = []

  mutating func run() throws {
    // article 1
    let document = RuleSource(
      name: "rules.json",
      text: """
        {"rules": 1, "currency": "CNY",
         "regions": [{"id": "44"}, {"id": "4401", "parent": "44"}, {"id": "4403", "parent": "44"}],
         "products": [{"id": "chips", "unit": "bag"}],
         "customers": [{"id": "D1"}, {"id": "D2"}],
         "priceTables": [{"id": "list", "keys": ["product"]}],
         "priceKinds": [{"id": "price", "accesses": [{"tables": ["list"]}]}],
         "territories": [
           {"id": "south", "effect": "grant", "dealer": "D1", "region": "44", "exclusive": true},
           {"id": "not-here", "effect": "deny", "dealer": "D1", "region": "4403",
            "outcome": "hold", "level": 2}],
         "checks": [{"id": "fresh", "shelfLife": {"days": 30}, "outcome": "flag"}]}
        """)
    let rules = try CompiledRules(parsing: [document])
    guard let day = CivilDate("2025-03-01"), let twelve = Quantity(12) else { return }

    var order = Order(
      id: "1", customer: "D1", moment: .date(day), shipTo: "4403",
      lines: [OrderLine(number: 1, product: "chips", quantity: twelve)])
    order.facts.lots = [
      StockLot(product: "chips", lot: "B7", expires: CivilDate("2025-06-30"), quantity: 8_000)
    ]

    let answer = try rules.authorize(order).get()
    print(answer.outcome.name)
    for reason in answer.reasons {
      let numbers = reason.numbers.map { "\($0.name) \($0.text)" }.joined(separator: ", ")
      print(reason.code.name, rules.name(of: reason.rule), numbers)
    }
    if let supply = answer.lines[0].availability { print(supply.state, supply.quantity) }
    // end

    // article 2
    var near = StockSource(id: "guangzhou")
    near.regions = ["44"]
    near.stock["chips"] = .known(twelve)
    var far = StockSource(id: "beijing", priority: 1)
    far.stock["chips"] = .unknown

    let planner = try SourcingPlanner([near, far]) { code in
      rules.regionPath(of: code, at: .distantPast)
    }
    let demands = ["1", "2"].map { id in
      SourcingDemand(
        order: id, line: 1, dealer: "D\(id)", product: "chips", quantity: twelve, region: "4401")
    }
    for line in try planner.plan(demands).answers {
      let parts = line.allotments.map { "\($0.source) \($0.quantity)" }
      let lost = line.losers.map { "\($0.source) \($0.reason)" }
      print(line.order, parts, "missing", line.shortage, lost)
    }
    // end
  }
}

@Suite("The article about territories") struct TerritoryArticleTests {
  @Test func theArticleIsTheCodeThatRuns() throws {
    let article = Article(
      page: "WhoMayBuyWhat.md", file: "Territories/TerritoryArticleTests.swift")
    try article.expect(pieces: 2, of: TerritoryArticle())
  }
}
