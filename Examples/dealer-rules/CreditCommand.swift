import DealerRules
import DealerRulesFoundation
import Foundation

/// `credit`: where accounts stand, what is late, what would be held tomorrow, who is reminded.
struct CreditCommand {
  private let book: CreditBook
  private let day: CivilDate
  /// The book at the rates of the next day.
  private let tomorrow: (book: CreditBook, day: CivilDate)
  /// What is to be sent, by account.
  private var reminders: [String: [Reminder]] = [:]
  private let isJSON: Bool
  private var counts = Counts()

  /// What the last line says.
  private struct Counts {
    var accounts = 0
    var over = 0
    var held = 0
    var tomorrow = 0
    var overdue = 0
    var reminders = 0
  }

  static func run(_ words: [String]) throws -> ExitCode {
    guard !words.contains("--help") else {
      Console.print(Help.credit.text)
      return .ok
    }
    let arguments = try Arguments(
      words, options: ["--account", "--as-of", "--journal"], switches: ["--json"],
      positions: ["the project folder"])
    let project = try Projects.load(arguments.positional[0])
    let rules = try CompiledRules(parsing: project.sources)
    let day = try CreditProjects.day(arguments.value("--as-of"), rules, project)
    guard let next = day.adding(days: 1) else {
      throw Arguments.UsageError(message: "--as-of takes a day that has a next one")
    }
    let book = try CreditProjects.book(rules, day, journal: arguments.value("--journal"))
    var command = CreditCommand(
      book: book, day: day, tomorrow: (try book.at(next), next), isJSON: arguments.has("--json"))
    for node in try CreditProjects.accounts(arguments.value("--account"), book) {
      try command.write(node)
    }
    command.end()
    return .ok
  }

  private init(
    book: CreditBook, day: CivilDate, tomorrow: (book: CreditBook, day: CivilDate), isJSON: Bool
  ) {
    self.book = book
    self.day = day
    self.tomorrow = tomorrow
    self.isJSON = isJSON
    // Every item is looked at once for each plan, not for each account.
    for plan in book.policy.reminderPlans {
      for reminder in book.reminders(plan, on: day) {
        let account = book.node(reminder.node)?.id ?? reminder.node
        reminders[account, default: []].append(reminder)
      }
    }
  }

  private mutating func write(_ node: CreditNode) throws {
    guard let standing = try book.standing(of: node.id, on: day),
      let tomorrow = try tomorrow.book.standing(of: node.id, on: tomorrow.day)
    else { return }
    let ageing = try book.ageing(of: node.id, on: day)
    let reminders = reminders[node.id] ?? []
    counts.accounts += 1
    if let available = standing.available, available < 0 { counts.over += 1 }
    if standing.smallest.effect >= .hold { counts.held += 1 }
    if tomorrow.smallest.effect >= .hold { counts.tomorrow += 1 }
    if ageing.overdue > 0 { counts.overdue += 1 }
    counts.reminders += reminders.count
    let account = CreditAccountText(
      standing: standing, tomorrow: tomorrow.smallest, keptBack: tomorrow.keptBack,
      ageing: ageing, reminders: reminders)
    Console.print(isJSON ? account.json : account.lines.joined(separator: "\n"))
  }

  private func end() {
    Console.end(
      [
        ("accounts", counts.accounts), ("over", counts.over), ("held", counts.held),
        ("tomorrow", counts.tomorrow), ("overdue", counts.overdue),
        ("reminders", counts.reminders),
      ], isJSON)
  }
}

/// What the credit commands read of a project.
enum CreditProjects {
  /// The day asked for, else that of the last order of the project; never the clock.
  static func day(
    _ option: String?, _ rules: CompiledRules, _ project: RuleProject
  ) throws -> CivilDate {
    if let option {
      guard let day = CivilDate(option) else {
        throw Arguments.UsageError(message: "--as-of takes YYYY-MM-DD, not `\(option)`")
      }
      return day
    }
    guard project.ordersURL != nil else {
      throw Arguments.UsageError(message: "--as-of is missing, and there is no order to date it")
    }
    var file = try OrderFile(nil, project, rules, nil)
    var last: CivilDate?
    while let block = try file.block() {
      for order in block.orders {
        let day = order.day(in: rules.book.zone)
        last = max(last ?? day, day)
      }
    }
    guard let last else {
      throw Arguments.UsageError(message: "--as-of is missing, and no order has a date")
    }
    return last
  }

  /// The credit of a project, with what a journal of `order-desk` holds where one is named
  /// (RULES.md B-023); where the project says nothing of credit, the accounts of the journal with
  /// their own limits.
  static func book(
    _ rules: CompiledRules, _ day: CivilDate, journal: String? = nil
  ) throws -> CreditBook {
    let ledger = try journal.map { try JournalLedger.read($0) } ?? Ledger()
    if let book = try rules.book.creditBook(on: day, ledger: ledger) { return book }
    guard journal != nil else {
      throw FileError(message: "the project says nothing of credit")
    }
    return try CreditBook(JournalLedger.policy(ledger), ledger: ledger, zone: rules.book.zone)
  }

  /// Tables of a project folder, as far as they are there.
  static func tables(_ names: [String], of folder: String) throws -> [RuleSource] {
    try names.compactMap { name in
      let url = URL(fileURLWithPath: folder).appendingPathComponent(name)
      guard FileManager.default.fileExists(atPath: url.path) else { return nil }
      guard let data = try? Data(contentsOf: url) else {
        throw FileError(message: "cannot read `\(url.path)`")
      }
      return RuleSource(name: name, bytes: [UInt8](data))
    }
  }

  /// The node asked for, or that pays for the customer asked for; else every node, by id.
  static func accounts(_ option: String?, _ book: CreditBook) throws -> [CreditNode] {
    guard let option else {
      return book.policy.nodes.sorted { IdentifierOrder.precedes($0.id, $1.id) }
    }
    guard let node = book.node(option) ?? book.payer(of: option).flatMap({ book.node($0) }) else {
      throw Arguments.UsageError(message: "there is no account `\(option)`")
    }
    return [node]
  }
}

/// An account in words or as an object.
struct CreditAccountText {
  let standing: CreditStanding
  let tomorrow: CreditDecision
  /// Open orders that would not leave tomorrow.
  let keptBack: [CreditDecision]
  let ageing: Ageing
  let reminders: [Reminder]

  private func text(_ value: Int64) -> String {
    Money(millionths: value, standing.node.currency).decimalText
  }

  private func word(_ english: String, _ chinese: String) -> String {
    ReportWords.asked.text(english, chinese)
  }

  private func shown(_ value: Int64?) -> String {
    value.map { text($0) } ?? word("unlimited", "不限")
  }

  private static func name(_ bucket: Ageing.Bucket) -> String {
    guard let from = bucket.from else { return "notLate" }
    return bucket.through.map { "\(from)-\($0)" } ?? "\(from)+"
  }

  private static func reasons(_ decision: CreditDecision) -> [String] {
    decision.reasons.filter { $0.effect > .allow }.map(\.code.rawValue)
  }

  /// The account for people.
  var lines: [String] {
    let parts = zip(CreditComponent.allCases, standing.components).filter { $0.1 != 0 }
      .map { "\(ReportWords.asked.name($0.0)) \(text($0.1))" }
    var lines = [
      "\(standing.node.id)  \(standing.node.currency.code)  "
        + "\(word("limit", "额度")) \(shown(standing.limit))  "
        + "\(word("exposure", "已用")) \(text(standing.exposure))  "
        + "\(word("available", "可用")) \(shown(standing.available))"
        + (standing.binding.map {
          $0 == standing.node.id ? "" : " (\(word("by", "受限于")) \($0))"
        } ?? "")
    ]
    if !parts.isEmpty { lines.append("  " + parts.joined(separator: "  ")) }
    if ageing.buckets.dropFirst().contains(where: { $0.amount != 0 }) || ageing.disputed > 0 {
      let buckets = ageing.buckets.map { bucket in
        let name = bucket.from == nil ? word("notLate", "未逾期") : CreditAccountText.name(bucket)
        return "\(name) \(text(bucket.amount))"
      }
      lines.append(
        "  \(word("late", "账龄"))  "
          + (buckets + ["\(word("disputed", "争议")) \(text(ageing.disputed))"])
          .joined(separator: "  "))
    }
    let (now, next) = (standing.smallest, tomorrow)
    if now.effect > .allow { lines.append("  \(word("today", "今日")) " + said(now)) }
    if next.effect > .allow { lines.append("  \(word("tomorrow", "明日")) " + said(next)) }
    for order in keptBack {
      lines.append("  \(word("tomorrow", "明日")) \(order.request) " + said(order))
    }
    for reminder in reminders {
      lines.append(
        word(
          "  remind \(reminder.entry) \(reminder.step) level \(reminder.level) since "
            + "\(reminder.on) of \(reminder.amount)",
          "  催收 \(reminder.entry) \(reminder.step) 第 \(reminder.level) 级 自 "
            + "\(reminder.on) 金额 \(reminder.amount)"))
    }
    return lines
  }

  private func said(_ decision: CreditDecision) -> String {
    let words = ReportWords.asked
    let reasons = CreditAccountText.reasons(decision).map { words.reason(named: $0) }
    return words.name(decision.effect) + words.text(": ", "：")
      + reasons.joined(separator: words.text(", ", "，"))
  }

  /// The account as an object (RULES.md X-017).
  var json: String {
    func object(_ fields: [(String, String)]) -> String {
      "{" + fields.map { "\(Console.quoted($0.0)):\($0.1)" }.joined(separator: ",") + "}"
    }
    func list(_ texts: [String]) -> String { "[" + texts.joined(separator: ",") + "]" }
    func amount(_ value: Int64?) -> String { value.map { Console.quoted(text($0)) } ?? "null" }
    func decision(_ decision: CreditDecision) -> String {
      object([
        ("outcome", Console.quoted(decision.effect.name)),
        ("reasons", list(CreditAccountText.reasons(decision).map { Console.quoted($0) })),
      ])
    }
    let parts = zip(CreditComponent.allCases, standing.components)
      .map { ($0.0.rawValue, amount($0.1)) }
    let late = ageing.buckets.map { (CreditAccountText.name($0), amount($0.amount)) }
    let due = reminders.map { reminder in
      object([
        ("entry", Console.quoted(reminder.entry)), ("step", Console.quoted(reminder.step)),
        ("level", "\(reminder.level)"), ("on", Console.quoted("\(reminder.on)")),
        ("amount", Console.quoted(reminder.amount.decimalText)),
      ])
    }
    return object([
      ("account", Console.quoted(standing.node.id)),
      ("currency", Console.quoted(standing.node.currency.code)),
      ("limit", amount(standing.limit)), ("exposure", amount(standing.exposure)),
      ("available", amount(standing.available)),
      ("binding", standing.binding.map { Console.quoted($0) } ?? "null"),
      ("components", object(parts)),
      ("ageing", object(late + [("disputed", amount(ageing.disputed))])),
      ("overdue", amount(ageing.overdue)), ("today", decision(standing.smallest)),
      ("tomorrow", decision(tomorrow)),
      (
        "keptBack",
        list(
          keptBack.map { order in
            object([
              ("order", Console.quoted(order.request)),
              ("outcome", Console.quoted(order.effect.name)),
              (
                "reasons",
                list(CreditAccountText.reasons(order).map { Console.quoted($0) })
              ),
            ])
          })
      ),
      ("reminders", list(due)),
    ])
  }
}
