import TestSupport
import Testing

@testable import DealerRules

/// Texts of decision records (RULES.md X-011) and what an audience reads (X-012).
@Suite struct RecordTests {
  private func record(
    _ members: [String: String], _ order: String, _ audience: Audience = .audit
  ) throws -> String {
    let project = try TextProject(members)
    let order = try #require(project.orders(order).first)
    var writer = DecisionRecordWriter(project.rules, audience: audience)
    return String(decoding: writer.record(order), as: UTF8.self)
  }

  @Test func amountsHaveTheCurrencysDecimalsEverywhere() throws {
    let text = try record(
      [
        "priceTables": #"[{"id":"deal","keys":["product"]},{"id":"list","keys":["product"]}]"#,
        "priceKinds": """
        [{"id":"price","accesses":[{"tables":["deal"]},{"tables":["list"]}]}]
        """,
        "prices": """
        [{"table":"deal","product":"A","price":"10","capAmount":"100","id":"C1"}]
        """,
        "charges": #"[{"id":"freight","rate":"80%"}]"#,
        "tax": """
        {"rates":[{"id":"10","rate":"10%","class":"a"},{"id":"9","rate":"10%"}]}
        """,
        "products": #"[{"id":"A","taxClass":"a"}]"#,
      ], TextProject.order("1", [#""product":"A","quantity":"10""#]))
    let numbers = #""numbers":{"base":"100.00","rate":"0.8","amount":"80.00"}"#
    #expect(text.contains(numbers))
    let use = #"{"id":"C1","kind":"priceCap","amount":"100.00","units":"0"}"#
    #expect(text.contains(use))
  }

  @Test func taxesStandInTheOrderOfIds() throws {
    let text = try record(
      [
        "products": #"[{"id":"A","taxClass":"a"},{"id":"B"}]"#,
        "prices": """
        [{"table":"list","product":"A","price":"1"},{"table":"list","product":"B","price":"1"}]
        """,
        "tax": """
        {"rates":[{"id":"10","rate":"10%","class":"a"},{"id":"9","rate":"10%"}]}
        """,
      ],
      TextProject.order(
        "1", [#""product":"A","quantity":"1""#, #""product":"B","quantity":"1""#]))
    let reasons = text.split(separator: #""code":"tax","rule":"#).dropFirst()
    #expect(reasons.map { $0.prefix(3) } == [#""9""#, #""10"#])
  }

  @Test func whatIsUnknownKeepsItsText() throws {
    let text = try record(
      [:],
      TextProject.order(
        "1",
        [
          #""product":"A","quantity":"1","unit":"crate""#,
          #""product":"Z","quantity":"1","unit":"box""#,
        ]))
    #expect(text.contains(#""product":"A","quantity":"1","unit":"crate""#))
    #expect(text.contains(#""product":"Z","quantity":"1","unit":"box""#))
  }

  @Test func anExplanationHoldsNoMoreThanItsReaderMayKnow() throws {
    let project = try TextProject([
      "priceTables": #"[{"id":"list","keys":["product"],"floor":"12"}]"#,
      "priceKinds": """
      [{"id":"price","accesses":[{"tables":["list"]}]},
       {"id":"cost","accesses":[{"tables":["list"]}]}]
      """,
      "phases": #"[{"id":"p"}]"#,
      "offers": """
      [{"id":"never","phase":"p","percentOff":"5%","when":{"channel":"x"}},
       {"id":"none","phase":"p","fixedPrice":"50"}]
      """,
    ])
    let order = try #require(
      project.orders(TextProject.order("1", [#""product":"A","quantity":"1""#])).first)
    let dealer = try project.rules.explain(order, for: .dealer).get()
    #expect(dealer.lines[0].rows.isEmpty)
    #expect(dealer.lines[0].offers.map(\.code) == [.notLower])
    #expect(dealer.decision.reasons.isEmpty)
    #expect(dealer.decision.lines[0].prices.map(\.kind) == ["price"])
    let sales = try project.rules.explain(order, for: .sales).get()
    #expect(sales.lines[0].offers.map(\.code) == [.conditionFailed, .notLower])
    #expect(sales.decision.lines[0].prices.count == 1)
    let audit = try project.rules.explain(order).get()
    #expect(audit.decision.reasons.map(\.code) == [.floorApplied])
    #expect(audit.decision.lines[0].prices.count == 2)
  }

  @Test func anOverflowOfTaxNamesItsLine() throws {
    let project = try TextProject([
      "prices": #"[{"table":"list","product":"A","price":"9000000000000"}]"#,
      "tax": #"{"rates":[{"id":"t","rate":"900%"}]}"#,
    ])
    let order = try #require(
      project.orders(TextProject.order("1", [#""product":"A","quantity":"1""#])).first)
    #expect(
      project.rules.price(order) == .failure(OrderError(order: "1", code: .overflow, line: 1)))
  }
}
