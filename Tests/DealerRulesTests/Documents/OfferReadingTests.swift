import Testing

@testable import DealerRules

/// Every field of offers and phases, and the type it becomes.
@Suite("Offers in documents") struct OfferReadingTests {
  /// The offer whose fields beside id and phase are given.
  static func read(_ fields: String) -> (Offer?, [DiagnosticCode]) {
    let text = """
      {"rules": 1, "currency": "CNY", "phases": [{"id": "p"}],
       "offers": [{"id": "o", "phase": "p", \(fields)}]}
      """
    let read = RuleBook.reading([RuleSource(name: "rules.json", text: text)])
    var offer = read.book.offers.first
    offer?.origin = nil
    return (offer, read.diagnostics.map(\.code))
  }

  static func offer(
    _ benefit: Benefit = .mark, _ change: (inout Offer) -> Void = { _ in }
  ) -> Offer {
    var offer = Offer(id: "o", phase: "p", benefit: benefit)
    change(&offer)
    return offer
  }

  static let five = Rate(millionths: 50_000) ?? .zero
  static let chips: Condition = .test(.product, .isIn(["chips"]))
  static let two = Quantity(2) ?? .zero

  static let benefits: [(fields: String, benefit: Benefit)] = [
    (#""percentOff": "5%""#, .cut(.percentOff(five), per: .line)),
    (#""percentOff": "5%", "per": "order""#, .cut(.percentOff(five), per: .order)),
    (#""amountOff": "2", "unit": "case""#, .cut(.amountOff(2_000_000, unit: "case"), per: .unit)),
    (#""fixedPrice": "2", "per": "line""#, .cut(.fixedPrice(2_000_000), per: .line)),
    (#""charge": "freight", "fixedPrice": 0"#, .charge("freight", .fixedPrice(0))),
    (#""mark": true"#, .mark),
    (
      #""ladder": {"measure": "amount", "rungs": [{"from": 100, "percentOff": "5%"}]}"#,
      .ladder(
        Ladder(
          measure: LineMeasure(.amount), rungs: [Rung(from: 100_000_000, cut: .percentOff(five))],
          per: .line))
    ),
    (
      #""ladder": {"measure": "quantity", "unit": "case", "of": {"product": "chips"}, "#
        + #""each": "line", "mode": "repeating", "per": "order", "times": 3, "#
        + #""rungs": [{"from": "1.5", "amountOff": "2"}, {"from": 2, "amountOff": "3"}]}"#,
      .ladder(
        Ladder(
          measure: LineMeasure(.quantity(unit: "case"), of: chips, each: .line),
          rungs: [
            Rung(from: 1500, cut: .amountOff(2_000_000)),
            Rung(from: 2000, cut: .amountOff(3_000_000)),
          ], mode: .repeating, per: .order, times: 3))
    ),
    (
      #""pattern": {"get": [{"quantity": 2}], "amountOff": "2"}"#,
      .pattern(OfferPattern(get: [PatternSlot(.quantity(two))], cut: .amountOff(2_000_000)))
    ),
    (
      #""pattern": {"buy": [{"of": {"product": "chips"}, "quantity": 2}, {"amount": "10"}], "#
        + #""get": [{"of": {}, "quantity": 1}], "fixedPrice": "2", "per": "set", "#
        + #""times": "every", "partial": true, "sameLine": true, "select": "dearest", "#
        + #""selectBuy": "lineOrder"}"#,
      .pattern(
        OfferPattern(
          buy: [PatternSlot(of: chips, .quantity(two)), PatternSlot(.amount(10_000_000))],
          get: [PatternSlot(of: .always, .quantity(.one))], cut: .fixedPrice(2_000_000),
          isPerSet: true, times: nil, isPartial: true, isSameLine: true, select: .dearest,
          selectBuy: .lineOrder))
    ),
    (
      #""gift": {"products": "same", "quantity": 1}"#,
      .gift(Gift(products: [], quantity: .one))
    ),
    (
      #""gift": {"products": ["chips", "nuts"], "quantity": 2, "unit": "case", "#
        + #""for": {"measure": "amount", "base": "list", "every": "50"}, "#
        + #""rule": "proportional", "mode": "inclusive", "times": 4, "price": "0.01"}"#,
      .gift(
        Gift(
          products: ["chips", "nuts"], quantity: two, unit: "case",
          measure: LineMeasure(.amount, base: .list), forEvery: 50_000_000, rule: .proportional,
          mode: .inclusive, times: 4, price: 10_000))
    ),
  ]

  @Test(arguments: benefits) func benefitsAreRead(fields: String, benefit: Benefit) {
    let (read, codes) = OfferReadingTests.read(fields)
    #expect(codes.isEmpty)
    #expect(read == OfferReadingTests.offer(benefit))
  }

  @Test func everythingBesideTheBenefitIsRead() {
    let (read, codes) = OfferReadingTests.read(
      #"""
      "mark": true, "name": "N", "group": "g", "priority": -3, "from": "1970-01-02",
      "status": "draft", "when": {"product": "chips"}, "codes": ["A", "b"],
      "requires": [{"measure": "lines", "from": 2}, {"measure": {"attribute": "points"},
       "above": "1.5", "upTo": 9}, {"measure": "products", "of": {"product": "chips"}, "below": 3},
       {"measure": "amount", "base": "running", "each": "line", "from": "0.01"}],
      "units": {"most": 10, "mostPerLine": 5, "groupsOf": 2, "select": "dearest"}, "base": "list",
      "exclusive": "strict", "stop": "order", "tags": ["x"], "combinesWith": ["y", "z"],
      "cap": "100", "capPerLine": "10.5", "sharesUnits": true, "includesProtected": true,
      "includesDiscounted": false, "limits": {"uses": 5, "usesPerCustomer": 1, "usesPerCode": 2,
       "budget": "1000", "budgetUnits": "20.5", "partial": false}
      """#)
    #expect(codes.isEmpty)
    let expected = OfferReadingTests.offer { offer in
      offer.name = "N"
      offer.group = "g"
      offer.priority = -3
      offer.validity.from = Instant(secondsSinceEpoch: 86_400)
      offer.status = .draft
      offer.when = OfferReadingTests.chips
      offer.codes = ["A", "b"]
      offer.requires = [
        Threshold(LineMeasure(.lines), MeasureBounds(from: 2000)),
        Threshold(
          LineMeasure(.attribute("points")), MeasureBounds(above: 1_500_000, upTo: 9_000_000)),
        Threshold(
          LineMeasure(.products, of: OfferReadingTests.chips), MeasureBounds(below: 3000)),
        Threshold(
          LineMeasure(.amount, base: .running, each: .line), MeasureBounds(from: 10_000)),
      ]
      offer.units = UnitLimit(
        most: Quantity(10), mostPerLine: Quantity(5), groupsOf: Quantity(2), select: .dearest)
      offer.base = .list
      offer.combination = Combination(
        exclusive: .strict, stop: .order, tags: ["x"], combinesWith: ["y", "z"],
        cap: 100_000_000, capPerLine: 10_500_000, sharesUnits: true)
      offer.limits = OfferLimits(
        uses: 5, usesPerCustomer: 1, usesPerCode: 2, budget: 1_000_000_000, budgetUnits: 20_500,
        isPartial: false)
      offer.includesProtected = true
      offer.includesDiscounted = false
    }
    #expect(read == expected)
  }

  @Test func nobodyToCombineWithIsNotEverybody() {
    #expect(
      OfferReadingTests.read(#""mark": true, "combinesWith": []"#).0?.combination.combinesWith == []
    )
    #expect(OfferReadingTests.read(#""mark": true"#).0?.combination.combinesWith == nil)
  }

  static let faults: [(fields: String, codes: [DiagnosticCode])] = [
    (#""percentOff": "5%", "mark": true"#, [.conflictingFields]),
    (#""name": "nothing""#, [.missingField]),
    (#""mark": false"#, [.unknownChoice]),
    (#""charge": "freight""#, [.missingField]),
    (#""charge": "freight", "percentOff": "5%", "per": "line""#, [.conflictingFields]),
    (#""mark": true, "per": "line", "unit": "case""#, [.conflictingFields, .conflictingFields]),
    (#""percentOff": "5%", "codes": []"#, [.emptyList]),
    (#""percentOff": "5%", "codes": "A""#, [.wrongType]),
    (#""percentOff": "5%", "codes": ["", "a\nb"]"#, [.emptyText, .badIdentifier]),
    (#""percentOff": "5%", "exclusive": true"#, [.unknownChoice]),
    (#""percentOff": "5%", "limits": {"uses": -1}"#, [.numberOutOfRange]),
    (#""percentOff": "5%", "limits": {"use": 1}"#, [.unknownField]),
    (#""percentOff": "5%", "requires": [{"from": 1}]"#, [.missingField]),
    (#""percentOff": "5%", "requires": [{"measure": "sum", "from": 1}]"#, [.unknownChoice]),
    (
      #""percentOff": "5%", "requires": [{"measure": "lines", "unit": "case", "base": "list"}]"#,
      [.conflictingFields, .conflictingFields]
    ),
    (
      #""percentOff": "5%", "requires": [{"measure": "quantity", "from": "1.2345"}]"#,
      [.numberTooPrecise]
    ),
    (#""ladder": {"measure": "amount"}"#, [.missingField]),
    (
      #""ladder": {"measure": "amount", "rungs": [{"percentOff": "5%"}, {"from": 1}]}"#,
      [.missingField, .missingField]
    ),
    (
      #""ladder": {"rungs": [{"from": 1, "percentOff": "5%", "amountOff": 1}]}"#,
      [.missingField, .conflictingFields]
    ),
    (#""pattern": {"buy": [{"quantity": 1}], "percentOff": "5%"}"#, [.missingField]),
    (#""pattern": {"get": [{"quantity": 1}]}"#, [.missingField]),
    (#""pattern": {"get": [{"amount": 1}], "percentOff": "5%"}"#, [.missingField, .unknownField]),
    (
      #""pattern": {"buy": [{"quantity": 1, "amount": 2}], "get": [{}], "percentOff": "5%"}"#,
      [.conflictingFields, .missingField]
    ),
    (
      #""pattern": {"get": [{"quantity": 1}], "percentOff": "5%", "per": "line", "times": "all"}"#,
      [.unknownChoice, .unknownChoice]
    ),
    (#""gift": {"quantity": 1}"#, [.missingField]),
    (#""gift": {"products": "chips", "quantity": 1}"#, [.wrongType]),
    (#""gift": {"products": [], "quantity": 1}"#, [.emptyList]),
    (#""gift": {"products": "same"}"#, [.missingField]),
    (
      #""gift": {"products": "same", "quantity": 1, "for": {"measure": "amount"}}"#,
      [.missingField]
    ),
  ]

  @Test(arguments: faults) func faultsAreReported(fields: String, codes: [DiagnosticCode]) {
    #expect(OfferReadingTests.read(fields).1 == codes)
  }

  @Test func phasesAreRead() throws {
    let text = """
      {"rules": 1, "currency": "CNY", "phases": [{"id": "p", "base": "list", "point": "unit",
       "remainder": "lastLine", "mode": "sequential", "exclusivePer": "line", "strictFirst": true,
       "combinePer": "order", "combineAcross": true, "capRate": "30%", "floor": "cost",
       "groups": [{"id": "g", "choice": "first", "per": "order", "giftValue": "none"}]}]}
      """
    let read = RuleBook.reading([RuleSource(name: "rules.json", text: text)])
    #expect(read.diagnostics.isEmpty)
    var phase = try #require(read.book.phases.first)
    phase.origin = nil
    phase.groups[0].origin = nil
    let expected = Phase(
      id: "p", base: .list, point: .unit, remainder: .lastLine, mode: .sequential,
      exclusivity: Exclusivity(per: .line, strictFirst: true), combinePer: .order,
      combineAcross: true,
      capRate: Rate(millionths: 300_000), floor: "cost",
      groups: [OfferGroup(id: "g", choice: .first, per: .order, giftValue: .none)])
    #expect(phase == expected)
  }
}
