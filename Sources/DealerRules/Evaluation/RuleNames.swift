/// Names of rules as JSON texts, so that those that are written again and again are made once.
///
/// Rows can be millions: a name stays until another rule takes its place, and there are more places
/// where many are taken.
struct RuleNames: Sendable {
  private struct Known: Sendable {
    var rule = RuleRef.none
    var text: [UInt8] = []
  }

  private static let most = 1 << 16

  private var known = Array(repeating: Known(), count: 32)
  /// Names made since there are as many places.
  private var made = 0

  /// The name of a rule in quotes, escaped as JSON needs.
  mutating func text(of rule: RuleRef, _ rules: borrowing CompiledRules) -> [UInt8] {
    let place = place(of: rule)
    if known[place].rule == rule, !known[place].text.isEmpty { return known[place].text }
    var json = JSONWriter()
    json.string(rules.name(of: rule))
    made += 1
    if made > known.count, known.count < RuleNames.most { grow() }
    known[self.place(of: rule)] = Known(rule: rule, text: json.bytes)
    return json.bytes
  }

  /// Rules of a kind stand one after another, so that the low digits tell them apart.
  private func place(of rule: RuleRef) -> Int {
    (rule.index &+ Int(rule.kind.rawValue) &* 37) & (known.count - 1)
  }

  private mutating func grow() {
    let old = known
    made = 0
    known = Array(repeating: Known(), count: known.count * 4)
    for name in old where !name.text.isEmpty { known[place(of: name.rule)] = name }
  }
}
