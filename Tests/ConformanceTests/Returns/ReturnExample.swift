import DealerRules
import Foundation
import Testing

/// Rules, a sale, and returns of it one after another with what must come out.
struct ReturnExample {
  var title: String
  var rules: RuleSource
  var order: RuleSource
  var steps: [[String: Any]]

  static func all() throws -> [ReturnExample] {
    // What must come out, and what is tried in vain.
    let files = ["examples", "attempts"]
    let list = try files.flatMap { name in
      let text = try LawBook.text("Tests/ConformanceTests/Cases/Returns/\(name).json")
      return try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]] ?? []
    }
    return try list.map { object in
      ReturnExample(
        title: object["title"] as? String ?? "",
        rules: try source("rules.json", object["rules"] ?? [:]),
        order: try source("orders.ndjson", object["order"] ?? [:]),
        steps: object["steps"] as? [[String: Any]] ?? [])
    }
  }

  static func source(_ name: String, _ object: Any) throws -> RuleSource {
    RuleSource(name: name, bytes: Array(try JSONSerialization.data(withJSONObject: object)))
  }

  /// The sale of the example, through its record and back.
  func sale(_ rules: CompiledRules) throws -> StoredSale { try sale(order, rules) }

  func sale(_ order: RuleSource, _ rules: CompiledRules) throws -> StoredSale {
    var reader = OrderReader(order, format: .ndjson, rules: rules)
    guard case .order(let order) = reader.next() else {
      throw CaseFault(description: "\(title): the order cannot be read")
    }
    let sale = try rules.sale(of: order).get()
    let record = RuleSource(name: "sales.ndjson", bytes: SaleRecord.bytes(of: sale))
    let read = try #require(SaleRecord.read(record).first).get()
    #expect(read == sale, "\(title): the record gives another sale")
    return read
  }
}

/// Settles an example's returns and collects what differs.
struct ReturnExampleRun {
  var faults: [String] = []
  var compared = 0
  private let title: String

  init(_ example: ReturnExample) throws {
    title = example.title
    let rules = try CompiledRules(parsing: [example.rules])
    var sale = try example.sale(rules)
    let desk = ReturnDesk(rules)
    var settled: [ReturnStatement] = []
    var base = sale
    for (index, step) in example.steps.enumerated() {
      if step["amend"] != nil {
        try amend(&sale, pricedAs: &base, desk, step, index)
        continue
      }
      if let order = step["becomes"] {
        // The order is another one from here on (RULES.md Z-066).
        sale = try example.sale(try ReturnExample.source("orders.ndjson", order), rules)
        let least = (step["least"] as? String).flatMap { Money($0, .cny)?.millionths }
        let again = try desk.settleAgain("again", settled, of: sale, on: sale.day, least: least)
        compare(again, step["expect"] as? [String: Any] ?? [:], index)
        check(again, sale, settled, index)
        settled.append(again)
        continue
      }
      let source = try ReturnExample.source("returns.ndjson", step["return"] ?? [:])
      let request = try #require(try ReturnRequest.read(source).first)
      let statement = try desk.settle(request, of: sale, after: settled)
      compare(statement, step["expect"] as? [String: Any] ?? [:], index)
      check(statement, sale, settled, index)
      if step["probe"] == nil, statement.outcome == .allowed { settled.append(statement) }
    }
  }

  mutating func expect(_ what: String, _ actual: String, _ wanted: String) {
    compared += 1
    if actual != wanted { faults.append("\(title): \(what) is \(actual), not \(wanted)") }
  }

  /// What holds for every statement.
  private mutating func check(
    _ statement: ReturnStatement, _ sale: StoredSale, _ settled: [ReturnStatement], _ index: Int
  ) {
    if !statement.isBalanced { faults.append("\(title) \(index): not balanced") }
    let total = settled.reduce(statement.refund) { $0 + $1.refund }
    if total > sale.payable { faults.append("\(title) \(index): more than was paid") }
    let record = RuleSource(name: "returned.ndjson", bytes: ReturnRecord.bytes(of: statement))
    if (try? ReturnRecord.read(record)) != [statement] {
      faults.append("\(title) \(index): the record gives another statement")
    }
  }

  private mutating func compare(
    _ statement: ReturnStatement, _ wanted: [String: Any], _ index: Int
  ) {
    let amounts: [String: Int64] = [
      "goods": statement.goods, "discount": statement.discount, "tax": statement.tax,
      "containedTax": statement.containedTax, "charges": statement.charges,
      "allowance": statement.allowance, "clawBack": statement.clawBack, "gift": statement.gift,
      "protection": statement.protection, "withheld": statement.withheld,
      "refund": statement.refund, "fee": statement.fee, "rebate": statement.rebate,
      "points": statement.points, "fund": statement.fund, "credit": statement.credit,
      "quota": statement.quota,
    ]
    for (name, value) in wanted.sorted(by: { $0.key < $1.key }) {
      let text = value as? String ?? ""
      let what = "\(name) of return \(index + 1)"
      switch name {
      case "outcome": expect(what, statement.outcome.name, text)
      case "codes":
        let codes = statement.findings.map(\.code.rawValue).joined(separator: " ")
        expect(what, codes, (value as? [String] ?? []).joined(separator: " "))
      case "last":
        expect(what, statement.findings.compactMap(\.day).last.map { "\($0)" } ?? "none", text)
      case "amount":
        let amount = statement.findings.compactMap(\.amount).last ?? 0
        expect(what, Money(millionths: amount, .cny).decimalText, text)
      case "releases":
        let all = statement.releases.map { use in
          let amount = Money(millionths: use.amount, .cny)
          let text = use.amount != 0 ? "\(amount)" : "\(Quantity(thousandths: use.units) ?? .zero)"
          return "\(use.kind) " + text.replacingOccurrences(of: ".00 CNY", with: "")
        }
        expect(
          what, all.sorted().joined(separator: ", "),
          (value as? [String] ?? []).joined(separator: ", "))
      case "earnings": compareEarnings(statement, value as? [[String: Any]] ?? [], what)
      default:
        guard let amount = amounts[name] else {
          faults.append("\(title): nothing is called \(name)")
          continue
        }
        expect(what, Money(millionths: amount, .cny).decimalText, text)
      }
    }
  }

  private mutating func compareEarnings(
    _ statement: ReturnStatement, _ wanted: [[String: Any]], _ what: String
  ) {
    expect("count of \(what)", "\(statement.earnings.count)", "\(wanted.count)")
    for (earning, object) in zip(statement.earnings, wanted) {
      let text = { (value: Int64) in
        earning.isUnits
          ? "\(Quantity(thousandths: value) ?? .zero)" : Money(millionths: value, .cny).decimalText
      }
      for (name, value) in object {
        switch name {
        case "taken": expect("taken of \(what)", text(earning.taken), value as? String ?? "")
        case "lapsed": expect("lapsed of \(what)", text(earning.lapsed), value as? String ?? "")
        case "debt": expect("debt of \(what)", text(earning.debt), value as? String ?? "")
        case "charged":
          let charged = Money(millionths: earning.charged, .cny).decimalText
          expect("charged of \(what)", charged, value as? String ?? "")
        default: expect("rule of \(what)", earning.rule, value as? String ?? "")
        }
      }
    }
  }
}

@Suite("Returns by examples") struct ReturnExampleTests {
  @Test func examplesComeOut() throws {
    let examples = try ReturnExample.all()
    var compared = 0
    var faults: [String] = []
    for example in examples {
      do {
        let run = try ReturnExampleRun(example)
        faults += run.faults
        compared += run.compared
      } catch {
        faults.append("\(example.title): \(error)")
      }
    }
    #expect(faults.isEmpty, "\(faults.joined(separator: "\n"))")
    #expect(examples.count >= 56 && compared >= 230)
    print("returns examples \(examples.count) compared \(compared)")
  }

  /// Every worked example of the field but that of the ledger stands here.
  @Test func everyWorkedExampleIsThere() throws {
    let titles = try ReturnExample.all().map(\.title)
    for number in 1...22 where number != 17 {
      #expect(titles.contains { $0.hasPrefix("R\(number) ") }, "R\(number)")
    }
  }
}
