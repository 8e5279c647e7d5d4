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
    let table = try expected(path)
    var parity = Parity(rules)
    var file = try OrderFile(
      arguments.value("--orders"), project, rules, try Projects.date(arguments.value("--date")))
    var left = table
    while true {
      let block = try file.next()
      if block.isEmpty { break }
      let decisions = rules.price(batch: block)
      for (order, decision) in zip(block, decisions) {
        if let rows = left.removeValue(forKey: order.id) {
          parity.add(order, decision, expecting: rows)
        } else if table[order.id] == nil {
          parity.add(lacking: order, decision)
        }
      }
    }
    for (id, rows) in left.sorted(by: { IdentifierOrder.precedes($0.key, $1.key) }) {
      let amounts = rows.map { ($0.line, $0.amount) }
      parity.add(missing: id, expected: Dictionary(amounts) { $1 })
    }
    tell(parity, rules, arguments.has("--json"))
    return parity.lines > 0 && parity.reaches(least) ? .ok : .findings
  }

  /// What a table states, by order.
  private static func expected(_ path: String) throws -> [String: [ExpectedNets.Row]] {
    guard let data = try? Data(contentsOf: URL(fileURLWithPath: path)) else {
      throw FileError(message: "cannot read `\(path)`")
    }
    let source = RuleSource(
      name: URL(fileURLWithPath: path).lastPathComponent, bytes: [UInt8](data))
    return Dictionary(grouping: try ExpectedNets.read(source), by: \.order)
  }

  private static func tell(_ parity: Parity, _ rules: CompiledRules, _ isJSON: Bool) {
    let text = { (value: Int64) in Money(millionths: value, rules.book.currency).decimalText }
    for miss in parity.examples {
      let rule = rules.name(of: miss.rule)
      let (expected, actual) = (miss.expected.map(text), miss.actual.map(text))
      if isJSON {
        Console.print(
          BacktestText.object([
            ("cause", "\"\(miss.cause.rawValue)\""),
            ("rule", rule.isEmpty ? "null" : Console.quoted(rule)),
            ("order", Console.quoted(miss.order)), ("line", "\(miss.line)"),
            ("product", Console.quoted(miss.product)),
            ("expected", expected.map { "\"\($0)\"" } ?? "null"),
            ("actual", actual.map { "\"\($0)\"" } ?? "null"),
          ]))
      } else {
        let place = rules.place(of: miss.rule).map { " (\($0))" } ?? ""
        let words = ReportWords.asked
        let nothing = words.text("nothing", "无")
        Console.print(
          "\(words.name(miss.cause))\(rule.isEmpty ? "" : " \(rule)\(place)")"
            + words.text(
              ": order \(miss.order) line \(miss.line) \(miss.product) expected "
                + "\(expected ?? nothing), got \(actual ?? nothing)",
              "：订单 \(miss.order) 第 \(miss.line) 行 \(miss.product) 应为 "
                + "\(expected ?? nothing)，实际为 \(actual ?? nothing)"))
      }
    }
    let causes = Parity.Cause.allCases.map { "\($0.rawValue) \(parity.causes[$0] ?? 0)" }
    let last =
      "lines \(parity.lines) exact \(parity.exact) different \(parity.lines - parity.exact) "
      + causes.joined(separator: " ")
    isJSON ? Console.note(last) : Console.print(last)
  }
}
