import DealerRules
import Foundation

/// What a case is wrong about, before anything is priced.
struct CaseFault: Error, CustomStringConvertible {
  var description: String
}

/// What must come out of one order; what is absent is not compared.
struct ExpectedOrder: Decodable {
  struct Step: Decodable {
    var rule: String
    var amount: String
    var kind: String?
    var base: String?
  }

  struct Component: Decodable {
    var product: String
    var quantity: String?
    var net: String
  }

  struct Line: Decodable {
    var number: Int32
    var list: String?
    var net: String?
    var tax: String?
    /// Every step, price steps left out unless they are stated.
    var steps: [Step]?
    /// Codes of all reasons of the line.
    var reasons: [String]?
    /// Unit prices by kind.
    var prices: [String: String]?
    var components: [Component]?
    /// What the line adds to agreements, an amount or units by id.
    var accrued: [String: String]?
    /// Rows and offers that lost, each with the code that says why.
    var lost: [String: String]?
  }

  struct Gift: Decodable {
    var product: String
    var quantity: String
    var rule: String
  }

  struct Reservation: Decodable {
    var id: String
    var kind: String?
    var units: String?
    var amount: String?
  }

  var order: String
  var outcome: String?
  var list: String?
  var net: String?
  var charges: String?
  var payable: String?
  var tax: String?
  var lines: [Line]?
  /// Codes of all reasons of the order and its lines.
  var reasons: [String]?
  /// All reasons with their numbers, `LINE CODE RULE NAME NUMBER, …`; line 0 is the order.
  var told: [String]?
  var reservations: [Reservation]?
  /// Free goods on top, by rule and product.
  var gifts: [Gift]?
  /// Catch-ups, by agreement.
  var caughtUp: [String: String]?
  /// What explanations say of the order as a whole, `CODE NUMBER NUMBER` by rule.
  var ahead: [String: String]?
  /// The code of the error; nothing else is compared then.
  var error: String?

  static let names: [String: Set<String>] = [
    "expect": [
      "order", "outcome", "list", "net", "charges", "payable", "tax", "lines", "reasons",
      "reservations", "gifts", "caughtUp", "ahead", "error", "told",
    ],
    "lines": [
      "number", "list", "net", "tax", "steps", "reasons", "prices", "components", "accrued",
      "lost",
    ],
    "steps": ["rule", "amount", "kind", "base"],
    "components": ["product", "quantity", "net"],
    "reservations": ["id", "kind", "units", "amount"],
    "gifts": ["product", "quantity", "rule"],
  ]
}

/// A rule document, orders, and what must come out: the executable part of RULES.md.
struct RuleCase {
  /// The rule the case belongs to, `"P-004"`.
  var id: String
  var title: String
  /// Where it stands, for messages.
  var place: String
  var rules: RuleSource
  /// One order a line.
  var orders: RuleSource
  var expected: [ExpectedOrder]
  /// Codes of the findings that refuse the rule document.
  var refused: [String]

  init(title: String, place: String, object: [String: Any]) throws {
    self.title = title
    self.place = place
    id = String(title.prefix(5))
    guard RuleCase.isIdentifier(id[...]) else {
      throw CaseFault(description: "\(place): the title does not begin with a rule's id")
    }
    let known: Set<String> = ["title", "rules", "orders", "expect", "refused"]
    if let stray = object.keys.first(where: { !known.contains($0) }) {
      throw CaseFault(description: "\(place): unknown member \(stray)")
    }
    guard let document = object["rules"] as? [String: Any] else {
      throw CaseFault(description: "\(place): there is no rule document")
    }
    rules = RuleSource(name: "rules.json", text: try RuleCase.line(document))
    let orders = object["orders"] as? [[String: Any]] ?? []
    let lines = try orders.map { try RuleCase.line($0) }
    self.orders = RuleSource(name: "orders.ndjson", text: lines.joined(separator: "\n"))
    let expect = object["expect"] as? [[String: Any]] ?? []
    for entry in expect { try RuleCase.check(entry, as: "expect", place) }
    expected = try JSONDecoder().decode(
      [ExpectedOrder].self, from: JSONSerialization.data(withJSONObject: expect))
    refused = object["refused"] as? [String] ?? []
    guard expected.count == orders.count, expected.isEmpty != refused.isEmpty else {
      throw CaseFault(description: "\(place): \(orders.count) orders, \(expected.count) answers")
    }
  }

  /// A misspelt member would silently compare nothing.
  private static func check(_ object: [String: Any], as kind: String, _ place: String) throws {
    guard let names = ExpectedOrder.names[kind] else { return }
    for (name, value) in object {
      guard names.contains(name) else {
        throw CaseFault(description: "\(place): unknown member \(name) in \(kind)")
      }
      for part in value as? [[String: Any]] ?? [] { try check(part, as: name, place) }
    }
  }

  private static func line(_ object: [String: Any]) throws -> String {
    String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self)
  }

  /// Whether a text is `X-nnn`.
  static func isIdentifier(_ text: Substring) -> Bool {
    let bytes = Array(text.utf8)
    return bytes.count == 5 && (65...90).contains(bytes[0]) && bytes[1] == 45
      && bytes[2...].allSatisfy { (48...57).contains($0) }
  }
}

/// RULES.md, the cases beside it, and the sources that carry its marks.
enum LawBook {
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  static func text(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  /// Cases of the page itself and of the folder beside the tests.
  static func cases() throws -> [RuleCase] {
    try pageCases() + folderCases()
  }

  private static func object(_ text: String, _ place: String) throws -> Any {
    do {
      return try JSONSerialization.jsonObject(with: Data(text.utf8))
    } catch {
      throw CaseFault(description: "\(place): \(error)")
    }
  }

  private static func pageCases() throws -> [RuleCase] {
    let opening = "```json case "
    var result: [RuleCase] = []
    var title: String?
    var body: [Substring] = []
    for line in try text("RULES.md").split(separator: "\n", omittingEmptySubsequences: false) {
      if let current = title {
        guard line == "```" else {
          body.append(line)
          continue
        }
        let place = "RULES.md, \(current)"
        let parsed = try object(body.joined(separator: "\n"), place)
        result.append(
          try RuleCase(title: current, place: place, object: parsed as? [String: Any] ?? [:]))
        title = nil
        body = []
      } else if line.hasPrefix(opening) {
        title = String(line.dropFirst(opening.count))
      }
    }
    return result
  }

  private static func folderCases() throws -> [RuleCase] {
    let folder = "Tests/ConformanceTests/Cases/Rules"
    let names = try FileManager.default
      .contentsOfDirectory(atPath: root.appending(path: folder).path)
      .filter { $0.hasSuffix(".json") }.sorted()
    return try names.flatMap { name in
      let parsed = try object(try text("\(folder)/\(name)"), name)
      let objects = parsed as? [[String: Any]] ?? [parsed as? [String: Any] ?? [:]]
      return try objects.map { object in
        let title = object["title"] as? String ?? String(name.dropLast(5))
        guard title.hasPrefix(name.prefix(5)) else {
          throw CaseFault(description: "\(name): the title `\(title)` names another rule")
        }
        return try RuleCase(title: title, place: "\(name), \(title)", object: object)
      }
    }
  }

  /// The ids that the page defines, `**P-004 …`, in the order of the page.
  static func identifiers() throws -> [String] {
    var result: [String] = []
    for part in try text("RULES.md").components(separatedBy: "**").dropFirst() {
      let first = part.prefix(5)
      guard RuleCase.isIdentifier(first) else { continue }
      result.append(String(first))
      let second = part.dropFirst(5)
      if second.first == "/", RuleCase.isIdentifier(second.dropFirst().prefix(5)) {
        result.append(String(second.dropFirst().prefix(5)))
      }
    }
    return result
  }

  /// Every file below a folder whose name ends so, by its path from the root.
  static func files(_ folder: String, _ ending: String) throws -> [String] {
    let start = root.appending(path: folder)
    guard let walk = FileManager.default.enumerator(atPath: start.path) else { return [] }
    return walk.compactMap { $0 as? String }.filter { $0.hasSuffix(ending) }.sorted()
      .map { "\(folder)/\($0)" }
  }
}
