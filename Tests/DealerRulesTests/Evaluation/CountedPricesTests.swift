import TestSupport
import Testing

@testable import DealerRules

/// Tables of plain rows are counted instead of kept key by key, and nobody can tell (RULES.md
/// P-002, X-019).
@Suite("P-002 tables of plain rows are counted") struct CountedPricesTests {
  /// The records of some orders, as if all were priced by the same rules.
  private static func records(
    _ rules: CompiledRules, _ orders: [Order], usesKernel: Bool
  ) -> [[UInt8]] {
    var writer = DecisionRecordWriter(rules)
    var batch = OrderBatch()
    for order in orders { batch.append(order, rules) }
    var workspace = Workspace(rules)
    workspace.usesKernel = usesKernel
    var result = PricedBatch(detail: .steps)
    workspace.price(batch, into: &result)
    return orders.indices.map { writer.record($0, batch, result, detail: .steps) }
  }

  /// The same book with a row that has an end in every table, for a product that nobody buys.
  private static func kept(_ book: RuleBook) -> RuleBook {
    var book = book
    book.products.append(Product(id: "unsold"))
    for table in book.priceTables.indices {
      guard book.priceTables[table].rows.count > 0 else { continue }
      var row = book.priceTables[table].rows[0]
      row.key[row.key.count - 1] = "unsold"
      row.validity = Validity(until: book.zone.start(of: PlainWorld.day(900)))
      book.priceTables[table].rows.append(row)
    }
    return book
  }

  @Test func countedPriceAsKept() throws {
    var counted = 0
    for seed in 0..<UInt64(25) {
      let world = PlainWorld(seed: seed, orders: 40)
      let rules = try CompiledRules(world.book)
      let others = try CompiledRules(Self.kept(world.book))
      #expect(others.prices.counted.isEmpty)
      #expect(others.prices.bandCount == rules.prices.bandCount + others.prices.tables.count)
      counted += rules.prices.counted.count
      for usesKernel in [false, true] {
        #expect(
          Self.records(rules, world.orders, usesKernel: usesKernel)
            == Self.records(others, world.orders, usesKernel: false), "seed \(seed)")
      }
      for order in world.orders.prefix(10) {
        #expect(
          Self.rows(rules, order) == Self.rows(others, order),
          "seed \(seed)")
      }
    }
    print("\(counted) tables counted")
    #expect(counted > 25)
  }

  /// What an explanation says of rows: their names, and why they did not price.
  private static func rows(_ rules: CompiledRules, _ order: Order) -> [String] {
    switch rules.explain(order) {
    case .failure(let error): ["\(error.code)"]
    case .success(let explanation):
      explanation.lines.map { line in
        line.rows.map { "\(rules.name(of: $0.rule)) \($0.lost.map { "\($0)" } ?? "won")" }
          .joined(separator: "; ")
      }
    }
  }

  /// Every number of a counted table tells its own row.
  @Test func rowsOutOfOrder() throws {
    var book = PlainWorld(seed: 1, orders: 0).book
    var table = PriceTable(id: "breaks", keys: [.customer, .product])
    for product in (0..<PlainWorld.products).reversed() {
      for customer in (0..<PlainWorld.customers).reversed() where customer != 5 {
        for from in [100, 1, 10] as [Int64] {
          table.rows.append(
            PriceRow(
              key: ["d\(customer)", "p\(product)"],
              value: .amount(Int64(customer * 1000 + product * 10) * 10_000 + from * 10_000),
              from: from * 1000))
        }
      }
    }
    book.priceTables.append(table)
    let rules = try CompiledRules(book)
    let last = try #require(rules.prices.counted.last)
    #expect(last.breaks == [1000, 10_000, 100_000])
    let first = Int(last.prices.firstBand)
    for band in first..<rules.prices.bandCount {
      let rule = RuleRef(.priceRow, band)
      let (owner, index) = try #require(rules.priceRow(rule))
      let row = book.priceTables[owner].rows[index]
      #expect(owner == 3)
      #expect(row.value == .amount(rules.prices.amount(ofBand: band)))
      #expect(row.from == rules.prices.from(ofBand: band))
      let schedule = rules.prices.schedule(ofBand: band)
      #expect(rules.prices.bands(ofSchedule: schedule).contains(band))
      #expect(rules.prices.table(ofSchedule: schedule) == 3)
    }
    #expect(rules.priceRow(RuleRef(.priceRow, rules.prices.bandCount)) == nil)
  }

  /// More replaced amounts than stand beside a table, first such as fit into it, then others.
  @Test func manyReplaced() throws {
    var book = RuleBook(name: "many", currency: .cny)
    book.customers = [Customer(id: "d")]
    book.products = (0..<700).map { Product(id: "p\($0)", baseUnit: "bag") }
    var list = PriceTable(id: "list", keys: [.product])
    for number in 0..<700 {
      list.rows.append(PriceRow(key: ["p\(number)"], value: .amount(10_000)))
    }
    book.priceTables = [list]
    book.priceKinds = [PriceKind(id: "price", accesses: [Access(tables: ["list"])])]
    let order = Order(
      id: "1", customer: "d", moment: .date(PlainWorld.day(1)),
      lines: (0..<700).map { OrderLine(number: $0 + 1, product: "p\($0)", quantity: .one) })
    var rules = try CompiledRules(book)
    for extra in [0, 30_000_000, 1] as [Int64] {
      for number in 0..<700 {
        let amount = Int64(number) * 10_000 + extra
        rules = try rules.replacing(
          PriceRow(key: ["p\(number)"], value: .amount(amount)), in: "list")
        #expect(rules.prices.counted[0].prices.changedBands.count <= 512)
        #expect(rules.prices.amount(ofBand: number) == amount)
      }
      let whole = try CompiledRules(rules.book)
      for usesKernel in [false, true] {
        #expect(
          Self.records(rules, [order], usesKernel: usesKernel)
            == Self.records(whole, [order], usesKernel: false))
      }
    }
  }
}
