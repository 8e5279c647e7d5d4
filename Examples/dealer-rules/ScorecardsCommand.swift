import DealerRules
import DealerRulesFoundation
import Foundation

/// `scorecards`: scores, grades, limits and tiers that a review of the accounts proposes.
enum ScorecardsCommand {
  static func run(_ words: [String]) throws -> ExitCode {
    guard !words.contains("--help") else {
      Console.print(Help.scorecards.text)
      return .ok
    }
    let arguments = try Arguments(
      words, options: ["--account", "--as-of"], switches: ["--json"],
      positions: ["the project folder"])
    let folder = arguments.positional[0]
    let project = try Projects.load(folder)
    let rules = try CompiledRules(parsing: project.sources)
    let day = try CreditProjects.day(arguments.value("--as-of"), rules, project)
    let book = try CreditProjects.book(rules, day)
    guard !book.policy.scorecards.isEmpty || !book.policy.tierSchemes.isEmpty else {
      throw FileError(message: "the project states neither `scorecards` nor `tiers`")
    }
    let names = ["scores.csv", "payments.csv", "tiers.csv", "values.csv", "movements.csv"]
    let facts = try ReviewFacts.read(
      try CreditProjects.tables(names, of: folder), rules.book)
    let isJSON = arguments.has("--json")
    var counts = ReviewCounts()
    for node in try CreditProjects.accounts(arguments.value("--account"), book) {
      let review = try book.policy.review(of: node, facts, on: day)
      counts.add(review)
      let text = ReviewText(review: review, node: node, day: day)
      Console.print(isJSON ? text.json : text.lines.joined(separator: "\n"))
    }
    Console.end(counts.pairs, isJSON)
    return .ok
  }
}

/// What the last line says.
private struct ReviewCounts {
  private var accounts = 0
  private var scored = 0
  private var unknown = 0
  private var limits = 0
  private var causes: [TierProposal.Cause: Int] = [:]

  mutating func add(_ review: CreditReview) {
    accounts += 1
    for score in review.scores {
      if score.result.score == nil { unknown += 1 } else { scored += 1 }
      if score.result.limit != nil { limits += 1 }
    }
    for tier in review.tiers { causes[tier.proposal.cause, default: 0] += 1 }
  }

  var pairs: [(String, Int)] {
    let words: [TierProposal.Cause] = [.promoted, .kept, .grace, .demoted, .overridden]
    return [
      ("accounts", accounts), ("scored", scored), ("unknown", unknown), ("limits", limits),
    ] + words.map { ($0.rawValue, causes[$0] ?? 0) }
  }
}

/// A review in words or as an object (RULES.md X-020).
struct ReviewText {
  let review: CreditReview
  let node: CreditNode
  /// The day of the review.
  let day: CivilDate

  private func money(_ value: Int64) -> String {
    Money(millionths: value, node.currency).decimalText
  }

  /// Millionths as the shortest decimal.
  private func number(_ millionths: Int64) -> String {
    var text = money(millionths)
    while text.contains("."), text.hasSuffix("0") { text.removeLast() }
    return text.hasSuffix(".") ? String(text.dropLast()) : text
  }

  private func word(_ english: String, _ chinese: String) -> String {
    ReportWords.asked.text(english, chinese)
  }

  private var shownLimit: String {
    switch node.limit {
    case .none: word("none", "无")
    case .amount(let amount): money(amount)
    case .unlimited: word("unlimited", "不限")
    }
  }

  private var limit: String {
    switch node.limit {
    case .none: "none"
    case .amount(let amount): money(amount)
    case .unlimited: "unlimited"
    }
  }

  /// The review for people.
  var lines: [String] {
    var lines = ["\(node.id)  \(node.currency.code)  \(word("limit", "额度")) \(shownLimit)"]
    for score in review.scores { lines += said(score) }
    for tier in review.tiers { lines += said(tier) }
    return lines
  }

  private func said(_ score: CreditReview.Score) -> [String] {
    let points = score.result.points.sorted().map { "\($0.key) \($0.value)" }
    let head =
      "  \(score.card)  \(word("score", "得分")) "
      + (score.result.score.map { "\($0)" } ?? word("unknown", "未知"))
      + (score.result.grade.map { "  \(word("grade", "评级")) \($0)" } ?? "")
      + (points.isEmpty ? "" : "  (\(points.joined(separator: ", ")))")
    var lines = [head]
    if !score.unknown.isEmpty {
      lines.append(
        word("    nothing is known of ", "    缺少数据：")
          + score.unknown.joined(separator: ", "))
    }
    if !score.lacks.isEmpty {
      lines.append(
        word("    proposes no limit without ", "    无法建议额度，缺少：")
          + score.lacks.joined(separator: ", "))
    }
    if let limit = score.result.limit {
      let sales = score.monthlySales.map { "\(word("monthly sales", "月均销售")) \(money($0))" }
      let days = score.creditDays.map { word("\($0) credit days", "账期 \($0) 天") }
      let by = [sales, days].compactMap { $0 }.joined(separator: ", ")
      lines.append(
        word("    proposes a limit of ", "    建议额度 ") + money(limit)
          + (by.isEmpty ? "" : "  (\(by))"))
    }
    return lines
  }

  private func said(_ tier: CreditReview.Tier) -> [String] {
    let proposal = tier.proposal
    let (from, through) = (proposal.period.from, proposal.period.through)
    let period = [from, through].compactMap { $0.map { "\($0)" } }.joined(separator: "..")
    let effect = day < proposal.from ? word("will be", "将为") : word("is", "现为")
    let none = word("no tier", "无等级")
    var lines = [
      "  \(tier.scheme)  \(tier.standing.tier ?? none) \(effect) "
        + "\(proposal.tier ?? none) \(word("from", "自")) \(proposal.from): "
        + "\(ReportWords.asked.name(proposal.cause))  "
        + word(
          "(\(number(proposal.value)) in \(period), \(proposal.missed) missed)",
          "(\(period) 为 \(number(proposal.value))，未达 \(proposal.missed) 次)")
    ]
    if proposal.cause == .overridden, let word = tier.standing.override {
      lines.append(
        self.word(
          "    set by \(word.who) through \(word.through): \(word.why)",
          "    由 \(word.who) 指定至 \(word.through)：\(word.why)"))
    }
    if !proposal.rights.isEmpty {
      lines.append(
        word("    brings ", "    权益：") + proposal.rights.joined(separator: ", "))
    }
    return lines
  }

  /// The review as an object.
  var json: String {
    object([
      ("account", Console.quoted(node.id)), ("currency", Console.quoted(node.currency.code)),
      ("limit", Console.quoted(limit)),
      ("scorecards", list(review.scores.map { json($0) })),
      ("tiers", list(review.tiers.map { json($0) })),
    ])
  }

  private func object(_ fields: [(String, String)]) -> String {
    "{" + fields.map { "\(Console.quoted($0.0)):\($0.1)" }.joined(separator: ",") + "}"
  }

  private func list(_ texts: [String]) -> String { "[" + texts.joined(separator: ",") + "]" }

  private func text(_ text: String?) -> String { text.map { Console.quoted($0) } ?? "null" }

  private func json(_ score: CreditReview.Score) -> String {
    object([
      ("card", Console.quoted(score.card)),
      ("score", score.result.score.map { "\($0)" } ?? "null"),
      ("grade", text(score.result.grade)),
      ("limit", text(score.result.limit.map { money($0) })),
      ("points", object(score.result.points.sorted().map { ($0.key, "\($0.value)") })),
      ("unknown", list(score.unknown.map { Console.quoted($0) })),
      ("monthlySales", text(score.monthlySales.map { money($0) })),
      ("creditDays", score.creditDays.map { "\($0)" } ?? "null"),
      ("lacks", list(score.lacks.map { Console.quoted($0) })),
    ])
  }

  private func json(_ tier: CreditReview.Tier) -> String {
    let proposal = tier.proposal
    let word = tier.standing.override.map { word in
      object([
        ("tier", Console.quoted(word.tier)), ("who", Console.quoted(word.who)),
        ("why", Console.quoted(word.why)), ("through", Console.quoted("\(word.through)")),
      ])
    }
    return object([
      ("scheme", Console.quoted(tier.scheme)), ("before", text(tier.standing.tier)),
      ("tier", text(proposal.tier)), ("from", Console.quoted("\(proposal.from)")),
      ("cause", Console.quoted(proposal.cause.rawValue)),
      ("value", Console.quoted(number(proposal.value))),
      (
        "period",
        list(
          [proposal.period.from, proposal.period.through].map { day in text(day.map { "\($0)" }) })
      ),
      ("missed", "\(proposal.missed)"), ("override", word ?? "null"),
      ("rights", list(proposal.rights.map { Console.quoted($0) })),
    ])
  }
}
