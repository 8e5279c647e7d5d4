import Testing

@testable import DealerRules

/// What orders bring to promotions and conditions (RULES.md N-005, X-006).
@Suite("Coupons and facts of orders") struct OrderFactTests {
  static func read(_ text: String, _ format: OrderReader.Format) -> [OrderReader.Item] {
    var reader = OrderReader(
      RuleSource(name: "orders", text: text), format: format, zone: .utc, currency: .cny)
    var items: [OrderReader.Item] = []
    while let item = reader.next() { items.append(item) }
    return items
  }

  static func order(_ fields: String) -> (order: Order?, codes: [DiagnosticCode]) {
    let text = #"{"id": "1", "customer": "D", "date": "2025-03-01", "lines": [], \#(fields)}"#
    switch read(text, .ndjson).first {
    case .order(let order): return (order, [])
    case .problem(let problem): return (nil, problem.diagnostics.map(\.code))
    case nil: return (nil, [])
    }
  }

  @Test func everythingIsRead() throws {
    let fields = #"""
      "coupons": ["A", "b"], "giftChoices": {"spring": "chips"},
       "facts": {"stock": {"chips": "2.5"}, "lastOrder": "2025-02-01",
       "ordersBefore": 3, "totals": {"year": "1000.5"},
       "offerUse": {"spring": {"uses": 4, "usesByCustomer": 1, "usesByCode": {"A": 2},
        "amount": "10.5", "units": 3}, "summer": {}}}
      """#.replacing("\n", with: " ")
    let order = try #require(OrderFactTests.order(fields).order)
    #expect(order.coupons == ["A", "b"])
    #expect(order.giftChoices == ["spring": "chips"])
    let expected = Facts(
      offerUse: [
        "spring": OfferUse(
          uses: 4, usesByCustomer: 1, usesByCode: ["A": 2], amount: 10_500_000, units: 3000),
        "summer": OfferUse(),
      ], stock: ["chips": 2500], lastOrder: CivilDate("2025-02-01"), ordersBefore: 3,
      totals: ["year": 1_000_500_000])
    #expect(order.facts == expected)
  }

  static let faults: [(fields: String, codes: [DiagnosticCode])] = [
    (#""coupons": "A""#, [.wrongType]), (#""coupons": [""]"#, [.emptyText]),
    (#""coupons": [["A"]]"#, [.wrongType]), (#""giftChoices": ["chips"]"#, [.wrongType]),
    (#""giftChoices": {"spring": ["chips"]}"#, [.wrongType]),
    (#""facts": {"stock": {"chips": "2.0005"}}"#, [.numberTooPrecise]),
    (#""facts": {"stock": [1]}"#, [.wrongType]), (#""facts": {"stok": {}}"#, [.unknownField]),
    (#""facts": {"lastOrder": "yesterday"}"#, [.badDate]),
    (#""facts": {"ordersBefore": -1}"#, [.numberOutOfRange]),
    (#""facts": {"ordersBefore": 1.5}"#, [.numberTooPrecise]),
    (#""facts": {"totals": {"year": "much"}}"#, [.numberMalformed]),
    (#""facts": {"offerUse": {"spring": 3}}"#, [.wrongType]),
    (#""facts": {"offerUse": {"spring": {"used": 3}}}"#, [.unknownField]),
    (#""facts": {"offerUse": {"spring": {"usesByCode": {"A": "x"}}}}"#, [.numberMalformed]),
  ]

  @Test(arguments: faults) func faultsAreReported(fields: String, codes: [DiagnosticCode]) {
    #expect(OrderFactTests.order(fields).codes == codes)
  }

  @Test func couponsOfATableStandInEveryRow() throws {
    let text = """
      order,customer,date,number,product,quantity,coupons
      1,D,2025-03-01,1,A,1,SPRING  VIP
      1,D,2025-03-01,2,A,1,SPRING  VIP
      2,D,2025-03-01,1,A,1,
      3,D,2025-03-01,1,A,1,SPRING
      3,D,2025-03-01,2,A,1,VIP
      """
    var coupons: [[String]] = []
    var codes: [DiagnosticCode] = []
    for item in OrderFactTests.read(text, .csv) {
      switch item {
      case .order(let order): coupons.append(order.coupons)
      case .problem(let problem): codes += problem.diagnostics.map(\.code)
      }
    }
    #expect(coupons == [["SPRING", "VIP"], []])
    #expect(codes == [.unequalHeader])
  }

  /// A row brings what an object does of facts that are single values.
  @Test func factsOfATableAreThoseOfAnObject() throws {
    let text = """
      order,customer,date,lastOrder,ordersBefore,total.year,seller,fulfilment,solicitation,\
      endRegion,order.project,number,product,quantity,stock,lastPrice,lastPriceDate
      1,D,2025-03-01,2025-02-01,3,1000.5,S,dropship,active,N,P7,1,chips,1,2.5,9.9,2025-01-31
      1,D,2025-03-01,2025-02-01,3,1000.5,S,dropship,active,N,P7,2,chips,1,,,
      1,D,2025-03-01,2025-02-01,3,1000.5,S,dropship,active,N,P7,3,nuts,1,0,,
      """
    let same = """
      "lastOrder": "2025-02-01", "ordersBefore": 3, "totals": {"year": "1000.5"}, \
      "stock": {"chips": "2.5", "nuts": 0}, \
      "lastPrices": {"chips": {"price": "9.9", "date": "2025-01-31"}}
      """
    let object = try #require(OrderFactTests.order("\"facts\": {\(same)}").order)
    guard case .order(let order)? = OrderFactTests.read(text, .csv).first else {
      Issue.record("the rows cannot be read")
      return
    }
    #expect(order.facts == object.facts)
    #expect(order.seller == "S" && order.fulfilment == .dropship)
    #expect(order.solicitation == .active && order.endRegion == "N")
    #expect(order.attributes == ["project": .text("P7")] && order.lines.count == 3)
  }

  static let rowFaults: [(rows: [String], codes: [DiagnosticCode])] = [
    (["1,3,1,A,2,,", "1,3,2,A,3,,"], [.unequalHeader]), (["1,3,1,A,2,,", "1,3,2,A,2,,"], []),
    (["1,3,1,A,,9,", "1,3,2,A,,,"], [.missingField]),
    (["1,3,1,A,,,2025-01-01"], [.missingField]), (["1,3,1,A,x,,"], [.numberMalformed]),
    (["1,3,1,A,,9,2025-01-01", "1,3,2,A,,8,2025-01-01"], [.unequalHeader]),
    (["1,3,1,A,,,", "1,4,2,A,,,"], [.unequalHeader]), (["1,-1,1,A,,,"], [.numberOutOfRange]),
  ]

  @Test(arguments: rowFaults) func faultsOfRowsAreReported(
    rows: [String], codes: [DiagnosticCode]
  ) {
    let header =
      "order,ordersBefore,number,product,stock,lastPrice,lastPriceDate,customer,date,quantity"
    let text = ([header] + rows.map { $0 + ",D,2025-03-01,1" }).joined(separator: "\n")
    var found: [DiagnosticCode] = []
    for case .problem(let problem) in OrderFactTests.read(text, .csv) {
      found += problem.diagnostics.map(\.code)
    }
    #expect(found == codes)
  }
}
