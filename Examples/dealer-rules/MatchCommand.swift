import DealerRules
import DealerRulesFoundation
import Foundation

/// `match`: priced lines against those of the system that one has.
enum MatchCommand {
  static func run(_ words: [String]) throws -> ExitCode {
    guard !words.contains("--help") else {
      Console.print(Help.match.text)
      return .ok
    }
    let arguments = try Arguments(
      words, options: ["--orders", "--expected", "--min-exact", "--date", "--known"],
      switches: ["--json"], positions: ["the project folder"])
    guard let path = arguments.value("--expected") else {
      throw Arguments.UsageError(message: "--expected is missing")
    }
    let text = arguments.value("--min-exact") ?? "100%"
    guard let least = Rate(text), (Rate.zero...Rate.one).contains(least) else {
      throw Arguments.UsageError(message: "--min-exact takes a rate such as 99.5%, not `\(text)`")
    }
    let project = try Projects.load(arguments.positional[0])
    let rules = try Projects.rules(project, known: arguments.value("--known"))
    let stated = try expected(path)
    let table = Dictionary(grouping: stated, by: \.order)
    let columns = Set(stated.map(\.basis.column)).sorted()
    var parity = Parity(rules)
    var file = try OrderFile(
      arguments.value("--orders"), project, rules, try Projects.date(arguments.value("--date")))
    var left = table
    var failed = 0
    while true {
      let block = try file.next()
      if block.isEmpty { break }
      let decisions = rules.price(batch: block)
      for (order, decision) in zip(block, decisions) {
        if case .failure(let error) = decision {
          failed += 1
          Console.note(ReportWords.asked.text(error))
        }
        if let rows = left.removeValue(forKey: order.id) {
          parity.add(order, decision, expecting: rows)
        } else if table[order.id] == nil {
          parity.add(lacking: order, decision)
        }
      }
    }
    for (id, rows) in left.sorted(by: { IdentifierOrder.precedes($0.key, $1.key) }) {
      parity.add(missing: id, expecting: rows)
    }
    tell(parity, rules, columns, arguments.has("--json"))
    let isWhole = failed + file.unreadable == 0
    return isWhole && parity.lines > 0 && parity.reaches(least) ? .ok : .findings
  }

  /// What a table states.
  private static func expected(_ path: String) throws -> [ExpectedNets.Row] {
    guard let data = try? Data(contentsOf: URL(fileURLWithPath: path)) else {
      throw FileError(message: "cannot read `\(path)`")
    }
    let source = RuleSource(
      name: URL(fileURLWithPath: path).lastPathComponent, bytes: [UInt8](data))
    return try ExpectedNets.read(source)
  }

  private static func tell(
    _ parity: Parity, _ rules: CompiledRules, _ columns: [String], _ isJSON: Bool
  ) {
    for miss in parity.examples {
      let rule = rules.name(of: miss.rule)
      Console.print(
        isJSON ? json(miss, rule, rules) : text(miss, rule, rules, names: columns.count > 1))
    }
    let causes = Parity.Cause.allCases.map { "\($0.rawValue) \(parity.causes[$0] ?? 0)" }
    let last =
      "lines \(parity.lines) exact \(parity.exact) different \(parity.lines - parity.exact) "
      + causes.joined(separator: " ")
    let words = ReportWords.asked
    if !columns.isEmpty {
      Console.note(
        words.text("compared by ", "核对的列：") + columns.joined(separator: words.text(", ", "、")))
    }
    isJSON ? Console.note(last) : Console.print(last)
  }

  private static func money(_ value: Int64?, _ rules: CompiledRules) -> String? {
    value.map { Money(millionths: $0, rules.book.currency).decimalText }
  }

  private static func json(
    _ miss: Parity.Mismatch, _ rule: String, _ rules: CompiledRules
  ) -> String {
    let text = { (value: String?) in value.map { "\"\($0)\"" } ?? "null" }
    return BacktestText.object([
      ("cause", "\"\(miss.cause.rawValue)\""),
      ("rule", rule.isEmpty ? "null" : Console.quoted(rule)),
      ("order", Console.quoted(miss.order)), ("line", "\(miss.line)"),
      ("product", Console.quoted(miss.product)), ("expected", text(money(miss.expected, rules))),
      ("actual", text(money(miss.actual, rules))), ("column", text(miss.basis?.column)),
    ])
  }

  /// - Parameter names: Whether the column is named, as the table has several.
  private static func text(
    _ miss: Parity.Mismatch, _ rule: String, _ rules: CompiledRules, names: Bool
  ) -> String {
    let place = rules.place(of: miss.rule).map { " (\($0))" } ?? ""
    let words = ReportWords.asked
    let nothing = words.text("nothing", "无")
    let (expected, actual) = (money(miss.expected, rules), money(miss.actual, rules))
    let column = names ? miss.basis?.column ?? "" : ""
    let goods = miss.line == 0 ? "" : " \(miss.product)"
    return "\(words.name(miss.cause))\(rule.isEmpty ? "" : " \(rule)\(place)")"
      + words.text(
        ": order \(miss.order)" + (miss.line == 0 ? "" : " line \(miss.line)\(goods)")
          + " expected \(column.isEmpty ? "" : "\(column) ")\(expected ?? nothing), "
          + "got \(actual ?? nothing)",
        "：订单 \(miss.order)" + (miss.line == 0 ? "" : " 第 \(miss.line) 行\(goods)")
          + " \(column.isEmpty ? "" : "\(column) ")应为 \(expected ?? nothing)，"
          + "实际为 \(actual ?? nothing)")
  }
}
