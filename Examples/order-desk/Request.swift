import DealerRules
import Foundation

/// A request that cannot be read or does not fit; nothing of it is recorded.
struct RequestError: Error {
  let message: String
  /// The id of a request that is not of the right form otherwise; empty where it has none.
  var id = ""
  /// What kind of fault it is, where a program can do something about it.
  var code: String?
}

/// A line of input.
struct Request {
  let id: String
  let op: String
  let at: Instant
  /// Of the whole line, so that an id used twice for different things is seen.
  let fingerprint: String
  private let raw: RawMembers
  private let members: [String: Any]

  /// The members of each request beside `id`, `op` and `at`.
  private static let members: [String: [String]] = [
    "account": ["account", "limit", "mode", "netsCredit", "parent", "until"], "quote": ["order"],
    "place": ["expires", "hold", "order"],
    "amend": ["add", "lines", "order", "place", "supplierFault", "terms"],
    "override": ["most", "place", "until", "who", "why"],
    "ship": ["amount", "close", "due", "lines", "place", "return", "supplierFault", "terms"],
    "pay": ["account", "amount", "place", "ship"],
    "fund": ["account", "amount", "balance", "source", "until"], "remind": ["level", "ship"],
    "dispute": ["disputed", "ship"],
    "return": goods, "authorise": goods, "approve": ["level", "return", "who"],
    "reject": ["return", "who", "why"], "receive": ["lines", "return"],
    "inspect": ["lines", "return"], "settle": ["return"], "close": ["return"],
    "reverse": ["return", "who", "why"], "cancel": ["lines", "place", "return"],
    "know": ["facts", "return"], "statement": ["return"],
  ]

  /// The members of requests that give goods back.
  private static let goods = [
    "amount", "approvedBy", "approvedLevel", "charges", "delivered", "facts", "kind", "line",
    "lines", "place", "quantity", "reason", "ship", "whole",
  ]

  init(_ line: [UInt8]) throws {
    let parsed = try? JSONSerialization.jsonObject(with: Data(line))
    raw = RawMembers(line)
    // What is JSON in another encoding has no members that can be read of their own bytes.
    guard let members = parsed as? [String: Any], Set(members.keys) == Set(raw.values.keys) else {
      throw RequestError(message: "the line is no JSON object")
    }
    self.members = members
    // Notes of the journal keep ids between blanks.
    guard let id = members["id"] as? String, (1...80).contains(id.utf8.count),
      !id.unicodeScalars.contains(where: { $0 == "/" || $0.properties.isWhitespace }),
      Request.isPlain(id)
    else {
      throw RequestError(
        message: "`id` must be a text of 1 to 80 bytes without `/`, blanks and control characters")
    }
    if let twice = raw.twice {
      throw RequestError(message: "`\(twice)` is given twice", id: twice == "id" ? "" : id)
    }
    guard let op = members["op"] as? String else {
      throw RequestError(message: "`op` is missing", id: id)
    }
    guard let at = (members["at"] as? String).flatMap({ Instant($0) }) else {
      throw RequestError(
        message: "`at` must be an instant, such as 2025-03-01T08:00:00Z", id: id)
    }
    if let known = Request.members[op] {
      for name in members.keys.sorted() where !["id", "op", "at"].contains(name) {
        guard !known.contains(name) else { continue }
        throw RequestError(
          message: "`\(op)` has no `\(name)`; it has \(known.joined(separator: ", "))", id: id)
      }
    }
    (self.id, self.op, self.at) = (id, op, at)
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in line { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    fingerprint = "\(op) \(line.count) \(String(hash, radix: 16))"
  }

  /// Whether a text has no control characters, which would part the rows of a note.
  static func isPlain(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
  }

  func text(_ name: String) throws -> String {
    guard let text = members[name] as? String, !text.isEmpty else {
      throw RequestError(message: "`\(name)` must be a text")
    }
    return text
  }

  func flag(_ name: String) throws -> Bool {
    guard has(name) else { return false }
    guard let flag = members[name] as? Bool else {
      throw RequestError(message: "`\(name)` must be true or false")
    }
    return flag
  }

  func number(_ name: String) throws -> Int {
    guard let number = members[name] as? Int else {
      throw RequestError(message: "`\(name)` must be a whole number")
    }
    return number
  }

  func has(_ name: String) -> Bool { members[name] != nil }

  func value(_ name: String) -> Any? { members[name] }

  func instant(_ name: String) throws -> Instant? {
    guard has(name) else { return nil }
    guard let instant = Instant(try text(name)) else {
      throw RequestError(message: "`\(name)` must be an instant")
    }
    return instant
  }

  /// An amount above zero in millionths, of whole coins.
  func amount(_ name: String, _ currency: Currency) throws -> Int64 {
    guard let money = Money(try text(name), currency), money.millionths > 0 else {
      throw RequestError(message: "`\(name)` must be an amount above zero, as text")
    }
    let coin = (currency.exponent..<Money.scale).reduce(Int64(1)) { product, _ in product * 10 }
    guard money.millionths % coin == 0 else {
      throw RequestError(
        message: "`\(name)` has more than the \(currency.exponent) decimals of \(currency.code)")
    }
    return money.millionths
  }

  /// The order, read from its own bytes so that its decimals stay exact.
  func order(_ rules: CompiledRules) throws -> Order {
    guard let bytes = rawMember("order") else { throw RequestError(message: "`order` is missing") }
    return try order(bytes, "order", rules)
  }

  /// An order of its own bytes; `name` is what messages call it.
  func order(_ bytes: [UInt8], _ name: String, _ rules: CompiledRules) throws -> Order {
    var reader = OrderReader(
      RuleSource(name: name, bytes: bytes.filter { $0 != 10 }), format: .ndjson, rules: rules)
    switch reader.next() {
    case .order(let order): return order
    case .problem(let problem):
      let messages = problem.diagnostics.map(\.message)
      throw RequestError(message: "`\(name)`: " + messages.joined(separator: "; "))
    case nil: throw RequestError(message: "`\(name)` is empty")
    }
  }

  /// The bytes of a member of the line.
  func rawMember(_ name: String) -> [UInt8]? { raw.values[name] }
}
