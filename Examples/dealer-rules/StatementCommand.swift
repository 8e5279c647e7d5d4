import DealerRules
import DealerRulesFoundation
import Foundation

/// `statement`: what an account owed, what moved, and how its documents match.
enum StatementCommand {
  static func run(_ words: [String]) throws -> ExitCode {
    guard !words.contains("--help") else {
      Console.print(Help.statement.text)
      return .ok
    }
    let arguments = try Arguments(
      words,
      options: ["--account", "--period", "--quantity-tolerance", "--amount-tolerance"],
      switches: ["--json"], positions: ["the project folder"])
    guard let account = arguments.value("--account") else {
      throw Arguments.UsageError(message: "--account is missing")
    }
    guard let text = arguments.value("--period"), let period = Self.period(text) else {
      throw Arguments.UsageError(
        message: "--period takes YYYY, YYYY-MM or YYYY-MM-DD..YYYY-MM-DD")
    }
    let project = try Projects.load(arguments.positional[0])
    let rules = try CompiledRules(parsing: project.sources)
    guard let end = period.through else { return .usage }
    let book = try CreditProjects.book(rules, end)
    let nodes = try CreditProjects.accounts(account, book)
    guard let node = nodes.first else { return .usage }
    let sources = try sources(arguments.positional[0])
    guard !sources.isEmpty else {
      throw FileError(message: "the project has neither `movements.csv` nor `flow.csv`")
    }
    let facts = try StatementFacts.read(sources, rules.book)
    let statement = try facts.statement(
      of: node.id, in: node.currency, period, within: try tolerance(arguments, node.currency))
    let isJSON = arguments.has("--json")
    let shown = StatementText(statement: statement, currency: node.currency)
    if isJSON {
      Console.print(shown.json)
      Console.note(shown.last)
    } else {
      for line in shown.lines + [shown.last] { Console.print(line) }
    }
    return shown.breaks + shown.differing == 0 ? .ok : .findings
  }

  /// `movements.csv` and `flow.csv` of the folder, as far as they are there.
  private static func sources(_ folder: String) throws -> [RuleSource] {
    try ["movements.csv", "flow.csv"].compactMap { name in
      let url = URL(fileURLWithPath: folder).appendingPathComponent(name)
      guard FileManager.default.fileExists(atPath: url.path) else { return nil }
      guard let data = try? Data(contentsOf: url) else {
        throw FileError(message: "cannot read `\(url.path)`")
      }
      return RuleSource(name: name, bytes: [UInt8](data))
    }
  }

  private static func tolerance(
    _ arguments: Arguments, _ currency: Currency
  ) throws -> StatementTolerance {
    var tolerance = StatementTolerance()
    if let text = arguments.value("--quantity-tolerance") {
      guard let rate = Rate(text), rate >= .zero else {
        throw Arguments.UsageError(message: "--quantity-tolerance takes a rate, not `\(text)`")
      }
      tolerance.quantity = rate
    }
    if let text = arguments.value("--amount-tolerance") {
      guard let money = Money(text, currency), money.millionths >= 0 else {
        throw Arguments.UsageError(message: "--amount-tolerance takes an amount, not `\(text)`")
      }
      tolerance.amount = money.millionths
    }
    return tolerance
  }

  /// A year, a month, or two days.
  static func period(_ text: String) -> CreditDays? {
    let sides = text.components(separatedBy: "..")
    if sides.count == 2, let from = CivilDate(sides[0]), let through = CivilDate(sides[1]),
      from <= through
    {
      return CreditDays(from: from, through: through)
    }
    let year = text.utf8.count == 4
    guard let from = CivilDate(year ? "\(text)-01-01" : "\(text)-01") else { return nil }
    let (y, m, _) = from.components
    let next =
      year || m == 12
      ? CivilDate(year: y + 1, month: 1, day: 1) : CivilDate(year: y, month: m + 1, day: 1)
    return next?.adding(days: -1).map { CreditDays(from: from, through: $0) }
  }
}

/// A statement in words or as an object.
struct StatementText {
  let statement: AccountStatement
  let currency: Currency

  private func text(_ value: Int64) -> String {
    Money(millionths: value, currency).decimalText
  }

  private func units(_ value: Int64) -> String {
    Quantity(thousandths: value).map { "\($0)" } ?? "?"
  }

  /// Lines of orders that do not match.
  var breaks: Int { statement.matches.count { !$0.breaks.isEmpty } }

  /// Invoices and returns that do not match what was booked.
  var differing: Int { statement.documents.count { !$0.breaks.isEmpty } }

  /// The statement for people.
  var lines: [String] {
    let words = ReportWords.asked
    var lines = ["\(words.text("opening", "期初"))  \(text(statement.opening))"]
    for entry in statement.entries {
      let movement = entry.movement
      let amount = movement.kind.raises ? movement.amount : -movement.amount
      lines.append(
        "\(movement.day)  \(words.name(movement.kind))  \(movement.id)  \(text(amount))  "
          + text(entry.balance))
    }
    lines.append("\(words.text("closing", "期末"))  \(text(statement.closing))")
    for match in statement.matches where !match.breaks.isEmpty {
      lines.append(
        "\(match.order)/\(match.line)  "
          + match.breaks.map { words.name($0) }.joined(separator: ", ")
          + words.text(
            "  ordered \(units(match.ordered)) shipped \(units(match.shipped)) "
              + "invoiced \(units(match.invoiced)) returned \(units(match.returned)) "
              + "expected \(text(match.expected)) billed \(text(match.billed))",
            "  订购 \(units(match.ordered)) 发货 \(units(match.shipped)) "
              + "开票 \(units(match.invoiced)) 退货 \(units(match.returned)) "
              + "应收 \(text(match.expected)) 已收 \(text(match.billed))"))
    }
    for document in statement.documents where !document.breaks.isEmpty {
      lines.append(
        "\(words.name(document.kind)) \(document.id)  "
          + document.breaks.map { words.name($0) }.joined(separator: ", ")
          + words.text("  lines ", "  明细 ") + text(document.stated)
          + words.text(" booked ", " 入账 ") + text(document.booked))
    }
    return lines
  }

  /// The last line.
  var last: String {
    "account \(statement.node) opening \(text(statement.opening)) movements "
      + "\(statement.entries.count) closing \(text(statement.closing)) lines "
      + "\(statement.matches.count) breaks \(breaks) documents \(statement.documents.count) "
      + "differing \(differing)"
  }

  /// The statement as an object (RULES.md X-017).
  var json: String {
    func object(_ fields: [(String, String)]) -> String {
      "{" + fields.map { "\(Console.quoted($0.0)):\($0.1)" }.joined(separator: ",") + "}"
    }
    func list(_ texts: [String]) -> String { "[" + texts.joined(separator: ",") + "]" }
    let movements = statement.entries.map { entry in
      object([
        ("date", Console.quoted("\(entry.movement.day)")),
        ("kind", Console.quoted(entry.movement.kind.rawValue)),
        ("id", Console.quoted(entry.movement.id)),
        (
          "amount",
          Console.quoted(
            text(entry.movement.kind.raises ? entry.movement.amount : -entry.movement.amount))
        ),
        ("balance", Console.quoted(text(entry.balance))),
      ])
    }
    let matches = statement.matches.map { match in
      object([
        ("order", Console.quoted(match.order)), ("line", "\(match.line)"),
        ("ordered", Console.quoted(units(match.ordered))),
        ("shipped", Console.quoted(units(match.shipped))),
        ("invoiced", Console.quoted(units(match.invoiced))),
        ("returned", Console.quoted(units(match.returned))),
        ("expected", Console.quoted(text(match.expected))),
        ("billed", Console.quoted(text(match.billed))),
        ("open", "\(match.isOpen)"),
        ("breaks", list(match.breaks.map { Console.quoted($0.rawValue) })),
      ])
    }
    let documents = statement.documents.map { document in
      object([
        ("kind", Console.quoted(document.kind.rawValue)),
        ("id", Console.quoted(document.id)), ("lines", Console.quoted(text(document.stated))),
        ("booked", Console.quoted(text(document.booked))),
        ("breaks", list(document.breaks.map { Console.quoted($0.rawValue) })),
      ])
    }
    return object([
      ("account", Console.quoted(statement.node)), ("currency", Console.quoted(currency.code)),
      ("opening", Console.quoted(text(statement.opening))), ("movements", list(movements)),
      ("closing", Console.quoted(text(statement.closing))), ("lines", list(matches)),
      ("documents", list(documents)),
    ])
  }
}
