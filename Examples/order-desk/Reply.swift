import DealerRules
import Foundation

/// An answer: one JSON object, its keys in the order in which they were added.
struct Reply {
  private var parts: [String] = []
  private let currency: Currency

  init(_ id: String, _ op: String, _ currency: Currency) {
    self.currency = currency
    add("id", id)
    add("op", op)
  }

  mutating func add(_ key: String, _ text: String) {
    parts.append("\(Reply.quoted(key)):\(Reply.quoted(text))")
  }

  mutating func add(_ key: String, amount: Int64) {
    add(key, Money(millionths: amount, currency).decimalText)
  }

  /// An amount with its currency, where that is not the one of the desk.
  mutating func add(_ key: String, _ money: Money) {
    add(key, money.decimalText)
    if money.currency != currency { add("currency", money.currency.code) }
  }

  /// What is to pay of an order, and what it claims where its account has another currency.
  mutating func add(_ key: String, _ note: PricedNote) {
    guard let foreign = note.foreign else { return add(key, amount: note.payable) }
    add(key, Money(millionths: foreign.payable, foreign.currency))
    add("claim", amount: note.payable)
  }

  /// Objects that are written already.
  mutating func add(_ key: String, records: [[UInt8]]) {
    let texts = records.map { String(decoding: $0, as: UTF8.self) }
    parts.append("\(Reply.quoted(key)):[\(texts.joined(separator: ","))]")
  }

  mutating func add(_ key: String, _ flag: Bool) {
    parts.append("\(Reply.quoted(key)):\(flag)")
  }

  mutating func add(_ key: String, _ texts: [String]) {
    parts.append("\(Reply.quoted(key)):[\(texts.map { Reply.quoted($0) }.joined(separator: ","))]")
  }

  /// Reasons by code, and the same with their rules and numbers.
  mutating func add(_ reasons: [String], _ findings: [Finding], _ language: Language? = nil) {
    if !reasons.isEmpty { add("reasons", reasons) }
    if let language, !reasons.isEmpty {
      add("texts", reasons.map { ChineseMessages.text(of: $0, language) })
    }
    guard !findings.isEmpty else { return }
    parts.append("\"findings\":[\(findings.map(\.text).joined(separator: ","))]")
  }

  /// What became of an operation; `settled` is the room that its account was left with after it.
  mutating func add(_ outcome: LedgerOutcome, settled: Int64? = nil) {
    switch outcome {
    case .accepted(let room):
      add("outcome", "accepted")
      if let room = settled ?? room { add("room", amount: room) }
    case .held(let refusal):
      add("outcome", "held")
      add(refusal)
    case .rejected(let refusal):
      add("outcome", "rejected")
      add(refusal)
    }
  }

  private mutating func add(_ refusal: LedgerRefusal) {
    add("code", refusal.code.name)
    if let node = refusal.node { add("binding", node) }
    if refusal.shortfall != 0 { add("shortfall", amount: refusal.shortfall) }
  }

  var line: String { "{" + parts.joined(separator: ",") + "}" }

  static func quoted(_ text: String) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    return (try? encoder.encode(text)).map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
  }
}
