import TestSupport
import Testing

@testable import DealerRules

/// Facts are believed only where they fit the rules (RULES.md X-006).
@Suite struct FactsTests {
  private let rules: CompiledRules

  init() throws {
    var book = RuleStoreTests.book(10)
    var deal = PriceTable(id: "deal", keys: [.product], schedule: Schedule(countsPeriod: true))
    deal.rows.append(
      PriceRow(
        id: "C1", key: ["a"], value: .amount(5_000_000), cap: .quantity(Quantity(10) ?? .one)))
    book.priceTables.append(deal)
    book.priceKinds[0].accesses.insert(Access(tables: ["deal"]), at: 0)
    if book.phases.isEmpty { book.phases = [Phase(id: "phase")] }
    for (id, status) in [("spring", OfferStatus.published), ("old", .retired)] {
      var offer = Offer(id: id, phase: book.phases[0].id, benefit: .mark)
      offer.status = status
      offer.limits.uses = 5
      book.offers.append(offer)
    }
    rules = try CompiledRules(book)
  }

  private func net(_ facts: Facts, _ quantity: Int = 10) throws -> Int64 {
    var order = RuleStoreTests.order
    order.lines[0].quantity = Quantity(quantity) ?? .one
    order.facts = facts
    return try rules.price(order).get().net
  }

  @Test func goodFactsCount() throws {
    #expect(try net(Facts()) == 50_000_000)
    let six = Balance.quantity(Quantity(6) ?? .one)
    #expect(try net(Facts(capUsed: ["C1": six])) == 80_000_000)
    #expect(try net(Facts(openingBalances: ["deal": six, "list": six])) == 50_000_000)
  }

  @Test func usesOfOffersOfTheBookCount() throws {
    let used = Facts(offerUse: ["spring": OfferUse(uses: 5), "old": OfferUse(uses: 1)])
    #expect(try net(used) == 50_000_000)
    let gone = Facts(offerUse: ["spring": OfferUse(usesByCode: ["WITHDRAWN": 3])])
    #expect(try net(gone) == 50_000_000)
  }

  static let bad: [Facts] = [
    Facts(offerUse: ["Spring": OfferUse()]),
    Facts(offerUse: ["spring": OfferUse(uses: -1)]),
    Facts(offerUse: ["spring": OfferUse(usesByCode: ["A": -1])]),
    Facts(offerUse: ["spring": OfferUse(units: -1)]),
    Facts(capUsed: ["C1": .amount(5)]),
    Facts(capUsed: ["C1": .quantity(Quantity(-40) ?? .zero)]),
    Facts(capUsed: ["c1": .quantity(.one)]),
    Facts(openingBalances: ["deal": .amount(5)]),
    Facts(openingBalances: ["deal": .quantity(Quantity(-1) ?? .zero)]),
    Facts(openingBalances: ["C1": .quantity(.one)]),
  ]

  @Test(arguments: bad) func badFactsAreErrors(_ facts: Facts) {
    #expect(throws: OrderError(order: "1", code: .badFacts)) { try net(facts) }
  }

  @Test func faultsOfLinesGoFirst() {
    #expect(throws: OrderError(order: "1", code: .quantityNotPositive, line: 1)) {
      try net(FactsTests.bad[0], 0)
    }
  }
}
