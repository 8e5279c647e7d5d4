import DealerRules
import Foundation
import Testing

/// A credit policy, what is open, and what must come out step by step.
struct CreditExample {
  var title: String
  var rules: RuleSource
  var steps: [[String: Any]]

  static func all(_ file: String) throws -> [CreditExample] {
    let text = try LawBook.text("Tests/ConformanceTests/Cases/Credit/\(file)")
    let list = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [[String: Any]] ?? []
    return try list.map { object in
      let document = try JSONSerialization.data(withJSONObject: object["rules"] ?? [:])
      return CreditExample(
        title: object["title"] as? String ?? "",
        rules: RuleSource(name: "rules.json", bytes: Array(document)),
        steps: object["steps"] as? [[String: Any]] ?? [])
    }
  }
}

/// Runs examples and collects what differs.
struct CreditExampleRun {
  var book: CreditBook
  var faults: [String] = []
  var compared = 0
  let title: String

  init(_ example: CreditExample) throws {
    title = example.title
    let rules = try CompiledRules(parsing: [example.rules])
    let day = try #require(CivilDate("2025-03-01"))
    book = try #require(try rules.book.creditBook(on: day))
    for step in example.steps { try run(step) }
  }

  mutating func expect<Value: Equatable>(_ what: String, _ actual: Value, _ wanted: Value) {
    compared += 1
    if actual != wanted { faults.append("\(title): \(what) is \(actual), not \(wanted)") }
  }

  private mutating func run(_ step: [String: Any]) throws {
    let part = { (name: String) in step[name] as? [String: Any] ?? [:] }
    if step["ask"] != nil {
      try ask(part("ask"), part("expect"))
    } else if step["pay"] != nil {
      let pay = part("pay")
      try book.pay(text(pay["id"]), node: text(pay["node"]), try money(pay, "A"))
    } else if step["limit"] != nil {
      let asked = part("limit")
      let limit = try book.limit(of: text(asked["node"]), on: try day(asked["on"]))
      expect("limit", limit.map { shown($0) } ?? "none", text(step["is"]))
    } else if step["many"] != nil {
      try many(part("many"), step)
    } else if step["queue"] != nil {
      try queue(step)
    } else if step["due"] != nil {
      try due(part("due"), step)
    } else if step["remind"] != nil {
      let asked = part("remind")
      let plan = try #require(book.policy.reminderPlans.first { $0.id == text(asked["plan"]) })
      let found = book.reminders(plan, on: try day(asked["on"])).map { "\($0.entry) \($0.step)" }
      expect("reminders on \(text(asked["on"]))", found, step["steps"] as? [String] ?? [])
    } else if step["score"] != nil {
      try score(part("score"), step)
    } else if step["ageing"] != nil {
      try ageing(part("ageing"), step)
    } else if step["tier"] != nil {
      try tier(part("tier"), step)
    } else {
      faults.append("\(title): a step asks nothing")
    }
  }

  // MARK: Values

  func text(_ value: Any?) -> String { value as? String ?? "" }

  func day(_ value: Any?) throws -> CivilDate { try #require(CivilDate(text(value))) }

  func currency(_ node: String) -> Currency { book.node(node)?.currency ?? .cny }

  func money(_ object: [String: Any], _ node: String) throws -> Money {
    let own = (object["currency"] as? String).flatMap { Currency($0) } ?? currency(node)
    return try #require(Money(text(object["amount"]), own))
  }

  func shown(_ value: Int64) -> String { Money(millionths: value, .cny).decimalText }

  func request(_ object: [String: Any]) throws -> CreditRequest {
    let node = text(object["node"])
    let amount = try money(object, node)
    var request = CreditRequest(
      id: text(object["id"]), node: node, amount, asOf: try day(object["asOf"]))
    request.rate = (object["rate"] as? String).flatMap { Factor($0) }
    request.ships = (object["ships"] as? String).flatMap { CivilDate($0) }
    request.terms = object["terms"] as? String
    request.replaces = object["replaces"] as? String
    request.changed = object["changed"] as? [String] ?? []
    if let word = object["checkpoint"] as? String {
      request.checkpoint = try #require(CreditCheckpoint(rawValue: word))
    }
    if let prepaid = object["prepaid"] as? String {
      request.prepaid = try #require(Money(prepaid, amount.currency)).millionths
    }
    if let why = object["hold"] as? String {
      request.holds = [CreditHold(who: "desk", why: why)]
    }
    if let approved = object["approved"] as? [String: Any] {
      request.approved = CreditApproval(
        try money(approved, node).millionths, on: try day(approved["on"]))
    }
    if let word = object["override"] as? [String: Any] {
      request.overrides = [
        CreditOverride(
          who: "ann", why: "agreed", rules: word["rules"] as? [String] ?? [],
          through: (word["through"] as? String).flatMap { CivilDate($0) },
          most: (word["most"] as? String).flatMap { Money($0, currency(node))?.millionths })
      ]
    }
    return request
  }
}
