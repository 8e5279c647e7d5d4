import Testing

@testable import DealerRules

/// Ids that Unicode holds for one text and that are two ids, because their bytes differ.
@Suite("X-003 two spellings of one text") struct TwoSpellingsTests {
  /// One scalar.
  static let composed = "é"
  /// A letter and a combining accent.
  static let decomposed = "e\u{301}"

  /// Everything twice, once in each spelling; amounts tell which one was found.
  static var document: String {
    let (a, b) = (composed, decomposed)
    return """
      {"rules": 1, "currency": "EUR", "sellingKind": "\(b)",
       "units": [{"id": "\(a)", "of": "piece", "factor": "2"},
                 {"id": "\(b)", "of": "piece", "factor": "3"}],
       "categories": [{"id": "\(a)"}, {"id": "\(b)"}],
       "regions": [{"id": "\(a)"}, {"id": "\(b)"}],
       "products": [{"id": "\(a)", "category": "\(a)", "taxClass": "\(a)",
                     "attributes": {"\(a)": "one", "\(b)": "two"}},
                    {"id": "\(b)", "category": "\(b)", "taxClass": "\(b)"}],
       "customers": [{"id": "\(a)", "tier": "\(a)", "region": "\(a)"},
                     {"id": "\(b)", "tier": "\(b)", "groups": ["\(a)", "\(b)"]}],
       "priceTables": [{"id": "\(a)", "keys": ["product"]}, {"id": "\(b)", "keys": ["product"]},
                       {"id": "capped", "keys": ["customer", "product"]}],
       "priceKinds": [{"id": "\(a)", "accesses": [{"tables": ["\(a)"]}]},
                      {"id": "\(b)", "accesses": [{"tables": ["capped"]}, {"tables": ["\(b)"]}]}],
       "phases": [{"id": "\(a)", "groups": [{"id": "\(a)", "choice": "all"},
                                            {"id": "\(b)", "choice": "all"}]}, {"id": "\(b)"}],
       "offers": [{"id": "\(a)", "phase": "\(b)", "amountOff": "1", "unit": "piece",
                   "when": {"product.\(a)": "one", "product.\(b)": "two"}},
                  {"id": "\(b)", "phase": "\(a)", "group": "\(b)", "percentOff": "10%",
                   "when": {"customer.tier": "\(b)"}},
                  {"id": "line", "phase": "\(a)", "group": "\(a)", "percentOff": "50%",
                   "when": {"line.\(a)": {"below": 2}, "line.\(b)": {"from": 2}}}],
       "charges": [{"id": "\(a)", "amount": "5"},
                   {"id": "\(b)", "base": {"charge": "\(a)"}, "rate": "100%"}]}
      """
  }

  static var sources: [RuleSource] {
    let (a, b) = (composed, decomposed)
    return [
      RuleSource(name: "rules.json", text: document),
      RuleSource(
        name: "prices.csv",
        text: """
          table,id,customer,product,price,capQuantity
          \(a),,,\(a),1,
          \(a),,,\(b),2,
          \(b),,,\(a),100,
          \(b),,,\(b),200,
          capped,\(a),\(a),\(a),10,1
          capped,\(b),\(a),\(b),20,1
          """),
      RuleSource(
        name: "taxes.csv",
        text: "id,class,region,rate\n\(a),\(a),,10%\n\(b),\(b),,20%\n"),
    ]
  }

  static var header: String {
    "order,customer,date,number,product,quantity,unit,line.\(composed),line.\(decomposed)\n"
  }

  static func orders(
    _ text: String, _ format: OrderReader.Format, _ rules: CompiledRules
  ) -> [Order] {
    var reader = OrderReader(
      RuleSource(name: "orders", text: text), format: format, zone: rules.book.zone,
      currency: rules.book.currency)
    var result: [Order] = []
    while let item = reader.next() {
      switch item {
      case .order(let order): result.append(order)
      case .problem(let problem): Issue.record("\(problem.diagnostics.map(\.message))")
      }
    }
    return result
  }

  static func text(_ amount: Int64) -> String { Money(millionths: amount, .eur).decimalText }

  /// By hand: line 1 is 1 × 10 up to the cap and 1 × 100, less half, less 2; line 2 is 3 × 200,
  /// its cap used up.
  @Test func lookUpsTellSpellingsApart() throws {
    let (a, b) = (Self.composed, Self.decomposed)
    let rules = try CompiledRules(parsing: Self.sources)
    let orders = Self.orders(
      """
      {"id": "\(a)", "customer": "\(a)", "date": "2025-03-01", "lines": [{"number": 1, \
      "product": "\(a)", "quantity": 2, "attributes": {"\(a)": 1, "\(b)": 2}}, {"number": 2, \
      "product": "\(b)", "quantity": 1, "unit": "\(b)", "attributes": {"\(a)": 1}}], \
      "facts": {"capUsed": {"\(a)": {"quantity": 0}, "\(b)": {"quantity": 1}}}}
      {"id": "\(b)", "customer": "\(b)", "date": "2025-03-01", "lines": [{"number": 1, \
      "product": "\(a)", "quantity": 1, "unit": "\(a)"}]}
      """, .ndjson, rules)
    try #require(orders.count == 2)
    let first = try rules.price(orders[0]).get()
    #expect(first.lines.map { Self.text($0.list) } == ["110.00", "600.00"])
    #expect(first.lines.map { Self.text($0.net) } == ["53.00", "600.00"])
    #expect(Self.text(first.charges) == "135.30")
    #expect(first.reservations.map { Array($0.id.utf8) } == [Array(a.utf8)])
    let second = try rules.price(orders[1]).get()
    #expect(second.lines.map { Self.text($0.net) } == ["178.00"])
    #expect(Self.text(second.charges) == "27.80")
    #expect(second.outcome == .allow)
  }

  @Test func rowsOfTwoOrdersAreNotOne() throws {
    let (a, b) = (Self.composed, Self.decomposed)
    let rules = try CompiledRules(parsing: Self.sources)
    let orders = Self.orders(
      Self.header + "\(a),\(a),2025-03-01,1,\(a),2,,1,2\n\(b),\(b),2025-03-01,1,\(a),1,\(a),1,\n",
      .csv, rules)
    try #require(orders.count == 2)
    #expect(orders[0].lines[0].attributes == [a: .number(1_000_000), b: .number(2_000_000)])
    #expect(orders[1].lines[0].attributes == [a: .number(1_000_000)])
    let nets = try orders.map { Self.text(try rules.price($0).get().net) }
    #expect(nets == ["53.00", "178.00"])
  }

  @Test func mapsHoldBothSpellings() {
    var map: IdentifierMap<Int> = [Self.composed: 1, Self.decomposed: 2, "10": 3, "9": 4]
    #expect(map.count == 4)
    #expect(map[Self.composed] == 1)
    #expect(map[Self.decomposed] == 2)
    let sorted = map.sorted()
    #expect(sorted.map(\.value) == [4, 3, 2, 1])
    #expect(map.ids.map { Array($0.utf8) } == sorted.map { Array($0.key.utf8) })
    map[Self.composed] = nil
    #expect(map[Self.composed] == nil && map[Self.decomposed] == 2)
    #expect(map.updateValue(5, forKey: Self.decomposed) == 2)
  }

  @Test func conditionsTellSpellingsApart() {
    let fields = [ConditionField.lineAttribute(Self.composed), .lineAttribute(Self.decomposed)]
    #expect(fields[0] != fields[1])
    let tests = [ConditionTest.isIn([Self.composed]), .isIn([Self.decomposed])]
    #expect(tests[0] != tests[1])
    #expect(Set([Condition.test(fields[0], tests[0]), .test(fields[0], tests[1])]).count == 2)
    #expect(Condition.test(fields[0], tests[0]) == .test(fields[0], .isIn([Self.composed])))
  }
}
