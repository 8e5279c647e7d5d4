import DealerRules
import TestSupport
import Testing

/// The largest numbers that documents can state give answers or typed errors (RULES.md L-006).
@Suite struct ExtremeNumberTests {
  static let atom = "0.000000000000000001"

  @Test("C-003 a quantity of 10⁻¹⁸ units and its part are compared exactly")
  func tinyQuantitiesAreCompared() throws {
    let project = try TextProject([
      "products": """
      [{"id":"A"},{"id":"K","components":{"A":"1"},"kitPricing":"components",
        "units":{"atom":"\(Self.atom)"}}]
      """,
      "priceKinds": """
      [{"id":"price","accesses":[
        {"tables":["list"],"when":{"line.quantity":{"from":"9000000000000"}}},
        {"tables":["list"]}]}]
      """,
    ])
    let text = TextProject.order("1", [#""product":"K","quantity":"1","unit":"atom""#])
    let order = try #require(project.orders(text).first)
    #expect(try project.rules.price(order).get().net == 0)
  }

  @Test("K-005 what a line holds of a part is shown as far as 64 bits reach")
  func hugeKitsAreShown() throws {
    let project = try TextProject([
      "products": """
      [{"id":"A"},{"id":"K","components":{"A":"1000000000"},
        "units":{"huge":"1000000000000000","third":"1/3"}}]
      """
    ])
    let text = [
      TextProject.order("1", [#""product":"K","quantity":"1000000000","unit":"huge""#]),
      TextProject.order("2", [#""product":"K","quantity":"1","unit":"third""#]),
    ].joined(separator: "\n")
    let shown = try project.orders(text).map {
      try project.rules.price($0).get().lines[0].components.map(\.quantity)
    }
    #expect(shown == [[Int64.max], [333_333_333_333]])
  }

  @Test("O-012 a fixed price far from the line's amount overflows as an error")
  func fixedPricesOverflow() throws {
    let project = try TextProject([
      "products": #"[{"id":"A","cost":"0","units":{"u":"\#(Self.atom)"}}]"#,
      "prices": #"[{"table":"list","product":"A","of":"cost","plus":"-3000000"}]"#,
      "phases": #"[{"id":"p"}]"#,
      "offers": #"[{"id":"f","phase":"p","fixedPrice":"170141183.460469","unit":"u"}]"#,
    ])
    let text = TextProject.order("1", [#""product":"A","quantity":"1000000""#])
    let order = try #require(project.orders(text).first)
    #expect(
      project.rules.price(order) == .failure(OrderError(order: "1", code: .overflow, line: 1)))
  }

  @Test("O-011 the largest surcharge of an offer overflows as an error")
  func largestSurchargesOverflow() throws {
    let project = try TextProject([
      "products": #"[{"id":"A","cost":"0"}]"#,
      "prices": #"[{"table":"list","product":"A","of":"cost","plus":"-1"}]"#,
      "phases": #"[{"id":"p"}]"#,
      "offers": #"[{"id":"f","phase":"p","amountOff":"-4611686018427.387904"}]"#,
    ])
    let text = TextProject.order("1", [#""product":"A","quantity":"2""#])
    let order = try #require(project.orders(text).first)
    #expect(
      project.rules.price(order) == .failure(OrderError(order: "1", code: .overflow, line: 1)))
  }

  @Test("X-011 what is only shown does not decide whether an order is priced")
  func shownPricesDoNotFailOrders() throws {
    let project = try TextProject([
      "products": #"[{"id":"A","units":{"case":"24"}}]"#,
      "priceTables": #"[{"id":"list","keys":["product"]},{"id":"msrp","keys":["product"]}]"#,
      "priceKinds": """
      [{"id":"price","accesses":[{"tables":["list"]}]},
       {"id":"msrp","accesses":[{"tables":["msrp"]}]}]
      """,
      "prices": """
      [{"table":"list","product":"A","price":"1"},
       {"table":"msrp","product":"A","price":"9000000000000"}]
      """,
    ])
    let text = TextProject.order("1", [#""product":"A","quantity":"1","unit":"case""#])
    let order = try #require(project.orders(text).first)
    let line = try project.rules.price(order).get().lines[0]
    #expect(line.prices.map(\.amount) == [nil, 24_000_000])
    for detail in [Detail.totals, .lines, .steps] {
      var batch = OrderBatch()
      batch.append(order, project.rules)
      var workspace = Workspace(project.rules)
      var result = PricedBatch(detail: detail)
      workspace.price(batch, into: &result)
      #expect(result.outcome(of: 0) == .allow && result.net(of: 0) == 24_000_000)
    }
  }

  /// Twelve tables a level, eight levels, each row derived from the kind of the next level.
  @Test("P-020 every base is searched once for a line")
  func derivationsDoNotMultiply() throws {
    let levels = 0..<8
    let tables = 0..<12
    let names = levels.flatMap { level in tables.map { "t\(level)_\($0)" } }
    let rows = levels.flatMap { level in
      tables.map { table -> String in
        let price =
          level == levels.upperBound - 1
          ? "\"price\":\"\(10 + table)\"" : "\"of\":\"kind:k\(level + 1)\",\"plus\":\"\(table)\""
        return "{\"table\":\"t\(level)_\(table)\",\"product\":\"A\",\(price)}"
      }
    }
    let kinds = levels.map { level in
      let list = tables.map { "\"t\(level)_\($0)\"" }.joined(separator: ",")
      let id = level == 0 ? "price" : "k\(level)"
      return "{\"id\":\"\(id)\",\"accesses\":[{\"tables\":[\(list)],\"pick\":\"lowest\"}]}"
    }
    let project = try TextProject([
      "priceTables": "["
        + names.map { "{\"id\":\"\($0)\",\"keys\":[\"product\"]}" }.joined(separator: ",") + "]",
      "priceKinds": "[\(kinds.joined(separator: ","))]",
      "prices": "[\(rows.joined(separator: ","))]",
    ])
    let order = try #require(
      project.orders(TextProject.order("1", [#""product":"A","quantity":"2""#])).first)
    var batch = OrderBatch()
    batch.append(order, project.rules)
    var workspace = Workspace(project.rules)
    var result = PricedBatch(detail: .steps)
    workspace.price(batch, into: &result)
    #expect(result.net(of: 0) == 20_000_000)
    // One search of each level for the line and one for each kind that is shown.
    #expect(workspace.counts.keys <= 2 * levels.count * tables.count)
  }
}
