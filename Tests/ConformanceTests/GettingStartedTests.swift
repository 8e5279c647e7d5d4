import DealerRules
import Testing

/// The code of the first article, which prints into a list here.
private struct FirstArticle: ArticleProgram {
  var output: [String] = []
  private var made = RuleBook(currency: .usd)

  mutating func run() throws {
    stateBook()
    try price()
    try readDocuments()
    readSlip()
  }

  private mutating func stateBook() {
    // article 1
    guard let twenty4 = Factor(24), let twelvePercent = Rate("12%") else { return }

    var book = RuleBook(name: "Snacks", currency: .cny)
    book.products = [
      Product(
        id: "chips", baseUnit: "bag", units: [ProductUnit(unit: "case", factor: twenty4)])
    ]
    book.customers = [Customer(id: "D1", tier: "gold")]
    // end

    // article 2
    var list = PriceTable(id: "list", keys: [.product])
    list.rows.append(PriceRow(key: ["chips"], value: .amount(10_000_000)))

    var tier = PriceTable(id: "tier", keys: [.tier, .product])
    tier.rows.append(
      PriceRow(id: "gold-24", key: ["gold", "chips"], value: .amount(9_000_000), from: 24_000))

    book.priceTables = [tier, list]
    book.priceKinds = [
      PriceKind(id: "price", accesses: [Access(tables: ["tier"]), Access(tables: ["list"])])
    ]
    // end

    // article 3
    book.phases = [Phase(id: "season")]
    book.offers = [
      Offer(
        id: "spring", phase: "season", when: .test(.customerTier, .isIn(["gold"])),
        benefit: .percentOff(twelvePercent))
    ]
    // end
    made = book
  }

  private mutating func price() throws {
    let book = made
    // article 4
    guard let day = CivilDate("2025-03-01"), let two = Quantity(2) else { return }

    let rules = try CompiledRules(book)
    let order = Order(
      id: "1", customer: "D1", moment: .date(day),
      lines: [OrderLine(number: 1, product: "chips", quantity: two, unit: "case")])

    let decision = try rules.price(order).get()
    print(decision.outcome.name, Money(millionths: decision.net, decision.currency))
    for step in decision.steps {
      let change = Money(millionths: step.amount, decision.currency)
      print(rules.name(of: step.rule), step.kind.name, change)
    }
    // end

    // article 5
    let explanation = try rules.explain(order).get()
    for row in explanation.lines[0].rows {
      print(rules.name(of: row.rule), "-", row.lost?.english ?? "priced the line")
    }
    // end
  }

  private mutating func readDocuments() throws {
    // article 6
    let document = RuleSource(
      name: "rules.json",
      text: """
        {"rules": 1, "currency": "CNY",
         "products": [{"id": "chips", "unit": "bag", "units": {"case": "24"}}],
         "customers": [{"id": "D1", "tier": "gold"}],
         "priceTables": [{"id": "tier", "keys": ["tier", "product"]},
                         {"id": "list", "keys": ["product"]}],
         "priceKinds": [{"id": "price",
                         "accesses": [{"tables": ["tier"]}, {"tables": ["list"]}]}],
         "phases": [{"id": "season"}],
         "offers": [{"id": "spring", "phase": "season", "percentOff": "12%",
                     "when": {"customer.tier": "gold"}}]}
        """)
    let prices = RuleSource(
      name: "prices.csv",
      text: """
        table,id,tier,product,from,price
        list,,,chips,,10.00
        tier,gold-24,gold,chips,24,9.00
        """)
    let parsed = try CompiledRules(parsing: [document, prices])
    // end

    // article 7
    let orders = RuleSource(
      name: "orders.ndjson",
      text: """
        {"id": "1", "customer": "D1", "date": "2025-03-01", "lines": [{"number": 1, \
        "product": "chips", "quantity": "2", "unit": "case"}]}
        """)
    var reader = OrderReader(
      orders, format: .ndjson, zone: parsed.book.zone, currency: parsed.book.currency)
    while let item = reader.next() {
      switch item {
      case .order(let order):
        let decision = try parsed.price(order).get()
        print("order", order.id, Money(millionths: decision.net, decision.currency))
      case .problem(let problem):
        print("order", problem.order ?? "?", problem.diagnostics.map(\.message))
      }
    }
    // end
  }

  private mutating func readSlip() {
    // article 8
    let slip = RuleSource(
      name: "rules.json", text: #"{"rules": 1, "currency": "CNY", "offfers": []}"#)
    do throws(RuleErrors) {
      _ = try RuleBook.read([slip])
    } catch {
      print(error.rendered)
    }
    // end
  }
}

@Suite("The first article") struct GettingStartedTests {
  @Test func theArticleIsTheCodeThatRuns() throws {
    let article = Article(page: "GettingStarted.md", file: "GettingStartedTests.swift")
    try article.expect(pieces: 8, of: FirstArticle())
  }
}

@Suite("The landing page") struct LandingPageTests {
  /// Every public type of the top level stands in one group of the landing page.
  @Test func everyPublicTypeHasAPlace() throws {
    let page = try LawBook.text("Sources/DealerRules/DealerRules.docc/DealerRules.md")
    let listed = page.split(separator: "\n").compactMap { line -> String? in
      guard line.hasPrefix("- ``"), line.hasSuffix("``") else { return nil }
      return String(line.dropFirst(4).dropLast(2))
    }
    let words: Set<Substring> = ["struct", "enum", "class", "protocol", "typealias", "actor"]
    var declared: Set<String> = []
    for file in try LawBook.files("Sources/DealerRules", ".swift") {
      for line in try LawBook.text(file).split(separator: "\n") where line.hasPrefix("public ") {
        let parts = line.split { !$0.isLetter && !$0.isNumber }
        guard let word = parts.firstIndex(where: { words.contains($0) }), word < 3 else { continue }
        declared.insert(String(parts[word + 1]))
      }
    }
    #expect(Set(listed).count == listed.count)
    #expect(Set(listed) == declared)
  }
}
