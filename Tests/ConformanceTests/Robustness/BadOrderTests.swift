import DealerRules
import Foundation
import Testing

/// A bad order never changes what a good one costs (RULES.md N-005, X-004, X-005).
@Suite struct BadOrderTests {
  /// An order that must not go through, as a line of NDJSON.
  struct BadOrder {
    var id: String
    var text: String
  }

  private static func order(
    _ id: String, _ lines: String, customer: String = "D1", rest: String = ""
  ) -> BadOrder {
    BadOrder(
      id: id,
      text: "{\"id\": \"\(id)\", \"customer\": \"\(customer)\", \"date\": \"2025-03-15\"\(rest), "
        + "\"lines\": [\(lines)]}")
  }

  private static func line(
    _ number: Int = 1, _ product: String = "chips", _ quantity: String = "2", unit: String? = nil
  ) -> String {
    let unit = unit.map { ", \"unit\": \"\($0)\"" } ?? ""
    return "{\"number\": \(number), \"product\": \"\(product)\", \"quantity\": \"\(quantity)\""
      + unit + "}"
  }

  static let bad: [BadOrder] = [
    order("unknown-customer", line(), customer: "D77"),
    order("unknown-product", line(1, "crisps")),
    order("unknown-unit", line(unit: "barrel")),
    order("unknown-region", line(), rest: ", \"shipTo\": \"east\""),
    order("no-rate", line(), rest: ", \"currency\": \"JPY\""),
    order("no-currency", line(), rest: ", \"currency\": \"EURO\""),
    order("negative", line(1, "chips", "-2")),
    order("zero", line(1, "chips", "0")),
    order("huge", line(1, "chips", "999999999999")),
    order("beyond", line(1, "chips", "99999999999999999999")),
    order("overflow", line(1, "box", "1000000000", unit: "pallet")),
    order("same-number", line(1) + ", " + line(1, "nuts", "5")),
    order("number-zero", line(0)),
    order("number-below-zero", line(-1)),
    order("number-beyond", line(1_000_001)),
    order("empty", ""),
    order("too-long", (1...10_001).map { line($0) }.joined(separator: ",")),
    BadOrder(id: "", text: "{\"id\": \"cut\", \"customer\": \"D1\", \"lines\": [{"),
    BadOrder(id: "", text: "not an order"),
    BadOrder(id: "", text: "[]"),
  ]

  /// The records of the orders of a text by id, and how many could not be read.
  private func records(
    _ text: String, _ rules: CompiledRules
  ) -> (records: [String: [UInt8]], outcomes: [String: Outcome?], problems: Int) {
    var reader = OrderReader(
      RuleSource(name: "orders.ndjson", text: text), format: .ndjson, zone: rules.book.zone,
      currency: rules.book.currency)
    var batch = OrderBatch()
    var ids: [String] = []
    var problems = 0
    while let item = reader.next() {
      guard case .order(let order) = item else {
        problems += 1
        continue
      }
      ids.append(order.id)
      batch.append(order, rules)
    }
    var workspace = Workspace(rules)
    var result = PricedBatch(detail: .steps)
    workspace.price(batch, into: &result)
    var writer = DecisionRecordWriter(rules)
    var records: [String: [UInt8]] = [:]
    var outcomes: [String: Outcome?] = [:]
    for (index, id) in ids.enumerated() {
      records[id] = writer.record(index, batch, result, detail: .steps)
      outcomes[id] = result.outcome(of: index)
    }
    return (records, outcomes, problems)
  }

  @Test func goodOrdersCostTheSameAmongBadOnes() throws {
    let rules = try CompiledRules(parsing: try BadDocuments.goodSources())
    let source = try BadDocuments.goodFile("orders.ndjson")
    let good = String(decoding: source.bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    let alone = records(good.joined(separator: "\n"), rules)
    #expect(alone.problems == 0)
    #expect(alone.records.count == good.count)

    var mixed: [String] = []
    for (index, bad) in BadOrderTests.bad.enumerated() {
      if index % 4 == 0, index / 4 < good.count { mixed.append(good[index / 4]) }
      mixed.append(bad.text)
    }
    let together = records(mixed.joined(separator: "\n"), rules)
    for (id, record) in alone.records {
      #expect(together.records[id] == record, "order \(id) changed")
    }
    var stopped = together.problems
    for (id, outcome) in together.outcomes where alone.records[id] == nil {
      #expect(outcome ?? .block >= .hold, "order \(id) goes through")
      stopped += 1
    }
    #expect(stopped == BadOrderTests.bad.count)
    print("bad orders \(BadOrderTests.bad.count) unreadable \(together.problems)")
  }

  @Test func aBadRowLosesNoOtherOrder() throws {
    let rules = try CompiledRules(parsing: try BadDocuments.goodSources())
    let header = "order,customer,date,number,product,quantity\n"
    let text =
      header + "1,D1,2025-03-01,1,chips,2\n" + "2,D1,2025-03-01,1\n"
      + "2,D1,2025-03-01,2,nuts,5\n" + "3,D2,2025-03-01,1,chips,2\n" + "4,D2,2025-03-01,1\n"
      + "5,D2,2025-03-01,1,nuts,5\n" + "6,D2,2025-03-01,1,ch\"ips,5\n"
    var reader = OrderReader(
      RuleSource(name: "orders.csv", text: text), format: .csv, zone: rules.book.zone,
      currency: rules.book.currency)
    var read: [String] = []
    var lost: [String?] = []
    while let item = reader.next() {
      switch item {
      case .order(let order): read.append(order.id)
      case .problem(let problem): lost.append(problem.order)
      }
    }
    #expect(read == ["1", "3", "5"])
    #expect(lost == ["2", "4", "6"])
  }
}
