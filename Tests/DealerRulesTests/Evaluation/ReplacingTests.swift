import TestSupport
import Testing

@testable import DealerRules

/// Rules with one thing replaced are those of compiling the edited book (RULES.md X-019).
@Suite("X-019 one row, offer or customer in place of another") struct ReplacingTests {
  /// The records of some orders, which name rules, places and hashes.
  private static func records(_ rules: CompiledRules, _ orders: [Order]) -> [[UInt8]] {
    var writer = DecisionRecordWriter(rules, rulesHash: rules.rulesHash())
    var batch = OrderBatch()
    for order in orders { batch.append(order, rules) }
    var workspace = Workspace(rules)
    var result = PricedBatch(detail: .steps)
    workspace.price(batch, into: &result)
    return orders.indices.map { writer.record($0, batch, result, detail: .steps) }
  }

  /// A book with a row in place of another, put together without what is tested.
  private static func edited(
    _ book: RuleBook, _ table: Int, _ index: Int?, _ row: PriceRow
  ) -> RuleBook {
    var book = book
    let old = book.priceTables[table].rows
    var rows = PriceRows(keyCount: old.keyCount)
    for position in 0..<old.count { rows.append(position == index ? row : old[position]) }
    if index == nil { rows.append(row) }
    book.priceTables[table].rows = rows
    return book
  }

  /// Compiles what a closure gives, and compares findings or decisions.
  private static func compare(
    _ book: RuleBook, _ orders: [Order], _ seed: UInt64,
    _ replaced: () throws(RuleErrors) -> CompiledRules
  ) -> CompiledRules? {
    let whole = Result { () throws(RuleErrors) in try CompiledRules(book) }
    let part = Result { () throws(RuleErrors) in try replaced() }
    switch (whole, part) {
    case (.success(let whole), .success(let part)):
      #expect(records(part, orders) == records(whole, orders), "seed \(seed)")
      return part
    case (.failure(let whole), .failure(let part)):
      #expect(
        whole.diagnostics.map(\.code).sorted() == part.diagnostics.map(\.code).sorted(),
        "seed \(seed)")
    case (.success, .failure), (.failure, .success): Issue.record("seed \(seed): one fails")
    }
    return nil
  }

  /// A change of a row: mostly of its amount, now and then of what tells it from others.
  private static func changed(_ row: PriceRow, _ random: inout SplitMix64) -> PriceRow {
    var row = row
    switch random.below(8) {
    case 0: row.value = .amount(-1)
    case 1: row.surcharge += 10_000
    case 2: row.id = "renamed"
    case 3: row.per = Quantity(thousandths: 7000) ?? .one
    default: row.value = .amount(Int64(random.below(2000)) * 5000 + Int64(random.below(2)))
    }
    return row
  }

  @Test func rowsOfEveryKindOfBook() throws {
    var compiled = 0
    for seed in 1...UInt64(150) {
      let generated = GeneratedCase(seed: seed)
      var random = SplitMix64(seed: seed)
      var rules = try CompiledRules(generated.book)
      for _ in 0..<4 {
        let table = random.below(rules.book.priceTables.count)
        let rows = rules.book.priceTables[table].rows
        guard rows.count > 0 else { continue }
        let index = random.below(rows.count)
        let row = Self.changed(rows[index], &random)
        let book = Self.edited(rules.book, table, index, row)
        let id = book.priceTables[table].id
        let current = rules
        let next = Self.compare(book, generated.orders, seed) { () throws(RuleErrors) in
          try current.replacing(row, in: id)
        }
        guard let next else { continue }
        rules = next
        compiled += 1
      }
    }
    print("replaced \(compiled) rows")
    #expect(compiled > 300)
  }

  /// More changes than the kernel keeps beside its table, with orders priced in between.
  @Test func plainRowsByTheKernel() throws {
    var kernel = 0
    for seed in 0..<UInt64(12) {
      let world = PlainWorld(seed: seed, orders: 40)
      var rules = try CompiledRules(world.book)
      var book = world.book
      var random = SplitMix64(seed: seed)
      for step in 1...600 {
        let table = random.below(3)
        let index = random.below(book.priceTables[table].rows.count)
        var row = book.priceTables[table].rows[index]
        row.value = .amount(random.chance(5) ? 1_234_567 : Int64(random.below(900)) * 10_000)
        if case .amount(let amount) = row.value {
          book.priceTables[table].rows.setAmount(of: index, to: amount, keepsOrigin: true)
        }
        rules = try rules.replacing(row, in: book.priceTables[table].id)
        guard step % 150 == 0 else { continue }
        let whole = try CompiledRules(book)
        #expect(Self.records(rules, world.orders) == Self.records(whole, world.orders))
      }
      let batch = world.batch(rules)
      var general = Workspace(rules)
      general.usesKernel = false
      var workspace = Workspace(rules)
      var (expected, result) = (PricedBatch(detail: .steps), PricedBatch(detail: .steps))
      general.price(batch, into: &expected)
      workspace.price(batch, into: &result)
      #expect(result.firstDifference(from: expected) == nil, "seed \(seed)")
      kernel += workspace.kernelOrders
    }
    #expect(kernel > 100)
  }

  @Test func offersAndCustomersOfEveryKindOfBook() throws {
    var (offers, customers) = (0, 0)
    for seed in 1...UInt64(150) {
      let generated = GeneratedCase(seed: seed)
      var random = SplitMix64(seed: seed)
      var rules = try CompiledRules(generated.book)
      for _ in 0..<4 {
        var book = rules.book
        let current = rules
        if !book.offers.isEmpty, random.chance(50) {
          let index = random.below(book.offers.count)
          var offer = random.pick(book.offers)
          offer.id = random.chance(80) ? book.offers[index].id : "new"
          offer.priority = Int32(random.below(5))
          let place = book.offers.firstIndex { $0.id == offer.id }
          if let place { book.offers[place] = offer } else { book.offers.append(offer) }
          let next = Self.compare(book, generated.orders, seed) { () throws(RuleErrors) in
            try current.replacing(offer)
          }
          if let next { (rules, offers) = (next, offers + 1) }
        } else {
          let index = random.below(book.customers.count)
          var customer = random.pick(book.customers)
          customer.id = book.customers[index].id
          if random.chance(80) { customer.parent = book.customers[index].parent }
          if random.chance(80) { customer.attributes = book.customers[index].attributes }
          if random.chance(10) { customer.region = "nowhere" }
          book.customers[index] = customer
          let next = Self.compare(book, generated.orders, seed) { () throws(RuleErrors) in
            try current.replacing(customer)
          }
          if let next { (rules, customers) = (next, customers + 1) }
        }
      }
    }
    print("replaced \(offers) offers, \(customers) customers")
    #expect(offers > 100 && customers > 150)
  }

  /// What the old rules price stays as it was, and a row that no document states has no place.
  @Test func oldRulesStay() throws {
    let sources = [
      RuleSource(name: "rules.json", text: TextProject.document(["prices": "[]"])),
      RuleSource(name: "prices.csv", text: "table,product,price\nlist,A,10\n"),
    ]
    let rules = try CompiledRules(parsing: sources)
    let order = Order(
      id: "1", customer: "D", moment: .date(PlainWorld.day(1)),
      lines: [OrderLine(number: 1, product: "A", quantity: .one)])
    let changed = try rules.replacing(
      PriceRow(key: ["A"], value: .amount(7_000_000)), in: "list")
    let (before, after) = (try rules.price(order).get(), try changed.price(order).get())
    #expect(before.net == 10_000_000 && after.net == 7_000_000)
    #expect(rules.place(of: before.steps[0].rule) == "prices.csv:2")
    #expect(changed.place(of: after.steps[0].rule) == nil)
    #expect(rules.rulesHash() != changed.rulesHash())
    var batch = OrderBatch()
    batch.append(order, rules)
    var workspace = Workspace(changed)
    var result = PricedBatch(detail: .lines)
    workspace.price(batch, into: &result)
    #expect(result.outcome(of: 0) == nil)
    #expect(throws: RuleErrors.self) {
      try rules.replacing(PriceRow(key: ["A"], value: .amount(1)), in: "no")
    }
    let added = try rules.replacing(
      PriceRow(key: ["A"], value: .amount(5_000_000), from: 10_000), in: "list")
    #expect(added.book.priceTables[0].rows.count == 2)
  }
}
