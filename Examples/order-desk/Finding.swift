import DealerRules

/// A reason of an answer with its rule and its numbers, as one line of JSON.
struct Finding {
  let text: String

  init(text: String) { self.text = text }

  init(_ reason: Reason, _ rules: CompiledRules) {
    var parts = [("code", reason.code.name)]
    let rule = rules.name(of: reason.rule)
    if !rule.isEmpty { parts.append(("rule", rule)) }
    if let line = reason.line { parts.append(("line", "\(line)")) }
    self.init(parts + reason.numbers.map { ($0.name, $0.text) })
  }

  init(_ reason: CreditReason) {
    var parts = [("code", reason.code.rawValue)]
    if !reason.rule.isEmpty { parts.append(("rule", reason.rule)) }
    parts += [("node", reason.node), ("effect", reason.effect.name)]
    if reason.isLifted { parts.append(("lifted", "true")) }
    self.init(parts + reason.figures.map { ($0.name, $0.text) })
  }

  private init(_ parts: [(String, String)]) {
    let members = parts.map { "\(Reply.quoted($0.0)):\(Reply.quoted($0.1))" }
    text = "{" + members.joined(separator: ",") + "}"
  }

  /// Of very many the first are kept.
  static let most = 50
}

extension CreditDecision {
  /// Reasons that say more than that the order goes through.
  var told: [CreditReason] {
    let silent: [CreditCode] = [
      .creditLater, .creditApproved, .creditReleased, .creditExcluded,
    ]
    return reasons.filter { !silent.contains($0.code) }
  }
}
