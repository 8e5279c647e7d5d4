import TestSupport
import Testing

@testable import DealerRules

@Suite("Hashes of rules and orders (RULES.md X-002, X-011)") struct HashTests {
  private static func table(_ rows: [PriceRow]) -> RuleBook {
    var book = HashWorld.book()
    book.priceTables[0].rows = PriceRows(keyCount: 2)
    for row in rows { book.priceTables[0].rows.append(row) }
    return book
  }

  @Test func everyChangeOfABookChangesTheHash() {
    let original = HashWorld.book().canonicalHash()
    #expect(original.utf8.count == 64)
    var seen: [String: Int] = [original: -1]
    let changes =
      HashChanges.catalogAndPrices + HashChanges.offersAndCharges + HashChanges.benefits
      + HashChanges.agreements + HashChanges.guards + HashChanges.checks + HashChanges.credit
      + HashChanges.returns
    for (index, change) in changes.enumerated() {
      var book = HashWorld.book()
      change(&book)
      let twin = seen.updateValue(index, forKey: book.canonicalHash())
      #expect(twin == nil, "change \(index) looks like change \(twin ?? -1)")
    }
  }

  @Test func everyConditionHasAHashOfItsOwn() {
    var book = HashWorld.book()
    var seen: [String: Int] = [book.canonicalHash(): -1]
    for (index, condition) in HashChanges.conditions.enumerated() {
      book.offers[0].when = condition
      let twin = seen.updateValue(index, forKey: book.canonicalHash())
      #expect(twin == nil, "condition \(index) looks like condition \(twin ?? -1)")
    }
  }

  @Test func everyChangeOfARowChangesTheHash() {
    var seen: [String: Int] = [HashTests.table(HashWorld.rows()).canonicalHash(): -1]
    #expect(seen[HashWorld.book().canonicalHash()] == -1)
    for (index, change) in HashChanges.rows.enumerated() {
      var rows = HashWorld.rows()
      change(&rows)
      let twin = seen.updateValue(index, forKey: HashTests.table(rows).canonicalHash())
      #expect(twin == nil, "change \(index) looks like change \(twin ?? -1)")
    }
  }

  @Test func everyChangeOfAnOrderChangesTheHash() {
    var seen: [String: Int] = [HashWorld.order().canonicalHash(): -1]
    let changes =
      HashChanges.order + HashChanges.orderCredit + HashChanges.facts + HashChanges.guarding
      + HashChanges.supplies
    for (index, change) in changes.enumerated() {
      var order = HashWorld.order()
      change(&order)
      let twin = seen.updateValue(index, forKey: order.canonicalHash())
      #expect(twin == nil, "change \(index) looks like change \(twin ?? -1)")
    }
  }

  @Test func severalOrdersHaveTheHashesThatTheyHaveAlone() {
    var orders = [HashWorld.order()]
    for change in HashChanges.order + HashChanges.facts + HashChanges.supplies {
      var order = HashWorld.order()
      change(&order)
      orders.append(order)
    }
    orders[1].lines = []
    for count in [0, 1, 2, orders.count] {
      let hashes = Order.canonicalHashes(of: orders[..<count]).map(\.hex)
      #expect(hashes == orders[..<count].map { $0.canonicalHash() })
    }
  }

  /// A field added to an element must be hashed, and changed in `HashChanges`.
  @Test func everyFieldIsKnown() {
    func fields(_ value: Any) -> Int { Mirror(reflecting: value).children.count }
    let book = HashWorld.book()
    let agreement = Agreement(id: "a", promise: .points(CountedReward(every: 1)))
    let counts: [(String, Int, Int)] = [
      ("book", fields(book), 29), ("unit", fields(book.units[0]), 4),
      ("category", fields(book.categories[0]), 4), ("region", fields(book.regions[0]), 7),
      ("product", fields(book.products[0]), 14), ("customer", fields(book.customers[0]), 10),
      ("product unit", fields(book.products[0].units[0]), 2),
      ("component", fields(book.products[0].components[0]), 2),
      ("table", fields(book.priceTables[0]), 10),
      ("schedule", fields(book.priceTables[0].schedule), 6),
      ("row", fields(HashWorld.rows()[0]), 12), ("bound", fields(HashWorld.bound), 3),
      ("derivation", fields(Derivation(base: .cost)), 6), ("point", fields(PricePoint()), 3),
      ("kind", fields(book.priceKinds[0]), 6),
      ("access", fields(book.priceKinds[0].accesses[0]), 3),
      ("exchange rate", fields(book.exchangeRates[0]), 5), ("phase", fields(book.phases[0]), 13),
      ("group", fields(book.phases[0].groups[0]), 5), ("offer", fields(book.offers[0]), 19),
      ("charge", fields(book.charges[0]), 10), ("tax", fields(book.tax), 4),
      ("tax rate", fields(book.tax.rates[0]), 7), ("rounding", fields(book.rounding), 2),
      ("policies", fields(book.policies), 3), ("agreement", fields(agreement), 8),
      ("zone", fields(book.zone), 2), ("territory rule", fields(HashWorld.territory), 22),
      ("territory settings", fields(book.territory), 13),
      ("order", fields(HashWorld.order()), 25), ("line", fields(HashWorld.order().lines[0]), 8),
      ("facts", fields(HashWorld.order().facts), 10),
      ("manual", fields(ManualPrice(.amountOff(1))), 3),
      ("guard", fields(HashWorld.guardrail), 16), ("guard bound", fields(GuardBound()), 4),
      ("guard limit", fields(GuardLimit()), 2), ("approval", fields(HashWorld.approval), 6),
      ("approval rule", fields(HashWorld.approvalRule), 8),
      ("check", fields(HashWorld.check), 9), ("quantities", fields(QuantityBounds()), 6),
      ("goods", fields(RequiredGoods(of: .always, quantity: .one)), 2),
      ("usual", fields(UsualQuantity(attribute: "a")), 5),
      ("shelf life", fields(ShelfLifeBounds()), 5),
      ("lot", fields(StockLot(product: "a", lot: "a", quantity: 1)), 5),
      ("window", fields(DuplicateWindow(seconds: 1)), 2),
      ("recent", fields(RecentOrder(id: "a", moment: .instant(.distantPast), lines: [])), 4),
      ("transfers", fields(TransferBounds(most: 1)), 3), ("transfer", fields(Transfer(to: "a")), 2),
      ("order credit", fields(OrderCredit()), 8),
      ("credit policy", fields(CreditPolicy()), 15),
      ("credit node", fields(CreditNode(id: "a", currency: .cny)), 16),
      ("credit rule", fields(CreditRule(id: "a", .limit)), 7),
      ("return policy", fields(ReturnPolicy()), 29),
      ("payment terms", fields(PaymentTerms(id: "a", .netDays(1))), 6),
    ]
    #expect(fields(Validity.always) == 3)
    for (name, given, known) in counts { #expect(given == known, "\(name)") }
  }

  @Test func orderThatHasNoMeaningDoesNotShow() {
    let expected = HashWorld.book().canonicalHash()
    var random = SplitMix64(seed: 1)
    for _ in 0..<20 {
      var book = HashTests.table(HashWorld.rows().shuffled(using: &random))
      book.units.shuffle(using: &random)
      book.categories.shuffle(using: &random)
      book.regions.shuffle(using: &random)
      book.products[0].units.shuffle(using: &random)
      book.products[0].components.shuffle(using: &random)
      book.products.shuffle(using: &random)
      book.customers[0].groups.shuffle(using: &random)
      book.customers.shuffle(using: &random)
      book.priceTables[0].multiply.shuffle(using: &random)
      book.priceTables.shuffle(using: &random)
      book.priceKinds[0].accesses[0].when = .all(HashWorld.tests.shuffled(using: &random))
      book.priceKinds.shuffle(using: &random)
      book.exchangeRates.shuffle(using: &random)
      book.phases[0].groups.shuffle(using: &random)
      book.offers[0].when = .all(HashWorld.tests.shuffled(using: &random))
      book.offers.shuffle(using: &random)
      book.charges[1].when = .test(.customerTier, .isIn(["silver", "gold"]))
      book.tax.rates.shuffle(using: &random)
      #expect(book.canonicalHash() == expected)
    }
    var order = HashWorld.order()
    order.lines.reverse()
    #expect(order.canonicalHash() == HashWorld.order().canonicalHash())
  }

  @Test func placesInDocumentsDoNotShow() {
    let expected = HashWorld.book().canonicalHash()
    let span = SourceSpan(source: 0, start: 1, end: 2)
    var rows = HashWorld.rows()
    for row in rows.indices { rows[row].origin = span }
    var book = HashTests.table(rows)
    book.products[0].origin = span
    book.offers[0].origin = span
    book.phases[0].groups[0].origin = span
    book.priceTables[0].origin = span
    book.sources = [RuleSource(name: "rules.json", bytes: [])]
    #expect(book.canonicalHash() == expected)
  }

  /// The bytes of version 1, computed once more outside the library; a change here is a change of
  /// the canonical form.
  @Test func knownHashes() throws {
    let rules = try CompiledRules(RuleStoreTests.book(1))
    #expect(
      rules.rulesHash() == "5f548c8a250982bd9e8c0f83a12861ab47bad50e5f0c8bd58a563f62eb507a5b")
    #expect(
      rules.inputsHash(of: RuleStoreTests.order)
        == "e7effdb6477df0a7c4563f694dd9a64cb1c764fbe88f69470a9895ae2a2371d1")
  }
}
