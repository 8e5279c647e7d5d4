import DealerRules
import TestSupport
import Testing

/// What would earn a better price (RULES.md E-003).
@Suite("Near misses") struct NearMissTests {
  private func misses(
    _ book: RuleBook, _ lines: [OrderLine], evaluations: Int = 64
  ) throws -> NearMisses {
    let rules = try CompiledRules(book)
    return try rules.nearMisses(Shop.order(lines), evaluations: evaluations).get()
  }

  /// `2 → 1152.00, gains 48.00` for every suggestion.
  private func told(_ misses: NearMisses) -> [String] {
    misses.suggestions.map { miss in
      let cost = Money(millionths: miss.cost, .cny).decimalText
      let gain = Money(millionths: miss.gain, .cny).decimalText
      let gifts = miss.gifts.map { " + \($0.product) \($0.quantity / 1000)" }.joined()
      return
        "line \(miss.line): \(miss.more) more = \(miss.quantity): \(cost), gains \(gain)\(gifts)"
    }
  }

  private func of(_ field: ConditionField, _ text: String) -> Condition {
    .test(field, .isIn([text]))
  }

  @Test("two more cases reach the next break and cost less than the ten")
  func nextBreak() throws {
    var shop = Shop(["A": "120"])
    shop.addBands([("0", "120"), ("12", "96"), ("100", "90")], Schedule())
    let found = try misses(shop.book, [Shop.line(1, "A", "10")])
    #expect(told(found) == ["line 1: 2 more = 12: 1152.00, gains 288.00"])
    #expect(found.suggestions.first?.costNow == Shop.millionths("1200"))
    #expect(found.suggestions.first?.rules.count == 1)
    #expect(found.isComplete)
  }

  @Test("a break over all lines of a schedule may be reached by either line")
  func sharedBreak() throws {
    var shop = Shop(["A": "10"])
    shop.addBands([("0", "10"), ("10", "9")], Schedule(scope: .schedule))
    let found = try misses(shop.book, [Shop.line(1, "A", "6"), Shop.line(2, "A", "3")])
    #expect(
      told(found) == [
        "line 1: 1 more = 7: 90.00, gains 10.00", "line 2: 1 more = 4: 90.00, gains 10.00",
      ])
  }

  @Test("the cheaper of two cases at half price: a second case, however it is ordered")
  func secondCase() throws {
    var shop = Shop(["A": "5", "B": "3"])
    for (product, pieces) in [("A", Int64(12)), ("B", 24)] {
      let index = try #require(shop.book.products.firstIndex { $0.id == product })
      let size = try #require(Factor(pieces, 1))
      shop.book.products[index].units = [ProductUnit(unit: "case", factor: size)]
    }
    let slot = PatternSlot(.quantity(.one), unit: "case")
    shop.offer(
      "second",
      .pattern(
        OfferPattern(buy: [slot], get: [slot], cut: .percentOff(Shop.rate("50%")), times: nil)))
    let pieces = try misses(shop.book, [Shop.line(1, "A", "20")])
    #expect(told(pieces) == ["line 1: 4 more = 24: 90.00, gains 30.00"])
    let cases = try misses(shop.book, [Shop.line(1, "B", "1", unit: "case")])
    #expect(told(cases) == ["line 1: 1 more = 2: 108.00, gains 36.00"])
  }

  @Test("a further multiple of 每满 gains while its threshold is missed") func multiples() throws {
    let project = try TextProject([
      "prices": #"[{"table":"list","product":"A","price":"33.33"}]"#, "phases": #"[{"id":"p"}]"#,
      "offers": """
      [{"id":"o","phase":"p","requires":[{"measure":"quantity","from":"3","each":"line"}],
        "ladder":{"measure":"amount","per":"order","mode":"repeating","times":2,
         "rungs":[{"from":"50","amountOff":"5"},{"from":"200","amountOff":"10"}]}}]
      """,
    ])
    let line = #""product":"A","quantity":"1""#
    let order = try #require(project.orders(TextProject.order("1", [line])).first)
    let found = try project.rules.nearMisses(order, evaluations: 64).get()
    #expect(
      told(found) == [
        "line 1: 3 more = 4: 123.32, gains 10.00", "line 1: 2 more = 3: 94.99, gains 5.00",
      ])
  }

  @Test("an amount that a condition asks of the line") func lineAmount() throws {
    func found(_ bound: String) throws -> [String] {
      let project = try TextProject([
        "prices": #"[{"table":"list","product":"A","price":"20"}]"#, "phases": #"[{"id":"p"}]"#,
        "offers": """
        [{"id":"o","phase":"p","when":{"line.amount":{\(bound)}},"percentOff":"50%"}]
        """,
      ])
      let line = #""product":"A","quantity":"1""#
      let order = try #require(project.orders(TextProject.order("1", [line])).first)
      return told(try project.rules.nearMisses(order, evaluations: 64).get())
    }
    #expect(try found(#""from":"50""#) == ["line 1: 2 more = 3: 30.00, gains 30.00"])
    #expect(try found(#""above":"40""#) == ["line 1: 2 more = 3: 30.00, gains 30.00"])
    #expect(try found(#""from":"500""#).isEmpty)
  }

  @Test("the next rung of a ladder, by amount: 270 of 300") func rung() throws {
    var shop = Shop(["A": "90"])
    shop.offer(
      "ladder",
      .ladder(
        Ladder(
          measure: LineMeasure(.amount),
          rungs: [
            Rung(from: Shop.millionths("300"), cut: .amountOff(Shop.millionths("30"))),
            Rung(from: Shop.millionths("500"), cut: .amountOff(Shop.millionths("60"))),
          ], per: .order)))
    let found = try misses(shop.book, [Shop.line(1, "A", "3")])
    #expect(
      told(found) == [
        "line 1: 3 more = 6: 480.00, gains 60.00", "line 1: 1 more = 4: 330.00, gains 30.00",
      ])
  }

  @Test("one more fills a set; a gift comes with the tenth") func setsAndGifts() throws {
    var shop = Shop(["A": "10", "B": "5"])
    shop.offer(
      "third",
      .pattern(
        OfferPattern(
          buy: [PatternSlot(.quantity(Shop.quantity("2")))],
          get: [PatternSlot(.quantity(.one))], cut: .percentOff(.one), times: nil)))
    shop.book.offers[0].when = of(.product, "A")
    shop.offer(
      "ten",
      .gift(
        Gift(
          products: ["B"], quantity: .one, measure: LineMeasure(.quantity()),
          forEvery: 10_000)))
    shop.book.offers[1].when = of(.product, "B")
    let found = try misses(shop.book, [Shop.line(1, "A", "2"), Shop.line(2, "B", "9")])
    #expect(
      told(found) == [
        "line 1: 1 more = 3: 65.00, gains 10.00", "line 2: 1 more = 10: 70.00, gains 0.00 + B 1",
      ])
  }

  @Test("whole cases, and what can be ordered only in tens") func unitsAndMultiples() throws {
    var shop = Shop(["A": "1"])
    shop.book.products[0].units = [ProductUnit(unit: "case", factor: try #require(Factor(24)))]
    shop.book.products[0].orderMultiple = Shop.quantity("48")
    shop.addBands([("0", "1"), ("100", "0.90")], Schedule())
    let found = try misses(shop.book, [Shop.line(1, "A", "2", unit: "case")])
    // 100 pieces are 4 1/6 cases: 5 cases, of which only 6 are whole 48s.
    #expect(told(found) == ["line 1: 4 more = 6: 129.60, gains 14.40"])
  }

  @Test("below the minimum the order is blocked; at it, it is not") func minimum() throws {
    var shop = Shop(["A": "10"])
    shop.book.products[0].minimumQuantity = Shop.quantity("5")
    let found = try misses(shop.book, [Shop.line(1, "A", "3")])
    #expect(told(found) == ["line 1: 2 more = 5: 50.00, gains 0.00"])
    #expect(found.suggestions.first?.outcome == .allow)
  }

  @Test("a rung that loses to a better offer of its group is no near miss") func stacking() throws {
    var shop = Shop(["A": "90"])
    let phase = Phase(id: "phase", groups: [OfferGroup(id: "g", choice: .best, per: .order)])
    shop.offer(
      "ladder",
      .ladder(
        Ladder(
          measure: LineMeasure(.amount),
          rungs: [Rung(from: Shop.millionths("300"), cut: .amountOff(Shop.millionths("30")))],
          per: .order)), phase: phase, group: "g")
    shop.offer("tenth", .percentOff(Shop.rate("10%")), phase: phase, group: "g")
    let lines = [Shop.line(1, "A", "3")]
    #expect(try misses(shop.book, lines).suggestions.isEmpty)
    shop.book.offers[1].benefit = .percentOff(Shop.rate("5%"))
    #expect(told(try misses(shop.book, lines)) == ["line 1: 1 more = 4: 330.00, gains 12.00"])
  }

  @Test("free freight from 200 on counts as gained") func freight() throws {
    var shop = Shop(["A": "90"])
    shop.book.charges = [Charge(id: "freight", amount: Shop.millionths("12"))]
    shop.offer("free", .charge("freight", .percentOff(.one)))
    shop.book.offers[0].requires = [
      Threshold(LineMeasure(.amount), MeasureBounds(from: Shop.millionths("200")))
    ]
    let found = try misses(shop.book, [Shop.line(1, "A", "2")])
    #expect(told(found) == ["line 1: 1 more = 3: 270.00, gains 12.00"])
  }

  @Test("the bound on evaluations is kept and told") func bounded() throws {
    var shop = Shop(["A": "10"])
    shop.addBands([("0", "10"), ("12", "9"), ("15", "8"), ("20", "7")], Schedule())
    let lines = [Shop.line(1, "A", "10")]
    let all = try misses(shop.book, lines)
    let some = try misses(shop.book, lines, evaluations: all.evaluations - 1)
    #expect(all.isComplete && all.suggestions.count == 3)
    #expect(!some.isComplete && some.evaluations == all.evaluations - 1)
    #expect(try misses(shop.book, lines, evaluations: 0).suggestions.isEmpty)
  }

  @Test("every suggestion comes out as it says, on generated books") func property() throws {
    var counts = (orders: 0, suggestions: 0, gifts: 0, evaluations: 0)
    let books = RandomCases.count(100)
    for seed in UInt64(1)...UInt64(books) {
      let generated = GeneratedCase(seed: seed)
      let rules = try CompiledRules(generated.book)
      for order in generated.orders {
        guard case .success(let now) = rules.price(order),
          case .success(let found) = rules.nearMisses(order, evaluations: 24)
        else { continue }
        counts.orders += 1
        counts.evaluations += found.evaluations
        #expect(found.evaluations <= 24)
        for miss in found.suggestions {
          counts.suggestions += 1
          counts.gifts += miss.gifts.isEmpty ? 0 : 1
          try compare(miss, order, now, rules, seed)
        }
      }
    }
    print(
      "near misses \(counts.suggestions) of \(counts.orders) orders,",
      "\(counts.gifts) with gifts, \(counts.evaluations) evaluations")
    #expect(counts.suggestions > books / 3)
  }

  private func compare(
    _ miss: NearMiss, _ order: Order, _ now: Decision, _ rules: CompiledRules, _ seed: UInt64
  ) throws {
    let then = try rules.price(miss.applied(to: order)).get()
    let includesTax = rules.book.tax.pricesIncludeTax
    #expect(miss.cost == then.payable - (includesTax ? 0 : then.tax), "seed \(seed)")
    #expect(miss.costNow == now.payable - (includesTax ? 0 : now.tax), "seed \(seed)")
    #expect(miss.outcome == then.outcome && then.outcome <= now.outcome, "seed \(seed)")
    let line = try #require(now.lines.first { $0.number == miss.line })
    #expect(miss.quantity.thousandths == line.quantity.thousandths + miss.more.thousandths)
    #expect(miss.quantity.thousandths % 1000 == 0 && miss.more > .zero, "seed \(seed)")
    let blocks = then.reasons.contains {
      $0.line == miss.line && ($0.code == .notMultiple || $0.code == .belowMinimum)
    }
    #expect(!blocks || then.outcome == now.outcome, "seed \(seed)")
    let minor = (now.currency.exponent..<Money.scale).reduce(Int64(1)) { step, _ in step * 10 }
    #expect(
      miss.gain > minor || !miss.gifts.isEmpty || then.outcome < now.outcome, "seed \(seed)")
    for gift in miss.gifts {
      let given = then.gifts.filter { $0.product == gift.product && $0.rule == gift.rule }
      #expect(given.reduce(0) { $0 + $1.quantity } >= gift.quantity, "seed \(seed)")
    }
    for rule in miss.rules {
      let isNew =
        !now.steps.contains { $0.rule == rule && $0.kind != .unitRounding }
        && !now.gifts.contains { $0.rule == rule }
      #expect(isNew, "seed \(seed)")
    }
  }
}
