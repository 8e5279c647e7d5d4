import TestSupport
import Testing

@testable import DealerRules

@Suite("Replacing rules under load") struct RuleStoreTests {
  /// A book whose one price is `amount` main units.
  static func book(_ amount: Int64) -> RuleBook {
    var book = RuleBook(currency: .eur)
    book.products = [Product(id: "a")]
    book.customers = [Customer(id: "c")]
    var list = PriceTable(id: "list", keys: [.product])
    list.rows.append(PriceRow(key: ["a"], value: .amount(amount * 1_000_000)))
    book.priceTables = [list]
    book.priceKinds = [PriceKind(id: "price", accesses: [Access(tables: ["list"])])]
    return book
  }

  static let order = Order(
    id: "1", customer: "c", moment: .instant(Instant(secondsSinceEpoch: 0)),
    lines: [OrderLine(number: 1, product: "a", quantity: .one)])

  static func price(_ rules: CompiledRules) throws -> Int64 {
    try rules.price(order).get().net
  }

  @Test func aRequestKeepsTheRulesItTook() throws {
    let store = RuleStore(try CompiledRules(RuleStoreTests.book(1)))
    let taken = store.current
    #expect(store.generation == 0)
    #expect(store.replace(with: try CompiledRules(RuleStoreTests.book(2))) == 1)
    #expect(try RuleStoreTests.price(taken) == 1_000_000)
    #expect(try RuleStoreTests.price(store.current) == 2_000_000)
    #expect(store.generation == 1)
  }

  @Test func aFailedCompileLeavesTheOldRules() throws {
    let store = RuleStore(try CompiledRules(RuleStoreTests.book(1)))
    var broken = RuleStoreTests.book(5)
    broken.priceKinds[0].accesses[0].tables = ["nowhere"]
    #expect(throws: RuleErrors.self) { try store.update(compiling: broken) }
    #expect(store.generation == 0)
    #expect(try RuleStoreTests.price(store.current) == 1_000_000)
    #expect(try store.update(compiling: RuleStoreTests.book(7)) == 1)
    #expect(try RuleStoreTests.price(store.current) == 7_000_000)
  }

  /// Generation g holds the price g + 1; a reader that ever saw another pair saw a torn store.
  @Test func readersSeeRulesAndGenerationTogether() async throws {
    let store = RuleStore(try CompiledRules(RuleStoreTests.book(1)))
    let books = try (2...41).map { try CompiledRules(RuleStoreTests.book(Int64($0))) }
    let wrong = try await withThrowingTaskGroup(of: Int.self, returning: Int.self) { group in
      for _ in 0..<4 {
        group.addTask {
          var wrong = 0
          var last = 0
          for _ in 0..<200 {
            let snapshot = store.snapshot
            let price = try RuleStoreTests.price(snapshot.rules)
            if price != Int64(snapshot.generation + 1) * 1_000_000 { wrong += 1 }
            if snapshot.generation < last { wrong += 1 }
            last = snapshot.generation
          }
          return wrong
        }
      }
      group.addTask {
        for rules in books {
          store.replace(with: rules)
          await Task.yield()
        }
        return 0
      }
      var wrong = 0
      for try await count in group { wrong += count }
      return wrong
    }
    #expect(wrong == 0)
    #expect(store.generation == 40)
  }

  @Test func replacementsFromManyTasksAreAllCounted() async throws {
    let rules = try CompiledRules(RuleStoreTests.book(1))
    let store = RuleStore(rules)
    let seen = await withTaskGroup(of: [Int].self, returning: Set<Int>.self) { group in
      for _ in 0..<4 {
        group.addTask { (0..<250).map { _ in store.replace(with: rules) } }
      }
      var seen = Set<Int>()
      for await part in group { seen.formUnion(part) }
      return seen
    }
    #expect(seen == Set(1...1000))
  }
}

@Suite("When prices change by themselves") struct NextChangeTests {
  private static func span(_ from: Int64, _ until: Int64) -> Validity {
    Validity(
      from: Instant(secondsSinceEpoch: from), until: Instant(secondsSinceEpoch: until))
  }

  private static func changes(of book: RuleBook) throws -> [Int64] {
    let rules = try CompiledRules(book)
    var found: [Int64] = []
    var instant = Instant.distantPast
    while let next = rules.nextChange(after: instant), found.count < 100 {
      found.append(next.secondsSinceEpoch)
      instant = next
    }
    return found
  }

  @Test func aBookWithoutValiditiesNeverChanges() throws {
    let rules = try CompiledRules(RuleStoreTests.book(1))
    #expect(rules.nextChange(after: .distantPast) == nil)
    #expect(rules.nextChange(after: Instant(secondsSinceEpoch: 0)) == nil)
  }

  @Test func everyKindOfBoundaryCounts() throws {
    var book = RuleStoreTests.book(1)
    book.zone = ZoneOffsets(fixed: 3600) ?? .utc
    var deals = PriceTable(id: "deals", keys: [.product])
    deals.rows.append(
      PriceRow(key: ["a"], value: .amount(1), validity: NextChangeTests.span(10, 20)))
    deals.rows.append(
      PriceRow(key: ["a"], value: .amount(1), validity: NextChangeTests.span(20, 30)))
    book.priceTables.append(deals)
    book.phases = [Phase(id: "x")]
    let day = Condition.test(
      .orderDate, .date(from: CivilDate(daysSinceEpoch: 1), until: CivilDate(daysSinceEpoch: 2)))
    book.offers = [
      Offer(
        id: "o", phase: "x", validity: NextChangeTests.span(40, 50), when: day,
        benefit: .percentOff(.one)),
      Offer(
        id: "d", phase: "x", validity: NextChangeTests.span(41, 51), status: .draft,
        benefit: .percentOff(.one)),
    ]
    book.charges = [Charge(id: "f", validity: NextChangeTests.span(-60, 70))]
    book.tax.rates = [
      TaxRate(id: "t", rate: .zero, validity: Validity(from: Instant(secondsSinceEpoch: 80)))
    ]
    book.exchangeRates = [
      ExchangeRate(from: .eur, to: .usd, factor: .one, validity: NextChangeTests.span(20, 90))
    ]
    let expected: [Int64] = [
      -60, 10, 20, 30, 40, 50, 70, 80, 90, 86_400 - 3600, 2 * 86_400 - 3600,
    ]
    #expect(try NextChangeTests.changes(of: book) == expected)
  }

  @Test func theInstantAskedAboutIsNotItsOwnNextChange() throws {
    var book = RuleStoreTests.book(1)
    book.charges = [Charge(id: "f", validity: NextChangeTests.span(10, 20))]
    let rules = try CompiledRules(book)
    #expect(rules.nextChange(after: Instant(secondsSinceEpoch: 9))?.secondsSinceEpoch == 10)
    #expect(rules.nextChange(after: Instant(secondsSinceEpoch: 10))?.secondsSinceEpoch == 20)
    #expect(rules.nextChange(after: Instant(secondsSinceEpoch: 20)) == nil)
    #expect(rules.nextChange(after: .distantFuture) == nil)
  }
}
