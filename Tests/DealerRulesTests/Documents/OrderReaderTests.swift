import Testing

@testable import DealerRules

@Suite("Order reader") struct OrderReaderTests {
  /// Each item as `id:lines`, or `!id:codes`.
  static func items(
    _ text: String, _ format: OrderReader.Format, defaultDate: CivilDate? = nil
  ) -> [String] {
    var reader = OrderReader(
      RuleSource(name: "orders", text: text), format: format, zone: .utc, currency: .cny,
      defaultDate: defaultDate)
    var result: [String] = []
    while let item = reader.next() {
      switch item {
      case .order(let order): result.append("\(order.id):\(order.lines.count)")
      case .problem(let problem):
        let codes = problem.diagnostics.map(\.code.rawValue).joined(separator: "+")
        result.append("!\(problem.order ?? ""):\(codes)")
      }
    }
    return result
  }

  static let header = "order,customer,date,number,product,quantity\n"

  static let tables: [(rows: String, items: [String])] = [
    ("1,D,2025-03-01,1,A,1\n1,D,2025-03-01,2,B,1\n2,D,2025-03-01,1,A,1\n", ["1:2", "2:1"]),
    // A damaged row spoils the order it names, never its neighbours.
    (
      "1,D,2025-03-01,1,A,1\n2,D,2025-03-01,1,A\n2,D,2025-03-01,2,B,1\n3,D,2025-03-01,1,A,1\n",
      ["1:1", "!2:E209", "3:1"]
    ),
    (
      "1,D,2025-03-01,1,A,1\n1,D,2025-03-01,2,B,1,200\n2,D,2025-03-01,1,A,1\n",
      ["!1:E210", "2:1"]
    ),
    ("1,D,2025-03-01,1,A,1.2345\n2,D,2025-03-01,1,A,1\n", ["!1:E401", "2:1"]),
    (
      "1,D,2025-03-01,1,A,1\n2,D,2025-03-01,1,A,1\n1,D,2025-03-01,2,A,1\n",
      ["1:1", "2:1", "!1:E902"]
    ),
    ("1,D,2025-03-01,1,A,1\n1,E,2025-03-01,2,A,1\n2,D,2025-03-01,1,A,1\n", ["!1:E903", "2:1"]),
    ("1,D,,1,A,1\n2,D,2025-03-01,1,A,1\n", ["!1:E901", "2:1"]),
    ("1,D,2025-03-01,1,A,0\n2,D,2025-03-01,1,A,-1\n", ["1:1", "2:1"]),
    ("1,D,2025-03-01,1,A,1\n,,,,,\n\n2,D,2025-03-01,1,A,1\n", ["1:1", "2:1"]),
    // An order of blanks is none, whatever the blanks.
    (
      "1,D,2025-03-01,1,A,1\n  ,D,2025-03-01,2,A,1\n2,D,2025-03-01,1,A,1\n",
      ["!1:E414", "!2:E414"]
    ),
    (
      "1,D,2025-03-01,1,A,1\n\u{3000}\u{A0},D,2025-03-01,2,A,1\n2,D,2025-03-01,1,A,1\n",
      ["!1:E414", "!2:E414"]
    ),
  ]

  @Test(arguments: tables) func tablesOfOrders(rows: String, items: [String]) {
    #expect(OrderReaderTests.items(OrderReaderTests.header + rows, .csv) == items)
  }

  @Test func aRowWhoseOrderCannotBeToldSpoilsBothSides() {
    let header = "number,order,customer,date,product,quantity\n"
    let rows = [
      "1,1,D,2025-03-01,A,1", "1,2,D,2025-03-01,A,1", "2,2,D,2025-03-01,A,1,000",
      "1,3,D,2025-03-01,A,1", "1,4,D,2025-03-01,A,1",
    ]
    let text = header + rows.joined(separator: "\n")
    #expect(OrderReaderTests.items(text, .csv) == ["1:1", "!2:E210", "!3:E210", "4:1"])
  }

  @Test func aRowBetweenRowsOfOneOrderSpoilsThatOrderAlone() {
    let header = "number,order,customer,date,product,quantity\n"
    let rows = [
      "1,1,D,2025-03-01,A,1", "2,1,D,2025-03-01,A", "3,1,D,2025-03-01,A,1",
      "1,2,D,2025-03-01,A,1",
    ]
    let text = header + rows.joined(separator: "\n")
    #expect(OrderReaderTests.items(text, .csv) == ["!1:E209", "2:1"])
  }

  static let lines: [(line: String, item: String)] = [
    (#"{"id": "1", "customer": "D", "date": "2025-03-01", "lines": []}"#, "1:0"),
    (#"{"id": "1", "customer": "D", "at": "2025-03-01T08:00:00+08:00", "lines": []}"#, "1:0"),
    (#"{"id": "1", "customer": "D", "lines": []}"#, "!1:E901"),
    (#"{"id": "1", "customer": "D", "date": "2025-03-01", "lins": []}"#, "!1:E302+E301"),
    (#"{"id": "1", "customer": "D""#, "!1:E109+E901+E302"),
  ]

  @Test(arguments: lines) func oneLineNeverLosesAnother(line: String, item: String) {
    let good = #"{"id": "9", "customer": "D", "date": "2025-03-01", "lines": []}"#
    let items = OrderReaderTests.items("\(line)\n\n\(good)\n", .ndjson)
    #expect(items.last == "9:0")
    #expect(items.count == 2)
    #expect(items.first?.split(separator: ":").first == item.split(separator: ":").first)
  }

  @Test func anOrderStatedTwiceIsAProblem() {
    let line = #"{"id": "1", "customer": "D", "date": "2025-03-01", "lines": []}"#
    #expect(OrderReaderTests.items("\(line)\n\(line)\n", .ndjson) == ["1:0", "!1:E305"])
  }

  @Test func aDateForAllOrdersFillsIn() {
    let text = "order,customer,number,product,quantity\n1,D,1,A,1\n"
    #expect(OrderReaderTests.items(text, .csv) == ["!1:E901"])
    let date = CivilDate(year: 2025, month: 3, day: 1)
    #expect(OrderReaderTests.items(text, .csv, defaultDate: date) == ["1:1"])
  }
}
